use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use tantivy::directory::{MmapDirectory, RamDirectory};
use tantivy::query::{AllQuery, BooleanQuery, BoostQuery, Occur, Query as Asked, TermQuery};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocAddress, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term};

use crate::catalogue::Catalogue;
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
            catalogue.put(&document?);
        }
        let state = State {
            searcher,
            lexicon: Lexicon::new(&catalogue),
        };
        Ok(Self {
            fields,
            reader,
            writing: Mutex::new(Writing { writer, catalogue }),
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
        self.change(|writer, catalogue, fields| {
            *catalogue = Catalogue::default();
            writer.delete_all_documents()?;
            put_all(writer, catalogue, fields, documents)
        })
    }

    /// Adds documents; one with a known id replaces the earlier one. The vocabulary is made anew with every call, so
    /// give many documents at once rather than one by one.
    pub fn upsert(&self, documents: impl IntoIterator<Item = Document>) -> Result<(), Error> {
        self.change(|writer, catalogue, fields| put_all(writer, catalogue, fields, documents))
    }

    /// Removes documents; unknown ids are ignored.
    pub fn remove<I: AsRef<str>>(&self, ids: impl IntoIterator<Item = I>) -> Result<(), Error> {
        self.change(|writer, catalogue, fields| {
            for id in ids {
                writer.delete_term(fields.id_term(id.as_ref()));
                catalogue.remove(id.as_ref());
            }
            Ok(())
        })
    }

    /// All or nothing: on an error the index stays as it was.
    fn change(
        &self,
        edit: impl FnOnce(&mut IndexWriter, &mut Catalogue, Fields) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut writing = self.writing();
        let mut catalogue = writing.catalogue.clone();
        let edited = edit(&mut writing.writer, &mut catalogue, self.fields);
        if let Err(error) = edited.and_then(|()| Ok(writing.writer.commit().map(|_| ())?)) {
            writing.writer.rollback()?;
            return Err(error);
        }
        catalogue.tidy();
        self.reader.reload()?;
        let state = State {
            searcher: self.reader.searcher(),
            lexicon: Lexicon::new(&catalogue),
        };
        writing.catalogue = catalogue;
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
        let found = state.lexicon.shelf.complete(&key, filters, limit);
        if !found.is_empty() {
            return found;
        }
        let corrected = correct_prefix(&state.lexicon, &key);
        corrected.map_or_else(Vec::new, |key| state.lexicon.shelf.complete(&key, filters, limit))
    }

    fn answer(
        &self,
        state: &State,
        query: &Query,
        filters: &[Filter],
        plan: Plan,
        nearest: bool,
    ) -> Result<Answer, Error> {
        let (found, facets) = self.find(state, filters, &plan)?;
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

    fn find(&self, state: &State, filters: &[Filter], plan: &Plan) -> Result<(Vec<Found>, Counts), Error> {
        let everything = plan.wanted.is_empty() && plan.understood.is_empty();
        let found = if everything {
            state.searcher.search(&AllQuery, &Gather { filters })?
        } else {
            state.searcher.search(&self.asked(plan), &Gather { filters })?
        };
        let near_enough = if everything { 0.0 } else { NEAR_ENOUGH };
        Ok(rank(&state.searcher, filters, found, near_enough)?)
    }

    fn asked(&self, plan: &Plan) -> BooleanQuery {
        let clauses = plan.wanted.iter().map(|wanted| {
            let (field, option) = match wanted.place {
                Place::Exact => (self.fields.exact, IndexRecordOption::Basic),
                Place::Title => (self.fields.title, IndexRecordOption::Basic),
                Place::Keywords => (self.fields.keywords, IndexRecordOption::Basic),
                Place::Questions => (self.fields.questions, IndexRecordOption::WithFreqs),
                Place::Body => (self.fields.body, IndexRecordOption::WithFreqs),
                Place::Grams => (self.fields.grams, IndexRecordOption::Basic),
                Place::Full => (self.fields.full, IndexRecordOption::Basic),
                Place::Initials => (self.fields.initials, IndexRecordOption::Basic),
            };
            let term = TermQuery::new(Term::from_field_text(field, &wanted.text), option);
            let boosted: Box<dyn Asked> = Box::new(BoostQuery::new(Box::new(term), wanted.boost));
            (Occur::Should, boosted)
        });
        BooleanQuery::new(clauses.collect())
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
) -> Result<(), Error> {
    for document in documents {
        let phrases = catalogue.phrases_of(&document);
        writer.delete_term(fields.id_term(&document.id));
        writer.add_document(fields.write(&document, phrases.iter().map(|phrase| &**phrase))?)?;
        catalogue.put(&document);
    }
    Ok(())
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
