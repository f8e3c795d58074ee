//! The repository's packages.

use items::{Package, Plan, Severity, check_command, parse_json, to_pretty};

use crate::sample::package_files;

#[test]
fn reading_and_writing_loses_nothing() {
    let mut identical = 0;
    for path in package_files() {
        let text = std::fs::read_to_string(&path).unwrap();
        let package = Package::read(&text).unwrap();
        let written = to_pretty(&package).unwrap();
        assert_eq!(
            parse_json(&written).unwrap(),
            parse_json(&text).unwrap(),
            "{}",
            path.display()
        );
        let again = Package::read(&written).unwrap();
        assert_eq!(again, package, "{}", path.display());
        assert_eq!(to_pretty(&again).unwrap(), written, "{}", path.display());
        identical += usize::from(written == text);
    }
    assert!(
        identical > 0,
        "files whose keys are in the order of the schema are written back byte by byte"
    );
}

fn all_hold(files: &[std::path::PathBuf]) {
    for path in files {
        let report = check_command(&std::fs::read_to_string(path).unwrap());
        let errors: Vec<String> = report.of(Severity::Error).map(ToString::to_string).collect();
        assert!(report.holds(), "{}:\n{}", path.display(), errors.join("\n"));
        let unseen: Vec<String> = report.of(Severity::Note).map(ToString::to_string).collect();
        assert!(
            unseen.is_empty(),
            "{}: the oracle has no notes\n{}",
            path.display(),
            unseen.join("\n")
        );
    }
}

#[test]
fn the_first_packages_hold() {
    all_hold(&package_files()[..22]);
}

#[test]
fn the_other_packages_hold() {
    all_hold(&package_files()[22..]);
}

#[test]
fn all_packages_compile_and_there_are_forty_five() {
    let files = package_files();
    assert_eq!(files.len(), 45);
    let mut handlings = 0;
    for path in files {
        let plan = Plan::compile(Package::read(&std::fs::read_to_string(&path).unwrap()).unwrap()).unwrap();
        for handling in plan.handlings() {
            let definition = handling.definition();
            assert_eq!(plan.handling(&definition.id).unwrap().definition(), definition);
            assert_eq!(plan.handling(&definition.code).unwrap().definition(), definition);
        }
        handlings += plan.handlings().len();
    }
    assert_eq!(handlings, 139);
}
