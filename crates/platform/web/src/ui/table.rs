//! Comparable rows, pairs, and sums in words.

use maud::{Markup, Render, html};

/// A column of a table.
#[derive(Clone, Debug, Default)]
pub struct Column {
    /// Its head.
    pub title: String,
    /// Numbers stand right.
    pub number: bool,
}

impl Column {
    /// A column of words.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            number: false,
        }
    }

    /// A column of numbers.
    pub fn number(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            number: true,
        }
    }
}

/// What stands in one cell.
pub type Cell = Markup;

/// One row; the first cell names it.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Cells, as many as columns.
    pub cells: Vec<Cell>,
    /// A further class, such as `here` or `over` on the desk.
    pub class: &'static str,
}

impl Row {
    /// A row of plain words.
    pub fn text(cells: &[&str]) -> Self {
        Self {
            cells: cells.iter().map(|c| html! { (c) }).collect(),
            class: "",
        }
    }
}

/// A table whose rows become small lists on phones.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// What the table shows.
    pub caption: String,
    /// Whether only screen readers get the caption, because a heading says it.
    pub caption_hidden: bool,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<Row>,
    /// The desk's dense form.
    pub dense: bool,
}

impl Render for Table {
    fn render(&self) -> Markup {
        html! {
            table class={ "table" @if self.dense { " worktable" } " stacked" } {
                @if !self.caption.is_empty() {
                    caption class=[self.caption_hidden.then_some("visually-hidden")] { (self.caption) }
                }
                thead { tr { @for column in &self.columns {
                    th scope="col" class=[column.number.then_some("num")] { (column.title) }
                } } }
                tbody { @for row in &self.rows { (self.row(row)) } }
            }
        }
    }
}

impl Table {
    fn row(&self, row: &Row) -> Markup {
        html! {
            tr class=[(!row.class.is_empty()).then_some(row.class)] {
                @for (at, (cell, column)) in row.cells.iter().zip(&self.columns).enumerate() {
                    @if at == 0 {
                        th scope="row" class=[column.number.then_some("num")] { (cell) }
                    } @else {
                        td class=[column.number.then_some("num")] data-label=(column.title) { (cell) }
                    }
                }
            }
        }
    }
}

/// One answer of a check page.
#[derive(Clone, Debug)]
pub struct Summary {
    /// The question.
    pub label: String,
    /// The answer.
    pub value: Markup,
    /// Where to change it.
    pub change: Option<String>,
}

impl Summary {
    /// A pair that cannot be changed here.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        let value: String = value.into();
        Self {
            label: label.into(),
            value: html! { (value) },
            change: None,
        }
    }

    /// Where to change it.
    pub fn change(mut self, href: impl Into<String>) -> Self {
        self.change = Some(href.into());
        self
    }
}

/// What was said, and where to change it.
pub fn summary_list(all: &[Summary]) -> Markup {
    html! {
        dl class="summary-list" {
            @for one in all {
                div {
                    dt { (one.label) }
                    dd { (one.value) }
                    @if let Some(href) = &one.change {
                        dd class="change" { a class="touch" href=(href) {
                            "修改" span class="visually-hidden" { (one.label) }
                        } }
                    }
                }
            }
        }
    }
}

/// One line of a sum.
#[derive(Clone, Debug, Default)]
pub struct SumLine {
    /// What is counted.
    pub label: String,
    /// Which days, in words.
    pub detail: String,
    /// How many.
    pub number: String,
    /// Whether it is the result.
    pub total: bool,
}

/// The explained deadline in words: promised, used, not counted, left.
pub fn sum(lines: &[SumLine]) -> Markup {
    html! {
        dl class="sum" {
            @for line in lines {
                div class=[line.total.then_some("total")] {
                    dt { (line.label) @if !line.detail.is_empty() { span class="small muted" { (line.detail) } } }
                    dd class="number" { (line.number) }
                }
            }
        }
    }
}
