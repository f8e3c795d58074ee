//! Bytes as hexadecimal text.

use crate::{Error, Result};

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Lower-case hexadecimal text of `bytes`.
pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    bytes
        .as_ref()
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// The bytes of hexadecimal text in either case; no separators, no prefix.
///
/// # Errors
/// [`Error::Encoding`] for an odd number of digits or another character.
pub fn decode(text: &str) -> Result<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return Err(Error::Encoding("hexadecimal text"));
    }
    pairs
        .iter()
        .map(|&[high, low]| Ok(value(high)? << 4 | value(low)?))
        .collect()
}

/// As [`decode`], for a known number of bytes.
///
/// # Errors
/// [`Error::Encoding`] as there, [`Error::Length`] if the number of bytes is another one.
pub fn decode_array<const N: usize>(text: &str) -> Result<[u8; N]> {
    decode(text)?.try_into().map_err(|_| Error::Length("hexadecimal text"))
}

fn value(digit: u8) -> Result<u8> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        b'A'..=b'F' => Ok(digit - b'A' + 10),
        _ => Err(Error::Encoding("hexadecimal text")),
    }
}
