//! Small components shared by the portal and the desk: buttons, notices, tags, cards, files.

mod button;
mod card;
mod file;

pub use button::{Button, buttons};
pub use card::{Card, Dialog, Empty, Licence};
pub use file::{File, FileState, Upload};

use maud::{Markup, Render, html};

use super::{
    context::Link,
    icon::{Icon, icon},
};

/// What a state means to the reader; the words say it, the colour supports them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Information.
    #[default]
    Info,
    /// Done, in order.
    Good,
    /// Something to do, soon.
    Warn,
    /// Wrong, late.
    Bad,
    /// Only a classification.
    Plain,
}

impl Tone {
    /// The class that colours a component; empty for information.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Info => "",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Plain => "plain",
        }
    }
}

/// One fact that changes what the reader does.
#[derive(Clone, Debug)]
pub struct Notice {
    tone: Tone,
    title: String,
    text: Option<String>,
    link: Option<Link>,
}

impl Notice {
    /// A notice with its bold first line.
    pub fn new(tone: Tone, title: impl Into<String>) -> Self {
        Self {
            tone,
            title: title.into(),
            text: None,
            link: None,
        }
    }

    /// The sentence below.
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// What to do about it.
    pub fn link(mut self, text: impl Into<String>, href: impl Into<String>) -> Self {
        self.link = Some(Link::new(text, href));
        self
    }
}

impl Render for Notice {
    fn render(&self) -> Markup {
        let sign = match self.tone {
            Tone::Good => Icon::Done,
            Tone::Warn | Tone::Bad => Icon::Alert,
            Tone::Info | Tone::Plain => Icon::Info,
        };
        html! {
            div class={ "notice " (self.tone.class()) } {
                (icon(sign))
                strong { (self.title) }
                @if let Some(text) = &self.text { span class="small" { (text) } }
                @if let Some(link) = &self.link { a class="touch" href=(link.href) { (link.text) } }
            }
        }
    }
}

/// A state in four to six characters.
#[derive(Clone, Debug)]
pub struct Tag(pub Tone, pub String);

impl Tag {
    /// Makes a tag.
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self(tone, text.into())
    }
}

impl Render for Tag {
    fn render(&self) -> Markup {
        html! { span class={ "tag " (self.0.class()) } { (self.1) } }
    }
}

/// The one state of a case with its date.
#[derive(Clone, Debug)]
pub struct Status {
    /// The state in a few characters.
    pub state: String,
    /// The large line; each part may start a new line.
    pub headline: Vec<String>,
    /// The sentence below.
    pub text: String,
    /// Whether the person has to act.
    pub wait: bool,
}

impl Render for Status {
    fn render(&self) -> Markup {
        html! {
            div class={ "status" @if self.wait { " wait" } } {
                p { (self.state) }
                p class="big" { @for (i, part) in self.headline.iter().enumerate() { @if i > 0 { wbr; } (part) } }
                p { (self.text) }
            }
        }
    }
}

/// A sibling page in a row of tabs.
#[derive(Clone, Debug, Default)]
pub struct Tab {
    /// Its name.
    pub text: String,
    /// Where it is.
    pub href: String,
    /// How many things are there, as text.
    pub count: Option<String>,
    /// Whether the count is a warning.
    pub bad: bool,
    /// Whether it is this page.
    pub current: bool,
}

/// Tabs of the portal: links to sibling pages.
pub fn tabs(label: &str, all: &[Tab]) -> Markup {
    html! {
        nav aria-label=(label) {
            ul class="tabs" {
                @for tab in all {
                    li { a href=(tab.href) aria-current=[tab.current.then_some("page")] {
                        (tab.text) @if let Some(n) = &tab.count { " " span class="small" { (n) } }
                    } }
                }
            }
        }
    }
}

/// Previous and next page with the range in words; keyset, so there are no page numbers.
#[derive(Clone, Debug, Default)]
pub struct Pagination {
    /// Name of the navigation, such as 翻页.
    pub label: String,
    /// Address of the page before.
    pub previous: Option<String>,
    /// 第21–40条.
    pub range: String,
    /// Address of the page after.
    pub next: Option<String>,
}

impl Render for Pagination {
    fn render(&self) -> Markup {
        html! {
            nav class="pagination" aria-label=(self.label) {
                @if let Some(href) = &self.previous { a class="button secondary" href=(href) rel="prev" { "上一页" } }
                span class="muted small" { (self.range) }
                @if let Some(href) = &self.next { a class="button secondary" href=(href) rel="next" { "下一页" } }
            }
        }
    }
}

/// Details few people need.
#[derive(Clone, Debug)]
pub struct More {
    /// The line that opens it.
    pub summary: String,
    /// What is inside.
    pub content: Markup,
    /// Whether it starts open.
    pub open: bool,
}

impl Render for More {
    fn render(&self) -> Markup {
        html! { details class="more" open[self.open] { summary { (self.summary) } (self.content) } }
    }
}

/// A message with when and how it was sent.
pub fn message(text: &str, note: &str, unread: bool) -> Markup {
    html! { div class="message" { p class=[unread.then_some("strong")] { (text) } p class="small muted" { (note) } } }
}

/// A number shown in groups, with a button to copy it whole when scripts run.
pub fn copy_code(label: &str, shown: &str, whole: &str) -> Markup {
    html! {
        span class="code" { (shown) }
        " " button class="link-button small" type="button" hidden data-copy=(whole) {
            "复制" span class="visually-hidden" { (label) }
        }
    }
}

/// A heading with a link to all of it.
pub fn section_head(id: &str, title: &str, all: Option<&Link>) -> Markup {
    html! {
        div class="section-head" {
            h2 id=(id) { (title) }
            @if let Some(link) = all { a href=(link.href) { (link.text) } }
        }
    }
}

/// A part of a page with its heading; `id` names the heading.
pub fn section(id: &str, title: &str, content: Markup) -> Markup {
    html! { section class="section" aria-labelledby=(id) { h2 id=(id) { (title) } (content) } }
}
