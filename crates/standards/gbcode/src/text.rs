//! What is done to a text before and after checking: normalising what was typed, masking what is shown.

/// What a form field does to a code before `parse`: full-width letters and digits become half-width, spaces and
/// hyphens go, letters become upper case.
pub fn normalise(typed: &str) -> String {
    typed
        .chars()
        .map(half_width)
        .filter(|&c| !is_separator(c))
        .flat_map(char::to_uppercase)
        .collect()
}

/// `text` with everything but the first `head` and last `tail` characters replaced by `*`; all of it if that would
/// show more than half.
pub fn mask(text: &str, head: usize, tail: usize) -> String {
    let length = text.chars().count();
    let shown = |index: usize| (head + tail) * 2 <= length && (index < head || index + tail >= length);
    text.chars()
        .enumerate()
        .map(|(index, c)| if shown(index) { c } else { '*' })
        .collect()
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200b}' | '\u{feff}')
}

pub(crate) fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A real day of the form YYYYMMDD.
pub(crate) fn day(digits: &str) -> Option<chrono::NaiveDate> {
    let part = |range: std::ops::Range<usize>| digits.get(range)?.parse::<u32>().ok();
    chrono::NaiveDate::from_ymd_opt(i32::try_from(part(0..4)?).ok()?, part(4..6)?, part(6..8)?)
}

/// Serde as text, checked on reading, for a type with `as_str` and the given function from text.
macro_rules! as_text {
    ($code:ty, $read:expr) => {
        impl serde::Serialize for $code {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $code {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                $read(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(crate) use as_text;
