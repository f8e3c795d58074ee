//! Items that continue a licence (变更、延续…): which one, and whether it is the time for it.

use chrono::{NaiveDate, TimeDelta};
use items::{Continues, WindowUnit};
use workcal::WorkDays;

/// Why today is not the time, given the licence's last day; `None` when it is, or when nothing is fixed.
pub fn window_fault(
    continues: &Continues,
    valid_to: Option<NaiveDate>,
    today: NaiveDate,
    days: &WorkDays,
) -> Option<String> {
    let end = valid_to?;
    let before = |amount: i64| -> Option<NaiveDate> {
        match continues.window_unit {
            Some(WindowUnit::WorkingDay) => nth_working_day_before(end, amount, days),
            _ => end.checked_sub_signed(TimeDelta::days(amount)),
        }
    };
    let words = |day: NaiveDate| day.format("%Y年%-m月%-d日").to_string();
    if let Some(first) = continues.earliest_days_before_expiry.flatten().and_then(before)
        && today < first
    {
        return Some(format!(
            "这张{}{}到期，{}起才可以申请",
            continues.licence_type,
            words(end),
            words(first)
        ));
    }
    if let Some(last) = continues.latest_days_before_expiry.flatten().and_then(before)
        && today > last
    {
        return Some(format!(
            "这张{}{}到期，最晚要在{}申请，现在已经过了",
            continues.licence_type,
            words(end),
            words(last)
        ));
    }
    None
}

/// The day from which `n` working days are left until `end`.
fn nth_working_day_before(end: NaiveDate, n: i64, days: &WorkDays) -> Option<NaiveDate> {
    let mut day = end;
    let mut left = n;
    while left > 0 {
        day = day.pred_opt()?;
        if days.is_working_day(day).ok()? {
            left -= 1;
        }
    }
    Some(day)
}
