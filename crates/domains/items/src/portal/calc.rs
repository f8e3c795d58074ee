//! 工作日计算: how a date comes about, for everybody to check.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{Datelike, NaiveDate};
use kernel::Problem;
use maud::{Markup, html};
use web::server::{Sent, Visit};
use web::ui::form::date_value;
use web::ui::{self, Button, Choice, Day, DayKind, Field, FormError, Kind, Notice, SumLine, Tone};
use workcal::{DayLine, Limit, LimitExplanation, Mark, Unit, WorkDays, explain_limit, midnight};

use super::{Here, answer, frame, sent, today};
use crate::catalogue::Catalogue;

/// Longer calendars are read by nobody; in days.
const MOST: u32 = 1000;

pub(super) async fn page(
    State(catalogue): State<Arc<Catalogue>>,
    visit: Visit,
    headers: HeaderMap,
    query: RawQuery,
) -> Result<Response, Problem> {
    let (here, sent, day) = (Here::of(&catalogue, &headers), sent(query)?, today(&catalogue));
    let asked = Asked::read(&sent, day);
    let errors = asked.errors.clone();
    let result = asked.result(catalogue.days());
    let content = html! {
        div class="page" {
            (ui::error_summary(&errors))
            h1 { "工作日计算" }
            p class="lede top-2" { "算一算期限到哪一天，每一天算不算、为什么，都列给您看。办件的期限也是这样算的。" }
            div class="split top-5" {
                div { (asked.form(&errors)) (outcome(result.as_ref(), day)) }
                aside { (rules(&catalogue)) }
            }
        }
    };
    let title = ui::error_title(&errors, "工作日计算");
    Ok(answer(
        &visit,
        &headers,
        ui::portal_page(&frame(&catalogue, &visit, &here, "/search"), &title, &[], content),
    ))
}

struct Asked {
    date: String,
    number: String,
    unit: &'static str,
    parsed: Option<(NaiveDate, Limit)>,
    errors: Vec<FormError>,
}

impl Asked {
    fn read(sent: &Sent, day: NaiveDate) -> Self {
        let whole = sent.get("date");
        let parts = date_value(sent.get("date-y"), sent.get("date-m"), sent.get("date-d"));
        let begun = sent.has("n");
        let date = [whole.to_owned(), parts].into_iter().find(|text| !text.is_empty());
        let date = date.unwrap_or_else(|| if begun { String::new() } else { day.to_string() });
        let unit = match sent.get("unit") {
            "day" => "day",
            "month" => "month",
            _ => "working_day",
        };
        let mut asked = Self {
            date,
            number: sent.get("n").to_owned(),
            unit,
            parsed: None,
            errors: Vec::new(),
        };
        if begun {
            asked.check();
        }
        asked
    }

    fn check(&mut self) {
        let date = self
            .date
            .parse::<NaiveDate>()
            .ok()
            .filter(|date| (1990..=2100).contains(&date.year()));
        let most = if self.unit == "month" { 36 } else { MOST };
        let number = self.number.parse::<u32>().ok().filter(|number| *number <= most);
        if date.is_none() {
            self.errors
                .push(FormError::new("date", "从哪一天起", "没有这一天，请改一下日期"));
        }
        if number.is_none() {
            self.errors
                .push(FormError::new("n", "多少", format!("请填0到{most}的整数，比如10")));
        }
        let unit = match self.unit {
            "day" => Unit::NaturalDay,
            "month" => Unit::Month,
            _ => Unit::WorkingDay,
        };
        self.parsed = date.zip(number).map(|(date, number)| (date, Limit::new(number, unit)));
    }

    fn result(&self, days: &WorkDays) -> Option<LimitExplanation> {
        let (date, limit) = self.parsed?;
        explain_limit(days, midnight(date), limit).ok()
    }

    fn form(&self, errors: &[FormError]) -> Markup {
        let units = [("working_day", "工作日"), ("day", "自然日（天）"), ("month", "月")];
        let units = units.iter().map(|(value, label)| Choice::new(*value, *label)).collect();
        html! {
            form class="ask" action="/calc" {
                (Field::new("date", "从哪一天起", Kind::Date).value(self.date.clone())
                    .hint("事情发生的那一天，比如受理那天。这一天不算在内").errors(errors))
                (Field::new("n", "多少", Kind::Number { unit: None, decimal: false }).value(self.number.clone()).errors(errors))
                (Field::new("unit", "按什么算", Kind::One(units)).value(self.unit))
                (ui::buttons(&[Button::submit("算到哪一天")]))
            }
        }
    }
}

fn outcome(result: Option<&LimitExplanation>, today: NaiveDate) -> Markup {
    let Some(result) = result else { return html! {} };
    let due = result.deadline.date;
    let days: Vec<Day> = result.explanation.days.iter().map(|line| day_of(line, today)).collect();
    let about = if result.deadline.provisional { "大约是" } else { "" };
    html! {
        section class="section" aria-labelledby="due" {
            h2 id="due" { (about) (ui::fmt::date_weekday(due, today)) }
            @if let Some(year) = result.missing_year {
                (Notice::new(Tone::Warn, format!("{year}年的放假安排还没有公布"))
                    .text("先按周一到周五和固定的节日估算。公布以后日子可能会变，请到时再算一次。"))
            }
            div class="prose stack-tight top-3" { @for sentence in &result.explanation.sentences { p { (sentence) } } }
            div class="top-5 measure" { (ui::days(&result.explanation.caption, &days)) (ui::days_key(&days)) }
            div class="top-5 measure" { (ui::sum(&result.explanation.sum.iter().map(sum_line).collect::<Vec<_>>())) }
        }
    }
}

fn day_of(line: &DayLine, today: NaiveDate) -> Day {
    let kind = match line.mark {
        _ if line.due => DayKind::PromisedDue,
        Mark::Outside | Mark::Event => DayKind::Event,
        Mark::Counted => DayKind::Left,
        Mark::Off => DayKind::Off,
        Mark::Suspended => DayKind::Paused,
    };
    let day = Day::new(line.date, kind, line.label.clone());
    if line.date == today { day.today() } else { day }
}

fn sum_line(line: &workcal::SumLine) -> SumLine {
    SumLine {
        label: line.label.clone(),
        detail: line.detail.clone(),
        number: line.value.clone(),
        total: false,
    }
}

fn rules(catalogue: &Catalogue) -> Markup {
    let years: Vec<String> = catalogue
        .kernel()
        .calendar
        .years()
        .map(|year| year.to_string())
        .collect();
    html! {
        h2 class="size-0" { "怎么算" }
        ul class="rows small" {
            li { "开始的那一天不算，从第二天算起（民法典第二百零一条）。" }
            li { "工作日不含周末和法定节假日；调休上班的周末算（行政许可法第八十二条）。" }
            li { "按天或按月的，最后一天是休息日，就到休息后的第一个工作日（民法典第二百零三条）。" }
            @if let Some((first, last)) = years.first().zip(years.last()) {
                li { "放假和调休按国务院办公厅的通知，现有" (first) "年到" (last) "年。" }
            }
        }
    }
}
