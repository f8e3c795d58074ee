//! 一次性补正告知: everything at once, only what the published list asks for, and how the notice will read
//! (《行政许可法》第三十二条第一款第四项).

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use http::StatusCode;
use kernel::{Problem, shanghai};
use maud::{Markup, html};
use web::server::{Sent, Visit};
use web::ui::desk::{bar_end, desk_page, sheet};
use web::ui::form::first_submit;
use web::ui::{Button, FormError, Notice, Tone, error_summary, error_title, fmt};

use super::further::subject;
use super::lines::{Line, faults, form_places, lines};
use super::opened::Opened;
use super::{Desk, kept, letter, opened, papers, words};
use crate::commands::desk;
use crate::lifecycle::{self, Refusal};
use crate::model::{About, CorrectionItem};
use crate::notices;
use crate::permissions;

/// The name of its draft, and the last part of its address.
const FORM: &str = "correction";

/// GET …/correction
pub(super) async fn page(
    State(state): State<Arc<Desk>>,
    visit: Visit,
    Path(number): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let opened = opened::open(&state, &visit, &number).await?;
    visit
        .actor
        .require(permissions::RECEIVE, permissions::SEE, &opened.loaded.place)?;
    let said = words::said(&Sent::parse(query.unwrap_or_default().as_bytes())?);
    let sent = opened.kept.form(FORM);
    Ok(render(&state, &visit, &opened, &sent, &[], said).await?.into_response())
}

/// POST …/correction
pub(super) async fn send(
    State(state): State<Arc<Desk>>,
    visit: Visit,
    Path(number): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let opened = opened::open(&state, &visit, &number).await?;
    let lines = lines(&state, &opened, &sent);
    let errors = faults(&lines);
    let (case, staff) = (opened.loaded.case.id, opened.staff.id);
    let outcome = if errors.is_empty() {
        desk::ask_correction(&state.cases, &visit.actor, case, written(lines), None)
            .await
            .map(|_| ())
    } else {
        Err(Problem::new(422, "invalid", "还不能发出"))
    };
    match outcome {
        Ok(()) => {
            kept::forget(&state.cases, case, staff).await?;
            Ok(Redirect::to(&format!("{}?said=corrected", opened.href())).into_response())
        }
        Err(problem) if matches!(problem.status, 403 | 409 | 422) => {
            opened
                .kept
                .clone()
                .with(FORM, &sent)
                .save(&state.cases, case, staff)
                .await?;
            let errors = if errors.is_empty() {
                vec![FormError::new("main", "", problem.title.clone())]
            } else {
                errors
            };
            let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            Ok((status, render(&state, &visit, &opened, &sent, &errors, None).await?).into_response())
        }
        Err(problem) => Err(problem),
    }
}

/// GET …/correction.pdf: the notice as it would be printed, from what was saved.
pub(super) async fn preview(
    State(state): State<Arc<Desk>>,
    visit: Visit,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let opened = opened::open(&state, &visit, &number).await?;
    visit
        .actor
        .require(permissions::RECEIVE, permissions::SEE, &opened.loaded.place)?;
    if let Some(reason) = refusal(&state, &visit, &opened) {
        return Err(Problem::conflict(reason));
    }
    let items = written(lines(&state, &opened, &opened.kept.form(FORM)));
    let (_, until) = limit(&state, &opened)?;
    let pdf = notices::correction_preview(&state.cases, &opened.loaded, &items, until).await?;
    Ok(papers::inline("一次性补正告知书（预览）", pdf))
}

/// What the ticked lines say.
fn written(lines: Vec<Line>) -> Vec<CorrectionItem> {
    let used = lines.into_iter().filter(|l| l.used);
    used.map(|l| CorrectionItem {
        about: l.about,
        problem: l.problem,
        remedy: l.remedy,
    })
    .collect()
}

/// Why no correction can be asked for now.
fn refusal(state: &Desk, visit: &Visit, opened: &Opened) -> Option<String> {
    let by = state.cases.who(&visit.actor);
    state.cases.judge(&opened.loaded, |case, view| {
        match lifecycle::ask_correction(case, view, &by, &[]) {
            Err(Refusal::EmptyCorrection) | Ok(_) => None,
            Err(other) => Some(other.to_string()),
        }
    })
}

/// How long the applicant has, and until when.
fn limit(state: &Desk, opened: &Opened) -> Result<(workcal::Limit, NaiveDate), Problem> {
    let (limit, now) = state
        .cases
        .judge(&opened.loaded, |_, view| (view.rules.correction, view.now));
    let end = state.cases.days.deadline(shanghai(now), limit);
    Ok((limit, end.map_err(Problem::internal)?.date))
}

async fn render(
    state: &Desk,
    visit: &Visit,
    opened: &Opened,
    sent: &Sent,
    errors: &[FormError],
    said: Option<Notice>,
) -> Result<Markup, Problem> {
    let title = "一次性补正告知";
    let href = opened.href();
    if let Some(reason) = refusal(state, visit, opened) {
        let content = html! {
            (subject(opened, title))
            (Notice::new(Tone::Warn, "不能再发补正告知").text(reason))
            (web::ui::buttons(&[Button::link("回到办件", href)]))
        };
        return Ok(desk_page(&words::frame(visit, ""), title, false, content));
    }
    let (limit, until) = limit(state, opened)?;
    let lines = lines(state, opened, sent);
    let body = state.cases.identity.body(opened.loaded.case.filed.body).await?;
    let used = lines.iter().filter(|l| l.used).count();
    let buttons = [
        Button::link("回到办件", href.clone()).secondary(),
        Button::submit("存为草稿，更新预览")
            .secondary()
            .lenient()
            .key("S")
            .to(format!("{href}/draft")),
        Button::submit("发出并暂停计时").key("Ctrl ↵"),
    ];
    let content = html! {
        form method="post" action={ (href) "/correction" } data-autosave={ (href) "/draft" } {
            (first_submit())
            input type="hidden" name="form" value=(FORM);
            (error_summary(errors))
            (subject(opened, title))
            @if let Some(notice) = said { (notice) }
            div class="cols cols-form" {
                div class="stack" {
                    (law(opened))
                    (issues(opened, &lines, errors, used))
                    (deadline(&limit.words(), until, opened.today))
                    (checks(&lines))
                }
                aside class="preview" aria-label="通知书预览" { (letter::correction(opened, &body, &lines, until)) }
            }
            (bar_end(&html! { "将发给 " (opened.loaded.case.filed.applicant_name) "，短信和站内消息 "
                span data-saved role="status" {} }, &buttons))
        }
    };
    Ok(desk_page(
        &words::frame(visit, ""),
        &error_title(errors, title),
        false,
        content,
    ))
}

fn law(opened: &Opened) -> Markup {
    let due = fmt::date(opened.loaded.due_on, opened.today);
    html! {
        p class="notice warn" { span {
            "受理决定限" (due) "（收到后第 5 个工作日）。逾期不告知的，自收到申请之日起视为受理"
            "（《行政许可法》第三十二条）。补正只能告知一次，请一次写全。"
        } }
    }
}

fn issues(opened: &Opened, lines: &[Line], errors: &[FormError], used: usize) -> Markup {
    let title = format!("写入通知书的问题 {used} 项");
    let places = form_places(opened);
    sheet(
        &title,
        &html! { "只能写清单上的材料和表单里的内容" },
        &html! {
            ol id="issues" tabindex="-1" {
                @for line in lines {
                    @match line.locked {
                        Some(reason) => li class="issue off" {
                            input type="checkbox" disabled aria-label={ "写入通知书：" (line.name) };
                            div class="body" { p { b { (line.name) } " " (reason) } }
                        },
                        None => (issue(line, &places, errors)),
                    }
                }
            }
        },
    )
}

fn issue(line: &Line, places: &[(String, String)], errors: &[FormError]) -> Markup {
    let at = line.at;
    html! {
        li class="issue" {
            @match &line.about {
                About::Material(_) => {
                    input type="checkbox" id={ "use-" (at) } name={ "use." (at) } value="1" checked[line.used];
                    div class="body" {
                        p { label for={ "use-" (at) } { b { (line.name) } } " " span class="muted" { (line.hint) } }
                        (pair(line, errors))
                    }
                }
                About::Field(chosen) => {
                    span {}
                    div class="body" {
                        div {
                            label class="visually-hidden" for={ "about-" (at) } { "表单里的哪一处" }
                            select class="input" id={ "about-" (at) } name={ "about." (at) } {
                                option value="" { "增写：表单里的哪一处" }
                                @for (id, words) in places { option value=(id) selected[id == chosen] { (words) } }
                            }
                        }
                        (pair(line, errors))
                    }
                }
            }
        }
    }
}

/// 问题 and 怎样补正, side by side.
fn pair(line: &Line, errors: &[FormError]) -> Markup {
    let one = |name: &str, label: &str, value: &str| {
        let id = format!("{name}-{}", line.at);
        let error = errors.iter().find(|e| e.field_id == id).map(|e| e.message.as_str());
        html! {
            div {
                label class="hint" for=(id) { (label) }
                @if let Some(error) = error {
                    p class="error" id={ (id) "-e" } { span class="visually-hidden" { "错误：" } (error) }
                }
                textarea id=(id) name={ (name) "." (line.at) } rows="2" aria-invalid=[error.map(|_| "true")]
                    aria-describedby=[error.map(|_| format!("{id}-e"))] { (value) }
            }
        }
    };
    html! { div class="two" { (one("problem", "问题", &line.problem)) (one("remedy", "怎样补正", &line.remedy)) } }
}

fn deadline(limit: &str, until: NaiveDate, today: NaiveDate) -> Markup {
    sheet(
        "补正期限与方式",
        &html! {},
        &html! {
            div class="sheet-body" {
                dl class="pairs" {
                    dt { "申请人补正期限" } dd { (limit) "（至" (fmt::date(until, today)) "）" }
                    dt { "补正方式" } dd { "网上补传，或到窗口" }
                    dt { "送达" } dd { "站内消息和短信" }
                }
                p class="hint" { "发出后停止计算受理期限；补齐后从收到之日起重新计算。" }
            }
        },
    )
}

fn checks(lines: &[Line]) -> Markup {
    let used: Vec<&Line> = lines.iter().filter(|l| l.used).collect();
    let complete = used
        .iter()
        .filter(|l| !l.problem.trim().is_empty() && !l.remedy.trim().is_empty())
        .count();
    let all = [
        (
            !used.is_empty() && complete == used.len(),
            format!("{} 项里有 {complete} 项写全了“问题”和“怎样补正”", used.len()),
        ),
        (true, "没有要求清单以外的材料，没有要求可以由系统调取的材料".to_owned()),
        (true, "本件此前没有发出过补正告知".to_owned()),
    ];
    sheet(
        "发出前的检查",
        &html! {},
        &html! {
            div class="sheet-body" {
                ul class="stack stack-tight" { @for (good, words) in &all {
                    li class="check" {
                        span class={ "verdict " (if *good { "ok" } else { "todo" }) } { (if *good { "✓" } else { "○" }) }
                        span { (words) }
                    }
                } }
            }
        },
    )
}
