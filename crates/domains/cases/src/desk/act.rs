//! What the buttons of a case do: the command, then back to the case with a word about it; after a refusal the same page
//! with everything that was written.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::Problem;
use web::server::{Sent, Visit};

use super::input::Input;
use super::kept::{self, WORK};
use super::opened::Opened;
use super::{Desk, case, opened};
use crate::commands::desk::{self, StepInput};
use crate::lifecycle::DecisionText;
use crate::model::{Case, State as Stand};

/// POST …/accept
pub(super) async fn accept(
    State(state): State<Arc<Desk>>,
    visit: Visit,
    Path(number): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let opened = opened::open(&state, &visit, &number).await?;
    let outcome = desk::accept(&state.cases, &visit.actor, opened.loaded.case.id, None).await;
    answer(&state, &visit, opened, &sent, outcome.map(|_| "accepted")).await
}

/// POST …/work
pub(super) async fn work(
    State(state): State<Arc<Desk>>,
    visit: Visit,
    Path(number): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let opened = opened::open(&state, &visit, &number).await?;
    let input = input(&state, &opened, &sent);
    let step = input.step.clone();
    let outcome = desk::work(&state.cases, &visit.actor, opened.loaded.case.id, input, None).await;
    let said = outcome.map(|case| if case.step_done(&step) { "worked" } else { "signed" });
    answer(&state, &visit, opened, &sent, said).await
}

/// POST …/decide: 准予.
pub(super) async fn grant(
    State(state): State<Arc<Desk>>,
    visit: Visit,
    Path(number): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let opened = opened::open(&state, &visit, &number).await?;
    let input = input(&state, &opened, &sent);
    let decision = DecisionText {
        granted: true,
        ..DecisionText::default()
    };
    let id = opened.loaded.case.id;
    let outcome = desk::decide(&state.cases, &visit.actor, id, input, decision, None).await;
    let said = |case: Case| {
        if case.state == Stand::InReview {
            "worked"
        } else {
            "granted"
        }
    };
    answer(&state, &visit, opened, &sent, outcome.map(said)).await
}

/// POST …/make
pub(super) async fn make(
    State(state): State<Arc<Desk>>,
    visit: Visit,
    Path(number): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let opened = opened::open(&state, &visit, &number).await?;
    let input = input(&state, &opened, &sent);
    let outcome = desk::make(&state.cases, &visit.actor, opened.loaded.case.id, input, None).await;
    let said = outcome.map(|case| if case.made.is_empty() { "worked" } else { "made" });
    answer(&state, &visit, opened, &sent, said).await
}

/// What was sent, at the step that the page was made for: who comes too late is told so by the rules.
fn input(state: &Desk, opened: &Opened, sent: &Sent) -> StepInput {
    let local = opened.loaded.handled.local();
    let step = local.definition().steps.iter().find(|s| s.id == sent.get("step"));
    step.map_or_else(
        || StepInput {
            opinion: sent.get("opinion").to_owned(),
            ..StepInput::default()
        },
        |step| Input::read(state, opened, step, sent).input(),
    )
}

async fn answer(
    state: &Desk,
    visit: &Visit,
    opened: Opened,
    sent: &Sent,
    outcome: Result<&'static str, Problem>,
) -> Result<Response, Problem> {
    let (id, staff) = (opened.loaded.case.id, opened.staff.id);
    match outcome {
        Ok(said) => {
            kept::forget(&state.cases, id, staff).await?;
            Ok(Redirect::to(&format!("{}?said={said}", opened.href())).into_response())
        }
        Err(problem) if matches!(problem.status, 403 | 409 | 422) => {
            // What was written is a draft from here on; the page shows how things stand now.
            opened
                .kept
                .clone()
                .with(WORK, sent)
                .save(&state.cases, id, staff)
                .await?;
            let now = opened::open(state, visit, &opened.loaded.case.number).await?;
            let problem = if problem.status == 409 {
                let title = problem.title.trim_end_matches('。').to_owned();
                Problem {
                    title: format!("{title}。您写的意见已经留在草稿里"),
                    ..problem
                }
            } else {
                problem
            };
            case::again(state, visit, &now, sent, &problem).await
        }
        Err(problem) => Err(problem),
    }
}
