//! The case number (办件编号): region, day of submission, serial, check character.

use std::fmt;

use chrono::NaiveDate;

use crate::iso7064::{mod_37_36, value_36, verify_37_36};
use crate::text::{all_digits, as_text, day};
use crate::{Refusal, RegionCode};

/// Characters of the serial within a region and day.
pub const SERIAL_WIDTH: usize = 6;
/// Characters before the serial: region 6, day 8.
const HEAD: usize = 14;
const LENGTH: usize = HEAD + SERIAL_WIDTH + 1;
/// The first serial that six decimal digits do not hold; it is written `A00000`.
const OVERFLOW: u64 = 10u64.pow(SERIAL_WIDTH as u32);
/// `A00000` and `ZZZZZZ` + 1 as numbers in base 36.
const LETTERS_FROM: u64 = 10 * 36u64.pow(SERIAL_WIDTH as u32 - 1);
const LETTERS_END: u64 = 36u64.pow(SERIAL_WIDTH as u32);

/// A case number of 21 characters, such as `330102202403040001232`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseNumber(String);

impl CaseNumber {
    /// The number of the case `serial` of this region and day (in Shanghai). After 999 999 it goes on with `A00000` in
    /// base 36, so that a busy day never fails.
    ///
    /// # Errors
    /// [`CaseNumberError::Serial`] beyond `ZZZZZZ`, [`CaseNumberError::Date`] for a year that has not four digits.
    pub fn new(region: &RegionCode, submitted: NaiveDate, serial: u64) -> Result<Self, CaseNumberError> {
        let date = submitted.format("%Y%m%d").to_string();
        let serial = written(serial).ok_or(CaseNumberError::Serial)?;
        let body = format!("{}{date}{serial}", region.gb2260());
        let check = mod_37_36(&body)
            .filter(|_| date.len() == 8)
            .ok_or(CaseNumberError::Date)?;
        Ok(Self(format!("{body}{check}")))
    }

    /// Reads a number strictly, without the spaces of [`grouped`](Self::grouped).
    ///
    /// # Errors
    /// The first rule that fails: length, format, check character, date.
    pub fn parse(text: &str) -> Result<Self, CaseNumberError> {
        let found = text.chars().count();
        if found != LENGTH {
            return Err(CaseNumberError::Length { found });
        }
        let letters = text.chars().all(|c| value_36(c).is_some());
        if !letters || !all_digits(&text[..HEAD]) {
            return Err(CaseNumberError::Format);
        }
        if !verify_37_36(text) {
            return Err(CaseNumberError::CheckCharacter);
        }
        day(&text[6..HEAD]).ok_or(CaseNumberError::Date)?;
        Ok(Self(text.into()))
    }

    /// The 21 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The 6 digits of the region.
    pub fn region(&self) -> &str {
        &self.0[..6]
    }

    /// The day of submission.
    pub fn submitted(&self) -> NaiveDate {
        day(&self.0[6..HEAD]).expect("every way of making a number checks the date")
    }

    /// The 6 characters of the serial.
    pub fn serial(&self) -> &str {
        &self.0[HEAD..LENGTH - 1]
    }

    /// The serial as a number; `None` for letters after a digit, which are never given out.
    pub fn serial_number(&self) -> Option<u64> {
        let serial = self.serial();
        if all_digits(serial) {
            return serial.parse().ok();
        }
        let number = u64::from_str_radix(serial, 36).ok()?;
        number.checked_sub(LETTERS_FROM).map(|over| OVERFLOW + over)
    }

    /// The check character.
    pub fn check(&self) -> char {
        char::from(self.0.as_bytes()[LENGTH - 1])
    }

    /// In its four parts, as it is shown and printed: `330102 20240304 000123 2`.
    pub fn grouped(&self) -> String {
        let text = &self.0;
        format!("{} {} {} {}", &text[..6], &text[6..HEAD], self.serial(), self.check())
    }
}

fn written(serial: u64) -> Option<String> {
    if serial < OVERFLOW {
        return Some(format!("{serial:0SERIAL_WIDTH$}"));
    }
    let mut number = serial
        .checked_add(LETTERS_FROM - OVERFLOW)
        .filter(|&number| number < LETTERS_END)?;
    let mut digits = ['0'; SERIAL_WIDTH];
    for digit in digits.iter_mut().rev() {
        *digit = char::from_digit((number % 36) as u32, 36)?.to_ascii_uppercase();
        number /= 36;
    }
    Some(digits.iter().collect())
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CaseNumber({})", self.0)
    }
}

as_text!(CaseNumber, CaseNumber::parse);

/// Why a text is not a case number, or why one cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CaseNumberError {
    /// Not 21 characters.
    #[error("a case number has 21 characters, not {found}")]
    Length {
        /// The number of characters that there are.
        found: usize,
    },
    /// Not 14 digits followed by 7 digits or letters.
    #[error("a case number is 14 digits and 7 digits or letters")]
    Format,
    /// The last character does not fit the others.
    #[error("the check character is wrong")]
    CheckCharacter,
    /// No real day.
    #[error("no such day")]
    Date,
    /// More cases in one region and day than a number can tell apart.
    #[error("the serial does not fit")]
    Serial,
}

impl Refusal for CaseNumberError {
    fn reason(&self) -> &'static str {
        match self {
            Self::Length { .. } => "length",
            Self::Format => "format",
            Self::CheckCharacter => "check_character",
            Self::Date => "date",
            Self::Serial => "serial",
        }
    }

    fn sentence(&self) -> String {
        match self {
            Self::Length { found } => format!("办件编号是{LENGTH}位，您填了{found}位"),
            Self::Format | Self::CheckCharacter | Self::Date | Self::Serial => {
                "办件编号有一位不对，请对照回执或短信再核对一次".into()
            }
        }
    }
}
