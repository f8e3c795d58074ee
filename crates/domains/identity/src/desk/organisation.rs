//! 机构与人员: the tree, the people of one body, one person.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::State;
use kernel::{Id, Problem};
use maud::{Markup, html};
use web::server::Visit;
use web::ui::desk::{desk_head, desk_page};
use web::ui::{self, Button, FormError, Notice, Row, Table, Tag, Tone};

use super::{body, person};
use crate::Identity;
use crate::bodies::Bodies;
use crate::forms::{asked, moment};
use crate::model::Body;
use crate::roles::IDENTITY_MANAGE;
use crate::staff::StaffAccount;

/// What the page shows.
pub(super) struct View {
    pub(super) body: Arc<Body>,
    pub(super) person: Option<StaffAccount>,
    pub(super) errors: Vec<FormError>,
    pub(super) notice: Option<Markup>,
}

/// The address of a body and, perhaps, a person there.
pub(super) fn address(body: Id, person: Option<Id>) -> String {
    match person {
        Some(person) => format!("/desk/organisation?body={body}&person={person}"),
        None => format!("/desk/organisation?body={body}"),
    }
}

pub(super) async fn page(State(identity): State<Arc<Identity>>, visit: Visit) -> Result<Markup, Problem> {
    let body = match asked(&visit, "body").as_str() {
        "" => visit.staff()?.body,
        wanted => wanted.parse().map_err(|_| Problem::not_found())?,
    };
    let person = match asked(&visit, "person").as_str() {
        "" => None,
        wanted => Some(
            identity
                .staff(wanted.parse().map_err(|_| Problem::not_found())?)
                .await?,
        ),
    };
    let done = asked(&visit, "done") == "1";
    let view = View {
        body: identity.body(body).await?,
        person,
        errors: Vec::new(),
        notice: done.then(|| html! { (Notice::new(Tone::Good, "改好了").text("下一次操作就按新的来")) }),
    };
    show(&identity, &visit, &view).await
}

/// The page with whatever is chosen; who may not manage the body is told that there is nothing.
pub(super) async fn show(identity: &Identity, visit: &Visit, view: &View) -> Result<Markup, Problem> {
    let body = &view.body;
    visit.actor.require(IDENTITY_MANAGE, IDENTITY_MANAGE, &body.place())?;
    let actions = [
        Button::link("修改机构资料", format!("/desk/organisation/bodies/{}", body.id))
            .secondary()
            .compact(),
        Button::link(
            "增设下级机构",
            format!("/desk/organisation/bodies/new?above={}", body.id),
        )
        .secondary()
        .compact(),
        Button::link("加人员", format!("/desk/organisation/people/new?body={}", body.id))
            .secondary()
            .compact(),
        Button::link("对接程序", format!("/desk/programs?body={}", body.id))
            .secondary()
            .compact(),
    ];
    let bodies = identity.bodies().await?;
    let people = identity.staff_of(body.id).await?;
    let counts: HashMap<Id, i64> = identity.headcount().await?.into_iter().collect();
    if let Some(person) = &view.person
        && !people.iter().any(|p| p.id == person.id)
    {
        return Err(Problem::not_found());
    }
    let without = people.iter().filter(|p| p.active && p.totp_at.is_none()).count();
    let active = people.iter().filter(|p| p.active).count();
    let sentence = html! {
        (body.name) " · " (active) "人在册" @if without > 0 { "，" (without) "人未设第二因子" }
    };
    let side = match &view.person {
        Some(one) => person::panel(identity, visit, body, one, &view.errors).await?,
        None => body::panel(identity, body, &view.errors).await?,
    };
    let content = html! {
        (ui::error_summary(&view.errors))
        @if let Some(notice) = &view.notice { (notice) }
        (desk_head("机构与人员", &sentence, &actions))
        div class="cols org" {
            nav class="side-nav" aria-label="机构" { (tree(visit, &bodies, &counts, body.id)) }
            div { div class="sheet" { (table(identity, body, &people, view.person.as_ref().map(|p| p.id))) } }
            aside { (side) }
        }
    };
    let title = ui::error_title(&view.errors, "机构与人员");
    Ok(desk_page(&visit.desk("/desk/organisation"), &title, false, content))
}

/// The bodies that the visitor may manage, nested as they are.
fn tree(visit: &Visit, bodies: &Bodies, counts: &HashMap<Id, i64>, current: Id) -> Markup {
    let visible: Vec<&Arc<Body>> = bodies
        .iter()
        .filter(|b| visit.actor.may(IDENTITY_MANAGE, &b.place()))
        .collect();
    let mut below: HashMap<Option<Id>, Vec<&Body>> = HashMap::new();
    for body in &visible {
        let parent = body.parent().filter(|p| visible.iter().any(|v| v.id == *p));
        below.entry(parent).or_default().push(body);
    }
    branch(&below, None, counts, current, "tree")
}

fn branch(
    below: &HashMap<Option<Id>, Vec<&Body>>,
    parent: Option<Id>,
    counts: &HashMap<Id, i64>,
    current: Id,
    class: &str,
) -> Markup {
    html! {
        @if let Some(all) = below.get(&parent) {
            ul class=[(!class.is_empty()).then_some(class)] {
                @for body in all {
                    li {
                        a href=(address(body.id, None)) aria-current=[(body.id == current).then_some("true")] {
                            (body.short_name)
                        }
                        span class="n" { (counts.get(&body.id).copied().unwrap_or(0)) }
                        (branch(below, Some(body.id), counts, current, ""))
                    }
                }
            }
        }
    }
}

fn table(identity: &Identity, body: &Body, people: &[StaffAccount], chosen: Option<Id>) -> Markup {
    let rows = people.iter().map(|p| {
        let posts: Vec<&str> = p
            .posts
            .iter()
            .filter(|(post, _)| post.body == body.id)
            .map(|(post, _)| post.name.as_str())
            .collect();
        let mut reaches: Vec<&str> = p
            .roles
            .iter()
            .filter(|(at, ..)| *at == body.id)
            .map(|(.., reach)| reach.words())
            .collect();
        reaches.dedup();
        let or_dash = |words: Vec<&str>| {
            if words.is_empty() {
                "—".to_owned()
            } else {
                words.join("、")
            }
        };
        Row {
            cells: vec![
                html! {
                    a class="open" href=(address(body.id, Some(p.id))) { (p.name) } " "
                    @if !p.active { (Tag::new(Tone::Plain, "已停用")) }
                    small class="number" { (p.number) }
                },
                html! { (or_dash(posts)) },
                html! { (or_dash(reaches)) },
                html! { @if p.totp_at.is_some() { "动态口令" } @else { "未设" } },
                html! { (p.signed_in_at.map_or_else(|| "从未登录".into(), |at| moment(&identity.kernel, at))) },
            ],
            class: if chosen == Some(p.id) { "here" } else { "" },
        }
    });
    let table = Table {
        caption: format!("{}的人员", body.name),
        caption_hidden: true,
        columns: ["姓名", "岗位", "数据范围", "第二因子", "上次登录"]
            .map(ui::Column::new)
            .into(),
        rows: rows.collect(),
        dense: true,
    };
    html! { (table) }
}
