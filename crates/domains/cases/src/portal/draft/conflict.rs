//! Two devices wrote on one page: both values, field by field, to choose from. Nothing is lost before that.

use axum::http::StatusCode;
use axum::response::Response;
use items::{Field, Section, sentence};
use maud::{Markup, html};
use serde_json::{Map, Value};
use web::server::{Sent, Visit};
use web::ui::{self, Button, Choice, Kind, Notice, Tone};

use super::{Folder, Step};
use crate::commands::Patch;
use crate::form::{as_field, words};
use crate::portal::{again, page as frame};
use crate::service::Cases;

const THEIRS: &str = "theirs";

/// What was chosen on the page: the fields whose other value stays.
pub(super) struct Chosen(Vec<String>);

impl Chosen {
    pub(super) fn read(sent: &Sent) -> Self {
        let kept = sent.0.iter().filter(|(_, value)| value == THEIRS);
        Self(
            kept.filter_map(|(name, _)| name.strip_prefix("pick.").map(str::to_owned))
                .collect(),
        )
    }

    /// Takes out of a patch what the other device's value replaces.
    pub(super) fn apply(&self, patch: &mut Patch) {
        patch.answers.retain(|id, _| !self.0.contains(&format!("answers.{id}")));
        patch.form.retain(|id, _| !self.0.contains(&format!("form.{id}")));
    }
}

/// One field with two values.
struct Two {
    name: String,
    label: String,
    mine: String,
    theirs: String,
}

/// The page on which one chooses. `folder` is the draft as the other device left it.
pub(super) fn page(cases: &Cases, visit: &Visit, folder: &Folder, step: &Step, mine: &Patch, sent: &Sent) -> Response {
    let differing = differing(cases, folder, mine);
    let saved = crate::portal::short_moment(folder.begun.row.saved_at, folder.today);
    let passed = sent.0.iter().filter(|(name, _)| {
        !["version", "next", "later", "skip"].contains(&name.as_str()) && !name.starts_with("pick.")
    });
    let content = html! {
        div class="measure top-3 end-5" {
            (Notice::new(Tone::Warn, "您在另一台设备上刚改过这一页").text(format!("那一份{saved}保存。请选留哪一份，两份都还没有丢。")))
        }
        form method="post" action=(folder.href(step)) {
            input type="hidden" name="version" value=(folder.begun.row.version);
            @for (name, value) in passed { input type="hidden" name=(name) value=(value); }
            @if differing.is_empty() { p class="prose" { "两份的内容是一样的，直接保存就行。" } }
            @for two in &differing { (choice(two)) }
            div class="form-actions" {
                (Button::submit("保存选好的内容").big().named("next", "1"))
                (Button::link("不要我这一份", folder.href(step)).quiet())
            }
        }
    };
    let sheet = folder.sheet(step, &[], &content);
    let response = frame(
        visit,
        "/browse",
        &format!("请选留哪一份：{}", folder.step_title(step)),
        &[],
        sheet,
    );
    again(response, StatusCode::CONFLICT)
}

fn choice(two: &Two) -> Markup {
    let shown = |text: &str| {
        if text.is_empty() {
            "（没有填）".to_owned()
        } else {
            text.to_owned()
        }
    };
    let choices = vec![
        Choice::new("mine", shown(&two.mine)).hint("这台设备上刚填的"),
        Choice::new(THEIRS, shown(&two.theirs)).hint("另一台设备上保存的"),
    ];
    html! { (ui::Field::new(format!("pick.{}", two.name), two.label.clone(), Kind::One(choices)).value("mine")) }
}

fn differing(cases: &Cases, folder: &Folder, mine: &Patch) -> Vec<Two> {
    let handling = folder.handling();
    let regions = &cases.catalogue.words().regions;
    let theirs = &folder.begun.doc.content;
    let mut out = Vec::new();
    for question in &handling.questions {
        let field = as_field(question);
        let say = |value: &Value| words(&field, value, regions);
        out.extend(two(
            "answers",
            &question.id,
            &field.label,
            &mine.answers,
            &theirs.answers,
            &say,
        ));
    }
    for section in &handling.form {
        if section.repeat.is_some() {
            let say = |value: &Value| rows(section, value, &|field, value| words(field, value, regions));
            out.extend(two("form", &section.id, &section.title, &mine.form, &theirs.form, &say));
            continue;
        }
        for field in &section.fields {
            let say = |value: &Value| words(field, value, regions);
            out.extend(two("form", &field.id, &field.label, &mine.form, &theirs.form, &say));
        }
    }
    out
}

fn two(
    root: &str,
    id: &str,
    label: &str,
    mine: &Map<String, Value>,
    theirs: &Map<String, Value>,
    say: &dyn Fn(&Value) -> String,
) -> Option<Two> {
    let mine = mine.get(id)?;
    let theirs = theirs.get(id).unwrap_or(&Value::Null);
    (mine != theirs).then(|| Two {
        name: format!("{root}.{id}"),
        label: sentence(label),
        mine: say(mine),
        theirs: say(theirs),
    })
}

/// All rows of a group in one sentence.
fn rows(section: &Section, value: &Value, say: &dyn Fn(&Field, &Value) -> String) -> String {
    let one = |row: &Value| {
        let said = section
            .fields
            .iter()
            .filter_map(|field| row.get(&field.id).map(|value| say(field, value)));
        said.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("，")
    };
    let rows = value.as_array().map(Vec::as_slice).unwrap_or_default();
    rows.iter()
        .map(one)
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join("；")
}
