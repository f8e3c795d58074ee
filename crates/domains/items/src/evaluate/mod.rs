//! The one pure function: what applies to a case (`docs/items-format.md`, "How a case is evaluated").

mod filled;

use std::borrow::Cow;
use std::cell::RefCell;

use serde_json::{Map, Value};

use crate::expr::code::{ApplicantFact, CaseFact, Slot};
use crate::expr::eval::{Failure, Source, evaluate};
use crate::expr::value::Val;
use crate::format::Limit;
use crate::given::Given;
use crate::outcome::{ExprError, FeeOutcome, Id, InputError, Outcome, Printed, ResultOutcome};
use crate::plan::{Due, Formula, HandlingPlan};
use crate::rule::is_empty;

/// The day of submission where a case names none, so that a clock is never needed.
const SOME_DAY: &str = "2026-06-01";

/// What is due, and what goes with it.
type Pairs<T> = (Vec<Id>, Vec<(Id, T)>);

/// Which conditions were seen false and true.
#[derive(Debug, Clone)]
pub(crate) struct Coverage(pub(crate) Vec<[bool; 2]>);

/// One evaluation.
pub(crate) struct Run<'a> {
    pub(crate) plan: &'a HandlingPlan,
    given: &'a Given,
    answers: Vec<Val<'a>>,
    form: Vec<Val<'a>>,
    row: Vec<Val<'a>>,
    params: Vec<Val<'a>>,
    pub(crate) review: Vec<Val<'a>>,
    seen: Option<&'a RefCell<Coverage>>,
    pub(crate) errors: Vec<InputError>,
}

impl<'a> Source<'a> for Run<'a> {
    fn read(&self, slot: &'a Slot) -> Val<'a> {
        let found = match slot {
            Slot::Answer(at) => self.answers.get(*at),
            Slot::Form(at) => self.form.get(*at),
            Slot::Row(at) => self.row.get(*at),
            Slot::Param(at) => self.params.get(*at),
            Slot::Review(at) => self.review.get(*at),
            Slot::Licence(id) => {
                return self
                    .given
                    .licence
                    .as_ref()
                    .map_or(Val::Null, |licence| read(licence, id));
            }
            Slot::Applicant(fact) => return self.applicant(*fact),
            Slot::Case(fact) => return self.case(*fact),
            Slot::Element(..) => None,
        };
        found.cloned().unwrap_or(Val::Null)
    }
}

fn read<'a>(map: &'a Map<String, Value>, id: &str) -> Val<'a> {
    map.get(id).map_or(Val::Null, Val::from_json)
}

impl<'a> Run<'a> {
    /// `own` are the parameters that the body sets itself.
    pub(crate) fn new(
        plan: &'a HandlingPlan,
        given: &'a Given,
        own: &'a Map<String, Value>,
        seen: Option<&'a RefCell<Coverage>>,
    ) -> Self {
        let params = plan.params.iter();
        let params = params
            .map(|(id, default)| Val::from_json(own.get(&**id).unwrap_or(default)))
            .collect();
        let recorded = plan
            .recorded
            .iter()
            .map(|field| match given.review.get(&*field.due.id) {
                Some(value) if !is_empty(value) => field.rule.take(value).unwrap_or(Val::Null),
                _ => Val::Null,
            });
        Self {
            plan,
            given,
            answers: Vec::with_capacity(plan.questions.len()),
            form: Vec::new(),
            row: Vec::new(),
            params,
            review: recorded.collect(),
            seen,
            errors: Vec::new(),
        }
    }

    pub(crate) fn recorded_value(&self, id: &str) -> Option<&'a Value> {
        self.given.review.get(id)
    }

    fn applicant(&self, fact: ApplicantFact) -> Val<'a> {
        let applicant = &self.given.applicant;
        let (id, typed) = match fact {
            ApplicantFact::Kind => ("kind", Val::text(applicant.kind.as_str())),
            ApplicantFact::Agent => ("agent", Val::Bool(applicant.agent)),
        };
        applicant.odd.get(id).map_or(typed, Val::from_json)
    }

    fn case(&self, fact: CaseFact) -> Val<'a> {
        let facts = &self.given.case;
        if let Some(odd) = facts.odd.get(fact.id()) {
            return Val::from_json(odd);
        }
        let day = match fact {
            CaseFact::SubmittedOn => facts.submitted_on,
            CaseFact::AcceptedOn => facts.accepted_on,
            CaseFact::DecidedOn => facts.decided_on,
            CaseFact::Number => return facts.number.as_deref().map_or(Val::Null, Val::text),
            CaseFact::ResultNumber => return facts.result_number.as_deref().map_or(Val::Null, Val::text),
        };
        match day {
            Some(day) => Val::text(day.format("%Y-%m-%d").to_string()),
            None if fact == CaseFact::SubmittedOn => Val::text(SOME_DAY),
            None => Val::Null,
        }
    }

    /// The value of an expression.
    fn value(&self, formula: &'a Formula) -> Result<Val<'a>, ExprError> {
        evaluate(&formula.code, self).map_err(|failure| failed(formula, failure))
    }

    /// Whether a condition holds.
    fn holds(&self, formula: &'a Formula) -> Result<bool, ExprError> {
        let holds = match self.value(formula)? {
            Val::Bool(holds) => holds,
            other => {
                let message = format!("{}不是“是”或“否”", other.shown());
                return Err(failed(formula, Failure(Cow::Owned(message))));
            }
        };
        if let Some(seen) = self.seen
            && let Some(seen) = seen.borrow_mut().0.get_mut(formula.index)
        {
            seen[usize::from(holds)] = true;
        }
        Ok(holds)
    }

    fn is_due(&self, due: &'a Due) -> Result<bool, ExprError> {
        due.when.as_ref().map_or(Ok(true), |when| self.holds(when))
    }

    fn dues<'d>(&self, list: impl IntoIterator<Item = &'d Due>) -> Result<Vec<Id>, ExprError>
    where
        'd: 'a,
    {
        let mut due = Vec::new();
        for each in list {
            if self.is_due(each)? {
                due.push(each.id.clone());
            }
        }
        Ok(due)
    }

    /// Questions, sections, whole-form checks, and then the rest.
    pub(crate) fn outcome(mut self) -> Result<Outcome, ExprError> {
        let plan = self.plan;
        let questions = self.questions()?;
        let sections = self.sections()?;
        let (limit_rule, promised_limit, statutory_limit) = self.limits()?;
        let mut fees = Vec::new();
        for (due, amount) in &plan.fees {
            if self.is_due(due)? {
                fees.push(FeeOutcome {
                    id: due.id.clone(),
                    fen: self.fen(amount)?,
                });
            }
        }
        let (review_points, auto) = self.points()?;
        let (steps, step_limits) = self.steps(limit_rule)?;
        let mut conditions = Vec::new();
        for (index, when) in plan.conditions.iter().enumerate() {
            if when.as_ref().map_or(Ok(true), |when| self.holds(when))? {
                conditions.push(index);
            }
        }
        Ok(Outcome {
            questions,
            ends: self.dues(&plan.ends)?,
            materials: self.dues(&plan.materials)?,
            sections,
            steps,
            conditions,
            fee_fen: self.total(&fees)?,
            fees,
            limit_rule,
            promised_limit,
            statutory_limit,
            step_limits,
            special: self.dues(&plan.special)?,
            review_points,
            auto,
            results: self.results()?,
            duties: self.dues(&plan.duties)?,
            errors: self.errors,
        })
    }

    fn limits(&self) -> Result<(Option<usize>, Limit, Option<Limit>), ExprError> {
        let definition = self.plan.definition();
        for (index, when) in self.plan.limit_rules.iter().enumerate() {
            if self.holds(when)? {
                let rule = &definition.limit_rules[index];
                return Ok((
                    Some(index),
                    rule.promised_limit,
                    rule.statutory_limit.or(definition.statutory_limit),
                ));
            }
        }
        Ok((None, definition.promised_limit, definition.statutory_limit))
    }

    fn steps(&self, rule: Option<usize>) -> Result<Pairs<Limit>, ExprError> {
        let own = rule.and_then(|rule| self.plan.definition().limit_rules[rule].step_limits.as_ref());
        let (mut due, mut limits) = (Vec::new(), Vec::new());
        for step in &self.plan.steps {
            if self.is_due(&step.due)? {
                due.push(step.due.id.clone());
                let limit = own.and_then(|limits| limits.get(&*step.due.id)).copied();
                limits.push((step.due.id.clone(), limit.unwrap_or(step.limit)));
            }
        }
        Ok((due, limits))
    }

    fn points(&self) -> Result<Pairs<bool>, ExprError> {
        let (mut points, mut findings) = (Vec::new(), Vec::new());
        for (due, auto) in &self.plan.points {
            if self.is_due(due)? {
                points.push(due.id.clone());
                if let Some(auto) = auto {
                    findings.push((due.id.clone(), self.holds(auto)?));
                }
            }
        }
        Ok((points, findings))
    }

    /// An amount in whole fen, rounded half up.
    fn fen(&self, amount: &'a Formula) -> Result<i64, ExprError> {
        let refused = |message: &'static str| failed(amount, Failure(Cow::Borrowed(message)));
        let Val::Number(number) = self.value(amount)? else {
            return Err(refused("收费金额不是数字"));
        };
        let fen = number.half_up(0).ok().and_then(|fen| fen.as_i64());
        fen.ok_or_else(|| refused("收费金额太大"))
    }

    fn total(&self, fees: &[FeeOutcome]) -> Result<i64, ExprError> {
        let total = fees.iter().try_fold(0i64, |sum, fee| sum.checked_add(fee.fen));
        match (total, self.plan.fees.last()) {
            (Some(total), _) => Ok(total),
            (None, Some((_, amount))) => Err(failed(amount, Failure(Cow::Borrowed("收费合计太大")))),
            (None, None) => Ok(0),
        }
    }

    fn results(&self) -> Result<Vec<ResultOutcome>, ExprError> {
        let mut results = Vec::new();
        for (due, fields) in &self.plan.results {
            if !self.is_due(due)? {
                continue;
            }
            let mut printed = Vec::with_capacity(fields.len());
            for field in fields {
                let value = self.value(&field.value)?.printed();
                let too_long = || failed(&field.value, Failure(Cow::Borrowed("数字太大，印不出来")));
                printed.push(Printed {
                    id: field.id.clone(),
                    label: field.label.clone(),
                    value: value.ok_or_else(too_long)?,
                });
            }
            results.push(ResultOutcome {
                id: due.id.clone(),
                fields: printed,
            });
        }
        Ok(results)
    }
}

fn failed(formula: &Formula, failure: Failure) -> ExprError {
    ExprError {
        place: formula.place.clone(),
        source_text: formula.source.clone(),
        message: failure.0.into_owned(),
    }
}
