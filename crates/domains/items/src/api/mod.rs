//! The room for programs: the lists as data, what applies to a case, publication.

mod data;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use kernel::{Access, Problem, Route};
use serde_json::{Value, json};
use utoipa::OpenApi;
use web::server::error::ProblemDocument;
use web::server::{Sent, Visit};

use crate::catalogue::Catalogue;
use crate::given::Given;
use crate::outcome::Outcome;
use crate::publish::{PUBLISH, Published};
use crate::shelf::Listing;
use data::{Detail, Entry, EvaluationRequest, Page, PublishRequest, PublishedVersion};

/// Entries on one page, and at most.
const PAGE: usize = 50;
const MOST: usize = 200;

/// The routes for programs.
pub(crate) fn routes(catalogue: &Arc<Catalogue>) -> Vec<Route> {
    let service = || catalogue.clone();
    vec![
        Route::get("/api/v1/items", Access::Public, get(list).with_state(service())),
        Route::get(
            "/api/v1/items/{code}",
            Access::Public,
            get(detail).with_state(service()),
        ),
        Route::post(
            "/api/v1/items/{code}/evaluate",
            Access::Public,
            post(evaluate).with_state(service()),
        ),
        Route::post(
            "/api/v1/packages",
            Access::Api(PUBLISH),
            post(publish).with_state(service()),
        ),
        Route::get(
            "/api/v1/packages/{digest}",
            Access::Public,
            get(package).with_state(service()),
        ),
    ]
}

#[derive(OpenApi)]
#[openapi(
    paths(list, detail, evaluate, publish, package),
    components(schemas(
        Entry,
        Page,
        Detail,
        EvaluationRequest,
        PublishRequest,
        PublishedVersion,
        data::BodyData,
        data::StandingData
    ))
)]
struct Document;

/// The OpenAPI document of this room.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// Lists the handling items in force, ordered by item, handling item and body.
#[utoipa::path(
    get,
    path = "/api/v1/items",
    params(
        ("region" = Option<String>, Query, description = "Region that is served, 12 digits"),
        ("body" = Option<String>, Query, description = "Unified social credit code of the body"),
        ("item" = Option<String>, Query, description = "Basic code, 12 digits"),
        ("type" = Option<String>, Query, description = "Item type, two digits (GB/T 39554.1)"),
        ("depth" = Option<u8>, Query, description = "Online depth, 1 to 4"),
        ("after" = Option<String>, Query, description = "Cursor: `next` of the page before"),
        ("limit" = Option<usize>, Query, description = "Entries on a page, at most 200")
    ),
    responses(
        (status = 200, body = Page),
        (status = 400, description = "bad_request", body = ProblemDocument)
    )
)]
async fn list(State(catalogue): State<Arc<Catalogue>>, query: RawQuery) -> Result<Json<Page>, Problem> {
    let sent = Sent::parse(query.0.unwrap_or_default().as_bytes())?;
    let limit = match sent.get("limit") {
        "" => PAGE,
        text => text
            .parse()
            .ok()
            .filter(|limit| (1..=MOST).contains(limit))
            .ok_or_else(|| Problem::bad_request("limit要在1到200之间").field("limit", "请填1到200的整数"))?,
    };
    let shelf = catalogue.shelf().await?;
    let is = |name: &str, value: &str| sent.get(name).is_empty() || sent.get(name) == value;
    let wanted = |one: &&Arc<Listing>| {
        !one.is_cancelled()
            && is("region", &one.serves)
            && is("body", &one.body.code)
            && is("item", &one.item().basic_code)
            && is("type", one.item().kind.code())
            && is("depth", &one.handling().online_depth.to_string())
    };
    let after = sent.get("after");
    let start = shelf
        .listings()
        .partition_point(|one| !after.is_empty() && *one.key() <= *after);
    let mut found = shelf.listings()[start..].iter().filter(wanted);
    let shown: Vec<&Arc<Listing>> = found.by_ref().take(limit).collect();
    let more = found.next().is_some();
    let next = shown.last().filter(|_| more).map(|one| one.key());
    Ok(Json(Page {
        items: shown.into_iter().map(|one| Entry::of(one)).collect(),
        next,
    }))
}

/// A handling item whole: what the package says, and the values that count at this body.
#[utoipa::path(
    get,
    path = "/api/v1/items/{code}",
    params(("code" = String, Path, description = "Handling-item code, 33 characters")),
    responses(
        (status = 200, body = Detail),
        (status = 404, description = "not_found: no body handles it", body = ProblemDocument)
    )
)]
async fn detail(State(catalogue): State<Arc<Catalogue>>, Path(code): Path<String>) -> Result<Json<Detail>, Problem> {
    let (handled, standing) = catalogue.current(&code).await?.ok_or_else(Problem::not_found)?;
    Detail::of(&handled, &standing).map(Json)
}

/// What applies to a case: questions, materials, fee, limit, steps, results, and what is wrong with the input.
#[utoipa::path(
    post,
    path = "/api/v1/items/{code}/evaluate",
    params(("code" = String, Path, description = "Handling-item code, 33 characters")),
    request_body = EvaluationRequest,
    responses(
        (status = 200, description = "The outcome", body = Object),
        (status = 400, description = "bad_request", body = ProblemDocument),
        (status = 404, description = "not_found: no body handles it", body = ProblemDocument),
        (status = 422, description = "not_evaluated", body = ProblemDocument)
    )
)]
async fn evaluate(
    State(catalogue): State<Arc<Catalogue>>,
    Path(code): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let (handled, _) = catalogue.current(&code).await?.ok_or_else(Problem::not_found)?;
    let case: Value = read(&body)?;
    let given = Given::from_value(&case).map_err(Problem::bad_request)?;
    // The machine has no clock of its own: what is not said counts as submitted now.
    let mut given = given;
    if given.case.submitted_on.is_none() && !given.case.odd.contains_key("submitted_on") {
        given.case.submitted_on = Some(kernel::shanghai(catalogue.kernel().clock.now()).date_naive());
    }
    let outcome = handled.local().evaluate(&given);
    let outcome =
        outcome.map_err(|error| Problem::new(422, "not_evaluated", "这种情况算不出来").detail(error.to_string()))?;
    Ok(Json(outcome_json(&outcome)))
}

/// Publishes a package with a body's overlay. Publishing what is in force already changes nothing.
#[utoipa::path(
    post,
    path = "/api/v1/packages",
    request_body = PublishRequest,
    responses(
        (status = 201, description = "A new version is in force", body = PublishedVersion),
        (status = 200, description = "Exactly this was in force already", body = PublishedVersion),
        (status = 400, description = "bad_request: no JSON of this form", body = ProblemDocument),
        (status = 401, description = "unauthenticated", body = ProblemDocument),
        (status = 403, description = "forbidden", body = ProblemDocument),
        (status = 404, description = "not_found: no such body in the reach of the credential", body = ProblemDocument),
        (status = 409, description = "The version is taken, or the item is cancelled", body = ProblemDocument),
        (status = 422, description = "The checks refuse it; `fields` names the places", body = ProblemDocument)
    )
)]
async fn publish(State(catalogue): State<Arc<Catalogue>>, visit: Visit, body: Bytes) -> Result<Response, Problem> {
    let request: PublishRequest = read(&body)?;
    let done: Published = catalogue
        .publish(&visit.actor, &request.package, &request.overlay, &request.reason)
        .await
        .map_err(Problem::from)?;
    let status = if done.changed {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok((status, Json(PublishedVersion::from(done))).into_response())
}

/// The text of a published package, byte for byte as it came.
#[utoipa::path(
    get,
    path = "/api/v1/packages/{digest}",
    params(("digest" = String, Path, description = "SM3 of the text, hexadecimal")),
    responses(
        (status = 200, description = "The package", body = Object),
        (status = 404, description = "not_found", body = ProblemDocument)
    )
)]
async fn package(State(catalogue): State<Arc<Catalogue>>, Path(digest): Path<String>) -> Result<Response, Problem> {
    let text = catalogue.package_text(&digest).await?.ok_or_else(Problem::not_found)?;
    // What a digest names never changes.
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json; charset=utf-8"),
        ),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=31536000, immutable"),
        ),
    ];
    Ok((headers, text).into_response())
}

fn read<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| Problem::bad_request("内容不是要求的JSON").detail(error.to_string()))
}

/// The outcome with everything that a form of one's own needs.
fn outcome_json(outcome: &Outcome) -> Value {
    let mut whole = outcome.to_json();
    let questions: Vec<Value> = outcome
        .questions
        .iter()
        .map(|one| json!({ "id": &*one.id, "answer": one.answer }))
        .collect();
    let fees: Vec<Value> = outcome
        .fees
        .iter()
        .map(|one| json!({ "id": &*one.id, "fen": one.fen }))
        .collect();
    let problems: Vec<Value> = outcome
        .errors
        .iter()
        .map(|error| {
            let fields: Vec<&str> = error.fields.iter().map(|id| &**id).collect();
            json!({ "id": &*error.id, "section": error.section.as_deref(), "row": error.row, "message": error.message, "fields": fields })
        })
        .collect();
    let more = BTreeMap::from([
        ("questions", json!(questions)),
        ("fees", json!(fees)),
        ("statutory_limit", json!(outcome.statutory_limit)),
        ("conditions", json!(outcome.conditions)),
        (
            "duties",
            json!(outcome.duties.iter().map(|id| &**id).collect::<Vec<&str>>()),
        ),
        ("problems", json!(problems)),
    ]);
    if let Value::Object(map) = &mut whole {
        map.extend(more.into_iter().map(|(key, value)| (key.to_owned(), value)));
    }
    whole
}
