//! The answer to a correction, and materials that were allowed to follow: each thing with what is wrong, how to put it
//! right and until when; fields and files on one page; one sending.

mod sheet;

use std::sync::Arc;

use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use kernel::Problem;
use serde_json::{Map, Value};
use web::server::{Sent, Visit};
use web::ui::FormError;

use self::sheet::Sheet;
use crate::form::{Part, faults, read_section, section_of};
use crate::model::{About, Source, State as CaseState};
use crate::portal::multipart::{fragment, receive};
use crate::portal::{Service, again, id, to};
use crate::service::{Cases, Loaded, evaluate_draft};

pub(in crate::portal) async fn page(
    State(cases): Service,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let loaded = cases.own(visit.citizen()?, &number).await?;
    if things(&loaded).is_empty() {
        return Ok(to(&format!("/my/cases/{number}")));
    }
    let sheet = Sheet::of(&cases, &loaded, &Map::new()).await?;
    Ok(sheet.render(&visit))
}

/// One thing that is asked for.
struct Thing {
    about: About,
    problem: String,
    remedy: String,
}

/// What is asked for now: the correction, or what is owed after acceptance.
fn things(loaded: &Loaded) -> Vec<Thing> {
    let case = &loaded.case;
    match (case.state, &case.correction) {
        (CaseState::Correcting, Some(correction)) => {
            let thing = |item: &crate::model::CorrectionItem| Thing {
                about: item.about.clone(),
                problem: item.problem.clone(),
                remedy: item.remedy.clone(),
            };
            correction.items.iter().map(thing).collect()
        }
        (CaseState::InReview, _) => {
            let owed = case.materials.iter().filter_map(|handed| match handed.source {
                Source::Owed { until } => Some((handed.material.clone(), until)),
                _ => None,
            });
            owed.map(|(material, until)| Thing {
                about: About::Material(material),
                problem: "受理的时候可以先不交，现在要补上。".into(),
                remedy: until.map_or_else(String::new, |day| {
                    format!("请在{}前上传。", web::ui::fmt::date_full(day))
                }),
            })
            .collect()
        }
        _ => Vec::new(),
    }
}

/// The sections in which something was asked to be changed.
fn sections(loaded: &Loaded) -> Vec<String> {
    let local = loaded.handled.local();
    let form = &local.definition().form;
    let of_field = |id: &str| form.iter().find(|s| s.id == id || s.fields.iter().any(|f| f.id == id));
    let named = things(loaded).into_iter().filter_map(|thing| match thing.about {
        About::Field(id) => of_field(&id).map(|section| section.id.clone()),
        About::Material(_) => None,
    });
    let mut out: Vec<String> = named.collect();
    out.dedup();
    out
}

/// What was changed: in the sections that were asked about, and where that made something else necessary.
fn changed(loaded: &Loaded, sent: &Sent) -> Result<(Map<String, Value>, bool), Problem> {
    let local = loaded.handled.local();
    let handling = local.definition();
    let mut open = sections(loaded);
    let (mut fields, mut pressed) = (Map::new(), false);
    // Twice: what the first round makes necessary may be filled in on the same page.
    for _ in 0..2 {
        for section in handling.form.iter().filter(|s| open.contains(&s.id)) {
            let (read, button) = read_section(section, &loaded.case.content.form, sent);
            pressed |= button;
            fields.extend(read);
        }
        let content = sheet::merged(loaded, &fields);
        let today = crate::portal::day(loaded.case.submitted_at);
        let filed = &loaded.case.filed;
        let outcome = evaluate_draft(&loaded.handled, filed.applicant_kind, filed.agent, &content, today)?;
        let wrong = outcome.errors.iter().filter_map(|error| section_of(handling, error));
        open.extend(wrong.map(str::to_owned));
    }
    Ok((fields, pressed))
}

pub(in crate::portal) async fn send(
    State(cases): Service,
    visit: Visit,
    Path(number): Path<String>,
    headers: HeaderMap,
    form: Multipart,
) -> Result<Response, Problem> {
    let citizen = visit.citizen()?;
    let loaded = cases.own(citizen, &number).await?;
    let address = format!("/my/cases/{number}");
    let handled = match cases.writable(citizen, loaded.case.id).await {
        Ok(handled) => handled,
        // Sent already, or the time is over: the case itself says what is so now.
        Err(problem) if problem.status == 409 => return Ok(to(&address)),
        Err(problem) => return Err(problem),
    };
    let local = handled.local();
    let arrived = receive(&cases, citizen, local.definition(), loaded.case.id, form).await?;
    if headers.contains_key("x-upload") {
        let (taken, lines) = fragment(&arrived);
        let status = if taken {
            StatusCode::OK
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        return Ok(again(lines.into_response(), status));
    }
    if arrived.sent.has("remove") {
        cases
            .remove_file(loaded.case.id, id(arrived.sent.get("remove"))?)
            .await?;
    }
    let (fields, pressed) = changed(&loaded, &arrived.sent)?;
    let mut sheet = Sheet::of(&cases, &loaded, &fields).await?;
    let wrong = !arrived.refused.is_empty();
    sheet.refused = arrived.refused;
    if pressed || wrong || !arrived.sent.has("send") {
        let response = sheet.render(&visit);
        return Ok(if wrong {
            again(response, StatusCode::UNPROCESSABLE_ENTITY)
        } else {
            response
        });
    }
    answer(&cases, &visit, &loaded, fields, sheet).await
}

async fn answer(
    cases: &Arc<Cases>,
    visit: &Visit,
    loaded: &Loaded,
    fields: Map<String, Value>,
    mut sheet: Sheet<'_>,
) -> Result<Response, Problem> {
    match cases.supply(visit.citizen()?, loaded, fields, None).await {
        Ok(case) => Ok(to(&format!("/my/cases/{}", case.number))),
        Err(problem) if problem.code == "wrong_state" => Ok(to(&format!("/my/cases/{}", loaded.case.number))),
        Err(problem) if problem.status == 422 => {
            let local = loaded.handled.local();
            sheet.errors = faults(local.definition(), &sheet.outcome, Part::Whole);
            if sheet.errors.is_empty() {
                sheet.errors = vec![FormError::new("things", "", problem.title)];
            }
            Ok(again(sheet.render(visit), StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(problem) => Err(problem),
    }
}
