//! Warnings: what a good package avoids, although it can be published.

use std::collections::HashSet;

use super::rules::vague_words;
use crate::expr::{Root, parse};
use crate::fault::Fault;
use crate::format::{Handling, MaterialSource, Package, Place};

pub(super) fn give(package: &Package, index: usize, place: &Place, faults: &mut Vec<Fault>) {
    let handling = &package.handling[index];
    own_materials(handling, place, faults);
    vague_texts(handling, place, faults);
    endings(package, handling, place, faults);
    prefills(handling, place, faults);
    unused_params(handling, place, faults);
}

/// What a government issued it can fetch itself (不得要求重复提交), if it is known which licence that is.
fn own_materials(h: &Handling, place: &Place, faults: &mut Vec<Fault>) {
    for (index, material) in h.materials.iter().enumerate() {
        if material.source == MaterialSource::Government && material.licence_type.is_none() {
            let message = format!("“{}”是政府部门发的，没有写用哪一种电子证照代替", material.name);
            faults.push(
                Fault::warning(place.at("materials").at(index), message)
                    .hint("请写licence_type，让系统去调取，不要申请人再交一次"),
            );
        }
    }
}

fn vague_texts(h: &Handling, place: &Place, faults: &mut Vec<Fault>) {
    let mut look = |place: Place, text: &str| {
        if let Some(words) = vague_words(text) {
            faults.push(Fault::warning(place, format!("用了兜底的说法“{words}”")).hint("写清楚具体指什么"));
        }
    };
    for (index, condition) in h.conditions.iter().enumerate() {
        look(place.at("conditions").at(index).at("text"), &condition.text);
    }
    for (index, refusal) in h.refusals.iter().enumerate() {
        look(place.at("refusals").at(index).at("text"), &refusal.text);
    }
}

/// Where an ending sends people must exist, as far as this package can tell.
fn endings(package: &Package, h: &Handling, place: &Place, faults: &mut Vec<Fault>) {
    for (index, ending) in h.endings.iter().enumerate() {
        let own = ending.item.as_ref().is_none_or(|item| *item == package.item.basic_code);
        if let Some(code) = ending.handling.as_ref().filter(|_| own)
            && !package.handling.iter().any(|handling| handling.code == *code)
        {
            let place = place.at("endings").at(index).at("handling");
            faults.push(Fault::warning(place, format!("这个事项没有编码是{code}的业务办理项")).hint("改成存在的编码"));
        }
    }
}

fn prefills(h: &Handling, place: &Place, faults: &mut Vec<Fault>) {
    for (index, section) in h.form.iter().enumerate() {
        for (at, field) in section.fields.iter().enumerate() {
            let place = place.at("form").at(index).at("fields").at(at).at("prefill");
            match field.prefill.as_deref().and_then(|prefill| prefill.split_once('.')) {
                Some(("answers", id)) if !h.questions.iter().any(|question| question.id == id) => {
                    faults.push(Fault::warning(place, format!("预填的来源没有了：没有问题“{id}”")));
                }
                Some(("licence", _)) if h.continues.is_none() => {
                    faults.push(
                        Fault::warning(place, "没有要延续的证照，不能从证照预填").hint("用continues写明是哪一种证照"),
                    );
                }
                _ => {}
            }
        }
    }
}

/// A parameter that nothing reads asks every body for a value that changes nothing.
fn unused_params(h: &Handling, place: &Place, faults: &mut Vec<Fault>) {
    if h.params.is_empty() {
        return;
    }
    let mut read = HashSet::new();
    for source in h.expressions() {
        if let Ok(tree) = parse(source) {
            tree.each_name(&mut |name| {
                if name.root == Root::Params {
                    read.insert(name.id.clone());
                }
            });
        }
    }
    for (index, param) in h
        .params
        .iter()
        .enumerate()
        .filter(|(_, param)| !read.contains(&param.id))
    {
        let message = format!("没有表达式用到参数“{}”", param.label);
        faults.push(Fault::warning(place.at("params").at(index), message).hint("用上它，或者删掉它"));
    }
}
