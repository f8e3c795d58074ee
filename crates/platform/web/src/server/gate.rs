//! The first gate of each route, and the guard against requests that another site makes people send.

use axum::extract::{FromRequest as _, Request};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Access, Actor, Problem};

use super::form::Sent;
use super::visit::{Face, Visit};
use crate::ui::{self, Fault, context::encode};

/// Lets a request through to its handler when its actor may pass the first gate.
pub async fn pass(access: Access, request: Request, next: Next) -> Response {
    let Some(visit) = request.extensions().get::<Visit>().cloned() else {
        return Problem::internal("a route outside the house").into_response();
    };
    let verdict = match (access, &visit.actor) {
        (Access::Public, _)
        | (Access::Citizen | Access::Api(_), Actor::Citizen(_))
        | (Access::AnyStaff, Actor::Staff(_)) => Ok(()),
        (Access::Staff(permission), Actor::Staff(_))
        | (Access::Api(permission), Actor::Staff(_) | Actor::Client { .. }) => {
            if visit.actor.holds(permission) {
                Ok(())
            } else {
                Err(Problem::forbidden())
            }
        }
        _ => Err(Problem::unauthenticated()),
    };
    match verdict {
        Ok(()) => next.run(request).await,
        Err(problem) if problem.status == 401 && Face::of(&visit.path) != Face::Api => {
            signed_out(&visit, request, problem).await
        }
        Err(problem) => problem.into_response(),
    }
}

/// Who is not signed in, or not any more. A script of ours is told so; a form of ours is kept on a page from which it
/// can be sent again; everything else leads to the sign-in page and back.
async fn signed_out(visit: &Visit, request: Request, problem: Problem) -> Response {
    let headers = request.headers();
    if headers.contains_key("x-autosave") || headers.contains_key("x-upload") {
        return problem.into_response();
    }
    let of_form = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    let back = if request.method() == Method::GET {
        visit.path.clone()
    } else {
        page_before(headers).unwrap_or("/").to_owned()
    };
    if request.method() == Method::POST && of_form && is_own(headers) {
        return match Sent::from_request(request, &()).await {
            // A password is never sent back.
            Ok(sent) if sent.has("password") => to_sign_in(visit, &back),
            Ok(sent) => send_again(visit, sent),
            Err(problem) => problem.into_response(),
        };
    }
    to_sign_in(visit, &back)
}

fn to_sign_in(visit: &Visit, back: &str) -> Response {
    let door = if Face::of(&visit.path) == Face::Desk {
        "/desk/login"
    } else {
        "/login"
    };
    Redirect::to(&format!("{door}?next={}", encode(back))).into_response()
}

/// The page of this site from which a form was sent: where it was sent to may be no page.
fn page_before(headers: &HeaderMap) -> Option<&str> {
    let text = |name| {
        headers
            .get(name)
            .and_then(|v: &axum::http::HeaderValue| v.to_str().ok())
    };
    let (_, rest) = text(header::REFERER)?.split_once("://")?;
    let path = rest.strip_prefix(text(header::HOST)?)?;
    path.starts_with('/').then_some(path)
}

/// The page that holds what a form sent, until its sender is signed in again.
fn send_again(visit: &Visit, sent: Sent) -> Response {
    let fault = Fault::SessionExpired {
        action: visit.path.clone(),
        sent: sent.0,
    };
    let page = if Face::of(&visit.path) == Face::Desk {
        ui::error::desk_error_page(&visit.desk("/desk"), &fault, "")
    } else {
        ui::error_page(&visit.page(""), &fault, "")
    };
    (StatusCode::UNAUTHORIZED, [(header::CACHE_CONTROL, "no-store")], page).into_response()
}

/// Refuses a changing request that another site made the browser send. Browsers say so in `Sec-Fetch-Site`, older
/// ones in `Origin` or `Referer`; a program without cookies needs no guard. (docs/decisions/0005)
pub fn from_elsewhere(method: &Method, headers: &HeaderMap) -> bool {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) || !headers.contains_key(header::COOKIE) {
        return false;
    }
    !is_own(headers)
}

/// Whether a page of this site sent the request, by what its browser says.
fn is_own(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    match text("sec-fetch-site") {
        Some(site) => matches!(site, "same-origin" | "none"),
        None => {
            let host = text("host").unwrap_or_default();
            let source = text("origin").or_else(|| text("referer"));
            source.is_some_and(|s| {
                let rest = s.split_once("://").map_or(s, |(_, rest)| rest);
                rest.split('/').next() == Some(host)
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(n, v)| (n.parse().unwrap(), v.parse().unwrap()))
            .collect()
    }

    #[test]
    fn another_site_cannot_send_forms_in_a_persons_name() {
        let own = [
            ("cookie", "a=b"),
            ("host", "yun.example"),
            ("sec-fetch-site", "same-origin"),
        ];
        assert!(!from_elsewhere(&Method::POST, &headers(&own)));
        let cross = [
            ("cookie", "a=b"),
            ("host", "yun.example"),
            ("sec-fetch-site", "cross-site"),
        ];
        assert!(from_elsewhere(&Method::POST, &headers(&cross)));
        let old = [
            ("cookie", "a=b"),
            ("host", "yun.example"),
            ("origin", "https://yun.example"),
        ];
        assert!(!from_elsewhere(&Method::POST, &headers(&old)));
        let sly = [
            ("cookie", "a=b"),
            ("host", "yun.example"),
            ("referer", "https://yun.example.evil/x"),
        ];
        assert!(from_elsewhere(&Method::POST, &headers(&sly)));
        assert!(from_elsewhere(
            &Method::POST,
            &headers(&[("cookie", "a=b"), ("host", "yun.example")])
        ));
        assert!(
            !from_elsewhere(&Method::POST, &headers(&[("host", "yun.example")])),
            "a program without cookies"
        );
    }
}
