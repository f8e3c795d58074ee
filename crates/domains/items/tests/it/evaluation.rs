//! What people see when they fill in a form: story by story, on the small package.

use items::{ErrorKind, Given, Outcome, eval_command};
use serde_json::{Value, json};

use crate::sample::{small, small_plan};

fn evaluate(case: Value) -> Outcome {
    small_plan()
        .handling("new")
        .unwrap()
        .evaluate(&Given::from_value(&case).unwrap())
        .unwrap()
}

/// A case that is right, with some form values replaced.
fn with(form: Value) -> Value {
    let mut case = json!({
        "answers": {"use": "tour", "motor": false, "days": ["weekend"]},
        "form": {"name": "周小满", "id_number": "11010519491231002X", "phone": "13800000000",
            "boats": [{"number": "A1", "seats": 4}]},
    });
    for (key, value) in form.as_object().unwrap() {
        case["form"][key] = value.clone();
    }
    case
}

fn message(form: Value) -> String {
    let errors = evaluate(with(form)).errors;
    assert_eq!(errors.len(), 1, "{errors:?}");
    errors[0].message.clone()
}

#[test]
fn a_right_case_has_no_errors_and_says_what_applies() {
    let outcome = evaluate(with(json!({})));
    assert_eq!(outcome.errors, []);
    assert_eq!(outcome.materials.iter().map(|id| &**id).collect::<Vec<_>>(), ["photo"]);
    assert_eq!(
        outcome.questions.iter().map(|q| &*q.id).collect::<Vec<_>>(),
        ["use", "motor", "days"]
    );
    assert_eq!(outcome.questions[2].answer, Some(json!(["weekend"])));
    assert_eq!(outcome.conditions, [0]);
    assert_eq!((outcome.fee_fen, outcome.fees[0].fen), (1000, 1000));
    assert_eq!(outcome.limit_rule, None);
    assert_eq!(outcome.result()["shown"], json!("观光"));
    assert_eq!(outcome.results[0].fields[1].label.as_ref(), "座位合计");
    assert_eq!(outcome.review_points.len(), 2);
    assert_eq!(outcome.duties.len(), 1);
    let boats = &outcome.sections[1];
    assert!(boats.repeated);
    assert_eq!(boats.rows[0][1].value, Some(json!(4)));
    assert!(
        !outcome.sections[0].rows[0][4].required,
        "an end date is needed only with a start date"
    );
}

#[test]
fn a_rule_replaces_the_limits_and_opens_a_section() {
    let mut case = with(json!({"driver": "何秀兰"}));
    case["answers"] = json!({"use": "tour", "motor": true, "power": 120, "days": []});
    let outcome = evaluate(case);
    assert_eq!(outcome.errors, []);
    assert_eq!(
        (
            outcome.limit_rule,
            outcome.promised_limit.amount,
            outcome.step_limits[0].1.amount
        ),
        (Some(0), 8, 4)
    );
    assert_eq!(outcome.sections.len(), 3);
    assert_eq!(outcome.special.len(), 1);
}

#[test]
fn an_answer_that_is_no_longer_asked_counts_as_not_given() {
    let mut case = with(json!({"driver": "何秀兰"}));
    case["answers"]["power"] = json!(200);
    let outcome = evaluate(case);
    assert!(outcome.special.is_empty());
    assert!(outcome.sections.iter().all(|section| &*section.id != "crew"));
    assert_eq!(outcome.errors, []);
}

#[test]
fn each_fault_says_what_to_do() {
    let cases = [
        (json!({"name": ""}), "请填写姓名"),
        (
            json!({"name": "一二三四五六七八九十一二三四五六七八九十一二"}),
            "最多写20字，请删掉2字",
        ),
        (json!({"id_number": "1101051949123100X"}), "身份证号是18位，您填了17位"),
        (
            json!({"id_number": "110105194912310021"}),
            "最后一位不对，请对照证件再核对一次",
        ),
        (json!({"id_number": "11010519491231002x"}), "最后一位的X请用大写"),
        (
            json!({"id_number": "11010519490231002X"}),
            "身份证号里的出生日期不存在，请对照证件再核对一次",
        ),
        (json!({"phone": "1380000000"}), "手机号是11位，以1开头"),
        (json!({"phone": "0991-12"}), "固定电话要带区号，比如0991-1234567"),
        (
            json!({"from": "2026-02-30", "to": "2026-03-01"}),
            "2月没有30日，请改一下日期",
        ),
        (
            json!({"from": "2026-13-01", "to": "2026-03-01"}),
            "月份要在1到12之间，请改一下日期",
        ),
        (
            json!({"from": "2026/2/3", "to": "2026-03-01"}),
            "请按年、月、日填写日期，比如2026-06-01",
        ),
        (
            json!({"from": "2026-03-02", "to": "2026-03-01"}),
            "结束日期要在开始日期以后",
        ),
        (json!({"from": "2026-03-02"}), "请填写结束日期"),
        (json!({"price": "45元"}), "请只填数字，比如45"),
        (
            json!({"price": 10_000_000}),
            "每小时租金要在1元到1000元之间。请检查有没有多打或少打一个0",
        ),
        (json!({"price": 1000.5}), "金额最多写到分，也就是小数点后两位"),
        (json!({"kinds": ["sail"]}), "请从列出的选项里选"),
        (
            json!({"company": "9135O100M000100Y43"}),
            "统一社会信用代码里没有字母I、O、S、V、Z，请看看是不是把1打成了I",
        ),
        (
            json!({"company": "91350100M000100Y4"}),
            "统一社会信用代码是18位，您填了17位",
        ),
        (
            json!({"company": "91350100M000100Y44"}),
            "最后一位不对，请对照营业执照再核对一次",
        ),
        (json!({"mail": "zhang"}), "请填完整的邮箱地址，比如zhang@example.cn"),
        (json!({"berth": "E12"}), "写法不对，请对照原件再核对一次"),
        (json!({"boats": [{"number": "X1", "seats": 12}]}), "X1号船坐不下10人"),
        (
            json!({"boats": [{"number": "1", "seats": 2}, {"number": "2", "seats": 2}, {"number": "3", "seats": 2}, {"number": "4", "seats": 2}]}),
            "“游船”最多填3项，请删掉1项",
        ),
    ];
    for (form, expected) in cases {
        assert_eq!(message(form.clone()), expected, "{form}");
    }
}

#[test]
fn a_fault_in_a_row_names_section_row_and_kind() {
    let outcome = evaluate(with(
        json!({"boats": [{"number": "A1", "seats": 4}, {"number": "", "seats": 31}]}),
    ));
    let found: Vec<_> = outcome
        .errors
        .iter()
        .map(|e| (&*e.id, e.section.as_deref(), e.row, e.kind))
        .collect();
    assert_eq!(
        found,
        [
            ("number", Some("boats"), Some(1), ErrorKind::Required),
            ("seats", Some("boats"), Some(1), ErrorKind::Invalid)
        ]
    );
    assert_eq!(outcome.sections[1].rows[1][1].value, None);
    assert_eq!(outcome.sections[1].rows[1][1].fault, Some(1));
}

#[test]
fn nothing_filled_in_lists_everything_in_the_order_of_the_document() {
    let outcome = evaluate(json!({}));
    let kinds: Vec<_> = outcome.errors.iter().map(|e| (&*e.id, e.kind)).collect();
    use ErrorKind::{NotAnswered, Required, TooFewRows, WholeForm};
    assert_eq!(
        kinds,
        [
            ("use", NotAnswered),
            ("motor", NotAnswered),
            ("days", NotAnswered),
            ("name", Required),
            ("id_number", Required),
            ("phone", Required),
            ("boats", TooFewRows),
            ("seats_enough", WholeForm)
        ]
    );
    assert_eq!(outcome.errors[6].message, "请至少填一项游船");
    let whole = &outcome.errors[7];
    assert_eq!(
        whole.fields.iter().map(|id| &**id).collect::<Vec<_>>(),
        ["boats", "seats"]
    );
}

#[test]
fn what_an_officer_records_is_tested_when_the_step_is_completed() {
    let plan = small_plan();
    let handling = plan.handling("new").unwrap();
    let recorded = |review: Value| {
        let mut case = with(json!({}));
        case["review"] = review;
        handling
            .recorded("look", &Given::from_value(&case).unwrap())
            .unwrap()
            .unwrap()
    };
    assert_eq!(recorded(json!({"depth": 3})).errors, []);
    let shallow = recorded(json!({"depth": 0.5}));
    assert_eq!(
        shallow.errors.iter().map(|e| e.message.as_str()).collect::<Vec<_>>(),
        ["请填写说明"]
    );
    assert_eq!(&*recorded(json!({"depth": 101})).errors[0].id, "depth");
    assert!(handling.recorded("nowhere", &Given::default()).is_none());
}

#[test]
fn the_command_prints_the_keys_in_the_order_of_the_format() {
    let printed = eval_command(&small().to_string(), "01", &with(json!({})).to_string()).unwrap();
    let value: Value = serde_json::from_str(&printed).unwrap();
    let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "ends",
            "materials",
            "sections",
            "steps",
            "fee_fen",
            "promised_limit",
            "step_limits",
            "special",
            "auto",
            "result",
            "errors"
        ]
    );
    assert!(eval_command(&small().to_string(), "09", "{}").is_err());
    assert!(eval_command(&small().to_string(), "01", r#"{"form": 3}"#).is_err());
    assert!(eval_command(&small().to_string(), "01", r#"{"form": {}, "form": {}}"#).is_err());
}

#[test]
fn facts_of_another_kind_are_taken_as_they_are() {
    let given =
        Given::from_value(&json!({"applicant": {"kind": 3}, "case": {"submitted_on": null, "number": "1"}})).unwrap();
    assert_eq!(given.applicant.odd["kind"], json!(3));
    assert_eq!(given.case.odd["submitted_on"], Value::Null);
    assert_eq!(given.case.number.as_deref(), Some("1"));
    assert!(Given::from_value(&json!({"answers": [1]})).is_err());
    assert!(serde_json::from_value::<Given>(json!({"answers": null, "unknown": 1})).is_ok());
}
