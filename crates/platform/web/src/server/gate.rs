//! The first gate of each route, and the guard against requests that another site makes people send.

use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Access, Actor, Problem};

use super::visit::{Face, Visit};
use crate::ui::context::encode;

/// Lets a request through to its handler when its actor may pass the first gate.
pub async fn pass(access: Access, request: Request, next: Next) -> Response {
    let Some(visit) = request.extensions().get::<Visit>() else {
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
            to_sign_in(visit, request.method())
        }
        Err(problem) => problem.into_response(),
    }
}

/// The sign-in page, with the way back to what was wanted. What a form sent cannot be carried over; drafts are.
fn to_sign_in(visit: &Visit, method: &Method) -> Response {
    let door = if Face::of(&visit.path) == Face::Desk {
        "/desk/login"
    } else {
        "/login"
    };
    let back = if method == Method::GET {
        visit.path.clone()
    } else {
        visit.path.split('?').next().unwrap_or("/").into()
    };
    Redirect::to(&format!("{door}?next={}", encode(&back))).into_response()
}

/// Refuses a changing request that another site made the browser send. Browsers say so in `Sec-Fetch-Site`, older
/// ones in `Origin` or `Referer`; a program without cookies needs no guard. (docs/decisions/0005)
pub fn from_elsewhere(method: &Method, headers: &HeaderMap) -> bool {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) || !headers.contains_key(header::COOKIE) {
        return false;
    }
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    match text("sec-fetch-site") {
        Some("same-origin" | "none") => false,
        Some(_) => true,
        None => {
            let host = text("host").unwrap_or_default();
            let source = text("origin").or_else(|| text("referer"));
            source.is_none_or(|s| {
                let rest = s.split_once("://").map_or(s, |(_, rest)| rest);
                rest.split('/').next() != Some(host)
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
