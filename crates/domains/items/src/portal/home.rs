//! The front page.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{Datelike, NaiveDate};
use kernel::Problem;
use maud::{Markup, html};
use web::server::Visit;
use web::ui::{self, Button, Card, Field, Kind, Link, Notice, Tone, Width};

use super::{Here, address, answer, frame, today};
use crate::catalogue::Catalogue;
use crate::portal_words::{Hall, Heading, PortalWords};
use crate::say;
use crate::shelf::Shelf;

pub(super) async fn page(
    State(catalogue): State<Arc<Catalogue>>,
    visit: Visit,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let here = Here::of(&catalogue, &headers);
    let (context, shelf, day) = (
        frame(&catalogue, &visit, &here, "/"),
        catalogue.shelf().await?,
        today(&catalogue),
    );
    let words = catalogue.words();
    let served: Vec<_> = shelf.serving(&here.chain).filter(|one| one.for_people()).collect();
    let without_a_way = served.iter().filter(|one| one.visits == 0).count();
    let examples: Vec<Link> = words
        .home
        .examples
        .iter()
        .map(|text| Link::new(text.clone(), address("/search", &[("q", text)])))
        .collect();
    let kept = [(
        "不用跑腿能办好的事".to_owned(),
        without_a_way.to_string(),
        "项".to_owned(),
    )];
    let kept = if without_a_way > 0 { &kept[..] } else { &[] };
    let content = html! {
        (ui::hero(&context.site, &words.home.placeholder, &examples, kept))
        div class="page" {
            (common(words, &shelf, &here, served.len()))
            (together(words))
            (stages(words))
            div class="section split even" { (lookup()) (news(words, catalogue.days(), day)) }
        }
    };
    let page = ui::portal_page(&context, "首页", &[], content);
    Ok(answer(&visit, &headers, page))
}

fn common(words: &PortalWords, shelf: &Shelf, here: &Here, all: usize) -> Markup {
    let found = words.home.common.iter().filter_map(|task| {
        let listing = shelf.nearest(&here.chain, &task.item, Some(&task.handling))?;
        let link = Link::new(task.name.clone(), format!("/guide/{}", listing.code));
        Some((link, say::takes(listing.handling().kind, listing.promised)))
    });
    let found: Vec<_> = found.collect();
    let everything = Link::new(format!("全部{all}项"), "/browse?all=1");
    html! {
        section class="section" aria-labelledby="popular" {
            (ui::section_head("popular", "大家常办", Some(&everything)))
            @if found.is_empty() {
                (ui::Empty {
                    title: "这里还没有公布事项".into(),
                    text: "公布以后，常办的事会出现在这里。您可以先看别的地区。".into(),
                    action: Some(Link::new("切换地区", "/region")),
                })
            } @else {
                (ui::popular(&found))
            }
        }
    }
}

fn together(words: &PortalWords) -> Markup {
    const ICONS: [&str; 6] = ["bowl", "person", "shop", "key", "sunset", "sprout"];
    html! {
        @if !words.home.together.is_empty() {
            section class="section" aria-labelledby="together" {
                h2 id="together" { "常要一起办的事" }
                ul class="grid themes" {
                    @for (at, one) in words.home.together.iter().enumerate() {
                        li { (Card {
                            link: Link::new(one.name.clone(), format!("/browse?together={}", at + 1)),
                            text: one.text.clone(),
                            icon: Some(ui::Icon::by_name(ICONS[at % ICONS.len()])),
                        }) }
                    }
                }
            }
        }
    }
}

fn stages(words: &PortalWords) -> Markup {
    let links = |group: &str, headings: &[Heading]| -> Vec<Link> {
        let link = |heading: &Heading| Link::new(heading.name.clone(), address("/browse", &[(group, &heading.id)]));
        headings.iter().map(link).collect()
    };
    html! {
        section class="section" aria-labelledby="moments" {
            h2 id="moments" { "按人生和经营的阶段找" }
            (ui::rail("一个人", &Link::new("个人办事全部事项", "/browse?object=natural"), &links("life", &words.life)))
            (ui::rail("一家企业", &Link::new("企业办事全部事项", "/browse?object=legal"), &links("legal", &words.legal)))
        }
    }
}

fn lookup() -> Markup {
    html! {
        section class="lookup" aria-labelledby="lookup" {
            h2 id="lookup" { "查办到哪一步" }
            p class="muted small" { "不用登录。两个号码都在回执和短信里。" }
            form class="top-4" method="post" action="/track" {
                (Field::new("number", "办件编号", Kind::Code(Width::Full)).hint("21位，比如990122 20261125 000037 D"))
                (Field::new("code", "查询码", Kind::Code(Width::Medium)).hint("8位字母和数字"))
                (ui::buttons(&[Button::submit("查询进度").secondary()]))
            }
        }
    }
}

fn news(words: &PortalWords, days: &workcal::WorkDays, day: NaiveDate) -> Markup {
    html! {
        section aria-labelledby="news" {
            h2 id="news" class="end-3" { @if words.home.notices.is_empty() { "今天大厅" } @else { "通知公告" } }
            @if !words.home.notices.is_empty() {
                ul class="rows dated" {
                    @for (title, date) in &words.home.notices {
                        li { (title) " " time class="small muted nowrap" datetime=(date) { (ui::fmt::date(*date, day)) } }
                    }
                }
            }
            @if let Some(hall) = &words.home.hall {
                div class="top-5" { (Notice::new(Tone::Info, hall_today(hall, days, day)).text(hall.address.clone())) }
            }
        }
    }
}

/// Whether the hall is open today, and when.
fn hall_today(hall: &Hall, days: &workcal::WorkDays, day: NaiveDate) -> String {
    let weekday = day.weekday().number_from_monday() as u8;
    let days = days.clone().provisional(true);
    let (works, holiday) = days.day(day).map_or((weekday < 6, false), |day| {
        (
            day.working,
            matches!(
                day.reason,
                workcal::Reason::Holiday(_) | workcal::Reason::LocalHoliday(_)
            ),
        )
    });
    // A weekend day that is worked is kept like a Monday.
    let as_day = if works && weekday > 5 { 1 } else { weekday };
    let open = hall
        .windows
        .iter()
        .filter(|(weekdays, _)| !holiday && weekdays.contains(&as_day));
    let spans: Vec<&[String; 2]> = open.flat_map(|(_, hours)| hours).collect();
    let first = spans.iter().map(|[from, _]| from).min();
    let last = spans.iter().map(|[_, to]| to).max();
    match first.zip(last) {
        Some((from, to)) => {
            let plain = |time: &str| time.strip_prefix('0').unwrap_or(time).to_owned();
            format!("{}今天{}到{}开门", hall.name, plain(from), plain(to))
        }
        None => format!("{}今天不开门", hall.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hall_says_when_it_is_open_today() {
        let span = |from: &str, to: &str| [from.to_owned(), to.to_owned()];
        let week = (
            vec![1, 2, 3, 4, 5],
            vec![span("09:00", "12:00"), span("13:30", "17:00")],
        );
        let saturday = (vec![6], vec![span("09:00", "12:00")]);
        let hall = Hall {
            name: "县大厅".into(),
            address: String::new(),
            windows: vec![week, saturday],
        };
        let table = include_str!("../../../../../data/calendar-cn.csv");
        let days = workcal::WorkDays::new(Arc::new(workcal::Calendar::from_csv(table).unwrap()));
        let says = |date: &str| hall_today(&hall, &days, date.parse().unwrap());
        assert_eq!(says("2026-11-25"), "县大厅今天9:00到17:00开门");
        assert_eq!(says("2026-11-28"), "县大厅今天9:00到12:00开门");
        assert_eq!(says("2026-11-29"), "县大厅今天不开门");
        assert_eq!(says("2026-10-01"), "县大厅今天不开门", "a Thursday, but a holiday");
        assert_eq!(
            says("2026-10-10"),
            "县大厅今天9:00到17:00开门",
            "a Saturday that makes up for the holiday"
        );
    }
}
