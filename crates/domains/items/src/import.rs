//! Many implementation lists at once, as a fresh installation or a demonstration brings them.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::{Actor, Problem};

use crate::catalogue::Catalogue;
use crate::check::{Report, check_overlay};
use crate::edition::Body;
use crate::fault::{Fault, Faults};
use crate::format::{Package, Place};
use crate::overlay::Overlay;
use crate::plan::Plan;
use crate::publish::{Ready, Refusal, digest, region_of};

/// How many versions were published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// New versions.
    pub published: usize,
    /// Lists that were in force exactly so.
    pub unchanged: usize,
}

struct Compiled {
    plan: Arc<Plan>,
    digest: String,
    text: Arc<str>,
}

/// Publishes packages with overlays in one transaction; a second time it changes nothing. Each package is compiled once,
/// and every overlay is checked against it. Packages whose scenarios were not run come in through
/// [`Catalogue::publish`]; these are the repository's own, which its tests check whole.
pub async fn import_demo(
    catalogue: &Catalogue,
    packages: &[&str],
    overlays: &[&str],
    bodies: &[Body],
) -> Result<Imported, Refusal> {
    catalogue.register_bodies(bodies).await?;
    let (packages, overlays): (Vec<String>, Vec<String>) = (
        packages.iter().map(|text| (*text).into()).collect(),
        overlays.iter().map(|text| (*text).into()).collect(),
    );
    let prepared = tokio::task::spawn_blocking(move || prepare(&packages, &overlays))
        .await
        .map_err(Problem::internal)?;
    let (compiled, ready) = prepared?;
    for one in compiled.into_values() {
        catalogue.keep(&one.digest, one.plan).await;
    }
    let shelf = catalogue.shelf().await?;
    if let Some(one) = ready.iter().find(|one| shelf.body(&one.overlay.body).is_none()) {
        let title = format!("没有机关{}的名称", one.overlay.body);
        return Err(Problem::new(422, "not_published", title).into());
    }
    let done = catalogue.put(&Actor::System("import"), ready, "初次导入").await?;
    let published = done.iter().filter(|one| one.changed).count();
    Ok(Imported {
        published,
        unchanged: done.len() - published,
    })
}

fn prepare(packages: &[String], overlays: &[String]) -> Result<(HashMap<String, Compiled>, Vec<Ready>), Refusal> {
    let mut compiled = HashMap::new();
    for text in packages {
        let package = Package::read(text).map_err(|fault| Refusal::Package(unreadable(&fault.to_string())))?;
        let item = package.item.basic_code.clone();
        let plan = Plan::compile(package).map_err(|Faults(faults)| Refusal::Package(Report { faults }))?;
        compiled.insert(
            item,
            Compiled {
                plan: Arc::new(plan),
                digest: digest(text),
                text: text.as_str().into(),
            },
        );
    }
    let mut ready = Vec::with_capacity(overlays.len());
    for text in overlays {
        let overlay = Overlay::read(text).map_err(|fault| Refusal::Overlay(unreadable(&fault.to_string())))?;
        let Some(package) = compiled.get(&overlay.item) else {
            return Err(Refusal::Overlay(unreadable(&format!(
                "没有事项{}的事项包",
                overlay.item
            ))));
        };
        let report = check_overlay(&overlay, package.plan.package());
        if !report.holds() {
            return Err(Refusal::Overlay(report));
        }
        ready.push(Ready {
            region: region_of(&overlay)?,
            plan: package.plan.clone(),
            digest: package.digest.clone(),
            package: package.text.clone(),
            overlay: Arc::new(overlay),
            overlay_text: text.as_str().into(),
        });
    }
    Ok((compiled, ready))
}

fn unreadable(reason: &str) -> Report {
    Report {
        faults: vec![Fault::error(Place::root(), reason)],
    }
}
