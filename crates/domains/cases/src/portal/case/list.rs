//! 我的办件: newest first, by pages that stay stable while new ones come.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use chrono::NaiveDate;
use items::sentence;
use kernel::{Citizen, Id, Problem};
use maud::{Markup, html};
use web::server::Visit;
use web::ui::{Button, Empty, Pagination, Tag, Tone, fmt};

use super::crumbs;
use crate::model::{Case, State as CaseState, Way};
use crate::portal::{Service, page as frame, query};
use crate::service::Cases;
use crate::store::{self, file};

/// Cases on one page.
const PAGE: usize = 20;

/// A case as a row.
pub(in crate::portal) struct Line {
    pub(in crate::portal) case: Case,
    body: String,
    due_on: NaiveDate,
}

/// The newest cases of the person, or of the organisation they act for; one more than `limit` says that there are more.
pub(in crate::portal) async fn lines(
    cases: &Cases,
    citizen: &Citizen,
    before: Option<Id>,
    limit: usize,
) -> Result<Vec<Line>, Problem> {
    let subject = citizen.organisation.as_ref().map_or(citizen.person, |(id, _)| *id);
    let db = cases.kernel.db.read();
    let mut out = Vec::new();
    let ids = store::of_subject(db, subject, before, limit as u64).await?;
    for row in file::find_all(db, &ids).await? {
        out.push(Line {
            case: file::open(&cases.kernel.keys, &row)?,
            body: cases.identity.body(row.body).await?.name.clone(),
            due_on: row.due_on,
        });
    }
    Ok(out)
}

pub(in crate::portal) async fn page(
    State(cases): Service,
    visit: Visit,
    RawQuery(asked): RawQuery,
) -> Result<Response, Problem> {
    let citizen = visit.citizen()?;
    let before: Option<Id> = query(asked.as_deref())?.get("before").parse().ok();
    let mut lines = lines(&cases, citizen, before, PAGE + 1).await?;
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let next = lines
        .last()
        .filter(|_| more)
        .map(|line| format!("/my/cases?before={}", line.case.id));
    let content = html! {
        div class="page" {
            h1 { "我的办件" }
            @if let Some((_, name)) = &citizen.organisation { p class="muted top-2" { (name) } }
            div class="top-4" {
                @if lines.is_empty() { (nothing(before.is_some())) } @else { (rows(&cases, &lines)) }
                @if before.is_some() || next.is_some() {
                    (Pagination {
                        label: "翻页".into(),
                        previous: before.map(|_| "/my/cases".to_owned()),
                        range: if before.is_some() { "更早的办件".into() } else { "最近的办件".into() },
                        next,
                    })
                }
            }
        }
    };
    Ok(frame(&visit, "/my", "我的办件", &crumbs(None)[..1], content))
}

fn nothing(later: bool) -> Markup {
    html! {
        @if later { p { "没有更早的办件了。" } } @else {
            (Empty {
                title: "还没有办件".into(),
                text: "提交过的申请会列在这里，随时能看办到哪一步。".into(),
                action: Some(web::ui::Link::new("去找要办的事", "/browse")),
            })
        }
    }
}

/// Cases as rows.
pub(in crate::portal) fn rows<'a>(cases: &Arc<Cases>, lines: impl IntoIterator<Item = &'a Line>) -> Markup {
    let today = cases.kernel.clock.today();
    html! { ul class="rows" { @for line in lines { (row(line, today)) } } }
}

fn row(line: &Line, today: NaiveDate) -> Markup {
    let case = &line.case;
    let title = sentence(&case.filed.title);
    let (tone, tag) = tag(case);
    let tail: String = case.number.chars().skip(17).collect();
    let address = format!("/my/cases/{}", case.number);
    let button = match case.state {
        CaseState::Correcting => Button::link("去补正", format!("{address}/correction")),
        _ if rateable(case) => Button::link("去评价", format!("{address}/rate")).secondary(),
        _ => Button::link("看进度", address.clone()).secondary(),
    };
    html! {
        li class="case-row" {
            h3 class="card-title" { a href=(address) { (title) } " " (Tag::new(tone, tag)) }
            p { (when(line, today)) }
            p class="small muted" { (line.body) "，编号末4位 " span class="code" { (tail) } }
            (button.unseen(&title))
        }
    }
}

/// Whether it may be rated now.
pub(in crate::portal) fn rateable(case: &Case) -> bool {
    let over = matches!(
        case.state,
        CaseState::Closed | CaseState::NotAccepted | CaseState::Terminated
    );
    over && case.rating.is_none()
}

/// Whether something waits at a window.
pub(in crate::portal) fn to_collect(case: &Case) -> bool {
    case.state == CaseState::Granted && !case.made.is_empty() && case.filed.delivery == Way::Window
}

fn tag(case: &Case) -> (Tone, &'static str) {
    match case.state {
        CaseState::Received => (Tone::Info, "已经收到"),
        CaseState::Correcting => (Tone::Warn, "等您补正"),
        CaseState::InReview if case.suspended_by().is_some() => (Tone::Info, "暂停计时"),
        CaseState::InReview => (Tone::Info, "正在审查"),
        CaseState::Granted if to_collect(case) => (Tone::Warn, "等您来领"),
        CaseState::Granted => (Tone::Good, "同意了"),
        CaseState::Refused => (Tone::Bad, "没有同意"),
        CaseState::NotAccepted => (Tone::Bad, "没有受理"),
        CaseState::Withdrawn => (Tone::Plain, "已撤回"),
        CaseState::Terminated => (Tone::Plain, "已终止"),
        CaseState::Closed => (Tone::Good, "已办结"),
    }
}

fn when(line: &Line, today: NaiveDate) -> String {
    let due = (line.due_on != file::no_limit()).then(|| fmt::date_weekday(line.due_on, today));
    match (line.case.state, due) {
        (CaseState::Received, Some(due)) => format!("最晚{due}答复是否受理"),
        (CaseState::Correcting, Some(due)) => format!("{due}前补上就行"),
        (CaseState::InReview, Some(due)) => format!("最晚{due}出结果"),
        (CaseState::Granted, _) if to_collect(&line.case) => "结果做好了，请带身份证来领".to_owned(),
        _ => match line.case.ended_at {
            Some(at) => format!("{}结束", fmt::date(crate::portal::day(at), today)),
            None => format!("{}提交", fmt::date(crate::portal::day(line.case.submitted_at), today)),
        },
    }
}
