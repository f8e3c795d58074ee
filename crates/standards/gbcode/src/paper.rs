//! Identity papers other than the two cards with check digits: passports, permits, the officer card.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::text::{all_digits, mask};

/// A kind of identity paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperKind {
    /// 普通护照
    OrdinaryPassport,
    /// 外交护照
    DiplomaticPassport,
    /// 公务护照
    ServicePassport,
    /// 公务普通护照
    PublicAffairsPassport,
    /// 外国护照
    ForeignPassport,
    /// 港澳居民来往内地通行证
    HongKongMacaoPermit,
    /// 台湾居民来往大陆通行证
    TaiwanPermit,
    /// 往来港澳通行证
    ExitPermit,
    /// 军官证
    OfficerCard,
}

impl PaperKind {
    /// Every kind, in the order of a list to choose from.
    pub const ALL: [Self; 9] = [
        Self::OrdinaryPassport,
        Self::DiplomaticPassport,
        Self::ServicePassport,
        Self::PublicAffairsPassport,
        Self::ForeignPassport,
        Self::HongKongMacaoPermit,
        Self::TaiwanPermit,
        Self::ExitPermit,
        Self::OfficerCard,
    ];

    /// The legal name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OrdinaryPassport => "普通护照",
            Self::DiplomaticPassport => "外交护照",
            Self::ServicePassport => "公务护照",
            Self::PublicAffairsPassport => "公务普通护照",
            Self::ForeignPassport => "外国护照",
            Self::HongKongMacaoPermit => "港澳居民来往内地通行证",
            Self::TaiwanPermit => "台湾居民来往大陆通行证",
            Self::ExitPermit => "往来港澳通行证",
            Self::OfficerCard => "军官证",
        }
    }

    /// The type code used in government data (GA/T 2000.156) [~], where one is known.
    pub const fn code(self) -> Option<&'static str> {
        match self {
            Self::OfficerCard => Some("114"),
            Self::OrdinaryPassport => Some("414"),
            Self::TaiwanPermit => Some("511"),
            Self::HongKongMacaoPermit => Some("516"),
            _ => None,
        }
    }

    /// How the number looks, for a hint and for the error.
    const fn looks(self) -> &'static str {
        match self {
            Self::OrdinaryPassport => "以E开头共9位，或者以G开头加8位数字",
            Self::DiplomaticPassport => "DE加7位数字",
            Self::ServicePassport => "SE加7位数字",
            Self::PublicAffairsPassport => "PE加7位数字",
            Self::ForeignPassport => "5到15位大写字母和数字",
            Self::HongKongMacaoPermit => "H或M加8位数字，旧证再加2位",
            Self::TaiwanPermit => "8位数字，旧证是10位数字加1个字母",
            Self::ExitPermit => "以C开头共9位",
            Self::OfficerCard => "某字第某号，照证件填写",
        }
    }

    fn fits(self, number: &str) -> bool {
        let digits_after = |prefix: &str, count| number.strip_prefix(prefix).is_some_and(|rest| digits(rest, count));
        match self {
            Self::OrdinaryPassport => digits_after("G", 8) || letter_or_digits(number, 'E'),
            Self::DiplomaticPassport => digits_after("DE", 7),
            Self::ServicePassport => digits_after("SE", 7),
            Self::PublicAffairsPassport => digits_after("PE", 7),
            Self::ForeignPassport => (5..=15).contains(&number.len()) && number.chars().all(is_letter_or_digit),
            Self::HongKongMacaoPermit => ["H", "M"].iter().any(|p| digits_after(p, 8) || digits_after(p, 10)),
            Self::TaiwanPermit => digits(number, 8) || old_taiwan(number),
            Self::ExitPermit => letter_or_digits(number, 'C'),
            Self::OfficerCard => officer_card(number),
        }
    }
}

fn digits(text: &str, count: usize) -> bool {
    text.len() == count && all_digits(text)
}

fn is_letter_or_digit(c: char) -> bool {
    c.is_ascii_digit() || c.is_ascii_uppercase()
}

/// `first` + 8 digits, or `first` + a letter other than I and O + 7 digits.
fn letter_or_digits(number: &str, first: char) -> bool {
    number.strip_prefix(first).is_some_and(|rest| {
        let letter = |c: char| c.is_ascii_uppercase() && !matches!(c, 'I' | 'O');
        digits(rest, 8) || rest.strip_prefix(letter).is_some_and(|rest| digits(rest, 7))
    })
}

fn old_taiwan(number: &str) -> bool {
    number
        .strip_suffix(|c: char| c.is_ascii_uppercase())
        .is_some_and(|rest| digits(rest, 10))
}

/// Free text `某字第某号`.
fn officer_card(number: &str) -> bool {
    let inner = number.strip_suffix('号').and_then(|rest| rest.split_once("字第"));
    inner.is_some_and(|(word, serial)| !word.is_empty() && !serial.is_empty()) && number.chars().count() <= 30
}

/// A paper and its number. Printing it shows little of the number.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Paper {
    kind: PaperKind,
    number: String,
}

impl Paper {
    /// Reads the number of a paper of this kind.
    ///
    /// # Errors
    /// [`PaperError`] if it does not look as these numbers do; they have no check digits.
    pub fn parse(kind: PaperKind, number: &str) -> Result<Self, PaperError> {
        if kind.fits(number) {
            Ok(Self {
                kind,
                number: number.into(),
            })
        } else {
            Err(PaperError { kind })
        }
    }

    /// The kind.
    pub fn kind(&self) -> PaperKind {
        self.kind
    }

    /// The full number. Never for addresses, logs or file names.
    pub fn as_str(&self) -> &str {
        &self.number
    }
}

#[derive(Deserialize)]
struct Unchecked {
    kind: PaperKind,
    number: String,
}

impl TryFrom<Unchecked> for Paper {
    type Error = PaperError;

    fn try_from(unchecked: Unchecked) -> Result<Self, PaperError> {
        Self::parse(unchecked.kind, &unchecked.number)
    }
}

impl fmt::Display for Paper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.kind.name(), mask(&self.number, 2, 2))
    }
}

impl fmt::Debug for Paper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Paper({self})")
    }
}

/// The number does not look as numbers of this kind do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the form of this kind of paper")]
pub struct PaperError {
    /// The kind that was asked for.
    pub kind: PaperKind,
}

impl Refusal for PaperError {
    fn reason(&self) -> &'static str {
        "format"
    }

    fn sentence(&self) -> String {
        format!(
            "{}的号码是{}，请对照证件再核对一次",
            self.kind.name(),
            self.kind.looks()
        )
    }
}
