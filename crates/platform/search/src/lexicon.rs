//! The vocabulary of the names and keywords: which words exist, how they are read, and which lie one typing error away.
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::catalogue::Catalogue;
use crate::neighbours::{Neighbours, Slip, one_error_apart};
use crate::query::Suggestion;
use crate::suggest::{Shelf, hashed, pick};

/// The vocabulary stops growing here; the rarest words are left out first.
const MOST_TERMS: usize = 300_000;
/// Longer phrases are not offered as corrections.
const LONGEST_TERM: usize = 16;

#[derive(Debug)]
pub(crate) struct Term {
    pub(crate) text: String,
    /// Documents that have it in a name or keyword.
    pub(crate) documents: u32,
}

/// Everything that the names and keywords of one state of the index tell. Never changed, only replaced: a large layer
/// of all documents, and over it a small one of those that changed since, so that a change costs little.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lexicon {
    layers: Vec<Arc<Layer>>,
    /// Documents of the large layer that changed or are gone.
    gone: Arc<HashSet<String>>,
}

impl Lexicon {
    /// The lexicon of all documents.
    pub(crate) fn new(catalogue: &Catalogue) -> Self {
        Self {
            layers: vec![Arc::new(Layer::new(catalogue))],
            gone: Arc::default(),
        }
    }

    /// The same lexicon with these documents as they are in the catalogue now.
    pub(crate) fn with_changes(&self, catalogue: &Catalogue, changed: &HashSet<String>) -> Self {
        let fresh = Arc::new(Layer::new(&catalogue.only(changed)));
        let layers = self.layers.first().cloned().into_iter().chain([fresh]).collect();
        Self {
            layers,
            gone: Arc::new(changed.clone()),
        }
    }

    pub(crate) fn contains(&self, text: &str) -> bool {
        self.layers.iter().any(|layer| find(&layer.terms, text).is_some())
    }

    /// Terms one error away from what was typed, with that error.
    pub(crate) fn one_slip_from(&self, typed: &[char]) -> Vec<(&Term, Slip)> {
        self.layers
            .iter()
            .flat_map(|layer| layer.one_slip_from(typed))
            .collect()
    }

    /// Terms read in full like this, the most frequent first.
    pub(crate) fn read_as(&self, full: &str) -> Vec<&Term> {
        most_frequent_first(self.layers.iter().flat_map(|layer| layer.equal(&layer.full, full)))
    }

    /// Terms with these first letters, the most frequent first.
    pub(crate) fn with_initials(&self, initials: &str) -> Vec<&Term> {
        most_frequent_first(
            self.layers
                .iter()
                .flat_map(|layer| layer.equal(&layer.initials, initials)),
        )
    }

    /// The most frequent reading one error away from the letters typed.
    pub(crate) fn reading_near(&self, typed: &str) -> Option<&str> {
        self.layers.iter().find_map(|layer| layer.reading_near(typed))
    }

    /// The most frequent reading that starts with the letters typed.
    pub(crate) fn reading_from(&self, typed: &str) -> Option<&str> {
        self.layers.iter().find_map(|layer| layer.reading_from(typed))
    }

    /// Completions of a folded text without punctuation.
    pub(crate) fn complete(&self, key: &str, filters: &[(String, Vec<String>)], limit: usize) -> Vec<Suggestion> {
        let (wanted, none) = (hashed(filters), HashSet::new());
        let layers = self.layers.iter().enumerate();
        let found = layers.flat_map(|(number, layer)| {
            layer
                .shelf
                .complete(key, &wanted, if number == 0 { &self.gone } else { &none })
        });
        pick(found.collect(), limit)
    }
}

fn most_frequent_first<'a>(terms: impl Iterator<Item = &'a Term>) -> Vec<&'a Term> {
    let mut found: Vec<&Term> = terms.collect();
    found.sort_by_key(|term| std::cmp::Reverse(term.documents));
    found.dedup_by(|a, b| a.text == b.text);
    found
}

#[derive(Debug, Default)]
struct Layer {
    /// Sorted by text.
    terms: Vec<Term>,
    near: Neighbours,
    /// Full reading and number of the term, sorted.
    full: Vec<(String, u32)>,
    /// First letters and number of the term, sorted.
    initials: Vec<(String, u32)>,
    near_full: Neighbours,
    shelf: Shelf,
}

impl Layer {
    fn new(catalogue: &Catalogue) -> Self {
        let terms = collect_terms(catalogue);
        let near = Neighbours::new((0..).zip(terms.iter().map(|term| term.text.as_str())));
        let (full, initials) = collect_readings(catalogue, &terms);
        let long_enough = full.iter().enumerate().filter(|(_, (text, _))| text.len() > 4);
        let near_full = Neighbours::new(long_enough.map(|(number, (text, _))| (number as u32, text.as_str())));
        Self {
            near,
            full,
            initials,
            near_full,
            shelf: Shelf::new(catalogue),
            terms,
        }
    }

    /// Terms one error away from what was typed, with that error.
    fn one_slip_from(&self, typed: &[char]) -> Vec<(&Term, Slip)> {
        let candidates = self
            .near
            .candidates(typed)
            .into_iter()
            .map(|number| &self.terms[number as usize]);
        candidates
            .filter_map(|term| {
                let meant: Vec<char> = term.text.chars().collect();
                Some((term, one_error_apart(typed, &meant)?))
            })
            .collect()
    }

    /// The most frequent reading one error away from the letters typed.
    fn reading_near(&self, typed: &str) -> Option<&str> {
        let chars: Vec<char> = typed.chars().collect();
        let candidates = self
            .near_full
            .candidates(&chars)
            .into_iter()
            .map(|number| &self.full[number as usize]);
        let close = candidates.filter(|(full, _)| {
            let meant: Vec<char> = full.chars().collect();
            one_error_apart(&chars, &meant).is_some()
        });
        close
            .max_by_key(|(full, term)| (self.terms[*term as usize].documents, std::cmp::Reverse(full.len())))
            .map(|(full, _)| full.as_str())
    }

    /// The most frequent reading that starts with the letters typed.
    fn reading_from(&self, typed: &str) -> Option<&str> {
        let from = self.full.partition_point(|(full, _)| full.as_str() < typed);
        let starting = self.full[from..]
            .iter()
            .take(2000)
            .take_while(|(full, _)| full.starts_with(typed));
        starting
            .max_by_key(|(full, term)| (self.terms[*term as usize].documents, std::cmp::Reverse(full.len())))
            .map(|(full, _)| full.as_str())
    }

    fn equal(&self, sorted: &[(String, u32)], key: &str) -> Vec<&Term> {
        let from = sorted.partition_point(|(text, _)| text.as_str() < key);
        let equal = sorted[from..].iter().take_while(|(text, _)| text == key);
        equal.map(|(_, number)| &self.terms[*number as usize]).collect()
    }
}

fn find(terms: &[Term], text: &str) -> Option<usize> {
    terms.binary_search_by(|term| term.text.as_str().cmp(text)).ok()
}

fn collect_terms(catalogue: &Catalogue) -> Vec<Term> {
    let mut counts: HashMap<&str, (u32, usize)> = HashMap::new();
    for (ordinal, (_, entry)) in catalogue.entries().enumerate() {
        for (text, _) in entry.phrases.iter().flat_map(|phrase| phrase.parts()) {
            let (documents, last) = counts.entry(text).or_insert((0, usize::MAX));
            if *last != ordinal {
                (*documents, *last) = (*documents + 1, ordinal);
            }
        }
    }
    let mut terms: Vec<Term> = counts
        .into_iter()
        .filter(|(text, _)| (2..=LONGEST_TERM).contains(&text.chars().count()))
        .map(|(text, (documents, _))| Term {
            text: text.to_owned(),
            documents,
        })
        .collect();
    if terms.len() > MOST_TERMS {
        terms.sort_unstable_by(|a, b| b.documents.cmp(&a.documents).then_with(|| a.text.cmp(&b.text)));
        terms.truncate(MOST_TERMS);
    }
    terms.sort_unstable_by(|a, b| a.text.cmp(&b.text));
    terms
}

type Readings = Vec<(String, u32)>;

fn collect_readings(catalogue: &Catalogue, terms: &[Term]) -> (Readings, Readings) {
    let mut done = vec![false; terms.len()];
    let (mut full, mut initials) = (Vec::new(), Vec::new());
    for phrase in catalogue.entries().flat_map(|(_, entry)| entry.phrases.iter()) {
        for (text, readings) in phrase.parts() {
            let Some(number) = find(terms, text).filter(|number| !std::mem::replace(&mut done[*number], true)) else {
                continue;
            };
            for reading in readings {
                full.push((reading.full.clone(), number as u32));
                initials.push((reading.initials.clone(), number as u32));
            }
        }
    }
    for sorted in [&mut full, &mut initials] {
        sorted.sort_unstable();
        sorted.dedup();
    }
    (full, initials)
}
