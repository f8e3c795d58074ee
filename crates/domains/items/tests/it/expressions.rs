//! The rules of the expressions: numbers, texts, dates, macros, limits; and the same answers as the oracle's.

use items::expr::{DEEPEST, Decimal, LONGEST, parse};
use items::{Given, Plan};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::sample::{Dice, ask_oracle, same, small};

/// What an expression comes to; `Err(true)` if the package would be refused, `Err(false)` if it fails with this case.
fn value(source: &str, case: &Value) -> Result<Value, bool> {
    let mut package = small();
    let handling = &mut package["handling"][0];
    handling["results"][0]["fields"][0]["value"] = json!(source);
    let plan = Plan::compile(serde_json::from_value(package).unwrap()).map_err(|_| true)?;
    let outcome = plan.handlings()[0]
        .evaluate(&Given::from_value(case).unwrap())
        .map_err(|_| false)?;
    Ok(outcome.result()["shown"].clone())
}

fn case() -> Value {
    json!({
        "applicant": {"kind": "legal", "agent": true},
        "answers": {"use": "tour", "motor": true, "power": 2.5, "days": ["weekend", "week"]},
        "form": {"name": "周小满𠮷", "id_number": "11010519491231002X", "phone": "13800000000", "from": "2024-01-31",
            "to": "2024-02-29", "price": 4999, "kinds": ["row", "row"],
            "boats": [{"number": "A1", "seats": 4, "shared": 33.3}, {"number": "A2", "seats": 2.5}, {"seats": 1}]},
        "licence": {"holder": "周小满", "amount": 0.1, "list": [1, 1.0, "a"], "map": {"a": 1}, "odd": -0.0, "many": 12345678901234567890123456789012345678901234567890.5},
        "case": {"submitted_on": "2026-06-01", "decided_on": "2026-07-01", "number": "99"},
        "review": {"depth": 0.5}, "params": {"fee": 1250},
    })
}

#[test]
fn numbers_are_exact_decimals_of_twenty_eight_digits() {
    let cases = [
        ("0.1 + 0.2 == 0.3", json!(true)),
        ("1 / 4", json!(0.25)),
        ("2 / 3 * 3 == 2", json!(true)),
        ("1 / 3 * 3 == 1", json!(false)),
        ("1 / 3 == 0.3333333333333333333333333333", json!(true)),
        (
            "10000000000000000000000000005 + 0",
            serde_json::from_str("10000000000000000000000000000").unwrap(),
        ),
        (
            "10000000000000000000000000015 + 0",
            serde_json::from_str("10000000000000000000000000020").unwrap(),
        ),
        (
            "10000000000000000000000000005 == 10000000000000000000000000000",
            json!(false),
        ),
        (
            "-10000000000000000000000000015 == -10000000000000000000000000020",
            json!(true),
        ),
        (
            "9999999999999999999999999999 + 1 == 10000000000000000000000000000",
            json!(true),
        ),
        ("1.0 == 1", json!(true)),
        ("1.00 in [1]", json!(true)),
        ("true == 1", json!(false)),
        ("2.0000005", serde_json::from_str("2.000001").unwrap()),
        ("-2.0000005", serde_json::from_str("-2.000001").unwrap()),
        ("2.9999999", json!(3)),
        ("sum([])", json!(0)),
        ("sum([1, null, 0.5])", json!(1.5)),
        ("7 - 2 - 1", json!(4)),
        ("8 / 2 / 2", json!(2)),
        ("2 + 3 * 4", json!(14)),
        ("--3", json!(3)),
    ];
    for (source, expected) in cases {
        assert_eq!(value(source, &case()), Ok(expected), "{source}");
    }
}

#[test]
fn values_are_stricter_than_cel() {
    let cases = [
        ("null == false", json!(false)),
        ("null == null", json!(true)),
        ("null in [null]", json!(true)),
        ("'a' == 1", json!(false)),
        ("[1, 'a'] == [1.0, 'a']", json!(true)),
        ("'B' < 'a' && '一' < '𠮷'", json!(true)),
        ("'a' + \"b\\n\\\"\"", json!("ab\n\"")),
        ("false && 1 / 0 == 1", json!(false)),
        ("[1, 0].exists(x, 1 / x == 1)", json!(true)),
        ("form.boats.map(b, b.seats)", json!([4, 2.5, 1])),
        ("size(form.boats.filter(b, b.shared == null))", json!(2)),
        (
            "form.boats.filter(b, b.seats > 1).map(b, b.number)",
            json!(["A1", "A2"]),
        ),
        ("[[1, 2], [3]].map(l, l.map(n, n * 2))", json!([[2, 4], [6]])),
        ("size('周小满𠮷')", json!(4)),
        ("join(['a', null, 'b'], '、')", json!("a、b")),
        ("label(answers.days)", json!("周末、平日")),
        ("birth_date('11010519491231002X')", json!("1949-12-31")),
        ("birth_date('1')", json!(null)),
        ("applicant.kind", json!("legal")),
        ("licence.nothing", json!(null)),
    ];
    for (source, expected) in cases {
        assert_eq!(value(source, &case()), Ok(expected), "{source}");
    }
    let failing = [
        "null < 1",
        "1 < 'a'",
        "true + 1",
        "!null",
        "null && true",
        "null ? 1 : 2",
        "1 in null",
        "size(null)",
        "sum(1)",
        "join([1], ',')",
        "add_days('2026-02-30', 1)",
        "1 / 0",
        "true || null && true ? 1 / (1 - 1) : 0",
        "form.mail.exists(x, true)",
        "[1].filter(x, x)",
        "-'a'",
        "false || null",
        "days_between(null, '2026-01-01')",
    ];
    for source in failing {
        assert_eq!(value(source, &case()), Err(false), "{source}");
    }
}

#[test]
fn dates_move_by_whole_months_and_stay_inside_four_digit_years() {
    let cases = [
        ("add_months('2024-01-31', 1)", json!("2024-02-29")),
        ("add_years('2024-02-29', 1)", json!("2025-02-28")),
        ("add_days('2026-12-31', 1.9)", json!("2027-01-01")),
        ("add_days('2026-01-01', -1.9)", json!("2025-12-31")),
        ("add_years('2026-01-01', 100000000000000000000)", json!("9999-12-31")),
        ("add_days('2026-01-01', -100000000000000000000)", json!("0001-01-01")),
        ("months_between('2024-01-31', '2024-02-29')", json!(1)),
        ("months_between('2024-02-29', '2024-01-31')", json!(-1)),
        ("years_between('2008-02-29', '2026-02-28')", json!(18)),
        ("years_between('2026-02-27', '2008-02-29')", json!(-17)),
        ("days_between('2026-03-01', '2024-02-29')", json!(-731)),
    ];
    for (source, expected) in cases {
        assert_eq!(value(source, &case()), Ok(expected), "{source}");
    }
}

#[test]
fn length_and_nesting_have_limits() {
    let nested = |depth: usize| format!("{}1{}", "(".repeat(depth), ")".repeat(depth));
    assert!(parse(&nested(DEEPEST - 1)).is_ok());
    assert!(parse(&nested(DEEPEST)).unwrap_err().message.contains("嵌套"));
    assert!(parse(&format!("'{}'", "一".repeat(LONGEST - 2))).is_ok());
    assert!(
        parse(&format!("'{}'", "一".repeat(LONGEST - 1)))
            .unwrap_err()
            .message
            .contains("最多2000个")
    );
    let long = [
        "!".repeat(1990) + "true",
        "1+".repeat(999) + "1",
        "true&&".repeat(330) + "true",
        "[1]".to_owned() + &".map(a,a)".repeat(220),
        "1==".repeat(660) + "1",
    ];
    for source in long {
        assert!(value(&source, &case()).is_ok(), "{source}");
        let package: items::Package = serde_json::from_value(small()).unwrap();
        assert!(
            items::in_words(&source, &package.handling[0], None, items::Sense::Value).is_ok(),
            "{source}"
        );
    }
}

#[test]
fn a_fault_of_syntax_has_its_place_and_a_hint() {
    let cases = [
        ("answers.use = 'tour'", 12, "两个等号"),
        ("answers.use == “tour”", 15, "英文引号"),
        ("use == 1", 0, "从哪里来"),
        ("1 ? 2 ? 3 : 4 : 5", 6, "加括号"),
        ("5 % 2", 2, ""),
        ("'a\\q'", 2, "只能用"),
        ("form.boats.any(b, true)", 11, ".exists"),
        ("size(1, 2)", 4, ""),
        ("form.boats.exists(form, true)", 18, "还没有别的意思"),
        ("1 +", 3, "没有写完"),
        ("a.b c", 0, ""),
        ("label('x')", 5, ""),
        ("[1 2]", 3, ""),
        ("form.boats.exists(b, b.", 23, ""),
        ("'abc", 0, "结束"),
    ];
    for (source, at, hint) in cases {
        let error = parse(source).unwrap_err();
        assert_eq!(error.at, at, "{source}: {error}");
        let said = format!("{error} {}", error.hint.clone().unwrap_or_default());
        assert!(said.contains(hint), "{source}: {said}");
    }
}

/// Pieces from which random sources are made; more than half of what comes out is nonsense.
const PIECES: [&str; 44] = [
    "0",
    "1",
    "2.5",
    "0.1",
    "100",
    "7",
    "'a'",
    "'tour'",
    "\"2026-01-31\"",
    "true",
    "false",
    "null",
    "answers.use",
    "answers.motor",
    "answers.power",
    "answers.days",
    "answers.nope",
    "form.name",
    "form.price",
    "form.from",
    "form.to",
    "form.boats",
    "form.kinds",
    "form.mail",
    "form.seats",
    "params.fee",
    "params.place",
    "case.submitted_on",
    "case.decided_on",
    "case.accepted_on",
    "review.depth",
    "applicant.kind",
    "applicant.agent",
    "licence.amount",
    "licence.list",
    "licence.map",
    "licence.odd",
    "licence.many",
    "row.seats",
    "form.id_number",
    "b.seats",
    "b.number",
    "b",
    "x",
];

pub(crate) fn source(dice: &mut Dice, depth: usize) -> String {
    let part = |dice: &mut Dice| source(dice, depth - 1);
    if depth == 0 || dice.below(5) == 0 {
        return (*dice.one(&PIECES)).to_owned();
    }
    match dice.below(14) {
        0..=4 => {
            let operator = *dice.one(&[
                "==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "&&", "||", "+", "*",
            ]);
            format!("{} {operator} {}", part(dice), part(dice))
        }
        5 => format!("({})", part(dice)),
        6 => format!("{}{}", dice.one(&["!", "-", "!!", "- -"]), part(dice)),
        7 => format!("{} ? {} : {}", part(dice), part(dice), part(dice)),
        8 => format!("[{}, {}]", part(dice), part(dice)),
        9 => {
            let name = *dice.one(&["size", "sum", "birth_date", "label"]);
            format!("{name}({})", part(dice))
        }
        10 => {
            let names = [
                "join",
                "add_days",
                "add_months",
                "add_years",
                "days_between",
                "months_between",
                "years_between",
            ];
            format!("{}({}, {})", dice.one(&names), part(dice), part(dice))
        }
        11 | 12 => {
            let list = *dice.one(&[
                "form.boats",
                "[1, 2, 3]",
                "answers.days",
                "form.boats.filter(b, b.seats > 1)",
                "licence.list",
            ]);
            let body = source(dice, depth - 1);
            format!(
                "{list}.{}({}, {body})",
                dice.one(&["exists", "all", "filter", "map"]),
                dice.one(&["b", "x"])
            )
        }
        _ => {
            let pieces: Vec<&str> = (0..dice.below(6)).map(|_| *dice.one(&PIECES)).collect();
            pieces.join(*dice.one(&[" ", ".", ",", " == ", " + ", "("]))
        }
    }
}

#[test]
fn random_expressions_come_to_the_same_as_the_oracles() {
    let mut dice = Dice(7);
    let mut sources: Vec<String> = (0..6000).map(|round| source(&mut dice, 1 + round % 3)).collect();
    let by_hand = [
        "",
        " ",
        "1 // 2",
        "'a' 'b'",
        "1.",
        ".5",
        "1e5",
        "form.boats[0]",
        "form. name",
        "answers.use\n==\t'tour'",
        "(answers.use)",
        "label((answers.use))",
        "label(form.boats)",
        "label(form.kinds)",
        "label(answers.power)",
        "[1, ]",
        "[,]",
        "[]",
        "form.boats == []",
        "[1, 2].all(all, all > 0)",
        "[1].map(exists, exists)",
        "licence.many + 0",
        "licence.many == 1",
        "licence.map == licence.map",
        "0.1 * 3",
        "100000000000000 * 100000000000000 * 100000000000000",
        "1 / 3000000000000 / 3000000000000",
        "99999999999999999999999999999999999999999999 == 99999999999999999999999999999999999999999998",
        "99999999999999999999999999999999999999999999 - 99999999999999999999999999999999999999999998",
        "1.00000000000000000000000000000000000000000000001 > 1",
        "1.00000000000000000000000000000000000000000000001 + 0 > 1",
        "10000000000000000000000000000 + 0.5000000000000000000000000000000001",
        "1234567890123456789012.3456789",
        "12345678901234567890123.3456789",
        "0.0000004",
        "0.0000005",
        "-0.0000005",
        "1 - 0.9999999",
        "licence.odd",
        "-licence.odd",
        "1 == 1 == true",
        "1 < 2 < 3",
        "!true == false",
        "-1 * -1",
        "!!applicant.agent",
        "row.seats",
        "case.nothing",
        "review.nothing",
        "applicant.name",
        "'\\u0041'",
        "'\\\\'",
        "a",
        "in",
        "form",
        "form.true",
        "true.x",
        "null.map(x, 1)",
        "[[]].map(x, x)",
        "[null].map(x, x)",
        "join([], '')",
        "sum([true])",
        "size([null])",
        "5 / 2 * 2 == 5",
        "add_days('9999-12-31', 1)",
        "add_months('0001-01-01', -1)",
        "add_days('2026-06-01', 0.5)",
        "years_between('2026-06-01', '2025-06-02')",
        "form.boats.map(b, b)",
        "form.boats.map(b, b.nothing)",
        "form.boats",
        "form.boats.exists(b, form.boats.exists(b, b.seats == 4))",
        "form.boats.all(b, form.boats.exists(c, c.seats == b.seats))",
        "[form.boats].map(x, size(x))",
        "[form.boats].map(x, x.map(y, y.seats))",
    ];
    sources.extend(by_hand.map(str::to_owned));
    let path = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/small.json");
    let Some(answers) = ask_oracle("expressions", &path, &json!({"case": case(), "sources": sources})) else {
        return;
    };
    let (mut valid, mut failing) = (0, 0);
    for (source, answer) in sources.iter().zip(answers.as_array().unwrap()) {
        let mine = value(source, &case());
        let agrees = match &mine {
            Ok(mine) => answer.get("value").is_some_and(|oracle| same(mine, oracle)),
            Err(true) => answer.get("static").is_some(),
            Err(false) => answer.get("failed").is_some(),
        };
        assert!(agrees, "{source}\nmine: {mine:?}\noracle: {answer}");
        valid += usize::from(mine.is_ok());
        failing += usize::from(mine == Err(false));
    }
    assert!(valid > 500 && failing > 500, "{valid} have a value, {failing} fail");
}

#[test]
fn what_is_longer_than_an_expression_is_no_number() {
    let longest = format!("1{}", "0".repeat(LONGEST - 1));
    assert!(Decimal::parse(&longest).is_some());
    assert_eq!(Decimal::parse(&format!("{longest}0")), None);
    // Read digit by digit it would hold a worker for minutes.
    assert_eq!(Decimal::parse(&"7".repeat(2_000_000)), None);
}

proptest! {
    #[test]
    fn no_pattern_whatever_makes_compiling_panic(pattern in "[\\PC\\[\\](){}|?*+\\\\^$.,0-9-]{0,30}") {
        let mut package = small();
        package["handling"][0]["form"][0]["fields"][9]["pattern"] = json!(pattern);
        let _ = Plan::compile(serde_json::from_value(package).unwrap());
    }

    #[test]
    fn no_text_whatever_makes_the_parser_panic(text in "\\PC{0,200}") {
        let _ = parse(&text);
    }

    #[test]
    fn words_of_the_language_in_any_order_make_nothing_panic(words in prop::collection::vec(prop::sample::select(
        vec!["(", ")", "[", "]", ".", ",", "?", ":", "!", "-", "+", "&&", "||", "==", "in", "null", "form", "a", "map", "size", "1", "'", "\\"]), 0..60)) {
        let _ = parse(&words.concat());
        let _ = parse(&words.join(" "));
    }

    #[test]
    fn exponents_at_the_edge_make_nothing_panic(digits in "-?[0-9]{1,3}0{0,40}", exponent in prop::sample::select(
        vec![i64::MAX, i64::MAX - 1, i64::MIN, i64::MIN + 1, 1 << 60, -(1 << 60), (1 << 60) + 1, -(1 << 60) - 1])) {
        let number = Decimal::parse(&format!("{digits}e{exponent}"));
        prop_assert_eq!(number.is_some(), exponent.unsigned_abs() <= 1 << 60);
        if let Some(number) = number {
            let _ = (number.is_plain_input(), number.cmp(&Decimal::from(1)), number.printed());
            let _ = (number.checked_add(&Decimal::from(1)), number.checked_sub(&number));
            let _ = (number.checked_mul(&number), number.checked_div(&number));
        }
    }

    #[test]
    fn a_number_is_read_and_printed_without_loss(whole in -999_999_999_999_i64..1_000_000_000_000, places in 0u32..=6) {
        let scale = 10i64.pow(places);
        let text = format!("{}{}.{:0width$}", if whole < 0 { "-" } else { "" }, (whole / scale).abs(), (whole % scale).abs(), width = places.max(1) as usize);
        let number = Decimal::parse(&text).unwrap();
        let printed = number.printed().unwrap();
        prop_assert_eq!(Decimal::parse(&printed).unwrap(), number.clone());
        prop_assert_eq!(number.is_whole(), !printed.contains('.'));
    }

    #[test]
    fn sums_and_products_of_whole_numbers_are_those_of_integers(a in -99_999_999_999_999_i64..=99_999_999_999_999, b in -9_999_999_999_999_i64..=9_999_999_999_999) {
        let (x, y) = (Decimal::from(a), Decimal::from(b));
        prop_assert_eq!(x.checked_add(&y).unwrap(), Decimal::from(a + b));
        prop_assert_eq!(x.checked_sub(&y).unwrap(), Decimal::from(a - b));
        prop_assert_eq!(x.checked_mul(&y).unwrap(), Decimal::parse(&(i128::from(a) * i128::from(b)).to_string()).unwrap());
        prop_assert_eq!(x.cmp(&y), a.cmp(&b));
        prop_assert_eq!(x.negated().unwrap(), Decimal::from(-a));
    }

    #[test]
    fn a_quotient_times_its_divisor_is_the_number_again_to_twenty_seven_digits(a in 1i64..1_000_000_000_000, b in 1i64..1_000_000_000) {
        let back = Decimal::from(a).checked_div(&Decimal::from(b)).unwrap().checked_mul(&Decimal::from(b)).unwrap();
        let off = back.checked_sub(&Decimal::from(a)).unwrap();
        let allowed = Decimal::from(a).checked_mul(&Decimal::parse("0.000000000000000000000000001").unwrap()).unwrap();
        prop_assert!(off <= allowed && off >= allowed.negated().unwrap(), "{off:?}");
    }

    #[test]
    fn rounding_to_fen_goes_half_up_and_away_from_zero(fen in -1_000_000_000_i64..1_000_000_000, tenths in 0i64..10) {
        let sign = if fen < 0 { "-" } else { "" };
        let number = Decimal::parse(&format!("{sign}{}.{tenths}", fen.abs())).unwrap();
        let up = if tenths >= 5 { fen + if fen < 0 { -1 } else { 1 } } else { fen };
        prop_assert_eq!(number.half_up(0).unwrap(), Decimal::from(up));
    }

    #[test]
    fn moving_by_months_and_back_finds_whole_months(year in 1900i32..2100, month in 1u32..=12, day in 1u32..=28, months in -600i64..600) {
        let date = format!("{year}-{month:02}-{day:02}");
        let source = format!("months_between('{date}', add_months('{date}', {months}))");
        prop_assert_eq!(value(&source, &case()), Ok(json!(months)));
    }
}
