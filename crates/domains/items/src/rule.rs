//! Which values a field or a question takes (the table of `docs/items-format.md`, "How a case is evaluated").

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use regex::Regex;
use serde_json::{Number, Value};

use crate::expr::value::{Val, decimal};
use crate::expr::{Decimal, is_resident_id, parse_date};
use crate::format::{Field, FieldType, List, Question, QuestionKind, QuestionOption};
use crate::pattern;

const LONGEST_TEXT: usize = 10_000;
/// GB 32100-2015: digits and letters without I, O, S, V, Z.
const CREDIT_ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// The rule of one field or question, with everything that can be prepared.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) kind: FieldType,
    pub(crate) min: Option<Decimal>,
    pub(crate) max: Option<Decimal>,
    pub(crate) max_length: usize,
    pub(crate) pattern: Option<Regex>,
    pub(crate) options: Vec<Arc<str>>,
}

impl Rule {
    /// The rule of a field, and why its pattern cannot be used.
    pub(crate) fn of_field(field: &Field) -> (Self, Option<pattern::Refused>) {
        let (pattern, refused) = match field.pattern.as_deref().map(pattern::compile) {
            Some(Ok(pattern)) => (Some(pattern), None),
            Some(Err(refused)) => (None, Some(refused)),
            None => (None, None),
        };
        let rule = Self {
            kind: field.kind,
            min: bound(field.min.as_ref()),
            max: bound(field.max.as_ref()),
            max_length: field
                .max_length
                .map_or(LONGEST_TEXT, |n| usize::try_from(n).unwrap_or(0)),
            pattern,
            options: ids(&field.options),
        };
        (rule, refused)
    }

    pub(crate) fn of_question(question: &Question) -> Self {
        Self {
            kind: match question.kind {
                QuestionKind::One => FieldType::One,
                QuestionKind::Many => FieldType::Many,
                QuestionKind::YesNo => FieldType::YesNo,
                QuestionKind::Number => FieldType::Number,
            },
            min: bound(question.min.as_ref()),
            max: bound(question.max.as_ref()),
            max_length: LONGEST_TEXT,
            pattern: None,
            options: ids(&question.options),
        }
    }

    /// The value as the expressions know it, if it is valid.
    pub(crate) fn take<'a>(&self, value: &'a Value) -> Option<Val<'a>> {
        match (self.kind, value) {
            (FieldType::Number, Value::Number(number)) => self.number(number).map(Val::Number),
            (FieldType::Money, Value::Number(number)) => self.number(number).filter(Decimal::is_whole).map(Val::Number),
            (FieldType::YesNo, Value::Bool(value)) => Some(Val::Bool(*value)),
            (FieldType::Many, Value::Array(chosen)) => texts(chosen, |id| self.has_option(id)),
            (FieldType::Files, Value::Array(names)) => texts(names, |_| true),
            (FieldType::Number | FieldType::Money | FieldType::YesNo | FieldType::Many | FieldType::Files, _) => None,
            (_, Value::String(text)) => self.takes_text(text).then_some(Val::Text(Cow::Borrowed(text))),
            _ => None,
        }
    }

    fn number(&self, number: &Number) -> Option<Decimal> {
        let number = decimal(number).filter(Decimal::is_plain_input)?;
        let inside =
            self.min.as_ref().is_none_or(|min| *min <= number) && self.max.as_ref().is_none_or(|max| number <= *max);
        inside.then_some(number)
    }

    fn takes_text(&self, text: &str) -> bool {
        !self.is_too_long(text)
            && self.pattern.as_ref().is_none_or(|pattern| pattern.is_match(text))
            && match self.kind {
                FieldType::One => self.has_option(text),
                FieldType::Date => parse_date(text).is_some(),
                FieldType::ResidentId => is_resident_id(text),
                FieldType::CreditCode => is_credit_code(text),
                FieldType::Region => text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()),
                FieldType::Phone => is_phone(text),
                FieldType::Email => is_email(text),
                _ => true,
            }
    }

    pub(crate) fn is_too_long(&self, text: &str) -> bool {
        text.len() > self.max_length && text.chars().count() > self.max_length
    }

    fn has_option(&self, id: &str) -> bool {
        self.options.iter().any(|option| **option == *id)
    }
}

/// A number inside its bounds as parameters and questions have them.
pub(crate) fn number_fits(number: &Number, min: Option<&Number>, max: Option<&Number>) -> bool {
    let inside = |n: &Decimal| bound(min).is_none_or(|min| min <= *n) && bound(max).is_none_or(|max| *n <= max);
    decimal(number)
        .filter(Decimal::is_plain_input)
        .is_some_and(|n| inside(&n))
}

fn bound(number: Option<&Number>) -> Option<Decimal> {
    number.and_then(decimal)
}

fn ids(options: &List<QuestionOption>) -> Vec<Arc<str>> {
    options.iter().map(|option| option.id.as_str().into()).collect()
}

fn texts(list: &[Value], fits: impl Fn(&str) -> bool) -> Option<Val<'_>> {
    let texts = list.iter().map(|value| match value {
        Value::String(text) if fits(text) => Some(Val::Text(Cow::Borrowed(text))),
        _ => None,
    });
    Some(Val::List(Rc::new(texts.collect::<Option<_>>()?)))
}

/// `null`, `""` and `[]` are empty; `false` and `0` are not.
pub(crate) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

/// 18 characters of the alphabet with their check character (ISO 7064 MOD 31 over weights of 3).
pub(crate) fn is_credit_code(text: &str) -> bool {
    let values = text.bytes().map(|byte| CREDIT_ALPHABET.iter().position(|c| *c == byte));
    let Some(values) = values.collect::<Option<Vec<_>>>().filter(|values| values.len() == 18) else {
        return false;
    };
    let (sum, _) = values[..17]
        .iter()
        .fold((0, 1), |(sum, weight), value| (sum + value * weight, weight * 3 % 31));
    (31 - sum % 31) % 31 == values[17]
}

/// `1\d{10}` or `0\d{2,3}-?\d{7,8}(-\d{1,6})?`.
fn is_phone(text: &str) -> bool {
    let digits = |part: &str, from: usize, to: usize| {
        (from..=to).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    if text.starts_with('1') {
        return digits(text, 11, 11);
    }
    if !text.starts_with('0') {
        return false;
    }
    let parts: Vec<&str> = text.split('-').collect();
    match parts[..] {
        [one] => digits(one, 10, 12),
        [area, local] if digits(area, 3, 4) => digits(local, 7, 8),
        [joined, extension] => digits(joined, 10, 12) && digits(extension, 1, 6),
        [area, local, extension] => digits(area, 3, 4) && digits(local, 7, 8) && digits(extension, 1, 6),
        _ => false,
    }
}

/// `[^@\s]+@[^@\s]+\.[^@\s]+`.
fn is_email(text: &str) -> bool {
    let space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c' | '\x0b');
    let Some((name, host)) = text.split_once('@') else {
        return false;
    };
    let inner = host
        .char_indices()
        .any(|(at, c)| c == '.' && at > 0 && at + 1 < host.len());
    !name.is_empty() && inner && !host.contains('@') && !text.contains(space)
}
