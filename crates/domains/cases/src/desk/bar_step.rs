//! The bar while a case stands at a step: the tally, the opinion, what ends the step and what else may be done.

use items::{FeeDue, Step, StepKind, sentence};
use kernel::Actor;
use maud::{Markup, html};
use web::ui::Button;
use web::ui::desk::{Verdict as Mark, ticks};

use super::Desk;
use super::bar::{Bar, Words, further, plain, refused, unless};
use super::fees::{fees, pay_button};
use super::input::Input;
use super::opened::Opened;
use super::points::Point;
use crate::commands::desk::barred;
use crate::lifecycle::{self, Refusal};
use crate::model::State;
use crate::permissions;

/// What was found, in cells and words.
fn tally(points: &[Point]) -> Markup {
    let marks: Vec<Mark> = points.iter().map(Point::mark).collect();
    let count = |mark: Mark| marks.iter().filter(|m| **m == mark).count();
    let met = count(Mark::Ok) + count(Mark::System);
    let [bad, other, todo] = [Mark::No, Mark::NotApplicable, Mark::Todo].map(count);
    html! {
        @if !points.is_empty() {
            (ticks(&marks.iter().map(|m| m.tick()).collect::<Vec<_>>(), 216))
            p {
                (met) " 项符合"
                @if bad > 0 { "，" b { (bad) " 项不符合" } }
                @if other > 0 { "，" (other) " 项不适用" }
                @if todo > 0 { "，" (todo) " 项未审" }
            }
        }
    }
}

/// The bar at a step.
pub(super) fn at_step(desk: &Desk, opened: &Opened, actor: &Actor, step: &Step, input: &Input) -> Bar {
    if let Some(problem) = barred(actor, &opened.loaded, Some(step)) {
        let waits = format!("现在由{}办理“{}”", step.post, sentence(&step.name));
        return plain(html! { (if problem.code == "another_post" { problem.title } else { waits }) "。您可以看。" });
    }
    let href = opened.href();
    let marks: Vec<Mark> = input.points.iter().map(Point::mark).collect();
    let todo = marks.iter().filter(|m| **m == Mark::Todo).count();
    let bad = marks.iter().filter(|m| **m == Mark::No).count();
    // The last open point can be answered and sent at once.
    let open = (todo > 1).then(|| format!("还有 {todo} 项未审"));
    let held = held(desk, opened, actor, step);
    let mut why = Vec::new();
    let mut actions = Vec::new();
    if has_earlier(desk, opened) {
        actions.push(further(opened, "退回…", "return").key("F"));
    }
    match step.kind {
        StepKind::Review => {
            let button = Button::submit("提交审查意见").key("Ctrl ↵").to(format!("{href}/work"));
            actions.push(unless(button, held.or(open), &mut why));
        }
        StepKind::Decide => {
            let refuse = further(opened, "不予…", "refuse").danger();
            let granting = Button::submit("准予").key("A").to(format!("{href}/decide"));
            let faults = (bad > 0).then(|| format!("有 {bad} 项不符合，不能准予"));
            let grant = held
                .clone()
                .or(faults)
                .or(open.clone())
                .or_else(|| unpaid(desk, opened));
            actions.push(unless(refuse, held.or(open), &mut why));
            actions.push(unless(granting, grant, &mut why));
        }
        StepKind::Make => {
            let to = if opened.loaded.case.state == State::Granted {
                "make"
            } else {
                "work"
            };
            let button = Button::submit("制作结果").key("Ctrl ↵").to(format!("{href}/{to}"));
            actions.push(unless(button, held.or(open), &mut why));
        }
    }
    Bar {
        words: Words(
            html! { (tally(&input.points)) @if input.points.is_empty() { p { b { (sentence(&step.name)) } } } },
        ),
        opinion: Some((input.opinion.clone(), None)),
        minor: minor(desk, opened, actor),
        actions,
        why,
    }
}

/// Why this officer cannot end this step now, whatever they write.
fn held(desk: &Desk, opened: &Opened, actor: &Actor, step: &Step) -> Option<String> {
    let case = &opened.loaded.case;
    let me = opened.staff.id;
    let decides = step.kind == StepKind::Decide;
    let instant = desk.cases.judge(&opened.loaded, |_, view| {
        view.handling.kind == items::HandlingKind::Instant
    });
    let refusal = if case.workers(&step.id).any(|d| d.by.id == Some(me)) {
        Refusal::AlreadyWorked
    } else if decides && !instant && lifecycle::has_worked(case, me) {
        Refusal::SamePerson
    } else {
        let special = case.suspended_by()?;
        let by = desk.cases.who(actor);
        let name = desk.cases.judge(&opened.loaded, |_, view| {
            let all = &view.handling.special_procedures;
            all.iter().find(|p| p.id == special.procedure).map(|p| p.name.clone())
        });
        return Some(format!(
            "“{}”还没有结束（{}发起）",
            name.unwrap_or_default(),
            if special.by.id == by.id {
                "您"
            } else {
                &special.by.name
            }
        ));
    };
    Some(refusal.to_string())
}

/// Fees that must be paid before the decision.
fn unpaid(desk: &Desk, opened: &Opened) -> Option<String> {
    let due = fees(desk, opened, &[FeeDue::AfterAcceptance]);
    (!due.is_empty()).then(|| Refusal::Unpaid(due).to_string())
}

fn has_earlier(desk: &Desk, opened: &Opened) -> bool {
    opened.loaded.case.state == State::InReview
        && desk.cases.judge(&opened.loaded, |case, view| {
            let current = view.current_step(case).map(|s| s.id.clone());
            view.due_steps().next().map(|s| s.id.clone()) != current
        })
}

/// 特别程序, 延期, 存为草稿, 登记缴费.
fn minor(desk: &Desk, opened: &Opened, actor: &Actor) -> Vec<Button> {
    let case = &opened.loaded.case;
    let mut all = vec![
        Button::submit("存为草稿")
            .secondary()
            .compact()
            .lenient()
            .key("S")
            .to(format!("{}/draft", opened.href())),
    ];
    if case.state != State::InReview {
        return all;
    }
    let (special, extend) = desk.cases.judge(&opened.loaded, |case, view| {
        let by = desk.cases.who(actor);
        (
            !view.outcome.special.is_empty(),
            refused(lifecycle::extend(case, view, &by, 1, "理由")).is_none(),
        )
    });
    if case.specials.iter().any(|s| s.ended.is_none()) {
        all.push(further(opened, "结束特别程序…", "special-end").compact());
    } else if special {
        all.push(further(opened, "开始特别程序…", "special").compact());
    }
    // 延期 is the head's to approve: whoever may not decide is not offered it.
    if extend && opened.may(actor, permissions::DECIDE) {
        let button = further(opened, "延期…", "extend").compact();
        all.push(button);
    }
    all.extend(pay_button(desk, opened, actor));
    all
}
