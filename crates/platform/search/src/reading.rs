//! How characters are read aloud.
use pinyin::{Pinyin, ToPinyinMulti};

/// So many readings are kept of a phrase; each differs from the usual one in a single character.
const MOST_READINGS: usize = 6;

/// One way of reading a phrase, without tones. Letters and digits of the phrase are read as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) full: String,
    /// First letters, one for each character of the phrase.
    pub(crate) initials: String,
    /// For each character of the phrase where its syllable starts in `full`.
    pub(crate) starts: Vec<u16>,
}

/// The readings of one character, the usual one first. ü is typed as v on most keyboards and as u by many people.
pub(crate) fn syllables(c: char) -> Vec<&'static str> {
    let mut found: Vec<&'static str> = Vec::new();
    for plain in c.to_pinyin_multi().into_iter().flatten().map(Pinyin::plain) {
        let typed: &[&'static str] = match plain {
            "lü" => &["lv", "lu"],
            "nü" => &["nv", "nu"],
            "lüe" | "lve" => &["lue", "lve"],
            "nüe" | "nve" => &["nue", "nve"],
            plain if plain.is_ascii() => &[plain],
            _ => &[],
        };
        found.extend(
            typed
                .iter()
                .filter(|syllable| !found.contains(syllable))
                .copied()
                .collect::<Vec<_>>(),
        );
    }
    found
}

/// The readings of a folded phrase, the usual one first; none if a character in it cannot be read.
pub(crate) fn readings(phrase: &str) -> Vec<Reading> {
    let mut parts: Vec<Vec<String>> = Vec::new();
    for c in phrase.chars() {
        let part = if c.is_ascii_alphanumeric() {
            vec![c.to_string()]
        } else {
            syllables(c).into_iter().map(str::to_owned).collect()
        };
        if part.is_empty() {
            return Vec::new();
        }
        parts.push(part);
    }
    let usual = vec![0; parts.len()];
    let mut found = vec![spell(&parts, &usual)];
    for (at, part) in parts.iter().enumerate() {
        for choice in 1..part.len() {
            if found.len() == MOST_READINGS {
                return found;
            }
            let mut choices = usual.clone();
            choices[at] = choice;
            found.push(spell(&parts, &choices));
        }
    }
    found
}

fn spell(parts: &[Vec<String>], choices: &[usize]) -> Reading {
    let mut reading = Reading {
        full: String::new(),
        initials: String::new(),
        starts: Vec::new(),
    };
    for (part, choice) in parts.iter().zip(choices) {
        let syllable = &part[*choice];
        reading
            .starts
            .push(u16::try_from(reading.full.len()).unwrap_or(u16::MAX));
        reading.full.push_str(syllable);
        reading.initials.push_str(&syllable[..1]);
    }
    reading
}

/// How alike two characters sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sound {
    Different,
    /// Told apart by some speakers only (z/zh, n/l, an/ang).
    Near,
    Same,
}

pub(crate) fn compare_sound(one: char, other: char) -> Sound {
    let (ones, others) = (syllables(one), syllables(other));
    let mut best = Sound::Different;
    for a in &ones {
        for b in &others {
            if a == b {
                return Sound::Same;
            }
            if levelled(a) == levelled(b) {
                best = Sound::Near;
            }
        }
    }
    best
}

/// A syllable with the distinctions removed that many speakers do not make.
fn levelled(syllable: &str) -> String {
    let (head, tail) = match syllable {
        s if s.starts_with("zh") || s.starts_with("ch") || s.starts_with("sh") => (&s[..1], &s[2..]),
        s if s.starts_with('n') => ("l", &s[1..]),
        s if s.starts_with('h') && s.len() > 2 => ("f", &s[1..]),
        s => ("", s),
    };
    let tail = match tail.strip_suffix('g') {
        Some(short) if ["an", "en", "in"].iter().any(|nasal| short.ends_with(nasal)) => short,
        _ => tail,
    };
    format!("{head}{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_read_in_full_and_by_first_letters() {
        let reading = &readings("公积金")[0];
        assert_eq!((reading.full.as_str(), reading.initials.as_str()), ("gongjijin", "gjj"));
        assert_eq!(reading.starts, [0, 4, 6]);
        assert_eq!(readings("法律")[0].full, "falv");
        assert_eq!(readings("led屏")[0].full, "ledping");
        assert!(readings("ひ").is_empty());
    }

    #[test]
    fn a_character_with_two_readings_is_found_by_both() {
        let full: Vec<_> = readings("银行").into_iter().map(|reading| reading.full).collect();
        assert!(
            full.contains(&"yinhang".to_owned()) && full.contains(&"yinxing".to_owned()),
            "{full:?}"
        );
    }

    #[test]
    fn sounds_are_same_near_or_different() {
        assert_eq!(compare_sound('机', '积'), Sound::Same);
        assert_eq!(compare_sound('森', '生'), Sound::Near);
        assert_eq!(compare_sound('景', '经'), Sound::Same);
        assert_eq!(compare_sound('树', '证'), Sound::Different);
    }
}
