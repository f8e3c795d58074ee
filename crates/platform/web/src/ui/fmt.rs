//! How dates, numbers and money are written for people. No typed spaces between figures and units: the style sheet
//! sets them apart.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Weekday};

const WEEKDAYS: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];

/// One character for the day of the week, such as 四.
pub fn weekday(day: Weekday) -> &'static str {
    WEEKDAYS[day.num_days_from_monday() as usize]
}

/// 10月15日, with the year in front when it is not this year's.
pub fn date(day: NaiveDate, today: NaiveDate) -> String {
    if day.year() == today.year() {
        month_day(day)
    } else {
        date_full(day)
    }
}

/// 10月15日（周四）, with the year in front when it is not this year's.
pub fn date_weekday(day: NaiveDate, today: NaiveDate) -> String {
    format!("{}（周{}）", date(day, today), weekday(day.weekday()))
}

/// 6月10日 周三, for the bar of the desk.
pub fn date_bar(day: NaiveDate) -> String {
    format!("{} 周{}", month_day(day), weekday(day.weekday()))
}

/// 10月15日.
pub fn month_day(day: NaiveDate) -> String {
    format!("{}月{}日", day.month(), day.day())
}

/// 2026年10月15日, as on paper.
pub fn date_full(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// 9月21日到10月18日, or 9月23日 when both are the same.
pub fn date_range(from: NaiveDate, to: NaiveDate, today: NaiveDate) -> String {
    if from == to {
        date(from, today)
    } else {
        format!("{}到{}", date(from, today), date(to, today))
    }
}

/// 9月23、24、28日，10月10、12日: days in order, the month said once.
pub fn date_list(days: &[NaiveDate]) -> String {
    days.chunk_by(|a, b| (a.year(), a.month()) == (b.year(), b.month()))
        .filter_map(|same| {
            let numbers = same.iter().map(|d| d.day().to_string()).collect::<Vec<_>>().join("、");
            same.first().map(|d| format!("{}月{numbers}日", d.month()))
        })
        .collect::<Vec<_>>()
        .join("，")
}

/// 20:41.
pub fn time(at: NaiveTime) -> String {
    format!("{}:{:02}", at.hour(), at.minute())
}

/// 9月17日 周四 20:41, with the year in front when it is not this year's.
pub fn date_time(at: NaiveDateTime, today: NaiveDate) -> String {
    let day = at.date();
    format!("{} 周{} {}", date(day, today), weekday(day.weekday()), time(at.time()))
}

/// 2026年9月17日20:41, as on paper.
pub fn date_time_full(at: NaiveDateTime) -> String {
    format!("{}{}", date_full(at.date()), time(at.time()))
}

/// A long number in groups of four: K7QM 4WTR. Spaces already there are dropped first.
pub fn grouped(code: &str) -> String {
    let plain: Vec<char> = code.chars().filter(|c| !c.is_whitespace()).collect();
    plain
        .chunks(4)
        .map(|c| c.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A case number in its four parts: body or region, date, sequence and check character, 990121 20260917 000037 D.
/// Anything that is not 21 ASCII characters long comes back unchanged.
pub fn case_number(number: &str) -> String {
    if number.len() != 21 || !number.is_ascii() {
        return number.to_owned();
    }
    format!(
        "{} {} {} {}",
        &number[..6],
        &number[6..14],
        &number[14..20],
        &number[20..]
    )
}

/// 5000元, or 12.50元 when there are fen. The amount is in fen and may be negative.
pub fn money(fen: i64) -> String {
    let sign = if fen < 0 { "−" } else { "" };
    let (yuan, rest) = (fen.unsigned_abs() / 100, fen.unsigned_abs() % 100);
    if rest == 0 {
        format!("{sign}{yuan}元")
    } else {
        format!("{sign}{yuan}.{rest:02}元")
    }
}

/// An amount in fen as one would type it into a field: 5000 or 12.50.
pub fn money_input(fen: i64) -> String {
    money(fen).trim_end_matches('元').replace('−', "-")
}

/// 8个工作日.
pub fn working_days(count: u32) -> String {
    format!("{count}个工作日")
}

/// 20天: calendar days, never to be confused with working days.
pub fn calendar_days(count: u32) -> String {
    format!("{count}天")
}

/// How much working time is left, in the words of the desk: 剩 5 个工作日, 今天到期, 超期 1 个工作日.
pub fn days_left(left: i64) -> String {
    match left {
        0 => "今天到期".to_owned(),
        1.. => format!("剩 {left} 个工作日"),
        _ => format!("超期 {} 个工作日", left.unsigned_abs()),
    }
}

/// 138****6627. Numbers too short to hide anything in are hidden whole.
pub fn masked_phone(phone: &str) -> String {
    masked(phone, 3, 4)
}

/// 990122********3017: region and last four characters stay.
pub fn masked_resident_id(id: &str) -> String {
    masked(id, 6, 4)
}

/// 周*满, 田*英, 李*: the middle of a name is hidden, or the given name of two characters.
pub fn masked_name(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    match letters.as_slice() {
        [] => String::new(),
        [only] => only.to_string(),
        [first, _] => format!("{first}*"),
        [first, middle @ .., last] => format!("{first}{}{last}", "*".repeat(middle.len())),
    }
}

fn masked(text: &str, head: usize, tail: usize) -> String {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() <= head + tail {
        return "*".repeat(letters.len());
    }
    let hidden = letters.len() - head - tail;
    let start: String = letters[..head].iter().collect();
    let end: String = letters[head + hidden..].iter().collect();
    format!("{start}{}{end}", "*".repeat(hidden))
}

/// 86 KB, 3.2 MB: at most one figure after the point, none when it would be zero.
pub fn file_size(bytes: u64) -> String {
    const KB: u64 = 1024;
    const MB: u64 = 1024 * KB;
    if bytes < KB {
        return format!("{bytes} B");
    }
    if bytes < MB {
        return format!("{} KB", bytes.div_ceil(KB));
    }
    let tenths = (bytes * 10 + MB / 2) / MB;
    if tenths.is_multiple_of(10) {
        format!("{} MB", tenths / 10)
    } else {
        format!("{}.{} MB", tenths / 10, tenths % 10)
    }
}

/// 1286, or 1000+ when counting stopped at a thousand.
pub fn count(number: u64) -> String {
    if number > 1000 {
        "1000+".to_owned()
    } else {
        number.to_string()
    }
}
