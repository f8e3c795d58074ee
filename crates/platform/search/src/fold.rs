//! One way of writing for everything that is compared: full or half width, capitals, traditional characters, accents
//! and compatibility forms are folded character by character, so that each folded character knows where it came from.
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// First and last character of the table of simplified forms.
const IDEOGRAPHS: std::ops::RangeInclusive<char> = '\u{3400}'..='\u{9fff}';

/// The simplified form of each ideograph. Single characters only: the same table is applied to documents and to
/// queries, so a character with two simplified forms is folded alike on both sides.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| IDEOGRAPHS.map(simplified).collect());

fn simplified(traditional: char) -> char {
    let converted = hanconv::t2s(traditional.encode_utf8(&mut [0; 4]));
    let mut chars = converted.chars();
    chars.next().filter(|_| chars.next().is_none()).unwrap_or(traditional)
}

/// A folded text whose every character knows the character of the original that it stands for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Folded {
    pub(crate) chars: Vec<char>,
    /// For each folded character the index of its original, counted in characters.
    pub(crate) origin: Vec<usize>,
}

impl Folded {
    pub(crate) fn new(text: &str) -> Self {
        let mut folded = Self::default();
        for (at, original) in text.chars().enumerate() {
            for c in fold_char(original) {
                folded.chars.push(c);
                folded.origin.push(at);
            }
        }
        folded
    }
}

/// The folded text.
pub(crate) fn fold_text(text: &str) -> String {
    text.chars().flat_map(fold_char).collect()
}

/// The folded text without anything but letters, digits and characters: 食品经营许可(新办) is 食品经营许可新办.
pub(crate) fn fold_key(text: &str) -> String {
    text.chars()
        .flat_map(fold_char)
        .filter(|c| c.is_alphanumeric())
        .collect()
}

fn fold_char(original: char) -> impl Iterator<Item = char> {
    // Most characters are ideographs or ASCII, which need no decomposition.
    let plain = if IDEOGRAPHS.contains(&original) || original.is_ascii() {
        Some(original)
    } else {
        None
    };
    let others = plain.is_none().then(|| decomposed(original)).into_iter().flatten();
    plain
        .map(|c| {
            if c.is_ascii() {
                c.to_ascii_lowercase()
            } else {
                simple(c)
            }
        })
        .into_iter()
        .chain(others)
}

fn decomposed(original: char) -> impl Iterator<Item = char> {
    std::iter::once(original)
        .nfkd()
        .filter(|c| !is_combining_mark(*c) && !invisible(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if IDEOGRAPHS.contains(&c) { simple(c) } else { c })
}

fn simple(ideograph: char) -> char {
    let place = ideograph as usize - *IDEOGRAPHS.start() as usize;
    SIMPLIFIED.get(place).copied().unwrap_or(ideograph)
}

/// Zero-width characters and direction marks get in with copied text; they never separate words.
fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Chinese characters, including the rare ones of names.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_and_traditional_characters_are_written_one_way() {
        assert_eq!(fold_text("ＧＪＪ"), "gjj");
        assert_eq!(fold_text("開飯店要什麼證"), "开饭店要什么证");
        assert_eq!(fold_text("１２３４５（ＬＥＤ）"), "12345(led)");
        assert_eq!(fold_text("Café"), "cafe");
        assert_eq!(fold_text("居\u{200b}住\u{202e}证"), "居住证");
        assert_eq!(fold_key("食品经营许可（新办）"), "食品经营许可新办");
    }

    #[test]
    fn each_folded_character_knows_its_original() {
        let folded = Folded::new("㈱證");
        assert_eq!(folded.chars.iter().collect::<String>(), "(株)证");
        assert_eq!(folded.origin, [0, 0, 0, 1]);
    }
}
