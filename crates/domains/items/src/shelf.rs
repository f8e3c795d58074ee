//! What is in force everywhere, in memory and light: enough for lists, search and statistics without a query.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{Id, Region};
use sea_orm::ConnectionTrait;

use crate::codes::handling_code;
use crate::edition::{Body, Standing};
use crate::format::{
    Delivery, Faq, Handling, HandlingKind, Initiator, Item, Limit, Material, MaterialSource, Need, Package,
};
use crate::overlay::{LocalHandling, Overlay, Window};
use crate::store::{self, Stamp};

/// Of a package what lists and search need.
#[derive(Debug)]
pub struct PackageFacts {
    /// Digest of the package.
    pub digest: String,
    /// The item.
    pub item: Item,
    /// Its handling items, in order.
    pub handlings: Vec<HandlingFacts>,
}

/// Of a handling item what lists and search need.
#[derive(Debug)]
pub struct HandlingFacts {
    /// Two digits.
    pub code: String,
    /// Full name.
    pub name: String,
    /// Instant or promised.
    pub kind: HandlingKind,
    /// Who opens a case.
    pub initiator: Initiator,
    /// The limit of the law.
    pub statutory: Option<Limit>,
    /// 1 to 4.
    pub online_depth: u8,
    /// Whether any fee may be due.
    pub fees: bool,
    /// Materials that the applicant may have to prepare.
    pub to_prepare: usize,
    /// Questions and answers.
    pub faqs: Vec<Faq>,
    /// What else search reads.
    pub text: String,
    promised: Limit,
    visits: u8,
    appointment: bool,
    delivery: Vec<Delivery>,
}

impl PackageFacts {
    /// Takes the facts out of a package.
    pub fn of(package: &Package, digest: String) -> Self {
        let handlings = package.handling.iter().map(HandlingFacts::of).collect();
        Self {
            digest,
            item: package.item.clone(),
            handlings,
        }
    }
}

impl HandlingFacts {
    fn of(handling: &Handling) -> Self {
        let own = |m: &&Material| !is_fetched(m) && m.need != Need::Optional;
        Self {
            code: handling.code.clone(),
            name: crate::say::name(&handling.name),
            kind: handling.kind,
            initiator: handling.initiator.unwrap_or(Initiator::Applicant),
            statutory: handling.statutory_limit,
            online_depth: handling.online_depth,
            fees: !handling.fees.is_empty(),
            to_prepare: handling.materials.iter().filter(own).count(),
            faqs: handling.faqs.clone(),
            text: text_of(handling),
            promised: handling.promised_limit,
            visits: handling.visits,
            appointment: handling.appointment.unwrap_or(false),
            delivery: handling.delivery.clone(),
        }
    }
}

/// Whether we fetch a material instead of asking for it: another authority issued it, or a licence stands in for it.
pub(crate) fn is_fetched(material: &Material) -> bool {
    material.source == MaterialSource::Government || material.licence_type.is_some()
}

fn text_of(handling: &Handling) -> String {
    let materials = handling.materials.iter().map(|material| material.name.as_str());
    let results = handling.results.iter().map(|result| result.name.as_str());
    let conditions = handling.conditions.iter().map(|condition| condition.text.as_str());
    materials
        .chain(results)
        .chain(conditions)
        .collect::<Vec<_>>()
        .join("\n")
}

/// A handling item as one body handles it now.
#[derive(Debug, Clone)]
pub struct Listing {
    /// Handling-item code, 33 characters.
    pub code: String,
    /// The region that is served, 12 digits.
    pub serves: String,
    /// Region of the edition's rows.
    pub region: Region,
    /// The edition in force.
    pub edition: Id,
    /// Its version.
    pub version: i32,
    /// When it came into force.
    pub published_at: DateTime<Utc>,
    /// The body.
    pub body: Arc<Body>,
    /// The package.
    pub facts: Arc<PackageFacts>,
    /// Whether it is handled at present.
    pub standing: Standing,
    /// The promised limit here, where no limit rule holds.
    pub promised: Limit,
    /// How often one must come here.
    pub visits: u8,
    /// Whether one can make an appointment here.
    pub appointment: bool,
    /// How results are delivered here.
    pub delivery: Vec<Delivery>,
    /// Where one can come.
    pub windows: Vec<Window>,
    index: usize,
}

impl Listing {
    /// The item.
    pub fn item(&self) -> &Item {
        &self.facts.item
    }

    /// The handling item.
    pub fn handling(&self) -> &HandlingFacts {
        &self.facts.handlings[self.index]
    }

    /// Whether people apply for it; otherwise the authority begins by itself.
    pub fn for_people(&self) -> bool {
        self.handling().initiator == Initiator::Applicant
    }

    /// Where it stands in lists: by item, handling item and body.
    pub fn key(&self) -> String {
        format!("{}{}{}", self.item().basic_code, self.handling().code, self.code)
    }

    /// Whether it is cancelled; such are kept for their guide's address only.
    pub fn is_cancelled(&self) -> bool {
        matches!(self.standing, Standing::Cancelled { .. })
    }
}

/// Everything in force at one moment.
#[derive(Debug, Default)]
pub struct Shelf {
    pub(crate) stamp: Option<Stamp>,
    listings: Vec<Arc<Listing>>,
    by_code: HashMap<String, usize>,
    bodies: HashMap<String, Arc<Body>>,
    facts: HashMap<String, Arc<PackageFacts>>,
}

impl Shelf {
    /// All handling items of all bodies, by item, handling item and body; cancelled ones among them.
    pub fn listings(&self) -> &[Arc<Listing>] {
        &self.listings
    }

    /// A handling item by its code of 33 characters.
    pub fn get(&self, code: &str) -> Option<&Arc<Listing>> {
        self.by_code.get(code).map(|at| &self.listings[*at])
    }

    /// A body by its credit code.
    pub fn body(&self, code: &str) -> Option<&Arc<Body>> {
        self.bodies.get(code)
    }

    /// What serves one of these regions and is not cancelled.
    pub fn serving<'s>(&'s self, regions: &'s [String]) -> impl Iterator<Item = &'s Arc<Listing>> + 's {
        self.listings
            .iter()
            .filter(move |one| !one.is_cancelled() && regions.contains(&one.serves))
    }

    /// A handling item for people of a region: of the nearest level that has it. Without `handling` the first.
    pub fn nearest(&self, chain: &[String], item: &str, handling: Option<&str>) -> Option<&Arc<Listing>> {
        chain.iter().find_map(|region| {
            self.listings.iter().find(|one| {
                one.serves == *region
                    && one.item().basic_code == item
                    && handling.is_none_or(|code| one.handling().code == code)
                    && !one.is_cancelled()
            })
        })
    }

    pub(crate) fn packages(&self) -> impl Iterator<Item = &Arc<PackageFacts>> {
        self.facts.values()
    }

    /// Reads what is in force; facts of packages that `before` knows are taken from there.
    pub(crate) async fn load(db: &impl ConnectionTrait, stamp: Stamp, before: &Self) -> Result<Self, LoadFault> {
        let rows = store::in_force(db).await?;
        let standings = store::standings(db, None).await?;
        let bodies = store::bodies(db).await?;
        let standings: HashMap<(&str, &str), Standing> = standings
            .iter()
            .map(|row| ((row.body_code.as_str(), row.basic_code.as_str()), row.into()))
            .collect();
        let mut shelf = Self {
            stamp: Some(stamp),
            bodies: bodies
                .into_iter()
                .map(|row| (row.code.clone(), Arc::new(row.into())))
                .collect(),
            facts: facts(db, &rows, before).await?,
            ..Self::default()
        };
        for row in &rows {
            let standing = standings
                .get(&(row.body_code.as_str(), row.basic_code.as_str()))
                .cloned();
            shelf.put(row, standing.unwrap_or_default())?;
        }
        shelf.listings.sort_by_cached_key(|listing| listing.key());
        shelf.by_code = shelf
            .listings
            .iter()
            .enumerate()
            .map(|(at, one)| (one.code.clone(), at))
            .collect();
        Ok(shelf)
    }

    fn put(&mut self, row: &store::implementation::Model, standing: Standing) -> Result<(), LoadFault> {
        let broken = |what: String| LoadFault::Content(format!("implementation {}: {what}", row.id));
        let overlay = Overlay::read(&row.overlay).map_err(|fault| broken(fault.to_string()))?;
        let facts = self
            .facts
            .get(&row.package)
            .ok_or_else(|| broken("its package is missing".into()))?;
        let unnamed = || {
            Arc::new(Body {
                code: row.body_code.clone(),
                ..Body::default()
            })
        };
        let body = self.bodies.get(&row.body_code).cloned().unwrap_or_else(unnamed);
        let handled = facts.handlings.iter().enumerate();
        let listed = handled.filter_map(|(index, handling)| {
            let local = overlay.handling.get(&handling.code)?;
            let code = handling_code(&overlay.body, overlay.level, &overlay.item, &handling.code);
            let home = Home {
                row,
                body: &body,
                facts,
                standing: &standing,
                serves: &overlay.region,
            };
            Some(Arc::new(home.listing(code, index, local)))
        });
        self.listings.extend(listed);
        Ok(())
    }
}

/// What the listings of one edition share.
struct Home<'a> {
    row: &'a store::implementation::Model,
    body: &'a Arc<Body>,
    facts: &'a Arc<PackageFacts>,
    standing: &'a Standing,
    serves: &'a str,
}

impl Home<'_> {
    fn listing(&self, code: String, index: usize, local: &LocalHandling) -> Listing {
        let handling = &self.facts.handlings[index];
        let delivery = if local.delivery.is_absent() {
            &handling.delivery[..]
        } else {
            &local.delivery[..]
        };
        Listing {
            code,
            serves: self.serves.to_owned(),
            region: self.row.region,
            edition: self.row.id,
            version: self.row.version,
            published_at: self.row.published_at,
            body: self.body.clone(),
            facts: self.facts.clone(),
            standing: self.standing.clone(),
            promised: local.promised_limit.unwrap_or(handling.promised),
            visits: local.visits.unwrap_or(handling.visits),
            appointment: local.appointment.unwrap_or(handling.appointment),
            delivery: delivery.to_vec(),
            windows: local.windows.to_vec(),
            index,
        }
    }
}

async fn facts(
    db: &impl ConnectionTrait,
    rows: &[store::implementation::Model],
    before: &Shelf,
) -> Result<HashMap<String, Arc<PackageFacts>>, LoadFault> {
    let mut found: HashMap<String, Arc<PackageFacts>> = HashMap::new();
    let mut wanted = Vec::new();
    for row in rows {
        match before.facts.get(&row.package) {
            Some(known) => {
                found.insert(row.package.clone(), known.clone());
            }
            None => wanted.push(row.package.clone()),
        }
    }
    wanted.sort_unstable();
    wanted.dedup();
    for (digest, text) in store::packages(db, &wanted).await? {
        let package = Package::read(&text).map_err(|fault| LoadFault::Content(format!("package {digest}: {fault}")))?;
        found.insert(digest.clone(), Arc::new(PackageFacts::of(&package, digest)));
    }
    Ok(found)
}

/// Why what is in force cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoadFault {
    /// The database does not answer.
    #[error(transparent)]
    Database(#[from] sea_orm::DbErr),
    /// A row holds what was never published.
    #[error("{0}")]
    Content(String),
}

impl From<LoadFault> for kernel::Problem {
    #[track_caller]
    fn from(fault: LoadFault) -> Self {
        Self::internal(fault)
    }
}
