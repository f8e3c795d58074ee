//! Numbers that are counted in the database, inside the transaction that uses them: a refused change gives its
//! number back, so a series kept this way has no gap.

use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::db::Tx;
use crate::id::Region;

/// The next number (1, 2, 3 …) of a series, by region, name and period (`20261125`, `2026`).
pub async fn next(tx: &Tx, region: Region, name: &str, period: &str) -> Result<i64, DbErr> {
    // One statement in both dialects: the row's lock makes concurrent takers wait for each other.
    let sql = "INSERT INTO serial (region, name, period, last) VALUES ($1, $2, $3, 1) \
               ON CONFLICT (region, name, period) DO UPDATE SET last = serial.last + 1 RETURNING last";
    let backend: DbBackend = tx.get_database_backend();
    let row = tx
        .query_one_raw(Statement::from_sql_and_values(
            backend,
            sql,
            [region.into(), name.into(), period.into()],
        ))
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("serial".into()))?;
    row.try_get_by_index(0)
}

/// How many numbers were taken in all series whose name begins so.
///
/// # Errors
/// What the database answers.
pub async fn taken(db: &impl ConnectionTrait, prefix: &str) -> Result<i64, DbErr> {
    let sql = "SELECT CAST(COALESCE(SUM(last), 0) AS BIGINT) FROM serial WHERE name LIKE $1";
    let row = db
        .query_one_raw(Statement::from_sql_and_values(
            db.get_database_backend(),
            sql,
            [format!("{prefix}%").into()],
        ))
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("serial".into()))?;
    row.try_get_by_index(0)
}
