//! Forms and query strings: no panic, within the limit of fields, and nothing is invented.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(sent) = web::server::Sent::parse(bytes) {
        for (name, value) in &sent.0 {
            assert!(name.len() <= bytes.len() * 3 && value.len() <= bytes.len() * 3);
            sent.get(name);
            assert!(sent.has(name));
        }
    }
});
