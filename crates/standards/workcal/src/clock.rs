//! One clock: a limit from an event, with suspensions, an extension and an end, measured at an instant.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::limit::{Deadline, Limit, Unit};
use crate::pause::{Pause, Spans};
use crate::workdays::WorkDays;
use crate::zone::shanghai_date;

/// What a clock does at the instant it is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Running,
    Suspended,
    Stopped,
}

/// The facts that a clock is measured from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The event that starts the limit; its day is not counted.
    pub from: DateTime<FixedOffset>,
    /// The limit without extension.
    pub limit: Limit,
    /// Units added by a lawful extension.
    pub extension: u32,
    /// In order of time; at most the last one lasts.
    pub pauses: Vec<Pause>,
    /// The event that ended the clock.
    pub stopped: Option<DateTime<FixedOffset>>,
}

/// A measured clock. Counts are in the limit's unit; for months they are natural days, for hours whole hours (`used` is
/// cut down).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    pub state: State,
    /// Shanghai date of the starting event.
    pub start: NaiveDate,
    /// The last day; `None` while suspended, unless the limit had run out before.
    pub due: Option<NaiveDate>,
    /// The last instant, for limits in hours.
    pub due_time: Option<DateTime<FixedOffset>>,
    /// Counted units after the start, up to the stop or the instant of measuring.
    pub used: i64,
    /// Units left; negative when late. For natural days and months: days left to the (moved) due date.
    pub remaining: i64,
    /// The end was later than due, or it is now.
    pub overdue: bool,
    /// The due date leans on a year that is not announced: write 约.
    pub provisional: bool,
    /// The limit with its extension.
    pub limit: Limit,
    /// How many units of it are an extension.
    pub extension: u32,
    pub from: DateTime<FixedOffset>,
    pub stopped: Option<DateTime<FixedOffset>>,
    pub pauses: Vec<Pause>,
    pub as_of: DateTime<FixedOffset>,
}

impl Run {
    /// A limit from an event, without anything else yet.
    pub fn new(from: DateTime<FixedOffset>, limit: Limit) -> Self {
        Self {
            from,
            limit,
            extension: 0,
            pauses: Vec::new(),
            stopped: None,
        }
    }

    fn full_limit(&self) -> Limit {
        Limit::new(self.limit.amount.saturating_add(self.extension), self.limit.unit)
    }

    /// The suspension that has not ended.
    pub fn open_pause(&self) -> Option<&Pause> {
        self.pauses.last().filter(|pause| pause.until.is_none())
    }

    /// The end of the limit, counting suspensions that have ended only.
    pub fn deadline(&self, days: &WorkDays) -> Result<Deadline, Error> {
        match self.limit.unit {
            Unit::WorkingHour | Unit::ClockHour => self.deadline_in_hours(days),
            _ => Ok(days
                .nth_day(
                    shanghai_date(&self.from),
                    self.full_limit(),
                    &Spans::ended(&self.pauses),
                )?
                .into()),
        }
    }

    /// Measures the clock at `as_of`.
    pub fn measure(&self, days: &WorkDays, as_of: DateTime<FixedOffset>) -> Result<Clock, Error> {
        let until = self.stopped.map_or(as_of, |stop| stop.min(as_of));
        let deadline = self.deadline(days)?;
        let used = self.used(days, until)?;
        let state = match (self.stopped, self.open_pause()) {
            (Some(_), _) => State::Stopped,
            (None, Some(_)) => State::Suspended,
            (None, None) => State::Running,
        };
        let ran_until = self.open_pause().map_or(until, |pause| pause.from.min(until));
        let overdue = deadline.passed(ran_until);
        let known = state != State::Suspended || overdue;
        let remaining = if known && self.counts_natural_days() {
            self.days_left(shanghai_date(&ran_until), deadline.date)
        } else {
            self.length()? - used
        };
        Ok(Clock {
            state,
            start: shanghai_date(&self.from),
            due: known.then_some(deadline.date),
            due_time: deadline.time.filter(|_| known),
            used,
            remaining,
            overdue,
            provisional: deadline.provisional,
            limit: self.full_limit(),
            extension: self.extension,
            from: self.from,
            stopped: self.stopped,
            pauses: self.pauses.clone(),
            as_of,
        })
    }

    fn counts_natural_days(&self) -> bool {
        matches!(self.limit.unit, Unit::NaturalDay | Unit::Month)
    }

    /// The whole limit in the unit that is counted.
    fn length(&self) -> Result<i64, Error> {
        self.full_limit().days_from(shanghai_date(&self.from)).map(i64::from)
    }

    fn used(&self, days: &WorkDays, until: DateTime<FixedOffset>) -> Result<i64, Error> {
        let (start, end) = (shanghai_date(&self.from), shanghai_date(&until));
        let spans = Spans::all(&self.pauses);
        match self.limit.unit {
            Unit::WorkingDay if end <= start => Ok(0),
            Unit::WorkingDay => {
                let suspended = spans
                    .inside(start, end)
                    .map(|(from, until)| days.count(from, until))
                    .sum::<Result<i64, _>>()?;
                Ok(days.count(start, end)? - suspended)
            }
            Unit::NaturalDay | Unit::Month => Ok(spans.free_days(start, end)),
            Unit::WorkingHour | Unit::ClockHour => Ok(self.seconds_used(days, until)? / 3600),
        }
    }

    /// Days that are not suspended from `at` to the due date; negative after it.
    fn days_left(&self, at: NaiveDate, due: NaiveDate) -> i64 {
        let spans = Spans::ended(&self.pauses);
        if at <= due {
            spans.free_days(at, due)
        } else {
            -spans.free_days(due, at)
        }
    }
}

/// Limits in hours: suspensions take out the time between their instants.
impl Run {
    fn deadline_in_hours(&self, days: &WorkDays) -> Result<Deadline, Error> {
        let mut left = self.length()? * 3600;
        let mut cursor = self.from;
        for pause in &self.pauses {
            let Some(resumed) = pause.until else { continue };
            let stretch = self.seconds(days, cursor, pause.from)?;
            if stretch >= left {
                break;
            }
            left -= stretch;
            cursor = cursor.max(resumed);
        }
        if self.limit.unit == Unit::WorkingHour {
            return days.add_open_seconds(cursor, left);
        }
        let time = crate::zone::shanghai(&cursor) + chrono::Duration::seconds(left);
        Ok(Deadline {
            date: shanghai_date(&time),
            time: Some(time),
            provisional: false,
        })
    }

    fn seconds_used(&self, days: &WorkDays, until: DateTime<FixedOffset>) -> Result<i64, Error> {
        let mut total = 0;
        let mut cursor = self.from;
        for pause in self.pauses.iter().take_while(|pause| pause.from < until) {
            total += self.seconds(days, cursor, pause.from)?;
            cursor = pause.until.map_or(until, |resumed| cursor.max(resumed));
        }
        Ok(total + self.seconds(days, cursor, until)?)
    }

    fn seconds(
        &self,
        days: &WorkDays,
        after: DateTime<FixedOffset>,
        upto: DateTime<FixedOffset>,
    ) -> Result<i64, Error> {
        if self.limit.unit == Unit::WorkingHour {
            days.open_seconds(after, upto)
        } else {
            Ok((upto - after).num_seconds().max(0))
        }
    }
}
