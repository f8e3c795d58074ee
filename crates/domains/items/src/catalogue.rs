//! The catalogue: which body handles which item, in which version, and whether it does at present.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use kernel::{Id, Kernel, Problem, Region};
use moka::future::Cache;
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::edition::{Body, Edition, Handled, Standing};
use crate::format::Package;
use crate::implementation::Implementation;
use crate::index::Finder;
use crate::overlay::Overlay;
use crate::plan::Plan;
use crate::portal_words::PortalWords;
use crate::shelf::{Listing, Shelf};
use crate::store;

/// Compiled packages and editions kept at most; what is not there is read and compiled again.
const MOST_PLANS: u64 = 500;
const MOST_EDITIONS: u64 = 5000;
/// How often a process looks whether another one published, in milliseconds.
const LOOK_EVERY: i64 = 3000;

/// The service of this room.
pub struct Catalogue {
    kernel: Arc<Kernel>,
    words: Arc<PortalWords>,
    finder: Arc<Finder>,
    shelf: RwLock<Arc<Shelf>>,
    looked: AtomicI64,
    renewing: tokio::sync::Mutex<()>,
    plans: Cache<String, Arc<Plan>>,
    editions: Cache<(Region, Id), Arc<Edition>>,
    days: workcal::WorkDays,
}

impl std::fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Catalogue({} handling items)", self.held().listings().len())
    }
}

impl Catalogue {
    /// A catalogue in the kernel's database; `index` must be filled by nobody else. It reads what is in force when it is
    /// first asked, after the kernel was started.
    pub fn new(kernel: Arc<Kernel>, index: search::Index, words: PortalWords) -> Arc<Self> {
        let days = workcal::WorkDays::new(Arc::new(kernel.calendar.clone()));
        Arc::new(Self {
            finder: Arc::new(Finder::new(index, &words)),
            words: Arc::new(words),
            shelf: RwLock::default(),
            looked: AtomicI64::new(i64::MIN),
            renewing: tokio::sync::Mutex::default(),
            plans: Cache::new(MOST_PLANS),
            editions: Cache::new(MOST_EDITIONS),
            days,
            kernel,
        })
    }

    /// The kernel.
    pub fn kernel(&self) -> &Arc<Kernel> {
        &self.kernel
    }

    /// The words of the portal.
    pub fn words(&self) -> &PortalWords {
        &self.words
    }

    /// The search index with all handling items and their questions.
    pub fn index(&self) -> &search::Index {
        self.finder.index()
    }

    /// The working days of the country.
    pub fn days(&self) -> &workcal::WorkDays {
        &self.days
    }

    fn held(&self) -> Arc<Shelf> {
        self.shelf.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is in force everywhere, light and in memory. Every few seconds it looks whether something changed.
    pub async fn shelf(&self) -> Result<Arc<Shelf>, Problem> {
        let held = self.held();
        if held.stamp.is_none() {
            self.renew().await?;
            return Ok(self.held());
        }
        let (now, looked) = (
            self.kernel.clock.now().timestamp_millis(),
            self.looked.load(Ordering::Relaxed),
        );
        let due = now < looked || now - looked >= LOOK_EVERY;
        if due
            && self
                .looked
                .compare_exchange(looked, now, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
        {
            if let Err(problem) = self.renew().await {
                // Guides stay readable while the database is away.
                tracing::error!(error = %problem, "the catalogue could not be renewed and is shown as it was");
            }
            return Ok(self.held());
        }
        Ok(held)
    }

    /// Reads what is in force when anything changed, and brings the search index up to date.
    pub async fn renew(&self) -> Result<(), Problem> {
        let _one = self.renewing.lock().await;
        let db = self.kernel.db.read();
        let before = self.held();
        let stamp = store::stamp(db).await?;
        if before.stamp == Some(stamp) {
            return Ok(());
        }
        if before.stamp.is_some_and(|(.., bodies)| bodies != stamp.2) {
            // Editions carry the name and address of their body.
            self.editions.invalidate_all();
        }
        let shelf = Arc::new(Shelf::load(db, stamp, &before).await?);
        let (finder, words, filled) = (self.finder.clone(), self.words.clone(), shelf.clone());
        tokio::task::spawn_blocking(move || finder.fill(&filled, &words))
            .await
            .map_err(Problem::internal)?
            .map_err(Problem::internal)?;
        *self.shelf.write().unwrap_or_else(PoisonError::into_inner) = shelf;
        self.kernel.show_anew();
        self.looked
            .store(self.kernel.clock.now().timestamp_millis(), Ordering::Relaxed);
        Ok(())
    }

    /// The version in force of a handling item, by its code of 33 characters; with whether it is handled at present.
    /// `None` when no body handles it (any more).
    pub async fn current(&self, code: &str) -> Result<Option<(Handled, Standing)>, Problem> {
        let Some(listing) = self.listing(code).await? else {
            return Ok(None);
        };
        let edition = self.version(listing.region, listing.edition).await?;
        let handled = edition.and_then(|edition| edition.handled(&listing.handling().code));
        Ok(handled.map(|handled| (handled, listing.standing.clone())))
    }

    /// The light entry of a handling item in force, by its code.
    pub async fn listing(&self, code: &str) -> Result<Option<Arc<Listing>>, Problem> {
        Ok(self.shelf().await?.get(code).cloned())
    }

    /// Any version that was ever published, by the region and id that a case keeps.
    pub async fn version(&self, region: Region, id: Id) -> Result<Option<Arc<Edition>>, Problem> {
        if let Some(edition) = self.editions.get(&(region, id)).await {
            return Ok(Some(edition));
        }
        match store::version(self.kernel.db.read(), region, id).await? {
            Some(row) => self.edition(row).await.map(Some),
            None => Ok(None),
        }
    }

    /// All versions of a body's item, the newest first.
    pub async fn versions(&self, body: &str, item: &str) -> Result<Vec<store::implementation::Model>, Problem> {
        Ok(store::versions(self.kernel.db.read(), body, item).await?)
    }

    /// A numbered version of the item that the code belongs to; without a number the newest that has the handling item,
    /// which may have been left out since.
    pub async fn numbered(&self, code: &str, version: Option<i32>) -> Result<Option<Handled>, Problem> {
        let Some((body, level, item, handling)) = code_parts(code) else {
            return Ok(None);
        };
        for row in self.versions(body, item).await? {
            if version.is_some_and(|version| version != row.version) {
                continue;
            }
            let edition = match self.editions.get(&(row.region, row.id)).await {
                Some(edition) => edition,
                None => self.edition(row).await?,
            };
            let same_level = edition.implementation.overlay().level.to_string() == level;
            if let Some(handled) = edition.handled(handling).filter(|_| same_level) {
                return Ok(Some(handled));
            }
        }
        Ok(None)
    }

    /// The text of a version's package, as it came.
    pub async fn package_text(&self, digest: &str) -> Result<Option<String>, Problem> {
        let mut texts = store::packages(self.kernel.db.read(), &[digest.to_owned()]).await?;
        Ok(texts.remove(digest))
    }

    async fn edition(&self, row: store::implementation::Model) -> Result<Arc<Edition>, Problem> {
        let plan = self.plan(&row.package).await?;
        let overlay = Overlay::read(&row.overlay).map_err(Problem::internal)?;
        let unnamed = || {
            Arc::new(Body {
                code: row.body_code.clone(),
                ..Body::default()
            })
        };
        let edition = Arc::new(Edition {
            region: row.region,
            id: row.id,
            version: row.version,
            body: self
                .shelf()
                .await?
                .body(&row.body_code)
                .cloned()
                .unwrap_or_else(unnamed),
            digest: row.package,
            reason: row.reason,
            published_by: row.published_by,
            published_at: row.published_at,
            implementation: Implementation::new(plan, overlay).map_err(Problem::internal)?,
        });
        self.editions
            .insert((edition.region, edition.id), edition.clone())
            .await;
        Ok(edition)
    }

    /// A compiled package that was published.
    pub(crate) async fn plan(&self, digest: &str) -> Result<Arc<Plan>, Problem> {
        if let Some(plan) = self.plans.get(digest).await {
            return Ok(plan);
        }
        let text = self.package_text(digest).await?;
        let text = text.ok_or_else(|| Problem::internal(format!("package {digest} is missing")))?;
        let plan =
            Arc::new(Plan::compile(Package::read(&text).map_err(Problem::internal)?).map_err(Problem::internal)?);
        self.keep(digest, plan.clone()).await;
        Ok(plan)
    }

    pub(crate) async fn keep(&self, digest: &str, plan: Arc<Plan>) {
        self.plans.insert(digest.to_owned(), plan).await;
    }

    /// Tells the catalogue how bodies are called and reached; known ones are changed. A body must be known before it
    /// publishes.
    pub async fn register_bodies(&self, bodies: &[Body]) -> Result<(), Problem> {
        let known: HashMap<String, Body> = store::bodies(self.kernel.db.read())
            .await?
            .into_iter()
            .map(|row| (row.code.clone(), row.into()))
            .collect();
        let changed = bodies.iter().filter(|body| known.get(&body.code) != Some(*body));
        let rows: Vec<_> = changed.cloned().map(body_row).collect();
        if rows.is_empty() {
            return Ok(());
        }
        self.kernel.db.write(move |tx| Box::pin(put_bodies(tx, rows))).await?;
        self.look_again();
        Ok(())
    }

    /// Learns of a body that was made or changed, from the facts in its event.
    pub(crate) async fn body_told(&self, tx: &kernel::Tx, facts: &str) -> Result<(), Problem> {
        put_bodies(tx, vec![body_row(serde_json::from_str(facts)?)]).await?;
        self.look_again();
        Ok(())
    }

    /// The next question is answered from the database.
    fn look_again(&self) {
        self.looked.store(0, Ordering::Relaxed);
    }
}

fn body_row(body: Body) -> store::body::ActiveModel {
    store::body::ActiveModel {
        code: Set(body.code),
        name: Set(body.name),
        short_name: Set(body.short_name),
        region: Set(body.region),
        address: Set(body.address),
        phone: Set(body.phone),
        reconsideration: Set(body.reconsideration),
        court: Set(body.court),
        path: Set(body.path),
        changes: Set(0),
    }
}

async fn put_bodies(tx: &kernel::Tx, rows: Vec<store::body::ActiveModel>) -> Result<(), Problem> {
    use store::body::Column;
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let others = [
            Column::Name,
            Column::ShortName,
            Column::Region,
            Column::Address,
            Column::Phone,
            Column::Reconsideration,
            Column::Court,
            Column::Path,
        ];
        store::body::Entity::insert_many(rows.by_ref().take(200))
            .on_conflict(
                OnConflict::column(Column::Code)
                    .update_columns(others)
                    .value(
                        Column::Changes,
                        Expr::col((store::body::Entity, Column::Changes)).add(1),
                    )
                    .to_owned(),
            )
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Body, level, item and handling item of a code of 33 characters.
pub(crate) fn code_parts(code: &str) -> Option<(&str, &str, &str, &str)> {
    let whole = code.len() == 33 && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    whole.then(|| (&code[..18], &code[18..19], &code[19..31], &code[31..]))
}
