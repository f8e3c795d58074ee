//! Further steps, each on its page: what will happen, to whom, in which document; the button repeats the verb (DESK 7).

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use items::sentence;
use kernel::actor::Permission;
use kernel::{Actor, Problem};
use maud::{Markup, html};
use web::server::{Sent, Visit};
use web::ui::desk::{bar_end, desk_head, desk_page, sheet};
use web::ui::form::first_submit;
use web::ui::{Button, FormError, Notice, Tone, error_summary, error_title};

use super::ask::{self, Asked};
use super::input::Input;
use super::kept::{self, WORK};
use super::opened::Opened;
use super::{Desk, opened, words};
use crate::commands::desk;
use crate::lifecycle::DecisionText;
use crate::model::{Case, Way};
use crate::permissions;

/// A further step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    NotAccept,
    Refuse,
    Return,
    Special,
    SpecialEnd,
    Extend,
    Terminate,
    Deliver,
    Pay,
}

impl What {
    pub const ALL: [Self; 9] = [
        Self::NotAccept,
        Self::Refuse,
        Self::Return,
        Self::Special,
        Self::SpecialEnd,
        Self::Extend,
        Self::Terminate,
        Self::Deliver,
        Self::Pay,
    ];

    /// The last part of its address, and the name of its draft.
    pub const fn id(self) -> &'static str {
        match self {
            Self::NotAccept => "not-accept",
            Self::Refuse => "refuse",
            Self::Return => "return",
            Self::Special => "special",
            Self::SpecialEnd => "special-end",
            Self::Extend => "extend",
            Self::Terminate => "terminate",
            Self::Deliver => "deliver",
            Self::Pay => "pay",
        }
    }

    /// Its address as the router reads it.
    pub const fn route(self) -> &'static str {
        match self {
            Self::NotAccept => "/desk/cases/{number}/not-accept",
            Self::Refuse => "/desk/cases/{number}/refuse",
            Self::Return => "/desk/cases/{number}/return",
            Self::Special => "/desk/cases/{number}/special",
            Self::SpecialEnd => "/desk/cases/{number}/special-end",
            Self::Extend => "/desk/cases/{number}/extend",
            Self::Terminate => "/desk/cases/{number}/terminate",
            Self::Deliver => "/desk/cases/{number}/deliver",
            Self::Pay => "/desk/cases/{number}/pay",
        }
    }

    /// What its holder may do; terminating depends on where the case stands.
    pub const fn permission(self) -> Permission {
        match self {
            Self::NotAccept | Self::Deliver => permissions::RECEIVE,
            Self::Refuse | Self::Extend => permissions::DECIDE,
            Self::Return | Self::Special | Self::SpecialEnd => permissions::REVIEW,
            Self::Pay => permissions::PAY,
            Self::Terminate => permissions::SEE,
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::NotAccept => "不予受理",
            Self::Refuse => "作出不予的决定",
            Self::Return => "退回",
            Self::Special => "开始特别程序",
            Self::SpecialEnd => "结束特别程序",
            Self::Extend => "延期",
            Self::Terminate => "终止办理",
            Self::Deliver => "送达登记",
            Self::Pay => "登记缴费",
        }
    }

    /// The verb on the button.
    const fn verb(self) -> &'static str {
        match self {
            Self::NotAccept => "发出不予受理通知书",
            Self::Refuse => "作出决定并发出",
            Self::Return => "退回",
            Self::Special => "开始并告知申请人",
            Self::SpecialEnd => "结束，继续办理",
            Self::Extend => "延期并告知申请人",
            Self::Terminate => "终止并告知申请人",
            Self::Deliver => "登记送达，办结",
            Self::Pay => "登记缴费",
        }
    }

    /// The word in the address of the case afterwards.
    const fn said(self) -> &'static str {
        match self {
            Self::NotAccept => "not-accepted",
            Self::Refuse => "refused",
            Self::Return => "returned",
            Self::Special => "special",
            Self::SpecialEnd => "special-ended",
            Self::Extend => "extended",
            Self::Terminate => "terminated",
            Self::Deliver => "delivered",
            Self::Pay => "paid",
        }
    }

    const fn dangerous(self) -> bool {
        matches!(self, Self::NotAccept | Self::Refuse | Self::Terminate)
    }

    /// What will happen.
    const fn effect(self) -> &'static str {
        match self {
            Self::NotAccept => "会出具《不予受理通知书》，写明理由、依据和救济途径，并通知申请人。发出后不能撤回。",
            Self::Refuse => {
                "会出具不予的决定书，写明理由、依据和申请行政复议、提起行政诉讼的途径，并通知申请人。发出后不能撤回。"
            }
            Self::Return => "那一步和后面的环节要重新办，已写的意见留在“经过”里。申请人不会收到通知，期限照常计算。",
            Self::Special => "会出具《特别程序告知书》，把所需时间书面告知申请人（《行政许可法》第四十五条）。",
            Self::SpecialEnd => "结束的次日起继续计算期限，申请人会收到通知。",
            Self::Extend => {
                "延期只有一次，最多10个工作日，要经本机关负责人批准，并把理由告知申请人（《行政许可法》第四十二条第一款）。"
            }
            Self::Terminate => "会出具《终止办理通知书》，申请人以后可以重新申请。发出后不能撤回。",
            Self::Deliver => "登记以后这一件就办结了，申请人可以评价。",
            Self::Pay => "只登记清单上的费用，金额由清单决定，不能多收也不能少收。",
        }
    }
}

/// GET of a further step.
pub(super) async fn page(
    State(state): State<Arc<Desk>>,
    visit: Visit,
    Path(number): Path<String>,
    RawQuery(query): RawQuery,
    what: What,
) -> Result<Response, Problem> {
    let opened = opened::open(&state, &visit, &number).await?;
    let sent = opened.kept.form(what.id());
    let said = words::said(&Sent::parse(query.unwrap_or_default().as_bytes())?);
    let page = render(&state, &visit, &opened, what, &sent, &[], said);
    Ok(page.into_response())
}

/// POST of a further step.
pub(super) async fn send(
    State(state): State<Arc<Desk>>,
    visit: Visit,
    Path(number): Path<String>,
    sent: Sent,
    what: What,
) -> Result<Response, Problem> {
    let opened = opened::open(&state, &visit, &number).await?;
    let asked = ask::read(&state, &opened, what, &sent);
    let outcome = if asked.errors.is_empty() {
        act(&state, &visit.actor, &opened, what, &asked).await
    } else {
        let faults = asked.errors.iter().map(|e| kernel::FieldProblem {
            field: e.field_id.clone(),
            message: e.message.clone(),
        });
        Err(Problem::invalid(faults.collect()))
    };
    let (case, staff) = (opened.loaded.case.id, opened.staff.id);
    match outcome {
        Ok(_) => {
            kept::forget(&state.cases, case, staff).await?;
            Ok(Redirect::to(&format!("{}?said={}", opened.href(), what.said())).into_response())
        }
        Err(problem) if matches!(problem.status, 403 | 409 | 422) => {
            opened
                .kept
                .clone()
                .with(what.id(), &sent)
                .save(&state.cases, case, staff)
                .await?;
            let errors = ask::errors(&problem, &asked);
            let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            let page = render(&state, &visit, &opened, what, &sent, &errors, None);
            Ok((status, page).into_response())
        }
        Err(problem) => Err(problem),
    }
}

async fn act(state: &Desk, actor: &Actor, opened: &Opened, what: What, asked: &Asked) -> Result<Case, Problem> {
    let (cases, id) = (&state.cases, opened.loaded.case.id);
    let reason = asked.reason.clone();
    match what {
        What::NotAccept => desk::not_accept(cases, actor, id, reason, asked.basis.clone(), None).await,
        What::Refuse => {
            let step = cases.current_step(&opened.loaded).ok_or_else(Problem::not_found)?;
            let input = Input::read(state, opened, &step, &opened.kept.form(WORK)).input();
            let decision = DecisionText {
                granted: false,
                reason,
                basis: asked.basis.clone(),
                number: String::new(),
            };
            desk::decide(cases, actor, id, input, decision, None).await
        }
        What::Return => desk::return_to(cases, actor, id, asked.choice.clone(), reason, None).await,
        What::Special => desk::begin_special(cases, actor, id, asked.choice.clone(), None).await,
        What::SpecialEnd => desk::end_special(cases, actor, id, asked.choice.clone(), reason, None).await,
        What::Extend => desk::extend(cases, actor, id, asked.number, reason, None).await,
        What::Terminate => desk::terminate(cases, actor, id, reason, None).await,
        What::Deliver => {
            let way = if asked.choice == "electronic" {
                Way::Electronic
            } else {
                Way::Window
            };
            desk::deliver(cases, actor, id, way, reason, None).await
        }
        What::Pay => desk::pay(cases, actor, id, asked.choice.clone(), asked.fen, reason, None).await,
    }
}

fn render(
    state: &Desk,
    visit: &Visit,
    opened: &Opened,
    what: What,
    sent: &Sent,
    errors: &[FormError],
    said: Option<Notice>,
) -> Markup {
    let fields = ask::fields(state, opened, what, sent, errors);
    let href = opened.href();
    let send = Button::submit(what.verb()).key("Ctrl ↵");
    let send = if what.dangerous() { send.danger() } else { send };
    let buttons = [
        Button::link("回到办件", href.clone()).secondary(),
        Button::submit("存为草稿")
            .secondary()
            .lenient()
            .key("S")
            .to(format!("{href}/draft")),
        send,
    ];
    let content = html! {
        form method="post" action={ (href) "/" (what.id()) } data-autosave={ (href) "/draft" } {
            (first_submit())
            input type="hidden" name="form" value=(what.id());
            (error_summary(errors))
            (subject(opened, what.title()))
            @if let Some(notice) = said { (notice) }
            div class="stack" {
                (Notice::new(Tone::Info, what.effect()))
                (sheet(what.title(), &html! {}, &html! { div class="sheet-body" {
                    @for field in &fields { (field) }
                    @if fields.is_empty() { p class="sub" { "现在没有可以选的。" } }
                } }))
            }
            (bar_end(&html! { "将通知 " (opened.loaded.case.filed.applicant_name) " " span data-saved role="status" {} }, &buttons))
        }
    };
    desk_page(
        &words::frame(visit, ""),
        &error_title(errors, what.title()),
        false,
        content,
    )
}

/// The head of a page about one case.
pub(super) fn subject(opened: &Opened, title: &str) -> Markup {
    let case = &opened.loaded.case;
    desk_head(
        title,
        &html! { (sentence(&case.filed.title)) " · " (case.filed.applicant_name) " · "
        a href=(opened.href()) class="number" { (case.number) } },
        &[],
    )
}
