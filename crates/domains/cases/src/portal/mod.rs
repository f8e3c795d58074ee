//! What citizens see of cases: applying, following a case, answering, rating; and the public look-up by query code.

mod apply;
mod case;
mod draft;
mod multipart;
mod my;
mod track;

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Access, Id, Problem, Route, shanghai};
use maud::Markup;
use web::server::{Sent, Visit};
use web::ui::{self, Link, fmt};

use crate::form::Look;
use crate::service::Cases;

type Service = State<Arc<Cases>>;

/// The routes of the portal.
pub fn routes(cases: &Arc<Cases>) -> Vec<Route> {
    let (own, s) = (Access::Citizen, || cases.clone());
    // Several files may come at once without scripts; each is kept as it arrives.
    let files = || {
        let most = usize::try_from(cases.kernel.config.max_upload_mb).unwrap_or(20);
        DefaultBodyLimit::max((most * 5 + 2) * 1024 * 1024)
    };
    let mut routes = vec![
        Route::get("/apply/{code}", own, get(apply::page).with_state(s())),
        Route::post("/apply/{code}", own, post(apply::choose).with_state(s())),
        Route::get("/my", own, get(my::page).with_state(s())),
        Route::get("/my/drafts", own, get(draft::list::page).with_state(s())),
        Route::get("/my/drafts/{id}", own, get(draft::overview::page).with_state(s())),
        Route::post(
            "/my/drafts/{id}/discard",
            own,
            post(draft::overview::discard).with_state(s()),
        ),
        Route::get(
            "/my/drafts/{id}/questions",
            own,
            get(draft::section::questions).with_state(s()),
        ),
        Route::post(
            "/my/drafts/{id}/questions",
            own,
            post(draft::section::save_questions).with_state(s()),
        ),
        Route::get(
            "/my/drafts/{id}/form/{section}",
            own,
            get(draft::section::page).with_state(s()),
        ),
        Route::post(
            "/my/drafts/{id}/form/{section}",
            own,
            post(draft::section::save).with_state(s()),
        ),
        Route::get(
            "/my/drafts/{id}/materials",
            own,
            get(draft::materials::page).with_state(s()),
        ),
        Route::post(
            "/my/drafts/{id}/materials",
            own,
            post(draft::materials::save).layer(files()).with_state(s()),
        ),
        Route::get("/my/drafts/{id}/check", own, get(draft::check::page).with_state(s())),
        Route::post("/my/drafts/{id}/check", own, post(draft::check::submit).with_state(s())),
        Route::get("/my/files/{owner}/{id}", own, get(case::files::upload).with_state(s())),
    ];
    routes.extend(of_case(cases, files()));
    routes.extend(track::routes(cases));
    routes
}

fn of_case(cases: &Arc<Cases>, files: DefaultBodyLimit) -> Vec<Route> {
    let (own, s) = (Access::Citizen, || cases.clone());
    vec![
        Route::get("/my/cases", own, get(case::list::page).with_state(s())),
        Route::get("/my/cases/{number}", own, get(case::show::page).with_state(s())),
        Route::get(
            "/my/cases/{number}/receipt",
            own,
            get(case::receipt::page).with_state(s()),
        ),
        Route::get(
            "/my/cases/{number}/receipt.pdf",
            own,
            get(case::files::receipt).with_state(s()),
        ),
        Route::get(
            "/my/cases/{number}/documents/{id}",
            own,
            get(case::files::document).with_state(s()),
        ),
        Route::get(
            "/my/cases/{number}/correction",
            own,
            get(case::correction::page).with_state(s()),
        ),
        Route::post(
            "/my/cases/{number}/correction",
            own,
            post(case::correction::send).layer(files).with_state(s()),
        ),
        Route::get(
            "/my/cases/{number}/withdraw",
            own,
            get(case::withdraw::page).with_state(s()),
        ),
        Route::post(
            "/my/cases/{number}/withdraw",
            own,
            post(case::withdraw::withdraw).with_state(s()),
        ),
        Route::get("/my/cases/{number}/rate", own, get(case::rate::page).with_state(s())),
        Route::post("/my/cases/{number}/rate", own, post(case::rate::rate).with_state(s())),
    ]
}

/// A personal page.
fn page(visit: &Visit, nav: &str, title: &str, crumbs: &[Link], content: Markup) -> Response {
    ui::portal_page(&visit.page(nav), title, crumbs, content).into_response()
}

/// A page whose form must be changed before it goes on.
fn again(mut response: Response, status: StatusCode) -> Response {
    *response.status_mut() = status;
    response
}

/// Post, redirect, get.
fn to(address: &str) -> Response {
    Redirect::to(address).into_response()
}

fn query(query: Option<&str>) -> Result<Sent, Problem> {
    Sent::parse(query.unwrap_or_default().as_bytes())
}

/// An id of an address; what is none is not there.
fn id(text: &str) -> Result<Id, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}

fn day(at: DateTime<Utc>) -> NaiveDate {
    shanghai(at).date_naive()
}

/// 9月17日 周四 20:41.
fn moment(at: DateTime<Utc>, today: NaiveDate) -> String {
    fmt::date_time(shanghai(at).naive_local(), today)
}

/// 10:32 today, otherwise with the day.
fn short_moment(at: DateTime<Utc>, today: NaiveDate) -> String {
    let local = shanghai(at).naive_local();
    if local.date() == today {
        fmt::time(local.time())
    } else {
        format!("{} {}", fmt::date(local.date(), today), fmt::time(local.time()))
    }
}

impl Cases {
    /// What the controls of a form need to know.
    pub(crate) fn look<'a>(&'a self, provinces: &'a gbcode::Provinces) -> Look<'a> {
        Look {
            regions: &self.catalogue.words().regions,
            provinces,
            today: self.kernel.clock.today(),
        }
    }
}
