//! Working hours: the time in which a hall is open, to the second.

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};

use crate::error::Error;
use crate::limit::{Deadline, MAX_DAYS};
use crate::workdays::{WorkDays, succ};
use crate::zone::{from_local, local, shanghai};

impl WorkDays {
    /// The earliest instant at which the hall has been open for so many minutes after `from`. It is a closing time rather
    /// than the next opening when it falls there; 0 is the instant itself.
    pub fn add_working_minutes(&self, from: DateTime<FixedOffset>, minutes: i64) -> Result<Deadline, Error> {
        if minutes > i64::from(MAX_DAYS) * 24 * 60 {
            return Err(Error::TooLong);
        }
        self.add_open_seconds(from, minutes * 60)
    }

    pub(crate) fn add_open_seconds(&self, from: DateTime<FixedOffset>, seconds: i64) -> Result<Deadline, Error> {
        let start = local(&from);
        let mut provisional = false;
        if seconds <= 0 {
            return Ok(at(shanghai(&from), provisional));
        }
        let (mut date, mut left) = (start.date(), seconds);
        loop {
            let day = self.day(date)?;
            provisional |= !day.announced;
            if day.working {
                for (open, close) in self.hall().seconds() {
                    let begin = open.max(second_of_day(date, start));
                    let length = (close - begin).max(0);
                    if length >= left {
                        return Ok(at(from_local(on(date, begin + left)), provisional));
                    }
                    left -= length;
                }
            }
            date = succ(date)?;
        }
    }

    /// Seconds for which the hall is open between two instants; 0 if `upto` is not later.
    pub(crate) fn open_seconds(&self, after: DateTime<FixedOffset>, upto: DateTime<FixedOffset>) -> Result<i64, Error> {
        let (start, end) = (local(&after), local(&upto));
        let mut total = 0;
        for date in start.date().iter_days().take_while(|date| *date <= end.date()) {
            if start < end && self.is_working_day(date)? {
                let (from, to) = (second_of_day(date, start), second_of_day(date, end));
                total += self
                    .hall()
                    .seconds()
                    .map(|(open, close)| (close.min(to) - open.max(from)).max(0))
                    .sum::<i64>();
            }
        }
        Ok(total)
    }

    /// Minutes for which the hall is open between two instants, cut down.
    pub fn count_working_minutes(
        &self,
        after: DateTime<FixedOffset>,
        upto: DateTime<FixedOffset>,
    ) -> Result<i64, Error> {
        Ok(self.open_seconds(after, upto)? / 60)
    }
}

fn at(time: DateTime<FixedOffset>, provisional: bool) -> Deadline {
    Deadline {
        date: local(&time).date(),
        time: Some(time),
        provisional,
    }
}

/// Where an instant lies, seen from a date's midnight: negative before it, more than a day's seconds after it.
fn second_of_day(date: NaiveDate, instant: NaiveDateTime) -> i64 {
    (instant - date.and_time(NaiveTime::MIN)).num_seconds()
}

fn on(date: NaiveDate, second: i64) -> NaiveDateTime {
    date.and_time(NaiveTime::MIN) + Duration::seconds(second)
}
