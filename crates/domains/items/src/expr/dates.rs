//! Dates of the expressions, which are texts `YYYY-MM-DD`.

use chrono::{Datelike, Days, NaiveDate};

use crate::expr::Decimal;

/// A real day written exactly `YYYY-MM-DD`, from 0001-01-01 on.
pub(crate) fn parse_date(text: &str) -> Option<NaiveDate> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let number = |from: usize, to: usize| {
        bytes[from..to].iter().try_fold(0u32, |sum, b| {
            b.is_ascii_digit().then(|| sum * 10 + u32::from(b - b'0'))
        })
    };
    let year = number(0, 4)?;
    if year == 0 {
        return None;
    }
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, number(5, 7)?, number(8, 10)?)
}

/// Whether a text is a resident identity number (GB 11643-1999): a real birth date and the check digit. Province, future
/// dates and registers are not looked at.
pub(crate) fn is_resident_id(text: &str) -> bool {
    birth_date(text).is_some()
}

/// The birth date in a valid resident identity number.
pub(super) fn birth_date(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    if bytes.len() != 18 || !bytes[..17].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let day = format!("{}-{}-{}", &text[6..10], &text[10..12], &text[12..14]);
    parse_date(&day)?;
    (bytes[17] == check_digit(&bytes[..17])).then_some(day)
}

/// ISO 7064 MOD 11-2 over the first 17 digits.
fn check_digit(digits: &[u8]) -> u8 {
    let sum = digits
        .iter()
        .fold(0u32, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    b"10X98765432"[sum as usize]
}

pub(super) fn text(day: NaiveDate) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
}

fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or(NaiveDate::MIN)
}

fn last_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(NaiveDate::MAX)
}

/// So many days later; never outside the years 1 to 9999.
pub(super) fn add_days(day: NaiveDate, count: &Decimal) -> NaiveDate {
    let count = count.to_whole();
    let days = Days::new(count.unsigned_abs());
    let moved = if count < 0 {
        day.checked_sub_days(days)
    } else {
        day.checked_add_days(days)
    };
    moved
        .unwrap_or(if count < 0 { NaiveDate::MIN } else { NaiveDate::MAX })
        .clamp(first_day(), last_day())
}

/// So many months later; a day that doesn't exist becomes the month's last.
pub(super) fn add_months(day: NaiveDate, count: i64) -> NaiveDate {
    let month = i64::from(day.year()) * 12 + i64::from(day.month0()) + count.clamp(-200_000, 200_000);
    let (year, month) = (month.div_euclid(12), month.rem_euclid(12) as u32 + 1);
    if year < 1 {
        return first_day();
    }
    if year > 9999 {
        return last_day();
    }
    let found = (28..=day.day().max(28))
        .rev()
        .find_map(|last| NaiveDate::from_ymd_opt(year as i32, month, last.min(day.day())));
    found.unwrap_or(day)
}

pub(super) fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    (to - from).num_days()
}

/// Whole months, negative when `to` comes first.
pub(super) fn months_between(from: NaiveDate, to: NaiveDate) -> i64 {
    if to < from {
        return -months_between(to, from);
    }
    let months = i64::from(to.year() - from.year()) * 12 + i64::from(to.month()) - i64::from(from.month());
    if add_months(from, months) > to {
        months - 1
    } else {
        months
    }
}
