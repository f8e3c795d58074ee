//! Document numbers (发文字号): GB/T 9704-2012 7.2.5, and each body's own pattern for them.

use std::fmt;

use crate::Refusal;
use crate::text::{all_digits, as_text};

/// A document number as the standard writes it, `机关代字〔年份〕序号号`, such as `示审批许〔2024〕15号`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DocumentNumber(String);

impl DocumentNumber {
    /// Reads a number strictly: hexagonal brackets, the year in full, a serial without 第 and leading zeros.
    ///
    /// # Errors
    /// The first rule that fails: brackets, agency, year, suffix, serial.
    pub fn parse(text: &str) -> Result<Self, DocumentNumberError> {
        let (agency, rest) = text.split_once('〔').ok_or(DocumentNumberError::Brackets)?;
        let (year, rest) = rest.split_once('〕').ok_or(DocumentNumberError::Brackets)?;
        if agency.is_empty() || agency.chars().any(char::is_whitespace) {
            return Err(DocumentNumberError::Agency);
        }
        if year.len() != 4 || !all_digits(year) || year.starts_with('0') {
            return Err(DocumentNumberError::Year);
        }
        let serial = rest.strip_suffix('号').ok_or(DocumentNumberError::Suffix)?;
        if serial_number(serial).is_none() {
            return Err(DocumentNumberError::Serial);
        }
        Ok(Self(text.into()))
    }

    /// Puts other brackets right: `[2024]`, `(2024)`, `【2024】` become `〔2024〕`; drops spaces.
    pub fn normalise(typed: &str) -> String {
        let text: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        // Only the brackets around the year: an agency may have round ones of its own.
        let pairs = [('[', ']'), ('［', '］'), ('(', ')'), ('（', '）'), ('【', '】')];
        let year_in = |(open, close): (char, char)| {
            text.match_indices(open).find_map(|(at, _)| {
                let inner = &text[at + open.len_utf8()..];
                let year = inner.get(..4).filter(|year| all_digits(year))?;
                let rest = inner[4..].strip_prefix(close)?;
                Some(format!("{}〔{year}〕{rest}", &text[..at]))
            })
        };
        pairs.into_iter().find_map(year_in).unwrap_or_else(|| text.clone())
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The agency's abbreviation (机关代字).
    pub fn agency(&self) -> &str {
        self.0.split('〔').next().unwrap_or_default()
    }

    /// The year.
    pub fn year(&self) -> u16 {
        let year = self.0.split(['〔', '〕']).nth(1).and_then(|year| year.parse().ok());
        year.expect("reading a number checks the year")
    }

    /// The serial, from 1.
    pub fn serial(&self) -> u32 {
        let serial = self
            .0
            .split('〕')
            .nth(1)
            .and_then(|rest| serial_number(rest.trim_end_matches('号')));
        serial.expect("reading a number checks the serial")
    }
}

/// Digits without leading zeros, from 1.
fn serial_number(text: &str) -> Option<u32> {
    if all_digits(text) && !text.starts_with('0') {
        text.parse().ok()
    } else {
        None
    }
}

impl fmt::Display for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DocumentNumber({})", self.0)
    }
}

as_text!(DocumentNumber, DocumentNumber::parse);

/// Why a text is not a document number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DocumentNumberError {
    /// No 〔〕 around the year.
    #[error("the year is not in hexagonal brackets")]
    Brackets,
    /// No abbreviation before the year, or a space in it.
    #[error("not an agency's abbreviation")]
    Agency,
    /// Not a year of four digits.
    #[error("not a year in full")]
    Year,
    /// 号 is missing at the end.
    #[error("does not end in 号")]
    Suffix,
    /// The serial has 第, leading zeros or something else than digits.
    #[error("not a serial from 1 without leading zeros")]
    Serial,
}

impl Refusal for DocumentNumberError {
    fn reason(&self) -> &'static str {
        match self {
            Self::Brackets => "brackets",
            Self::Agency => "agency",
            Self::Year => "year",
            Self::Suffix => "suffix",
            Self::Serial => "serial",
        }
    }

    fn sentence(&self) -> String {
        match self {
            Self::Brackets => "文号里的年份要用六角括号，比如〔2024〕",
            Self::Agency => "文号前面要有机关代字，中间不留空格",
            Self::Year => "文号里的年份要写全4位数字，比如〔2024〕",
            Self::Suffix => "文号以“号”结尾",
            Self::Serial => "文号的序号直接写数字，不加“第”，前面不补0，比如15",
        }
        .into()
    }
}

/// A body's pattern for its document numbers, with `{body}`, `{kind}`, `{year}` and `{serial}`, such as
/// `{body}{kind}〔{year}〕{serial}号` or `（{body}）{kind}字〔{year}〕第{serial}号`.
#[derive(Clone, PartialEq, Eq)]
pub struct DocumentNumberPattern {
    template: String,
    parts: Vec<Part>,
}

#[derive(Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Body,
    Kind,
    Year,
    Serial,
}

impl DocumentNumberPattern {
    /// The pattern of GB/T 9704.
    pub const STANDARD: &'static str = "{body}{kind}〔{year}〕{serial}号";

    /// Reads a pattern.
    ///
    /// # Errors
    /// [`PatternError`]: an unknown or repeated name, a brace without its other half, no year or serial, or both with
    /// nothing between, which nobody could read back.
    pub fn parse(template: &str) -> Result<Self, PatternError> {
        let mut parts = Vec::new();
        let mut rest = template;
        while let Some(at) = rest.find(['{', '}']) {
            let (text, tail) = rest.split_at(at);
            let (name, after) = tail
                .strip_prefix('{')
                .and_then(|tail| tail.split_once('}'))
                .ok_or(PatternError::Brace)?;
            let part = Part::named(name).ok_or_else(|| PatternError::Unknown(name.into()))?;
            if parts.contains(&part) {
                return Err(PatternError::Repeated(name.into()));
            }
            parts.extend((!text.is_empty()).then(|| Part::Text(text.into())));
            parts.push(part);
            rest = after;
        }
        parts.extend((!rest.is_empty()).then(|| Part::Text(rest.into())));
        check_readable(&parts)?;
        Ok(Self {
            template: template.into(),
            parts,
        })
    }

    /// The document number of this body, kind, year and serial.
    pub fn write(&self, body: &str, kind: &str, year: u16, serial: u32) -> String {
        let written = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Body => body.into(),
            Part::Kind => kind.into(),
            Part::Year => year.to_string(),
            Part::Serial => serial.to_string(),
        };
        self.parts.iter().map(written).collect()
    }

    /// Year and serial of a number that this pattern wrote for the body and kind; `None` if it did not.
    pub fn read(&self, number: &str, body: &str, kind: &str) -> Option<(u16, u32)> {
        let (mut year, mut serial, mut rest) = (None, None, number);
        for part in &self.parts {
            match part {
                Part::Text(text) => rest = rest.strip_prefix(text.as_str())?,
                Part::Body => rest = rest.strip_prefix(body)?,
                Part::Kind => rest = rest.strip_prefix(kind)?,
                Part::Year => (year, rest) = take_number(rest)?,
                Part::Serial => (serial, rest) = take_number(rest)?,
            }
        }
        if rest.is_empty() {
            Some((u16::try_from(year?).ok()?, serial?))
        } else {
            None
        }
    }

    /// The pattern as it was given.
    pub fn as_str(&self) -> &str {
        &self.template
    }
}

fn take_number(text: &str) -> Option<(Option<u32>, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    Some((Some(serial_number(&text[..end])?), &text[end..]))
}

fn check_readable(parts: &[Part]) -> Result<(), PatternError> {
    for (part, name) in [(Part::Year, "year"), (Part::Serial, "serial")] {
        if !parts.contains(&part) {
            return Err(PatternError::Missing(name));
        }
    }
    let number = |part: &Part| matches!(part, Part::Year | Part::Serial);
    if parts.windows(2).any(|pair| pair.iter().all(number)) {
        Err(PatternError::Touching)
    } else {
        Ok(())
    }
}

impl Part {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "body" => Self::Body,
            "kind" => Self::Kind,
            "year" => Self::Year,
            "serial" => Self::Serial,
            _ => return None,
        })
    }
}

impl fmt::Display for DocumentNumberPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.template)
    }
}

impl fmt::Debug for DocumentNumberPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DocumentNumberPattern({})", self.template)
    }
}

as_text!(DocumentNumberPattern, DocumentNumberPattern::parse);

/// Why a text is not a pattern of document numbers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// `{` without `}` or the reverse.
    #[error("a brace has no other half")]
    Brace,
    /// A name that patterns do not have.
    #[error("patterns have no {{{0}}}")]
    Unknown(String),
    /// A name that was there before.
    #[error("{{{0}}} is there twice")]
    Repeated(String),
    /// No year, or no serial.
    #[error("{{{0}}} is missing")]
    Missing(&'static str),
    /// Year and serial stand side by side.
    #[error("year and serial have nothing between them")]
    Touching,
}

impl Refusal for PatternError {
    fn reason(&self) -> &'static str {
        match self {
            Self::Brace => "brace",
            Self::Unknown(_) => "unknown",
            Self::Repeated(_) => "repeated",
            Self::Missing(_) => "missing",
            Self::Touching => "touching",
        }
    }

    fn sentence(&self) -> String {
        match self {
            Self::Brace => "花括号没有成对，请补上另一半".into(),
            Self::Unknown(name) => format!("文号格式里没有{{{name}}}，可以用{{body}}、{{kind}}、{{year}}、{{serial}}"),
            Self::Repeated(name) => format!("{{{name}}}写了两次，请删掉一个"),
            Self::Missing(name) => format!("文号格式里要有{{{name}}}，请加上"),
            Self::Touching => "年份和序号挨在一起分不清，请在中间加上文字，比如〕".into(),
        }
    }
}
