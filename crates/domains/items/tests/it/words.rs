//! Expressions as sentences.

use items::{Sense, in_words};

use crate::expressions::source;
use crate::sample::{Dice, package_files, small};

fn said(source: &str, sense: Sense) -> String {
    let package: items::Package = serde_json::from_value(small()).unwrap();
    in_words(source, &package.handling[0], Some("boats"), sense).unwrap()
}

#[test]
fn conditions_read_as_sentences() {
    let cases = [
        ("answers.use == 'tour'", "“船用来做什么？”选的是“观光”"),
        ("answers.use != 'tour'", "“船用来做什么？”选的不是“观光”"),
        (
            "answers.use in ['tour', 'fish']",
            "“船用来做什么？”选的是“观光”或“钓鱼”",
        ),
        (
            "answers.days != null && 'week' in answers.days",
            "“哪几天营业？”里选了“平日”",
        ),
        ("!('week' in answers.days)", "“哪几天营业？”里没有选“平日”"),
        ("answers.motor == true", "“船有发动机吗？”选的是“是”"),
        (
            "answers.power != null && answers.power > 100",
            "“发动机多大功率？”大于100千瓦",
        ),
        (
            "form.price == null || form.price <= 5000",
            "“每小时租金”没有填，或者“每小时租金”不超过50元",
        ),
        (
            "applicant.kind == 'legal' && applicant.agent",
            "申请人是单位（法人或其他组织），并且由别人代办",
        ),
        ("form.from < form.to", "“开始日期”早于“结束日期”"),
        (
            "years_between(birth_date(form.id_number), case.submitted_on) >= 18",
            "提交日期时的年龄（按“身份证号”算）不小于18",
        ),
        (
            "form.boats.exists(b, b.seats != null && b.seats >= 2)",
            "“游船”里至少有一行符合（“座位”不小于2）",
        ),
        (
            "size(form.boats.filter(b, b.seats > 4)) == 1",
            "“游船”里符合（“座位”大于4）的各项的个数是1",
        ),
        ("row.seats < 10", "“座位”小于10"),
        (
            "answers.motor == true && (answers.use == 'tour' || answers.use == 'race')",
            "“船有发动机吗？”选的是“是”，并且（“船用来做什么？”选的是“观光”，或者“船用来做什么？”选的是“比赛”）",
        ),
    ];
    for (source, expected) in cases {
        assert_eq!(said(source, Sense::Condition), expected, "{source}");
    }
}

#[test]
fn amounts_are_said_in_yuan() {
    assert_eq!(said("1000", Sense::Money), "10元");
    assert_eq!(
        said("size(form.boats) * params.fee", Sense::Money),
        "“游船”的个数乘以“每条船的工本费”"
    );
    assert_eq!(
        said("answers.motor == true ? 5050 : 0", Sense::Money),
        "（如果“船有发动机吗？”选的是“是”，是50.5元；否则是0元）"
    );
}

#[test]
fn every_expression_of_the_packages_can_be_said_without_its_names() {
    for path in package_files() {
        let package = items::Package::read(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for handling in &package.handling {
            for source in handling.expressions() {
                for sense in [Sense::Condition, Sense::Value, Sense::Money] {
                    let said = in_words(source, handling, None, sense).unwrap();
                    assert!(!said.is_empty(), "{source}");
                    for sign in ["==", "&&", "||", "answers.", "form.", "params."] {
                        assert!(!said.contains(sign), "{source}: {said}");
                    }
                }
            }
        }
    }
}

#[test]
fn whatever_can_be_parsed_can_be_said() {
    let package: items::Package = serde_json::from_value(small()).unwrap();
    let mut dice = Dice(11);
    let mut said = 0;
    for round in 0..3000 {
        let source = source(&mut dice, 1 + round % 4);
        if let Ok(sentence) = in_words(&source, &package.handling[0], Some("boats"), Sense::Condition) {
            assert!(!sentence.is_empty(), "{source}");
            said += 1;
        }
    }
    assert!(said > 1000, "only {said} could be parsed");
}
