//! Changes of posts, roles and accounts by who manages them.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use kernel::{Id, Problem};
use maud::html;
use web::server::{Sent, Visit};
use web::ui::form::date_value;
use web::ui::{FormError, Notice, Tone};

use super::organisation::{View, address, show};
use crate::Identity;
use crate::forms::{again, done, shown};
use crate::roles::Reach;

type Service = State<Arc<Identity>>;

fn id(text: &str) -> Result<Id, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}

/// Back to the person, with the word that it is done.
fn back(sent: &Sent, staff: Id) -> Result<Response, Problem> {
    Ok(done(&format!("{}&done=1", address(id(sent.get("body"))?, Some(staff)))))
}

async fn view(identity: &Identity, sent: &Sent, staff: Id) -> Result<View, Problem> {
    Ok(View {
        body: identity.body(id(sent.get("body"))?).await?,
        person: Some(identity.staff(staff).await?),
        errors: Vec::new(),
        notice: None,
    })
}

pub(super) async fn assign_post(
    State(identity): Service,
    visit: Visit,
    Path(staff): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let staff = id(&staff)?;
    let typed = date_value(sent.get("until-y"), sent.get("until-m"), sent.get("until-d"));
    let until: Result<Option<NaiveDate>, _> = if typed.is_empty() {
        Ok(None)
    } else {
        typed.parse().map(Some)
    };
    let mut errors = Vec::new();
    if sent.get("post").is_empty() {
        errors.push(FormError::new("post", "岗位", "请选一个岗位"));
    }
    match until {
        Ok(until) if errors.is_empty() => {
            match identity
                .assign_post(&visit.actor, staff, id(sent.get("post"))?, until)
                .await
            {
                Ok(()) => return back(&sent, staff),
                Err(problem) => errors = shown(problem, &[("until", "到哪一天")], "post")?,
            }
        }
        Ok(_) => {}
        Err(_) => errors.push(FormError::new(
            "until",
            "到哪一天",
            "没有这一天，请改一下日期，或者都不填",
        )),
    }
    let view = View {
        errors,
        ..view(&identity, &sent, staff).await?
    };
    Ok(again(show(&identity, &visit, &view).await?))
}

pub(super) async fn remove_post(
    State(identity): Service,
    visit: Visit,
    Path(staff): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let staff = id(&staff)?;
    identity.remove_post(&visit.actor, staff, id(sent.get("post"))?).await?;
    back(&sent, staff)
}

pub(super) async fn assign_role(
    State(identity): Service,
    visit: Visit,
    Path(staff): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let (staff, body) = (id(&staff)?, id(sent.get("body"))?);
    if sent.get("role").is_empty() {
        let view = View {
            errors: vec![FormError::new("role", "角色", "请选一个角色")],
            ..view(&identity, &sent, staff).await?
        };
        return Ok(again(show(&identity, &visit, &view).await?));
    }
    let reach = Reach::parse(sent.get("reach"));
    identity
        .assign_role(&visit.actor, staff, body, sent.get("role"), reach)
        .await?;
    back(&sent, staff)
}

pub(super) async fn remove_role(
    State(identity): Service,
    visit: Visit,
    Path(staff): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let staff = id(&staff)?;
    let body = id(sent.get("body"))?;
    identity
        .remove_role(&visit.actor, staff, body, sent.get("role"))
        .await?;
    back(&sent, staff)
}

/// Shows the first password once; it stands nowhere else.
pub(super) async fn reset_password(
    State(identity): Service,
    visit: Visit,
    Path(staff): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let staff = id(&staff)?;
    let password = identity.reset_password(&visit.actor, staff).await?;
    let notice = Notice::new(Tone::Good, format!("新密码是 {password}"))
        .text("只在这里显示一次。请当面告诉本人；第一次登录要换成自己的。他现在的登录都已退出。");
    let view = View {
        notice: Some(html! { (notice) }),
        ..view(&identity, &sent, staff).await?
    };
    Ok(show(&identity, &visit, &view).await?.into_response())
}

pub(super) async fn remove_totp(
    State(identity): Service,
    visit: Visit,
    Path(staff): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let staff = id(&staff)?;
    identity.remove_totp(&visit.actor, staff).await?;
    back(&sent, staff)
}

pub(super) async fn set_active(
    State(identity): Service,
    visit: Visit,
    Path(staff): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let staff = id(&staff)?;
    identity
        .set_active(&visit.actor, staff, sent.get("active") == "1")
        .await?;
    back(&sent, staff)
}
