//! The kernel from outside, on each database at hand.

mod jumping;
mod ledger;
mod writing;

use chrono::{DateTime, Utc};

fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_780_286_400, 0).expect("a moment")
}
