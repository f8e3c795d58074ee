//! The picture in ARCHITECTURE.md is the one that the compiler sees.

use std::collections::BTreeSet;
use std::process::Command;

fn name_of(package: &serde_json::Value) -> &str {
    package["name"].as_str().expect("a name")
}

/// The arrows between the crates of this workspace, as `from -> to`.
fn arrows() -> BTreeSet<String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let out = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root)
        .output()
        .expect("cargo metadata");
    let data: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    let packages = data["packages"].as_array().expect("packages");
    let names: BTreeSet<&str> = packages.iter().filter_map(|p| p["name"].as_str()).collect();
    let mut out = BTreeSet::new();
    for package in packages {
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            let (from, to) = (name_of(package), name_of(dependency));
            if dependency["kind"].is_null() && names.contains(to) {
                out.insert(format!("{from} -> {to}"));
            }
        }
    }
    out
}

#[test]
fn the_picture_of_the_rooms_is_true() {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../ARCHITECTURE.md")).expect("the text");
    // The picture is a Mermaid graph: `a --> b & c`.
    let lines = text.lines().filter_map(|line| line.trim().split_once(" --> "));
    let drawn: BTreeSet<String> = lines
        .flat_map(|(from, to)| {
            to.split(" & ")
                .map(move |to| format!("{} -> {}", from.trim(), to.trim()))
        })
        .collect();
    let real = arrows();
    let missing: Vec<_> = real.difference(&drawn).collect();
    let invented: Vec<_> = drawn.difference(&real).collect();
    assert!(
        missing.is_empty() && invented.is_empty(),
        "not drawn: {missing:#?}\ndrawn but not there: {invented:#?}"
    );
}

#[test]
fn no_arrow_points_up() {
    let floor = |name: &str| match name {
        "gbcode" | "workcal" | "gm" => 0,
        "kernel" => 1,
        "web" | "search" => 2,
        "tongban" => 4,
        "bench" => 5,
        _ => 3,
    };
    for arrow in arrows() {
        let (from, to) = arrow.split_once(" -> ").expect("an arrow");
        assert!(floor(from) >= floor(to), "{arrow} points up");
    }
}
