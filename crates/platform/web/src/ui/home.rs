//! Parts of the home page, of search results and of what others said.

use maud::{Markup, Render, html};

use super::{
    context::{Link, Site},
    icon::{Icon, icon},
    page::search_box,
    parts::{Tag, Tone},
};

/// The question of the home page with its search field, common needs below, and what was kept last month:
/// label, number and unit.
pub fn hero(site: &Site, placeholder: &str, links: &[Link], kept: &[(String, String, String)]) -> Markup {
    html! {
        section class="hero" aria-labelledby="ask" {
            (ridges())
            div class="page" {
                div {
                    h1 id="ask" { "您想办什么事？" }
                    (search_box(site, "q", "", placeholder))
                    div class="hero-links" {
                        @for (at, link) in links.iter().enumerate() {
                            a href=(link.href) class=[(at > 2).then_some("wide-only")] { (link.text) }
                        }
                    }
                }
                @if !kept.is_empty() {
                    dl class="promise" aria-label="上个月的办理情况" {
                        @for (label, number, unit) in kept { div { dt { (label) } dd { (number) small { (unit) } } } }
                    }
                }
            }
        }
    }
}

/// The hills behind the question.
fn ridges() -> Markup {
    html! {
        svg class="ridges" viewBox="0 0 1440 180" preserveAspectRatio="xMidYMax slice" aria-hidden="true" {
            path d="M0 130C120 120 170 60 260 66s140 60 240 48S660 20 780 26s150 78 260 70 170-52 260-46 100 30 140 34" {}
            path d="M0 148C130 140 190 86 270 90s150 52 250 44 150-80 270-76 150 68 250 62 180-38 260-34 100 24 140 26" {}
            path d="M0 162C140 156 200 112 280 114s160 42 260 38 150-60 260-58 160 54 250 50 180-26 260-24 90 16 130 18" {}
            path d="M0 172c160-4 210-34 300-34s160 28 260 26 150-38 250-37 170 36 250 34 180-14 250-13 90 9 130 10" {}
        }
    }
}

/// What many people do: link and time needed.
pub fn popular(all: &[(Link, String)]) -> Markup {
    html! {
        ul class="popular" {
            @for (link, time) in all { li { a href=(link.href) { strong { (link.text) } span { (time) } } } }
        }
    }
}

/// Themes: one card each, with its icon.
pub fn themes(all: &[(Icon, Link, String)]) -> Markup {
    html! {
        ul class="grid themes" {
            @for (which, link, text) in all {
                li class="card theme" {
                    (icon(*which))
                    h3 class="card-title" { a class="card-link" href=(link.href) { (link.text) } }
                    p class="small phrase" { (text) }
                }
            }
        }
    }
}

/// Stages of a life or a business, along a line.
pub fn rail(title: &str, all: &Link, stages: &[Link]) -> Markup {
    html! {
        div class="rail-title" { h3 { (title) } a class="touch" href=(all.href) { (all.text) } }
        ul class="rail" { @for stage in stages { li { a href=(stage.href) { (stage.text) } } } }
    }
}

/// Notices with their dates: link, date for people, date for machines.
pub fn dated(all: &[(Link, String, String)]) -> Markup {
    html! {
        ul class="dated" {
            @for (link, date, machine) in all {
                li { a href=(link.href) { (link.text) time datetime=(machine) { (date) } } }
            }
        }
    }
}

/// One result of a search. Title and text may carry `mark`.
#[derive(Clone, Debug)]
pub struct SearchResult {
    /// The title, with what matched marked.
    pub title: Markup,
    /// Where it leads.
    pub href: String,
    /// Kind of the thing; may be empty.
    pub tag: String,
    /// A sentence, with what matched marked.
    pub text: Markup,
    /// Figures: words before, number in bold, words after.
    pub facts: Vec<(String, String, String)>,
}

impl Render for SearchResult {
    fn render(&self) -> Markup {
        html! {
            li class="result stack-tight" {
                h3 {
                    a href=(self.href) { (self.title) }
                    @if !self.tag.is_empty() { " " (Tag::new(Tone::Plain, self.tag.clone())) }
                }
                p { (self.text) }
                (facts(&self.facts))
            }
        }
    }
}

/// Figures in one line: words before, number in bold, words after; any part may be empty.
pub fn facts(all: &[(String, String, String)]) -> Markup {
    html! {
        @if !all.is_empty() {
            p class="facts" {
                @for (before, number, after) in all {
                    span { (before) @if !number.is_empty() { b { (number) } } (after) }
                }
            }
        }
    }
}

/// `text` with every occurrence of one of `words` in a `mark`; the earliest and then the longest match wins.
pub fn marked(text: &str, words: &[String]) -> Markup {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((at, word)) = words
        .iter()
        .filter(|w| !w.is_empty())
        .filter_map(|w| rest.find(w.as_str()).map(|at| (at, w)))
        .min_by_key(|(at, w)| (*at, std::cmp::Reverse(w.len())))
    {
        parts.push((&rest[..at], word.as_str()));
        rest = &rest[at + word.len()..];
    }
    html! { @for (before, word) in parts { (before) mark { (word) } } (rest) }
}

/// What people said: score, how many, and the share of each level in per cent.
pub fn rating(score: &str, people: u64, shares: &[(String, u8)]) -> Markup {
    html! {
        div class="rating" {
            p { span class="score" { (score) } br; span class="small muted" { "满分5分，" (people) "人" } }
            dl class="bars" {
                @for (level, percent) in shares {
                    div {
                        dt { (level) }
                        dd aria-hidden="true" { progress max="100" value=(percent) {} }
                        dd { (percent) "%" }
                    }
                }
            }
        }
    }
}

/// What came of a submission: belongs first on its page and holds its `h1`.
pub fn outcome(title: &str, text: &str) -> Markup {
    html! { div class="outcome" { (icon(Icon::Done)) h1 { (title) } p { (text) } } }
}

/// Numbers to write down: label, as shown, and whole for copying.
pub fn numbers_to_keep(all: &[(String, String, String)]) -> Markup {
    html! {
        dl class="numbers group measure-full" {
            @for (label, shown, whole) in all {
                div { dt { (label) } dd { (super::parts::copy_code(label, shown, whole)) } }
            }
        }
    }
}
