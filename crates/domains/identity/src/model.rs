//! What other rooms see of bodies, persons, legal persons and their agents.

use chrono::NaiveDate;
use gbcode::{Mobile, ResidentId};
use kernel::{Assurance, Id, Place, Problem};
use serde::{Deserialize, Serialize};

/// A public body: an organ, institution or mass organisation that handles items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// Its id.
    pub id: Id,
    /// Its short latin name, stable over imports.
    pub slug: String,
    /// Its legal name.
    pub name: String,
    /// How it is called in lists.
    pub short_name: String,
    /// 机关代字, the first part of its document numbers.
    pub document_prefix: String,
    /// `organ`, `institution` or `mass_organisation`.
    pub kind: String,
    /// Unified social credit code.
    pub credit_code: String,
    /// 12-digit region code.
    pub region: String,
    /// The level of the power it exercises: 2 province, 3 prefecture, 4 county, 5 township.
    pub level: i32,
    /// Ids from the root to itself, each followed by `/`, beginning with `/`.
    pub path: String,
    /// Where it is.
    pub address: String,
    /// Its telephone number.
    pub phone: String,
    /// The name of the organ that decides on an administrative reconsideration (行政复议).
    pub reconsideration: String,
    /// The name of the court for administrative litigation.
    pub court: String,
    /// Where people can come.
    pub windows: Vec<Window>,
}

impl Body {
    /// Where the body's things belong.
    pub fn place(&self) -> Place {
        Place::at(&self.region, &self.path)
    }

    /// The body above it, as the path says.
    pub fn parent(&self) -> Option<Id> {
        self.path.trim_matches('/').rsplit('/').nth(1)?.parse().ok()
    }
}

/// A place where a body receives people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Window {
    /// Its stable id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `hall` or another kind of place.
    #[serde(default)]
    pub kind: String,
    /// Where it is.
    pub address: String,
    /// Opening and closing times of a day, as `HH:MM`.
    #[serde(default)]
    pub hours: Vec<[String; 2]>,
    /// 1 for Monday to 7 for Sunday.
    #[serde(default)]
    pub weekdays: Vec<u8>,
    /// Its telephone number.
    #[serde(default)]
    pub phone: String,
}

/// A natural person. Printing the number or the phone shows their ends only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The person's id.
    pub id: Id,
    /// The name.
    pub name: String,
    /// The identity number.
    pub number: ResidentId,
    /// The phone.
    pub phone: Mobile,
    /// Where the person lives.
    pub address: String,
    /// 12-digit code of the home region.
    pub region: String,
    /// How sure we are that it is them.
    pub assurance: Assurance,
}

/// A legal person or other organisation that applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Unified social credit code.
    pub credit_code: String,
    /// `enterprise`, `individual_business`, `institution` …
    pub kind: String,
    /// The person who represents it by law.
    pub legal_representative: Id,
    /// Its address.
    pub address: String,
    /// 12-digit code of its region.
    pub region: String,
    /// Its telephone number.
    pub phone: String,
}

/// What an agent may do for an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// Apply.
    Apply,
    /// Supplement and correct.
    Supplement,
    /// Collect results.
    Collect,
}

impl Verb {
    /// All verbs in their order on pages.
    pub const ALL: [Self; 3] = [Self::Apply, Self::Supplement, Self::Collect];

    /// As it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Apply => "apply",
            Self::Supplement => "supplement",
            Self::Collect => "collect",
        }
    }

    /// As people read it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Apply => "申请",
            Self::Supplement => "补正材料",
            Self::Collect => "领结果",
        }
    }

    /// The verb of a stored or sent name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.as_str() == text)
    }
}

/// An organisation that a person may act for, and how far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The organisation.
    pub subject: Subject,
    /// Whether the person represents it by law.
    pub represents: bool,
    /// What the person may do.
    pub may: Vec<Verb>,
    /// The last day, for agents.
    pub until: Option<NaiveDate>,
}

/// An agent of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// The appointment's id.
    pub id: Id,
    /// The agent.
    pub person: Id,
    /// The agent's name.
    pub name: String,
    /// What the agent may do.
    pub may: Vec<Verb>,
    /// The last day.
    pub until: NaiveDate,
}

/// The level of a stored number.
pub(crate) fn assurance_of(level: i32) -> Assurance {
    match level {
        4.. => Assurance::L4,
        3 => Assurance::L3,
        2 => Assurance::L2,
        _ => Assurance::L1,
    }
}

/// A stored value that no longer reads is our fault, never the visitor's.
pub(crate) fn broken(what: &str) -> impl FnOnce() -> Problem + '_ {
    move || Problem::internal(format!("a stored {what} cannot be read"))
}
