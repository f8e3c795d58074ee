//! A full-text index for Chinese over documents of any kind.
//!
//! Characters typed match characters. Width, case, accents and traditional characters are folded on both sides.
//! Pinyin and first letters are fields of their own with lower weight: they are asked only for the letters of a query,
//! and for characters when nothing else was found. One typing error in a name or keyword is corrected, and the answer
//! says so. There is no query syntax, and what is returned to be shown is plain text in pieces.
mod catalogue;
mod collect;
mod document;
mod error;
mod fold;
mod index;
mod latin;
mod lexicon;
mod mark;
mod neighbours;
mod query;
mod reading;
mod schema;
mod spelling;
mod suggest;
mod synonyms;
mod understand;
mod words;

pub use document::Document;
pub use error::Error;
pub use index::Index;
pub use query::{Answer, Hit, Query, Segment, Suggestion};
pub use synonyms::Synonyms;
