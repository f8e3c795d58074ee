//! Work that comes back: each job has a row with its next time and a lease, so that of many processes one runs it,
//! and a process that died is replaced when its lease ends.

use std::sync::Arc;

use chrono::TimeDelta;
use futures::future::BoxFuture;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ExprTrait, QueryOrder};

use crate::Kernel;
use crate::problem::Problem;

/// The table `job`.
pub mod row {
    use sea_orm::entity::prelude::*;

    /// One job.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "job")]
    pub struct Model {
        /// Its name.
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        /// When it runs next; while it runs, the end of its lease.
        pub next_at: DateTimeUtc,
        /// When it last ended.
        pub last_at: Option<DateTimeUtc>,
        /// How often it has run.
        pub runs: i64,
        /// What went wrong last.
        #[sea_orm(column_type = "Text", nullable)]
        pub last_error: Option<String>,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// All jobs as they stand, by name.
///
/// # Errors
/// What the database answers.
pub async fn states(db: &impl ConnectionTrait) -> Result<Vec<row::Model>, DbErr> {
    row::Entity::find().order_by_asc(row::Column::Name).all(db).await
}

/// What a job does. It may run twice and must not mind.
pub type Run = Arc<dyn Fn(Arc<Kernel>) -> BoxFuture<'static, Result<(), Problem>> + Send + Sync>;

/// A job that comes back.
#[derive(Clone)]
pub struct Job {
    /// Its stable name.
    pub name: &'static str,
    /// The pause between two runs.
    pub every: TimeDelta,
    /// What it does.
    pub run: Run,
}

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Job({}, every {})", self.name, self.every)
    }
}

/// How long a run may take before another process may take it over.
const LEASE: TimeDelta = TimeDelta::minutes(5);

/// Makes the rows of the jobs; a new job is due at once.
pub(crate) async fn register(kernel: &Kernel) -> Result<(), Problem> {
    let now = kernel.clock.now();
    let rows: Vec<_> = kernel
        .jobs()
        .iter()
        .map(|job| row::ActiveModel {
            name: Set(job.name.into()),
            next_at: Set(now),
            last_at: Set(None),
            runs: Set(0),
            last_error: Set(None),
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    kernel
        .db
        .write(move |tx| {
            Box::pin(async move {
                row::Entity::insert_many(rows)
                    .on_conflict(OnConflict::column(row::Column::Name).do_nothing().to_owned())
                    .exec_without_returning(tx)
                    .await?;
                Ok(())
            })
        })
        .await
}

/// Runs every job that is due, one after the other; answers how many ran.
pub async fn run_due(kernel: &Arc<Kernel>) -> Result<usize, Problem> {
    let now = kernel.clock.now();
    let due = row::Entity::find()
        .filter(row::Column::NextAt.lte(now))
        .order_by_asc(row::Column::NextAt)
        .all(kernel.db.read())
        .await?;
    let mut ran = 0;
    for one in due {
        let Some(job) = kernel.jobs().iter().find(|j| j.name == one.name).cloned() else {
            continue;
        };
        if take(kernel, &one).await? {
            let outcome = (job.run)(kernel.clone()).await;
            if let Err(problem) = &outcome {
                tracing::error!(job = job.name, error = %problem, "a job failed and will run again");
            }
            finish(kernel, &job, outcome.err().map(|p| p.to_string())).await?;
            ran += 1;
        }
    }
    Ok(ran)
}

async fn take(kernel: &Kernel, one: &row::Model) -> Result<bool, Problem> {
    let (name, seen, lease) = (one.name.clone(), one.next_at, kernel.clock.now() + LEASE);
    kernel
        .db
        .write(move |tx| {
            Box::pin(async move {
                let taken = row::Entity::update_many()
                    .col_expr(row::Column::NextAt, Expr::value(lease))
                    .filter(row::Column::Name.eq(name))
                    .filter(row::Column::NextAt.eq(seen))
                    .exec(tx)
                    .await?;
                Ok(taken.rows_affected == 1)
            })
        })
        .await
}

async fn finish(kernel: &Kernel, job: &Job, error: Option<String>) -> Result<(), Problem> {
    let (name, now) = (job.name, kernel.clock.now());
    let next = now + job.every;
    kernel
        .db
        .write(move |tx| {
            Box::pin(async move {
                row::Entity::update_many()
                    .col_expr(row::Column::NextAt, Expr::value(next))
                    .col_expr(row::Column::LastAt, Expr::value(now))
                    .col_expr(row::Column::LastError, Expr::value(error))
                    .col_expr(row::Column::Runs, Expr::col(row::Column::Runs).add(1))
                    .filter(row::Column::Name.eq(name))
                    .exec(tx)
                    .await?;
                Ok(())
            })
        })
        .await
}
