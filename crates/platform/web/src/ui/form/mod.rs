//! Forms: one column, and for every field label, hint, error, control and source in this order.

mod control;
mod field;
mod group;

pub use field::{Field, Source};
pub use group::{Group, Repeated};

use maud::{Markup, html};

/// Name of the hidden field that carries the token against forged requests.
pub const CSRF_FIELD: &str = "_csrf";

/// The hidden field that carries the token against forged requests.
pub fn csrf_field(token: &str) -> Markup {
    html! { input type="hidden" name=(CSRF_FIELD) value=(token); }
}

/// The button Enter presses in a form whose first visible button would do something else, such as removing a member of
/// a repeated section: browsers take the first submit button in the source. Belongs first into such a form.
pub fn first_submit() -> Markup {
    html! { button class="visually-hidden" type="submit" tabindex="-1" aria-hidden="true" { "保存" } }
}

/// How wide a control is: as wide as what is written into it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Width {
    /// The whole measure.
    #[default]
    Full,
    /// A few figures.
    Small,
    /// A name.
    Medium,
    /// A long number.
    Large,
}

impl Width {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Full => "",
            Self::Small => " input-s",
            Self::Medium => " input-m",
            Self::Large => " input-l",
        }
    }
}

/// One of the things to choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// What it means.
    pub hint: Option<String>,
    /// Heading it stands under in long lists.
    pub group: Option<String>,
}

impl Choice {
    /// A choice without explanation.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            ..Self::default()
        }
    }

    /// Adds what it means.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// What kind of answer a field takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line.
    Text(Width),
    /// Several lines, with the number of characters there is room for.
    Paragraph {
        /// Lines shown.
        rows: u8,
        /// Most characters.
        max: Option<u32>,
    },
    /// A number, with or without a unit.
    Number {
        /// Unit after the field, such as 平方米.
        unit: Option<String>,
        /// Whether there may be a decimal point.
        decimal: bool,
    },
    /// An amount in yuan.
    Money,
    /// A date as year, month and day; the value is `2026-10-12`, parts may be missing or wrong.
    Date,
    /// 是 or 否; the value is `yes` or `no`.
    YesNo,
    /// One of several: radios up to seven, a list beyond.
    One(Vec<Choice>),
    /// Any of several.
    Many(Vec<Choice>),
    /// One box to tick: the value is `yes`. The field's label is not shown; this is what one agrees to.
    Consent(Choice),
    /// Telephone number.
    Phone,
    /// E-mail address.
    Email,
    /// Resident identity number, 18 characters.
    ResidentId,
    /// Unified social credit code, 18 characters.
    CreditCode,
    /// A place, chosen from a list.
    Region(Vec<Choice>),
    /// A long number or code, such as a case number.
    Code(Width),
    /// A password; the value is never sent back.
    Password {
        /// Whether it is chosen now.
        new: bool,
    },
    /// A code sent by SMS, with the button that sends it: its name and words.
    OneTime(Option<(String, String)>),
    /// Files.
    Files {
        /// The `accept` attribute.
        accept: String,
        /// Types and size in words.
        limits: String,
        /// Several at once.
        multiple: bool,
    },
    /// Sent along unseen.
    Hidden,
}

/// Something to correct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormError {
    /// Id of the control or group to go to.
    pub field_id: String,
    /// What is wrong and what to do, as it stands at the field.
    pub message: String,
    /// The field's name, said before the message in the summary; may be empty.
    pub label: String,
}

impl FormError {
    /// An error at a field.
    pub fn new(field_id: impl Into<String>, label: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            field_id: field_id.into(),
            label: label.into(),
            message: message.into(),
        }
    }
}

/// The first thing in `main` when something is to be corrected; takes the focus. Empty without errors.
pub fn error_summary(errors: &[FormError]) -> Markup {
    html! {
        @if !errors.is_empty() {
            div class="error-summary end-5" id="errors" role="alert" tabindex="-1" autofocus aria-labelledby="errors-t" {
                h2 id="errors-t" { "有" (errors.len()) "处要改，改好就能继续" }
                ul {
                    @for error in errors {
                        li { a href={ "#" (error.field_id) } {
                            @if !error.label.is_empty() { (error.label) "：" } (error.message)
                        } }
                    }
                }
            }
        }
    }
}

/// The title of a page says first how much is to be corrected: 有3处要改：经营信息和人员.
pub fn error_title(errors: &[FormError], title: &str) -> String {
    if errors.is_empty() {
        title.to_owned()
    } else {
        format!("有{}处要改：{title}", errors.len())
    }
}

/// `2026-10-12` from the three parts of a date field, as they were typed.
pub fn date_value(year: &str, month: &str, day: &str) -> String {
    let (year, month, day) = (year.trim(), month.trim(), day.trim());
    if [year, month, day].iter().all(|part| part.is_empty()) {
        return String::new();
    }
    format!("{year}-{month:0>2}-{day:0>2}")
}
