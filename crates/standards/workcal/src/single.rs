//! One limit from one event outside a case's course: answers, publication, contact after a bad rating, tender periods.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::limit::{Deadline, Limit};
use crate::workdays::WorkDays;
use crate::zone::shanghai_date;

/// A single limit, measured when the thing was done or now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Single {
    pub deadline: Deadline,
    pub overdue: bool,
    /// Working days from now to the last day, negative when late; `None` when done, and for hours.
    pub working_days_left: Option<i64>,
}

impl Single {
    /// Measures a limit that began at `from` and was met at `done`, or is open at `as_of`.
    pub fn measure(
        days: &WorkDays,
        from: DateTime<FixedOffset>,
        limit: Limit,
        done: Option<DateTime<FixedOffset>>,
        as_of: DateTime<FixedOffset>,
    ) -> Result<Self, Error> {
        let deadline = days.deadline(from, limit)?;
        let open = done.is_none() && !limit.unit.is_hours();
        let working_days_left = if open {
            Some(days.count(shanghai_date(&as_of), deadline.date)?)
        } else {
            None
        };
        Ok(Self {
            deadline,
            overdue: deadline.passed(done.unwrap_or(as_of)),
            working_days_left,
        })
    }
}

/// The last day of a minimum period ("at least n days"): a last day that is a day off moves on. The step that has to wait
/// may happen on the day after at the earliest, as in tendering.
pub fn period_ends(days: &WorkDays, from: DateTime<FixedOffset>, limit: Limit) -> Result<Deadline, Error> {
    days.deadline(from, limit)
}
