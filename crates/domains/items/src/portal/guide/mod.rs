//! The guide of a handling item: everything that its package and overlay say, for the reader's own situation.

mod head;
mod law;
mod materials;
mod place;
mod process;
mod questions;
mod result;

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::NaiveDate;
use kernel::Problem;
use maud::{Markup, html};
use web::server::Visit;
use web::ui;

use super::{Here, answer, frame, sent, today};
use crate::answers::Situation;
use crate::catalogue::Catalogue;
use crate::edition::{Edition, Handled, Standing};
use crate::format::{Handling, Initiator, Item};
use crate::implementation::LocalPlan;
use crate::outcome::{ErrorKind, Outcome};
use crate::shelf::Shelf;
use crate::words::{Sense, in_words};

/// Shows a guide; `v` asks for an older version, `all` for everything whatever the situation.
pub(super) async fn page(
    State(catalogue): State<Arc<Catalogue>>,
    visit: Visit,
    headers: HeaderMap,
    Path(code): Path<String>,
    query: RawQuery,
) -> Result<Response, Problem> {
    let (here, sent) = (Here::of(&catalogue, &headers), sent(query)?);
    let shelf = catalogue.shelf().await?;
    let wanted = sent.get("v").parse::<i32>().ok();
    let now = catalogue.current(&code).await?;
    let (handled, now) = match now {
        Some((handled, standing)) if wanted.is_none_or(|version| version == handled.edition().version) => {
            (handled, Now::InForce(standing))
        }
        other => {
            let old = catalogue
                .numbered(&code, wanted)
                .await?
                .ok_or_else(Problem::not_found)?;
            (
                old,
                other.map_or(Now::Gone, |(current, _)| Now::Replaced(current.edition().version)),
            )
        }
    };
    let situation = Situation::read(handled.local().definition(), &sent);
    let guide = Guide::new(&catalogue, &shelf, &here, &handled, now, situation, sent.has("all"));
    let context = frame(&catalogue, &visit, &here, "/browse");
    let page = ui::portal_page(&context, &guide.name, &guide.crumbs(), guide.content(&context.site));
    Ok(answer(&visit, &headers, page))
}

/// How the shown version stands to the present.
enum Now {
    /// It is the one in force.
    InForce(Standing),
    /// A newer one is in force.
    Replaced(i32),
    /// The body does not handle it any more.
    Gone,
}

/// Everything that the parts of the page read.
struct Guide<'a> {
    catalogue: &'a Catalogue,
    shelf: &'a Shelf,
    here: &'a Here,
    edition: &'a Arc<Edition>,
    item: &'a Item,
    handling: &'a Handling,
    local: LocalPlan<'a>,
    now: Now,
    today: NaiveDate,
    code: String,
    name: String,
    situation: Situation,
    /// The query that says the situation.
    query: String,
    /// What applies; `None` when the package cannot say it.
    outcome: Option<Outcome>,
    /// Everything is shown, with its conditions in words.
    all: bool,
    /// Questions that wait for an answer.
    open: usize,
}

impl<'a> Guide<'a> {
    fn new(
        catalogue: &'a Catalogue,
        shelf: &'a Shelf,
        here: &'a Here,
        handled: &'a Handled,
        now: Now,
        situation: Situation,
        all: bool,
    ) -> Self {
        let local = handled.local();
        let handling = local.definition();
        let mut given = situation.given();
        given.case.submitted_on = Some(today(catalogue));
        let outcome = local.evaluate(&given);
        if let Err(error) = &outcome {
            tracing::error!(code = local.code(), error = %error, "a published package cannot be evaluated");
        }
        let outcome = outcome.ok();
        let waiting = |outcome: &Outcome| {
            outcome
                .errors
                .iter()
                .filter(|e| e.kind == ErrorKind::NotAnswered)
                .count()
        };
        let open = outcome.as_ref().map_or(0, waiting);
        let code = local.code();
        Self {
            all: all || outcome.is_none() || (open > 0 && situation.is_empty()),
            name: crate::say::name(&handling.name),
            query: situation.query(handling),
            item: &handled.edition().implementation.plan().package().item,
            edition: handled.edition(),
            today: today(catalogue),
            catalogue,
            shelf,
            here,
            handling,
            local,
            now,
            code,
            situation,
            outcome,
            open,
        }
    }

    fn content(&self, site: &ui::Site) -> Markup {
        html! {
            div class="page" {
                (self.print_head(site))
                (self.head())
                div class="split top-5" {
                    div {
                        (self.questions())
                        (self.result())
                        (self.materials())
                        (self.process())
                        (self.place(site))
                        (self.outcomes())
                        (self.law(site))
                        (self.faqs())
                    }
                    (self.aside())
                }
            }
        }
    }

    /// What is outside the outcome is not due in the reader's situation.
    fn due<T>(&self, list: &'a [T], is: impl Fn(&T, &Outcome) -> bool) -> Vec<&'a T> {
        let kept = |one: &&T| self.all || self.outcome.as_ref().is_none_or(|outcome| is(one, outcome));
        list.iter().filter(kept).collect()
    }

    /// A condition in words, where everything is shown.
    fn condition(&self, when: Option<&String>) -> Option<String> {
        let when = when.filter(|_| self.all)?;
        in_words(when, self.handling, None, Sense::Condition).ok()
    }

    /// The address of this guide for a situation.
    fn address(&self, query: &str) -> String {
        let version = match self.now {
            Now::InForce(_) => String::new(),
            _ => format!("v={}", self.edition.version),
        };
        let parts: Vec<&str> = [version.as_str(), query]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        let path = format!("/guide/{}", self.code);
        if parts.is_empty() {
            path
        } else {
            format!("{path}?{}", parts.join("&"))
        }
    }

    /// Whether one can apply online here and now, and where.
    fn apply(&self) -> Option<String> {
        let open = matches!(&self.now, Now::InForce(standing) if !standing.stops_on(self.today));
        let online = self.handling.online_depth >= 3;
        let by_people = self.handling.initiator.unwrap_or(Initiator::Applicant) == Initiator::Applicant;
        let ends = self.outcome.as_ref().is_some_and(|outcome| !outcome.ends.is_empty());
        (open && online && by_people && !ends).then(|| {
            let query = if self.query.is_empty() {
                String::new()
            } else {
                format!("?{}", self.query)
            };
            format!("/apply/{}{query}", self.code)
        })
    }
}
