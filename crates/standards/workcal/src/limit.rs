//! Limits as items and laws state them, and the deadlines that come of them.

use chrono::{DateTime, FixedOffset, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::zone::{last_instant, shanghai_date};

/// The longest period that is computed: a hundred years of days, or as many hours.
pub const MAX_DAYS: u32 = 36_525;

/// What a limit is counted in. Item packages write `day` for natural days and `hour` for working hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// 工作日: Administrative Licensing Law art. 82, the default of that law.
    WorkingDay,
    /// 自然日: all days count; a last day that is a day off moves on (Civil Code art. 203).
    #[serde(alias = "day")]
    NaturalDay,
    /// 月: the corresponding day, else the month's last (Civil Code art. 202), moved on like natural days.
    Month,
    /// 工作小时: time in which the hall is open.
    #[serde(alias = "hour")]
    WorkingHour,
    /// 自然小时: elapsed time.
    ClockHour,
}

impl Unit {
    /// Whether the limit ends at an instant inside a day.
    pub fn is_hours(self) -> bool {
        matches!(self, Self::WorkingHour | Self::ClockHour)
    }

    /// The unit with its measure word, as it stands after a number: 个工作日, 天, 个月, 个工作小时, 小时.
    pub fn words(self) -> &'static str {
        match self {
            Self::WorkingDay => "个工作日",
            Self::NaturalDay => "天",
            Self::Month => "个月",
            Self::WorkingHour => "个工作小时",
            Self::ClockHour => "小时",
        }
    }
}

/// A number of units. 0 is lawful: done on the day itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Limit {
    #[serde(alias = "n")]
    pub amount: u32,
    pub unit: Unit,
}

impl Limit {
    /// `amount` units.
    pub const fn new(amount: u32, unit: Unit) -> Self {
        Self { amount, unit }
    }

    /// `amount` working days.
    pub const fn working_days(amount: u32) -> Self {
        Self::new(amount, Unit::WorkingDay)
    }

    /// `amount` natural days.
    pub const fn natural_days(amount: u32) -> Self {
        Self::new(amount, Unit::NaturalDay)
    }

    /// The limit in Chinese: 8个工作日, 30天, 2个月.
    pub fn words(self) -> String {
        format!("{}{}", self.amount, self.unit.words())
    }

    /// How many days must be counted from `start`: months become the days up to the corresponding day, so that a
    /// suspension moves that day by its own length.
    pub(crate) fn days_from(self, start: NaiveDate) -> Result<u32, Error> {
        let days = if self.unit == Unit::Month {
            let end = start
                .checked_add_months(Months::new(self.amount))
                .ok_or(Error::TooLong)?;
            u32::try_from((end - start).num_days()).map_err(|_| Error::TooLong)?
        } else {
            self.amount
        };
        if days > MAX_DAYS { Err(Error::TooLong) } else { Ok(days) }
    }
}

/// The last day of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Due {
    pub date: NaiveDate,
    /// The date leans on a year whose holidays are not announced: shown as 约, computed again later, never the ground of
    /// a finding.
    pub provisional: bool,
}

/// The end of a limit: a day, or an instant for limits in hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Deadline {
    /// Shanghai date of the end.
    pub date: NaiveDate,
    /// The instant, for limits in hours only. A limit in days ends at 24:00 of `date`.
    pub time: Option<DateTime<FixedOffset>>,
    /// As in [`Due::provisional`].
    pub provisional: bool,
}

impl Deadline {
    /// Whether it is too late at this instant. A day's deadline is missed from 00:00 of the day after, Shanghai time; one
    /// in hours is missed after its instant.
    pub fn passed(&self, at: DateTime<FixedOffset>) -> bool {
        match self.time {
            Some(time) => at > time,
            None => shanghai_date(&at) > self.date,
        }
    }

    /// The last instant in time, to the second.
    pub fn last_instant(&self) -> DateTime<FixedOffset> {
        self.time.unwrap_or_else(|| last_instant(self.date))
    }
}

impl From<Due> for Deadline {
    fn from(due: Due) -> Self {
        Self {
            date: due.date,
            time: None,
            provisional: due.provisional,
        }
    }
}
