//! Time is passed in, never taken. Instants are UTC with millisecond precision, so that both databases keep
//! them exactly and a hash over them can be computed again.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, FixedOffset, NaiveDate, SubsecRound, TimeDelta, Utc};

/// What time it is.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The present instant, cut to milliseconds.
    fn now(&self) -> DateTime<Utc>;

    /// The present day in Shanghai, which is the day of every legal clock.
    fn today(&self) -> NaiveDate {
        shanghai(self.now()).date_naive()
    }
}

/// China Standard Time: UTC+8 without daylight saving since 1991.
pub fn shanghai_offset() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).unwrap_or_else(|| unreachable!("eight hours is an offset"))
}

/// An instant on Shanghai's clock.
pub fn shanghai(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    at.with_timezone(&shanghai_offset())
}

/// The clock of the machine.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the machine's clock is read"
    )]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(3)
    }
}

/// Notices a clock that is put forward or back while the process runs: work that acts by itself on a date (deemed acceptance,
/// the end of a limit) waits until the clock is right again. Small corrections are followed.
#[derive(Debug)]
pub struct Steady {
    /// When the process would have begun by the clock, had it always gone as it goes now.
    begun: DateTime<Utc>,
}

/// Nobody corrects a clock that is kept by more than this at once.
const JUMP: TimeDelta = TimeDelta::minutes(5);

impl Steady {
    /// A clock that is believed at present.
    pub const fn from(now: DateTime<Utc>) -> Self {
        Self { begun: now }
    }

    /// By how much the clock has jumped, when it shows `now` after the process has run for `run`.
    pub fn jump(&mut self, now: DateTime<Utc>, run: Duration) -> Option<TimeDelta> {
        let begun = now - TimeDelta::from_std(run).unwrap_or_default();
        let by = begun - self.begun;
        if by.abs() > JUMP {
            return Some(by);
        }
        self.begun = begun;
        None
    }
}

/// A clock that stands until it is moved, for tests, scenarios and the histories of the demo.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that stands at `at`.
    pub fn new(at: DateTime<Utc>) -> Self {
        Self(AtomicI64::new(at.timestamp_millis()))
    }

    /// Puts the clock to `at`, forwards or backwards.
    pub fn set(&self, at: DateTime<Utc>) {
        self.0.store(at.timestamp_millis(), Ordering::SeqCst);
    }

    /// Moves the clock by `by`.
    pub fn advance(&self, by: TimeDelta) {
        self.0.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0.load(Ordering::SeqCst)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_put_forward_or_back_is_noticed_until_it_is_right_again() {
        let noon = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let mut steady = Steady::from(noon);
        let after = |minutes: i64| noon + TimeDelta::minutes(minutes);
        let ran = |minutes: u64| Duration::from_secs(minutes * 60);
        assert_eq!(steady.jump(after(10), ran(10)), None);
        assert_eq!(steady.jump(after(24), ran(20)), None, "corrected by four minutes");
        assert_eq!(steady.jump(after(38), ran(30)), None, "and by four more");
        assert_eq!(steady.jump(after(500), ran(31)), Some(TimeDelta::minutes(461)));
        assert_eq!(
            steady.jump(after(501), ran(32)),
            Some(TimeDelta::minutes(461)),
            "still wrong"
        );
        assert_eq!(steady.jump(after(41), ran(33)), None, "right again");
        assert_eq!(steady.jump(after(0), ran(34)), Some(TimeDelta::minutes(-42)));
    }
}
