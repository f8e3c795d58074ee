//! Registering in three steps: the agreement, the facts, the password. What was proved is kept under a cookie for an
//! hour; what was typed stays in the form.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use kernel::Problem;
use maud::{Markup, html};
use web::server::session::removal;
use web::server::{Sent, Visit};
use web::ui::{self, Button, Choice, Field, FormError, Kind, Notice, Tone, Width};

use super::MY;
use super::login::raw;
use crate::api::source;
use crate::codes::Purpose;
use crate::counterparts::Check;
use crate::forms::{again, asked, begin_session, cookie, done, errors_of, shown, step_cookie};
use crate::pending::{Kind as Half, Pending};
use crate::{AGREEMENT_VERSION, Facts, Identity};

type Service = State<Arc<Identity>>;

const COOKIE: &str = "tongban_register";
const LABELS: [(&str, &str); 5] = [
    ("name", "姓名"),
    ("number", "身份证号"),
    ("phone", "手机号"),
    ("code", "短信验证码"),
    ("password", "密码"),
];

/// The agreement in the version in force, as questions and answers.
const AGREEMENT: [(&str, &str); 5] = [
    (
        "账号是谁的",
        "账号是您本人的。请用自己的真实身份注册，不要借给别人，也不要替别人注册。",
    ),
    (
        "我们收哪些信息",
        "姓名、身份证号、手机号，以及您办事时填的内容和交的材料。只用来确认是您本人和办您要办的事。",
    ),
    (
        "信息怎么保护",
        "身份证号和手机号加密保存，页面上只显示前后几位。工作人员每看一次都有记录，您在“谁看过我的信息”里能看到。",
    ),
    (
        "您在网上做的事算数",
        "用这个账号提交的申请、确认和承诺，和您本人到窗口办有一样的效力。请保管好密码，不要把验证码告诉别人。",
    ),
    (
        "不想用了",
        "随时可以带身份证到窗口注销。注销以后不能再登录；已经办的事，档案按法律规定的年限保存。",
    ),
];

pub(super) async fn agreement(visit: Visit) -> Markup {
    show_agreement(&visit, &[])
}

pub(super) async fn agree(visit: Visit, sent: Sent) -> Response {
    if sent.get("agree") == "yes" {
        return done(&format!("/register/identity?agreed={AGREEMENT_VERSION}"));
    }
    let error = FormError::new("agree", "", "请先看完协议，同意就在前面打勾");
    again(show_agreement(&visit, &[error]))
}

fn show_agreement(visit: &Visit, errors: &[FormError]) -> Markup {
    let consent = Kind::Consent(Choice::new(
        "yes",
        format!("我看过并同意这份协议（{AGREEMENT_VERSION}版）"),
    ));
    page(
        visit,
        0,
        "看协议",
        errors,
        &html! {
            p class="lede top-2 end-5" { "先看看您和我们各要做到什么，大约1分钟。" }
            div class="measure stack" {
                @for (title, text) in AGREEMENT { section { h2 class="size-1" { (title) } p { (text) } } }
            }
            form class="measure-narrow top-5" method="post" action="/register" {
                (Field::new("agree", "协议", consent).errors(errors))
                div class="form-actions" { (Button::submit("同意，去核对身份").big()) }
            }
        },
    )
}

pub(super) async fn identity(State(_): Service, visit: Visit) -> Response {
    if asked(&visit, "agreed") != AGREEMENT_VERSION {
        return done("/register");
    }
    show_identity(&visit, &Sent::default(), &[], None).into_response()
}

pub(super) async fn prove(
    State(identity): Service,
    visit: Visit,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, Problem> {
    if sent.get("agreed") != AGREEMENT_VERSION {
        return Ok(done("/register"));
    }
    let facts = match facts_of(&identity, &sent, &source(&headers)).await? {
        Ok(facts) => facts,
        Err(errors) => return Ok(again(show_identity(&visit, &sent, &errors, None))),
    };
    let code_error = |words: String| vec![FormError::new("code", "短信验证码", words)];
    if sent.has("send") {
        let sending = identity
            .send_code(Purpose::Register, &facts.phone, &source(&headers))
            .await?;
        return Ok(match sending.objection() {
            None => show_identity(&visit, &sent, &[], Some(&facts)).into_response(),
            Some(words) => again(show_identity(&visit, &sent, &code_error(words), None)),
        });
    }
    if sent.get("code").is_empty() {
        let errors = code_error("请填写短信里的6位数字。还没有收到，就点“发送验证码”".into());
        return Ok(again(show_identity(&visit, &sent, &errors, None)));
    }
    if !identity
        .use_code(Purpose::Register, &facts.phone, sent.get("code"))
        .await?
    {
        let errors = code_error("验证码不对，或者已经过了10分钟。请再发一次".into());
        return Ok(again(show_identity(&visit, &sent, &errors, None)));
    }
    if identity.account_of(facts.number.as_str()).await?.is_some() {
        let words = "您已经注册过了，请直接登录。忘了密码，可以用短信验证码登录";
        let errors = [FormError::new("number", "身份证号", words)];
        return Ok(again(show_identity(&visit, &sent, &errors, None)));
    }
    let token = identity
        .begin_pending(Half::Register, None, &serde_json::to_string(&facts)?)
        .await?;
    let jar = CookieJar::new().add(step_cookie(&identity.kernel, COOKIE, token));
    Ok((jar, Redirect::to("/register/password")).into_response())
}

/// The facts as typed, compared with the register; or what is wrong. Comparing is counted, so that nobody tries out
/// whose number goes with whose name.
async fn facts_of(identity: &Identity, sent: &Sent, source: &str) -> Result<Result<Facts, Vec<FormError>>, Problem> {
    let facts = match identity.read_facts(sent.get("name"), sent.get("number"), sent.get("phone")) {
        Ok(facts) => facts,
        Err(fields) => return Ok(Err(errors_of(&fields, &LABELS))),
    };
    let counts = identity.counts("facts", facts.number.as_str(), source);
    if !identity.attempt(&counts).await? {
        let words = "比对得太多了。请等几分钟再试，或者带证件到窗口办";
        return Ok(Err(vec![FormError::new("number", "身份证号", words)]));
    }
    Ok(match identity.check_facts(&facts).await {
        Check::Match => {
            identity.succeeded(&counts).await?;
            Ok(facts)
        }
        Check::NoMatch => {
            let words = "姓名、身份证号和手机号对不上。请对照身份证再核对一次；手机号要是本人实名办的";
            Err(vec![FormError::new("number", "身份证号", words)])
        }
        Check::Unavailable => {
            let words = "身份比对服务现在连不上，不是您填错了。请过几分钟再试，或者带证件到窗口办";
            Err(vec![FormError::new("name", "", words)])
        }
    })
}

fn show_identity(visit: &Visit, sent: &Sent, errors: &[FormError], code_sent_to: Option<&Facts>) -> Markup {
    let field = |name: &str, label: &str, kind| Field::new(name, label, kind).value(sent.get(name)).errors(errors);
    let send = Kind::OneTime(Some(("send".into(), "发送验证码".into())));
    page(
        visit,
        1,
        "核对身份",
        errors,
        &html! {
            p class="lede top-2 end-5" { "我们用姓名、身份证号、手机号这3项和公安的登记比对，只比对，不另外保存照片。" }
            @if let Some(facts) = code_sent_to {
                div class="measure-narrow end-4" {
                    (Notice::new(Tone::Good, format!("验证码已发到{}", facts.phone)).text("10分钟内有效，填在下面就能继续"))
                }
            }
            form class="measure-narrow" method="post" action="/register/identity" {
                input type="hidden" name="agreed" value=(AGREEMENT_VERSION);
                (field("name", "姓名", Kind::Text(Width::Medium)).hint("和身份证上一样").autocomplete("name"))
                (field("number", "身份证号", Kind::ResidentId).hint("18位，最后一位可能是X"))
                (field("phone", "手机号", Kind::Phone).hint("本人实名办的，用来收验证码和办理短信"))
                (field("code", "短信验证码", send).hint("6位数字，10分钟内有效"))
                div class="form-actions" { (Button::submit("下一步：设密码").big()) }
            }
        },
    )
}

/// The half-done registration of this visitor.
async fn half_done(identity: &Identity, headers: &HeaderMap) -> Result<Option<(Pending, Facts)>, Problem> {
    let Some(pending) = identity.pending(Half::Register, &cookie(headers, COOKIE)).await? else {
        return Ok(None);
    };
    let facts = serde_json::from_str(&pending.data)?;
    Ok(Some((pending, facts)))
}

pub(super) async fn password(State(identity): Service, visit: Visit, headers: HeaderMap) -> Result<Response, Problem> {
    Ok(match half_done(&identity, &headers).await? {
        Some((_, facts)) => show_password(&visit, &facts, &[]).into_response(),
        None => done("/register"),
    })
}

pub(super) async fn finish(
    State(identity): Service,
    visit: Visit,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, Problem> {
    let Some((pending, facts)) = half_done(&identity, &headers).await? else {
        return Ok(done("/register"));
    };
    let chosen = raw(&sent, "password");
    if chosen != raw(&sent, "again") {
        let error = FormError::new("again", "再填一次", "两次填的密码不一样，请再填一次");
        return Ok(again(show_password(&visit, &facts, &[error])));
    }
    match identity.register(&facts, chosen).await {
        Ok(person) => {
            identity.end_pending(&pending).await?;
            let response = begin_session(&identity, &visit, "citizen", person, &headers, MY).await?;
            Ok((CookieJar::new().add(removal(COOKIE)), response).into_response())
        }
        Err(problem) => {
            let errors = shown(problem, &LABELS, "password")?;
            Ok(again(show_password(&visit, &facts, &errors)))
        }
    }
}

fn show_password(visit: &Visit, facts: &Facts, errors: &[FormError]) -> Markup {
    let new = || Kind::Password { new: true };
    page(
        visit,
        2,
        "设密码",
        errors,
        &html! {
            p class="lede top-2 end-5" { (facts.name) "，身份核对好了。设一个密码，注册就完成了。" }
            form class="measure-narrow" method="post" action="/register/password" {
                // Password managers file the password under this name.
                input type="hidden" name="username" autocomplete="username" value=(facts.phone.as_str());
                (Field::new("password", "密码", new()).hint("至少8位，字母、数字、符号至少有两种").errors(errors))
                (Field::new("again", "再填一次", new()).errors(errors))
                div class="form-actions" { (Button::submit("完成注册").big()) }
            }
        },
    )
}

fn page(visit: &Visit, step: usize, title: &str, errors: &[FormError], content: &Markup) -> Markup {
    let body = html! {
        div class="page" {
            (ui::error_summary(errors))
            div class="split" {
                div {
                    ol class="steps" aria-label="注册步骤" {
                        @for (at, name) in ["看协议", "核对身份", "设密码"].iter().enumerate() {
                            li class=[(at < step).then_some("done")] aria-current=[(at == step).then_some("step")] { (name) }
                        }
                    }
                    h1 class="top-5" { (title) }
                    (content)
                }
                (beside())
            }
        }
    };
    ui::portal_page(
        &visit.page(MY),
        &ui::error_title(errors, &format!("注册：{title}")),
        &[],
        body,
    )
}

fn beside() -> Markup {
    html! {
        aside class="stack" {
            section class="card" {
                h2 class="size-1" { "这些信息怎么用" }
                ul class="list small top-2" {
                    li { "只用来确认是您本人" }
                    li { "身份证号加密保存，页面上只显示前后几位" }
                    li { "谁查看过，您在“我的”里都能看到" }
                    li { "不想用了，可以注销账号" }
                }
            }
            section class="card" {
                h2 class="size-1" { "比对不上？" }
                p class="small muted" { "改过名字或换过手机号的，登记可能还没更新。带证件到窗口，5分钟办好。" }
            }
        }
    }
}
