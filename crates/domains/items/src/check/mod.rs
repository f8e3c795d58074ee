//! The checks that a package must pass before it is published (`docs/items-format.md`). Errors block publication,
//! warnings are listed, notes are for the author.

mod advice;
mod dice;
mod overlay;
mod random;
mod rules;
mod scenarios;
mod shape;

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::fault::{Fault, Severity};
use crate::format::{Package, Place, ReadFault, parse_json};
use crate::plan::{HandlingPlan, Plan};

pub use overlay::{check_overlay, check_overlay_command};
use shape::{IMPLEMENTATION, shape};

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub faults: Vec<Fault>,
}

impl Report {
    /// True if nothing blocks publication.
    pub fn holds(&self) -> bool {
        self.of(Severity::Error).next().is_none()
    }

    /// The faults of one weight.
    pub fn of(&self, severity: Severity) -> impl Iterator<Item = &Fault> {
        self.faults.iter().filter(move |fault| fault.severity == severity)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fault in &self.faults {
            writeln!(f, "{fault}")?;
        }
        let count = |severity| self.of(severity).count();
        match count(Severity::Error) {
            0 => write!(f, "合格，有{}条提醒", count(Severity::Warning)),
            errors => write!(f, "不合格：有{errors}处错误、{}条提醒", count(Severity::Warning)),
        }
    }
}

/// Checks the text of a package: `items check`.
pub fn check_command(text: &str) -> Report {
    let document = match parse_json(text) {
        Ok(document) => document,
        Err(fault) => {
            return Report {
                faults: vec![unreadable(fault)],
            };
        }
    };
    let faults = shape(&document, &shape::PACKAGE);
    if !faults.is_empty() {
        return Report { faults };
    }
    match serde_json::from_value::<Package>(document) {
        Ok(package) => check_package(&package),
        Err(error) => Report {
            faults: vec![unreadable(ReadFault::Shape(error.to_string()))],
        },
    }
}

fn unreadable(fault: ReadFault) -> Fault {
    let message = fault.to_string();
    match fault {
        ReadFault::Twice { place, .. } => Fault::error(place, message).hint("留下对的一个，删掉另一个"),
        ReadFault::Syntax { .. } | ReadFault::Shape(_) => Fault::error(Place::root(), message),
    }
}

/// Checks a package whose shape is right.
pub fn check_package(package: &Package) -> Report {
    let mut faults = whole_package(package);
    let shared = Arc::new(package.clone());
    for index in 0..package.handling.len() {
        let (plan, mut found) = Plan::compile_one(&shared, index);
        let place = Place::root().at("handling").at(index);
        rules::check(&package.handling[index], &place, &mut found);
        if found.is_empty() {
            runs(&plan, &place, &mut found);
        }
        advice::give(package, index, &place, &mut found);
        faults.extend(found);
    }
    Report { faults }
}

/// The scenarios and the random cases: only a plan without faults can be run.
fn runs(plan: &HandlingPlan, place: &Place, faults: &mut Vec<Fault>) {
    scenarios::run(plan, place, faults);
    faults.extend(random::run(plan));
}

fn whole_package(package: &Package) -> Vec<Fault> {
    let mut faults = Vec::new();
    let item = Place::root().at("item");
    if package.item.basic_code.get(2..4) != Some(package.item.kind.code()) {
        faults.push(
            Fault::error(
                item.at("type"),
                format!("类型“{}”和基本编码的第3、4位不一致", package.item.kind.code()),
            )
            .hint(format!("基本编码是{}", package.item.basic_code)),
        );
    }
    let (mut codes, mut ids) = (HashSet::new(), HashSet::new());
    for (index, handling) in package.handling.iter().enumerate() {
        let place = Place::root().at("handling").at(index);
        if !codes.insert(handling.code.as_str()) {
            faults.push(Fault::error(
                place.at("code"),
                format!("两个业务办理项的编码都是{}", handling.code),
            ));
        }
        if !ids.insert(handling.id.as_str()) {
            faults.push(Fault::error(
                place.at("id"),
                format!("两个业务办理项都叫“{}”", handling.id),
            ));
        }
    }
    faults
}

/// Whether two JSON values are the same: numbers by value, objects in any order.
fn same(a: &Value, b: &Value) -> bool {
    crate::expr::value::Val::from_json(a).same(&crate::expr::value::Val::from_json(b))
}
