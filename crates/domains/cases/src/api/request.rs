//! What every request of the API has in common: its JSON, its key, whom it is made for, and the case it is about.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, HeaderName, header};
use kernel::idempotency::Once;
use kernel::{Actor, Assurance, Citizen, Id, Place, Problem, Region};
use serde::de::DeserializeOwned;
use web::server::Visit;

use super::documents::{self, CaseDocument};
use crate::model::Case;
use crate::permissions::{ACT_AS, API, SEE};
use crate::service::{Cases, Loaded};

/// The service of a handler.
pub(super) type Service = State<Arc<Cases>>;

/// The name of the member of staff for whom a program works on a case.
pub(super) const STAFF_HEADER: &str = "x-tongban-staff";

/// A JSON body with the bytes it was read from. No body is an empty object.
pub(super) struct Sent<T> {
    /// What it says.
    pub(super) value: T,
    /// As it came: what an idempotency key is bound to.
    pub(super) raw: Bytes,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let raw = Bytes::from_request(request, state)
            .await
            .map_err(|_| Problem::new(413, "too_large", "交来的内容太大，没有收下"))?;
        let text: &[u8] = if raw.is_empty() { b"{}" } else { &raw };
        let value = serde_json::from_slice(text)
            .map_err(|e| Problem::bad_request("内容读不懂，要是一份JSON").detail(e.to_string()))?;
        Ok(Self { value, raw })
    }
}

/// A header as text.
pub(super) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|v| v.to_str().ok()).map(str::trim)
}

/// The idempotency key of a request, if it has one.
pub(super) fn key(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(value) = headers.get(HeaderName::from_static("idempotency-key")) else {
        return Ok(None);
    };
    let key = value.to_str().map(str::trim).unwrap_or_default();
    if key.is_empty() || key.len() > 200 {
        return Err(Problem::new(
            400,
            "idempotency_key",
            "Idempotency-Key要有1到200个可见字符",
        ));
    }
    Ok(Some(key))
}

/// The key of a request that must have one.
pub(super) fn required_key(headers: &HeaderMap) -> Result<&str, Problem> {
    key(headers)?.ok_or_else(|| {
        Problem::new(400, "idempotency_key_required", "这个请求要带Idempotency-Key")
            .detail("同一件事重发时用同一个值，就不会办两次")
    })
}

/// The version in `If-Match`, as the `ETag` gave it.
pub(super) fn if_match(headers: &HeaderMap) -> Result<Option<i32>, Problem> {
    let Some(tag) = text(headers, header::IF_MATCH.as_str()) else {
        return Ok(None);
    };
    tag.trim_matches('"')
        .parse()
        .map(Some)
        .map_err(|_| Problem::bad_request("If-Match要是ETag给出的值"))
}

/// A precondition that does not hold.
pub(super) fn changed() -> Problem {
    Problem::new(412, "changed", "这里已经有人改过了").detail("请重新读取以后再改")
}

/// The address of something by its id; one that is no id is not there.
pub(super) fn id(text: &str) -> Result<Id, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}

/// The person in whose name a request is made about something of theirs: who is signed in, or whom a program serves in
/// the region.
pub(super) async fn on_behalf(
    cases: &Cases,
    visit: &Visit,
    person: Option<Id>,
    organisation: Option<Id>,
    region: Region,
) -> Result<Citizen, Problem> {
    match &visit.actor {
        Actor::Citizen(citizen) => Ok(citizen.clone()),
        actor => {
            let place = Place::at(region.code(), "");
            if !actor.may(API, &place) {
                return Err(Problem::not_found());
            }
            let person = cases.identity.person(person.ok_or_else(Problem::not_found)?).await?;
            let organisation = match organisation {
                Some(id) => Some((id, cases.identity.subject(id).await?.name)),
                None => None,
            };
            Ok(Citizen {
                person: person.id,
                name: person.name,
                // The program's own window or sign-in has looked at the person; that is what its permission says.
                assurance: Assurance::L3,
                organisation,
            })
        }
    }
}

/// A case that the visitor may read: their own, or one in the reach of their permission to see.
pub(super) async fn readable(cases: &Cases, visit: &Visit, number: &str) -> Result<Loaded, Problem> {
    if let Actor::Citizen(citizen) = &visit.actor {
        return cases.own(citizen, number).await;
    }
    let loaded = cases.load_by_number(number).await?;
    visit.actor.require(SEE, SEE, &loaded.place)?;
    cases.looked(&visit.actor, &loaded.case).await?;
    Ok(loaded)
}

/// The applicant of a case, for what only applicants do.
pub(super) async fn applicant(cases: &Cases, visit: &Visit, number: &str) -> Result<(Citizen, Loaded), Problem> {
    let loaded = readable(cases, visit, number).await?;
    let filed = &loaded.case.filed;
    let citizen = on_behalf(cases, visit, filed.person, filed.organisation, loaded.case.id.region()).await?;
    Ok((citizen, loaded))
}

/// Who works: staff that is signed in; a member of staff whom a program names, at their post in the body; or the program
/// itself, within its own grants.
pub(super) async fn officer(
    cases: &Cases,
    visit: &Visit,
    headers: &HeaderMap,
    place: &Place,
    body: Id,
) -> Result<Actor, Problem> {
    let actor = &visit.actor;
    match (actor, text(headers, STAFF_HEADER)) {
        (Actor::Citizen(_), _) => Err(Problem::forbidden()),
        (Actor::Client { .. }, Some(login)) => {
            actor.require(ACT_AS, SEE, place)?;
            let unknown = || Problem::new(422, "unknown_staff", format!("没有叫“{login}”的在岗工作人员"));
            let staff = cases.identity.staff_by_login(login).await?.ok_or_else(unknown)?;
            let account = cases.identity.staff(staff).await?;
            let post = account.posts.iter().find(|(post, _)| post.body == body);
            let post = post.map(|(post, _)| post.id.to_string());
            let staff = cases
                .identity
                .staff_actor(staff, post.as_deref())
                .await?
                .ok_or_else(unknown)?;
            tracing::info!(client = %actor.ledger_name(), staff = %staff.id, "a program works for a member of staff");
            Ok(Actor::Staff(staff))
        }
        _ => Ok(actor.clone()),
    }
}

/// A command of staff on one case, before it is done.
pub(super) struct Bench {
    cases: Arc<Cases>,
    actor: Actor,
    id: Id,
    once: Option<Once>,
    expected: Option<i32>,
    seq: i32,
}

impl Bench {
    /// Finds the case and who works on it.
    pub(super) async fn open(
        cases: &Arc<Cases>,
        visit: &Visit,
        headers: &HeaderMap,
        number: &str,
        verb: &str,
        raw: &[u8],
    ) -> Result<Self, Problem> {
        let loaded = readable(cases, visit, number).await?;
        let body = loaded.case.filed.body;
        let actor = officer(cases, visit, headers, &loaded.place, body).await?;
        let id = loaded.case.id;
        let verb = format!("{verb}/{id}");
        let once = key(headers)?.map(|key| Once::new(id.region(), &actor, &verb, key, raw));
        Ok(Self {
            cases: cases.clone(),
            actor,
            id,
            once,
            expected: if_match(headers)?,
            seq: loaded.case.seq,
        })
    }

    /// Does it, unless it was done before under the same key; answers the case as it then stood.
    pub(super) async fn run<F, R>(self, command: F) -> Result<CaseAnswer, Problem>
    where
        F: FnOnce(Arc<Cases>, Actor, Id, Option<Once>) -> R,
        R: Future<Output = Result<Case, Problem>> + Send,
    {
        let done: Option<Case> = match &self.once {
            // Asked first: a repeated request meets a case that has moved on, perhaps to another post.
            Some(once) => once.earlier(&self.cases.kernel, self.cases.kernel.db.read()).await?,
            None => None,
        };
        let case = if let Some(done) = done {
            done
        } else {
            if self.expected.is_some_and(|seq| seq != self.seq) {
                return Err(changed());
            }
            command(self.cases.clone(), self.actor, self.id, self.once).await?
        };
        let loaded = self.cases.load(self.id).await?;
        Ok(answer(&self.cases, &self.cases.earlier(loaded, case)?, true))
    }
}

/// A case with its version.
pub(super) type CaseAnswer = ([(HeaderName, String); 1], Json<CaseDocument>);

/// The case as it is answered; what officers wrote is for staff only.
pub(super) fn answer(cases: &Cases, loaded: &Loaded, for_staff: bool) -> CaseAnswer {
    let tag = format!("\"{}\"", loaded.case.seq);
    ([(header::ETAG, tag)], Json(documents::case(cases, loaded, for_staff)))
}
