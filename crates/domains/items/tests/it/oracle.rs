//! This evaluation and check.py agree on every scenario and on random cases of every package.

use items::{Field, FieldType, Given, HandlingPlan, Package, Plan, Question, QuestionKind, QuestionOption};
use serde_json::{Map, Value, json};

use crate::sample::{Dice, ask_oracle, package_files, same};

const RANDOM_CASES: usize = 200;

fn compare(files: &[std::path::PathBuf]) {
    let mut compared = 0;
    for path in files {
        let text = std::fs::read_to_string(path).unwrap();
        let plan = Plan::compile(Package::read(&text).unwrap()).unwrap();
        let document: Value = serde_json::from_str(&text).unwrap();
        let mut asked = Vec::new();
        for handling in document["handling"].as_array().unwrap() {
            for scenario in handling["scenarios"].as_array().unwrap() {
                asked.push(json!({"handling": handling["id"], "case": scenario}));
            }
        }
        let mut dice = Dice(20_160_929);
        for round in 0..RANDOM_CASES {
            let handling = &plan.handlings()[round % plan.handlings().len()];
            asked.push(json!({"handling": handling.definition().id, "case": random_case(handling, &mut dice)}));
        }
        let Some(answers) = ask_oracle("cases", path, &Value::Array(asked.clone())) else {
            return;
        };
        for (asked, answer) in asked.iter().zip(answers.as_array().unwrap()) {
            let handling = plan.handling(asked["handling"].as_str().unwrap()).unwrap();
            let mine = handling.evaluate(&Given::from_value(&asked["case"]).unwrap());
            compared += usize::from(mine.is_ok());
            let agrees = match (&mine, answer.get("outcome")) {
                (Ok(mine), Some(oracle)) => same(&mine.to_json(), oracle),
                (Err(_), None) => true,
                _ => false,
            };
            assert!(
                agrees,
                "{}: {asked}\nmine:   {}\noracle: {answer}",
                path.display(),
                mine.map_or_else(|error| error.to_string(), |mine| mine.to_json().to_string())
            );
        }
    }
    assert!(
        compared > files.len() * RANDOM_CASES / 2,
        "only {compared} cases could be evaluated"
    );
}

#[test]
fn the_first_packages_agree_with_the_oracle() {
    compare(&package_files()[..22]);
}

#[test]
fn the_other_packages_agree_with_the_oracle() {
    compare(&package_files()[22..]);
}

fn random_case(plan: &HandlingPlan, dice: &mut Dice) -> Value {
    let h = plan.definition();
    // Some cases are mostly right, some mostly empty, some nonsense.
    let trust = 40 + 20 * dice.below(4);
    let mut form = Map::new();
    for section in &h.form {
        if section.repeat.is_some() {
            let rows: Vec<Value> = (0..dice.below(4))
                .map(|_| Value::Object(fields(&section.fields, trust, dice)))
                .collect();
            form.insert(
                section.id.clone(),
                if dice.below(30) == 0 {
                    json!([1, {}])
                } else {
                    json!(rows)
                },
            );
        } else {
            form.extend(fields(&section.fields, trust, dice));
        }
    }
    let answers: Map<_, _> = h
        .questions
        .iter()
        .map(|q| (q.id.clone(), answer(q, trust, dice)))
        .collect();
    let review: Map<_, _> = h
        .steps
        .iter()
        .flat_map(|step| fields(&step.fields, trust, dice))
        .collect();
    let day = |dice: &mut Dice| {
        dice.one(&["2026-06-01", "2024-02-29", "2026-12-31", "2031-01-15"])
            .to_owned()
    };
    let mut case = json!({
        "applicant": {"kind": dice.one(&["natural", "legal"]), "agent": dice.below(2) == 0},
        "answers": answers, "form": form, "review": review,
        "case": {"submitted_on": day(dice)},
    });
    if dice.below(2) == 0 {
        case["case"] = json!({"submitted_on": day(dice), "accepted_on": day(dice), "decided_on": day(dice),
            "number": "990122202606010000012", "result_number": "99012200001", "unknown": 1});
    }
    if dice.below(2) == 0 {
        let printed = h.results.iter().flat_map(|result| &result.fields);
        let licence: Map<_, _> = printed
            .filter_map(|field| {
                let value = dice
                    .one(&[
                        json!("文字"),
                        json!("2027-03-01"),
                        json!(12.5),
                        Value::Null,
                        json!(["a"]),
                    ])
                    .clone();
                (dice.below(2) == 0).then(|| (field.id.clone(), value))
            })
            .collect();
        case["licence"] = Value::Object(licence);
    }
    if dice.below(3) == 0 {
        let params = h.params.iter().filter(|param| param.value.is_number());
        let own: Map<_, _> = params
            .map(|param| (param.id.clone(), json!(dice.below(4_000_000) as f64 / 8.0)))
            .collect();
        case["params"] = Value::Object(own);
    }
    case
}

fn fields(fields: &[Field], trust: usize, dice: &mut Dice) -> Map<String, Value> {
    fields
        .iter()
        .map(|field| (field.id.clone(), value(field.kind, &field.options, field, trust, dice)))
        .collect()
}

fn answer(question: &Question, trust: usize, dice: &mut Dice) -> Value {
    let kind = match question.kind {
        QuestionKind::One => FieldType::One,
        QuestionKind::Many => FieldType::Many,
        QuestionKind::YesNo => FieldType::YesNo,
        QuestionKind::Number => FieldType::Number,
    };
    plain(kind, &question.options, trust, dice)
}

fn value(kind: FieldType, options: &[QuestionOption], field: &Field, trust: usize, dice: &mut Dice) -> Value {
    match &field.pattern {
        Some(_) if dice.below(2) == 0 => {
            json!(dice.one(&["JY12345678901234", "123456789012", "某某有限公司", "A12", "2026"]))
        }
        _ => plain(kind, options, trust, dice),
    }
}

fn plain(kind: FieldType, options: &[QuestionOption], trust: usize, dice: &mut Dice) -> Value {
    if dice.below(100) >= trust {
        let odd = [
            Value::Null,
            Value::Null,
            Value::Null,
            json!(""),
            json!([]),
            json!("不像话"),
            json!(false),
            json!(0),
            json!(-1),
            json!([1]),
            json!({}),
            json!(1.5),
            json!("2026-02-30"),
            json!(1e15),
            json!(0.123_456_7),
            json!([["a"]]),
            json!(["没有的选项"]),
        ];
        return dice.one(&odd).clone();
    }
    match kind {
        FieldType::One => json!(dice.one(options).id),
        FieldType::Many => options
            .iter()
            .filter(|_| dice.below(2) == 0)
            .map(|option| json!(option.id))
            .collect(),
        FieldType::YesNo => json!(dice.below(2) == 0),
        FieldType::Number => match dice.below(4) {
            0 => json!(dice.below(2000)),
            1 => json!(dice.below(40)),
            2 => json!(100),
            _ => json!(dice.below(4000) as f64 / 4.0),
        },
        FieldType::Money => json!(dice.below(1_000_000_000)),
        FieldType::Date => json!(*dice.one(&[
            "2026-05-31",
            "2026-06-01",
            "2020-02-29",
            "0001-01-01",
            "9999-12-31",
            "1958-07-04"
        ])),
        FieldType::Files => json!(["a.pdf", "b.jpg"]),
        FieldType::ResidentId => json!(*dice.one(&["11010519491231002X", "990122201003150013", "990122199002280034"])),
        FieldType::CreditCode => json!(*dice.one(&["91350100M000100Y43", "11990122MB00000010", "91350100M000100Y4I"])),
        FieldType::Region => json!(*dice.one(&["990122000000", "99012200000x"])),
        FieldType::Phone => json!(*dice.one(&[
            "13800000000",
            "010-12345678-12",
            "0991-1234567",
            "09911234567890",
            "1380000000"
        ])),
        FieldType::Email => json!(*dice.one(&["a@b.cn", "a@b", "a b@c.cn", "a@b..", "@b.cn"])),
        _ => json!(*dice.one(&["文字", "某某有限公司", "一二三四五六七八九十"])),
    }
}
