//! The figures that the program gives are those that the operator's book explains, and the other way round.

use std::collections::BTreeSet;
use std::path::Path;

fn names(text: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for (at, _) in text.match_indices("tongban_") {
        let before = text[..at].chars().next_back();
        let name: String = text[at..]
            .chars()
            .take_while(|c| c.is_ascii_lowercase() || *c == '_')
            .collect();
        if matches!(before, Some('"' | '`')) {
            all.insert(name);
        }
    }
    all
}

fn sources(folder: &Path, all: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, all);
        } else if path.extension().is_some_and(|e| e == "rs") {
            all.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_figure_is_explained_and_every_explained_figure_is_given() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let book = std::fs::read_to_string(root.join("docs/operate.md")).unwrap();
    let explained: BTreeSet<String> = book
        .lines()
        .filter(|l| l.starts_with("| `tongban_"))
        .flat_map(names)
        .collect();
    let mut given = String::new();
    for room in ["crates/platform/kernel/src", "crates/platform/web/src"] {
        sources(&root.join(room), &mut given);
    }
    // A cookie, and the databases of tests.
    let others = ["tongban_desk", "tongban_test_"];
    let given: BTreeSet<String> = names(&given)
        .into_iter()
        .filter(|n| !others.contains(&n.as_str()))
        .collect();
    assert_eq!(explained, given);
}

#[tokio::test]
async fn the_work_that_waits_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let rooms = super::empty_house(folder.path()).await;
    let text = rooms.kernel.figures().await.unwrap();
    for line in [
        "tongban_outbox_waiting 0",
        "tongban_outbox_dead 0",
        "tongban_outbox_late_seconds 0",
        "tongban_jobs_failing 0",
    ] {
        assert!(text.lines().any(|l| l == line), "{line}: {text}");
    }
}
