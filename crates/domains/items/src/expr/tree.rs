//! The parsed form of an expression. Chains of one level are lists, so that no tree is deeper than its nesting.

use super::Decimal;

/// An expression as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree {
    Null,
    Bool(bool),
    Number(Decimal),
    Text(String),
    List(Vec<Tree>),
    /// `answers.ID`, `form.ID` and so on.
    Name(Name),
    /// An element named by a macro, or one field of it.
    Element {
        name: String,
        field: Option<String>,
        at: usize,
    },
    Call(Function, Vec<Tree>),
    Macro {
        kind: Macro,
        list: Box<Tree>,
        element: String,
        body: Box<Tree>,
    },
    /// `!` and `-` before an expression, outermost first.
    Signs(Vec<Sign>, Box<Tree>),
    And(Vec<Tree>),
    Or(Vec<Tree>),
    /// Comparisons or arithmetic of one level, from the left.
    Chain(Box<Tree>, Vec<(Operator, Tree)>),
    If(Box<(Tree, Tree, Tree)>),
}

/// A reference to something outside the expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    pub root: Root,
    pub id: String,
    /// Place in the expression, in characters.
    pub at: usize,
}

/// What a reference starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Root {
    Answers,
    Form,
    Applicant,
    Licence,
    Row,
    Case,
    Review,
    Params,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    Not,
    Minus,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    Plus,
    Minus,
    Times,
    Divided,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Macro {
    Exists,
    All,
    Filter,
    Map,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    Size,
    Sum,
    Join,
    Label,
    BirthDate,
    AddDays,
    AddMonths,
    AddYears,
    DaysBetween,
    MonthsBetween,
    YearsBetween,
}

impl Root {
    pub fn named(word: &str) -> Option<Self> {
        Some(match word {
            "answers" => Self::Answers,
            "form" => Self::Form,
            "applicant" => Self::Applicant,
            "licence" => Self::Licence,
            "row" => Self::Row,
            "case" => Self::Case,
            "review" => Self::Review,
            "params" => Self::Params,
            _ => return None,
        })
    }

    pub const fn word(self) -> &'static str {
        match self {
            Self::Answers => "answers",
            Self::Form => "form",
            Self::Applicant => "applicant",
            Self::Licence => "licence",
            Self::Row => "row",
            Self::Case => "case",
            Self::Review => "review",
            Self::Params => "params",
        }
    }
}

impl Macro {
    pub fn named(word: &str) -> Option<Self> {
        Some(match word {
            "exists" => Self::Exists,
            "all" => Self::All,
            "filter" => Self::Filter,
            "map" => Self::Map,
            _ => return None,
        })
    }
}

impl Function {
    pub fn named(word: &str) -> Option<Self> {
        Some(match word {
            "size" => Self::Size,
            "sum" => Self::Sum,
            "join" => Self::Join,
            "label" => Self::Label,
            "birth_date" => Self::BirthDate,
            "add_days" => Self::AddDays,
            "add_months" => Self::AddMonths,
            "add_years" => Self::AddYears,
            "days_between" => Self::DaysBetween,
            "months_between" => Self::MonthsBetween,
            "years_between" => Self::YearsBetween,
            _ => return None,
        })
    }

    /// How many arguments it takes.
    pub const fn takes(self) -> usize {
        match self {
            Self::Size | Self::Sum | Self::Label | Self::BirthDate => 1,
            _ => 2,
        }
    }
}

/// A word that cannot name a question, field or parameter.
pub fn is_reserved(word: &str) -> bool {
    matches!(word, "true" | "false" | "null" | "in") || Macro::named(word).is_some()
}

impl Tree {
    /// Calls `look` with every reference, in the order of the text.
    pub fn each_name<'t>(&'t self, look: &mut impl FnMut(&'t Name)) {
        if let Self::Name(name) = self {
            look(name);
        }
        self.each_part(&mut |part| part.each_name(look));
    }

    /// Calls `look` with every direct part.
    pub fn each_part<'t>(&'t self, look: &mut dyn FnMut(&'t Tree)) {
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) | Self::Name(_) | Self::Element { .. } => {}
            Self::List(parts) | Self::Call(_, parts) | Self::And(parts) | Self::Or(parts) => {
                parts.iter().for_each(look);
            }
            Self::Macro { list, body, .. } => {
                look(list);
                look(body);
            }
            Self::Signs(_, inner) => look(inner),
            Self::Chain(first, rest) => {
                look(first);
                for (_, part) in rest {
                    look(part);
                }
            }
            Self::If(parts) => {
                look(&parts.0);
                look(&parts.1);
                look(&parts.2);
            }
        }
    }
}
