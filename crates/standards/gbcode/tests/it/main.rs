//! The codes against the vectors, and what must hold for every one of them.

#![allow(clippy::unwrap_used, reason = "a test may fail here, its helpers too")]

mod forms;
mod properties;
mod vectors;

use gbcode::Provinces;

/// The real provinces: what everything except the demonstration passes.
const REAL: &Provinces = &Provinces::REAL;

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}
