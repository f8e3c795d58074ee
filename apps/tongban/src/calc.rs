//! `tongban calc`: when a limit ends, and why.

use std::sync::Arc;

use anyhow::Context as _;
use chrono::{DateTime, FixedOffset, NaiveDate};
use clap::Args;
use workcal::{Calendar, Limit, Unit, WorkDays, explain_limit};

use crate::assets;

/// When does a limit end?
#[derive(Debug, Args)]
pub struct Calc {
    /// The day (2026-09-18) or instant (2026-09-18T16:00) on which it begins; the day itself is not counted.
    from: String,
    /// How many.
    amount: u32,
    /// working_day, day, month, hour (working hours) or clock_hour.
    #[arg(default_value = "working_day")]
    unit: String,
    /// Print as JSON.
    #[arg(long)]
    json: bool,
}

fn instant(text: &str) -> anyhow::Result<DateTime<FixedOffset>> {
    let wrong = || format!("“{text}”不是日期，请写成2026-09-18或者2026-09-18T16:00");
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Ok(workcal::midnight(day));
    }
    let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").with_context(wrong)?;
    local
        .and_local_timezone(kernel::clock::shanghai_offset())
        .single()
        .with_context(wrong)
}

/// Prints the answer.
pub fn run(calc: &Calc) -> anyhow::Result<()> {
    let unit = match calc.unit.as_str() {
        "working_day" => Unit::WorkingDay,
        "day" => Unit::NaturalDay,
        "month" => Unit::Month,
        "hour" => Unit::WorkingHour,
        "clock_hour" => Unit::ClockHour,
        other => anyhow::bail!("没有“{other}”这种单位，可以写working_day、day、month、hour或者clock_hour"),
    };
    let days = WorkDays::new(Arc::new(Calendar::from_csv(assets::CALENDAR)?));
    let explained = explain_limit(
        &days,
        instant(&calc.from)?,
        Limit {
            amount: calc.amount,
            unit,
        },
    )?;
    if calc.json {
        println!("{}", serde_json::to_string_pretty(&explained)?);
    } else {
        for sentence in &explained.explanation.sentences {
            println!("{sentence}");
        }
    }
    Ok(())
}
