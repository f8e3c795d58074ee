//! The bar at the foot of a case: what may be done now, and why something may not (DESK 1.4).

use items::{FeeDue, Step};
use kernel::{Actor, shanghai};
use maud::{Markup, html};
use web::ui::{Button, fmt};

use super::bar_step::at_step;
use super::fees::{fees, pay_button};
use super::input::Input;
use super::opened::Opened;
use super::{Desk, time};
use crate::commands::desk::{holder, posts};
use crate::lifecycle::{self, Refusal};
use crate::model::{CorrectionItem, State, Way};
use crate::permissions;
use crate::service::WINDOW_POST;

/// The bar's content.
#[derive(Debug, Default)]
pub(super) struct Bar {
    /// What stands at the left.
    pub words: Words,
    /// The opinion, where one is written, with what is wrong with it.
    pub opinion: Option<(String, Option<String>)>,
    /// Smaller actions above.
    pub minor: Vec<Button>,
    /// Actions, the likely one last.
    pub actions: Vec<Button>,
    /// Why something is not possible.
    pub why: Vec<String>,
}

/// Markup with a default.
#[derive(Debug)]
pub(super) struct Words(pub Markup);

impl Default for Words {
    fn default() -> Self {
        Self(html! {})
    }
}

impl Bar {
    /// It belongs into the page's form.
    pub fn render(&self) -> Markup {
        html! {
            div class="decide" id="decide" role="group" aria-label="本环节决定" {
                div { (self.words.0) }
                div class="say" {
                    @if let Some((opinion, error)) = &self.opinion {
                        label class="visually-hidden" for="opinion" { "意见" }
                        @if let Some(error) = error {
                            p class="error" id="opinion-e" { span class="visually-hidden" { "错误：" } (error) }
                        }
                        textarea id="opinion" name="opinion" rows="2" placeholder="意见"
                            aria-invalid=[error.as_ref().map(|_| "true")]
                            aria-describedby=[error.as_ref().map(|_| "opinion-e")] { (opinion) }
                        (Button::menu("意见模板", "templates").secondary().key("M"))
                    }
                }
                div class="acts" {
                    @if !self.minor.is_empty() { div class="buttons" { @for one in &self.minor { (one) } } }
                    div class="buttons" { @for one in &self.actions { (one) } }
                    @if !self.why.is_empty() { p class="why" id="why" { (self.why.join("；")) } }
                }
            }
        }
    }
}

/// A refusal's words, where a rule refuses.
pub(super) fn refused<T>(asked: Result<T, Refusal>) -> Option<String> {
    asked.err().map(|r| r.to_string())
}

/// A way to a further step that keeps what was written.
pub(super) fn further(opened: &Opened, words: &str, then: &str) -> Button {
    Button::submit(words)
        .secondary()
        .lenient()
        .to(format!("{}/draft", opened.href()))
        .named("then", then)
}

/// A button that is not possible says why; the reason goes to the bar.
pub(super) fn unless(button: Button, reason: Option<String>, why: &mut Vec<String>) -> Button {
    match reason {
        None => button,
        Some(reason) => {
            if !why.contains(&reason) {
                why.push(reason);
            }
            button.blocked_by("why")
        }
    }
}

/// The bar of a case as it stands.
pub(super) fn bar(desk: &Desk, opened: &Opened, actor: &Actor, work: Option<(&Step, &Input)>) -> Bar {
    let mut bar = of_state(desk, opened, actor, work);
    claims(desk, opened, actor, &mut bar);
    bar
}

fn of_state(desk: &Desk, opened: &Opened, actor: &Actor, work: Option<(&Step, &Input)>) -> Bar {
    let case = &opened.loaded.case;
    if let Some((_, name, at)) = holder(&desk.cases, &opened.loaded, actor) {
        let since = time::moment(*at, opened.today);
        return plain(html! { b { (name) " 正在办这一件" } "（" (since) " 起）。您可以看，要办请他先放回。" });
    }
    match (case.state, work) {
        (State::Received, _) => received(desk, opened, actor),
        (State::Correcting, _) => correcting(desk, opened, actor),
        (_, Some((step, input))) => at_step(desk, opened, actor, step, input),
        (State::Granted | State::Refused, None) => delivering(desk, opened, actor),
        (State::InReview, None) => plain(html! { "环节都办完了，等待决定。" }),
        (state, None) => {
            let because = case.ended_because.as_deref().unwrap_or_default();
            let day = case
                .ended_at
                .map(|at| fmt::date(shanghai(at).date_naive(), opened.today));
            plain(
                html! { b { (state.words()) } @if let Some(day) = day { " · " (day) } @if !because.is_empty() { "：" (because) } },
            )
        }
    }
}

/// Words alone: nothing is to be done.
pub(super) fn plain(words: Markup) -> Bar {
    Bar {
        words: Words(html! { p { (words) } }),
        ..Bar::default()
    }
}

/// 领取 for work of one's own posts, 放回 for what one has taken.
fn claims(desk: &Desk, opened: &Opened, actor: &Actor, bar: &mut Bar) {
    let case = &opened.loaded.case;
    let href = opened.href();
    match &opened.loaded.claimed {
        Some((id, ..)) if *id == opened.staff.id => {
            let button = Button::submit("放回")
                .secondary()
                .compact()
                .lenient()
                .to(format!("{href}/release"));
            bar.minor.insert(0, button);
        }
        None if !case.state.is_final() => {
            let step = desk.cases.current_step(&opened.loaded);
            let post = step.map_or_else(|| WINDOW_POST.to_owned(), |s| s.post);
            if posts(actor, &opened.staff).contains(&post) {
                let button = Button::submit("领取").secondary().compact().lenient().key("C");
                bar.minor.insert(0, button.to(format!("{href}/claim")));
            }
        }
        _ => {}
    }
}

fn received(desk: &Desk, opened: &Opened, actor: &Actor) -> Bar {
    if !opened.may(actor, permissions::RECEIVE) {
        return plain(html! { "等窗口受理岗答复是否受理。您现在的岗位只能看。" });
    }
    let by = desk.cases.who(actor);
    let href = opened.href();
    let (accept, correct, refuse, missing) = desk.cases.judge(&opened.loaded, |case, view| {
        let correct = match lifecycle::ask_correction(case, view, &by, &[] as &[CorrectionItem]) {
            Err(Refusal::EmptyCorrection) => None,
            other => refused(other),
        };
        (
            refused(lifecycle::accept(case, view, &by)),
            correct,
            refused(lifecycle::not_accept(case, view, &by, "理由", "")),
            lifecycle::missing(view, &case.materials),
        )
    });
    let due = opened.loaded.due_on;
    let mut why = Vec::new();
    let actions = vec![
        unless(further(opened, "不予受理…", "not-accept").danger(), refuse, &mut why),
        unless(further(opened, "要求补正…", "correction").key("R"), correct, &mut why),
        unless(
            Button::submit("受理").key("A").to(format!("{href}/accept")),
            accept,
            &mut why,
        ),
    ];
    Bar {
        words: Words(html! {
            p { b { "最晚" (fmt::date(due, opened.today)) "答复" } "是否受理；过期不答复，依法视为受理" }
            p { @if missing.is_empty() { "清单上的材料都有了" } @else { "还缺：" (missing.join("、")) } }
        }),
        minor: pay_button(desk, opened, actor),
        actions,
        why,
        ..Bar::default()
    }
}

fn correcting(desk: &Desk, opened: &Opened, actor: &Actor) -> Bar {
    let case = &opened.loaded.case;
    let by = desk.cases.who(actor);
    let until = case
        .correction
        .as_ref()
        .map(|c| fmt::date(c.until, opened.today))
        .unwrap_or_default();
    let mut bar = plain(html! { "等申请人补正，限" (until) "补齐。补齐后重新计算受理期限。" });
    if opened.may(actor, permissions::RECEIVE) {
        let refusal = desk.cases.judge(&opened.loaded, |case, view| {
            refused(lifecycle::terminate(case, view, &by, "理由"))
        });
        bar.actions
            .push(unless(further(opened, "终止办理…", "terminate"), refusal, &mut bar.why));
    }
    bar
}

fn delivering(desk: &Desk, opened: &Opened, actor: &Actor) -> Bar {
    let case = &opened.loaded.case;
    let mut bar = Bar {
        minor: pay_button(desk, opened, actor),
        ..Bar::default()
    };
    let made = case
        .made
        .iter()
        .map(|m| format!("{} {}", m.name, m.number))
        .collect::<Vec<_>>()
        .join("、");
    if case.state == State::Granted && case.made.is_empty() {
        let due = fees(desk, opened, &[FeeDue::BeforeResult]);
        bar.words = Words(
            html! { p { b { "已准予。" } @if due.is_empty() { "还没有制作结果" } @else { "缴清" (due.join("、")) "后自动制作结果" } } },
        );
        if due.is_empty() && opened.may(actor, permissions::REVIEW) {
            bar.actions
                .push(Button::submit("制作结果").to(format!("{}/make", opened.href())));
        }
        return bar;
    }
    let way = match case.filed.delivery {
        Way::Electronic => "申请人选了电子送达",
        Way::Window => "申请人到窗口领取",
    };
    bar.words = Words(html! { p { b { (case.state.words()) } @if !made.is_empty() { "：" (made) } } p { (way) } });
    if opened.may(actor, permissions::RECEIVE) {
        bar.actions
            .push(Button::link("送达登记…", format!("{}/deliver", opened.href())).key("A"));
    }
    bar
}
