//! What went wrong, said once: a page shows it as a sentence, the API as a problem document (RFC 9457).

use std::panic::Location;

use serde::Serialize;

/// One field that must be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FieldProblem {
    /// The field's name in the form or the JSON document.
    pub field: String,
    /// What is wrong and what to do, in plain Chinese.
    pub message: String,
}

/// A refusal or a fault, with the words for people and the stable code for programs.
#[derive(Debug, Clone)]
pub struct Problem {
    /// HTTP status.
    pub status: u16,
    /// Stable name, listed in the integrator's documentation.
    pub code: &'static str,
    /// What is wrong, in one Chinese sentence.
    pub title: String,
    /// What to do now.
    pub detail: Option<String>,
    /// The fields to change.
    pub fields: Vec<FieldProblem>,
    /// For the log only: where it came from and the cause.
    pub cause: Option<String>,
}

impl Problem {
    /// A problem with a status, a stable code and a sentence.
    pub fn new(status: u16, code: &'static str, title: impl Into<String>) -> Self {
        Self {
            status,
            code,
            title: title.into(),
            detail: None,
            fields: Vec::new(),
            cause: None,
        }
    }

    /// Adds what to do now.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Adds a field that must be changed.
    pub fn field(mut self, field: impl Into<String>, message: impl Into<String>) -> Self {
        self.fields.push(FieldProblem {
            field: field.into(),
            message: message.into(),
        });
        self
    }

    /// 404: it does not exist, or must not be seen to exist.
    pub fn not_found() -> Self {
        Self::new(404, "not_found", "没有找到您要的内容")
    }

    /// 403: signed in, but not for this.
    pub fn forbidden() -> Self {
        Self::new(403, "forbidden", "您现在的岗位不能做这件事")
    }

    /// 401: nobody is signed in.
    pub fn unauthenticated() -> Self {
        Self::new(401, "unauthenticated", "请先登录")
    }

    /// 400: the request cannot be understood.
    pub fn bad_request(title: impl Into<String>) -> Self {
        Self::new(400, "bad_request", title)
    }

    /// 409: somebody else was first.
    pub fn conflict(title: impl Into<String>) -> Self {
        Self::new(409, "conflict", title)
    }

    /// 422: fields must be changed.
    pub fn invalid(fields: Vec<FieldProblem>) -> Self {
        let mut problem = Self::new(422, "invalid", format!("有{}处要改", fields.len()));
        problem.fields = fields;
        problem
    }

    /// 503: something that we need is away or full, and will be there again; nothing was done.
    #[track_caller]
    pub fn unavailable(cause: impl std::fmt::Display) -> Self {
        let at = Location::caller();
        let mut problem = Self::new(503, "unavailable", "网站现在办不了，不是您的操作有错。您填的内容没有丢")
            .detail("请过几分钟再试一次");
        problem.cause = Some(format!("{cause} ({}:{})", at.file(), at.line()));
        problem
    }

    /// 500: our fault; the cause goes to the log with the place that met it.
    #[track_caller]
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        let at = Location::caller();
        let mut problem = Self::new(
            500,
            "internal",
            "是我们的网站出了问题，不是您的操作有错。您填的内容没有丢",
        );
        problem.cause = Some(format!("{cause} ({}:{})", at.file(), at.line()));
        problem
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}: {}", self.status, self.code, self.title)?;
        self.cause.as_ref().map_or(Ok(()), |cause| write!(f, ": {cause}"))
    }
}

impl std::error::Error for Problem {}

impl From<sea_orm::DbErr> for Problem {
    #[track_caller]
    fn from(e: sea_orm::DbErr) -> Self {
        match e.sql_err() {
            Some(sea_orm::SqlErr::UniqueConstraintViolation(_)) => Self {
                cause: Some(e.to_string()),
                ..Self::conflict("刚才有人先改了这里，请刷新后再看一次")
            },
            _ if crate::db::is_away(&e) => Self::unavailable(e),
            _ => Self::internal(e),
        }
    }
}

impl From<serde_json::Error> for Problem {
    #[track_caller]
    fn from(e: serde_json::Error) -> Self {
        Self::internal(e)
    }
}

impl axum::response::IntoResponse for Problem {
    /// The status alone, with the problem beside it: the outermost layer makes a page or a document of it.
    fn into_response(self) -> axum::response::Response {
        let status =
            axum::http::StatusCode::from_u16(self.status).unwrap_or(axum::http::StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
