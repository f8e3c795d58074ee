//! Checking a package with an overlay, what it would change, and publishing it.

use std::sync::Arc;

use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use kernel::Problem;
use maud::{Markup, html};
use web::server::Visit;
use web::ui::desk::{desk_head, desk_page, sheet};
use web::ui::{self, Button, Column, Field, FormError, Kind, Notice, Row, Table, Tag, Tone};

use super::ROOM;
use crate::catalogue::Catalogue;
use crate::check::Report;
use crate::difference::{Difference, differences};
use crate::fault::Severity;
use crate::format::parse_json;
use crate::publish::{PUBLISH, Published, Ready, Refusal};

const ACTION: &str = "/desk/items/check";
/// Differences that are listed; more are a different item.
const MOST: usize = 300;

/// What the form sent.
#[derive(Debug, Default)]
struct Upload {
    package: String,
    overlay: String,
    reason: String,
    publish: bool,
}

impl Upload {
    /// A chosen file counts before what stands in the box.
    async fn read(mut form: Multipart) -> Result<Self, Problem> {
        let broken = |error: axum::extract::multipart::MultipartError| {
            Problem::bad_request("交来的内容读不完整").detail(error.body_text())
        };
        let mut upload = Self::default();
        while let Some(field) = form.next_field().await.map_err(broken)? {
            let name = field.name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(broken)?;
            let text = String::from_utf8(bytes.to_vec())
                .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
            let text = text.trim_start_matches('\u{feff}').to_owned();
            match name.as_str() {
                "package" if upload.package.is_empty() => upload.package = text.replace("\r\n", "\n"),
                "overlay" if upload.overlay.is_empty() => upload.overlay = text.replace("\r\n", "\n"),
                "package_file" if !text.is_empty() => upload.package = text,
                "overlay_file" if !text.is_empty() => upload.overlay = text,
                "reason" => text.trim().clone_into(&mut upload.reason),
                "publish" => upload.publish = true,
                _ => {}
            }
        }
        Ok(upload)
    }
}

/// What came of it.
enum Verdict {
    Nothing,
    Refused {
        what: &'static str,
        report: Report,
    },
    Holds {
        against: Option<i32>,
        found: Vec<Difference>,
    },
    Published(Published),
}

pub(super) async fn form(visit: Visit) -> Result<Response, Problem> {
    Ok(show(&visit, &Upload::default(), &Verdict::Nothing, &[]).into_response())
}

pub(super) async fn run(
    State(catalogue): State<Arc<Catalogue>>,
    visit: Visit,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let form = form.map_err(|error| Problem::bad_request("这张表没有交完整").detail(error.body_text()))?;
    let upload = Upload::read(form).await?;
    let mut errors = Vec::new();
    if upload.package.trim().is_empty() {
        errors.push(FormError::new(
            "package",
            "事项包",
            "请选事项包文件，或者把内容粘贴进来",
        ));
    }
    if upload.overlay.trim().is_empty() {
        errors.push(FormError::new(
            "overlay",
            "实施清单",
            "请选实施清单文件，或者把内容粘贴进来",
        ));
    }
    if upload.publish && upload.reason.is_empty() {
        errors.push(FormError::new(
            "reason",
            "为什么发布",
            "请写明为什么发布这一版，比如依据哪个文件改的",
        ));
    }
    if !errors.is_empty() {
        return Ok((
            StatusCode::UNPROCESSABLE_ENTITY,
            show(&visit, &upload, &Verdict::Nothing, &errors),
        )
            .into_response());
    }
    let verdict = if upload.publish {
        catalogue
            .publish(&visit.actor, &upload.package, &upload.overlay, &upload.reason)
            .await
            .map(Verdict::Published)
    } else {
        match catalogue.prepared(&upload.package, &upload.overlay).await {
            Ok(ready) => against_current(&catalogue, &ready).await.map_err(Refusal::from),
            Err(refusal) => Err(refusal),
        }
    };
    let refused = |what, report| {
        (
            StatusCode::UNPROCESSABLE_ENTITY,
            show(&visit, &upload, &Verdict::Refused { what, report }, &[]),
        )
    };
    match verdict {
        Ok(verdict) => Ok(show(&visit, &upload, &verdict, &[]).into_response()),
        Err(Refusal::Package(report)) => Ok(refused("事项包", report).into_response()),
        Err(Refusal::Overlay(report)) => Ok(refused("实施清单", report).into_response()),
        Err(Refusal::Problem(problem)) if problem.status == 422 => {
            let error = FormError::new("overlay", "没有发布", problem.title);
            Ok((
                StatusCode::UNPROCESSABLE_ENTITY,
                show(&visit, &upload, &Verdict::Nothing, &[error]),
            )
                .into_response())
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// What would change if it were published.
async fn against_current(catalogue: &Catalogue, ready: &Ready) -> Result<Verdict, Problem> {
    let versions = catalogue.versions(&ready.overlay.body, &ready.overlay.item).await?;
    let Some(current) = versions.iter().find(|row| row.ended_at.is_none()) else {
        return Ok(Verdict::Holds {
            against: None,
            found: Vec::new(),
        });
    };
    let before = catalogue.package_text(&current.package).await?.unwrap_or_default();
    let read = |text: &str| parse_json(text).map_err(Problem::internal);
    let mut found = differences(&read(&before)?, &read(&ready.package)?);
    found.extend(differences(&read(&current.overlay)?, &read(&ready.overlay_text)?));
    Ok(Verdict::Holds {
        against: Some(current.version),
        found,
    })
}

fn show(visit: &Visit, upload: &Upload, verdict: &Verdict, errors: &[FormError]) -> Html<String> {
    let publish = visit.actor.holds(PUBLISH);
    let title = "检查和发布";
    let content = html! {
        (ui::error_summary(errors))
        (desk_head(title, &html! { "事项包自带的场景都会跑一遍，通过了才能发布" }, &[]))
        (said(verdict))
        (sheet("事项包和实施清单", &html! {}, &html! {
            form class="sheet-body" method="post" action=(ACTION) enctype="multipart/form-data" {
                (text("package", "事项包", "tongban.item/1，一个事项的实施规范", &upload.package, errors))
                (text("overlay", "实施清单", "tongban.implementation/1，本机关自己定的内容", &upload.overlay, errors))
                @if publish {
                    (Field::new("reason", "为什么发布", Kind::Paragraph { rows: 2, max: Some(200) }).value(upload.reason.clone())
                        .hint("只检查的不用填").errors(errors))
                }
                div class="buttons" {
                    (Button::submit("检查"))
                    @if publish && matches!(verdict, Verdict::Holds { .. }) { (Button::submit("发布这一版").secondary().named("publish", "1")) }
                }
            }
        }))
    };
    Html(desk_page(&visit.desk(ROOM), &ui::error_title(errors, title), false, content).into_string())
}

fn text(name: &str, label: &str, hint: &str, value: &str, errors: &[FormError]) -> Markup {
    html! {
        (Field::new(name, label, Kind::Paragraph { rows: 8, max: None }).value(value).hint(hint).errors(errors))
        (Field::new(format!("{name}_file"), format!("{label}文件"), Kind::Files {
            accept: ".json,application/json".into(),
            limits: "选了文件就用文件里的，不用上面框里的".into(),
            multiple: false,
        }).optional())
    }
}

fn said(verdict: &Verdict) -> Markup {
    match verdict {
        Verdict::Nothing => html! {},
        Verdict::Published(done) if done.changed => html! {
            (Notice::new(Tone::Good, format!("已发布为第{}版，现在起用", done.version))
                .text("以后提交的申请按这一版办；已经提交的还按原来的版本办。").link("看实施清单", ROOM))
        },
        Verdict::Published(done) => html! {
            (Notice::new(Tone::Info, format!("和现行的第{}版完全一样，没有改动", done.version)).link("看实施清单", ROOM))
        },
        Verdict::Refused { what, report } => html! {
            (Notice::new(Tone::Bad, format!("{what}没有通过：有{}处错误", report.of(Severity::Error).count())))
            (faults(report))
        },
        Verdict::Holds { against, found } => html! {
            (Notice::new(Tone::Good, "检查通过，可以发布").text(match against {
                Some(version) => format!("和现行的第{version}版比，有{}处不同。", found.len()),
                None => "这是第一次发布。".to_owned(),
            }))
            @if !found.is_empty() { (changes(found)) }
        },
    }
}

fn faults(report: &Report) -> Markup {
    let row = |fault: &crate::fault::Fault| {
        let (tone, weight) = match fault.severity {
            Severity::Error => (Tone::Bad, "错误"),
            Severity::Warning => (Tone::Warn, "提醒"),
            Severity::Note => (Tone::Plain, "说明"),
        };
        let cells = vec![
            html! { (Tag::new(tone, weight)) },
            html! { code { (fault.place) } },
            html! {
                (fault.message)
                @if let Some((source, _)) = &fault.expression { br; code { (source) } }
            },
            html! { (fault.hint.as_deref().unwrap_or_default()) },
        ];
        Row { cells, class: "" }
    };
    let mut all: Vec<_> = report
        .faults
        .iter()
        .filter(|fault| fault.severity != Severity::Note)
        .collect();
    all.sort_by_key(|fault| std::cmp::Reverse(fault.severity));
    let table = Table {
        caption: "检查结果".into(),
        caption_hidden: true,
        columns: ["轻重", "位置", "哪里不对", "怎么改"]
            .into_iter()
            .map(Column::new)
            .collect(),
        rows: all.into_iter().map(row).collect(),
        dense: true,
    };
    sheet("检查结果", &html! {}, &html! { (table) })
}

fn changes(found: &[Difference]) -> Markup {
    let end = if found.len() > MOST {
        html! { "只列前" (MOST) "处" }
    } else {
        html! {}
    };
    sheet(
        "和现行版本的不同",
        &end,
        &html! {
            table class="table worktable diff stacked" {
                thead { tr { th scope="col" { "怎么变" } th scope="col" { "要素" } th scope="col" { "现行版本" } th scope="col" { "这一版" } } }
                tbody {
                    @for one in found.iter().take(MOST) {
                        tr {
                            td class="fit" { (Tag::new(Tone::Plain, one.kind())) }
                            th scope="row" { (one.place) }
                            td data-label="现行版本" { @if let Some(before) = &one.before { del { (before) } } }
                            td data-label="这一版" { @if let Some(after) = &one.after { ins { (after) } } }
                        }
                    }
                }
            }
        },
    )
}
