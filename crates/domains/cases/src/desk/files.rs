//! Files of a case: a page as a picture, or the file itself.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header;
use kernel::{Id, Problem};
use web::server::{Sent, Visit};
use web::ui::context::encode;
use web::ui::fmt;

use super::Desk;
use super::opened::{self, Opened};
use super::pages::Wanted;
use crate::model::FileRef;

/// A file of a case that the visitor may see, with its content.
async fn file(desk: &Desk, opened: &Opened, id: &str) -> Result<(FileRef, Bytes), Problem> {
    let id = id.parse::<Id>().map_err(|_| Problem::not_found())?;
    let case = &opened.loaded.case;
    let file = case
        .files()
        .find(|f| f.id == id)
        .cloned()
        .ok_or_else(Problem::not_found)?;
    let content = desk.cases.kernel.blobs.get(case.id.region(), &file.digest).await?;
    Ok((file, content))
}

/// GET …/files/{id}/page/{n}?zoom=&turn=
pub(super) async fn page(
    State(desk): State<Arc<Desk>>,
    visit: Visit,
    Path((number, id, page)): Path<(String, String, usize)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let sent = Sent::parse(query.unwrap_or_default().as_bytes())?;
    let opened = opened::open(&desk, &visit, &number).await?;
    let (file, content) = file(&desk, &opened, &id).await?;
    if !super::pages::shown(&file.media_type) {
        return Err(Problem::not_found());
    }
    let wanted = Wanted {
        page,
        zoom: sent.get("zoom").parse().unwrap_or(100).clamp(25, 400),
        turns: sent.get("turn").parse::<u32>().unwrap_or_default() / 90,
    };
    let stamp = desk.cases.documents.stamp(&[
        "仅供办理政务服务事项时使用 · 有效期至办结".to_owned(),
        format!(
            "{} {} {}查看",
            opened.loaded.case.number,
            opened.staff.name,
            fmt::date_full(opened.today)
        ),
    ])?;
    let picture = desk.pages.picture(&file.media_type, content, wanted, stamp).await?;
    let headers = [
        (header::CONTENT_TYPE, picture.media_type),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, picture.bytes).into_response())
}

/// GET …/files/{id}: the file as it was handed in, to be kept, never to be opened in the page.
pub(super) async fn download(
    State(desk): State<Arc<Desk>>,
    visit: Visit,
    Path((number, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let opened = opened::open(&desk, &visit, &number).await?;
    let (file, content) = file(&desk, &opened, &id).await?;
    Ok(attachment(&file.name, &file.media_type, content))
}

/// A file to keep.
pub(super) fn attachment(name: &str, media_type: &str, content: Bytes) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename*=UTF-8''{}", encode(name)),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (headers, content).into_response()
}
