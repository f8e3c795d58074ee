//! 依职权: beginning a case that nobody applied for (`initiator: body`).

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use items::{Handled, Handling, Initiator, Outcome, sentence};
use kernel::{Id, Problem};
use maud::{Markup, html};
use web::server::{Sent, Visit};
use web::ui::desk::{bar_end, desk_head, desk_page, sheet};
use web::ui::form::first_submit;
use web::ui::{Button, Choice, Empty, Field, FormError, Kind as Control, Width, error_summary, error_title};

use super::{Desk, words};
use crate::form::{self, Paper, Part};
use crate::model::{Content, Kind};
use crate::permissions;
use crate::service::evaluate_draft;

/// What is written about the new case.
struct Draft {
    kind: Kind,
    name: String,
    content: Content,
    /// A button asked for the form again: rows, other questions.
    pressed: bool,
}

fn read(handling: &Handling, sent: &Sent) -> Draft {
    let mut content = Content {
        answers: form::read_answers(handling, sent),
        ..Content::default()
    };
    let mut pressed = sent.has("renew");
    for section in &handling.form {
        let (values, moved) = form::read_section(section, &content.form, sent);
        content.form.extend(values);
        pressed |= moved;
    }
    Draft {
        kind: if sent.get("kind") == "natural" {
            Kind::Natural
        } else {
            Kind::Legal
        },
        name: sent.get("name").to_owned(),
        content: form::with_rows(handling, &content),
        pressed,
    }
}

async fn handled(desk: &Desk, visit: &Visit, code: &str) -> Result<Handled, Problem> {
    let found = desk.cases.catalogue.current(code).await?;
    let (handled, _) = found.ok_or_else(Problem::not_found)?;
    let body = desk
        .cases
        .identity
        .body_by_credit_code(&handled.edition().body.code)
        .await?;
    visit
        .actor
        .require(permissions::OPEN, permissions::SEE, &body.place())?;
    if handled.local().definition().initiator != Some(Initiator::Body) {
        return Err(Problem::not_found());
    }
    Ok(handled)
}

/// GET /desk/open: what the body may begin by itself.
pub(super) async fn list(State(desk): State<Arc<Desk>>, visit: Visit) -> Result<Markup, Problem> {
    let shelf = desk.cases.catalogue.shelf().await?;
    let mut mine = Vec::new();
    for one in shelf.listings() {
        if one.handling().initiator != Initiator::Body || one.is_cancelled() {
            continue;
        }
        let body = desk.cases.identity.body_by_credit_code(&one.body.code).await?;
        if visit.actor.may(permissions::OPEN, &body.place()) {
            mine.push(one.clone());
        }
    }
    let content = html! {
        (desk_head("依职权开始", &html! { "不用申请，由机关自己开始办的事项" }, &[]))
        (sheet("可以开始的事项", &html! { (mine.len()) " 项" }, &html! { div class="sheet-body" {
            @if mine.is_empty() { (Empty {
                title: "没有可以依职权开始的事项".into(),
                text: "本机关公布的清单里，都是要申请人申请的事项。".into(),
                action: None,
            }) }
            ul class="stack stack-tight" { @for one in &mine {
                li { a href={ "/desk/open/" (one.code) } { (sentence(&one.handling().name)) } " " span class="muted" { (one.body.name) } }
            } }
        } }))
    };
    Ok(desk_page(&words::frame(&visit, ""), "依职权开始", false, content))
}

/// GET /desk/open/{code}
pub(super) async fn page(
    State(desk): State<Arc<Desk>>,
    visit: Visit,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let handled = handled(&desk, &visit, &code).await?;
    let key = desk.cases.kernel.new_id(handled.edition().region);
    let draft = read(handled.local().definition(), &Sent::default());
    Ok(render(&desk, &visit, &handled, &code, &draft, &key.to_string(), &[])?.into_response())
}

/// POST /desk/open/{code}
pub(super) async fn send(
    State(desk): State<Arc<Desk>>,
    visit: Visit,
    Path(code): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let handled = handled(&desk, &visit, &code).await?;
    let key = sent
        .get("key")
        .parse::<Id>()
        .map_err(|_| Problem::bad_request("请重新打开这一页"))?;
    let draft = read(handled.local().definition(), &sent);
    let show = |status: StatusCode, errors: &[FormError]| {
        let page = render(&desk, &visit, &handled, &code, &draft, sent.get("key"), errors)?;
        Ok((status, page).into_response())
    };
    if draft.pressed {
        return show(StatusCode::OK, &[]);
    }
    let mut errors = Vec::new();
    if draft.name.is_empty() {
        errors.push(FormError::new("name", "对象", "请写明对谁办"));
    }
    let outcome = outcome(&desk, &handled, &draft)?;
    errors.extend(form::faults(handled.local().definition(), &outcome, Part::Whole));
    if !errors.is_empty() {
        return show(StatusCode::UNPROCESSABLE_ENTITY, &errors);
    }
    let about = (draft.kind, draft.name.clone());
    let begun = desk
        .cases
        .open_ex_officio(&visit.actor, &code, about, draft.content.clone(), key.to_string())
        .await;
    match begun {
        Ok(receipt) => Ok(Redirect::to(&format!("/desk/cases/{}?said=opened", receipt.number)).into_response()),
        Err(problem) if matches!(problem.status, 409 | 422) => {
            let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            show(status, &[FormError::new("main", "", problem.title)])
        }
        Err(problem) => Err(problem),
    }
}

fn outcome(desk: &Desk, handled: &Handled, draft: &Draft) -> Result<Outcome, Problem> {
    evaluate_draft(
        handled,
        draft.kind,
        false,
        &draft.content,
        desk.cases.kernel.clock.today(),
    )
}

fn render(
    desk: &Desk,
    visit: &Visit,
    handled: &Handled,
    code: &str,
    draft: &Draft,
    key: &str,
    errors: &[FormError],
) -> Result<Markup, Problem> {
    let local = handled.local();
    let handling = local.definition();
    let outcome = outcome(desk, handled, draft)?;
    let provinces = desk.provinces();
    let paper = Paper {
        handling,
        outcome: &outcome,
        content: &draft.content,
        sources: &BTreeMap::new(),
        errors,
        look: form::Look {
            regions: &desk.cases.catalogue.words().regions,
            provinces: &provinces,
            today: desk.cases.kernel.clock.today(),
        },
    };
    let questions = paper.questions();
    let kinds = vec![Choice::new("legal", "单位"), Choice::new("natural", "个人")];
    let kind = if draft.kind == Kind::Legal { "legal" } else { "natural" };
    let title = format!("依职权开始：{}", sentence(&handling.name));
    let buttons = [
        Button::link("不办了", "/desk/open").secondary(),
        Button::submit("更新要填的内容")
            .secondary()
            .lenient()
            .named("renew", "1"),
        Button::submit("开始办理").key("Ctrl ↵"),
    ];
    let content = html! {
        form method="post" action={ "/desk/open/" (code) } {
            (first_submit())
            input type="hidden" name="key" value=(key);
            (error_summary(errors))
            (desk_head(&title, &html! { "开始即受理，从今天起计算期限" }, &[]))
            div class="stack" {
                (sheet("对谁办", &html! {}, &html! { div class="sheet-body" {
                    (Field::new("kind", "类型", Control::One(kinds)).value(kind))
                    (Field::new("name", "名称或姓名", Control::Text(Width::Large)).value(draft.name.clone()).errors(errors))
                } }))
                @if !questions.is_empty() {
                    (sheet("情形", &html! { "回答以后请“更新要填的内容”" }, &html! { div class="sheet-body" {
                        @for question in &questions { (question) }
                    } }))
                }
                @for section in &outcome.sections {
                    @if let (Some(shown), Some(definition)) =
                        (paper.section(&section.id), handling.form.iter().find(|s| s.id == *section.id)) {
                        (sheet(&definition.title, &html! {}, &html! { div class="sheet-body" { (shown) } }))
                    }
                }
            }
            (bar_end(&html! { "开始后通知书按清单出具" }, &buttons))
        }
    };
    Ok(desk_page(
        &words::frame(visit, ""),
        &error_title(errors, &title),
        false,
        content,
    ))
}
