//! The frame of the desk, and the heads of its pages.

use maud::{DOCTYPE, Markup, html};

use super::popovers::{keys_popover, posts_popover};
use crate::ui::{
    assets::asset,
    context::{DeskContext, Room},
    page::{head, modes},
    parts::{Button, Tab},
};

/// A whole page of the desk. `flush` is for pages that fill the window, such as a case.
pub fn desk_page(cx: &DeskContext, title: &str, flush: bool, content: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="zh-CN" class=[modes(cx.large, cx.contrast, "desk")]
            data-keys=[cx.keys_off.then_some("off")] {
            head {
                (head(&format!("{title} · 通办工作台"), &["desk.css"]))
                script type="module" src=(asset("js/desk.js")) {}
            }
            body {
                a class="skip-link" href="#main" { "跳到正文" }
                (hatch())
                div class="desk-shell" {
                    (bar(cx))
                    nav class="desk-rail" aria-label="工作台" { @for room in &cx.rooms { (rail(cx, room)) } }
                    main class={ "desk-main" @if flush { " flush" } } id="main" tabindex="-1" { (content) }
                }
                (posts_popover(cx))
                (keys_popover())
            }
        }
    }
}

/// The pattern of days that do not count, for all ticks of the page.
fn hatch() -> Markup {
    html! {
        svg class="visually-hidden" width="0" height="0" aria-hidden="true" {
            defs {
                pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect width="4" height="4" fill="#fff" {}
                    rect width="1.6" height="4" fill="#8b97a6" {}
                }
            }
        }
    }
}

fn bar(cx: &DeskContext) -> Markup {
    let paths = &cx.site.paths;
    let post = cx
        .posts
        .iter()
        .find(|p| p.id == cx.post)
        .map_or("", |p| p.name.as_str());
    html! {
        header class="desk-bar" {
            a class="desk-logo" href=(paths.desk) { b { (cx.site.desk_mark) } span { (cx.site.desk_name) } }
            @if !post.is_empty() {
                a class="desk-post" href="#posts" data-menu="posts" data-key="shift+p" {
                    span class="visually-hidden" { "切换岗位，当前：" } (post)
                }
            }
            form class="desk-search" role="search" action=(paths.desk_search) {
                label class="visually-hidden" for="desk-q" { "查找" }
                input id="desk-q" name="q" value=(cx.query) placeholder="办件编号、申请人、事项" data-search;
                kbd { "/" }
            }
            div class="desk-me" {
                span class="desk-today" { (cx.today) }
                a href=(paths.desk_messages) { "消息" @if cx.messages > 0 { " " (cx.messages) } }
                a href=(paths.desk_me) { (cx.person) }
            }
        }
    }
}

fn rail(cx: &DeskContext, room: &Room) -> Markup {
    html! {
        a href=(room.href) aria-current=[(cx.room.as_ref() == Some(&room.href)).then_some("page")]
            data-go=[room.key.map(|k| k.to_ascii_lowercase())] {
            (room.name)
            @if room.count > 0 { small { (room.count) span class="visually-hidden" { "件待办" } } }
        }
    }
}

/// The head of a page: title, the count in a sentence, actions at the right.
pub fn desk_head(title: &str, sentence: &Markup, actions: &[Button]) -> Markup {
    html! {
        div class="desk-head" {
            h1 { (title) }
            p { (sentence) }
            @if !actions.is_empty() { div class="actions" { @for action in actions { (action) } } }
        }
    }
}

/// Saved filters with their counts; a zero stays so that places don't move.
pub fn desk_tabs(label: &str, all: &[Tab]) -> Markup {
    html! {
        nav class="tabs" aria-label=(label) {
            @for (at, tab) in all.iter().enumerate() {
                a href=(tab.href) aria-current=[tab.current.then_some("true")] data-go=[(at < 9).then_some(at + 1)] {
                    (tab.text)
                    @if let Some(n) = &tab.count { " " span class={ "n" @if tab.bad { " bad" } } { (n) } }
                }
            }
        }
    }
}

/// A framed part of a page with its heading and a remark at the right.
pub fn sheet(title: &str, end: &Markup, body: &Markup) -> Markup {
    html! {
        section class="sheet" {
            header { h2 { (title) } @if !end.0.is_empty() { span class="end" { (end) } } }
            (body)
        }
    }
}

/// The few numbers of a board: label, number, unit, remark and the class of its state (`warn`, `bad` or empty).
pub fn numbers(all: &[(&str, &str, &str, &str, &str)]) -> Markup {
    html! {
        dl class="numbers" {
            @for (label, number, unit, note, class) in all {
                div class=[(!class.is_empty()).then_some(class)] {
                    dt { (label) }
                    dd { (number) small { (unit) } }
                    @if !note.is_empty() { dd class="sub" { (note) } }
                }
            }
        }
    }
}

/// Facts in pairs.
pub fn pairs(all: &[(&str, Markup)]) -> Markup {
    html! { dl class="pairs" { @for (label, value) in all { dt { (label) } dd { (value) } } } }
}

/// The keys of a page below it: key names and what they do.
pub fn key_hints(all: &[(&[&str], &str)]) -> Markup {
    html! {
        p class="key-hints" {
            @for (keys, words) in all { span { @for key in *keys { kbd { (key) } } (words) } }
        }
    }
}
