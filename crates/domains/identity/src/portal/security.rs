//! 账号安全: the password and where one is signed in.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use kernel::{Id, Problem};
use maud::{Markup, html};
use sea_orm::entity::prelude::*;
use web::server::{Sent, Visit};
use web::ui::{self, Button, Field, FormError, Kind, Notice, Row, Summary, Table, Tone, summary_list};

use super::login::raw;
use super::my_page;
use crate::Identity;
use crate::api::source;
use crate::codes::Purpose;
use crate::forms::{again, asked, begin_session, done, moment, program, shown};
use crate::store::person::row;

type Service = State<Arc<Identity>>;

const HERE: &str = "/my/security";
const LABELS: [(&str, &str); 1] = [("password", "新密码")];

pub(super) async fn page(State(identity): Service, visit: Visit) -> Result<Markup, Problem> {
    show(&identity, &visit, &[], false).await
}

/// Changes the password of who proves to be its owner by the present one or by a code to the phone.
pub(super) async fn change_password(
    State(identity): Service,
    visit: Visit,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, Problem> {
    let id = visit.citizen()?.person;
    let person = identity.person(id).await?;
    let source = source(&headers);
    if sent.has("send") {
        let sending = identity.send_code(Purpose::Password, &person.phone, &source).await?;
        return Ok(match sending.objection() {
            None => show(&identity, &visit, &[], true).await?.into_response(),
            Some(words) => {
                let error = FormError::new("code", "短信验证码", words);
                again(show(&identity, &visit, &[error], false).await?)
            }
        });
    }
    let errors = if raw(&sent, "password") != raw(&sent, "again") {
        vec![FormError::new("again", "再填一次", "两次填的新密码不一样，请再填一次")]
    } else if let Some(error) = proof(&identity, id, &sent, &source).await? {
        vec![error]
    } else {
        match identity.set_password(id, raw(&sent, "password"), &visit.actor).await {
            Ok(()) => {
                identity.sessions.end_all(id).await?;
                return begin_session(&identity, &visit, "citizen", id, &headers, "/my/security?changed=1").await;
            }
            Err(problem) => shown(problem, &LABELS, "password")?,
        }
    };
    Ok(again(show(&identity, &visit, &errors, false).await?))
}

/// What is missing to prove that it is the owner.
async fn proof(identity: &Identity, id: Id, sent: &Sent, source: &str) -> Result<Option<FormError>, Problem> {
    let current = raw(sent, "current");
    if current.is_empty() && sent.get("code").is_empty() {
        let words = "请填写现在的密码，或者填短信验证码，两样有一样就行";
        return Ok(Some(FormError::new("current", "现在的密码", words)));
    }
    if current.is_empty() {
        let phone = identity.person(id).await?.phone;
        let right = identity.use_code(Purpose::Password, &phone, sent.get("code")).await?;
        let words = "验证码不对，或者已经过了10分钟。请再发一次";
        return Ok((!right).then(|| FormError::new("code", "短信验证码", words)));
    }
    let counts = identity.counts("password", &id.to_string(), source);
    let row = row::Entity::find_by_id(id).one(identity.kernel.db.read()).await?;
    let stored = row.and_then(|r| r.password);
    if identity.attempt(&counts).await? && identity.password_fits(current, stored.as_deref()).await? {
        identity.succeeded(&counts).await?;
        return Ok(None);
    }
    let words = "现在的密码不对。连着错几次，要等一会儿才能再试；也可以用短信验证码";
    Ok(Some(FormError::new("current", "现在的密码", words)))
}

pub(super) async fn end_session(State(identity): Service, visit: Visit, sent: Sent) -> Result<Response, Problem> {
    let id = visit.citizen()?.person;
    let own = visit.session.as_ref().map(|s| s.token.clone());
    if sent.has("all") {
        for session in identity.sessions.of(id).await? {
            if Some(&session.token) != own.as_ref() {
                identity.sessions.end(id, session.token).await?;
            }
        }
    } else {
        identity.sessions.end(id, sent.get("session").into()).await?;
    }
    Ok(done(HERE))
}

async fn show(identity: &Identity, visit: &Visit, errors: &[FormError], code_sent: bool) -> Result<Markup, Problem> {
    let id = visit.citizen()?.person;
    let person = identity.person(id).await?;
    let row = row::Entity::find_by_id(id).one(identity.kernel.db.read()).await?;
    let changed = row.and_then(|r| r.password_at);
    let when = changed.map_or_else(|| "还没有设".into(), |at| moment(&identity.kernel, at));
    let send = Kind::OneTime(Some(("send".into(), "发送验证码".into())));
    let new = || Kind::Password { new: true };
    let content = html! {
        (ui::error_summary(errors))
        @if asked(visit, "changed") == "1" {
            (Notice::new(Tone::Good, "密码改好了").text("别的地方的登录都已退出，要用新密码再登录"))
        }
        @if code_sent { (Notice::new(Tone::Good, format!("验证码已发到{}", person.phone))) }
        h1 { "账号安全" }
        div class="measure top-4" {
            (summary_list(&[
                Summary::new("姓名", &person.name),
                Summary::new("身份证号", person.number.to_string()),
                Summary::new("手机号", person.phone.to_string()),
                Summary::new("上次改密码", when),
            ]))
        }
        (ui::section("password-t", "改密码", html! {
            form class="measure-narrow" method="post" action="/my/security/password" {
                (Field::new("current", "现在的密码", Kind::Password { new: false }).optional().errors(errors))
                (Field::new("code", "短信验证码", send).hint("忘了现在的密码，就用验证码").optional().errors(errors))
                (Field::new("password", "新密码", new()).hint("至少8位，字母、数字、符号至少有两种").errors(errors))
                (Field::new("again", "再填一次", new()).errors(errors))
                div class="form-actions" { (Button::submit("改密码")) }
            }
        }))
        (ui::section("sessions", "在哪里登录着", sessions(identity, visit, id).await?))
    };
    Ok(my_page(visit, &ui::error_title(errors, "账号安全"), HERE, &content))
}

async fn sessions(identity: &Identity, visit: &Visit, id: Id) -> Result<Markup, Problem> {
    let all = identity.sessions.of(id).await?;
    let own = visit.session.as_ref().map(|s| s.token.as_str());
    let rows = all.iter().map(|s| {
        let here = Some(s.token.as_str()) == own;
        Row {
            cells: vec![
                html! { (program(&s.agent)) @if here { " （这里）" } },
                html! { (s.address) },
                html! { (moment(&identity.kernel, s.created_at)) },
                html! { (moment(&identity.kernel, s.seen_at)) },
                html! { @if !here {
                    form method="post" action="/my/security/sessions" {
                        (Button::submit("退出").secondary().named("session", &s.token).unseen(program(&s.agent)))
                    }
                } },
            ],
            class: "",
        }
    });
    let table = Table {
        caption: "在哪里登录着".into(),
        caption_hidden: true,
        columns: ["用什么", "从哪里", "什么时候登录", "上次使用", "退出"]
            .map(ui::Column::new)
            .into(),
        rows: rows.collect(),
        dense: false,
    };
    Ok(html! {
        p class="end-3" { "有不认识的，请马上退出它，再改密码。" }
        (table)
        @if all.len() > 1 {
            form class="top-3" method="post" action="/my/security/sessions" {
                (Button::submit("退出其他所有登录").secondary().named("all", "1"))
            }
        }
    })
}
