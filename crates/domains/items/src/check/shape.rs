//! The shape of a document, by its JSON schema.

use std::sync::LazyLock;

use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;

use crate::fault::Fault;
use crate::format::Place;

type Schema = LazyLock<Result<Validator, String>>;

pub(super) static PACKAGE: Schema =
    LazyLock::new(|| schema(include_str!("../../../../../data/schema/item.schema.json")));
pub(super) static IMPLEMENTATION: Schema =
    LazyLock::new(|| schema(include_str!("../../../../../data/schema/implementation.schema.json")));

fn schema(text: &str) -> Result<Validator, String> {
    let schema: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    jsonschema::validator_for(&schema).map_err(|error| error.to_string())
}

/// Every place where a document is not of its shape.
pub(super) fn shape(document: &Value, schema: &Schema) -> Vec<Fault> {
    match &**schema {
        Ok(schema) => schema.iter_errors(document).map(|error| fault(&error)).collect(),
        Err(reason) => vec![Fault::error(Place::root(), format!("样子没有检查成：{reason}"))],
    }
}

fn fault(error: &ValidationError<'_>) -> Fault {
    let place = Place::from_pointer(error.instance_path().to_string());
    let list = |names: &[String]| {
        names
            .iter()
            .map(|name| format!("“{name}”"))
            .collect::<Vec<_>>()
            .join("、")
    };
    match error.kind() {
        Kind::AdditionalProperties { unexpected } => {
            Fault::error(place, format!("不认识的键：{}", list(unexpected))).hint("看看是不是拼错了，或者放错了地方")
        }
        Kind::Required { property } => {
            Fault::error(place, format!("缺少“{}”", property.as_str().unwrap_or_default())).hint("请补上")
        }
        Kind::Enum { options } => {
            let options = options.as_array().map_or(&[][..], Vec::as_slice);
            let shown: Vec<String> = options.iter().map(plain).collect();
            Fault::error(place, format!("{}不在可选的值里", short(error.instance())))
                .hint(format!("可以是：{}", shown.join("、")))
        }
        Kind::Pattern { pattern } => {
            Fault::error(place, format!("{}的写法不对", short(error.instance()))).hint(format!("要符合 {pattern}"))
        }
        Kind::Type { .. } => {
            Fault::error(place, format!("{}的类型不对", short(error.instance()))).hint(format!("标准的说法：{error}"))
        }
        Kind::Constant { expected_value } => Fault::error(place, format!("这里只能是{}", plain(expected_value))),
        Kind::MinItems { limit } => Fault::error(place, format!("至少要有{limit}项")),
        Kind::MinLength { .. } => Fault::error(place, "不能是空的"),
        Kind::Minimum { limit } => Fault::error(place, format!("不能小于{limit}")),
        Kind::Maximum { limit } => Fault::error(place, format!("不能大于{limit}")),
        Kind::UniqueItems => Fault::error(place, "列表里有重复的值"),
        Kind::PropertyNames { .. } => Fault::error(place, "有一个键的写法不对").hint(error.to_string()),
        _ => Fault::error(place, "不是这里该有的样子").hint(cut(&error.to_string())),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

fn short(value: &Value) -> String {
    format!("“{}”", cut(&plain(value)))
}

fn cut(text: &str) -> String {
    let mut chars = text.chars();
    let start: String = chars.by_ref().take(60).collect();
    if chars.next().is_some() {
        format!("{start}…")
    } else {
        start
    }
}
