//! Asia/Shanghai: UTC+8, without daylight saving since 1991. All dates of cases are dates there.

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};

const OFFSET: FixedOffset = FixedOffset::east_opt(8 * 3600).expect("eight hours are less than a day");

/// The same instant with Shanghai's offset.
pub fn shanghai<Tz: TimeZone>(at: &DateTime<Tz>) -> DateTime<FixedOffset> {
    at.with_timezone(&OFFSET)
}

/// The Shanghai date of an instant: 16:30 UTC is already the next day there.
pub fn shanghai_date<Tz: TimeZone>(at: &DateTime<Tz>) -> NaiveDate {
    local(at).date()
}

/// 00:00 Shanghai time of a date.
pub fn midnight(date: NaiveDate) -> DateTime<FixedOffset> {
    from_local(date.and_time(NaiveTime::MIN))
}

/// 23:59:59 Shanghai time of a date.
pub(crate) fn last_instant(date: NaiveDate) -> DateTime<FixedOffset> {
    midnight(date) + Duration::seconds(24 * 3600 - 1)
}

pub(crate) fn local<Tz: TimeZone>(at: &DateTime<Tz>) -> NaiveDateTime {
    shanghai(at).naive_local()
}

pub(crate) fn from_local(local: NaiveDateTime) -> DateTime<FixedOffset> {
    DateTime::from_naive_utc_and_offset(local - OFFSET, OFFSET)
}
