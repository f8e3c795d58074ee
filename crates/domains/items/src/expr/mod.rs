//! The expressions of the item format: a subset of CEL with exact decimals and strict values.
//!
//! An expression is parsed to a [`Tree`] once; the plan of a handling item lowers it to [`code::Code`], where every name
//! is an index, and evaluates that. Nothing here knows a clock or a source of randomness.

pub(crate) mod code;
mod dates;
mod decimal;
pub(crate) mod eval;
mod parser;
mod token;
mod tree;
pub(crate) mod value;

pub use decimal::{Decimal, Trouble};
pub use parser::{DEEPEST, parse};
pub use token::LONGEST;
pub use tree::{Function, Macro, Name, Operator, Root, Sign, Tree, is_reserved};

pub(crate) use dates::{is_resident_id, parse_date};

/// Why a text is no expression, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("第{}个字符：{message}", at + 1)]
pub struct SyntaxError {
    /// Place in the expression, in characters from its start.
    pub at: usize,
    pub message: String,
    pub hint: Option<String>,
}

impl SyntaxError {
    pub(crate) fn new(at: usize, message: impl Into<String>) -> Self {
        Self {
            at,
            message: message.into(),
            hint: None,
        }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
