//! What of the catalogue can be found: each handling item of each body, and each answered question once.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use search::{Document, Index, Synonyms};

use crate::format::{HandlingKind, ServiceObject};
use crate::portal_words::PortalWords;
use crate::shelf::{Listing, PackageFacts, Shelf};

/// The kind of documents that are handling items; their id is the code of 33 characters.
pub(crate) const ITEM: &str = "item";
/// The kind of documents that are answered questions.
pub(crate) const FAQ: &str = "faq";

/// The index with what it holds at present.
pub(crate) struct Finder {
    index: Index,
    /// Document ids with the state that they were made from.
    held: Mutex<HashMap<String, String>>,
}

impl std::fmt::Debug for Finder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Finder({} documents)", self.index.len())
    }
}

impl Finder {
    /// Over an index that nobody else fills.
    pub(crate) fn new(index: Index, words: &PortalWords) -> Self {
        index.set_synonyms(Synonyms::from_pairs(
            words.synonyms.iter().map(|(word, official)| (word, official.clone())),
        ));
        Self {
            index,
            held: Mutex::default(),
        }
    }

    /// The index, for questions.
    pub(crate) fn index(&self) -> &Index {
        &self.index
    }

    /// Brings the index to what the shelf holds; only what changed is made anew.
    pub(crate) fn fill(&self, shelf: &Shelf, words: &PortalWords) -> Result<(), search::Error> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = wanted(shelf);
        let gone: Vec<&String> = held.keys().filter(|id| !wanted.contains_key(*id)).collect();
        let changed = wanted.iter().filter(|(id, one)| held.get(*id) != Some(&one.mark));
        let everyday = Everyday::new(words);
        let documents: Vec<Document> = changed.map(|(id, one)| one.document(id, words, &everyday)).collect();
        if held.is_empty() {
            self.index.replace_all(documents)?;
        } else {
            if !gone.is_empty() {
                self.index.remove(gone)?;
            }
            if !documents.is_empty() {
                self.index.upsert(documents)?;
            }
        }
        *held = wanted.into_iter().map(|(id, one)| (id, one.mark)).collect();
        Ok(())
    }
}

/// The id of an answered question: item, handling item, number.
pub(crate) fn faq_id(item: &str, handling: &str, at: usize) -> String {
    format!("faq:{item}:{handling}:{at}")
}

/// The parts of such an id.
pub(crate) fn faq_parts(id: &str) -> Option<(&str, &str, usize)> {
    let mut parts = id.strip_prefix("faq:")?.split(':');
    Some((parts.next()?, parts.next()?, parts.next()?.parse().ok()?))
}

struct Wanted {
    mark: String,
    source: Source,
}

enum Source {
    Item(Arc<Listing>),
    Faq {
        facts: Arc<PackageFacts>,
        handling: usize,
        at: usize,
        regions: Vec<String>,
    },
}

fn wanted(shelf: &Shelf) -> BTreeMap<String, Wanted> {
    let mut all = BTreeMap::new();
    let mut regions: HashMap<(&str, &str), Vec<String>> = HashMap::new();
    for one in shelf
        .listings()
        .iter()
        .filter(|one| !one.is_cancelled() && one.for_people())
    {
        let mark = format!("{}{}{}", one.edition, one.standing.as_str(), one.body.name);
        all.insert(
            one.code.clone(),
            Wanted {
                mark,
                source: Source::Item(one.clone()),
            },
        );
        regions
            .entry((&one.facts.digest, &one.handling().code))
            .or_default()
            .push(one.serves.clone());
    }
    for facts in shelf.packages() {
        let mut seen = HashSet::new();
        for (index, handling) in facts.handlings.iter().enumerate() {
            let Some(regions) = regions.get(&(facts.digest.as_str(), handling.code.as_str())) else {
                continue;
            };
            for (at, faq) in handling
                .faqs
                .iter()
                .enumerate()
                .filter(|(_, faq)| seen.insert(faq.q.as_str()))
            {
                let _ = faq;
                let mark = format!("{}{}", facts.digest, regions.concat());
                let source = Source::Faq {
                    facts: facts.clone(),
                    handling: index,
                    at,
                    regions: regions.clone(),
                };
                all.insert(
                    faq_id(&facts.item.basic_code, &handling.code, at),
                    Wanted { mark, source },
                );
            }
        }
    }
    all
}

/// What people say, by the item that they mean.
struct Everyday<'w> {
    phrases: HashMap<&'w str, Vec<(&'w str, Option<&'w str>)>>,
    common: HashSet<(&'w str, &'w str)>,
}

impl<'w> Everyday<'w> {
    fn new(words: &'w PortalWords) -> Self {
        let mut phrases: HashMap<&str, Vec<_>> = HashMap::new();
        for one in &words.phrases {
            phrases
                .entry(&one.item)
                .or_default()
                .push((one.phrase.as_str(), one.handling.as_deref()));
        }
        let common = words
            .home
            .common
            .iter()
            .map(|one| (one.item.as_str(), one.handling.as_str()))
            .collect();
        Self { phrases, common }
    }

    fn of(&self, item: &str, handling: &str) -> impl Iterator<Item = String> {
        let all = self.phrases.get(item).map_or(&[][..], Vec::as_slice);
        all.iter()
            .filter(move |(_, only)| only.is_none_or(|code| code == handling))
            .map(|(text, _)| (*text).to_owned())
    }
}

impl Wanted {
    fn document(&self, id: &str, words: &PortalWords, everyday: &Everyday<'_>) -> Document {
        match &self.source {
            Source::Item(listing) => item(listing, words, everyday),
            Source::Faq {
                facts,
                handling,
                at,
                regions,
            } => faq(id, facts, *handling, *at, regions, words),
        }
    }
}

fn item(listing: &Listing, words: &PortalWords, everyday: &Everyday<'_>) -> Document {
    let (item, handling) = (listing.item(), listing.handling());
    let name = crate::say::name(&item.name);
    let said = everyday.of(&item.basic_code, &handling.code);
    let mut facets = vec![
        ("region".to_owned(), listing.serves.clone()),
        ("body".to_owned(), listing.body.code.clone()),
        ("depth".to_owned(), handling.online_depth.to_string()),
    ];
    if handling.kind == HandlingKind::Instant {
        facets.push(("pace".to_owned(), "instant".to_owned()));
    }
    facets.extend(common_facets(&listing.facts, words));
    // The way in comes before what follows from it, and what many need before what few do.
    let first = listing
        .facts
        .handlings
        .first()
        .is_some_and(|one| one.code == handling.code);
    let common = everyday
        .common
        .contains(&(item.basic_code.as_str(), handling.code.as_str()));
    let weight = if first { 1.2 } else { 1.0 } * if common { 1.2 } else { 1.0 };
    Document {
        short: item.short_name.clone().unwrap_or_default(),
        keywords: item.keywords.iter().cloned().chain(said).chain([name]).collect(),
        body: format!("{}\n{}", item.summary.as_deref().unwrap_or_default(), handling.text),
        questions: handling.faqs.iter().map(|faq| faq.q.clone()).collect(),
        facets,
        weight,
        ..Document::new(listing.code.clone(), ITEM, handling.name.clone())
    }
}

fn faq(
    id: &str,
    facts: &PackageFacts,
    handling: usize,
    at: usize,
    regions: &[String],
    words: &PortalWords,
) -> Document {
    let (handling, regions) = (
        &facts.handlings[handling],
        regions.iter().map(|code| ("region".to_owned(), code.clone())),
    );
    let faq = &handling.faqs[at];
    Document {
        keywords: vec![crate::say::name(&facts.item.name)],
        body: faq.a.clone(),
        facets: regions.chain(common_facets(facts, words)).collect(),
        // An answer helps, the thing itself helps more.
        weight: 0.6,
        ..Document::new(id, FAQ, crate::say::sentence(&faq.q))
    }
}

fn common_facets(facts: &PackageFacts, words: &PortalWords) -> Vec<(String, String)> {
    let natural = facts.item.service_objects.contains(&ServiceObject::Natural);
    let legal = facts
        .item
        .service_objects
        .iter()
        .any(|object| *object != ServiceObject::Natural);
    let objects = [(natural, "natural"), (legal, "legal")];
    let objects = objects
        .iter()
        .filter(|(is, _)| *is)
        .map(|(_, id)| ("object".to_owned(), (*id).to_owned()));
    let themes = words
        .headings_of(&facts.item)
        .map(|(group, heading)| ("theme".to_owned(), format!("{group}-{}", heading.id)));
    objects.chain(themes).collect()
}
