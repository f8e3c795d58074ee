//! One published version of a body's implementation list, and a handling item of it.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Id, Region};
use serde_json::{Map, Value};

use crate::implementation::{Implementation, LocalPlan};
use crate::store;

/// How an implementing body is called and reached.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Deserialize)]
pub struct Body {
    /// Unified social credit code.
    pub code: String,
    /// Full name.
    pub name: String,
    /// Short name.
    pub short_name: String,
    /// Region code of 12 digits.
    pub region: String,
    /// Address.
    pub address: String,
    /// Telephone number.
    pub phone: String,
    /// To whom one applies for reconsideration of its decisions; may be empty.
    pub reconsideration: String,
    /// The court where its decisions are challenged; may be empty.
    pub court: String,
    /// Path of the organisation in the staff directory, for the scope of permissions; may be empty.
    pub path: String,
}

impl From<store::body::Model> for Body {
    fn from(row: store::body::Model) -> Self {
        Self {
            code: row.code,
            name: row.name,
            short_name: row.short_name,
            region: row.region,
            address: row.address,
            phone: row.phone,
            reconsideration: row.reconsideration,
            court: row.court,
            path: row.path,
        }
    }
}

/// Whether a body handles an item at present.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Standing {
    /// It does.
    #[default]
    InForce,
    /// Not for the time being.
    Suspended {
        /// From this day on.
        since: NaiveDate,
        /// Why.
        reason: String,
    },
    /// Not any more.
    Cancelled {
        /// From this day on.
        since: NaiveDate,
        /// Why.
        reason: String,
    },
}

impl Standing {
    /// As it is stored.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::InForce => "in_force",
            Self::Suspended { .. } => "suspended",
            Self::Cancelled { .. } => "cancelled",
        }
    }

    /// Whether it keeps somebody from applying on this day.
    pub fn stops_on(&self, day: NaiveDate) -> bool {
        match self {
            Self::InForce => false,
            Self::Suspended { since, .. } | Self::Cancelled { since, .. } => *since <= day,
        }
    }
}

impl From<&store::standing::Model> for Standing {
    fn from(row: &store::standing::Model) -> Self {
        let (since, reason) = (row.since.unwrap_or_default(), row.reason.clone());
        match row.state.as_str() {
            "suspended" => Self::Suspended { since, reason },
            "cancelled" => Self::Cancelled { since, reason },
            _ => Self::InForce,
        }
    }
}

/// One published version of what a body handles. It never changes.
#[derive(Debug)]
pub struct Edition {
    /// The region that is served.
    pub region: Region,
    /// Its id; with `region` it finds the version for ever.
    pub id: Id,
    /// 1, 2, 3 … for one body and item.
    pub version: i32,
    /// The body.
    pub body: Arc<Body>,
    /// Digest of the package.
    pub digest: String,
    /// Why it was published.
    pub reason: String,
    /// Who published it, as in the ledger.
    pub published_by: String,
    /// When it came into force.
    pub published_at: DateTime<Utc>,
    /// The plan with the overlay.
    pub implementation: Implementation,
}

impl Edition {
    /// One of its handling items, by `id` or `code`; `None` when the body does not handle it.
    pub fn handled(self: &Arc<Self>, id_or_code: &str) -> Option<Handled> {
        let code = self.implementation.handling(id_or_code)?.definition().code.clone();
        Some(Handled {
            edition: self.clone(),
            code,
        })
    }

    /// All its handling items, in the order of the package.
    pub fn all_handled(self: &Arc<Self>) -> Vec<Handled> {
        let codes = self
            .implementation
            .handlings()
            .map(|local| local.definition().code.clone());
        codes
            .map(|code| Handled {
                edition: self.clone(),
                code,
            })
            .collect()
    }
}

/// A handling item of an edition: what a case is opened on.
#[derive(Debug, Clone)]
pub struct Handled {
    edition: Arc<Edition>,
    code: String,
}

impl Handled {
    /// The version that it belongs to.
    pub fn edition(&self) -> &Arc<Edition> {
        &self.edition
    }

    /// Definition, local values, codes and evaluation.
    ///
    /// # Panics
    /// Never: a `Handled` is only made of a handling item that is there.
    pub fn local(&self) -> LocalPlan<'_> {
        self.edition
            .implementation
            .handling(&self.code)
            .expect("looked up when it was made")
    }

    /// The parameters with the values that count here, as an evaluation takes them.
    pub fn params(&self) -> Map<String, Value> {
        self.local()
            .params()
            .map(|(param, value)| (param.id.clone(), value.clone()))
            .collect()
    }
}
