//! Item packages from outside, checked, compiled and asked with whatever answers come.
#![no_main]

use items::{Given, Package, Plan};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    // Behind a nought byte stand the answers.
    let (package, answers) = text.split_once('\0').unwrap_or((text, "{}"));
    let Ok(package) = Package::read(package) else { return };
    let handlings: Vec<String> = package.handling.iter().map(|h| h.id.to_string()).collect();
    let Ok(plan) = Plan::compile(package) else { return };
    let Ok(answers) = serde_json::from_str(answers) else { return };
    let Ok(given) = Given::from_value(&answers) else { return };
    for id in handlings {
        if let Some(plan) = plan.handling(&id) {
            plan.evaluate(&given).ok();
        }
    }
});
