//! What goes wrong becomes a page for people and a problem document (RFC 9457) for programs.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::Problem;
use serde::Serialize;

use super::visit::{Face, Visit};
use crate::ui::{self, Fault};

/// The problem document.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ProblemDocument {
    /// `about:blank`: the code says what it is.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// HTTP status.
    pub status: u16,
    /// Stable name.
    pub code: &'static str,
    /// What is wrong, in Chinese.
    pub title: String,
    /// What to do now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The fields to change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<kernel::FieldProblem>,
    /// The number that finds the request in the log.
    pub request: String,
}

/// Renders a problem for the visit that met it.
pub fn render(visit: &Visit, problem: Problem) -> Response {
    if let Some(cause) = &problem.cause {
        tracing::error!(request = visit.request, code = problem.code, cause, "request failed");
    }
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = match Face::of(&visit.path) {
        Face::Api => {
            let document = ProblemDocument {
                kind: "about:blank",
                status: problem.status,
                code: problem.code,
                title: problem.title,
                detail: problem.detail,
                fields: problem.fields,
                request: visit.request.clone(),
            };
            let mut response = axum::Json(document).into_response();
            response.headers_mut().insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static("application/problem+json"),
            );
            response
        }
        Face::Desk => {
            ui::error::desk_error_page(&visit.desk("/desk"), &fault(&problem), &visit.request).into_response()
        }
        Face::Portal => ui::error_page(&visit.page(""), &fault(&problem), &visit.request).into_response(),
    };
    *response.status_mut() = status;
    let pause = match status.as_u16() {
        503 => Some("30"),
        429 => Some("60"),
        _ => None,
    };
    if let Some(pause) = pause {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static(pause));
    }
    response
}

fn fault(problem: &Problem) -> Fault {
    let words = || {
        problem
            .detail
            .as_ref()
            .map_or(problem.title.clone(), |d| format!("{}。{d}", problem.title))
    };
    match problem.status {
        404 => Fault::NotFound,
        409 | 412 => Fault::Conflict { what: words() },
        413 => Fault::TooLarge { limit: "20 MB".into() },
        429 => Fault::TooMany { seconds: 60 },
        503 => Fault::Unavailable { until: String::new() },
        500.. => Fault::Internal,
        403 if problem.code == "from_elsewhere" => Fault::Stale,
        _ => Fault::Forbidden { reason: words() },
    }
}
