//! Completions while somebody types: by characters, pinyin, first letters, or characters followed by letters.
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::catalogue::{Catalogue, Phrase, facet_hash};
use crate::query::Suggestion;

/// More candidates are not compared: with so many the next letter decides anyway.
const MOST_CANDIDATES: usize = 2000;
/// One document does not fill the list with its keywords.
const MOST_OF_ONE: usize = 3;
/// Completion starts at the first words of a phrase only.
const MOST_STARTS: usize = 4;
/// Completion knows the usual reading and one more.
const MOST_READINGS: usize = 2;

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
pub(crate) struct Holder {
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
        let mut places: Vec<(&str, Place)> = Vec::new();
        for (number, phrase) in self.phrases.iter().enumerate() {
            let readings = if matches!(spelled, Spelled::Text) {
                1
            } else {
                phrase.readings.len().min(MOST_READINGS)
            };
            for reading in 0..readings {
                let starts = phrase.word_starts.iter().take(MOST_STARTS);
                let here = starts.map(|start| (number as u32, reading as u8, *start as u8));
                places.extend(here.map(|place| (self.tail(place, spelled), place)));
            }
        }
        places.sort_unstable();
        places.into_iter().map(|(_, place)| place).collect()
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

    /// Completions of a folded text without punctuation; documents in `gone` do not count.
    pub(crate) fn complete(&self, key: &str, wanted: &[Vec<u64>], gone: &HashSet<String>) -> Vec<Completion<'_>> {
        let mut found: HashMap<u32, Completion<'_>> = HashMap::new();
        for (number, _, start) in self.candidates(key) {
            let fresh = || {
                let holder = self.holder(number, wanted, gone)?;
                Some(Completion {
                    from_start: false,
                    phrase: &self.phrases[number as usize],
                    holder,
                })
            };
            if let Some(completion) = found.get_mut(&number) {
                completion.from_start |= start == 0;
            } else if let Some(completion) = fresh() {
                found.insert(
                    number,
                    Completion {
                        from_start: start == 0,
                        ..completion
                    },
                );
            }
        }
        found.into_values().collect()
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

    fn holder(&self, phrase: u32, wanted: &[Vec<u64>], gone: &HashSet<String>) -> Option<&Holder> {
        let holders = self.holders[phrase as usize]
            .iter()
            .map(|number| &self.documents[*number as usize]);
        let allowed = |holder: &&Holder| {
            !gone.contains(&holder.id)
                && wanted
                    .iter()
                    .all(|values| values.is_empty() || values.iter().any(|value| holder.facets.contains(value)))
        };
        holders.take(MOST_CANDIDATES).find(allowed)
    }
}

/// A phrase that goes on as typed, and the heaviest document that has it.
#[derive(Debug)]
pub(crate) struct Completion<'a> {
    from_start: bool,
    phrase: &'a Phrase,
    holder: &'a Holder,
}

fn heavier(a: &Holder, b: &Holder) -> Ordering {
    b.weight.total_cmp(&a.weight).then_with(|| a.id.cmp(&b.id))
}

/// Those that start as typed first, then the heaviest, then the shortest.
pub(crate) fn pick(mut found: Vec<Completion<'_>>, limit: usize) -> Vec<Suggestion> {
    found.sort_by(|a, b| {
        let rank = b
            .from_start
            .cmp(&a.from_start)
            .then_with(|| b.holder.weight.total_cmp(&a.holder.weight));
        rank.then_with(|| a.phrase.key.len().cmp(&b.phrase.key.len()))
            .then_with(|| a.phrase.shown.cmp(&b.phrase.shown))
    });
    let (mut used, mut said): (HashMap<&str, usize>, HashSet<&str>) = Default::default();
    let mut picked = Vec::new();
    for Completion { phrase, holder, .. } in found {
        let count = used.entry(&holder.id).or_default();
        if picked.len() < limit && *count < MOST_OF_ONE && said.insert(&phrase.key) {
            *count += 1;
            picked.push(Suggestion {
                text: phrase.shown.clone(),
                id: holder.id.clone(),
            });
        }
    }
    picked
}

/// The filters as the shelf compares them.
pub(crate) fn hashed(filters: &[(String, Vec<String>)]) -> Vec<Vec<u64>> {
    let hash_all =
        |(name, values): &(String, Vec<String>)| values.iter().map(|value| facet_hash(name, value)).collect();
    filters.iter().map(hash_all).collect()
}
