//! The ledger: what happened to each thing, in order, chained by SM3 so that a later change is found.
//! A stream is one case, order or account; `(stream, seq)` makes concurrent changes refuse each other.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryOrder, QuerySelect};
use serde_json::Value;

use crate::Kernel;
use crate::actor::Actor;
use crate::db::Tx;
use crate::id::{Id, Region};
use crate::problem::Problem;

/// The table `event`.
pub mod event {
    use sea_orm::entity::prelude::*;

    use crate::id::{Id, Region};

    /// One event as it is stored.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "event")]
    pub struct Model {
        /// The region of the stream.
        #[sea_orm(primary_key, auto_increment = false)]
        pub region: Region,
        /// The thing that it happened to.
        #[sea_orm(primary_key, auto_increment = false)]
        pub stream: Id,
        /// 1, 2, 3 … in the stream.
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i32,
        /// What happened, as `room.verb`.
        pub kind: String,
        /// The facts, as canonical JSON; personal data in it is sealed.
        #[sea_orm(column_type = "Text")]
        pub payload: String,
        /// Who, as `Actor::ledger_name`.
        pub actor: String,
        /// When.
        pub at: DateTimeUtc,
        /// The hash of the event before, 32 zero bytes for the first.
        #[sea_orm(column_type = "Binary(32)")]
        pub prev: Vec<u8>,
        /// SM3 over everything above.
        #[sea_orm(column_type = "Binary(32)")]
        pub hash: Vec<u8>,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An event to be written.
#[derive(Debug, Clone)]
pub struct Entry {
    /// `room.verb`.
    pub kind: String,
    /// The facts.
    pub payload: Value,
}

/// The hash of an event: SM3 over its fields, each with its length in front, so that no two events share an encoding.
pub fn hash(
    region: Region,
    stream: Id,
    seq: i32,
    kind: &str,
    payload: &str,
    actor: &str,
    at: DateTime<Utc>,
    prev: &[u8],
) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(128 + payload.len());
    let at = at.timestamp_millis().to_be_bytes();
    let (region, seq, stream) = (region.0.to_be_bytes(), seq.to_be_bytes(), stream.uuid());
    let parts: [&[u8]; 9] = [
        b"tongban.event/1",
        &region,
        stream.as_bytes(),
        &seq,
        kind.as_bytes(),
        payload.as_bytes(),
        actor.as_bytes(),
        &at,
        prev,
    ];
    for part in parts {
        bytes.extend((part.len() as u64).to_be_bytes());
        bytes.extend(part);
    }
    gm::sm3(&bytes).to_vec()
}

/// Appends to a stream that has `after` events, and tells the subscribers through the outbox. Another writer that
/// was first makes this a conflict.
pub async fn append(
    kernel: &Kernel,
    tx: &Tx,
    stream: Id,
    after: i32,
    entries: &[Entry],
    actor: &Actor,
) -> Result<(), Problem> {
    append_at(kernel, tx, stream, after, entries, actor, kernel.clock.now()).await
}

/// The same at a moment that the caller has read: what is computed from events must meet the moment that they carry.
pub async fn append_at(
    kernel: &Kernel,
    tx: &Tx,
    stream: Id,
    after: i32,
    entries: &[Entry],
    actor: &Actor,
    at: DateTime<Utc>,
) -> Result<(), Problem> {
    let region = stream.region();
    let mut prev = match after {
        0 => vec![0u8; 32],
        _ => event::Entity::find_by_id((region, stream, after))
            .select_only()
            .column(event::Column::Hash)
            .into_tuple::<Vec<u8>>()
            .one(tx)
            .await?
            .ok_or_else(|| Problem::internal(format!("stream {stream} has no event {after}")))?,
    };
    let actor = actor.ledger_name();
    let mut rows = Vec::with_capacity(entries.len());
    for (i, entry) in entries.iter().enumerate() {
        let seq = after + 1 + i as i32;
        let payload = entry.payload.to_string();
        let hash = hash(region, stream, seq, &entry.kind, &payload, &actor, at, &prev);
        rows.push(event::ActiveModel {
            region: Set(region),
            stream: Set(stream),
            seq: Set(seq),
            kind: Set(entry.kind.clone()),
            payload: Set(payload),
            actor: Set(actor.clone()),
            at: Set(at),
            prev: Set(prev),
            hash: Set(hash.clone()),
        });
        prev = hash;
    }
    event::Entity::insert_many(rows).exec_without_returning(tx).await?;
    crate::outbox::announce(kernel, tx, stream, after, entries, at).await
}

/// The events of a stream, in order.
pub async fn events(db: &impl ConnectionTrait, stream: Id) -> Result<Vec<event::Model>, DbErr> {
    event::Entity::find()
        .filter(event::Column::Region.eq(stream.region()))
        .filter(event::Column::Stream.eq(stream))
        .order_by_asc(event::Column::Seq)
        .all(db)
        .await
}

/// When the newest event was written.
///
/// # Errors
/// What the database answers.
pub async fn newest(db: &impl ConnectionTrait) -> Result<Option<DateTime<Utc>>, DbErr> {
    event::Entity::find()
        .select_only()
        .column_as(event::Column::At.max(), "newest")
        .into_tuple::<Option<DateTime<Utc>>>()
        .one(db)
        .await
        .map(Option::flatten)
}

/// What is wrong with a chain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("stream {stream}, event {seq}: {what}")]
pub struct Fault {
    /// The stream.
    pub stream: Id,
    /// The first event that does not fit.
    pub seq: i32,
    /// What does not fit.
    pub what: &'static str,
}

/// Computes the chain of one stream again and names the first place that does not fit.
pub fn verify(stream: Id, events: &[event::Model]) -> Result<(), Fault> {
    let mut prev = vec![0u8; 32];
    for (i, e) in events.iter().enumerate() {
        let fault = |what| {
            Err(Fault {
                stream,
                seq: e.seq,
                what,
            })
        };
        if e.seq != i as i32 + 1 {
            return fault("an event before this one is missing");
        }
        if e.prev != prev {
            return fault("does not continue the event before");
        }
        if e.hash != hash(e.region, e.stream, e.seq, &e.kind, &e.payload, &e.actor, e.at, &e.prev) {
            return fault("was changed after it was written");
        }
        prev.clone_from(&e.hash);
    }
    Ok(())
}
