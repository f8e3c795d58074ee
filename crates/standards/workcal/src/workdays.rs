//! Counting days: what a date is, the n-th day after an event, the days between two dates.

use std::sync::Arc;

use chrono::{DateTime, Datelike, Duration, FixedOffset, NaiveDate};

use crate::calendar::{Calendar, DateKind, Year, is_weekend};
use crate::error::Error;
use crate::hall::HallHours;
use crate::limit::{Deadline, Due, Limit, MAX_DAYS, Unit};
use crate::overrides::Overrides;
use crate::pause::Spans;
use crate::zone::{midnight, shanghai, shanghai_date};

/// The working days of one place: the national calendar, the region's own dates, the hours of its hall. Cheap to clone
/// and to build for each region.
#[derive(Debug, Clone)]
pub struct WorkDays {
    calendar: Arc<Calendar>,
    overrides: Overrides,
    hall: HallHours,
    provisional: bool,
}

/// Why a date is worked or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason<'a> {
    /// Monday to Friday, nothing special.
    Weekday,
    /// Saturday or Sunday, nothing special.
    Weekend,
    /// Off by the national notice; the holiday's name.
    Holiday(&'a str),
    /// A weekend day that is worked by the national notice; the holiday that it makes up for (调休).
    MakeUp(&'a str),
    /// Off in this region; why, may be empty.
    LocalHoliday(&'a str),
    /// Worked in this region although it would be off; why, may be empty.
    LocalWorkday(&'a str),
}

/// A date as the calendar sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day<'a> {
    pub date: NaiveDate,
    pub working: bool,
    pub reason: Reason<'a>,
    /// False for a day of an unannounced year, guessed from the week and the holidays with a solar date.
    pub announced: bool,
}

impl WorkDays {
    /// The national calendar with the usual hall hours, strict about unannounced years.
    pub fn new(calendar: Arc<Calendar>) -> Self {
        Self {
            calendar,
            overrides: Overrides::none(),
            hall: HallHours::default(),
            provisional: false,
        }
    }

    /// With the dates of a region.
    #[must_use]
    pub fn with_overrides(mut self, overrides: Overrides) -> Self {
        self.overrides = overrides;
        self
    }

    /// With the hours of a hall.
    #[must_use]
    pub fn with_hall(mut self, hall: HallHours) -> Self {
        self.hall = hall;
        self
    }

    /// Whether unannounced years are guessed (Monday to Friday less 1 January, 1–2 May, 1–3 October) instead of refused.
    /// Results that lean on a guess say so.
    #[must_use]
    pub fn provisional(mut self, provisional: bool) -> Self {
        self.provisional = provisional;
        self
    }

    pub(crate) fn hall(&self) -> &HallHours {
        &self.hall
    }

    /// What a date is, and why.
    pub fn day(&self, date: NaiveDate) -> Result<Day<'_>, Error> {
        if let Some((kind, name)) = self.overrides.get(date) {
            let working = kind == DateKind::Workday;
            let reason = if working {
                Reason::LocalWorkday(name)
            } else {
                Reason::LocalHoliday(name)
            };
            return Ok(Day {
                date,
                working,
                reason,
                announced: true,
            });
        }
        match self.calendar.year(date.year()) {
            Some(year) => Ok(announced_day(year, date)),
            None if self.provisional => Ok(guessed_day(date)),
            None => Err(Error::YearNotAnnounced { year: date.year() }),
        }
    }

    /// Whether bodies work on this date.
    pub fn is_working_day(&self, date: NaiveDate) -> Result<bool, Error> {
        Ok(self.day(date)?.working)
    }

    /// The date itself if it is a working day, else the next one.
    pub fn next_or_same(&self, date: NaiveDate) -> Result<Due, Error> {
        self.roll(date, NaiveDate::succ_opt)
    }

    /// The date itself if it is a working day, else the one before.
    pub fn previous_or_same(&self, date: NaiveDate) -> Result<Due, Error> {
        self.roll(date, NaiveDate::pred_opt)
    }

    fn roll(&self, mut date: NaiveDate, step: fn(&NaiveDate) -> Option<NaiveDate>) -> Result<Due, Error> {
        let mut provisional = false;
        loop {
            let day = self.day(date)?;
            provisional |= !day.announced;
            if day.working {
                return Ok(Due { date, provisional });
            }
            date = step(&date).ok_or(Error::TooLong)?;
        }
    }

    /// Number of working days d with `after` < d ≤ `upto`; negative, with the bounds exchanged, if `upto` < `after`.
    pub fn count(&self, after: NaiveDate, upto: NaiveDate) -> Result<i64, Error> {
        if upto < after {
            return Ok(-self.count(upto, after)?);
        }
        let mut total = 0;
        let mut done = after;
        while done < upto {
            let first = succ(done)?;
            let year_end = NaiveDate::from_ymd_opt(first.year(), 12, 31).ok_or(Error::TooLong)?;
            done = year_end.min(upto);
            total += match self.calendar.year(first.year()) {
                Some(year) => year.working_days(first, done) + self.overridden(year, first, done),
                None => self.walk(first, done)?,
            };
        }
        Ok(total)
    }

    /// What the region's own dates add to or take from the national count.
    fn overridden(&self, year: &Year, first: NaiveDate, last: NaiveDate) -> i64 {
        let change = |(date, kind)| i64::from(kind == DateKind::Workday) - i64::from(year.works(date));
        self.overrides.between(first, last).map(change).sum()
    }

    fn walk(&self, first: NaiveDate, last: NaiveDate) -> Result<i64, Error> {
        first
            .iter_days()
            .take_while(|date| *date <= last)
            .map(|date| Ok(i64::from(self.is_working_day(date)?)))
            .sum()
    }

    /// The last day of a limit in working days, natural days or months that begins on `start`, which never counts itself
    /// (Civil Code arts. 201–203). 0 is `start`. Limits in hours need an instant: they are taken from 00:00.
    pub fn add(&self, start: NaiveDate, limit: Limit) -> Result<Due, Error> {
        if limit.unit.is_hours() {
            let end = self.deadline(midnight(start), limit)?;
            return Ok(Due {
                date: end.date,
                provisional: end.provisional,
            });
        }
        self.nth_day(start, limit, &Spans::default())
    }

    /// The end of a limit that begins with an event at this instant.
    pub fn deadline(&self, from: DateTime<FixedOffset>, limit: Limit) -> Result<Deadline, Error> {
        if limit.amount > MAX_DAYS {
            return Err(Error::TooLong);
        }
        let minutes = i64::from(limit.amount) * 60;
        match limit.unit {
            Unit::WorkingHour => self.add_working_minutes(from, minutes),
            Unit::ClockHour => {
                let time = shanghai(&from) + Duration::minutes(minutes);
                Ok(Deadline {
                    date: shanghai_date(&time),
                    time: Some(time),
                    provisional: false,
                })
            }
            _ => Ok(self.add(shanghai_date(&from), limit)?.into()),
        }
    }

    /// The deadline of an instant item (即办件) whose limit is the same working day: the first working day on which the
    /// hall is still open at or after `from`.
    pub fn same_working_day(&self, from: DateTime<FixedOffset>) -> Result<Deadline, Error> {
        let today = shanghai_date(&from);
        let closing = midnight(today) + Duration::seconds(self.hall.closing_second());
        let first = if from < closing { today } else { succ(today)? };
        Ok(self.next_or_same(first)?.into())
    }

    /// The n-th counted day after `start`, leaving out suspended days; natural days then move off days off.
    pub(crate) fn nth_day(&self, start: NaiveDate, limit: Limit, pauses: &Spans) -> Result<Due, Error> {
        let working_only = limit.unit == Unit::WorkingDay;
        let days = limit.days_from(start)?;
        let mut due = Due {
            date: start,
            provisional: false,
        };
        for _ in 0..days {
            self.step(&mut due, working_only, pauses)?;
        }
        if !working_only && days > 0 {
            while pauses.contain(due.date) || !self.look(&mut due)? {
                due.date = succ(due.date)?;
            }
        }
        Ok(due)
    }

    fn step(&self, due: &mut Due, working_only: bool, pauses: &Spans) -> Result<(), Error> {
        loop {
            due.date = succ(due.date)?;
            if !pauses.contain(due.date) && (!working_only || self.look(due)?) {
                return Ok(());
            }
        }
    }

    fn look(&self, due: &mut Due) -> Result<bool, Error> {
        let day = self.day(due.date)?;
        due.provisional |= !day.announced;
        Ok(day.working)
    }
}

pub(crate) fn succ(date: NaiveDate) -> Result<NaiveDate, Error> {
    date.succ_opt().ok_or(Error::TooLong)
}

fn announced_day(year: &Year, date: NaiveDate) -> Day<'_> {
    let weekend = is_weekend(date);
    let reason = match year.listed(date) {
        Some((DateKind::Holiday, name)) => Reason::Holiday(name),
        Some((DateKind::Workday, name)) if weekend => Reason::MakeUp(name),
        None if weekend => Reason::Weekend,
        _ => Reason::Weekday,
    };
    Day {
        date,
        working: year.works(date),
        reason,
        announced: true,
    }
}

/// The public holidays with a solar date are fixed by the regulation on public holidays (2024 amendment); the others,
/// bridges and make-up days are unknown before the notice.
fn guessed_day(date: NaiveDate) -> Day<'static> {
    let reason = match (date.month(), date.day()) {
        (1, 1) => Reason::Holiday("元旦"),
        (5, 1 | 2) => Reason::Holiday("劳动节"),
        (10, 1..=3) => Reason::Holiday("国庆节"),
        _ if is_weekend(date) => Reason::Weekend,
        _ => Reason::Weekday,
    };
    Day {
        date,
        working: reason == Reason::Weekday,
        reason,
        announced: false,
    }
}
