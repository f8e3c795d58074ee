//! Words by the dictionary, and pairs of neighbouring characters for what the dictionary cuts differently.
use std::collections::HashSet;
use std::sync::LazyLock;

use jieba_rs::Jieba;

use crate::fold::is_han;

static DICTIONARY: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// Longer tokens than this are noise (an unbroken line of digits or letters).
const LONGEST_TOKEN: usize = 32;

/// A stretch of a folded text that is searched in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Run {
    Han(String),
    /// Latin letters and digits, and letters of other scripts.
    Other(String),
}

/// Cuts a folded text where characters, letters and everything else meet. Spaces and punctuation only separate.
pub(crate) fn runs(folded: &str) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    let mut open = false;
    for c in folded.chars() {
        match (is_han(c), c.is_alphanumeric(), found.last_mut()) {
            (true, _, Some(Run::Han(text))) | (false, true, Some(Run::Other(text))) if open => text.push(c),
            (true, ..) => found.push(Run::Han(c.into())),
            (false, true, _) => found.push(Run::Other(c.into())),
            (false, false, _) => {
                open = false;
                continue;
            }
        }
        open = true;
    }
    found
}

/// The words of a folded text without overlaps, in order, single characters among them.
pub(crate) fn cut(folded: &str) -> Vec<&str> {
    DICTIONARY
        .cut(folded, false)
        .into_iter()
        .map(|token| token.word)
        .filter(|word| is_word(word))
        .collect()
}

/// The words for the index: also the shorter words within a long one, and nothing of a single Chinese character.
pub(crate) fn cut_for_index(folded: &str) -> Vec<String> {
    let words = DICTIONARY
        .cut_for_search(folded, false)
        .into_iter()
        .map(|token| token.word);
    words
        .filter(|word| is_word(word) && !is_single_han(word))
        .map(trim_long)
        .collect()
}

/// Whether the general dictionary has it as a word of two characters or more.
pub(crate) fn in_dictionary(word: &str) -> bool {
    word.chars().nth(1).is_some() && DICTIONARY.has_word(word)
}

/// Single Chinese characters and pairs of neighbours of the folded text.
pub(crate) fn grams(folded: &str) -> Vec<String> {
    let mut found = Vec::new();
    for run in runs(folded) {
        if let Run::Han(text) = run {
            let chars: Vec<char> = text.chars().collect();
            found.extend(chars.iter().map(char::to_string));
            found.extend(chars.windows(2).map(|pair| pair.iter().collect::<String>()));
        }
    }
    found
}

/// In order, each once.
pub(crate) fn distinct<T: Clone + Eq + std::hash::Hash>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut seen = HashSet::new();
    values.into_iter().filter(|value| seen.insert(value.clone())).collect()
}

pub(crate) fn is_single_han(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(is_han) && chars.next().is_none()
}

fn is_word(word: &str) -> bool {
    word.chars().any(char::is_alphanumeric)
}

fn trim_long(word: &str) -> String {
    word.chars().take(LONGEST_TOKEN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mixed_text_falls_into_runs() {
        let expected = [
            Run::Han("公积金".into()),
            Run::Other("tiqu".into()),
            Run::Han("证".into()),
        ];
        assert_eq!(runs("公积金tiqu，证"), expected);
        assert_eq!(runs("公积 金").len(), 2);
        assert!(runs("+-*/\u{0}").is_empty());
    }

    #[test]
    fn parts_of_a_compound_are_words_too() {
        let words = cut_for_index("道路运输经营许可证");
        assert!(
            words.contains(&"许可证".to_owned()) && words.contains(&"许可".to_owned()),
            "{words:?}"
        );
        assert_eq!(grams("许可证"), ["许", "可", "证", "许可", "可证"]);
    }
}
