use chrono::{Datelike, Duration, Months, NaiveDate};
use proptest::prelude::*;
use workcal::{
    CaseClocks, DateKind, Error, Event, EventKind, HallHours, Limit, Overrides, Pause, Rules, Run, State, SumKind,
    Unit, WorkDays, explain, midnight,
};

use crate::common::{country, date, instant};

/// 2018 to the middle of 2026: far enough from the end of the table for the limits below.
fn dates() -> impl Strategy<Value = NaiveDate> {
    (0i64..3000).prop_map(|n| date("2018-01-01") + Duration::days(n))
}

fn day_units() -> impl Strategy<Value = Unit> {
    prop_oneof![Just(Unit::WorkingDay), Just(Unit::NaturalDay), Just(Unit::Month)]
}

/// A hall that never closes, in a place where every day of 2018 to 2026 is worked.
fn always_open() -> WorkDays {
    let every_day = date("2018-01-01").iter_days().take_while(|d| d.year() < 2027);
    let overrides = every_day.fold(Overrides::none(), |all, d| all.with(d, DateKind::Workday, ""));
    country()
        .with_overrides(overrides)
        .with_hall(HallHours::new(&[("00:00", "24:00")]).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn the_nth_working_day_has_n_working_days_before_it(start in dates(), n in 0u32..60) {
        let days = country();
        let due = days.add(start, Limit::working_days(n)).unwrap().date;
        prop_assert_eq!(days.count(start, due), Ok(i64::from(n)));
        prop_assert_eq!(days.count(due, start), Ok(-i64::from(n)));
        prop_assert!(n == 0 || days.is_working_day(due).unwrap());
    }

    #[test]
    fn the_fast_count_is_the_count_day_by_day(start in dates(), length in 0i64..400, off in 0i64..400, kind in 0..2) {
        let kind = if kind == 0 { DateKind::Holiday } else { DateKind::Workday };
        let days = country().with_overrides(Overrides::none().with(start + Duration::days(off), kind, ""));
        let end = (start + Duration::days(length)).min(date("2026-12-31"));
        let plain = start.iter_days().skip(1).take_while(|d| *d <= end);
        let plain = plain.filter(|d| days.is_working_day(*d).unwrap()).count() as i64;
        prop_assert_eq!(days.count(start, end), Ok(plain));
    }

    #[test]
    fn later_start_or_longer_limit_never_ends_earlier(
        start in dates(), later in 0i64..40, n in 0u32..4, more in 0u32..3, unit in day_units()
    ) {
        let days = country();
        let end = |start, n| days.add(start, Limit::new(n, unit)).unwrap().date;
        prop_assert!(end(start, n) <= end(start, n + more));
        prop_assert!(end(start, n) <= end(start + Duration::days(later), n));
    }

    #[test]
    fn a_further_day_off_never_ends_earlier(start in dates(), n in 0u32..40, off in 0i64..60, unit in day_units()) {
        let days = country();
        let n = if unit == Unit::Month { n % 3 } else { n };
        let flooded = days.clone().with_overrides(Overrides::none().with(start + Duration::days(off), DateKind::Holiday, "防汛"));
        prop_assert!(days.add(start, Limit::new(n, unit)).unwrap() .date <= flooded.add(start, Limit::new(n, unit)).unwrap().date);
    }

    #[test]
    fn months_end_on_the_corresponding_day_or_the_next_working_day(start in dates(), n in 1u32..4) {
        let days = country();
        let corresponding = start + Months::new(n);
        let due = days.add(start, Limit::new(n, Unit::Month)).unwrap();
        prop_assert_eq!(due, days.next_or_same(corresponding).unwrap());
    }

    /// A suspension moves the corresponding day by its own length, then off the days off.
    #[test]
    fn months_wait_for_a_suspension(start in dates(), n in 1u32..3, after in 0i64..20, length in 0i64..30) {
        let days = country();
        let from = midnight(start);
        let suspended = from + Duration::days(after);
        let pause = Pause { from: suspended, until: Some(suspended + Duration::days(length)), cause: String::new() };
        let run = Run { pauses: vec![pause], ..Run::new(from, Limit::new(n, Unit::Month)) };
        let due = days.next_or_same(start + Months::new(n) + Duration::days(length)).unwrap();
        prop_assert_eq!(run.deadline(&days).unwrap().date, due.date);
    }

    /// Lesson of the calendars that lost a minute each midnight.
    #[test]
    fn a_hall_that_never_closes_loses_nothing_at_midnight(start in dates(), minute in 0i64..1440, hours in 0u32..200) {
        let days = always_open();
        let from = midnight(start) + Duration::minutes(minute);
        let end = days.deadline(from, Limit::new(hours, Unit::WorkingHour)).unwrap();
        prop_assert_eq!(end.time, days.deadline(from, Limit::new(hours, Unit::ClockHour)).unwrap().time);
    }

    #[test]
    fn a_period_in_two_parts_is_the_period(start in dates(), minute in 0i64..1440, a in 0i64..2000, b in 0i64..2000) {
        let days = country();
        let from = midnight(start) + Duration::minutes(minute);
        let add = |from, minutes| days.add_working_minutes(from, minutes).unwrap().time.unwrap();
        let end = add(from, a + b);
        prop_assert_eq!(add(add(from, a), b), end);
        prop_assert_eq!(days.count_working_minutes(from, end), Ok(a + b));
    }

    #[test]
    fn the_explanation_adds_up_to_the_clock(
        start in dates(), n in 0u32..25, unit in prop_oneof![Just(Unit::WorkingDay), Just(Unit::NaturalDay)],
        asked in 0i64..40, pause in 1i64..15, length in 0i64..20, open in any::<bool>()
    ) {
        let days = country();
        let from = midnight(start) + Duration::hours(10);
        let as_of = from + Duration::days(asked);
        let suspended = from + Duration::days(pause);
        let mut run = Run::new(from, Limit::new(n, unit));
        if suspended <= as_of {
            let resumed = suspended + Duration::days(length);
            let until = (!open && resumed <= as_of).then_some(resumed);
            run.pauses.push(Pause { from: suspended, until, cause: "专家评审".to_owned() });
        }
        let clock = run.measure(&days, as_of).unwrap();
        let told = explain(&days, &clock, &Default::default()).unwrap();
        let numbered: Vec<_> = told.days.iter().filter_map(|line| Some((line.ordinal?, line))).collect();
        let last = numbered.iter().map(|(n, _)| *n).max().unwrap_or(0);
        prop_assert_eq!(numbered.len(), last as usize, "numbers without a gap");
        let dates = |kind| told.sum.iter().find(|line| line.kind == kind).map_or(0, |line| line.dates.len() as i64);
        prop_assert_eq!(dates(SumKind::Used), clock.used);
        if clock.overdue {
            prop_assert_eq!(dates(SumKind::Overdue), -clock.remaining);
        } else if clock.state == State::Running {
            prop_assert_eq!(dates(SumKind::Left), clock.remaining);
        }
        prop_assert_eq!(told.days.len() % 7, 0);
        prop_assert_eq!(told.days.iter().filter(|line| line.due).count(), usize::from(clock.due.is_some()));
    }
}

#[test]
fn a_deadline_of_new_years_eve_is_missed_at_midnight_in_shanghai() {
    let days = country();
    let due = days
        .deadline(instant("2025-12-24T10:00:00+08:00"), Limit::working_days(5))
        .unwrap();
    assert_eq!(due.date, date("2025-12-31"));
    assert!(!due.passed(instant("2025-12-31T15:59:59Z")));
    assert!(due.passed(instant("2025-12-31T16:00:00Z")));
}

#[test]
fn the_law_reads_no_silence_from_a_guessed_calendar() {
    let days = country();
    let received = Event {
        at: instant("2026-12-30T10:00:00+08:00"),
        kind: EventKind::Received,
    };
    let asked = instant("2027-01-20T10:00:00+08:00");
    let strict = CaseClocks::replay(&days, &Rules::default(), std::slice::from_ref(&received), asked);
    assert_eq!(strict, Err(Error::YearNotAnnounced { year: 2027 }));
    let clocks = CaseClocks::replay(&days.provisional(true), &Rules::default(), &[received], asked).unwrap();
    assert!(!clocks.deemed_accepted);
    assert!(clocks.acceptance.unwrap().provisional);
}

#[test]
fn a_limit_without_end_is_refused_instead_of_counted() {
    let days = country().provisional(true);
    for unit in [Unit::WorkingDay, Unit::NaturalDay, Unit::Month, Unit::WorkingHour] {
        assert_eq!(
            days.add(date("2024-01-01"), Limit::new(u32::MAX, unit)),
            Err(Error::TooLong),
            "{unit:?}"
        );
    }
}

#[test]
fn an_instant_item_is_due_while_the_hall_is_open() {
    let days = country();
    let due = |at: &str| days.same_working_day(instant(at)).unwrap().date;
    assert_eq!(due("2024-03-08T16:59:00+08:00"), date("2024-03-08"));
    assert_eq!(
        due("2024-03-08T17:00:00+08:00"),
        date("2024-03-11"),
        "after closing on a Friday"
    );
    assert_eq!(due("2024-10-02T10:00:00+08:00"), date("2024-10-08"), "on National Day");
    assert_eq!(
        due("2024-03-07T23:00:00Z"),
        date("2024-03-08"),
        "seven in the morning in Shanghai"
    );
}
