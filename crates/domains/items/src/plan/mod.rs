//! A compiled package: every expression parsed, every reference an index, so that nothing can be unknown later.

mod build;
mod distinct;
mod lower;
mod names;

use std::sync::Arc;

use serde_json::Value;

use crate::evaluate::Run;
use crate::expr::code::Code;
use crate::fault::{Fault, Faults};
use crate::format::{Field, Handling, Limit, Package, Place};
use crate::given::Given;
use crate::outcome::{ExprError, Id, Outcome};
use crate::record::Recorded;
use crate::rule::Rule;

/// A compiled package. It is immutable and can be shared.
#[derive(Debug)]
pub struct Plan {
    package: Arc<Package>,
    handlings: Vec<HandlingPlan>,
}

impl Plan {
    /// Compiles a package. The faults are those that leave an expression without meaning: syntax, unknown or ambiguous
    /// names, patterns that cannot be read. [`crate::check_package`] finds everything else.
    pub fn compile(package: Package) -> Result<Self, Faults> {
        let package = Arc::new(package);
        let mut faults = Vec::new();
        let mut handlings = Vec::new();
        for index in 0..package.handling.len() {
            let (plan, found) = build::handling(&package, index);
            handlings.push(plan);
            faults.extend(found);
        }
        if faults.is_empty() {
            Ok(Self { package, handlings })
        } else {
            Err(Faults(faults))
        }
    }

    /// The plan of one handling item, of use only if there are no faults.
    pub(crate) fn compile_one(package: &Arc<Package>, index: usize) -> (HandlingPlan, Vec<Fault>) {
        build::handling(package, index)
    }

    pub fn package(&self) -> &Package {
        &self.package
    }

    /// The handling item with this `id` or `code`.
    pub fn handling(&self, id_or_code: &str) -> Option<&HandlingPlan> {
        self.handlings.iter().find(|plan| {
            let definition = plan.definition();
            definition.id == id_or_code || definition.code == id_or_code
        })
    }

    pub fn handlings(&self) -> &[HandlingPlan] {
        &self.handlings
    }
}

/// A compiled handling item.
#[derive(Debug)]
pub struct HandlingPlan {
    package: Arc<Package>,
    index: usize,
    pub(crate) questions: Vec<QuestionPlan>,
    pub(crate) sections: Vec<SectionPlan>,
    /// How many slots the form has: one for each field outside repeated sections, one for each repeated section.
    pub(crate) form_slots: usize,
    pub(crate) checks: Vec<(Id, Formula)>,
    pub(crate) params: Vec<(Id, Value)>,
    pub(crate) recorded: Vec<FieldPlan>,
    pub(crate) ends: Vec<Due>,
    pub(crate) materials: Vec<Due>,
    pub(crate) conditions: Vec<Option<Formula>>,
    pub(crate) limit_rules: Vec<Formula>,
    pub(crate) fees: Vec<(Due, Formula)>,
    pub(crate) steps: Vec<StepPlan>,
    pub(crate) points: Vec<(Due, Option<Formula>)>,
    pub(crate) special: Vec<Due>,
    pub(crate) results: Vec<(Due, Vec<PrintedPlan>)>,
    pub(crate) duties: Vec<Due>,
    pub(crate) formulas: usize,
    /// The conditions that scenarios must see true and false.
    pub(crate) covered: Vec<(usize, Place)>,
}

impl HandlingPlan {
    pub fn definition(&self) -> &Handling {
        &self.package.handling[self.index]
    }

    /// The package that the handling item belongs to.
    pub fn package(&self) -> &Package {
        &self.package
    }

    /// What applies to a case. Equal inputs give equal results, everywhere; an error is a fault of the package.
    pub fn evaluate(&self, given: &Given) -> Result<Outcome, ExprError> {
        Run::new(self, given, &given.params, None).outcome()
    }

    /// Tests what an officer records when a step is completed; `None` if there is no such step.
    pub fn recorded(&self, step: &str, given: &Given) -> Option<Result<Recorded, ExprError>> {
        let step = self.steps.iter().find(|plan| *plan.due.id == *step)?;
        Some(Run::new(self, given, &given.params, None).recorded(step))
    }
}

/// An expression with where it stands.
#[derive(Debug)]
pub(crate) struct Formula {
    pub(crate) code: Code,
    pub(crate) place: Place,
    pub(crate) source: String,
    pub(crate) index: usize,
}

/// Something that is due if its condition holds or is absent.
#[derive(Debug)]
pub(crate) struct Due {
    pub(crate) id: Id,
    pub(crate) when: Option<Formula>,
}

#[derive(Debug)]
pub(crate) struct QuestionPlan {
    pub(crate) due: Due,
    pub(crate) rule: Rule,
}

#[derive(Debug)]
pub(crate) struct SectionPlan {
    pub(crate) due: Due,
    pub(crate) repeat: Option<RepeatPlan>,
    /// The slot of the first field, or of the whole repeated section.
    pub(crate) slot: usize,
    pub(crate) fields: Vec<FieldPlan>,
}

#[derive(Debug)]
pub(crate) struct RepeatPlan {
    pub(crate) min: i64,
    pub(crate) max: i64,
    pub(crate) ids: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct FieldPlan {
    pub(crate) due: Due,
    pub(crate) required: RequiredPlan,
    pub(crate) rule: Rule,
    pub(crate) check: Option<Formula>,
}

#[derive(Debug)]
pub(crate) enum RequiredPlan {
    Always(bool),
    When(Formula),
}

#[derive(Debug)]
pub(crate) struct StepPlan {
    pub(crate) due: Due,
    pub(crate) limit: Limit,
    /// Where its fields stand among all that are recorded.
    pub(crate) fields: std::ops::Range<usize>,
}

#[derive(Debug)]
pub(crate) struct PrintedPlan {
    pub(crate) id: Id,
    pub(crate) label: Arc<str>,
    pub(crate) value: Formula,
}

impl HandlingPlan {
    pub(crate) fn field_definition(&self, section: usize, field: usize) -> &Field {
        &self.definition().form[section].fields[field]
    }
}
