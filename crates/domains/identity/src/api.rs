//! What programs call.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use kernel::{Actor, Problem, Route};
use serde::Serialize;
use utoipa::OpenApi as _;
use web::server::{Sent, Visit};

use crate::clients::TokenAnswer;
use crate::model::{Body, Window};
use crate::{Identity, OPEN};

type Service = State<Arc<Identity>>;

/// Who asks.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Me {
    /// `person`, `staff` or `client`.
    pub kind: &'static str,
    /// The id of the person or program.
    pub id: uuid::Uuid,
    /// The name.
    pub name: String,
    /// The organisation acted for, or the body of the post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// The permissions held, each with its scope.
    pub grants: Vec<GrantDocument>,
}

/// A permission within a scope.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct GrantDocument {
    /// Its name.
    pub permission: String,
    /// `own`, `organisation`, `subtree` or `region`, with the path or code that it means.
    #[schema(value_type = Object)]
    pub scope: kernel::Scope,
}

/// A public body.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct BodyDocument {
    /// Unified social credit code.
    pub credit_code: String,
    /// Legal name.
    pub name: String,
    /// Short name.
    pub short_name: String,
    /// 12-digit region code.
    pub region: String,
    /// 2 province, 3 prefecture, 4 county, 5 township.
    pub level: i32,
    /// Address.
    pub address: String,
    /// Telephone number.
    pub phone: String,
    /// The organ for administrative reconsideration.
    pub reconsideration: String,
    /// The court for administrative litigation.
    pub court: String,
    /// Where people can come.
    pub windows: Vec<Window>,
}

impl From<&Body> for BodyDocument {
    fn from(body: &Body) -> Self {
        Self {
            credit_code: body.credit_code.clone(),
            name: body.name.clone(),
            short_name: body.short_name.clone(),
            region: body.region.clone(),
            level: body.level,
            address: body.address.clone(),
            phone: body.phone.clone(),
            reconsideration: body.reconsideration.clone(),
            court: body.court.clone(),
            windows: body.windows.clone(),
        }
    }
}

#[derive(utoipa::OpenApi)]
#[openapi(
    paths(token, me, bodies, body),
    components(schemas(TokenAnswer, Me, GrantDocument, BodyDocument, Window))
)]
struct Document;

/// This room's part of the OpenAPI document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

pub(crate) fn routes(identity: &Arc<Identity>) -> Vec<Route> {
    let s = identity.clone();
    vec![
        Route::post("/api/v1/token", OPEN, post(token).with_state(s.clone())),
        Route::get("/api/v1/me", OPEN, get(me)),
        Route::get("/api/v1/bodies", OPEN, get(bodies).with_state(s.clone())),
        Route::get("/api/v1/bodies/{credit_code}", OPEN, get(body).with_state(s)),
    ]
}

/// A token for a program.
#[utoipa::path(
    post,
    path = "/api/v1/token",
    tag = "identity",
    request_body(
        content_type = "application/x-www-form-urlencoded",
        content = String,
        description = "grant_type=client_credentials, client_id, client_secret"
    ),
    responses(
        (status = 200, description = "A token of one hour", body = TokenAnswer),
        (status = 400, description = "unsupported_grant_type"),
        (status = 401, description = "invalid_client: unknown, wrong, or stopped")
    )
)]
async fn token(State(identity): Service, headers: HeaderMap, sent: Sent) -> Result<impl IntoResponse, Problem> {
    if sent.get("grant_type") != "client_credentials" {
        return Err(Problem::new(400, "unsupported_grant_type", "只支持client_credentials"));
    }
    let answer = identity
        .client_token(sent.get("client_id"), sent.get("client_secret"), &source(&headers))
        .await?
        .ok_or_else(|| Problem::new(401, "invalid_client", "client_id或client_secret不对"))?;
    Ok(([("cache-control", "no-store")], Json(answer)))
}

/// Who the credentials of the request belong to, and what they allow.
#[utoipa::path(
    get,
    path = "/api/v1/me",
    tag = "identity",
    responses((status = 200, body = Me), (status = 401, description = "unauthenticated"))
)]
async fn me(visit: Visit) -> Result<Json<Me>, Problem> {
    let (kind, id, organisation) = match &visit.actor {
        Actor::Citizen(c) => (
            "person",
            c.person,
            c.organisation.as_ref().map(|(_, name)| name.clone()),
        ),
        Actor::Staff(s) => ("staff", s.id, Some(s.body_name.clone())),
        Actor::Client { id, .. } => ("client", *id, None),
        _ => return Err(Problem::unauthenticated()),
    };
    let name = match &visit.actor {
        Actor::Citizen(c) => c.name.clone(),
        other => other.display_name().to_owned(),
    };
    let grants = visit.actor.grants().iter().map(|g| GrantDocument {
        permission: g.permission.clone(),
        scope: g.scope.clone(),
    });
    Ok(Json(Me {
        kind,
        id: id.uuid(),
        name,
        organisation,
        grants: grants.collect(),
    }))
}

/// All bodies.
#[utoipa::path(get, path = "/api/v1/bodies", tag = "identity", responses((status = 200, body = Vec<BodyDocument>)))]
async fn bodies(State(identity): Service) -> Result<Json<Vec<BodyDocument>>, Problem> {
    let all = identity.bodies().await?;
    Ok(Json(all.iter().map(|b| BodyDocument::from(&**b)).collect()))
}

/// One body.
#[utoipa::path(
    get,
    path = "/api/v1/bodies/{credit_code}",
    tag = "identity",
    params(("credit_code" = String, Path, description = "Unified social credit code")),
    responses((status = 200, body = BodyDocument), (status = 404, description = "not_found"))
)]
async fn body(State(identity): Service, Path(credit_code): Path<String>) -> Result<Json<BodyDocument>, Problem> {
    let body = identity.body_by_credit_code(&credit_code).await?;
    Ok(Json(BodyDocument::from(&*body)))
}

/// From where a request comes.
pub(crate) fn source(headers: &HeaderMap) -> String {
    let value = headers.get("x-tongban-address").and_then(|v| v.to_str().ok());
    value.unwrap_or_default().to_owned()
}
