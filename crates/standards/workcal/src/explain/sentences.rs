//! The explanation in sentences.

use chrono::NaiveDate;

use super::Context;
use super::row::{DayLine, Mark, clock_year};
use super::sum::{off_groups, pause_days};
use crate::clock::{Clock, State};
use crate::limit::Unit;
use crate::text::{date_words, instant_words, range_words, short_date_words};
use crate::zone::shanghai_date;

pub(super) fn of_clock(clock: &Clock, context: &Context<'_>, row: &[DayLine]) -> Vec<String> {
    let mut all = vec![counting(clock, context.started_by.unwrap_or_default(), row)];
    if clock.extension > 0 {
        all.push(format!(
            "经批准延长{}{}，已经算在内。",
            clock.extension,
            clock.limit.unit.words()
        ));
    }
    all.extend(clock.pauses.iter().filter_map(|pause| pause_words(clock, pause)));
    all.extend(make_ups(clock, row));
    all.extend(moved(clock, row));
    all.push(standing(clock, context, row));
    all.extend(
        context
            .statutory
            .and_then(|statutory| statutory_words(clock, statutory)),
    );
    if clock.provisional {
        all.extend(estimate(row));
    }
    all
}

pub(super) fn of_limit(clock: &Clock, row: &[DayLine], missing_year: Option<i32>) -> Vec<String> {
    let missing = missing_year.map(|year| {
        let end = end_words(clock);
        format!("{year}年的放假安排还没有公布，{end}，公布以后才能确定。")
    });
    let mut all: Vec<String> = missing.into_iter().collect();
    all.push(counting(clock, "", row));
    all.extend(make_ups(clock, row));
    all.extend(moved(clock, row));
    all
}

/// The end with its certainty: 10月15日（周四）, 约2027年1月13日（周三）.
fn end_words(clock: &Clock) -> String {
    let about = if clock.provisional { "约" } else { "" };
    let year = clock_year(clock);
    let end = match (clock.due_time, clock.due) {
        (Some(time), _) => instant_words(time, year),
        (None, Some(due)) => date_words(due, year),
        (None, None) => String::new(),
    };
    format!("{about}{end}")
}

/// 9月22日（周二）受理，从第二天开始数，第8个工作日是10月15日（周四）；中间国庆节放假7天不算。
fn counting(clock: &Clock, started_by: &str, row: &[DayLine]) -> String {
    let unit = clock.limit.unit;
    let start = match (unit.is_hours(), started_by) {
        (true, _) => format!("从{}{started_by}开始数", instant_words(clock.from, clock_year(clock))),
        (false, "") => format!("从{}的第二天开始数", date_words(clock.start, clock_year(clock))),
        (false, _) => format!(
            "{}{started_by}，从第二天开始数",
            date_words(clock.start, clock_year(clock))
        ),
    };
    if clock.due.is_none() {
        return format!("{start}，数够{}为止{}。", clock.limit.words(), left_out(clock, row));
    }
    let end = end_words(clock);
    let amount = clock.limit.amount;
    match unit {
        _ if amount == 0 => {
            format!(
                "{}{started_by}，当天就要办完，最晚{end}。",
                date_words(clock.start, clock_year(clock))
            )
        }
        Unit::WorkingDay => format!("{start}，第{amount}个工作日是{end}{}。", left_out(clock, row)),
        Unit::NaturalDay => format!("{start}，周末和节假日也算，{amount}天到{end}为止。"),
        Unit::Month => format!(
            "从{}{started_by}起{amount}个月，到{end}为止。",
            date_words(clock.start, clock_year(clock))
        ),
        Unit::WorkingHour => format!(
            "{start}，只算大厅开门的时间，满{amount}个工作小时是{end}{}。",
            left_out(clock, row)
        ),
        Unit::ClockHour => format!("{start}，夜里和节假日也算，满{amount}小时是{end}。"),
    }
}

/// ；中间周末4天、国庆节放假7天不算
fn left_out(clock: &Clock, row: &[DayLine]) -> String {
    let groups: Vec<String> = off_groups(clock, row)
        .iter()
        .map(|(name, dates)| format!("{name}{}天", dates.len()))
        .collect();
    if groups.is_empty() {
        String::new()
    } else {
        format!("；中间{}不算", groups.join("、"))
    }
}

fn pause_words(clock: &Clock, pause: &crate::pause::Pause) -> Option<String> {
    let year = clock_year(clock);
    let waiting = if pause.cause.is_empty() {
        String::new()
    } else {
        format!("等{}，", pause.cause)
    };
    match pause_days(pause) {
        (first, Some(last)) if first <= last => {
            Some(format!("{}{waiting}暂停计时，不算。", range_words(first, last, year)))
        }
        (_, Some(_)) => None,
        (first, None) => Some(format!(
            "从{}起{waiting}暂停计时，不算。",
            short_date_words(first, year)
        )),
    }
}

fn make_ups(clock: &Clock, row: &[DayLine]) -> Vec<String> {
    row.iter()
        .filter(|line| line.mark == Mark::Counted && line.make_up)
        .filter_map(|line| {
            Some(format!(
                "{}{}。",
                date_words(line.date, clock_year(clock)),
                line.reason.as_ref()?
            ))
        })
        .collect()
}

/// Civil Code art. 203: a last day that is a day off moves to the day after the days off.
fn moved(clock: &Clock, row: &[DayLine]) -> Option<String> {
    let by_days = matches!(clock.limit.unit, Unit::NaturalDay | Unit::Month);
    let due = clock.due.filter(|_| by_days)?;
    let nominal = row.iter().rfind(|line| line.ordinal.is_some() && line.date <= due)?;
    let off = row
        .iter()
        .any(|line| line.mark == Mark::Off && nominal.date < line.date && line.date < due);
    (nominal.date < due && (off || clock.pauses.is_empty())).then(|| {
        let year = clock_year(clock);
        format!(
            "最后一天{}是休息日，顺延到{}。",
            date_words(nominal.date, year),
            date_words(due, year)
        )
    })
}

fn standing(clock: &Clock, context: &Context<'_>, row: &[DayLine]) -> String {
    let words = |amount: i64| match clock.limit.unit {
        Unit::Month => format!("{amount}天"),
        unit => format!("{amount}{}", unit.words()),
    };
    let (used, left) = (words(clock.used), words(clock.remaining));
    let late = match clock.remaining {
        0.. => "期限已经过了".to_owned(),
        behind => format!("已经超过期限{}", words(-behind)),
    };
    match clock.state {
        State::Stopped => {
            let day = clock.stopped.map_or(clock.start, |stop| shanghai_date(&stop));
            let what = context.stopped_by.unwrap_or("停止计时");
            let verdict = if clock.overdue {
                late
            } else {
                "没有超过期限".to_owned()
            };
            format!("{}{what}，用了{used}，{verdict}。", date_words(day, clock_year(clock)))
        }
        State::Suspended if clock.overdue => format!("现在暂停计时，暂停以前{late}。"),
        State::Suspended => format!("已经用了{used}，现在暂停计时；恢复以后接着数，还剩{left}。"),
        State::Running if clock.overdue => format!("{late}。"),
        State::Running if clock.due == Some(shanghai_date(&clock.as_of)) && clock.due_time.is_none() => {
            "今天是最后一天。".to_owned()
        }
        State::Running => match today_ordinal(row) {
            Some(n) if clock.limit.unit == Unit::WorkingDay => format!("今天是第{n}个工作日，还剩{left}。"),
            _ => format!("已经用了{used}，还剩{left}。"),
        },
    }
}

fn today_ordinal(row: &[DayLine]) -> Option<u32> {
    row.iter().find(|line| line.today)?.ordinal
}

fn statutory_words(clock: &Clock, statutory: &Clock) -> Option<String> {
    let due: NaiveDate = statutory.due?;
    let about = if statutory.provisional { "约" } else { "" };
    let limit = statutory.limit.words();
    Some(format!(
        "法律规定最长{limit}，也就是{about}{}。",
        date_words(due, clock_year(clock))
    ))
}

fn estimate(row: &[DayLine]) -> Option<String> {
    use chrono::Datelike;
    let year = row.iter().find(|line| !line.announced)?.date.year();
    Some(format!(
        "{year}年的放假安排还没有公布，日期是估算的；公布以后会重新计算，并且告诉您。"
    ))
}
