//! What is known of a case when a plan is evaluated.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, de};
use serde_json::{Map, Value};

use crate::expr::code::CaseFact;
use crate::expr::parse_date;
use crate::format::Scenario;

/// The input of an evaluation. It reads from the JSON shape of `docs/items-format.md`: every part is an
/// object or left out, and unknown keys are ignored.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Given {
    pub applicant: Applicant,
    /// Answers to the questions by their ids.
    pub answers: Map<String, Value>,
    /// Values of the fields by their ids, lists of objects for repeated sections.
    pub form: Map<String, Value>,
    /// Fields of the licence that the case continues.
    pub licence: Option<Map<String, Value>>,
    pub case: CaseFacts,
    /// What officers recorded, by the ids of the steps' fields.
    pub review: Map<String, Value>,
    /// The body's own values of parameters; the package's default counts for those that are not here.
    pub params: Map<String, Value>,
}

/// Who applies.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Applicant {
    pub kind: ApplicantKind,
    /// Whether somebody acts for the applicant.
    pub agent: bool,
    /// Facts that came with another kind of value than the ones above; they count before these, as they are.
    pub odd: Map<String, Value>,
}

/// A natural person, or a legal person or other organisation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum ApplicantKind {
    #[default]
    Natural,
    Legal,
}

impl ApplicantKind {
    /// As the expressions know it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Natural => "natural",
            Self::Legal => "legal",
        }
    }
}

/// Facts of the case itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CaseFacts {
    /// The day of submission (of a draft: today); 2026-06-01 when left out, so that a clock is never needed.
    pub submitted_on: Option<NaiveDate>,
    pub accepted_on: Option<NaiveDate>,
    pub decided_on: Option<NaiveDate>,
    pub number: Option<String>,
    pub result_number: Option<String>,
    /// Facts that came with another kind of value than the ones above; they count before these, as they are.
    pub odd: Map<String, Value>,
}

impl Given {
    /// Reads a case; anything but an object where one belongs is refused.
    pub fn from_value(case: &Value) -> Result<Self, String> {
        let Value::Object(case) = case else {
            return Err("办件要是一个对象".to_owned());
        };
        let part = |key: &str| match case.get(key) {
            Some(Value::Object(map)) => Ok(Some(map.clone())),
            Some(value) if !is_empty(value) => Err(format!("办件里的“{key}”要是一个对象")),
            _ => Ok(None),
        };
        Ok(Self {
            applicant: Applicant::from_map(part("applicant")?.unwrap_or_default()),
            answers: part("answers")?.unwrap_or_default(),
            form: part("form")?.unwrap_or_default(),
            licence: part("licence")?,
            case: CaseFacts::from_map(part("case")?.unwrap_or_default()),
            review: part("review")?.unwrap_or_default(),
            params: part("params")?.unwrap_or_default(),
        })
    }
}

impl Given {
    pub(crate) fn of_scenario(scenario: &Scenario) -> Self {
        Self {
            applicant: Applicant::from_map(scenario.applicant.clone()),
            answers: scenario.answers.clone(),
            form: scenario.form.clone(),
            licence: scenario.licence.clone(),
            case: CaseFacts::from_map(scenario.case.clone().unwrap_or_default()),
            review: scenario.review.clone().unwrap_or_default(),
            params: scenario.params.clone().unwrap_or_default(),
        }
    }
}

/// What counts as a part that is left out.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(true) => false,
    }
}

impl Applicant {
    fn from_map(map: Map<String, Value>) -> Self {
        let mut applicant = Self::default();
        for (key, value) in map {
            match (key.as_str(), &value) {
                ("kind", Value::String(kind)) if kind == "natural" => applicant.kind = ApplicantKind::Natural,
                ("kind", Value::String(kind)) if kind == "legal" => applicant.kind = ApplicantKind::Legal,
                ("agent", Value::Bool(agent)) => applicant.agent = *agent,
                ("kind" | "agent", _) => {
                    applicant.odd.insert(key, value);
                }
                _ => {}
            }
        }
        applicant
    }
}

impl CaseFacts {
    fn from_map(map: Map<String, Value>) -> Self {
        let mut facts = Self::default();
        for (key, value) in map {
            let Some(fact) = CaseFact::named(&key) else { continue };
            let fits = match (&value, fact) {
                (Value::String(text), CaseFact::Number) => set(&mut facts.number, Some(text.clone())),
                (Value::String(text), CaseFact::ResultNumber) => set(&mut facts.result_number, Some(text.clone())),
                (Value::String(text), CaseFact::SubmittedOn) => set(&mut facts.submitted_on, parse_date(text)),
                (Value::String(text), CaseFact::AcceptedOn) => set(&mut facts.accepted_on, parse_date(text)),
                (Value::String(text), CaseFact::DecidedOn) => set(&mut facts.decided_on, parse_date(text)),
                (Value::Null, fact) => fact != CaseFact::SubmittedOn,
                _ => false,
            };
            if !fits {
                facts.odd.insert(key, value);
            }
        }
        facts
    }
}

fn set<T>(fact: &mut Option<T>, value: Option<T>) -> bool {
    let fits = value.is_some();
    *fact = value;
    fits
}

impl<'de> Deserialize<'de> for Given {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::from_value(&Value::deserialize(from)?).map_err(de::Error::custom)
    }
}
