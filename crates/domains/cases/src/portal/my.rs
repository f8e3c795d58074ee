//! 我的: what waits for me first.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use items::sentence;
use kernel::{Citizen, Problem};
use maud::{Markup, html};
use messages::Cursor;
use web::server::Visit;
use web::ui::{self, Button, Card, Empty, Link, Notice, Tab, Tag, Tone, fmt};

use super::case::list::{Line, lines, rateable, rows, to_collect};
use super::{Service, draft, page as frame};
use crate::model::{Source, State as CaseState};
use crate::service::Cases;
use crate::store::draft::row;

/// Cases that are looked at for what waits; the rest has its own page.
const NEWEST: usize = 20;

pub(super) async fn page(State(cases): Service, visit: Visit) -> Result<Response, Problem> {
    let citizen = visit.citizen()?;
    let lines = lines(&cases, citizen, None, NEWEST).await?;
    let drafts = cases.drafts(citizen).await?;
    let unread = cases.messages.unread(citizen.person).await?;
    let waiting = waiting(&cases, &lines, &drafts);
    let content = html! {
        div class="page" {
            h1 { (citizen.name) "，您好" }
            @if let Some((_, name)) = &citizen.organisation { (acting(name)) }
            @for notice in &waiting { div class="top-4" { (notice) } }
            div class="top-5" { (tabs(lines.len(), drafts.len(), unread)) }
            div class="split top-5" {
                div { (under_way(&cases, &lines)) (unsent(&cases, &drafts)) }
                aside class="stack" { (told(&cases, citizen, unread).await?) (links()) }
            }
        }
    };
    Ok(frame(&visit, "/my", &title(waiting.len()), &[], content))
}

fn title(waiting: usize) -> String {
    if waiting == 0 {
        "我的".into()
    } else {
        format!("有{waiting}件事等您处理：我的")
    }
}

fn acting(name: &str) -> Markup {
    html! { p class="muted top-2" { "现在替" strong { (name) } "办事。" a href="/my/agents" { "换一个" } } }
}

/// What waits for the person, most pressing first: one notice each.
fn waiting(cases: &Arc<Cases>, lines: &[Line], drafts: &[row::Model]) -> Vec<Notice> {
    let today = cases.kernel.clock.today();
    let mut out = Vec::new();
    for case in lines.iter().map(|line| &line.case) {
        let title = sentence(&case.filed.title);
        let address = format!("/my/cases/{}", case.number);
        let owed = case
            .materials
            .iter()
            .filter(|h| matches!(h.source, Source::Owed { .. }))
            .count();
        if let (CaseState::Correcting, Some(correction)) = (case.state, &case.correction) {
            let until = fmt::date_weekday(correction.until, today);
            out.push(
                Notice::new(Tone::Warn, format!("“{title}”要补{}处", correction.items.len()))
                    .text(format!("{until}前补上就行。"))
                    .link("现在去补", format!("{address}/correction")),
            );
        } else if case.state == CaseState::InReview && owed > 0 {
            out.push(
                Notice::new(Tone::Warn, format!("“{title}”还有{owed}份材料没有补"))
                    .link("现在去补", format!("{address}/correction")),
            );
        } else if to_collect(case) {
            out.push(
                Notice::new(Tone::Warn, format!("“{title}”的结果做好了"))
                    .text("请带身份证到窗口领。")
                    .link("看去哪里领", address),
            );
        }
    }
    // Many drafts are one thing to look at.
    match drafts {
        [] => {}
        [one] => out.push(
            Notice::new(Tone::Warn, format!("“{}”还没有提交", sentence(&one.title)))
                .text("提交以后我们才收到。")
                .link("接着填", format!("/my/drafts/{}", one.id)),
        ),
        many => out.push(
            Notice::new(Tone::Warn, format!("有{}份申请还没有提交", many.len()))
                .text("提交以后我们才收到。")
                .link("看草稿", "/my/drafts"),
        ),
    }
    out
}

fn tabs(count: usize, drafts: usize, unread: u64) -> Markup {
    let tab = |text: &str, href: &str, count: Option<String>| Tab {
        text: text.into(),
        href: href.into(),
        count,
        bad: false,
        current: href == "/my",
    };
    let number = |count: usize| {
        (count > 0).then(|| {
            if count >= NEWEST {
                format!("{NEWEST}+")
            } else {
                count.to_string()
            }
        })
    };
    ui::tabs(
        "我的",
        &[
            tab("总览", "/my", None),
            tab("办件", "/my/cases", number(count)),
            tab("草稿", "/my/drafts", number(drafts)),
            tab("消息", "/my/messages", (unread > 0).then(|| fmt::count(unread))),
            tab("授权", "/my/agents", None),
            tab("谁看过我的信息", "/my/looks", None),
            tab("账号安全", "/my/security", None),
        ],
    )
}

fn under_way(cases: &Arc<Cases>, lines: &[Line]) -> Markup {
    let (open, over): (Vec<&Line>, Vec<&Line>) = lines.iter().partition(|line| !line.case.state.is_final());
    let to_rate = over.iter().filter(|line| rateable(&line.case)).count();
    html! {
        section aria-labelledby="cases" {
            (ui::section_head("cases", "办件", (!lines.is_empty()).then(|| Link::new("全部", "/my/cases")).as_ref()))
            @if lines.is_empty() {
                (Empty {
                    title: "还没有办件".into(),
                    text: "提交过的申请会列在这里，随时能看办到哪一步。".into(),
                    action: Some(Link::new("去找要办的事", "/browse")),
                })
            } @else {
                (rows(cases, open.into_iter().chain(over).take(5)))
                @if to_rate > 0 { p class="small muted top-3" { "有" (to_rate) "件办完了，还没有评价。" } }
            }
        }
    }
}

fn unsent(cases: &Arc<Cases>, drafts: &[row::Model]) -> Markup {
    let today = cases.kernel.clock.today();
    html! {
        @if !drafts.is_empty() {
            section class="section" aria-labelledby="drafts" {
                (ui::section_head("drafts", "草稿，还没有提交", Some(&Link::new("全部", "/my/drafts"))))
                (draft::list::rows(&drafts[..drafts.len().min(3)], today))
            }
        }
    }
}

async fn told(cases: &Cases, citizen: &Citizen, unread: u64) -> Result<Markup, Problem> {
    let page = cases.messages.of(citizen.person, Cursor::Newest).await?;
    let now = cases.kernel.clock.now();
    Ok(html! {
        section class="card" aria-labelledby="ms" {
            div class="row row-apart" {
                h2 class="size-1" id="ms" { "消息" }
                @if unread > 0 { (Tag::new(Tone::Info, format!("{unread}条未读"))) }
            }
            @if page.messages.is_empty() { p class="small muted" { "还没有消息。" } }
            @for one in page.messages.iter().take(3) { (ui::message(&one.title, &one.note(now), one.read_at.is_none())) }
            a class="touch" href="/my/messages" { "全部消息" }
        }
    })
}

fn links() -> Markup {
    let cards = [
        ("谁看过我的信息", "/my/looks", "哪个单位、为什么、什么时候"),
        ("授权", "/my/agents", "替单位办事，或者让别人替您办"),
        ("账号安全", "/my/security", "登录记录和密码"),
    ];
    html! {
        @for (text, href, about) in cards {
            (Card { link: Link::new(text, href), text: about.into(), icon: None })
        }
        (Button::link("去找要办的事", "/browse").secondary())
    }
}
