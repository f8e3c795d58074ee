//! Typing errors in Chinese. A stretch is corrected only towards a word of the vocabulary one error away, and only
//! where what was typed makes no sense by itself: 景点 is a word and never becomes 经典.
use crate::fold::is_han;
use crate::lexicon::Lexicon;
use crate::neighbours::Slip;
use crate::reading::{Sound, compare_sound};
use crate::words::{cut, in_dictionary};

/// How far a guess may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Courage {
    /// Only what is nearly certain: while the text as typed also finds something.
    Certain,
    /// Also what merely looks alike: when nothing was found.
    Guess,
}

/// Longest stretch that is compared with the vocabulary.
const LONGEST: usize = 12;
/// Characters that hold sentences together: by themselves no typing error.
const FUNCTION: &str =
    "我你您他她它的地得了着过吗呢吧啊在要和与或是有想去给把被从到对向又也还就都能会该请让问这那哪个不没";

/// A stretch of the text, counted in characters, and what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Correction {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) meant: String,
}

/// The corrections of a folded text, in order and without overlaps.
pub(crate) fn corrections(lexicon: &Lexicon, text: &[char], courage: Courage) -> Vec<Correction> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let length = text[at..].iter().take_while(|c| is_han(**c)).count();
        if length > 1 {
            let stretch = Stretch::new(lexicon, &text[at..at + length], courage);
            found.extend(stretch.corrections().into_iter().map(|correction| Correction {
                from: correction.from + at,
                to: correction.to + at,
                ..correction
            }));
        }
        at += length.max(1);
    }
    found
}

struct Stretch<'a> {
    lexicon: &'a Lexicon,
    chars: &'a [char],
    /// Part of a word that the documents have.
    known: Vec<bool>,
    /// Part of a word of the general dictionary.
    sensible: Vec<bool>,
    courage: Courage,
}

impl<'a> Stretch<'a> {
    fn new(lexicon: &'a Lexicon, chars: &'a [char], courage: Courage) -> Self {
        let mut known = vec![false; chars.len()];
        for (from, to) in windows(chars.len()) {
            if !known[from..to].iter().all(|is| *is) && lexicon.contains(&chars[from..to].iter().collect::<String>()) {
                known[from..to].fill(true);
            }
        }
        let mut sensible = Vec::with_capacity(chars.len());
        for word in cut(&chars.iter().collect::<String>()) {
            sensible.extend(std::iter::repeat_n(in_dictionary(word), word.chars().count()));
        }
        sensible.resize(chars.len(), false);
        Self {
            lexicon,
            chars,
            known,
            sensible,
            courage,
        }
    }

    /// Longer stretches first, because they are surer.
    fn corrections(&self) -> Vec<Correction> {
        let mut taken = vec![false; self.chars.len()];
        let mut found: Vec<Correction> = Vec::new();
        for (from, to) in windows(self.chars.len()) {
            let worth_it = !self.known[from..to].iter().all(|is| *is) && !taken[from..to].iter().any(|is| *is);
            if let Some(meant) = worth_it.then(|| self.best(from, to)).flatten() {
                taken[from..to].fill(true);
                found.push(Correction { from, to, meant });
            }
        }
        found.sort_by_key(|correction| correction.from);
        found
    }

    fn best(&self, from: usize, to: usize) -> Option<String> {
        let typed = &self.chars[from..to];
        let candidates = self
            .lexicon
            .one_slip_from(typed)
            .into_iter()
            .filter_map(|(term, slip)| {
                let meant: Vec<char> = term.text.chars().collect();
                let likeness = self.likeness(from, typed, &meant, slip)?;
                Some((likeness, term))
            });
        candidates
            .max_by_key(|(likeness, term)| (*likeness, term.documents))
            .map(|(_, term)| term.text.clone())
    }

    /// How alike, or nothing if it would be too bold to take the one for the other.
    fn likeness(&self, from: usize, typed: &[char], meant: &[char], slip: Slip) -> Option<u8> {
        let length = typed.len();
        let guess = self.courage == Courage::Guess;
        let doubtful = |at: usize| !self.known[from + at] && !self.sensible[from + at];
        let content = |at: usize| doubtful(at) && !FUNCTION.contains(typed[at]);
        let inside = |at: usize| at > 0 && at + 1 < length;
        match slip {
            Slip::Wrong(at) if self.known[from + at] || !is_han(meant[at]) => None,
            Slip::Wrong(at) => match compare_sound(typed[at], meant[at]) {
                Sound::Same => (length >= 3 || doubtful(at)).then_some(3),
                Sound::Near => ((length >= 3 && doubtful(at)) || length >= 4).then_some(2),
                Sound::Different if guess => (length >= 3 && content(at)).then_some(1),
                Sound::Different => (length >= 4 && inside(at) && content(at)).then_some(1),
            },
            Slip::Exchanged(at) => (length >= 3 && content(at) && content(at + 1)).then_some(2),
            Slip::Missing(at) => {
                let gap = at > 0 && at < length && (doubtful(at - 1) || doubtful(at));
                (length >= 3 && gap && (guess || length >= 4)).then_some(1)
            }
            Slip::Additional(at) => (length >= 4 && inside(at) && content(at)).then_some(1),
        }
    }
}

/// All stretches within so many characters, the longest first.
fn windows(length: usize) -> impl Iterator<Item = (usize, usize)> {
    (2..=LONGEST.min(length))
        .rev()
        .flat_map(move |size| (0..=length - size).map(move |from| (from, from + size)))
}
