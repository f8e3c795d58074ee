//! The citizen identity number (公民身份号码): GB 11643-1999.

use std::fmt;

use chrono::{Datelike, Months, NaiveDate};

use crate::iso7064::{mod_11_2, verify_11_2};
use crate::text::{all_digits, as_text, day, mask};
use crate::{Provinces, Refusal};

/// Residents of Taiwan with a residence permit have this in place of a region; their prefix is no province.
const TAIWAN_PERMIT: &str = "830000";
/// Nobody who can apply for anything was born before.
const EARLIEST_YEAR: i32 = 1850;

/// Male or female, as the sequence of a number says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

impl Sex {
    pub(crate) fn of_sequence(odd: bool) -> Self {
        if odd { Self::Male } else { Self::Female }
    }
}

impl fmt::Display for Sex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Male => "男",
            Self::Female => "女",
        })
    }
}

/// A citizen identity number of 18 characters. Printing it shows the first and last 4 only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResidentId(String);

impl ResidentId {
    /// Reads a number strictly; `as_of` is today. The county need not exist today: it is that of the first registration.
    ///
    /// # Errors
    /// The first rule that fails: length, format, province, birth date (real, not after `as_of`, not before 1850),
    /// check digit.
    pub fn parse(text: &str, provinces: &Provinces, as_of: NaiveDate) -> Result<Self, ResidentIdError> {
        check_letters(text)?;
        check_region(text, provinces)?;
        check_birth(text, as_of)?;
        check_digit(text)?;
        Ok(Self(text.into()))
    }

    /// Reads a number as an answer in a form has to be: length, format, a real birth date, check digit. The rest is for
    /// [`doubts`](Self::doubts).
    ///
    /// # Errors
    /// The first rule that fails.
    pub fn well_formed(text: &str) -> Result<Self, ResidentIdError> {
        check_letters(text)?;
        day(&text[6..14]).ok_or(ResidentIdError::BirthDate)?;
        check_digit(text)?;
        Ok(Self(text.into()))
    }

    /// Reads a number from old papers: 18 characters as in [`parse`](Self::parse), or the 15 digits given out before
    /// 1999-10-01, which become 18 with the century 19. Not for new applications: cards with 15 digits ended in 2013.
    ///
    /// # Errors
    /// As in `parse`; [`ResidentIdError::Century`] for the sequences of people born before 1900, see
    /// [`from_old`](Self::from_old).
    pub fn parse_archive(text: &str, provinces: &Provinces, as_of: NaiveDate) -> Result<Self, ResidentIdError> {
        if text.chars().count() != 15 {
            return Self::parse(text, provinces, as_of);
        }
        if !all_digits(text) {
            return Err(ResidentIdError::Format);
        }
        // [~] 996 to 999 were for people who had reached 100 then.
        if matches!(&text[12..], "996" | "997" | "998" | "999") {
            return Err(ResidentIdError::Century);
        }
        Self::with_century(text, "19", provinces, as_of)
    }

    /// Converts 15 digits of a person whose birth date is known, whatever the century.
    ///
    /// # Errors
    /// As in [`parse`](Self::parse); [`ResidentIdError::BirthDate`] also if `born` is not the day in the number.
    pub fn from_old(
        text: &str,
        born: NaiveDate,
        provinces: &Provinces,
        as_of: NaiveDate,
    ) -> Result<Self, ResidentIdError> {
        let found = text.chars().count();
        if found != 15 {
            return Err(ResidentIdError::Length { found });
        }
        if !all_digits(text) {
            return Err(ResidentIdError::Format);
        }
        let id = Self::with_century(text, &format!("{:02}", born.year() / 100), provinces, as_of)?;
        if id.birth_date() == born {
            Ok(id)
        } else {
            Err(ResidentIdError::BirthDate)
        }
    }

    fn with_century(
        digits: &str,
        century: &str,
        provinces: &Provinces,
        as_of: NaiveDate,
    ) -> Result<Self, ResidentIdError> {
        let body = format!("{}{century}{}", &digits[..6], &digits[6..]);
        let check = mod_11_2(&body).ok_or(ResidentIdError::Format)?;
        Self::parse(&format!("{body}{check}"), provinces, as_of)
    }

    /// What [`parse`](Self::parse) would refuse, for the person to confirm.
    pub fn doubts(&self, provinces: &Provinces, as_of: NaiveDate) -> Vec<ResidentIdError> {
        [check_region(&self.0, provinces), check_birth(&self.0, as_of)]
            .into_iter()
            .filter_map(Result::err)
            .collect()
    }

    /// All 18 characters. Never for addresses, logs or file names.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same as [`as_str`](Self::as_str), where the place should say that personal data goes out.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The 6 digits of the region of first registration; 810000, 820000, 830000 of residents from Hong Kong, Macao,
    /// Taiwan.
    pub fn region(&self) -> &str {
        &self.0[..6]
    }

    /// The birth date.
    pub fn birth_date(&self) -> NaiveDate {
        day(&self.0[6..14]).expect("every way of reading a number checks the date")
    }

    /// Odd sequences are men, even ones women.
    pub fn sex(&self) -> Sex {
        Sex::of_sequence(self.0.as_bytes()[16] % 2 == 1)
    }

    /// Full years on `date`, complete on the birthday itself; 0 before birth. Who was born on 29 February completes a
    /// year on the last of February (民法典 202).
    pub fn age_on(&self, date: NaiveDate) -> u32 {
        let born = self.birth_date();
        let years = u32::try_from(date.year() - born.year()).unwrap_or(0);
        match born.checked_add_months(Months::new(years * 12)) {
            Some(birthday) if birthday > date => years.saturating_sub(1),
            _ => years,
        }
    }

    /// Whether the person is 18 on `date` (民法典 17).
    pub fn is_adult_on(&self, date: NaiveDate) -> bool {
        self.age_on(date) >= 18
    }
}

fn check_letters(text: &str) -> Result<(), ResidentIdError> {
    let found = text.chars().count();
    if found != 18 {
        return Err(ResidentIdError::Length { found });
    }
    let digits = text.strip_suffix('X').unwrap_or(text);
    if all_digits(digits) {
        Ok(())
    } else {
        Err(ResidentIdError::Format)
    }
}

fn check_region(text: &str, provinces: &Provinces) -> Result<(), ResidentIdError> {
    let known = provinces.has_prefix_of(text) || text.starts_with(TAIWAN_PERMIT);
    if known { Ok(()) } else { Err(ResidentIdError::Region) }
}

fn check_birth(text: &str, as_of: NaiveDate) -> Result<(), ResidentIdError> {
    let possible = |born: &NaiveDate| *born <= as_of && born.year() >= EARLIEST_YEAR;
    day(&text[6..14])
        .filter(possible)
        .map(|_| ())
        .ok_or(ResidentIdError::BirthDate)
}

fn check_digit(text: &str) -> Result<(), ResidentIdError> {
    if verify_11_2(text) {
        Ok(())
    } else {
        Err(ResidentIdError::CheckDigit)
    }
}

impl fmt::Display for ResidentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&mask(&self.0, 4, 4))
    }
}

impl fmt::Debug for ResidentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResidentId({self})")
    }
}

as_text!(ResidentId, ResidentId::well_formed);

/// Why a text is not a citizen identity number. It never says what the right digit would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ResidentIdError {
    /// Not 18 characters.
    #[error("an identity number has 18 characters, not {found}")]
    Length {
        /// The number of characters that there are.
        found: usize,
    },
    /// Not 17 digits and a digit or X.
    #[error("an identity number is 17 digits and a digit or X")]
    Format,
    /// The first two digits are no province.
    #[error("no such province")]
    Region,
    /// No real day, in the future, or before 1850.
    #[error("not a possible birth date")]
    BirthDate,
    /// The last character does not fit the others.
    #[error("the check digit is wrong")]
    CheckDigit,
    /// 15 digits of a person born before 1900: the century is not 19.
    #[error("the century of birth is not in the number")]
    Century,
}

impl Refusal for ResidentIdError {
    fn reason(&self) -> &'static str {
        match self {
            Self::Length { .. } => "length",
            Self::Format => "format",
            Self::Region => "region",
            Self::BirthDate => "birth_date",
            Self::CheckDigit => "check_digit",
            Self::Century => "century",
        }
    }

    fn sentence(&self) -> String {
        match self {
            Self::Length { found } => format!("身份证号是18位，您填了{found}位"),
            Self::Format => "身份证号的前17位是数字，最后一位是数字或X，请检查有没有把0打成字母O".into(),
            Self::Region => "身份证号的前两位不对，请对照证件再核对一次".into(),
            Self::BirthDate => "身份证号的第7到14位是出生日期，没有这一天或者还没有到，请对照证件再核对一次".into(),
            Self::CheckDigit => "最后一位不对，请对照证件再核对一次".into(),
            Self::Century => "从这个15位号码看不出出生年份，请再填出生日期".into(),
        }
    }
}
