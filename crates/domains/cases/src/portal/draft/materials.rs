//! 材料: what is fetched, what is declared with the form, what must be uploaded, what may follow later.

use std::sync::Arc;

use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use items::{Material, Need, sentence};
use kernel::{Citizen, Problem};
use maud::{Markup, html};
use web::server::Visit;
use web::ui::{Button, FormError, Tag, Tone};

use super::{Folder, Step};
use crate::commands::Patch;
use crate::model::{Handed, Source};
use crate::portal::multipart::{Arrived, Refused, control, fragment, place, receive, refused, shown};
use crate::portal::{Service, again, id, page as frame, to};
use crate::service::Cases;
use crate::store::upload;

pub(in crate::portal) async fn page(
    State(cases): Service,
    visit: Visit,
    Path(draft): Path<String>,
) -> Result<Response, Problem> {
    let citizen = visit.citizen()?;
    match Folder::open(&cases, citizen, id(&draft)?).await? {
        Ok(folder) => render(&cases, &visit, citizen, &folder, &[]).await,
        Err(number) => Ok(to(&format!("/my/cases/{number}"))),
    }
}

async fn render(
    cases: &Arc<Cases>,
    visit: &Visit,
    citizen: &Citizen,
    folder: &Folder,
    wrong: &[Refused],
) -> Result<Response, Problem> {
    let handed = cases
        .gather(citizen, &folder.begun, &folder.outcome, &folder.files)
        .await?;
    let due: Vec<&Material> = folder
        .outcome
        .materials
        .iter()
        .filter_map(|id| folder.handling().materials.iter().find(|m| m.id == **id))
        .collect();
    let is_given = |material: &&&Material| {
        let found = handed.iter().find(|h| h.material == material.id);
        matches!(
            found.map(|h| &h.source),
            Some(Source::Register { .. } | Source::Declared | Source::ByBody)
        )
    };
    let (given, own): (Vec<&Material>, Vec<&Material>) = due.iter().partition(is_given);
    let mut parts = Vec::new();
    for material in own {
        let earlier = cases.earlier_files(citizen, &material.name, folder.id()).await?;
        parts.push(one(cases, folder, material, &earlier, wrong));
    }
    let action = folder.href(&Step::Materials);
    let content = html! {
        p class="muted top-2 end-4" {
            (due.len()) "份里有" (given.len()) "份不用您交。每个文件传好就保存，少了哪份以后可以接着传。"
        }
        (folder.notices())
        form method="post" action=(action) enctype="multipart/form-data" data-upload=(action) {
            (web::ui::form::first_submit())
            @for material in &given { (free(material, &handed)) }
            @for part in &parts { (part) }
            div class="form-actions" {
                (Button::submit("保存，去核对").big().named("next", "1"))
                (Button::submit("先保存，以后再交").quiet().named("later", "1"))
            }
        }
    };
    let step = Step::Materials;
    let error = |one: &Refused| FormError::new(control(&one.material), "", one.message.clone());
    let errors: Vec<FormError> = wrong.iter().map(error).collect();
    Ok(frame(
        visit,
        "/browse",
        &folder.page_title(&step, &errors),
        &[],
        folder.sheet(&step, &errors, &content),
    ))
}

/// A material that need not be handed in.
fn free(material: &Material, handed: &[Handed]) -> Markup {
    let source = handed.iter().find(|h| h.material == material.id).map(|h| &h.source);
    let (tag, text) = match source {
        Some(Source::Register {
            number,
            issuer,
            valid_to,
            ..
        }) => {
            let until = if valid_to.is_empty() {
                String::new()
            } else {
                format!("，有效期到{valid_to}")
            };
            (
                "已经调到",
                format!("从登记系统调取，号码{number}，{issuer}签发{until}。"),
            )
        }
        Some(Source::Declared) => ("不用交", "按您填的内容生成，提交时一并确认。".to_owned()),
        _ => ("不用交", "由我们向有关登记系统核查，不用您提交。".to_owned()),
    };
    html! {
        section class="material" {
            div class="section-head" { h2 { (sentence(&material.name)) } (Tag::new(Tone::Good, tag)) }
            p class="small muted" { (text) }
        }
    }
}

/// A material that the person hands in.
fn one(
    cases: &Cases,
    folder: &Folder,
    material: &Material,
    earlier: &[upload::row::Model],
    wrong: &[Refused],
) -> Markup {
    let files: Vec<_> = folder
        .files
        .iter()
        .filter(|file| file.material == material.id)
        .collect();
    let wrong: Vec<_> = wrong.iter().filter(|one| one.material == material.id).collect();
    let tag = match (files.is_empty(), material.need) {
        _ if !wrong.is_empty() => Tag::new(Tone::Bad, "要重新选"),
        (false, _) => Tag::new(Tone::Good, "已传好"),
        (true, Need::Required) => Tag::new(Tone::Warn, "要上传"),
        (true, Need::Tolerable) => Tag::new(Tone::Plain, "可以后补"),
        (true, Need::Optional) => Tag::new(Tone::Plain, "选填"),
    };
    let error = (!wrong.is_empty()).then(|| format!("{}-e", control(&material.id)));
    let label = match files.is_empty() {
        true => "选择文件，或者直接拍照",
        false if material.multiple == Some(true) => "再传一个",
        false => "换一个文件",
    };
    let most = cases.kernel.config.max_upload_mb;
    html! {
        section class="material" aria-labelledby={ "m-" (material.id) } {
            div class="section-head" { h2 id={ "m-" (material.id) } { (sentence(&material.name)) } (tag) }
            p class="small muted" {
                (sentence(&material.standard)) "。"
                @if material.need == Need::Tolerable {
                    "现在没有也可以先提交，受理后" (material.tolerance_days.unwrap_or(10)) "个工作日内补上。"
                }
            }
            div class={ "material-body" @if !wrong.is_empty() { " invalid" } } {
                @for file in &files { (shown(file, true)) }
                @if let Some(id) = &error {
                    p class="error" id=(id) {
                        span class="visually-hidden" { "错误：" }
                        @for one in &wrong { (one.message) "。" }
                    }
                    @for one in &wrong { (refused(one)) }
                }
                (place(material, label, error.clone(), most))
                (again_from(material, earlier, &files))
            }
        }
    }
}

/// Files of earlier applications that can be used again.
fn again_from(material: &Material, earlier: &[upload::row::Model], files: &[&upload::row::Model]) -> Markup {
    let fresh: Vec<_> = earlier
        .iter()
        .filter(|e| !files.iter().any(|f| f.digest == e.digest))
        .collect();
    html! {
        @if !fresh.is_empty() {
            div class="stack-tight top-3" {
                p class="small" { "您以前交过，可以直接用：" }
                @for file in fresh {
                    div class="row row-apart" {
                        span { (file.name) " " span class="small muted" { (crate::portal::day(file.at).format("%Y年%-m月%-d日")) "交过" } }
                        (Button::submit("用这一个").secondary().named("reuse", format!("{}/{}", material.id, file.id)).unseen(&file.name))
                    }
                }
            }
        }
    }
}

pub(in crate::portal) async fn save(
    State(cases): Service,
    visit: Visit,
    Path(draft): Path<String>,
    headers: HeaderMap,
    form: Multipart,
) -> Result<Response, Problem> {
    let citizen = visit.citizen()?;
    let folder = match Folder::open(&cases, citizen, id(&draft)?).await? {
        Ok(folder) => folder,
        Err(number) => return Ok(to(&format!("/my/cases/{number}"))),
    };
    let mut arrived = receive(&cases, citizen, folder.handling(), folder.id(), form).await?;
    if headers.contains_key("x-upload") {
        let (taken, lines) = fragment(&arrived);
        let status = if taken {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        return Ok(again(lines.into_response(), status));
    }
    buttons(&cases, citizen, &folder, &mut arrived).await?;
    let goes_on = arrived.sent.has("next");
    let version = folder.begun.row.version;
    let mut folder = folder;
    if goes_on && !folder.is_seen(&Step::Materials) {
        let seen = Patch {
            seen: Some("materials".into()),
            ..Patch::default()
        };
        // Another device that saved in this moment has remembered more; which page was seen can wait.
        match cases.save_draft(citizen, folder.id(), version, seen).await {
            Err(problem) if problem.code != "draft_changed" => return Err(problem),
            _ => {}
        }
    }
    let address = folder.href(&Step::Materials);
    if !arrived.refused.is_empty() {
        folder.files = cases.files_of(folder.id()).await?;
        let response = render(&cases, &visit, citizen, &folder, &arrived.refused).await?;
        return Ok(again(response, StatusCode::UNPROCESSABLE_ENTITY));
    }
    Ok(to(&match (goes_on, arrived.sent.has("later")) {
        (true, _) => folder.href(&Step::Check),
        (_, true) => format!("/my/drafts/{}", folder.id()),
        _ => address,
    }))
}

/// The buttons beside files: take one away, use one again.
async fn buttons(cases: &Arc<Cases>, citizen: &Citizen, folder: &Folder, arrived: &mut Arrived) -> Result<(), Problem> {
    if arrived.sent.has("remove") {
        cases.remove_file(folder.id(), id(arrived.sent.get("remove"))?).await?;
    }
    let Some((material, earlier)) = arrived.sent.get("reuse").split_once('/') else {
        return Ok(());
    };
    let reused = cases
        .reuse_file(citizen, folder.handling(), folder.id(), material, id(earlier)?)
        .await;
    match reused {
        Ok(_) => Ok(()),
        Err(problem) if problem.status >= 500 || problem.status == 404 => Err(problem),
        Err(problem) => {
            let refused = Refused {
                material: material.to_owned(),
                name: "以前交过的文件".into(),
                message: problem.title,
            };
            arrived.refused.push(refused);
            Ok(())
        }
    }
}
