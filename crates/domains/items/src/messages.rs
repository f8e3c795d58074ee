//! What is said to somebody whose answer does not fit: what is wrong and what to do, in the words of the pages.

use serde_json::Value;

use crate::expr::value::decimal;
use crate::expr::{Decimal, parse_date};
use crate::format::{Field, FieldType, Question, Section};
use crate::outcome::ErrorKind;
use crate::rule::{Rule, is_empty};

const NOT_A_NUMBER: &str = "请只填数字，比如45";

/// A question without a valid answer.
pub(crate) fn question(question: &Question, rule: &Rule, given: Option<&Value>) -> String {
    match (rule.kind, given.filter(|value| !value.is_null())) {
        (FieldType::One, _) => "请选一项".to_owned(),
        (FieldType::Many, _) => "请选一项或几项，都没有也请确认一下".to_owned(),
        (FieldType::YesNo, _) => "请选“是”或“否”".to_owned(),
        (_, None) => "请填一个数字".to_owned(),
        (_, Some(value)) => number(&question.text, question.unit.as_deref(), rule, value),
    }
}

/// Too few or too many rows.
pub(crate) fn rows(section: &Section, count: i64) -> String {
    let Some(repeat) = &section.repeat else {
        return String::new();
    };
    let label = &repeat.label;
    if count >= repeat.min {
        return format!(
            "“{}”最多填{}项，请删掉{}项",
            section.title,
            repeat.max,
            count - repeat.max
        );
    }
    match count {
        0 if repeat.min == 1 => format!("请至少填一项{label}"),
        0 => format!("请至少填{}项{label}", repeat.min),
        _ => format!("{label}至少要填{}项，您填了{count}项", repeat.min),
    }
}

/// A field that is empty, not valid, or fails its check.
pub(crate) fn field(field: &Field, rule: &Rule, kind: ErrorKind, given: Option<&Value>) -> String {
    match kind {
        ErrorKind::Check => field
            .message
            .clone()
            .unwrap_or_else(|| format!("请检查{}", field.label)),
        ErrorKind::Required => required(field),
        _ => match given {
            Some(value) if !is_empty(value) => invalid(field, rule, value),
            _ => required(field),
        },
    }
}

fn required(field: &Field) -> String {
    match field.kind {
        FieldType::One => "请选一项".to_owned(),
        FieldType::Many => "请至少选一项".to_owned(),
        FieldType::YesNo => "请选“是”或“否”".to_owned(),
        FieldType::Files => format!("请上传{}", field.label),
        FieldType::Region => format!("请选择{}", field.label),
        _ => format!("请填写{}", field.label),
    }
}

fn invalid(field: &Field, rule: &Rule, value: &Value) -> String {
    match field.kind {
        FieldType::Number | FieldType::Money => return number(&field.label, field.unit.as_deref(), rule, value),
        FieldType::YesNo => return "请选“是”或“否”".to_owned(),
        FieldType::One => return "请从列出的选项里选一项".to_owned(),
        FieldType::Many => return "请从列出的选项里选".to_owned(),
        FieldType::Files => return "文件没有收好，请再传一次".to_owned(),
        _ => {}
    }
    let Value::String(text) = value else {
        return format!("请用文字填写{}", field.label);
    };
    let length = text.chars().count();
    if rule.is_too_long(text) {
        return format!("最多写{}字，请删掉{}字", rule.max_length, length - rule.max_length);
    }
    let by_type = match field.kind {
        FieldType::Date => date(text),
        FieldType::ResidentId => resident_id(text),
        FieldType::CreditCode => credit_code(text),
        FieldType::Region => Some("请从列表里选所在的地区".to_owned()),
        FieldType::Phone => phone(text),
        FieldType::Email => Some("请填完整的邮箱地址，比如zhang@example.cn".to_owned()),
        _ => None,
    };
    by_type.unwrap_or_else(|| match &field.hint {
        Some(hint) => format!("写法不对，请再核对一次：{hint}"),
        None => "写法不对，请对照原件再核对一次".to_owned(),
    })
}

fn number(label: &str, unit: Option<&str>, rule: &Rule, value: &Value) -> String {
    let Some(number) = value.as_number().and_then(decimal) else {
        return NOT_A_NUMBER.to_owned();
    };
    let money = rule.kind == FieldType::Money;
    let unit = if money { "元" } else { unit.unwrap_or_default() };
    let amount = |bound: &Decimal| {
        let shown = if money {
            bound.checked_div(&Decimal::from(100)).ok()
        } else {
            Some(bound.clone())
        };
        format!(
            "{}{unit}",
            shown.and_then(|shown| shown.printed().ok()).unwrap_or_default()
        )
    };
    let subject = if label.ends_with('？') || label.ends_with('?') {
        "这里的数字"
    } else {
        label
    };
    match (&rule.min, &rule.max) {
        (Some(min), Some(max)) if number < *min || number > *max => {
            format!(
                "{subject}要在{}到{}之间。请检查有没有多打或少打一个0",
                amount(min),
                amount(max)
            )
        }
        (Some(min), _) if number < *min => format!("{subject}不能小于{}。请检查有没有少打一个0", amount(min)),
        (_, Some(max)) if number > *max => format!("{subject}不能大于{}。请检查有没有多打一个0", amount(max)),
        _ if money && !number.is_whole() => "金额最多写到分，也就是小数点后两位".to_owned(),
        _ => "数字最多15位，小数点后最多6位，请检查一下".to_owned(),
    }
}

fn date(text: &str) -> Option<String> {
    if parse_date(text).is_some() {
        return None;
    }
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else {
        return Some(date_form());
    };
    let numbers = [(year, 4), (month, 2), (day, 2)];
    if !numbers
        .iter()
        .all(|(part, width)| part.len() == *width && part.bytes().all(|b| b.is_ascii_digit()))
    {
        return Some(date_form());
    }
    let number = |part: &str| part.parse::<u32>().unwrap_or_default();
    Some(match (number(year), number(month), number(day)) {
        (0, _, _) => date_form(),
        (_, month, _) if !(1..=12).contains(&month) => "月份要在1到12之间，请改一下日期".to_owned(),
        (_, month, day) => format!("{month}月没有{day}日，请改一下日期"),
    })
}

fn date_form() -> String {
    "请按年、月、日填写日期，比如2026-06-01".to_owned()
}

fn resident_id(text: &str) -> Option<String> {
    let length = text.chars().count();
    if length != 18 {
        return Some(format!("身份证号是18位，您填了{length}位"));
    }
    let (front, last) = text.split_at(text.char_indices().last().map_or(0, |(at, _)| at));
    if !front.bytes().all(|b| b.is_ascii_digit()) {
        return Some("身份证号的前17位都是数字，请对照证件再核对一次".to_owned());
    }
    if last == "x" {
        return Some("最后一位的X请用大写".to_owned());
    }
    if !matches!(last.as_bytes(), [b'0'..=b'9' | b'X']) {
        return Some("身份证号的最后一位是数字或X，请对照证件再核对一次".to_owned());
    }
    let birthday = format!("{}-{}-{}", &text[6..10], &text[10..12], &text[12..14]);
    if parse_date(&birthday).is_none() {
        return Some("身份证号里的出生日期不存在，请对照证件再核对一次".to_owned());
    }
    (!crate::expr::is_resident_id(text)).then(|| "最后一位不对，请对照证件再核对一次".to_owned())
}

fn credit_code(text: &str) -> Option<String> {
    let length = text.chars().count();
    if length != 18 {
        return Some(format!("统一社会信用代码是18位，您填了{length}位"));
    }
    if text.chars().any(|c| matches!(c, 'I' | 'O' | 'S' | 'V' | 'Z')) {
        return Some("统一社会信用代码里没有字母I、O、S、V、Z，请看看是不是把1打成了I".to_owned());
    }
    if !text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()) {
        return Some("统一社会信用代码只有数字和大写字母，请对照营业执照再核对一次".to_owned());
    }
    (!crate::rule::is_credit_code(text)).then(|| "最后一位不对，请对照营业执照再核对一次".to_owned())
}

fn phone(text: &str) -> Option<String> {
    Some(if text.starts_with('0') || text.contains('-') {
        "固定电话要带区号，比如0991-1234567".to_owned()
    } else {
        "手机号是11位，以1开头".to_owned()
    })
}
