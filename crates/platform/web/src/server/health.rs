//! Whether the house stands and is ready, and its figures.

use std::sync::Arc;

use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use kernel::Kernel;
use sea_orm::ConnectionTrait as _;

/// Alive: the process answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// Ready: the database answers.
pub async fn ready(kernel: Arc<Kernel>) -> impl IntoResponse {
    match kernel.db.read().execute_unprepared("SELECT 1").await {
        Ok(_) => (StatusCode::OK, "ready\n".to_owned()),
        Err(e) => {
            tracing::error!(error = %e, "not ready: the database does not answer");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer\n".to_owned(),
            )
        }
    }
}

/// The figures in the text format of Prometheus: those of the process, and those of the work that waits in the database,
/// while it answers.
pub async fn figures(text: String, kernel: Arc<Kernel>) -> impl IntoResponse {
    let waiting = kernel.figures().await.unwrap_or_default();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text + &waiting)
}
