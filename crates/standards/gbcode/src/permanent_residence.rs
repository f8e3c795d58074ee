//! The foreign permanent resident card (外国人永久居留身份证), editions of 2017 and 2023.
//!
//! What single parts mean is not published in full, so a part that only looks wrong is a doubt, not an error.

use std::fmt;

use chrono::NaiveDate;

use crate::iso7064::verify_11_2;
use crate::text::{all_digits, as_text, day, mask};
use crate::{Provinces, Refusal, Sex};

/// Which card a number is on. A holder can have both one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PermanentResidenceEdition {
    /// 15 characters: nationality (3 letters), region (4 digits), YYMMDD, sequence, check digit.
    Of2017,
    /// 18 digits: 9, province (2), nationality (3 digits), birth date (8), sequence (3), check character.
    Of2023,
}

/// The number of a foreign permanent resident card. Printing it shows the first and last 4 only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PermanentResidence(String);

impl PermanentResidence {
    /// Reads a number of either edition; `as_of` is today.
    ///
    /// # Errors
    /// The first rule that fails: length, format, birth date, check digit (of the edition of 2023).
    pub fn parse(text: &str, as_of: NaiveDate) -> Result<Self, PermanentResidenceError> {
        let number = Self::well_formed(text)?;
        if number.birth_date().is_some_and(|born| born > as_of) {
            return Err(PermanentResidenceError::BirthDate);
        }
        Ok(number)
    }

    /// As [`parse`](Self::parse), with a birth date that may lie in the future.
    ///
    /// # Errors
    /// The first rule that fails.
    pub fn well_formed(text: &str) -> Result<Self, PermanentResidenceError> {
        match text.chars().count() {
            15 => check_2017(text)?,
            18 => check_2023(text)?,
            found => return Err(PermanentResidenceError::Length { found }),
        }
        Ok(Self(text.into()))
    }

    /// What looks wrong by rules that are not certain, for the person to confirm: the province, and the check digit of
    /// the edition of 2017 (ICAO 9303, weights 7 3 1).
    pub fn doubts(&self, provinces: &Provinces) -> Vec<PermanentResidenceError> {
        let (region, check) = match self.edition() {
            PermanentResidenceEdition::Of2017 => (&self.0[3..7], icao_check(&self.0[..14]) == self.0.chars().last()),
            PermanentResidenceEdition::Of2023 => (&self.0[1..3], true),
        };
        let region = (!provinces.has_prefix_of(region)).then_some(PermanentResidenceError::Region);
        region
            .into_iter()
            .chain((!check).then_some(PermanentResidenceError::CheckDigit))
            .collect()
    }

    /// The card's edition.
    pub fn edition(&self) -> PermanentResidenceEdition {
        if self.0.len() == 15 {
            PermanentResidenceEdition::Of2017
        } else {
            PermanentResidenceEdition::Of2023
        }
    }

    /// Nationality: 3 letters (ISO 3166-1 alpha-3) in the edition of 2017, 3 digits (numeric) in that of 2023.
    pub fn nationality(&self) -> &str {
        match self.edition() {
            PermanentResidenceEdition::Of2017 => &self.0[..3],
            PermanentResidenceEdition::Of2023 => &self.0[3..6],
        }
    }

    /// The birth date; unknown for the edition of 2017, which has no century.
    pub fn birth_date(&self) -> Option<NaiveDate> {
        match self.edition() {
            PermanentResidenceEdition::Of2017 => None,
            PermanentResidenceEdition::Of2023 => day(&self.0[6..14]),
        }
    }

    /// By the sequence, as in identity numbers; unknown for the edition of 2017.
    pub fn sex(&self) -> Option<Sex> {
        match self.edition() {
            PermanentResidenceEdition::Of2017 => None,
            PermanentResidenceEdition::Of2023 => Some(Sex::of_sequence(self.0.as_bytes()[16] % 2 == 1)),
        }
    }

    /// All characters. Never for addresses, logs or file names.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn check_2017(text: &str) -> Result<(), PermanentResidenceError> {
    let letters = text.chars().take(3).all(|c| c.is_ascii_uppercase());
    if !letters || !text.is_ascii() || !all_digits(&text[3..]) {
        return Err(PermanentResidenceError::Format);
    }
    let real = ["19", "20"]
        .iter()
        .any(|century| day(&format!("{century}{}", &text[7..13])).is_some());
    if real {
        Ok(())
    } else {
        Err(PermanentResidenceError::BirthDate)
    }
}

fn check_2023(text: &str) -> Result<(), PermanentResidenceError> {
    if !text.starts_with('9') || !all_digits(text.strip_suffix('X').unwrap_or(text)) {
        return Err(PermanentResidenceError::Format);
    }
    day(&text[6..14]).ok_or(PermanentResidenceError::BirthDate)?;
    if verify_11_2(text) {
        Ok(())
    } else {
        Err(PermanentResidenceError::CheckDigit)
    }
}

/// ICAO 9303 part 3, 4.9: weights 7 3 1, letters from A = 10, modulo 10.
fn icao_check(body: &str) -> Option<char> {
    let products = body
        .chars()
        .zip([7, 3, 1].into_iter().cycle())
        .map(|(c, weight)| Some(c.to_digit(36)? * weight));
    char::from_digit(products.sum::<Option<u32>>()? % 10, 10)
}

impl fmt::Display for PermanentResidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (head, tail) = if self.0.len() == 15 { (3, 4) } else { (4, 4) };
        f.write_str(&mask(&self.0, head, tail))
    }
}

impl fmt::Debug for PermanentResidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PermanentResidence({self})")
    }
}

as_text!(PermanentResidence, PermanentResidence::well_formed);

/// Why a text is not the number of a foreign permanent resident card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PermanentResidenceError {
    /// Neither 18 nor 15 characters.
    #[error("a permanent residence number has 18 or 15 characters, not {found}")]
    Length {
        /// The number of characters that there are.
        found: usize,
    },
    /// Not the letters and digits of either edition.
    #[error("not the form of either edition")]
    Format,
    /// The region's first two digits are no province.
    #[error("no such province")]
    Region,
    /// No real day, or in the future.
    #[error("not a possible birth date")]
    BirthDate,
    /// The last character does not fit the others.
    #[error("the check digit is wrong")]
    CheckDigit,
}

impl Refusal for PermanentResidenceError {
    fn reason(&self) -> &'static str {
        match self {
            Self::Length { .. } => "length",
            Self::Format => "format",
            Self::Region => "region",
            Self::BirthDate => "birth_date",
            Self::CheckDigit => "check_digit",
        }
    }

    fn sentence(&self) -> String {
        match self {
            Self::Length { found } => format!("永久居留身份证号是18位（旧证15位），您填了{found}位"),
            Self::Format => "永久居留身份证号以9开头，旧证以3个大写字母开头，其余是数字，请对照证件再核对一次".into(),
            Self::Region => "证件号里的省份不对，请对照证件再核对一次".into(),
            Self::BirthDate => "证件号里的出生日期不对，请对照证件再核对一次".into(),
            Self::CheckDigit => "最后一位不对，请对照证件再核对一次".into(),
        }
    }
}
