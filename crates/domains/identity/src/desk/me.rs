//! One's own account at the desk: the post in force, the second factor, the password, the sessions.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use kernel::{Id, Problem};
use maud::{Markup, html};
use web::server::assemble::local;
use web::server::{Sent, Visit};
use web::ui::desk::{desk_head, desk_page, pairs, sheet};
use web::ui::{self, Button, Field, FormError, Kind, Notice, Row, Table, Tone};

use crate::Identity;
use crate::api::source;
use crate::forms::{again, asked, begin_session, done, moment, program, shown};
use crate::portal::raw;
use crate::roles::role;

type Service = State<Arc<Identity>>;

const HERE: &str = "/desk/me";

/// Works at another of one's posts from now on.
pub(super) async fn switch_post(State(identity): Service, visit: Visit, sent: Sent) -> Result<Response, Problem> {
    let wanted = sent.get("post");
    if !visit.staff()?.choices.iter().any(|(key, _)| key == wanted) {
        return Err(Problem::not_found());
    }
    if let Some(session) = visit.session {
        identity
            .sessions
            .set_context(session.token, Some(wanted.to_owned()))
            .await?;
    }
    let back = sent.get("back");
    Ok(done(&if back.starts_with("/desk") {
        local(Some(back))
    } else {
        "/desk".to_owned()
    }))
}

pub(super) async fn page(State(identity): Service, visit: Visit) -> Result<Markup, Problem> {
    show(&identity, &visit, &[]).await
}

pub(super) async fn confirm_totp(State(identity): Service, visit: Visit, sent: Sent) -> Result<Response, Problem> {
    let id = visit.staff()?.id;
    if identity.confirm_totp(id, sent.get("code"), &visit.actor).await? {
        return Ok(done("/desk/me?done=totp"));
    }
    let error = FormError::new(
        "code",
        "动态口令",
        "动态口令不对。请等程序里换了新的6位再填；手机的时间要准",
    );
    Ok(again(show(&identity, &visit, &[error]).await?))
}

pub(super) async fn change_password(
    State(identity): Service,
    visit: Visit,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, Problem> {
    let id = visit.staff()?.id;
    let counts = identity.counts("staff", &id.to_string(), &source(&headers));
    let stored = identity.staff_row(id).await?.password;
    let current = raw(&sent, "current");
    let errors = if raw(&sent, "password") != raw(&sent, "again") {
        vec![FormError::new("again", "再填一次", "两次填的新密码不一样，请再填一次")]
    } else if !(identity.attempt(&counts).await? && identity.password_fits(current, Some(&stored)).await?) {
        let words = "现在的密码不对。连着错几次，要等一会儿才能再试";
        vec![FormError::new("current", "现在的密码", words)]
    } else {
        identity.succeeded(&counts).await?;
        match identity
            .set_staff_password(id, raw(&sent, "password"), &visit.actor)
            .await
        {
            Ok(()) => {
                identity.sessions.end_all(id).await?;
                return begin_session(&identity, &visit, "staff", id, &headers, "/desk/me?done=password").await;
            }
            Err(problem) => shown(problem, &[("password", "新密码")], "password")?,
        }
    };
    Ok(again(show(&identity, &visit, &errors).await?).into_response())
}

pub(super) async fn end_session(State(identity): Service, visit: Visit, sent: Sent) -> Result<Response, Problem> {
    identity
        .sessions
        .end(visit.staff()?.id, sent.get("session").into())
        .await?;
    Ok(done(HERE))
}

async fn show(identity: &Identity, visit: &Visit, errors: &[FormError]) -> Result<Markup, Problem> {
    let staff = visit.staff()?;
    let account = identity.staff(staff.id).await?;
    let roles = identity.roles_at(staff.id, staff.body).await?;
    let roles = roles
        .iter()
        .map(|(name, reach)| format!("{}（{}）", role(name).map_or(name.as_str(), |r| r.words), reach.words()))
        .collect::<Vec<_>>()
        .join("、");
    let new = || Kind::Password { new: true };
    let leave =
        html! { form method="post" action="/desk/logout" { (Button::submit("退出登录").secondary().compact()) } };
    let content = html! {
        (ui::error_summary(errors))
        @match asked(visit, "done").as_str() {
            "totp" => { (Notice::new(Tone::Good, "动态口令绑定好了").text("下次登录，填完密码再填它")) }
            "password" => { (Notice::new(Tone::Good, "密码改好了").text("别的地方的登录都已退出")) }
            _ => {}
        }
        (desk_head("我的设置", &html! { (account.name) " · " (account.number) }, &[]))
        div class="stack" {
            (sheet("账号", &leave, &html! { div class="sheet-body" { (pairs(&[
                ("岗位", html! { (staff.body_name) " · " (staff.post) }),
                ("这里的角色", html! { (roles) }),
                ("登录名", html! { (account.login) }),
                ("手机号", html! { (account.phone.to_string()) }),
                ("上次改密码", html! { (moment(&identity.kernel, account.password_at)) }),
            ])) } }))
            (sheet("动态口令", &html! {}, &html! { div class="sheet-body" { (totp(identity, staff.id, errors).await?) } }))
            (sheet("改密码", &html! {}, &html! { div class="sheet-body" {
                form class="measure-narrow" method="post" action="/desk/me/password" {
                    (Field::new("current", "现在的密码", Kind::Password { new: false }).errors(errors))
                    (Field::new("password", "新密码", new()).hint("至少8位，字母、数字、符号至少有两种").errors(errors))
                    (Field::new("again", "再填一次", new()).errors(errors))
                    (ui::buttons(&[Button::submit("改密码")]))
                }
            } }))
            (sheet("在哪里登录着", &html! {}, &sessions(identity, visit, staff.id).await?))
        }
    };
    Ok(desk_page(
        &visit.desk(HERE),
        &ui::error_title(errors, "我的设置"),
        false,
        content,
    ))
}

async fn totp(identity: &Identity, id: Id, errors: &[FormError]) -> Result<Markup, Problem> {
    let Some(enrolment) = identity.enrolment(id).await? else {
        let since = identity.staff(id).await?.totp_at;
        let since = since.map(|at| moment(&identity.kernel, at)).unwrap_or_default();
        return Ok(html! { p { "已绑定，" (since) "起。手机丢了或换了：请本单位管理员当面解除，再重新绑定。" } });
    };
    let code = Field::new("code", "认证程序里显示的6位数字", Kind::OneTime(None)).errors(errors);
    Ok(html! {
        p { "绑定以后，登录要填密码，还要填手机认证程序里每30秒换一次的6位数字。" }
        div class="cols cols-side" {
            div { (ui::qr(&enrolment.uri, "动态口令的二维码，用认证程序扫")) }
            div {
                p { "1. 用手机上的认证程序扫左边的码；扫不了就输入密钥：" }
                p class="code" { (ui::fmt::grouped(&enrolment.secret)) }
                p { "2. 把程序里显示的数字填在这里。" }
                form method="post" action="/desk/me/totp" {
                    (code)
                    (ui::buttons(&[Button::submit("绑定动态口令")]))
                }
            }
        }
    })
}

async fn sessions(identity: &Identity, visit: &Visit, id: Id) -> Result<Markup, Problem> {
    let own = visit.session.as_ref().map(|s| s.token.as_str());
    let all = identity.sessions.of(id).await?;
    let rows = all.iter().map(|s| {
        let here = Some(s.token.as_str()) == own;
        Row {
            cells: vec![
                html! { (program(&s.agent)) @if here { " （这里）" } },
                html! { (s.address) },
                html! { (moment(&identity.kernel, s.seen_at)) },
                html! { @if !here {
                    form method="post" action="/desk/me/sessions" {
                        (Button::submit("下线").secondary().compact().named("session", &s.token))
                    }
                } },
            ],
            class: "",
        }
    });
    let table = Table {
        caption: "在哪里登录着".into(),
        caption_hidden: true,
        columns: ["用什么", "从哪里", "上次使用", "下线"].map(ui::Column::new).into(),
        rows: rows.collect(),
        dense: true,
    };
    Ok(html! { (table) })
}
