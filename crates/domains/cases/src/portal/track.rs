//! 查办件: number and query code show where a case stands, without any personal data. Guessing is slow and says
//! nothing: a wrong number and a wrong code get the same answer.

use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use items::sentence;
use kernel::{Access, Problem, Route, ledger};
use maud::{Markup, html};
use subtle::ConstantTimeEq as _;
use web::server::limit::Limiter;
use web::server::{Sent, Visit};
use web::ui::{self, Button, Field, FormError, Kind, Width, buttons, fmt};

use super::case::{deadline, standing, timeline};
use super::{again, page as frame, query};
use crate::service::{Cases, Loaded};
use crate::store::file;

/// The public look-up with its limits.
#[derive(Debug)]
pub(super) struct Track {
    cases: Arc<Cases>,
    by_address: Limiter,
    by_number: Limiter,
}

const EACH_ADDRESS: NonZeroU32 = NonZeroU32::MIN.saturating_add(19);
const EACH_NUMBER: NonZeroU32 = NonZeroU32::MIN.saturating_add(4);

pub(super) fn routes(cases: &Arc<Cases>) -> Vec<Route> {
    let track = Arc::new(Track {
        cases: cases.clone(),
        by_address: Limiter::per_minute(EACH_ADDRESS),
        by_number: Limiter::per_minute(EACH_NUMBER),
    });
    vec![
        Route::get("/track", Access::Public, get(page).with_state(track.clone())),
        Route::post("/track", Access::Public, post(look_up).with_state(track)),
    ]
}

async fn page(State(_): State<Arc<Track>>, visit: Visit, RawQuery(asked): RawQuery) -> Result<Response, Problem> {
    let number = query(asked.as_deref())?
        .get("number")
        .chars()
        .take(40)
        .collect::<String>();
    Ok(ask(&visit, &number, &[]))
}

fn ask(visit: &Visit, number: &str, errors: &[FormError]) -> Response {
    let content = html! {
        div class="page" { div class="measure" {
            (ui::error_summary(errors))
            h1 { "查办件" }
            p class="muted top-2 end-5" { "不用登录。两个号码在回执和短信里，中间有没有空格都行。" }
            form method="post" action="/track" novalidate {
                (Field::new("number", "办件编号", Kind::Code(Width::Large)).hint("21位，比如990122 20260917 000037 D")
                    .value(fmt::case_number(number)).errors(errors))
                (Field::new("code", "查询码", Kind::Code(Width::Medium)).hint("8位，比如K7QM 4WTR").errors(errors))
                div class="form-actions" { (Button::submit("查进度").big()) }
            }
            p class="small muted top-4" { "号码找不到了？登录以后在“我的办件”里能看到。" a href="/my/cases" { "去登录" } }
        } }
    };
    frame(visit, "/track", &ui::error_title(errors, "查办件"), &[], content)
}

async fn look_up(
    State(track): State<Arc<Track>>,
    visit: Visit,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, Problem> {
    let number = gbcode::normalise(sent.get("number"));
    let code = gbcode::normalise(sent.get("code"));
    let address = headers
        .get("x-tongban-address")
        .and_then(|v| v.to_str().ok())
        .unwrap_or("unknown");
    track.by_address.count(address)?;
    let empty = [("number", "办件编号", &number), ("code", "查询码", &code)]
        .into_iter()
        .filter(|(.., typed)| typed.is_empty())
        .map(|(id, label, _)| FormError::new(id, label, format!("请填写{label}")));
    let empty: Vec<_> = empty.collect();
    if !empty.is_empty() {
        return Ok(again(ask(&visit, &number, &empty), StatusCode::UNPROCESSABLE_ENTITY));
    }
    track.by_number.count(&number)?;
    match track.find(&number, &code).await? {
        Some(loaded) => shown(&track.cases, &visit, &loaded).await,
        None => {
            let message = "没有查到。请核对办件编号和查询码，它们在回执和短信里";
            let error = [FormError::new("number", "", message)];
            Ok(again(ask(&visit, &number, &error), StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

impl Track {
    /// The case, when number and code belong together. The comparison takes the same time whatever is wrong.
    async fn find(&self, number: &str, code: &str) -> Result<Option<Loaded>, Problem> {
        let kernel = &self.cases.kernel;
        let given = kernel.keys.token_hash(code);
        let row = file::find_by_number(kernel.db.read(), number).await?;
        let nobody = vec![0; given.len()];
        let known = row.as_ref().map_or(&nobody, |row| &row.query_hash);
        let same: bool = known.ct_eq(&given).into();
        match row.filter(|_| same) {
            Some(row) => Ok(Some(self.cases.open(row).await?)),
            None => Ok(None),
        }
    }
}

async fn shown(cases: &Arc<Cases>, visit: &Visit, loaded: &Loaded) -> Result<Response, Problem> {
    let case = &loaded.case;
    let today = cases.kernel.clock.today();
    let running = deadline::running(cases, loaded)?;
    let mut status = standing::status(loaded, running.as_ref(), today);
    if case.state == crate::model::State::Terminated {
        // The reason may speak of the person.
        status.text = "原因写在通知书里，登录以后可以看。".into();
    }
    let events = ledger::events(cases.kernel.db.read(), case.id).await?;
    let line = timeline::timeline(cases, loaded, &events, None)?;
    let body = cases.identity.body(case.filed.body).await?;
    let content = html! {
        div class="page" {
            h1 { (sentence(&case.filed.title)) }
            p class="muted row small top-2 end-5" {
                span { (body.name) }
                span class="code nowrap" { (fmt::case_number(&case.number)) }
            }
            div class="split" {
                div {
                    (status)
                    @if let Some(running) = &running { (deadline::explained(cases, running)?) }
                    section class="section" aria-labelledby="tl" {
                        h2 id="tl" { "办到哪一步" }
                        div class="top-4" { (ui::timeline(&line)) }
                    }
                    (buttons(&[Button::link("查另一件", "/track").secondary()]))
                }
                aside class="stack" {
                    (super::case::receipt::who(&body))
                    (sign_in(&case.number))
                }
            }
        }
    };
    Ok(frame(
        visit,
        "/track",
        &format!("{}：查办件", case.state.citizen_words()),
        &[],
        content,
    ))
}

fn sign_in(number: &str) -> Markup {
    html! {
        div class="card" {
            h2 class="size-1" { "要补材料、看文书？" }
            p class="small muted" { "这一页谁有查询码都能看，所以没有个人信息。登录以后能看全部，也能办。" }
            a class="touch" href={ "/my/cases/" (number) } { "登录看全部" }
        }
    }
}
