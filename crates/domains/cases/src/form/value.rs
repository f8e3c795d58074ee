//! One value: as it is typed, and as the evaluation takes it (`docs/items-format.md`, "a valid value"). What
//! cannot be read is kept as it was typed, so that nothing is lost and the evaluation says what is wrong with it.

use chrono::NaiveDate;
use items::FieldType;
use serde_json::{Number, Value};
use web::ui::fmt;

/// The value of what was typed into a control; several texts where several may be chosen.
pub fn read<'a>(kind: FieldType, unit: Option<&str>, typed: impl IntoIterator<Item = &'a str>) -> Value {
    if kind == FieldType::Many {
        let chosen = typed.into_iter().map(str::trim).filter(|id| !id.is_empty());
        return chosen.map(|id| Value::String(id.to_owned())).collect();
    }
    let text = typed.into_iter().next().unwrap_or_default().trim();
    if text.is_empty() {
        return Value::Null;
    }
    let kept = || Value::String(text.to_owned());
    match kind {
        FieldType::Number => number(text, unit).map_or_else(kept, Value::Number),
        FieldType::Money => fen(text).map_or_else(kept, |fen| Value::Number(fen.into())),
        FieldType::YesNo => match text {
            "yes" => Value::Bool(true),
            "no" => Value::Bool(false),
            _ => Value::Null,
        },
        FieldType::Date => date(text).map_or_else(kept, |day| Value::String(day.to_string())),
        FieldType::Files => {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            lines.map(|line| Value::String(line.to_owned())).collect()
        }
        FieldType::ResidentId | FieldType::CreditCode | FieldType::BankAccount | FieldType::Region => {
            Value::String(gbcode::normalise(text))
        }
        FieldType::Phone => Value::String(phone(text)),
        FieldType::Email => Value::String(half_width(text).split_whitespace().collect()),
        _ => kept(),
    }
}

/// A value as it stands in its control. What could not be read before comes back as it was typed.
pub fn typed(kind: FieldType, value: &Value) -> Vec<String> {
    match (kind, value) {
        (_, Value::Null) => Vec::new(),
        (FieldType::Money, Value::Number(number)) => {
            vec![number.as_i64().map_or_else(|| number.to_string(), fmt::money_input)]
        }
        (_, Value::Bool(yes)) => vec![if *yes { "yes" } else { "no" }.to_owned()],
        (FieldType::Files, Value::Array(names)) => {
            vec![names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n")]
        }
        (_, Value::Array(list)) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        (_, Value::String(text)) => vec![text.clone()],
        (_, other) => vec![other.to_string()],
    }
}

/// Full-width letters, digits and signs as half-width ones; nothing else is touched.
fn half_width(text: &str) -> String {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '。' => '.',
        '\u{2212}' | '\u{2013}' => '-',
        _ => c,
    };
    text.chars().map(half).collect()
}

/// A plain decimal number, perhaps with its unit behind it or in groups of three. Exponents are refused: they could
/// name numbers that nobody can write down.
fn number(text: &str, unit: Option<&str>) -> Option<Number> {
    let text = half_width(text);
    let text = unit
        .map_or(text.as_str(), |unit| text.strip_suffix(unit).unwrap_or(&text))
        .trim();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest.trim_start()),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, part) = match digits.split_once('.') {
        Some((whole, part)) => (whole, Some(part)),
        None => (digits, None),
    };
    let whole = ungrouped(whole)?;
    if !all_digits(&whole) || part.is_some_and(|part| !all_digits(part)) {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let part = part.map_or_else(String::new, |part| format!(".{part}"));
    format!("{sign}{whole}{part}").parse().ok()
}

/// 1,200,000 without its commas or spaces; none when they do not stand between groups of three.
fn ungrouped(whole: &str) -> Option<String> {
    let groups: Vec<&str> = whole.split([',', ' ']).collect();
    let fits = |(at, group): (usize, &&str)| {
        if at == 0 {
            groups.len() == 1 || (1..=3).contains(&group.len())
        } else {
            group.len() == 3
        }
    };
    groups.iter().enumerate().all(fits).then(|| groups.concat())
}

fn all_digits(text: &str) -> bool {
    (1..=18).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// An amount typed in yuan, in fen.
fn fen(text: &str) -> Option<i64> {
    let text = half_width(text);
    let text = text.trim_start_matches(['¥', '￥']);
    let yuan = number(text.strip_suffix('元').unwrap_or(text), None)?.to_string();
    let (whole, part) = yuan.split_once('.').unwrap_or((&yuan, ""));
    let fen: i64 = match part.trim_end_matches('0').len() {
        0 => 0,
        1 => part[..1].parse::<i64>().ok()? * 10,
        2 => part[..2].parse().ok()?,
        _ => return None,
    };
    let whole_fen = whole.parse::<i64>().ok()?.checked_mul(100)?;
    if whole.starts_with('-') {
        whole_fen.checked_sub(fen)
    } else {
        whole_fen.checked_add(fen)
    }
}

/// A day, from `2026-10-12` with or without leading zeros.
fn date(text: &str) -> Option<NaiveDate> {
    let text = half_width(text);
    let parts: Vec<&str> = text.split('-').map(str::trim).collect();
    let [year, month, day] = parts[..] else { return None };
    if year.len() != 4 || !all_digits(year) {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// A telephone number without spaces; hyphens stay where they part area code and extension.
fn phone(text: &str) -> String {
    let compact: String = half_width(text).split_whitespace().collect();
    let mobile = gbcode::Mobile::normalise(&compact);
    if mobile.len() == 11 && mobile.starts_with('1') {
        mobile
    } else {
        compact
    }
}
