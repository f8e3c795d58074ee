//! How long an evaluation takes. `cargo test -p items --release -- --ignored speed --nocapture`

use std::time::Instant;

use items::{Given, Package, Plan};

use crate::sample::package_files;

#[test]
#[ignore = "prints a measurement"]
fn speed_of_the_largest_package() {
    let files = package_files();
    let largest = files
        .iter()
        .max_by_key(|path| std::fs::metadata(path).unwrap().len())
        .unwrap();
    let text = std::fs::read_to_string(largest).unwrap();
    let start = Instant::now();
    let plan = Plan::compile(Package::read(&text).unwrap()).unwrap();
    println!("{}: read and compiled in {:?}", largest.display(), start.elapsed());
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    for handling in document["handling"].as_array().unwrap() {
        let plan = plan.handling(handling["id"].as_str().unwrap()).unwrap();
        let cases: Vec<Given> = handling["scenarios"]
            .as_array()
            .unwrap()
            .iter()
            .map(|case| Given::from_value(case).unwrap())
            .collect();
        let rounds = 200;
        let start = Instant::now();
        let mut errors = 0;
        for _ in 0..rounds {
            for case in &cases {
                errors += plan.evaluate(case).unwrap().errors.len();
            }
        }
        let each = start.elapsed() / (rounds * u32::try_from(cases.len()).unwrap());
        println!(
            "{}: {each:?} per evaluation ({} scenarios, {errors} errors)",
            handling["id"],
            cases.len()
        );
    }
}
