//! Every template with what is usual, with nothing, with far too much, and with ill will.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use documents::typeset::paper::{Field, Remedies};
use documents::typeset::{Pdf, Template, TypesetError, Typesetter};
use serde_json::{Value, json};

use crate::samples::{all, noon, typeset};

static TYPESETTER: LazyLock<Typesetter> = LazyLock::new(Typesetter::new);

const LONG: &str = "云江省澄州市临溪县人民政府政务服务和公共资源交易数据管理局联合审批办公室";

/// The sample of one template.
fn sample(template: Template) -> Value {
    all()
        .find(|(other, _)| *other == template)
        .expect("every template has a sample")
        .1
}

/// The paper, or a failure that names the template.
fn made(typesetter: &Typesetter, template: Template, data: &Value) -> Pdf {
    typeset(typesetter, template, data).unwrap_or_else(|error| panic!("{}: {error}", template.name()))
}

/// The text of a PDF without its white space, or `None` where poppler is not installed.
fn text_of(pdf: &[u8]) -> Option<String> {
    let spawned = Command::new("pdftotext")
        .args(["-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = spawned else {
        eprintln!("skipped: the text of papers is not checked, because pdftotext is not installed");
        return None;
    };
    child
        .stdin
        .take()
        .expect("a pipe")
        .write_all(pdf)
        .expect("pdftotext reads");
    let output = child.wait_with_output().expect("pdftotext ends");
    assert!(output.status.success(), "pdftotext reads the paper");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    Some(
        text.chars()
            .filter(|character| !character.is_whitespace() && *character != '\u{200B}')
            .collect(),
    )
}

/// Applies a change to every text of the data, with the name of the field it stands in.
fn each_text(value: &mut Value, name: &str, change: &dyn Fn(&str, &mut String)) {
    match value {
        Value::String(text) => change(name, text),
        Value::Array(values) => values.iter_mut().for_each(|value| each_text(value, name, change)),
        Value::Object(fields) => fields
            .iter_mut()
            .for_each(|(name, value)| each_text(value, name, change)),
        _ => {}
    }
}

fn each_list(value: &mut Value, change: &dyn Fn(&mut Vec<Value>)) {
    match value {
        Value::Array(values) => change(values),
        Value::Object(fields) => fields.values_mut().for_each(|value| each_list(value, change)),
        _ => {}
    }
}

/// Whether a text field is free text, which a user or a member of staff can make as long as they like.
fn is_free(name: &str) -> bool {
    matches!(
        name,
        "name" | "applicant" | "holder" | "item" | "recipient" | "value" | "problem" | "subject" | "reason"
    )
}

#[test]
fn every_paper_says_who_speaks_to_whom_about_what() {
    for (template, data) in all() {
        let pdf = made(&TYPESETTER, template, &data);
        assert!((1..=2).contains(&pdf.pages), "{}: {} pages", template.name(), pdf.pages);
        assert!(pdf.missing.is_empty(), "{}: {:?}", template.name(), pdf.missing);
        assert!(pdf.bytes.starts_with(b"%PDF-1.7"), "{}", template.name());
        let Some(text) = text_of(&pdf.bytes) else { continue };
        let body = data["head"]["body"].as_str().or(data["body"].as_str()).expect("a body");
        let whom = ["/head/addressee/name", "/applicant", "/holder", "/recipient", "/item"];
        let whom = whom
            .iter()
            .find_map(|path| data.pointer(path)?.as_str())
            .expect("somebody");
        for part in [body, whom, "演示环境生成，不具有法律效力"] {
            assert!(text.contains(part), "{} does not say {part}: {text}", template.name());
        }
    }
}

#[test]
fn equal_data_give_equal_bytes() {
    let other = Typesetter::new();
    for (template, data) in all() {
        let first = made(&TYPESETTER, template, &data);
        let second = made(&other, template, &data);
        assert!(first == second, "{}", template.name());
    }
}

#[test]
fn a_paper_with_empty_lists_is_still_a_paper() {
    for (template, mut data) in all() {
        each_list(&mut data, &|list| list.clear());
        let pdf = made(&TYPESETTER, template, &data);
        assert!(pdf.pages <= 2, "{}", template.name());
    }
}

#[test]
fn an_ending_without_an_article_names_none() {
    let typesetter = Typesetter::new();
    for kind in ["withdrawn", "terminated"] {
        let mut data = sample(Template::Ending);
        data["kind"] = json!(kind);
        data["basis"] = json!("");
        let Some(text) = text_of(&made(&typesetter, Template::Ending, &data).bytes) else {
            continue;
        };
        let text: String = text.split_whitespace().collect();
        assert!(!text.contains("根据") && text.contains("办理"), "{kind}: {text}");
    }
}

#[test]
fn very_long_names_break_into_lines_and_keep_every_character() {
    for (template, mut data) in all() {
        each_text(&mut data, "", &|name, text| match name {
            "body" => LONG.clone_into(text),
            name if is_free(name) => *text = format!("{text}（{LONG}）").repeat(3),
            _ => {}
        });
        let pdf = made(&TYPESETTER, template, &data);
        assert!(pdf.pages <= 6, "{}: {} pages", template.name(), pdf.pages);
        if let Some(text) = text_of(&pdf.bytes) {
            assert!(text.contains(LONG), "{}: {text}", template.name());
        }
    }
}

#[test]
fn an_address_without_a_place_to_break_is_printed_whole() {
    let mut data = sample(Template::Correction);
    data["issues"][0]["basis"] = "A".repeat(300).into();
    let pdf = typeset(&TYPESETTER, Template::Correction, &data).expect("a paper");
    let Some(text) = text_of(&pdf.bytes) else { return };
    assert_eq!(text.matches('A').count(), 300, "{text}");
}

#[test]
fn two_hundred_materials_fill_as_many_pages_as_they_need() {
    for template in [
        Template::Receipt,
        Template::Correction,
        Template::Checklist,
        Template::Application,
    ] {
        let mut data = sample(template);
        let name = if template == Template::Correction {
            "issues"
        } else {
            "materials"
        };
        let list = data[name].as_array().expect("a list").clone();
        let many: Vec<Value> = list.iter().cycle().take(199).chain([&list[0]]).cloned().collect();
        data[name] = many.into();
        let pdf = made(&TYPESETTER, template, &data);
        assert!(pdf.pages >= 5, "{}: {} pages", template.name(), pdf.pages);
        let Some(text) = text_of(&pdf.bytes) else { continue };
        let first = list[0]["name"]
            .as_str()
            .or(list[0]["subject"].as_str())
            .expect("a name");
        assert!(text.matches(first).count() >= 200 / list.len(), "{}", template.name());
    }
}

#[test]
fn what_a_user_writes_is_never_markup() {
    let hostile = "#import \"/lib.typ\": * $x_1$ @seal <seal> = 标题 *粗* <script>alert(1)</script> \\u{41}";
    let mut data = sample(Template::Correction);
    data["issues"][0]["problem"] = hostile.into();
    data["head"]["addressee"]["name"] = "#panic() 公司$".into();
    let pdf = typeset(&TYPESETTER, Template::Correction, &data).expect("a paper");
    let honest = typeset(&TYPESETTER, Template::Correction, &sample(Template::Correction)).expect("a paper");
    assert_eq!(
        pdf.seal.map(|seal| seal.page),
        honest.seal.map(|seal| seal.page),
        "the seal stays where it was"
    );
    if let Some(text) = text_of(&pdf.bytes) {
        assert!(text.contains("#panic()公司$："), "{text}");
        assert!(text.contains("alert(1)"), "{text}");
    }
}

#[test]
fn a_character_that_no_font_has_is_marked_reported_and_refused_where_it_matters() {
    let mut data = sample(Template::Receipt);
    data["applicant"] = "周😀满".into();
    let pdf = typeset(&TYPESETTER, Template::Receipt, &data).expect("the case is not blocked");
    assert_eq!(pdf.missing, ['😀']);
    if let Some(text) = text_of(&pdf.bytes) {
        assert!(text.contains("周〓满"), "{text}");
    }
    let paper: documents::typeset::paper::Receipt = serde_json::from_value(data).expect("complete");
    let refused = TYPESETTER
        .typeset_exact(&paper, noon())
        .expect_err("no licence with a wrong name");
    assert_eq!(refused.to_string(), "no font has the character 😀 (U+1F600)");
}

#[test]
fn rare_characters_of_names_are_printed() {
    let mut data = sample(Template::Receipt);
    data["applicant"] = "㛃䶮𬭎𬍛".into();
    let pdf = typeset(&TYPESETTER, Template::Receipt, &data).expect("a paper");
    assert!(pdf.missing.is_empty(), "{:?}", pdf.missing);
    if let Some(text) = text_of(&pdf.bytes) {
        assert!(text.contains("㛃䶮𬭎𬍛"), "{text}");
    }
}

#[test]
fn the_seal_goes_over_the_date_on_the_last_page_of_text() {
    for (template, data) in all() {
        let pdf = made(&TYPESETTER, template, &data);
        let sealed = !matches!(template, Template::Application | Template::Checklist);
        assert_eq!(pdf.seal.is_some(), sealed, "{}", template.name());
        let Some(seal) = pdf.seal else { continue };
        assert_eq!(seal.page, pdf.pages, "{}", template.name());
        // 21 mm around the centre stay on the page.
        let width = if template == Template::Certificate {
            297.0
        } else {
            210.0
        };
        assert!(
            seal.x > width / 2.0 && seal.x < width - 21.0,
            "{}: {seal:?}",
            template.name()
        );
        assert!(seal.y > 40.0 && seal.y < 276.0, "{}: {seal:?}", template.name());
    }
}

#[test]
fn no_page_holds_a_signature_without_text_however_long_the_text_is() {
    for lines in 1..30 {
        let mut data = sample(Template::Decision);
        data["paragraphs"] = vec![Value::from("我们已经审核完毕。"); lines].into();
        data["content"] = serde_json::to_value(Vec::<Field>::new()).expect("JSON");
        let pdf = typeset(&TYPESETTER, Template::Decision, &data).expect("a paper");
        let Some(text) = text_of_page(&pdf.bytes, pdf.pages) else {
            return;
        };
        let date = text.find("2026年9月21日").expect("the date is on the last page");
        assert!(text[..date].contains("行政诉讼"), "{lines} lines: {text}");
    }
}

fn text_of_page(pdf: &[u8], page: usize) -> Option<String> {
    let file = std::env::temp_dir().join(format!("tongban-paper-{}-{page}.pdf", std::process::id()));
    std::fs::write(&file, pdf).expect("a file");
    let page = page.to_string();
    let output = Command::new("pdftotext")
        .args(["-f", &page, "-l", &page])
        .arg(&file)
        .arg("-")
        .output();
    std::fs::remove_file(&file).expect("removed");
    let Ok(output) = output else {
        eprintln!("skipped: the last page is not checked, because pdftotext is not installed");
        return None;
    };
    Some(
        String::from_utf8_lossy(&output.stdout)
            .chars()
            .filter(|character| !character.is_whitespace())
            .collect(),
    )
}

#[test]
fn a_preview_says_that_its_number_comes_at_issue() {
    let mut data = sample(Template::Acceptance);
    data["head"]["number"] = Value::Null;
    let pdf = typeset(&TYPESETTER, Template::Acceptance, &data).expect("a paper");
    if let Some(text) = text_of(&pdf.bytes) {
        assert!(text.contains("（发文字号在发出时取得）"), "{text}");
    }
}

#[test]
fn data_that_is_no_paper_is_refused_with_the_reason() {
    let huge = serde_json::json!({ "text": "长".repeat(Typesetter::MAX_TEXT) });
    let error = TYPESETTER
        .typeset_value(Template::Receipt, huge, noon())
        .expect_err("too long");
    assert!(matches!(error, TypesetError::TooLong(_)), "{error}");
    let error = TYPESETTER.typeset_value(Template::Receipt, serde_json::json!({ "title": "收件凭证" }), noon());
    let message = error.expect_err("incomplete").to_string();
    assert!(
        message.contains("template receipt") && message.contains(".typ:"),
        "{message}"
    );
    let mut data = sample(Template::Receipt);
    data["link"] = "长".repeat(2000).into();
    let error = typeset(&TYPESETTER, Template::Receipt, &data).expect_err("no code holds that");
    assert!(matches!(error, TypesetError::Link(6000)), "{error}");
}

#[test]
fn templates_are_found_by_their_names() {
    for template in Template::ALL {
        assert_eq!(Template::by_name(template.name()), Some(template));
    }
    assert_eq!(Template::by_name("../lib"), None);
}

#[test]
fn the_general_remedies_are_those_of_the_two_laws() {
    let remedies = Remedies::general("临溪县人民政府", "临溪县人民法院");
    let sample = sample(Template::Denial);
    assert_eq!(serde_json::to_value(remedies).expect("JSON"), sample["remedies"]);
}
