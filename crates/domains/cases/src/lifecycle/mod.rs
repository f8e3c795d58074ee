//! The rules of a case's life: pure functions from what is known and what is wanted to events, or to a refusal in
//! plain words. Pages, API, jobs and imports all pass through them; nobody else decides what is allowed.

mod acceptance;
mod ending;
mod refusal;
mod special;
mod steps;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use items::{Handling, Outcome, Step, StepKind};
use workcal::{CaseClocks, Rules, WorkDays};

pub use acceptance::{LONGEST_TEXT, accept, ask_correction, deem_accepted, missing, not_accept, supply, supply_owed};
pub use ending::{close, deliver, pay, rate, terminate, withdraw};
pub use refusal::Refusal;
pub use special::{begin_special, end_special, extend};
pub use steps::{DecisionText, Work, decide, has_worked, make, open_point, points, return_to, work};

use crate::event::Happened;
use crate::model::{Case, State};

/// What a rule may look at besides the case: the published item as it applies to this case, the calendar, the hour.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The handling item.
    pub handling: &'a Handling,
    /// What applies to this case.
    pub outcome: &'a Outcome,
    /// The working days of the body.
    pub days: &'a WorkDays,
    /// The limits of this case.
    pub rules: &'a Rules,
    /// The present instant.
    pub now: DateTime<Utc>,
}

/// What a rule answers.
pub type Verdicts = Result<Vec<Happened>, Refusal>;

impl View<'_> {
    /// The case's clocks at the present instant.
    pub fn clocks(&self, case: &Case) -> Result<CaseClocks, Refusal> {
        CaseClocks::replay(self.days, self.rules, &case.clock, kernel::shanghai(self.now))
            .map_err(|e| Refusal::Calendar(e.to_string()))
    }

    /// The definition of a step.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.handling.steps.iter().find(|s| s.id == id)
    }

    /// The steps that are due, in order.
    pub fn due_steps(&self) -> impl Iterator<Item = &Step> {
        self.outcome.steps.iter().filter_map(|id| self.step(id))
    }

    /// The step at which the case stands: the first one that is due and not done.
    pub fn current_step(&self, case: &Case) -> Option<&Step> {
        let open = match case.state {
            State::InReview => true,
            // After approval only what is left to be made; after a refusal nothing is.
            State::Granted => case.made.is_empty(),
            _ => false,
        };
        if !open {
            return None;
        }
        self.due_steps()
            .find(|s| !case.step_done(&s.id) && (case.state != State::Granted || s.kind == StepKind::Make))
    }

    /// How many different persons a step needs.
    pub fn persons(step: &Step) -> usize {
        match step.mode {
            Some(items::StepMode::Any) => 1,
            _ => step.persons.unwrap_or(1) as usize,
        }
    }

    /// Whether this is the last step that decides.
    pub fn decides_last(&self, step: &Step) -> bool {
        step.kind == StepKind::Decide
            && self
                .due_steps()
                .filter(|s| s.kind == StepKind::Decide)
                .last()
                .is_some_and(|s| s.id == step.id)
    }
}

/// A refusal unless the case is in one of the states.
pub(crate) fn only_in(case: &Case, states: &[State], what: &'static str) -> Result<(), Refusal> {
    if states.contains(&case.state) {
        Ok(())
    } else {
        Err(Refusal::WrongState {
            state: case.state,
            what,
        })
    }
}
