//! The item's steps: 审查, 决定, 制作结果, 退回, 特别程序, 延期.

use std::collections::BTreeMap;
use std::sync::Arc;

use identity::Body;
use items::ItemType;
use kernel::idempotency::{self, Once};
use kernel::{Actor, FieldProblem, Id, Problem, Tx, shanghai};
use serde_json::{Map, Value};

use super::gate::gate_at_step;
use crate::event::Happened;
use crate::lifecycle::{self, DecisionText, Refusal, View, Work};
use crate::model::{Case, Verdict};
use crate::permissions;
use crate::service::{Cases, Loaded, recorded};
use crate::store::file;

/// What an officer brings to a step, as it was sent.
#[derive(Debug, Clone, Default)]
pub struct StepInput {
    /// The step they think they are at.
    pub step: String,
    /// What they think.
    pub opinion: String,
    /// What they found, by point.
    pub verdicts: BTreeMap<String, Verdict>,
    /// What they recorded, by field; tested before anything is done.
    pub fields: Map<String, Value>,
}

/// The work with its tested fields, and what is wrong with them.
fn tested(loaded: &Loaded, input: StepInput) -> Result<(Work, Vec<FieldProblem>), Problem> {
    let found = recorded(&loaded.handled, &loaded.case, &input.step, &input.fields)?;
    let mut work = Work {
        step: input.step,
        opinion: input.opinion,
        verdicts: input.verdicts,
        ..Work::default()
    };
    let Some(found) = found else {
        return Ok((work, Vec::new()));
    };
    let local = loaded.handled.local();
    let fields = local.definition().steps.iter().flat_map(|s| &s.fields);
    let labels: BTreeMap<&str, &str> = fields.into_iter().map(|f| (f.id.as_str(), f.label.as_str())).collect();
    let wrong = found.errors.iter().map(|e| FieldProblem {
        field: format!("fields.{}", e.id),
        message: e.message.clone(),
    });
    let wrong: Vec<_> = wrong.collect();
    work.wrong_fields = found
        .errors
        .iter()
        .map(|e| (*labels.get(&*e.id).unwrap_or(&&*e.id)).to_owned())
        .collect();
    let shown = found.fields.into_iter().filter(|f| f.shown);
    work.fields = shown.filter_map(|f| Some((f.id.to_string(), f.value?))).collect();
    Ok((work, wrong))
}

/// A refusal because of fields names each of them.
fn with_fields(problem: Problem, wrong: &[FieldProblem]) -> Problem {
    if problem.code == "step_fields" {
        Problem {
            fields: wrong.to_vec(),
            ..problem
        }
    } else {
        problem
    }
}

/// 审查, or what is made before the decision.
pub async fn work(
    cases: &Arc<Cases>,
    actor: &Actor,
    id: Id,
    input: StepInput,
    once: Option<Once>,
) -> Result<Case, Problem> {
    let (loaded, _) = gate_at_step(cases, actor, id).await?;
    let (work, wrong) = tested(&loaded, input)?;
    let by = cases.who(actor);
    let done = cases.change(actor.clone(), id, once, None, move |case, view, _| {
        lifecycle::work(case, view, &by, &work)
    });
    done.await.map_err(|problem| with_fields(problem, &wrong))
}

/// 决定. The number of the written decision is taken with it; where the item has no step of making, the result is made
/// in the same transaction, unless a fee must be paid first.
pub async fn decide(
    cases: &Arc<Cases>,
    actor: &Actor,
    id: Id,
    input: StepInput,
    decision: DecisionText,
    once: Option<Once>,
) -> Result<Case, Problem> {
    let (loaded, _) = match gate_at_step(cases, actor, id).await {
        Err(problem) => return Err(decided(cases, id, problem).await),
        gate => gate?,
    };
    let (work, wrong) = tested(&loaded, input)?;
    let by = cases.who(actor);
    let series = series(&loaded, decision.granted);
    let body = cases.identity.body(loaded.case.filed.body).await?;
    let (cases, actor) = (cases.clone(), actor.clone());
    let (kernel, after) = (cases.kernel.clone(), cases.clone());
    let done = kernel.db.write(move |tx| {
        Box::pin(async move {
            let change = async {
                let rule = |case: &Case, view: &View<'_>, number: &str| {
                    let decision = DecisionText {
                        number: number.to_owned(),
                        ..decision.clone()
                    };
                    lifecycle::decide(case, view, &by, &work, &decision)
                };
                let decided = numbered(&cases, tx, &actor, id, &body, series, rule).await?;
                let made = make_if_ready(&cases, tx, &actor, id, &body).await?;
                Ok(made.unwrap_or(decided))
            };
            idempotency::run(&cases.kernel, tx, once, change).await
        })
    });
    match done.await {
        Err(problem) => Err(decided(&after, id, with_fields(problem, &wrong)).await),
        done => done,
    }
}

/// Of two who decide at once the second reads who was first and when. Who may not see the case reads
/// what they would have read.
async fn decided(cases: &Cases, id: Id, problem: Problem) -> Problem {
    if !matches!(problem.status, 403 | 409) || problem.code == "idempotency_key_reused" {
        return problem;
    }
    let decision = cases.load(id).await.ok().and_then(|loaded| loaded.case.decision);
    decision.map_or(problem, |d| {
        let (verdict, when) = (
            if d.granted { "准予" } else { "不予" },
            shanghai(d.at).format("%-m月%-d日 %H:%M"),
        );
        Problem::new(409, "decided", format!("{}在{when}已经决定{verdict}", d.by.name))
            .detail("一件办件只决定一次，请刷新后再看")
    })
}

/// 制作结果: at a step of making, or after a fee was paid that had to come first.
pub async fn make(
    cases: &Arc<Cases>,
    actor: &Actor,
    id: Id,
    input: StepInput,
    once: Option<Once>,
) -> Result<Case, Problem> {
    let (loaded, step) = gate_at_step(cases, actor, id).await?;
    let (work, wrong) = tested(&loaded, input)?;
    let by = cases.who(actor);
    let body = cases.identity.body(loaded.case.filed.body).await?;
    let (cases, actor) = (cases.clone(), actor.clone());
    let kernel = cases.kernel.clone();
    let done = kernel.db.write(move |tx| {
        Box::pin(async move {
            let at_step = step.map(|_| work);
            let rule =
                |case: &Case, view: &View<'_>, number: &str| lifecycle::make(case, view, &by, at_step.as_ref(), number);
            let change = numbered(&cases, tx, &actor, id, &body, RESULT, rule);
            idempotency::run(&cases.kernel, tx, once, change).await
        })
    });
    done.await.map_err(|problem| with_fields(problem, &wrong))
}

/// The series of results.
const RESULT: &str = "证";

/// The series of a decision: permits have their own.
fn series(loaded: &Loaded, granted: bool) -> &'static str {
    let package = loaded.handled.edition().implementation.plan().package();
    match (package.item.kind == ItemType::Permit, granted) {
        (true, true) => "许准",
        (true, false) => "许不准",
        (false, true) => "决",
        (false, false) => "不决",
    }
}

/// Changes a case by a rule that may need a number: it is taken only when something comes of it that bears one, so that
/// a series has no gaps.
async fn numbered(
    cases: &Arc<Cases>,
    tx: &Tx,
    actor: &Actor,
    id: Id,
    body: &Body,
    series: &'static str,
    rule: impl Fn(&Case, &View<'_>, &str) -> Result<Vec<Happened>, Refusal>,
) -> Result<Case, Problem> {
    let loaded = inside(cases, tx, id).await?;
    let happened = cases.judge(&loaded, |case, view| rule(case, view, ""))?;
    let bears = |h: &Happened| match h {
        Happened::Decided { .. } => true,
        Happened::Made { made } => !made.is_empty(),
        _ => false,
    };
    let number = if happened.iter().any(bears) {
        let prefix = &body.document_prefix;
        cases.documents.number(tx, id.region(), body.id, prefix, series).await?
    } else {
        String::new()
    };
    cases
        .change_in(tx, actor, id, &loaded.handled, |case, view| rule(case, view, &number))
        .await
}

/// Makes the result when nothing stands before it: no step of making, no unpaid fee.
pub(super) async fn make_if_ready(
    cases: &Arc<Cases>,
    tx: &Tx,
    actor: &Actor,
    id: Id,
    body: &Body,
) -> Result<Option<Case>, Problem> {
    let loaded = inside(cases, tx, id).await?;
    let by = cases.who(actor);
    let ready = cases.judge(&loaded, |case, view| {
        view.current_step(case).is_none() && lifecycle::make(case, view, &by, None, "").is_ok()
    });
    if !ready {
        return Ok(None);
    }
    let rule = |case: &Case, view: &View<'_>, number: &str| lifecycle::make(case, view, &by, None, number);
    numbered(cases, tx, actor, id, body, RESULT, rule).await.map(Some)
}

async fn inside(cases: &Arc<Cases>, tx: &Tx, id: Id) -> Result<Loaded, Problem> {
    let row = file::find(tx, id).await?.ok_or_else(Problem::not_found)?;
    cases.open(row).await
}

/// 退回 to an earlier step.
pub async fn return_to(
    cases: &Arc<Cases>,
    actor: &Actor,
    id: Id,
    to: String,
    reason: String,
    once: Option<Once>,
) -> Result<Case, Problem> {
    gate_at_step(cases, actor, id).await?;
    let by = cases.who(actor);
    cases
        .change(actor.clone(), id, once, None, move |case, view, _| {
            lifecycle::return_to(case, view, &by, &to, &reason)
        })
        .await
}

/// 开始特别程序, by its id in the package.
pub async fn begin_special(
    cases: &Arc<Cases>,
    actor: &Actor,
    id: Id,
    procedure: String,
    once: Option<Once>,
) -> Result<Case, Problem> {
    gate_at_step(cases, actor, id).await?;
    let by = cases.who(actor);
    cases
        .change(actor.clone(), id, once, None, move |case, view, _| {
            lifecycle::begin_special(case, view, &by, &procedure)
        })
        .await
}

/// 结束特别程序, with its result.
pub async fn end_special(
    cases: &Arc<Cases>,
    actor: &Actor,
    id: Id,
    procedure: String,
    result: String,
    once: Option<Once>,
) -> Result<Case, Problem> {
    gate_at_step(cases, actor, id).await?;
    let by = cases.who(actor);
    cases
        .change(actor.clone(), id, once, None, move |case, _, _| {
            lifecycle::end_special(case, &by, &procedure, &result)
        })
        .await
}

/// 延期: with the approval of the body's head (《行政许可法》第四十二条第一款), so it needs the right to decide.
pub async fn extend(
    cases: &Arc<Cases>,
    actor: &Actor,
    id: Id,
    by_units: u32,
    reason: String,
    once: Option<Once>,
) -> Result<Case, Problem> {
    super::gate::gate(cases, actor, id, permissions::DECIDE).await?;
    let by = cases.who(actor);
    cases
        .change(actor.clone(), id, once, None, move |case, view, _| {
            lifecycle::extend(case, view, &by, by_units, &reason)
        })
        .await
}
