//! A body's overlay may shorten, add ways and say where; never ask for more than the package.

use std::collections::HashMap;

use serde_json::Value;

use super::{IMPLEMENTATION, Report, shape, unreadable};
use crate::fault::Fault;
use crate::format::{Handling, Package, Parameter, ParameterType, Place, ReadFault, parse_json};
use crate::overlay::{LocalHandling, Overlay, Window};
use crate::rule::{is_credit_code, number_fits};

/// Checks the text of an overlay against its package: `items check --overlay`.
pub fn check_overlay_command(text: &str, package: &Package) -> Report {
    let document = match parse_json(text) {
        Ok(document) => document,
        Err(fault) => {
            return Report {
                faults: vec![unreadable(fault)],
            };
        }
    };
    let faults = shape(&document, &IMPLEMENTATION);
    if !faults.is_empty() {
        return Report { faults };
    }
    match serde_json::from_value::<Overlay>(document) {
        Ok(overlay) => check_overlay(&overlay, package),
        Err(error) => Report {
            faults: vec![unreadable(ReadFault::Shape(error.to_string()))],
        },
    }
}

/// Checks an overlay whose shape is right.
pub fn check_overlay(overlay: &Overlay, package: &Package) -> Report {
    let mut faults = Vec::new();
    let root = Place::root();
    if overlay.item != package.item.basic_code {
        let message = format!("它是事项{}的，这个事项包是{}", overlay.item, package.item.basic_code);
        faults.push(Fault::error(root.at("item"), message));
    }
    if !is_credit_code(&overlay.body) {
        faults.push(
            Fault::error(root.at("body"), "统一社会信用代码的最后一位不对").hint("请对照机关赋码和登记证书再核对一次"),
        );
    }
    for (code, local) in &overlay.handling {
        let place = root.at("handling").at(code);
        match package.handling.iter().find(|handling| handling.code == *code) {
            Some(handling) => handling_faults(local, handling, &place, &mut faults),
            None => faults.push(Fault::error(place, format!("事项包里没有编码是{code}的业务办理项"))),
        }
    }
    Report { faults }
}

fn handling_faults(local: &LocalHandling, handling: &Handling, place: &Place, faults: &mut Vec<Fault>) {
    let known: HashMap<&str, &Parameter> = handling.params.iter().map(|param| (param.id.as_str(), param)).collect();
    for (name, value) in local.params.iter().flatten() {
        faults.extend(param_fault(
            name,
            value,
            known.get(name.as_str()).copied(),
            &place.at("params").at(name),
        ));
    }
    if local
        .promised_limit
        .is_some_and(|limit| limit.days() > handling.promised_limit.days())
    {
        faults.push(Fault::error(place.at("promised_limit"), "承诺期限比事项包的长").hint("只能缩短，不能延长"));
    }
    if local.visits.is_some_and(|visits| visits > handling.visits) {
        faults.push(Fault::error(place.at("visits"), "到现场次数比事项包的多").hint("只能减少，不能增加"));
    }
    let taken_away = handling.delivery.iter().any(|way| !local.delivery.contains(way));
    if !local.delivery.is_absent() && taken_away {
        faults.push(Fault::error(place.at("delivery"), "去掉了事项包里的一种送达方式").hint("只能增加，不能去掉"));
    }
    for (index, window) in local.windows.iter().enumerate() {
        if !in_order(window) {
            let message = format!("窗口“{}”的时间有重叠，或者前后颠倒", window.name);
            faults.push(Fault::error(place.at("windows").at(index).at("hours"), message).hint("按一天里的先后写"));
        }
    }
}

fn param_fault(name: &str, value: &Value, param: Option<&Parameter>, place: &Place) -> Option<Fault> {
    let Some(param) = param else {
        return Some(Fault::error(place.clone(), format!("没有参数“{name}”")));
    };
    match (param.kind, value) {
        (ParameterType::Text, Value::String(_)) => None,
        (ParameterType::Text, _) => Some(Fault::error(place.clone(), format!("参数“{}”要是文字", param.label))),
        (_, Value::Number(number)) if number_fits(number, param.min.as_ref(), param.max.as_ref()) => None,
        _ => {
            let bound =
                |bound: &Option<serde_json::Number>| bound.as_ref().map_or("不限".to_owned(), ToString::to_string);
            let message = format!("参数“{}”的值{value}不是上下限以内的数字", param.label);
            Some(Fault::error(place.clone(), message).hint(format!(
                "最小{}，最大{}",
                bound(&param.min),
                bound(&param.max)
            )))
        }
    }
}

fn in_order(window: &Window) -> bool {
    let times: Vec<&String> = window.hours.iter().flatten().collect();
    times.is_sorted_by(|before, after| before < after)
}
