//! Account changes in the ledger: the stream is the account or organisation.

use kernel::ledger::{Entry, append, event};
use kernel::{Actor, Id, Kernel, Problem, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};
use serde_json::Value;

/// Appends one event to whatever the stream holds.
pub(crate) async fn record(
    kernel: &Kernel,
    tx: &Tx,
    stream: Id,
    kind: &str,
    payload: Value,
    actor: &Actor,
) -> Result<(), Problem> {
    let after = event::Entity::find()
        .select_only()
        .column(event::Column::Seq)
        .filter(event::Column::Region.eq(stream.region()))
        .filter(event::Column::Stream.eq(stream))
        .order_by_desc(event::Column::Seq)
        .limit(1)
        .into_tuple::<i32>()
        .one(tx)
        .await?
        .unwrap_or(0);
    let entry = Entry {
        kind: kind.into(),
        payload,
    };
    append(kernel, tx, stream, after, &[entry], actor).await
}
