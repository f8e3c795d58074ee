use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde_json::Value;
use workcal::{Calendar, WorkDays};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A file of vectors with the number of cases that it must hold, so that a shortened file is noticed.
pub(crate) fn vectors(file: &str) -> Value {
    let folder = std::env::var_os("TONGBAN_VECTORS").map_or_else(|| repository().join("tests/vectors"), PathBuf::from);
    let vectors: Value = serde_json::from_str(&read(&folder.join(file))).unwrap();
    let cases = vectors["cases"].as_array().unwrap().len();
    assert!(cases > 0 && vectors["count"] == cases, "{file} has {cases} cases");
    vectors
}

/// The country, strict, with the usual hall hours.
pub(crate) fn country() -> WorkDays {
    WorkDays::new(Arc::new(
        Calendar::from_csv(&read(&repository().join("data/calendar-cn.csv"))).unwrap(),
    ))
}

/// The same with the overrides and hall hours of a case.
pub(crate) fn place(case: &Value) -> WorkDays {
    let mut days = country();
    if let Some(overrides) = case.get("overrides") {
        days = days.with_overrides(serde_json::from_value(overrides.clone()).unwrap());
    }
    if let Some(hall) = case.get("hall") {
        days = days.with_hall(serde_json::from_value(hall.clone()).unwrap());
    }
    days.provisional(case.get("provisional") == Some(&Value::Bool(true)))
}

pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn instant(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap()
}
