//! One page of a draft: the guiding questions, or a section of the form.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use kernel::{Problem, shanghai};
use maud::{Markup, html};
use serde_json::json;
use web::server::{Sent, Visit};
use web::ui::{self, Button, FormError, Notice, Tone, fmt};

use super::conflict::{self, Chosen};
use super::{Folder, Step};
use crate::commands::Patch;
use crate::form::{Paper, SectionForm, read_answers, read_section};
use crate::portal::{Service, again, id, page as frame, query, to};
use crate::service::Cases;

pub(in crate::portal) async fn questions(
    service: Service,
    visit: Visit,
    Path(draft): Path<String>,
    RawQuery(asked): RawQuery,
) -> Result<Response, Problem> {
    show(service, visit, &draft, Step::Questions, asked.as_deref()).await
}

pub(in crate::portal) async fn page(
    service: Service,
    visit: Visit,
    Path((draft, section)): Path<(String, String)>,
    RawQuery(asked): RawQuery,
) -> Result<Response, Problem> {
    show(service, visit, &draft, Step::Section(section), asked.as_deref()).await
}

async fn show(
    State(cases): Service,
    visit: Visit,
    draft: &str,
    step: Step,
    asked: Option<&str>,
) -> Result<Response, Problem> {
    let folder = match Folder::open(&cases, visit.citizen()?, id(draft)?).await? {
        Ok(folder) => folder,
        Err(number) => return Ok(to(&format!("/my/cases/{number}"))),
    };
    // A section that other answers have closed: on to what there is to do.
    if !folder.steps().contains(&step) {
        return Ok(to(&folder.href(&folder.open_step())));
    }
    let asked = query(asked)?;
    let more = asked.has("more");
    let errors = if folder.is_seen(&step) && !more && !asked.has("rows") {
        folder.faults(&step)
    } else {
        Vec::new()
    };
    Ok(render(&cases, &visit, &folder, &step, &errors, more))
}

fn render(cases: &Cases, visit: &Visit, folder: &Folder, step: &Step, errors: &[FormError], more: bool) -> Response {
    let provinces = cases.identity.provinces();
    let paper = Paper {
        handling: folder.handling(),
        outcome: &folder.outcome,
        content: &folder.content,
        sources: &folder.begun.doc.sources,
        errors,
        look: cases.look(&provinces),
    };
    let controls = match step {
        Step::Section(id) => paper.section(id).unwrap_or(SectionForm::Flat(Vec::new())),
        _ => SectionForm::Flat(paper.questions()),
    };
    let action = folder.href(step);
    let next = folder.step_title(&folder.next(step));
    let content = html! {
        p class="muted top-2 end-5" { (introduction(folder, step)) }
        (folder.notices())
        @if more {
            div class="measure end-5" {
                (Notice::new(Tone::Info, "按您刚才的选择，还有几项要填").text("前面填的都保存好了。"))
            }
        }
        form method="post" action=(action) novalidate data-autosave=(action) {
            (ui::form::first_submit())
            input type="hidden" name="version" value=(folder.begun.row.version);
            input type="hidden" name="shown" value=(controls.names().join(","));
            (controls)
            div class="form-actions" {
                (Button::submit(format!("保存，下一步：{next}")).big().named("next", "1"))
                @if errors.is_empty() {
                    (Button::submit("先保存，以后再填").quiet().named("later", "1").lenient())
                } @else {
                    (Button::submit("先跳过，以后再改").quiet().named("skip", "1").lenient())
                }
            }
        }
    };
    let title = folder.page_title(step, errors);
    frame(visit, "/browse", &title, &[], folder.sheet(step, errors, &content))
}

fn introduction(folder: &Folder, step: &Step) -> Markup {
    let help = match step {
        Step::Section(id) => folder
            .handling()
            .form
            .iter()
            .find(|s| s.id == *id && s.repeat.is_none()),
        _ => None,
    };
    html! {
        @if let Some(help) = help.and_then(|s| s.help.as_deref()) { (items::sentence(help)) "。" }
        @match step {
            Step::Questions => { "按您的情况，只留下要填的和要交的。" }
            _ => { "没有标“选填”的都要填。带绿点的已经替您填好，请看看对不对。" }
        }
    }
}

pub(in crate::portal) async fn save_questions(
    service: Service,
    visit: Visit,
    Path(draft): Path<String>,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, Problem> {
    keep(service, visit, &draft, Step::Questions, &headers, &sent).await
}

pub(in crate::portal) async fn save(
    service: Service,
    visit: Visit,
    Path((draft, section)): Path<(String, String)>,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, Problem> {
    keep(service, visit, &draft, Step::Section(section), &headers, &sent).await
}

async fn keep(
    State(cases): Service,
    visit: Visit,
    draft: &str,
    step: Step,
    headers: &HeaderMap,
    sent: &Sent,
) -> Result<Response, Problem> {
    let citizen = visit.citizen()?;
    let folder = match Folder::open(&cases, citizen, id(draft)?).await? {
        Ok(folder) => folder,
        Err(number) => return Ok(to(&format!("/my/cases/{number}"))),
    };
    let by_itself = headers.contains_key("x-autosave");
    let goes_on = !by_itself && !sent.has("later");
    let (mut patch, pressed) = read(&folder, &step, sent);
    Chosen::read(sent).apply(&mut patch);
    patch.seen = (goes_on && !pressed).then(|| step.key().to_owned());
    let version = sent.get("version").parse().unwrap_or_default();
    let mine = patch.clone();
    let begun = match cases.save_draft(citizen, folder.id(), version, patch).await {
        Ok(begun) => begun,
        // A program only hears that it was not first; a person chooses which copy stays.
        Err(problem) if problem.code == "draft_changed" && !by_itself => {
            return Ok(conflict::page(&cases, &visit, &folder, &step, &mine, sent));
        }
        Err(problem) => return Err(problem),
    };
    if by_itself {
        let saved = fmt::time(shanghai(begun.row.saved_at).naive_local().time());
        return Ok(Json(json!({ "saved": saved, "version": begun.row.version })).into_response());
    }
    after(&cases, &visit, Folder::of(&cases, begun).await?, &step, sent, pressed)
}

/// What follows when a page was saved.
fn after(
    cases: &Arc<Cases>,
    visit: &Visit,
    folder: Folder,
    step: &Step,
    sent: &Sent,
    pressed: bool,
) -> Result<Response, Problem> {
    if sent.has("later") {
        return Ok(to(&format!("/my/drafts/{}", folder.id())));
    }
    if pressed {
        return Ok(to(&format!("{}?rows#form.{}", folder.href(step), step.key())));
    }
    let errors = folder.faults(step);
    if errors.is_empty() || sent.has("skip") {
        return Ok(to(&folder.href(&folder.next(step))));
    }
    // What only appeared with the answers just given was not on the page: it is asked for, not complained about.
    let shown: Vec<&str> = sent.get("shown").split(',').collect();
    let on_page = errors.iter().any(|error| shown.contains(&error.field_id.as_str()));
    if !on_page {
        return Ok(to(&format!("{}?more=1", folder.href(step))));
    }
    let response = render(cases, visit, &folder, step, &errors, false);
    Ok(again(response, StatusCode::UNPROCESSABLE_ENTITY))
}

fn read(folder: &Folder, step: &Step, sent: &Sent) -> (Patch, bool) {
    let handling = folder.handling();
    let mut patch = Patch::default();
    let mut pressed = false;
    match step {
        Step::Section(id) => {
            let section = handling.form.iter().find(|s| s.id == *id);
            if let Some(section) = section {
                (patch.form, pressed) = read_section(section, &folder.content.form, sent);
            }
        }
        _ => patch.answers = read_answers(handling, sent),
    }
    (patch, pressed)
}
