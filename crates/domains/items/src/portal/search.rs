//! Search: corrected spelling with a way back, the best answer first, questions that others asked, filters.

use std::sync::Arc;

use ::search::{Answer, Hit, Query, Segment};
use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::NaiveDate;
use kernel::Problem;
use maud::{Markup, html};
use serde_json::{Value, json};
use web::server::{Sent, Visit};
use web::ui::{self, Choice, Field, Kind, More, Notice, Pagination, SearchResult, Tab, Tag, Tone};

use super::{Here, address, answer, facts_of, frame, guide_link, paused_words, sent, today};
use crate::catalogue::Catalogue;
use crate::index::{FAQ, ITEM, faq_parts};
use crate::say;
use crate::shelf::{Listing, Shelf};

/// Handling items on one page.
const PAGE: usize = 10;
/// Longer questions are cut; nobody types them.
const LONGEST: usize = 100;

/// What was asked, with the filters in force.
struct Asked {
    text: String,
    exact: bool,
    kind: String,
    from: usize,
    region: String,
    objects: Vec<String>,
    ways: Vec<String>,
    theme: String,
    body: String,
}

impl Asked {
    fn read(sent: &Sent) -> Self {
        let some = |name: &str, known: &[&str]| -> Vec<String> {
            known
                .iter()
                .filter(|id| sent.all(name).any(|value| value == **id))
                .map(|id| (*id).to_owned())
                .collect()
        };
        Self {
            text: sent.get("q").chars().take(LONGEST).collect(),
            exact: sent.get("exact") == "1",
            kind: [ITEM, FAQ]
                .into_iter()
                .find(|kind| *kind == sent.get("kind"))
                .unwrap_or_default()
                .to_owned(),
            from: sent.get("from").parse::<usize>().unwrap_or(0).min(1000),
            region: sent.get("r").to_owned(),
            objects: some("o", &["natural", "legal"]),
            ways: some("d", &["online", "instant"]),
            theme: sent.get("t").to_owned(),
            body: sent.get("b").to_owned(),
        }
    }

    /// The address of the same search with something changed.
    fn address(&self, kind: &str, from: usize, exact: bool) -> String {
        let from = if from == 0 { String::new() } else { from.to_string() };
        let mut pairs = vec![
            ("q", self.text.as_str()),
            ("kind", kind),
            ("from", &from),
            ("r", &self.region),
        ];
        pairs.extend(self.objects.iter().map(|value| ("o", value.as_str())));
        pairs.extend(self.ways.iter().map(|value| ("d", value.as_str())));
        pairs.extend([
            ("t", self.theme.as_str()),
            ("b", self.body.as_str()),
            ("exact", if exact { "1" } else { "" }),
        ]);
        address("/search", &pairs)
    }

    fn query(&self, here: &Here, catalogue: &Catalogue, kinds: &[&str], limit: usize, offset: usize) -> Query {
        let mut filters = vec![("region".to_owned(), self.regions(here, catalogue))];
        let mut narrow = |name: &str, values: Vec<String>| {
            if !values.is_empty() {
                filters.push((name.to_owned(), values));
            }
        };
        narrow("object", self.objects.clone());
        for way in &self.ways {
            match way.as_str() {
                "online" => narrow("depth", vec!["4".to_owned()]),
                _ => narrow("pace", vec!["instant".to_owned()]),
            }
        }
        narrow(
            "theme",
            Some(self.theme.clone())
                .filter(|theme| !theme.is_empty())
                .into_iter()
                .collect(),
        );
        narrow(
            "body",
            Some(self.body.clone())
                .filter(|body| !body.is_empty())
                .into_iter()
                .collect(),
        );
        Query {
            filters,
            kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
            limit,
            offset,
            verbatim: self.exact,
            ..Query::new(self.text.clone())
        }
    }

    fn regions(&self, here: &Here, catalogue: &Catalogue) -> Vec<String> {
        let wider = here.chain.iter().skip(1).find(|code| **code == self.region);
        wider.map_or_else(|| here.chain.clone(), |code| catalogue.words().regions.around(code))
    }
}

pub(super) async fn page(
    State(catalogue): State<Arc<Catalogue>>,
    visit: Visit,
    headers: HeaderMap,
    query: RawQuery,
) -> Result<Response, Problem> {
    let (here, asked) = (Here::of(&catalogue, &headers), Asked::read(&sent(query)?));
    let (context, shelf) = (frame(&catalogue, &visit, &here, "/search"), catalogue.shelf().await?);
    let ask = |kind: &str, limit, offset| {
        let query = asked.query(&here, &catalogue, &[kind], limit, offset);
        catalogue.index().search(&query).map_err(Problem::internal)
    };
    let wanted = |kind| asked.kind.is_empty() || asked.kind == kind;
    let items = ask(
        ITEM,
        if wanted(ITEM) { PAGE } else { 0 },
        if asked.kind == FAQ { 0 } else { asked.from },
    )?;
    let (faqs, from) = if asked.kind == FAQ { (PAGE, asked.from) } else { (5, 0) };
    let faqs = ask(
        FAQ,
        if wanted(FAQ) && (asked.kind == FAQ || asked.from == 0) {
            faqs
        } else {
            0
        },
        from,
    )?;
    let found = Found {
        asked: &asked,
        here: &here,
        shelf: &shelf,
        items: &items,
        faqs: &faqs,
        day: today(&catalogue),
    };
    let title = if asked.text.is_empty() {
        "搜索".to_owned()
    } else {
        format!("搜索“{}”", asked.text)
    };
    let content = html! {
        div class="page" {
            (ui::search_box(&context.site, "q", &asked.text, &catalogue.words().home.placeholder))
            (found.spelling())
            a class="touch narrow-only" href="#filters" { "缩小范围" }
            h1 class="visually-hidden" { (title) }
            div class="split aside-first top-5" {
                div class="stack-loose" { (found.results(&context.site.hotline)) }
                aside aria-label="缩小范围" id="filters" { (filters(&asked, &here, &catalogue, &items, &shelf)) }
            }
        }
    };
    Ok(answer(
        &visit,
        &headers,
        ui::portal_page(&context, &title, &[], content),
    ))
}

struct Found<'a> {
    asked: &'a Asked,
    here: &'a Here,
    shelf: &'a Shelf,
    items: &'a Answer,
    faqs: &'a Answer,
    day: NaiveDate,
}

impl Found<'_> {
    fn spelling(&self) -> Markup {
        let corrected = self.items.corrected.as_ref().or(self.faqs.corrected.as_ref());
        html! {
            @if let Some(corrected) = corrected {
                p class="top-4" {
                    "已按" strong { "“" (corrected) "”" } "搜索。"
                    span class="nowrap" {
                        "仍要搜索" a href=(self.asked.address(&self.asked.kind, 0, true)) { "“" (self.asked.text) "”" }
                    }
                }
            }
        }
    }

    fn results(&self, hotline: &str) -> Markup {
        let listed: Vec<(&Hit, &Arc<Listing>)> = self
            .items
            .hits
            .iter()
            .filter_map(|hit| Some((hit, self.shelf.get(&hit.id)?)))
            .collect();
        let nothing = self.items.total + self.faqs.total == 0;
        let nearest = self.items.nearest && (self.faqs.nearest || self.faqs.total == 0);
        let first_page = self.asked.from == 0 && self.asked.kind != FAQ;
        let best = listed
            .first()
            .filter(|_| first_page && !nearest && !self.asked.text.is_empty());
        let rest = if best.is_some() { &listed[1..] } else { &listed[..] };
        html! {
            @if nothing || nearest { (self.nothing(nothing, hotline)) }
            @if !nothing { (self.tabs()) }
            @if let Some((hit, listing)) = best { (self.best(hit, listing)) }
            @if !rest.is_empty() {
                section aria-labelledby="items" {
                    h2 id="items" { @if nearest { "最接近的事项" } @else if best.is_some() { "还有这些" } @else { "事项" } }
                    ul { @for (hit, listing) in rest { (self.result(hit, listing)) } }
                }
            }
            @if !self.faqs.hits.is_empty() { (self.questions()) }
            (self.pages())
        }
    }

    fn nothing(&self, nothing: bool, hotline: &str) -> Markup {
        let understood = &self.items.understood;
        html! {
            @if self.asked.text.is_empty() && nothing {
                (ui::Empty { title: "想办什么事？".into(), text: "在上面写出来，比如“孩子上户口”。".into(), action: None })
            } @else {
                (Notice::new(Tone::Info, if nothing { "没有找到" } else { "没有完全对得上的，下面是最接近的" })
                    .text(if understood.is_empty() {
                        "换个说法试试，比如只写最重要的两三个字；也可以打电话问人。".to_owned()
                    } else {
                        format!("我们找的是“{}”。换个说法试试，也可以打电话问人。", understood.join("、"))
                    })
                    .link(format!("打{hotline}问人"), format!("tel:{hotline}")))
                p class="row" { a class="touch" href="/browse" { "按部门和主题找" } a class="touch" href="/region" { "换一个地区找" } }
            }
        }
    }

    fn tabs(&self) -> Markup {
        let (items, faqs) = (self.items.total, self.faqs.total);
        let tab = |text: &str, kind: &str, count: usize| Tab {
            text: text.into(),
            href: self.asked.address(kind, 0, self.asked.exact),
            count: Some(ui::fmt::count(count as u64)),
            current: self.asked.kind == kind,
            ..Tab::default()
        };
        ui::tabs(
            "结果类型",
            &[
                tab("全部", "", items + faqs),
                tab("事项", ITEM, items),
                tab("常见问题", FAQ, faqs),
            ],
        )
    }

    fn best(&self, hit: &Hit, listing: &Listing) -> Markup {
        html! {
            section class="best stack-tight" aria-labelledby="best" {
                p class="small muted" { "最合适的办法" }
                h2 id="best" { a href=(guide_link(listing).href) { (segments(&hit.title)) } }
                p { (excerpt(hit, listing)) }
                (ui::facts(&facts_of(listing)))
                @if let Some(words) = paused_words(listing, self.day) { (Tag::new(Tone::Warn, words)) }
            }
        }
    }

    fn result(&self, hit: &Hit, listing: &Listing) -> SearchResult {
        let kind = say::item_type(listing.item().kind);
        SearchResult {
            title: segments(&hit.title),
            href: guide_link(listing).href,
            tag: paused_words(listing, self.day).unwrap_or(kind).to_owned(),
            text: excerpt(hit, listing),
            facts: facts_of(listing),
        }
    }

    fn questions(&self) -> Markup {
        let found = self.faqs.hits.iter().filter_map(|hit| {
            let (item, handling, at) = faq_parts(&hit.id)?;
            let listing = self.shelf.nearest(&self.here.chain, item, Some(handling))?;
            Some((listing, listing.handling().faqs.get(at)?))
        });
        html! {
            section aria-labelledby="faq" {
                h2 id="faq" { "别人也问" }
                @for (listing, faq) in found {
                    (More {
                        summary: say::sentence(&faq.q),
                        content: html! {
                            p class="prose" { (say::sentence(&faq.a)) " "
                                a class="nowrap" href=(guide_link(listing).href) { "看“" (listing.handling().name) "”" } }
                        },
                        open: false,
                    })
                }
            }
        }
    }

    fn pages(&self) -> Markup {
        let answer = if self.asked.kind == FAQ { self.faqs } else { self.items };
        let (from, total) = (self.asked.from, answer.total);
        let to = from + answer.hits.len();
        let turn = |from| self.asked.address(&self.asked.kind, from, self.asked.exact);
        html! {
            @if total > PAGE && to > from {
                (Pagination {
                    label: "翻页".into(),
                    previous: (from > 0).then(|| turn(from.saturating_sub(PAGE))),
                    range: format!("第{}–{to}条，共{total}条", from + 1),
                    next: (to < total).then(|| turn(to)),
                })
            }
        }
    }
}

fn segments(all: &[Segment]) -> Markup {
    html! { @for one in all { @if one.marked { mark { (one.text) } } @else { (one.text) } } }
}

/// What the item is for; the passage that matched where it says no more than a list of names.
fn excerpt(hit: &Hit, listing: &Listing) -> Markup {
    match &listing.item().summary {
        Some(summary) => {
            let marked: Vec<String> = hit
                .title
                .iter()
                .chain(&hit.excerpt)
                .filter(|one| one.marked)
                .map(|one| one.text.clone())
                .collect();
            ui::marked(&say::sentence(summary), &marked)
        }
        None => segments(&hit.excerpt),
    }
}

fn filters(asked: &Asked, here: &Here, catalogue: &Catalogue, items: &Answer, shelf: &Shelf) -> Markup {
    let regions = &catalogue.words().regions;
    let wide: Vec<Choice> = here
        .chain
        .iter()
        .filter_map(|code| regions.get(code))
        .map(|region| {
            Choice::new(
                region.code.clone(),
                if region.level == "province" {
                    "全省".into()
                } else {
                    region.name.clone()
                },
            )
        })
        .collect();
    let chosen = if here.chain.contains(&asked.region) {
        asked.region.clone()
    } else {
        here.region.clone()
    };
    let tick = |value: &str, label: &str, all: &[String], name: &str| {
        let on = all.iter().any(|one| one == value);
        html! {
            label class="choice plain" {
                input type="checkbox" name=(name) value=(value) checked[on]; span { (label) }
            }
        }
    };
    html! {
        form class="filters" action="/search" {
            input type="hidden" name="q" value=(asked.text);
            @if !asked.kind.is_empty() { input type="hidden" name="kind" value=(asked.kind); }
            @if asked.exact { input type="hidden" name="exact" value="1"; }
            h2 class="size-1 end-3" { "缩小范围" }
            fieldset {
                legend class="label" { "在哪里办" }
                @for region in &wide {
                    label class="choice plain" {
                        input type="radio" name="r" value=(region.value) checked[region.value == chosen];
                        span { (region.label) }
                    }
                }
            }
            fieldset {
                legend class="label" { "谁来办" }
                (tick("natural", "个人和个体户", &asked.objects, "o")) (tick("legal", "企业和单位", &asked.objects, "o"))
            }
            fieldset {
                legend class="label" { "怎么办" }
                (tick("online", "可以全程网办", &asked.ways, "d")) (tick("instant", "当场办结", &asked.ways, "d"))
            }
            (select("t", "主题", themes(catalogue, items), &asked.theme))
            (select("b", "部门", bodies(items, shelf), &asked.body))
            div class="buttons top-4" { button class="button secondary" { "更新结果" } }
        }
    }
}

fn select(name: &str, label: &str, choices: Vec<Choice>, value: &str) -> Markup {
    html! {
        @if choices.len() > 1 || !value.is_empty() {
            // A list even when it is short: the radios above are for the few that most people need.
            (Field::new(name, label, Kind::Region(choices)).value(value))
        }
    }
}

/// The values of a facet with how often they occur, the most frequent first.
fn counted(items: &Answer, facet: &str, label: impl Fn(&str) -> Option<String>) -> Vec<Choice> {
    let mut all: Vec<(&String, usize)> = items
        .facets
        .get(facet)
        .into_iter()
        .flatten()
        .map(|(value, count)| (value, *count))
        .collect();
    all.sort_by_key(|(value, count)| (std::cmp::Reverse(*count), (*value).clone()));
    let choice =
        |(value, count): (&String, usize)| Some(Choice::new(value.clone(), format!("{}（{count}）", label(value)?)));
    all.into_iter().take(40).filter_map(choice).collect()
}

fn themes(catalogue: &Catalogue, items: &Answer) -> Vec<Choice> {
    counted(items, "theme", |value| {
        let (group, id) = value.split_once('-')?;
        let heading = catalogue.words().group(group).iter().find(|heading| heading.id == id)?;
        Some(heading.name.clone())
    })
}

fn bodies(items: &Answer, shelf: &Shelf) -> Vec<Choice> {
    counted(items, "body", |code| Some(shelf.body(code)?.name.clone()))
}

/// Suggestions while typing: handling items lead to their guide, anything else to a search.
pub(super) async fn suggest(
    State(catalogue): State<Arc<Catalogue>>,
    headers: HeaderMap,
    query: RawQuery,
) -> Result<Json<Vec<Value>>, Problem> {
    let (here, sent, shelf) = (Here::of(&catalogue, &headers), sent(query)?, catalogue.shelf().await?);
    let text: String = sent.get("q").chars().take(LONGEST).collect();
    let filters = [("region".to_owned(), here.chain.clone())];
    let found = catalogue.index().suggest(&text, &filters, 8);
    let shown = found.into_iter().map(|one| match shelf.get(&one.id) {
        Some(listing) => json!({
            "text": one.text,
            "href": guide_link(listing).href,
            "note": say::takes(listing.handling().kind, listing.promised),
        }),
        None => json!({ "text": one.text, "href": address("/search", &[("q", &one.text)]) }),
    });
    Ok(Json(shown.collect()))
}
