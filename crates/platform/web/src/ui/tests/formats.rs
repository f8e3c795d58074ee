//! Dates and numbers as people read them.

use chrono::{NaiveDate, NaiveDateTime};

use crate::ui::fmt;

#[test]
fn dates_name_the_year_only_when_it_is_another_one() {
    let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
    let today = date(2026, 10, 12);
    assert_eq!(fmt::date_weekday(date(2026, 10, 15), today), "10月15日（周四）");
    assert_eq!(fmt::date(date(2027, 3, 2), today), "2027年3月2日");
    assert_eq!(fmt::date_bar(date(2026, 6, 10)), "6月10日 周三");
    assert_eq!(
        fmt::date_range(date(2026, 9, 29), date(2026, 10, 9), today),
        "9月29日到10月9日"
    );
    let used = [
        date(2026, 9, 23),
        date(2026, 9, 24),
        date(2026, 9, 28),
        date(2026, 10, 10),
        date(2026, 10, 12),
    ];
    assert_eq!(fmt::date_list(&used), "9月23、24、28日，10月10、12日");
    let at = NaiveDateTime::parse_from_str("2026-09-17 20:41", "%Y-%m-%d %H:%M").unwrap();
    assert_eq!(fmt::date_time(at, today), "9月17日 周四 20:41");
    assert_eq!(fmt::date_time_full(at), "2026年9月17日20:41");
}

#[test]
fn numbers_are_grouped_masked_and_counted_for_people() {
    assert_eq!(fmt::case_number("99012120260917000037D"), "990121 20260917 000037 D");
    assert_eq!(fmt::case_number("短"), "短");
    assert_eq!(fmt::grouped("K7QM4 WTR"), "K7QM 4WTR");
    assert_eq!(
        (fmt::money(500_000), fmt::money(1250), fmt::money(-5)),
        ("5000元".into(), "12.50元".into(), "−0.05元".into())
    );
    assert_eq!(fmt::money_input(-1250), "-12.50");
    assert_eq!(fmt::masked_phone("13800006627"), "138****6627");
    assert_eq!(fmt::masked_phone("6123456"), "*******");
    assert_eq!(fmt::masked_resident_id("990122198001013017"), "990122********3017");
    assert_eq!(
        ["周小满", "李白", "欧阳小满", "王", ""].map(fmt::masked_name),
        ["周*满", "李*", "欧**满", "王", ""]
    );
    assert_eq!(
        [3, 0, -1].map(fmt::days_left),
        ["剩 3 个工作日", "今天到期", "超期 1 个工作日"]
    );
    assert_eq!(
        [500, 88_000, 3_355_444, 33_554_432].map(fmt::file_size),
        ["500 B", "86 KB", "3.2 MB", "32 MB"]
    );
    assert_eq!([999, 1000, 1001].map(fmt::count), ["999", "1000", "1000+"]);
}
