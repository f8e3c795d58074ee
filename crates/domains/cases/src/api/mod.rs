//! What programs call. People who are signed in reach their own things; programs what their permissions cover, for a
//! person (`applicant`) or for a member of staff (`X-Tongban-Staff`).

mod cases;
mod documents;
mod drafts;
mod filing;
mod request;
mod work;

use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::routing::{delete, get, patch, post, put};
use kernel::{Access, Route};
use utoipa::OpenApi as _;
use web::server::limit::Limiter;

use crate::permissions::{API, OPEN, PAY, RECEIVE, REVIEW, SEE};
use crate::service::Cases;

/// How often a minute one case number may be tried with a query code.
const TRIES: NonZeroU32 = NonZeroU32::MIN.saturating_add(19);

/// The routes of the API.
pub fn routes(service: &Arc<Cases>) -> Vec<Route> {
    let s = || service.clone();
    let room_for_files = DefaultBodyLimit::max(service.kernel.config.max_upload_mb as usize * 1024 * 1024 + 1024);
    let tracker = cases::Tracker {
        cases: s(),
        limit: Arc::new(Limiter::per_minute(TRIES)),
    };
    let (own, see) = (Access::Api(API), Access::Api(SEE));
    let change_draft = Route {
        method: http::Method::PATCH,
        path: "/api/v1/drafts/{id}",
        access: own,
        handler: patch(drafts::change).with_state(s()),
    };
    let mut routes = vec![
        Route::post("/api/v1/drafts", own, post(drafts::begin).with_state(s())),
        Route::get("/api/v1/drafts/{id}", own, get(drafts::show).with_state(s())),
        change_draft,
        Route::delete("/api/v1/drafts/{id}", own, delete(drafts::discard).with_state(s())),
        Route::get("/api/v1/drafts/{id}/outcome", own, get(drafts::outcome).with_state(s())),
        Route::post("/api/v1/drafts/{id}/submit", own, post(drafts::submit).with_state(s())),
        Route::put(
            "/api/v1/drafts/{id}/materials/{material}",
            own,
            put(drafts::put_file).with_state(s()).layer(room_for_files),
        ),
        Route::delete(
            "/api/v1/drafts/{id}/files/{file}",
            own,
            delete(drafts::remove_file).with_state(s()),
        ),
        Route::post(
            "/api/v1/uploads",
            own,
            post(filing::upload).with_state(s()).layer(room_for_files),
        ),
        Route::post("/api/v1/cases", own, post(filing::file).with_state(s())),
        Route::get("/api/v1/cases", see, get(cases::list).with_state(s())),
        Route::get("/api/v1/cases/{number}", see, get(cases::show).with_state(s())),
        Route::post(
            "/api/v1/cases/{number}/supply",
            own,
            post(cases::supply).with_state(s()),
        ),
        Route::post(
            "/api/v1/cases/{number}/withdraw",
            own,
            post(cases::withdraw).with_state(s()),
        ),
        Route::post("/api/v1/cases/{number}/rating", own, post(cases::rate).with_state(s())),
        Route::get("/api/v1/cases/{number}/clock", see, get(cases::clock).with_state(s())),
        Route::get(
            "/api/v1/cases/{number}/documents",
            see,
            get(cases::papers).with_state(s()),
        ),
        Route::get(
            "/api/v1/cases/{number}/documents/{document}",
            see,
            get(cases::paper).with_state(s()),
        ),
        Route::get(
            "/api/v1/cases/{number}/files/{file}",
            see,
            get(cases::handed_in).with_state(s()),
        ),
        Route::get("/api/v1/track", Access::Public, get(cases::track).with_state(tracker)),
    ];
    routes.extend(for_staff(service));
    routes
}

/// The routes of those who work on cases. A person who is signed in passes the gate and is turned away inside.
fn for_staff(service: &Arc<Cases>) -> Vec<Route> {
    let s = || service.clone();
    let (receive, review) = (Access::Api(RECEIVE), Access::Api(REVIEW));
    let at = |path, access, handler| Route::post(path, access, handler);
    vec![
        Route::get(
            "/api/v1/cases/{number}/work",
            Access::Api(SEE),
            get(work::work_now).with_state(s()),
        ),
        at(
            "/api/v1/cases/ex-officio",
            Access::Api(OPEN),
            post(filing::ex_officio).with_state(s()),
        ),
        at(
            "/api/v1/cases/{number}/acceptance",
            receive,
            post(work::accept).with_state(s()),
        ),
        at(
            "/api/v1/cases/{number}/correction",
            receive,
            post(work::ask_correction).with_state(s()),
        ),
        at(
            "/api/v1/cases/{number}/rejection",
            receive,
            post(work::not_accept).with_state(s()),
        ),
        at(
            "/api/v1/cases/{number}/steps/{step}",
            review,
            post(work::work).with_state(s()),
        ),
        at(
            "/api/v1/cases/{number}/decision",
            review,
            post(work::decide).with_state(s()),
        ),
        at(
            "/api/v1/cases/{number}/result",
            review,
            post(work::make).with_state(s()),
        ),
        at(
            "/api/v1/cases/{number}/return",
            review,
            post(work::send_back).with_state(s()),
        ),
        at(
            "/api/v1/cases/{number}/special/{procedure}/begin",
            review,
            post(work::begin_special).with_state(s()),
        ),
        at(
            "/api/v1/cases/{number}/special/{procedure}/end",
            review,
            post(work::end_special).with_state(s()),
        ),
        at(
            "/api/v1/cases/{number}/extension",
            review,
            post(work::extend).with_state(s()),
        ),
        at(
            "/api/v1/cases/{number}/delivery",
            receive,
            post(work::deliver).with_state(s()),
        ),
        at(
            "/api/v1/cases/{number}/payments",
            Access::Api(PAY),
            post(work::pay).with_state(s()),
        ),
        at(
            "/api/v1/cases/{number}/termination",
            review,
            post(work::terminate).with_state(s()),
        ),
    ]
}

#[derive(utoipa::OpenApi)]
#[openapi(paths(
    drafts::begin,
    drafts::show,
    drafts::change,
    drafts::discard,
    drafts::outcome,
    drafts::submit,
    drafts::put_file,
    drafts::remove_file,
    filing::upload,
    filing::file,
    filing::ex_officio,
    cases::list,
    cases::show,
    cases::supply,
    cases::withdraw,
    cases::rate,
    cases::clock,
    cases::papers,
    cases::paper,
    cases::handed_in,
    cases::track,
    work::work_now,
    work::accept,
    work::ask_correction,
    work::not_accept,
    work::work,
    work::decide,
    work::make,
    work::send_back,
    work::begin_special,
    work::end_special,
    work::extend,
    work::deliver,
    work::pay,
    work::terminate
))]
struct Document;

/// The part of the API's description that belongs to this room.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}
