use std::collections::BTreeMap;

use serde::Serialize;

/// What somebody asks. Every character of the text is plain: there is no query syntax.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// As typed. Empty means everything, the heaviest first.
    pub text: String,
    /// Facet name with the values of which one must be there; all names must hold.
    pub filters: Vec<(String, Vec<String>)>,
    /// Kinds of which the document must be one; empty means any.
    pub kinds: Vec<String>,
    /// At most so many hits; no more than 100 are given.
    pub limit: usize,
    /// Hits to leave out, for the next page.
    pub offset: usize,
    /// Search exactly what was typed without correcting it: the way back from [`Answer::corrected`].
    pub verbatim: bool,
}

impl Query {
    /// The first page of ten for this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            limit: 10,
            ..Self::default()
        }
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answer {
    /// This page's hits, the best first.
    pub hits: Vec<Hit>,
    /// Hits on all pages.
    pub total: usize,
    /// For each facet name the documents per value. A name that is filtered by counts as if it were not, so that the
    /// page can offer its other values.
    pub facets: BTreeMap<String, BTreeMap<String, usize>>,
    /// The words that were looked for.
    pub understood: Vec<String>,
    /// The text that was searched instead of what was typed, when a typing error was found in it.
    pub corrected: Option<String>,
    /// The text as typed, for the way back with [`Query::verbatim`].
    pub original: String,
    /// Nothing matched as typed; the hits only sound or look alike.
    pub nearest: bool,
}

/// One document found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    pub id: String,
    pub kind: String,
    /// Comparable within one answer only.
    pub score: f32,
    /// The title in pieces; joined they give the title unchanged.
    pub title: Vec<Segment>,
    /// The passage of the body (or the question) that answers best, in pieces.
    pub excerpt: Vec<Segment>,
    /// [`Document::payload`](crate::Document::payload).
    pub payload: String,
}

/// A piece of text, to be escaped by whoever shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Segment {
    pub text: String,
    /// Whether the words looked for stand here.
    pub marked: bool,
}

/// A completion of what is being typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// The name or keyword, as its document writes it.
    pub text: String,
    /// The document that carries it.
    pub id: String,
}
