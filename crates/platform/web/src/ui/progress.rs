//! Where things stand: steps, tasks, timelines, and what a guide promises.

use maud::{Markup, Render, html};

use super::{
    context::Link,
    icon::{Icon, icon},
    parts::{Tag, Tone},
};

/// How far a step has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StepState {
    /// Behind.
    Done,
    /// Here.
    Now,
    /// Ahead.
    #[default]
    Todo,
}

/// A step of a short flow.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// Its name.
    pub text: String,
    /// How far it has come.
    pub state: StepState,
    /// Way back to a finished one.
    pub href: Option<String>,
}

/// A short flow of three to five pages.
pub fn steps(label: &str, all: &[Step]) -> Markup {
    html! {
        ol class="steps" aria-label=(label) {
            @for step in all {
                li class=[(step.state == StepState::Done).then_some("done")]
                    aria-current=[(step.state == StepState::Now).then_some("step")] {
                    @if let Some(href) = &step.href { a href=(href) { (step.text) } } @else { (step.text) }
                }
            }
        }
    }
}

/// How far a part of an application has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TaskState {
    /// Everything is there.
    Done,
    /// Something is to be corrected.
    Wrong,
    /// Begun, or can be.
    #[default]
    Open,
    /// Not yet reachable.
    Todo,
}

/// A part of an application.
#[derive(Clone, Debug, Default)]
pub struct Task {
    /// Its name.
    pub text: String,
    /// 已填好, 3处要改, 还差2份.
    pub note: String,
    /// How far it has come.
    pub state: TaskState,
    /// Where it is; left out when it cannot be reached yet.
    pub href: Option<String>,
    /// Whether it is this page.
    pub current: bool,
}

/// The parts of an application beside each of its pages. `after` is the promise below, such as how long drafts are kept.
pub fn tasks(title: &str, all: &[Task], after: &str) -> Markup {
    html! {
        aside id="tasks" class="sticky" aria-labelledby="tasks-t" {
            h2 class="size-0 end-2" id="tasks-t" { (title) }
            ol class="tasks" { @for task in all { (one_task(task)) } }
            @if !after.is_empty() { p class="small muted top-3" { (after) } }
        }
    }
}

fn one_task(task: &Task) -> Markup {
    let class = match task.state {
        TaskState::Done => Some("done"),
        TaskState::Wrong => Some("wrong"),
        TaskState::Todo => Some("todo"),
        TaskState::Open => None,
    };
    html! {
        li class=[class] {
            @if let Some(href) = &task.href {
                a href=(href) aria-current=[task.current.then_some("step")] { (task.text) small { (task.note) } }
            } @else {
                span { (task.text) small { (task.note) } }
            }
        }
    }
}

/// Where one is in an application, and that it is saved.
#[derive(Clone, Debug, Default)]
pub struct ProgressLine {
    /// Number of this step, from 1.
    pub step: usize,
    /// How many there are.
    pub of: usize,
    /// 10:32已自动保存; empty before anything was saved.
    pub saved: String,
}

impl Render for ProgressLine {
    fn render(&self) -> Markup {
        html! {
            div class="progress-line" {
                p class="row row-apart" {
                    span { "第" b { (self.step) } "步，共" (self.of) "步" }
                    span class="saved" role="status" data-saved {
                        @if !self.saved.is_empty() { (icon(Icon::Check)) (self.saved) }
                    }
                }
                progress max=(self.of) value=(self.step) aria-hidden="true" {}
                a class="touch narrow-only" href="#tasks" { "看全部步骤" }
            }
        }
    }
}

/// How an event of a case stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimelineState {
    /// It happened.
    #[default]
    Done,
    /// The clock stood still.
    Paused,
    /// It is happening.
    Now,
    /// It will happen.
    Todo,
}

/// What happened to a case, or will.
#[derive(Clone, Debug, Default)]
pub struct TimelineEvent {
    /// What.
    pub title: String,
    /// When, in words; empty for the future.
    pub when: String,
    /// When, for machines; may be empty.
    pub datetime: String,
    /// A sentence about it.
    pub text: String,
    /// A document of it.
    pub link: Option<Link>,
    /// How it stands.
    pub state: TimelineState,
}

/// What happened to one case, in order.
pub fn timeline(events: &[TimelineEvent]) -> Markup {
    html! { ol class="timeline" { @for event in events { (one_event(event)) } } }
}

fn one_event(event: &TimelineEvent) -> Markup {
    let class = match event.state {
        TimelineState::Done => "done",
        TimelineState::Paused => "paused",
        TimelineState::Now => "now",
        TimelineState::Todo => "todo",
    };
    let datetime = (!event.datetime.is_empty()).then_some(&event.datetime);
    html! {
        li class=(class) aria-current=[(event.state == TimelineState::Now).then_some("step")] {
            h3 { (event.title) }
            @if !event.when.is_empty() {
                @if datetime.is_some() { time datetime=[datetime] { (event.when) } }
                @else { time { (event.when) } }
            }
            @if !event.text.is_empty() || event.link.is_some() {
                p class="small" {
                    (event.text) @if let Some(link) = &event.link { a class="nowrap" href=(link.href) { (link.text) } }
                }
            }
        }
    }
}

/// A step of how a matter goes, before one applies.
#[derive(Clone, Debug, Default)]
pub struct FlowStep {
    /// What.
    pub title: String,
    /// How long or when.
    pub when: String,
    /// Whether the person does it; otherwise the body does.
    pub you: bool,
}

/// Who does what: filled dots are the person's, hollow ones the body's.
pub fn flow(all: &[FlowStep]) -> Markup {
    html! {
        ol class="flow" {
            @for step in all {
                li class=[step.you.then_some("you")] {
                    h3 { (step.title) @if step.you { span class="visually-hidden" { "（您来做）" } } }
                    p class="when" { (step.when) }
                }
            }
        }
    }
}

/// One of the four numbers of a guide.
#[derive(Clone, Debug, Default)]
pub struct Figure {
    /// What it counts.
    pub label: String,
    /// The number, or a word instead of one.
    pub number: String,
    /// Its unit.
    pub unit: String,
    /// A remark.
    pub note: String,
}

/// The four numbers of a guide: fee, time, visits, papers.
pub fn figures(all: &[Figure]) -> Markup {
    html! {
        dl class="figures" {
            @for figure in all {
                div {
                    dt { (figure.label) }
                    dd class="big" { (figure.number) @if !figure.unit.is_empty() { small { (figure.unit) } } }
                    @if !figure.note.is_empty() { dd class="small muted" { (figure.note) } }
                }
            }
        }
    }
}

/// A paper to prepare.
#[derive(Clone, Debug, Default)]
pub struct Material {
    /// Its name.
    pub name: String,
    /// 自己准备，电子件1份.
    pub tag: String,
    /// What makes it acceptable.
    pub text: String,
    /// Sample or template.
    pub link: Option<Link>,
    /// Details, such as a sample picture.
    pub more: Option<Markup>,
}

/// What to prepare, numbered; ticked off on paper.
pub fn materials(all: &[Material]) -> Markup {
    html! {
        ol class="materials" {
            @for material in all {
                li {
                    h3 { (material.name) }
                    @if !material.tag.is_empty() { (Tag::new(Tone::Warn, material.tag.clone())) }
                    p class="small muted" {
                        (material.text)
                        @if let Some(link) = &material.link { a class="nowrap" href=(link.href) { (link.text) } }
                    }
                    @if let Some(more) = &material.more { (more) }
                }
            }
        }
    }
}

/// A paper that need not be handed in.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Its name.
    pub name: String,
    /// 系统调取, 系统核验.
    pub how: String,
    /// Where it comes from.
    pub text: String,
}

/// What is fetched instead of asked for.
pub fn given(all: &[Given]) -> Markup {
    html! {
        ul class="given" {
            @for one in all {
                li {
                    (icon(Icon::Check))
                    h3 class="size-0" { (one.name) " " b class="small" { (one.how) } }
                    p class="small muted" { (one.text) }
                }
            }
        }
    }
}

/// What follows a submission.
#[derive(Clone, Debug, Default)]
pub struct Upcoming {
    /// Until when we do what.
    pub title: String,
    /// A sentence about it.
    pub text: String,
}

/// What happens next, numbered.
pub fn next_steps(all: &[Upcoming]) -> Markup {
    html! {
        ol class="next" { @for step in all { li { h3 { (step.title) } p class="muted" { (step.text) } } } }
    }
}
