//! A new account at a body.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use kernel::Problem;
use maud::{Markup, html};
use web::server::{Sent, Visit};
use web::ui::desk::{desk_head, desk_page, sheet};
use web::ui::{self, Button, Field, FormError, Kind, Notice, Tone, Width, buttons};

use super::organisation::{View, address, show as show_organisation};
use crate::Identity;
use crate::forms::{again, asked, errors_of};
use crate::model::Body;
use crate::organise::StaffFacts;
use crate::staff::manage;

type Service = State<Arc<Identity>>;

const LABELS: [(&str, &str); 5] = [
    ("number", "工号"),
    ("name", "姓名"),
    ("title", "职务"),
    ("phone", "手机号"),
    ("login", "登录名"),
];

async fn home(identity: &Identity, visit: &Visit, wanted: &str) -> Result<Arc<Body>, Problem> {
    let body = identity.body(wanted.parse().map_err(|_| Problem::not_found())?).await?;
    manage(&visit.actor, &body)?;
    Ok(body)
}

pub(super) async fn page(State(identity): Service, visit: Visit) -> Result<Response, Problem> {
    let body = home(&identity, &visit, &asked(&visit, "body")).await?;
    Ok(form(&visit, &body, &StaffFacts::default(), &[]).into_response())
}

/// Makes the account and shows its first password once, beside the panel where posts and roles are given.
pub(super) async fn create(State(identity): Service, visit: Visit, sent: Sent) -> Result<Response, Problem> {
    let body = home(&identity, &visit, sent.get("body")).await?;
    let get = |name: &str| sent.get(name).to_owned();
    let facts = StaffFacts {
        number: get("number"),
        login: get("login"),
        name: get("name"),
        title: get("title"),
        phone: get("phone"),
    };
    let (staff, password) = match identity.create_staff(&visit.actor, body.id, &facts).await {
        Ok(made) => made,
        Err(problem) if problem.status == 422 => {
            let errors = errors_of(&problem.fields, &LABELS);
            return Ok(again(form(&visit, &body, &facts, &errors)));
        }
        Err(problem) => return Err(problem),
    };
    let notice = Notice::new(Tone::Good, format!("账号开好了，初始密码是 {password}"))
        .text("只在这里显示一次，请当面告诉本人；第一次登录要换成自己的。给他加上岗位和角色以后才能登录。");
    let view = View {
        person: Some(identity.staff(staff).await?),
        body,
        errors: Vec::new(),
        notice: Some(html! { (notice) }),
    };
    Ok(show_organisation(&identity, &visit, &view).await?.into_response())
}

fn form(visit: &Visit, body: &Body, facts: &StaffFacts, errors: &[FormError]) -> Markup {
    let title = format!("给{}加人员", body.name);
    let text = |name: &'static str, width: Width, value: &str| {
        let label = LABELS
            .iter()
            .find(|(known, _)| *known == name)
            .map_or("", |(_, label)| label);
        Field::new(name, label, Kind::Text(width)).value(value).errors(errors)
    };
    let content = html! {
        (ui::error_summary(errors))
        (desk_head(&title, &html! { "一个人一个账号，不要几个人共用" }, &[]))
        (sheet("人员", &html! {}, &html! {
            form class="sheet-body" method="post" action="/desk/organisation/people/new" {
                input type="hidden" name="body" value=(body.id);
                (text("name", Width::Medium, &facts.name))
                (text("number", Width::Medium, &facts.number).hint("登录时用，定了以后不改"))
                (text("title", Width::Medium, &facts.title).optional())
                (text("phone", Width::Medium, &facts.phone).hint("本人的手机号，也可以用来登录"))
                (text("login", Width::Medium, &facts.login).hint("不填就用工号").optional())
                (buttons(&[Button::submit("开账号"), Button::link("不加，返回", address(body.id, None)).quiet()]))
            }
        }))
    };
    desk_page(
        &visit.desk("/desk/organisation"),
        &ui::error_title(errors, &title),
        false,
        content,
    )
}
