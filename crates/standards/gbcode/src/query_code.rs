//! The query code (查询码): with the case number it shows a case to someone without an account.

use std::fmt;

use crate::Refusal;
use crate::text::as_text;

/// 31 characters that are not mistaken for one another: no 0, O, 1, I, L.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const LENGTH: usize = 8;
/// Random bytes from here on are thrown away, or the first characters would come more often.
const FAIR: u8 = 248;

/// A query code of 8 characters. It is a secret: it is told once, stored as a hash, compared in constant time, and
/// does not print; [`as_str`](Self::as_str) gives it out.
#[derive(Clone, PartialEq, Eq)]
pub struct QueryCode(String);

impl QueryCode {
    /// A new code from random bytes of a cryptographic source, which `fill` writes. Every code is equally likely.
    ///
    /// # Errors
    /// What `fill` returns.
    pub fn generate<E>(mut fill: impl FnMut(&mut [u8]) -> Result<(), E>) -> Result<Self, E> {
        let mut code = String::with_capacity(LENGTH);
        let mut bytes = [0; 2 * LENGTH];
        while code.len() < LENGTH {
            fill(&mut bytes)?;
            let fair = bytes.iter().filter(|&&byte| byte < FAIR);
            let missing = LENGTH - code.len();
            code.extend(
                fair.take(missing)
                    .map(|byte| char::from(ALPHABET[usize::from(byte % 31)])),
            );
        }
        Ok(Self(code))
    }

    /// Reads a code strictly.
    ///
    /// # Errors
    /// The first rule that fails: length, alphabet.
    pub fn parse(text: &str) -> Result<Self, QueryCodeError> {
        let found = text.chars().count();
        if found != LENGTH {
            return Err(QueryCodeError::Length { found });
        }
        let outside = text.chars().find(|c| !c.is_ascii() || !ALPHABET.contains(&(*c as u8)));
        outside.map_or_else(
            || Ok(Self(text.into())),
            |found| Err(QueryCodeError::Alphabet { found }),
        )
    }

    /// The 8 characters, for the receipt, the message and the hash.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for QueryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("QueryCode(********)")
    }
}

as_text!(QueryCode, QueryCode::parse);

/// Why a text is not a query code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QueryCodeError {
    /// Not 8 characters.
    #[error("a query code has 8 characters, not {found}")]
    Length {
        /// The number of characters that there are.
        found: usize,
    },
    /// A character that query codes do not have.
    #[error("{found:?} is not a character of query codes")]
    Alphabet {
        /// The first such character.
        found: char,
    },
}

impl Refusal for QueryCodeError {
    fn reason(&self) -> &'static str {
        match self {
            Self::Length { .. } => "length",
            Self::Alphabet { .. } => "alphabet",
        }
    }

    fn sentence(&self) -> String {
        match self {
            Self::Length { found } => format!("查询码是{LENGTH}位，您填了{found}位"),
            Self::Alphabet {
                found: '0' | 'O' | '1' | 'I' | 'L',
            } => "查询码里没有数字0、1和字母O、I、L，请对照回执或短信再核对一次".into(),
            Self::Alphabet { found } => format!("查询码只有数字和大写字母，请去掉“{found}”"),
        }
    }
}
