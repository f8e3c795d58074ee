//! Post codes and numbers of registered mail (UPU S10), such as EMS has.

use std::fmt;

use crate::Refusal;
use crate::text::{all_digits, as_text};

/// A post code: 6 digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PostCode(String);

impl PostCode {
    /// Reads 6 digits.
    ///
    /// # Errors
    /// [`PostCodeError`] for anything else.
    pub fn parse(text: &str) -> Result<Self, PostCodeError> {
        if text.len() == 6 && all_digits(text) {
            Ok(Self(text.into()))
        } else {
            Err(PostCodeError)
        }
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PostCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

as_text!(PostCode, PostCode::parse);

/// The text is not 6 digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a post code has 6 digits")]
pub struct PostCodeError;

impl Refusal for PostCodeError {
    fn reason(&self) -> &'static str {
        "format"
    }

    fn sentence(&self) -> String {
        "邮政编码是6位数字".into()
    }
}

/// A mail number of 13 characters: 2 letters, 8 digits, check digit, 2 letters (`CN`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailNumber(String);

impl MailNumber {
    /// Reads a number strictly.
    ///
    /// # Errors
    /// The first rule that fails: length, format, check digit.
    pub fn parse(text: &str) -> Result<Self, MailNumberError> {
        let found = text.chars().count();
        if found != 13 {
            return Err(MailNumberError::Length { found });
        }
        let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_uppercase());
        if !text.is_ascii() || !letters(&text[..2]) || !all_digits(&text[2..11]) || !letters(&text[11..]) {
            return Err(MailNumberError::Format);
        }
        if check_of(&text[2..10]) != text[10..11].parse().ok() {
            return Err(MailNumberError::CheckDigit);
        }
        Ok(Self(text.into()))
    }

    /// The 13 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// UPU S10: weights 8 6 4 2 3 5 9 7, 11 − sum mod 11, where 10 is 0 and 11 is 5.
fn check_of(serial: &str) -> Option<u32> {
    let products = serial
        .chars()
        .zip([8, 6, 4, 2, 3, 5, 9, 7])
        .map(|(c, weight)| Some(c.to_digit(10)? * weight));
    Some(match 11 - products.sum::<Option<u32>>()? % 11 {
        10 => 0,
        11 => 5,
        check => check,
    })
}

impl fmt::Display for MailNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

as_text!(MailNumber, MailNumber::parse);

/// Why a text is not a mail number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailNumberError {
    /// Not 13 characters.
    #[error("a mail number has 13 characters, not {found}")]
    Length {
        /// The number of characters that there are.
        found: usize,
    },
    /// Not 2 letters, 9 digits, 2 letters.
    #[error("a mail number is 2 letters, 9 digits, 2 letters")]
    Format,
    /// The last digit does not fit the others.
    #[error("the check digit is wrong")]
    CheckDigit,
}

impl Refusal for MailNumberError {
    fn reason(&self) -> &'static str {
        match self {
            Self::Length { .. } => "length",
            Self::Format => "format",
            Self::CheckDigit => "check_digit",
        }
    }

    fn sentence(&self) -> String {
        match self {
            Self::Length { found } => format!("邮件号是13位，您填了{found}位"),
            Self::Format => "邮件号是2个字母、9位数字、2个字母，请对照单据再核对一次".into(),
            Self::CheckDigit => "邮件号里有一位数字不对，请对照单据再核对一次".into(),
        }
    }
}
