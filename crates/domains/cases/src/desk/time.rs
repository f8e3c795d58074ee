//! The clock of a case as the desk shows it: words, cells, days and the account (DESK 1.2, 4). All of it comes from the
//! legal clocks; nothing is counted here.

use chrono::NaiveDate;
use kernel::shanghai;
use web::ui::desk::{Left, Tick};
use web::ui::{Day, DayKind, fmt};
use workcal::{Clock, DayLine, Explanation, Mark, Unit, explain};

use crate::model::State;
use crate::service::{Cases, Loaded};

/// Longer rows of days are cut to what lies around today.
const MOST_DAYS: usize = 26;

/// To which part of the worklist a case belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Urgency {
    Over,
    Today,
    Soon,
    Later,
    Held,
    /// No limit runs any more.
    Done,
}

/// How a case stands to its present limit.
#[derive(Debug)]
pub(super) struct Time {
    pub urgency: Urgency,
    /// Words, remark, class and cells.
    pub left: Left,
    /// Until when, as a sentence: 6月17日前办结.
    pub due: String,
    /// The row of days; empty when no limit runs.
    pub days: Vec<Day>,
    /// The account of the limit.
    pub account: Option<Explanation>,
    /// Whether the day leans on a calendar that is not announced.
    pub provisional: bool,
}

/// The limit that counts at present, with its name, what started it and what ends it.
struct Running<'a> {
    clock: &'a Clock,
    title: &'static str,
    started_by: &'static str,
    end: &'static str,
}

/// How the case stands now.
pub(super) fn time(cases: &Cases, loaded: &Loaded) -> Time {
    let clocks = cases.judge(loaded, |case, view| view.clocks(case)).ok();
    let case = &loaded.case;
    let received = if case.correction.is_some() {
        "补齐材料"
    } else {
        "收件"
    };
    let running = clocks.as_ref().and_then(|c| {
        let (clock, title, started_by, end) = match case.state {
            State::Received => (c.acceptance.as_ref(), "受理期限", received, "答复"),
            State::Correcting => (c.correction.as_ref(), "补正期限", "补正告知", "补齐"),
            State::Granted => (c.delivery.as_ref(), "送达期限", "决定", "送达"),
            _ => (c.promised.as_ref().or(c.decision.as_ref()), "承诺时限", "受理", "办结"),
        };
        Some(Running {
            clock: clock?,
            title,
            started_by,
            end,
        })
    });
    let today = cases.kernel.clock.today();
    let Some(running) = running else {
        return without(loaded);
    };
    let statutory = clocks.as_ref().and_then(|c| c.decision.as_ref());
    let context = workcal::Context {
        title: Some(running.title),
        started_by: Some(running.started_by),
        statutory: statutory.filter(|_| case.state == State::InReview),
        ..workcal::Context::default()
    };
    let account = explain(&cases.days, running.clock, &context).ok();
    let lines = account.as_ref().map_or(&[][..], |a| &a.days);
    let urgency = urgency(cases, loaded, running.clock, today);
    Time {
        urgency,
        left: Left {
            words: words(loaded, running.clock, urgency),
            note: note(running.clock, urgency, running.end, today),
            class: match urgency {
                Urgency::Over => "over",
                Urgency::Today => "soon",
                Urgency::Held => "held",
                _ => "",
            },
            ticks: ticks(lines, running.clock.due),
        },
        due: due(running.clock, urgency, running.end, today),
        days: row(lines, running.clock.due),
        provisional: running.clock.provisional,
        account,
    }
}

/// A case that waits for nobody: it is over, or no limit is fixed.
fn without(loaded: &Loaded) -> Time {
    let words = loaded.case.state.words().to_owned();
    Time {
        urgency: Urgency::Done,
        left: Left {
            words,
            ..Left::default()
        },
        due: String::new(),
        days: Vec::new(),
        account: None,
        provisional: false,
    }
}

fn urgency(cases: &Cases, loaded: &Loaded, clock: &Clock, today: NaiveDate) -> Urgency {
    let case = &loaded.case;
    if case.state == State::Correcting || case.suspended_by().is_some() {
        return Urgency::Held;
    }
    if case.state.is_final() || clock.stopped.is_some() {
        return Urgency::Done;
    }
    match clock.due {
        Some(due) if due < today || clock.overdue => Urgency::Over,
        Some(due) if due == today => Urgency::Today,
        Some(due) if cases.days.count(today, due).is_ok_and(|n| n <= 3) => Urgency::Soon,
        _ => Urgency::Later,
    }
}

fn unit(clock: &Clock) -> &'static str {
    match clock.limit.unit {
        Unit::WorkingDay => "个工作日",
        Unit::NaturalDay | Unit::Month => "天",
        Unit::WorkingHour | Unit::ClockHour => "小时",
    }
}

fn words(loaded: &Loaded, clock: &Clock, urgency: Urgency) -> String {
    let case = &loaded.case;
    if case.state.is_final() {
        return case.state.words().to_owned();
    }
    if clock.stopped.is_some() {
        return format!("{}，用了 {} {}", case.state.words(), clock.used, unit(clock));
    }
    match urgency {
        Urgency::Held if case.state == State::Correcting => "暂停 · 等待补正".into(),
        Urgency::Held => {
            let local = loaded.handled.local();
            let name = case.suspended_by().and_then(|s| {
                let all = &local.definition().special_procedures;
                all.iter().find(|p| p.id == s.procedure).map(|p| p.name.clone())
            });
            format!("暂停 · {}", name.unwrap_or_default())
        }
        Urgency::Over => format!("超期 {} {}", clock.remaining.min(0).unsigned_abs().max(1), unit(clock)),
        Urgency::Today => "今天到期".into(),
        _ => format!("剩 {} {}", clock.remaining, unit(clock)),
    }
}

/// The short remark of lists: 6月17日办结.
fn note(clock: &Clock, urgency: Urgency, end: &str, today: NaiveDate) -> String {
    let about = if clock.provisional { "约" } else { "" };
    match (urgency, clock.due) {
        (Urgency::Done, _) => String::new(),
        (Urgency::Held, None) => format!("恢复后剩 {} {}", clock.remaining, unit(clock)),
        (Urgency::Held, Some(due)) => format!("限{}", fmt::date(due, today)),
        (Urgency::Over, Some(due)) => format!("应于{}", fmt::date(due, today)),
        (_, Some(due)) => format!("{about}{}{end}", fmt::date(due, today)),
        (_, None) => String::new(),
    }
}

/// The same as it stands in the head of a case: 6月17日前办结.
fn due(clock: &Clock, urgency: Urgency, end: &str, today: NaiveDate) -> String {
    let about = if clock.provisional { "约" } else { "" };
    match (urgency, clock.due) {
        (Urgency::Over, Some(due)) => format!("应于{}前{end}", fmt::date(due, today)),
        (Urgency::Today | Urgency::Soon | Urgency::Later, Some(due)) => {
            format!("{about}{}前{end}", fmt::date(due, today))
        }
        _ => note(clock, urgency, end, today),
    }
}

/// One cell for each day that counts or is held.
fn ticks(lines: &[DayLine], due: Option<NaiveDate>) -> Vec<Tick> {
    let cell = |line: &DayLine| match line.mark {
        Mark::Suspended => Some(Tick::Held),
        Mark::Counted if due.is_some_and(|due| line.date > due) => line.passed.then_some(Tick::Over),
        Mark::Counted if line.today && line.due => Some(Tick::Last),
        Mark::Counted if line.today => Some(Tick::Now),
        Mark::Counted if line.passed => Some(Tick::Used),
        Mark::Counted => Some(Tick::Left),
        _ => None,
    };
    lines.iter().filter_map(cell).collect()
}

fn row(lines: &[DayLine], due: Option<NaiveDate>) -> Vec<Day> {
    let matters = |line: &&DayLine| line.mark != Mark::Outside || line.statutory_due;
    let all: Vec<Day> = lines.iter().filter(matters).map(|line| day(line, due)).collect();
    if all.len() <= MOST_DAYS {
        return all;
    }
    let today = all.iter().position(|d| d.today).unwrap_or_default();
    let from = today.saturating_sub(6).min(all.len() - MOST_DAYS);
    all[from..from + MOST_DAYS].to_vec()
}

fn day(line: &DayLine, due: Option<NaiveDate>) -> Day {
    let kind = match line.mark {
        _ if line.due => DayKind::PromisedDue,
        _ if line.statutory_due => DayKind::StatutoryDue,
        Mark::Counted if due.is_some_and(|due| line.date > due) => DayKind::Late,
        Mark::Counted if line.passed => DayKind::Used,
        Mark::Counted => DayKind::Left,
        Mark::Off => DayKind::Off,
        Mark::Suspended => DayKind::Paused,
        Mark::Event => DayKind::Used,
        Mark::Outside => DayKind::Event,
    };
    let caption = if line.statutory_due && !line.due {
        "法定到期".to_owned()
    } else {
        line.label.clone()
    };
    Day {
        today: line.today,
        ..Day::new(line.date, kind, caption)
    }
}

/// 6月10日 09:12, with the year when it is not this one.
pub(super) fn moment(at: chrono::DateTime<chrono::Utc>, today: NaiveDate) -> String {
    let at = shanghai(at).naive_local();
    format!("{} {}", fmt::date(at.date(), today), fmt::time(at.time()))
}
