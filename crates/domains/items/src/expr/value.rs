//! Values of the expressions.

use std::borrow::Cow;
use std::rc::Rc;

use serde_json::{Map, Number, Value};

use super::Decimal;

/// A value; what comes from the case or the plan is borrowed.
#[derive(Debug, Clone)]
pub(crate) enum Val<'a> {
    Null,
    Bool(bool),
    Number(Decimal),
    Text(Cow<'a, str>),
    List(Rc<Vec<Val<'a>>>),
    /// One row of a repeated section, with the ids of its fields.
    Row(Rc<Row<'a>>),
    /// Only a licence or the facts of a case can hold one.
    Object(&'a Map<String, Value>),
}

#[derive(Debug)]
pub(crate) struct Row<'a> {
    pub(crate) ids: &'a [String],
    pub(crate) values: Vec<Val<'a>>,
}

impl<'a> Val<'a> {
    pub(crate) fn from_json(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(number) => decimal(number).map_or(Self::Null, Self::Number),
            Value::String(text) => Self::Text(Cow::Borrowed(text)),
            Value::Array(items) => Self::List(Rc::new(items.iter().map(Self::from_json).collect())),
            Value::Object(map) => Self::Object(map),
        }
    }

    pub(crate) fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn whole(number: i64) -> Self {
        Self::Number(Decimal::from(number))
    }

    /// Equality by value: numbers exactly, a boolean only with a boolean, lists element by element.
    pub(crate) fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Number(a), Self::Number(b)) => a == b,
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::List(a), Self::List(b)) => same_lists(a, b),
            (Self::Row(a), Self::Row(b)) => a.ids == b.ids && same_lists(&a.values, &b.values),
            (Self::Object(a), Self::Object(b)) => {
                a.len() == b.len()
                    && a.iter().all(|(key, value)| {
                        b.get(key)
                            .is_some_and(|other| Val::from_json(value).same(&Val::from_json(other)))
                    })
            }
            _ => false,
        }
    }

    /// The value as it is printed; `None` for a number with too many digits.
    pub(crate) fn printed(&self) -> Option<Value> {
        Some(match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(*value),
            Self::Number(number) => Value::Number(number.printed().ok()?.parse::<Number>().ok()?),
            Self::Text(text) => Value::String(text.clone().into_owned()),
            Self::List(items) => Value::Array(items.iter().map(Self::printed).collect::<Option<_>>()?),
            Self::Row(row) => {
                let pairs = row.ids.iter().zip(&row.values);
                Value::Object(
                    pairs
                        .map(|(id, v)| Some((id.clone(), v.printed()?)))
                        .collect::<Option<_>>()?,
                )
            }
            Self::Object(map) => {
                let pairs = map.iter();
                Value::Object(
                    pairs
                        .map(|(k, v)| Some((k.clone(), Val::from_json(v).printed()?)))
                        .collect::<Option<_>>()?,
                )
            }
        })
    }

    /// What to call the value in a message.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Null => "空值（没有填）".to_owned(),
            Self::Bool(true) => "“是”".to_owned(),
            Self::Bool(false) => "“否”".to_owned(),
            Self::Number(number) => number.printed().unwrap_or_else(|_| "一个很长的数".to_owned()),
            Self::Text(text) => format!("文字“{text}”"),
            Self::List(_) => "一个列表".to_owned(),
            Self::Row(_) | Self::Object(_) => "一组值".to_owned(),
        }
    }
}

fn same_lists(a: &[Val<'_>], b: &[Val<'_>]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(b))
}

/// The exact value of a JSON number.
pub(crate) fn decimal(number: &Number) -> Option<Decimal> {
    Decimal::parse(number.as_str())
}
