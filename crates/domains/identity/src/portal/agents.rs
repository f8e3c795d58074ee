//! 授权: for whom one acts, and who acts for one's organisation.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use kernel::{Id, Problem};
use maud::{Markup, html};
use web::server::{Sent, Visit};
use web::ui::form::date_value;
use web::ui::{self, Button, Choice, Empty, Field, FormError, Kind, Link, Row, Table, Tag, Tone, Width};

use super::my_page;
use crate::Identity;
use crate::forms::{again, done, errors_of, shown};
use crate::model::{Agent, Membership, Verb};

type Service = State<Arc<Identity>>;

const HERE: &str = "/my/agents";
const LABELS: [(&str, &str); 5] = [
    ("name", "姓名"),
    ("number", "身份证号"),
    ("phone", "手机号"),
    ("until", "到哪一天"),
    ("may", "可以办什么"),
];

fn words(verbs: &[Verb]) -> String {
    verbs.iter().map(|v| v.words()).collect::<Vec<_>>().join("、")
}

pub(super) async fn page(State(identity): Service, visit: Visit) -> Result<Markup, Problem> {
    let citizen = visit.citizen()?;
    let members = identity.organisations_of(citizen.person).await?;
    let acting = citizen.organisation.as_ref().map(|(id, _)| *id);
    let today = identity.kernel.clock.today();
    let mut parts = Vec::new();
    for member in &members {
        parts.push(if member.represents {
            represented(member, &identity.agents_of(member.subject.id).await?, today)
        } else {
            let appointment = identity.appointment(citizen.person, member.subject.id).await?;
            appointed(member, appointment, today)
        });
    }
    let content = html! {
        h1 { "授权" }
        @if members.is_empty() {
            (Empty {
                title: "您现在没有替哪个单位办事".into(),
                text: "您是法定代表人的单位，和授权您当经办人的单位，会列在这里。".into(),
                action: Some(Link::new("去办自己的事", "/")),
            })
        } @else {
            (as_whom(&citizen.name, &members, acting))
            @for part in &parts { (part) }
        }
    };
    Ok(my_page(&visit, "授权", HERE, &content))
}

/// The choice of oneself or one of the organisations.
fn as_whom(name: &str, members: &[Membership], acting: Option<Id>) -> Markup {
    let mut choices = vec![Choice::new("", format!("{name}（我自己）"))];
    choices.extend(members.iter().map(|m| {
        let hint = match m.until {
            None => "您是法定代表人".into(),
            Some(_) => format!("您是经办人，可以{}", words(&m.may)),
        };
        Choice::new(m.subject.id.to_string(), &m.subject.name).hint(hint)
    }));
    let value = acting.map(|id| id.to_string()).unwrap_or_default();
    ui::section(
        "as",
        "现在替谁办",
        html! {
            form class="measure-narrow" method="post" action="/my/agents/act" {
                (Field::new("organisation", "替谁办", Kind::One(choices)).value(value))
                div class="form-actions" { (Button::submit("按选的身份办事")) }
            }
        },
    )
}

fn represented(member: &Membership, agents: &[Agent], today: NaiveDate) -> Markup {
    let rows = agents.iter().map(|a| Row {
        cells: vec![
            html! { (a.name) },
            html! { (words(&a.may)) },
            html! { (ui::fmt::date(a.until, today)) },
            html! {
                form method="post" action={ "/my/agents/" (a.id) "/revoke" } {
                    (Button::submit("收回授权").secondary().unseen(&a.name))
                }
            },
        ],
        class: "",
    });
    let table = Table {
        caption: format!("{}的经办人", member.subject.name),
        caption_hidden: true,
        columns: ["经办人", "可以办什么", "到哪一天", "收回"].map(ui::Column::new).into(),
        rows: rows.collect(),
        dense: false,
    };
    let id = member.subject.id.to_string();
    ui::section(
        &format!("o-{id}"),
        &member.subject.name,
        html! {
            p class="end-3" { "您是法定代表人。经办人用自己的账号登录，替单位办您选的这些事；收回马上生效。" }
            @if agents.is_empty() { p class="muted" { "还没有经办人。" } } @else { (table) }
            p class="top-3" { (Button::link("授权一位经办人", format!("/my/agents/{id}")).secondary().unseen(&member.subject.name)) }
        },
    )
}

fn appointed(member: &Membership, appointment: Option<Id>, today: NaiveDate) -> Markup {
    let until = member.until.map(|d| ui::fmt::date(d, today)).unwrap_or_default();
    ui::section(
        &format!("o-{}", member.subject.id),
        &member.subject.name,
        html! {
            p { (Tag::new(Tone::Info, "您是经办人")) " 可以" (words(&member.may)) "，到" (until) "为止。" }
            @if let Some(id) = appointment {
                form class="top-3" method="post" action={ "/my/agents/" (id) "/revoke" } {
                    (Button::submit("不再当经办人").secondary().unseen(&member.subject.name))
                }
            }
        },
    )
}

/// Switches between oneself and an organisation one may act for.
pub(super) async fn act(State(identity): Service, visit: Visit, sent: Sent) -> Result<Response, Problem> {
    let person = visit.citizen()?.person;
    let context = match sent.get("organisation") {
        "" => None,
        wanted => {
            let id: Id = wanted.parse().map_err(|_| Problem::not_found())?;
            let member = identity.membership(person, id).await?.ok_or_else(Problem::not_found)?;
            Some(member.subject.id.to_string())
        }
    };
    if let Some(session) = visit.session {
        identity.sessions.set_context(session.token, context).await?;
    }
    Ok(done(HERE))
}

async fn own(identity: &Identity, visit: &Visit, organisation: &str) -> Result<Membership, Problem> {
    let id: Id = organisation.parse().map_err(|_| Problem::not_found())?;
    let member = identity.membership(visit.citizen()?.person, id).await?;
    member.filter(|m| m.represents).ok_or_else(Problem::not_found)
}

pub(super) async fn form(
    State(identity): Service,
    visit: Visit,
    Path(organisation): Path<String>,
) -> Result<Markup, Problem> {
    let member = own(&identity, &visit, &organisation).await?;
    let mut fresh = Sent::default();
    fresh
        .0
        .extend(Verb::ALL.map(|v| ("may".to_owned(), v.as_str().to_owned())));
    Ok(show_form(&visit, &member, &fresh, &[]))
}

pub(super) async fn appoint(
    State(identity): Service,
    visit: Visit,
    Path(organisation): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let member = own(&identity, &visit, &organisation).await?;
    let facts = identity.read_facts(sent.get("name"), sent.get("number"), sent.get("phone"));
    let until = day(&sent);
    let mut errors = facts.as_ref().err().map(|f| errors_of(f, &LABELS)).unwrap_or_default();
    if until.is_none() {
        errors.push(FormError::new(
            "until",
            "到哪一天",
            "请填写年、月、日，比如2026年12月31日",
        ));
    }
    let may: Vec<Verb> = sent.all("may").filter_map(Verb::parse).collect();
    if may.is_empty() {
        errors.push(FormError::new(
            "may",
            "可以办什么",
            "请至少选一项，让经办人知道能办什么",
        ));
    }
    if let (Ok(facts), Some(until), true) = (facts, until, errors.is_empty()) {
        match identity
            .appoint(&visit.actor, member.subject.id, &facts, until, &may)
            .await
        {
            Ok(_) => return Ok(done(HERE)),
            Err(problem) => errors = shown(problem, &LABELS, "name")?,
        }
    }
    Ok(again(show_form(&visit, &member, &sent, &errors)).into_response())
}

fn date_typed(sent: &Sent) -> String {
    date_value(sent.get("until-y"), sent.get("until-m"), sent.get("until-d"))
}

fn day(sent: &Sent) -> Option<NaiveDate> {
    date_typed(sent).parse().ok()
}

fn show_form(visit: &Visit, member: &Membership, sent: &Sent, errors: &[FormError]) -> Markup {
    let field = |name: &str, label: &str, kind| Field::new(name, label, kind).value(sent.get(name)).errors(errors);
    let verbs = Verb::ALL.map(|v| Choice::new(v.as_str(), v.words())).to_vec();
    let content = html! {
        (ui::error_summary(errors))
        h1 { "授权一位经办人" }
        p class="lede top-2 end-5" { "经办人替" (member.subject.name) "办事，您随时可以收回。" }
        form class="measure-narrow" method="post" action={ "/my/agents/" (member.subject.id) } {
            (field("name", "姓名", Kind::Text(Width::Medium)).hint("和身份证上一样"))
            (field("number", "身份证号", Kind::ResidentId).hint("用来确认是哪一位，我们和公安的登记比对"))
            (field("phone", "手机号", Kind::Phone).hint("经办人本人实名办的"))
            (Field::new("until", "到哪一天", Kind::Date).value(date_typed(sent)).hint("最长3年，到期自动停，可以再续").errors(errors))
            (Field::new("may", "可以办什么", Kind::Many(verbs)).values(sent.all("may")).errors(errors))
            div class="form-actions" { (Button::submit("授权给这位经办人").big()) (Button::link("不授权，回去", HERE).quiet()) }
        }
    };
    my_page(visit, &ui::error_title(errors, "授权一位经办人"), HERE, &content)
}

pub(super) async fn revoke(
    State(identity): Service,
    visit: Visit,
    Path(appointment): Path<String>,
) -> Result<Response, Problem> {
    let id: Id = appointment.parse().map_err(|_| Problem::not_found())?;
    identity.revoke(&visit.actor, id).await?;
    Ok(done(HERE))
}
