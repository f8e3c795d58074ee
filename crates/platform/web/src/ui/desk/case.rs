//! A case: materials, the page that is looked at, and the judgement beside it.

use maud::{Markup, Render, html};

use crate::ui::{
    days::{Day, day_row},
    parts::{Button, Tag},
};

/// Who and what a case is, and how much time is left.
#[derive(Clone, Debug, Default)]
pub struct CaseHead {
    /// Item.
    pub item: String,
    /// Situation.
    pub situation: String,
    /// Applicant.
    pub applicant: String,
    /// Case number.
    pub number: String,
    /// Further facts: where it came from, list version, marks.
    pub facts: Vec<Markup>,
    /// 剩 5 个工作日.
    pub left: String,
    /// 6月17日 17:30 前办结.
    pub due: String,
    /// Where the calculation is explained.
    pub explained: String,
    /// The days of the deadline.
    pub days: Vec<Day>,
}

impl Render for CaseHead {
    fn render(&self) -> Markup {
        html! {
            header class="case-head" {
                div {
                    h1 { (self.item) " " small { (self.situation) } }
                    p class="facts" {
                        b { (self.applicant) }
                        span class="number" { (self.number) }
                        @for fact in &self.facts { (fact) }
                    }
                }
                p class="case-due" {
                    b { (self.left) }
                    span { (self.due) @if !self.explained.is_empty() { " · " a href=(self.explained) { "怎么算" } } }
                }
                @if !self.days.is_empty() { (day_row("期限日历", &self.days)) }
            }
        }
    }
}

/// The small picture of a material.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Thumb {
    /// A form.
    Form,
    /// A licence.
    Licence,
    /// An identity document.
    Identity,
    /// A report.
    Report,
    /// Plain text.
    #[default]
    Text,
    /// A picture of the page at this address.
    Picture(String),
    /// Nothing is there yet.
    Missing,
}

impl Thumb {
    const fn symbol(&self) -> Option<&'static str> {
        match self {
            Self::Form => Some("#doc-form"),
            Self::Licence => Some("#doc-licence"),
            Self::Identity => Some("#doc-id"),
            Self::Report => Some("#doc-report"),
            Self::Text => Some("#doc-text"),
            Self::Picture(_) | Self::Missing => None,
        }
    }
}

impl Render for Thumb {
    fn render(&self) -> Markup {
        html! {
            @if let Self::Picture(src) = self {
                svg viewBox="0 0 62 76" aria-hidden="true" {
                    image href=(src) width="62" height="76" preserveAspectRatio="xMidYMid slice" {}
                }
            } @else if let Some(symbol) = self.symbol() {
                svg aria-hidden="true" { use href=(symbol) {} }
            } @else {
                svg aria-hidden="true" {}
            }
        }
    }
}

/// One page of the open material.
#[derive(Clone, Debug, Default)]
pub struct PageThumb {
    /// Where it is.
    pub href: String,
    /// Its picture.
    pub thumb: Thumb,
    /// Whether it is shown.
    pub current: bool,
    /// 1 处问题; may be empty.
    pub note: String,
}

/// A material of the case.
#[derive(Clone, Debug, Default)]
pub struct MaterialEntry {
    /// Number and name.
    pub name: String,
    /// Where it is shown.
    pub href: String,
    /// Its picture.
    pub thumb: Thumb,
    /// Trust level and what it means: `("C", "C 级：申请人上传，须核对原件")`.
    pub trust: Option<(String, String)>,
    /// Mark, such as 容缺.
    pub tag: Option<Tag>,
    /// 2 页 已看.
    pub note: String,
    /// Whether it is shown.
    pub current: bool,
    /// Its pages, when it is shown.
    pub pages: Vec<PageThumb>,
}

impl MaterialEntry {
    fn render(&self, number: usize) -> Markup {
        html! {
            li {
                a href=(self.href) aria-current=[self.current.then_some("true")] {
                    (self.thumb)
                    span { (number) " " (self.name) }
                    small {
                        @if let Some((level, meaning)) = &self.trust { span class="trust" title=(meaning) { (level) } " " }
                        @if let Some(tag) = &self.tag { (tag) " " }
                        (self.note)
                    }
                }
                @if !self.pages.is_empty() {
                    ol class="pages" aria-label={ "材料 " (number) " 的页" } {
                        @for (at, page) in self.pages.iter().enumerate() {
                            li { a href=(page.href) aria-current=[page.current.then_some("true")]
                                aria-label={ "第 " (at + 1) " 页" @if !page.note.is_empty() { "，" (page.note) } } {
                                (page.thumb) (at + 1)
                            } }
                        }
                    }
                }
            }
        }
    }
}

/// What is looked at.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// Number and name of the material.
    pub title: String,
    /// C 级 · 须核对原件.
    pub tag: Option<Tag>,
    /// 第 1 / 2 页.
    pub page: String,
    /// The whole file, for looking at it without scripts.
    pub original: Option<String>,
    /// The page: [`page_image`], or the text of a form.
    pub content: Markup,
}

impl Render for Viewer {
    fn render(&self) -> Markup {
        html! {
            section class="viewer" aria-label="材料查看" data-viewer {
                div class="viewer-tools" {
                    b { (self.title) }
                    @if let Some(tag) = &self.tag { (tag) }
                    span class="end" {
                        span class="zoom" hidden data-zoom-tools {
                            button class="button secondary compact" type="button" aria-label="缩小" data-zoom="out" { "−" }
                            span data-zoom-level role="status" { "100%" }
                            button class="button secondary compact" type="button" aria-label="放大" data-zoom="in" { "+" }
                            button class="button secondary compact" type="button" data-zoom="fit" { "适宽 " kbd { "W" } }
                            button class="button secondary compact" type="button" aria-label="旋转" data-zoom="turn" { "↻" }
                        }
                        @if let Some(href) = &self.original { a href=(href) { "看原件" } }
                        span { (self.page) }
                    }
                }
                div class="viewer-page" tabindex="0" role="region" aria-label="页面" { (self.content) }
            }
        }
    }
}

/// The picture of a page, with the places found on it: x, y, width, height, number, and whether it is a fault.
pub fn page_image(src: &str, label: &str, size: (u32, u32), places: &[(u32, u32, u32, u32, usize, bool)]) -> Markup {
    html! {
        svg viewBox=(format!("0 0 {} {}", size.0, size.1)) role="img" aria-label=(label) {
            image href=(src) width=(size.0) height=(size.1) {}
            g class="places" font-size="13" font-weight="600" text-anchor="middle" {
                @for (x, y, w, h, number, fault) in places {
                    a href={ "#point-" (number) } class=[fault.then_some("fault")] {
                        rect x=(x) y=(y) width=(w) height=(h) {}
                        circle cx=(x + w) cy=(y) r="11" {}
                        text x=(x + w) y=(y + 5) { (number) }
                    }
                }
            }
        }
    }
}

/// A tab of the right pane.
#[derive(Clone, Debug)]
pub struct CaseTab {
    /// Id of its panel: `points`, `data`, `history` or `papers`.
    pub id: &'static str,
    /// Its name.
    pub title: String,
    /// A count, such as 8/11; may be empty.
    pub count: String,
    /// What is in it.
    pub content: Markup,
}

/// The whole of a case page, for a flush [`desk_page`](super::desk_page).
#[derive(Clone, Debug)]
pub struct CaseLayout {
    /// Its head.
    pub head: CaseHead,
    /// Headings of the materials with those below each.
    pub materials: Vec<(String, Vec<MaterialEntry>)>,
    /// What is looked at.
    pub viewer: Viewer,
    /// Tabs of the right pane; the first is shown.
    pub tabs: Vec<CaseTab>,
    /// The bar at the foot: a [`DecisionBar`](super::DecisionBar), or plain words when there is nothing to decide.
    pub bar: Markup,
    /// Buttons or menus that belong to the page, such as templates.
    pub after: Markup,
}

/// Head, three panes, bar.
pub fn case_layout(case: &CaseLayout) -> Markup {
    let before = |group: usize| {
        case.materials
            .iter()
            .take(group)
            .map(|(_, all)| all.len())
            .sum::<usize>()
    };
    html! {
        div class="case" id="case" {
            (symbols())
            (case.head)
            nav class="case-list" aria-label="材料" {
                @for (group, (title, all)) in case.materials.iter().enumerate() {
                    h2 { (title) }
                    ul { @for (at, one) in all.iter().enumerate() { (one.render(before(group) + at + 1)) } }
                }
            }
            (case.viewer)
            section class="side" aria-label="审查" {
                nav class="tabs" aria-label="案卷" {
                    @for (at, tab) in case.tabs.iter().enumerate() {
                        a href={ "#" (tab.id) } aria-current=[(at == 0).then_some("true")] {
                            (tab.title) @if !tab.count.is_empty() { " " span class="n" { (tab.count) } }
                        }
                    }
                }
                div class="panels" { @for tab in &case.tabs { div class="panel" id=(tab.id) { (tab.content) } } }
            }
            (case.bar)
        }
        (case.after)
    }
}

/// The bar of a page that ends in one decision: words at the left, actions at the right, the last one filled.
pub fn bar_end(words: &Markup, actions: &[Button]) -> Markup {
    html! { div class="bar-end" { span { (words) } span class="end" {} @for action in actions { (action) } } }
}

/// The small pictures of documents.
fn symbols() -> Markup {
    html! {
        svg class="visually-hidden" width="0" height="0" aria-hidden="true" { defs {
            symbol id="doc-form" viewBox="0 0 62 76" {
                rect width="62" height="76" fill="#fff" {}
                rect x="16" y="7" width="30" height="4" fill="#1b2430" {}
                path d="M8 17h46v50H8zM8 24h46M8 31h46M8 38h46M8 45h46M8 52h46M22 17v35" fill="none" stroke="#8b97a6" {}
            }
            symbol id="doc-licence" viewBox="0 0 62 76" {
                rect width="62" height="76" fill="#fbf7ee" {}
                rect x="4" y="4" width="54" height="68" fill="none" stroke="#b5332e" stroke-width="1.4" {}
                circle cx="31" cy="14" r="4" fill="#b5332e" {}
                rect x="18" y="22" width="26" height="4" fill="#1b2430" {}
                path d="M11 33h30M11 40h38M11 47h34M11 54h26" stroke="#8b97a6" stroke-width="2" {}
                circle cx="46" cy="60" r="6" fill="none" stroke="#b5332e" {}
            }
            symbol id="doc-id" viewBox="0 0 62 76" {
                rect width="62" height="76" fill="#fff" {}
                rect x="6" y="10" width="50" height="26" rx="3" fill="#e9f0f7" stroke="#8b97a6" {}
                rect x="40" y="14" width="12" height="16" fill="#b9c5d3" {}
                path d="M11 17h20M11 22h24M11 29h24" stroke="#8b97a6" stroke-width="2" {}
                rect x="6" y="42" width="50" height="26" rx="3" fill="#e9f0f7" stroke="#8b97a6" {}
                circle cx="15" cy="50" r="4" fill="#b5332e" {}
            }
            symbol id="doc-report" viewBox="0 0 62 76" {
                rect width="62" height="76" fill="#fff" {}
                rect x="18" y="8" width="26" height="4" fill="#1b2430" {}
                path d="M8 20h46v26H8zM8 26h46M8 33h46M8 40h46M20 20v26M38 20v26" fill="none" stroke="#8b97a6" {}
                path d="M8 54h30M8 60h24" stroke="#a7b1bd" stroke-width="2" {}
                circle cx="45" cy="60" r="8" fill="none" stroke="#b5332e" stroke-width="1.4" {}
            }
            symbol id="doc-text" viewBox="0 0 62 76" {
                rect width="62" height="76" fill="#fff" {}
                rect x="14" y="8" width="34" height="4" fill="#1b2430" {}
                path d="M8 20h46M8 26h44M8 32h46M8 38h40M8 46h46M8 52h43M8 58h46M8 64h22" stroke="#a7b1bd"
                    stroke-width="1.6" {}
            }
        } }
    }
}
