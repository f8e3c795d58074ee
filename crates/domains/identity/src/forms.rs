//! What all pages of this room share: answers of forms, errors at their fields, cookies, moments in words.

use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use chrono::{DateTime, Utc};
use kernel::{FieldProblem, Id, Kernel, Problem, shanghai};
use maud::Markup;
use web::server::{Sent, Visit};
use web::ui::{self, FormError};

use crate::Identity;

/// A value of the request's query.
pub(crate) fn asked(visit: &Visit, name: &str) -> String {
    let query = visit.path.split_once('?').map_or("", |(_, query)| query);
    Sent::parse(query.as_bytes())
        .map(|q| q.get(name).to_owned())
        .unwrap_or_default()
}

/// Where to go after signing in: a page of this site, `home` when none was wanted.
pub(crate) fn next(wanted: &str, home: &str) -> String {
    if wanted.is_empty() {
        home.to_owned()
    } else {
        web::server::assemble::local(Some(wanted))
    }
}

/// The page again with what must be changed.
pub(crate) fn again(page: Markup) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

/// To another page after a change.
pub(crate) fn done(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// Problems of fields as errors of the form; `labels` gives each field's name.
pub(crate) fn errors_of(fields: &[FieldProblem], labels: &[(&str, &str)]) -> Vec<FormError> {
    let label = |field: &str| labels.iter().find(|(f, _)| *f == field).map_or("", |(_, label)| label);
    fields
        .iter()
        .map(|f| FormError::new(f.field.clone(), label(&f.field), f.message.clone()))
        .collect()
}

/// A problem that the form itself can show: fields to change, or words for the whole form at the field `whole`.
/// Anything else goes on as a problem.
pub(crate) fn shown(problem: Problem, labels: &[(&str, &str)], whole: &str) -> Result<Vec<FormError>, Problem> {
    match problem.status {
        422 => Ok(errors_of(&problem.fields, labels)),
        409 | 503 => {
            let words = problem
                .detail
                .map_or(problem.title.clone(), |d| format!("{}。{d}", problem.title));
            Ok(vec![FormError::new(whole, "", words)])
        }
        _ => Err(problem),
    }
}

/// Begins a session in place of the one there was, and goes on. Who comes back to a page of their own goes on as who they
/// were there: for the same organisation, at the same post.
pub(crate) async fn begin_session(
    identity: &Identity,
    visit: &Visit,
    kind: &'static str,
    account: Id,
    headers: &HeaderMap,
    to: &str,
) -> Result<Response, Problem> {
    let comes_back = ["/my/", "/login/done", "/desk/"].iter().any(|own| to.starts_with(own));
    let context = if comes_back {
        identity.sessions.last_context(kind, account).await?
    } else {
        None
    };
    if let Some(old) = &visit.session {
        identity.sessions.end(old.account, old.token.clone()).await?;
    }
    let cookie = identity.sessions.begin(kind, account, context, headers).await?;
    Ok((CookieJar::new().add(cookie), Redirect::to(to)).into_response())
}

/// A cookie of a half-done sign-in or registration, for this site's pages only.
pub(crate) fn step_cookie(kernel: &Kernel, name: &'static str, token: String) -> Cookie<'static> {
    Cookie::build((name, token))
        .path("/")
        .http_only(true)
        .same_site(axum_extra::extract::cookie::SameSite::Lax)
        .secure(kernel.config.public_url.starts_with("https://"))
        .build()
}

/// The value of a cookie.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> String {
    CookieJar::from_headers(headers)
        .get(name)
        .map(|c| c.value().to_owned())
        .unwrap_or_default()
}

/// A moment in words, on Shanghai's clock.
pub(crate) fn moment(kernel: &Kernel, at: DateTime<Utc>) -> String {
    ui::fmt::date_time(shanghai(at).naive_local(), kernel.clock.today())
}

/// The program of a session in words.
pub(crate) fn program(agent: &str) -> &'static str {
    let on = |names: &[&str]| names.iter().any(|n| agent.contains(n));
    match () {
        () if on(&["iPhone", "Android", "Mobile"]) => "手机浏览器",
        () if on(&["Mozilla"]) => "电脑浏览器",
        () if agent.is_empty() => "不知道是什么程序",
        () => "其他程序",
    }
}
