//! Suspensions: the time that law leaves out of a limit (Administrative Licensing Law art. 45).

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::zone::shanghai_date;

/// One suspension. Its days are those after the day of suspension up to and including the day of resumption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    pub from: DateTime<FixedOffset>,
    /// `None` while it lasts.
    pub until: Option<DateTime<FixedOffset>>,
    /// What is waited for, in Chinese: 水质检测. May be empty.
    #[serde(default)]
    pub cause: String,
}

impl Pause {
    /// Whether the suspension takes out this date.
    pub fn covers(&self, date: NaiveDate) -> bool {
        shanghai_date(&self.from) < date && self.until.is_none_or(|until| date <= shanghai_date(&until))
    }
}

/// The union of suspensions in days: sorted pairs (s, r) without overlap, each taking out s < d ≤ r.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Spans(Vec<(NaiveDate, NaiveDate)>);

impl Spans {
    /// Only suspensions that have ended.
    pub(crate) fn ended(pauses: &[Pause]) -> Self {
        Self::union(
            pauses
                .iter()
                .filter_map(|p| Some((shanghai_date(&p.from), shanghai_date(&p.until?)))),
        )
    }

    /// All, one that lasts reaching to the end of time.
    pub(crate) fn all(pauses: &[Pause]) -> Self {
        let end = |p: &Pause| p.until.map_or(NaiveDate::MAX, |until| shanghai_date(&until));
        Self::union(pauses.iter().map(|p| (shanghai_date(&p.from), end(p))))
    }

    fn union(spans: impl Iterator<Item = (NaiveDate, NaiveDate)>) -> Self {
        let mut sorted: Vec<_> = spans.filter(|(from, until)| from < until).collect();
        sorted.sort_unstable();
        let mut merged: Vec<(NaiveDate, NaiveDate)> = Vec::with_capacity(sorted.len());
        for (from, until) in sorted {
            match merged.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(until),
                _ => merged.push((from, until)),
            }
        }
        Self(merged)
    }

    pub(crate) fn contain(&self, date: NaiveDate) -> bool {
        self.0.iter().any(|(from, until)| *from < date && date <= *until)
    }

    /// The parts inside (after, upto].
    pub(crate) fn inside(
        &self,
        after: NaiveDate,
        upto: NaiveDate,
    ) -> impl Iterator<Item = (NaiveDate, NaiveDate)> + '_ {
        self.0
            .iter()
            .map(move |(from, until)| ((*from).max(after), (*until).min(upto)))
            .filter(|(from, until)| from < until)
    }

    /// Natural days in (after, upto] that are not suspended; 0 if `upto` is not later.
    pub(crate) fn free_days(&self, after: NaiveDate, upto: NaiveDate) -> i64 {
        let suspended: i64 = self
            .inside(after, upto)
            .map(|(from, until)| (until - from).num_days())
            .sum();
        (upto - after).num_days().max(0) - suspended
    }
}
