//! Drafts: begun, saved in parts, with their files, and sent.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use kernel::{Id, Problem};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use web::server::Visit;
use web::server::error::ProblemDocument;

use super::documents::{self, DraftDocument, FileDocument};
use super::filing::{Applicant, applicant};
use super::request::{Sent, Service, changed, id, if_match, on_behalf};
use crate::commands::{Arrival, Begun, Patch, Receipt};
use crate::model::{Channel, Way};
use crate::service::{Cases, evaluate_draft};
use crate::store;

/// A draft to begin.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewDraft {
    /// 业务办理项编码, 33 characters.
    handling_code: String,
    /// For whom, when a program asks; the person signed in otherwise.
    applicant: Option<Applicant>,
    /// Answers to the guiding questions.
    #[serde(default)]
    #[schema(value_type = Object)]
    answers: Map<String, Value>,
    /// The number of the licence to continue, where the register knows several.
    licence: Option<String>,
}

/// What to change in a draft; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct DraftPatch {
    /// Answers to set; `null` takes one away.
    #[serde(default)]
    #[schema(value_type = Object)]
    answers: Map<String, Value>,
    /// Fields to set; `null` takes one away.
    #[serde(default)]
    #[schema(value_type = Object)]
    form: Map<String, Value>,
    /// How the result is to be handed over.
    delivery: Option<Way>,
}

type Draft = ([(HeaderName, String); 1], Json<DraftDocument>);

async fn answer(cases: &Cases, begun: Begun) -> Result<Draft, Problem> {
    let files = cases.files_of(begun.row.id).await?;
    let tag = format!("\"{}\"", begun.row.version);
    Ok(([(header::ETAG, tag)], Json(documents::draft(begun, files))))
}

/// The draft in whose name the visitor may act.
async fn own(cases: &std::sync::Arc<Cases>, visit: &Visit, draft: &str) -> Result<(kernel::Citizen, Begun), Problem> {
    let draft = id(draft)?;
    let row = store::draft::find(cases.kernel.db.read(), draft)
        .await?
        .ok_or_else(Problem::not_found)?;
    let citizen = on_behalf(cases, visit, Some(row.person), row.organisation, row.region).await?;
    let begun = cases.draft(&citizen, draft).await?;
    Ok((citizen, begun))
}

/// Begins a draft, prefilled from account, registers and licence; or finds the one that the person began before.
#[utoipa::path(post, path = "/api/v1/drafts", tag = "drafts", request_body = NewDraft, responses(
    (status = 201, description = "The draft", body = DraftDocument),
    (status = 400, description = "bad_request", body = ProblemDocument),
    (status = 401, description = "unauthenticated", body = ProblemDocument),
    (status = 403, description = "assurance, forbidden", body = ProblemDocument),
    (status = 404, description = "No such handling item", body = ProblemDocument),
    (status = 409, description = "item_suspended, not_on_application", body = ProblemDocument),
    (status = 422, description = "invalid: the applicant is not known", body = ProblemDocument),
))]
pub(super) async fn begin(
    State(cases): Service,
    visit: Visit,
    Sent { value, .. }: Sent<NewDraft>,
) -> Result<(StatusCode, Draft), Problem> {
    let (citizen, _) = applicant(&cases, &visit, value.applicant.as_ref()).await?;
    let begun = cases
        .begin_draft(&citizen, &value.handling_code, value.answers, value.licence.as_deref())
        .await?;
    Ok((StatusCode::CREATED, answer(&cases, begun).await?))
}

/// A draft.
#[utoipa::path(get, path = "/api/v1/drafts/{id}", tag = "drafts",
    params(("id" = String, Path, description = "The draft")), responses(
    (status = 200, body = DraftDocument),
    (status = 401, description = "unauthenticated", body = ProblemDocument),
    (status = 403, description = "forbidden, acting_for_another", body = ProblemDocument),
    (status = 404, description = "not_found", body = ProblemDocument),
))]
pub(super) async fn show(State(cases): Service, visit: Visit, Path(draft): Path<String>) -> Result<Draft, Problem> {
    let (_, begun) = own(&cases, &visit, &draft).await?;
    answer(&cases, begun).await
}

/// Changes a draft. `If-Match` names the version that was read, so that two devices don't overwrite each other.
#[utoipa::path(patch, path = "/api/v1/drafts/{id}", tag = "drafts", request_body = DraftPatch,
    params(("id" = String, Path, description = "The draft"), ("if-match" = String, Header, description = "The ETag")),
    responses(
    (status = 200, body = DraftDocument),
    (status = 400, description = "bad_request", body = ProblemDocument),
    (status = 401, description = "unauthenticated", body = ProblemDocument),
    (status = 403, description = "forbidden, acting_for_another", body = ProblemDocument),
    (status = 404, description = "not_found", body = ProblemDocument),
    (status = 412, description = "changed: saved from elsewhere since", body = ProblemDocument),
    (status = 428, description = "if_match_required", body = ProblemDocument),
))]
pub(super) async fn change(
    State(cases): Service,
    visit: Visit,
    Path(draft): Path<String>,
    headers: HeaderMap,
    Sent { value, .. }: Sent<DraftPatch>,
) -> Result<Draft, Problem> {
    let (citizen, begun) = own(&cases, &visit, &draft).await?;
    let version = if_match(&headers)?
        .ok_or_else(|| Problem::new(428, "if_match_required", "要带If-Match，值是上次读到的ETag"))?;
    let patch = Patch {
        answers: value.answers,
        form: value.form,
        delivery: value.delivery,
        seen: None,
    };
    let saved = cases.save_draft(&citizen, begun.row.id, version, patch).await;
    let begun = saved.map_err(|problem| {
        if problem.code == "draft_changed" {
            changed()
        } else {
            problem
        }
    })?;
    answer(&cases, begun).await
}

/// Throws a draft away.
#[utoipa::path(delete, path = "/api/v1/drafts/{id}", tag = "drafts",
    params(("id" = String, Path, description = "The draft")), responses(
    (status = 204, description = "It is gone"),
    (status = 401, description = "unauthenticated", body = ProblemDocument),
    (status = 403, description = "forbidden, acting_for_another", body = ProblemDocument),
    (status = 404, description = "not_found", body = ProblemDocument),
))]
pub(super) async fn discard(
    State(cases): Service,
    visit: Visit,
    Path(draft): Path<String>,
) -> Result<StatusCode, Problem> {
    let (citizen, begun) = own(&cases, &visit, &draft).await?;
    cases.discard_draft(&citizen, begun.row.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What applies to a draft as it is: the output of `items eval` (`docs/items-format.md`), for today.
#[utoipa::path(get, path = "/api/v1/drafts/{id}/outcome", tag = "drafts",
    params(("id" = String, Path, description = "The draft")), responses(
    (status = 200, description = "Keys as in the format of item packages", body = Object),
    (status = 401, description = "unauthenticated", body = ProblemDocument),
    (status = 403, description = "forbidden, acting_for_another", body = ProblemDocument),
    (status = 404, description = "not_found", body = ProblemDocument),
))]
pub(super) async fn outcome(
    State(cases): Service,
    visit: Visit,
    Path(draft): Path<String>,
) -> Result<Json<Value>, Problem> {
    let (_, begun) = own(&cases, &visit, &draft).await?;
    let today = cases.kernel.clock.today();
    let doc = &begun.doc;
    let outcome = evaluate_draft(&begun.handled, doc.kind, doc.agent, &doc.content, today)?;
    Ok(Json(outcome.to_json()))
}

/// Sends a draft. Sent again it answers the same receipt; sent with anything missing it says all of it.
#[utoipa::path(post, path = "/api/v1/drafts/{id}/submit", tag = "drafts",
    params(("id" = String, Path, description = "The draft")), responses(
    (status = 201, description = "The receipt", body = Receipt),
    (status = 401, description = "unauthenticated", body = ProblemDocument),
    (status = 403, description = "agent_revoked, acting_for_another", body = ProblemDocument),
    (status = 404, description = "not_found", body = ProblemDocument),
    (status = 409, description = "conflict: it is being sent at this moment", body = ProblemDocument),
    (status = 422, description = "invalid: every field, material and ending that is in the way", body = ProblemDocument),
))]
pub(super) async fn submit(
    State(cases): Service,
    visit: Visit,
    Path(draft): Path<String>,
) -> Result<(StatusCode, Json<Receipt>), Problem> {
    let draft = id(&draft)?;
    let citizen = sender(&cases, &visit, draft).await?;
    let receipt = cases.submit(&citizen, draft, Channel::Api).await?;
    Ok((StatusCode::CREATED, Json(receipt)))
}

/// In whose name a draft is sent; one that was sent before is a case already.
async fn sender(cases: &Cases, visit: &Visit, draft: Id) -> Result<kernel::Citizen, Problem> {
    let db = cases.kernel.db.read();
    if let Some(row) = store::draft::find(db, draft).await? {
        return on_behalf(cases, visit, Some(row.person), row.organisation, row.region).await;
    }
    let loaded = cases.load(draft).await?;
    let filed = &loaded.case.filed;
    on_behalf(cases, visit, filed.person, filed.organisation, draft.region()).await
}

/// The name of a file in `X-Filename`, percent-encoded UTF-8.
pub(super) fn file_name(headers: &HeaderMap) -> String {
    let sent = super::request::text(headers, "x-filename").unwrap_or_default();
    let encoded = web::server::Sent::parse(format!("n={}", sent.replace('+', "%2B")).as_bytes());
    encoded.map(|s| s.get("n").to_owned()).unwrap_or_default()
}

/// Adds a file to a material of a draft, or of a case that waits for it. The body is the file itself.
#[utoipa::path(put, path = "/api/v1/drafts/{id}/materials/{material}", tag = "drafts",
    params(("id" = String, Path, description = "The draft, or the case that waits for a correction"),
        ("material" = String, Path, description = "The material's id in the item package"),
        ("x-filename" = Option<String>, Header, description = "The file's name, percent-encoded UTF-8")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses(
    (status = 200, body = FileDocument),
    (status = 401, description = "unauthenticated", body = ProblemDocument),
    (status = 403, description = "forbidden, acting_for_another", body = ProblemDocument),
    (status = 404, description = "not_found", body = ProblemDocument),
    (status = 409, description = "case_closed_for_files", body = ProblemDocument),
    (status = 413, description = "too_large", body = ProblemDocument),
    (status = 422, description = "file_refused, too_many_files", body = ProblemDocument),
))]
pub(super) async fn put_file(
    State(cases): Service,
    visit: Visit,
    Path((owner, material)): Path<(String, String)>,
    headers: HeaderMap,
    content: Bytes,
) -> Result<Json<FileDocument>, Problem> {
    let owner = id(&owner)?;
    let citizen = sender(&cases, &visit, owner).await?;
    let handled = cases.writable(&citizen, owner).await?;
    let arrival = Arrival {
        owner,
        material,
        name: file_name(&headers),
        content,
    };
    let row = cases.keep_file(&citizen, handled.local().definition(), arrival).await?;
    Ok(Json(row.into()))
}

/// Takes a file out of a draft.
#[utoipa::path(delete, path = "/api/v1/drafts/{id}/files/{file}", tag = "drafts",
    params(("id" = String, Path, description = "The draft, or the case that waits for a correction"),
        ("file" = String, Path, description = "The file's id")), responses(
    (status = 204, description = "It is gone"),
    (status = 401, description = "unauthenticated", body = ProblemDocument),
    (status = 403, description = "forbidden, acting_for_another", body = ProblemDocument),
    (status = 404, description = "not_found", body = ProblemDocument),
    (status = 409, description = "case_closed_for_files", body = ProblemDocument),
))]
pub(super) async fn remove_file(
    State(cases): Service,
    visit: Visit,
    Path((owner, file)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let owner = id(&owner)?;
    let citizen = sender(&cases, &visit, owner).await?;
    cases.writable(&citizen, owner).await?;
    cases.remove_file(owner, id(&file)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
