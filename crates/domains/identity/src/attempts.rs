//! What can be guessed is slowed down: after some failures each further one doubles the pause, per account and source
//! together, per source, and gently per account, so that nobody outside can lock an owner out for good. The counts
//! stand in the database, so all processes share them.

use chrono::TimeDelta;
use kernel::{Problem, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, DbErr, ExprTrait};

use crate::Identity;
use crate::store::access::attempt;

/// Failures older than this are forgotten.
pub(crate) const FORGOTTEN: TimeDelta = TimeDelta::hours(24);

/// One count: how many failures are free of a pause, and how long the pause grows.
#[derive(Debug, Clone)]
pub(crate) struct Count {
    key: String,
    free: i32,
    most: TimeDelta,
    /// A count over many accounts: the success of one takes back its own attempt and no other.
    shared: bool,
}

enum Refused {
    Delayed,
    Broken(Problem),
}

impl From<DbErr> for Refused {
    fn from(e: DbErr) -> Self {
        Self::Broken(e.into())
    }
}

/// The pause after so many failures: none at first, then 2, 4, 8 … seconds.
fn pause(failures: i32, free: i32, most: TimeDelta) -> TimeDelta {
    if failures < free {
        return TimeDelta::zero();
    }
    TimeDelta::seconds(1i64 << (failures - free + 1).clamp(1, 20)).min(most)
}

impl Identity {
    /// The counts of guessing a secret of an account from a source.
    pub(crate) fn counts(&self, what: &str, account: &str, source: &str) -> Vec<Count> {
        let count = |parts: &str, free, most| Count {
            key: gm::hex::encode(self.kernel.keys.index(&format!("attempt {what}"), parts)),
            free,
            most,
            shared: false,
        };
        let mut counts = vec![
            count(&format!("pair\0{account}\0{source}"), 5, TimeDelta::minutes(15)),
            count(&format!("account\0{account}"), 20, TimeDelta::minutes(1)),
        ];
        if !source.is_empty() {
            counts.push(Count {
                shared: true,
                ..count(&format!("source\0{source}"), 30, TimeDelta::minutes(15))
            });
        }
        // One order for all, so that two processes never wait for each other crosswise.
        counts.sort_by(|a, b| a.key.cmp(&b.key));
        counts
    }

    /// Counts an attempt as failed before it is made; answers whether it may be made now. `succeeded` takes it back.
    pub(crate) async fn attempt(&self, counts: &[Count]) -> Result<bool, Problem> {
        let (counts, now) = (counts.to_vec(), self.kernel.clock.now());
        let counted = self.kernel.db.write(move |tx| {
            Box::pin(async move {
                for count in &counts {
                    count_one(tx, count, now).await?;
                }
                Ok(())
            })
        });
        match counted.await {
            Ok(()) => Ok(true),
            Err(Refused::Delayed) => Ok(false),
            Err(Refused::Broken(problem)) => Err(problem),
        }
    }

    /// Takes the attempt back after a success.
    pub(crate) async fn succeeded(&self, counts: &[Count]) -> Result<(), Problem> {
        let (shared, own): (Vec<_>, Vec<_>) = counts.iter().cloned().partition(|c| c.shared);
        let keys = |counts: Vec<Count>| counts.into_iter().map(|c| c.key).collect::<Vec<_>>();
        let (shared, own, now) = (keys(shared), keys(own), self.kernel.clock.now());
        self.kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    attempt::Entity::delete_many()
                        .filter(attempt::Column::Key.is_in(own))
                        .exec(tx)
                        .await?;
                    attempt::Entity::update_many()
                        .col_expr(attempt::Column::Failures, Expr::col(attempt::Column::Failures).sub(1))
                        .col_expr(attempt::Column::NotBefore, Expr::value(now))
                        .filter(attempt::Column::Key.is_in(shared))
                        .exec(tx)
                        .await?;
                    Ok(())
                })
            })
            .await
    }
}

async fn count_one(tx: &Tx, count: &Count, now: DateTimeUtc) -> Result<(), Refused> {
    let row = attempt::ActiveModel {
        key: Set(count.key.clone()),
        failures: Set(0),
        not_before: Set(now),
        last_at: Set(now),
    };
    attempt::Entity::insert(row)
        .on_conflict(OnConflict::column(attempt::Column::Key).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    attempt::Entity::update_many()
        .col_expr(attempt::Column::Failures, Expr::value(0))
        .filter(attempt::Column::Key.eq(count.key.clone()))
        .filter(attempt::Column::LastAt.lt(now - FORGOTTEN))
        .exec(tx)
        .await?;
    // The condition is read again under the row's lock: of many at one moment only those before the pause pass.
    let taken = attempt::Entity::update_many()
        .col_expr(attempt::Column::Failures, Expr::col(attempt::Column::Failures).add(1))
        .col_expr(attempt::Column::LastAt, Expr::value(now))
        .filter(attempt::Column::Key.eq(count.key.clone()))
        .filter(attempt::Column::NotBefore.lte(now))
        .exec(tx)
        .await?;
    if taken.rows_affected == 0 {
        return Err(Refused::Delayed);
    }
    let failures = attempt::Entity::find_by_id(count.key.clone())
        .one(tx)
        .await?
        .map_or(0, |r| r.failures);
    attempt::Entity::update_many()
        .col_expr(
            attempt::Column::NotBefore,
            Expr::value(now + pause(failures, count.free, count.most)),
        )
        .filter(attempt::Column::Key.eq(count.key.clone()))
        .exec(tx)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_begins_late_grows_and_has_an_end() {
        let most = TimeDelta::minutes(15);
        assert_eq!(pause(4, 5, most), TimeDelta::zero());
        assert_eq!(pause(5, 5, most), TimeDelta::seconds(2));
        assert_eq!(pause(7, 5, most), TimeDelta::seconds(8));
        assert_eq!(pause(1000, 5, most), most);
    }
}
