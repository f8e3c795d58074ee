//! What needs no database: evaluation, search, typesetting.

use std::time::Instant;

use anyhow::Context as _;
use documents::typeset::Typesetter;
use documents::typeset::paper::CorrectionNotice;
use items::{Given, Package, Plan};
use serde_json::Value;

use crate::figure::{Figure, Times};
use crate::searching;

pub fn measure() -> anyhow::Result<Vec<Figure>> {
    let mut figures = vec![evaluation()?];
    figures.extend(searching::measure()?);
    figures.push(typesetting()?);
    Ok(figures)
}

/// The largest package, each scenario of its handling items.
fn evaluation() -> anyhow::Result<Figure> {
    let packages = tongban::assets::packages();
    let text = packages
        .iter()
        .max_by_key(|text| text.len())
        .copied()
        .unwrap_or_default();
    let document: Value = serde_json::from_str(text)?;
    let plan = Plan::compile(Package::read(text).map_err(|faults| anyhow::anyhow!("{faults:?}"))?)
        .map_err(|faults| anyhow::anyhow!("{faults:?}"))?;
    let (mut spent, mut count) = (0.0, 0_u32);
    for handling in document["handling"].as_array().into_iter().flatten() {
        let Some(plan) = plan.handling(handling["id"].as_str().unwrap_or_default()) else {
            continue;
        };
        let scenarios = handling["scenarios"].as_array().into_iter().flatten();
        let cases: Vec<Given> = scenarios.filter_map(|s| Given::from_value(s).ok()).collect();
        let begun = Instant::now();
        for _ in 0..200 {
            for case in &cases {
                std::hint::black_box(plan.evaluate(case).map_err(|e| anyhow::anyhow!("{e}"))?);
            }
        }
        spent += begun.elapsed().as_secs_f64() * 1e6;
        count += 200 * cases.len() as u32;
    }
    let figure = Figure::at_most(
        "evaluation of the largest package",
        spent / f64::from(count),
        "µs",
        50.0,
    );
    Ok(figure.remark(format!("{} KB, {count} evaluations", text.len() / 1024)))
}

/// A notice of three pages, typeset again and again with another number.
fn typesetting() -> anyhow::Result<Figure> {
    const SAMPLE: &str = include_str!("../../crates/domains/documents/tests/it/samples/correction.json");
    let mut data: Value = serde_json::from_str(SAMPLE)?;
    let issues = data["issues"].as_array_mut().context("what must be put right")?;
    let few = issues.clone();
    issues.extend(few.iter().cycle().take(4).cloned());
    let typesetter = Typesetter::new();
    let mut times = Times::default();
    let mut seen = (0, 0);
    for round in 0..60 {
        let text = data.to_string().replace("000037", &format!("{round:06}"));
        let paper: CorrectionNotice = serde_json::from_str(&text)?;
        let day = "2026-11-26T09:00:00+08:00".parse()?;
        let begun = Instant::now();
        let pdf = typesetter.typeset(&paper, day).map_err(|e| anyhow::anyhow!("{e}"))?;
        if round >= 10 {
            times.add(begun.elapsed());
        }
        seen = (pdf.pages, pdf.bytes.len() / 1024);
    }
    let (pages, size) = seen;
    let figure = Figure::at_most(
        format!("notice of {pages} pages to PDF, warm"),
        times.part(0.5),
        "ms",
        10.0,
    );
    Ok(figure.remark(format!("median; p99 {:.1} ms, {size} KB", times.part(0.99))))
}
