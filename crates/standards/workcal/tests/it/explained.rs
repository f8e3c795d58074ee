//! Deadlines that a person can recompute.

use chrono::NaiveDate;
use workcal::{
    CaseClocks, Clock, Context, DateKind, DayLine, Event, EventKind, Explanation, Level, Limit, Mark, Overrides, Rules,
    SumKind, Thresholds, Unit, explain, explain_limit, midnight,
};

use crate::common::{country, date, instant};

fn event(at: &str, kind: EventKind) -> Event {
    Event {
        at: instant(&format!("2026-{at}:00+08:00")),
        kind,
    }
}

/// The noodle shop of the portal's case page: accepted on 22 September, waiting for a water test over National Day.
fn noodle_shop(until: usize, as_of: &str) -> CaseClocks {
    let events = [
        event("09-17T20:41", EventKind::Received),
        event("09-18T10:15", EventKind::CorrectionRequired),
        event("09-21T16:30", EventKind::Corrected),
        event("09-22T09:00", EventKind::Accepted),
        event(
            "09-28T17:00",
            EventKind::Suspended {
                cause: "水质检测".to_owned(),
            },
        ),
        event("10-09T15:00", EventKind::Resumed),
        event("10-14T11:00", EventKind::DecidedGranted),
    ];
    let rules = Rules {
        decision: Some(Limit::working_days(10)),
        promised: Some(Limit::working_days(8)),
        ..Rules::default()
    };
    CaseClocks::replay(
        &country(),
        &rules,
        &events[..until],
        instant(&format!("2026-{as_of}:00+08:00")),
    )
    .unwrap()
}

fn told(clocks: &CaseClocks) -> Explanation {
    let context = Context {
        started_by: Some("受理"),
        stopped_by: Some("作出决定"),
        statutory: clocks.decision.as_ref(),
        events: &[(date("2026-09-21"), "补齐")],
        ..Context::default()
    };
    explain(&country(), clocks.promised.as_ref().unwrap(), &context).unwrap()
}

fn on(told: &Explanation, day: &str) -> DayLine {
    let day: NaiveDate = date(&format!("2026-{day}"));
    told.days.iter().find(|line| line.date == day).unwrap().clone()
}

fn labels(week: &[DayLine]) -> Vec<&str> {
    week.iter().map(|line| line.label.as_str()).collect()
}

#[test]
fn the_case_page_shows_every_day_with_its_reason() {
    let told = told(&noodle_shop(6, "10-12T09:00"));
    assert_eq!(told.caption, "从9月21日到10月18日，每一天算不算");
    let weeks: Vec<Vec<&str>> = told.weeks().map(labels).collect();
    assert_eq!(
        weeks,
        [
            ["补齐", "受理", "第1天", "第2天", "中秋", "中秋", "中秋"],
            ["第3天", "暂停", "暂停", "暂停", "暂停", "暂停", "暂停"],
            ["暂停", "暂停", "暂停", "暂停", "暂停", "第4天", "周末"],
            ["第5天", "第6天", "第7天", "截止", "", "", ""],
        ]
    );
    assert!(on(&told, "10-12").today && on(&told, "10-12").passed);
    assert!(on(&told, "10-15").due && on(&told, "10-15").ordinal == Some(8));
    assert_eq!(on(&told, "10-10").reason.as_deref(), Some("因国庆节调休要上班，算1天"));
    assert_eq!(on(&told, "10-01").reason.as_deref(), Some("暂停计时：水质检测，不算"));
    assert_eq!(on(&told, "10-16").mark, Mark::Outside);
}

#[test]
fn the_case_page_adds_up_in_words() {
    let told = told(&noodle_shop(6, "10-12T09:00"));
    let line = |kind| {
        let line = told.sum.iter().find(|line| line.kind == kind).unwrap();
        (line.label.as_str(), line.detail.as_str(), line.value.as_str())
    };
    assert_eq!(line(SumKind::Limit), ("承诺时限", "", "8个工作日"));
    assert_eq!(
        line(SumKind::Used),
        ("已经用掉", "9月23、24、28日，10月10、12日（含今天）", "5个")
    );
    assert_eq!(line(SumKind::Suspended), ("暂停", "9月29日到10月9日，水质检测", "不算"));
    assert_eq!(line(SumKind::Left), ("还剩", "10月13、14、15日", "3个"));
    assert_eq!(
        told.sentences,
        [
            "9月22日（周二）受理，从第二天开始数，第8个工作日是10月15日（周四）；中间中秋节放假3天、周末1天不算。",
            "9月29日到10月9日等水质检测，暂停计时，不算。",
            "10月10日（周六）因国庆节调休要上班，算1天。",
            "今天是第5个工作日，还剩3个工作日。",
            "法律规定最长10个工作日，也就是10月19日（周一）。",
        ]
    );
}

#[test]
fn a_suspended_case_says_what_is_left_instead_of_a_date() {
    let told = told(&noodle_shop(5, "09-30T09:00"));
    assert_eq!(told.days.iter().filter(|line| line.due).count(), 0);
    assert_eq!(
        told.sentences,
        [
            "9月22日（周二）受理，从第二天开始数，数够8个工作日为止；中间中秋节放假3天不算。",
            "从9月29日起等水质检测，暂停计时，不算。",
            "已经用了3个工作日，现在暂停计时；恢复以后接着数，还剩5个工作日。",
        ]
    );
}

#[test]
fn a_late_case_says_by_how_much() {
    let clocks = noodle_shop(6, "10-19T09:00");
    let told = told(&clocks);
    assert_eq!(labels(told.weeks().last().unwrap()), ["超2天", "", "", "", "", "", ""]);
    assert!(on(&told, "10-19").statutory_due);
    assert!(
        told.sentences.contains(&"已经超过期限2个工作日。".to_owned()),
        "{:?}",
        told.sentences
    );
    assert_eq!(
        Thresholds::default().of(clocks.promised.as_ref().unwrap(), 0),
        Level::Yellow
    );
    assert_eq!(
        Thresholds::default().of(clocks.decision.as_ref().unwrap(), 0),
        Level::Near
    );
}

#[test]
fn a_decided_case_keeps_its_date_and_says_that_it_was_kept() {
    let told = told(&noodle_shop(7, "11-02T09:00"));
    let sentence = "10月14日（周三）作出决定，用了7个工作日，没有超过期限。";
    assert!(told.sentences.contains(&sentence.to_owned()), "{:?}", told.sentences);
    assert!(told.sum.iter().all(|line| line.kind != SumKind::Left));
    assert!(on(&told, "10-15").due && !on(&told, "10-15").passed);
}

fn calculated(from: &str, limit: Limit) -> Vec<String> {
    explain_limit(&country(), midnight(date(from)), limit)
        .unwrap()
        .explanation
        .sentences
}

#[test]
fn the_calculator_explains_national_day() {
    assert_eq!(
        calculated("2026-09-18", Limit::working_days(8)),
        [
            "从9月18日（周五）的第二天开始数，第8个工作日是9月30日（周三）；中间周末1天、中秋节放假3天不算。",
            "9月20日（周日）因国庆节调休要上班，算1天。",
        ]
    );
    assert_eq!(
        calculated("2025-09-01", Limit::natural_days(30)),
        [
            "从9月1日（周一）的第二天开始数，周末和节假日也算，30天到10月9日（周四）为止。",
            "最后一天10月1日（周三）是休息日，顺延到10月9日（周四）。",
        ]
    );
    assert_eq!(
        calculated("2024-01-31", Limit::new(1, Unit::Month)),
        ["从1月31日（周三）起1个月，到2月29日（周四）为止。"]
    );
    assert_eq!(
        calculated("2024-03-04", Limit::working_days(0)),
        ["3月4日（周一），当天就要办完，最晚3月4日（周一）。"]
    );
}

#[test]
fn the_calculator_knows_hours() {
    let hours = |from, unit| {
        explain_limit(&country(), instant(from), Limit::new(4, unit))
            .unwrap()
            .explanation
            .sentences
    };
    assert_eq!(
        hours("2024-09-30T16:00:00+08:00", Unit::WorkingHour),
        [
            "从9月30日（周一）16:00开始数，只算大厅开门的时间，满4个工作小时是10月8日（周二）12:00；中间国庆节放假7天不算。"
        ]
    );
    assert_eq!(
        hours("2024-10-01T23:30:00+08:00", Unit::ClockHour),
        ["从10月1日（周二）23:30开始数，夜里和节假日也算，满4小时是10月2日（周三）3:30。"]
    );
}

#[test]
fn the_calculator_admits_what_is_not_announced() {
    let answer = explain_limit(&country(), midnight(date("2026-12-15")), Limit::working_days(20)).unwrap();
    assert_eq!(answer.missing_year, Some(2027));
    assert!(answer.deadline.provisional);
    assert_eq!(
        answer.explanation.sentences,
        [
            "2027年的放假安排还没有公布，约2027年1月13日（周三），公布以后才能确定。",
            "从12月15日（周二）的第二天开始数，第20个工作日是约2027年1月13日（周三）；中间周末8天、元旦放假1天不算。",
        ]
    );
    let guessed = answer.explanation.days.iter().filter(|line| !line.announced).count();
    assert_eq!(guessed, 13, "1 to 13 January 2027");
}

#[test]
fn a_regions_own_festival_is_named() {
    let losar = Overrides::none().with(date("2025-02-28"), DateKind::Holiday, "藏历新年");
    let days = country().with_overrides(losar);
    let told = explain_limit(&days, midnight(date("2025-02-27")), Limit::working_days(1))
        .unwrap()
        .explanation;
    assert_eq!(told.days[4].label, "藏历新年");
    assert_eq!(
        told.sentences,
        ["从2月27日（周四）的第二天开始数，第1个工作日是3月3日（周一）；中间藏历新年放假1天、周末2天不算。"]
    );
}

#[test]
fn an_explanation_and_a_clock_travel_as_json() {
    let clocks = noodle_shop(6, "10-12T09:00");
    let clock = clocks.promised.as_ref().unwrap();
    let text = serde_json::to_string(clock).unwrap();
    assert_eq!(serde_json::from_str::<Clock>(&text).unwrap(), *clock);
    let told = serde_json::to_value(told(&clocks)).unwrap();
    assert_eq!(told["days"][2]["mark"], "counted");
    assert_eq!(told["sum"][0]["kind"], "limit");
}
