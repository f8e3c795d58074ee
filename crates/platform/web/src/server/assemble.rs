//! All routes of all rooms in one router.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use kernel::{Actor, Kernel, Module, Problem, Route};
use serde::Deserialize;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use super::kept::Kept;
use super::session::{Authenticator, CITIZEN_COOKIE, STAFF_COOKIE, Sessions, value};
use super::visit::{Face, Shared, Visit};
use super::{error, gate, health, kept, source};
use crate::ui::{Site, assets_lookup, styleguide};

/// What the house is built from.
pub struct House {
    /// The kernel.
    pub kernel: Arc<Kernel>,
    /// The portal's name, navigation and words.
    pub site: Site,
    /// Knows accounts.
    pub authenticator: Arc<dyn Authenticator>,
    /// Answers the figures.
    pub figures: Arc<dyn Fn() -> String + Send + Sync>,
}

impl std::fmt::Debug for House {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "House({})", self.site.name)
    }
}

#[derive(Clone)]
struct Door {
    shared: Arc<Shared>,
    authenticator: Arc<dyn Authenticator>,
}

const YEAR: time::Duration = time::Duration::days(365);

/// Bytes of a path with its query that pages lead back to.
const LONGEST_PATH: usize = 2000;

/// Nobody sends a larger page; uploads raise the limit on their own routes.
const MOST_BODY: usize = 2 * 1024 * 1024;

/// The router of the house with the routes of all rooms.
pub fn assemble(house: House, modules: Vec<Module>) -> Router {
    let menu = modules.iter().flat_map(|m| m.menu.iter().copied()).collect();
    let sessions = Sessions::new(house.kernel.clone());
    let shared = Arc::new(Shared {
        kernel: house.kernel.clone(),
        site: Arc::new(house.site),
        sessions,
        menu,
    });
    let door = Door {
        shared,
        authenticator: house.authenticator,
    };
    let mut router = Router::new()
        .route(
            "/styleguide",
            get(|visit: Visit| async move { styleguide::page(&visit.page("")) }),
        )
        .route("/mode", get(mode));
    for Route {
        path, access, handler, ..
    } in modules.into_iter().flat_map(|m| m.routes)
    {
        let gated = handler.layer(middleware::from_fn(move |request, next| {
            gate::pass(access, request, next)
        }));
        router = router.route(path, gated);
    }
    let (kernel, figures) = (house.kernel, house.figures);
    let (pages, ready) = (Kept::new(kernel.clone()), kernel.clone());
    router
        .fallback(|| async { Problem::not_found() })
        .layer(DefaultBodyLimit::max(MOST_BODY))
        .layer(middleware::from_fn_with_state(door, enter))
        .layer(CatchPanicLayer::new())
        .layer(CompressionLayer::new())
        .route("/health", get(health::alive))
        .route("/ready", get(move || health::ready(ready.clone())))
        .route("/metrics", get(move || health::figures(figures(), kernel.clone())))
        .route("/assets/{*path}", get(asset))
        .layer(middleware::from_fn(headers))
        .layer(middleware::from_fn_with_state(pages, kept::serve))
}

/// The epoch of the installation, on every answer of the API.
const EPOCH: HeaderName = HeaderName::from_static("tongban-epoch");
/// The epoch that a program remembers: another one means that a backup was restored in between.
const IF_EPOCH: HeaderName = HeaderName::from_static("if-tongban-epoch");

fn restored() -> Problem {
    Problem::new(412, "epoch_changed", "这里恢复过备份，您记着的内容可能已经没有了")
        .detail("请重新核对记着的办件编号和状态，再用新的代数提交")
}

/// What the framework itself refused, before a handler saw it, in words for people.
fn unspoken(response: &Response) -> Option<Problem> {
    let kind = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok());
    let bare = kind.is_none_or(|kind| kind.starts_with("text/plain"));
    let status = response.status();
    if !bare || !status.is_client_error() {
        return None;
    }
    let (code, title) = match status.as_u16() {
        405 => ("method_not_allowed", "这个地址不接受这种请求"),
        413 => ("too_large", "交来的内容太大，没有收下"),
        415 => ("media_type", "交来的内容不是这里要的种类"),
        _ => ("bad_request", "请求读不懂，请检查地址和内容"),
    };
    Some(Problem::new(status.as_u16(), code, title))
}

/// The outermost layer of all pages: who asks; and what went wrong becomes a page.
async fn enter(State(door): State<Door>, mut request: Request, next: Next) -> Response {
    let visit = match visit(&door, request.headers().clone(), request.uri().clone()).await {
        Ok(visit) => visit,
        Err((visit, problem)) => return error::render(&visit, problem),
    };
    if gate::from_elsewhere(request.method(), request.headers()) {
        return error::render(
            &visit,
            Problem::new(403, "from_elsewhere", "这次提交不是从本网站的页面来的"),
        );
    }
    let is_api = Face::of(&visit.path) == Face::Api;
    let epoch = door.shared.kernel.epoch().to_string();
    let remembered = request.headers().get(IF_EPOCH).and_then(|v| v.to_str().ok());
    if is_api && remembered.is_some_and(|remembered| remembered != epoch) {
        return error::render(&visit, restored());
    }
    let address = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|c| source::address(c.0.ip(), request.headers(), &door.shared.kernel.config.trusted_proxies).to_string());
    if let Some(value) = address.and_then(|a| HeaderValue::from_str(&a).ok()) {
        request
            .headers_mut()
            .insert(HeaderName::from_static("x-tongban-address"), value);
    } else {
        request.headers_mut().remove("x-tongban-address");
    }
    request.extensions_mut().insert(visit.clone());
    let begun = std::time::Instant::now();
    let method = request.method().clone();
    let mut response = next.run(request).await;
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        response = error::render(&visit, problem);
    } else if let Some(problem) = unspoken(&response) {
        response = error::render(&visit, problem);
    }
    if !response.headers().contains_key(header::CACHE_CONTROL) {
        let rule = if matches!(visit.actor, Actor::Visitor) {
            "no-cache"
        } else {
            "no-store"
        };
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static(rule));
    }
    if is_api && let Ok(value) = HeaderValue::from_str(&epoch) {
        response.headers_mut().insert(EPOCH, value);
    }
    if door.shared.kernel.config.public_url.starts_with("https://") {
        response.headers_mut().insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    let status = response.status().as_u16();
    metrics::counter!("tongban_requests_total", "status" => status.to_string()).increment(1);
    metrics::histogram!("tongban_request_seconds").record(begun.elapsed().as_secs_f64());
    tracing::debug!(request = visit.request, %method, path = visit.path.split('?').next(), status, "answered");
    response
}

async fn visit(door: &Door, headers: HeaderMap, uri: Uri) -> Result<Visit, (Visit, Problem)> {
    let jar = CookieJar::from_headers(&headers);
    // What is too long to be a way back is not repeated in every link of the frame.
    let whole = uri.path_and_query().map_or("/", |p| p.as_str());
    let path = if whole.len() > LONGEST_PATH { uri.path() } else { whole }.to_owned();
    let face = Face::of(&path);
    let mut visit = Visit {
        actor: Actor::Visitor,
        session: None,
        large: value(&jar, "large").as_deref() == Some("1"),
        contrast: value(&jar, "contrast").as_deref() == Some("1"),
        request: door.shared.kernel.new_token()[..12].to_owned(),
        house: door.shared.clone(),
        path,
    };
    let bearer = headers
        .get(header::AUTHORIZATION)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.strip_prefix("Bearer "));
    let found = match (face, bearer) {
        (Face::Api, Some(token)) => door
            .authenticator
            .bearer(token)
            .await
            .map(|actor| actor.map(|a| (a, None))),
        (Face::Desk, _) => by_cookie(door, value(&jar, STAFF_COOKIE)).await,
        _ => by_cookie(door, value(&jar, CITIZEN_COOKIE)).await,
    };
    match found {
        Ok(Some((actor, session))) => {
            visit.actor = actor;
            visit.session = session;
            Ok(visit)
        }
        Ok(None) => Ok(visit),
        Err(problem) => Err((visit, problem)),
    }
}

type Found = Option<(Actor, Option<super::session::row::Model>)>;

async fn by_cookie(door: &Door, token: Option<String>) -> Result<Found, Problem> {
    let Some(token) = token.filter(|t| !t.is_empty()) else {
        return Ok(None);
    };
    let Some(session) = door.shared.sessions.find(&token).await? else {
        return Ok(None);
    };
    let actor = door
        .authenticator
        .actor(&session.kind, session.account, session.context.as_deref())
        .await?;
    Ok(actor.map(|actor| (actor, Some(session))))
}

#[derive(Deserialize)]
struct Mode {
    large: Option<String>,
    contrast: Option<String>,
    back: Option<String>,
}

/// Sets how a reader likes to read, for a year, and goes back.
async fn mode(Query(mode): Query<Mode>) -> impl IntoResponse {
    let mut jar = CookieJar::new();
    for (name, value) in [("large", mode.large), ("contrast", mode.contrast)] {
        if let Some(value) = value {
            let value = if value == "1" { "1" } else { "0" };
            jar = jar.add(Cookie::build((name, value)).path("/").max_age(YEAR).build());
        }
    }
    (jar, Redirect::to(&local(mode.back.as_deref())))
}

/// A path of this site to go back to; anything else becomes the front page.
pub fn local(path: Option<&str>) -> String {
    path.filter(|p| p.starts_with('/') && !p.starts_with("//") && !p.contains('\\') && !p.contains(char::is_control))
        .unwrap_or("/")
        .to_owned()
}

async fn asset(Path(path): Path<String>) -> Response {
    match assets_lookup(&path) {
        Some((bytes, kind)) => (
            [
                (header::CONTENT_TYPE, kind),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ],
            bytes,
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Nothing from outside, nothing inside a frame, nothing guessed.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

async fn headers(request: Request, next: Next) -> Response {
    // Pages answer at once; a photograph from an old phone may take minutes to arrive.
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok());
    let seconds = if kind.is_some_and(|k| k.starts_with("multipart/")) {
        900
    } else {
        60
    };
    let mut response = tokio::time::timeout(Duration::from_secs(seconds), next.run(request))
        .await
        .unwrap_or_else(|_| StatusCode::GATEWAY_TIMEOUT.into_response());
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
    ] {
        response
            .headers_mut()
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}
