//! A day is a cell.

use chrono::NaiveDate;

use super::tags;
use crate::ui::{
    days::{Day, DayKind, Tick, day_row, days, ticks},
    desk::Verdict,
};

#[test]
fn the_calendar_fills_weeks_and_marks_today_in_words() {
    let day = |d: u32, kind, text: &str| Day::new(NaiveDate::from_ymd_opt(2026, 10, d).unwrap(), kind, text);
    let shown = [
        day(1, DayKind::Off, "国庆"),
        day(8, DayKind::Paused, "暂停"),
        day(12, DayKind::Used, "第5天").today(),
    ];
    let table = days("十月", &shown).0;
    assert_eq!(table.matches("<td").count(), 21);
    assert!(table.contains("<b>10/1</b>国庆"));
    assert!(table.contains("class=\"in today\" aria-current=\"date\"") && table.contains("，今天"));
    assert!(table.contains("<b>8</b>暂停<span class=\"visually-hidden\">，不算</span>"));
}

#[test]
fn the_desk_shows_a_weekend_as_a_gap_and_a_holiday_by_name() {
    let day = |d: u32, kind, text: &str| Day::new(NaiveDate::from_ymd_opt(2026, 6, d).unwrap(), kind, text);
    let row = day_row(
        "期限",
        &[
            day(12, DayKind::Used, "第1日"),
            day(13, DayKind::Off, "周末"),
            day(14, DayKind::Off, "周末"),
            day(15, DayKind::Left, "第2日").today(),
            day(19, DayKind::Off, "端午"),
            day(20, DayKind::Off, "周末"),
            day(22, DayKind::StatutoryDue, "法定到期"),
        ],
    )
    .0;
    assert_eq!(row.matches("<li").count(), 5);
    assert!(row.contains("title=\"双休日\"") && row.contains("<b>端午</b>"));
    assert!(row.contains("class=\"now\"") && row.contains("今天<span class=\"visually-hidden\">第2日</span>"));
    assert!(row.contains("<b>6/12</b>第1日"));
}

#[test]
fn ticks_never_overflow_however_many_days_there_are() {
    for count in [0, 1, 8, 60, 400] {
        let svg = ticks(&vec![Tick::Used; count], 204).0;
        assert_eq!(svg.matches("<rect").count(), count);
        for (_, found) in tags(&svg).iter().filter(|(tag, _)| tag == "rect") {
            let [x, width] = ["x", "width"].map(|key| found[key].parse::<f64>().unwrap());
            assert!(width > 0.0 && x + width < 204.2, "{count}: {x} {width}");
        }
    }
}

#[test]
fn verdicts_add_up_to_the_tally() {
    let met = [Verdict::Ok, Verdict::System, Verdict::NotApplicable].map(Verdict::tick);
    assert_eq!(met, [Tick::Good; 3]);
    assert_eq!((Verdict::No.tick(), Verdict::Todo.tick()), (Tick::Over, Tick::Left));
}
