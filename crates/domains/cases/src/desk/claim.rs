//! Taking cases and letting go of them, one or several.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use kernel::Problem;
use maud::html;
use web::server::{Sent, Visit};
use web::ui::desk::{desk_head, desk_page};
use web::ui::{Button, Notice, Tone, buttons};

use super::{Desk, words, worklist};
use crate::commands::desk;
use crate::store::file;

/// More at once is a mistake.
const MOST: usize = 200;

/// POST /desk/cases/{number}/claim: back to the list, or to the case when it came from there.
pub(super) async fn one(
    State(state): State<Arc<Desk>>,
    visit: Visit,
    Path(number): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let tab = Sent::parse(query.unwrap_or_default().as_bytes())?.get("tab").to_owned();
    let row = file::find_by_number(state.cases.kernel.db.read(), &number).await?;
    let id = row.ok_or_else(Problem::not_found)?.id;
    let outcome = desk::claim(&state.cases, &visit.actor, id).await;
    Ok(match outcome {
        Ok(()) if tab.is_empty() => Redirect::to(&format!("/desk/cases/{number}?said=claimed")).into_response(),
        Ok(()) => Redirect::to(&worklist::back(&tab, "claimed")).into_response(),
        Err(problem) if problem.status == 409 || problem.status == 403 => {
            refused(&visit, &problem, &number, &tab).into_response()
        }
        Err(problem) => return Err(problem),
    })
}

/// POST /desk/cases/{number}/release.
pub(super) async fn release(
    State(state): State<Arc<Desk>>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Redirect, Problem> {
    let row = file::find_by_number(state.cases.kernel.db.read(), &number).await?;
    let id = row.ok_or_else(Problem::not_found)?.id;
    desk::release(&state.cases, &visit.actor, id).await?;
    Ok(Redirect::to(&format!("/desk/cases/{number}?said=released")))
}

fn refused(visit: &Visit, problem: &Problem, number: &str, tab: &str) -> (StatusCode, maud::Markup) {
    let content = html! {
        (desk_head("没有领到", &html! { span class="number" { (number) } }, &[]))
        (Notice::new(Tone::Warn, problem.title.clone()).text("您仍然可以看这一件。"))
        (buttons(&[
            Button::link("回到办件", if tab.is_empty() { "/desk".into() } else { format!("/desk?tab={tab}") }),
            Button::link("看这一件", format!("/desk/cases/{number}")).secondary(),
        ]))
    };
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::CONFLICT);
    (status, desk_page(&words::frame(visit, ""), "没有领到", false, content))
}

/// POST /desk/claim: several; each on its own, and those that failed are named with the reason.
pub(super) async fn several(
    State(state): State<Arc<Desk>>,
    visit: Visit,
    RawQuery(query): RawQuery,
    sent: Sent,
) -> Result<Response, Problem> {
    each(&state, &visit, query, &sent, true).await
}

/// POST /desk/release: several.
pub(super) async fn release_several(
    State(state): State<Arc<Desk>>,
    visit: Visit,
    RawQuery(query): RawQuery,
    sent: Sent,
) -> Result<Response, Problem> {
    each(&state, &visit, query, &sent, false).await
}

async fn each(
    state: &Desk,
    visit: &Visit,
    query: Option<String>,
    sent: &Sent,
    take: bool,
) -> Result<Response, Problem> {
    let tab = Sent::parse(query.unwrap_or_default().as_bytes())?.get("tab").to_owned();
    let (mut done, mut failed) = (0, Vec::new());
    for number in sent.all("case").take(MOST) {
        let row = file::find_by_number(state.cases.kernel.db.read(), number).await?;
        let outcome = match row {
            // What does not exist is told like what may not be seen.
            None => Err(Problem::not_found()),
            Some(row) if take => desk::claim(&state.cases, &visit.actor, row.id).await,
            Some(row) => desk::release(&state.cases, &visit.actor, row.id).await,
        };
        match outcome {
            Ok(()) => done += 1,
            Err(problem) if problem.status < 500 => failed.push(format!("{number}：{}", problem.title)),
            Err(problem) => return Err(problem),
        }
    }
    let said = match (done, take) {
        (0, _) if failed.is_empty() => "none",
        (_, true) => "claimed",
        (_, false) => "released",
    };
    if failed.is_empty() {
        return Ok(Redirect::to(&worklist::back(&tab, said)).into_response());
    }
    let content = html! {
        (desk_head("领取结果", &html! {}, &[]))
        (worklist::partly(done, &failed))
        (buttons(&[Button::link("回到办件", worklist::back(&tab, ""))]))
    };
    let page = desk_page(&words::frame(visit, ""), "领取结果", false, content);
    Ok((StatusCode::CONFLICT, page).into_response())
}
