//! Signing in and out.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use gbcode::{Mobile, Refusal as _};
use kernel::{Actor, Problem};
use maud::{Markup, html};
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use web::server::session::{CITIZEN_COOKIE, removal};
use web::server::{Sent, Visit};
use web::ui::{self, Button, Field, FormError, Kind, Notice, Row, Tab, Table, Tone, Width};

use super::MY;
use crate::Identity;
use crate::api::source;
use crate::forms::{again, asked, begin_session, done, next};
use crate::import::DEMO_PASSWORD;
use crate::store::person::row;

type Service = State<Arc<Identity>>;

/// The one answer to an unknown account, a wrong password and a pause.
const REFUSED: &str = "手机号或密码不对。连着错几次，要等一会儿才能再试；也可以用短信验证码登录";
const WRONG_CODE: &str = "验证码不对，或者已经过了10分钟。请再发一次";

/// What the form holds when it is shown (again).
#[derive(Default)]
struct Form {
    way: Way,
    account: String,
    next: String,
    sent: bool,
    errors: Vec<FormError>,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Way {
    #[default]
    Password,
    Code,
    Organisation,
}

impl Way {
    fn parse(text: &str) -> Self {
        match text {
            "code" => Self::Code,
            "organisation" => Self::Organisation,
            _ => Self::Password,
        }
    }
}

pub(super) async fn page(State(identity): Service, visit: Visit) -> Result<Response, Problem> {
    let wanted = asked(&visit, "next");
    if matches!(visit.actor, Actor::Citizen(_)) {
        return Ok(done(&next(&wanted, MY)));
    }
    let form = Form {
        way: Way::parse(&asked(&visit, "way")),
        next: wanted,
        ..Form::default()
    };
    Ok(show(&identity, &visit, &form).await?.into_response())
}

pub(super) async fn by_password(
    State(identity): Service,
    visit: Visit,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, Problem> {
    let (account, password) = (sent.get("account"), raw(&sent, "password"));
    let mut errors = Vec::new();
    if account.is_empty() {
        errors.push(FormError::new("account", "手机号或身份证号", "请填写手机号或身份证号"));
    }
    if password.is_empty() {
        errors.push(FormError::new("password", "密码", "请填写密码"));
    }
    let home = if sent.get("way") == "organisation" {
        "/my/agents"
    } else {
        MY
    };
    if errors.is_empty() {
        match identity.sign_in(account, password, &source(&headers)).await? {
            Some(id) => {
                let to = next(sent.get("next"), home);
                return begin_session(&identity, &visit, "citizen", id, &headers, &to).await;
            }
            None => errors.push(FormError::new("account", "", REFUSED)),
        }
    }
    let form = Form {
        way: Way::parse(sent.get("way")),
        account: account.into(),
        next: sent.get("next").into(),
        errors,
        ..Form::default()
    };
    Ok(again(show(&identity, &visit, &form).await?))
}

pub(super) async fn by_code(
    State(identity): Service,
    visit: Visit,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, Problem> {
    let mut form = Form {
        way: Way::Code,
        account: sent.get("account").into(),
        next: sent.get("next").into(),
        ..Form::default()
    };
    let phone = match Mobile::parse(&Mobile::normalise(&form.account)) {
        Ok(phone) => phone,
        Err(e) => {
            form.errors.push(FormError::new("account", "手机号", e.sentence()));
            return Ok(again(show(&identity, &visit, &form).await?));
        }
    };
    if sent.has("send") {
        match identity.send_sign_in_code(&phone, &source(&headers)).await?.objection() {
            None => form.sent = true,
            Some(words) => form.errors.push(FormError::new("code", "短信验证码", words)),
        }
    } else if sent.get("code").is_empty() {
        form.errors
            .push(FormError::new("code", "短信验证码", "请填写短信里的6位数字"));
    } else if let Some(id) = identity
        .sign_in_by_code(&phone, sent.get("code"), &source(&headers))
        .await?
    {
        let to = next(&form.next, MY);
        return begin_session(&identity, &visit, "citizen", id, &headers, &to).await;
    } else {
        form.errors.push(FormError::new("code", "短信验证码", WRONG_CODE));
    }
    let page = show(&identity, &visit, &form).await?;
    Ok(if form.errors.is_empty() {
        page.into_response()
    } else {
        again(page)
    })
}

/// The end of a sign-in beside a page that waits: the person goes back to it.
pub(super) async fn signed_in(visit: Visit) -> Response {
    if !matches!(visit.actor, Actor::Citizen(_)) {
        return done("/login?next=/login/done");
    }
    let content = html! {
        div class="page" { div class="fault stack" {
            h1 { "已经登录" }
            p { "请关掉这个窗口，回到刚才那一页，点“接着交”。" }
        } }
    };
    ui::portal_page(&visit.page(MY), "已经登录", &[], content).into_response()
}

/// Signs in as one of the demo's people; only the demo has this door.
pub(super) async fn as_demo(
    State(identity): Service,
    visit: Visit,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, Problem> {
    let wanted = demo_accounts(&identity).await?;
    let account = wanted.iter().find(|a| a.id.to_string() == sent.get("person"));
    let id = account.ok_or_else(Problem::not_found)?.id;
    begin_session(&identity, &visit, "citizen", id, &headers, &next(sent.get("next"), MY)).await
}

pub(super) async fn sign_out(State(identity): Service, visit: Visit) -> Result<impl IntoResponse, Problem> {
    if let Some(session) = visit.session {
        identity.sessions.end(session.account, session.token).await?;
    }
    Ok((CookieJar::new().add(removal(CITIZEN_COOKIE)), Redirect::to("/")))
}

/// A password as it was typed: spaces belong to it.
pub(crate) fn raw<'a>(sent: &'a Sent, name: &'a str) -> &'a str {
    sent.all(name).next().unwrap_or_default()
}

async fn show(identity: &Identity, visit: &Visit, form: &Form) -> Result<Markup, Problem> {
    let demo = demo_accounts(identity).await?;
    let content = html! {
        div class="page" {
            (ui::error_summary(&form.errors))
            div class="split even" {
                section aria-labelledby="in" {
                    h1 id="in" { "登录" }
                    div class="top-4 end-5 measure" { (ways(form)) }
                    @if form.way == Way::Organisation {
                        p class="end-4 measure-narrow" { "企业和单位没有单独的密码：法定代表人和经办人用自己的账号登录，再选替哪个单位办。" }
                    }
                    @if form.way == Way::Code { (code_form(form)) } @else { (password_form(form)) }
                }
                (other_ways())
            }
            @if !demo.is_empty() { (demo_table(&demo, &form.next)) }
        }
    };
    let title = ui::error_title(&form.errors, "登录");
    Ok(ui::portal_page(&visit.page(MY), &title, &[], content))
}

fn ways(form: &Form) -> Markup {
    let tab = |text: &str, way: &str, current| Tab {
        text: text.into(),
        href: format!("/login?way={way}&next={}", ui::context::encode(&form.next)),
        current,
        ..Tab::default()
    };
    let organisation = form.way == Way::Organisation;
    ui::tabs(
        "身份",
        &[
            tab("个人", "password", !organisation),
            tab("企业和单位", "organisation", organisation),
        ],
    )
}

fn password_form(form: &Form) -> Markup {
    let account = Field::new("account", "手机号或身份证号", Kind::Text(Width::Full))
        .value(&form.account)
        .autocomplete("username")
        .errors(&form.errors);
    let password = Field::new("password", "密码", Kind::Password { new: false }).errors(&form.errors);
    let code = format!("/login?way=code&next={}", ui::context::encode(&form.next));
    html! {
        form class="stack measure-narrow" method="post" action="/login" {
            input type="hidden" name="next" value=(form.next);
            @if form.way == Way::Organisation { input type="hidden" name="way" value="organisation"; }
            (account) (password)
            (ui::buttons(&[
                Button::submit("登录"),
                Button::link("用短信验证码登录", code.clone()).secondary(),
                Button::link("忘了密码", format!("{code}&forgot=1")).quiet(),
            ]))
        }
    }
}

fn code_form(form: &Form) -> Markup {
    let phone = Field::new("account", "手机号", Kind::Phone)
        .value(&form.account)
        .errors(&form.errors);
    let send = Kind::OneTime(Some(("send".into(), "发送验证码".into())));
    let code = Field::new("code", "短信验证码", send)
        .hint("6位数字，10分钟内有效")
        .errors(&form.errors);
    html! {
        form class="stack measure-narrow" method="post" action="/login/code" {
            @if form.sent {
                (Notice::new(Tone::Good, "验证码已发出").text("如果这个手机号注册过，1分钟内会收到短信"))
            }
            input type="hidden" name="next" value=(form.next);
            (phone) (code)
            p class="hint" { "忘了密码的，这样登录以后在“账号安全”里设一个新的。" }
            (ui::buttons(&[
                Button::submit("登录"),
                Button::link("用密码登录", format!("/login?next={}", ui::context::encode(&form.next))).secondary(),
            ]))
        }
    }
}

fn other_ways() -> Markup {
    html! {
        aside class="other-ways" {
            div class="card" {
                h2 class="card-title" { a class="card-link" href="/register" { "第一次来，注册一个" } }
                p class="small muted" { "大约3分钟，要用身份证和手机" }
            }
            div class="card" {
                h2 class="card-title" { "请窗口帮我注册" }
                p class="small muted" { "带身份证到任何一个政务服务中心或村便民点" }
            }
            (Notice::new(Tone::Info, "不登录也能用").text("查事项、看指南、凭编号查进度，都不用登录。"))
        }
    }
}

/// The people that the demo offers; nobody elsewhere.
async fn demo_accounts(identity: &Identity) -> Result<Vec<row::Model>, Problem> {
    if !identity.kernel.config.demo {
        return Ok(Vec::new());
    }
    Ok(row::Entity::find()
        .filter(row::Column::DemoTitle.is_not_null())
        .filter(row::Column::RegisteredAt.is_not_null())
        .order_by_asc(row::Column::Id)
        .all(identity.kernel.db.read())
        .await?)
}

fn demo_table(accounts: &[row::Model], next: &str) -> Markup {
    let rows = accounts.iter().map(|a| Row {
        cells: vec![
            html! { (a.name) },
            html! { (a.demo_title.as_deref().unwrap_or_default()) },
            html! {
                form method="post" action="/login/demo" {
                    input type="hidden" name="next" value=(next);
                    (Button::submit("用这个账号登录").secondary().named("person", a.id.to_string()).unseen(&a.name))
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
        dense: false,
    };
    ui::section(
        "demo",
        "演示账号",
        html! {
            p class="end-3" { "这是演示网站，人和号码都是编的。点一下就能用；也可以用手机号登录，密码都是 " code { (DEMO_PASSWORD) } "。" }
            (table)
        },
    )
}
