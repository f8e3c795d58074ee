//! Browsing: by whom it serves, stages of life and business, occasions and groups, departments.

use std::borrow::Cow;
use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::NaiveDate;
use kernel::Problem;
use maud::{Markup, html};
use web::server::{Sent, Visit};
use web::ui::{self, Card, Link, Pagination, SearchResult};

use super::{Here, address, answer, facts_of, frame, guide_link, paused_words, sent, today};
use crate::catalogue::Catalogue;
use crate::format::ServiceObject;
use crate::portal_words::{Heading, PortalWords};
use crate::say;
use crate::shelf::{Listing, Shelf};

/// Handling items on one page.
const PAGE: usize = 20;
/// The ways of browsing and their names.
const GROUPS: [(&str, &str); 5] = [
    ("object", "谁来办"),
    ("life", "一个人的阶段"),
    ("legal", "一家企业的阶段"),
    ("special", "特别的人和事"),
    ("dept", "部门"),
];

pub(super) async fn page(
    State(catalogue): State<Arc<Catalogue>>,
    visit: Visit,
    headers: HeaderMap,
    query: RawQuery,
) -> Result<Response, Problem> {
    let (here, sent) = (Here::of(&catalogue, &headers), sent(query)?);
    let (context, shelf) = (frame(&catalogue, &visit, &here, "/browse"), catalogue.shelf().await?);
    let chosen = Chosen::read(&sent, catalogue.words(), &shelf, &here);
    let crumbs = if chosen.is_some() {
        vec![Link::new("我要办", "/browse")]
    } else {
        Vec::new()
    };
    let (title, content) = match &chosen {
        Some(chosen) => (chosen.title(), chosen.list(&shelf, &here, &sent, today(&catalogue))),
        None => ("我要办".to_owned(), overview(catalogue.words(), &shelf, &here)),
    };
    let content = html! { div class="page" { h1 { (title) } (content) } };
    Ok(answer(
        &visit,
        &headers,
        ui::portal_page(&context, &title, &crumbs, content),
    ))
}

fn overview(words: &PortalWords, shelf: &Shelf, here: &Here) -> Markup {
    let served: Vec<&Arc<Listing>> = shelf.serving(&here.chain).filter(|one| one.for_people()).collect();
    let with_count = |group: &str, heading: &Heading| {
        let count = served.iter().filter(|one| belongs(one, group, heading)).count();
        let text = if heading.hint.is_empty() {
            format!("{count}项")
        } else {
            format!("{}，{count}项", heading.hint)
        };
        (
            count,
            Card {
                link: Link::new(heading.name.clone(), address("/browse", &[(group, &heading.id)])),
                text,
                icon: None,
            },
        )
    };
    html! {
        p class="lede top-2" { "不知道叫什么也没关系，" a href="/search" { "写出来搜" } "更快。" }
        @for (group, name) in GROUPS {
            @let headings = headings(words, shelf, here, group);
            @let cards: Vec<Card> = headings.iter().map(|heading| with_count(group, heading))
                .filter(|(count, _)| *count > 0).map(|(_, card)| card).collect();
            @if !cards.is_empty() {
                (ui::section(group, name, html! { ul class="grid themes" { @for card in &cards { li { (card) } } } }))
            }
        }
        p class="top-6" { a class="touch" href="/browse?all=1" { "全部" (served.len()) "项" } }
    }
}

/// The headings of a group. Departments that the words do not name are the bodies that handle something here.
fn headings<'w>(words: &'w PortalWords, shelf: &Shelf, here: &Here, group: &str) -> Cow<'w, [Heading]> {
    if group != "dept" || !words.departments.is_empty() {
        return words.group(group).into();
    }
    let mut named: Vec<Heading> = Vec::new();
    for listing in shelf.serving(&here.chain).filter(|one| one.for_people()) {
        let body = &listing.body;
        if !named.iter().any(|one| one.id == body.code) {
            named.push(Heading {
                id: body.code.clone(),
                name: body.short_name.clone(),
                bodies: vec![body.code.clone()],
                ..Heading::default()
            });
        }
    }
    named.into()
}

fn belongs(listing: &Listing, group: &str, heading: &Heading) -> bool {
    let item = listing.item();
    let theme = |words: &[String]| heading.values.iter().any(|value| words.contains(value));
    match group {
        "object" if heading.id == "natural" => item.service_objects.contains(&ServiceObject::Natural),
        "object" => item
            .service_objects
            .iter()
            .any(|object| *object != ServiceObject::Natural),
        "life" => theme(&item.themes.life),
        "legal" => theme(&item.themes.legal),
        "special" => theme(&item.themes.special),
        "dept" => heading.bodies.contains(&listing.body.code),
        _ => false,
    }
}

/// What a reader browses by; all that is said must hold.
struct Chosen<'w> {
    headings: Vec<(&'static str, Heading)>,
    together: Option<(usize, &'w crate::portal_words::Together)>,
    all: bool,
}

impl<'w> Chosen<'w> {
    fn read(sent: &Sent, words: &'w PortalWords, shelf: &Shelf, here: &Here) -> Option<Self> {
        let headings: Vec<_> = GROUPS
            .iter()
            .filter(|(group, _)| !sent.get(group).is_empty())
            .filter_map(|(group, _)| {
                let all = headings(words, shelf, here, group);
                let heading = all.iter().find(|h| h.id == sent.get(group))?;
                Some((*group, heading.clone()))
            })
            .collect();
        let number = sent.get("together").parse::<usize>().ok();
        let together = number.and_then(|number| Some((number, words.home.together.get(number.checked_sub(1)?)?)));
        let all = sent.has("all");
        (all || together.is_some() || !headings.is_empty()).then_some(Self {
            headings,
            together,
            all,
        })
    }

    fn title(&self) -> String {
        let names: Vec<&str> = self.headings.iter().map(|(_, heading)| heading.name.as_str()).collect();
        match (self.together, names.is_empty()) {
            (Some((_, together)), _) => format!("{}要办的事", together.name),
            (None, false) => names.join("，"),
            (None, true) => "全部事项".to_owned(),
        }
    }

    fn holds(&self, listing: &Listing) -> bool {
        let together = self
            .together
            .is_none_or(|(_, one)| one.items.contains(&listing.item().basic_code));
        together
            && self
                .headings
                .iter()
                .all(|(group, heading)| belongs(listing, group, heading))
    }

    fn address(&self, after: &str, before: &str) -> String {
        let together = self.together.map(|(number, _)| number.to_string()).unwrap_or_default();
        let mut pairs: Vec<(&str, &str)> = self.headings.iter().map(|(group, h)| (*group, h.id.as_str())).collect();
        pairs.extend([
            ("together", together.as_str()),
            ("all", if self.all { "1" } else { "" }),
        ]);
        pairs.extend([("after", after), ("before", before)]);
        address("/browse", &pairs)
    }

    fn list(&self, shelf: &Shelf, here: &Here, sent: &Sent, day: NaiveDate) -> Markup {
        let found: Vec<&Arc<Listing>> = shelf
            .serving(&here.chain)
            .filter(|one| one.for_people() && self.holds(one))
            .collect();
        let (start, end) = span(&found, sent);
        let shown = &found[start..end];
        let text = self
            .together
            .map(|(_, one)| one.text.as_str())
            .or_else(|| self.headings.first().map(|(_, h)| h.hint.as_str()));
        html! {
            p class="lede top-2" { @if let Some(text) = text { (text) "。" } "共" (found.len()) "项" }
            @if shown.is_empty() {
                (ui::Empty {
                    title: "这里没有".into(),
                    text: "您选的地区没有公布这样的事项。".into(),
                    action: Some(Link::new("看全部事项", "/browse?all=1")),
                })
            } @else {
                ul { @for listing in shown { (result(listing, day)) } }
            }
            @if found.len() > PAGE {
                (Pagination {
                    label: "翻页".into(),
                    previous: shown.first().filter(|_| start > 0).map(|one| self.address("", &one.key())),
                    range: format!("第{}–{end}项，共{}项", start + 1, found.len()),
                    next: shown.last().filter(|_| end < found.len()).map(|one| self.address(&one.key(), "")),
                })
            }
        }
    }
}

/// The part to show: after or before a key, which stays right when something is published in between.
fn span(found: &[&Arc<Listing>], sent: &Sent) -> (usize, usize) {
    let (after, before) = (sent.get("after"), sent.get("before"));
    if before.is_empty() {
        let start = found.partition_point(|one| !after.is_empty() && *one.key() <= *after);
        return (start, (start + PAGE).min(found.len()));
    }
    let end = found.partition_point(|one| *one.key() < *before);
    (end.saturating_sub(PAGE), end)
}

fn result(listing: &Listing, day: NaiveDate) -> SearchResult {
    let summary = listing.item().summary.as_deref().unwrap_or_default();
    SearchResult {
        title: html! { (listing.handling().name) },
        href: guide_link(listing).href,
        tag: paused_words(listing, day)
            .unwrap_or(say::depth(listing.handling().online_depth))
            .to_owned(),
        text: html! { (say::sentence(summary)) },
        facts: facts_of(listing),
    }
}
