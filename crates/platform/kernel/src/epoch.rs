//! The epoch of an installation: a number that restoring a backup raises, so that a client which remembers answers from
//! after the backup notices that they are gone. Every answer of the API carries it.

use sea_orm::{ConnectionTrait, DbErr, Statement};

use crate::Kernel;
use crate::db::Db;
use crate::id::Region;
use crate::problem::Problem;
use crate::serial;

/// Its name among the numbers that are counted in the database.
const NAME: &str = "epoch";
/// It belongs to no region.
const NOWHERE: Region = Region(0);

/// The epoch at present: 1 until a backup was restored.
///
/// # Errors
/// What the database answers.
pub async fn read(db: &impl ConnectionTrait) -> Result<i64, DbErr> {
    let sql = format!("SELECT last FROM serial WHERE region = {NOWHERE} AND name = '{NAME}' AND period = ''");
    let row = db
        .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
        .await?;
    let raised: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(1 + raised.unwrap_or(0))
}

/// Raises it; answers the new one.
///
/// # Errors
/// What the database answers.
pub async fn raise(db: &Db) -> Result<i64, Problem> {
    let raised = db
        .write(|tx| Box::pin(async move { serial::next(tx, NOWHERE, NAME, "").await }))
        .await?;
    Ok(1 + raised)
}

impl Kernel {
    /// The epoch that this process found at its start.
    pub fn epoch(&self) -> i64 {
        self.epoch.get().copied().unwrap_or(1)
    }
}
