//! Cases as their applicants and those who may see them read them; and what applicants do.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use chrono::NaiveDate;
use kernel::idempotency::Once;
use kernel::{Actor, Citizen, Id, Problem, Scope};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use web::server::Visit;
use web::server::error::ProblemDocument;
use web::server::limit::Limiter;

use super::documents::{self, CaseDocument, CasePage, PaperDocument, TrackDocument};
use super::request::{CaseAnswer, Sent, Service, answer, applicant, id, key, readable};
use crate::lifecycle;
use crate::model::{Case, State as CaseState};
use crate::permissions::SEE;
use crate::service::{Cases, Loaded};
use crate::store::{self, file};

/// How many stand on a page.
const PAGE: u64 = 20;

/// A case.
#[utoipa::path(get, path = "/api/v1/cases/{number}", tag = "cases",
    params(("number" = String, Path, description = "办件编号")), responses(
    (status = 200, body = CaseDocument),
    (status = 401, description = "unauthenticated", body = ProblemDocument),
    (status = 403, description = "forbidden", body = ProblemDocument),
    (status = 404, description = "not_found: also somebody else's", body = ProblemDocument),
))]
pub(super) async fn show(
    State(cases): Service,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<CaseAnswer, Problem> {
    let loaded = readable(&cases, &visit, &number).await?;
    Ok(answer(&cases, &loaded, !matches!(visit.actor, Actor::Citizen(_))))
}

/// The person's own cases, newest first; for a program those that it may see, the most urgent first.
#[utoipa::path(get, path = "/api/v1/cases", tag = "cases",
    params(("cursor" = Option<String>, Query, description = "The cursor of the page before"),
        ("state" = Option<String>, Query, description = "For programs: only in this state"),
        ("handling_code" = Option<String>, Query, description = "For programs: only of this handling item")), responses(
    (status = 200, body = CasePage),
    (status = 400, description = "bad_request: the cursor or state cannot be read", body = ProblemDocument),
    (status = 401, description = "unauthenticated", body = ProblemDocument),
    (status = 403, description = "forbidden", body = ProblemDocument),
))]
pub(super) async fn list(
    State(cases): Service,
    visit: Visit,
    RawQuery(query): RawQuery,
) -> Result<Json<CasePage>, Problem> {
    let query = web::server::Sent::parse(query.unwrap_or_default().as_bytes())?;
    let page = match &visit.actor {
        Actor::Citizen(citizen) => own(&cases, citizen, query.get("cursor")).await?,
        actor => within(&cases, actor, &query).await?,
    };
    Ok(Json(page))
}

fn unread_cursor() -> Problem {
    Problem::bad_request("cursor要是上一页给出的值")
}

async fn own(cases: &Cases, citizen: &Citizen, cursor: &str) -> Result<CasePage, Problem> {
    let before = match cursor {
        "" => None,
        text => Some(text.parse::<Id>().map_err(|_| unread_cursor())?),
    };
    let subject = citizen.organisation.as_ref().map_or(citizen.person, |(id, _)| *id);
    let db = cases.kernel.db.read();
    let mut ids = store::of_subject(db, subject, before, PAGE + 1).await?;
    let more = ids.len() as u64 > PAGE;
    ids.truncate(PAGE as usize);
    let rows = file::find_all(db, &ids).await?;
    Ok(CasePage {
        cases: rows.iter().map(documents::line).collect(),
        cursor: ids.last().filter(|_| more).map(ToString::to_string),
    })
}

async fn within(cases: &Cases, actor: &Actor, query: &web::server::Sent) -> Result<CasePage, Problem> {
    let scopes: Vec<Scope> = actor
        .grants()
        .iter()
        .filter(|g| g.permission == SEE)
        .map(|g| g.scope.clone())
        .collect();
    let states = match query.get("state") {
        "" => Vec::new(),
        name => vec![CaseState::named(name).ok_or_else(|| Problem::bad_request("没有这种办件状态"))?],
    };
    let code = query.get("handling_code");
    let filter = file::Filter {
        states,
        handling_code: (!code.is_empty()).then(|| code.to_owned()),
        ..file::Filter::default()
    };
    let after = match query.get("cursor") {
        "" => None,
        text => {
            let (day, id) = text.split_once('_').ok_or_else(unread_cursor)?;
            let day: NaiveDate = day.parse().map_err(|_| unread_cursor())?;
            Some((day, id.parse().map_err(|_| unread_cursor())?))
        }
    };
    let mut rows = file::list(cases.kernel.db.read(), &scopes, &filter, after, PAGE + 1).await?;
    let more = rows.len() as u64 > PAGE;
    rows.truncate(PAGE as usize);
    Ok(CasePage {
        cursor: rows.last().filter(|_| more).map(|r| format!("{}_{}", r.due_on, r.id)),
        cases: rows.iter().map(documents::line).collect(),
    })
}

/// An answer to a correction, or materials that follow.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Supply {
    /// Fields to set. Files come before, by `PUT /api/v1/drafts/{id}/materials/{material}` with the case's id.
    #[serde(default)]
    #[schema(value_type = Object)]
    form: Map<String, Value>,
}

/// A withdrawal.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Withdrawal {
    /// Why, if the applicant wants to say.
    #[serde(default)]
    reason: String,
}

/// A rating.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct Rating {
    /// 5 非常满意 to 1 非常不满意.
    level: u8,
    /// Reasons chosen.
    #[serde(default)]
    reasons: Vec<String>,
    /// Own words.
    #[serde(default)]
    text: String,
}

fn once(headers: &HeaderMap, actor: &Actor, verb: &str, case: Id, raw: &[u8]) -> Result<Option<Once>, Problem> {
    let key = key(headers)?;
    Ok(key.map(|key| Once::new(case.region(), actor, &format!("{verb}/{case}"), key, raw)))
}

/// Answers a repeated request before the state of the case is looked at.
async fn repeated(cases: &Cases, once: Option<&Once>) -> Result<bool, Problem> {
    let Some(once) = once else { return Ok(false) };
    let done: Option<Case> = once.earlier(&cases.kernel, cases.kernel.db.read()).await?;
    Ok(done.is_some())
}

async fn after(cases: &Cases, visit: &Visit, id: Id) -> Result<CaseAnswer, Problem> {
    let loaded = cases.load(id).await?;
    Ok(answer(cases, &loaded, !matches!(visit.actor, Actor::Citizen(_))))
}

/// Sends what was asked for.
#[utoipa::path(post, path = "/api/v1/cases/{number}/supply", tag = "cases", request_body = Supply,
    params(("number" = String, Path, description = "办件编号"),
        ("idempotency-key" = Option<String>, Header, description = "1 to 200 characters")), responses(
    (status = 200, body = CaseDocument),
    (status = 400, description = "bad_request, idempotency_key", body = ProblemDocument),
    (status = 401, description = "unauthenticated", body = ProblemDocument),
    (status = 403, description = "forbidden", body = ProblemDocument),
    (status = 404, description = "not_found", body = ProblemDocument),
    (status = 409, description = "wrong_state, conflict, idempotency_key_reused", body = ProblemDocument),
    (status = 422, description = "invalid, still_missing, needs_text", body = ProblemDocument),
))]
pub(super) async fn supply(
    State(cases): Service,
    visit: Visit,
    Path(number): Path<String>,
    headers: HeaderMap,
    Sent { value, raw }: Sent<Supply>,
) -> Result<CaseAnswer, Problem> {
    let (citizen, loaded) = applicant(&cases, &visit, &number).await?;
    let id = loaded.case.id;
    // The command acts as the applicant, whoever brought the request.
    let once = once(&headers, &Actor::Citizen(citizen.clone()), "supply", id, &raw)?;
    if !repeated(&cases, once.as_ref()).await? {
        cases.supply(&citizen, &loaded, value.form, once).await?;
    }
    after(&cases, &visit, id).await
}

/// Withdraws the application, any time before the decision.
#[utoipa::path(post, path = "/api/v1/cases/{number}/withdraw", tag = "cases", request_body = Withdrawal,
    params(("number" = String, Path, description = "办件编号"),
        ("idempotency-key" = Option<String>, Header, description = "1 to 200 characters")), responses(
    (status = 200, body = CaseDocument),
    (status = 400, description = "bad_request, idempotency_key", body = ProblemDocument),
    (status = 401, description = "unauthenticated", body = ProblemDocument),
    (status = 403, description = "forbidden", body = ProblemDocument),
    (status = 404, description = "not_found", body = ProblemDocument),
    (status = 409, description = "wrong_state, conflict, idempotency_key_reused", body = ProblemDocument),
    (status = 422, description = "too_late_to_withdraw, too_long", body = ProblemDocument),
))]
pub(super) async fn withdraw(
    State(cases): Service,
    visit: Visit,
    Path(number): Path<String>,
    headers: HeaderMap,
    Sent { value, raw }: Sent<Withdrawal>,
) -> Result<CaseAnswer, Problem> {
    let (citizen, loaded) = applicant(&cases, &visit, &number).await?;
    let actor = Actor::Citizen(citizen);
    let (id, by) = (loaded.case.id, cases.who(&actor));
    let once = once(&headers, &actor, "withdraw", id, &raw)?;
    if !repeated(&cases, once.as_ref()).await? {
        cases
            .change(actor, id, once, None, move |case, _, _| {
                lifecycle::withdraw(case, &by, &value.reason)
            })
            .await?;
    }
    after(&cases, &visit, id).await
}

/// Rates a case that is over, once.
#[utoipa::path(post, path = "/api/v1/cases/{number}/rating", tag = "cases", request_body = Rating,
    params(("number" = String, Path, description = "办件编号"),
        ("idempotency-key" = Option<String>, Header, description = "1 to 200 characters")), responses(
    (status = 200, body = CaseDocument),
    (status = 400, description = "bad_request, idempotency_key", body = ProblemDocument),
    (status = 401, description = "unauthenticated", body = ProblemDocument),
    (status = 403, description = "forbidden", body = ProblemDocument),
    (status = 404, description = "not_found", body = ProblemDocument),
    (status = 409, description = "wrong_state, conflict, idempotency_key_reused", body = ProblemDocument),
    (status = 422, description = "rated_already, no_such_level, too_long", body = ProblemDocument),
))]
pub(super) async fn rate(
    State(cases): Service,
    visit: Visit,
    Path(number): Path<String>,
    headers: HeaderMap,
    Sent { value, raw }: Sent<Rating>,
) -> Result<CaseAnswer, Problem> {
    let (citizen, loaded) = applicant(&cases, &visit, &number).await?;
    let actor = Actor::Citizen(citizen);
    let id = loaded.case.id;
    let once = once(&headers, &actor, "rate", id, &raw)?;
    if !repeated(&cases, once.as_ref()).await? {
        cases
            .change(actor, id, once, None, move |case, _, _| {
                lifecycle::rate(case, value.level, value.reasons, &value.text)
            })
            .await?;
    }
    after(&cases, &visit, id).await
}

/// The papers of a case.
#[utoipa::path(get, path = "/api/v1/cases/{number}/documents", tag = "cases",
    params(("number" = String, Path, description = "办件编号")), responses(
    (status = 200, body = Vec<PaperDocument>),
    (status = 401, description = "unauthenticated", body = ProblemDocument),
    (status = 403, description = "forbidden", body = ProblemDocument),
    (status = 404, description = "not_found", body = ProblemDocument),
))]
pub(super) async fn papers(
    State(cases): Service,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Json<Vec<PaperDocument>>, Problem> {
    let loaded = readable(&cases, &visit, &number).await?;
    let all = cases.documents.of_case(loaded.case.id).await?;
    let citizen = matches!(visit.actor, Actor::Citizen(_));
    let shown = all.into_iter().filter(|d| d.for_applicant || !citizen);
    Ok(Json(shown.map(PaperDocument::from).collect()))
}

/// One paper as PDF, as it was issued.
#[utoipa::path(get, path = "/api/v1/cases/{number}/documents/{document}", tag = "cases",
    params(("number" = String, Path, description = "办件编号"), ("document" = String, Path, description = "The paper")),
    responses(
    (status = 200, content_type = "application/pdf", body = Vec<u8>),
    (status = 401, description = "unauthenticated", body = ProblemDocument),
    (status = 403, description = "forbidden", body = ProblemDocument),
    (status = 404, description = "not_found", body = ProblemDocument),
))]
pub(super) async fn paper(
    State(cases): Service,
    visit: Visit,
    Path((number, document)): Path<(String, String)>,
) -> Result<impl IntoResponse, Problem> {
    let loaded = readable(&cases, &visit, &number).await?;
    let document = cases.documents.find(loaded.case.id, id(&document)?).await?;
    if matches!(visit.actor, Actor::Citizen(_)) && !document.for_applicant {
        return Err(Problem::not_found());
    }
    let content = cases.documents.content(&document).await?;
    Ok(([(header::CONTENT_TYPE, "application/pdf")], content))
}

/// A file that the applicant handed in.
#[utoipa::path(get, path = "/api/v1/cases/{number}/files/{file}", tag = "cases",
    params(("number" = String, Path, description = "办件编号"), ("file" = String, Path, description = "The file")),
    responses(
    (status = 200, content_type = "*/*", body = Vec<u8>),
    (status = 401, description = "unauthenticated", body = ProblemDocument),
    (status = 403, description = "forbidden", body = ProblemDocument),
    (status = 404, description = "not_found", body = ProblemDocument),
))]
pub(super) async fn handed_in(
    State(cases): Service,
    visit: Visit,
    Path((number, wanted)): Path<(String, String)>,
) -> Result<impl IntoResponse, Problem> {
    let loaded = readable(&cases, &visit, &number).await?;
    let wanted = id(&wanted)?;
    let found = loaded
        .case
        .files()
        .find(|f| f.id == wanted)
        .ok_or_else(Problem::not_found)?;
    let content = cases.kernel.blobs.get(loaded.case.id.region(), &found.digest).await?;
    // Never shown as a page of this site, whatever it holds.
    let headers = [
        (header::CONTENT_TYPE, found.media_type.clone()),
        (header::CONTENT_DISPOSITION, "attachment".to_owned()),
    ];
    Ok((headers, content))
}

/// A clock of a case, explained.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ClockDocument {
    /// `acceptance`, `correction`, `promised`, `decision` or `delivery`.
    clock: &'static str,
    /// `running`, `suspended` or `stopped`.
    #[schema(value_type = String)]
    state: workcal::State,
    /// The last day; missing while suspended.
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<NaiveDate>,
    /// Units used.
    used: i64,
    /// Units left; negative when late.
    remaining: i64,
    /// Whether the end was later than due, or it is now.
    overdue: bool,
    /// Whether the due date leans on a year whose holidays are not announced.
    provisional: bool,
    /// Why the date is what it is, in sentences.
    sentences: Vec<String>,
}

/// The deadlines of a case with their reasons, so that anybody can recompute them.
#[utoipa::path(get, path = "/api/v1/cases/{number}/clock", tag = "cases",
    params(("number" = String, Path, description = "办件编号")), responses(
    (status = 200, body = Vec<ClockDocument>),
    (status = 401, description = "unauthenticated", body = ProblemDocument),
    (status = 403, description = "forbidden", body = ProblemDocument),
    (status = 404, description = "not_found", body = ProblemDocument),
    (status = 503, description = "calendar", body = ProblemDocument),
))]
pub(super) async fn clock(
    State(cases): Service,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Json<Vec<ClockDocument>>, Problem> {
    let loaded = readable(&cases, &visit, &number).await?;
    Ok(Json(clocks(&cases, &loaded)?))
}

fn clocks(cases: &Cases, loaded: &Loaded) -> Result<Vec<ClockDocument>, Problem> {
    let all = cases.judge(loaded, |case, view| view.clocks(case))?;
    let named = [
        ("acceptance", "受理期限", &all.acceptance),
        ("correction", "补正期限", &all.correction),
        ("promised", "承诺时限", &all.promised),
        ("decision", "法定时限", &all.decision),
        ("delivery", "送达期限", &all.delivery),
    ];
    let mut out = Vec::new();
    for (name, title, clock) in named {
        let Some(clock) = clock else { continue };
        let context = workcal::Context {
            title: Some(title),
            ..workcal::Context::default()
        };
        let explained = workcal::explain(&cases.days, clock, &context).map_err(Problem::internal)?;
        out.push(ClockDocument {
            clock: name,
            state: clock.state,
            due: clock.due,
            used: clock.used,
            remaining: clock.remaining,
            overdue: clock.overdue,
            provisional: clock.provisional,
            sentences: explained.sentences,
        });
    }
    Ok(out)
}

/// What tracking needs: the service, and the limit on guessing query codes.
#[derive(Debug, Clone)]
pub(super) struct Tracker {
    pub(super) cases: Arc<Cases>,
    pub(super) limit: Arc<Limiter>,
}

/// Where a case stands, for whoever has its number and query code.
#[utoipa::path(get, path = "/api/v1/track", tag = "cases",
    params(("number" = String, Query, description = "办件编号"), ("code" = String, Query, description = "查询码")), responses(
    (status = 200, body = TrackDocument),
    (status = 404, description = "not_found: number and code don't belong together", body = ProblemDocument),
    (status = 429, description = "too_many", body = ProblemDocument),
))]
pub(super) async fn track(
    State(Tracker { cases, limit }): State<Tracker>,
    RawQuery(query): RawQuery,
) -> Result<Json<TrackDocument>, Problem> {
    let query = web::server::Sent::parse(query.unwrap_or_default().as_bytes())?;
    let number = gbcode::normalise(query.get("number"));
    limit.count(&number)?;
    let code = gbcode::normalise(query.get("code"));
    let row = file::find_by_number(cases.kernel.db.read(), &number)
        .await?
        .filter(|row| row.query_hash == cases.kernel.keys.token_hash(&code))
        .ok_or_else(Problem::not_found)?;
    Ok(Json(documents::track(&row)))
}
