//! Days that a region has off or works on its own (minority areas' festivals, floods, big events).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::calendar::DateKind;

/// One date of a region that differs from the national table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    pub date: NaiveDate,
    pub kind: DateKind,
    /// Why, in Chinese: 藏历新年. Empty when it is not said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// The dates of one region. They win over the national table, also in years that are not announced, but they don't
/// announce a year. Those of the handling body's region apply, not those of the applicant's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Override>", into = "Vec<Override>")]
pub struct Overrides {
    dates: BTreeMap<NaiveDate, (DateKind, String)>,
}

impl Overrides {
    /// No dates of its own.
    pub fn none() -> Self {
        Self::default()
    }

    /// Adds or replaces one date.
    #[must_use]
    pub fn with(mut self, date: NaiveDate, kind: DateKind, name: &str) -> Self {
        self.dates.insert(date, (kind, name.to_owned()));
        self
    }

    pub(crate) fn get(&self, date: NaiveDate) -> Option<(DateKind, &str)> {
        self.dates.get(&date).map(|(kind, name)| (*kind, name.as_str()))
    }

    pub(crate) fn between(
        &self,
        first: NaiveDate,
        last: NaiveDate,
    ) -> impl Iterator<Item = (NaiveDate, DateKind)> + '_ {
        self.dates.range(first..=last).map(|(date, (kind, _))| (*date, *kind))
    }
}

impl From<Vec<Override>> for Overrides {
    fn from(list: Vec<Override>) -> Self {
        Self {
            dates: list.into_iter().map(|o| (o.date, (o.kind, o.name))).collect(),
        }
    }
}

impl From<Overrides> for Vec<Override> {
    fn from(overrides: Overrides) -> Self {
        overrides
            .dates
            .into_iter()
            .map(|(date, (kind, name))| Override { date, kind, name })
            .collect()
    }
}
