use items::{FieldType, Package, Regions};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use web::server::Sent;

use super::{doubt, read, read_answers, read_section, typed, words};

fn package() -> Package {
    Package::read(include_str!(
        "../../../../../data/items/000131010000-food-business-licence.json"
    ))
    .unwrap()
}

fn sent(pairs: &[(&str, &str)]) -> Sent {
    Sent(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
}

#[test]
fn a_number_is_read_as_people_type_it() {
    for (text, value) in [
        ("４５", "45"),
        ("45平方米", "45"),
        ("1,200", "1200"),
        ("045.50", "45.50"),
        ("－3", "-3"),
    ] {
        assert_eq!(
            read(FieldType::Number, Some("平方米"), [text]).to_string(),
            value,
            "{text}"
        );
    }
    for text in ["45平左右", "45-50", "1e9", "12,34", "四十五"] {
        assert_eq!(
            read(FieldType::Number, Some("平方米"), [text]),
            json!(text),
            "kept as typed"
        );
    }
}

#[test]
fn money_is_typed_in_yuan_and_kept_in_fen() {
    for (text, fen) in [
        ("5000", 500_000),
        ("12.5", 1250),
        ("￥12.50元", 1250),
        ("０.０１", 1),
        ("1,000.10", 100_010),
    ] {
        assert_eq!(read(FieldType::Money, None, [text]), json!(fen), "{text}");
    }
    assert_eq!(read(FieldType::Money, None, ["12.345"]), json!("12.345"));
    assert_eq!(typed(FieldType::Money, &json!(1250)), ["12.50"]);
}

#[test]
fn codes_lose_what_copying_adds_and_telephones_keep_their_extension() {
    assert_eq!(
        read(FieldType::ResidentId, None, ["９９０１ 2219 8603 0730 2x"]),
        json!("99012219860307302X")
    );
    assert_eq!(read(FieldType::Phone, None, ["138-0013 8000"]), json!("13800138000"));
    assert_eq!(
        read(FieldType::Phone, None, ["0990-6123456-12"]),
        json!("0990-6123456-12")
    );
}

#[test]
fn a_day_that_does_not_exist_is_kept_as_it_was_typed() {
    let section = items::Section {
        repeat: None,
        ..package().handling[0].form[0].clone()
    };
    let mut field = section.fields[0].clone();
    field.kind = FieldType::Date;
    let section = items::Section {
        fields: vec![field.clone()],
        ..section
    };
    let name = |part: &str| format!("form.{}-{part}", field.id);
    let day = |y, m, d| {
        let sent = sent(&[(&name("y"), y), (&name("m"), m), (&name("d"), d)]);
        read_section(&section, &Map::new(), &sent).0[&field.id].clone()
    };
    assert_eq!(day("2026", "2", "28"), json!("2026-02-28"));
    assert_eq!(day("2026", "2", "30"), json!("2026-02-30"));
    assert_eq!(day("２０２６", "２", "３"), json!("2026-02-03"));
    assert_eq!(day("", "", ""), Value::Null);
}

#[test]
fn boxes_that_nobody_ticks_are_an_answer_only_when_they_were_on_the_page() {
    let package = package();
    let handling = &package.handling[0];
    let many = handling
        .questions
        .iter()
        .find(|q| q.kind == items::QuestionKind::Many)
        .unwrap();
    let name = format!("answers.{}", many.id);
    assert_eq!(read_answers(handling, &sent(&[(&name, "")]))[&many.id], json!([]));
    let shown = format!("{name}.shown");
    assert_eq!(read_answers(handling, &sent(&[(&shown, "")]))[&many.id], Value::Null);
    assert!(read_answers(handling, &sent(&[])).is_empty());
}

#[test]
fn rows_are_added_removed_and_never_lost() {
    let package = package();
    let sections = &package.handling[0].form;
    let section = sections.iter().find(|s| s.id == "staff").unwrap();
    let field = section.fields.iter().find(|f| f.kind == FieldType::PersonName).unwrap();
    let name = |at: usize| format!("form.{}.{at}.{}", section.id, field.id);
    let (rows, add, remove) = (
        format!("form.{}.rows", section.id),
        format!("add.{}", section.id),
        format!("remove.{}", section.id),
    );
    let said = |pairs: &[(&str, &str)]| {
        let (form, pressed) = read_section(section, &Map::new(), &sent(pairs));
        (form[&section.id].as_array().unwrap().clone(), pressed)
    };
    let both = [(rows.as_str(), "2"), (&name(0), "周小满"), (&name(1), "何秀兰")];
    let (kept, pressed) = said(&both);
    assert_eq!((kept.len(), pressed), (2, false));
    let (kept, pressed) = said(&[&both[..], &[(remove.as_str(), "0")]].concat());
    assert!(pressed && kept.len() == 1 && kept[0][&field.id] == "何秀兰");
    let (kept, pressed) = said(&[&both[..], &[(add.as_str(), "1")]].concat());
    assert!(pressed && kept.len() == 3 && kept[2] == json!({}));
}

#[test]
fn what_only_the_register_could_settle_is_a_doubt() {
    let today = "2026-09-17".parse().unwrap();
    let ask = |text: &str| doubt(FieldType::ResidentId, &json!(text), &gbcode::Provinces::REAL, today);
    assert!(ask("99012219860307302X").is_some(), "a province that does not exist");
    assert_eq!(
        doubt(FieldType::Text, &json!("x"), &gbcode::Provinces::REAL, today),
        None
    );
}

#[test]
fn a_value_is_read_in_the_words_of_its_options() {
    let package = package();
    let fields: Vec<_> = package.handling[0].questions.iter().map(super::as_field).collect();
    let one = fields.iter().find(|f| f.kind == FieldType::One).unwrap();
    let shown = words(one, &json!(one.options[0].id), &Regions::default());
    assert_eq!(shown, items::sentence(&one.options[0].label));
}

proptest! {
    #[test]
    fn what_was_read_is_read_again_the_same(text in "\\PC{0,20}", at in 0..16usize) {
        let kinds = [
            FieldType::Text, FieldType::Number, FieldType::Money, FieldType::Date, FieldType::YesNo, FieldType::One,
            FieldType::Region, FieldType::Address, FieldType::Phone, FieldType::Email, FieldType::ResidentId,
            FieldType::CreditCode, FieldType::BankAccount, FieldType::PersonName, FieldType::Files, FieldType::Paragraph,
        ];
        let value = read(kinds[at], None, [text.as_str()]);
        let again = typed(kinds[at], &value);
        prop_assert_eq!(read(kinds[at], None, again.iter().map(String::as_str)), value);
    }
}
