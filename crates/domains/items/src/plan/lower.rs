//! From the parsed tree to indices; every name is held against what is known at its place.

use super::names::{Names, nearest};
use crate::expr::code::{ApplicantFact, CaseFact, Code, Constant, Slot};
use crate::expr::{Function, Macro, Name, Operator, Root, Tree};
use crate::fault::Fault;
use crate::format::Place;

/// How far an expression can see.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reach {
    /// Questions before this index.
    pub(super) answers: usize,
    /// Slots of the form before this index; `None` where the form does not exist yet.
    pub(super) form: Option<usize>,
    /// In a repeated section its index, and how many fields of the row are known.
    pub(super) row: Option<(usize, usize)>,
    /// Whether what exists only after acceptance or decision may be used.
    pub(super) later: bool,
}

impl Reach {
    pub(super) const EVERYTHING: Self = Self {
        answers: usize::MAX,
        form: Some(usize::MAX),
        row: None,
        later: false,
    };
    pub(super) const LATER: Self = Self {
        later: true,
        ..Self::EVERYTHING
    };
}

pub(super) struct Lowering<'a, 'h> {
    pub(super) names: &'a Names<'h>,
    pub(super) reach: Reach,
    pub(super) place: &'a Place,
    pub(super) source: &'a str,
    pub(super) faults: &'a mut Vec<Fault>,
    /// Elements of the macros around, with the repeated section whose rows they are.
    pub(super) bound: Vec<(String, Option<usize>)>,
}

impl Lowering<'_, '_> {
    pub(super) fn code(&mut self, tree: &Tree) -> Code {
        match tree {
            Tree::Null => Code::Constant(Constant::Null),
            Tree::Bool(value) => Code::Constant(Constant::Bool(*value)),
            Tree::Number(number) => Code::Constant(Constant::Number(number.clone())),
            Tree::Text(text) => Code::Constant(Constant::Text(text.clone())),
            Tree::List(items) => Code::List(self.codes(items)),
            Tree::Name(name) => self.name(name),
            Tree::Element { name, field, at } => self.element(name, field.as_deref(), *at),
            Tree::Call(Function::Label, arguments) => self.label(&arguments[0]),
            Tree::Call(function, arguments) => Code::Call(*function, self.codes(arguments)),
            Tree::Macro {
                kind,
                list,
                element,
                body,
            } => {
                let rows = self.rows(list);
                let list = self.code(list);
                self.bound.push((element.clone(), rows));
                let body = self.code(body);
                self.bound.pop();
                Code::Macro(*kind, Box::new(list), Box::new(body))
            }
            Tree::Signs(signs, inner) => Code::Signs(signs.clone(), Box::new(self.code(inner))),
            Tree::And(parts) => Code::And(self.codes(parts)),
            Tree::Or(parts) => Code::Or(self.codes(parts)),
            Tree::Chain(first, rest) => self.chain(first, rest),
            Tree::If(parts) => Code::If(Box::new((
                self.code(&parts.0),
                self.code(&parts.1),
                self.code(&parts.2),
            ))),
        }
    }

    fn codes(&mut self, trees: &[Tree]) -> Vec<Code> {
        trees.iter().map(|tree| self.code(tree)).collect()
    }

    fn chain(&mut self, first: &Tree, rest: &[(Operator, Tree)]) -> Code {
        let first = self.code(first);
        if let [(Operator::In, Tree::List(items))] = rest
            && let Some(constants) = items.iter().map(constant).collect::<Option<Vec<_>>>()
        {
            return Code::OneOf(Box::new(first), constants);
        }
        let rest = rest
            .iter()
            .map(|(operator, tree)| (*operator, self.code(tree)))
            .collect();
        Code::Chain(Box::new(first), rest)
    }

    /// The repeated section whose rows a list holds.
    fn rows(&self, list: &Tree) -> Option<usize> {
        match list {
            Tree::Macro {
                kind: Macro::Filter,
                list,
                ..
            } => self.rows(list),
            Tree::Name(Name {
                root: Root::Form, id, ..
            }) => self.names.repeated.get(id.as_str()).copied(),
            _ => None,
        }
    }

    fn say(&mut self, at: usize, message: String, hint: Option<String>) -> Code {
        let fault = Fault::error(self.place.clone(), message).in_expression(self.source, at);
        self.faults.push(match hint {
            Some(hint) => fault.hint(hint),
            None => fault,
        });
        Code::Constant(Constant::Null)
    }

    fn label(&mut self, of: &Tree) -> Code {
        let Tree::Name(name) = of else {
            return Code::Constant(Constant::Null);
        };
        let options = match name.root {
            Root::Answers => self.names.answer_options(&name.id),
            _ => self.names.form_options(&name.id),
        };
        match (self.name(name), options) {
            (Code::Read(slot), Some(options)) => Code::Label(slot, options),
            (Code::Read(_), None) => self.say(
                name.at,
                format!(
                    "label要一个有选项的问题或字段，{}.{}没有选项",
                    name.root.word(),
                    name.id
                ),
                Some("重复部分里的字段也不能用label".to_owned()),
            ),
            (other, _) => other,
        }
    }

    fn name(&mut self, name: &Name) -> Code {
        let id = name.id.as_str();
        let slot = match name.root {
            Root::Answers => self
                .names
                .answers
                .get(id)
                .filter(|at| **at < self.reach.answers)
                .map(|at| Slot::Answer(*at)),
            Root::Form => self
                .names
                .form
                .get(id)
                .filter(|at| Some(**at) < self.reach.form)
                .map(|at| Slot::Form(*at)),
            Root::Row => self.reach.row.and_then(|(section, known)| {
                self.names
                    .row_field(section, id)
                    .filter(|at| *at < known)
                    .map(Slot::Row)
            }),
            Root::Applicant => ApplicantFact::named(id).map(Slot::Applicant),
            Root::Licence => self
                .names
                .handling
                .continues
                .as_ref()
                .map(|_| Slot::Licence(id.to_owned())),
            Root::Params => self.names.params.get(id).map(|at| Slot::Param(*at)),
            Root::Case => CaseFact::named(id)
                .filter(|fact| self.reach.later || *fact == CaseFact::SubmittedOn)
                .map(Slot::Case),
            Root::Review => self
                .names
                .recorded
                .get(id)
                .filter(|_| self.reach.later)
                .map(|at| Slot::Review(*at)),
        };
        match slot {
            Some(slot) => Code::Read(slot),
            None => {
                let (message, hint) = self.unknown(name);
                self.say(name.at, message, hint)
            }
        }
    }

    fn element(&mut self, name: &str, field: Option<&str>, at: usize) -> Code {
        let Some(depth) = self.bound.iter().rposition(|(bound, _)| bound == name) else {
            return self.say(at, format!("不认识“{name}”"), None);
        };
        match (self.bound[depth].1, field) {
            (None, None) => Code::Read(Slot::Element(depth, None)),
            (None, Some(field)) => self.say(at, format!("“{name}”是一个值，没有“{field}”"), None),
            (Some(section), Some(field)) => match self.names.row_field(section, field) {
                Some(index) => Code::Read(Slot::Element(depth, Some(index))),
                None => {
                    let section = &self.names.handling.form[section];
                    let near = nearest(field, section.fields.iter().map(|field| field.id.as_str()));
                    self.say(at, format!("“{}”里没有字段“{field}”", section.title), meant(near))
                }
            },
            (Some(_), None) => self.say(
                at,
                format!("“{name}”是一行，要写它的哪一个字段"),
                Some(format!("比如 {name}.名字")),
            ),
        }
    }

    /// Why a name is not known here, and what may have been meant.
    fn unknown(&self, name: &Name) -> (String, Option<String>) {
        let id = name.id.as_str();
        let whole = format!("{}.{id}", name.root.word());
        let names = self.names;
        match name.root {
            Root::Answers if names.answers.contains_key(id) => (
                format!("{whole}排在后面，这里还不知道它的回答"),
                Some("把那个问题移到前面，或者换一个条件".to_owned()),
            ),
            Root::Answers => (
                format!("没有问题“{id}”"),
                meant(nearest(id, names.answers.keys().copied())),
            ),
            Root::Form if self.reach.form.is_none() => (
                format!("这里不能用{whole}"),
                Some("问题和不予办理的情形只能看问题的回答".to_owned()),
            ),
            Root::Form if names.form.contains_key(id) => (
                format!("{whole}排在后面（或者就是这里自己），还不知道它的值"),
                Some("只能用排在前面的字段".to_owned()),
            ),
            Root::Form => match names.section_of_row_field(id) {
                Some(section) => (
                    format!("没有字段“{id}”：它在重复填写的“{}”里", section.title),
                    Some(format!(
                        "同一行里写 row.{id}，别处写 form.{}.exists(p, p.{id} == …)",
                        section.id
                    )),
                ),
                None => (
                    format!("没有字段“{id}”"),
                    meant(nearest(id, names.form.keys().copied())),
                ),
            },
            Root::Row if self.reach.row.is_none() => (
                format!("这里不能用{whole}"),
                Some("row只能用在重复填写的部分里".to_owned()),
            ),
            Root::Row => (
                format!("{whole}不存在，或者排在后面"),
                Some("只能用同一行里排在前面的字段".to_owned()),
            ),
            Root::Applicant => (format!("没有{whole}"), Some("申请人只有kind和agent".to_owned())),
            Root::Licence => (
                format!("这里不能用{whole}"),
                Some("业务办理项要先用continues写明延续哪一种证照".to_owned()),
            ),
            Root::Params => (
                format!("没有参数“{id}”"),
                meant(nearest(id, names.params.keys().copied())),
            ),
            Root::Case if CaseFact::named(id).is_some() => (
                format!("这里还没有{whole}"),
                Some("只有结果、义务、收费金额和环节里的字段能用；别处用case.submitted_on".to_owned()),
            ),
            Root::Case => (
                format!("没有{whole}"),
                meant(nearest(id, CaseFact::ALL.iter().map(|fact| fact.id()))),
            ),
            Root::Review if names.recorded.contains_key(id) => (
                format!("这里还没有{whole}"),
                Some("审查时记录的内容只有结果、义务、收费金额和环节里的字段能用".to_owned()),
            ),
            Root::Review => (
                format!("没有环节记录“{id}”"),
                meant(nearest(id, names.recorded.keys().copied())),
            ),
        }
    }
}

fn meant(name: Option<&str>) -> Option<String> {
    name.map(|name| format!("是不是想写“{name}”？"))
}

fn constant(tree: &Tree) -> Option<Constant> {
    match tree {
        Tree::Null => Some(Constant::Null),
        Tree::Bool(value) => Some(Constant::Bool(*value)),
        Tree::Number(number) => Some(Constant::Number(number.clone())),
        Tree::Text(text) => Some(Constant::Text(text.clone())),
        _ => None,
    }
}
