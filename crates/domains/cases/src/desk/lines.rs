//! The lines of a correction notice: what may be asked for, and what the officer has written about it.

use items::sentence;
use web::server::Sent;
use web::ui::FormError;

use super::Desk;
use super::opened::Opened;
use crate::lifecycle;
use crate::model::{About, Source};

/// Places of the form that can be named at first; more come with each saving.
const SPARE: usize = 2;
/// More problems than that in the form are a new application.
const MOST_PLACES: usize = 40;

/// One line of the notice as it is written.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Its number on the page.
    pub at: usize,
    pub about: About,
    /// What it is about, in words.
    pub name: String,
    pub used: bool,
    pub problem: String,
    pub remedy: String,
    /// Why it cannot be asked for.
    pub locked: Option<&'static str>,
    pub hint: String,
}

/// What keeps the notice from being sent.
pub(super) fn faults(lines: &[Line]) -> Vec<FormError> {
    let mut errors = Vec::new();
    if !lines.iter().any(|l| l.used) {
        errors.push(FormError::new("issues", "", "请至少勾一项，写清问题和怎样补正"));
    }
    for line in lines.iter().filter(|l| !l.used && !l.problem.trim().is_empty()) {
        let (id, message) = match line.about {
            About::Material(_) => ("use", "写了问题但没有勾选。要写进通知书请勾上，不要就把问题清空"),
            About::Field(_) => ("about", "写了问题但没有选是表单里的哪一处"),
        };
        errors.push(FormError::new(format!("{id}-{}", line.at), line.name.clone(), message));
    }
    for line in lines.iter().filter(|l| l.used) {
        for (text, id, words) in [(&line.problem, "problem", "问题"), (&line.remedy, "remedy", "怎样补正")] {
            if text.trim().is_empty() {
                let message = format!("没有写“{words}”");
                errors.push(FormError::new(format!("{id}-{}", line.at), line.name.clone(), message));
            }
        }
    }
    errors
}

/// All lines of the page: each material of the list, then places of the form that were named.
pub(super) fn lines(state: &Desk, opened: &Opened, sent: &Sent) -> Vec<Line> {
    let mut all = state.cases.judge(&opened.loaded, |case, view| {
        let missing = lifecycle::missing(view, &case.materials);
        let due = view.outcome.materials.iter();
        let due = due.filter_map(|id| view.handling.materials.iter().find(|m| m.id == **id));
        let lines = due.enumerate().map(|(at, material)| {
            let locked = match case.handed(&material.id).map(|h| &h.source) {
                Some(Source::Register { .. }) => Some("不能要求：由系统从登记库调取，不用申请人提交"),
                Some(Source::ByBody) => Some("不能要求：由本机关自己核查，不用申请人提交"),
                _ => None,
            };
            let gone = missing.contains(&material.name);
            Line {
                at,
                about: About::Material(material.id.clone()),
                name: format!("材料 {} {}", at + 1, sentence(&material.name)),
                used: gone && locked.is_none(),
                problem: if gone { "没有提交。".into() } else { String::new() },
                remedy: format!("请提交：{}", sentence(&material.standard)),
                locked,
                hint: if gone { "还没有交".into() } else { String::new() },
            }
        });
        lines.collect::<Vec<_>>()
    });
    let first = all.len();
    for line in &mut all {
        written(line, sent);
    }
    for at in first..first + places(sent, first) {
        let about = sent.get(&format!("about.{at}"));
        let mut line = Line {
            at,
            about: About::Field(about.to_owned()),
            name: place_name(opened, about),
            used: false,
            problem: String::new(),
            remedy: String::new(),
            locked: None,
            hint: String::new(),
        };
        written(&mut line, sent);
        line.used = !about.is_empty();
        all.push(line);
    }
    all
}

/// How many places of the form are offered: those that were named, and some more.
fn places(sent: &Sent, first: usize) -> usize {
    let named = (first..first + MOST_PLACES)
        .filter(|at| !sent.get(&format!("about.{at}")).is_empty())
        .count();
    (named + SPARE).min(MOST_PLACES)
}

/// What the officer has changed.
fn written(line: &mut Line, sent: &Sent) {
    if !sent.has("form") || line.locked.is_some() {
        return;
    }
    line.used = sent.has(&format!("use.{}", line.at));
    sent.get(&format!("problem.{}", line.at)).clone_into(&mut line.problem);
    sent.get(&format!("remedy.{}", line.at)).clone_into(&mut line.remedy);
}

/// The places of the form that are shown to this applicant: id and words.
pub(super) fn form_places(opened: &Opened) -> Vec<(String, String)> {
    let local = opened.loaded.handled.local();
    let handling = local.definition();
    let mut out = Vec::new();
    for shown in &opened.loaded.outcome.sections {
        let Some(section) = handling.form.iter().find(|s| s.id == *shown.id) else {
            continue;
        };
        out.push((section.id.clone(), format!("{}（整节）", sentence(&section.title))));
        if shown.repeated {
            continue;
        }
        for field in shown.rows.iter().flatten().filter(|f| f.shown) {
            let label = section
                .fields
                .iter()
                .find(|f| f.id == *field.id)
                .map_or("", |f| f.label.as_str());
            out.push((
                field.id.to_string(),
                format!("{} · {}", sentence(&section.title), sentence(label)),
            ));
        }
    }
    out
}

fn place_name(opened: &Opened, id: &str) -> String {
    let found = form_places(opened).into_iter().find(|(place, _)| place == id);
    found.map_or_else(|| "表单".into(), |(_, words)| format!("表单 · {words}"))
}
