//! From what was typed to what is looked for. Characters match characters; letters also match what they sound like;
//! everyday phrases bring their official words; phrases that ask (怎么办) are left out.
use crate::fold::{Folded, fold_key, fold_text, is_han};
use crate::latin::{Sounded, sound_out};
use crate::lexicon::Lexicon;
use crate::reading::readings;
use crate::spelling::{Courage, corrections};
use crate::synonyms::Synonyms;
use crate::words::{Run, cut, cut_for_index, distinct, grams, in_dictionary, is_single_han, runs};

/// Characters of a query that are read.
const LONGEST_QUERY: usize = 120;
/// Words looked for at once.
const MOST_WANTED: usize = 160;
/// The longest name looked for within a query.
const LONGEST_NAME: usize = 16;
/// Different words of the same sound that are marked in the texts.
const MOST_SAME_SOUND: usize = 8;
/// Characters that say nothing by themselves.
const EMPTY_CHARACTERS: &str = "的了吗呢吧啊在要和与或是有想去给把被从到对我你您他她它们这那哪不没就都能会该请问个";

/// Where a word is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    Exact,
    Title,
    Keywords,
    Questions,
    Body,
    Grams,
    Full,
    Initials,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Wanted {
    pub(crate) place: Place,
    pub(crate) text: String,
    pub(crate) boost: f32,
}

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Plan {
    pub(crate) wanted: Vec<Wanted>,
    /// Folded words to mark in the texts.
    pub(crate) marks: Vec<String>,
    /// The same words for people.
    pub(crate) understood: Vec<String>,
    /// The text after correction, if there was something to correct.
    pub(crate) corrected: Option<String>,
}

impl Plan {
    fn want(&mut self, place: Place, text: impl Into<String>, boost: f32) {
        let text = text.into();
        if text.is_empty() {
            return;
        }
        if let Some(wanted) = self
            .wanted
            .iter_mut()
            .find(|wanted| wanted.place == place && wanted.text == text)
        {
            wanted.boost = wanted.boost.max(boost);
        } else if self.wanted.len() < MOST_WANTED {
            self.wanted.push(Wanted { place, text, boost });
        }
    }

    fn note(&mut self, word: &str) {
        self.marks.push(word.to_owned());
        self.understood.push(word.to_owned());
    }

    fn finish(mut self) -> Self {
        self.marks = distinct(self.marks);
        self.understood = distinct(self.understood);
        self
    }
}

/// How a text is read; also without any correction for the way back.
pub(crate) fn understand(lexicon: &Lexicon, synonyms: &Synonyms, typed: &str, correct: Option<Courage>) -> Plan {
    let typed: String = typed.chars().take(LONGEST_QUERY).collect();
    let corrected = correct.and_then(|courage| correct_text(lexicon, &typed, courage));
    let text = fold_text(corrected.as_deref().unwrap_or(&typed));
    let content = synonyms.without_stop_phrases(&text);
    let mut plan = Plan {
        corrected,
        ..Plan::default()
    };
    plan.want(Place::Exact, fold_key(&text), 20.0);
    plan.want(Place::Exact, fold_key(&content), 10.0);
    want_names(&mut plan, lexicon, &text);
    want_names(&mut plan, lexicon, &content);
    want_words(&mut plan, &content, 1.0);
    want_letters(&mut plan, lexicon, &content);
    let mut factor = 1.0;
    for word in synonyms.official_words(&text) {
        want_official(&mut plan, &word, factor);
        factor *= 0.7;
    }
    for gram in grams(&content) {
        let single = is_single_han(&gram);
        if !single || !EMPTY_CHARACTERS.contains(&gram) {
            plan.want(Place::Grams, gram, if single { 0.15 } else { 0.5 });
        }
    }
    if plan.marks.is_empty() {
        plan.note(&fold_key(&content));
    }
    plan.finish()
}

/// What sounds like the words typed: for when nothing was found. Two characters that make a word are left alone.
pub(crate) fn sound_alike(typed: &str) -> Plan {
    let text = fold_text(&typed.chars().take(LONGEST_QUERY).collect::<String>());
    let mut plan = Plan::default();
    for run in runs(&text) {
        let Run::Han(run) = run else { continue };
        let whole = std::iter::once(run.as_str()).chain(cut(&run));
        for word in whole.filter(|word| word.chars().count() > 1 && !in_dictionary(word)) {
            for reading in readings(word) {
                plan.want(Place::Full, reading.full, 1.0);
            }
            plan.understood.push(word.to_owned());
        }
    }
    plan.finish()
}

/// Names and keywords that stand in the text, the longest first.
fn want_names(plan: &mut Plan, lexicon: &Lexicon, text: &str) {
    for run in text.split(|c: char| !c.is_alphanumeric()) {
        let chars: Vec<char> = run.chars().collect();
        let mut at = 0;
        while at < chars.len() {
            let longest = LONGEST_NAME.min(chars.len() - at);
            let name = (2..=longest).rev().find_map(|length| {
                let name: String = chars[at..at + length].iter().collect();
                lexicon.contains(&name).then_some((name, length))
            });
            at += name.as_ref().map_or(1, |(_, length)| *length);
            if let Some((name, length)) = name {
                plan.marks.push(name.clone());
                plan.want(Place::Exact, name, 1.0 + 0.4 * length as f32);
            }
        }
    }
}

fn want_words(plan: &mut Plan, text: &str, factor: f32) {
    let whole = cut(text);
    let only_one = whole.len() == 1;
    for word in &whole {
        if !is_single_han(word) {
            want_word(plan, word, factor);
            plan.note(word);
        } else if only_one {
            plan.want(Place::Grams, *word, 1.0);
            plan.note(word);
        }
    }
    for part in cut_for_index(text)
        .iter()
        .filter(|part| !whole.contains(&part.as_str()))
    {
        want_word(plan, part, 0.5 * factor);
        plan.marks.push(part.clone());
    }
}

fn want_word(plan: &mut Plan, word: &str, factor: f32) {
    plan.want(Place::Title, word, 3.0 * factor);
    plan.want(Place::Keywords, word, 2.5 * factor);
    plan.want(Place::Questions, word, 1.0 * factor);
    plan.want(Place::Body, word, 0.5 * factor);
}

/// The first official word counts most.
fn want_official(plan: &mut Plan, word: &str, factor: f32) {
    let folded = fold_text(word);
    plan.want(Place::Exact, fold_key(&folded), 4.0 * factor);
    want_words(plan, &folded, 0.7 * factor);
    plan.note(&folded);
}

fn want_letters(plan: &mut Plan, lexicon: &Lexicon, text: &str) {
    let mixed = mixed_words(lexicon, text);
    for run in letter_runs(lexicon, text) {
        let is_word = lexicon.contains(&run);
        let factor = if is_word { 0.3 } else { 1.0 };
        let within: Vec<Sounded> = mixed
            .iter()
            .filter(|(letters, _)| *letters == run)
            .map(|(_, s)| s.clone())
            .collect();
        let sounds = if within.is_empty() {
            sound_out(lexicon, &run, !is_word)
        } else {
            within
        };
        for sounded in sounds {
            let (place, boost) = if sounded.initials {
                (Place::Initials, 1.5)
            } else {
                (Place::Full, 2.0)
            };
            let terms = sounded.terms(lexicon);
            plan.marks
                .extend(terms.iter().take(MOST_SAME_SOUND).map(|term| term.text.clone()));
            if let Some(likeliest) = terms.first().filter(|_| !is_word) {
                plan.understood.retain(|word| *word != run);
                plan.understood.push(likeliest.text.clone());
            }
            plan.want(place, sounded.letters, boost * factor);
        }
    }
}

/// Words of which a part is typed in characters and the rest in letters (网约che, juzhu证): the letters with the word.
fn mixed_words(lexicon: &Lexicon, text: &str) -> Vec<(String, Sounded)> {
    let all = runs(text);
    let mut found = Vec::new();
    for (at, run) in all.iter().enumerate() {
        let Run::Other(letters) = run else { continue };
        let han = |at: Option<usize>| match at.and_then(|at| all.get(at)) {
            Some(Run::Han(text)) => text.chars().collect::<Vec<char>>(),
            _ => Vec::new(),
        };
        let (before, after) = (han(at.checked_sub(1)), han(Some(at + 1)));
        let spelled = |(left, right): (usize, usize)| {
            let read = |chars: &[char]| readings(&chars.iter().collect::<String>()).into_iter().next();
            let (head, tail) = (read(&before[before.len() - left..])?, read(&after[..right])?);
            Some(format!("{}{letters}{}", head.full, tail.full))
        };
        let joined: Vec<String> = mixed_lengths(before.len(), after.len()).filter_map(spelled).collect();
        let whole = joined.iter().find_map(|joined| Sounded::known(lexicon, joined));
        let word = whole.or_else(|| joined.iter().find_map(|joined| Sounded::begun(lexicon, joined)));
        found.extend(word.map(|word| (letters.clone(), word)));
    }
    found
}

/// How many characters before and after the letters may belong to the word, the most first.
fn mixed_lengths(before: usize, after: usize) -> impl Iterator<Item = (usize, usize)> {
    let mut lengths: Vec<(usize, usize)> = (0..=before.min(4))
        .flat_map(|left| (0..=after.min(4)).map(move |right| (left, right)))
        .collect();
    lengths.retain(|(left, right)| left + right > 0);
    lengths.sort_by_key(|(left, right)| std::cmp::Reverse(left + right));
    lengths.into_iter()
}

/// Runs of letters; syllables with spaces between them (gong ji jin) are one run if they make a word together.
fn letter_runs(lexicon: &Lexicon, text: &str) -> Vec<String> {
    let separate: Vec<String> = runs(text)
        .into_iter()
        .filter_map(|run| match run {
            Run::Other(letters) => Some(letters),
            Run::Han(_) => None,
        })
        .collect();
    let joined = separate.concat();
    let together = separate.len() > 1 && !text.chars().any(is_han) && !lexicon.read_as(&joined).is_empty();
    if together { vec![joined] } else { separate }
}

/// The text with its typing errors replaced, everything else as typed.
fn correct_text(lexicon: &Lexicon, typed: &str, courage: Courage) -> Option<String> {
    let folded = Folded::new(typed);
    let mut pieces: Vec<(usize, usize, String)> = corrections(lexicon, &folded.chars, courage)
        .into_iter()
        .map(|correction| (correction.from, correction.to, correction.meant))
        .collect();
    pieces.extend(letter_corrections(lexicon, &folded.chars));
    pieces.sort_unstable();
    if pieces.is_empty() {
        return None;
    }
    let original: Vec<char> = typed.chars().collect();
    let place = |at: usize| folded.origin.get(at).copied().unwrap_or(original.len());
    let (mut text, mut done) = (String::new(), 0);
    for (from, to, meant) in pieces {
        text.extend(original.get(done..place(from)).unwrap_or_default());
        text.push_str(&meant);
        done = place(to);
    }
    text.extend(original.get(done..).unwrap_or_default());
    Some(text)
}

fn letter_corrections(lexicon: &Lexicon, chars: &[char]) -> Vec<(usize, usize, String)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let length = chars[at..].iter().take_while(|c| c.is_ascii_alphanumeric()).count();
        let run: String = chars[at..at + length].iter().collect();
        if length > 4 && !lexicon.contains(&run) {
            let words = sound_out(lexicon, &run, true);
            if words.iter().any(|word| word.corrected) {
                found.push((
                    at,
                    at + length,
                    words.iter().map(|word: &Sounded| word.letters.as_str()).collect(),
                ));
            }
        }
        at += length.max(1);
    }
    found
}
