//! The implementation lists that a post may see, with their figures.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::{Html, IntoResponse};
use kernel::{Problem, shanghai};
use maud::{Markup, html};
use web::server::{Sent, Visit};
use web::ui::desk::{desk_head, desk_page, desk_tabs, numbers, sheet};
use web::ui::{self, Button, Column, Row, Tab, Table, Tag, Tone};

use super::{ROOM, may_see};
use crate::catalogue::Catalogue;
use crate::edition::Standing;
use crate::publish::PUBLISH;
use crate::say;
use crate::shelf::Listing;
use crate::statistics::Statistics;

/// Rows on one page; whoever sees a province narrows it down by the body.
const MOST: usize = 200;

pub(super) async fn page(
    State(catalogue): State<Arc<Catalogue>>,
    visit: Visit,
    query: RawQuery,
) -> Result<impl IntoResponse, Problem> {
    let sent = Sent::parse(query.0.unwrap_or_default().as_bytes())?;
    let shelf = catalogue.shelf().await?;
    let mut seen = Vec::new();
    for listing in shelf.listings() {
        if may_see(&visit, listing)? {
            seen.push(listing);
        }
    }
    let own = visit.staff()?.body_name.clone();
    let chosen = if sent.get("body").is_empty() {
        own
    } else {
        sent.get("body").to_owned()
    };
    let all = sent.get("body") == "all" || !seen.iter().any(|one| one.body.name == chosen);
    let shown: Vec<&Arc<Listing>> = seen
        .iter()
        .copied()
        .filter(|one| all || one.body.name == chosen)
        .collect();
    let statistics = Statistics::of(shown.iter().filter(|one| !one.is_cancelled()).map(|one| &***one));
    let publish = visit.actor.holds(PUBLISH);
    let title = if all {
        "各机关的事项".to_owned()
    } else {
        format!("{chosen}的事项")
    };
    let sentence = html! { (statistics.lists) " 个事项，" (statistics.handling_items) " 个业务办理项" };
    let words = if publish { "检查和发布" } else { "检查事项包" };
    let content = html! {
        (desk_head(&title, &sentence, &[Button::link(words, "/desk/items/check").compact()]))
        (tabs(&seen, &chosen, all))
        (figures(&statistics))
        (sheet("实施清单", &html! { @if shown.len() > MOST { "只列前" (MOST) "条，请按机关看" } },
            &html! { (table(&shown[..shown.len().min(MOST)], publish)) }))
    };
    Ok(Html(desk_page(&visit.desk(ROOM), &title, false, content).into_string()))
}

fn tabs(seen: &[&Arc<Listing>], chosen: &str, all: bool) -> Markup {
    let mut bodies: BTreeMap<&str, usize> = BTreeMap::new();
    for one in seen {
        *bodies.entry(&one.body.name).or_default() += 1;
    }
    let tab = |name: &str, href: String, count: usize, current: bool| Tab {
        text: name.to_owned(),
        href,
        count: Some(count.to_string()),
        current,
        ..Tab::default()
    };
    let address = |body: &str| format!("{ROOM}?body={}", ui::context::encode(body));
    let mut shown = vec![tab("全部", address("all"), seen.len(), all)];
    // The post's own body first; of many bodies only some fit into a row.
    let mut named: Vec<(&&str, &usize)> = bodies.iter().collect();
    named.sort_by_key(|(name, _)| **name != chosen);
    shown.extend(
        named
            .into_iter()
            .take(8)
            .map(|(name, count)| tab(name, address(name), *count, !all && *name == chosen)),
    );
    html! { @if bodies.len() > 1 { (desk_tabs("机关", &shown)) } }
}

fn figures(statistics: &Statistics) -> Markup {
    let percent = |value: Option<f64>| value.map_or_else(|| "—".to_owned(), |value| format!("{value:.1}"));
    let online = statistics.by_depth.get(&4).copied().unwrap_or(0);
    let whole = (statistics.handling_items > 0).then(|| online as f64 * 100.0 / statistics.handling_items as f64);
    let types: Vec<String> = statistics
        .by_type
        .iter()
        .map(|(code, count)| format!("{} {count}", type_name(code)))
        .collect();
    let depths: Vec<String> = statistics
        .by_depth
        .iter()
        .rev()
        .map(|(depth, count)| format!("{} {count}", say::depth(*depth)))
        .collect();
    html! {
        (numbers(&[
            ("全程网办", &percent(whole), "%", &depths.join("，"), ""),
            ("承诺期限压缩", &percent(statistics.limit_reduction), "%", "比法定期限平均短多少", ""),
            ("最多跑一次", &percent(statistics.at_most_once), "%", "到现场不超过1次的业务办理项", ""),
            ("零跑动", &percent(statistics.never), "%", "不用到现场的业务办理项", ""),
            ("业务办理项", &statistics.handling_items.to_string(), "个", &types.join("，"), ""),
        ]))
    }
}

fn type_name(code: &str) -> &'static str {
    use crate::format::ItemType::{
        Adjudication, Coercion, Collection, Confirmation, Inspection, Other, Payment, Penalty, Permit, PublicService,
        Reward,
    };
    let all = [
        Permit,
        Penalty,
        Coercion,
        Collection,
        Payment,
        Inspection,
        Confirmation,
        Reward,
        Adjudication,
        Other,
        PublicService,
    ];
    all.into_iter()
        .find(|kind| kind.code() == code)
        .map_or("其他", say::item_type)
}

fn table(shown: &[&Arc<Listing>], publish: bool) -> Table {
    let columns = [
        "业务办理项",
        "机关",
        "类型",
        "版本",
        "承诺期限",
        "到现场",
        "网办深度",
        "现在",
    ];
    Table {
        caption: "实施清单".into(),
        caption_hidden: true,
        columns: columns.into_iter().map(Column::new).collect(),
        rows: shown.iter().map(|one| row(one, publish)).collect(),
        dense: true,
    }
}

fn row(one: &Listing, publish: bool) -> Row {
    let (tone, state) = match one.standing {
        Standing::InForce => (Tone::Good, "在办"),
        Standing::Suspended { .. } => (Tone::Warn, "暂停"),
        Standing::Cancelled { .. } => (Tone::Bad, "取消"),
    };
    let day = ui::fmt::date_full(shanghai(one.published_at).date_naive());
    let cells = vec![
        html! { a href={ "/guide/" (one.code) } { (one.handling().name) } br; small class="code" { (one.code) } },
        html! { (one.body.short_name) },
        html! { (say::item_type(one.item().kind)) },
        html! { "第" (one.version) "版" br; small { (day) } },
        html! { (say::takes(one.handling().kind, one.promised)) },
        html! { (one.visits) "次" },
        html! { (say::depth(one.handling().online_depth)) },
        html! {
            (Tag::new(tone, state))
            @if publish { " " a href={ "/desk/items/standing/" (one.code) } { "变更" span class="visually-hidden" { (one.handling().name) } } }
        },
    ];
    Row { cells, class: "" }
}
