use serde_json::{Value, json};
use workcal::{CaseClocks, Clock, Error, Event, Rules, Single, period_ends};

use crate::common::{instant, place, vectors};

#[test]
fn clocks_agree_with_the_independent_program() {
    for case in vectors("clocks.json")["cases"].as_array().unwrap() {
        match case["kind"].as_str() {
            Some("case") => whole_case(case),
            Some("single") => single(case),
            other => panic!("unknown kind {other:?}"),
        }
    }
}

fn whole_case(case: &Value) {
    let rules: Rules = case
        .get("rules")
        .map_or_else(Rules::default, |rules| serde_json::from_value(rules.clone()).unwrap());
    let events: Vec<Event> = serde_json::from_value(case["events"].clone()).unwrap();
    let clocks = CaseClocks::replay(&place(case), &rules, &events, instant(case["as_of"].as_str().unwrap()));
    if let Some(year) = case["expect"].get("year") {
        assert_eq!(
            clocks,
            Err(Error::YearNotAnnounced {
                year: year.as_i64().unwrap() as i32
            }),
            "{case}"
        );
        return;
    }
    assert_eq!(as_vector(&clocks.unwrap()), case["expect"], "{case}");
}

fn as_vector(clocks: &CaseClocks) -> Value {
    let mut all = json!({ "deemed_accepted": clocks.deemed_accepted, "findings": clocks.findings });
    let named = [
        ("acceptance", &clocks.acceptance),
        ("decision", &clocks.decision),
        ("promised", &clocks.promised),
        ("delivery", &clocks.delivery),
    ];
    for (name, clock) in named {
        if let Some(clock) = clock {
            all[name] = facts(clock);
        }
    }
    all
}

fn facts(clock: &Clock) -> Value {
    let mut facts = serde_json::to_value(clock).unwrap();
    let wanted = ["state", "start", "due", "used", "remaining", "overdue"];
    facts
        .as_object_mut()
        .unwrap()
        .retain(|key, _| wanted.contains(&key.as_str()));
    facts
}

fn single(case: &Value) {
    let days = place(case);
    let at = |key: &str| case.get(key).and_then(Value::as_str).map(instant);
    let from = at("from").unwrap();
    let limit = serde_json::from_value(case["limit"].clone()).unwrap();
    let expect = &case["expect"];
    if case.get("bound").is_some() {
        assert_eq!(
            json!(period_ends(&days, from, limit).unwrap().date),
            expect["period_ends"],
            "{case}"
        );
        return;
    }
    let single = Single::measure(&days, from, limit, at("done"), at("as_of").unwrap()).unwrap();
    match single.deadline.time {
        Some(time) => assert_eq!(time, instant(expect["due"].as_str().unwrap()), "{case}"),
        None => assert_eq!(json!(single.deadline.date), expect["due"], "{case}"),
    }
    assert_eq!(json!(single.overdue), expect["overdue"], "{case}");
    assert_eq!(
        json!(single.working_days_left),
        expect.get("working_days_left").cloned().unwrap_or_default(),
        "{case}"
    );
}
