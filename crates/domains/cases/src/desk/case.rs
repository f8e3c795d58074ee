//! The page of a case: materials, what is looked at, the judgement beside it, the decision below (DESK 4).

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use items::{Step, sentence};
use kernel::Problem;
use maud::{Markup, Render as _, html};
use web::server::{Sent, Visit};
use web::ui::desk::{CaseHead, CaseLayout, CaseTab, Template, case_layout, desk_page, templates_popover};
use web::ui::form::first_submit;
use web::ui::{FormError, Tag, Tone, error_summary, error_title};

use super::bar::{self, Bar};
use super::input::Input;
use super::kept::WORK;
use super::materials::{self, Looked};
use super::opened::Opened;
use super::points::{self, Panel, Point};
use super::time::{Time, time};
use super::{Desk, data, history, opened, papers, row, words};
use crate::commands::desk::{barred, holder};
use crate::model::State as Stand;

/// GET /desk/cases/{number}
pub(super) async fn page(
    State(desk): State<Arc<Desk>>,
    visit: Visit,
    Path(number): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let asked = Sent::parse(query.unwrap_or_default().as_bytes())?;
    let opened = opened::open(&desk, &visit, &number).await?;
    let work = opened.kept.form(WORK);
    let page = Page {
        desk: &desk,
        visit: &visit,
        opened: &opened,
        asked: &asked,
        work: &work,
        problem: None,
    };
    Ok(page.render().await?.into_response())
}

/// The page again after a refusal, with everything that was written.
pub(super) async fn again(
    desk: &Desk,
    visit: &Visit,
    opened: &Opened,
    sent: &Sent,
    problem: &Problem,
) -> Result<Response, Problem> {
    let page = Page {
        desk,
        visit,
        opened,
        asked: sent,
        work: sent,
        problem: Some(problem),
    };
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    Ok((status, page.render().await?).into_response())
}

struct Page<'a> {
    desk: &'a Desk,
    visit: &'a Visit,
    opened: &'a Opened,
    /// What the address asks for.
    asked: &'a Sent,
    /// What the officer has written.
    work: &'a Sent,
    problem: Option<&'a Problem>,
}

impl Page<'_> {
    async fn render(&self) -> Result<Markup, Problem> {
        let (desk, opened) = (self.desk, self.opened);
        let documents = desk.cases.documents.of_case(opened.loaded.case.id).await?;
        let step = desk.cases.current_step(&opened.loaded);
        let input = step.as_ref().map(|s| Input::read(desk, opened, s, self.work));
        let work = step.as_ref().zip(input.as_ref());
        let mine = step.as_ref().is_some_and(|s| self.mine(s));
        let evidence = input
            .as_ref()
            .and_then(|i| points::open(&i.points, self.asked.get("point"))?.material.as_deref());
        let looked = Looked::of(desk, opened, self.asked, evidence).await?;
        let clock = time(&desk.cases, &opened.loaded);
        let history = history::panel(&desk.cases, opened, &clock).await?;
        let (points, errors) = self.points(work, mine);
        let count = input.as_ref().map_or_else(String::new, |i| count(&i.points));
        let layout = CaseLayout {
            head: self.head(&clock),
            materials: materials::list(opened, &looked, self.asked.get("point")),
            viewer: materials::viewer(desk, opened, &looked),
            tabs: vec![
                tab("points", "审查要点", count, points),
                tab("data", "申请资料", String::new(), data::panel(desk, opened)),
                tab("history", "经过与期限", String::new(), history),
                tab(
                    "papers",
                    "文书",
                    documents.len().to_string(),
                    papers::panel(opened, &documents),
                ),
            ],
            bar: self.bar(work).render(),
            after: self.templates(work.filter(|_| mine)),
        };
        let title = format!(
            "{} {}",
            opened.loaded.case.filed.title, opened.loaded.case.filed.applicant_name
        );
        let autosave = mine.then(|| format!("{}/draft", opened.href()));
        // One form around all of it: whatever is pressed, nothing that was written is left behind.
        let content = html! {
            form method="post" action={ (opened.href()) "/draft" } data-autosave=[autosave] {
                (first_submit())
                @for name in ["material", "file", "page"] {
                    @if self.asked.has(name) { input type="hidden" name=(name) value=(self.asked.get(name)); }
                }
                @if let Some(step) = &step { input type="hidden" name="step" value=(step.id); }
                (case_layout(&layout))
            }
        };
        Ok(desk_page(
            &words::frame(self.visit, ""),
            &error_title(&errors, &title),
            true,
            content,
        ))
    }

    /// Whether the officer may work at the step now.
    fn mine(&self, step: &Step) -> bool {
        let loaded = &self.opened.loaded;
        barred(&self.visit.actor, loaded, Some(step)).is_none()
            && holder(&self.desk.cases, loaded, &self.visit.actor).is_none()
    }

    fn head(&self, clock: &Time) -> CaseHead {
        let case = &self.opened.loaded.case;
        let edition = self.opened.loaded.handled.edition();
        let published = kernel::shanghai(edition.published_at).format("%Y年%-m月");
        let mut facts = vec![
            html! { span { (case.filed.channel.words()) } },
            html! { span { "按 " (published) "第 " (edition.version) " 版清单" } },
        ];
        facts.extend(
            row::marks(&self.opened.loaded, clock.urgency)
                .iter()
                .map(web::ui::desk::Mark::render),
        );
        if let Some((id, name, _)) = &self.opened.loaded.claimed {
            let name = if *id == self.opened.staff.id { "我" } else { name };
            facts.push(html! { span { (name) " 领取" } });
        }
        if let Some(said) = words::said_words(self.asked.get("said")) {
            facts.push(html! { span role="status" { (Tag::new(Tone::Good, said)) } });
        }
        CaseHead {
            item: case.filed.title.clone(),
            situation: String::new(),
            applicant: case.filed.applicant_name.clone(),
            number: case.number.clone(),
            facts,
            left: clock.left.words.clone(),
            due: clock.due.clone(),
            explained: "#history".into(),
            days: clock.days.clone(),
        }
    }

    fn points(&self, work: Option<(&Step, &Input)>, mine: bool) -> (Markup, Vec<FormError>) {
        let mut errors = self.errors();
        let Some((step, input)) = work else {
            let content = html! { (summary(&errors)) (points::earlier(self.opened)) (self.before_review()) };
            return (content, errors);
        };
        let asked = self.asked.get("point");
        let reason = self.problem.filter(|p| p.code == "point_needs_note");
        let lacking = reason.and_then(|_| points::without_reason(&input.points));
        let open = lacking.or_else(|| points::open(&input.points, asked)).filter(|_| mine);
        if let Some(at) = lacking.and_then(|p| input.points.iter().position(|one| one.id == p.id)) {
            errors[0].field_id = format!("note-{}", points::before(self.opened) + at + 1);
        }
        let check = self.problem.is_some_and(|p| p.code == "step_fields");
        let (fields, faults) = if mine {
            input.fields(self.desk, self.opened, step, check)
        } else {
            (Vec::new(), Vec::new())
        };
        if check {
            errors = faults;
        }
        let note = reason.map(|p| p.title.as_str());
        let panel = Panel {
            opened: self.opened,
            step,
            points: &input.points,
            open,
            asked: !asked.is_empty(),
            fields: &fields,
            error: note,
        };
        (html! { (summary(&errors)) (panel.render()) }, errors)
    }

    fn errors(&self) -> Vec<FormError> {
        let Some(problem) = self.problem else { return Vec::new() };
        let id = if problem.code == "needs_text" {
            "opinion"
        } else {
            "points"
        };
        vec![FormError::new(id, "", problem.title.clone())]
    }

    /// Before acceptance: what is looked at is the list, material by material.
    fn before_review(&self) -> Markup {
        let case = &self.opened.loaded.case;
        let local = self.opened.loaded.handled.local();
        let handling = local.definition();
        let outcome = &self.opened.loaded.outcome;
        if !matches!(case.state, Stand::Received | Stand::Correcting) {
            return html! {};
        }
        let due = outcome
            .materials
            .iter()
            .filter_map(|id| handling.materials.iter().find(|m| m.id == **id));
        let conditions = outcome.conditions.iter().filter_map(|at| handling.conditions.get(*at));
        html! {
            ol class="points" {
                li class="band" { "受理条件" }
                @for (at, condition) in conditions.enumerate() {
                    li { span class="no" { (at + 1) } span class="what" { (sentence(&condition.text)) }
                        span class="verdict" {} span class="basis" { (words::basis(condition.basis.as_ref())) } }
                }
                li class="band" { "材料齐不齐、合不合要求" }
                @for (at, material) in due.enumerate() {
                    @let there = case.handed(&material.id).is_some();
                    li {
                        span class="no" { (at + 1) }
                        span class="what" { a class="plain" href=(materials::href(self.opened, &material.id, 0, 1, "")) { (sentence(&material.name)) } }
                        span class={ "verdict " (if there { "ok" } else { "todo" }) } { (if there { "有 ✓" } else { "没有交" }) }
                        span class="basis" { (sentence(&material.standard)) }
                    }
                }
            }
            @if let Some(correction) = &case.correction {
                div class="panel-pad" {
                    h2 { "已经告知补正" }
                    ol class="stack-tight" { @for item in &correction.items {
                        li { b { (item.problem) } p class="sub" { (item.remedy) } }
                    } }
                }
            }
        }
    }

    fn bar(&self, work: Option<(&Step, &Input)>) -> Bar {
        let mut bar = bar::bar(self.desk, self.opened, &self.visit.actor, work);
        if let Some((opinion, error)) = &mut bar.opinion {
            let template = self.asked.get("template").parse::<usize>().ok();
            if let (Some(at), Some((step, input))) = (template, work) {
                let all = templates(self.opened, step, &input.points);
                if let Some(text) = all.get(at).filter(|_| opinion.is_empty()) {
                    opinion.clone_from(text);
                }
            }
            *error = self.problem.filter(|p| p.code == "needs_text").map(|p| p.title.clone());
        }
        bar
    }

    fn templates(&self, work: Option<(&Step, &Input)>) -> Markup {
        let Some((step, input)) = work else { return html! {} };
        let all = templates(self.opened, step, &input.points);
        let all: Vec<Template> = all
            .into_iter()
            .enumerate()
            .map(|(at, text)| Template {
                text,
                note: "由要点自动填入".into(),
                href: format!("{}?template={at}#decide", self.opened.href()),
            })
            .collect();
        templates_popover(&format!("意见模板 · {}", sentence(&step.name)), "opinion", &all)
    }
}

fn tab(id: &'static str, title: &str, count: String, content: Markup) -> CaseTab {
    CaseTab {
        id,
        title: title.into(),
        count,
        content,
    }
}

fn summary(errors: &[FormError]) -> Markup {
    html! { @if !errors.is_empty() { div class="panel-pad" { (error_summary(errors)) } } }
}

/// 8/11: how many points have a finding.
fn count(points: &[Point]) -> String {
    let done = points
        .iter()
        .filter(|p| p.mark() != web::ui::desk::Verdict::Todo)
        .count();
    if points.is_empty() {
        String::new()
    } else {
        format!("{done}/{}", points.len())
    }
}

/// Opinions from what was found: nobody writes the same twice.
fn templates(opened: &Opened, step: &Step, points: &[Point]) -> Vec<String> {
    let item = &opened.loaded.case.filed.title;
    let faults: Vec<String> = points.iter().filter_map(Point::fault).collect();
    if faults.is_empty() {
        return vec![
            format!("经审查，{item}的申请材料齐全，符合法定条件和标准，建议准予。"),
            format!("“{}”各项都符合，同意进入下一环节。", sentence(&step.name)),
            "同意。".into(),
        ];
    }
    let faults = faults.join("；");
    vec![
        format!("经审查，{faults}，不符合法定条件，建议不予。"),
        format!("经审查发现：{faults}。其他各项符合。"),
        format!("{faults}。请退回核实。"),
    ]
}
