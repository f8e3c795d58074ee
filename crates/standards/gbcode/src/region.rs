//! Region codes: GB/T 2260 (6 digits), GB/T 10114 (townships), 12 digits in statistics.

use std::fmt;
use std::iter::successors;

use crate::Refusal;
use crate::text::{all_digits, as_text};

/// The first two digits that are a province, autonomous region, municipality or special administrative region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Provinces(u128);

impl Provinces {
    /// The provinces of GB/T 2260 with Taiwan, Hong Kong and Macao.
    pub const REAL: Self = Self(0)
        .range(11, 15)
        .range(21, 23)
        .range(31, 37)
        .range(41, 46)
        .range(50, 54)
        .range(61, 65)
        .range(71, 71)
        .range(81, 82);

    /// Every number, for texts that were checked against the real list before.
    pub const ANY: Self = Self(0).range(10, 99);

    /// These and one more, such as 99 for the fictional province of a demonstration. Numbers above 99 add nothing.
    pub const fn with(self, province: u8) -> Self {
        if province < 100 {
            Self(self.0 | 1u128 << province)
        } else {
            self
        }
    }

    const fn range(self, first: u8, last: u8) -> Self {
        Self(self.0 | (((1u128 << (last - first + 1)) - 1) << first))
    }

    /// Whether the code begins with the two digits of one of these.
    pub fn has_prefix_of(&self, code: &str) -> bool {
        let number = code
            .get(..2)
            .filter(|digits| all_digits(digits))
            .and_then(|digits| digits.parse::<u8>().ok());
        number.is_some_and(|number| self.0 & (1u128 << number) != 0)
    }
}

/// What a region is, by the last part of its code that is not zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegionLevel {
    /// 省、自治区、直辖市、特别行政区
    Province,
    /// 地级市、地区、自治州、盟
    Prefecture,
    /// 县、区、旗、县级市
    County,
    /// 乡、镇、街道
    Township,
    /// 村、社区
    Village,
}

impl RegionLevel {
    /// Digits of a code up to and with this level.
    const fn digits(self) -> usize {
        match self {
            Self::Province => 2,
            Self::Prefecture => 4,
            Self::County => 6,
            Self::Township => 9,
            Self::Village => 12,
        }
    }

    /// The name in `regions.csv`, the same as in serde.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::Prefecture => "prefecture",
            Self::County => "county",
            Self::Township => "township",
            Self::Village => "village",
        }
    }
}

/// A region code of 12 digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegionCode([u8; 12]);

impl RegionCode {
    /// Reads 12 digits, or the 6 of GB/T 2260, which are filled up with zeros on the right.
    ///
    /// # Errors
    /// The first rule that fails: length, digits, structure, province. Whether the region exists is for a table to say.
    pub fn parse(text: &str, provinces: &Provinces) -> Result<Self, RegionError> {
        let code = Self::well_formed(text)?;
        if provinces.has_prefix_of(code.as_str()) {
            Ok(code)
        } else {
            Err(RegionError::Unknown)
        }
    }

    /// As [`parse`](Self::parse), without looking at the province.
    ///
    /// # Errors
    /// The first rule that fails: length, digits, structure.
    pub fn well_formed(text: &str) -> Result<Self, RegionError> {
        let found = text.chars().count();
        if !matches!(found, 6 | 12) {
            return Err(RegionError::Length { found });
        }
        if !all_digits(text) {
            return Err(RegionError::Format);
        }
        let mut code = [b'0'; 12];
        code[..text.len()].copy_from_slice(text.as_bytes());
        if is_sound(&code) {
            Ok(Self(code))
        } else {
            Err(RegionError::Structure)
        }
    }

    /// The 12 digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a region code is ASCII digits")
    }

    /// The 6 digits of GB/T 2260. Of a township below a prefecture without counties, those of the prefecture.
    pub fn gb2260(&self) -> &str {
        &self.as_str()[..6]
    }

    /// The 6 digits of GB/T 2260 as a number, as identifiers carry it (always below 2²⁰).
    pub fn county_number(&self) -> u32 {
        self.0[..6]
            .iter()
            .fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
    }

    /// The level by structure.
    pub fn level(&self) -> RegionLevel {
        use RegionLevel::{County, Prefecture, Province, Township, Village};
        let part = |from: usize, to: usize| self.0[from..to].iter().any(|&digit| digit != b'0');
        match () {
            () if part(9, 12) => Village,
            () if part(6, 9) => Township,
            () if part(4, 6) => County,
            () if part(2, 4) => Prefecture,
            () => Province,
        }
    }

    /// The region above by structure: the last part that is not zero becomes zero. `None` above a province.
    pub fn parent(&self) -> Option<Self> {
        use RegionLevel::{County, Prefecture, Province, Township, Village};
        let above = match self.level() {
            Province => return None,
            Prefecture => Province,
            County => Prefecture,
            Township => County,
            Village => Township,
        };
        Some(self.truncated(above))
    }

    /// As [`parent`](Self::parent), going further up past regions that `exists` does not know.
    pub fn parent_in(&self, exists: impl Fn(&Self) -> bool) -> Option<Self> {
        self.ancestors().find(exists)
    }

    /// All regions above by structure, the nearest first.
    pub fn ancestors(&self) -> impl Iterator<Item = Self> + use<> {
        successors(self.parent(), Self::parent)
    }

    /// Whether `other` is this region or lies in it.
    pub fn contains(&self, other: &Self) -> bool {
        other.as_str().starts_with(self.significant())
    }

    /// The digits that every code in this region begins with: 2 of a province, 4 of a prefecture, 6 of a county, 9 of a
    /// township, 12 of a village.
    pub fn significant(&self) -> &str {
        &self.as_str()[..self.level().digits()]
    }

    /// Whether this is a township or village directly below a prefecture (Dongguan, Zhongshan, Danzhou).
    pub fn skips_county(&self) -> bool {
        self.level() >= RegionLevel::Township && self.0[4..6] == *b"00"
    }

    /// Whether this is only a heading of statistics, which people are never shown: 市辖区 and 县 of the municipalities,
    /// 省直辖县级行政区划 of Hubei, Hainan, Xinjiang and others.
    pub fn is_placeholder(&self) -> bool {
        let municipality = matches!(&self.0[..2], b"11" | b"12" | b"31" | b"50");
        let heading = matches!(&self.0[2..4], b"90") || municipality && matches!(&self.0[2..4], b"01" | b"02");
        self.level() == RegionLevel::Prefecture && heading
    }

    fn truncated(self, level: RegionLevel) -> Self {
        let mut code = [b'0'; 12];
        let kept = level.digits();
        code[..kept].copy_from_slice(&self.0[..kept]);
        Self(code)
    }
}

/// A part may only be set below a part that is set, except a township directly below a prefecture.
fn is_sound(code: &[u8; 12]) -> bool {
    let set = |from: usize, to: usize| code[from..to].iter().any(|&digit| digit != b'0');
    let (prefecture, county) = (set(2, 4), set(4, 6));
    let (township, village) = (set(6, 9), set(9, 12));
    // GB/T 2260 has no province below 10.
    code[0] != b'0' && (prefecture || !county && !township) && (township || !village)
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RegionCode({self})")
    }
}

as_text!(RegionCode, RegionCode::well_formed);

/// Why a text is not a region code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RegionError {
    /// Neither 12 nor 6 characters.
    #[error("a region code has 12 or 6 digits, not {found}")]
    Length {
        /// The number of characters that there are.
        found: usize,
    },
    /// A character that is not a digit.
    #[error("a region code has digits only")]
    Format,
    /// A part is set below a part that is zero.
    #[error("a lower part is set below a zero part")]
    Structure,
    /// A province that is not in the list.
    #[error("no such region")]
    Unknown,
}

impl Refusal for RegionError {
    fn reason(&self) -> &'static str {
        match self {
            Self::Length { .. } => "length",
            Self::Format => "format",
            Self::Structure => "structure",
            Self::Unknown => "unknown",
        }
    }

    fn sentence(&self) -> String {
        match self {
            Self::Length { found } => format!("行政区划代码是12位或6位，您填了{found}位"),
            Self::Format => "行政区划代码只有数字，请检查有没有打错".into(),
            Self::Structure | Self::Unknown => "没有这个行政区划代码，请从列表里选一个地区".into(),
        }
    }
}
