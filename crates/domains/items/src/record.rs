//! What an officer records in a step, tested when the step is completed.

use crate::evaluate::Run;
use crate::messages;
use crate::outcome::{ExprError, FieldOutcome, InputError};
use crate::plan::StepPlan;

/// The fields of a step with their faults.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    pub fields: Vec<FieldOutcome>,
    /// What is wrong; the step can be completed when this is empty.
    pub errors: Vec<InputError>,
}

impl<'a> Run<'a> {
    /// Tests what is recorded in a step, over everything that results may use.
    pub(crate) fn recorded(mut self, step: &'a StepPlan) -> Result<Recorded, ExprError> {
        self.questions()?;
        self.sections()?;
        self.errors.clear();
        let definitions = self.plan.definition().steps.iter().flat_map(|step| &step.fields);
        let mut fields = Vec::new();
        for (at, definition) in definitions.enumerate().filter(|(at, _)| step.fields.contains(at)) {
            let field = &self.plan.recorded[at];
            let value = self.recorded_value(&field.due.id);
            let tried = self.field(field, value, &mut |run, value| run.review[at] = value)?;
            let fault = tried.fault.map(|kind| {
                self.errors.push(InputError {
                    id: field.due.id.clone(),
                    section: None,
                    row: None,
                    kind,
                    message: messages::field(definition, &field.rule, kind, value),
                    fields: vec![field.due.id.clone()],
                });
                self.errors.len() - 1
            });
            fields.push(tried.outcome(field, value, fault));
        }
        Ok(Recorded {
            fields,
            errors: self.errors,
        })
    }
}
