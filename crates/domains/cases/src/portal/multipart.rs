//! A form with files: each file is kept as soon as it has arrived, whatever becomes of the others.

use std::sync::Arc;

use axum::extract::Multipart;
use items::Handling;
use kernel::{Citizen, Id, Problem};
use maud::{Markup, html};
use web::server::Sent;
use web::ui::{self, File, FileState, fmt};

use crate::commands::Arrival;
use crate::service::Cases;
use crate::store::upload::row;

/// The name of the control for the files of a material.
pub(super) fn control(material: &str) -> String {
    format!("file.{material}")
}

/// A file that was not taken.
#[derive(Debug, Clone)]
pub(super) struct Refused {
    /// For which material.
    pub(super) material: String,
    /// Its name.
    pub(super) name: String,
    /// Why, and what to do.
    pub(super) message: String,
}

/// What came with a form.
#[derive(Debug, Default)]
pub(super) struct Arrived {
    /// Everything but files.
    pub(super) sent: Sent,
    /// Files that are kept.
    pub(super) taken: Vec<row::Model>,
    /// Files that are not.
    pub(super) refused: Vec<Refused>,
}

/// Reads a form for a draft or case whose writer was checked before.
pub(super) async fn receive(
    cases: &Arc<Cases>,
    citizen: &Citizen,
    handling: &Handling,
    owner: Id,
    mut form: Multipart,
) -> Result<Arrived, Problem> {
    let mut out = Arrived::default();
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return Ok(out),
            Err(error) => return cut_off(out, &error.to_string()),
        };
        let name = field.name().unwrap_or_default().to_owned();
        let Some(file) = field.file_name().map(str::to_owned) else {
            let Ok(text) = field.text().await else {
                return cut_off(out, "a field broke off");
            };
            out.sent.0.push((name, text.replace("\r\n", "\n").replace('\0', "")));
            continue;
        };
        let content = field.bytes().await;
        // A place for a file that nobody used.
        if file.is_empty() && content.as_ref().is_ok_and(bytes::Bytes::is_empty) {
            continue;
        }
        let material = name.strip_prefix("file.").unwrap_or_default().to_owned();
        let Ok(content) = content else {
            let message = format!("“{file}”没有收下：太大了，或者传到一半断了。请压缩一下再传一次");
            out.refused.push(Refused {
                material,
                name: file,
                message,
            });
            return Ok(out);
        };
        let arrival = Arrival {
            owner,
            material: material.clone(),
            name: file.clone(),
            content,
        };
        match cases.keep_file(citizen, handling, arrival).await {
            Ok(row) => out.taken.push(row),
            Err(problem) if problem.status >= 500 || problem.status == 404 => return Err(problem),
            Err(problem) => out.refused.push(Refused {
                material,
                name: file,
                message: problem.title,
            }),
        }
    }
}

/// The line broke. What arrived before is kept; with nothing at all the form says so itself.
fn cut_off(out: Arrived, why: &str) -> Result<Arrived, Problem> {
    tracing::info!(why, "an upload broke off");
    if out.taken.is_empty() && out.refused.is_empty() && out.sent.0.is_empty() {
        Err(Problem::new(
            413,
            "too_large",
            "交来的内容太大，或者传到一半断了，没有收下",
        ))
    } else {
        Ok(out)
    }
}

/// A kept file as it is shown.
pub(super) fn shown(row: &row::Model, removable: bool) -> File {
    let thumb = match row.media_type.as_str() {
        "application/pdf" => "PDF",
        "application/ofd" => "OFD",
        kind if kind.starts_with("image/") => "图片",
        _ => "文件",
    };
    File {
        name: row.name.clone(),
        thumb: thumb.to_owned(),
        size: fmt::file_size(row.size.unsigned_abs()),
        view: Some(format!("/my/files/{}/{}", row.owner, row.id)),
        remove: removable.then(|| ("remove".to_owned(), row.id.to_string())),
        ..File::default()
    }
}

/// A file that was not taken, with the reason.
pub(super) fn refused(one: &Refused) -> Markup {
    let thumb: String = one
        .name
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .chars()
        .take(4)
        .collect();
    let file = File {
        name: one.name.clone(),
        thumb,
        note: one.message.clone(),
        state: FileState::Refused,
        ..File::default()
    };
    html! { (file) }
}

/// The answer to a script that sends files one at a time: the line of each file.
pub(super) fn fragment(arrived: &Arrived) -> (bool, Markup) {
    let lines = html! {
        @for row in &arrived.taken { (shown(row, true)) }
        @for one in &arrived.refused { (refused(one)) }
    };
    (arrived.refused.is_empty() && !arrived.taken.is_empty(), lines)
}

/// A place to add files of a material.
pub(super) fn place(material: &items::Material, label: &str, error: Option<String>, most_mb: u64) -> ui::Upload {
    let kinds = crate::files::kinds(material);
    let most = u64::from(material.max_mb.unwrap_or(crate::files::MOST_MB as u32)).min(most_mb);
    let several = if material.multiple == Some(true) {
        "，可以传几个"
    } else {
        ""
    };
    ui::Upload {
        id: control(&material.id),
        name: control(&material.id),
        label: label.to_owned(),
        optional: material.need == items::Need::Optional,
        hint: format!("{}，每个不超过{most} MB{several}", crate::files::words(&kinds)),
        accept: crate::files::accept(&kinds),
        multiple: material.multiple == Some(true),
        error_id: error,
    }
}
