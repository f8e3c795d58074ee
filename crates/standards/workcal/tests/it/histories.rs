//! Courses of cases that the vectors leave out.

use workcal::{CaseClocks, Event, EventKind, FindingKind, Limit, Rules, State, Unit};

use crate::common::{country, date, instant};

fn replay(rules: &Rules, events: &[(&str, EventKind)], as_of: &str) -> CaseClocks {
    let at = |text: &str| instant(&format!("2024-{text}:00+08:00"));
    let events: Vec<Event> = events
        .iter()
        .map(|(text, kind)| Event {
            at: at(text),
            kind: kind.clone(),
        })
        .collect();
    CaseClocks::replay(&country(), rules, &events, at(as_of)).unwrap()
}

fn findings(clocks: &CaseClocks) -> Vec<FindingKind> {
    clocks.findings.iter().map(|finding| finding.finding).collect()
}

fn suspended() -> EventKind {
    EventKind::Suspended {
        cause: "专家评审".to_owned(),
    }
}

#[test]
fn a_clerk_cannot_start_the_clocks_anew() {
    let clocks = replay(
        &Rules::default(),
        &[
            ("03-11T10:00", EventKind::Received),
            ("03-11T11:00", EventKind::Received),
            ("03-12T10:00", EventKind::Accepted),
            ("03-20T10:00", EventKind::Accepted),
            ("03-20T11:00", EventKind::NotAccepted),
        ],
        "03-21T10:00",
    );
    assert_eq!(
        findings(&clocks),
        [
            FindingKind::AlreadyReceived,
            FindingKind::AlreadyAccepted,
            FindingKind::RefusedAfterAcceptance
        ]
    );
    assert_eq!(clocks.decision.unwrap().start, date("2024-03-12"));
}

#[test]
fn a_withdrawal_during_a_suspension_stops_the_clock_where_it_stood() {
    let clocks = replay(
        &Rules::default(),
        &[
            ("03-11T10:00", EventKind::Received),
            ("03-12T10:00", EventKind::Accepted),
            ("03-19T10:00", suspended()),
            ("05-20T10:00", EventKind::Withdrawn),
            ("05-21T10:00", EventKind::DecidedGranted),
        ],
        "05-22T10:00",
    );
    let decision = clocks.decision.as_ref().unwrap();
    assert_eq!(
        (decision.state, decision.used, decision.remaining),
        (State::Stopped, 5, 15)
    );
    assert!(!decision.overdue, "the time of the suspension is nobody's delay");
    assert_eq!(findings(&clocks), [FindingKind::AfterTheEnd]);
    assert!(clocks.delivery.is_none());
}

#[test]
fn a_limit_that_ran_out_before_a_suspension_cannot_be_extended_in_it() {
    let clocks = replay(
        &Rules::default(),
        &[
            ("03-11T10:00", EventKind::Received),
            ("03-12T10:00", EventKind::Accepted),
            ("04-15T10:00", suspended()),
            ("04-16T10:00", EventKind::Extended { by: 10 }),
        ],
        "04-30T10:00",
    );
    assert_eq!(findings(&clocks), [FindingKind::ExtensionAfterDue]);
    assert!(clocks.decision.unwrap().overdue);
}

#[test]
fn the_applicant_has_a_clock_for_the_correction() {
    let asked = [
        ("03-04T10:00", EventKind::Received),
        ("03-07T10:00", EventKind::CorrectionRequired),
    ];
    let correction = replay(&Rules::default(), &asked, "03-20T10:00").correction.unwrap();
    assert_eq!(
        (correction.state, correction.due),
        (State::Running, Some(date("2024-04-07"))),
        "6 April is Qingming"
    );
    assert_eq!((correction.used, correction.remaining), (13, 18));
}

#[test]
fn a_past_day_is_shown_as_it_was() {
    let events = [
        ("03-11T10:00", EventKind::Received),
        ("03-12T10:00", EventKind::Accepted),
        ("03-20T10:00", EventKind::DecidedGranted),
    ];
    let before = replay(&Rules::default(), &events, "03-19T10:00");
    assert_eq!(before.decision.unwrap().state, State::Running);
    assert!(before.delivery.is_none());
}

#[test]
fn silence_becomes_acceptance_on_the_day_after_the_last() {
    let clocks = replay(
        &Rules::default(),
        &[("03-04T10:00", EventKind::Received)],
        "03-12T00:00",
    );
    assert_eq!(clocks.deemed_on, Some(date("2024-03-12")));
    let still_open = replay(
        &Rules::default(),
        &[("03-04T10:00", EventKind::Received)],
        "03-11T23:59",
    );
    assert!(!still_open.deemed_accepted);
}

#[test]
fn an_instant_item_is_measured_in_hours_of_the_hall() {
    let rules = Rules {
        promised: Some(Limit::new(4, Unit::WorkingHour)),
        ..Rules::default()
    };
    let events = [
        ("03-08T11:00", EventKind::Received),
        ("03-08T11:00", EventKind::Accepted),
        ("03-08T14:00", suspended()),
        ("03-08T16:00", EventKind::Resumed),
    ];
    let promised = replay(&rules, &events, "03-11T09:00").promised.unwrap();
    let end = instant("2024-03-11T10:30:00+08:00");
    assert_eq!(
        promised.due_time,
        Some(end),
        "1.5 hours before the suspension, 1 after, 1.5 on Monday"
    );
    assert_eq!((promised.used, promised.remaining, promised.overdue), (2, 2, false));
    assert!(replay(&rules, &events, "03-11T10:31").promised.unwrap().overdue);
    let waiting = replay(&rules, &events[..3], "03-11T10:31").promised.unwrap();
    assert_eq!(
        (waiting.state, waiting.due_time, waiting.used),
        (State::Suspended, None, 1)
    );
}

#[test]
fn an_item_without_statutory_limit_has_only_its_promise() {
    let rules = Rules {
        decision: None,
        promised: Some(Limit::working_days(3)),
        ..Rules::default()
    };
    let events = [
        ("03-11T10:00", EventKind::Received),
        ("03-11T11:00", EventKind::Accepted),
        ("03-12T10:00", EventKind::Extended { by: 5 }),
    ];
    let clocks = replay(&rules, &events, "03-13T10:00");
    assert!(clocks.decision.is_none());
    assert_eq!(clocks.promised.as_ref().unwrap().due, Some(date("2024-03-14")));
    assert_eq!(findings(&clocks), [FindingKind::ExtendedWhenNotRunning]);
    assert!(findings(&clocks)[0].words().contains("第四十二条"));
}
