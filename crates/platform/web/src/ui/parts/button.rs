//! Buttons, and links that look like them.

use maud::{Markup, Render, html};

#[derive(Clone, Debug)]
enum Action {
    Submit,
    Press,
    Link(String),
    Popover(String),
}

/// A button or a link that looks like one. Its words say what happens.
#[derive(Clone, Debug)]
pub struct Button {
    text: String,
    classes: Vec<&'static str>,
    action: Action,
    named: Option<(String, String)>,
    to: Option<String>,
    unseen: Option<String>,
    key: Option<String>,
    blocked: Option<String>,
    why: Option<String>,
    lenient: bool,
    form: Option<String>,
}

impl Button {
    fn new(text: impl Into<String>, action: Action) -> Self {
        Self {
            text: text.into(),
            classes: Vec::new(),
            action,
            named: None,
            to: None,
            unseen: None,
            key: None,
            blocked: None,
            why: None,
            lenient: false,
            form: None,
        }
    }

    /// Sends its form.
    pub fn submit(text: impl Into<String>) -> Self {
        Self::new(text, Action::Submit)
    }

    /// Leads to another page.
    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self::new(text, Action::Link(href.into()))
    }

    /// Opens the menu with this id: a native popover, or its `:target` without scripts.
    pub fn menu(text: impl Into<String>, id: impl Into<String>) -> Self {
        Self::new(text, Action::Popover(id.into()))
    }

    /// Does something on this page by script, such as zooming.
    pub fn press(text: impl Into<String>) -> Self {
        Self::new(text, Action::Press)
    }

    fn with(mut self, class: &'static str) -> Self {
        self.classes.push(class);
        self
    }

    /// A second way.
    pub fn secondary(self) -> Self {
        self.with("secondary")
    }

    /// For later, or never.
    pub fn quiet(self) -> Self {
        self.with("quiet")
    }

    /// For what cannot be undone.
    pub fn danger(self) -> Self {
        self.with("danger")
    }

    /// The end of a form.
    pub fn big(self) -> Self {
        self.with("big")
    }

    /// Dense, for the desk.
    pub fn compact(self) -> Self {
        self.with("compact")
    }

    /// Shown only on wide screens.
    pub fn wide_only(self) -> Self {
        self.with("wide-only")
    }

    /// Sends this name and value along.
    pub fn named(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.named = Some((name.into(), value.into()));
        self
    }

    /// Sends the form to another address.
    pub fn to(mut self, address: impl Into<String>) -> Self {
        self.to = Some(address.into());
        self
    }

    /// Belongs to the form with this id, wherever the button stands.
    pub fn of_form(mut self, id: impl Into<String>) -> Self {
        self.form = Some(id.into());
        self
    }

    /// Words only read aloud, to tell equal buttons apart.
    pub fn unseen(mut self, words: impl Into<String>) -> Self {
        self.unseen = Some(words.into());
        self
    }

    /// The desk's key for it, as shown: `C`, `Ctrl ↵`.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Visible but not allowed now, with the reason inside the button.
    pub fn blocked(mut self, reason: impl Into<String>) -> Self {
        self.blocked = Some(reason.into());
        self
    }

    /// Visible but not allowed now; the reason stands in the element with this id.
    pub fn blocked_by(mut self, id: impl Into<String>) -> Self {
        self.why = Some(id.into());
        self
    }

    /// Sends the form without the browser's own checks.
    pub fn lenient(mut self) -> Self {
        self.lenient = true;
        self
    }

    fn inside(&self) -> Markup {
        html! {
            (self.text)
            @if let Some(key) = &self.key { " " kbd { (key) } }
            @if let Some(words) = &self.unseen { span class="visually-hidden" { (words) } }
            @if let Some(reason) = &self.blocked { " " small { (reason) } }
        }
    }

    fn key_name(&self) -> Option<String> {
        self.key
            .as_ref()
            .map(|k| k.to_lowercase().replace('↵', "enter").replace(' ', "+"))
    }
}

impl Render for Button {
    fn render(&self) -> Markup {
        let class = std::iter::once("button")
            .chain(self.classes.iter().copied())
            .collect::<Vec<_>>()
            .join(" ");
        let (name, value) = self.named.clone().unzip();
        let blocked = self.blocked.is_some() || self.why.is_some();
        let key = self.key_name();
        html! {
            @if blocked {
                button class=(class) type="button" aria-disabled="true" aria-describedby=[&self.why] { (self.inside()) }
            } @else {
                @match &self.action {
                    Action::Link(href) => a class=(class) href=(href) data-key=[key] { (self.inside()) },
                    Action::Popover(id) => {
                        a class=(class) href={ "#" (id) } data-menu=(id) data-key=[key] { (self.inside()) }
                    }
                    Action::Press => button class=(class) type="button" data-key=[key] { (self.inside()) },
                    Action::Submit => {
                        button class=(class) type="submit" name=[name] value=[value] formaction=[&self.to]
                            form=[&self.form] formnovalidate[self.lenient] data-key=[key] { (self.inside()) }
                    }
                }
            }
        }
    }
}

/// Buttons in a row.
pub fn buttons(all: &[Button]) -> Markup {
    html! { div class="buttons" { @for one in all { (one) } } }
}
