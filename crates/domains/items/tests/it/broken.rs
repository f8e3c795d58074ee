//! Every fault that the oracle finds is found here too, at its place and in words.

use items::{Fault, Plan, Severity, check_command};
use serde_json::{Value, json};

use crate::sample::{ask_oracle, small};

const H: &str = "/handling/0";

/// A broken package, one row of `broken.json`: where the first handling item (or `/item`, `/format`) is changed, to what
/// (`null` takes the key away), and at which place which words are said.
struct Broken {
    change: String,
    to: Value,
    place: String,
    words: String,
}

fn apply(broken: &Broken) -> Value {
    let mut package = small();
    let pointer = if broken.change.starts_with("/item") || broken.change.starts_with("/format") {
        broken.change.clone()
    } else {
        format!("{H}{}", broken.change)
    };
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match package.pointer_mut(parent).unwrap() {
        Value::Object(map) if broken.to.is_null() => {
            map.shift_remove(key);
        }
        Value::Object(map) => {
            map.insert(key.to_owned(), broken.to.clone());
        }
        Value::Array(list) => match key.parse::<usize>() {
            Ok(index) => list[index] = broken.to.clone(),
            Err(_) => list.push(broken.to.clone()),
        },
        other => panic!("{other}"),
    }
    package
}

fn all() -> Vec<Broken> {
    let rows: Vec<(String, Value, String, String)> = serde_json::from_str(include_str!("../broken.json")).unwrap();
    rows.into_iter()
        .map(|(change, to, place, words)| Broken {
            change,
            to,
            place,
            words,
        })
        .collect()
}

fn errors(package: &str) -> Vec<Fault> {
    check_command(package).of(Severity::Error).cloned().collect()
}

#[test]
fn the_small_package_holds() {
    let report = check_command(&small().to_string());
    assert!(report.holds(), "{report}");
}

#[test]
fn each_fault_is_named_with_its_place() {
    for broken in all() {
        let found = errors(&apply(&broken).to_string());
        let named = |fault: &Fault| {
            let said = format!("{} {}", fault.message, fault.hint.as_deref().unwrap_or_default());
            fault.place.as_str() == broken.place && said.contains(&broken.words)
        };
        assert!(found.iter().any(named), "{} = {}: {found:#?}", broken.change, broken.to);
    }
}

#[test]
fn the_oracle_refuses_the_same_packages() {
    let folder = tempfile::tempdir().unwrap();
    let all = all();
    for (index, broken) in all.iter().enumerate() {
        std::fs::write(
            folder.path().join(format!("{index:03}.json")),
            apply(broken).to_string(),
        )
        .unwrap();
    }
    std::fs::write(folder.path().join("good.json"), small().to_string()).unwrap();
    let Some(answer) = ask_oracle("faults", folder.path(), &Value::Null) else {
        return;
    };
    for (name, problems) in answer.as_object().unwrap() {
        let text = std::fs::read_to_string(folder.path().join(name)).unwrap();
        let refused = !problems.as_array().unwrap().is_empty();
        let change = name
            .strip_suffix(".json")
            .and_then(|n| n.parse::<usize>().ok())
            .map(|n| &all[n].change);
        assert_eq!(
            refused,
            !errors(&text).is_empty(),
            "{name} {change:?}: {problems} {:#?}",
            errors(&text)
        );
    }
}

#[test]
fn a_licence_can_only_be_read_where_one_is_continued() {
    let mut package = small();
    package["handling"][0]["results"][0]["fields"][0]["value"] = json!("licence.holder");
    assert!(Plan::compile(serde_json::from_value(package.clone()).unwrap()).is_ok());
    package["handling"][0]
        .as_object_mut()
        .unwrap()
        .shift_remove("continues");
    let faults = Plan::compile(serde_json::from_value(package).unwrap()).unwrap_err();
    assert!(faults.to_string().contains("continues"), "{faults}");
}

#[test]
fn two_handling_items_need_two_codes_and_two_ids() {
    let mut package = small();
    let twin = package["handling"][0].clone();
    package["handling"].as_array_mut().unwrap().push(twin);
    let places: Vec<String> = errors(&package.to_string())
        .iter()
        .map(|fault| fault.place.to_string())
        .collect();
    assert_eq!(places, ["/handling/1/code", "/handling/1/id"]);
}

#[test]
fn scenarios_must_show_an_error_and_notes_say_what_they_never_see() {
    let mut package = small();
    package["handling"][0]["scenarios"].as_array_mut().unwrap().remove(0);
    let second = package["handling"][0]["scenarios"][0].clone();
    package["handling"][0]["scenarios"].as_array_mut().unwrap().push(second);
    let report = check_command(&package.to_string());
    let errors: Vec<_> = report.of(Severity::Error).map(|fault| fault.message.as_str()).collect();
    assert_eq!(errors, ["没有一个场景是填错的"]);
    assert!(report.of(Severity::Note).any(|fault| {
        fault.place.as_str() == "/handling/0/materials/1/when" && fault.message == "没有一个场景让这个条件不成立"
    }));
}

#[test]
fn the_steps_of_a_scenario_must_fit_its_limit() {
    let mut package = small();
    package["handling"][0]["limit_rules"][0]["step_limits"]["look"]["amount"] = json!(9);
    package["handling"][0]["scenarios"][1]["expect"]["ends"] = json!([]);
    package["handling"][0]["endings"][0]["when"] = json!("answers.use == 'fish'");
    let found = errors(&package.to_string());
    assert!(
        found
            .iter()
            .any(|fault| fault.message.contains("各环节一共要11天，承诺期限只有8天")),
        "{found:#?}"
    );
}

#[test]
fn a_key_that_stands_twice_is_found_wherever_it_is() {
    let text = small()
        .to_string()
        .replace("\"label\":\"姓名\"", "\"label\":\"姓名\",\"label\":\"名字\"");
    let found = errors(&text);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].place.as_str(), "/handling/0/form/0/fields/0/label");
    assert!(found[0].message.contains("写了两次"));
    assert!(errors("{\"a\": {\"\\u0062\": 1, \"b\": 2}}")[0].message.contains("“b”"));
    assert!(errors("{\"a\": NaN}")[0].message.contains("JSON"));
    assert!(
        errors(r#"{"a": "{\"x\":1,\"x\":2}", "b": [{"x": 1}, {"x": 2}]}"#)
            .iter()
            .all(|f| !f.message.contains("两次"))
    );
}

#[test]
fn warnings_are_listed_and_block_nothing() {
    let mut package = small();
    let handling = &mut package["handling"][0];
    handling["materials"][0]["source"] = json!("government");
    handling["conditions"][0]["text"] = json!("有相关材料");
    handling["endings"][0]["handling"] = json!("07");
    handling["form"][0]["fields"][0]["prefill"] = json!("answers.gone");
    let report = check_command(&package.to_string());
    assert!(report.holds(), "{report}");
    let places: Vec<_> = report.of(Severity::Warning).map(|fault| fault.place.as_str()).collect();
    assert_eq!(
        places,
        [
            "/handling/0/materials/0",
            "/handling/0/conditions/0/text",
            "/handling/0/endings/0/handling",
            "/handling/0/form/0/fields/0/prefill",
            "/handling/0/params/1"
        ]
    );
}

#[test]
fn a_fault_is_shown_with_place_expression_and_hint() {
    let mut package = small();
    package["handling"][0]["materials"][0]["when"] = json!("answers.usee == 'tour'");
    let shown = check_command(&package.to_string()).to_string();
    assert!(
        shown.contains("错误 /handling/0/materials/0/when\n  没有问题“usee”"),
        "{shown}"
    );
    assert!(shown.contains("是不是想写“use”？"), "{shown}");
    assert!(shown.contains("不合格：有1处错误"), "{shown}");
}
