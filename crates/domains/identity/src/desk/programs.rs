//! 对接程序: the programs of a body, what each may do, and their secrets, which are shown once.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Problem, Scope};
use maud::{Markup, html};
use web::server::{Sent, Visit};
use web::ui::desk::{desk_head, desk_page, sheet};
use web::ui::{self, Button, Choice, Column, Field, FormError, Kind, Notice, Row, Table, Tag, Tone, Width, buttons};

use super::organisation::address;
use crate::Identity;
use crate::forms::{again, asked, done, errors_of};
use crate::model::Body;
use crate::programs::{PROGRAM_PERMISSIONS, Program};
use crate::roles::Reach;
use crate::staff::{manage, reaches};

type Service = State<Arc<Identity>>;

const ROOM: &str = "/desk/programs";
const LABELS: [(&str, &str); 3] = [
    ("program_name", "名称"),
    ("permissions", "能做什么"),
    ("reach", "数据范围"),
];

fn room(body: &Body) -> String {
    format!("{ROOM}?body={}", body.id)
}

async fn owner(identity: &Identity, visit: &Visit, wanted: &str) -> Result<Arc<Body>, Problem> {
    let id = match wanted {
        "" => visit.staff()?.body,
        wanted => wanted.parse().map_err(|_| Problem::not_found())?,
    };
    let body = identity.body(id).await?;
    manage(&visit.actor, &body)?;
    Ok(body)
}

pub(super) async fn page(State(identity): Service, visit: Visit) -> Result<Response, Problem> {
    let body = owner(&identity, &visit, &asked(&visit, "body")).await?;
    Ok(show(&identity, &visit, &body, &Sent::default(), &[], None)
        .await?
        .into_response())
}

pub(super) async fn create(State(identity): Service, visit: Visit, sent: Sent) -> Result<Response, Problem> {
    let body = owner(&identity, &visit, sent.get("body")).await?;
    let wanted: Vec<String> = sent.all("permissions").map(str::to_owned).collect();
    let reach = Reach::parse(sent.get("reach"));
    let made = identity
        .create_program(&visit.actor, body.id, sent.get("program_name"), &wanted, reach)
        .await;
    match made {
        Ok(secret) => told(&identity, &visit, &body, "程序账号开好了", secret).await,
        Err(problem) if problem.status == 422 => {
            let errors = errors_of(&problem.fields, &LABELS);
            Ok(again(show(&identity, &visit, &body, &sent, &errors, None).await?))
        }
        Err(problem) => Err(problem),
    }
}

pub(super) async fn renew(
    State(identity): Service,
    visit: Visit,
    Path(program): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let body = owner(&identity, &visit, sent.get("body")).await?;
    let program = program.parse().map_err(|_| Problem::not_found())?;
    let secret = identity.renew_secret(&visit.actor, program).await?;
    told(&identity, &visit, &body, "密钥换好了，旧的已经失效", secret).await
}

pub(super) async fn set_active(
    State(identity): Service,
    visit: Visit,
    Path(program): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let body = owner(&identity, &visit, sent.get("body")).await?;
    let program = program.parse().map_err(|_| Problem::not_found())?;
    identity
        .set_program_active(&visit.actor, program, sent.get("active") == "1")
        .await?;
    Ok(done(&room(&body)))
}

/// Shows the secret once; it stands nowhere else.
async fn told(
    identity: &Identity,
    visit: &Visit,
    body: &Body,
    title: &str,
    (login, secret): (String, String),
) -> Result<Response, Problem> {
    let notice = html! {
        (Notice::new(Tone::Good, title).text("密钥只在这里显示一次，请马上交给对接的人，不要用聊天软件发。"))
        dl class="pairs" {
            dt { "client_id" } dd class="number" { (login) }
            dt { "client_secret" } dd class="number break" { (secret) }
        }
    };
    Ok(show(identity, visit, body, &Sent::default(), &[], Some(notice))
        .await?
        .into_response())
}

async fn show(
    identity: &Identity,
    visit: &Visit,
    body: &Body,
    sent: &Sent,
    errors: &[FormError],
    notice: Option<Markup>,
) -> Result<Markup, Problem> {
    let programs = identity.programs_of(body.id).await?;
    let title = format!("{}的对接程序", body.short_name);
    let content = html! {
        (ui::error_summary(errors))
        @if let Some(notice) = &notice { (notice) }
        (desk_head(&title, &html! { "业务系统用自己的账号调用接口，做什么都记在它名下" },
            &[Button::link("机构与人员", address(body.id, None)).secondary().compact()]))
        div class="stack" { (sheet("现有的", &html! { (programs.len()) "个" }, &html! {
            @if programs.is_empty() {
                div class="sheet-body" { p class="muted" { "还没有对接程序。" } }
            } @else { (table(body, &programs)) }
        }))
        (sheet("开一个", &html! {}, &html! { (form(visit, body, sent, errors)) })) }
    };
    Ok(desk_page(
        &visit.desk(ROOM),
        &ui::error_title(errors, &title),
        false,
        content,
    ))
}

fn words(program: &Program) -> String {
    let word = |p: &str| {
        PROGRAM_PERMISSIONS
            .iter()
            .find(|(name, _)| *name == p)
            .map(|(_, words)| *words)
    };
    program
        .grants
        .iter()
        .filter_map(|g| word(&g.permission))
        .collect::<Vec<_>>()
        .join("、")
}

fn reach(program: &Program) -> &'static str {
    match program.grants.first().map(|g| &g.scope) {
        Some(Scope::Region(_)) => Reach::Region.words(),
        Some(Scope::Subtree(_)) => Reach::Subtree.words(),
        _ => Reach::Organisation.words(),
    }
}

fn table(body: &Body, programs: &[Program]) -> Markup {
    let rows = programs.iter().map(|one| {
        let action = format!("{ROOM}/{}", one.id);
        let (active, verb) = if one.active { ("0", "停用") } else { ("1", "启用") };
        Row {
            cells: vec![
                html! { (one.name) " " @if !one.active { (Tag::new(Tone::Plain, "已停用")) } small class="number" { (one.login) } },
                html! { (words(one)) },
                html! { (reach(one)) },
                html! {
                    form method="post" {
                        input type="hidden" name="body" value=(body.id);
                        div class="buttons" {
                            (Button::submit("换密钥").secondary().compact().to(format!("{action}/secret")).unseen(&one.name))
                            (Button::submit(verb).secondary().compact().named("active", active)
                                .to(format!("{action}/active")).unseen(&one.name))
                        }
                    }
                },
            ],
            class: "",
        }
    });
    let table = Table {
        caption: format!("{}的对接程序", body.name),
        caption_hidden: true,
        columns: ["名称", "能做什么", "数据范围", "操作"].map(Column::new).into(),
        rows: rows.collect(),
        dense: true,
    };
    html! { (table) }
}

fn form(visit: &Visit, body: &Body, sent: &Sent, errors: &[FormError]) -> Markup {
    let permissions = PROGRAM_PERMISSIONS
        .map(|(name, words)| Choice::new(name, words))
        .to_vec();
    let reaches = Reach::OF_PROGRAMS
        .into_iter()
        .filter(|r| reaches(&visit.actor, body, *r))
        .map(|r| Choice::new(r.as_str(), r.words()))
        .collect();
    let chosen = if sent.get("reach").is_empty() {
        "organisation"
    } else {
        sent.get("reach")
    };
    html! {
        form class="sheet-body" method="post" action=(ROOM) {
            input type="hidden" name="body" value=(body.id);
            (Field::new("program_name", "名称", Kind::Text(Width::Full)).value(sent.get("program_name"))
                .hint("哪个单位的哪个系统").errors(errors))
            (Field::new("permissions", "能做什么", Kind::Many(permissions)).values(sent.all("permissions"))
                .hint("只给它用得着的").errors(errors))
            (Field::new("reach", "数据范围", Kind::One(reaches)).value(chosen).errors(errors))
            (buttons(&[Button::submit("开程序账号")]))
        }
    }
}
