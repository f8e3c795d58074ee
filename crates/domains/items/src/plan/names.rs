//! The names of a handling item, and from where each of them is known.

use std::collections::HashMap;
use std::sync::Arc;

use crate::format::{Handling, QuestionOption, Section};

/// Everything that an expression can refer to.
pub(super) struct Names<'h> {
    pub(super) handling: &'h Handling,
    pub(super) answers: HashMap<&'h str, usize>,
    /// Fields outside repeated sections and repeated sections, in the order of the document.
    pub(super) form: HashMap<&'h str, usize>,
    pub(super) params: HashMap<&'h str, usize>,
    pub(super) recorded: HashMap<&'h str, usize>,
    /// Index of the section and ids of the fields.
    pub(super) repeated: HashMap<&'h str, usize>,
}

impl<'h> Names<'h> {
    pub(super) fn of(handling: &'h Handling) -> Self {
        let mut form = HashMap::new();
        let mut slot = 0;
        for section in &handling.form {
            for id in slots_of(section) {
                form.entry(id).or_insert(slot);
                slot += 1;
            }
        }
        let fields = handling.steps.iter().flat_map(|step| &step.fields);
        let repeated = handling
            .form
            .iter()
            .enumerate()
            .filter(|(_, section)| section.repeat.is_some());
        Self {
            handling,
            answers: indexed(handling.questions.iter().map(|question| question.id.as_str())),
            form,
            params: indexed(handling.params.iter().map(|param| param.id.as_str())),
            recorded: indexed(fields.map(|field| field.id.as_str())),
            repeated: repeated.map(|(index, section)| (section.id.as_str(), index)).collect(),
        }
    }

    pub(super) fn row_field(&self, section: usize, id: &str) -> Option<usize> {
        self.handling.form[section]
            .fields
            .iter()
            .position(|field| field.id == id)
    }

    /// The title of the repeated section that has a field of this name.
    pub(super) fn section_of_row_field(&self, id: &str) -> Option<&'h Section> {
        self.handling
            .form
            .iter()
            .find(|s| s.repeat.is_some() && s.fields.iter().any(|field| field.id == id))
    }

    pub(super) fn answer_options(&self, id: &str) -> Option<Arc<[(String, String)]>> {
        let question = self.handling.questions.iter().find(|question| question.id == id)?;
        labels(&question.options)
    }

    pub(super) fn form_options(&self, id: &str) -> Option<Arc<[(String, String)]>> {
        let flat = self.handling.form.iter().filter(|section| section.repeat.is_none());
        let field = flat.flat_map(|section| &section.fields).find(|field| field.id == id)?;
        labels(&field.options)
    }
}

/// The slots of a section by their names.
pub(super) fn slots_of(section: &Section) -> Vec<&str> {
    match section.repeat {
        Some(_) => vec![section.id.as_str()],
        None => section.fields.iter().map(|field| field.id.as_str()).collect(),
    }
}

fn indexed<'h>(ids: impl Iterator<Item = &'h str>) -> HashMap<&'h str, usize> {
    let mut index = HashMap::new();
    for (at, id) in ids.enumerate() {
        index.entry(id).or_insert(at);
    }
    index
}

fn labels(options: &[QuestionOption]) -> Option<Arc<[(String, String)]>> {
    let pairs = options.iter().map(|option| (option.id.clone(), option.label.clone()));
    (!options.is_empty()).then(|| pairs.collect())
}

/// The name that somebody may have meant.
pub(super) fn nearest<'n>(id: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let near = names
        .map(|name| (distance(id, name), name))
        .filter(|(distance, name)| *distance <= 2.min(name.len() / 2));
    near.min().map(|(_, name)| name)
}

/// Edit distance of two short names.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, y) in b.chars().enumerate() {
            let replaced = before + usize::from(x != y);
            before = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(before + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}
