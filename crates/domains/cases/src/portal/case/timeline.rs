//! 办到哪一步: what happened, from the ledger, by whom and when, in plain words; then what will happen.

use chrono::{DateTime, NaiveDate, Utc};
use documents::Document;
use items::{StepKind, sentence};
use kernel::ledger::event::Model as LedgerEvent;
use kernel::{Problem, shanghai};
use web::ui::{Link, TimelineEvent, TimelineState, fmt};

use super::limit_words;
use crate::event::Happened;
use crate::model::{State, Way, Who};
use crate::portal::{day, moment};
use crate::service::{Cases, Loaded};

/// The case's events in order, and what is still to come. `papers` is empty on pages for everybody, and nobody is
/// named there.
pub(in crate::portal) fn timeline(
    cases: &Cases,
    loaded: &Loaded,
    events: &[LedgerEvent],
    papers: Option<&[Document]>,
) -> Result<Vec<TimelineEvent>, Problem> {
    let told = events.iter().map(|event| Ok((event.at, cases.told(event)?)));
    let told = told.collect::<Result<Vec<_>, Problem>>()?;
    let line = Line {
        loaded,
        papers,
        today: cases.kernel.clock.today(),
        told: &told,
    };
    let mut out: Vec<_> = told
        .iter()
        .filter_map(|(at, happened)| line.past(*at, happened))
        .collect();
    out.extend(line.now());
    out.extend(line.future());
    Ok(out)
}

struct Line<'a> {
    loaded: &'a Loaded,
    papers: Option<&'a [Document]>,
    today: NaiveDate,
    told: &'a [(DateTime<Utc>, Happened)],
}

impl Line<'_> {
    fn past(&self, at: DateTime<Utc>, happened: &Happened) -> Option<TimelineEvent> {
        let (title, text) = self.words(happened)?;
        let mut event = TimelineEvent {
            title,
            when: moment(at, self.today),
            datetime: shanghai(at).to_rfc3339(),
            text,
            link: self.paper(at, happened),
            state: TimelineState::Done,
        };
        if let Happened::SpecialBegun {
            procedure,
            stops_clock: true,
            ..
        } = happened
        {
            event.state = TimelineState::Paused;
            if let Some(end) = self.end_of(at, procedure) {
                event.when = fmt::date_range(day(at), day(end), self.today);
                event.datetime = String::new();
            }
        }
        Some(event)
    }

    fn end_of(&self, begun: DateTime<Utc>, procedure: &str) -> Option<DateTime<Utc>> {
        let ends = |(at, happened): &&(DateTime<Utc>, Happened)| {
            *at >= begun && matches!(happened, Happened::SpecialEnded { procedure: p, .. } if p == procedure)
        };
        self.told.iter().find(ends).map(|(at, _)| *at)
    }

    fn words(&self, happened: &Happened) -> Option<(String, String)> {
        let plain = |title: &str| Some((title.to_owned(), String::new()));
        let local = self.loaded.handled.local();
        match happened {
            Happened::Submitted { .. } => plain("您提交了申请"),
            Happened::CorrectionAsked { items, by, .. } => Some((format!("请您补正{}处", items.len()), self.by(by))),
            Happened::Supplied { .. } => plain("您补齐了材料"),
            Happened::Accepted { by_law: true, .. } => Some((
                "依法视为受理".into(),
                "我们没有按时答复，从收到那天起就算受理了。".into(),
            )),
            Happened::Accepted { by, .. } => Some(("受理".into(), self.by(by))),
            Happened::NotAccepted { by, .. } => Some(("不予受理".into(), self.by(by))),
            Happened::Worked {
                step, by, last: true, ..
            } => {
                let step = local.definition().steps.iter().find(|s| s.id == *step)?;
                (step.kind == StepKind::Review).then(|| (format!("{}完成", sentence(&step.name)), self.by(by)))
            }
            Happened::Returned { .. } => plain("有一步要重新审查"),
            Happened::SpecialBegun {
                name,
                stops_clock,
                expected,
                ..
            } => {
                let pause = if *stops_clock { "，计时暂停" } else { "" };
                let until = format!("预计{}结束。", fmt::date(*expected, self.today));
                Some((format!("{}{pause}", sentence(name)), until))
            }
            Happened::SpecialEnded { .. } => plain("特别程序结束，继续计时"),
            Happened::Extended { by_units, reason, .. } => {
                let text = self.papers.map_or_else(String::new, |_| format!("原因：{reason}。"));
                Some((format!("延长{by_units}个工作日"), text))
            }
            Happened::OwedSupplied { .. } => plain("您补交了后补的材料"),
            Happened::Decided { granted: true, by, .. } => Some(("同意".into(), self.by(by))),
            Happened::Decided { by, .. } => Some(("不同意".into(), self.by(by))),
            Happened::Made { .. } => plain("结果做好了"),
            Happened::Paid { fen, .. } => {
                let text = self.papers.map_or_else(String::new, |_| fmt::money(*fen));
                Some(("费用已经缴了".into(), text))
            }
            Happened::Delivered {
                way: Way::Electronic, ..
            } => plain("结果送到了“我的办件”"),
            Happened::Delivered { .. } => plain("结果在窗口领走了"),
            Happened::Closed => plain("办结"),
            Happened::Withdrawn { .. } => plain("您撤回了申请"),
            Happened::Terminated { .. } => plain("终止办理"),
            Happened::Rated { .. } => plain("您作了评价"),
            Happened::Worked { .. } => None,
        }
    }

    fn by(&self, who: &Who) -> String {
        if self.papers.is_none() || who.id.is_none() {
            return String::new();
        }
        format!("{} {}。", who.post, who.name)
    }

    /// The paper that an event put out: the first of its kind from then on.
    fn paper(&self, at: DateTime<Utc>, happened: &Happened) -> Option<Link> {
        let kinds: &[&str] = match happened {
            Happened::Submitted { .. } => &["receipt"],
            Happened::CorrectionAsked { .. } => &["correction"],
            Happened::Accepted { .. } => &["acceptance", "deemed_acceptance"],
            Happened::NotAccepted { .. } => &["refusal"],
            Happened::SpecialBegun { .. } => &["special_procedure"],
            Happened::Extended { .. } => &["extension"],
            Happened::Decided { .. } => &["decision"],
            Happened::Made { .. } => &["result"],
            Happened::Withdrawn { .. } | Happened::Terminated { .. } => &["ending"],
            _ => return None,
        };
        let found = |d: &&Document| d.for_applicant && d.at >= at && kinds.contains(&d.kind.as_str());
        let paper = self.papers?.iter().find(found)?;
        let address = format!("/my/cases/{}/documents/{}", self.loaded.case.number, paper.id);
        Some(Link::new(format!("看{}", paper.title), address))
    }

    fn now(&self) -> Option<TimelineEvent> {
        let case = &self.loaded.case;
        let title = match case.state {
            State::Received => "正在看材料齐不齐",
            State::Correcting => "等您补材料",
            State::InReview if case.suspended_by().is_some() => return None,
            State::InReview => "正在审查",
            State::Granted if case.made.is_empty() => "正在制作结果",
            State::Granted if case.filed.delivery == Way::Window => "等您来窗口领",
            State::Refused => "正在送达决定书",
            _ => return None,
        };
        Some(TimelineEvent {
            title: title.into(),
            state: TimelineState::Now,
            ..TimelineEvent::default()
        })
    }

    fn future(&self) -> Vec<TimelineEvent> {
        let todo = |title: &str, text: String| TimelineEvent {
            title: title.into(),
            text,
            state: TimelineState::Todo,
            ..TimelineEvent::default()
        };
        let limit = limit_words(self.loaded.outcome.promised_limit);
        let accept = || todo("受理", "5个工作日内答复；到期没答复就算受理".into());
        let decide = || todo("审查和决定", format!("受理后最长{limit}"));
        let deliver = || {
            let text = match self.loaded.case.filed.delivery {
                Way::Electronic => "电子件当天到",
                Way::Window => "发短信通知您来领",
            };
            todo("制作、送达", text.into())
        };
        match self.loaded.case.state {
            State::Received => vec![accept(), decide(), deliver()],
            State::Correcting => {
                let accept = todo("受理", "补齐后5个工作日内答复；到期没答复就算受理".into());
                vec![accept, decide(), deliver()]
            }
            State::InReview => {
                let due = self.loaded.due_on;
                let known = due != crate::store::file::no_limit() && self.loaded.case.suspended_by().is_none();
                let text = if known {
                    format!("最晚{}", fmt::date(due, self.today))
                } else {
                    String::new()
                };
                vec![todo("作出决定", text), deliver()]
            }
            _ => Vec::new(),
        }
    }
}
