//! Choosing another region.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use kernel::Problem;
use maud::{Markup, html};
use web::server::Visit;
use web::ui::{self, Notice, Tone};

use super::{Here, REGION, answer, frame, sent};
use crate::catalogue::Catalogue;
use crate::portal_words::{RegionName, Regions};

const YEAR: time::Duration = time::Duration::days(365);

/// Shows the regions; with `to` it remembers the choice and goes to the front page.
pub(super) async fn page(
    State(catalogue): State<Arc<Catalogue>>,
    visit: Visit,
    headers: HeaderMap,
    query: RawQuery,
) -> Result<Response, Problem> {
    let (here, sent) = (Here::of(&catalogue, &headers), sent(query)?);
    let regions = &catalogue.words().regions;
    if let Some(region) = regions.get(sent.get("to")) {
        let cookie = Cookie::build((REGION, region.code.clone()))
            .path("/")
            .max_age(YEAR)
            .http_only(true)
            .build();
        return Ok((CookieJar::new().add(cookie), Redirect::to("/")).into_response());
    }
    let shelf = catalogue.shelf().await?;
    let count = |code: &str| {
        shelf
            .serving(&regions.chain(code))
            .filter(|one| one.for_people())
            .count()
    };
    let top: Vec<&RegionName> = regions
        .all()
        .iter()
        .filter(|one| regions.get(&one.parent).is_none())
        .collect();
    let content = html! {
        div class="page" {
            h1 { "您在哪里办事？" }
            p class="lede top-2" { "选好以后，首页、搜索和指南都按这个地方显示。我们只记在您的浏览器里。" }
            div class="top-4" {
                (Notice::new(Tone::Info, format!("现在是{}", regions.full_name(&here.region)))
                    .text(format!("这里可以办{}项", count(&here.region))))
            }
            @for region in top {
                section class="section" aria-labelledby={ "r" (region.code) } {
                    h2 id={ "r" (region.code) } { (choice(region)) }
                    (below(regions, region))
                }
            }
        }
    };
    Ok(answer(
        &visit,
        &headers,
        ui::portal_page(&frame(&catalogue, &visit, &here, ""), "切换地区", &[], content),
    ))
}

fn choice(region: &RegionName) -> Markup {
    html! { a class="touch" href={ "/region?to=" (region.code) } { (region.name) } }
}

/// Prefectures with their counties; townships belong to the county that serves them.
fn below(regions: &Regions, above: &RegionName) -> Markup {
    let children = |code: &str| -> Vec<&RegionName> {
        let wanted = |one: &&RegionName| one.parent == code && !matches!(one.level.as_str(), "township" | "village");
        regions.all().iter().filter(wanted).collect()
    };
    html! {
        ul class="rows" {
            @for region in children(&above.code) {
                li {
                    strong { (choice(region)) }
                    @let counties = children(&region.code);
                    @if !counties.is_empty() { p class="row" { @for county in counties { (choice(county)) } } }
                }
            }
        }
    }
}
