//! Letters that stand for Chinese: pinyin in full (gongjijin), by first letters (gjj), with a slip (gongjijing), unfinished
//! (gongjij), or several words in a row (jiehunzhengbuban).
use crate::lexicon::{Lexicon, Term};

/// Letters beyond this are not looked at.
const LONGEST: usize = 40;
/// The longest reading of one word.
const LONGEST_PIECE: usize = 24;

/// One word recognised in the letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sounded {
    pub(crate) letters: String,
    pub(crate) initials: bool,
    /// The letters typed were others.
    pub(crate) corrected: bool,
}

impl Sounded {
    fn full(letters: &str, corrected: bool) -> Self {
        Self {
            letters: letters.to_owned(),
            initials: false,
            corrected,
        }
    }

    /// The word with exactly this reading.
    pub(crate) fn known(lexicon: &Lexicon, letters: &str) -> Option<Self> {
        (!lexicon.read_as(letters).is_empty()).then(|| Self::full(letters, false))
    }

    /// The most frequent word whose reading starts like this.
    pub(crate) fn begun(lexicon: &Lexicon, letters: &str) -> Option<Self> {
        lexicon.reading_from(letters).map(|full| Self::full(full, false))
    }

    fn initials(letters: &str) -> Self {
        Self {
            letters: letters.to_owned(),
            initials: true,
            corrected: false,
        }
    }

    /// The words that are read like this, the most frequent first.
    pub(crate) fn terms<'a>(&self, lexicon: &'a Lexicon) -> Vec<&'a Term> {
        if self.initials {
            lexicon.with_initials(&self.letters)
        } else {
            lexicon.read_as(&self.letters)
        }
    }
}

/// The words that a run of letters stands for; none if it does not sound like any.
pub(crate) fn sound_out(lexicon: &Lexicon, run: &str, may_correct: bool) -> Vec<Sounded> {
    let letters: String = run.chars().filter(char::is_ascii_alphanumeric).take(LONGEST).collect();
    if letters.len() < 2 || !letters.chars().any(|c| c.is_ascii_alphabetic()) {
        return Vec::new();
    }
    if let Some(whole) = piece(lexicon, &letters, false) {
        return vec![whole];
    }
    let in_a_row = row(lexicon, &letters, false);
    if !in_a_row.is_empty() {
        return in_a_row;
    }
    if letters.len() >= 3
        && let Some(finished) = lexicon.reading_from(&letters)
    {
        return vec![Sounded::full(finished, false)];
    }
    if !may_correct {
        return Vec::new();
    }
    piece(lexicon, &letters, true).map_or_else(|| row(lexicon, &letters, true), |whole| vec![whole])
}

fn piece(lexicon: &Lexicon, letters: &str, may_correct: bool) -> Option<Sounded> {
    if !lexicon.read_as(letters).is_empty() {
        return Some(Sounded::full(letters, false));
    }
    if (2..=8).contains(&letters.len()) && !lexicon.with_initials(letters).is_empty() {
        return Some(Sounded::initials(letters));
    }
    let near = (may_correct && letters.len() > 4)
        .then(|| lexicon.reading_near(letters))
        .flatten();
    near.map(|meant| Sounded::full(meant, true))
}

/// The cheapest way to cut the letters into words, or nothing.
fn row(lexicon: &Lexicon, letters: &str, may_correct: bool) -> Vec<Sounded> {
    let mut best: Vec<Option<(u32, Vec<Sounded>)>> = vec![None; letters.len() + 1];
    best[0] = Some((0, Vec::new()));
    for from in 0..letters.len() {
        let Some((so_far, before)) = best[from].clone() else {
            continue;
        };
        for to in from + 2..=letters.len().min(from + LONGEST_PIECE) {
            let Some(word) = piece(lexicon, &letters[from..to], may_correct) else {
                continue;
            };
            // First letters fit nearly anything, so they are taken only if nothing longer fits.
            let cost = so_far
                + if word.corrected {
                    8
                } else if word.initials {
                    5
                } else {
                    2
                };
            if best[to].as_ref().is_none_or(|(other, _)| cost < *other) {
                let words = before.iter().cloned().chain([word]).collect();
                best[to] = Some((cost, words));
            }
        }
    }
    best[letters.len()].take().map(|(_, words)| words).unwrap_or_default()
}
