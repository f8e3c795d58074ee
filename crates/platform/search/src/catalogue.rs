//! What the names and keywords of all documents are made of, kept ready so that a change analyses only what is new.
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use crate::document::Document;
use crate::fold::fold_key;
use crate::reading::{Reading, readings};
use crate::words::{cut, cut_for_index, distinct, is_single_han};

/// Longer names are cut here: nobody types them in full.
const LONGEST_PHRASE: usize = 40;

/// A name or keyword, analysed.
#[derive(Debug)]
pub(crate) struct Phrase {
    /// As the document writes it.
    pub(crate) shown: String,
    /// Folded, without spaces and punctuation.
    pub(crate) key: String,
    /// Its words of two characters or more with their readings.
    pub(crate) words: Vec<Word>,
    /// The readings of the whole.
    pub(crate) readings: Vec<Reading>,
    /// The characters of `key` at which a word starts.
    pub(crate) word_starts: Vec<usize>,
}

#[derive(Debug)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) readings: Vec<Reading>,
}

impl Phrase {
    fn new(shown: &str) -> Self {
        let key: String = fold_key(shown).chars().take(LONGEST_PHRASE).collect();
        let whole = cut(&key);
        let mut at = 0;
        let word_starts = whole
            .iter()
            .map(|word| {
                at += word.chars().count();
                at - word.chars().count()
            })
            .collect();
        let all = whole.iter().map(|word| (*word).to_owned()).chain(cut_for_index(&key));
        let words = distinct(all.filter(|word| !is_single_han(word) && *word != key))
            .into_iter()
            .map(|text| Word {
                readings: readings(&text),
                text,
            })
            .collect();
        Self {
            shown: shown.trim().to_owned(),
            readings: readings(&key),
            key,
            words,
            word_starts,
        }
    }

    /// The phrase and its words, each with its readings.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (&str, &[Reading])> {
        let words = self
            .words
            .iter()
            .map(|word| (word.text.as_str(), word.readings.as_slice()));
        std::iter::once((self.key.as_str(), self.readings.as_slice())).chain(words)
    }
}

/// What is known of one document without reading it.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) phrases: Vec<Arc<Phrase>>,
    /// Hashes of its facets.
    pub(crate) facets: Vec<u64>,
    pub(crate) weight: f32,
}

/// All documents by id. Equal phrases are kept once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Catalogue {
    entries: BTreeMap<String, Entry>,
    phrases: HashMap<String, Arc<Phrase>>,
}

impl Catalogue {
    /// What is to be known of a document.
    pub(crate) fn entry(&mut self, document: &Document) -> Entry {
        let phrases = self.phrases_of(document);
        let facets = document
            .all_facets()
            .map(|(name, value)| facet_hash(name, value))
            .collect();
        Entry {
            phrases,
            facets,
            weight: document.weight,
        }
    }

    /// Keeps the entry of a document, or forgets the document.
    pub(crate) fn set(&mut self, id: String, entry: Option<Entry>) {
        match entry {
            Some(entry) => drop(self.entries.insert(id, entry)),
            None => drop(self.entries.remove(&id)),
        }
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The entries of these documents alone.
    pub(crate) fn only(&self, ids: &HashSet<String>) -> Self {
        let entries = ids
            .iter()
            .filter_map(|id| Some((id.clone(), self.entries.get(id)?.clone())))
            .collect();
        Self {
            entries,
            phrases: HashMap::new(),
        }
    }

    /// Forgets phrases that no document has any more.
    pub(crate) fn tidy(&mut self) {
        let used: HashSet<*const Phrase> = self
            .entries
            .values()
            .flat_map(|entry| entry.phrases.iter().map(Arc::as_ptr))
            .collect();
        self.phrases.retain(|_, phrase| used.contains(&Arc::as_ptr(phrase)));
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = (&str, &Entry)> {
        self.entries.iter().map(|(id, entry)| (id.as_str(), entry))
    }

    /// The phrases of a document; a name with an addition in brackets counts also without it.
    fn phrases_of(&mut self, document: &Document) -> Vec<Arc<Phrase>> {
        let bare = document.phrases().filter_map(|name| name.split(['(', '（']).next());
        let shown = distinct(document.phrases().chain(bare).map(str::trim));
        let phrases = shown.into_iter().map(|text| self.phrase(text));
        phrases.filter(|phrase| !phrase.key.is_empty()).collect()
    }

    fn phrase(&mut self, shown: &str) -> Arc<Phrase> {
        if let Some(known) = self.phrases.get(shown) {
            return Arc::clone(known);
        }
        let phrase = Arc::new(Phrase::new(shown));
        self.phrases.insert(shown.to_owned(), Arc::clone(&phrase));
        phrase
    }
}

pub(crate) fn facet_hash(name: &str, value: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (name, value).hash(&mut hasher);
    hasher.finish()
}
