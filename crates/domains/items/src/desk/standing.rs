//! Suspending, resuming and cancelling an item of a body.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use kernel::{Problem, shanghai};
use maud::html;
use web::server::{Sent, Visit};
use web::ui::desk::{desk_head, desk_page, sheet};
use web::ui::form::date_value;
use web::ui::{self, Button, Choice, Field, FormError, Kind};

use super::{ROOM, may_see};
use crate::catalogue::Catalogue;
use crate::edition::Standing;
use crate::publish::Refusal;
use crate::shelf::Listing;

pub(super) async fn page(
    State(catalogue): State<Arc<Catalogue>>,
    visit: Visit,
    Path(code): Path<String>,
) -> Result<Response, Problem> {
    let listing = seen(&catalogue, &visit, &code).await?;
    let today = shanghai(catalogue.kernel().clock.now()).date_naive();
    Ok(show(&visit, &listing, &Sent::default(), today, &[]).into_response())
}

async fn seen(catalogue: &Catalogue, visit: &Visit, code: &str) -> Result<Arc<Listing>, Problem> {
    let listing = catalogue.listing(code).await?.ok_or_else(Problem::not_found)?;
    if may_see(visit, &listing)? {
        Ok(listing)
    } else {
        Err(Problem::not_found())
    }
}

pub(super) async fn change(
    State(catalogue): State<Arc<Catalogue>>,
    visit: Visit,
    Path(code): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let listing = seen(&catalogue, &visit, &code).await?;
    let today = shanghai(catalogue.kernel().clock.now()).date_naive();
    let mut errors = Vec::new();
    let since = date_value(sent.get("since-y"), sent.get("since-m"), sent.get("since-d"))
        .parse::<NaiveDate>()
        .ok();
    if sent.get("reason").is_empty() {
        errors.push(FormError::new("reason", "原因", "请写明原因，申请人会看到"));
    }
    if sent.get("to") != "resume" && since.is_none_or(|since| since < today) {
        errors.push(FormError::new("since", "从哪一天起", "请填今天或以后的日期"));
    }
    if !["suspend", "resume", "cancel"].contains(&sent.get("to")) {
        errors.push(FormError::new("to", "改成什么", "请选一项"));
    }
    if !errors.is_empty() {
        return Ok((
            StatusCode::UNPROCESSABLE_ENTITY,
            show(&visit, &listing, &sent, today, &errors),
        )
            .into_response());
    }
    let (body, item, reason) = (&listing.body.code, &listing.item().basic_code, sent.get("reason"));
    let (actor, since) = (&visit.actor, since.unwrap_or(today));
    let done = match sent.get("to") {
        "suspend" => catalogue.suspend(actor, body, item, reason, since).await,
        "cancel" => catalogue.cancel(actor, body, item, reason, since).await,
        _ => catalogue.resume(actor, body, item, reason).await,
    };
    match done {
        Ok(()) => Ok(Redirect::to(ROOM).into_response()),
        Err(Refusal::Problem(problem)) if problem.status == 422 => {
            let error = FormError::new("to", "改成什么", problem.title);
            Ok((
                StatusCode::UNPROCESSABLE_ENTITY,
                show(&visit, &listing, &sent, today, &[error]),
            )
                .into_response())
        }
        Err(refusal) => Err(refusal.into()),
    }
}

fn show(visit: &Visit, listing: &Listing, sent: &Sent, today: NaiveDate, errors: &[FormError]) -> Html<String> {
    let title = format!("变更：{}", crate::say::name(&listing.item().name));
    let mut choices = vec![
        Choice::new("suspend", "暂停").hint("从那天起不收新的申请，在办的照常办完"),
        Choice::new("cancel", "取消").hint("从那天起不再办理，指南留着供人查看"),
    ];
    let mut from = Field::new("since", "从哪一天起", Kind::Date);
    if listing.standing != Standing::InForce {
        from = from.hint("恢复办理的不用填");
        choices.insert(0, Choice::new("resume", "恢复办理").hint("马上可以再申请"));
    }
    let since = date_value(sent.get("since-y"), sent.get("since-m"), sent.get("since-d"));
    let since = if since.is_empty() { today.to_string() } else { since };
    let content = html! {
        (ui::error_summary(errors))
        (desk_head(&title, &html! { (listing.body.name) "，这个事项的所有业务办理项一起变更" }, &[]))
        (sheet("改成什么", &html! {}, &html! {
            form class="sheet-body" method="post" action={ "/desk/items/standing/" (listing.code) } {
                (Field::new("to", "改成什么", Kind::One(choices)).value(sent.get("to")).errors(errors))
                (from.value(since).errors(errors))
                (Field::new("reason", "原因", Kind::Paragraph { rows: 3, max: Some(200) }).value(sent.get("reason"))
                    .hint("申请人会在指南上看到").errors(errors))
                (ui::buttons(&[Button::submit("确认变更"), Button::link("不变更，返回", ROOM).quiet()]))
            }
        }))
    };
    Html(desk_page(&visit.desk(ROOM), &ui::error_title(errors, &title), false, content).into_string())
}
