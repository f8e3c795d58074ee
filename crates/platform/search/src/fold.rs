//! One way of writing for everything that is compared: full or half width, capitals, traditional characters, accents
//! and compatibility forms are folded character by character, so that each folded character knows where it came from.
use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Traditional characters with their simplified form. Single characters only: the same table is applied to documents
/// and to queries, so a character with two simplified forms is folded alike on both sides.
static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let ideographs = ('\u{3400}'..='\u{9fff}')
        .chain('\u{f900}'..='\u{faff}')
        .chain('\u{20000}'..='\u{2ffff}');
    ideographs
        .filter_map(|traditional| Some((traditional, simplified(traditional)?)))
        .collect()
});

fn simplified(traditional: char) -> Option<char> {
    let converted = hanconv::t2s(traditional.encode_utf8(&mut [0; 4]));
    let mut chars = converted.chars();
    chars
        .next()
        .filter(|first| *first != traditional && chars.next().is_none())
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

    pub(crate) fn text(&self) -> String {
        self.chars.iter().collect()
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
    std::iter::once(original)
        .nfkd()
        .filter(|c| !is_combining_mark(*c) && !invisible(*c))
        .flat_map(char::to_lowercase)
        .map(|c| SIMPLIFIED.get(&c).copied().unwrap_or(c))
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
        assert_eq!(folded.text(), "(株)证");
        assert_eq!(folded.origin, [0, 0, 0, 1]);
    }
}
