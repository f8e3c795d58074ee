//! Boxes: cards, licences, empty places, questions.

use maud::{Markup, Render, html};

use super::{Button, buttons};
use crate::ui::{
    context::Link,
    icon::{Icon, icon},
};

/// Nothing here yet: what would be, and the one thing to do.
#[derive(Clone, Debug, Default)]
pub struct Empty {
    /// What is missing.
    pub title: String,
    /// What would be here.
    pub text: String,
    /// The one thing to do.
    pub action: Option<Link>,
}

impl Render for Empty {
    fn render(&self) -> Markup {
        html! {
            div class="empty" {
                h3 { (self.title) }
                p { (self.text) }
                @if let Some(link) = &self.action { a class="button secondary" href=(link.href) { (link.text) } }
            }
        }
    }
}

/// Confirms what cannot be undone. A group on a page of its own; no script is needed.
#[derive(Clone, Debug)]
pub struct Dialog {
    /// Prefix of its ids.
    pub id: String,
    /// The question.
    pub title: String,
    /// What will happen, to whom.
    pub text: String,
    /// The verb again, then the way back.
    pub buttons: Vec<Button>,
}

impl Render for Dialog {
    fn render(&self) -> Markup {
        html! {
            div class="dialog" id=(self.id) role="group" aria-labelledby={ (self.id) "-t" } {
                h3 id={ (self.id) "-t" } { (self.title) }
                p class="top-2" { (self.text) }
                (buttons(&self.buttons))
            }
        }
    }
}

/// A thing that leads somewhere; all of it is the target.
#[derive(Clone, Debug, Default)]
pub struct Card {
    /// Its name and address.
    pub link: Link,
    /// A sentence about it.
    pub text: String,
    /// An icon, for themes.
    pub icon: Option<Icon>,
}

impl Render for Card {
    fn render(&self) -> Markup {
        html! {
            div class={ "card" @if self.icon.is_some() { " theme" } } {
                @if let Some(which) = self.icon { (icon(which)) }
                h3 class="card-title" { a class="card-link" href=(self.link.href) { (self.link.text) } }
                @if !self.text.is_empty() { p class="small muted phrase" { (self.text) } }
            }
        }
    }
}

/// One electronic licence in the wallet; belongs into `ul.wallet`.
#[derive(Clone, Debug, Default)]
pub struct Licence {
    /// Kind of licence.
    pub name: String,
    /// Whose it is.
    pub holder: String,
    /// Number or term, in words.
    pub detail: String,
    /// Whether `detail` is a number to be set as one.
    pub numeric: bool,
    /// Ends within 90 days.
    pub expiring: bool,
    /// What to do with it.
    pub action: Option<Link>,
}

impl Render for Licence {
    fn render(&self) -> Markup {
        html! {
            li class={ "licence" @if self.expiring { " expiring" } } {
                div { h3 { (self.name) } p class="small" { (self.holder) } }
                p class={ "small" @if self.numeric { " code" } } {
                    @if self.expiring { strong { (self.detail) } } @else { (self.detail) }
                    @if let Some(link) = &self.action { br; a class="touch" href=(link.href) { (link.text) } }
                }
            }
        }
    }
}
