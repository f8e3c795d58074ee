//! The person's messages in the portal.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use chrono::{DateTime, Utc};
use kernel::{Id, Problem, shanghai};
use maud::{Markup, html};
use web::server::Visit;
use web::ui::{Button, Empty, Link, Notice, Pagination, Tag, Tone, buttons, fmt, portal_page};

use crate::service::{Cursor, Message, Messages, Page};

const HERE: &str = "/my/messages";

/// The cursor of a query; one that cannot be read begins at the newest.
fn cursor(query: Option<&str>) -> Result<Cursor, Problem> {
    let sent = web::server::Sent::parse(query.unwrap_or_default().as_bytes())?;
    let id = |name| sent.get(name).parse::<Id>().ok();
    Ok(id("older")
        .map(Cursor::OlderThan)
        .or_else(|| id("newer").map(Cursor::NewerThan))
        .unwrap_or(Cursor::Newest))
}

fn href(cursor: Cursor) -> String {
    match cursor {
        Cursor::Newest => HERE.into(),
        Cursor::OlderThan(id) => format!("{HERE}?older={id}"),
        Cursor::NewerThan(id) => format!("{HERE}?newer={id}"),
    }
}

/// All messages, newest first.
pub(crate) async fn list(
    State(messages): State<Arc<Messages>>,
    visit: Visit,
    RawQuery(query): RawQuery,
) -> Result<Markup, Problem> {
    let person = visit.citizen()?.person;
    let page = messages.of(person, cursor(query.as_deref())?).await?;
    let unread = messages.unread(person).await?;
    let title = if unread > 0 {
        format!("消息，{unread}条未读")
    } else {
        "消息".to_owned()
    };
    let content = html! {
        div class="page stack" {
            div class="row row-apart" {
                h1 { "消息" }
                @if unread > 0 { (Tag::new(Tone::Info, format!("{unread}条未读"))) }
            }
            section aria-labelledby="all" {
                h2 class="visually-hidden" id="all" { "全部消息" }
                @if page.messages.is_empty() { (nothing()) }
                @for message in &page.messages { (entry(message, messages.kernel.clock.now())) }
            }
            (turn(&page, messages.kernel.clock.now()))
        }
    };
    Ok(portal_page(&visit.page("/my"), &title, &crumbs(false), content))
}

fn nothing() -> Markup {
    let empty = Empty {
        title: "还没有消息".into(),
        text: "办的事有了进展，或者要您补材料，我们会写在这里".into(),
        action: Some(Link::new("看看能办什么", "/browse")),
    };
    html! { (empty) }
}

fn entry(message: &Message, now: DateTime<Utc>) -> Markup {
    let unread = message.read_at.is_none();
    html! {
        div class="message" {
            p class=[unread.then_some("strong")] {
                a class="touch" href={ (HERE) "/" (message.id) } { (message.title) }
                @if unread { " " (Tag::new(Tone::Info, "未读")) }
            }
            p { (opening(&message.text)) }
            p class="small muted" { (message.note(now)) }
        }
    }
}

/// Characters of a message that the list shows.
const OPENING: usize = 60;

/// How a message begins: which matter it is about.
fn opening(text: &str) -> String {
    let line = text.lines().find(|l| !l.trim().is_empty()).unwrap_or_default();
    if line.chars().count() <= OPENING {
        return line.to_owned();
    }
    line.chars().take(OPENING).chain("……".chars()).collect()
}

fn turn(page: &Page, now: DateTime<Utc>) -> Markup {
    let (Some(first), Some(last)) = (page.messages.first(), page.messages.last()) else {
        return html! {};
    };
    if page.newer.is_none() && page.older.is_none() {
        return html! {};
    }
    let day = |at| shanghai(at).date_naive();
    let pagination = Pagination {
        label: "翻页".into(),
        previous: page.newer.map(href),
        range: fmt::date_range(day(last.at), day(first.at), day(now)),
        next: page.older.map(href),
    };
    html! { (pagination) }
}

/// One message; it is read by being opened.
pub(crate) async fn one(
    State(messages): State<Arc<Messages>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Markup, Problem> {
    let id = id.parse().map_err(|_| Problem::not_found())?;
    let message = messages.opened(visit.citizen()?.person, id).await?;
    let on = if message.about.is_some() {
        "去看这个办件"
    } else {
        "去看看"
    };
    let content = html! {
        div class="page stack" {
            h1 { (message.title) }
            p class="small muted" { (message.note(messages.kernel.clock.now())) }
            div { @for line in message.text.lines().filter(|l| !l.trim().is_empty()) { p { (line) } } }
            @if message.sms.is_lost() { (lost(&message)) }
            (buttons(&[Button::link(on, message.link.as_str()), Button::link("回到全部消息", HERE).secondary()]))
        }
    };
    Ok(portal_page(&visit.page("/my"), &message.title, &crumbs(true), content))
}

fn lost(message: &Message) -> Notice {
    Notice::new(Tone::Warn, message.sms.words()).text("换过手机号的话，请在“我的”里改一下。消息都在这里，不会丢")
}

fn crumbs(inside: bool) -> Vec<Link> {
    let mut crumbs = vec![Link::new("首页", "/"), Link::new("我的", "/my")];
    if inside {
        crumbs.push(Link::new("消息", HERE));
    }
    crumbs
}
