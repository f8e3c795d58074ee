//! Names that stand twice, or that are words of the expressions.

use std::collections::HashSet;

use super::build::Builder;
use crate::expr::is_reserved;
use crate::fault::Fault;
use crate::format::{Handling, Place};

impl Builder<'_> {
    /// No name twice where expressions and errors tell things apart by name.
    pub(super) fn distinct(&mut self, h: &Handling, place: &Place) {
        self.unique("问题", &place.at("questions"), h.questions.iter().map(|each| &each.id));
        self.unique("材料", &place.at("materials"), h.materials.iter().map(|each| &each.id));
        self.unique("表单部分", &place.at("form"), h.form.iter().map(|each| &each.id));
        self.unique("环节", &place.at("steps"), h.steps.iter().map(|each| &each.id));
        self.unique(
            "审查要点",
            &place.at("review_points"),
            h.review_points.iter().map(|each| &each.id),
        );
        self.unique("收费", &place.at("fees"), h.fees.iter().map(|each| &each.id));
        self.unique(
            "特别程序",
            &place.at("special_procedures"),
            h.special_procedures.iter().map(|each| &each.id),
        );
        self.unique("结果", &place.at("results"), h.results.iter().map(|each| &each.id));
        self.unique("义务", &place.at("duties"), h.duties.iter().map(|each| &each.id));
        self.unique("整表检查", &place.at("checks"), h.checks.iter().map(|each| &each.id));
        self.unique("参数", &place.at("params"), h.params.iter().map(|each| &each.id));
        self.unique(
            "不予办理的情形",
            &place.at("endings"),
            h.endings.iter().map(|each| &each.id),
        );
        self.distinct_fields(h, place);
        self.words_as_names(h, place);
    }

    fn distinct_fields(&mut self, h: &Handling, place: &Place) {
        let mut flat = HashSet::new();
        for (index, section) in h
            .form
            .iter()
            .enumerate()
            .filter(|(_, section)| section.repeat.is_none())
        {
            for (at, field) in section.fields.iter().enumerate() {
                if !flat.insert(field.id.as_str()) {
                    self.twice("字段", &place.at("form").at(index).at("fields").at(at), &field.id);
                }
            }
        }
        for (index, section) in h
            .form
            .iter()
            .enumerate()
            .filter(|(_, section)| section.repeat.is_some())
        {
            let place = place.at("form").at(index);
            self.unique(
                "这一行的字段",
                &place.at("fields"),
                section.fields.iter().map(|each| &each.id),
            );
            if flat.contains(section.id.as_str()) {
                self.faults.push(
                    Fault::error(place.at("id"), format!("表单部分“{}”和一个字段同名", section.id))
                        .hint("在表达式里两个都是form.加名字，要能分清，请改一个名字"),
                );
            }
        }
        let mut recorded = HashSet::new();
        for (index, step) in h.steps.iter().enumerate() {
            for (at, field) in step.fields.iter().enumerate() {
                if !recorded.insert(field.id.as_str()) {
                    self.twice("环节记录", &place.at("steps").at(index).at("fields").at(at), &field.id);
                }
            }
        }
    }

    fn unique<'s>(&mut self, what: &str, place: &Place, ids: impl Iterator<Item = &'s String>) {
        let mut seen = HashSet::new();
        for (index, id) in ids.enumerate() {
            if !seen.insert(id.as_str()) {
                self.twice(what, &place.at(index), id);
            }
        }
    }

    fn twice(&mut self, what: &str, place: &Place, id: &str) {
        self.faults.push(
            Fault::error(place.at("id"), format!("{what}“{id}”出现了两次")).hint("每个名字只能用一次，请改一个名字"),
        );
    }

    /// Names that are words of the expressions, and options that stand twice.
    fn words_as_names(&mut self, h: &Handling, place: &Place) {
        for (index, question) in h.questions.iter().enumerate() {
            let place = place.at("questions").at(index);
            self.word(&place, &question.id);
            self.unique(
                "选项",
                &place.at("options"),
                question.options.iter().map(|each| &each.id),
            );
        }
        for (index, param) in h.params.iter().enumerate() {
            self.word(&place.at("params").at(index), &param.id);
        }
        let sections = h
            .form
            .iter()
            .enumerate()
            .map(|(index, each)| (place.at("form").at(index), &each.fields[..]));
        let steps = h
            .steps
            .iter()
            .enumerate()
            .map(|(index, each)| (place.at("steps").at(index), &each.fields[..]));
        for (place, fields) in sections.chain(steps) {
            for (at, field) in fields.iter().enumerate() {
                let place = place.at("fields").at(at);
                self.word(&place, &field.id);
                self.unique("选项", &place.at("options"), field.options.iter().map(|each| &each.id));
            }
        }
    }

    fn word(&mut self, place: &Place, id: &str) {
        if is_reserved(id) {
            let message = format!("“{id}”不能作名字：它是表达式里的词");
            self.faults
                .push(Fault::error(place.at("id"), message).hint("换一个名字"));
        }
    }
}
