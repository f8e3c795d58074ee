//! Evaluation of compiled expressions. An error anywhere is the error of the whole expression, except where `&&`, `||`,
//! `? :`, `exists` and `all` have stopped before it.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::rc::Rc;

use chrono::NaiveDate;

use super::code::{Code, Constant, Slot};
use super::tree::{Function, Macro, Operator, Sign};
use super::value::Val;
use super::{Decimal, Trouble, dates};

/// What expressions read.
pub(crate) trait Source<'a> {
    /// The value at a slot that is not an element of a macro.
    fn read(&self, slot: &'a Slot) -> Val<'a>;
}

/// Why an expression has no value, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure(pub(crate) Cow<'static, str>);

type Outcome<'a> = Result<Val<'a>, Failure>;

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        Self(Cow::Borrowed(match trouble {
            Trouble::DivisionByZero => "除数是0",
            Trouble::TooLarge => "数字太大，算不出来",
        }))
    }
}

fn wrong<T>(value: &Val<'_>, wanted: &str) -> Result<T, Failure> {
    Err(Failure(Cow::Owned(format!("{}不是{wanted}", value.shown()))))
}

/// The value of an expression.
pub(crate) fn evaluate<'a, S: Source<'a>>(code: &'a Code, source: &S) -> Outcome<'a> {
    Evaluator {
        source,
        elements: Vec::new(),
    }
    .value(code)
}

struct Evaluator<'s, 'a, S> {
    source: &'s S,
    elements: Vec<Val<'a>>,
}

impl<'a> From<&'a Constant> for Val<'a> {
    fn from(constant: &'a Constant) -> Self {
        match constant {
            Constant::Null => Self::Null,
            Constant::Bool(value) => Self::Bool(*value),
            Constant::Number(number) => Self::Number(number.clone()),
            Constant::Text(text) => Self::Text(Cow::Borrowed(text)),
        }
    }
}

impl<'a, S: Source<'a>> Evaluator<'_, 'a, S> {
    fn value(&mut self, code: &'a Code) -> Outcome<'a> {
        match code {
            Code::Constant(constant) => Ok(constant.into()),
            Code::Read(slot) => Ok(self.read(slot)),
            Code::And(parts) => self.stops_at(parts, false),
            Code::Or(parts) => self.stops_at(parts, true),
            Code::Chain(first, rest) => self.chain(first, rest),
            Code::OneOf(one, constants) => {
                let value = self.value(one)?;
                Ok(Val::Bool(constants.iter().any(|constant| is(&value, constant))))
            }
            Code::If(parts) => {
                let holds = self.boolean(&parts.0)?;
                self.value(if holds { &parts.1 } else { &parts.2 })
            }
            Code::Signs(signs, inner) => self.signs(signs, inner),
            Code::Macro(kind, list, body) => self.walk(*kind, list, body),
            Code::Call(function, arguments) => self.call(*function, arguments),
            Code::Label(slot, options) => self.label(slot, options),
            Code::List(items) => {
                let items = items.iter().map(|item| self.value(item)).collect::<Result<_, _>>()?;
                Ok(Val::List(Rc::new(items)))
            }
        }
    }

    fn read(&self, slot: &'a Slot) -> Val<'a> {
        let Slot::Element(depth, field) = slot else {
            return self.source.read(slot);
        };
        match (self.elements.get(*depth), field) {
            (Some(Val::Row(row)), Some(field)) => row.values.get(*field).cloned().unwrap_or(Val::Null),
            (Some(element), None) => element.clone(),
            _ => Val::Null,
        }
    }

    fn boolean(&mut self, code: &'a Code) -> Result<bool, Failure> {
        match self.value(code)? {
            Val::Bool(value) => Ok(value),
            other => wrong(&other, "“是”或“否”"),
        }
    }

    fn stops_at(&mut self, parts: &'a [Code], end: bool) -> Outcome<'a> {
        for part in parts {
            if self.boolean(part)? == end {
                return Ok(Val::Bool(end));
            }
        }
        Ok(Val::Bool(!end))
    }

    fn signs(&mut self, signs: &[Sign], inner: &'a Code) -> Outcome<'a> {
        let mut value = self.value(inner)?;
        for sign in signs.iter().rev() {
            value = match (sign, &value) {
                (Sign::Not, Val::Bool(value)) => Val::Bool(!value),
                (Sign::Not, other) => return wrong(other, "“是”或“否”"),
                (Sign::Minus, other) => Val::Number(number(other)?.negated()?),
            };
        }
        Ok(value)
    }

    fn chain(&mut self, first: &'a Code, rest: &'a [(Operator, Code)]) -> Outcome<'a> {
        let mut left = self.value(first)?;
        for (operator, right) in rest {
            left = match right {
                Code::Constant(constant) if matches!(operator, Operator::Equal | Operator::Unequal) => {
                    Val::Bool(is(&left, constant) == (*operator == Operator::Equal))
                }
                _ => apply(*operator, &left, &self.value(right)?)?,
            };
        }
        Ok(left)
    }

    fn walk(&mut self, kind: Macro, list: &'a Code, body: &'a Code) -> Outcome<'a> {
        let list = match self.value(list)? {
            Val::List(list) => list,
            other => return wrong(&other, "列表"),
        };
        let mut out = Vec::new();
        for element in list.iter() {
            self.elements.push(element.clone());
            let value = if kind == Macro::Map {
                self.value(body)
            } else {
                self.boolean(body).map(Val::Bool)
            };
            self.elements.pop();
            match (kind, value?) {
                (Macro::Map, value) => out.push(value),
                (Macro::Filter, Val::Bool(true)) => out.push(element.clone()),
                (Macro::Exists, Val::Bool(true)) => return Ok(Val::Bool(true)),
                (Macro::All, Val::Bool(false)) => return Ok(Val::Bool(false)),
                _ => {}
            }
        }
        Ok(match kind {
            Macro::Map | Macro::Filter => Val::List(Rc::new(out)),
            Macro::Exists => Val::Bool(false),
            Macro::All => Val::Bool(true),
        })
    }

    fn label(&mut self, slot: &'a Slot, options: &'a [(String, String)]) -> Outcome<'a> {
        let label = |chosen: &Val<'a>| match chosen {
            Val::Text(id) => {
                let found = options
                    .iter()
                    .find(|(option, _)| option == id)
                    .map(|(_, label)| label.as_str());
                Ok(found.map_or_else(|| id.clone(), Cow::Borrowed))
            }
            other => wrong(other, "选项"),
        };
        match self.read(slot) {
            Val::Null => Ok(Val::Null),
            Val::List(chosen) => {
                let labels = chosen.iter().map(label).collect::<Result<Vec<_>, _>>()?;
                Ok(Val::text(labels.join("、")))
            }
            one => label(&one).map(Val::Text),
        }
    }

    fn call(&mut self, function: Function, arguments: &'a [Code]) -> Outcome<'a> {
        let first = self.value(&arguments[0])?;
        let second = match arguments.get(1) {
            Some(argument) => self.value(argument)?,
            None => Val::Null,
        };
        Ok(match function {
            Function::Size => match &first {
                Val::Text(text) => Val::whole(text.chars().count() as i64),
                Val::List(list) => Val::whole(list.len() as i64),
                other => return wrong(other, "文字或列表"),
            },
            Function::Sum => Val::Number(sum(&first)?),
            Function::Join => join(&first, &second)?,
            Function::Label => return wrong(&first, "选项"),
            Function::BirthDate => match &first {
                Val::Text(text) => dates::birth_date(text).map_or(Val::Null, Val::text),
                _ => Val::Null,
            },
            Function::AddDays => Val::text(dates::text(dates::add_days(day(&first)?, number(&second)?))),
            Function::AddMonths => Val::text(dates::text(dates::add_months(
                day(&first)?,
                number(&second)?.to_whole(),
            ))),
            Function::AddYears => Val::text(dates::text(dates::add_months(
                day(&first)?,
                number(&second)?.to_whole() * 12,
            ))),
            Function::DaysBetween => Val::whole(dates::days_between(day(&first)?, day(&second)?)),
            Function::MonthsBetween => Val::whole(dates::months_between(day(&first)?, day(&second)?)),
            Function::YearsBetween => Val::whole(dates::months_between(day(&first)?, day(&second)?) / 12),
        })
    }
}

fn number<'v>(value: &'v Val<'_>) -> Result<&'v Decimal, Failure> {
    match value {
        Val::Number(number) => Ok(number),
        other => wrong(other, "数字"),
    }
}

fn day(value: &Val<'_>) -> Result<NaiveDate, Failure> {
    match value {
        Val::Text(text) => dates::parse_date(text).map_or_else(|| wrong(value, "日期"), Ok),
        other => wrong(other, "日期"),
    }
}

fn sum(list: &Val<'_>) -> Result<Decimal, Failure> {
    let Val::List(list) = list else {
        return wrong(list, "列表");
    };
    let mut given = list.iter().filter(|value| !matches!(value, Val::Null));
    given.try_fold(Decimal::ZERO, |sum, value| Ok(sum.checked_add(number(value)?)?))
}

fn join<'a>(list: &Val<'a>, between: &Val<'a>) -> Outcome<'a> {
    let Val::List(list) = list else {
        return wrong(list, "列表");
    };
    let Val::Text(between) = between else {
        return wrong(between, "文字");
    };
    let mut texts = Vec::with_capacity(list.len());
    for value in list.iter() {
        match value {
            Val::Null => {}
            Val::Text(text) => texts.push(text.as_ref()),
            other => return wrong(other, "文字"),
        }
    }
    Ok(Val::text(texts.join(between)))
}

/// [`Val::same`] with a literal.
fn is(value: &Val<'_>, constant: &Constant) -> bool {
    match (value, constant) {
        (Val::Null, Constant::Null) => true,
        (Val::Bool(a), Constant::Bool(b)) => a == b,
        (Val::Number(a), Constant::Number(b)) => a == b,
        (Val::Text(a), Constant::Text(b)) => a == b,
        _ => false,
    }
}

fn apply<'a>(operator: Operator, left: &Val<'a>, right: &Val<'a>) -> Outcome<'a> {
    let ordered = |holds: fn(Ordering) -> bool| -> Outcome<'a> {
        let order = match (left, right) {
            (Val::Text(a), Val::Text(b)) => a.cmp(b),
            _ => number(left)?.cmp(number(right)?),
        };
        Ok(Val::Bool(holds(order)))
    };
    match operator {
        Operator::Equal => Ok(Val::Bool(left.same(right))),
        Operator::Unequal => Ok(Val::Bool(!left.same(right))),
        Operator::In => match right {
            Val::List(list) => Ok(Val::Bool(list.iter().any(|each| left.same(each)))),
            other => wrong(other, "列表"),
        },
        Operator::Less => ordered(Ordering::is_lt),
        Operator::LessOrEqual => ordered(Ordering::is_le),
        Operator::Greater => ordered(Ordering::is_gt),
        Operator::GreaterOrEqual => ordered(Ordering::is_ge),
        Operator::Plus => match (left, right) {
            (Val::Text(a), Val::Text(b)) => Ok(Val::text(format!("{a}{b}"))),
            _ => Ok(Val::Number(number(left)?.checked_add(number(right)?)?)),
        },
        Operator::Minus => Ok(Val::Number(number(left)?.checked_sub(number(right)?)?)),
        Operator::Times => Ok(Val::Number(number(left)?.checked_mul(number(right)?)?)),
        Operator::Divided => Ok(Val::Number(number(left)?.checked_div(number(right)?)?)),
    }
}
