//! A field: question, explanation, control, source.

use maud::{Markup, Render, html};

use super::{FormError, Kind};
use crate::ui::context::Link;

/// Where a value that was filled in for the person comes from, and how to correct it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// 来自营业执照登记，可以修改.
    pub text: String,
    /// 名字不对？
    pub correct: Option<Link>,
}

/// A field of a form.
#[derive(Clone, Debug)]
pub struct Field {
    /// Id of the control, unique on its page; errors link to it.
    pub id: String,
    /// Name it is sent under.
    pub name: String,
    /// The question.
    pub label: String,
    /// Kind of answer.
    pub kind: Kind,
    /// The answers; more than one only where several may be chosen.
    pub values: Vec<String>,
    /// How to answer.
    pub hint: Option<String>,
    /// What is wrong and what to do.
    pub error: Option<String>,
    /// Where the value comes from.
    pub source: Option<Source>,
    /// May be left out; marked 选填.
    pub optional: bool,
    /// Can be read but not changed.
    pub readonly: bool,
    /// The `autocomplete` attribute, where the kind does not decide it.
    pub autocomplete: Option<&'static str>,
    /// Whether the field uses the whole width of its column.
    pub full: bool,
    /// Address for suggestions while typing.
    pub suggest: Option<String>,
}

impl Field {
    /// A field whose id is its name.
    pub fn new(name: impl Into<String>, label: impl Into<String>, kind: Kind) -> Self {
        let name = name.into();
        Self {
            id: name.clone(),
            name,
            label: label.into(),
            kind,
            values: Vec::new(),
            hint: None,
            error: None,
            source: None,
            optional: false,
            readonly: false,
            autocomplete: None,
            full: false,
            suggest: None,
        }
    }

    /// Another id than its name.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// The answer.
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.values = vec![value.into()];
        self
    }

    /// The answers.
    pub fn values(mut self, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.values = values.into_iter().map(Into::into).collect();
        self
    }

    /// How to answer.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What is wrong and what to do.
    pub fn error(mut self, error: impl Into<String>) -> Self {
        self.error = Some(error.into());
        self
    }

    /// Takes its message from the errors of the form, if there is one for its id.
    pub fn errors(mut self, errors: &[FormError]) -> Self {
        self.error = errors
            .iter()
            .find(|e| e.field_id == self.id)
            .map(|e| e.message.clone())
            .or(self.error);
        self
    }

    /// Where the value comes from.
    pub fn source(mut self, text: impl Into<String>, correct: Option<Link>) -> Self {
        self.source = Some(Source {
            text: text.into(),
            correct,
        });
        self
    }

    /// May be left out.
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// Cannot be changed here.
    pub fn readonly(mut self) -> Self {
        self.readonly = true;
        self
    }

    /// The `autocomplete` attribute.
    pub fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = Some(token);
        self
    }

    /// The whole width of its column.
    pub fn full(mut self) -> Self {
        self.full = true;
        self
    }

    /// Suggestions while typing come from this address.
    pub fn suggest(mut self, address: impl Into<String>) -> Self {
        self.suggest = Some(address.into());
        self
    }

    pub(super) fn first(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }

    fn class(&self) -> String {
        let invalid = if self.error.is_some() { " invalid" } else { "" };
        format!("field{invalid}{}", if self.full { " measure-full" } else { "" })
    }

    /// Ids of what explains the control, in reading order.
    pub(super) fn described(&self) -> Option<String> {
        let counted = matches!(self.kind, Kind::Paragraph { max: Some(_), .. });
        let parts = [
            (self.hint.is_some(), "h"),
            (self.error.is_some(), "e"),
            (self.source.is_some(), "s"),
            (counted, "c"),
            (matches!(self.kind, Kind::Files { .. }), "f"),
        ];
        let ids: Vec<_> = parts
            .iter()
            .filter(|(on, _)| *on)
            .map(|(_, part)| format!("{}-{part}", self.id))
            .collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn question(&self) -> Markup {
        html! { (self.label) @if self.optional { " " span class="optional" { "（选填）" } } }
    }

    fn before(&self) -> Markup {
        html! {
            @if let Some(hint) = &self.hint { p class="hint" id={ (self.id) "-h" } { (hint) } }
            @if let Some(error) = &self.error {
                p class="error" id={ (self.id) "-e" } { span class="visually-hidden" { "错误：" } (error) }
            }
        }
    }

    fn after(&self) -> Markup {
        html! {
            @if let Some(source) = &self.source {
                p class="source" id={ (self.id) "-s" } {
                    (source.text)
                    @if let Some(link) = &source.correct { a class="nowrap" href=(link.href) { (link.text) } }
                }
            }
        }
    }
}

impl Render for Field {
    fn render(&self) -> Markup {
        if self.kind == Kind::Hidden {
            return html! { input type="hidden" name=(self.name) value=(self.first()); };
        }
        if self.is_set() {
            return html! {
                fieldset class=(self.class()) id=(self.id) tabindex="-1" aria-describedby=[self.described()] {
                    legend class="label" { (self.question()) }
                    (self.before()) (self.control()) (self.after())
                }
            };
        }
        html! {
            div class=(self.class()) {
                @if !matches!(self.kind, Kind::Consent(_)) { label class="label" for=(self.id) { (self.question()) } }
                (self.before()) (self.control()) (self.after())
            }
        }
    }
}
