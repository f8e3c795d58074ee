//! What a reader of any page relies on.

mod days;
mod fields;
mod formats;

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use maud::{Render, html};

use super::{
    DeskContext, Fault, PageContext, asset, assets, assets_lookup,
    days::{Day, DayKind, day_row, days},
    desk::ReviewPoint,
    error::desk_error_page,
    error_page, error_summary, error_title,
    form::{Choice, Field, FormError, Kind, Repeated, Width},
    marked,
    parts::{Button, Card, Notice, Tag, Tone},
    qr, styleguide,
};

const SCRIPT: &str = "<script>alert(\"x\")</script>";

fn visitor() -> PageContext {
    PageContext {
        site: styleguide::site(),
        path: "/items/a?b=c&d=e".into(),
        ..PageContext::default()
    }
}

fn pages() -> Vec<(&'static str, String)> {
    let desk = styleguide::desk_site();
    vec![
        ("components", styleguide::page(&visitor()).0),
        ("desk", styleguide::desk(&desk).0),
        ("worklist", styleguide::worklist_page(&desk).0),
        ("case", styleguide::case_page(&desk).0),
        ("404", error_page(&visitor(), &Fault::NotFound, "").0),
        ("500", desk_error_page(&desk, &Fault::Internal, "ERR-1").0),
    ]
}

/// The start tags of a page, as name and attributes. The pages are our own output, so quotes are always there.
fn tags(page: &str) -> Vec<(String, HashMap<String, String>)> {
    page.split('<')
        .skip(1)
        .filter(|part| part.starts_with(|c: char| c.is_ascii_alphabetic()))
        .map(|part| {
            let inside = part.split_once('>').map_or(part, |(inside, _)| inside);
            let (name, mut rest) = inside.split_once(' ').unwrap_or((inside, ""));
            let mut found = HashMap::new();
            while let Some(start) = rest.find(|c: char| !c.is_whitespace()) {
                rest = &rest[start..];
                let end = rest.find([' ', '=']).unwrap_or(rest.len());
                let key = rest[..end].to_owned();
                rest = &rest[end..];
                let value = match rest.strip_prefix("=\"").and_then(|r| r.split_once('"')) {
                    Some((value, after)) => {
                        rest = after;
                        value.to_owned()
                    }
                    None => String::new(),
                };
                found.insert(key, value);
            }
            (name.to_owned(), found)
        })
        .collect()
}

fn ids(page: &str) -> Vec<String> {
    tags(page).into_iter().filter_map(|(_, mut a)| a.remove("id")).collect()
}

#[test]
fn every_page_has_each_id_once_and_only_refers_to_ids_it_has() {
    for (name, page) in pages() {
        let all = ids(&page);
        let known: HashSet<&String> = all.iter().collect();
        assert_eq!(all.len(), known.len(), "{name}: {all:?}");
        for (_, found) in tags(&page) {
            for key in ["for", "aria-describedby", "aria-labelledby", "aria-controls"] {
                for id in found.get(key).iter().flat_map(|ids| ids.split_whitespace()) {
                    assert!(known.contains(&id.to_owned()), "{name}: {key}={id} leads nowhere");
                }
            }
        }
    }
}

#[test]
fn every_control_has_a_label() {
    for (name, page) in pages() {
        let labelled: HashSet<String> = tags(&page)
            .into_iter()
            .filter(|(tag, _)| tag == "label")
            .filter_map(|(_, mut found)| found.remove("for"))
            .collect();
        let mut wrapped = 0_i32;
        for (at, part) in page.split('<').enumerate().skip(1) {
            match part.split([' ', '>']).next().unwrap_or("") {
                "label" => wrapped += 1,
                "/label" => wrapped -= 1,
                "input" | "select" | "textarea" => {
                    let (_, found) = tags(&format!("<{part}")).remove(0);
                    let named = found.contains_key("aria-label")
                        || found.get("id").is_some_and(|id| labelled.contains(id))
                        || found.get("type").is_some_and(|t| t == "hidden");
                    assert!(named || wrapped > 0, "{name}: control {at} has no label: {part}");
                }
                _ => {}
            }
        }
    }
}

#[test]
fn no_page_needs_inline_styles_or_scripts() {
    for (name, page) in pages() {
        for (tag, found) in tags(&page) {
            assert!(!found.contains_key("style") && tag != "style", "{name}: inline style");
            assert!(
                !found.keys().any(|k| k.starts_with("on")),
                "{name}: inline handler in {tag}"
            );
            assert!(tag != "script" || found.contains_key("src"), "{name}: inline script");
        }
        assert_eq!(page.matches("<h1").count(), 1, "{name}: one h1");
    }
}

#[test]
fn every_shape_of_a_drawing_is_closed() {
    for (name, page) in pages() {
        for shape in ["svg", "path", "rect", "circle", "image", "use", "text", "symbol"] {
            let (open, close) = (
                page.matches(&format!("<{shape} ")).count(),
                page.matches(&format!("</{shape}>")).count(),
            );
            assert_eq!(open, close, "{name}: {shape}");
        }
    }
}

#[test]
fn each_line_of_the_error_summary_leads_to_something_on_the_page() {
    let page = styleguide::page(&visitor()).0;
    let known: HashSet<String> = ids(&page).into_iter().collect();
    let summary = page
        .split("class=\"error-summary")
        .nth(1)
        .and_then(|p| p.split("</ul>").next())
        .unwrap();
    let links: Vec<_> = tags(summary)
        .into_iter()
        .filter_map(|(_, mut a)| a.remove("href"))
        .collect();
    assert_eq!(links.len(), 3);
    for link in links {
        assert!(known.contains(link.trim_start_matches('#')), "{link} leads nowhere");
    }
    assert!(page.contains("<title>有3处要改：组件 - 云江政务服务网</title>"));
}

#[test]
fn what_people_write_is_never_markup() {
    let shown = [
        Field::new("a", SCRIPT, Kind::Text(Width::Full))
            .value(SCRIPT)
            .hint(SCRIPT)
            .error(SCRIPT)
            .render(),
        Field::new("b", "b", Kind::Paragraph { rows: 2, max: None })
            .value(SCRIPT)
            .render(),
        Field::new("c", "c", Kind::Many(vec![Choice::new(SCRIPT, SCRIPT).hint(SCRIPT)]))
            .source(SCRIPT, None)
            .render(),
        error_summary(&[FormError::new(SCRIPT, SCRIPT, SCRIPT)]),
        Notice::new(Tone::Bad, SCRIPT)
            .text(SCRIPT)
            .link(SCRIPT, SCRIPT)
            .render(),
        Button::submit(SCRIPT)
            .named("x", SCRIPT)
            .unseen(SCRIPT)
            .key(SCRIPT)
            .render(),
        Card {
            text: SCRIPT.into(),
            ..Card::default()
        }
        .render(),
        Tag::new(Tone::Good, SCRIPT).render(),
        days(SCRIPT, &[Day::new(NaiveDate::default(), DayKind::Used, SCRIPT)]),
        day_row(SCRIPT, &[Day::new(NaiveDate::default(), DayKind::Off, SCRIPT)]),
        Repeated {
            title: SCRIPT.into(),
            hint: Some(SCRIPT.into()),
            ..Repeated::default()
        }
        .render(),
        ReviewPoint {
            statement: SCRIPT.into(),
            basis: SCRIPT.into(),
            ..ReviewPoint::default()
        }
        .render(),
        qr("https://yunjiang.example", SCRIPT),
        error_page(
            &PageContext {
                person: Some(SCRIPT.into()),
                path: SCRIPT.into(),
                ..visitor()
            },
            &Fault::Internal,
            SCRIPT,
        ),
        desk_error_page(
            &DeskContext {
                person: SCRIPT.into(),
                query: SCRIPT.into(),
                ..styleguide::desk_site()
            },
            &Fault::Conflict { what: SCRIPT.into() },
            SCRIPT,
        ),
    ];
    for markup in shown {
        assert!(
            markup.0.contains("&lt;script&gt;") && !markup.0.contains("<script>"),
            "{}",
            markup.0
        );
        assert!(
            !markup.0.contains("alert(\""),
            "a quote ends an attribute: {}",
            markup.0
        );
    }
}

#[test]
fn a_blocked_button_is_visible_says_why_and_sends_nothing() {
    let button = Button::submit("批量补正")
        .named("do", "x")
        .blocked("各件内容不同")
        .render()
        .0;
    assert!(button.contains("aria-disabled=\"true\"") && button.contains("各件内容不同"));
    assert!(button.contains("type=\"button\"") && !button.contains("name="));
}

#[test]
fn the_tools_lead_back_to_the_page_they_were_used_on() {
    let page = error_page(&visitor(), &Fault::NotFound, "").0;
    assert!(page.contains("/mode?large=1&amp;back=%2Fitems%2Fa%3Fb%3Dc%26d%3De"));
    assert!(page.contains("/login?next=%2Fitems%2Fa%3Fb%3Dc%26d%3De"));
    let large = error_page(
        &PageContext {
            large: true,
            contrast: true,
            ..visitor()
        },
        &Fault::NotFound,
        "",
    )
    .0;
    assert!(large.contains("<html lang=\"zh-CN\" class=\"large contrast\">"));
    assert!(large.contains("标准字号") && large.contains("标准颜色") && large.contains("/mode?large=0"));
}

#[test]
fn every_fault_says_whose_it_is_and_where_to_go() {
    let faults = [
        (Fault::Stale, 400),
        (
            Fault::SessionExpired {
                action: "/my/drafts/1/form/case".into(),
                sent: vec![],
            },
            401,
        ),
        (
            Fault::Forbidden {
                reason: "这件事要本人办。".into(),
            },
            403,
        ),
        (Fault::NotFound, 404),
        (
            Fault::Conflict {
                what: "顾明远 10:02 改过。".into(),
            },
            409,
        ),
        (Fault::TooLarge { limit: "20 MB".into() }, 413),
        (Fault::TooMany { seconds: 90 }, 429),
        (Fault::Internal, 500),
        (
            Fault::Unavailable {
                until: "今晚22:30".into(),
            },
            503,
        ),
    ];
    for (fault, status) in faults {
        let page = error_page(&visitor(), &fault, "E-1").0;
        assert_eq!(fault.status(), status);
        assert!(page.contains(&format!("<title>{} - ", fault.title())));
        let main = page.split("<main").nth(1).unwrap();
        assert!(main.contains("href=\"/") && !main.contains("非法"), "{status}");
    }
    let expired = Fault::SessionExpired {
        action: "/my/drafts/1/form/case".into(),
        sent: vec![("理由".into(), "<b>说好的\n没有做".into())],
    };
    let page = error_page(&visitor(), &expired, "").0;
    assert!(page.contains("<input type=\"hidden\" name=\"理由\" value=\"&lt;b&gt;说好的\n没有做\">"));
    assert!(
        error_page(&visitor(), &Fault::TooMany { seconds: 90 }, "")
            .0
            .contains("过2分钟")
    );
}

#[test]
fn files_are_found_under_their_hash_only() {
    for name in assets::names() {
        let (bytes, mime) = assets_lookup(&asset(name)).unwrap();
        assert!(!bytes.is_empty() && !mime.is_empty(), "{name}");
    }
    assert!(assets_lookup("/assets/0000000000000000/portal.css").is_none());
    assert!(assets_lookup("portal.css").is_none());
    assert!(assets_lookup("../Cargo.toml").is_none());
    assert!(asset("js/portal.js").starts_with("/assets/"));
}

#[test]
fn scripts_import_only_what_is_embedded() {
    let known: HashSet<_> = assets::names().collect();
    for name in assets::names().filter(|n| n.starts_with("js/")) {
        let (bytes, _) = assets_lookup(&asset(name)).unwrap();
        let text = std::str::from_utf8(bytes).unwrap();
        for import in text.split("from \"./").skip(1) {
            let file = format!("js/{}", import.split('"').next().unwrap());
            assert!(known.contains(file.as_str()), "{name} imports {file}");
        }
    }
}

#[test]
fn what_was_searched_for_is_marked_and_nothing_else_changes() {
    let words = ["开饭店".to_owned(), "饭店".to_owned(), String::new()];
    assert_eq!(
        marked("想开饭店、<饭店>", &words).0,
        "想<mark>开饭店</mark>、&lt;<mark>饭店</mark>&gt;"
    );
    assert_eq!(marked("没有", &words).0, "没有");
}

#[test]
fn a_title_says_first_what_is_to_be_corrected() {
    assert_eq!(error_title(&[], "材料"), "材料");
    assert_eq!(
        error_title(&[FormError::new("a", "", "请填写")], "材料"),
        "有1处要改：材料"
    );
    assert_eq!(error_summary(&[]).0, "");
}

#[test]
fn a_code_too_long_to_draw_is_left_out() {
    assert_eq!(qr(&"长".repeat(2000), "码").0, html! {}.0);
    assert!(
        qr("https://yunjiang.example/c/1", "办理进度的二维码")
            .0
            .contains("aria-label=\"办理进度的二维码\"")
    );
}
