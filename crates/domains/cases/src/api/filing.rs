//! A whole application in one request, and the cases that a body begins itself.

use std::collections::BTreeMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use kernel::{Actor, Assurance, Citizen, Id, Problem};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;
use web::server::Visit;
use web::server::error::ProblemDocument;

use super::documents::FileDocument;
use super::drafts::file_name;
use super::request::{Sent, Service, officer, required_key};
use crate::commands::{Filing, Receipt};
use crate::model::{Content, Kind, Way};
use crate::permissions::API;
use crate::service::Cases;

/// For whom a program files. The person or organisation is known to the platform; the name is compared.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Applicant {
    /// Natural or legal.
    kind: Kind,
    /// The name.
    name: String,
    /// The identity number of a natural person.
    #[serde(default)]
    identity_number: String,
    /// The unified social credit code of an organisation.
    #[serde(default)]
    credit_code: String,
    /// Whether somebody acts for the applicant; who, the program has looked at and keeps.
    #[serde(default)]
    agent: bool,
}

/// A whole application.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Application {
    /// 业务办理项编码, 33 characters.
    handling_code: String,
    /// For whom, when a program asks; the person signed in otherwise.
    applicant: Option<Applicant>,
    /// Answers to the guiding questions.
    #[serde(default)]
    #[schema(value_type = Object)]
    answers: Map<String, Value>,
    /// The form, whole.
    #[serde(default)]
    #[schema(value_type = Object)]
    form: Map<String, Value>,
    /// The fields of the licence that the case continues, as the program's register has them.
    #[schema(value_type = Option<Object>)]
    licence: Option<Map<String, Value>>,
    /// How the result is to be handed over.
    delivery: Option<Way>,
    /// The files of each material: material → ids of uploads. What the item lets us fetch, or lets the applicant
    /// confirm, needs none.
    #[serde(default)]
    materials: BTreeMap<String, Vec<Uuid>>,
}

/// A case that the body begins itself.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct ExOfficio {
    /// 业务办理项编码, 33 characters.
    handling_code: String,
    /// Natural or legal: about whom.
    about_kind: Kind,
    /// Their name.
    about_name: String,
    /// Answers to the guiding questions.
    #[serde(default)]
    #[schema(value_type = Object)]
    answers: Map<String, Value>,
    /// The form.
    #[serde(default)]
    #[schema(value_type = Object)]
    form: Map<String, Value>,
    /// The fields of the licence that it is about.
    #[schema(value_type = Option<Object>)]
    licence: Option<Map<String, Value>>,
}

/// The person in whose name is filed, and whether somebody acts for them.
pub(super) async fn applicant(
    cases: &Cases,
    visit: &Visit,
    applicant: Option<&Applicant>,
) -> Result<(Citizen, bool), Problem> {
    let of = match (&visit.actor, applicant) {
        (Actor::Citizen(citizen), None) => {
            let agent = match &citizen.organisation {
                Some((id, _)) => cases.identity.subject(*id).await?.legal_representative != citizen.person,
                None => false,
            };
            return Ok((citizen.clone(), agent));
        }
        (Actor::Client { .. }, Some(of)) if visit.actor.holds(API) => of,
        (Actor::Client { .. }, None) => {
            return Err(Problem::new(422, "invalid", "要写明替谁申请").field("applicant", "请写明申请人"));
        }
        // Who is signed in applies for themself, or for the organisation chosen in the portal.
        _ => return Err(Problem::forbidden()),
    };
    let wrong = |field: &str, message: &str| {
        Problem::new(422, "invalid", "申请人对不上").field(format!("applicant.{field}"), message)
    };
    let (person, organisation, name) = match of.kind {
        Kind::Natural => {
            let found = cases.identity.find_person_by_number(&of.identity_number).await?;
            let person = found.ok_or_else(|| wrong("identity_number", "平台上没有这个身份证号，请先登记这个人"))?;
            (person.clone(), None, person.name)
        }
        Kind::Legal => {
            let found = cases.identity.find_subject_by_credit_code(&of.credit_code).await?;
            let subject = found.ok_or_else(|| wrong("credit_code", "平台上没有这个统一社会信用代码"))?;
            let person = cases.identity.person(subject.legal_representative).await?;
            (person, Some((subject.id, subject.name.clone())), subject.name)
        }
    };
    if of.name.trim() != name {
        return Err(wrong("name", "名称和号码不是同一个申请人"));
    }
    let citizen = Citizen {
        person: person.id,
        name: person.name,
        assurance: Assurance::L3,
        organisation,
    };
    Ok((citizen, of.agent))
}

/// Files an application whole. The same `Idempotency-Key` and body again answer the same receipt.
#[utoipa::path(post, path = "/api/v1/cases", tag = "cases", request_body = Application,
    params(("idempotency-key" = String, Header, description = "1 to 200 characters, unique for the application")),
    responses(
    (status = 201, description = "The receipt", body = Receipt),
    (status = 400, description = "bad_request, idempotency_key, idempotency_key_required", body = ProblemDocument),
    (status = 401, description = "unauthenticated", body = ProblemDocument),
    (status = 403, description = "forbidden, assurance, agent_revoked", body = ProblemDocument),
    (status = 404, description = "No such handling item", body = ProblemDocument),
    (status = 409, description = "item_suspended, not_on_application, idempotency_key_reused", body = ProblemDocument),
    (status = 422, description = "invalid: every field, material and ending that is in the way", body = ProblemDocument),
))]
pub(super) async fn file(
    State(cases): Service,
    visit: Visit,
    headers: HeaderMap,
    Sent { value, raw }: Sent<Application>,
) -> Result<(StatusCode, Json<Receipt>), Problem> {
    let key = required_key(&headers)?;
    let (citizen, agent) = applicant(&cases, &visit, value.applicant.as_ref()).await?;
    if value.licence.is_some() && matches!(visit.actor, Actor::Citizen(_)) {
        return Err(Problem::new(422, "invalid", "证照以登记为准").field("licence", "请从草稿开始，由我们调取证照"));
    }
    let ids = |ids: Vec<Uuid>| ids.into_iter().map(Id::from).collect();
    let filing = Filing {
        handling_code: value.handling_code,
        citizen,
        agent,
        content: Content {
            answers: value.answers,
            form: value.form,
            licence: value.licence,
        },
        delivery: value.delivery,
        files: value.materials.into_iter().map(|(m, list)| (m, ids(list))).collect(),
    };
    let receipt = cases.file_whole(&visit.actor, filing, key, &raw).await?;
    Ok((StatusCode::CREATED, Json(receipt)))
}

/// Keeps a file for an application that will be filed whole. The body is the file itself.
#[utoipa::path(post, path = "/api/v1/uploads", tag = "cases",
    params(("x-filename" = Option<String>, Header, description = "The file's name, percent-encoded UTF-8")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses(
    (status = 201, body = FileDocument),
    (status = 401, description = "unauthenticated", body = ProblemDocument),
    (status = 403, description = "forbidden", body = ProblemDocument),
    (status = 413, description = "too_large", body = ProblemDocument),
    (status = 422, description = "file_refused", body = ProblemDocument),
))]
pub(super) async fn upload(
    State(cases): Service,
    visit: Visit,
    headers: HeaderMap,
    content: Bytes,
) -> Result<(StatusCode, Json<FileDocument>), Problem> {
    let row = cases
        .keep_for_filing(&visit.actor, &file_name(&headers), content)
        .await?;
    Ok((StatusCode::CREATED, Json(row.into())))
}

/// Begins a case ex officio: only for items that the body begins itself. It is accepted with its beginning.
#[utoipa::path(post, path = "/api/v1/cases/ex-officio", tag = "work", request_body = ExOfficio,
    params(("idempotency-key" = String, Header, description = "1 to 200 characters, unique for the case"),
        ("x-tongban-staff" = Option<String>, Header, description = "Login of the member of staff")), responses(
    (status = 201, description = "The receipt", body = Receipt),
    (status = 400, description = "bad_request, idempotency_key, idempotency_key_required", body = ProblemDocument),
    (status = 401, description = "unauthenticated", body = ProblemDocument),
    (status = 403, description = "forbidden", body = ProblemDocument),
    (status = 404, description = "No such handling item", body = ProblemDocument),
    (status = 409, description = "only_on_application, idempotency_key_reused", body = ProblemDocument),
    (status = 422, description = "invalid, unknown_staff", body = ProblemDocument),
))]
pub(super) async fn ex_officio(
    State(cases): Service,
    visit: Visit,
    headers: HeaderMap,
    Sent { value, .. }: Sent<ExOfficio>,
) -> Result<(StatusCode, Json<Receipt>), Problem> {
    let key = required_key(&headers)?;
    let code = value.handling_code.get(..18).ok_or_else(Problem::not_found)?;
    let body = cases.identity.body_by_credit_code(code).await?;
    let actor = officer(&cases, &visit, &headers, &body.place(), body.id).await?;
    let name = value.about_name.trim();
    if name.is_empty() || name.contains(char::is_control) {
        return Err(Problem::new(422, "invalid", "要写明是关于谁的").field("about_name", "请写明姓名或者名称"));
    }
    let content = Content {
        answers: value.answers,
        form: value.form,
        licence: value.licence,
    };
    let receipt = cases
        .open_ex_officio(
            &actor,
            &value.handling_code,
            (value.about_kind, name.to_owned()),
            content,
            key.to_owned(),
        )
        .await?;
    Ok((StatusCode::CREATED, Json(receipt)))
}
