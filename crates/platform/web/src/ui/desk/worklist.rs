//! The worklist: bands by deadline, filters in force, and what can be done to several cases at once.

use maud::{Markup, Render, html};

use crate::ui::{
    context::Link,
    days::{Tick, ticks},
    form::{Choice, csrf_field},
    parts::{Button, Tag, Tone},
};

/// How much time is left, in words before the picture.
#[derive(Clone, Debug, Default)]
pub struct Left {
    /// 剩 5 个工作日.
    pub words: String,
    /// 6月17日 办结.
    pub note: String,
    /// `over`, `soon`, `held` or empty.
    pub class: &'static str,
    /// The days as cells.
    pub ticks: Vec<Tick>,
}

impl Render for Left {
    fn render(&self) -> Markup {
        html! {
            span class={ "left " (self.class) } { (self.words) }
            small { (self.note) }
            (ticks(&self.ticks, 204))
        }
    }
}

/// A mark on a case; always a word.
#[derive(Clone, Debug)]
pub enum Mark {
    /// Yellow card.
    Yellow(String),
    /// Red card.
    Red(String),
    /// Anything else.
    Tag(Tone, String),
}

impl Render for Mark {
    fn render(&self) -> Markup {
        match self {
            Self::Yellow(text) => html! { span class="card-y" { (text) } },
            Self::Red(text) => html! { span class="card-r" { (text) } },
            Self::Tag(tone, text) => Tag::new(*tone, text).render(),
        }
    }
}

/// Who works on a case.
#[derive(Clone, Debug)]
pub enum Owner {
    /// Somebody, by name; 我 for oneself.
    Named(String),
    /// Nobody yet: it can be claimed by a POST to this address.
    Claim(String),
}

/// One case of the list.
#[derive(Clone, Debug)]
pub struct WorkRow {
    /// Sent when it is selected.
    pub id: String,
    /// Where the case is.
    pub href: String,
    /// Time left.
    pub left: Left,
    /// Item.
    pub item: String,
    /// Situation.
    pub situation: String,
    /// Case number.
    pub number: String,
    /// Applicant and kind of applicant.
    pub who: (String, String),
    /// Step and a remark.
    pub step: (String, String),
    /// Marks.
    pub marks: Vec<Mark>,
    /// Where it came from and when.
    pub source: (String, String),
    /// Who works on it.
    pub owner: Owner,
    /// Selected for a batch.
    pub selected: bool,
    /// Past its deadline.
    pub over: bool,
    /// Where one was last.
    pub here: bool,
}

/// Cases whose deadlines belong together.
#[derive(Clone, Debug, Default)]
pub struct Band {
    /// 今天到期 3 件.
    pub title: String,
    /// 6月10日 17:30 前.
    pub note: String,
    /// `bad`, `warn` or empty.
    pub class: &'static str,
    /// The cases.
    pub rows: Vec<WorkRow>,
}

/// The list of cases.
#[derive(Clone, Debug, Default)]
pub struct Worktable {
    /// What it lists and how it is ordered.
    pub caption: String,
    /// Its bands; empty ones are not shown.
    pub bands: Vec<Band>,
}

const COLUMNS: [&str; 7] = ["剩余期限", "事项与情形", "申请人", "环节", "标记", "来源", "领取"];

impl Render for Worktable {
    fn render(&self) -> Markup {
        html! {
            div class="sheet" {
                table class="table worktable worklist" {
                    caption class="visually-hidden" { (self.caption) }
                    thead { tr {
                        th class="fit" { label { input type="checkbox" aria-label="选择本页全部" data-select-all hidden; span aria-hidden="true" { "全选" } } }
                        @for column in COLUMNS { th scope="col" { (column) } }
                    } }
                    @for band in self.bands.iter().filter(|b| !b.rows.is_empty()) { (one_band(band)) }
                }
            }
        }
    }
}

fn one_band(band: &Band) -> Markup {
    html! {
        tbody {
            tr class={ "band " (band.class) } {
                th colspan="8" scope="rowgroup" {
                    (band.title) @if !band.note.is_empty() { small { (band.note) } }
                }
            }
            @for row in &band.rows { (one_row(row)) }
        }
    }
}

fn one_row(row: &WorkRow) -> Markup {
    let class = [(row.over, "over"), (row.here, "here")]
        .iter()
        .find(|(on, _)| *on)
        .map(|(_, class)| *class);
    html! {
        tr class=[class] aria-selected=[row.selected.then_some("true")] {
            td class="c-pick" {
                input type="checkbox" name="case" value=(row.id) checked[row.selected]
                    aria-label={ "选择 " (row.item) " " (row.who.0) };
            }
            td class="c-left" { (row.left) }
            th class="c-item" scope="row" {
                a class="open" href=(row.href) { (row.item) } " " (row.situation)
                small class="number" { (row.number) }
            }
            (two("c-who", &row.who))
            (two("c-step", &row.step))
            td class="c-mark" { @for mark in &row.marks { (mark) " " } }
            (two("c-src", &row.source))
            td class="c-own" {
                @match &row.owner {
                    Owner::Named(name) => (name),
                    Owner::Claim(address) => {
                        (Button::submit("领取").secondary().compact().to(address).key("C").unseen(row.who.0.clone()))
                    }
                }
            }
        }
    }
}

fn two(class: &str, (first, second): &(String, String)) -> Markup {
    html! { td class=(class) { (first) @if !second.is_empty() { small { (second) } } } }
}

/// One list of the filters: the first option usually stands for all.
#[derive(Clone, Debug, Default)]
pub struct FilterList {
    /// Name it is sent under.
    pub name: String,
    /// What it filters by.
    pub label: String,
    /// Its options.
    pub options: Vec<Choice>,
    /// Value of the chosen one.
    pub chosen: String,
}

impl Render for FilterList {
    fn render(&self) -> Markup {
        html! {
            select id={ "f-" (self.name) } name=(self.name) {
                @for option in &self.options {
                    option value=(option.value) selected[option.value == self.chosen] { (option.label) }
                }
            }
        }
    }
}

/// The line of filters. Its controls are selects and inputs the caller names; it is a GET form, so a filter is its URL.
#[derive(Clone, Debug, Default)]
pub struct Filters {
    /// Where the form goes.
    pub action: String,
    /// The lists.
    pub lists: Vec<FilterList>,
    /// Name, label and value of the text field.
    pub text: Option<(String, String, String)>,
    /// Conditions in force: words, and the address without it.
    pub on: Vec<Link>,
    /// Where the filter can be saved.
    pub save: Option<String>,
    /// The order; its label stands before it.
    pub order: Option<FilterList>,
}

impl Render for Filters {
    fn render(&self) -> Markup {
        html! {
            form class="filters" action=(self.action) {
                @for list in &self.lists {
                    label class="visually-hidden" for={ "f-" (list.name) } { (list.label) }
                    (list)
                }
                @if let Some((name, label, value)) = &self.text {
                    label class="visually-hidden" for={ "f-" (name) } { (label) }
                    input id={ "f-" (name) } name=(name) value=(value) placeholder=(label) size="14";
                }
                @for link in &self.on {
                    span class="filter-on" {
                        (link.text) " " a href=(link.href) aria-label={ "去掉“" (link.text) "”" } { "×" }
                    }
                }
                button class="button secondary compact" type="submit" { "筛选" }
                @if let Some(href) = &self.save { a class="button secondary compact" href=(href) { "存为筛选" } }
                @if let Some(order) = &self.order {
                    span class="end" { label for={ "f-" (order.name) } { (order.label) } (order) }
                }
            }
        }
    }
}

/// What can be done to the selected cases at once.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// How many are selected.
    pub selected: usize,
    /// What they have in common.
    pub common: String,
    /// Actions; those not possible say why.
    pub actions: Vec<Button>,
    /// Address without a selection.
    pub clear: String,
}

impl Render for Batch {
    fn render(&self) -> Markup {
        html! {
            div class="batch" role="region" aria-label="批量办理" data-batch {
                b role="status" data-selected {
                    @if self.selected == 0 { "勾选后可以一起办" } @else { "已选 " (self.selected) " 件" }
                }
                span { (self.common) }
                span class="end" {}
                @for action in &self.actions { (action) }
                a href=(self.clear) { "取消选择" }
            }
        }
    }
}

/// The list and its batch bar in the one form that carries both; `action` receives `case` once for each selection.
///
/// The first submit button is disabled on purpose: Enter on a box would otherwise press the first 领取 of the list, and
/// with a disabled default button browsers send nothing (HTML, implicit submission).
pub fn worklist_form(action: &str, csrf: &str, table: &Worktable, batch: &Batch) -> Markup {
    html! {
        form method="post" action=(action) {
            button type="submit" disabled hidden {}
            (csrf_field(csrf))
            (table)
            (batch)
        }
    }
}
