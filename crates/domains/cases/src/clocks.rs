//! The limits of a case, from the published item to the legal clocks.

use items::{Limit as ItemLimit, LimitUnit, Outcome};
use workcal::{Limit, Rules, Unit};

/// The unit of an item's limit. Hours of an item are working hours.
pub const fn unit(unit: LimitUnit) -> Unit {
    match unit {
        LimitUnit::WorkingDay => Unit::WorkingDay,
        LimitUnit::Day => Unit::NaturalDay,
        LimitUnit::Month => Unit::Month,
        LimitUnit::Hour => Unit::WorkingHour,
    }
}

/// An item's limit as the clocks know it.
pub const fn limit(limit: ItemLimit) -> Limit {
    Limit {
        amount: limit.amount,
        unit: unit(limit.unit),
    }
}

/// The rules of a case: the law's limits with those of its item as they apply to it.
pub fn rules(outcome: &Outcome) -> Rules {
    Rules {
        decision: outcome.statutory_limit.map(limit),
        promised: Some(limit(outcome.promised_limit)),
        ..Rules::default()
    }
}
