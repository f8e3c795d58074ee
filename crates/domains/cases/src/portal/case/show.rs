//! A case: where it stands, why the date is what it is, what happened, what to do.

use axum::extract::{Path, State};
use axum::response::Response;
use documents::Document;
use items::{FeeDue, sentence};
use kernel::{Problem, ledger};
use maud::{Markup, html};
use messages::Message;
use web::server::Visit;
use web::ui::{self, Button, Notice, Summary, Tone, buttons, fmt};

use super::list::{rateable, to_collect};
use super::{crumbs, deadline, head, receipt, standing, timeline};
use crate::model::{Case, Source, State as CaseState};
use crate::portal::draft::check::source_words;
use crate::portal::{Service, page as frame};
use crate::service::{Cases, Loaded};

pub(in crate::portal) async fn page(
    State(cases): Service,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let loaded = cases.own(visit.citizen()?, &number).await?;
    let case = &loaded.case;
    let today = cases.kernel.clock.today();
    let running = deadline::running(&cases, &loaded)?;
    let status = standing::status(&loaded, running.as_ref(), today);
    let papers = cases.documents.of_case(case.id).await?;
    let messages = cases.messages.about(case.id).await?;
    let events = ledger::events(cases.kernel.db.read(), case.id).await?;
    let line = timeline::timeline(&cases, &loaded, &events, Some(&papers))?;
    let body = cases.identity.body(case.filed.body).await?;
    let address = format!("/my/cases/{}", case.number);
    let content = html! {
        div class="page" {
            (head(case))
            div class="split" {
                div {
                    (status)
                    (to_do(case, &address))
                    @if let Some(running) = &running { (deadline::explained(&cases, running)?) }
                    section class="section" aria-labelledby="tl" {
                        h2 id="tl" { "办到哪一步" }
                        div class="top-4" { (ui::timeline(&line)) }
                    }
                    (materials(&loaded))
                    (fees(&loaded))
                }
                aside class="stack" {
                    (documents(case, &papers))
                    (told(&cases, &messages))
                    (receipt::who(&body))
                    (numbers(&cases, case, &address)?)
                    @if withdrawable(case) { (receipt::withdraw(&address)) }
                }
            }
        }
    };
    Ok(frame(
        &visit,
        "/my",
        &format!("{}：{}", case.state.citizen_words(), sentence(&case.filed.title)),
        &crumbs(None),
        content,
    ))
}

/// Whether the applicant may still change their mind.
pub(super) fn withdrawable(case: &Case) -> bool {
    matches!(
        case.state,
        CaseState::Received | CaseState::Correcting | CaseState::InReview
    )
}

fn owes(case: &Case) -> bool {
    case.state == CaseState::InReview && case.materials.iter().any(|h| matches!(h.source, Source::Owed { .. }))
}

/// The one thing that waits for the applicant.
fn to_do(case: &Case, address: &str) -> Markup {
    let button = match case.state {
        CaseState::Correcting => Button::link("去补正", format!("{address}/correction")),
        _ if owes(case) => Button::link("去补材料", format!("{address}/correction")),
        _ if rateable(case) => Button::link("评价这次办理", format!("{address}/rate")),
        _ => return html! {},
    };
    html! { div class="top-4" { (buttons(&[button.big()])) } }
}

fn materials(loaded: &Loaded) -> Markup {
    let local = loaded.handled.local();
    let name = |id: &str| {
        let material = local.definition().materials.iter().find(|m| m.id == id);
        material.map_or_else(|| id.to_owned(), |m| sentence(&m.name))
    };
    let case = &loaded.case;
    html! {
        @if !case.materials.is_empty() {
            section class="section" aria-labelledby="mat" {
                h2 id="mat" { "交了哪些材料" }
                dl class="summary-list" {
                    @for handed in &case.materials {
                        div {
                            dt { (name(&handed.material)) }
                            dd {
                                @match &handed.source {
                                    Source::Uploaded { files } => {
                                        @for file in files {
                                            p { a href={ "/my/files/" (case.id) "/" (file.id) } { (file.name) } }
                                        }
                                    }
                                    other => (source_words(other)),
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn fees(loaded: &Loaded) -> Markup {
    let local = loaded.handled.local();
    let due = loaded.outcome.fees.iter().filter(|fee| fee.fen > 0);
    let lines: Vec<_> = due
        .filter_map(|fee| {
            let known = local.definition().fees.iter().find(|f| f.id == *fee.id)?;
            let paid = loaded.case.paid.iter().find(|p| p.fee == known.id);
            let state = match (paid, known.due) {
                (Some(paid), _) => format!("已经缴了，票据号{}", paid.receipt),
                (None, FeeDue::BeforeAcceptance) => "受理以前在窗口缴".to_owned(),
                (None, FeeDue::AfterAcceptance) => "受理以后、决定以前在窗口缴".to_owned(),
                (None, FeeDue::BeforeResult) => "领结果以前在窗口缴".to_owned(),
            };
            Some(Summary::new(
                sentence(&known.name),
                format!("{}，{state}", fmt::money(fee.fen)),
            ))
        })
        .collect();
    html! {
        @if !lines.is_empty() {
            section class="section" aria-labelledby="fees" { h2 id="fees" { "费用" } (ui::summary_list(&lines)) }
        }
    }
}

fn documents(case: &Case, papers: &[Document]) -> Markup {
    let mine: Vec<_> = papers.iter().filter(|d| d.for_applicant).collect();
    html! {
        section class="card" aria-labelledby="docs" {
            h2 class="size-1" id="docs" { "文书和结果" }
            @if mine.is_empty() { p class="small muted" { "还没有。受理、补正、决定都会在这里给您文书。" } } @else {
                ul { @for paper in mine {
                    li { a class="touch" href={ "/my/cases/" (case.number) "/documents/" (paper.id) } { (paper.title) "（PDF）" } }
                } }
            }
            @if to_collect(case) { (Notice::new(Tone::Warn, "结果在窗口等您来领").text("请带身份证。")) }
        }
    }
}

fn told(cases: &Cases, messages: &[Message]) -> Markup {
    let now = cases.kernel.clock.now();
    html! {
        section class="card" aria-labelledby="msg" {
            h2 class="size-1" id="msg" { "消息" }
            @if messages.is_empty() { p class="small muted" { "还没有消息。有变化会写在这里，也发短信。" } }
            @for one in messages.iter().take(5) { (ui::message(&one.text, &one.note(now), one.read_at.is_none())) }
            @if messages.len() > 5 { a class="touch" href="/my/messages" { "全部消息" } }
        }
    }
}

fn numbers(cases: &Cases, case: &Case, address: &str) -> Result<Markup, Problem> {
    let code = cases.query_code(case.id)?;
    Ok(html! {
        section class="card" aria-labelledby="nos" {
            h2 class="size-1" id="nos" { "不登录也能查" }
            p class="small muted" { "用办件编号和这个查询码。请不要发给别人。" }
            p { (ui::copy_code("查询码", &fmt::grouped(&code), &code)) }
            a class="touch" href={ (address) "/receipt" } { "看回执" }
        }
    })
}
