//! What an operator wants to be told of the work that waits, in the text format of Prometheus. The names stand in
//! docs/operate.md; a test compares the two.

use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use crate::problem::Problem;
use crate::{Kernel, jobs, outbox};

/// More than this many are not counted.
const MOST: u64 = 100_001;

impl Kernel {
    /// The figures at present.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn figures(&self) -> Result<String, Problem> {
        let db = self.db.read();
        let of = |state: &str| outbox::row::Entity::find().filter(outbox::row::Column::State.eq(state));
        let counted = |state: &str| of(state).select_only().column(outbox::row::Column::Seq).limit(MOST);
        let oldest = of("waiting")
            .order_by_asc(outbox::row::Column::DueAt)
            .limit(1)
            .one(db)
            .await?;
        let waits = oldest.map_or(0, |row| (self.clock.now() - row.due_at).num_seconds().max(0));
        let failing = jobs::row::Entity::find()
            .filter(jobs::row::Column::LastError.is_not_null())
            .count(db)
            .await?;
        let figures = [
            ("tongban_outbox_waiting", counted("waiting").count(db).await?),
            ("tongban_outbox_dead", counted("dead").count(db).await?),
            ("tongban_outbox_late_seconds", waits.unsigned_abs()),
            ("tongban_jobs_failing", failing),
        ];
        let lines = figures.map(|(name, value)| format!("# TYPE {name} gauge\n{name} {value}\n"));
        Ok(lines.concat())
    }
}
