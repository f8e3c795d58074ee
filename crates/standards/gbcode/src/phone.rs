//! Mobile phone numbers.

use std::fmt;

use crate::Refusal;
use crate::text::{all_digits, as_text, mask};

/// A mobile phone number of the mainland: 11 digits. Printing it hides the middle.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mobile(String);

impl Mobile {
    /// Reads 11 digits that begin with 13 to 19.
    ///
    /// # Errors
    /// The first rule that fails: length, format.
    pub fn parse(text: &str) -> Result<Self, MobileError> {
        if text.chars().count() != 11 {
            return Err(MobileError::Length);
        }
        let network = matches!(text.as_bytes(), [b'1', b'3'..=b'9', ..]);
        if network && all_digits(text) {
            Ok(Self(text.into()))
        } else {
            Err(MobileError::Format)
        }
    }

    /// As [`normalise`](crate::normalise), and drops the country's 86.
    pub fn normalise(typed: &str) -> String {
        let text = crate::normalise(typed);
        let national = text.strip_prefix("+86").or_else(|| text.strip_prefix("0086"));
        national.map_or_else(|| text.clone(), str::to_owned)
    }

    /// All 11 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Mobile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // 138****6627 shows 7 of 11, as everybody is used to.
        write!(f, "{}{}", &self.0[..3], mask(&self.0[3..], 0, 4))
    }
}

impl fmt::Debug for Mobile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mobile({self})")
    }
}

as_text!(Mobile, Mobile::parse);

/// Why a text is not a mobile phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MobileError {
    /// Not 11 characters.
    #[error("a mobile number has 11 digits")]
    Length,
    /// Not digits, or not beginning with 13 to 19.
    #[error("a mobile number is 1, 3 to 9, and 9 digits")]
    Format,
}

impl Refusal for MobileError {
    fn reason(&self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Format => "format",
        }
    }

    fn sentence(&self) -> String {
        "手机号是11位，以1开头".into()
    }
}
