//! The item's own steps: review, decide, make. Who decides has not reviewed; what is not met is not granted; what is
//! asked for at a step is recorded before the step is done.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use items::{FeeDue, HandlingKind, ReviewPoint, Step, StepKind, Validity, ValidityUnit};
use kernel::{Id, shanghai};
use serde_json::{Map, Value};

use super::acceptance::{LONGEST_TEXT, text, unpaid};
use super::{Refusal, Verdicts, View, only_in};
use crate::event::Happened;
use crate::model::{Case, Finding, Made, State, Verdict, Way, Who};

/// What an officer brings to a step.
#[derive(Debug, Clone, Default)]
pub struct Work {
    /// The step they think they are at.
    pub step: String,
    /// What they think.
    pub opinion: String,
    /// What they found.
    pub verdicts: BTreeMap<String, Verdict>,
    /// What they recorded.
    pub fields: Map<String, Value>,
    /// The labels of recorded fields that are missing or wrong, found by the evaluation.
    pub wrong_fields: Vec<String>,
}

/// What a decision says.
#[derive(Debug, Clone, Default)]
pub struct DecisionText {
    /// 准予 or 不予.
    pub granted: bool,
    /// Why not.
    pub reason: String,
    /// Which articles.
    pub basis: String,
    /// The number of the written decision.
    pub number: String,
}

/// The review points of a step that apply.
pub fn points<'a>(view: &'a View<'_>, step: &'a str) -> impl Iterator<Item = &'a ReviewPoint> {
    let applies = |p: &&ReviewPoint| view.outcome.review_points.iter().any(|id| **id == p.id);
    view.handling
        .review_points
        .iter()
        .filter(move |p| p.step == step)
        .filter(applies)
}

/// The first point of the step without a finding.
pub fn open_point<'a>(
    view: &'a View<'_>,
    step: &'a str,
    verdicts: &BTreeMap<String, Verdict>,
) -> Option<&'a ReviewPoint> {
    points(view, step).find(|p| !verdicts.contains_key(&p.id))
}

fn here<'a>(case: &Case, view: &'a View<'_>, wanted: &str) -> Result<&'a Step, Refusal> {
    let current = view.current_step(case).ok_or(Refusal::WrongState {
        state: case.state,
        what: "办理环节",
    })?;
    if current.id == wanted {
        return Ok(current);
    }
    let name = view.step(wanted).map_or_else(|| wanted.to_owned(), |s| s.name.clone());
    Err(Refusal::AnotherStep {
        now: current.name.clone(),
        wanted: name,
    })
}

fn not_suspended(case: &Case, view: &View<'_>, what: &'static str) -> Result<(), Refusal> {
    case.suspended_by().map_or(Ok(()), |s| {
        let procedure = view.handling.special_procedures.iter().find(|p| p.id == s.procedure);
        Err(Refusal::Suspended(
            procedure.map_or_else(|| s.procedure.clone(), |p| p.name.clone()),
            what,
        ))
    })
}

/// The machine's findings stand unless the officer says otherwise, with a reason.
fn findings(
    view: &View<'_>,
    step: &str,
    given: &BTreeMap<String, Verdict>,
) -> Result<BTreeMap<String, Verdict>, Refusal> {
    let mut out = BTreeMap::new();
    let mut open = 0;
    for point in points(view, step) {
        let machine = view
            .outcome
            .auto
            .iter()
            .find(|(id, _)| **id == point.id)
            .map(|(_, holds)| *holds);
        let machine = machine.map(|holds| if holds { Finding::Met } else { Finding::NotMet });
        let Some(verdict) = given.get(&point.id) else {
            match machine {
                Some(finding) => {
                    let note = if finding == Finding::NotMet {
                        "系统核对不符合".to_owned()
                    } else {
                        String::new()
                    };
                    out.insert(
                        point.id.clone(),
                        Verdict {
                            finding,
                            note,
                            overruled: false,
                        },
                    );
                }
                None => open += 1,
            }
            continue;
        };
        let overruled = machine.is_some_and(|finding| finding != verdict.finding);
        if (verdict.finding == Finding::NotMet || overruled) && verdict.note.trim().is_empty() {
            return Err(Refusal::PointNeedsNote(point.text.clone()));
        }
        if verdict.note.chars().count() > LONGEST_TEXT {
            return Err(Refusal::TooLong("审查理由", LONGEST_TEXT));
        }
        out.insert(
            point.id.clone(),
            Verdict {
                overruled,
                ..verdict.clone()
            },
        );
    }
    if open > 0 {
        Err(Refusal::PointsOpen(open))
    } else {
        Ok(out)
    }
}

fn enter(
    case: &Case,
    view: &View<'_>,
    by: &Who,
    work: &Work,
    what: &'static str,
) -> Result<(Step, BTreeMap<String, Verdict>), Refusal> {
    only_in(case, &[State::InReview, State::Granted], what)?;
    let step = here(case, view, &work.step)?.clone();
    not_suspended(case, view, what)?;
    if case.workers(&step.id).any(|d| d.by.id == by.id) {
        return Err(Refusal::AlreadyWorked);
    }
    if work.opinion.chars().count() > LONGEST_TEXT {
        return Err(Refusal::TooLong("意见", LONGEST_TEXT));
    }
    let verdicts = findings(view, &step.id, &work.verdicts)?;
    if !work.wrong_fields.is_empty() {
        return Err(Refusal::Fields(work.wrong_fields.clone()));
    }
    Ok((step, verdicts))
}

fn worked(case: &Case, step: &Step, by: &Who, work: &Work, verdicts: BTreeMap<String, Verdict>) -> Happened {
    let last = case.workers(&step.id).count() + 1 >= View::persons(step);
    Happened::Worked {
        step: step.id.clone(),
        by: by.clone(),
        opinion: work.opinion.trim().to_owned(),
        verdicts,
        fields: work.fields.clone(),
        last,
    }
}

/// 审查: one officer's review, or what is made before the decision.
pub fn work(case: &Case, view: &View<'_>, by: &Who, work: &Work) -> Verdicts {
    let (step, verdicts) = enter(case, view, by, work, "审查")?;
    match (step.kind, case.state) {
        (StepKind::Review, _) => {
            text(&work.opinion, "审查意见")?;
        }
        (StepKind::Make, State::InReview) => {}
        _ => {
            return Err(Refusal::AnotherStep {
                now: step.name,
                wanted: "审查".into(),
            });
        }
    }
    Ok(vec![worked(case, &step, by, work, verdicts)])
}

/// 决定. A refusal ends the steps; a grant at the last step that decides makes the result due.
pub fn decide(case: &Case, view: &View<'_>, by: &Who, work: &Work, decision: &DecisionText) -> Verdicts {
    let what = if decision.granted { "准予" } else { "不予" };
    let (step, verdicts) = enter(case, view, by, work, what)?;
    if step.kind != StepKind::Decide {
        return Err(Refusal::AnotherStep {
            now: step.name,
            wanted: "决定".into(),
        });
    }
    // A decision needs another person than the reviews before it (`docs/items-format.md`); what was made before it is
    // no review.
    let review = |id: &str| view.step(id).is_some_and(|s| s.kind == StepKind::Review);
    let reviewed = |d: &&crate::model::StepDone| d.by.id == by.id && d.by.id.is_some() && review(&d.step);
    if view.handling.kind != HandlingKind::Instant && case.done.iter().any(|d| reviewed(&d)) {
        return Err(Refusal::SamePerson);
    }
    let not_met = verdicts.values().filter(|v| v.finding == Finding::NotMet).count();
    let mut out = vec![worked(case, &step, by, work, verdicts)];
    if decision.granted {
        if not_met > 0 {
            return Err(Refusal::PointsNotMet(not_met));
        }
        let unpaid = unpaid(case, view, FeeDue::AfterAcceptance);
        if !unpaid.is_empty() {
            return Err(Refusal::Unpaid(unpaid));
        }
        let complete = matches!(out[0], Happened::Worked { last: true, .. });
        if !view.decides_last(&step) || !complete {
            return Ok(out);
        }
    } else {
        text(&decision.reason, "不予的理由")?;
        text(&decision.basis, "不予的依据")?;
    }
    out.push(Happened::Decided {
        granted: decision.granted,
        reason: decision.reason.trim().to_owned(),
        basis: decision.basis.trim().to_owned(),
        number: decision.number.clone(),
        by: by.clone(),
    });
    if !decision.granted && case.filed.delivery == Way::Electronic {
        // The decision itself is what is delivered.
        out.extend(electronic(case, by));
    }
    Ok(out)
}

/// Electronic delivery, which needs nobody's hand, and with it the end.
fn electronic(case: &Case, by: &Who) -> [Happened; 2] {
    let delivered = Happened::Delivered {
        way: Way::Electronic,
        to: case.filed.applicant_name.clone(),
        by: by.clone(),
    };
    [delivered, Happened::Closed]
}

/// 制作结果: the last step of making, or at once where the item has none. `number` gives each result its number.
pub fn make(case: &Case, view: &View<'_>, by: &Who, at_step: Option<&Work>, number: &str) -> Verdicts {
    only_in(case, &[State::Granted], "制作结果")?;
    if !case.made.is_empty() {
        return Err(Refusal::WrongState {
            state: case.state,
            what: "再制作一次",
        });
    }
    let unpaid = unpaid(case, view, FeeDue::BeforeResult);
    if !unpaid.is_empty() {
        return Err(Refusal::Unpaid(unpaid));
    }
    let mut out = Vec::new();
    if let Some(work) = at_step {
        let (step, verdicts) = enter(case, view, by, work, "制作结果")?;
        out.push(worked(case, &step, by, work, verdicts));
        let left = view
            .due_steps()
            .filter(|s| s.kind == StepKind::Make && s.id != step.id && !case.step_done(&s.id))
            .count();
        if left > 0 || matches!(out[0], Happened::Worked { last: false, .. }) {
            return Ok(out);
        }
    } else if view.current_step(case).is_some() {
        return Err(Refusal::WrongState {
            state: case.state,
            what: "跳过制作环节",
        });
    }
    out.push(Happened::Made {
        made: results(case, view, number),
    });
    if case.filed.delivery == Way::Electronic {
        out.extend(electronic(case, by));
    }
    Ok(out)
}

fn results(case: &Case, view: &View<'_>, number: &str) -> Vec<Made> {
    let decided = case.decision.as_ref().map_or(view.now, |d| d.at);
    let from = shanghai(decided).date_naive();
    let many = view.outcome.results.len() > 1;
    let due = view.outcome.results.iter().enumerate();
    due.filter_map(|(i, outcome)| {
        let result = view.handling.results.iter().find(|r| r.id == *outcome.id)?;
        Some(Made {
            result: result.id.clone(),
            name: result.name.clone(),
            number: if many {
                format!("{number}-{}", i + 1)
            } else {
                number.to_owned()
            },
            valid_from: from,
            valid_to: result.validity.flatten().and_then(|v| last_day(from, v)),
            fields: outcome
                .fields
                .iter()
                .map(|f| (f.id.to_string(), f.label.to_string(), f.value.clone()))
                .collect(),
            at: view.now,
        })
    })
    .collect()
}

/// From the day of decision to the day before the corresponding one (`docs/items-format.md`, results).
fn last_day(from: NaiveDate, validity: Validity) -> Option<NaiveDate> {
    let amount = u32::try_from(validity.amount).ok()?;
    let corresponding = match validity.unit {
        ValidityUnit::Day => from.checked_add_days(chrono::Days::new(amount.into()))?,
        ValidityUnit::Month => from.checked_add_months(chrono::Months::new(amount))?,
        ValidityUnit::Year => from.checked_add_months(chrono::Months::new(amount.checked_mul(12)?))?,
    };
    corresponding.pred_opt()
}

/// 退回: an earlier step is done again, by the same or other people.
pub fn return_to(case: &Case, view: &View<'_>, by: &Who, to: &str, reason: &str) -> Verdicts {
    only_in(case, &[State::InReview], "退回")?;
    let current = view.current_step(case).ok_or(Refusal::WrongState {
        state: case.state,
        what: "退回",
    })?;
    let earlier = view.due_steps().take_while(|s| s.id != current.id).any(|s| s.id == to);
    if !earlier {
        return Err(Refusal::AnotherStep {
            now: current.name.clone(),
            wanted: to.to_owned(),
        });
    }
    let reason = text(reason, "退回的理由")?;
    Ok(vec![Happened::Returned {
        step: current.id.clone(),
        to: to.to_owned(),
        by: by.clone(),
        reason,
    }])
}

/// Whether the officer has reviewed the case, so that somebody else must decide.
pub fn has_worked(case: &Case, officer: Id) -> bool {
    case.done.iter().any(|d| d.by.id == Some(officer))
}
