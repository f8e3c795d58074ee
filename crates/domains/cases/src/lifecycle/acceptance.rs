//! From receipt to acceptance: accept, refuse to accept, ask once for correction, supply, and what the law does when
//! the body keeps silent (《行政许可法》第三十二条).

use std::collections::{BTreeMap, BTreeSet};

use items::{FeeDue, Material, Need};
use kernel::shanghai;
use workcal::Limit;

use super::{Refusal, Verdicts, View, only_in};
use crate::event::Happened;
use crate::model::{About, Case, Content, CorrectionItem, Handed, Source, State, Who};

/// Reasons and opinions are no longer than this.
pub const LONGEST_TEXT: usize = 2000;

/// A text that must be written and must not be endless.
pub(super) fn text(value: &str, what: &'static str) -> Result<String, Refusal> {
    let value = value.trim();
    if value.is_empty() {
        return Err(Refusal::NeedsText(what));
    }
    if value.chars().count() > LONGEST_TEXT {
        return Err(Refusal::TooLong(what, LONGEST_TEXT));
    }
    Ok(value.to_owned())
}

/// 受理. What may follow later is owed from now on; a fee that comes first must be paid.
pub fn accept(case: &Case, view: &View<'_>, by: &Who) -> Verdicts {
    only_in(case, &[State::Received], "受理")?;
    let unpaid = unpaid(case, view, FeeDue::BeforeAcceptance);
    if !unpaid.is_empty() {
        return Err(Refusal::Unpaid(unpaid));
    }
    Ok(vec![Happened::Accepted {
        by_law: false,
        by: by.clone(),
        owed: owed(case, view)?,
    }])
}

/// 视为受理: the acceptance limit ran out without an answer.
pub fn deem_accepted(case: &Case, view: &View<'_>) -> Verdicts {
    only_in(case, &[State::Received], "视为受理")?;
    if !view.clocks(case)?.deemed_accepted {
        return Err(Refusal::NotDeemed);
    }
    let law = Who {
        id: None,
        name: "依法".into(),
        post: "《行政许可法》第三十二条".into(),
    };
    Ok(vec![Happened::Accepted {
        by_law: true,
        by: law,
        owed: owed(case, view)?,
    }])
}

/// The last day of each material that may follow: so many working days after acceptance.
fn owed(case: &Case, view: &View<'_>) -> Result<BTreeMap<String, chrono::NaiveDate>, Refusal> {
    let today = shanghai(view.now).date_naive();
    let open = case
        .materials
        .iter()
        .filter(|h| matches!(h.source, Source::Owed { .. }));
    open.filter_map(|h| view.handling.materials.iter().find(|m| m.id == h.material))
        .map(|m| {
            let limit = Limit::working_days(m.tolerance_days.unwrap_or(10));
            let due = view
                .days
                .add(today, limit)
                .map_err(|e| Refusal::Calendar(e.to_string()))?;
            Ok((m.id.clone(), due.date))
        })
        .collect()
}

/// The names of the fees of a kind that are due and not recorded as paid.
pub(super) fn unpaid(case: &Case, view: &View<'_>, due: FeeDue) -> Vec<String> {
    let fees = view.handling.fees.iter().filter(|f| f.due == due);
    fees.filter(|f| view.outcome.fees.iter().any(|o| *o.id == f.id && o.fen > 0))
        .filter(|f| !case.paid.iter().any(|p| p.fee == f.id))
        .map(|f| f.name.clone())
        .collect()
}

fn in_time(case: &Case, view: &View<'_>) -> Result<(), Refusal> {
    if view.clocks(case)?.deemed_accepted {
        Err(Refusal::DeemedAccepted)
    } else {
        Ok(())
    }
}

/// 不予受理, with the reason and what the law says.
pub fn not_accept(case: &Case, view: &View<'_>, by: &Who, reason: &str, basis: &str) -> Verdicts {
    only_in(case, &[State::Received], "不予受理")?;
    in_time(case, view)?;
    let reason = text(reason, "不予受理的理由")?;
    Ok(vec![Happened::NotAccepted {
        reason,
        basis: basis.trim().into(),
        by: by.clone(),
    }])
}

/// 一次性补正告知: everything, once, in time, and only what the published list asks for.
pub fn ask_correction(case: &Case, view: &View<'_>, by: &Who, items: &[CorrectionItem]) -> Verdicts {
    if case.accepted.is_some() {
        return Err(Refusal::CorrectionAfterAcceptance);
    }
    if case.correction.is_some() {
        return Err(Refusal::SecondCorrection);
    }
    only_in(case, &[State::Received], "要求补正")?;
    in_time(case, view)?;
    if items.is_empty() {
        return Err(Refusal::EmptyCorrection);
    }
    let mut seen = BTreeSet::new();
    let mut clean = Vec::new();
    for item in items {
        on_the_list(view, &item.about)?;
        if !seen.insert(&item.about) {
            continue;
        }
        let (problem, remedy) = (text(&item.problem, "问题")?, text(&item.remedy, "怎样补正")?);
        clean.push(CorrectionItem {
            about: item.about.clone(),
            problem,
            remedy,
        });
    }
    let due = view.days.deadline(shanghai(view.now), view.rules.correction);
    let until = due.map_err(|e| Refusal::Calendar(e.to_string()))?.date;
    Ok(vec![Happened::CorrectionAsked {
        items: clean,
        until,
        by: by.clone(),
    }])
}

fn on_the_list(view: &View<'_>, about: &About) -> Result<(), Refusal> {
    let known = match about {
        About::Material(id) => view.outcome.materials.iter().any(|m| **m == **id),
        About::Field(id) => view
            .outcome
            .sections
            .iter()
            .any(|s| *s.id == **id || s.rows.iter().flatten().any(|f| f.shown && *f.id == **id)),
    };
    if known {
        return Ok(());
    }
    let (About::Material(id) | About::Field(id)) = about;
    Err(Refusal::NotOnTheList(id.clone()))
}

/// The answer to the correction: complete, or not yet.
pub fn supply(case: &Case, view: &View<'_>, content: Content, materials: Vec<Handed>) -> Verdicts {
    only_in(case, &[State::Correcting], "补交材料")?;
    let mut missing = missing(view, &materials);
    missing.extend(view.outcome.errors.iter().map(|e| e.message.clone()));
    if let Some(correction) = &case.correction {
        for item in &correction.items {
            let About::Material(id) = &item.about else { continue };
            let before = case.handed(id);
            let after = materials.iter().find(|h| h.material == *id);
            // The same files as before answer nothing.
            if before.is_some() && before == after {
                missing.push(name(view, id));
            }
        }
    }
    missing.dedup();
    if missing.is_empty() {
        Ok(vec![Happened::Supplied { content, materials }])
    } else {
        Err(Refusal::StillMissing(missing))
    }
}

/// Tolerated materials that follow after acceptance.
pub fn supply_owed(case: &Case, materials: Vec<Handed>) -> Verdicts {
    only_in(case, &[State::InReview], "补交容缺材料")?;
    if materials == case.materials {
        return Err(Refusal::NeedsText("要补交的材料"));
    }
    Ok(vec![Happened::OwedSupplied { materials }])
}

/// The names of the materials that must be there and are not.
pub fn missing(view: &View<'_>, materials: &[Handed]) -> Vec<String> {
    let due = view
        .outcome
        .materials
        .iter()
        .filter_map(|id| view.handling.materials.iter().find(|m| m.id == **id));
    due.filter(|m| !provided(m, materials))
        .map(|m| m.name.clone())
        .collect()
}

fn provided(material: &Material, materials: &[Handed]) -> bool {
    let handed = materials.iter().find(|h| h.material == material.id);
    match handed.map(|h| &h.source) {
        Some(Source::Uploaded { files }) => !files.is_empty() || material.need != Need::Required,
        Some(Source::Owed { .. }) => material.need != Need::Required,
        Some(_) => true,
        None => material.need == Need::Optional,
    }
}

fn name(view: &View<'_>, material: &str) -> String {
    view.handling
        .materials
        .iter()
        .find(|m| m.id == material)
        .map_or_else(|| material.to_owned(), |m| m.name.clone())
}
