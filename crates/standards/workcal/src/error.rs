//! What can go wrong when days are counted.

use chrono::NaiveDate;

/// Why a date could not be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A day had to be looked at whose year has no notice of the State Council office yet, and no override covers it.
    /// `year` is the first such year met.
    #[error("the working days of {year} have not been announced")]
    YearNotAnnounced { year: i32 },
    /// The period is longer than [`crate::MAX_DAYS`] days or leaves the range of dates.
    #[error("the period is too long")]
    TooLong,
}

impl Error {
    /// The year that is missing, if that is the reason.
    pub fn year(&self) -> Option<i32> {
        match self {
            Self::YearNotAnnounced { year } => Some(*year),
            Self::TooLong => None,
        }
    }
}

/// Why a table of holidays was refused. Lines count from 1 and include the heading.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    #[error("line 1: the heading must be date,kind,name")]
    Heading,
    #[error("line {line}: expected date,kind,name")]
    Columns { line: usize },
    #[error("line {line}: {text:?} is not a date (YYYY-MM-DD)")]
    Date { line: usize, text: String },
    #[error("line {line}: kind is {text:?}, expected holiday or workday")]
    Kind { line: usize, text: String },
    #[error("line {line}: {date} is listed twice")]
    Twice { line: usize, date: NaiveDate },
}

/// Why hall hours were refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HallHoursError {
    #[error("a hall has at least one session")]
    Empty,
    #[error("{0:?} is not a time (HH:MM, up to 24:00)")]
    Time(String),
    #[error("sessions must be in order, not empty and not overlapping")]
    Order,
}
