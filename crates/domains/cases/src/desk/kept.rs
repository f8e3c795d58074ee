//! What an officer has written about a case and not yet sent, form by form: nothing is lost (DESK 1.7).

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Id, Problem, shanghai};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::server::{Sent, Visit};
use web::ui::fmt;

use super::{Desk, opened};
use crate::service::Cases;
use crate::store::desk as store;

/// The forms of a case, by name: `work`, `correction`, and one for each further step.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Kept(BTreeMap<String, Vec<(String, String)>>);

/// The form of the step's work.
pub(super) const WORK: &str = "work";

impl Kept {
    /// Everything that the officer has written about the case.
    pub async fn load(cases: &Cases, case: Id, staff: Id) -> Result<Self, Problem> {
        let text = store::load(cases.kernel.db.read(), &cases.kernel.keys, case, staff).await?;
        Ok(text.map(|t| serde_json::from_str(&t)).transpose()?.unwrap_or_default())
    }

    /// One form as it was written.
    pub fn form(&self, name: &str) -> Sent {
        Sent(self.0.get(name).cloned().unwrap_or_default())
    }

    /// The same with a form that was sent just now.
    pub fn with(mut self, name: &str, sent: &Sent) -> Self {
        self.0.insert(name.to_owned(), sent.0.clone());
        self
    }

    /// Writes everything down.
    pub async fn save(&self, cases: &Arc<Cases>, case: Id, staff: Id) -> Result<(), Problem> {
        let (text, now, cases) = (serde_json::to_string(self)?, cases.kernel.clock.now(), cases.clone());
        let kernel = cases.kernel.clone();
        kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let kernel = &cases.kernel;
                    store::save(tx, &kernel.keys, &*kernel.random, case, staff, &text, now).await
                })
            })
            .await
    }
}

/// Forgets what was written: it was sent.
pub(super) async fn forget(cases: &Arc<Cases>, case: Id, staff: Id) -> Result<(), Problem> {
    cases
        .kernel
        .db
        .write(move |tx| Box::pin(async move { store::delete(tx, case, staff).await }))
        .await
}

/// Further steps to which a form may lead after it was saved.
const THEN: [&str; 8] = [
    "correction",
    "not-accept",
    "refuse",
    "return",
    "special",
    "special-end",
    "extend",
    "terminate",
];

/// Keeps a form: by itself while it is written, by its button, or on the way to a further step.
pub(super) async fn save(
    State(desk): State<Arc<Desk>>,
    visit: Visit,
    Path(number): Path<String>,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, Problem> {
    let opened = opened::open(&desk, &visit, &number).await?;
    let form = Some(sent.get("form")).filter(|f| THEN.contains(f)).unwrap_or(WORK);
    let (case, staff) = (opened.loaded.case.id, opened.staff.id);
    let href = opened.href();
    opened
        .kept
        .clone()
        .with(form, &sent)
        .save(&desk.cases, case, staff)
        .await?;
    if headers.contains_key("x-autosave") {
        let now = shanghai(desk.cases.kernel.clock.now()).time();
        return Ok(Json(json!({ "saved": fmt::time(now) })).into_response());
    }
    let then = sent.get("then");
    let to = match then.strip_prefix("point-") {
        _ if THEN.contains(&then) => format!("{href}/{then}"),
        Some(point) if !point.is_empty() => {
            let place = place_of(&sent);
            format!("{href}?{place}point={}", web::ui::context::encode(point))
        }
        _ if form == WORK => format!("{href}?said=kept"),
        _ => format!("{href}/{form}?said=kept"),
    };
    Ok(Redirect::to(&to).into_response())
}

/// What is looked at stays open beside the next point.
fn place_of(sent: &Sent) -> String {
    let one = |name: &str| match sent.get(name) {
        "" => String::new(),
        value => format!("{name}={}&", web::ui::context::encode(value)),
    };
    format!("{}{}{}", one("material"), one("file"), one("page"))
}
