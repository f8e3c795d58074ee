use serde_json::{Value, json};
use workcal::{Error, Limit, Unit, WorkDays};

use crate::common::{date, instant, place, vectors};

#[test]
fn working_days_agree_with_the_independent_program() {
    for case in vectors("workdays.json")["cases"].as_array().unwrap() {
        let days = place(case);
        let expect = &case["expect"];
        let strict = answer(&days, case);
        let Some(year) = expect.get("year") else {
            assert_eq!(strict, Ok((expect["result"].clone(), false)), "{case}");
            continue;
        };
        assert_eq!(
            strict,
            Err(Error::YearNotAnnounced {
                year: year.as_i64().unwrap() as i32
            }),
            "{case}"
        );
        let (guess, marked) = answer(&days.provisional(true), case).unwrap();
        assert_eq!(guess, expect["provisional"], "{case}");
        assert!(
            marked || guess.is_boolean() || guess.is_number(),
            "a guessed date says that it is one: {case}"
        );
    }
}

/// The result as the vectors write it, and whether it says that it is provisional.
fn answer(days: &WorkDays, case: &Value) -> Result<(Value, bool), Error> {
    let text = |key: &str| case[key].as_str().unwrap();
    let due = |due: workcal::Due| (json!(due.date), due.provisional);
    Ok(match text("op") {
        "add" => return add(days, case),
        "is_working_day" => (json!(days.is_working_day(date(text("date")))?), false),
        "next_or_same" => due(days.next_or_same(date(text("date")))?),
        "previous_or_same" => due(days.previous_or_same(date(text("date")))?),
        "count" => (json!(days.count(date(text("after")), date(text("upto")))?), false),
        other => panic!("unknown op {other}"),
    })
}

fn add(days: &WorkDays, case: &Value) -> Result<(Value, bool), Error> {
    let unit: Unit = serde_json::from_value(case["unit"].clone()).unwrap();
    let start = case["start"].as_str().unwrap();
    if !unit.is_hours() {
        let due = days.add(date(start), Limit::new(case["n"].as_u64().unwrap() as u32, unit))?;
        return Ok((json!(due.date), due.provisional));
    }
    let deadline = match case["n"].as_u64() {
        Some(hours) => days.deadline(instant(start), Limit::new(hours as u32, unit))?,
        None => days.add_working_minutes(instant(start), (case["n"].as_f64().unwrap() * 60.0) as i64)?,
    };
    let time = deadline.time.unwrap();
    // Instants are compared as instants: the vectors keep the offset that they were given.
    let expected = ["result", "provisional"]
        .iter()
        .find_map(|key| case["expect"][*key].as_str())
        .unwrap();
    let same = instant(expected) == time;
    Ok((if same { json!(expected) } else { json!(time) }, deadline.provisional))
}
