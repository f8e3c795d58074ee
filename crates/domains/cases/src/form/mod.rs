//! Forms of an item: from its questions, sections and fields to controls, and from what was sent back to the values that
//! `docs/items-format.md` wants. Portal and desk share it.
//!
//! Controls are named as [`error_field`](crate::commands::error_field) names faults: `answers.x`, `form.x`,
//! `form.section.0.x`; what officers record is `review.x`. A control's id is its name.

mod control;
mod doubt;
mod faults;
mod paper;
mod read;
mod value;
mod words;

#[cfg(test)]
mod tests;

pub use control::{Look, control};
pub use doubt::doubt;
pub use faults::{Part, faults, section_of, step_faults};
pub use paper::{Paper, SectionForm, step_fields, with_rows};
pub use read::{read_answers, read_fields, read_section};
pub use value::{read, typed};
pub use words::words;

use items::{Field, FieldType, List, Question, QuestionKind, Required};

/// A guiding question as a field: a form asks both in the same way.
pub fn as_field(question: &Question) -> Field {
    Field {
        id: question.id.clone(),
        label: question.text.clone(),
        hint: question.help.clone(),
        kind: match question.kind {
            QuestionKind::One => FieldType::One,
            QuestionKind::Many => FieldType::Many,
            QuestionKind::YesNo => FieldType::YesNo,
            QuestionKind::Number => FieldType::Number,
        },
        required: Required::Always(true),
        when: None,
        unit: question.unit.clone(),
        min: question.min.clone(),
        max: question.max.clone(),
        max_length: None,
        pattern: None,
        options: if question.options.is_empty() {
            List::default()
        } else {
            question.options.to_vec().into()
        },
        prefill: None,
        check: None,
        message: None,
    }
}
