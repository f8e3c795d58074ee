//! The pages for people: front page, search, browsing, guides, regions, the calculator of working days.

mod browse;
mod calc;
mod guide;
mod home;
mod region;
mod search;

use std::sync::Arc;

use axum::extract::RawQuery;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum_extra::extract::CookieJar;
use chrono::NaiveDate;
use kernel::{Access, Actor, Problem, Route, shanghai};
use maud::Markup;
use web::server::{Sent, Visit};
use web::ui::context::encode;
use web::ui::{Link, PageContext};

use crate::catalogue::Catalogue;
use crate::say;
use crate::shelf::Listing;

/// The cookie with the region that a reader chose.
const REGION: &str = "region";

/// The routes of the portal.
pub(crate) fn routes(catalogue: &Arc<Catalogue>) -> Vec<Route> {
    let open = Access::Public;
    let service = || catalogue.clone();
    vec![
        Route::get("/", open, get(home::page).with_state(service())),
        Route::get("/search", open, get(search::page).with_state(service())),
        Route::get("/search/suggest", open, get(search::suggest).with_state(service())),
        Route::get("/browse", open, get(browse::page).with_state(service())),
        Route::get("/guide/{code}", open, get(guide::page).with_state(service())),
        Route::get("/region", open, get(region::page).with_state(service())),
        Route::get("/calc", open, get(calc::page).with_state(service())),
    ]
}

/// Where the reader is: the region that they chose, or the one that the site stands for.
struct Here {
    region: String,
    /// The region and everything above it.
    chain: Vec<String>,
}

impl Here {
    fn of(catalogue: &Catalogue, headers: &HeaderMap) -> Self {
        let chosen = CookieJar::from_headers(headers)
            .get(REGION)
            .map(|cookie| cookie.value().to_owned());
        let known = chosen.filter(|code| catalogue.words().regions.get(code).is_some());
        let region = known.unwrap_or_else(|| catalogue.kernel().config.home_region.clone());
        Self {
            chain: catalogue.words().regions.chain(&region),
            region,
        }
    }
}

/// The frame of a page in the reader's region.
fn frame(catalogue: &Catalogue, visit: &Visit, here: &Here, nav: &str) -> PageContext {
    let mut context = visit.page(nav);
    if here.region != catalogue.kernel().config.home_region {
        let mut site = (*context.site).clone();
        site.region = catalogue.words().regions.full_name(&here.region);
        context.site = Arc::new(site);
    }
    context
}

fn sent(query: RawQuery) -> Result<Sent, Problem> {
    Sent::parse(query.0.unwrap_or_default().as_bytes())
}

fn today(catalogue: &Catalogue) -> NaiveDate {
    shanghai(catalogue.kernel().clock.now()).date_naive()
}

/// A public page with its tag, so that who has it already is not sent it again. Who is signed in gets it whole: the
/// frame names them.
fn answer(visit: &Visit, headers: &HeaderMap, page: Markup) -> Response {
    let page = page.into_string();
    if !matches!(visit.actor, Actor::Visitor) {
        return axum::response::Html(page).into_response();
    }
    let tag = format!("W/\"{}\"", &gm::hex::encode(gm::sm3(page.as_bytes()))[..32]);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut response = if known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        axum::response::Html(page).into_response()
    };
    let own = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        own.insert(header::ETAG, tag);
    }
    own.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    own.insert(header::VARY, HeaderValue::from_static("Cookie"));
    response
}

/// An address with a query; empty values are left out.
fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    let pairs = pairs.iter().filter(|(_, value)| !value.is_empty());
    let query: Vec<String> = pairs.map(|(name, value)| format!("{name}={}", encode(value))).collect();
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", query.join("&"))
    }
}

fn guide_link(listing: &Listing) -> Link {
    Link::new(listing.handling().name.clone(), format!("/guide/{}", listing.code))
}

/// The figures of a handling item in one line.
fn facts_of(listing: &Listing) -> Vec<(String, String, String)> {
    let plain = |text: &str| (String::new(), String::new(), text.to_owned());
    let takes = say::takes(listing.handling().kind, listing.promised);
    let number = takes.chars().take_while(char::is_ascii_digit).collect::<String>();
    let time = if number.is_empty() {
        plain(&takes)
    } else {
        ("最长".to_owned(), number.clone(), takes[number.len()..].to_owned())
    };
    let fee = if listing.handling().fees {
        "可能收费"
    } else {
        "不收费"
    };
    vec![
        time,
        ("去".to_owned(), listing.visits.to_string(), "次".to_owned()),
        plain(fee),
        plain(&listing.body.name),
    ]
}

/// The tag that says that something is not handled at present, if so.
fn paused_words(listing: &Listing, day: NaiveDate) -> Option<&'static str> {
    listing.standing.stops_on(day).then_some("暂停办理")
}
