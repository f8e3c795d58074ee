//! How a document lies in the index. Fields are filled with tokens made here, so the index needs no tokenizer of its own.
use tantivy::schema::{FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{TantivyDocument, Term};

use crate::catalogue::Phrase;
use crate::document::Document;
use crate::error::Error;
use crate::fold::fold_text;
use crate::words::{cut_for_index, distinct, grams};

/// Stands between name and value of a facet; no text contains it.
const FACET_SEPARATOR: char = '\u{1}';
/// Characters of a body that are searched.
const LONGEST_BODY: usize = 50_000;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    pub(crate) id: Field,
    /// The document as JSON.
    pub(crate) source: Field,
    pub(crate) weight: Field,
    pub(crate) facet: Field,
    /// Whole names and keywords.
    pub(crate) exact: Field,
    pub(crate) title: Field,
    pub(crate) keywords: Field,
    pub(crate) questions: Field,
    pub(crate) body: Field,
    /// Characters and pairs of characters of names, keywords and questions.
    pub(crate) grams: Field,
    pub(crate) full: Field,
    pub(crate) initials: Field,
}

pub(crate) const WEIGHT: &str = "weight";
pub(crate) const FACET: &str = "facet";

impl Fields {
    pub(crate) fn schema() -> (Schema, Self) {
        let mut builder = Schema::builder();
        // A name is not worse for being long, nor a document for having many keywords: only prose has norms.
        let words = |norms: bool, option: IndexRecordOption| {
            let indexing = TextFieldIndexing::default()
                .set_tokenizer("raw")
                .set_fieldnorms(norms)
                .set_index_option(option);
            TextOptions::default().set_indexing_options(indexing)
        };
        let (names, prose) = (IndexRecordOption::Basic, IndexRecordOption::WithFreqs);
        let fields = Self {
            id: builder.add_text_field("id", STRING),
            source: builder.add_bytes_field("source", STORED),
            weight: builder.add_f64_field(WEIGHT, FAST),
            facet: builder.add_text_field(FACET, STRING | FAST),
            exact: builder.add_text_field("exact", words(false, names)),
            title: builder.add_text_field("title", words(false, names)),
            keywords: builder.add_text_field("keywords", words(false, names)),
            questions: builder.add_text_field("questions", words(true, prose)),
            body: builder.add_text_field("body", words(true, prose)),
            grams: builder.add_text_field("grams", words(false, names)),
            full: builder.add_text_field("full", words(false, names)),
            initials: builder.add_text_field("initials", words(false, names)),
        };
        (builder.build(), fields)
    }

    pub(crate) fn id_term(&self, id: &str) -> Term {
        Term::from_field_text(self.id, id)
    }

    pub(crate) fn facet_term(&self, name: &str, value: &str) -> Term {
        Term::from_field_text(self.facet, &format!("{name}{FACET_SEPARATOR}{value}"))
    }

    /// The document as the index keeps it.
    pub(crate) fn write<'a>(
        &self,
        document: &Document,
        phrases: impl Iterator<Item = &'a Phrase> + Clone,
    ) -> Result<TantivyDocument, Error> {
        let mut written = TantivyDocument::new();
        written.add_text(self.id, &document.id);
        written.add_bytes(self.source, &serde_json::to_vec(document)?);
        written.add_f64(self.weight, f64::from(document.weight));
        for (name, value) in distinct(document.all_facets()) {
            written.add_text(self.facet, format!("{name}{FACET_SEPARATOR}{value}"));
        }
        let names = fold_text(&format!("{} {}", document.title, document.short));
        let keywords = fold_text(&document.keywords.join(" "));
        let questions = fold_text(&document.questions.join(" "));
        let body: String = document.body.chars().take(LONGEST_BODY).collect();
        let parts = || phrases.clone().flat_map(Phrase::parts);
        let readings = || parts().flat_map(|(_, readings)| readings);
        add(
            &mut written,
            self.exact,
            distinct(phrases.clone().map(|phrase| phrase.key.clone())),
        );
        add(&mut written, self.title, distinct(cut_for_index(&names)));
        add(&mut written, self.keywords, distinct(cut_for_index(&keywords)));
        add(
            &mut written,
            self.grams,
            distinct(grams(&format!("{names} {keywords} {questions}"))),
        );
        add(&mut written, self.questions, cut_for_index(&questions));
        add(&mut written, self.body, cut_for_index(&fold_text(&body)));
        add(
            &mut written,
            self.full,
            distinct(readings().map(|reading| reading.full.clone())),
        );
        add(
            &mut written,
            self.initials,
            distinct(readings().map(|reading| reading.initials.clone())),
        );
        Ok(written)
    }
}

/// Name and value of a facet as stored.
pub(crate) fn split_facet(stored: &str) -> Option<(&str, &str)> {
    stored.split_once(FACET_SEPARATOR)
}

fn add(written: &mut TantivyDocument, field: Field, tokens: Vec<String>) {
    let tokens = tokens.into_iter().enumerate();
    let tokens = tokens
        .map(|(position, text)| Token {
            position,
            text,
            ..Token::default()
        })
        .collect();
    written.add_pre_tokenized_text(
        field,
        PreTokenizedString {
            text: String::new(),
            tokens,
        },
    );
}
