//! A day is a cell: the explained deadline as a calendar of weeks (portal), as a row (desk) and as ticks (lists).

use chrono::{Datelike, Days, NaiveDate};
use maud::{Markup, html};

use super::fmt::weekday;

/// What a day is for the deadline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DayKind {
    /// Outside the calculation, or something happened that does not count.
    #[default]
    Event,
    /// A working day that was used.
    Used,
    /// A working day that is left.
    Left,
    /// Not a working day.
    Off,
    /// The clock stands still.
    Paused,
    /// The last day promised.
    PromisedDue,
    /// The last day the law allows.
    StatutoryDue,
    /// After the last day.
    Late,
}

/// One day of the calendar.
#[derive(Clone, Debug)]
pub struct Day {
    /// Which day.
    pub date: NaiveDate,
    /// 第1天, 暂停, 国庆, 截止; may be empty.
    pub caption: String,
    /// What it is.
    pub kind: DayKind,
    /// Whether it is today.
    pub today: bool,
}

impl Day {
    /// A day that is not today.
    pub fn new(date: NaiveDate, kind: DayKind, caption: impl Into<String>) -> Self {
        Self {
            date,
            kind,
            caption: caption.into(),
            today: false,
        }
    }

    /// Marks it as today.
    pub fn today(mut self) -> Self {
        self.today = true;
        self
    }

    fn portal_class(&self) -> Option<String> {
        let class = match self.kind {
            DayKind::Used | DayKind::Left => "in",
            DayKind::Paused => "hold",
            DayKind::PromisedDue => "due",
            DayKind::StatutoryDue => "law",
            DayKind::Late => "late",
            DayKind::Event if !self.caption.is_empty() => "event",
            DayKind::Event | DayKind::Off => "",
        };
        let class = format!("{class}{}", if self.today { " today" } else { "" });
        (!class.is_empty()).then(|| class.trim().to_owned())
    }

    const fn desk_class(&self) -> &'static str {
        match self.kind {
            _ if self.today => "now",
            DayKind::Used => "done",
            DayKind::Left => "rest",
            DayKind::Paused => "hold",
            DayKind::PromisedDue => "due",
            DayKind::StatutoryDue => "law",
            DayKind::Late => "late",
            DayKind::Off => "off",
            DayKind::Event => "",
        }
    }

    /// The words of the desk's cell, and what only screen readers need.
    fn desk_words(&self) -> (&str, &str) {
        match self.kind {
            _ if !self.today => (&self.caption, self.unseen()),
            DayKind::PromisedDue => ("今天到期", ""),
            DayKind::StatutoryDue => ("今天到期", "，法定"),
            _ => ("今天", &self.caption),
        }
    }

    const fn unseen(&self) -> &'static str {
        if matches!(self.kind, DayKind::Paused) {
            "，不计入"
        } else {
            ""
        }
    }
}

/// The calendar of weeks from Monday to Sunday. `caption` says from when to when, for screen readers; the days are in
/// order, missing ones are left blank.
pub fn days(caption: &str, all: &[Day]) -> Markup {
    html! {
        table class="days" {
            caption class="visually-hidden" { (caption) }
            thead { tr { @for day in WEEK { th scope="col" { abbr title={ "星期" (day) } { (day) } } } } }
            tbody { @for week in all.chunk_by(|a, b| monday(a.date) == monday(b.date)) { (one_week(week)) } }
        }
    }
}

const WEEK: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];

fn monday(day: NaiveDate) -> Option<NaiveDate> {
    day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday())))
}

fn one_week(week: &[Day]) -> Markup {
    html! {
        tr {
            @for name in WEEK {
                @match week.iter().find(|d| weekday(d.date.weekday()) == name) {
                    Some(day) => (one_day(day)),
                    None => td {},
                }
            }
        }
    }
}

fn one_day(day: &Day) -> Markup {
    html! {
        td class=[day.portal_class()] aria-current=[day.today.then_some("date")] {
            b { (label(day.date, false)) } (day.caption)
            @if day.today { span class="visually-hidden" { "，今天" } }
            @if day.kind == DayKind::Paused { span class="visually-hidden" { "，不算" } }
        }
    }
}

/// The day of the month, with the month on its first day or where asked for.
fn label(date: NaiveDate, with_month: bool) -> String {
    if with_month || date.day() == 1 {
        format!("{}/{}", date.month(), date.day())
    } else {
        date.day().to_string()
    }
}

/// What the colours of the calendar mean; of the rarer ones, those that occur.
pub fn days_key(all: &[Day]) -> Markup {
    let occurs = |kind| all.iter().any(|day| day.kind == kind);
    html! {
        ul class="key" {
            li { i class="in" {} "算在内" }
            li { i class="hold" {} "暂停，不算" }
            li { i {} "休息，不算" }
            li { i class="today" {} "今天" }
            @if occurs(DayKind::StatutoryDue) { li { i class="law" {} "法定最后一天" } }
            @if occurs(DayKind::Late) { li { i class="late" {} "超期" } }
        }
    }
}

/// The desk's row of days; days off that follow each other are one narrow gap, named when it is a holiday.
pub fn day_row(title: &str, all: &[Day]) -> Markup {
    html! {
        ol class="days" aria-label=(title) {
            @for (run, first) in runs(all) {
                @if first.kind == DayKind::Off && !first.today { (gap(run)) } @else { (desk_day(first, all)) }
            }
        }
    }
}

/// Runs of days off, and every other day alone.
fn runs(all: &[Day]) -> impl Iterator<Item = (&[Day], &Day)> {
    all.chunk_by(|a, b| [a, b].iter().all(|d| d.kind == DayKind::Off && !d.today))
        .filter_map(|run| run.first().map(|first| (run, first)))
}

fn gap(run: &[Day]) -> Markup {
    let holiday = run.iter().find(|d| !d.caption.is_empty() && d.caption != "周末");
    html! {
        @match holiday {
            Some(day) => li class="off wide" title=(day.caption) { b { (day.caption) } },
            None => li class="off" title="双休日" { b { "·" } },
        }
    }
}

fn desk_day(day: &Day, all: &[Day]) -> Markup {
    let first = all.first().is_some_and(|d| d.date == day.date);
    let (words, unseen) = day.desk_words();
    html! {
        li class=[(!day.desk_class().is_empty()).then(|| day.desk_class())]
            aria-current=[day.today.then_some("date")] {
            b { (label(day.date, first)) } (words)
            @if !unseen.is_empty() { span class="visually-hidden" { (unseen) } }
        }
    }
}

/// One cell of the small form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tick {
    /// A day used.
    Used,
    /// Today.
    Now,
    /// Today, and the last one.
    Last,
    /// Too late.
    Over,
    /// Not counted.
    Held,
    /// A day left.
    #[default]
    Left,
    /// A point that is met.
    Good,
}

impl Tick {
    const fn class(self) -> Option<&'static str> {
        Some(match self {
            Self::Used => "u",
            Self::Now => "n",
            Self::Last => "w",
            Self::Over => "o",
            Self::Held => "h",
            Self::Good => "g",
            Self::Left => return None,
        })
    }
}

/// Cells in one line, `width` px long. A picture only: the words stand beside it.
pub fn ticks(cells: &[Tick], width: u16) -> Markup {
    let count = cells.len().max(1) as f64;
    let gap = (f64::from(width) / count / 5.0).min(2.0);
    let cell = (f64::from(width) - gap * (count - 1.0)) / count;
    html! {
        svg class="ticks" width=(width) height="7" viewBox=(format!("0 0 {width} 7")) aria-hidden="true" {
            @for (at, tick) in cells.iter().enumerate() {
                rect class=[tick.class()] x=(format!("{:.1}", at as f64 * (cell + gap))) width=(format!("{cell:.1}"))
                    height="7" rx="1" {}
            }
        }
    }
}
