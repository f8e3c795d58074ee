//! 撤回: asked once more on a page of its own.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kernel::{Actor, Problem};
use maud::html;
use web::server::{Sent, Visit};
use web::ui::{self, Button, Field, FormError, Kind, Notice, Tone, buttons};

use super::show::withdrawable;
use super::{crumbs, head};
use crate::lifecycle;
use crate::portal::{Service, again, page as frame, to};
use crate::service::Loaded;

pub(in crate::portal) async fn page(
    State(cases): Service,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let loaded = cases.own(visit.citizen()?, &number).await?;
    Ok(render(&visit, &loaded, "", &[]))
}

fn render(visit: &Visit, loaded: &Loaded, reason: &str, errors: &[FormError]) -> Response {
    let case = &loaded.case;
    let address = format!("/my/cases/{}", case.number);
    let back = Button::link("不撤回，回去看进度", address.clone()).quiet();
    let content = html! {
        div class="page" {
            (ui::error_summary(errors))
            (head(case))
            div class="measure" {
                @if withdrawable(case) {
                    form method="post" action={ (address) "/withdraw" } {
                        h2 { "撤回这次申请吗？" }
                        p class="top-2 end-4" {
                            "撤回以后这次就不办了，交的材料由我们保存，不影响您以后再申请。撤回不能取消。"
                        }
                        (Field::new("reason", "为什么撤回", Kind::Paragraph { rows: 3, max: Some(2000) })
                            .optional().value(reason).errors(errors))
                        div class="form-actions" { (Button::submit("撤回申请").danger()) (back) }
                    }
                } @else {
                    (Notice::new(Tone::Warn, "现在不能撤回了").text("已经作出决定，或者已经办完。"))
                    (buttons(&[back]))
                }
            }
        }
    };
    frame(
        visit,
        "/my",
        &ui::error_title(errors, "撤回申请"),
        &crumbs(Some(case)),
        content,
    )
}

pub(in crate::portal) async fn withdraw(
    State(cases): Service,
    visit: Visit,
    Path(number): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let citizen = visit.citizen()?;
    let loaded = cases.own(citizen, &number).await?;
    let actor = Actor::Citizen(citizen.clone());
    let (who, reason) = (cases.who(&actor), sent.get("reason").to_owned());
    let done = cases
        .change(actor, loaded.case.id, None, None, move |case, _, _| {
            lifecycle::withdraw(case, &who, &reason)
        })
        .await;
    match done {
        Ok(case) => Ok(to(&format!("/my/cases/{}", case.number))),
        Err(problem) if matches!(problem.status, 409 | 422) => {
            let loaded = cases.own(citizen, &number).await?;
            let errors = [FormError::new("reason", "", problem.title)];
            let response = render(&visit, &loaded, sent.get("reason"), &errors);
            Ok(again(response, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(problem) => Err(problem),
    }
}
