//! A draft, page by page: what there is to do, where one is, what is still missing.

pub(super) mod check;
mod conflict;
pub(super) mod list;
pub(super) mod materials;
pub(super) mod overview;
pub(super) mod section;

use std::sync::Arc;

use chrono::NaiveDate;
use items::{Ending, Handling, Need, Outcome, sentence};
use kernel::{Citizen, Id, Problem};
use maud::{Markup, html};
use web::ui::{self, FormError, Link, Notice, ProgressLine, Task, TaskState, Tone};

use super::short_moment;
use crate::commands::Begun;
use crate::form::{Part, faults, with_rows};
use crate::model::Content;
use crate::service::{Cases, evaluate_draft};
use crate::store::upload;

/// A step of filling in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Questions,
    Section(String),
    Materials,
    Check,
}

impl Step {
    fn href(&self, draft: Id) -> String {
        match self {
            Self::Questions => format!("/my/drafts/{draft}/questions"),
            Self::Section(id) => format!("/my/drafts/{draft}/form/{id}"),
            Self::Materials => format!("/my/drafts/{draft}/materials"),
            Self::Check => format!("/my/drafts/{draft}/check"),
        }
    }

    /// The name under which a draft remembers that it was saved.
    fn key(&self) -> &str {
        match self {
            Self::Questions => "questions",
            Self::Section(id) => id,
            Self::Materials => "materials",
            Self::Check => "check",
        }
    }
}

/// A draft with what applies to it.
#[derive(Debug)]
pub(super) struct Folder {
    begun: Begun,
    content: Content,
    outcome: Outcome,
    files: Vec<upload::row::Model>,
    today: NaiveDate,
}

impl Folder {
    /// The draft of an id; the number of its case when it was sent meanwhile.
    async fn open(cases: &Arc<Cases>, citizen: &Citizen, id: Id) -> Result<Result<Self, String>, Problem> {
        match cases.draft(citizen, id).await {
            Ok(begun) => Ok(Ok(Self::of(cases, begun).await?)),
            Err(problem) if problem.status == 404 => {
                let row = crate::store::file::find(cases.kernel.db.read(), id).await?;
                let row = row.ok_or(problem)?;
                Ok(Err(cases.own(citizen, &row.number).await?.case.number))
            }
            Err(problem) => Err(problem),
        }
    }

    async fn of(cases: &Arc<Cases>, begun: Begun) -> Result<Self, Problem> {
        let today = cases.kernel.clock.today();
        let files = cases.files_of(begun.row.id).await?;
        let content = with_rows(begun.handled.local().definition(), &begun.doc.content);
        let outcome = evaluate_draft(&begun.handled, begun.doc.kind, begun.doc.agent, &content, today)?;
        Ok(Self {
            begun,
            content,
            outcome,
            files,
            today,
        })
    }

    fn handling(&self) -> &Handling {
        self.begun.handled.local().definition()
    }

    fn id(&self) -> Id {
        self.begun.row.id
    }

    fn title(&self) -> String {
        sentence(&self.handling().name)
    }

    fn href(&self, step: &Step) -> String {
        step.href(self.id())
    }

    fn steps(&self) -> Vec<Step> {
        let asks = (!self.outcome.questions.is_empty()).then_some(Step::Questions);
        let sections = self.outcome.sections.iter().map(|s| Step::Section(s.id.to_string()));
        let papers = (!self.outcome.materials.is_empty()).then_some(Step::Materials);
        asks.into_iter()
            .chain(sections)
            .chain(papers)
            .chain([Step::Check])
            .collect()
    }

    fn next(&self, step: &Step) -> Step {
        let steps = self.steps();
        let at = steps.iter().position(|s| s == step);
        at.and_then(|at| steps.get(at + 1).cloned()).unwrap_or(Step::Check)
    }

    /// The first step with something to do.
    fn open_step(&self) -> Step {
        let unfinished = |step: &Step| self.note(step).0 != TaskState::Done;
        self.steps().into_iter().find(unfinished).unwrap_or(Step::Check)
    }

    fn step_title(&self, step: &Step) -> String {
        match step {
            Step::Questions => "先答几个问题".to_owned(),
            Step::Section(id) => {
                let section = self.handling().form.iter().find(|s| s.id == *id);
                section.map_or_else(String::new, |s| sentence(&s.title))
            }
            Step::Materials => "材料".to_owned(),
            Step::Check => "核对并提交".to_owned(),
        }
    }

    fn is_seen(&self, step: &Step) -> bool {
        self.begun.doc.seen.iter().any(|seen| seen == step.key())
    }

    /// What is wrong on the page of a step.
    fn faults(&self, step: &Step) -> Vec<FormError> {
        match step {
            Step::Questions => faults(self.handling(), &self.outcome, Part::Questions),
            Step::Section(id) => faults(self.handling(), &self.outcome, Part::Section(id)),
            Step::Materials | Step::Check => Vec::new(),
        }
    }

    /// Materials that surely must be uploaded and are not; what registers may know is asked on its own page.
    fn missing_files(&self) -> usize {
        let due = self.handling().materials.iter();
        due.filter(|m| self.outcome.materials.iter().any(|id| **id == m.id))
            .filter(|m| m.need == Need::Required && m.source == items::MaterialSource::Applicant)
            .filter(|m| m.kind != items::MaterialKind::Form && m.commitment != Some(true) && m.licence_type.is_none())
            .filter(|m| !self.files.iter().any(|file| file.material == m.id))
            .count()
    }

    fn note(&self, step: &Step) -> (TaskState, String) {
        let open = |words: &str| (TaskState::Open, words.to_owned());
        match step {
            Step::Materials => match (self.missing_files(), self.is_seen(step)) {
                (0, true) => (TaskState::Done, "已经齐了".to_owned()),
                (0, false) => open("请看一看"),
                (missing, _) => (TaskState::Open, format!("还差{missing}份")),
            },
            Step::Check if self.outcome.errors.is_empty() && self.missing_files() == 0 => open("可以提交了"),
            Step::Check => (TaskState::Todo, "前面填好就能提交".to_owned()),
            _ => match (self.faults(step).len(), self.is_seen(step)) {
                (0, true) => (TaskState::Done, "已填好".to_owned()),
                (0, false) => open("已替您填好，请看一看"),
                (wrong, true) => (TaskState::Wrong, format!("{wrong}处要改")),
                (_, false) => open("还没填"),
            },
        }
    }

    /// The parts of the application beside its page.
    fn tasks(&self, now: Option<&Step>) -> Markup {
        let task = |step: Step| {
            let (state, note) = self.note(&step);
            let current = now == Some(&step);
            Task {
                text: self.step_title(&step),
                note: if current && state == TaskState::Open {
                    "正在填".to_owned()
                } else {
                    note
                },
                state,
                href: Some(self.href(&step)),
                current,
            }
        };
        let tasks: Vec<_> = self.steps().into_iter().map(task).collect();
        ui::tasks(&self.title(), &tasks, "草稿会一直留着，换手机或电脑登录也能接着填。")
    }

    fn progress(&self, now: &Step) -> ProgressLine {
        let steps = self.steps();
        ProgressLine {
            step: steps.iter().position(|s| s == now).map_or(1, |at| at + 1),
            of: steps.len(),
            saved: format!("{}已保存", short_moment(self.begun.row.saved_at, self.today)),
        }
    }

    /// The title of a step's page: 经营信息（第2步，共5步）.
    fn page_title(&self, now: &Step, errors: &[FormError]) -> String {
        let line = self.progress(now);
        let title = format!("{}（第{}步，共{}步）", self.step_title(now), line.step, line.of);
        ui::error_title(errors, &title)
    }

    /// The frame of a step's page.
    fn sheet(&self, now: &Step, errors: &[FormError], content: &Markup) -> Markup {
        html! {
            div class="page" {
                div class="split aside-first" {
                    div {
                        (ui::error_summary(errors))
                        (self.progress(now))
                        h1 { (self.step_title(now)) }
                        (content)
                    }
                    (self.tasks(Some(now)))
                }
            }
        }
    }

    /// Notices that stand on every page of the draft: another item is the right one; the item has changed.
    fn notices(&self) -> Markup {
        let ends = self.outcome.ends.iter();
        let ends = ends.filter_map(|id| self.handling().endings.iter().find(|e| e.id == **id));
        html! {
            @for end in ends { (ending(end, &self.begun.row.handling_code)) }
            @if self.begun.renewed {
                (Notice::new(Tone::Warn, "这件事的办理要求更新过了")
                    .text("您填过的都还在，我们按新的要求重新核对了一遍。请看看有没有要补的。"))
            }
        }
    }
}

/// An ending with where to go instead.
pub(super) fn ending(end: &Ending, code: &str) -> Markup {
    let mut notice = Notice::new(Tone::Warn, "按您的回答，不用办这一件").text(sentence(&end.message));
    if let Some(link) = elsewhere(end, code) {
        notice = notice.link(link.text, link.href);
    }
    html! { div class="measure end-5" { (notice) } }
}

/// Where an ending leads: another way of handling the same item here, or another item.
fn elsewhere(end: &Ending, code: &str) -> Option<Link> {
    match (&end.item, &end.handling) {
        (None, Some(handling)) => {
            let here = code.get(..code.len().checked_sub(2)?)?;
            Some(Link::new("去办那一件", format!("/guide/{here}{handling}")))
        }
        (Some(item), _) => Some(Link::new("去找那一件", format!("/search?q={item}"))),
        (None, None) => None,
    }
}
