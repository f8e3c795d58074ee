//! 经过与期限: the account of the limit, and everything that happened.

use kernel::{Problem, ledger, shanghai};
use maud::{Markup, html};
use web::ui::{TimelineEvent, TimelineState, fmt, progress::timeline};

use super::opened::Opened;
use super::time::{Time, moment};
use crate::event::Happened;
use crate::model::level_words;
use crate::service::Cases;

/// The panel.
pub(super) async fn panel(cases: &Cases, opened: &Opened, time: &Time) -> Result<Markup, Problem> {
    let mut events = events(cases, opened).await?;
    events.reverse();
    Ok(html! {
        div class="panel-pad" {
            h2 { "期限怎么算" }
            (account(time))
            h2 { "经过" }
            (timeline(&events))
        }
    })
}

/// The sum of the limit as an account, then in sentences.
fn account(time: &Time) -> Markup {
    let Some(account) = &time.account else {
        return html! { p class="sub" { "现在没有在计算的期限。" } };
    };
    html! {
        table class="table worktable" {
            tbody { @for line in &account.sum {
                tr { th scope="row" { (line.label) } td { (line.detail) } td class="num" { (line.value) } }
            } }
        }
        div class="gap-s" { @for sentence in &account.sentences { p class="sub" { (sentence) } } }
        @if time.provisional {
            p class="sub" { "要用到的年份还没有公布放假安排，日子先按固定节日估算，公布后会重新计算。" }
        } @else {
            p class="sub" { "日历：国务院办公厅放假通知。" }
        }
    }
}

async fn events(cases: &Cases, opened: &Opened) -> Result<Vec<TimelineEvent>, Problem> {
    let stream = ledger::events(cases.kernel.db.read(), opened.loaded.case.id).await?;
    let mut out = Vec::with_capacity(stream.len());
    for one in &stream {
        let (title, text, state) = words(opened, &cases.told(one)?);
        out.push(TimelineEvent {
            title,
            text,
            when: moment(one.at, opened.today),
            datetime: shanghai(one.at).to_rfc3339(),
            link: None,
            state,
        });
    }
    if let Some(last) = out.last_mut().filter(|_| !opened.loaded.case.state.is_final()) {
        last.state = TimelineState::Now;
    }
    Ok(out)
}

/// What an event was, and the facts of it.
fn words(opened: &Opened, happened: &Happened) -> (String, String, TimelineState) {
    use TimelineState::{Done, Paused};
    let local = opened.loaded.handled.local();
    let handling = local.definition();
    let step = |id: &str| {
        handling
            .steps
            .iter()
            .find(|s| s.id == id)
            .map_or_else(|| id.to_owned(), |s| s.name.clone())
    };
    let day = |date| fmt::date(date, opened.today);
    let said = |by: &crate::model::Who, words: &str| {
        if words.is_empty() {
            by.name.clone()
        } else {
            format!("{}：{words}", by.name)
        }
    };
    let (title, text) = match happened {
        Happened::Submitted { filed, .. } => (format!("{}，收件", filed.channel.words()), filed.applicant_name.clone()),
        Happened::CorrectionAsked { items, until, by } => {
            let text = format!("{} · {} 处，限{}补齐", by.name, items.len(), day(*until));
            return ("一次性补正告知".into(), text, Paused);
        }
        Happened::Supplied { .. } => ("补正材料收齐".into(), "重新计算受理期限".into()),
        Happened::Accepted { by_law: true, .. } => (
            "依法视为受理".into(),
            "受理期限内没有答复（《行政许可法》第三十二条第一款第四项）".into(),
        ),
        Happened::Accepted { by, owed, .. } if !owed.is_empty() => {
            (format!("受理（容缺 {} 项）", owed.len()), by.name.clone())
        }
        Happened::Accepted { by, .. } => ("受理".into(), by.name.clone()),
        Happened::NotAccepted { reason, by, .. } => ("不予受理".into(), said(by, reason)),
        Happened::Worked {
            step: id, by, opinion, ..
        } => (step(id), said(by, opinion)),
        Happened::Returned {
            step: from,
            to,
            by,
            reason,
        } => (format!("从“{}”退回“{}”", step(from), step(to)), said(by, reason)),
        Happened::SpecialBegun {
            name,
            stops_clock,
            expected,
            by,
            ..
        } => {
            let text = format!("{}，预计{}结束", by.name, day(*expected));
            if *stops_clock {
                return (format!("暂停计时：{name}"), text, Paused);
            }
            (name.clone(), text)
        }
        Happened::SpecialEnded { result, by, .. } => ("特别程序结束".into(), said(by, result)),
        Happened::Extended { by_units, reason, by } => (format!("延期 {by_units} 个工作日"), said(by, reason)),
        Happened::OwedSupplied { .. } => ("容缺材料补齐".into(), String::new()),
        Happened::Decided {
            granted: true,
            number,
            by,
            ..
        } => ("准予".into(), format!("{} {number}", by.name)),
        Happened::Decided { reason, number, by, .. } => ("不予".into(), format!("{}（{number}）", said(by, reason))),
        Happened::Made { made } => {
            let names = made
                .iter()
                .map(|m| format!("{} {}", m.name, m.number))
                .collect::<Vec<_>>()
                .join("；");
            ("结果制作完成".into(), names)
        }
        Happened::Paid { fen, receipt, by, .. } => (
            "缴费登记".into(),
            format!("{} · {}，票据 {receipt}", by.name, fmt::money(*fen)),
        ),
        Happened::Delivered { way, to, .. } => ("送达".into(), format!("{}，{to}", way.words())),
        Happened::Closed => ("办结".into(), String::new()),
        Happened::Withdrawn { reason, .. } => ("申请人撤回".into(), reason.clone()),
        Happened::Terminated { reason, by } => ("终止办理".into(), said(by, reason)),
        Happened::Rated { level, reasons, text } => {
            let own = (!text.is_empty()).then(|| text.clone());
            let said: Vec<String> = reasons.iter().cloned().chain(own).collect();
            (format!("申请人评价：{}", level_words(*level)), said.join("；"))
        }
    };
    (title, text, Done)
}
