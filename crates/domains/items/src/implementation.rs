//! A plan with a body's overlay: the body's implementation list (实施清单).

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::check::check_overlay;
use crate::codes::{handling_code, implementation_code};
use crate::evaluate::Run;
use crate::fault::Faults;
use crate::format::{Delivery, Handling, Limit, Parameter};
use crate::given::Given;
use crate::outcome::{ExprError, Outcome};
use crate::overlay::{LocalHandling, Overlay, Window};
use crate::plan::{HandlingPlan, Plan};

/// What one body handles, and how.
#[derive(Debug, Clone)]
pub struct Implementation {
    plan: Arc<Plan>,
    overlay: Arc<Overlay>,
}

impl Implementation {
    /// Joins a plan and an overlay; the faults are those of the overlay.
    pub fn new(plan: Arc<Plan>, overlay: Overlay) -> Result<Self, Faults> {
        let report = check_overlay(&overlay, plan.package());
        if report.holds() {
            Ok(Self {
                plan,
                overlay: Arc::new(overlay),
            })
        } else {
            Err(Faults(report.faults))
        }
    }

    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    pub fn overlay(&self) -> &Overlay {
        &self.overlay
    }

    /// Implementation code, 31 characters (GB/T 39554.1-2020).
    pub fn code(&self) -> String {
        implementation_code(&self.overlay.body, self.overlay.level, &self.overlay.item)
    }

    /// The handling items that the body handles, in the order of the package.
    pub fn handlings(&self) -> impl Iterator<Item = LocalPlan<'_>> {
        self.plan.handlings().iter().filter_map(|plan| self.local(plan))
    }

    /// The handling item with this `id` or `code`, if the body handles it.
    pub fn handling(&self, id_or_code: &str) -> Option<LocalPlan<'_>> {
        self.plan.handling(id_or_code).and_then(|plan| self.local(plan))
    }

    fn local<'i>(&'i self, plan: &'i HandlingPlan) -> Option<LocalPlan<'i>> {
        let local = self.overlay.handling.get(&plan.definition().code)?;
        Some(LocalPlan {
            plan,
            local,
            overlay: &self.overlay,
        })
    }
}

/// A handling item as one body handles it.
#[derive(Debug, Clone, Copy)]
pub struct LocalPlan<'i> {
    plan: &'i HandlingPlan,
    local: &'i LocalHandling,
    overlay: &'i Overlay,
}

impl<'i> LocalPlan<'i> {
    pub fn plan(&self) -> &'i HandlingPlan {
        self.plan
    }

    pub fn definition(&self) -> &'i Handling {
        self.plan.definition()
    }

    /// What only the body says.
    pub fn local(&self) -> &'i LocalHandling {
        self.local
    }

    /// Handling-item code, 33 characters (GB/T 39554.1-2020).
    pub fn code(&self) -> String {
        let Overlay { body, level, item, .. } = self.overlay;
        handling_code(body, *level, item, &self.definition().code)
    }

    /// The parameters with the value that counts here.
    pub fn params(&self) -> impl Iterator<Item = (&'i Parameter, &'i Value)> {
        let own = self.local.params.as_ref();
        self.definition().params.iter().map(move |param| {
            (
                param,
                own.and_then(|params| params.get(&param.id)).unwrap_or(&param.value),
            )
        })
    }

    /// The promised limit where no limit rule holds.
    pub fn promised_limit(&self) -> Limit {
        self.local.promised_limit.unwrap_or(self.definition().promised_limit)
    }

    pub fn visits(&self) -> u8 {
        self.local.visits.unwrap_or(self.definition().visits)
    }

    pub fn delivery(&self) -> &'i [Delivery] {
        if self.local.delivery.is_absent() {
            &self.definition().delivery
        } else {
            &self.local.delivery
        }
    }

    pub fn appointment(&self) -> bool {
        self.local
            .appointment
            .or(self.definition().appointment)
            .unwrap_or(false)
    }

    pub fn windows(&self) -> &'i [Window] {
        &self.local.windows
    }

    /// What applies to a case here: the body's parameters count (those of `given` are not looked at), and its promised
    /// limit where no limit rule holds.
    pub fn evaluate(&self, given: &Given) -> Result<Outcome, ExprError> {
        let none = Map::new();
        let mut outcome = Run::new(self.plan, given, self.local.params.as_ref().unwrap_or(&none), None).outcome()?;
        if outcome.limit_rule.is_none() {
            outcome.promised_limit = self.promised_limit();
        }
        Ok(outcome)
    }
}
