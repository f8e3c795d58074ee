//! What the tests share: the repository's packages, a small package of their own, the oracle, random choices.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use items::Plan;
use serde_json::Value;

pub(crate) fn data(folder: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../data")
        .join(folder)
}

/// The files of all packages, in order.
pub(crate) fn package_files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(data("items"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    files
}

/// A small package with every kind of thing in it, for lending boats.
pub(crate) fn small() -> Value {
    serde_json::from_str(include_str!("../small.json")).unwrap()
}

pub(crate) fn small_plan() -> Plan {
    Plan::compile(serde_json::from_value(small()).unwrap()).unwrap()
}

/// The oracle's answer, or `None` (with a note) where there is no python3.
pub(crate) fn ask_oracle(mode: &str, path: &std::path::Path, question: &Value) -> Option<Value> {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/oracle.py");
    let started = Command::new("python3")
        .arg(script)
        .arg(data("schema"))
        .arg(mode)
        .arg(path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = started else {
        println!("python3 is missing: nothing was compared with the oracle");
        return None;
    };
    let mut input = child.stdin.take().unwrap();
    let question = question.to_string();
    let writing = std::thread::spawn(move || input.write_all(question.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writing.join().unwrap().unwrap();
    assert!(output.status.success(), "the oracle failed");
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// Equality as JSON: `3` and `3.0` are the same number.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, value)| b.get(key).is_some_and(|other| same(value, other)))
        }
        _ => a == b,
    }
}

/// Choices that are the same in every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end.max(1)
    }

    pub(crate) fn one<'t, T>(&mut self, list: &'t [T]) -> &'t T {
        &list[self.below(list.len())]
    }
}
