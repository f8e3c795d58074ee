//! 审查要点: what is looked at in the present step, one point open at a time, and what was found before.

use std::collections::BTreeMap;

use items::{Step, sentence};
use maud::{Markup, html};
use web::server::Sent;
use web::ui::desk::{PointBand, ReviewPoint, Verdict as Mark, review_points};
use web::ui::{Button, Field, Link};

use super::materials;
use super::opened::Opened;
use super::words;
use crate::lifecycle;
use crate::model::{Finding, Verdict};
use crate::service::Cases;

/// A point of the present step as it stands in the officer's form.
#[derive(Debug, Clone)]
pub(super) struct Point {
    pub id: String,
    pub text: String,
    basis: String,
    /// The material that is its first evidence.
    pub material: Option<String>,
    /// Name and address of each material, names of fields.
    evidence: Vec<Link>,
    /// What the system found.
    machine: Option<Finding>,
    /// What the officer found, if they said anything.
    pub given: Option<Verdict>,
}

impl Point {
    pub fn mark(&self) -> Mark {
        match (self.given.as_ref().map(|v| v.finding), self.machine) {
            (Some(Finding::Met) | None, Some(Finding::Met)) => Mark::System,
            (Some(Finding::Met), _) => Mark::Ok,
            (Some(Finding::NotMet), _) | (None, Some(_)) => Mark::No,
            (Some(Finding::NotApplicable), _) => Mark::NotApplicable,
            (None, None) => Mark::Todo,
        }
    }

    /// Why it is not met, for the opinion.
    pub fn fault(&self) -> Option<String> {
        (self.mark() == Mark::No).then(|| {
            let note = self.given.as_ref().map_or("", |v| v.note.trim());
            if note.is_empty() {
                self.text.clone()
            } else {
                note.trim_end_matches('。').to_owned()
            }
        })
    }

    fn basis(&self) -> String {
        let machine = match self.machine {
            Some(Finding::Met) => "系统按申请内容核对：符合",
            Some(_) => "系统按申请内容核对：不符合",
            None => "",
        };
        [self.basis.as_str(), machine]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · ")
    }
}

/// The officer's findings as a form sent them.
pub(super) fn verdicts(points: &[Point]) -> BTreeMap<String, Verdict> {
    let given = points.iter().filter_map(|p| Some((p.id.clone(), p.given.clone()?)));
    given.collect()
}

/// The points of a step with what `sent` says about each.
pub(super) fn of_step(cases: &Cases, opened: &Opened, step: &Step, sent: &Sent) -> Vec<Point> {
    cases.judge(&opened.loaded, |_, view| {
        let name = |id: &str| {
            view.handling
                .materials
                .iter()
                .find(|m| m.id == id)
                .map(|m| m.name.clone())
        };
        let label = |id: &str| {
            let fields = view.handling.form.iter().flat_map(|s| &s.fields);
            fields.into_iter().find(|f| f.id == id).map(|f| f.label.clone())
        };
        let points = lifecycle::points(view, &step.id).map(|point| {
            let machine = view.outcome.auto.iter().find(|(id, _)| **id == point.id);
            let materials = point
                .materials
                .iter()
                .filter_map(|id| Some(Link::new(name(id)?, materials::href(opened, id, 0, 1, &point.id))));
            let fields = point
                .fields
                .iter()
                .filter_map(|id| Some(Link::new(label(id)?, "#data")));
            Point {
                id: point.id.clone(),
                text: point.text.clone(),
                basis: words::basis(point.basis.as_ref()),
                material: point.materials.first().cloned(),
                evidence: materials.chain(fields).collect(),
                machine: machine.map(|(_, holds)| if *holds { Finding::Met } else { Finding::NotMet }),
                given: given(sent, &point.id),
            }
        });
        points.collect()
    })
}

fn given(sent: &Sent, point: &str) -> Option<Verdict> {
    let finding = match sent.get(&format!("point.{point}")) {
        "ok" => Finding::Met,
        "no" => Finding::NotMet,
        "na" => Finding::NotApplicable,
        _ => return None,
    };
    Some(Verdict {
        finding,
        note: sent.get(&format!("note.{point}")).to_owned(),
        overruled: false,
    })
}

/// The point that is open: the one asked for, or the first without a finding.
pub(super) fn open<'a>(points: &'a [Point], asked: &str) -> Option<&'a Point> {
    points
        .iter()
        .find(|p| p.id == asked)
        .or_else(|| points.iter().find(|p| p.mark() == Mark::Todo))
}

/// The point whose finding lacks its reason: not met, or other than the system found.
pub(super) fn without_reason(points: &[Point]) -> Option<&Point> {
    points.iter().find(|p| {
        let given = p.given.as_ref().filter(|v| v.note.trim().is_empty());
        given.is_some_and(|v| v.finding == Finding::NotMet || p.machine.is_some_and(|m| m != v.finding))
    })
}

/// The present step's part of the page.
pub(super) struct Panel<'a> {
    pub opened: &'a Opened,
    pub step: &'a Step,
    pub points: &'a [Point],
    /// The point that is open, where the officer may work.
    pub open: Option<&'a Point>,
    /// Whether it was asked for, so that the focus goes there.
    pub asked: bool,
    /// What is recorded in the step.
    pub fields: &'a [Field],
    /// What is wrong with the open point's note.
    pub error: Option<&'a str>,
}

impl Panel<'_> {
    pub fn render(&self) -> Markup {
        html! {
            (earlier(self.opened))
            ol class="points" {
                @if !self.points.is_empty() { li class="band" { (sentence(&self.step.name)) "（" (self.step.post) "）" } }
                @for (at, point) in self.points.iter().enumerate() {
                    @if self.open.is_some_and(|p| p.id == point.id) { (self.work(at, point)) }
                    @else { (self.line(at, point)) }
                }
            }
            @for point in self.points { @if self.open.is_none_or(|p| p.id != point.id) { (carried(point)) } }
            @if !self.fields.is_empty() {
                div class="panel-pad" {
                    h2 { "这一步要记录" }
                    @for field in self.fields { (field) }
                }
            }
            @if self.points.is_empty() && self.fields.is_empty() {
                div class="panel-pad" { p class="sub" { "“" (sentence(&self.step.name)) "”没有要逐项审查的要点，写明意见就可以。" } }
            }
        }
    }

    fn line(&self, at: usize, point: &Point) -> ReviewPoint {
        ReviewPoint {
            number: before(self.opened) + at + 1,
            statement: sentence(&point.text),
            verdict: point.mark(),
            basis: match point.basis() {
                basis if basis.is_empty() && !point.evidence.is_empty() => "依据".into(),
                basis => basis,
            },
            evidence: point.evidence.first().cloned(),
            href: if self.open.is_some() {
                format!("{}?point={}", self.opened.href(), web::ui::context::encode(&point.id))
            } else {
                String::new()
            },
            open: None,
        }
    }

    fn work(&self, at: usize, point: &Point) -> Markup {
        let number = before(self.opened) + at + 1;
        let note = point.given.as_ref().map_or("", |v| v.note.as_str());
        let note_id = format!("note-{number}");
        let next = self.points.iter().skip(at + 1).find(|p| p.mark() == Mark::Todo);
        let next = next.or_else(|| self.points.iter().find(|p| p.mark() == Mark::Todo && p.id != point.id));
        html! {
            li id={ "point-" (number) } class="here" aria-current="true" {
                span class="no" { (number) }
                span class="what" { (sentence(&point.text)) }
                (verdict(point.mark()))
                span class="basis" {
                    @let basis = point.basis();
                    (basis)
                    @for (at, link) in point.evidence.iter().enumerate() {
                        @if at > 0 || !basis.is_empty() { " · " }
                        a href=(link.href) data-key="o" { (link.text) }
                    }
                }
                div class="work" {
                    (self.tri(number, point))
                    label class="visually-hidden" for=(note_id) { "说明" }
                    @if let Some(error) = self.error {
                        p class="error" id={ (note_id) "-e" } { span class="visually-hidden" { "错误：" } (error) }
                    }
                    textarea id=(note_id) name={ "note." (point.id) } rows="3" data-key="e"
                        placeholder="不符合要写明理由"
                        aria-invalid=[self.error.map(|_| "true")]
                        aria-describedby=[self.error.map(|_| format!("{note_id}-e"))] { (note) }
                    div class="buttons" {
                        (Button::submit(if next.is_some() { "记下，看下一项" } else { "记下" }).secondary().compact()
                            .to(format!("{}/draft", self.opened.href())).lenient()
                            .named("then", next.map_or_else(String::new, |p| format!("point-{}", p.id))))
                    }
                }
            }
        }
    }

    fn tri(&self, number: usize, point: &Point) -> Markup {
        let chosen = point.given.as_ref().map(|v| v.finding).or(point.machine);
        let all = [
            ("ok", "符合", "Y", Finding::Met),
            ("no", "不符合", "N", Finding::NotMet),
            ("na", "不适用", "U", Finding::NotApplicable),
        ];
        html! {
            div class="tri" role="radiogroup" aria-label={ "要点 " (number) " 结论" } {
                @for (at, (value, words, key, finding)) in all.into_iter().enumerate() {
                    label class=[(value != "na").then_some(value)] {
                        input type="radio" name={ "point." (point.id) } value=(value) checked[chosen == Some(finding)]
                            autofocus[self.asked && at == 0] data-key=(key.to_lowercase());
                        (words) " " kbd { (key) }
                    }
                }
            }
        }
    }
}

fn verdict(mark: Mark) -> Markup {
    let (class, words) = match mark {
        Mark::Ok => ("ok", "符合 ✓"),
        Mark::System => ("ok", "系统核对 ✓"),
        Mark::No => ("no", "不符合"),
        Mark::NotApplicable => ("todo", "不适用"),
        Mark::Todo => ("todo", "未审"),
    };
    html! { span class={ "verdict " (class) } { (words) } }
}

/// A point that is not open goes along unseen, so that sending the form sends all of it.
fn carried(point: &Point) -> Markup {
    html! {
        @if let Some(given) = &point.given {
            input type="hidden" name={ "point." (point.id) } value=(match given.finding {
                Finding::Met => "ok",
                Finding::NotMet => "no",
                Finding::NotApplicable => "na",
            });
            @if !given.note.is_empty() { input type="hidden" name={ "note." (point.id) } value=(given.note); }
        }
    }
}

/// How many findings of earlier steps stand before the points of the present one.
pub(super) fn before(opened: &Opened) -> usize {
    opened.loaded.case.done.iter().map(|d| d.verdicts.len()).sum()
}

/// What was found in the steps that are done; all points of a case are numbered through.
pub(super) fn earlier(opened: &Opened) -> Markup {
    let local = opened.loaded.handled.local();
    let handling = local.definition();
    let mut number = 0;
    let bands = opened.loaded.case.done.iter().map(|done| {
        let step = handling
            .steps
            .iter()
            .find(|s| s.id == done.step)
            .map_or("", |s| s.name.as_str());
        let points = done.verdicts.iter().map(|(id, verdict)| {
            number += 1;
            let point = handling.review_points.iter().find(|p| p.id == *id);
            ReviewPoint {
                number,
                statement: point.map_or_else(|| id.clone(), |p| sentence(&p.text)),
                verdict: match verdict.finding {
                    Finding::Met => Mark::Ok,
                    Finding::NotMet => Mark::No,
                    Finding::NotApplicable => Mark::NotApplicable,
                },
                basis: verdict.note.clone(),
                ..ReviewPoint::default()
            }
        });
        let points = points.collect();
        let opinion = if done.opinion.is_empty() {
            String::new()
        } else {
            format!("：{}", done.opinion)
        };
        PointBand {
            title: format!("{step} · {}{opinion}", done.by.name),
            points,
        }
    });
    let bands: Vec<PointBand> = bands.collect();
    html! { @if !bands.is_empty() { (review_points(&bands)) } }
}
