//! Review points and the bar of the decision.

use maud::{Markup, Render, html};

use crate::ui::{
    context::Link,
    days::{Tick, ticks},
    form::csrf_field,
    parts::Button,
};

/// What was found about a point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verdict {
    /// Met.
    Ok,
    /// Met, as checked by the system.
    System,
    /// Not met.
    No,
    /// Does not apply.
    NotApplicable,
    /// Not looked at yet.
    #[default]
    Todo,
}

impl Verdict {
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Ok => ("ok", "符合 ✓"),
            Self::System => ("ok", "系统核对 ✓"),
            Self::No => ("no", "不符合"),
            Self::NotApplicable => ("todo", "不适用"),
            Self::Todo => ("todo", "未审"),
        }
    }

    /// The cell of the tally.
    pub const fn tick(self) -> Tick {
        match self {
            Self::Ok | Self::System | Self::NotApplicable => Tick::Good,
            Self::No => Tick::Over,
            Self::Todo => Tick::Left,
        }
    }
}

/// The work on the point that is open. It is a form of its own: `verdict` is `ok`, `no` or `na`, `note` the remark.
#[derive(Clone, Debug, Default)]
pub struct OpenPoint {
    /// Where it is saved, by POST.
    pub action: String,
    /// Token against forged requests.
    pub csrf: String,
    /// The remark.
    pub note: String,
    /// What is wrong with the remark: 不符合 needs one.
    pub error: Option<String>,
    /// Phrases to put into the remark.
    pub phrases: Vec<String>,
    /// Hidden fields to send along, such as the version.
    pub hidden: Vec<(String, String)>,
}

/// Something to check.
#[derive(Clone, Debug, Default)]
pub struct ReviewPoint {
    /// Its number.
    pub number: usize,
    /// What must be so.
    pub statement: String,
    /// What was found.
    pub verdict: Verdict,
    /// The rule, or what the system compared with and when.
    pub basis: String,
    /// Where the evidence is.
    pub evidence: Option<Link>,
    /// Address that opens it.
    pub href: String,
    /// The work on it, when it is open.
    pub open: Option<OpenPoint>,
}

/// Points that belong together.
#[derive(Clone, Debug, Default)]
pub struct PointBand {
    /// 场所与布局.
    pub title: String,
    /// The points.
    pub points: Vec<ReviewPoint>,
}

/// All points of a case.
pub fn review_points(bands: &[PointBand]) -> Markup {
    html! {
        ol class="points" {
            @for band in bands {
                @if !band.title.is_empty() { li class="band" { (band.title) } }
                @for point in &band.points { (point) }
            }
        }
    }
}

impl Render for ReviewPoint {
    fn render(&self) -> Markup {
        let (class, words) = self.verdict.words();
        let open = self.open.is_some();
        html! {
            li id={ "point-" (self.number) } class=[open.then_some("here")] aria-current=[open.then_some("true")] {
                span class="no" { (self.number) }
                span class="what" {
                    @if open || self.href.is_empty() { (self.statement) }
                    @else { a class="plain" href=(self.href) { (self.statement) } }
                }
                span class={ "verdict " (class) } { (words) }
                span class="basis" {
                    (self.basis)
                    @if let Some(link) = &self.evidence { " · " a href=(link.href) data-key="o" { (link.text) } }
                }
                @if let Some(work) = &self.open { (self.work(work)) }
            }
        }
    }
}

impl ReviewPoint {
    fn work(&self, work: &OpenPoint) -> Markup {
        let note = format!("note-{}", self.number);
        html! {
            form class="work" method="post" action=(work.action) {
                (csrf_field(&work.csrf))
                @for (name, value) in &work.hidden { input type="hidden" name=(name) value=(value); }
                (self.tri())
                label class="visually-hidden" for=(note) { "说明" }
                @if let Some(error) = &work.error {
                    p class="error" id={ (note) "-e" } { span class="visually-hidden" { "错误：" } (error) }
                }
                textarea id=(note) name="note" rows="3" data-key="e" aria-invalid=[work.error.as_ref().map(|_| "true")]
                    aria-describedby=[work.error.as_ref().map(|_| format!("{note}-e"))] { (work.note) }
                @if !work.phrases.is_empty() {
                    div class="phrases" hidden data-phrases {
                        @for phrase in &work.phrases { button type="button" data-insert=(note) { (phrase) } }
                    }
                }
                div class="buttons" { (Button::submit("记下，看下一项").secondary().compact()) }
            }
        }
    }

    fn tri(&self) -> Markup {
        let met = matches!(self.verdict, Verdict::Ok | Verdict::System);
        let all = [
            ("ok", "符合", "Y", met),
            ("no", "不符合", "N", self.verdict == Verdict::No),
            ("na", "不适用", "U", self.verdict == Verdict::NotApplicable),
        ];
        html! {
            div class="tri" role="radiogroup" aria-label={ "要点 " (self.number) " 结论" } {
                @for (value, words, key, checked) in all {
                    label class=[(value != "na").then_some(value)] {
                        input type="radio" name="verdict" value=(value) checked[checked]
                            data-key=(key.to_lowercase());
                        (words) " " kbd { (key) }
                    }
                }
            }
        }
    }
}

/// The bar at the foot of a case: tally, opinion, actions from quiet to filled, and why one is not possible.
#[derive(Clone, Debug, Default)]
pub struct DecisionBar {
    /// Where the decision goes, by POST.
    pub action: String,
    /// Token against forged requests.
    pub csrf: String,
    /// What was found, point by point.
    pub tally: Vec<Verdict>,
    /// The next point to look at.
    pub next: Option<Link>,
    /// The opinion.
    pub opinion: String,
    /// What is wrong with the opinion.
    pub error: Option<String>,
    /// Whether there are templates ([`templates_popover`](super::templates_popover) with target `opinion`).
    pub templates: bool,
    /// Actions; the likely one last.
    pub actions: Vec<Button>,
    /// Why an action is not possible; buttons refer to it by the id `why`.
    pub why: Option<String>,
    /// Hidden fields to send along.
    pub hidden: Vec<(String, String)>,
}

impl Render for DecisionBar {
    fn render(&self) -> Markup {
        html! {
            form class="decide" id="decide" method="post" action=(self.action) aria-label="本环节决定" {
                div { (csrf_field(&self.csrf))
                    @for (name, value) in &self.hidden { input type="hidden" name=(name) value=(value); }
                    @if !self.tally.is_empty() { (self.counted()) }
                }
                div class="say" {
                    label class="visually-hidden" for="opinion" { "审查意见" }
                    @if let Some(error) = &self.error {
                        p class="error" id="opinion-e" { span class="visually-hidden" { "错误：" } (error) }
                    }
                    textarea id="opinion" name="opinion" rows="2" aria-invalid=[self.error.as_ref().map(|_| "true")]
                        aria-describedby=[self.error.as_ref().map(|_| "opinion-e")] { (self.opinion) }
                    @if self.templates { (Button::menu("意见模板", "templates").secondary().key("M")) }
                }
                div class="acts" {
                    div class="buttons" { @for action in &self.actions { (action) } }
                    @if let Some(why) = &self.why { p class="why" id="why" { (why) } }
                }
            }
        }
    }
}

impl DecisionBar {
    fn counted(&self) -> Markup {
        let count = |verdict: Verdict| self.tally.iter().filter(|v| **v == verdict).count();
        let met = count(Verdict::Ok) + count(Verdict::System);
        let [bad, other, todo] = [Verdict::No, Verdict::NotApplicable, Verdict::Todo].map(count);
        html! {
            (ticks(&self.tally.iter().map(|v| v.tick()).collect::<Vec<_>>(), 216))
            p {
                (met) " 项符合"
                @if bad > 0 { "，" b { (bad) " 项不符合" } }
                @if other > 0 { "，" (other) " 项不适用" }
                @if todo > 0 { "，" (todo) " 项未审" }
                @if let Some(link) = &self.next { br; a href=(link.href) { (link.text) } }
            }
        }
    }
}
