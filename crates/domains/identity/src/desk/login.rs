//! Signing in to the desk: password, then the second factor, then a password of one's own where it is owed.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use chrono::{Datelike, Days};
use kernel::{Actor, Id, Problem};
use maud::{Markup, html};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};
use web::server::session::{STAFF_COOKIE, removal};
use web::server::{Sent, Visit};
use web::ui::days::{Day, DayKind};
use web::ui::desk::{LoginDesk, login_page};
use web::ui::{self, Button, Field, FormError, Kind, Row, Table, Width};

use super::DESK;
use crate::api::source;
use crate::forms::{again, asked, begin_session, cookie, done, next, shown, step_cookie};
use crate::import::DEMO_PASSWORD;
use crate::pending::Kind as Half;
use crate::portal::raw;
use crate::roles::{self, ROLES};
use crate::store::staff::{role, row};
use crate::{Identity, StaffSignIn};

type Service = State<Arc<Identity>>;

const COOKIE: &str = "tongban_desk_step";
/// The one answer to an unknown account, a wrong password and a pause.
const REFUSED: &str = "工号或密码不对。连着错几次，要等一会儿才能再试";
const LABELS: [(&str, &str); 1] = [("password", "新密码")];
/// How many people of each role the demo offers.
const OFFERED: u64 = 3;

pub(super) async fn page(State(identity): Service, visit: Visit) -> Result<Response, Problem> {
    let wanted = asked(&visit, "next");
    if matches!(visit.actor, Actor::Staff(_)) {
        return Ok(done(&next(&wanted, DESK)));
    }
    Ok(show(&identity, &visit, "", &wanted, &[]).await?.into_response())
}

pub(super) async fn first(
    State(identity): Service,
    visit: Visit,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, Problem> {
    let (account, password) = (sent.get("account"), raw(&sent, "password"));
    let mut errors = Vec::new();
    if account.is_empty() {
        errors.push(FormError::new("account", "工号或手机号", "请填写工号或手机号"));
    }
    if password.is_empty() {
        errors.push(FormError::new("password", "密码", "请填写密码"));
    }
    let wanted = sent.get("next");
    if errors.is_empty() {
        let step = identity.sign_in_staff(account, password, &source(&headers)).await?;
        match refusal(&step) {
            Some(words) => errors.push(FormError::new("account", "", words)),
            None => return go_on(&identity, &visit, &headers, step, wanted).await,
        }
    }
    Ok(again(show(&identity, &visit, account, wanted, &errors).await?))
}

fn refusal(step: &StaffSignIn) -> Option<&'static str> {
    match step {
        StaffSignIn::Refused => Some(REFUSED),
        StaffSignIn::NoPost => Some("您现在没有岗位，登录了也不能办事。请本单位管理员给您设岗位"),
        _ => None,
    }
}

/// To the step that is owed, or in.
async fn go_on(
    identity: &Identity,
    visit: &Visit,
    headers: &HeaderMap,
    step: StaffSignIn,
    wanted: &str,
) -> Result<Response, Problem> {
    let (page, token) = match step {
        StaffSignIn::Done(id) => {
            let response = begin_session(identity, visit, "staff", id, headers, &next(wanted, DESK)).await?;
            return Ok((CookieJar::new().add(removal(COOKIE)), response).into_response());
        }
        StaffSignIn::Second(token) => ("second", token),
        StaffSignIn::Change(token) => ("password", token),
        StaffSignIn::Refused | StaffSignIn::NoPost => return Ok(done("/desk/login")),
    };
    let to = format!("/desk/login/{page}?next={}", ui::context::encode(wanted));
    let jar = CookieJar::new().add(step_cookie(&identity.kernel, COOKIE, token));
    Ok((jar, Redirect::to(&to)).into_response())
}

pub(super) async fn second_page(
    State(identity): Service,
    visit: Visit,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Ok(match identity.pending(Half::Second, &cookie(&headers, COOKIE)).await? {
        Some(_) => show_second(&identity, &visit, &asked(&visit, "next"), &[]).into_response(),
        None => done("/desk/login"),
    })
}

pub(super) async fn second(
    State(identity): Service,
    visit: Visit,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, Problem> {
    let wanted = sent.get("next");
    match identity
        .sign_in_second(&cookie(&headers, COOKIE), sent.get("code"), &source(&headers))
        .await?
    {
        StaffSignIn::Second(_) => {
            let error = FormError::new(
                "code",
                "动态口令",
                "动态口令不对，或者已经用过。请等程序里换了新的6位再填",
            );
            Ok(again(show_second(&identity, &visit, wanted, &[error])))
        }
        step if refusal(&step).is_some() => {
            let words = "试得太多，或者停得太久了。请从头再登录一次";
            let error = FormError::new("account", "", refusal(&step).filter(|w| *w != REFUSED).unwrap_or(words));
            Ok(again(show(&identity, &visit, "", wanted, &[error]).await?))
        }
        step => go_on(&identity, &visit, &headers, step, wanted).await,
    }
}

pub(super) async fn change_page(
    State(identity): Service,
    visit: Visit,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Ok(match identity.pending(Half::Change, &cookie(&headers, COOKIE)).await? {
        Some(_) => show_change(&identity, &visit, &asked(&visit, "next"), &[]).into_response(),
        None => done("/desk/login"),
    })
}

pub(super) async fn change(
    State(identity): Service,
    visit: Visit,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, Problem> {
    let (chosen, wanted) = (raw(&sent, "password"), sent.get("next"));
    if chosen != raw(&sent, "again") {
        let error = FormError::new("again", "再填一次", "两次填的密码不一样，请再填一次");
        return Ok(again(show_change(&identity, &visit, wanted, &[error])));
    }
    match identity.sign_in_change(&cookie(&headers, COOKIE), chosen).await {
        Ok(step) => go_on(&identity, &visit, &headers, step, wanted).await,
        Err(problem) => {
            let errors = shown(problem, &LABELS, "password")?;
            Ok(again(show_change(&identity, &visit, wanted, &errors)))
        }
    }
}

/// The end of a sign-in beside a page that waits: the officer goes back to it.
pub(super) async fn signed_in(visit: Visit) -> Response {
    if !matches!(visit.actor, Actor::Staff(_)) {
        return done("/desk/login?next=/desk/login/done");
    }
    let content = html! {
        div class="desk-head" { h1 { "已经登录" } }
        div class="sheet" { div class="sheet-body stack measure" {
            p { "请关掉这个窗口，回到刚才那一页，点“接着交”。" }
        } }
    };
    ui::desk::desk_page(&visit.desk(DESK), "已经登录", false, content).into_response()
}

/// Signs in as one of the demo's staff; only the demo has this door.
pub(super) async fn as_demo(
    State(identity): Service,
    visit: Visit,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, Problem> {
    let offered = demo_accounts(&identity).await?;
    let account = offered.iter().find(|(a, _)| a.id.to_string() == sent.get("staff"));
    let id = account.ok_or_else(Problem::not_found)?.0.id;
    begin_session(&identity, &visit, "staff", id, &headers, &next(sent.get("next"), DESK)).await
}

pub(super) async fn sign_out(State(identity): Service, visit: Visit) -> Result<impl IntoResponse, Problem> {
    if let Some(session) = visit.session {
        identity.sessions.end(session.account, session.token).await?;
    }
    Ok((CookieJar::new().add(removal(STAFF_COOKIE)), Redirect::to("/desk/login")))
}

async fn show(
    identity: &Identity,
    visit: &Visit,
    account: &str,
    next: &str,
    errors: &[FormError],
) -> Result<Markup, Problem> {
    let demo = demo_accounts(identity).await?;
    let user = Field::new("account", "工号或手机号", Kind::Text(Width::Full))
        .value(account)
        .autocomplete("username")
        .errors(errors);
    let password = Field::new("password", "密码", Kind::Password { new: false }).errors(errors);
    let form = html! {
        (ui::error_summary(errors))
        form class="login-form" method="post" action="/desk/login" {
            h1 { "登录" }
            p class="hint" { "仅限在册工作人员。操作会被记录。" }
            input type="hidden" name="next" value=(next);
            (user) (password)
            (ui::buttons(&[Button::submit("登录")]))
            p class="hint" { "绑定了动态口令的，下一步再填6位数字。忘记密码：由本单位管理员当面重置。" }
        }
        @if !demo.is_empty() { (demo_table(&demo, next)) }
    };
    Ok(frame(identity, visit, "登录", errors, form))
}

fn show_second(identity: &Identity, visit: &Visit, next: &str, errors: &[FormError]) -> Markup {
    let code = Field::new("code", "动态口令", Kind::OneTime(None))
        .hint("认证程序里现在显示的6位数字")
        .errors(errors);
    let form = html! {
        (ui::error_summary(errors))
        form class="login-form" method="post" action="/desk/login/second" {
            h1 { "填动态口令" }
            input type="hidden" name="next" value=(next);
            (code)
            (ui::buttons(&[Button::submit("登录"), Button::link("换一个账号", "/desk/login").secondary()]))
            p class="hint" { "手机丢了或换了：由本单位管理员当面解除，再重新绑定。" }
        }
    };
    frame(identity, visit, "填动态口令", errors, form)
}

fn show_change(identity: &Identity, visit: &Visit, next: &str, errors: &[FormError]) -> Markup {
    let new = || Kind::Password { new: true };
    let form = html! {
        (ui::error_summary(errors))
        form class="login-form" method="post" action="/desk/login/password" {
            h1 { "设自己的密码" }
            p class="hint" { "现在的密码是管理员给的，第一次登录要换成只有您知道的。" }
            input type="hidden" name="next" value=(next);
            (Field::new("password", "新密码", new()).hint("至少8位，字母、数字、符号至少有两种").errors(errors))
            (Field::new("again", "再填一次", new()).errors(errors))
            (ui::buttons(&[Button::submit("换密码并登录")]))
        }
    };
    frame(identity, visit, "设自己的密码", errors, form)
}

fn frame(identity: &Identity, visit: &Visit, title: &str, errors: &[FormError], form: Markup) -> Markup {
    let site = &visit.house.site;
    let today = identity.kernel.clock.today();
    let place = match site.desk_name.split_once("政务服务") {
        Some((place, rest)) if !place.is_empty() => vec![place.to_owned(), format!("政务服务{rest}")],
        _ => vec![site.desk_name.clone()],
    };
    let monday = today - Days::new(u64::from(today.weekday().num_days_from_monday()));
    let week = (0..5).map(|n| {
        let date = monday + Days::new(n);
        let kind = if date < today { DayKind::Used } else { DayKind::Left };
        let caption = if date == today {
            "今天".into()
        } else {
            format!("周{}", ui::fmt::weekday(date.weekday()))
        };
        let day = Day::new(date, kind, caption);
        if date == today { day.today() } else { day }
    });
    let beside = LoginDesk {
        place,
        day: vec![format!(
            "{} 星期{}",
            ui::fmt::date_full(today),
            ui::fmt::weekday(today.weekday())
        )],
        week: week.collect(),
        notice: String::new(),
    };
    login_page(site, &beside, &ui::error_title(errors, title), form)
}

/// A few people of each role in the home region, so that every part of the work can be tried; none elsewhere.
async fn demo_accounts(identity: &Identity) -> Result<Vec<(row::Model, String)>, Problem> {
    let mut out: Vec<(row::Model, String)> = Vec::new();
    if !identity.kernel.config.demo {
        return Ok(out);
    }
    let db = identity.kernel.db.read();
    let bodies = identity.bodies().await?;
    let home: Vec<Id> = bodies
        .iter()
        .filter(|b| b.region == identity.kernel.config.home_region)
        .map(|b| b.id)
        .collect();
    for wanted in ROLES {
        let holders = role::Entity::find()
            .select_only()
            .column(role::Column::Staff)
            .filter(role::Column::Role.eq(wanted.name))
            .filter(role::Column::Body.is_in(home.clone()))
            .into_tuple::<Id>()
            .all(db)
            .await?;
        let accounts = row::Entity::find()
            .filter(row::Column::Id.is_in(holders))
            .filter(row::Column::Body.is_in(home.clone()))
            .filter(row::Column::Active.eq(true))
            .order_by_asc(row::Column::Number)
            .limit(OFFERED)
            .all(db)
            .await?;
        for account in accounts {
            if !out.iter().any(|(a, _)| a.id == account.id) {
                let body = bodies.get(account.body).map_or("", |b| b.short_name.as_str());
                let words = roles::role(wanted.name).map_or("", |r| r.words);
                let note = format!("{body}{}，{words}", account.title);
                out.push((account, note));
            }
        }
    }
    Ok(out)
}

fn demo_table(accounts: &[(row::Model, String)], next: &str) -> Markup {
    let rows = accounts.iter().map(|(a, note)| Row {
        cells: vec![
            html! { (a.name) " " small class="number" { (a.number) } },
            html! { (note) },
            html! {
                form method="post" action="/desk/login/demo" {
                    input type="hidden" name="next" value=(next);
                    (Button::submit("登录").secondary().compact().named("staff", a.id.to_string()).unseen(&a.name))
                }
            },
        ],
        class: "",
    });
    let table = Table {
        caption: "演示账号".into(),
        caption_hidden: true,
        columns: ["姓名", "是谁", "登录"].map(ui::Column::new).into(),
        rows: rows.collect(),
        dense: true,
    };
    html! {
        section aria-labelledby="demo" {
            h2 id="demo" { "演示账号" }
            p class="hint" { "这是演示，人都是编的。点一下就能用；别的人也能用工号登录，密码都是 " code { (DEMO_PASSWORD) } "。" }
            (table)
        }
    }
}
