//! Any expression as a plain Chinese sentence, with the labels that people see.

mod thing;
mod value;

use self::thing::{Kind, Thing, agent};
use crate::expr::{Macro, Operator, Sign, SyntaxError, Tree, parse};
use crate::format::{Handling, Section};

/// What an expression stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// `when`, `required`, `check`, `auto`.
    Condition,
    /// A printed field.
    Value,
    /// `amount_fen`: numbers are fen and are said in yuan.
    Money,
}

/// An expression as a sentence. `section` is the id of the repeated section to whose rows `row.ID` belongs.
pub fn in_words(source: &str, handling: &Handling, section: Option<&str>, sense: Sense) -> Result<String, SyntaxError> {
    let tree = parse(source)?;
    let row = section.and_then(|id| handling.form.iter().find(|section| section.id == id));
    let mut speaker = Speaker {
        handling,
        row,
        bound: Vec::new(),
    };
    Ok(match sense {
        Sense::Condition => speaker.statement(&tree, false),
        Sense::Value => speaker.value(&tree, None),
        Sense::Money => speaker.value(&tree, Some(&Thing::money())),
    })
}

struct Speaker<'h> {
    handling: &'h Handling,
    row: Option<&'h Section>,
    bound: Vec<(String, Option<&'h Section>)>,
}

impl Speaker<'_> {
    /// A phrase that is true or false; `negated` says its opposite.
    fn statement(&mut self, tree: &Tree, negated: bool) -> String {
        match tree {
            Tree::Bool(value) => if *value == negated { "从不" } else { "总是这样" }.to_owned(),
            Tree::And(parts) if !negated => self.joined(&without_guards(parts), "，并且", tree),
            Tree::Or(parts) if !negated => self.joined(&parts.iter().collect::<Vec<_>>(), "，或者", tree),
            Tree::And(_) | Tree::Or(_) => format!("不是这样：（{}）", self.statement(tree, false)),
            Tree::Signs(signs, inner) if signs.iter().all(|sign| *sign == Sign::Not) => {
                self.statement(inner, negated != (signs.len() % 2 == 1))
            }
            Tree::Chain(left, rest) if rest.len() == 1 && is_comparison(rest[0].0) => {
                self.comparison(left, rest[0].0, &rest[0].1, negated)
            }
            Tree::Macro {
                kind: kind @ (Macro::Exists | Macro::All),
                list,
                element,
                body,
            } => self.about_rows(*kind, list, element, body, negated),
            Tree::If(parts) => {
                let (condition, yes, no) = &**parts;
                format!(
                    "如果{}，要求{}；否则要求{}",
                    self.statement(condition, false),
                    self.grouped(yes, negated),
                    self.grouped(no, negated)
                )
            }
            other => self.yes_or_no(other, !negated),
        }
    }

    fn joined(&mut self, parts: &[&Tree], word: &str, whole: &Tree) -> String {
        let said = parts.iter().map(|part| match (whole, part) {
            (Tree::And(_), Tree::Or(_)) | (Tree::Or(_), Tree::And(_)) if parts.len() > 1 => self.grouped(part, false),
            (_, Tree::If(_)) => self.grouped(part, false),
            _ => self.statement(part, false),
        });
        said.collect::<Vec<_>>().join(word)
    }

    fn grouped(&mut self, tree: &Tree, negated: bool) -> String {
        let said = self.statement(tree, negated);
        if said.contains(['，', '；']) {
            format!("（{said}）")
        } else {
            said
        }
    }

    fn about_rows(&mut self, kind: Macro, list: &Tree, element: &str, body: &Tree, negated: bool) -> String {
        let rows = self.rows_of(list);
        let listed = self.value(list, None);
        let one = rows.and_then(|section| section.repeat.as_ref()).map_or("项", |_| "行");
        self.bound.push((element.to_owned(), rows));
        let said = self.statement(body, false);
        self.bound.pop();
        match (kind, negated) {
            (Macro::All, false) => format!("{listed}里每一{one}都符合（{said}）"),
            (Macro::All, true) => format!("{listed}里不是每一{one}都符合（{said}）"),
            (_, false) => format!("{listed}里至少有一{one}符合（{said}）"),
            (_, true) => format!("{listed}里没有一{one}符合（{said}）"),
        }
    }

    fn yes_or_no(&mut self, tree: &Tree, yes: bool) -> String {
        match self.thing(tree) {
            Some(thing) if thing.kind == Kind::Agent => agent(yes),
            Some(thing) => format!("{}选的是“{}”", thing.label, if yes { "是" } else { "否" }),
            None => format!("{}{}", self.value(tree, None), if yes { "成立" } else { "不成立" }),
        }
    }

    fn comparison(&mut self, left: &Tree, operator: Operator, right: &Tree, negated: bool) -> String {
        let turned = |operator| if negated { opposite(operator) } else { operator };
        match operator {
            Operator::In => self.membership(left, right, negated),
            Operator::Equal | Operator::Unequal => {
                let (left, right) = if is_literal(left) && !is_literal(right) {
                    (right, left)
                } else {
                    (left, right)
                };
                self.equality(left, right, turned(operator) == Operator::Equal)
            }
            _ => self.order(left, turned(operator), right),
        }
    }

    fn equality(&mut self, left: &Tree, right: &Tree, equal: bool) -> String {
        let thing = self.thing(left);
        let is = if equal { "是" } else { "不是" };
        match (&thing, right) {
            (Some(thing), Tree::Bool(value)) if thing.kind == Kind::Agent => agent(*value == equal),
            (Some(thing), Tree::Null) => thing.is_empty(equal),
            (None, Tree::Null) => format!("{}{}", self.value(left, None), if equal { "没有值" } else { "有值" }),
            (Some(thing), Tree::Bool(value)) => {
                format!("{}选的{is}“{}”", thing.label, if *value { "是" } else { "否" })
            }
            (Some(thing), Tree::Text(id)) if thing.has_options() => {
                format!("{}选的{is}{}", thing.label, thing.option(id))
            }
            (Some(thing), Tree::Text(id)) if thing.kind == Kind::Applicant => {
                let who = if id == "legal" {
                    "单位（法人或其他组织）"
                } else {
                    "个人"
                };
                format!("申请人{is}{who}")
            }
            (None, Tree::Bool(value)) => self.statement(left, *value != equal),
            _ => {
                let like = thing.clone().or_else(|| self.thing(right));
                format!(
                    "{}{is}{}",
                    self.value(left, like.as_ref()),
                    self.value(right, like.as_ref())
                )
            }
        }
    }

    fn membership(&mut self, left: &Tree, right: &Tree, negated: bool) -> String {
        match (left, self.thing(left), right, self.thing(right)) {
            (Tree::Text(id), _, _, Some(thing)) if thing.has_options() => {
                format!(
                    "{}里{}{}",
                    thing.label,
                    if negated { "没有选" } else { "选了" },
                    thing.option(id)
                )
            }
            (_, Some(thing), Tree::List(items), _) if items.iter().all(is_literal) => {
                let options: Vec<String> = items.iter().map(|item| self.value(item, Some(&thing))).collect();
                let is = match (thing.has_options(), negated) {
                    (true, false) => "选的是",
                    (true, true) => "选的不是",
                    (false, false) => "是",
                    (false, true) => "不是",
                };
                format!("{}{is}{}", thing.label, options.join("或"))
            }
            (_, thing, _, _) => {
                let is = if negated { "不在" } else { "在" };
                format!(
                    "{}{is}{}里",
                    self.value(left, thing.as_ref()),
                    self.value(right, thing.as_ref())
                )
            }
        }
    }

    fn order(&mut self, left: &Tree, operator: Operator, right: &Tree) -> String {
        let like = self.thing(left).or_else(|| self.thing(right));
        let dates = self.is_date(left) || self.is_date(right);
        let word = match (operator, dates) {
            (Operator::Less, true) => "早于",
            (Operator::LessOrEqual, true) => "不晚于",
            (Operator::Greater, true) => "晚于",
            (_, true) => "不早于",
            (Operator::Less, false) => "小于",
            (Operator::LessOrEqual, false) => "不超过",
            (Operator::Greater, false) => "大于",
            (_, false) => "不小于",
        };
        format!(
            "{}{word}{}",
            self.value(left, like.as_ref()),
            self.value(right, like.as_ref())
        )
    }
}

fn is_comparison(operator: Operator) -> bool {
    !matches!(
        operator,
        Operator::Plus | Operator::Minus | Operator::Times | Operator::Divided
    )
}

fn opposite(operator: Operator) -> Operator {
    match operator {
        Operator::Equal => Operator::Unequal,
        Operator::Unequal => Operator::Equal,
        Operator::Less => Operator::GreaterOrEqual,
        Operator::LessOrEqual => Operator::Greater,
        Operator::Greater => Operator::LessOrEqual,
        Operator::GreaterOrEqual => Operator::Less,
        other => other,
    }
}

fn is_literal(tree: &Tree) -> bool {
    matches!(tree, Tree::Null | Tree::Bool(_) | Tree::Number(_) | Tree::Text(_))
}

/// The parts of an “and” without those that only guard a later part against an empty value: the sentence says it anyway.
fn without_guards(parts: &[Tree]) -> Vec<&Tree> {
    let guards = |index: usize, part: &Tree| match part {
        Tree::Chain(left, rest) => {
            matches!(
                (&**left, rest.as_slice()),
                (Tree::Name(_) | Tree::Element { .. }, [(Operator::Unequal, Tree::Null)])
            ) && parts[index + 1..].iter().any(|later| mentions(later, left))
        }
        _ => false,
    };
    parts
        .iter()
        .enumerate()
        .filter(|(index, part)| !guards(*index, part))
        .map(|(_, part)| part)
        .collect()
}

fn mentions(tree: &Tree, wanted: &Tree) -> bool {
    let same = match (tree, wanted) {
        (Tree::Name(a), Tree::Name(b)) => a.root == b.root && a.id == b.id,
        (Tree::Element { name: a, field: x, .. }, Tree::Element { name: b, field: y, .. }) => a == b && x == y,
        _ => false,
    };
    let mut found = same;
    tree.each_part(&mut |part| found = found || mentions(part, wanted));
    found
}
