//! What is wrong with a package or an overlay, said as a good compiler says it: the place, the words, a hint.

use std::fmt;

use crate::format::Place;

/// How much a fault weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Said for information, such as a condition that no scenario makes true.
    Note,
    /// Listed before publication.
    Warning,
    /// Blocks publication.
    Error,
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub severity: Severity,
    pub place: Place,
    /// The expression that is meant, and the place in it in characters.
    pub expression: Option<(String, usize)>,
    /// What is wrong, in Chinese.
    pub message: String,
    /// What to do about it, in Chinese.
    pub hint: Option<String>,
}

impl Fault {
    pub(crate) fn error(place: Place, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            place,
            expression: None,
            message: message.into(),
            hint: None,
        }
    }

    pub(crate) fn warning(place: Place, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(place, message)
        }
    }

    pub(crate) fn note(place: Place, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Note,
            ..Self::error(place, message)
        }
    }

    pub(crate) fn in_expression(mut self, source: &str, at: usize) -> Self {
        self.expression = Some((source.to_owned(), at));
        self
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let weight = match self.severity {
            Severity::Error => "错误",
            Severity::Warning => "提醒",
            Severity::Note => "说明",
        };
        write!(f, "{weight} {}\n  {}", self.place, self.message)?;
        if let Some((source, at)) = &self.expression {
            let around: String = source.chars().skip(at.saturating_sub(30)).take(60).collect();
            write!(f, "\n  第{}个字符附近：{around}", at + 1)?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n  {hint}")?;
        }
        Ok(())
    }
}

/// Why a package cannot be compiled; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            write!(f, "{}{fault}", if index > 0 { "\n" } else { "" })?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}
