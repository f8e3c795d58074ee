//! Special procedures and the extension (《行政许可法》第四十二条、第四十五条).

use kernel::shanghai;

use super::acceptance::text;
use super::{Refusal, Verdicts, View, only_in};
use crate::event::Happened;
use crate::model::{Case, State, Who};

/// 特别程序开始: one that the item allows; the clock stops where the item says so.
pub fn begin_special(case: &Case, view: &View<'_>, by: &Who, procedure: &str) -> Verdicts {
    only_in(case, &[State::InReview], "开始特别程序")?;
    let found = view.handling.special_procedures.iter().find(|p| p.id == procedure);
    let special = found.ok_or(Refusal::NoSuchProcedure)?;
    if !view.outcome.special.iter().any(|id| **id == special.id) {
        return Err(Refusal::NoSuchProcedure);
    }
    if case
        .specials
        .iter()
        .any(|s| s.ended.is_none() && s.procedure == procedure)
        || case.suspended_by().is_some()
    {
        return Err(Refusal::ProcedureRunning);
    }
    let limit = crate::clocks::limit(special.limit);
    let expected = view
        .days
        .deadline(shanghai(view.now), limit)
        .map_err(|e| Refusal::Calendar(e.to_string()))?
        .date;
    Ok(vec![Happened::SpecialBegun {
        procedure: special.id.clone(),
        name: special.name.clone(),
        stops_clock: special.stops_clock,
        expected,
        by: by.clone(),
    }])
}

/// 特别程序结束, with its result.
pub fn end_special(case: &Case, by: &Who, procedure: &str, result: &str) -> Verdicts {
    only_in(case, &[State::InReview], "结束特别程序")?;
    if !case
        .specials
        .iter()
        .any(|s| s.ended.is_none() && s.procedure == procedure)
    {
        return Err(Refusal::ProcedureNotRunning);
    }
    let result = text(result, "特别程序的结果")?;
    Ok(vec![Happened::SpecialEnded {
        procedure: procedure.to_owned(),
        result,
        by: by.clone(),
    }])
}

/// 延期: once, before the limit ends, ten days at most, with the reason for the applicant.
pub fn extend(case: &Case, view: &View<'_>, by: &Who, by_units: u32, reason: &str) -> Verdicts {
    only_in(case, &[State::InReview], "延期")?;
    if case.extended.is_some() {
        return Err(Refusal::ExtendedAlready);
    }
    let clocks = view.clocks(case)?;
    let decision = clocks.decision.ok_or(Refusal::NothingToExtend)?;
    if decision.overdue {
        return Err(Refusal::ExtensionTooLate);
    }
    if by_units == 0 || by_units > view.rules.extension_max {
        return Err(Refusal::ExtensionTooLong(view.rules.extension_max));
    }
    let reason = text(reason, "延期的理由")?;
    Ok(vec![Happened::Extended {
        by_units,
        reason,
        by: by.clone(),
    }])
}
