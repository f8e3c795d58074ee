//! Rules of a handling item that are seen without running it.

use std::collections::HashSet;

use crate::fault::Fault;
use crate::format::{
    Field, FieldType, Handling, HandlingKind, Initiator, Need, ParameterType, Place, QuestionKind, StepKind,
};
use crate::rule::number_fits;

/// Words that say nothing about what to bring.
const VAGUE: [&str; 8] = [
    "其他材料",
    "其它材料",
    "有关材料",
    "相关材料",
    "有关部门要求",
    "法律法规规定的其他",
    "等材料",
    "需要提供的其他",
];

/// The vague words in a text.
pub(super) fn vague_words(text: &str) -> Option<&'static str> {
    VAGUE.into_iter().find(|words| text.contains(words))
}

pub(super) fn check(h: &Handling, place: &Place, faults: &mut Vec<Fault>) {
    let mut rules = Rules { h, faults };
    rules.sections(&place.at("form"));
    rules.params(&place.at("params"));
    rules.questions(&place.at("questions"));
    rules.recorded(&place.at("steps"));
    rules.review_points(&place.at("review_points"));
    rules.dead_references(place);
    rules.limits(place);
    rules.materials(&place.at("materials"));
    rules.whole(place);
}

struct Rules<'a> {
    h: &'a Handling,
    faults: &'a mut Vec<Fault>,
}

impl Rules<'_> {
    fn say(&mut self, place: Place, message: impl Into<String>, hint: &str) {
        let fault = Fault::error(place, message);
        self.faults.push(if hint.is_empty() { fault } else { fault.hint(hint) });
    }

    fn sections(&mut self, place: &Place) {
        for (index, section) in self.h.form.iter().enumerate() {
            let place = place.at(index);
            if section.repeat.as_ref().is_some_and(|repeat| repeat.min > repeat.max) {
                self.say(
                    place.at("repeat"),
                    format!("“{}”的最少行数比最多行数大", section.title),
                    "把min和max改对",
                );
            }
            for (at, field) in section.fields.iter().enumerate() {
                let place = place.at("fields").at(at);
                self.field(&place, field);
                if field.check.is_some() && field.message.is_none() {
                    self.say(
                        place,
                        format!("“{}”有check，没有message", field.label),
                        "写明不符合时对申请人怎么说",
                    );
                }
            }
        }
    }

    fn field(&mut self, place: &Place, field: &Field) {
        let chooses = matches!(field.kind, FieldType::One | FieldType::Many);
        self.options(place, &field.label, chooses, !field.options.is_absent());
        let from = field
            .prefill
            .as_deref()
            .map(|prefill| prefill.split('.').next().unwrap_or_default());
        if from.is_some_and(|from| !matches!(from, "applicant" | "licence" | "registry" | "answers")) {
            self.say(
                place.at("prefill"),
                format!("不认识预填的来源“{}”", field.prefill.as_deref().unwrap_or_default()),
                "来源是applicant.、licence.、registry.或answers.开头的",
            );
        }
    }

    fn options(&mut self, place: &Place, label: &str, chooses: bool, has: bool) {
        if chooses && !has {
            self.say(place.clone(), format!("“{label}”是选择，却没有选项"), "请写options");
        }
        if !chooses && has {
            self.say(
                place.at("options"),
                format!("“{label}”不是选择，却有选项"),
                "删掉options，或者把类型改成one、many",
            );
        }
    }

    fn params(&mut self, place: &Place) {
        for (index, param) in self.h.params.iter().enumerate() {
            let fits = match (param.kind, &param.value) {
                (ParameterType::Text, value) => value.is_string(),
                (_, serde_json::Value::Number(number)) => number_fits(number, param.min.as_ref(), param.max.as_ref()),
                _ => false,
            };
            if !fits {
                let message = format!("参数“{}”的默认值{}不合它的类型或上下限", param.label, param.value);
                self.say(place.at(index).at("value"), message, "默认值也要在min和max之间");
            }
        }
    }

    fn questions(&mut self, place: &Place) {
        for (index, question) in self.h.questions.iter().enumerate() {
            let chooses = matches!(question.kind, QuestionKind::One | QuestionKind::Many);
            self.options(&place.at(index), &question.text, chooses, !question.options.is_absent());
        }
    }

    fn recorded(&mut self, place: &Place) {
        for (index, step) in self.h.steps.iter().enumerate() {
            for (at, field) in step.fields.iter().enumerate() {
                let chooses = matches!(field.kind, FieldType::One | FieldType::Many);
                let place = place.at(index).at("fields").at(at);
                self.options(&place, &field.label, chooses, !field.options.is_absent());
            }
        }
    }

    fn review_points(&mut self, place: &Place) {
        let h = self.h;
        let materials: HashSet<&str> = h.materials.iter().map(|material| material.id.as_str()).collect();
        let fields = all_fields(h);
        for (index, point) in h.review_points.iter().enumerate() {
            let place = place.at(index);
            if !self.has_step(&point.step) {
                self.say(place.at("step"), format!("没有环节“{}”", point.step), "");
            }
            for (at, id) in point
                .materials
                .iter()
                .enumerate()
                .filter(|(_, id)| !materials.contains(id.as_str()))
            {
                self.say(place.at("materials").at(at), format!("没有材料“{id}”"), "");
            }
            for (at, id) in point
                .fields
                .iter()
                .enumerate()
                .filter(|(_, id)| !fields.contains(id.as_str()))
            {
                self.say(place.at("fields").at(at), format!("没有字段“{id}”"), "");
            }
        }
    }

    fn has_step(&self, id: &str) -> bool {
        self.h.steps.iter().any(|step| step.id == id)
    }

    fn dead_references(&mut self, place: &Place) {
        let h = self.h;
        for (index, procedure) in h.special_procedures.iter().enumerate() {
            if let Some(step) = procedure.after_step.as_ref().filter(|step| !self.has_step(step)) {
                let place = place.at("special_procedures").at(index).at("after_step");
                self.say(place, format!("没有环节“{step}”"), "");
            }
        }
        let fields = all_fields(h);
        for (index, check) in h.checks.iter().enumerate() {
            for (at, id) in check
                .fields
                .iter()
                .enumerate()
                .filter(|(_, id)| !fields.contains(id.as_str()))
            {
                self.say(
                    place.at("checks").at(index).at("fields").at(at),
                    format!("没有字段“{id}”"),
                    "",
                );
            }
        }
    }

    fn limits(&mut self, place: &Place) {
        let h = self.h;
        let shorten = "把承诺期限改短，或者核对法定期限";
        if h.statutory_limit
            .is_some_and(|statutory| h.promised_limit.days() > statutory.days())
        {
            self.say(place.at("promised_limit"), "承诺期限比法定期限长", shorten);
        }
        for (index, rule) in h.limit_rules.iter().enumerate() {
            let place = place.at("limit_rules").at(index);
            let statutory = rule.statutory_limit.or(h.statutory_limit);
            for step in rule.step_limits.iter().flat_map(|limits| limits.keys()) {
                if !self.has_step(step) {
                    self.say(place.at("step_limits").at(step), format!("没有环节“{step}”"), "");
                }
            }
            if statutory.is_some_and(|statutory| rule.promised_limit.days() > statutory.days()) {
                self.say(place.at("promised_limit"), "承诺期限比法定期限长", shorten);
            }
        }
        let always: u64 = h
            .steps
            .iter()
            .filter(|step| step.when.is_none())
            .map(|step| step.limit.days())
            .sum();
        if h.kind == HandlingKind::Promised && always > h.promised_limit.days() {
            let message = format!("各环节一共要{always}天，比承诺期限{}天长", h.promised_limit.days());
            self.say(place.at("steps"), message, "把环节的期限改短，或者把承诺期限改长");
        }
    }

    fn materials(&mut self, place: &Place) {
        for (index, material) in self.h.materials.iter().enumerate() {
            let place = place.at(index);
            let texts = [("name", &material.name), ("standard", &material.standard)];
            let found = texts
                .iter()
                .find_map(|(key, text)| vague_words(text).map(|words| (*key, words)));
            let across = format!("{}{}", material.name, material.standard);
            if let Some((key, words)) = found.or_else(|| vague_words(&across).map(|words| ("name", words))) {
                self.say(
                    place.at(key),
                    format!("材料“{}”用了兜底的说法“{words}”", material.name),
                    "写清楚到底要哪一份材料",
                );
            }
            if material.need == Need::Tolerable && material.tolerance_days.is_none() {
                self.say(
                    place.clone(),
                    format!("材料“{}”可以容缺，没有写几个工作日内补齐", material.name),
                    "请写tolerance_days",
                );
            }
        }
    }

    fn whole(&mut self, place: &Place) {
        let h = self.h;
        if !h.steps.iter().any(|step| step.kind == StepKind::Decide) {
            self.say(
                place.at("steps"),
                "没有作出决定的环节",
                "至少要有一个kind是decide的环节",
            );
        }
        if h.visits > 0 && h.visit_reason.as_ref().is_none_or(String::is_empty) {
            self.say(
                place.at("visits"),
                format!("要到现场{}次，没有写原因", h.visits),
                "请写visit_reason",
            );
        }
        if h.initiator.unwrap_or(Initiator::Applicant) == Initiator::Applicant && h.form.is_empty() {
            self.say(place.at("form"), "由申请人提出的业务办理项没有表单", "至少要有一个部分");
        }
    }
}

/// Everything that can be pointed to: fields, repeated sections and the fields of their rows.
fn all_fields(h: &Handling) -> HashSet<&str> {
    let fields = h
        .form
        .iter()
        .flat_map(|section| &section.fields)
        .map(|field| field.id.as_str());
    let repeated = h
        .form
        .iter()
        .filter(|section| section.repeat.is_some())
        .map(|section| section.id.as_str());
    fields.chain(repeated).collect()
}
