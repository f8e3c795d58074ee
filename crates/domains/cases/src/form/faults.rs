//! The faults of the evaluation as errors of a form: at which control, under which name, in the words of the page.

use items::{Handling, InputError, Outcome, sentence};
use web::ui::FormError;

use crate::commands::error_field;

/// Which part of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// The guiding questions.
    Questions,
    /// A section.
    Section(&'a str),
    /// All of it.
    Whole,
}

/// The errors of a part, in the order of the document.
pub fn faults(handling: &Handling, outcome: &Outcome, part: Part<'_>) -> Vec<FormError> {
    let here = |error: &&InputError| match part {
        Part::Whole => true,
        Part::Questions => is_question(handling, error),
        Part::Section(id) => section_of(handling, error) == Some(id),
    };
    outcome
        .errors
        .iter()
        .filter(here)
        .map(|error| fault(handling, error))
        .collect()
}

/// The errors of what an officer records at a step.
pub fn step_faults(fields: &[items::Field], errors: &[InputError]) -> Vec<FormError> {
    let label = |id: &str| fields.iter().find(|f| f.id == id).map_or("", |f| f.label.as_str());
    let fault =
        |e: &InputError| FormError::new(format!("review.{}", e.id), sentence(label(&e.id)), sentence(&e.message));
    errors.iter().map(fault).collect()
}

fn is_question(handling: &Handling, error: &InputError) -> bool {
    error.section.is_none() && handling.questions.iter().any(|question| question.id == *error.id)
}

/// The section on whose page an error is put right.
pub fn section_of<'h>(handling: &'h Handling, error: &InputError) -> Option<&'h str> {
    let found = match &error.section {
        Some(id) => handling.form.iter().find(|section| section.id == **id),
        None if is_question(handling, error) => None,
        None => {
            let first = error.fields.first()?;
            let holds = |s: &&items::Section| s.id == **first || s.fields.iter().any(|f| f.id == **first);
            handling.form.iter().find(holds)
        }
    };
    found.map(|section| section.id.as_str())
}

fn fault(handling: &Handling, error: &InputError) -> FormError {
    let message = sentence(&error.message);
    if is_question(handling, error) {
        let question = handling.questions.iter().find(|question| question.id == *error.id);
        let text = question.map_or("", |question| question.text.as_str());
        let text = sentence(text);
        return FormError::new(error_field(error), text.trim_end_matches('？'), message);
    }
    let section = section_of(handling, error).and_then(|id| handling.form.iter().find(|s| s.id == id));
    let (Some(section), Some(first)) = (section, error.fields.first()) else {
        return FormError::new(error_field(error), "", message);
    };
    let field = section.fields.iter().find(|f| f.id == **first);
    let label = sentence(field.map_or(section.title.as_str(), |f| f.label.as_str()));
    match (&section.repeat, error.row) {
        (Some(repeat), Some(row)) => {
            let label = format!("第{}项{}的{label}", row + 1, repeat.label);
            FormError::new(error_field(error), label, message)
        }
        // A fault of all rows together has no control of its own: it stands at the section.
        (Some(_), None) => FormError::new(format!("form.{}", section.id), sentence(&section.title), message),
        (None, _) => FormError::new(error_field(error), label, message),
    }
}
