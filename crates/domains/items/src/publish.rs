//! Publication: a new version comes into force and ends the one before, in one transaction with its event.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use kernel::ledger::{self, Entry};
use kernel::{Actor, Id, Kernel, Place, Problem, Region, Tx};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use crate::catalogue::Catalogue;
use crate::check::{Report, check_command, check_overlay_command};
use crate::edition::{Body, Standing};
use crate::fault::Fault;
use crate::format::Package;
use crate::overlay::Overlay;
use crate::plan::Plan;
use crate::store::{self, implementation, package, standing};

/// The permission to publish, suspend, resume and cancel.
pub const PUBLISH: &str = "items.publish";
/// The permission to see the lists of a body with their statistics.
pub const READ: &str = "items.see";

/// What came of a publication.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Published {
    /// Region of the version in force.
    pub region: Region,
    /// Its id.
    pub id: Id,
    /// Its number.
    pub version: i32,
    /// Whether it is new; `false` when exactly this was in force already.
    pub changed: bool,
}

/// Why something is not published.
#[derive(Debug, Clone)]
pub enum Refusal {
    /// The package does not hold.
    Package(Report),
    /// The overlay does not fit.
    Overlay(Report),
    /// Anything else: no permission, an unknown body, a missing reason, somebody was first.
    Problem(Problem),
}

impl Refusal {
    fn because(title: impl Into<String>) -> Self {
        Self::Problem(Problem::new(422, "not_published", title))
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<sea_orm::DbErr> for Refusal {
    #[track_caller]
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Problem(error.into())
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let (title, report) = match refusal {
            Refusal::Problem(problem) => return problem,
            Refusal::Package(report) => ("事项包没有通过检查", report),
            Refusal::Overlay(report) => ("实施清单没有通过检查", report),
        };
        let errors = report.of(crate::fault::Severity::Error);
        errors.fold(Self::new(422, "not_published", title), |problem, fault: &Fault| {
            problem.field(fault.place.as_str(), fault.message.clone())
        })
    }
}

/// A package and an overlay that passed, with the texts as they came.
#[derive(Debug, Clone)]
pub(crate) struct Ready {
    pub(crate) plan: Arc<Plan>,
    pub(crate) digest: String,
    pub(crate) package: Arc<str>,
    pub(crate) overlay: Arc<Overlay>,
    pub(crate) overlay_text: Arc<str>,
    pub(crate) region: Region,
}

impl Ready {
    fn key(&self) -> (String, String) {
        (self.overlay.body.clone(), self.overlay.item.clone())
    }
}

/// SM3 of a text.
pub(crate) fn digest(text: &str) -> String {
    gm::hex::encode(gm::sm3(text.as_bytes()))
}

/// The region whose rows an overlay's are.
pub(crate) fn region_of(overlay: &Overlay) -> Result<Region, Refusal> {
    Region::of_code(&overlay.region).ok_or_else(|| Refusal::because("服务的地区不是12位代码"))
}

impl Catalogue {
    /// Publishes what a body handles: the package with the body's overlay. What is in force already changes nothing.
    pub async fn publish(
        &self,
        actor: &Actor,
        package_text: &str,
        overlay_text: &str,
        reason: &str,
    ) -> Result<Published, Refusal> {
        let ready = self.prepared(package_text, overlay_text).await?;
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Refusal::because("请写明为什么发布这一版"));
        }
        let shelf = self.shelf().await?;
        let body = shelf
            .body(&ready.overlay.body)
            .ok_or_else(|| Refusal::because(format!("还没有登记{}是哪个机关，请管理员先登记", ready.overlay.body)))?;
        allowed(actor, body, &ready.overlay.region)?;
        let mut done = self.put(actor, vec![ready], reason).await?;
        done.pop()
            .ok_or_else(|| Problem::internal("nothing was published").into())
    }

    /// Checks both texts as publication does.
    pub(crate) async fn prepared(&self, package_text: &str, overlay_text: &str) -> Result<Ready, Refusal> {
        let (text, overlay) = (package_text.to_owned(), overlay_text.to_owned());
        // Scenarios and random cases take their time, and others are served meanwhile.
        let checked = tokio::task::spawn_blocking(move || checked(&text, &overlay))
            .await
            .map_err(Problem::internal)??;
        self.keep(&checked.digest, checked.plan.clone()).await;
        Ok(checked)
    }

    /// Writes versions in one transaction and shows them.
    pub(crate) async fn put(&self, actor: &Actor, ready: Vec<Ready>, reason: &str) -> Result<Vec<Published>, Problem> {
        let (kernel, actor, reason) = (self.kernel().clone(), actor.clone(), reason.to_owned());
        let done = kernel
            .db
            .clone()
            .write(move |tx| Box::pin(async move { put_all(&kernel, tx, &ready, &actor, &reason).await }))
            .await?;
        self.show().await;
        Ok(done)
    }

    /// What was committed stands, even if it cannot be shown at once.
    async fn show(&self) {
        if let Err(problem) = self.renew().await {
            tracing::error!(error = %problem, "a publication is shown only when the catalogue is read again");
        }
    }

    /// Suspends an item of a body from a day on.
    pub async fn suspend(
        &self,
        actor: &Actor,
        body: &str,
        item: &str,
        reason: &str,
        since: NaiveDate,
    ) -> Result<(), Refusal> {
        let standing = Standing::Suspended {
            since,
            reason: reason.trim().to_owned(),
        };
        self.stand(actor, body, item, standing, "item.suspended").await
    }

    /// Resumes an item that is suspended or cancelled.
    pub async fn resume(&self, actor: &Actor, body: &str, item: &str, reason: &str) -> Result<(), Refusal> {
        if reason.trim().is_empty() {
            return Err(Refusal::because("请写明原因"));
        }
        self.stand(actor, body, item, Standing::InForce, "item.resumed").await
    }

    /// Cancels an item of a body from a day on. Its guide stays readable, with that day.
    pub async fn cancel(
        &self,
        actor: &Actor,
        body: &str,
        item: &str,
        reason: &str,
        since: NaiveDate,
    ) -> Result<(), Refusal> {
        let standing = Standing::Cancelled {
            since,
            reason: reason.trim().to_owned(),
        };
        self.stand(actor, body, item, standing, "item.cancelled").await
    }

    async fn stand(
        &self,
        actor: &Actor,
        body: &str,
        item: &str,
        to: Standing,
        kind: &'static str,
    ) -> Result<(), Refusal> {
        let shelf = self.shelf().await?;
        let listing = shelf
            .listings()
            .iter()
            .find(|one| one.body.code == body && one.item().basic_code == item);
        let listing = listing.ok_or_else(Problem::not_found)?;
        allowed(actor, &listing.body, &listing.serves)?;
        if let Standing::Suspended { reason, .. } | Standing::Cancelled { reason, .. } = &to
            && reason.is_empty()
        {
            return Err(Refusal::because("请写明原因"));
        }
        if listing.standing == to {
            return Err(Refusal::because("已经是这样了，没有改动"));
        }
        let key = (listing.region, body.to_owned(), item.to_owned());
        let (kernel, actor) = (self.kernel().clone(), actor.clone());
        kernel
            .db
            .clone()
            .write(move |tx| Box::pin(async move { stand(&kernel, tx, key, &to, kind, &actor).await }))
            .await?;
        self.show().await;
        Ok(())
    }
}

/// Where a body's items belong, for the scope of permissions.
pub(crate) fn place_of(body: &Body, region: &str) -> Place {
    Place::at(region, &body.path)
}

fn allowed(actor: &Actor, body: &Body, region: &str) -> Result<(), Problem> {
    if actor.may(PUBLISH, &place_of(body, region)) {
        return Ok(());
    }
    Err(Problem::forbidden().detail(format!("只有{}的事项管理岗能改它的清单", body.name)))
}

fn checked(package_text: &str, overlay_text: &str) -> Result<Ready, Refusal> {
    let report = check_command(package_text);
    if !report.holds() {
        return Err(Refusal::Package(report));
    }
    let package = Package::read(package_text).map_err(Problem::internal)?;
    let report = check_overlay_command(overlay_text, &package);
    if !report.holds() {
        return Err(Refusal::Overlay(report));
    }
    let overlay = Overlay::read(overlay_text).map_err(Problem::internal)?;
    Ok(Ready {
        region: region_of(&overlay)?,
        plan: Arc::new(Plan::compile(package).map_err(Problem::internal)?),
        digest: digest(package_text),
        package: package_text.into(),
        overlay: Arc::new(overlay),
        overlay_text: overlay_text.into(),
    })
}

/// What a transaction writes together.
#[derive(Default)]
struct Batch {
    packages: Vec<package::ActiveModel>,
    ended: Vec<(Region, Id)>,
    versions: Vec<implementation::ActiveModel>,
    standings: Vec<standing::ActiveModel>,
    /// Region, body, item and events before.
    moved: Vec<(Region, String, String, i32)>,
    events: Vec<(Id, i32, Entry)>,
}

async fn put_all(
    kernel: &Kernel,
    tx: &Tx,
    ready: &[Ready],
    actor: &Actor,
    reason: &str,
) -> Result<Vec<Published>, Problem> {
    let bodies: HashSet<String> = ready.iter().map(|one| one.overlay.body.clone()).collect();
    let bodies: Vec<String> = bodies.into_iter().collect();
    let current = store::in_force_of(tx, &bodies).await?;
    let current: HashMap<_, _> = current
        .iter()
        .map(|row| ((row.body_code.clone(), row.basic_code.clone()), row))
        .collect();
    let standings = store::standings(tx, Some(&bodies)).await?;
    let standings: HashMap<_, _> = standings
        .iter()
        .map(|row| ((row.body_code.clone(), row.basic_code.clone()), row))
        .collect();
    let mut batch = Batch::default();
    let mut done = Vec::with_capacity(ready.len());
    for one in ready {
        let (before, standing) = (current.get(&one.key()).copied(), standings.get(&one.key()).copied());
        done.push(batch.add(kernel, one, before, standing, actor, reason)?);
    }
    batch.write(kernel, tx, actor).await?;
    Ok(done)
}

impl Batch {
    fn add(
        &mut self,
        kernel: &Kernel,
        ready: &Ready,
        before: Option<&implementation::Model>,
        standing: Option<&standing::Model>,
        actor: &Actor,
        reason: &str,
    ) -> Result<Published, Problem> {
        if let Some(row) = before
            && row.package == ready.digest
            && *row.overlay == *ready.overlay_text
        {
            return Ok(Published {
                region: row.region,
                id: row.id,
                version: row.version,
                changed: false,
            });
        }
        let refused = |title: &str| Err(Problem::new(422, "not_published", title));
        if before.is_some_and(|row| row.region != ready.region) {
            return refused("服务的地区和上一版不一样。一个机关的同一事项只能服务一个地区");
        }
        if standing.is_some_and(|row| row.state == "cancelled") {
            return refused("这个事项已经取消。请先恢复，再发布新的一版");
        }
        let (region, version) = (ready.region, before.map_or(0, |row| row.version) + 1);
        let id = kernel.new_id(region);
        let (body, item) = ready.key();
        let stream = standing.map_or_else(|| kernel.new_id(region), |row| row.stream);
        let events = standing.map_or(0, |row| row.events);
        match standing {
            Some(_) => self.moved.push((region, body.clone(), item.clone(), events)),
            None => self.standings.push(standing::ActiveModel {
                region: Set(region),
                body_code: Set(body.clone()),
                basic_code: Set(item.clone()),
                stream: Set(stream),
                events: Set(1),
                state: Set(Standing::InForce.as_str().to_owned()),
                reason: Set(String::new()),
                since: Set(None),
            }),
        }
        self.ended.extend(before.map(|row| (row.region, row.id)));
        self.packages.push(package::ActiveModel {
            digest: Set(ready.digest.clone()),
            basic_code: Set(item.clone()),
            text: Set(ready.package.to_string()),
        });
        let payload = json!({
            "body": body, "item": item, "version": version, "implementation": id,
            "package": ready.digest, "overlay": digest(&ready.overlay_text), "reason": reason,
        });
        self.events.push((
            stream,
            events,
            Entry {
                kind: "item.published".into(),
                payload,
            },
        ));
        self.versions.push(implementation::ActiveModel {
            region: Set(region),
            id: Set(id),
            body_code: Set(body),
            basic_code: Set(item),
            version: Set(version),
            package: Set(ready.digest.clone()),
            overlay: Set(ready.overlay_text.to_string()),
            reason: Set(reason.to_owned()),
            published_by: Set(actor.ledger_name()),
            published_at: Set(kernel.clock.now()),
            ended_at: Set(None),
        });
        Ok(Published {
            region,
            id,
            version,
            changed: true,
        })
    }

    async fn write(mut self, kernel: &Kernel, tx: &Tx, actor: &Actor) -> Result<(), Problem> {
        let mut seen = HashSet::new();
        self.packages.retain(|row| seen.insert(row.digest.clone().take()));
        for some in chunks(self.packages, 20) {
            package::Entity::insert_many(some)
                .on_conflict(OnConflict::column(package::Column::Digest).do_nothing().to_owned())
                .exec_without_returning(tx)
                .await?;
        }
        for (region, id) in self.ended {
            implementation::Entity::update_many()
                .col_expr(implementation::Column::EndedAt, Expr::value(kernel.clock.now()))
                .filter(implementation::Column::Region.eq(region))
                .filter(implementation::Column::Id.eq(id))
                .exec(tx)
                .await?;
        }
        for some in chunks(self.versions, 100) {
            implementation::Entity::insert_many(some)
                .exec_without_returning(tx)
                .await?;
        }
        for some in chunks(self.standings, 100) {
            standing::Entity::insert_many(some).exec_without_returning(tx).await?;
        }
        for (region, body, item, events) in self.moved {
            move_on(tx, &(region, body, item), events, None).await?;
        }
        for (stream, after, entry) in self.events {
            ledger::append(kernel, tx, stream, after, &[entry], actor).await?;
        }
        Ok(())
    }
}

/// Rows in groups with fewer parameters than any database takes.
fn chunks<T>(rows: Vec<T>, size: usize) -> Vec<Vec<T>> {
    let mut rows = rows.into_iter().peekable();
    let mut all = Vec::new();
    while rows.peek().is_some() {
        all.push(rows.by_ref().take(size).collect());
    }
    all
}

/// Counts one event more, and changes the state if it is said. Somebody who was first makes this a conflict.
async fn move_on(
    tx: &Tx,
    (region, body, item): &(Region, String, String),
    events: i32,
    to: Option<&Standing>,
) -> Result<(), Problem> {
    let mut update = standing::Entity::update_many().col_expr(standing::Column::Events, Expr::value(events + 1));
    if let Some(to) = to {
        let (since, reason) = match to {
            Standing::InForce => (None, ""),
            Standing::Suspended { since, reason } | Standing::Cancelled { since, reason } => {
                (Some(*since), reason.as_str())
            }
        };
        update = update
            .col_expr(standing::Column::State, Expr::value(to.as_str()))
            .col_expr(standing::Column::Reason, Expr::value(reason))
            .col_expr(standing::Column::Since, Expr::value(since));
    }
    let moved = update
        .filter(standing::Column::Region.eq(*region))
        .filter(standing::Column::BodyCode.eq(body.as_str()))
        .filter(standing::Column::BasicCode.eq(item.as_str()))
        .filter(standing::Column::Events.eq(events))
        .exec(tx)
        .await?;
    if moved.rows_affected == 1 {
        Ok(())
    } else {
        Err(Problem::conflict("刚才有人先改了这个事项，请刷新后再看一次"))
    }
}

async fn stand(
    kernel: &Kernel,
    tx: &Tx,
    key: (Region, String, String),
    to: &Standing,
    kind: &str,
    actor: &Actor,
) -> Result<(), Problem> {
    let row = standing::Entity::find_by_id(key.clone())
        .one(tx)
        .await?
        .ok_or_else(Problem::not_found)?;
    move_on(tx, &key, row.events, Some(to)).await?;
    let payload = match to {
        Standing::InForce => json!({ "body": key.1, "item": key.2 }),
        Standing::Suspended { since, reason } | Standing::Cancelled { since, reason } => {
            json!({ "body": key.1, "item": key.2, "since": since, "reason": reason })
        }
    };
    let entry = Entry {
        kind: kind.to_owned(),
        payload,
    };
    ledger::append(kernel, tx, row.stream, row.events, &[entry], actor).await
}
