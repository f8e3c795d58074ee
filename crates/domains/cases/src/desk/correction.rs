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
use super::opened::Opened;
use super::{Desk, kept, letter, opened, words};
use crate::commands::desk;
use crate::lifecycle::{self, Refusal};
use crate::model::{About, Source};
use crate::permissions;

/// The name of its draft, and the last part of its address.
const FORM: &str = "correction";
/// Places of the form that can be named at first; more come with each saving.
const SPARE: usize = 2;
/// More problems than that in the form are a new application.
const MOST_PLACES: usize = 40;

/// One line of the notice as it is written.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Its number on the page.
    pub at: usize,
    pub about: About,
    /// What it is about, in words.
    pub name: String,
    pub used: bool,
    pub problem: String,
    pub remedy: String,
    /// Why it cannot be asked for.
    locked: Option<&'static str>,
    hint: String,
}

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
    let lines: Vec<Line> = lines(&state, &opened, &sent).into_iter().filter(|l| l.used).collect();
    let errors = faults(&lines);
    let (case, staff) = (opened.loaded.case.id, opened.staff.id);
    let outcome = if errors.is_empty() {
        let items = lines.into_iter().map(|l| crate::model::CorrectionItem {
            about: l.about,
            problem: l.problem,
            remedy: l.remedy,
        });
        desk::ask_correction(&state.cases, &visit.actor, case, items.collect(), None)
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

fn faults(lines: &[Line]) -> Vec<FormError> {
    let mut errors = Vec::new();
    if lines.is_empty() {
        errors.push(FormError::new("issues", "", "请至少勾一项，写清问题和怎样补正"));
    }
    for line in lines {
        for (text, id, words) in [(&line.problem, "problem", "问题"), (&line.remedy, "remedy", "怎样补正")] {
            if text.trim().is_empty() {
                let message = format!("没有写“{words}”");
                errors.push(FormError::new(format!("{id}-{}", line.at), line.name.clone(), message));
            }
        }
    }
    errors
}

/// All lines of the page: each material of the list, then places of the form that were named.
fn lines(state: &Desk, opened: &Opened, sent: &Sent) -> Vec<Line> {
    let mut all = state.cases.judge(&opened.loaded, |case, view| {
        let missing = lifecycle::missing(view, &case.materials);
        let due = view.outcome.materials.iter();
        let due = due.filter_map(|id| view.handling.materials.iter().find(|m| m.id == **id));
        let lines = due.enumerate().map(|(at, material)| {
            let locked = match case.handed(&material.id).map(|h| &h.source) {
                Some(Source::Register { .. }) => Some("不能要求：由系统从登记库调取，不用申请人提交"),
                Some(Source::ByBody) => Some("不能要求：由本机关自己核查，不用申请人提交"),
                _ => None,
            };
            let gone = missing.contains(&material.name);
            Line {
                at,
                about: About::Material(material.id.clone()),
                name: format!("材料 {} {}", at + 1, material.name),
                used: gone && locked.is_none(),
                problem: if gone { "没有提交。".into() } else { String::new() },
                remedy: format!("请提交：{}", material.standard),
                locked,
                hint: if gone { "还没有交".into() } else { String::new() },
            }
        });
        lines.collect::<Vec<_>>()
    });
    let first = all.len();
    for line in &mut all {
        written(line, sent);
    }
    for at in first..first + places(sent, first) {
        let about = sent.get(&format!("about.{at}"));
        let mut line = Line {
            at,
            about: About::Field(about.to_owned()),
            name: place_name(opened, about),
            used: false,
            problem: String::new(),
            remedy: String::new(),
            locked: None,
            hint: String::new(),
        };
        written(&mut line, sent);
        line.used = !about.is_empty();
        all.push(line);
    }
    all
}

/// How many places of the form are offered: those that were named, and some more.
fn places(sent: &Sent, first: usize) -> usize {
    let named = (first..first + MOST_PLACES)
        .filter(|at| !sent.get(&format!("about.{at}")).is_empty())
        .count();
    (named + SPARE).min(MOST_PLACES)
}

/// What the officer has changed.
fn written(line: &mut Line, sent: &Sent) {
    if !sent.has("form") || line.locked.is_some() {
        return;
    }
    line.used = sent.has(&format!("use.{}", line.at));
    sent.get(&format!("problem.{}", line.at)).clone_into(&mut line.problem);
    sent.get(&format!("remedy.{}", line.at)).clone_into(&mut line.remedy);
}

/// The places of the form that are shown to this applicant: id and words.
fn form_places(opened: &Opened) -> Vec<(String, String)> {
    let local = opened.loaded.handled.local();
    let handling = local.definition();
    let mut out = Vec::new();
    for shown in &opened.loaded.outcome.sections {
        let Some(section) = handling.form.iter().find(|s| s.id == *shown.id) else {
            continue;
        };
        out.push((section.id.clone(), format!("{}（整节）", section.title)));
        if shown.repeated {
            continue;
        }
        for field in shown.rows.iter().flatten().filter(|f| f.shown) {
            let label = section
                .fields
                .iter()
                .find(|f| f.id == *field.id)
                .map_or("", |f| f.label.as_str());
            out.push((field.id.to_string(), format!("{} · {label}", section.title)));
        }
    }
    out
}

fn place_name(opened: &Opened, id: &str) -> String {
    let found = form_places(opened).into_iter().find(|(place, _)| place == id);
    found.map_or_else(|| "表单".into(), |(_, words)| format!("表单 · {words}"))
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
    let (by, href) = (state.cases.who(&visit.actor), opened.href());
    let refusal = state.cases.judge(&opened.loaded, |case, view| {
        match lifecycle::ask_correction(case, view, &by, &[]) {
            Err(Refusal::EmptyCorrection) | Ok(_) => None,
            Err(other) => Some(other.to_string()),
        }
    });
    if let Some(reason) = refusal {
        let content = html! {
            (subject(opened, title))
            (Notice::new(Tone::Warn, "不能再发补正告知").text(reason))
            (web::ui::buttons(&[Button::link("回到办件", href)]))
        };
        return Ok(desk_page(&words::frame(visit, ""), title, false, content));
    }
    let limit = state
        .cases
        .judge(&opened.loaded, |_, view| (view.rules.correction, view.now));
    let until = state
        .cases
        .days
        .deadline(shanghai(limit.1), limit.0)
        .map_err(Problem::internal)?
        .date;
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
                    (deadline(&limit.0.words(), until, opened.today))
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
