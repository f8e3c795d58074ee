//! Completions while somebody types: by characters, pinyin, first letters, or characters followed by letters.
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use crate::catalogue::{Catalogue, Phrase, facet_hash};
use crate::query::Suggestion;

/// More candidates are not compared: with so many the next letter decides anyway.
const MOST_CANDIDATES: usize = 5000;
/// One document does not fill the list with its keywords.
const MOST_OF_ONE: usize = 3;
/// Completion starts at the first words of a phrase only.
const MOST_STARTS: usize = 6;

/// A place in a phrase where a word starts: number of the phrase, of the reading, of the character.
type Place = (u32, u8, u8);

#[derive(Debug, Default)]
pub(crate) struct Shelf {
    phrases: Vec<Arc<Phrase>>,
    /// For each phrase the documents that have it, the heaviest first.
    holders: Vec<Vec<u32>>,
    documents: Vec<Holder>,
    /// Sorted by the text from there on.
    by_text: Vec<Place>,
    by_full: Vec<Place>,
    by_initials: Vec<Place>,
}

#[derive(Debug)]
struct Holder {
    id: String,
    facets: Vec<u64>,
    weight: f32,
}

#[derive(Clone, Copy)]
enum Spelled {
    Text,
    Full,
    Initials,
}

impl Shelf {
    pub(crate) fn new(catalogue: &Catalogue) -> Self {
        let mut shelf = Self::default();
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        for (id, entry) in catalogue.entries() {
            let document = shelf.documents.len() as u32;
            shelf.documents.push(Holder {
                id: id.to_owned(),
                facets: entry.facets.clone(),
                weight: entry.weight,
            });
            for phrase in &entry.phrases {
                let number = *numbers.entry(phrase.key.as_str()).or_insert_with(|| {
                    shelf.phrases.push(Arc::clone(phrase));
                    shelf.holders.push(Vec::new());
                    shelf.phrases.len() as u32 - 1
                });
                shelf.holders[number as usize].push(document);
            }
        }
        for holders in &mut shelf.holders {
            holders.dedup();
            holders.sort_by(|a, b| heavier(&shelf.documents[*a as usize], &shelf.documents[*b as usize]));
        }
        shelf.by_text = shelf.sorted(Spelled::Text);
        shelf.by_full = shelf.sorted(Spelled::Full);
        shelf.by_initials = shelf.sorted(Spelled::Initials);
        shelf
    }

    fn sorted(&self, spelled: Spelled) -> Vec<Place> {
        let mut places = Vec::new();
        for (number, phrase) in self.phrases.iter().enumerate() {
            let readings = if matches!(spelled, Spelled::Text) {
                1
            } else {
                phrase.readings.len()
            };
            for reading in 0..readings {
                let starts = phrase.word_starts.iter().take(MOST_STARTS);
                places.extend(starts.map(|start| (number as u32, reading as u8, *start as u8)));
            }
        }
        places.sort_by(|a, b| self.tail(*a, spelled).cmp(self.tail(*b, spelled)));
        places.shrink_to_fit();
        places
    }

    /// The phrase from the place on, as text or as it is read.
    fn tail(&self, (number, reading, start): Place, spelled: Spelled) -> &str {
        let (phrase, start) = (&self.phrases[number as usize], start as usize);
        match spelled {
            Spelled::Text => {
                let at = phrase
                    .key
                    .char_indices()
                    .nth(start)
                    .map_or(phrase.key.len(), |(at, _)| at);
                &phrase.key[at..]
            }
            Spelled::Full => phrase.readings.get(reading as usize).map_or("", |reading| {
                let at = reading.starts.get(start).map_or(reading.full.len(), |at| *at as usize);
                reading.full.get(at..).unwrap_or("")
            }),
            Spelled::Initials => phrase
                .readings
                .get(reading as usize)
                .and_then(|reading| reading.initials.get(start..))
                .unwrap_or(""),
        }
    }

    fn starting<'a>(&'a self, spelled: Spelled, key: &'a str) -> impl Iterator<Item = Place> + 'a {
        let places = match spelled {
            Spelled::Text => &self.by_text,
            Spelled::Full => &self.by_full,
            Spelled::Initials => &self.by_initials,
        };
        let from = places.partition_point(|place| self.tail(*place, spelled) < key);
        let all = places[from..].iter().copied().take(MOST_CANDIDATES);
        all.take_while(move |place| self.tail(*place, spelled).starts_with(key))
    }

    /// Completions of a folded text without punctuation.
    pub(crate) fn complete(&self, key: &str, filters: &[(String, Vec<String>)], limit: usize) -> Vec<Suggestion> {
        let wanted: Vec<Vec<u64>> = filters
            .iter()
            .map(|(name, values)| values.iter().map(|value| facet_hash(name, value)).collect())
            .collect();
        let mut found: HashMap<u32, (bool, &Holder)> = HashMap::new();
        for (number, _, start) in self.candidates(key) {
            if let Some(holder) = self.holder(number, &wanted) {
                let (first, _) = found.entry(number).or_insert((false, holder));
                *first |= start == 0;
            }
        }
        let mut ranked: Vec<(bool, &Phrase, &Holder)> = found
            .into_iter()
            .map(|(number, (first, holder))| (first, &*self.phrases[number as usize], holder))
            .collect();
        ranked.sort_by(|a, b| {
            let length = |phrase: &Phrase| phrase.key.len();
            let rank = b.0.cmp(&a.0).then_with(|| b.2.weight.total_cmp(&a.2.weight));
            rank.then_with(|| length(a.1).cmp(&length(b.1)))
                .then_with(|| a.1.shown.cmp(&b.1.shown))
        });
        pick(ranked, limit)
    }

    fn candidates(&self, key: &str) -> Vec<Place> {
        let head: String = key.chars().take_while(|c| !c.is_ascii_alphanumeric()).collect();
        let letters = &key[head.len()..];
        let mut found: Vec<Place> = self.starting(Spelled::Text, key).collect();
        if head.is_empty() {
            found.extend(self.starting(Spelled::Full, key));
            found.extend(self.starting(Spelled::Initials, key));
        } else if !letters.is_empty() {
            let length = head.chars().count();
            found.extend(self.starting(Spelled::Text, &head).filter(|(number, _, start)| {
                (0..self.phrases[*number as usize].readings.len()).any(|reading| {
                    let Ok(after) = u8::try_from(*start as usize + length) else {
                        return false;
                    };
                    let place = (*number, reading as u8, after);
                    self.tail(place, Spelled::Full).starts_with(letters)
                        || self.tail(place, Spelled::Initials).starts_with(letters)
                })
            }));
        }
        found
    }

    fn holder(&self, phrase: u32, wanted: &[Vec<u64>]) -> Option<&Holder> {
        let holders = self.holders[phrase as usize]
            .iter()
            .map(|number| &self.documents[*number as usize]);
        let allowed = |holder: &&Holder| {
            wanted
                .iter()
                .all(|values| values.is_empty() || values.iter().any(|value| holder.facets.contains(value)))
        };
        holders.take(MOST_CANDIDATES).find(allowed)
    }
}

fn heavier(a: &Holder, b: &Holder) -> Ordering {
    b.weight.total_cmp(&a.weight).then_with(|| a.id.cmp(&b.id))
}

fn pick(ranked: Vec<(bool, &Phrase, &Holder)>, limit: usize) -> Vec<Suggestion> {
    let mut used: HashMap<&str, usize> = HashMap::new();
    let mut picked = Vec::new();
    for (_, phrase, holder) in ranked {
        let count = used.entry(&holder.id).or_default();
        if *count < MOST_OF_ONE {
            *count += 1;
            picked.push(Suggestion {
                text: phrase.shown.clone(),
                id: holder.id.clone(),
            });
        }
        if picked.len() >= limit {
            break;
        }
    }
    picked.truncate(limit);
    picked
}
