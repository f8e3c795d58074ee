//! A value as it is read on a page: options by their labels, money in yuan, dates and regions in words.

use chrono::NaiveDate;
use items::{Field, FieldType, Regions, sentence};
use serde_json::Value;
use web::ui::fmt;

/// A value in words; empty when there is none. What could not be read stands as it was typed.
pub fn words(field: &Field, value: &Value, regions: &Regions) -> String {
    let label = |id: &str| {
        let option = field.options.iter().find(|option| option.id == id);
        option.map_or_else(|| id.to_owned(), |option| sentence(&option.label))
    };
    match (field.kind, value) {
        (_, Value::Null) => String::new(),
        (_, Value::Bool(yes)) => if *yes { "是" } else { "否" }.to_owned(),
        (FieldType::Money, Value::Number(number)) => number.as_i64().map_or_else(|| number.to_string(), fmt::money),
        (_, Value::Number(number)) => format!("{number}{}", field.unit.as_deref().unwrap_or_default()),
        (FieldType::One, Value::String(id)) => label(id),
        (FieldType::Date, Value::String(day)) => day.parse::<NaiveDate>().map_or_else(|_| day.clone(), fmt::date_full),
        (FieldType::Region, Value::String(code)) => match regions.get(code) {
            Some(_) => regions.full_name(code),
            None => code.clone(),
        },
        (_, Value::String(text)) => text.clone(),
        (FieldType::Many, Value::Array(ids)) if ids.is_empty() => "都没有".to_owned(),
        (_, Value::Array(list)) => {
            let one = |value: &Value| value.as_str().map(label).unwrap_or_default();
            list.iter().map(one).collect::<Vec<_>>().join("、")
        }
        (_, other) => other.to_string(),
    }
}
