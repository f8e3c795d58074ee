//! Questions, sections and fields, and the checks of the whole form.

use std::rc::Rc;

use serde_json::{Map, Value};

use super::Run;
use crate::expr::value::{Row, Val};
use crate::given::Given;
use crate::messages;
use crate::outcome::{Answered, ErrorKind, ExprError, FieldOutcome, InputError, SectionOutcome};
use crate::plan::{FieldPlan, RepeatPlan, RequiredPlan, SectionPlan};
use crate::rule::is_empty;

impl<'a> Run<'a> {
    pub(crate) fn questions(&mut self) -> Result<Vec<Answered>, ExprError> {
        let mut asked = Vec::new();
        for (index, question) in self.plan.questions.iter().enumerate() {
            if !self.is_due(&question.due)? {
                self.answers.push(Val::Null);
                continue;
            }
            let given = self.given.answers.get(&*question.due.id);
            let answer = given.and_then(|value| question.rule.take(value));
            if answer.is_none() {
                self.errors.push(InputError {
                    id: question.due.id.clone(),
                    section: None,
                    row: None,
                    kind: ErrorKind::NotAnswered,
                    message: messages::question(&self.plan.definition().questions[index], &question.rule, given),
                    fields: vec![question.due.id.clone()],
                });
            }
            let valid = answer.is_some();
            self.answers.push(answer.unwrap_or(Val::Null));
            asked.push(Answered {
                id: question.due.id.clone(),
                answer: given.filter(|_| valid).cloned(),
            });
        }
        Ok(asked)
    }

    pub(crate) fn sections(&mut self) -> Result<Vec<SectionOutcome>, ExprError> {
        let plan = self.plan;
        self.form = vec![Val::Null; plan.form_slots];
        for section in plan.sections.iter().filter(|section| section.repeat.is_some()) {
            self.form[section.slot] = Val::List(Rc::default());
        }
        let mut shown = Vec::new();
        for (index, section) in plan.sections.iter().enumerate() {
            if !self.is_due(&section.due)? {
                continue;
            }
            let rows = match &section.repeat {
                Some(repeat) => self.repeated(index, section, repeat)?,
                None => vec![self.fields(index, section, None, &self.given.form)?],
            };
            shown.push(SectionOutcome {
                id: section.due.id.clone(),
                repeated: section.repeat.is_some(),
                rows,
            });
        }
        for (index, (id, check)) in plan.checks.iter().enumerate() {
            if !self.holds(check)? {
                let definition = &plan.definition().checks[index];
                self.errors.push(InputError {
                    id: id.clone(),
                    section: None,
                    row: None,
                    kind: ErrorKind::WholeForm,
                    message: definition.message.clone(),
                    fields: definition.fields.iter().map(|field| field.as_str().into()).collect(),
                });
            }
        }
        Ok(shown)
    }

    fn repeated(
        &mut self,
        index: usize,
        section: &'a SectionPlan,
        repeat: &'a RepeatPlan,
    ) -> Result<Vec<Vec<FieldOutcome>>, ExprError> {
        let given: &'a Given = self.given;
        let rows = match given.form.get(&*section.due.id) {
            Some(Value::Array(rows)) if rows.iter().all(Value::is_object) => rows.as_slice(),
            _ => &[],
        };
        let count = rows.len() as i64;
        if count < repeat.min || count > repeat.max {
            let few = count < repeat.min;
            self.errors.push(InputError {
                id: section.due.id.clone(),
                section: Some(section.due.id.clone()),
                row: None,
                kind: if few {
                    ErrorKind::TooFewRows
                } else {
                    ErrorKind::TooManyRows
                },
                message: messages::rows(&self.plan.definition().form[index], count),
                fields: vec![section.due.id.clone()],
            });
        }
        let (mut shown, mut values) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        for (at, row) in rows.iter().enumerate() {
            let Value::Object(row) = row else { continue };
            self.row = vec![Val::Null; section.fields.len()];
            shown.push(self.fields(index, section, Some(at), row)?);
            let row = Row {
                ids: &repeat.ids,
                values: std::mem::take(&mut self.row),
            };
            values.push(Val::Row(Rc::new(row)));
        }
        self.form[section.slot] = Val::List(Rc::new(values));
        Ok(shown)
    }

    /// The fields of a section, or of one of its rows, in order.
    fn fields(
        &mut self,
        index: usize,
        section: &'a SectionPlan,
        row: Option<usize>,
        given: &'a Map<String, Value>,
    ) -> Result<Vec<FieldOutcome>, ExprError> {
        let mut outcomes = Vec::with_capacity(section.fields.len());
        for (at, field) in section.fields.iter().enumerate() {
            let value = given.get(&*field.due.id);
            let tried = self.field(field, value, &mut |run, value| match row {
                Some(_) => run.row[at] = value,
                None => run.form[section.slot + at] = value,
            })?;
            let fault = tried.fault.map(|kind| {
                self.errors.push(InputError {
                    id: field.due.id.clone(),
                    section: Some(section.due.id.clone()),
                    row,
                    kind,
                    message: messages::field(self.plan.field_definition(index, at), &field.rule, kind, value),
                    fields: vec![field.due.id.clone()],
                });
                self.errors.len() - 1
            });
            outcomes.push(tried.outcome(field, value, fault));
        }
        Ok(outcomes)
    }

    /// Whether a field is shown, needed and right; `keep` stores its value before its own check looks at it.
    pub(crate) fn field(
        &mut self,
        field: &'a FieldPlan,
        value: Option<&'a Value>,
        keep: &mut dyn FnMut(&mut Self, Val<'a>),
    ) -> Result<Tried, ExprError> {
        if !self.is_due(&field.due)? {
            keep(self, Val::Null);
            return Ok(Tried {
                shown: false,
                required: false,
                fault: None,
            });
        }
        let given = value.filter(|value| !is_empty(value));
        let valid = given.and_then(|value| field.rule.take(value));
        let is_valid = valid.is_some();
        keep(self, valid.unwrap_or(Val::Null));
        let required = match &field.required {
            RequiredPlan::Always(required) => *required,
            RequiredPlan::When(when) => self.holds(when)?,
        };
        let fault = match (given, &field.check) {
            (None, _) => required.then_some(ErrorKind::Required),
            (Some(_), _) if !is_valid => Some(ErrorKind::Invalid),
            (Some(_), Some(check)) if !self.holds(check)? => Some(ErrorKind::Check),
            _ => None,
        };
        Ok(Tried {
            shown: true,
            required,
            fault,
        })
    }
}

/// What became of a field.
pub(crate) struct Tried {
    shown: bool,
    required: bool,
    pub(crate) fault: Option<ErrorKind>,
}

impl Tried {
    pub(crate) fn outcome(&self, field: &FieldPlan, value: Option<&Value>, fault: Option<usize>) -> FieldOutcome {
        let kept = self.shown && self.fault != Some(ErrorKind::Invalid);
        FieldOutcome {
            id: field.due.id.clone(),
            shown: self.shown,
            required: self.required,
            value: value.filter(|value| kept && !is_empty(value)).cloned(),
            fault,
        }
    }
}
