//! Why a date is what it is: every day of a clock with its reason, the sum, and the same in sentences, so that anybody
//! can recompute a deadline. Pages draw it, they add nothing of their own.

mod row;
mod sentences;
mod sum;

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;

pub use row::{DayLine, Mark};
pub use sum::{SumKind, SumLine};

use crate::clock::{Clock, Run};
use crate::error::Error;
use crate::limit::{Deadline, Limit};
use crate::workdays::WorkDays;

/// What the page knows besides the clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// Name of the limit: 承诺时限 (the default), 法定时限, 受理期限.
    pub title: Option<&'a str>,
    /// What started the clock: 受理, 收件, 补齐材料. Nothing by default.
    pub started_by: Option<&'a str>,
    /// What stopped it: 作出决定, 撤回. Nothing by default.
    pub stopped_by: Option<&'a str>,
    /// The statutory clock, where the one that is explained is the promised one.
    pub statutory: Option<&'a Clock>,
    /// Other events to be named in the row, in short words: 补齐, 暂停. The row begins with the first of them.
    pub events: &'a [(NaiveDate, &'a str)],
}

/// A clock explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// What the row shows, for its caption.
    pub caption: String,
    /// Whole weeks, Monday to Sunday, from the first event to the due date or today.
    pub days: Vec<DayLine>,
    /// The limit, what was used, what was left out and why, what is left.
    pub sum: Vec<SumLine>,
    /// The same in Chinese sentences, each complete.
    pub sentences: Vec<String>,
}

impl Explanation {
    /// The row week by week.
    pub fn weeks(&self) -> impl Iterator<Item = &[DayLine]> {
        self.days.chunks(7)
    }
}

/// Explains a clock of a case. Fails as the clock itself would have: give provisional `days` for a provisional clock.
pub fn explain(days: &WorkDays, clock: &Clock, context: &Context<'_>) -> Result<Explanation, Error> {
    let row = row::build(days, clock, context, Some(crate::zone::shanghai_date(&clock.as_of)))?;
    Ok(Explanation {
        caption: row::caption(&row, clock),
        sum: sum::of_clock(clock, context, &row),
        sentences: sentences::of_clock(clock, context, &row),
        days: row,
    })
}

/// A plain addition explained, for the public calculator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LimitExplanation {
    pub deadline: Deadline,
    /// The first unannounced year that was needed: the deadline is an estimate.
    pub missing_year: Option<i32>,
    #[serde(flatten)]
    pub explanation: Explanation,
}

/// Explains when a limit that begins at `from` ends. An unannounced year is no failure here: the answer is an estimate,
/// and its first sentence says that it is one.
pub fn explain_limit(days: &WorkDays, from: DateTime<FixedOffset>, limit: Limit) -> Result<LimitExplanation, Error> {
    let strict = days.clone().provisional(false);
    let guessing = days.clone().provisional(true);
    let missing_year = match strict.deadline(from, limit) {
        Ok(_) => None,
        Err(error) => Some(error.year().ok_or(error)?),
    };
    let deadline = guessing.deadline(from, limit)?;
    let clock = Run::new(from, limit).measure(&guessing, from)?;
    let context = Context {
        title: Some("期限"),
        ..Context::default()
    };
    let row = row::build(&guessing, &clock, &context, None)?;
    let explanation = Explanation {
        caption: row::caption(&row, &clock),
        sum: sum::of_limit(&clock, &context, &row),
        sentences: sentences::of_limit(&clock, &row, missing_year),
        days: row,
    };
    Ok(LimitExplanation {
        deadline,
        missing_year,
        explanation,
    })
}
