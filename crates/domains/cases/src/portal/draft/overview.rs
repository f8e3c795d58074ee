//! The first page of a draft: for whom, what there is to do, and the way to throw it away.

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use kernel::Problem;
use maud::{Markup, html};
use web::server::Visit;
use web::ui::{self, Button, Dialog, Link, Notice, Task, TaskState, Tone};

use super::{Folder, Step};
use crate::portal::{Service, id, page as frame, query, short_moment, to};

pub(in crate::portal) async fn page(
    State(cases): Service,
    visit: Visit,
    Path(draft): Path<String>,
    RawQuery(asked): RawQuery,
) -> Result<Response, Problem> {
    let citizen = visit.citizen()?;
    let folder = match Folder::open(&cases, citizen, id(&draft)?).await? {
        Ok(folder) => folder,
        Err(number) => return Ok(to(&format!("/my/cases/{number}"))),
    };
    let asked = query(asked.as_deref())?;
    let title = folder.title();
    let crumbs = [Link::new("我的", "/my"), Link::new("草稿", "/my/drafts")];
    if asked.has("discard") {
        return Ok(frame(
            &visit,
            "/my",
            &format!("丢掉草稿：{title}"),
            &crumbs,
            ask(&folder),
        ));
    }
    let body = &folder.begun.handled.edition().body.name;
    let who = citizen.organisation.as_ref().map_or(&citizen.name, |(_, name)| name);
    let begun = !folder.begun.doc.seen.is_empty();
    let go = folder.open_step();
    let content = html! {
        div class="page" { div class="split" {
            div {
                h1 { (title) }
                p class="muted row small top-2 end-5" { span { "申请人：" (who) } span { "由" (body) "办理" } }
                (folder.notices())
                (prefilled(&folder))
                (list(&folder))
                div class="form-actions" {
                    (Button::link(if begun { "接着填" } else { "开始填写" }, folder.href(&go)).big())
                    (Button::link("丢掉这份草稿", "?discard").quiet())
                }
            }
            aside class="stack" {
                section class="card" {
                    h2 class="size-1" { "随时可以停" }
                    p class="small muted" {
                        "填的内容随时保存，" (short_moment(folder.begun.row.saved_at, folder.today)) "保存过一次。换手机或电脑登录也能接着填。"
                    }
                }
                section class="card" {
                    h2 class="size-1" { "办事指南" }
                    p class="small muted" { "条件、材料、时限和收费都写在里面。" }
                    a class="touch" href={ "/guide/" (folder.begun.row.handling_code) } { "看办事指南" }
                }
            }
        } }
    };
    Ok(frame(&visit, "/browse", &title, &crumbs, content))
}

fn list(folder: &Folder) -> Markup {
    let task = |step: Step| {
        let (state, note) = folder.note(&step);
        Task {
            text: folder.step_title(&step),
            note,
            state: if step == Step::Check { TaskState::Open } else { state },
            href: Some(folder.href(&step)),
            current: false,
        }
    };
    ui::tasks(
        "要做的事",
        &folder.steps().into_iter().map(task).collect::<Vec<_>>(),
        "",
    )
}

fn prefilled(folder: &Folder) -> Markup {
    let count = folder.begun.doc.sources.len();
    html! {
        @if count > 0 {
            div class="measure end-5" {
                (Notice::new(Tone::Good, format!("已经替您填好{count}项"))
                    .text("来自您的账号和登记信息，填的时候请看看对不对。"))
            }
        }
    }
}

fn ask(folder: &Folder) -> Markup {
    let address = format!("/my/drafts/{}", folder.id());
    html! {
        div class="page" {
            h1 { (folder.title()) }
            form class="top-5" method="post" action={ (address) "/discard" } {
                (Dialog {
                    id: "discard".into(),
                    title: "丢掉这份草稿吗？".into(),
                    text: "填的内容和传的文件会一起删掉，找不回来。".into(),
                    buttons: vec![Button::submit("丢掉草稿").danger(), Button::link("留着", address.clone()).secondary()],
                })
            }
        }
    }
}

pub(in crate::portal) async fn discard(
    State(cases): Service,
    visit: Visit,
    Path(draft): Path<String>,
) -> Result<Response, Problem> {
    cases.discard_draft(visit.citizen()?, id(&draft)?).await?;
    Ok(to("/my/drafts"))
}
