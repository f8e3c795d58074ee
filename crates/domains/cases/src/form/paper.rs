//! The form of an item with what is filled in: questions, sections, groups that are filled several times.

use std::collections::BTreeMap;

use items::{FieldOutcome, FieldType, Handling, Outcome, Section, sentence};
use maud::{Markup, Render, html};
use serde_json::{Map, Value};
use web::ui::{self, Choice, FormError, Group, Kind, Repeated};

use super::{Look, as_field, control};
use crate::model::Content;

/// A form as it is shown.
#[derive(Debug, Clone, Copy)]
pub struct Paper<'a> {
    /// The handling item.
    pub handling: &'a Handling,
    /// What applies to `content`.
    pub outcome: &'a Outcome,
    /// What is filled in; see [`with_rows`].
    pub content: &'a Content,
    /// Where values that were filled in for the person come from: field → words.
    pub sources: &'a BTreeMap<String, String>,
    /// What to correct; shown at its control.
    pub errors: &'a [FormError],
    /// Regions, provinces, today.
    pub look: Look<'a>,
}

/// The controls of a section.
#[derive(Debug, Clone)]
pub enum SectionForm {
    /// Filled in once.
    Flat(Vec<ui::Field>),
    /// Filled in several times, with the unseen field that says how many rows were shown.
    Rows(ui::Field, Box<Repeated>),
}

impl SectionForm {
    /// The names of what is shown, to which errors may point.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Flat(fields) => fields.iter().map(|field| field.name.as_str()).collect(),
            Self::Rows(_, group) => {
                let fields = group.groups.iter().flat_map(|group| &group.fields);
                fields
                    .map(|field| field.name.as_str())
                    .chain([group.id.as_str()])
                    .collect()
            }
        }
    }
}

impl Render for SectionForm {
    fn render(&self) -> Markup {
        match self {
            Self::Flat(fields) => html! { @for field in fields { (field) } },
            Self::Rows(count, group) => html! { (count) (group) },
        }
    }
}

/// The content with as many empty rows as a repeated section needs at least, so that there is something to fill in.
pub fn with_rows(handling: &Handling, content: &Content) -> Content {
    let mut content = content.clone();
    for section in &handling.form {
        let Some(repeat) = &section.repeat else { continue };
        let rows = content.form.entry(section.id.clone()).or_insert(Value::Null);
        if !rows.is_array() {
            *rows = Value::Array(Vec::new());
        }
        if let Value::Array(rows) = rows {
            let least = usize::try_from(repeat.min).unwrap_or_default();
            while rows.len() < least {
                rows.push(Value::Object(Map::new()));
            }
        }
    }
    content
}

impl Paper<'_> {
    /// The questions that are asked.
    pub fn questions(&self) -> Vec<ui::Field> {
        let mut out = Vec::new();
        for asked in &self.outcome.questions {
            let Some(question) = self.handling.questions.iter().find(|q| q.id == *asked.id) else {
                continue;
            };
            let name = format!("answers.{}", question.id);
            let value = self.content.answers.get(&question.id).unwrap_or(&Value::Null);
            let at = out.len();
            self.add(
                &mut out,
                &as_field(question),
                &name,
                true,
                value,
                asked.answer.is_some(),
            );
            none_of_them(&mut out[at..], value);
        }
        out
    }

    /// A section; none when it is not shown.
    pub fn section(&self, id: &str) -> Option<SectionForm> {
        let section = self.handling.form.iter().find(|s| s.id == id)?;
        let outcome = self.outcome.sections.iter().find(|s| *s.id == *id)?;
        if section.repeat.is_some() {
            return Some(self.rows(section, &outcome.rows));
        }
        let mut out = Vec::new();
        for shown in outcome.rows.iter().flatten() {
            self.field(
                &mut out,
                section,
                shown,
                &format!("form.{}", shown.id),
                &self.content.form,
            );
        }
        for field in &mut out {
            if let Some(source) = field.name.strip_prefix("form.").and_then(|id| self.sources.get(id)) {
                *field = std::mem::replace(field, ui::Field::new("", "", Kind::Hidden))
                    .source(format!("{source}，可以修改"), None);
            }
        }
        Some(SectionForm::Flat(out))
    }

    fn rows(&self, section: &Section, rows: &[Vec<FieldOutcome>]) -> SectionForm {
        let name = format!("form.{}", section.id);
        let (label, least, most) = section
            .repeat
            .as_ref()
            .map_or(("", 0, 0), |r| (r.label.as_str(), r.min, r.max));
        let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let given = self.content.form.get(&section.id).and_then(Value::as_array);
        let empty = Map::new();
        let group = |(at, row): (usize, &Vec<FieldOutcome>)| {
            let values = given
                .and_then(|g| g.get(at))
                .and_then(Value::as_object)
                .unwrap_or(&empty);
            let mut fields = Vec::new();
            for shown in row {
                self.field(
                    &mut fields,
                    section,
                    shown,
                    &format!("{name}.{at}.{}", shown.id),
                    values,
                );
            }
            Group {
                title: format!("第{}项{label}", at + 1),
                fields,
                removable: count > least,
            }
        };
        let repeated = Repeated {
            id: name.clone(),
            title: sentence(&section.title),
            hint: section.help.as_deref().map(sentence),
            error: self
                .errors
                .iter()
                .find(|e| e.field_id == name)
                .map(|e| e.message.clone()),
            groups: rows.iter().enumerate().map(group).collect(),
            remove_name: format!("remove.{}", section.id),
            add_name: format!("add.{}", section.id),
            add: if count < most {
                format!("再加一项{label}")
            } else {
                String::new()
            },
        };
        let shown = ui::Field::new(format!("{name}.rows"), "", Kind::Hidden).value(rows.len().to_string());
        SectionForm::Rows(shown, Box::new(repeated))
    }

    fn field(
        &self,
        out: &mut Vec<ui::Field>,
        section: &Section,
        shown: &FieldOutcome,
        name: &str,
        values: &Map<String, Value>,
    ) {
        let Some(field) = section
            .fields
            .iter()
            .find(|f| f.id == *shown.id)
            .filter(|_| shown.shown)
        else {
            return;
        };
        let value = values.get(&field.id).unwrap_or(&Value::Null);
        self.add(out, field, name, shown.required, value, shown.fault.is_none());
    }

    fn add(
        &self,
        out: &mut Vec<ui::Field>,
        field: &items::Field,
        name: &str,
        required: bool,
        value: &Value,
        valid: bool,
    ) {
        add(out, field, name, required, value, valid, &self.look, self.errors);
    }
}

/// Nothing of several is an answer to a question, so it can be chosen: 都没有.
fn none_of_them(fields: &mut [ui::Field], value: &Value) {
    for field in fields {
        match &mut field.kind {
            Kind::Many(choices) => {
                choices.push(Choice::new("", "都没有"));
                if value.as_array().is_some_and(Vec::is_empty) {
                    field.values = vec![String::new()];
                }
            }
            Kind::Hidden => field.name.push_str(".shown"),
            _ => {}
        }
    }
}

fn add(
    out: &mut Vec<ui::Field>,
    field: &items::Field,
    name: &str,
    required: bool,
    value: &Value,
    valid: bool,
    look: &Look<'_>,
    errors: &[FormError],
) {
    if field.kind == FieldType::Many {
        // Browsers say nothing of boxes that are not ticked; this says that they were there.
        out.push(ui::Field::new(name, "", Kind::Hidden));
    }
    out.push(control(field, name, required, value, valid, look).errors(errors));
}

/// The fields that an officer records at a step: `shown` is what [`items::HandlingPlan::recorded`] says of them.
pub fn step_fields(
    fields: &[items::Field],
    shown: &[FieldOutcome],
    values: &Map<String, Value>,
    look: &Look<'_>,
    errors: &[FormError],
) -> Vec<ui::Field> {
    let mut out = Vec::new();
    for one in shown.iter().filter(|one| one.shown) {
        let Some(field) = fields.iter().find(|f| f.id == *one.id) else {
            continue;
        };
        let value = values.get(&field.id).unwrap_or(&Value::Null);
        let name = format!("review.{}", field.id);
        add(
            &mut out,
            field,
            &name,
            one.required,
            value,
            one.fault.is_none(),
            look,
            errors,
        );
    }
    out
}
