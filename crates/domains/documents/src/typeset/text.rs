//! Making user text printable without changing what it says.

use std::collections::BTreeSet;

use serde_json::Value;

/// The printer's mark for a sort that is not in the case.
const MISSING: char = '〓';

/// After so many characters without a place to break, one is offered.
const LONGEST_WORD: usize = 32;

/// Goes through data and makes every text printable.
pub(super) struct Cleaner<'a> {
    covers: &'a dyn Fn(char) -> bool,
    /// Characters that had to be replaced.
    pub(super) missing: BTreeSet<char>,
    /// Bytes of text seen.
    pub(super) bytes: usize,
}

impl<'a> Cleaner<'a> {
    pub(super) fn new(covers: &'a dyn Fn(char) -> bool) -> Self {
        Self {
            covers,
            missing: BTreeSet::new(),
            bytes: 0,
        }
    }

    /// Cleans all texts of a value in place. Numbers become texts: templates only print them, and `serde_json` with
    /// `arbitrary_precision`, which other crates of the workspace need, would show them to Typst as dictionaries.
    pub(super) fn value(&mut self, value: &mut Value) {
        match value {
            Value::String(text) => {
                self.bytes += text.len();
                *text = self.text(text);
            }
            Value::Number(number) => *value = Value::String(number.to_string()),
            Value::Array(values) => values.iter_mut().for_each(|value| self.value(value)),
            Value::Object(fields) => fields.values_mut().for_each(|value| self.value(value)),
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn text(&mut self, text: &str) -> String {
        let mut clean = String::with_capacity(text.len());
        let mut word = 0;
        for character in text.replace("\r\n", "\n").chars() {
            let Some(character) = self.character(character) else {
                continue;
            };
            word = if is_word(character) { word + 1 } else { 0 };
            if word > LONGEST_WORD {
                clean.push('\u{200B}');
                word = 1;
            }
            clean.push(character);
        }
        clean.trim().to_owned()
    }

    fn character(&mut self, character: char) -> Option<char> {
        let character = match character {
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => return Some('\n'),
            '\t' | '\u{00A0}' => ' ',
            '☐' => '□',
            '☑' | '☒' => '■',
            '✔' => '✓',
            other if is_invisible(other) => return None,
            other => other,
        };
        if (self.covers)(character) {
            return Some(character);
        }
        self.missing.insert(character);
        Some(MISSING)
    }
}

/// Characters that take no ink: controls, joiners, direction marks (which could disguise a name) and variation
/// selectors (which ask for a shape the fonts do not know).
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            u32::from(character),
            0xAD | 0x61C | 0x180E | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF
                | 0xFFF9..=0xFFFB | 0xE0000..=0xE0FFF
        )
}

/// Whether a line cannot be broken beside this character, as in an address of the web or a serial number.
fn is_word(character: char) -> bool {
    u32::from(character) < 0x2E80 && !character.is_whitespace() && character != '-'
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn clean(text: &str) -> (String, Vec<char>) {
        let covers = |character: char| !matches!(character, '𱁬' | 'ع' | '😀');
        let mut cleaner = Cleaner::new(&covers);
        let mut value = json!({ "text": text });
        cleaner.value(&mut value);
        (
            value["text"].as_str().expect("text").to_owned(),
            cleaner.missing.into_iter().collect(),
        )
    }

    #[test]
    fn what_means_something_to_typst_or_html_stays_as_it_is() {
        let hostile = r#"#import "x" $a_b$ @ref *粗* <script>alert(1)</script> // 注 \u{41}"#;
        assert_eq!(clean(hostile), (hostile.to_owned(), vec![]));
    }

    #[test]
    fn a_character_without_a_glyph_is_marked_and_reported() {
        assert_eq!(clean("王𱁬😀"), ("王〓〓".to_owned(), vec!['😀', '𱁬']));
    }

    #[test]
    fn direction_marks_and_controls_cannot_disguise_a_name() {
        assert_eq!(
            clean("张\u{202E}三\u{0}\u{FE0F}\r\n第二行"),
            ("张三\n第二行".to_owned(), vec![])
        );
    }

    #[test]
    fn a_word_longer_than_a_line_gets_places_to_break() {
        let (text, _) = clean(&"A".repeat(100));
        assert!(text.split('\u{200B}').all(|part| part.len() <= LONGEST_WORD));
        assert_eq!(text.replace('\u{200B}', ""), "A".repeat(100));
    }

    #[test]
    fn numbers_become_texts_at_every_depth() {
        let covers = |_| true;
        let mut value = json!({ "a": [1, { "b": 2.5 }], "c": true });
        Cleaner::new(&covers).value(&mut value);
        assert_eq!(value, json!({ "a": ["1", { "b": "2.5" }], "c": true }));
    }
}
