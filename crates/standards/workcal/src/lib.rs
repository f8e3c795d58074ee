//! Working days and the legal clocks of a case, by Chinese law: which days count, when a limit ends, what stops it, and
//! why, in words that anybody can check.
//!
//! - [`Calendar`] is the national table of holidays and make-up days, [`Overrides`] the dates of a region, [`HallHours`]
//!   the hours of a hall; [`WorkDays`] puts them together and counts.
//! - [`Run`] is a limit from an event with suspensions, extension and end; measured it is a [`Clock`]. [`CaseClocks`]
//!   replays the events of a case into its clocks, with deemed acceptance and [`Finding`]s. [`Single`] is one limit alone.
//! - [`explain`] and [`explain_limit`] tell each day, the sum and the sentences behind a date. [`Thresholds`] tell how
//!   pressing a clock is.
//!
//! Rules: Civil Code arts. 200–204, Administrative Licensing Law arts. 32, 42, 44, 45, 82. Dates are those of
//! Asia/Shanghai. No clock, no I/O, no global state: equal inputs give equal results.
//!
//! A year without a notice of the State Council office is an [`Error::YearNotAnnounced`] as soon as one of its days must
//! be looked at, or, with [`WorkDays::provisional`], an estimate that says that it is one.

mod calendar;
mod case;
mod clock;
mod error;
mod event;
mod explain;
mod finding;
mod hall;
mod hours;
mod level;
mod limit;
mod overrides;
mod pause;
mod single;
mod text;
mod workdays;
mod zone;

pub use calendar::{Calendar, DateKind};
pub use case::CaseClocks;
pub use clock::{Clock, Run, State};
pub use error::{CalendarError, Error, HallHoursError};
pub use event::{Event, EventKind, Rules};
pub use explain::{Context, DayLine, Explanation, LimitExplanation, Mark, SumKind, SumLine, explain, explain_limit};
pub use finding::{Finding, FindingKind};
pub use hall::HallHours;
pub use level::{Level, Thresholds};
pub use limit::{Deadline, Due, Limit, MAX_DAYS, Unit};
pub use overrides::{Override, Overrides};
pub use pause::Pause;
pub use single::{Single, period_ends};
pub use text::{date_words, instant_words, short_date_words, weekday_words};
pub use workdays::{Day, Reason, WorkDays};
pub use zone::{midnight, shanghai, shanghai_date};
