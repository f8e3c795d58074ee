use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use tantivy::directory::{MmapDirectory, RamDirectory};
use tantivy::query::{AllQuery, BooleanQuery, BoostQuery, Occur, Query as Asked, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{DocAddress, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term};

use crate::catalogue::{Catalogue, Entry};
use crate::collect::{Counts, Filter, Found, Gather, MOST_FILTERS, rank};
use crate::document::{Document, KIND};
use crate::error::Error;
use crate::fold::{Folded, fold_key};
use crate::lexicon::Lexicon;
use crate::mark::{excerpt, mark};
use crate::query::{Answer, Hit, Query, Suggestion};
use crate::schema::Fields;
use crate::spelling::{Courage, corrections};
use crate::synonyms::Synonyms;
use crate::understand::{Place, Plan, sound_alike, understand};

/// Memory of the writer before it puts a segment down, in bytes.
const WRITER_MEMORY: usize = 48_000_000;
/// A document counts as found if it scores at least this part of the best one.
const NEAR_ENOUGH: f32 = 0.2;
/// So many changed documents are kept in a layer of their own before the lexicon is made anew.
const SMALL_LAYER: usize = 200;
/// A word that stands in so large a part of a large index tells nothing when it stands in prose.
const TOO_COMMON: (u64, u64) = (4, 1000);
const MOST_HITS: usize = 100;
const MOST_SUGGESTIONS: usize = 20;

/// The index. All methods may be called from any thread: a search sees one state from start to end, a change becomes
/// visible as a whole, and changes wait for each other.
pub struct Index {
    fields: Fields,
    reader: IndexReader,
    writing: Mutex<Writing>,
    current: RwLock<Arc<State>>,
    synonyms: RwLock<Arc<Synonyms>>,
}

struct Writing {
    writer: IndexWriter,
    catalogue: Catalogue,
    /// Documents changed since the large layer of the lexicon was made.
    changed: HashSet<String>,
}

/// Changes to the catalogue that wait for the commit: the id with its new entry or none.
type Staged = Vec<(String, Option<Entry>)>;

impl Writing {
    /// Takes committed changes over and gives the lexicon after them.
    fn take(&mut self, staged: Staged, anew: bool, lexicon: &Lexicon) -> Lexicon {
        if anew {
            self.catalogue.clear();
        }
        for (id, entry) in staged {
            self.changed.insert(id.clone());
            self.catalogue.set(id, entry);
        }
        if !anew && self.changed.len() <= SMALL_LAYER.max(self.catalogue.len() / 50) {
            return lexicon.with_changes(&self.catalogue, &self.changed);
        }
        self.changed.clear();
        self.catalogue.tidy();
        Lexicon::new(&self.catalogue)
    }
}

/// What searches see.
struct State {
    searcher: Searcher,
    lexicon: Lexicon,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Index")
            .field("documents", &self.len())
            .finish_non_exhaustive()
    }
}

impl Index {
    /// An empty index that ends with the process.
    pub fn in_memory() -> Result<Self, Error> {
        Self::over(RamDirectory::create())
    }

    /// The index in this directory, made if it is not there. One process at a time may have it open.
    pub fn open(directory: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(directory)?;
        Self::over(MmapDirectory::open(directory)?)
    }

    fn over(directory: impl Into<Box<dyn tantivy::Directory>>) -> Result<Self, Error> {
        let (schema, fields) = Fields::schema();
        let index = tantivy::Index::open_or_create(directory, schema)?;
        let writer = index.writer_with_num_threads(1, WRITER_MEMORY)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let searcher = reader.searcher();
        let mut catalogue = Catalogue::default();
        for document in stored_documents(&searcher, fields)? {
            let document = document?;
            let entry = catalogue.entry(&document);
            catalogue.set(document.id, Some(entry));
        }
        let state = State {
            searcher,
            lexicon: Lexicon::new(&catalogue),
        };
        Ok(Self {
            fields,
            reader,
            writing: Mutex::new(Writing {
                writer,
                catalogue,
                changed: HashSet::new(),
            }),
            current: RwLock::new(Arc::new(state)),
            synonyms: RwLock::default(),
        })
    }

    /// Replaces the everyday words and the phrases left out of questions, from the next search on.
    pub fn set_synonyms(&self, synonyms: Synonyms) {
        *self.synonyms.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(synonyms);
    }

    /// Documents in the index.
    pub fn len(&self) -> usize {
        self.state().searcher.num_docs() as usize
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Makes these the only documents. Searches see the old ones until all new ones are there.
    pub fn replace_all(&self, documents: impl IntoIterator<Item = Document>) -> Result<(), Error> {
        self.change(true, |writer, catalogue, fields| {
            writer.delete_all_documents()?;
            put_all(writer, catalogue, fields, documents)
        })
    }

    /// Adds documents; one with a known id replaces the earlier one. Each call is a commit to disk, so give many
    /// documents at once rather than one by one.
    pub fn upsert(&self, documents: impl IntoIterator<Item = Document>) -> Result<(), Error> {
        self.change(false, |writer, catalogue, fields| {
            put_all(writer, catalogue, fields, documents)
        })
    }

    /// Removes documents; unknown ids are ignored.
    pub fn remove<I: AsRef<str>>(&self, ids: impl IntoIterator<Item = I>) -> Result<(), Error> {
        self.change(false, |writer, _, fields| {
            let remove = |id: I| {
                writer.delete_term(fields.id_term(id.as_ref()));
                (id.as_ref().to_owned(), None)
            };
            Ok(ids.into_iter().map(remove).collect())
        })
    }

    /// All or nothing: on an error the index stays as it was.
    fn change(
        &self,
        anew: bool,
        edit: impl FnOnce(&mut IndexWriter, &mut Catalogue, Fields) -> Result<Staged, Error>,
    ) -> Result<(), Error> {
        let mut guard = self.writing();
        let writing = &mut *guard;
        let edited = edit(&mut writing.writer, &mut writing.catalogue, self.fields);
        let staged = match edited.and_then(|staged| Ok(writing.writer.commit().map(|_| staged)?)) {
            Ok(staged) => staged,
            Err(error) => {
                writing.writer.rollback()?;
                return Err(error);
            }
        };
        self.reader.reload()?;
        let lexicon = writing.take(staged, anew, &self.state().lexicon);
        let state = State {
            searcher: self.reader.searcher(),
            lexicon,
        };
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(state);
        Ok(())
    }

    /// The documents that answer best.
    pub fn search(&self, query: &Query) -> Result<Answer, Error> {
        let (state, synonyms) = (self.state(), self.synonyms());
        let filters = self.filters(query);
        let read = |courage: Option<Courage>| understand(&state.lexicon, &synonyms, &query.text, courage);
        if fold_key(&query.text).is_empty() {
            return self.answer(&state, query, &filters, Plan::default(), false);
        }
        let courage = (!query.verbatim).then_some(Courage::Certain);
        let found = self.answer(&state, query, &filters, read(courage), false)?;
        if query.verbatim || !found.facets.is_empty() || found.total > 0 {
            return Ok(found);
        }
        for plan in [read(Some(Courage::Guess)), sound_alike(&query.text)] {
            let nearest = self.answer(&state, query, &filters, plan, true)?;
            if nearest.total > 0 {
                return Ok(nearest);
            }
        }
        Ok(found)
    }

    /// Completions of what is being typed, in characters, pinyin or first letters; at most 20.
    pub fn suggest(&self, prefix: &str, filters: &[(String, Vec<String>)], limit: usize) -> Vec<Suggestion> {
        let state = self.state();
        let key: String = fold_key(prefix).chars().take(LONGEST_PREFIX).collect();
        let limit = limit.min(MOST_SUGGESTIONS);
        if key.is_empty() || limit == 0 {
            return Vec::new();
        }
        let found = state.lexicon.complete(&key, filters, limit);
        if !found.is_empty() {
            return found;
        }
        let corrected = correct_prefix(&state.lexicon, &key);
        corrected.map_or_else(Vec::new, |key| state.lexicon.complete(&key, filters, limit))
    }

    fn answer(
        &self,
        state: &State,
        query: &Query,
        filters: &[Filter],
        plan: Plan,
        nearest: bool,
    ) -> Result<Answer, Error> {
        let everything = fold_key(&query.text).is_empty();
        let (found, facets) = self.find(state, filters, &plan, everything)?;
        let page = found.iter().skip(query.offset).take(query.limit.min(MOST_HITS));
        let hits = page
            .map(|one| self.hit(state, *one, &plan.marks))
            .collect::<Result<_, _>>()?;
        Ok(Answer {
            hits,
            total: found.len(),
            facets,
            understood: plan.understood,
            corrected: plan.corrected,
            original: query.text.clone(),
            nearest: nearest && !found.is_empty(),
        })
    }

    fn find(
        &self,
        state: &State,
        filters: &[Filter],
        plan: &Plan,
        everything: bool,
    ) -> Result<(Vec<Found>, Counts), Error> {
        let found = if everything {
            state.searcher.search(&AllQuery, &Gather { filters })?
        } else {
            state
                .searcher
                .search(&self.asked(&state.searcher, plan)?, &Gather { filters })?
        };
        let near_enough = if everything { 0.0 } else { NEAR_ENOUGH };
        Ok(rank(&state.searcher, filters, found, near_enough)?)
    }

    fn asked(&self, searcher: &Searcher, plan: &Plan) -> Result<BooleanQuery, Error> {
        let (part, large) = TOO_COMMON;
        let (mut telling, mut common) = (Vec::new(), Vec::new());
        for wanted in &plan.wanted {
            let prose = matches!(wanted.place, Place::Questions | Place::Body);
            let term = Term::from_field_text(self.field(wanted.place), &wanted.text);
            let frequency = searcher.doc_freq(&term)?;
            if frequency == 0 {
                continue;
            }
            let option = if prose {
                IndexRecordOption::WithFreqs
            } else {
                IndexRecordOption::Basic
            };
            let boosted = BoostQuery::new(Box::new(TermQuery::new(term, option)), wanted.boost);
            let clause: (Occur, Box<dyn Asked>) = (Occur::Should, Box::new(boosted));
            let too_common = prose && searcher.num_docs() > large && frequency * part > searcher.num_docs();
            if too_common {
                common.push(clause);
            } else {
                telling.push(clause);
            }
        }
        Ok(BooleanQuery::new(if telling.is_empty() { common } else { telling }))
    }

    fn field(&self, place: Place) -> Field {
        match place {
            Place::Exact => self.fields.exact,
            Place::Title => self.fields.title,
            Place::Keywords => self.fields.keywords,
            Place::Questions => self.fields.questions,
            Place::Body => self.fields.body,
            Place::Grams => self.fields.grams,
            Place::Full => self.fields.full,
            Place::Initials => self.fields.initials,
        }
    }

    fn filters(&self, query: &Query) -> Vec<Filter> {
        let kinds = (KIND, &query.kinds);
        let named = query.filters.iter().map(|(name, values)| (name.as_str(), values));
        std::iter::once(kinds)
            .chain(named)
            .filter(|(_, values)| !values.is_empty())
            .take(MOST_FILTERS)
            .map(|(name, values)| Filter {
                name: name.to_owned(),
                terms: values.iter().map(|value| self.fields.facet_term(name, value)).collect(),
            })
            .collect()
    }

    fn hit(&self, state: &State, found: Found, marks: &[String]) -> Result<Hit, Error> {
        let document = stored_document(&state.searcher, self.fields, found.address)?;
        let asked = document
            .questions
            .iter()
            .find(|question| mark(question, marks).iter().any(|piece| piece.marked));
        let in_body = excerpt(&document.body, marks);
        let from_question = asked.filter(|_| !in_body.iter().any(|piece| piece.marked));
        Ok(Hit {
            title: mark(&document.title, marks),
            excerpt: from_question.map_or(in_body, |question| excerpt(question, marks)),
            id: document.id,
            kind: document.kind,
            score: found.score,
            payload: document.payload,
        })
    }

    fn state(&self) -> Arc<State> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn synonyms(&self) -> Arc<Synonyms> {
        Arc::clone(&self.synonyms.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn writing(&self) -> MutexGuard<'_, Writing> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Characters of a prefix that are read.
const LONGEST_PREFIX: usize = 30;

fn correct_prefix(lexicon: &Lexicon, key: &str) -> Option<String> {
    let folded = Folded::new(key);
    let found = corrections(lexicon, &folded.chars, Courage::Certain);
    let first = found.first()?;
    let (before, after) = (&folded.chars[..first.from], &folded.chars[first.to..]);
    Some(
        before
            .iter()
            .copied()
            .chain(first.meant.chars())
            .chain(after.iter().copied())
            .collect(),
    )
}

fn put_all(
    writer: &mut IndexWriter,
    catalogue: &mut Catalogue,
    fields: Fields,
    documents: impl IntoIterator<Item = Document>,
) -> Result<Staged, Error> {
    let mut staged = Staged::new();
    for mut document in documents {
        document.weight = document.clean_weight();
        let entry = catalogue.entry(&document);
        writer.delete_term(fields.id_term(&document.id));
        writer.add_document(fields.write(&document, entry.phrases.iter().map(|phrase| &**phrase))?)?;
        staged.push((document.id, Some(entry)));
    }
    Ok(staged)
}

fn stored_document(searcher: &Searcher, fields: Fields, address: DocAddress) -> Result<Document, Error> {
    let stored: TantivyDocument = searcher.doc(address)?;
    let source = stored
        .get_first(fields.source)
        .and_then(|value| value.as_bytes())
        .unwrap_or_default();
    Ok(serde_json::from_slice(source)?)
}

fn stored_documents(
    searcher: &Searcher,
    fields: Fields,
) -> Result<impl Iterator<Item = Result<Document, Error>>, Error> {
    let mut addresses = Vec::new();
    for (number, segment) in (0..).zip(searcher.segment_readers()) {
        addresses.extend(
            segment
                .doc_ids_alive()
                .map(|document| DocAddress::new(number, document)),
        );
    }
    Ok(addresses
        .into_iter()
        .map(move |address| stored_document(searcher, fields, address)))
}
