//! Values in words.

use super::Speaker;
use super::thing::{Kind, Thing};
use crate::expr::{Decimal, Function, Macro, Operator, Sign, Tree};

impl Speaker<'_> {
    /// A phrase for a value; `like` is what it is compared or added with, which gives its unit and its options.
    pub(super) fn value(&mut self, tree: &Tree, like: Option<&Thing<'_>>) -> String {
        match tree {
            Tree::Null => "空".to_owned(),
            Tree::Bool(value) => if *value { "“是”" } else { "“否”" }.to_owned(),
            Tree::Number(number) => amount(number, like),
            Tree::Text(text) => text_in_words(text, like),
            Tree::List(items) => items
                .iter()
                .map(|item| self.value(item, like))
                .collect::<Vec<_>>()
                .join("、"),
            Tree::Name(_) => self.thing(tree).map(|thing| thing.label).unwrap_or_default(),
            Tree::Element { name, field, .. } => match (self.thing(tree), field) {
                (Some(thing), _) => thing.label,
                (None, Some(field)) => format!("“{field}”"),
                (None, None) if self.bound.len() > 1 => format!("这一项（{name}）"),
                (None, None) => "这一项".to_owned(),
            },
            Tree::Call(function, arguments) => self.call(*function, arguments),
            Tree::Macro {
                kind,
                list,
                element,
                body,
            } => self.selection(*kind, list, element, body, tree),
            Tree::Signs(signs, inner) if signs.iter().all(|sign| *sign == Sign::Minus) => {
                let inner = self.value(inner, like);
                if signs.len() % 2 == 1 {
                    format!("负{inner}")
                } else {
                    inner
                }
            }
            Tree::Chain(first, rest) if rest.iter().all(|(operator, _)| sign(*operator).is_some()) => {
                self.arithmetic(first, rest, like)
            }
            Tree::If(parts) => {
                let (condition, yes, no) = &**parts;
                let condition = self.statement(condition, false);
                format!(
                    "（如果{condition}，是{}；否则是{}）",
                    self.value(yes, like),
                    self.value(no, like)
                )
            }
            Tree::And(_) | Tree::Or(_) | Tree::Signs(..) | Tree::Chain(..) => {
                format!("“{}”是否成立", self.truth(tree))
            }
        }
    }

    fn truth(&mut self, tree: &Tree) -> String {
        match tree {
            // Comparisons of comparisons are written from the left, as they are read.
            Tree::Chain(first, rest) if rest.len() > 1 => {
                let mut said = self.value(first, None);
                for (operator, part) in rest {
                    let word = match operator {
                        Operator::Equal => "等于",
                        Operator::Unequal => "不等于",
                        Operator::In => "属于",
                        Operator::Less => "小于",
                        Operator::LessOrEqual => "不超过",
                        Operator::Greater => "大于",
                        _ => "不小于",
                    };
                    said = format!("{said}{word}{}", self.value(part, None));
                }
                said
            }
            Tree::Signs(signs, inner) if signs.contains(&Sign::Minus) => {
                let inner = self.value(inner, None);
                signs.iter().rev().fold(inner, |said, sign| match sign {
                    Sign::Not => format!("不是{said}"),
                    Sign::Minus => format!("负{said}"),
                })
            }
            other => self.statement(other, false),
        }
    }

    fn selection(&mut self, kind: Macro, list: &Tree, element: &str, body: &Tree, whole: &Tree) -> String {
        let rows = self.rows_of(list);
        let listed = self.value(list, None);
        self.bound.push((element.to_owned(), rows));
        let said = match kind {
            Macro::Filter => format!("{listed}里符合（{}）的各项", self.statement(body, false)),
            Macro::Map => format!("{listed}里各项的{}", self.value(body, None)),
            Macro::Exists | Macro::All => {
                self.bound.pop();
                return format!("“{}”是否成立", self.statement(whole, false));
            }
        };
        self.bound.pop();
        said
    }

    fn arithmetic(&mut self, first: &Tree, rest: &[(Operator, Tree)], like: Option<&Thing<'_>>) -> String {
        // A factor is no amount of its own, so it takes no unit.
        let factors = rest
            .iter()
            .any(|(operator, _)| matches!(operator, Operator::Times | Operator::Divided));
        let own = if factors {
            None
        } else {
            self.thing(first).or_else(|| like.cloned())
        };
        let like = if factors { None } else { own.as_ref() };
        let mut said = self.term(first, factors, like);
        for (operator, part) in rest {
            let word = sign(*operator).unwrap_or_default();
            said = format!("{said}{word}{}", self.term(part, factors, like));
        }
        said
    }

    fn term(&mut self, tree: &Tree, factor: bool, like: Option<&Thing<'_>>) -> String {
        let said = self.value(tree, like);
        if factor && matches!(tree, Tree::Chain(..)) {
            format!("（{said}）")
        } else {
            said
        }
    }

    fn call(&mut self, function: Function, arguments: &[Tree]) -> String {
        let first = self.value(&arguments[0], None);
        let second = arguments
            .get(1)
            .map(|argument| self.value(argument, None))
            .unwrap_or_default();
        match function {
            Function::Size if self.is_list(&arguments[0]) => format!("{first}的个数"),
            Function::Size => format!("{first}的字数"),
            Function::Sum => format!("{first}合计"),
            Function::Join => format!("{first}（用{second}连起来）"),
            Function::Label => first,
            Function::BirthDate => format!("{first}里的出生日期"),
            Function::AddDays => format!("{first}以后{second}天"),
            Function::AddMonths => format!("{first}以后{second}个月"),
            Function::AddYears => format!("{first}以后{second}年"),
            Function::DaysBetween => format!("从{first}到{second}的天数"),
            Function::MonthsBetween => format!("从{first}到{second}的整月数"),
            Function::YearsBetween => match &arguments[0] {
                Tree::Call(Function::BirthDate, of) => format!("{second}时的年龄（按{}算）", self.value(&of[0], None)),
                _ => format!("从{first}到{second}的整年数"),
            },
        }
    }

    fn is_list(&self, tree: &Tree) -> bool {
        match tree {
            Tree::List(_) | Tree::Macro { .. } => true,
            Tree::Name(_) => self.rows_of(tree).is_some() || self.thing(tree).is_some_and(|thing| thing.has_options()),
            _ => false,
        }
    }
}

fn sign(operator: Operator) -> Option<&'static str> {
    Some(match operator {
        Operator::Plus => "加",
        Operator::Minus => "减",
        Operator::Times => "乘以",
        Operator::Divided => "除以",
        _ => return None,
    })
}

fn amount(number: &Decimal, like: Option<&Thing<'_>>) -> String {
    let shown = |number: &Decimal| number.printed().unwrap_or_else(|_| "很大的数".to_owned());
    match like {
        Some(thing) if thing.kind == Kind::Money => {
            let yuan = number.checked_div(&Decimal::from(100)).unwrap_or(Decimal::ZERO);
            format!("{}元", shown(&yuan))
        }
        Some(thing) => format!("{}{}", shown(number), thing.unit.unwrap_or_default()),
        None => shown(number),
    }
}

fn text_in_words(text: &str, like: Option<&Thing<'_>>) -> String {
    match like {
        Some(thing) if thing.has_options() => thing.option(text),
        Some(thing) if thing.kind == Kind::Applicant => if text == "legal" { "单位" } else { "个人" }.to_owned(),
        _ if text.is_empty() => "空文字".to_owned(),
        _ => format!("“{text}”"),
    }
}
