//! The sum: what was promised, used, left out, and what is left.

use chrono::NaiveDate;
use serde::Serialize;

use super::Context;
use super::row::{DayLine, Mark, clock_year};
use crate::clock::{Clock, State};
use crate::limit::Unit;
use crate::pause::Pause;
use crate::text::{dates_words, range_words};
use crate::zone::shanghai_date;

/// What a line of the sum says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SumKind {
    Limit,
    Extension,
    Used,
    /// Days off, one line for each reason.
    Off,
    Suspended,
    Left,
    Overdue,
}

/// One line: a name, the days behind it, the figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SumLine {
    pub kind: SumKind,
    pub label: String,
    /// Which days, in words; may be empty.
    pub detail: String,
    /// The figure with its unit, or 不算.
    pub value: String,
    /// The figure: units for the limit, used and left; days for what is not counted.
    pub amount: i64,
    pub dates: Vec<NaiveDate>,
}

pub(super) fn of_clock(clock: &Clock, context: &Context<'_>, row: &[DayLine]) -> Vec<SumLine> {
    let year = clock_year(clock);
    let mut lines = limit_lines(clock, context);
    let used = dates(row, |line| taken(clock, line) && line.passed);
    let today = if used
        .last()
        .is_some_and(|last| row.iter().any(|line| line.today && line.date == *last))
    {
        "（含今天）"
    } else {
        ""
    };
    lines.push(SumLine {
        kind: SumKind::Used,
        label: "已经用掉".to_owned(),
        detail: format!("{}{today}", dates_words(&used, year)),
        value: figure(clock.used, clock.limit.unit),
        amount: clock.used,
        dates: used,
    });
    lines.extend(off_lines(clock, row));
    lines.extend(clock.pauses.iter().filter_map(|pause| pause_line(pause, row, year)));
    lines.extend(rest_line(clock, row, year));
    lines
}

pub(super) fn of_limit(clock: &Clock, context: &Context<'_>, row: &[DayLine]) -> Vec<SumLine> {
    let mut lines = limit_lines(clock, context);
    lines.extend(off_lines(clock, row));
    lines
}

fn limit_lines(clock: &Clock, context: &Context<'_>) -> Vec<SumLine> {
    let line = |kind, label: &str, amount: u32| SumLine {
        kind,
        label: label.to_owned(),
        detail: String::new(),
        value: format!("{amount}{}", clock.limit.unit.words()),
        amount: i64::from(amount),
        dates: Vec::new(),
    };
    let plain = clock.limit.amount - clock.extension.min(clock.limit.amount);
    let mut lines = vec![line(SumKind::Limit, context.title.unwrap_or("承诺时限"), plain)];
    if clock.extension > 0 {
        lines.push(line(SumKind::Extension, "经批准延长", clock.extension));
    }
    lines
}

/// Days off up to the due date by reason, in the order in which they are met: 周末 2天, 国庆节放假 7天.
pub(super) fn off_groups<'a>(clock: &Clock, row: &'a [DayLine]) -> Vec<(&'a str, Vec<NaiveDate>)> {
    let mut groups: Vec<(&str, Vec<NaiveDate>)> = Vec::new();
    for line in row.iter().filter(|line| clock.due.is_none_or(|due| line.date < due)) {
        let Some(name) = line.off_name.as_deref() else { continue };
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, dates)) => dates.push(line.date),
            None => groups.push((name, vec![line.date])),
        }
    }
    groups
}

fn off_lines(clock: &Clock, row: &[DayLine]) -> Vec<SumLine> {
    let line = |(name, dates): (&str, Vec<NaiveDate>)| SumLine {
        kind: SumKind::Off,
        label: name.to_owned(),
        detail: dates_words(&dates, clock_year(clock)),
        value: "不算".to_owned(),
        amount: dates.len() as i64,
        dates,
    };
    off_groups(clock, row).into_iter().map(line).collect()
}

fn pause_line(pause: &Pause, row: &[DayLine], year: i32) -> Option<SumLine> {
    let dates = dates(row, |line| line.mark == Mark::Suspended && pause.covers(line.date));
    let (first, last) = (*dates.first()?, *dates.last()?);
    let span = match pause.until {
        Some(_) => range_words(first, last, year),
        None => format!("从{}起", range_words(first, first, year)),
    };
    let cause = if pause.cause.is_empty() {
        String::new()
    } else {
        format!("，{}", pause.cause)
    };
    Some(SumLine {
        kind: SumKind::Suspended,
        label: "暂停".to_owned(),
        detail: format!("{span}{cause}"),
        value: "不算".to_owned(),
        amount: dates.len() as i64,
        dates,
    })
}

fn rest_line(clock: &Clock, row: &[DayLine], year: i32) -> Option<SumLine> {
    let line = |kind, label: &str, amount: i64, dates: Vec<NaiveDate>| SumLine {
        kind,
        label: label.to_owned(),
        detail: dates_words(&dates, year),
        value: figure(amount, clock.limit.unit),
        amount,
        dates,
    };
    if clock.overdue {
        let late = dates(row, |line| {
            line.passed && line.ordinal.is_some() && clock.due.is_some_and(|due| line.date > due)
        });
        return Some(line(SumKind::Overdue, "已经超过", -clock.remaining.min(0), late));
    }
    let left = dates(row, |line| taken(clock, line) && !line.passed);
    (clock.state != State::Stopped).then(|| line(SumKind::Left, "还剩", clock.remaining, left))
}

/// Whether a day takes from the limit: natural days also when the last day has moved over it.
fn taken(clock: &Clock, line: &DayLine) -> bool {
    let natural = matches!(clock.limit.unit, Unit::NaturalDay | Unit::Month);
    line.mark == Mark::Counted || (natural && line.mark == Mark::Off)
}

fn dates(row: &[DayLine], keep: impl Fn(&DayLine) -> bool) -> Vec<NaiveDate> {
    row.iter().filter(|line| keep(line)).map(|line| line.date).collect()
}

/// 5个 for working days (the line above names them), else with the unit.
fn figure(amount: i64, unit: Unit) -> String {
    match unit {
        Unit::WorkingDay => format!("{amount}个"),
        Unit::NaturalDay | Unit::Month => format!("{amount}天"),
        Unit::WorkingHour | Unit::ClockHour => format!("{amount}小时"),
    }
}

/// The Shanghai dates that a suspension takes out, as far as they are known.
pub(super) fn pause_days(pause: &Pause) -> (NaiveDate, Option<NaiveDate>) {
    let first = shanghai_date(&pause.from).succ_opt().unwrap_or(NaiveDate::MAX);
    (first, pause.until.map(|until| shanghai_date(&until)))
}
