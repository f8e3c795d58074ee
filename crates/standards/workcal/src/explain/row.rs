//! The row of days.

use chrono::{Datelike, Days, NaiveDate};
use serde::Serialize;

use super::Context;
use crate::clock::{Clock, State};
use crate::error::Error;
use crate::limit::Unit;
use crate::pause::Pause;
use crate::text::{short_date_words, short_holiday};
use crate::workdays::{Day, Reason, WorkDays, succ};
use crate::zone::shanghai_date;

/// How a day stands to the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Before the clock, or after its end.
    Outside,
    /// The day of the starting event, and named events before it: not counted.
    Event,
    /// Counted, already or to come.
    Counted,
    /// Not counted: weekend or holiday.
    Off,
    /// Not counted: suspended.
    Suspended,
}

/// One day of the row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayLine {
    pub date: NaiveDate,
    pub mark: Mark,
    /// Its number among the counted days.
    pub ordinal: Option<u32>,
    /// What stands in the field: 受理, 第1天, 国庆, 周末, 暂停, 截止; empty outside.
    pub label: String,
    /// Why, where it isn't plain: 国庆节放假，不算.
    pub reason: Option<String>,
    /// The holiday, region's day or weekend behind a day off; what it is called.
    pub off_name: Option<String>,
    /// A weekend day that is worked.
    pub make_up: bool,
    /// The day is over or is today, as far as the clock is concerned.
    pub passed: bool,
    pub today: bool,
    /// The last day of the explained limit.
    pub due: bool,
    /// The last day of the statutory limit.
    pub statutory_due: bool,
    /// False when the day's year is not announced.
    pub announced: bool,
}

pub(super) fn caption(row: &[DayLine], clock: &Clock) -> String {
    let words = |line: Option<&DayLine>| line.map_or_else(String::new, |l| short_date_words(l.date, clock_year(clock)));
    format!("从{}到{}，每一天算不算", words(row.first()), words(row.last()))
}

/// The year in which the reader stands.
pub(super) fn clock_year(clock: &Clock) -> i32 {
    shanghai_date(&clock.as_of).year()
}

pub(super) fn build(
    days: &WorkDays,
    clock: &Clock,
    context: &Context<'_>,
    today: Option<NaiveDate>,
) -> Result<Vec<DayLine>, Error> {
    let builder = Builder::new(days, clock, context, today)?;
    let first = context
        .events
        .iter()
        .map(|(date, _)| *date)
        .chain([clock.start])
        .min()
        .unwrap_or(clock.start);
    let mut date = first - Days::new(u64::from(first.weekday().num_days_from_monday()));
    let mut counted = 0;
    let mut row = Vec::new();
    while date <= builder.last || row.len() % 7 != 0 {
        row.push(builder.line(date, &mut counted)?);
        date = succ(date)?;
    }
    Ok(row)
}

struct Builder<'a> {
    days: &'a WorkDays,
    clock: &'a Clock,
    context: &'a Context<'a>,
    today: Option<NaiveDate>,
    /// The last day on which the clock has moved.
    until: NaiveDate,
    /// The last day with a meaning.
    last: NaiveDate,
    length: u32,
}

impl<'a> Builder<'a> {
    fn new(
        days: &'a WorkDays,
        clock: &'a Clock,
        context: &'a Context<'a>,
        today: Option<NaiveDate>,
    ) -> Result<Self, Error> {
        let now = shanghai_date(&clock.as_of);
        let until = clock.stopped.map_or(now, |stop| shanghai_date(&stop).min(now));
        let last = clock.due.map_or(until, |due| due.max(until));
        Ok(Self {
            days,
            clock,
            context,
            today,
            until,
            last,
            length: clock.limit.days_from(clock.start)?,
        })
    }

    fn line(&self, date: NaiveDate, counted: &mut u32) -> Result<DayLine, Error> {
        let mut line = self.blank(date);
        if date <= self.clock.start {
            self.event(&mut line);
        } else if self.inside(date) {
            match self.suspended(date) {
                Some(cause) => suspended_line(&mut line, cause),
                None => self.inside_line(&mut line, self.days.day(date)?, counted),
            }
        }
        if line.due {
            "截止".clone_into(&mut line.label);
        }
        Ok(line)
    }

    fn blank(&self, date: NaiveDate) -> DayLine {
        DayLine {
            date,
            mark: Mark::Outside,
            ordinal: None,
            label: String::new(),
            reason: None,
            off_name: None,
            make_up: false,
            passed: date <= self.until,
            today: self.today == Some(date),
            due: self.clock.due == Some(date),
            statutory_due: self
                .context
                .statutory
                .is_some_and(|statutory| statutory.due == Some(date)),
            announced: true,
        }
    }

    fn event(&self, line: &mut DayLine) {
        let named = self
            .context
            .events
            .iter()
            .rev()
            .find(|(date, _)| *date == line.date)
            .map(|(_, words)| *words);
        let started = (line.date == self.clock.start).then(|| self.context.started_by.unwrap_or("开始"));
        if let Some(words) = started.or(named) {
            line.mark = Mark::Event;
            words.clone_into(&mut line.label);
        }
    }

    /// The cause of the suspension that takes out this date. One that lasted when the clock stopped ends there.
    fn suspended(&self, date: NaiveDate) -> Option<&'a str> {
        let known = |pause: &&Pause| pause.until.is_some() || date <= self.until;
        self.clock
            .pauses
            .iter()
            .filter(known)
            .find(|pause| pause.covers(date))
            .map(|pause| pause.cause.as_str())
    }

    /// The days that the clock has seen, and those that explain its due date.
    fn inside(&self, date: NaiveDate) -> bool {
        let explains_due = self.clock.state != State::Suspended && self.clock.due.is_some_and(|due| date <= due);
        date <= self.until || explains_due
    }

    fn inside_line(&self, line: &mut DayLine, day: Day<'_>, counted: &mut u32) {
        line.announced = day.announced;
        line.make_up = matches!(day.reason, Reason::MakeUp(_));
        let unit = self.clock.limit.unit;
        let over = *counted >= self.length && self.clock.due.is_some_and(|due| line.date <= due);
        let counts = match unit {
            Unit::WorkingDay | Unit::WorkingHour => day.working,
            Unit::NaturalDay | Unit::Month => !over,
            Unit::ClockHour => true,
        };
        if !counts {
            return off(line, day.reason);
        }
        line.mark = Mark::Counted;
        line.reason = make_up_reason(day.reason).filter(|_| unit == Unit::WorkingDay);
        if unit.is_hours() {
            "计时".clone_into(&mut line.label);
            return;
        }
        *counted += 1;
        line.ordinal = Some(*counted);
        let late = self.clock.due.is_some_and(|due| line.date > due);
        line.label = if late {
            format!("超{}天", counted.saturating_sub(self.length).max(1))
        } else {
            format!("第{counted}天")
        };
    }
}

fn suspended_line(line: &mut DayLine, cause: &str) {
    line.mark = Mark::Suspended;
    "暂停".clone_into(&mut line.label);
    let cause = if cause.is_empty() {
        String::new()
    } else {
        format!("：{cause}")
    };
    line.reason = Some(format!("暂停计时{cause}，不算"));
}

/// A day off; a working day is not counted only where natural days end on it, moved.
fn off(line: &mut DayLine, reason: Reason<'_>) {
    let (label, name) = match reason {
        Reason::Holiday(name) => (short_holiday(name), format!("{name}放假")),
        Reason::LocalHoliday("") => ("放假", "本地放假".to_owned()),
        Reason::LocalHoliday(name) => (short_holiday(name), format!("{name}放假")),
        Reason::Weekend => ("周末", "周末".to_owned()),
        Reason::Weekday | Reason::MakeUp(_) | Reason::LocalWorkday(_) => {
            line.mark = Mark::Counted;
            return;
        }
    };
    line.mark = Mark::Off;
    label.clone_into(&mut line.label);
    line.reason = Some(format!("{name}，不算"));
    line.off_name = Some(name);
}

fn make_up_reason(reason: Reason<'_>) -> Option<String> {
    match reason {
        Reason::MakeUp(name) => Some(format!("因{name}调休要上班，算1天")),
        Reason::LocalWorkday("") => Some("本地安排上班，算1天".to_owned()),
        Reason::LocalWorkday(name) => Some(format!("因{name}本地安排上班，算1天")),
        _ => None,
    }
}
