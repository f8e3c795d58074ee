//! The kernel: what every room stands on. One handle, `Kernel`, carries the database, the files, the clock, the
//! randomness, the keys and the configuration; nothing else is global.
//!
//! Its rules, on which every room relies: a change of state is one transaction that writes the row, its event and
//! the outbox rows; nothing observable happens before its commit; time and randomness come from the handle.

pub mod actor;
pub mod blobs;
pub mod checkpoint;
pub mod clock;
pub mod config;
pub mod db;
pub mod epoch;
mod figures;
pub mod id;
pub mod idempotency;
pub mod jobs;
pub mod keys;
pub mod ledger;
pub mod looks;
pub mod merkle;
pub mod migrations;
pub mod module;
pub mod outbox;
pub mod problem;
pub mod random;
pub mod serial;
pub mod testing;
pub mod verify;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use sea_orm::EntityTrait as _;
use sea_orm_migration::{MigrationTrait, MigratorTraitSelf};
use tokio::sync::Notify;

pub use actor::{Actor, Assurance, Citizen, Grant, Place, Scope, Staff};
pub use clock::{Clock, ManualClock, SystemClock, shanghai};
pub use config::Config;
pub use db::{DatabaseFacts, Db, Tx};
pub use id::{Id, Region};
pub use module::{Access, MenuEntry, Module, Route};
pub use problem::{FieldProblem, Problem};
pub use random::{Random, SeededRandom, SystemRandom};

/// What every room is given.
#[derive(Debug)]
pub struct Kernel {
    /// The database.
    pub db: Db,
    /// The files.
    pub blobs: blobs::Blobs,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The randomness.
    pub random: Arc<dyn Random>,
    /// The keys.
    pub keys: keys::Keys,
    /// The configuration.
    pub config: Config,
    /// The working days of the country.
    pub calendar: workcal::Calendar,
    wiring: OnceLock<Wiring>,
    epoch: OnceLock<i64>,
    wake: Notify,
    shown: AtomicU64,
}

#[derive(Debug, Default)]
struct Wiring {
    subscriptions: Vec<outbox::Subscription>,
    jobs: Vec<jobs::Job>,
}

/// Names of schema changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// Those of the program that the database does not have yet.
    pub missing: Vec<String>,
    /// Those of the database that the program does not know.
    pub unknown: Vec<String>,
}

struct Migrations(std::sync::Mutex<Vec<Box<dyn MigrationTrait>>>);

impl MigratorTraitSelf for Migrations {
    fn migrations(&self) -> Vec<Box<dyn MigrationTrait>> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

impl Kernel {
    /// Puts the parts together; `start` must follow before the first command.
    pub fn new(
        config: Config,
        db: Db,
        blobs: blobs::Blobs,
        keys: keys::Keys,
        calendar: workcal::Calendar,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Arc<Self> {
        Arc::new(Self {
            db,
            blobs,
            clock,
            random,
            keys,
            config,
            calendar,
            wiring: OnceLock::new(),
            epoch: OnceLock::new(),
            wake: Notify::new(),
            shown: AtomicU64::new(0),
        })
    }

    /// Which generation of public contents is shown: pages made for another one are no longer true.
    pub fn shown(&self) -> u64 {
        self.shown.load(Ordering::Acquire)
    }

    /// Says that public contents have changed: items, bodies, what pages without a reader of their own show.
    pub fn show_anew(&self) {
        self.shown.fetch_add(1, Ordering::AcqRel);
    }

    /// A new id for a row of `region`.
    pub fn new_id(&self, region: Region) -> Id {
        Id::new(region, self.clock.now(), &*self.random)
    }

    /// A random token of 32 bytes, hexadecimal.
    pub fn new_token(&self) -> String {
        let mut bytes = [0u8; 32];
        self.random.fill(&mut bytes);
        gm::hex::encode(bytes)
    }

    /// Brings the schema up to date and connects subscribers and jobs. Answers the modules without what was taken.
    pub async fn start(self: &Arc<Self>, modules: &mut [Module]) -> Result<(), Problem> {
        let mut all: Vec<Box<dyn MigrationTrait>> = migrations::all();
        let mut wiring = Wiring {
            jobs: vec![checkpoint::job(), idempotency::job()],
            ..Wiring::default()
        };
        for module in modules {
            all.append(&mut module.migrations);
            wiring.subscriptions.append(&mut module.subscriptions);
            wiring.jobs.append(&mut module.jobs);
        }
        Migrations(std::sync::Mutex::new(all)).up(self.db.read(), None).await?;
        if !checkpoint::is_ours(self).await? {
            return Err(Problem::internal(format!(
                "数据库是用另一把密钥建的，密钥文件{}解不开它。请拿回原来的密钥文件；数据没有动",
                self.config.key_file.display()
            )));
        }
        let epoch = epoch::read(self.db.read()).await?;
        self.epoch.get_or_init(|| epoch);
        self.wiring
            .set(wiring)
            .map_err(|_| Problem::internal("the kernel was started twice"))?;
        jobs::register(self).await
    }

    /// How the schema of the database differs from that of the program; changes nothing.
    ///
    /// # Errors
    /// A database in which no schema was ever made.
    pub async fn schema(&self, modules: &[Module]) -> Result<Schema, Problem> {
        let wanted: Vec<String> = migrations::all()
            .iter()
            .chain(modules.iter().flat_map(|m| &m.migrations))
            .map(|m| m.name().to_owned())
            .collect();
        let done: Vec<String> = sea_orm_migration::seaql_migrations::Entity::find()
            .all(self.db.read())
            .await?
            .into_iter()
            .map(|row| row.version)
            .collect();
        let without = |all: &[String], others: &[String]| {
            let left = all.iter().filter(|one| !others.contains(one));
            left.cloned().collect()
        };
        Ok(Schema {
            missing: without(&wanted, &done),
            unknown: without(&done, &wanted),
        })
    }

    pub(crate) fn subscriptions(&self) -> &[outbox::Subscription] {
        self.wiring.get().map_or(&[], |w| &w.subscriptions)
    }

    pub(crate) fn jobs(&self) -> &[jobs::Job] {
        self.wiring.get().map_or(&[], |w| &w.jobs)
    }

    pub(crate) fn wake_outbox(&self) {
        self.wake.notify_one();
    }

    /// Delivers and runs jobs until `stop` resolves. Any number of processes may do this on one database.
    pub async fn work(self: Arc<Self>, stop: impl Future<Output = ()> + Send) {
        let begun = Instant::now();
        let mut steady = clock::Steady::from(self.clock.now());
        let work = async {
            let mut waits = false;
            loop {
                let jump = steady.jump(self.clock.now(), begun.elapsed());
                if let Some(by) = jump.filter(|_| !waits) {
                    tracing::error!(
                        seconds = by.num_seconds(),
                        "时钟突然变了，定时任务和后续的事先停下。请把时钟调对，它会自己接着做；如果现在的时间才是对的，请重启程序"
                    );
                }
                if waits && jump.is_none() {
                    tracing::warn!("时钟又对了，接着做");
                }
                waits = jump.is_some();
                if waits {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    continue;
                }
                match self.work_once().await {
                    Ok(0) => {
                        tokio::select! {
                            () = self.wake.notified() => tokio::time::sleep(Duration::from_millis(5)).await,
                            () = tokio::time::sleep(Duration::from_secs(1)) => {}
                        }
                    }
                    Ok(_) => {}
                    Err(problem) => {
                        tracing::error!(error = %problem, "background work is interrupted and goes on in a moment");
                        tokio::time::sleep(Duration::from_secs(2)).await;
                    }
                }
            }
        };
        tokio::select! {
            () = stop => {}
            () = work => {}
        }
    }

    /// Delivers what is due and runs the jobs that are due; answers how much was done.
    pub async fn work_once(self: &Arc<Self>) -> Result<usize, Problem> {
        Ok(outbox::deliver(self).await? + jobs::run_due(self).await?)
    }

    /// Works until nothing is due: for tests and for the histories of the demo.
    pub async fn settle(self: &Arc<Self>) -> Result<(), Problem> {
        for _ in 0..100 {
            if self.work_once().await? == 0 {
                return Ok(());
            }
        }
        Err(Problem::internal("the outbox does not come to rest"))
    }
}
