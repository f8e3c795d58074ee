//! Calendars as an operator brings them, and deadlines over them: no panic, and a later start never ends earlier.
#![no_main]

use std::sync::Arc;

use chrono::{DateTime, FixedOffset, TimeDelta};
use libfuzzer_sys::fuzz_target;
use workcal::{Calendar, Limit, Unit, WorkDays};

fuzz_target!(|input: (&str, i64, u16, u8, u16)| {
    let (text, seconds, amount, unit, later) = input;
    let Ok(calendar) = Calendar::from_csv(text) else { return };
    // From 1990 to 2090: what a clock of this house shows.
    let seconds = 631_152_000 + seconds.rem_euclid(100 * 365 * 86_400);
    let zone = FixedOffset::east_opt(8 * 3600).expect("eight hours");
    let Some(from) = DateTime::from_timestamp(seconds, 0).map(|at| at.with_timezone(&zone)) else { return };
    let units = [Unit::WorkingDay, Unit::NaturalDay, Unit::Month, Unit::WorkingHour, Unit::ClockHour];
    let limit = Limit {
        amount: u32::from(amount % 2_000),
        unit: units[usize::from(unit) % units.len()],
    };
    let days = WorkDays::new(Arc::new(calendar)).provisional(true);
    let first = days.deadline(from, limit);
    let second = days.deadline(from + TimeDelta::minutes(i64::from(later)), limit);
    if let (Ok(first), Ok(second)) = (first, second) {
        assert!(second.date >= first.date, "{from} {limit:?}: {first:?} {second:?}");
    }
});
