//! 文书 of a case.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use documents::Document;
use http::header;
use kernel::{Id, Problem, shanghai};
use maud::{Markup, html};
use web::server::Visit;
use web::ui::context::encode;
use web::ui::fmt;

use super::opened::Opened;
use super::{Desk, opened};

/// GET …/documents/{id}: the PDF as it was issued.
pub(super) async fn document(
    State(desk): State<Arc<Desk>>,
    visit: Visit,
    Path((number, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let opened = opened::open(&desk, &visit, &number).await?;
    let id = id.parse::<Id>().map_err(|_| Problem::not_found())?;
    let document = desk.cases.documents.find(opened.loaded.case.id, id).await?;
    let content = desk.cases.documents.content(&document).await?;
    Ok(inline(&document.title, content))
}

/// A PDF to be read in the browser.
pub(super) fn inline(title: &str, content: Bytes) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("inline; filename*=UTF-8''{}.pdf", encode(title)),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (headers, content).into_response()
}

/// The panel of documents.
pub(super) fn panel(opened: &Opened, documents: &[Document]) -> Markup {
    let href = opened.href();
    html! {
        div class="panel-pad" {
            @if documents.is_empty() {
                p class="sub" { "还没有文书。收件、受理、决定这些步骤会自动出具。" }
            } @else {
                table class="table worktable" {
                    thead { tr { th scope="col" { "文书" } th scope="col" { "文号" } th scope="col" { "日期" } } }
                    tbody {
                        @for one in documents {
                            tr {
                                td { a href={ (href) "/documents/" (one.id) } target="_blank" { (one.title) } }
                                td { (one.number.as_deref().unwrap_or("—")) }
                                td { (fmt::date(shanghai(one.at).date_naive(), opened.today)) }
                            }
                        }
                    }
                }
            }
        }
    }
}
