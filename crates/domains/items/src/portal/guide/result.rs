//! The reader's own list in four figures, and where to go when this item is not the right one.

use maud::{Markup, html};
use web::ui::{self, Figure, Notice, Tone};

use super::Guide;
use crate::format::{Ending, HandlingKind, Limit, SpecialKind};
use crate::say;

impl Guide<'_> {
    pub(super) fn result(&self) -> Markup {
        let words = self.situation_words();
        let open = self.open > 0 && !self.all;
        html! {
            section class="section" id="result" aria-labelledby="mine" {
                h2 id="mine" { @if self.all { "办理清单" } @else { "您的办理清单" } }
                (self.endings())
                @if !words.is_empty() && !self.all { p class="muted end-4" { (words) "。" } }
                @if open {
                    div class="end-4" {
                        (Notice::new(Tone::Info, format!("还有{}个问题没有答", self.open)).text("答完以后，下面的清单才是完整的。"))
                    }
                }
                (ui::figures(&[self.fee(), self.time(), self.visits(), self.papers()]))
            }
        }
    }

    fn endings(&self) -> Markup {
        let ends = self.outcome.iter().flat_map(|outcome| &outcome.ends);
        let found = ends.filter_map(|id| self.handling.endings.iter().find(|ending| *ending.id == **id));
        html! { @for ending in found { div class="end-4" { (self.ending(ending)) } } }
    }

    /// What to do instead, and where that is handled for the reader.
    fn ending(&self, ending: &Ending) -> Notice {
        let notice = Notice::new(Tone::Warn, "您的情况不用办这一项").text(say::sentence(&ending.message));
        let item = ending
            .item
            .as_ref()
            .or_else(|| ending.handling.as_ref().map(|_| &self.item.basic_code));
        let instead = item.and_then(|item| self.shelf.nearest(&self.here.chain, item, ending.handling.as_deref()));
        match instead {
            Some(listing) => notice.link(
                format!("去办“{}”", listing.handling().name),
                format!("/guide/{}", listing.code),
            ),
            None => notice,
        }
    }

    fn fee(&self) -> Figure {
        let figure = |number: String, unit: &str, note: &str| Figure {
            label: "费用".into(),
            number,
            unit: unit.into(),
            note: note.to_owned(),
        };
        let note = self.local.local().fees_note.as_deref().unwrap_or_default();
        match &self.outcome {
            _ if self.handling.fees.is_empty() => {
                figure("0".into(), "元", if note.is_empty() { "不收费" } else { note })
            }
            Some(outcome) if !self.all || self.one_price() => {
                let money = ui::fmt::money(outcome.fee_fen);
                let due = if outcome.fees.is_empty() {
                    "您的情况不收费"
                } else {
                    note
                };
                figure(money.trim_end_matches('元').to_owned(), "元", due)
            }
            _ => figure("看情况".into(), "", "答完问题就知道多少钱"),
        }
    }

    /// Whether the fee is the same for everybody here.
    fn one_price(&self) -> bool {
        let depends = |source: &str| {
            ["answers.", "form.", "applicant.", "licence."]
                .iter()
                .any(|name| source.contains(name))
        };
        self.handling
            .fees
            .iter()
            .all(|fee| fee.when.is_none() && !depends(&fee.amount_fen))
    }

    fn time(&self) -> Figure {
        let outcome = self.outcome.as_ref().filter(|_| !self.all);
        let promised = outcome.map_or_else(|| self.local.promised_limit(), |outcome| outcome.promised_limit);
        let statutory = outcome.map_or(self.handling.statutory_limit, |outcome| outcome.statutory_limit);
        let instant = self.handling.kind == HandlingKind::Instant && promised.days() <= 1 || promised.amount == 0;
        let (number, unit) = if instant {
            ("当场".to_owned(), "")
        } else {
            say::limit_parts(promised)
        };
        let note = statutory.map(|limit: Limit| format!("法定不超过{}", say::limit(limit)));
        Figure {
            label: "最长时限".into(),
            number,
            unit: unit.into(),
            note: note.unwrap_or_default(),
        }
    }

    fn visits(&self) -> Figure {
        let site = self
            .special()
            .iter()
            .filter(|one| one.kind == SpecialKind::SiteCheck)
            .count();
        let visits = self.local.visits();
        let reason = self
            .handling
            .visit_reason
            .as_deref()
            .filter(|_| visits > 0)
            .map(say::sentence);
        let note = match (reason, site) {
            (Some(reason), _) => reason,
            (None, 0) => String::new(),
            (None, site) => format!("我们上门核查{site}次"),
        };
        Figure {
            label: "您要去".into(),
            number: visits.to_string(),
            unit: "次".into(),
            note,
        }
    }

    fn papers(&self) -> Figure {
        let (own, fetched) = self.split_materials();
        let note = if fetched.is_empty() {
            String::new()
        } else {
            format!("另外{}份不用交", fetched.len())
        };
        let label = if self.all {
            "最多要准备的材料"
        } else {
            "要准备的材料"
        };
        Figure {
            label: label.into(),
            number: own.len().to_string(),
            unit: "份".into(),
            note,
        }
    }
}
