//! 评价: five levels with reasons, once for each case (好差评).

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use items::sentence;
use kernel::{Actor, Problem};
use maud::{Markup, html};
use web::server::{Sent, Visit};
use web::ui::{self, Button, Choice, Field, FormError, Kind, Notice, Tone, buttons, fmt};

use super::crumbs;
use super::list::rateable;
use crate::lifecycle;
use crate::model::{Case, Rating, level_words};
use crate::portal::{Service, again, day, page as frame, to};
use crate::service::Cases;

const REASONS: [&str; 10] = [
    "一次说清楚",
    "办得快",
    "态度好",
    "网上好操作",
    "说不清楚要什么材料",
    "要了清单以外的材料",
    "等得太久",
    "态度不好",
    "网上操作太难",
    "多跑了路",
];

/// What becomes of a rating.
const FOLLOW: &str = "办这件事的机关会看到您的评价和您说的话。每件事只评一次。问题急的，请直接打12345。";

pub(in crate::portal) async fn page(
    State(cases): Service,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let loaded = cases.own(visit.citizen()?, &number).await?;
    let body = cases.identity.body(loaded.case.filed.body).await?.name.clone();
    Ok(render(&cases, &visit, &loaded.case, &body, &Sent::default(), &[]))
}

fn render(cases: &Cases, visit: &Visit, case: &Case, body: &str, sent: &Sent, errors: &[FormError]) -> Response {
    let today = cases.kernel.clock.today();
    let ended = case
        .ended_at
        .map(|at| format!("，{}办结", fmt::date(day(at), today)))
        .unwrap_or_default();
    let content = html! {
        div class="page" { div class="measure-wide" {
            (ui::error_summary(errors))
            h1 { "这次办得怎么样？" }
            p class="muted top-2 end-5" { (sentence(&case.filed.title)) "，" (body) (ended) "。" }
            @match &case.rating {
                Some(rating) => (given(case, rating)),
                None if rateable(case) => (form(case, sent, errors)),
                None => {
                    (Notice::new(Tone::Info, "办完以后再评").text("这件事还在办。办结后会发短信请您评价。"))
                    (buttons(&[Button::link("看办理进度", format!("/my/cases/{}", case.number)).secondary()]))
                }
            }
        } }
    };
    frame(
        visit,
        "/my",
        &ui::error_title(errors, "评价"),
        &crumbs(Some(case)),
        content,
    )
}

fn form(case: &Case, sent: &Sent, errors: &[FormError]) -> Markup {
    let invalid = errors.iter().any(|error| error.field_id == "level");
    let chosen: Vec<&str> = sent.all("reason").collect();
    let reasons = REASONS.iter().map(|words| Choice::new(*words, *words)).collect();
    html! {
        form method="post" action={ "/my/cases/" (case.number) "/rate" } novalidate {
            fieldset class={ "field measure-full" @if invalid { " invalid" } } id="level" tabindex="-1"
                aria-describedby=[invalid.then_some("level-e")] {
                legend class="label" { "您满意吗？" }
                @for error in errors.iter().filter(|error| error.field_id == "level") {
                    p class="error" id="level-e" { span class="visually-hidden" { "错误：" } (error.message) }
                }
                div class="levels choices" {
                    @for level in (1..=5).rev() {
                        label class="choice" {
                            input type="radio" name="level" value=(level)
                                checked[sent.get("level") == level.to_string()];
                            span { (level_words(level)) }
                        }
                    }
                }
            }
            (Field::new("reason", "哪里好，或者哪里不好？", Kind::Many(reasons)).values(chosen).optional().full()
                .hint("可以多选"))
            (Field::new("words", "想对我们说的", Kind::Paragraph { rows: 4, max: Some(500) })
                .value(sent.get("words")).hint("请不要写身份证号和电话").optional().full().errors(errors))
            (Notice::new(Tone::Info, "评了以后会怎样").text(FOLLOW))
            div class="form-actions" { (Button::submit("提交评价").big()) }
        }
    }
}

fn given(case: &Case, rating: &Rating) -> Markup {
    html! {
        (Notice::new(Tone::Good, format!("您评了“{}”", level_words(rating.level))).text(FOLLOW))
        @if !rating.reasons.is_empty() { p class="top-4" { (rating.reasons.join("、")) } }
        @if !rating.text.is_empty() { p class="prose top-3" { (rating.text) } }
        (buttons(&[Button::link("回到这件办件", format!("/my/cases/{}", case.number)).secondary()]))
    }
}

pub(in crate::portal) async fn rate(
    State(cases): Service,
    visit: Visit,
    Path(number): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let citizen = visit.citizen()?;
    let loaded = cases.own(citizen, &number).await?;
    let body = cases.identity.body(loaded.case.filed.body).await?.name.clone();
    let wrong = |errors: &[FormError]| {
        let response = render(&cases, &visit, &loaded.case, &body, &sent, errors);
        again(response, StatusCode::UNPROCESSABLE_ENTITY)
    };
    let Ok(level) = sent.get("level").parse::<u8>() else {
        return Ok(wrong(&[FormError::new("level", "您满意吗", "请从五个满意度里选一个")]));
    };
    let words = sent.get("words").to_owned();
    let count = words.chars().count();
    if count > 500 {
        let message = format!("最多写500字，请删掉{}字", count - 500);
        return Ok(wrong(&[FormError::new("words", "想对我们说的", message)]));
    }
    let known = |words: &&str| REASONS.contains(words);
    let reasons: Vec<String> = sent.all("reason").filter(known).map(str::to_owned).collect();
    let actor = Actor::Citizen(citizen.clone());
    let done = cases
        .change(actor, loaded.case.id, None, None, move |case, _, _| {
            lifecycle::rate(case, level, reasons, &words)
        })
        .await;
    match done {
        // Pressed twice: the first rating stands, and the page shows it.
        Ok(_) => Ok(to(&format!("/my/cases/{number}/rate"))),
        Err(problem) if problem.code == "rated_already" => Ok(to(&format!("/my/cases/{number}/rate"))),
        Err(problem) if problem.status == 422 => Ok(wrong(&[FormError::new("level", "", problem.title)])),
        Err(problem) => Err(problem),
    }
}
