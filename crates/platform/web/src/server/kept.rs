//! Public pages, kept for two seconds for readers who bring nothing of their own: no cookie, no credential, no page they
//! have already. At a peak, when a whole town reads one guide, it is rendered once in that time and not a thousand times.

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::response::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::Kernel;
use moka::future::Cache;

/// How old a page may be.
const AGE: TimeDelta = TimeDelta::seconds(2);
/// Bytes that all pages together may take.
const ROOM: u64 = 64 * 1024 * 1024;
/// What is larger is not kept.
const LARGEST: usize = 512 * 1024;

/// A page as it went out.
#[derive(Debug, Clone)]
struct Page {
    head: Parts,
    body: Bytes,
    /// What was shown to the public when it was rendered.
    generation: u64,
    at: DateTime<Utc>,
}

/// The pages by path, query and whether the reader takes them compressed.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pages: Cache<(String, bool), Page>,
    kernel: Arc<Kernel>,
}

impl Kept {
    pub(super) fn new(kernel: Arc<Kernel>) -> Self {
        let weigh =
            |key: &(String, bool), page: &Page| u32::try_from(key.0.len() + page.body.len() + 1024).unwrap_or(u32::MAX);
        Self {
            pages: Cache::builder().max_capacity(ROOM).weigher(weigh).build(),
            kernel,
        }
    }

    fn is_fresh(&self, page: &Page) -> bool {
        let age = self.kernel.clock.now() - page.at;
        page.generation == self.kernel.shown() && (TimeDelta::zero()..AGE).contains(&age)
    }
}

/// Whether the answer depends on nothing but the address.
fn is_plain(method: &Method, headers: &HeaderMap) -> bool {
    let own = [
        header::COOKIE,
        header::AUTHORIZATION,
        header::IF_NONE_MATCH,
        header::RANGE,
    ];
    *method == Method::GET && own.iter().all(|name| !headers.contains_key(name))
}

/// Answers from what is kept, or lets the house answer and keeps it: only pages that name themselves by a tag.
pub(super) async fn serve(State(kept): State<Kept>, request: Request, next: Next) -> Response {
    if !is_plain(request.method(), request.headers()) {
        return next.run(request).await;
    }
    let packed = request
        .headers()
        .get(header::ACCEPT_ENCODING)
        .is_some_and(|v| v.as_bytes().windows(4).any(|part| part == b"gzip"));
    let key = (
        request.uri().path_and_query().map_or("/", |p| p.as_str()).to_owned(),
        packed,
    );
    if let Some(page) = kept.pages.get(&key).await.filter(|page| kept.is_fresh(page)) {
        metrics::counter!("tongban_requests_total", "status" => "200").increment(1);
        return Response::from_parts(page.head, Body::from(page.body));
    }
    let (generation, at) = (kept.kernel.shown(), kept.kernel.clock.now());
    let response = next.run(request).await;
    let own = response.headers();
    if response.status() != StatusCode::OK || !own.contains_key(header::ETAG) || own.contains_key(header::SET_COOKIE) {
        return response;
    }
    let (head, body) = response.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if body.len() <= LARGEST {
        let page = Page {
            head: head.clone(),
            body: body.clone(),
            generation,
            at,
        };
        kept.pages.insert(key, page).await;
    }
    Response::from_parts(head, Body::from(body))
}
