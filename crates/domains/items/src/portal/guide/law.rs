//! What one gets and must then do; when one is refused; law and remedies; questions that people ask.

use maud::{Markup, html};
use web::ui::{More, Site, Summary, summary_list};

use super::Guide;
use super::materials::paragraph;
use crate::format::{Basis, Duty, ItemResult, ItemType, Refusal, RefusalStage};
use crate::say;

impl Guide<'_> {
    pub(super) fn outcomes(&self) -> Markup {
        let results = self.due(&self.handling.results, |one, outcome| {
            outcome.results.iter().any(|due| *due.id == *one.id)
        });
        let duties = self.due(&self.handling.duties, |one, outcome| {
            outcome.duties.iter().any(|id| **id == *one.id)
        });
        let rows: Vec<Summary> = results.into_iter().map(|result| self.one_result(result)).collect();
        html! {
            section class="section" aria-labelledby="results" {
                h2 id="results" { "办成以后" }
                @if rows.is_empty() { p { "办成以后我们会告诉您结果，不发证件。" } } @else { (summary_list(&rows)) }
                @if !duties.is_empty() {
                    h3 class="top-4" { "以后还要做的" }
                    ul class="rows measure" { @for duty in duties { li { (self.one_duty(duty)) } } }
                }
                (self.refusals())
            }
        }
    }

    fn one_result(&self, result: &ItemResult) -> Summary {
        let mut words = vec![say::result_kind(result.kind).to_owned()];
        words.extend(result.validity.map(say::validity));
        if let Some(when) = self.condition(result.when.as_ref()) {
            words.push(format!("{when}时发"));
        }
        Summary::new(say::name(&result.name), words.join("，"))
    }

    fn one_duty(&self, duty: &Duty) -> Markup {
        let first = if duty.days > 0 {
            format!("{}天内", duty.days)
        } else {
            "从这天起".to_owned()
        };
        html! {
            @if let Some(when) = self.condition(duty.when.as_ref()) { span class="muted" { (when) "的：" } }
            (first) "，" (say::sentence(&duty.text))
            @if let Some(every) = duty.every_days { "，以后每" (every) "天一次" }
            @if let Some(basis) = &duty.basis { " " span class="small muted" { (say::basis(basis)) } }
        }
    }

    fn refusals(&self) -> Markup {
        let list = |stage: RefusalStage| -> Vec<&Refusal> {
            self.handling
                .refusals
                .iter()
                .filter(|refusal| refusal.stage == stage)
                .collect()
        };
        let part = |title: &str, refusals: Vec<&Refusal>| {
            html! {
                @if !refusals.is_empty() {
                    (More {
                        summary: title.to_owned(),
                        content: html! {
                            ul class="rows measure" {
                                @for refusal in refusals {
                                    li {
                                        (say::sentence(&refusal.text))
                                        @if let Some(basis) = &refusal.basis { " " span class="small muted" { (say::basis(basis)) } }
                                    }
                                }
                            }
                        },
                        open: false,
                    })
                }
            }
        };
        html! {
            (part("哪些情况不受理", list(RefusalStage::Acceptance)))
            (part("哪些情况不批准", list(RefusalStage::Decision)))
        }
    }

    pub(super) fn law(&self, site: &Site) -> Markup {
        html! {
            section class="section" aria-labelledby="law" {
                h2 id="law" { "依据和权利" }
                @for basis in &self.item.legal_basis { (one_basis(basis)) }
                p class="prose top-3" { strong { "对结果不服：" } (self.remedies()) }
                p class="prose top-2" { "觉得我们办得不对、办得慢，可以打" a href={ "tel:" (site.hotline) } { (site.hotline) } "投诉。" }
                dl class="summary-list top-4" {
                    div { dt { "实施编码" } dd class="code" { (self.edition.implementation.code()) } }
                    div { dt { "业务办理项编码" } dd class="code" { (self.code) } }
                }
            }
        }
    }

    /// Administrative Reconsideration Law (2023) art. 20; Administrative Litigation Law (2017) arts. 45, 46.
    fn remedies(&self) -> String {
        let body = &self.edition.body;
        if self.item.kind == ItemType::PublicService {
            return format!("先向{}反映，请我们重新核对。", body.name);
        }
        let to = |name: &str| {
            if name.is_empty() {
                String::new()
            } else {
                format!("向{name}")
            }
        };
        format!(
            "收到决定后60日内可以{}申请行政复议，或者6个月内{}起诉。",
            to(&body.reconsideration),
            if body.court.is_empty() {
                "向法院".to_owned()
            } else {
                to(&body.court)
            }
        )
    }

    pub(super) fn faqs(&self) -> Markup {
        html! {
            @if !self.handling.faqs.is_empty() {
                section class="section screen-only" aria-labelledby="faq" {
                    h2 id="faq" { "常见问题" }
                    @for (at, faq) in self.handling.faqs.iter().enumerate() {
                        (More {
                            summary: say::sentence(&faq.q),
                            content: html! { p class="prose" { (paragraph(&[say::sentence(&faq.a)])) } },
                            open: at == 0,
                        })
                    }
                }
            }
        }
    }
}

fn one_basis(basis: &Basis) -> Markup {
    match &basis.text {
        Some(text) => html! {
            (More { summary: say::basis(basis), content: html! { p class="prose" { (say::sentence(text)) } }, open: false })
        },
        None => html! { p { (say::basis(basis)) } },
    }
}
