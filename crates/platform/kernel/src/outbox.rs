//! What others must learn of an event: one row per subscriber, written with the event, delivered at least once,
//! with growing pauses after failures and a visible list of those that were given up.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use futures::future::BoxFuture;
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, PaginatorTrait, QueryOrder, QuerySelect};

use crate::Kernel;
use crate::db::Tx;
use crate::id::Id;
use crate::ledger::{self, Entry};
use crate::problem::Problem;

/// The table `outbox`.
pub mod row {
    use sea_orm::entity::prelude::*;

    use crate::id::{Id, Region};

    /// One event for one subscriber.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "outbox")]
    pub struct Model {
        /// The region of the stream.
        #[sea_orm(primary_key, auto_increment = false)]
        pub region: Region,
        /// The stream of the event.
        #[sea_orm(primary_key, auto_increment = false)]
        pub stream: Id,
        /// The event.
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i32,
        /// Who must learn of it.
        #[sea_orm(primary_key, auto_increment = false)]
        pub subscriber: String,
        /// `waiting`, `done` or `dead`.
        pub state: String,
        /// How often it failed.
        pub attempts: i32,
        /// When it is tried (again).
        pub due_at: DateTimeUtc,
        /// What went wrong last.
        #[sea_orm(column_type = "Text", nullable)]
        pub last_error: Option<String>,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a subscriber does in its own transaction, which also marks the row as done: its effect happens once.
pub type Handler = Arc<
    dyn for<'t> Fn(&'t Kernel, &'t Tx, &'t ledger::event::Model) -> BoxFuture<'t, Result<(), Problem>> + Send + Sync,
>;

/// A room that wants to know of some kinds of events.
#[derive(Clone)]
pub struct Subscription {
    /// Its stable name: it stands in the rows.
    pub name: &'static str,
    /// The kinds of events, or prefixes that end with a dot.
    pub kinds: &'static [&'static str],
    /// What it does.
    pub handler: Handler,
}

impl std::fmt::Debug for Subscription {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Subscription({}, {:?})", self.name, self.kinds)
    }
}

impl Subscription {
    fn wants(&self, kind: &str) -> bool {
        self.kinds
            .iter()
            .any(|k| *k == kind || (k.ends_with('.') && kind.starts_with(k)))
    }
}

/// After this many failures a row is given up and waits for a person.
pub const MOST_ATTEMPTS: i32 = 8;

/// The pause after the n-th failure: 2, 4, 8 … seconds, an hour at most.
pub fn pause(attempts: i32) -> TimeDelta {
    TimeDelta::seconds((1i64 << attempts.clamp(1, 12)).min(3600))
}

/// How many rows were given up and wait for a person.
///
/// # Errors
/// What the database answers.
pub async fn dead(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    row::Entity::find()
        .filter(row::Column::State.eq("dead"))
        .count(db)
        .await
}

/// How many rows wait to be delivered.
///
/// # Errors
/// What the database answers.
pub async fn waiting(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    row::Entity::find()
        .filter(row::Column::State.eq("waiting"))
        .count(db)
        .await
}

pub(crate) async fn announce(
    kernel: &Kernel,
    tx: &Tx,
    stream: Id,
    after: i32,
    entries: &[Entry],
    at: DateTime<Utc>,
) -> Result<(), Problem> {
    let mut rows = Vec::new();
    for (i, entry) in entries.iter().enumerate() {
        for subscription in kernel.subscriptions().iter().filter(|s| s.wants(&entry.kind)) {
            rows.push(row::ActiveModel {
                region: Set(stream.region()),
                stream: Set(stream),
                seq: Set(after + 1 + i as i32),
                subscriber: Set(subscription.name.into()),
                state: Set("waiting".into()),
                attempts: Set(0),
                due_at: Set(at),
                last_error: Set(None),
            });
        }
    }
    if !rows.is_empty() {
        row::Entity::insert_many(rows).exec_without_returning(tx).await?;
        kernel.wake_outbox();
    }
    Ok(())
}

/// Delivers what is due, in the order of the events of each stream; answers how many rows were tried.
pub async fn deliver(kernel: &Arc<Kernel>) -> Result<usize, Problem> {
    let due = row::Entity::find()
        .filter(row::Column::State.eq("waiting"))
        .filter(row::Column::DueAt.lte(kernel.clock.now()))
        .order_by_asc(row::Column::DueAt)
        .order_by_asc(row::Column::Seq)
        .limit(200)
        .all(kernel.db.read())
        .await?;
    let count = due.len();
    for one in due {
        let Some(subscription) = kernel
            .subscriptions()
            .iter()
            .find(|s| s.name == one.subscriber)
            .cloned()
        else {
            give_up(kernel, one, "no such subscriber in this version".into(), true).await?;
            continue;
        };
        if let Err(problem) = deliver_one(kernel, &subscription, one.clone()).await {
            tracing::warn!(subscriber = one.subscriber, stream = %one.stream, error = %problem, "a delivery failed");
            give_up(kernel, one, problem.to_string(), false).await?;
        }
    }
    Ok(count)
}

/// Delivers now what waits of one stream, for somebody who waits for its effect; whoever comes second finds it done.
///
/// # Errors
/// What a subscriber answers; the row is tried again later as any other.
pub async fn deliver_of(kernel: &Arc<Kernel>, stream: Id) -> Result<(), Problem> {
    let waiting = row::Entity::find()
        .filter(row::Column::Region.eq(stream.region()))
        .filter(row::Column::Stream.eq(stream))
        .filter(row::Column::State.eq("waiting"))
        .order_by_asc(row::Column::Seq)
        .all(kernel.db.read())
        .await?;
    for one in waiting {
        let known = kernel.subscriptions().iter().find(|s| s.name == one.subscriber);
        if let Some(subscription) = known.cloned() {
            deliver_one(kernel, &subscription, one).await?;
        }
    }
    Ok(())
}

async fn deliver_one(kernel: &Arc<Kernel>, subscription: &Subscription, one: row::Model) -> Result<(), Problem> {
    let (kernel_, handler) = (kernel.clone(), subscription.handler.clone());
    kernel
        .db
        .write(move |tx| {
            Box::pin(async move {
                // Order inside a stream: a later event waits until the earlier one has arrived (or was given up).
                let earlier = row::Entity::find()
                    .filter(row::Column::Region.eq(one.region))
                    .filter(row::Column::Stream.eq(one.stream))
                    .filter(row::Column::Subscriber.eq(one.subscriber.clone()))
                    .filter(row::Column::Seq.lt(one.seq))
                    .filter(row::Column::State.eq("waiting"))
                    .count(tx)
                    .await?;
                if earlier > 0 {
                    return Ok(());
                }
                // Whoever marks the row first owns the delivery; a second process finds nothing to change.
                let taken = row::Entity::update_many()
                    .col_expr(row::Column::State, Expr::value("done"))
                    .filter(key(&one))
                    .filter(row::Column::State.eq("waiting"))
                    .exec(tx)
                    .await?;
                if taken.rows_affected == 0 {
                    return Ok(());
                }
                let event = ledger::event::Entity::find_by_id((one.region, one.stream, one.seq))
                    .one(tx)
                    .await?
                    .ok_or_else(|| Problem::internal("the event of an outbox row is missing"))?;
                handler(&kernel_, tx, &event).await
            })
        })
        .await
}

fn key(one: &row::Model) -> sea_orm::Condition {
    sea_orm::Condition::all()
        .add(row::Column::Region.eq(one.region))
        .add(row::Column::Stream.eq(one.stream))
        .add(row::Column::Seq.eq(one.seq))
        .add(row::Column::Subscriber.eq(one.subscriber.clone()))
}

async fn give_up(kernel: &Kernel, one: row::Model, error: String, for_good: bool) -> Result<(), Problem> {
    let attempts = one.attempts + 1;
    let state = if for_good || attempts >= MOST_ATTEMPTS {
        "dead"
    } else {
        "waiting"
    };
    let due = kernel.clock.now() + pause(attempts);
    kernel
        .db
        .write(move |tx| {
            Box::pin(async move {
                row::Entity::update_many()
                    .col_expr(row::Column::State, Expr::value(state))
                    .col_expr(row::Column::Attempts, Expr::value(attempts))
                    .col_expr(row::Column::DueAt, Expr::value(due))
                    .col_expr(row::Column::LastError, Expr::value(error))
                    .filter(key(&one))
                    .exec(tx)
                    .await?;
                Ok(())
            })
        })
        .await
}

/// The rows that were given up, newest first.
pub async fn dead_letters(kernel: &Kernel, limit: u64) -> Result<Vec<row::Model>, Problem> {
    Ok(row::Entity::find()
        .filter(row::Column::State.eq("dead"))
        .order_by_desc(row::Column::DueAt)
        .limit(limit)
        .all(kernel.db.read())
        .await?)
}

/// Lets all given-up rows be tried again; answers how many.
pub async fn retry_dead_letters(kernel: &Kernel) -> Result<u64, Problem> {
    let now = kernel.clock.now();
    kernel
        .db
        .write(move |tx| {
            Box::pin(async move {
                let changed = row::Entity::update_many()
                    .col_expr(row::Column::State, Expr::value("waiting"))
                    .col_expr(row::Column::Attempts, Expr::value(0))
                    .col_expr(row::Column::DueAt, Expr::value(now))
                    .filter(row::Column::State.eq("dead"))
                    .exec(tx)
                    .await?;
                Ok::<_, Problem>(changed.rows_affected)
            })
        })
        .await
}
