//! Steps, limits, special procedures, conditions and fees.

use maud::{Markup, html};
use web::ui::{self, Column, FlowStep, More, Row, Table};

use super::Guide;
use super::materials::paragraph;
use crate::format::{
    Condition, Delivery, Fee, HandlingKind, Initiator, Limit, SpecialKind, SpecialProcedure, Step, StepKind,
};
use crate::say;
use crate::words::{Sense, in_words};

impl Guide<'_> {
    pub(super) fn process(&self) -> Markup {
        html! {
            (self.conditions())
            section class="section" aria-labelledby="flow" {
                h2 id="flow" { "一步一步怎么走" }
                p class="small muted end-4" { "实心圆是您要做的，空心圆是我们做的。" }
                (ui::flow(&self.steps()))
                (self.limits())
                (self.procedures())
            }
            (self.fees())
        }
    }

    fn conditions(&self) -> Markup {
        let shown: Vec<(usize, &Condition)> = self
            .handling
            .conditions
            .iter()
            .enumerate()
            .filter(|(at, _)| {
                self.all
                    || self
                        .outcome
                        .as_ref()
                        .is_none_or(|outcome| outcome.conditions.contains(at))
            })
            .collect();
        let quantity = self.handling.quantity_limit.as_ref().and_then(Option::as_ref);
        html! {
            @if !shown.is_empty() || quantity.is_some() || self.handling.continues.is_some() {
                section class="section" aria-labelledby="conditions" {
                    h2 id="conditions" { "什么条件能办" }
                    ul class="rows measure" {
                        @if let Some(words) = self.continues() { li { (words) } }
                        @for (_, condition) in &shown { li { (self.one_condition(condition)) } }
                        @if let Some(quantity) = quantity { li { "数量有限：" (say::sentence(quantity)) } }
                    }
                }
            }
        }
    }

    fn one_condition(&self, condition: &Condition) -> Markup {
        html! {
            @if let Some(when) = self.condition(condition.when.as_ref()) { span class="muted" { (when) "的：" } }
            (say::sentence(&condition.text))
            @if let Some(basis) = &condition.basis { " " span class="small muted" { (say::basis(basis)) } }
        }
    }

    /// The licence that must exist, and when one may come.
    fn continues(&self) -> Option<String> {
        let continues = self.handling.continues.as_ref()?;
        let unit = match continues.window_unit {
            Some(crate::format::WindowUnit::WorkingDay) => "个工作日",
            _ => "天",
        };
        let licence = format!("您要有一张有效的{}", say::name(&continues.licence_type));
        let earliest = continues.earliest_days_before_expiry.flatten();
        let latest = continues.latest_days_before_expiry.flatten();
        let until = |days: i64| match days {
            0 => "到期那天".to_owned(),
            1.. => format!("到期前{days}{unit}"),
            _ => format!("到期后{}{unit}", days.unsigned_abs()),
        };
        Some(match (earliest, latest) {
            (None, None) => licence,
            (Some(from), None) => format!("{licence}，最早在到期前{from}{unit}来办"),
            (None, Some(to)) => format!("{licence}，最晚在{}来办", until(to)),
            (Some(from), Some(to)) => format!("{licence}，在到期前{from}{unit}到{}之间来办", until(to)),
        })
    }

    fn due_steps(&self) -> Vec<(&Step, Limit)> {
        let limit = |step: &Step| {
            let own = self.outcome.as_ref().filter(|_| !self.all);
            own.and_then(|own| own.step_limits.iter().find(|(id, _)| **id == *step.id))
                .map_or(step.limit, |(_, limit)| *limit)
        };
        let due = self.due(&self.handling.steps, |step, outcome| {
            outcome.steps.iter().any(|id| **id == *step.id)
        });
        due.into_iter()
            .filter(|step| !self.all || step.when.is_none())
            .map(|step| (step, limit(step)))
            .collect()
    }

    pub(super) fn special(&self) -> Vec<&SpecialProcedure> {
        let due = self.due(&self.handling.special_procedures, |one, outcome| {
            outcome.special.iter().any(|id| **id == *one.id)
        });
        due.into_iter().filter(|one| !self.all || one.when.is_none()).collect()
    }

    /// At most six: steps of one kind that follow each other are one.
    fn steps(&self) -> Vec<FlowStep> {
        let by_people = self.handling.initiator != Some(Initiator::Body);
        let instant = self.handling.kind == HandlingKind::Instant;
        let mut flow = Vec::new();
        if by_people {
            let online = self.handling.online_depth >= 3;
            let title = if online { "网上申请" } else { "到窗口申请" };
            flow.push(FlowStep {
                title: title.into(),
                when: "材料备齐就能交".into(),
                you: true,
            });
            if !instant {
                flow.push(FlowStep {
                    title: "受理".into(),
                    when: "5个工作日内答复".into(),
                    you: false,
                });
            }
        }
        let steps = self.due_steps();
        let room = 6usize.saturating_sub(flow.len() + 1);
        let merged = steps.len() + usize::from(self.site_check()) > room;
        for run in steps.chunk_by(|(a, _), (b, _)| merged && a.kind == b.kind) {
            flow.push(one_step(run));
        }
        if self.site_check() && flow.len() < 5 {
            let at = if by_people && !instant { 2 } else { flow.len().min(1) };
            flow.insert(
                at,
                FlowStep {
                    title: "上门核查".into(),
                    when: "先约时间，请您在场".into(),
                    you: true,
                },
            );
        }
        if by_people {
            let when = if self.local.delivery().contains(&Delivery::Electronic) {
                "电子件当天到账"
            } else {
                "办好就通知您"
            };
            flow.push(FlowStep {
                title: "收结果".into(),
                when: when.into(),
                you: true,
            });
        }
        flow
    }

    fn site_check(&self) -> bool {
        self.special().iter().any(|one| one.kind == SpecialKind::SiteCheck)
    }

    fn limits(&self) -> Markup {
        let mut sentences = vec![format!(
            "承诺期限{}，从受理算起",
            say::limit(self.local.promised_limit())
        )];
        sentences.extend(
            self.handling
                .statutory_limit
                .map(|limit| format!("法律规定不超过{}", say::limit(limit))),
        );
        sentences.extend(self.handling.limit_note.as_deref().map(say::sentence));
        let rule = self
            .outcome
            .as_ref()
            .filter(|_| !self.all)
            .and_then(|outcome| outcome.limit_rule);
        if let Some(rule) = rule.and_then(|at| self.handling.limit_rules.get(at)) {
            sentences[0] = format!("按您的情况，承诺期限{}，从受理算起", say::limit(rule.promised_limit));
            sentences.extend(rule.note.as_deref().map(say::sentence));
        }
        let others = self
            .handling
            .limit_rules
            .iter()
            .filter(|_| self.all)
            .filter_map(|rule| {
                let when = in_words(&rule.when, self.handling, None, Sense::Condition).ok()?;
                Some(format!("{when}的，承诺期限{}", say::limit(rule.promised_limit)))
            });
        sentences.extend(others);
        html! { p class="prose top-4" { (paragraph(&sentences)) a class="nowrap" href="/calc" { "工作日怎么算" } } }
    }

    fn procedures(&self) -> Markup {
        let due = self.due(&self.handling.special_procedures, |one, outcome| {
            outcome.special.iter().any(|id| **id == *one.id)
        });
        let row = |one: &&SpecialProcedure| {
            let clock = if one.stops_clock {
                "期间不计入期限"
            } else {
                "在期限之内"
            };
            let basis = one.basis.as_ref().map(say::basis).unwrap_or_default();
            let name = match self.condition(one.when.as_ref()) {
                Some(when) => format!("{}（{when}时）", say::name(&one.name)),
                None => say::name(&one.name),
            };
            Row::text(&[&name, &say::limit(one.limit), clock, &basis])
        };
        html! {
            @if !due.is_empty() {
                div class="top-4" {
                    (Table {
                        caption: "当中可能有的特别程序".into(),
                        columns: ["程序", "多久", "算不算时间", "依据"].into_iter().map(Column::new).collect(),
                        rows: due.iter().map(row).collect(),
                        ..Table::default()
                    })
                }
            }
        }
    }

    fn fees(&self) -> Markup {
        let due = self.due(&self.handling.fees, |fee, outcome| {
            outcome.fees.iter().any(|one| *one.id == *fee.id)
        });
        html! {
            @if !self.handling.fees.is_empty() {
                section class="section" aria-labelledby="fees" {
                    h2 id="fees" { "费用" }
                    @if due.is_empty() { p { "按您的情况不收费。" } }
                    @for fee in due { (self.one_fee(fee)) }
                    @if let Some(note) = &self.local.local().fees_note { p class="prose top-3" { (say::sentence(note)) } }
                }
            }
        }
    }

    fn one_fee(&self, fee: &Fee) -> More {
        let amount = self.outcome.as_ref().filter(|_| !self.all);
        let amount = amount.and_then(|outcome| outcome.fees.iter().find(|one| *one.id == *fee.id));
        let standard = in_words(&fee.amount_fen, self.handling, None, Sense::Money).ok();
        let shown = amount
            .map(|one| ui::fmt::money(one.fen))
            .or_else(|| standard.clone())
            .unwrap_or_default();
        More {
            summary: format!("{}：{shown}，{}", say::name(&fee.name), say::fee_due(fee.due)),
            content: html! {
                dl class="summary-list" {
                    @if let Some(when) = self.condition(fee.when.as_ref()) { div { dt { "什么时候收" } dd { (when) } } }
                    @if let Some(standard) = &standard { div { dt { "标准" } dd { (standard) } } }
                    @if let Some(reduction) = &fee.reduction { div { dt { "减免" } dd { (say::sentence(reduction)) } } }
                    div { dt { "依据" } dd { (say::basis(&fee.basis)) } }
                }
            },
            open: false,
        }
    }
}

fn one_step(run: &[(&Step, Limit)]) -> FlowStep {
    let (first, limit) = run[0];
    let title = match (run.len(), first.kind) {
        (1, _) => say::name(&first.name),
        (_, StepKind::Review) => "审查".to_owned(),
        (_, StepKind::Decide) => "决定".to_owned(),
        (_, StepKind::Make) => "制作证件和文书".to_owned(),
    };
    let same = run.iter().all(|(_, other)| other.unit == limit.unit);
    let sum = Limit {
        amount: run.iter().map(|(_, limit)| limit.amount).sum(),
        unit: limit.unit,
    };
    let when = match (same, sum.amount) {
        (true, 0) => "当场".to_owned(),
        (true, _) => format!("{}内", say::limit(sum)),
        (false, _) => run
            .iter()
            .map(|(_, limit)| say::limit(*limit))
            .collect::<Vec<_>>()
            .join("，再"),
    };
    FlowStep {
        title,
        when,
        you: false,
    }
}
