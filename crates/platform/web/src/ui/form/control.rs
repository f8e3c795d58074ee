//! The controls of a field, by kind.

use maud::{Markup, html};

use super::{Choice, Field, Kind, Width};

/// Beyond this a list is easier to use than radios.
const MOST_RADIOS: usize = 7;
/// Labels no longer than this stand side by side.
const INLINE_CHARS: usize = 9;

/// What distinguishes one single-line control from another.
#[derive(Default)]
struct Line<'a> {
    width: Width,
    code: bool,
    kind: Option<&'a str>,
    mode: Option<&'a str>,
    complete: Option<&'a str>,
    max: Option<u16>,
}

impl Field {
    /// Whether the field is a group of controls under a legend.
    pub(super) fn is_set(&self) -> bool {
        match &self.kind {
            Kind::One(all) => all.len() <= MOST_RADIOS,
            Kind::Date | Kind::YesNo | Kind::Many(_) => true,
            _ => false,
        }
    }

    pub(super) fn control(&self) -> Markup {
        match &self.kind {
            Kind::Text(width) => self.line(&Line {
                width: *width,
                ..Line::default()
            }),
            Kind::Paragraph { rows, max } => self.paragraph(*rows, *max),
            Kind::Number { unit, decimal } => self.number(unit.as_deref(), *decimal),
            Kind::Money => self.number(Some("元"), true),
            Kind::Date => self.date(),
            Kind::YesNo => self.choices(&[Choice::new("yes", "是"), Choice::new("no", "否")], "radio"),
            Kind::One(all) if all.len() <= MOST_RADIOS => self.choices(all, "radio"),
            Kind::Many(all) => self.choices(all, "checkbox"),
            Kind::One(all) | Kind::Region(all) => self.select(all),
            Kind::Consent(choice) => self.consent(choice),
            Kind::Files {
                accept,
                limits,
                multiple,
            } => self.files(accept, limits, *multiple),
            Kind::OneTime(send) => self.one_time(send.as_ref()),
            Kind::Hidden => html! {},
            other => self.line(&special(other)),
        }
    }

    fn line(&self, line: &Line<'_>) -> Markup {
        let class = format!("input{}{}", line.width.class(), if line.code { " code" } else { "" });
        let value = (!matches!(self.kind, Kind::Password { .. })).then(|| self.first());
        html! {
            input class=(class) id=(self.id) name=(self.name) type=[line.kind] value=[value] readonly[self.readonly]
                aria-describedby=[self.described()] aria-invalid=[self.error.as_ref().map(|_| "true")]
                autocomplete=[self.autocomplete.or(line.complete)] inputmode=[line.mode] maxlength=[line.max]
                data-suggest=[&self.suggest];
        }
    }

    fn number(&self, unit: Option<&str>, decimal: bool) -> Markup {
        let mode = Some(if decimal { "decimal" } else { "numeric" });
        let Some(unit) = unit else {
            return self.line(&Line {
                width: Width::Medium,
                mode,
                ..Line::default()
            });
        };
        html! { div class="input-row input-m" { (self.line(&Line { mode, ..Line::default() })) span { (unit) } } }
    }

    fn one_time(&self, send: Option<&(String, String)>) -> Markup {
        let line = Line {
            mode: Some("numeric"),
            complete: Some("one-time-code"),
            max: Some(8),
            ..Line::default()
        };
        let Some((name, words)) = send else {
            return self.line(&Line {
                width: Width::Small,
                ..line
            });
        };
        html! {
            div class="input-row input-l" {
                (self.line(&line))
                button class="button secondary" type="submit" name=(name) value="1" formnovalidate { (words) }
            }
        }
    }

    fn paragraph(&self, rows: u8, max: Option<u32>) -> Markup {
        html! {
            textarea class="input" id=(self.id) name=(self.name) rows=(rows) readonly[self.readonly]
                aria-describedby=[self.described()] aria-invalid=[self.error.as_ref().map(|_| "true")]
                data-max=[max] { (self.first()) }
            @if let Some(max) = max { p class="count" id={ (self.id) "-c" } { "最多写" (max) "字" } }
        }
    }

    fn date(&self) -> Markup {
        let parts: Vec<&str> = self.first().splitn(3, '-').collect();
        let invalid = self.error.as_ref().map(|_| "true");
        html! {
            div class="input-row input-l" {
                @for (at, (key, word, complete)) in DATE_PARTS.iter().enumerate() {
                    @let id = format!("{}-{key}", self.id);
                    label class="visually-hidden" for=(id) { (word) }
                    input class="input" id=(id) name={ (self.name) "-" (key) } inputmode="numeric"
                        maxlength=(if at == 0 { 4 } else { 2 }) readonly[self.readonly]
                        value=(parts.get(at).unwrap_or(&"")) aria-invalid=[invalid]
                        autocomplete=[self.autocomplete.filter(|a| *a == "bday").map(|_| *complete)];
                    span aria-hidden="true" { (word) }
                }
            }
        }
    }

    fn choices(&self, all: &[Choice], kind: &str) -> Markup {
        let short = all
            .iter()
            .all(|c| c.hint.is_none() && c.label.chars().count() <= INLINE_CHARS);
        html! {
            div class={ "choices" @if short { " inline" } } { @for choice in all { (self.choice(choice, kind)) } }
        }
    }

    fn choice(&self, choice: &Choice, kind: &str) -> Markup {
        let checked = self.values.contains(&choice.value);
        html! {
            label class="choice" {
                input type=(kind) name=(self.name) value=(choice.value) checked[checked]
                    disabled[self.readonly && !checked];
                span { (choice.label) @if let Some(hint) = &choice.hint { small class="hint" { (hint) } } }
            }
        }
    }

    fn consent(&self, choice: &Choice) -> Markup {
        html! {
            label class="choice" {
                input type="checkbox" id=(self.id) name=(self.name) value="yes" checked[self.first() == "yes"]
                    aria-describedby=[self.described()] aria-invalid=[self.error.as_ref().map(|_| "true")];
                span { (choice.label) @if let Some(hint) = &choice.hint { small class="hint" { (hint) } } }
            }
        }
    }

    fn select(&self, all: &[Choice]) -> Markup {
        let shown = |c: &&Choice| !self.readonly || self.values.contains(&c.value);
        let kept: Vec<&Choice> = all.iter().filter(shown).collect();
        html! {
            select class="input input-l" id=(self.id) name=(self.name) aria-describedby=[self.described()]
                aria-invalid=[self.error.as_ref().map(|_| "true")] autocomplete=[self.autocomplete] {
                @if !self.readonly { option value="" { "请选一个" } }
                @for part in kept.chunk_by(|a, b| a.group == b.group) {
                    @if let Some(group) = &part[0].group {
                        optgroup label=(group) { @for choice in part { (self.option(choice)) } }
                    } @else {
                        @for choice in part { (self.option(choice)) }
                    }
                }
            }
        }
    }

    fn option(&self, choice: &Choice) -> Markup {
        html! { option value=(choice.value) selected[self.values.contains(&choice.value)] { (choice.label) } }
    }

    fn files(&self, accept: &str, limits: &str, multiple: bool) -> Markup {
        html! {
            div class="upload" {
                input type="file" id=(self.id) name=(self.name) accept=(accept) multiple[multiple]
                    aria-describedby=[self.described()] aria-invalid=[self.error.as_ref().map(|_| "true")];
                p class="hint" id={ (self.id) "-f" } { (limits) }
            }
        }
    }
}

const DATE_PARTS: [(&str, &str, &str); 3] = [
    ("y", "年", "bday-year"),
    ("m", "月", "bday-month"),
    ("d", "日", "bday-day"),
];

/// Numbers, codes and addresses that browsers and keyboards know about.
fn special(kind: &Kind) -> Line<'static> {
    let code = Line {
        code: true,
        mode: Some("text"),
        complete: Some("off"),
        ..Line::default()
    };
    match kind {
        Kind::Phone => Line {
            width: Width::Medium,
            kind: Some("tel"),
            mode: Some("tel"),
            complete: Some("tel"),
            ..Line::default()
        },
        Kind::Email => Line {
            width: Width::Large,
            kind: Some("email"),
            mode: Some("email"),
            complete: Some("email"),
            ..Line::default()
        },
        Kind::Password { new } => Line {
            kind: Some("password"),
            complete: Some(if *new { "new-password" } else { "current-password" }),
            ..Line::default()
        },
        Kind::Code(width) => Line { width: *width, ..code },
        _ => Line {
            width: Width::Large,
            ..code
        },
    }
}
