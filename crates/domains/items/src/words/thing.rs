//! What a name stands for, with its label and options.

use super::Speaker;
use crate::expr::{Function, Macro, Name, Root, Tree};
use crate::format::{Field, FieldType, ParameterType, QuestionKind, QuestionOption, Section};

/// A question, field, parameter or fact that a sentence speaks of.
#[derive(Debug, Clone)]
pub(super) struct Thing<'h> {
    /// In quotation marks.
    pub(super) label: String,
    pub(super) kind: Kind,
    options: &'h [QuestionOption],
    pub(super) unit: Option<&'h str>,
    asked: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Agent,
    Applicant,
    Money,
    Date,
    Choice,
    Other,
}

impl Thing<'_> {
    /// Stands for an amount of money.
    pub(super) fn money() -> Self {
        Thing {
            label: String::new(),
            kind: Kind::Money,
            options: &[],
            unit: None,
            asked: false,
        }
    }

    pub(super) fn has_options(&self) -> bool {
        self.kind == Kind::Choice
    }

    /// The label of an option.
    pub(super) fn option(&self, id: &str) -> String {
        let label = self
            .options
            .iter()
            .find(|option| option.id == id)
            .map_or(id, |option| option.label.as_str());
        format!("“{label}”")
    }

    pub(super) fn is_empty(&self, empty: bool) -> String {
        let word = match (self.asked, empty) {
            (true, true) => "没有回答",
            (true, false) => "已经回答",
            (false, true) => "没有填",
            (false, false) => "已经填了",
        };
        format!("{}{word}", self.label)
    }
}

/// Whether somebody acts for the applicant.
pub(super) fn agent(yes: bool) -> String {
    if yes {
        "由别人代办"
    } else {
        "由申请人自己办"
    }
    .to_owned()
}

impl<'h> Speaker<'h> {
    pub(super) fn thing(&self, tree: &Tree) -> Option<Thing<'h>> {
        match tree {
            Tree::Name(name) => Some(self.named(name)),
            Tree::Element {
                name,
                field: Some(field),
                ..
            } => {
                let section = self
                    .bound
                    .iter()
                    .rev()
                    .find(|(bound, _)| bound == name)
                    .and_then(|(_, section)| *section);
                section
                    .and_then(|section| section.fields.iter().find(|each| each.id == *field))
                    .map(of_field)
            }
            Tree::Call(Function::Label, arguments) => arguments.first().and_then(|argument| self.thing(argument)),
            _ => None,
        }
    }

    fn named(&self, name: &Name) -> Thing<'h> {
        let id = name.id.as_str();
        let found = match name.root {
            Root::Answers => self.question(id),
            Root::Form => self.form(id),
            Root::Row => self
                .row
                .and_then(|section| section.fields.iter().find(|field| field.id == id))
                .map(of_field),
            Root::Review => {
                let mut fields = self.handling.steps.iter().flat_map(|step| &step.fields);
                fields.find(|field| field.id == id).map(of_field)
            }
            Root::Params => self.param(id),
            Root::Licence => Some(other(&format!("原证照的“{}”", self.licence_label(id)))),
            Root::Applicant if id == "agent" => Some(Thing {
                kind: Kind::Agent,
                ..other("“由别人代办”")
            }),
            Root::Applicant => Some(Thing {
                kind: Kind::Applicant,
                ..other("申请人")
            }),
            Root::Case => Some(match id {
                "submitted_on" => Thing {
                    kind: Kind::Date,
                    ..other("提交日期")
                },
                "accepted_on" => Thing {
                    kind: Kind::Date,
                    ..other("受理日期")
                },
                "decided_on" => Thing {
                    kind: Kind::Date,
                    ..other("决定日期")
                },
                "number" => other("办件编号"),
                _ => other("结果编号"),
            }),
        };
        found.unwrap_or_else(|| other(&format!("“{id}”")))
    }

    fn question(&self, id: &str) -> Option<Thing<'h>> {
        let question = self.handling.questions.iter().find(|question| question.id == id)?;
        let kind = match question.kind {
            QuestionKind::One | QuestionKind::Many => Kind::Choice,
            QuestionKind::YesNo | QuestionKind::Number => Kind::Other,
        };
        let label = format!("“{}”", question.text);
        Some(Thing {
            label,
            kind,
            options: &question.options,
            unit: question.unit.as_deref(),
            asked: true,
        })
    }

    fn form(&self, id: &str) -> Option<Thing<'h>> {
        let repeated = self
            .handling
            .form
            .iter()
            .find(|section| section.repeat.is_some() && section.id == id);
        if let Some(section) = repeated {
            return Some(other(&format!("“{}”", section.title)));
        }
        let flat = self.handling.form.iter().filter(|section| section.repeat.is_none());
        flat.flat_map(|section| &section.fields)
            .find(|field| field.id == id)
            .map(of_field)
    }

    fn param(&self, id: &str) -> Option<Thing<'h>> {
        let param = self.handling.params.iter().find(|param| param.id == id)?;
        let kind = if param.kind == ParameterType::Money {
            Kind::Money
        } else {
            Kind::Other
        };
        Some(Thing {
            kind,
            unit: param.unit.as_deref(),
            ..other(&format!("“{}”", param.label))
        })
    }

    /// A licence's field is called as the results that print it call it.
    fn licence_label<'s>(&self, id: &'s str) -> &'s str
    where
        'h: 's,
    {
        let mut printed = self.handling.results.iter().flat_map(|result| &result.fields);
        printed
            .find(|field| field.id == id)
            .map_or(id, |field| field.label.as_str())
    }

    /// The repeated section whose rows a list holds.
    pub(super) fn rows_of(&self, list: &Tree) -> Option<&'h Section> {
        match list {
            Tree::Macro {
                kind: Macro::Filter,
                list,
                ..
            } => self.rows_of(list),
            Tree::Name(Name {
                root: Root::Form, id, ..
            }) => self
                .handling
                .form
                .iter()
                .find(|section| section.repeat.is_some() && section.id == *id),
            _ => None,
        }
    }

    pub(super) fn is_date(&self, tree: &Tree) -> bool {
        match tree {
            Tree::Call(function, _) => matches!(
                function,
                Function::AddDays | Function::AddMonths | Function::AddYears | Function::BirthDate
            ),
            other => self.thing(other).is_some_and(|thing| thing.kind == Kind::Date),
        }
    }
}

fn of_field(field: &Field) -> Thing<'_> {
    let kind = match field.kind {
        FieldType::One | FieldType::Many => Kind::Choice,
        FieldType::Money => Kind::Money,
        FieldType::Date => Kind::Date,
        _ => Kind::Other,
    };
    let label = format!("“{}”", field.label);
    Thing {
        label,
        kind,
        options: &field.options,
        unit: field.unit.as_deref(),
        asked: false,
    }
}

fn other<'h>(label: &str) -> Thing<'h> {
    Thing {
        label: label.to_owned(),
        kind: Kind::Other,
        options: &[],
        unit: None,
        asked: false,
    }
}
