//! The explained deadline: which limit runs, every day of it with its reason, the sum.

use kernel::Problem;
use maud::{Markup, html};
use web::ui::{self, Day, DayKind, SumLine, fmt};
use workcal::{Clock, Context, DayLine, Mark, SumKind};

use crate::model::State;
use crate::service::{Cases, Loaded};

/// The limit that runs at present.
pub(in crate::portal) struct Running {
    /// Its clock.
    pub(in crate::portal) clock: Clock,
    statutory: Option<Clock>,
    title: &'static str,
    started_by: &'static str,
}

/// The limit that runs for a case now; none when nothing is owed.
pub(in crate::portal) fn running(cases: &Cases, loaded: &Loaded) -> Result<Option<Running>, Problem> {
    let local = loaded.handled.local();
    let clocks = loaded
        .view(&cases.days, cases.kernel.clock.now(), &local)
        .clocks(&loaded.case)?;
    let corrected = loaded.case.correction.as_ref().is_some_and(|c| c.supplied_at.is_some());
    let (clock, statutory, title, started_by) = match loaded.case.state {
        State::Received => {
            let from = if corrected { "补齐" } else { "收件" };
            (clocks.acceptance, None, "答复是否受理的时限", from)
        }
        State::Correcting => (clocks.correction, None, "补正期限", "补正"),
        State::InReview if clocks.promised.is_some() => (clocks.promised, clocks.decision, "承诺时限", "受理"),
        State::InReview => (clocks.decision, None, "法定时限", "受理"),
        State::Granted => (clocks.delivery, None, "送达时限", "决定"),
        _ => (None, None, "", ""),
    };
    Ok(clock.map(|clock| Running {
        clock,
        statutory,
        title,
        started_by,
    }))
}

/// Why the date is what it is.
pub(in crate::portal) fn explained(cases: &Cases, running: &Running) -> Result<Markup, Problem> {
    let context = Context {
        title: Some(running.title),
        started_by: Some(running.started_by),
        statutory: running.statutory.as_ref(),
        ..Context::default()
    };
    let explanation = workcal::explain(&cases.days, &running.clock, &context).map_err(Problem::internal)?;
    let due = running.clock.due;
    let days: Vec<Day> = explanation
        .days
        .iter()
        .map(|line| day(line, running.clock.overdue, due))
        .collect();
    let today = cases.kernel.clock.today();
    let heading = match due {
        Some(due) => format!("为什么是{}{}", about(running), fmt::date(due, today)),
        None => "现在暂停计时".to_owned(),
    };
    let sum: Vec<SumLine> = explanation.sum.iter().map(sum_line).collect();
    Ok(html! {
        section class="section" aria-labelledby="why" {
            h2 id="why" { (heading) }
            div class="prose stack-tight end-4" { @for sentence in &explanation.sentences { p { (sentence) } } }
            (ui::days(&explanation.caption, &days))
            div class="top-3" { (ui::days_key(&days)) }
            div class="top-4" { (ui::sum(&sum)) }
        }
    })
}

/// 约 before a date that leans on a year whose holidays are not announced.
pub(in crate::portal) fn about(running: &Running) -> &'static str {
    if running.clock.provisional { "约" } else { "" }
}

fn day(line: &DayLine, overdue: bool, due: Option<chrono::NaiveDate>) -> Day {
    let late = overdue && line.passed && due.is_some_and(|due| line.date > due);
    let kind = match line.mark {
        _ if line.due => DayKind::PromisedDue,
        _ if line.statutory_due => DayKind::StatutoryDue,
        Mark::Off => DayKind::Off,
        Mark::Suspended => DayKind::Paused,
        _ if late => DayKind::Late,
        Mark::Counted if line.passed => DayKind::Used,
        Mark::Counted => DayKind::Left,
        Mark::Outside | Mark::Event => DayKind::Event,
    };
    let day = Day::new(line.date, kind, line.label.clone());
    if line.today { day.today() } else { day }
}

fn sum_line(line: &workcal::SumLine) -> SumLine {
    SumLine {
        label: line.label.clone(),
        detail: line.detail.clone(),
        number: line.value.clone(),
        total: matches!(line.kind, SumKind::Left | SumKind::Overdue),
    }
}
