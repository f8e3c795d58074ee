//! The receipt: two numbers to keep, what happens next and by when.

use axum::extract::{Path, State};
use axum::response::Response;
use items::{FeeDue, StepKind, sentence};
use kernel::{Problem, shanghai};
use maud::{Markup, html};
use web::server::Visit;
use web::ui::{self, Button, Upcoming, buttons, fmt, qr};

use super::{deadline, limit_words};
use crate::model::{State as CaseState, Way};
use crate::portal::{Service, page as frame};
use crate::service::{Cases, Loaded};

pub(in crate::portal) async fn page(
    State(cases): Service,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let citizen = visit.citizen()?;
    let loaded = cases.own(citizen, &number).await?;
    let case = &loaded.case;
    let body = cases.identity.body(case.filed.body).await?;
    let code = cases.query_code(case.id)?;
    let phone = cases.identity.person(citizen.person).await?.phone;
    let address = format!("/my/cases/{}", case.number);
    let actions = [
        Button::link("看办理进度", address.clone()),
        Button::link("保存回执（PDF）", format!("{address}/receipt.pdf")).secondary(),
    ];
    let track = format!("{}/track?number={}", cases.kernel.config.public_url, case.number);
    let content = html! {
        div class="page" { div class="split" {
            div {
                (ui::outcome("申请已经提交", &format!(
                    "{}收到了“{}”的申请。回执也发到{}。",
                    body.name, sentence(&case.filed.title), fmt::masked_phone(phone.as_str())
                )))
                section class="section top-6" aria-labelledby="nos" {
                    h2 id="nos" { "请记下这两个号码" }
                    (ui::numbers_to_keep(&[
                        ("办件编号".into(), fmt::case_number(&case.number), case.number.clone()),
                        ("查询码".into(), fmt::grouped(&code), code.clone()),
                    ]))
                    p class="small muted top-2" { "不登录，用这两个号码也能查进度。查询码相当于密码，请不要发给别人。" }
                }
                section class="section" aria-labelledby="next" {
                    h2 id="next" { "接下来" }
                    (ui::next_steps(&upcoming(&cases, &loaded)?))
                }
                div class="top-4" { (buttons(&actions)) }
                p class="small muted top-5" {
                    "提交时间：" (fmt::date_time_full(shanghai(case.submitted_at).naive_local()))
                }
            }
            aside class="stack" {
                div class="card" {
                    h2 class="size-1" { "带走进度" }
                    div class="qr top-3" { (qr(&track, "查办件进度的二维码")) p { "用手机扫一扫，填上查询码，随时看办到哪一步" } }
                }
                (who(&body))
                @if !case.state.is_final() { (withdraw(&address)) }
            }
        } }
    };
    Ok(frame(&visit, "/my", "申请已经提交", &[], content))
}

fn upcoming(cases: &Cases, loaded: &Loaded) -> Result<Vec<Upcoming>, Problem> {
    let case = &loaded.case;
    let today = cases.kernel.clock.today();
    let local = loaded.handled.local();
    let handling = local.definition();
    let mut out = Vec::new();
    if case.state == CaseState::Received {
        let running = deadline::running(cases, loaded)?;
        if let Some((running, due)) = running.as_ref().and_then(|r| r.clock.due.map(|due| (r, due))) {
            out.push(Upcoming {
                title: format!(
                    "最晚{}{}，我们告诉您是否受理",
                    deadline::about(running),
                    fmt::date_weekday(due, today)
                ),
                text: "少了什么，会一次说全。到期没有答复，就算受理了。您不用打电话问。".into(),
            });
        }
    }
    let reviews = loaded.outcome.steps.iter();
    let reviews = reviews.filter_map(|id| {
        handling
            .steps
            .iter()
            .find(|s| s.id == **id && s.kind == StepKind::Review)
    });
    let names: Vec<_> = reviews.map(|s| sentence(&s.name)).collect();
    out.push(Upcoming {
        title: format!("受理后最长{}出结果", limit_words(loaded.outcome.promised_limit)),
        text: if names.is_empty() {
            String::new()
        } else {
            format!("中间要做：{}。", names.join("、"))
        },
    });
    let fees = handling
        .fees
        .iter()
        .filter(|fee| loaded.outcome.fees.iter().any(|f| *f.id == fee.id && f.fen > 0));
    if loaded.outcome.fee_fen > 0 {
        let first = fees.clone().any(|fee| fee.due == FeeDue::BeforeAcceptance);
        out.push(Upcoming {
            title: format!("费用{}，在窗口缴", fmt::money(loaded.outcome.fee_fen)),
            text: if first {
                "其中有受理前要缴的，请先来缴。".into()
            } else {
                "该缴的时候会发短信告诉您。".into()
            },
        });
    }
    out.push(match case.filed.delivery {
        Way::Electronic => Upcoming {
            title: "办好当天收到电子结果".into(),
            text: "放在“我的办件”里，可以下载。".into(),
        },
        Way::Window => Upcoming {
            title: "办好了到窗口领".into(),
            text: "会发短信告诉您，请带身份证。".into(),
        },
    });
    Ok(out)
}

/// Who handles the case and how to reach them.
pub(in crate::portal) fn who(body: &identity::Body) -> Markup {
    html! {
        div class="card" {
            h2 class="size-1" { "谁在办" }
            p class="small" { (body.name) }
            @if let Some(window) = body.windows.first() {
                @if !window.phone.is_empty() { p { a class="touch strong" href={ "tel:" (window.phone) } { (window.phone) } } }
                p class="small muted" { (window.name) @if !window.address.is_empty() { "，" (window.address) } }
                @if !window.hours.is_empty() {
                    @let hours: Vec<String> = window.hours.iter().map(|[from, to]| format!("{from}–{to}")).collect();
                    p class="small muted" { "工作日" (hours.join("，")) }
                }
            }
        }
    }
}

/// The way to change one's mind.
pub(super) fn withdraw(address: &str) -> Markup {
    html! {
        div class="card" {
            h2 class="size-1" { "要改主意？" }
            p class="small muted" { "作出决定以前，您随时可以撤回，不影响以后再申请。" }
            a class="touch" href={ (address) "/withdraw" } { "撤回申请" }
        }
    }
}
