//! 申请资料: who applies and what they said.

use items::{SectionOutcome, sentence};
use maud::{Markup, html};
use serde_json::Value;

use super::Desk;
use super::opened::Opened;
use super::words;
use crate::form;

/// The panel.
pub(super) fn panel(desk: &Desk, opened: &Opened) -> Markup {
    let case = &opened.loaded.case;
    let filed = &case.filed;
    html! {
        div class="panel-pad" {
            h2 { "申请人" }
            dl class="pairs" {
                dt { (if filed.applicant_kind == crate::model::Kind::Legal { "名称" } else { "姓名" }) }
                dd { (filed.applicant_name) }
                dt { "类型" } dd { (words::kind(filed.applicant_kind)) @if filed.agent { "，由别人代办" } }
                dt { "怎样来的" } dd { (filed.channel.words()) }
                dt { "怎样取结果" } dd { (filed.delivery.words()) }
            }
        }
        (form(desk, opened))
        (recorded(desk, opened))
    }
}

/// The form as it was filled in, section by section, and the answers.
pub(super) fn form(desk: &Desk, opened: &Opened) -> Markup {
    let local = opened.loaded.handled.local();
    let (handling, outcome) = (local.definition(), &opened.loaded.outcome);
    let regions = &desk.cases.catalogue.words().regions;
    html! {
        div class="panel-pad" {
            @for section in &outcome.sections {
                @if let Some(definition) = handling.form.iter().find(|s| s.id == *section.id) {
                    h2 { (sentence(&definition.title)) }
                    (one_section(definition, section, regions))
                }
            }
            @if !outcome.questions.is_empty() {
                h2 { "情形回答" }
                dl class="pairs" {
                    @for asked in &outcome.questions {
                        @if let Some(question) = handling.questions.iter().find(|q| q.id == *asked.id) {
                            dt { (sentence(&question.text)) }
                            dd { (form::words(&form::as_field(question), asked.answer.as_ref().unwrap_or(&Value::Null), regions)) }
                        }
                    }
                }
            }
        }
    }
}

fn one_section(section: &items::Section, outcome: &SectionOutcome, regions: &items::Regions) -> Markup {
    let label = section.repeat.as_ref().map_or("", |r| r.label.as_str());
    html! {
        @for (at, row) in outcome.rows.iter().enumerate() {
            @if outcome.repeated { h3 { "第" (at + 1) "项" (label) } }
            dl class="pairs" {
                @for shown in row.iter().filter(|f| f.shown) {
                    @if let Some(field) = section.fields.iter().find(|f| f.id == *shown.id) {
                        dt { (sentence(&field.label)) }
                        dd {
                            @match &shown.value {
                                Some(value) => (form::words(field, value, regions)),
                                None => span class="muted" { "没有填" },
                            }
                        }
                    }
                }
            }
        }
        @if outcome.rows.is_empty() { p class="sub" { "没有填。" } }
    }
}

/// What officers have recorded at the steps.
fn recorded(desk: &Desk, opened: &Opened) -> Markup {
    let local = opened.loaded.handled.local();
    let regions = &desk.cases.catalogue.words().regions;
    let review = &opened.loaded.case.review;
    let fields = local.definition().steps.iter().flat_map(|s| &s.fields);
    let known: Vec<_> = fields
        .into_iter()
        .filter_map(|f| Some((f, review.get(&f.id)?)))
        .collect();
    html! {
        @if !known.is_empty() {
            div class="panel-pad" {
                h2 { "办理中记录" }
                dl class="pairs" { @for (field, value) in known {
                    dt { (sentence(&field.label)) } dd { (form::words(field, value, regions)) }
                } }
            }
        }
    }
}
