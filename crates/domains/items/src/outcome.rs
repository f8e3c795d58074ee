//! What applies to a case.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::format::{Limit, Place};

/// The id of a question, field, material and so on.
pub type Id = Arc<str>;

/// Everything of a handling item that depends on a case's data. Guide, form, submission, desk, notices and API read it.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The questions that are asked, in order, with their valid answers.
    pub questions: Vec<Answered>,
    /// Endings that hold: with one of them this item is not the right one.
    pub ends: Vec<Id>,
    pub materials: Vec<Id>,
    /// The shown sections.
    pub sections: Vec<SectionOutcome>,
    pub steps: Vec<Id>,
    /// Indices of the acceptance conditions that apply.
    pub conditions: Vec<usize>,
    /// Fees that are due, and what they come to.
    pub fees: Vec<FeeOutcome>,
    pub fee_fen: i64,
    /// Index of the limit rule that holds.
    pub limit_rule: Option<usize>,
    pub promised_limit: Limit,
    pub statutory_limit: Option<Limit>,
    /// Limits of the steps that are due.
    pub step_limits: Vec<(Id, Limit)>,
    /// Special procedures that are due.
    pub special: Vec<Id>,
    /// Review points that apply, whether or not their step is due.
    pub review_points: Vec<Id>,
    /// Findings of the points that a machine can decide.
    pub auto: Vec<(Id, bool)>,
    /// Results that are due on approval.
    pub results: Vec<ResultOutcome>,
    pub duties: Vec<Id>,
    /// Everything that is wrong with the input, in the order of the document.
    pub errors: Vec<InputError>,
}

/// A question that is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    pub id: Id,
    /// `None` until there is a valid answer.
    pub answer: Option<Value>,
}

/// A section that is shown. One that is not repeated has exactly one row.
#[derive(Debug, Clone, PartialEq)]
pub struct SectionOutcome {
    pub id: Id,
    pub repeated: bool,
    pub rows: Vec<Vec<FieldOutcome>>,
}

/// A field of one row.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldOutcome {
    pub id: Id,
    pub shown: bool,
    pub required: bool,
    /// The valid value; one that fails the field's `check` stays.
    pub value: Option<Value>,
    /// Index of its fault in [`Outcome::errors`].
    pub fault: Option<usize>,
}

/// A fee that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeOutcome {
    pub id: Id,
    pub fen: i64,
}

/// A result that is due, with its printed fields.
#[derive(Debug, Clone, PartialEq)]
pub struct ResultOutcome {
    pub id: Id,
    pub fields: Vec<Printed>,
}

/// A printed field of a result.
#[derive(Debug, Clone, PartialEq)]
pub struct Printed {
    pub id: Id,
    pub label: Arc<str>,
    pub value: Value,
}

/// One fault of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputError {
    /// The question, field, section or check.
    pub id: Id,
    /// The section of a field, or the section itself.
    pub section: Option<Id>,
    /// The row in a repeated section, from 0.
    pub row: Option<usize>,
    pub kind: ErrorKind,
    /// What is wrong and what to do, in Chinese.
    pub message: String,
    /// The questions and fields to point to.
    pub fields: Vec<Id>,
}

/// What kind of fault it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// A question without a valid answer.
    NotAnswered,
    /// A required field that is empty.
    Required,
    /// Not a value of the field's type.
    Invalid,
    /// The field's own check is false.
    Check,
    TooFewRows,
    TooManyRows,
    /// A check of the whole form is false.
    WholeForm,
}

/// An expression that has no value: a fault of the package, never of the applicant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}的表达式算不出来：{message}（{source_text}）")]
pub struct ExprError {
    pub place: Place,
    pub source_text: String,
    /// Why, in Chinese.
    pub message: String,
}

impl Outcome {
    /// The value of each printed field; on one id the later result's counts.
    pub fn result(&self) -> Map<String, Value> {
        let fields = self.results.iter().flat_map(|result| &result.fields);
        fields
            .map(|field| (field.id.to_string(), field.value.clone()))
            .collect()
    }

    /// The output of `items eval`, with the keys of `docs/items-format.md` in its order.
    pub fn to_json(&self) -> Value {
        json!({
            "ends": texts(&self.ends),
            "materials": texts(&self.materials),
            "sections": self.sections.iter().map(|section| &*section.id).collect::<Vec<_>>(),
            "steps": texts(&self.steps),
            "fee_fen": self.fee_fen,
            "promised_limit": self.promised_limit,
            "step_limits": self.step_limits.iter().map(|(id, limit)| (id.to_string(), json!(limit))).collect::<Map<_, _>>(),
            "special": texts(&self.special),
            "auto": self.auto.iter().map(|(id, holds)| (id.to_string(), json!(holds))).collect::<Map<_, _>>(),
            "result": self.result(),
            "errors": self.errors.iter().map(|error| &*error.id).collect::<Vec<_>>(),
        })
    }
}

fn texts(ids: &[Id]) -> Vec<&str> {
    ids.iter().map(|id| &**id).collect()
}
