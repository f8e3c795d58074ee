//! The package's own tests.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::{Map, Value};

use super::same;
use crate::evaluate::{Coverage, Run};
use crate::expr::code::CaseFact;
use crate::expr::value::Val;
use crate::fault::Fault;
use crate::format::{Handling, HandlingKind, Place, Scenario};
use crate::given::Given;
use crate::outcome::Outcome;
use crate::plan::HandlingPlan;

pub(super) fn run(plan: &HandlingPlan, place: &Place, faults: &mut Vec<Fault>) {
    let handling = plan.definition();
    let seen = RefCell::new(Coverage(vec![[false; 2]; plan.formulas]));
    let mut failing = false;
    for (index, scenario) in handling.scenarios.iter().enumerate() {
        let place = place.at("scenarios").at(index);
        let given = Given::of_scenario(scenario);
        match Run::new(plan, &given, &given.params, Some(&seen)).outcome() {
            Ok(outcome) => {
                failing |= !outcome.errors.is_empty();
                unknown_keys(handling, scenario, &place, faults);
                compare(handling, scenario, &outcome, &place, faults);
            }
            Err(error) => {
                let message = format!("场景“{}”算不出来：{}", scenario.name, error.message);
                let fault = Fault::error(error.place, message).in_expression(&error.source_text, 0);
                faults.push(fault.hint("先判断有没有值，比如 answers.n != null && …"));
            }
        }
    }
    if !failing {
        faults.push(
            Fault::error(place.at("scenarios"), "没有一个场景是填错的")
                .hint("至少写一个有errors的场景，证明检查起作用"),
        );
    }
    for (index, place) in &plan.covered {
        for value in [true, false] {
            if !seen.borrow().0[*index][usize::from(value)] {
                let never = if value { "成立" } else { "不成立" };
                faults.push(Fault::note(place.clone(), format!("没有一个场景让这个条件{never}")));
            }
        }
    }
}

fn compare(handling: &Handling, scenario: &Scenario, outcome: &Outcome, place: &Place, faults: &mut Vec<Fault>) {
    let due: u64 = outcome.step_limits.iter().map(|(_, limit)| limit.days()).sum();
    let promised = outcome.promised_limit.days();
    let clean = outcome.errors.is_empty() && outcome.ends.is_empty();
    if handling.kind == HandlingKind::Promised && clean && due > promised {
        let message = format!("场景“{}”里各环节一共要{due}天，承诺期限只有{promised}天", scenario.name);
        faults.push(Fault::error(place.clone(), message).hint("把环节的期限改短，或者用step_limits写明这种情形的期限"));
    }
    let got = outcome.to_json();
    let mut expected = serde_json::to_value(&scenario.expect)
        .ok()
        .and_then(|value| match value {
            Value::Object(map) => Some(map),
            _ => None,
        });
    let expected = expected.get_or_insert_default();
    for key in ["errors", "ends"] {
        expected.entry(key).or_insert_with(|| Value::Array(Vec::new()));
    }
    for (key, wanted) in expected.iter() {
        let (mine, wanted) = comparable(key, &got[key.as_str()], wanted);
        if !same(&mine, &wanted) {
            let message = format!("场景“{}”的{key}是{mine}，应该是{wanted}", scenario.name);
            faults.push(Fault::error(place.at("expect").at(key), message).hint("核对规则和场景，改对其中一个"));
        }
    }
}

/// Both sides as they are compared: errors as sets, of findings and results only the named keys.
fn comparable(key: &str, mine: &Value, wanted: &Value) -> (Value, Value) {
    match (key, mine, wanted) {
        ("errors", Value::Array(mine), Value::Array(wanted)) => (set(mine), set(wanted)),
        ("auto" | "result", Value::Object(mine), Value::Object(wanted)) => {
            let named: Map<_, _> = mine
                .iter()
                .filter(|(key, _)| wanted.contains_key(*key))
                .map(|(k, v)| (k.clone(), v.clone()))
                .collect();
            let wanted = Val::Object(wanted).printed().unwrap_or(Value::Null);
            (Value::Object(named), wanted)
        }
        _ => (mine.clone(), wanted.clone()),
    }
}

fn set(list: &[Value]) -> Value {
    let texts: BTreeSet<String> = list
        .iter()
        .map(|v| v.as_str().map_or_else(|| v.to_string(), ToOwned::to_owned))
        .collect();
    texts.into_iter().map(Value::String).collect()
}

/// A misspelt key would silently count as not given.
fn unknown_keys(h: &Handling, scenario: &Scenario, place: &Place, faults: &mut Vec<Fault>) {
    let flat = h
        .form
        .iter()
        .filter(|section| section.repeat.is_none())
        .flat_map(|section| &section.fields);
    let repeated: HashMap<&str, HashSet<&str>> = h
        .form
        .iter()
        .filter(|section| section.repeat.is_some())
        .map(|section| {
            (
                section.id.as_str(),
                section.fields.iter().map(|field| field.id.as_str()).collect(),
            )
        })
        .collect();
    let form: HashSet<&str> = flat
        .map(|field| field.id.as_str())
        .chain(repeated.keys().copied())
        .collect();
    let empty = Map::new();
    let recorded = h
        .steps
        .iter()
        .flat_map(|step| &step.fields)
        .map(|field| field.id.as_str());
    let parts: [(&str, &Map<String, Value>, HashSet<&str>); 6] = [
        (
            "answers",
            &scenario.answers,
            h.questions.iter().map(|question| question.id.as_str()).collect(),
        ),
        ("form", &scenario.form, form),
        (
            "case",
            scenario.case.as_ref().unwrap_or(&empty),
            CaseFact::ALL.iter().map(|fact| fact.id()).collect(),
        ),
        ("applicant", &scenario.applicant, HashSet::from(["kind", "agent"])),
        ("review", scenario.review.as_ref().unwrap_or(&empty), recorded.collect()),
        (
            "params",
            scenario.params.as_ref().unwrap_or(&empty),
            h.params.iter().map(|param| param.id.as_str()).collect(),
        ),
    ];
    for (part, given, known) in parts {
        for (key, value) in given {
            let place = place.at(part).at(key);
            if !known.contains(key.as_str()) {
                let message = format!("场景“{}”里的{part}.{key}不存在", scenario.name);
                faults.push(Fault::error(place, message).hint("看看名字是不是拼错了"));
                continue;
            }
            let Some((fields, rows)) = repeated
                .get(key.as_str())
                .filter(|_| part == "form")
                .zip(value.as_array())
            else {
                continue;
            };
            for (index, row) in rows.iter().enumerate() {
                for name in row
                    .as_object()
                    .into_iter()
                    .flat_map(Map::keys)
                    .filter(|name| !fields.contains(name.as_str()))
                {
                    let message = format!("场景“{}”里的form.{key}没有字段“{name}”", scenario.name);
                    faults.push(Fault::error(place.at(index).at(name), message).hint("看看名字是不是拼错了"));
                }
            }
        }
    }
}
