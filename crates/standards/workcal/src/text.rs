//! Dates, times and holidays in Chinese, as the pages write them: 10月15日（周四）, the year only if it is another one.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike, Weekday};

use crate::zone::local;

/// More dates than this are told as a range.
const MOST_LISTED: usize = 12;

/// The Chinese name of a holiday of the usual English tables; any other name as it is.
pub(crate) fn chinese_holiday(name: &str) -> &str {
    match name {
        "New Year's Day" => "元旦",
        "Spring Festival" => "春节",
        "Tomb-sweeping Day" => "清明节",
        "Labour Day" => "劳动节",
        "Dragon Boat Festival" => "端午节",
        "Mid-autumn Festival" => "中秋节",
        "National Day" => "国庆节",
        other => other,
    }
}

/// A holiday in two characters where that is usual, for the small fields of a calendar.
pub(crate) fn short_holiday(name: &str) -> &str {
    match name {
        "劳动节" => "五一",
        "春节" => name,
        _ => name.strip_suffix('节').unwrap_or(name),
    }
}

/// 周一 to 周日.
pub fn weekday_words(date: NaiveDate) -> &'static str {
    match date.weekday() {
        Weekday::Mon => "周一",
        Weekday::Tue => "周二",
        Weekday::Wed => "周三",
        Weekday::Thu => "周四",
        Weekday::Fri => "周五",
        Weekday::Sat => "周六",
        Weekday::Sun => "周日",
    }
}

/// 10月15日, with the year if it is not `this_year`.
pub fn short_date_words(date: NaiveDate, this_year: i32) -> String {
    let year = if date.year() == this_year {
        String::new()
    } else {
        format!("{}年", date.year())
    };
    format!("{year}{}月{}日", date.month(), date.day())
}

/// 10月15日（周四）, with the year if it is not `this_year`.
pub fn date_words(date: NaiveDate, this_year: i32) -> String {
    format!("{}（{}）", short_date_words(date, this_year), weekday_words(date))
}

/// 10月15日（周四）16:30, Shanghai time.
pub fn instant_words(at: DateTime<FixedOffset>, this_year: i32) -> String {
    let at = local(&at);
    format!("{}{}:{:02}", date_words(at.date(), this_year), at.hour(), at.minute())
}

/// 9月29日到10月9日, or one date.
pub(crate) fn range_words(first: NaiveDate, last: NaiveDate, this_year: i32) -> String {
    if first == last {
        return short_date_words(first, this_year);
    }
    let same_month = (first.year(), first.month()) == (last.year(), last.month());
    let end = if same_month {
        format!("{}日", last.day())
    } else {
        short_date_words(last, this_year)
    };
    format!("{}到{end}", short_date_words(first, this_year))
}

/// 9月23、24、28日，10月10、12日; a long list as its range.
pub(crate) fn dates_words(dates: &[NaiveDate], this_year: i32) -> String {
    let (Some(first), Some(last)) = (dates.first(), dates.last()) else {
        return String::new();
    };
    if dates.len() > MOST_LISTED {
        return range_words(*first, *last, this_year);
    }
    let months = dates.chunk_by(|a, b| (a.year(), a.month()) == (b.year(), b.month()));
    let month_words = |month: &[NaiveDate]| {
        let days: Vec<String> = month.iter().map(|date| date.day().to_string()).collect();
        let year = if month[0].year() == this_year {
            String::new()
        } else {
            format!("{}年", month[0].year())
        };
        format!("{year}{}月{}日", month[0].month(), days.join("、"))
    };
    months.map(month_words).collect::<Vec<_>>().join("，")
}
