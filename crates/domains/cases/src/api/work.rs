//! What staff do, by a program: the same commands as at the desk. `X-Tongban-Staff` names the member of staff for whom a
//! program works, so that who reviews and who decides are two people here, too.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use kernel::{Actor, Problem};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use web::server::Visit;
use web::server::error::ProblemDocument;

use super::documents::{self, CaseDocument, FeeDocument};
use super::request::{Bench, CaseAnswer, Sent, Service, officer, readable};
use crate::commands::desk::{self, StepInput};
use crate::lifecycle::{self, DecisionText, View};
use crate::model::{CorrectionItem, Finding, Verdict, Way};
use crate::service::{Cases, Loaded};

/// What is to be done on a case now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WorkDocument {
    /// The step at which it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<StepWork>,
    /// Why the officer cannot work at the step, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    barred: Option<String>,
    /// Who has taken the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    claimed_by: Option<String>,
    /// Special procedures that apply, whether or not they were begun.
    special_procedures: Vec<String>,
    /// Fees that are due, with what was paid.
    fees: Vec<FeeDocument>,
}

/// The work at a step.
#[derive(Debug, Serialize, ToSchema)]
struct StepWork {
    /// Its id in the item package.
    id: String,
    /// Its name.
    name: String,
    /// `review`, `decide` or `make`.
    #[schema(value_type = String)]
    kind: items::StepKind,
    /// The post that works at it.
    post: String,
    /// How many different people it needs.
    persons: usize,
    /// How many have done their part.
    persons_done: usize,
    /// Whether a decision at it is the last one.
    decides: bool,
    /// The review points that apply.
    points: Vec<PointDocument>,
    /// What the officer records, as the item package defines it (`docs/items-format.md`, fields).
    #[schema(value_type = Vec<Object>)]
    fields: Vec<items::Field>,
}

/// A review point.
#[derive(Debug, Serialize, ToSchema)]
struct PointDocument {
    /// Its id in the item package.
    id: String,
    /// What to look at.
    text: String,
    /// The machine's finding, where it can decide.
    #[serde(skip_serializing_if = "Option::is_none")]
    finding: Option<Finding>,
}

/// Work at a step.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(super) struct Work {
    /// What the officer thinks; a review needs it.
    #[serde(default)]
    opinion: String,
    /// What was found: point → finding with its note. Points that a machine decides may be left out.
    #[serde(default)]
    verdicts: BTreeMap<String, Verdict>,
    /// What was recorded: field → value.
    #[serde(default)]
    #[schema(value_type = Object)]
    fields: Map<String, Value>,
}

impl Work {
    fn at(self, step: String) -> StepInput {
        StepInput {
            step,
            opinion: self.opinion,
            verdicts: self.verdicts,
            fields: self.fields,
        }
    }
}

/// A decision.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Decision {
    /// The step that decides.
    step: String,
    /// 准予 or 不予.
    granted: bool,
    /// The reasons; a refusal needs them.
    #[serde(default)]
    reason: String,
    /// The articles; a refusal needs them.
    #[serde(default)]
    basis: String,
    /// The work at the step.
    #[serde(flatten)]
    work: Work,
}

/// Making the result.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Making {
    /// The step of making; left out where the item has none and only a fee was waited for.
    #[serde(default)]
    step: String,
    /// The work at the step.
    #[serde(flatten)]
    work: Work,
}

/// Everything that must be put right, once.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Correction {
    /// Each material or field with its problem and its remedy.
    items: Vec<CorrectionItem>,
}

/// A refusal to accept.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Rejection {
    /// Why.
    reason: String,
    /// The articles.
    #[serde(default)]
    basis: String,
}

/// A reason.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Reason {
    /// In words.
    reason: String,
}

/// The way back to an earlier step.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Return {
    /// The step to do again.
    to: String,
    /// Why.
    reason: String,
}

/// The end of a special procedure.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Ending {
    /// With what result.
    result: String,
}

/// An extension.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Extension {
    /// By how many units of the statutory limit, 10 at most.
    by: u32,
    /// Why, as the applicant reads it.
    reason: String,
}

/// A delivery.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Delivery {
    /// How; at the window when left out.
    way: Option<Way>,
    /// Who received it.
    to: String,
}

/// A payment.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Payment {
    /// The fee's id.
    fee: String,
    /// How much, in fen: exactly what the list says.
    fen: i64,
    /// The number of the receipt.
    receipt: String,
}

/// No body.
#[derive(Debug, Deserialize)]
pub(super) struct Nothing {}

/// What is to be done on a case now, for the officer.
#[utoipa::path(get, path = "/api/v1/cases/{number}/work", tag = "work",
    params(("number" = String, Path, description = "办件编号"),
        ("x-tongban-staff" = Option<String>, Header, description = "Login of the member of staff")), responses(
    (status = 200, body = WorkDocument),
    (status = 401, description = "unauthenticated", body = ProblemDocument),
    (status = 403, description = "forbidden", body = ProblemDocument),
    (status = 404, description = "not_found", body = ProblemDocument),
    (status = 422, description = "unknown_staff", body = ProblemDocument),
))]
pub(super) async fn work_now(
    State(cases): Service,
    visit: Visit,
    Path(number): Path<String>,
    headers: HeaderMap,
) -> Result<Json<WorkDocument>, Problem> {
    let loaded = readable(&cases, &visit, &number).await?;
    let actor = officer(&cases, &visit, &headers, &loaded.place, loaded.case.filed.body).await?;
    Ok(Json(to_do(&cases, &loaded, &actor)))
}

fn to_do(cases: &Cases, loaded: &Loaded, actor: &Actor) -> WorkDocument {
    let step = cases.current_step(loaded);
    WorkDocument {
        barred: step
            .as_ref()
            .and_then(|s| desk::barred(actor, loaded, Some(s)))
            .map(|p| p.title),
        claimed_by: loaded.claimed.as_ref().map(|(_, name, _)| name.clone()),
        special_procedures: loaded.outcome.special.iter().map(ToString::to_string).collect(),
        fees: documents::fees(loaded),
        step: step.map(|step| {
            cases.judge(loaded, |case, view| {
                let auto = |id: &str| {
                    loaded
                        .outcome
                        .auto
                        .iter()
                        .find(|(of, _)| **of == *id)
                        .map(|(_, holds)| *holds)
                };
                let points = lifecycle::points(view, &step.id).map(|p| PointDocument {
                    id: p.id.clone(),
                    text: p.text.clone(),
                    finding: auto(&p.id).map(|holds| if holds { Finding::Met } else { Finding::NotMet }),
                });
                StepWork {
                    id: step.id.clone(),
                    name: step.name.clone(),
                    kind: step.kind,
                    post: step.post.clone(),
                    persons: View::persons(&step),
                    persons_done: case.workers(&step.id).count(),
                    decides: view.decides_last(&step),
                    points: points.collect(),
                    fields: step.fields.to_vec(),
                }
            })
        }),
    }
}

/// The description of a command of staff on a case: all of them answer alike.
macro_rules! command {
    (
        $(#[$doc:meta])* $name:ident, $verb:literal, $path:literal, $sent:ty $(as $body:ty)?,
        |$value:ident, $cases:ident, $actor:ident, $id:ident, $once:ident| $command:expr
    ) => {
        $(#[$doc])*
        #[utoipa::path(post, path = $path, tag = "work", $(request_body = $body,)?
            params(("number" = String, Path, description = "办件编号"),
                ("x-tongban-staff" = Option<String>, Header, description = "Login of the member of staff"),
                ("idempotency-key" = Option<String>, Header, description = "1 to 200 characters"),
                ("if-match" = Option<String>, Header, description = "The ETag of the case as it was read")),
            responses(
            (status = 200, body = CaseDocument),
            (status = 400, description = "bad_request, idempotency_key", body = ProblemDocument),
            (status = 401, description = "unauthenticated", body = ProblemDocument),
            (status = 403, description = "forbidden, another_post", body = ProblemDocument),
            (status = 404, description = "not_found", body = ProblemDocument),
            (status = 409, description = "claimed, wrong_state, another_step, conflict, idempotency_key_reused, …",
                body = ProblemDocument),
            (status = 412, description = "changed", body = ProblemDocument),
            (status = 422, description = "What the rules refuse: docs/api.md lists the codes", body = ProblemDocument),
            (status = 503, description = "calendar", body = ProblemDocument),
        ))]
        pub(super) async fn $name(
            State(cases): Service,
            visit: Visit,
            Path(number): Path<String>,
            headers: HeaderMap,
            Sent { value: $value, raw }: Sent<$sent>,
        ) -> Result<CaseAnswer, Problem> {
            let bench = Bench::open(&cases, &visit, &headers, &number, $verb, &raw).await?;
            bench.run(|$cases, $actor, $id, $once| async move { $command }).await
        }
    };
}

command! {
    /// 受理.
    accept, "accept", "/api/v1/cases/{number}/acceptance", Nothing,
    |_nothing, cases, actor, id, once| desk::accept(&cases, &actor, id, once).await
}

command! {
    /// 一次性补正告知: everything, once, and only what the published list asks for.
    ask_correction, "correction", "/api/v1/cases/{number}/correction", Correction as Correction,
    |sent, cases, actor, id, once| desk::ask_correction(&cases, &actor, id, sent.items, once).await
}

command! {
    /// 不予受理, with the reason.
    not_accept, "rejection", "/api/v1/cases/{number}/rejection", Rejection as Rejection,
    |sent, cases, actor, id, once| desk::not_accept(&cases, &actor, id, sent.reason, sent.basis, once).await
}

command! {
    /// 决定: 准予 or 不予.
    decide, "decision", "/api/v1/cases/{number}/decision", Decision as Decision,
    |sent, cases, actor, id, once| {
        let text = DecisionText {
            granted: sent.granted,
            reason: sent.reason,
            basis: sent.basis,
            number: String::new(),
        };
        desk::decide(&cases, &actor, id, sent.work.at(sent.step), text, once).await
    }
}

command! {
    /// 制作结果.
    make, "result", "/api/v1/cases/{number}/result", Making as Making,
    |sent, cases, actor, id, once| desk::make(&cases, &actor, id, sent.work.at(sent.step), once).await
}

command! {
    /// 退回 to an earlier step.
    send_back, "return", "/api/v1/cases/{number}/return", Return as Return,
    |sent, cases, actor, id, once| desk::return_to(&cases, &actor, id, sent.to, sent.reason, once).await
}

command! {
    /// 延期, once.
    extend, "extension", "/api/v1/cases/{number}/extension", Extension as Extension,
    |sent, cases, actor, id, once| desk::extend(&cases, &actor, id, sent.by, sent.reason, once).await
}

command! {
    /// 送达, and with it 办结.
    deliver, "delivery", "/api/v1/cases/{number}/delivery", Delivery as Delivery,
    |sent, cases, actor, id, once| {
        desk::deliver(&cases, &actor, id, sent.way.unwrap_or(Way::Window), sent.to, once).await
    }
}

command! {
    /// 缴费登记.
    pay, "payment", "/api/v1/cases/{number}/payments", Payment as Payment,
    |sent, cases, actor, id, once| desk::pay(&cases, &actor, id, sent.fee, sent.fen, sent.receipt, once).await
}

command! {
    /// 终止办理.
    terminate, "termination", "/api/v1/cases/{number}/termination", Reason as Reason,
    |sent, cases, actor, id, once| desk::terminate(&cases, &actor, id, sent.reason, once).await
}

/// The same for commands whose path names a step or a procedure besides the case.
macro_rules! command_at {
    (
        $(#[$doc:meta])* $name:ident, $verb:literal, $path:literal, $part:literal, $sent:ty $(as $body:ty)?,
        |$value:ident, $at:ident, $cases:ident, $actor:ident, $id:ident, $once:ident| $command:expr
    ) => {
        $(#[$doc])*
        #[utoipa::path(post, path = $path, tag = "work", $(request_body = $body,)?
            params(("number" = String, Path, description = "办件编号"),
                ($part = String, Path, description = "Its id in the item package"),
                ("x-tongban-staff" = Option<String>, Header, description = "Login of the member of staff"),
                ("idempotency-key" = Option<String>, Header, description = "1 to 200 characters"),
                ("if-match" = Option<String>, Header, description = "The ETag of the case as it was read")),
            responses(
            (status = 200, body = CaseDocument),
            (status = 400, description = "bad_request, idempotency_key", body = ProblemDocument),
            (status = 401, description = "unauthenticated", body = ProblemDocument),
            (status = 403, description = "forbidden, another_post", body = ProblemDocument),
            (status = 404, description = "not_found", body = ProblemDocument),
            (status = 409, description = "claimed, wrong_state, another_step, conflict, idempotency_key_reused",
                body = ProblemDocument),
            (status = 412, description = "changed", body = ProblemDocument),
            (status = 422, description = "What the rules refuse: docs/api.md lists the codes", body = ProblemDocument),
            (status = 503, description = "calendar", body = ProblemDocument),
        ))]
        pub(super) async fn $name(
            State(cases): Service,
            visit: Visit,
            Path((number, $at)): Path<(String, String)>,
            headers: HeaderMap,
            Sent { value: $value, raw }: Sent<$sent>,
        ) -> Result<CaseAnswer, Problem> {
            let verb = format!("{}/{}", $verb, $at);
            let bench = Bench::open(&cases, &visit, &headers, &number, &verb, &raw).await?;
            bench.run(|$cases, $actor, $id, $once| async move { $command }).await
        }
    };
}

command_at! {
    /// 审查, or what is made before the decision.
    work, "step", "/api/v1/cases/{number}/steps/{step}", "step", Work as Work,
    |sent, step, cases, actor, id, once| desk::work(&cases, &actor, id, sent.at(step), once).await
}

command_at! {
    /// 特别程序开始.
    begin_special, "special-begin", "/api/v1/cases/{number}/special/{procedure}/begin", "procedure", Nothing,
    |_nothing, procedure, cases, actor, id, once| desk::begin_special(&cases, &actor, id, procedure, once).await
}

command_at! {
    /// 特别程序结束, with its result.
    end_special, "special-end", "/api/v1/cases/{number}/special/{procedure}/end", "procedure", Ending as Ending,
    |sent, procedure, cases, actor, id, once| {
        desk::end_special(&cases, &actor, id, procedure, sent.result, once).await
    }
}
