//! Documents and uploads to look at or keep; nobody else's can be told from ones that are not there.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kernel::{Id, Problem, outbox};
use web::server::Visit;
use web::ui::context::encode;

use crate::portal::{Service, id};
use crate::service::Cases;
use crate::store::upload::{self as uploads, row};

pub(in crate::portal) async fn document(
    State(cases): Service,
    visit: Visit,
    Path((number, document)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let loaded = cases.own(visit.citizen()?, &number).await?;
    let document = cases.documents.find(loaded.case.id, id(&document)?).await?;
    if !document.for_applicant {
        return Err(Problem::not_found());
    }
    let content = cases.documents.content(&document).await?;
    Ok(file(&format!("{}.pdf", document.title), "application/pdf", content))
}

/// The receipt, which is written in this moment for whoever asks before the outbox came to it.
pub(in crate::portal) async fn receipt(
    State(cases): Service,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let case = cases.own(visit.citizen()?, &number).await?.case.id;
    let paper = async || {
        let all = cases.documents.of_case(case).await?;
        Ok::<_, Problem>(all.into_iter().find(|d| d.kind == "receipt"))
    };
    let found = match paper().await? {
        Some(found) => Some(found),
        None => {
            outbox::deliver_of(&cases.kernel, case).await?;
            paper().await?
        }
    };
    let document = found.ok_or_else(|| Problem::new(503, "not_ready", "回执还在做，请过几秒再试"))?;
    let content = cases.documents.content(&document).await?;
    Ok(file(&format!("{}.pdf", document.title), "application/pdf", content))
}

pub(in crate::portal) async fn upload(
    State(cases): Service,
    visit: Visit,
    Path((owner, file_id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let citizen = visit.citizen()?;
    let (owner, file_id) = (id(&owner)?, id(&file_id)?);
    match crate::store::file::find(cases.kernel.db.read(), owner).await? {
        Some(row) => cases.own(citizen, &row.number).await.map(|_| ())?,
        None => cases.draft(citizen, owner).await.map(|_| ())?,
    }
    let row = found(&cases, owner, file_id).await?;
    let content = cases.kernel.blobs.get(row.region, &row.digest).await?;
    Ok(file(&row.name, &row.media_type, content))
}

async fn found(cases: &Cases, owner: Id, file: Id) -> Result<row::Model, Problem> {
    let row = uploads::find(cases.kernel.db.read(), file).await?;
    row.filter(|row| row.owner == owner).ok_or_else(Problem::not_found)
}

/// A file under its own name. What a browser cannot show safely is only kept.
fn file(name: &str, media_type: &str, content: bytes::Bytes) -> Response {
    let shows = matches!(media_type, "application/pdf" | "image/jpeg" | "image/png");
    let way = if shows { "inline" } else { "attachment" };
    let disposition = format!("{way}; filename*=UTF-8''{}", encode(name));
    let mut response = content.into_response();
    let headers = response.headers_mut();
    for (key, value) in [
        (header::CONTENT_TYPE, media_type),
        (header::CONTENT_DISPOSITION, &disposition),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(key, value);
        }
    }
    response
}
