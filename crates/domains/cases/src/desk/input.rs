//! The officer's form of a step: read from what was sent or kept, tested as the rules will test it.

use items::{FieldOutcome, Step};
use serde_json::{Map, Value};
use web::server::Sent;
use web::ui;

use super::points::{self, Point};
use super::{Desk, opened::Opened};
use crate::commands::desk::StepInput;
use crate::form;
use crate::service::recorded;

/// The form with everything in it.
#[derive(Debug)]
pub(super) struct Input {
    pub points: Vec<Point>,
    pub opinion: String,
    values: Map<String, Value>,
    step: String,
}

impl Input {
    /// Reads it.
    pub fn read(desk: &Desk, opened: &Opened, step: &Step, sent: &Sent) -> Self {
        Self {
            points: points::of_step(&desk.cases, opened, step, sent),
            opinion: sent.get("opinion").to_owned(),
            values: form::read_fields(&step.fields, "review.", sent),
            step: step.id.clone(),
        }
    }

    /// As the command wants it.
    pub fn input(&self) -> StepInput {
        StepInput {
            step: self.step.clone(),
            opinion: self.opinion.clone(),
            verdicts: points::verdicts(&self.points),
            fields: self.values.clone(),
        }
    }

    /// The controls of what is recorded; their faults only when `check` is asked for.
    pub fn fields(
        &self,
        desk: &Desk,
        opened: &Opened,
        step: &Step,
        check: bool,
    ) -> (Vec<ui::Field>, Vec<ui::FormError>) {
        let loaded = &opened.loaded;
        let Ok(Some(found)) = recorded(&loaded.handled, &loaded.case, &step.id, &self.values) else {
            return (Vec::new(), Vec::new());
        };
        let errors = if check {
            form::step_faults(&step.fields, &found.errors)
        } else {
            Vec::new()
        };
        // Before anything was written nothing is wrong yet.
        let shown: Vec<FieldOutcome> = found.fields;
        let provinces = desk.provinces();
        let look = form::Look {
            regions: &desk.cases.catalogue.words().regions,
            provinces: &provinces,
            today: opened.today,
        };
        let controls = form::step_fields(&step.fields, &shown, &self.values, &look, &errors);
        (controls, errors)
    }
}
