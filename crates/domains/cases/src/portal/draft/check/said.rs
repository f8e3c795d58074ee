//! What was said and handed in, as it is read before sending.

use items::{Regions, Section, sentence};
use maud::{Markup, html};
use serde_json::{Map, Value};
use web::ui::{self, Summary};

use super::super::{Folder, Step};
use crate::form::{as_field, words};
use crate::model::{Handed, Source};

/// Answers and form, with the way to each page.
pub(super) fn content(folder: &Folder, regions: &Regions) -> Markup {
    html! {
        (answers(folder, regions))
        @for outcome in &folder.outcome.sections {
            @if let Some(section) = folder.handling().form.iter().find(|s| s.id == *outcome.id) {
                (block(folder, section, regions))
            }
        }
    }
}

fn answers(folder: &Folder, regions: &Regions) -> Markup {
    let href = folder.href(&Step::Questions);
    let asked = folder.outcome.questions.iter().filter_map(|asked| {
        let question = folder.handling().questions.iter().find(|q| q.id == *asked.id)?;
        let field = as_field(question);
        let value = asked.answer.as_ref().map(|value| words(&field, value, regions));
        Some(line(&field.label, value).change(format!("{href}#answers.{}", field.id)))
    });
    let lines: Vec<_> = asked.collect();
    html! {
        @if !lines.is_empty() {
            section class="form-block" { h2 { "您的情况" } (ui::summary_list(&lines)) }
        }
    }
}

fn line(label: &str, value: Option<String>) -> Summary {
    let value = value
        .filter(|text| !text.is_empty())
        .unwrap_or_else(|| "（没有填）".to_owned());
    Summary::new(sentence(label), value)
}

fn block(folder: &Folder, section: &Section, regions: &Regions) -> Markup {
    let href = folder.href(&Step::Section(section.id.clone()));
    let outcome = folder.outcome.sections.iter().find(|s| *s.id == section.id);
    let rows = outcome.map(|o| o.rows.as_slice()).unwrap_or_default();
    let form = &folder.content.form;
    let empty = Map::new();
    let repeated = section.repeat.as_ref().map(|repeat| repeat.label.as_str());
    let given = form.get(&section.id).and_then(Value::as_array);
    html! {
        section class="form-block" {
            h2 { (sentence(&section.title)) }
            @for (at, row) in rows.iter().enumerate() {
                @let values = match repeated {
                    Some(_) => given.and_then(|rows| rows.get(at)?.as_object()).unwrap_or(&empty),
                    None => form,
                };
                @if let Some(label) = repeated { h3 class="size-0 top-3" { "第" (at + 1) "项" (label) } }
                @let lines = row.iter().filter(|f| f.shown).filter_map(|shown| {
                    let field = section.fields.iter().find(|f| f.id == *shown.id)?;
                    let value = values.get(&field.id).map(|value| words(field, value, regions));
                    let anchor = match repeated {
                        Some(_) => format!("form.{}.{at}.{}", section.id, field.id),
                        None => format!("form.{}", field.id),
                    };
                    Some(line(&field.label, value).change(format!("{href}#{anchor}")))
                });
                (ui::summary_list(&lines.collect::<Vec<_>>()))
            }
        }
    }
}

/// Materials: what comes with the application and from where.
pub(super) fn materials(folder: &Folder, handed: &[Handed]) -> Markup {
    let due = folder.outcome.materials.iter();
    let due = due.filter_map(|id| folder.handling().materials.iter().find(|m| m.id == **id));
    let href = folder.href(&Step::Materials);
    let lines: Vec<_> = due
        .map(|material| {
            let source = handed.iter().find(|h| h.material == material.id).map(|h| &h.source);
            let own = matches!(source, None | Some(Source::Uploaded { .. } | Source::Owed { .. }));
            let one = line(
                &material.name,
                Some(source.map_or_else(|| "（还没有传）".to_owned(), source_words)),
            );
            if own {
                one.change(format!("{href}#m-{}", material.id))
            } else {
                one
            }
        })
        .collect();
    html! {
        @if !lines.is_empty() { section class="form-block" { h2 { "材料" } (ui::summary_list(&lines)) } }
    }
}

/// A material's source as the applicant reads it.
pub(in crate::portal) fn source_words(source: &Source) -> String {
    match source {
        Source::Uploaded { files } => files.iter().map(|f| f.name.as_str()).collect::<Vec<_>>().join("、"),
        Source::Register { number, issuer, .. } => format!("系统调取，{issuer}签发，号码{number}"),
        Source::Declared => "按您填的内容生成，提交时确认".to_owned(),
        Source::ByBody => "不用交，由我们核查".to_owned(),
        Source::Owed { until: None } => "受理后再补".to_owned(),
        Source::Owed { until: Some(day) } => format!("请在{}前补上", web::ui::fmt::date_full(*day)),
    }
}
