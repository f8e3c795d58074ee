//! Expressions ready to be evaluated: every name is an index.

use std::sync::Arc;

use super::Decimal;
use super::tree::{Function, Macro, Operator, Sign};

/// A compiled expression.
#[derive(Debug)]
pub(crate) enum Code {
    Constant(Constant),
    List(Vec<Code>),
    Read(Slot),
    Call(Function, Vec<Code>),
    /// `label(…)`: what is chosen, and the options' ids and labels.
    Label(Slot, Arc<[(String, String)]>),
    Macro(Macro, Box<Code>, Box<Code>),
    Signs(Vec<Sign>, Box<Code>),
    And(Vec<Code>),
    Or(Vec<Code>),
    Chain(Box<Code>, Vec<(Operator, Code)>),
    /// `x in [constants]`, which needs no list at all.
    OneOf(Box<Code>, Vec<Constant>),
    If(Box<(Code, Code, Code)>),
}

/// A literal.
#[derive(Debug, Clone)]
pub(crate) enum Constant {
    Null,
    Bool(bool),
    Number(Decimal),
    Text(String),
}

/// Where a value is read.
#[derive(Debug, Clone)]
pub(crate) enum Slot {
    Answer(usize),
    Form(usize),
    /// A field of the row that is being evaluated.
    Row(usize),
    Param(usize),
    Review(usize),
    /// A field of the licence that the case continues.
    Licence(String),
    Applicant(ApplicantFact),
    Case(CaseFact),
    /// The element of the n-th macro from the outside, and one of its fields.
    Element(usize, Option<usize>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ApplicantFact {
    Kind,
    Agent,
}

impl ApplicantFact {
    pub(crate) fn named(id: &str) -> Option<Self> {
        match id {
            "kind" => Some(Self::Kind),
            "agent" => Some(Self::Agent),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CaseFact {
    SubmittedOn,
    AcceptedOn,
    DecidedOn,
    Number,
    ResultNumber,
}

impl CaseFact {
    pub(crate) const ALL: [Self; 5] = [
        Self::SubmittedOn,
        Self::AcceptedOn,
        Self::DecidedOn,
        Self::Number,
        Self::ResultNumber,
    ];

    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::SubmittedOn => "submitted_on",
            Self::AcceptedOn => "accepted_on",
            Self::DecidedOn => "decided_on",
            Self::Number => "number",
            Self::ResultNumber => "result_number",
        }
    }

    pub(crate) fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fact| fact.id() == id)
    }
}
