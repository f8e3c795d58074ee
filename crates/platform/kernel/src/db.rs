//! The database handle: reads go to the pool, changes pass through `write`. On SQLite one writer commits the
//! changes that wait in groups, each in its own savepoint: one fsync for many, and a refused one spoils no other.
//! On PostgreSQL each change is its own transaction.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::FutureExt;
use futures::future::BoxFuture;
use sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    RuntimeErr, SqliteTransactionMode, SqlxError, Statement, TransactionOptions, TransactionTrait,
};
use tokio::sync::{mpsc, oneshot};

/// One open transaction; everything observable happens only after its commit.
pub type Tx = DatabaseTransaction;

/// How many changes are committed together at most on SQLite.
const GROUP: usize = 64;

/// What a change wants to tell its caller once the group is committed (or not).
type Settle = Box<dyn FnOnce(Result<(), &DbErr>) + Send>;
/// A change; it is given the error instead when there can be no transaction.
type Work = Box<dyn for<'t> FnOnce(Result<&'t Tx, &DbErr>) -> BoxFuture<'t, (bool, Settle)> + Send>;

/// The database, shared by cloning.
#[derive(Clone, Debug)]
pub struct Db {
    pool: DatabaseConnection,
    writer: Option<mpsc::Sender<Work>>,
}

/// What a database says of itself.
#[derive(Debug, Clone)]
pub struct DatabaseFacts {
    /// Its kind and version.
    pub version: String,
    /// Whether its texts are UTF-8.
    pub utf8: bool,
    /// What is broken, if it can be seen quickly.
    pub fault: Option<String>,
    /// Its clock; that of this machine for a database that is a file.
    pub now: DateTime<Utc>,
}

impl Db {
    /// Opens `sqlite:PATH` (made when missing) or `postgres://…`.
    pub async fn open(url: &str) -> Result<Self, DbErr> {
        let mut options = ConnectOptions::new(url);
        options
            .sqlx_logging(false)
            .connect_timeout(Duration::from_secs(10))
            .acquire_timeout(Duration::from_secs(10))
            // A connection that was at work a moment ago is not asked whether it lives: that cost a round trip for each query.
            .test_before_acquire_if_idle_for(Duration::from_secs(1));
        if url.starts_with("sqlite") {
            options.max_connections(8).map_sqlx_sqlite_opts(|o| {
                // FULL: an acknowledged change survives a power cut, not only a killed process.
                o.create_if_missing(true)
                    .foreign_keys(true)
                    .busy_timeout(Duration::from_secs(10))
                    .pragma("journal_mode", "WAL")
                    .pragma("synchronous", "FULL")
                    .pragma("journal_size_limit", "67108864")
            });
        } else {
            options.max_connections(24);
        }
        let pool = Database::connect(options).await?;
        let writer = matches!(pool.get_database_backend(), DbBackend::Sqlite).then(|| {
            let (sender, receiver) = mpsc::channel(1024);
            tokio::spawn(commit_in_groups(pool.clone(), receiver));
            sender
        });
        Ok(Self { pool, writer })
    }

    /// The pool, for queries only.
    pub fn read(&self) -> &DatabaseConnection {
        &self.pool
    }

    /// Which database it is.
    pub fn backend(&self) -> DbBackend {
        self.pool.get_database_backend()
    }

    /// Runs `work` in one transaction and answers after its commit; an `Err` leaves no trace. `work` touches
    /// nothing but the database, for it may be waited for by others.
    pub async fn write<T, E>(
        &self,
        work: impl for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbErr> + Send + 'static,
    {
        match &self.writer {
            Some(writer) => grouped(writer, work).await,
            None => {
                let tx = self.pool.begin().await?;
                let value = work(&tx).await?;
                tx.commit().await?;
                Ok(value)
            }
        }
    }

    /// What an operator wants to know of it.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn facts(&self, here: DateTime<Utc>) -> Result<DatabaseFacts, DbErr> {
        let ask = async |sql: &str| {
            let row = self
                .pool
                .query_one_raw(Statement::from_string(self.backend(), sql))
                .await?;
            row.ok_or_else(|| DbErr::RecordNotFound(sql.into()))?
                .try_get_by_index::<String>(0)
        };
        if self.backend() == DbBackend::Sqlite {
            let checked = ask("PRAGMA quick_check(1)").await?;
            return Ok(DatabaseFacts {
                version: format!("SQLite {}", ask("SELECT sqlite_version()").await?),
                utf8: ask("PRAGMA encoding").await? == "UTF-8",
                fault: (checked != "ok").then(|| format!("文件坏了：{checked}")),
                now: here,
            });
        }
        let now = ask("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')").await?;
        Ok(DatabaseFacts {
            version: format!("PostgreSQL {}", ask("SHOW server_version").await?),
            utf8: ask("SHOW server_encoding").await? == "UTF8",
            fault: None,
            now: now.parse().map_err(|_| DbErr::Type(format!("not a time: {now}")))?,
        })
    }

    /// Ends the connections.
    pub async fn close(self) -> Result<(), DbErr> {
        self.pool.close().await
    }
}

/// Whether an error says that the database is away, locked, full or may not be written, rather than that something was
/// asked wrongly: the same request may succeed in a while.
pub fn is_away(e: &DbErr) -> bool {
    let error = match e {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(RuntimeErr::Internal(_)) => return true,
        DbErr::Conn(RuntimeErr::SqlxError(e))
        | DbErr::Exec(RuntimeErr::SqlxError(e))
        | DbErr::Query(RuntimeErr::SqlxError(e)) => e,
        _ => return false,
    };
    match &**error {
        SqlxError::Io(_)
        | SqlxError::Tls(_)
        | SqlxError::Protocol(_)
        | SqlxError::PoolTimedOut
        | SqlxError::PoolClosed
        | SqlxError::WorkerCrashed => true,
        SqlxError::Database(e) => e.code().is_some_and(|code| passes(&code)),
        _ => false,
    }
}

/// Codes of states that pass. SQLite: busy, locked, read-only, input and output, full, cannot be opened (the low byte of the
/// extended code). PostgreSQL: connection, resources, shut down or starting, read-only while another takes over.
fn passes(code: &str) -> bool {
    match code.len() {
        5 => ["08", "53", "57P"].iter().any(|class| code.starts_with(class)) || code == "25006",
        _ => code
            .parse::<u32>()
            .is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 8 | 10 | 13 | 14)),
    }
}

async fn grouped<T, E>(
    writer: &mpsc::Sender<Work>,
    work: impl for<'t> FnOnce(&'t Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<DbErr> + Send + 'static,
{
    let (answer, wait) = oneshot::channel::<Result<T, E>>();
    let job: Work = Box::new(move |tx| {
        let tx = tx.map_err(Clone::clone);
        async move {
            let result = match tx {
                Ok(tx) => work(tx).await,
                Err(e) => Err(e.into()),
            };
            let keep = result.is_ok();
            let settle: Settle = Box::new(move |committed| {
                let told = match (result, committed) {
                    (Ok(_), Err(e)) => Err(e.clone().into()),
                    (result, _) => result,
                };
                // A caller that went away needs no answer; the change stands.
                answer.send(told).ok();
            });
            (keep, settle)
        }
        .boxed()
    });
    let gone = || DbErr::Custom("the writer has stopped".into());
    writer.send(job).await.map_err(|_| gone())?;
    wait.await.map_err(|_| gone())?
}

async fn commit_in_groups(pool: DatabaseConnection, mut waiting: mpsc::Receiver<Work>) {
    let immediate = || TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..Default::default()
    };
    while let Some(first) = waiting.recv().await {
        let group = match pool.begin_with_options(immediate()).await {
            Ok(group) => group,
            Err(e) => {
                tracing::error!(error = %e, "the database cannot be written; the next change tries again");
                // Those that wait have waited as long as this one.
                let mut refused = Some(first);
                while let Some(job) = refused {
                    let (_, settle) = job(Err(&e)).await;
                    settle(Err(&e));
                    refused = waiting.try_recv().ok();
                }
                continue;
            }
        };
        let mut settles = Vec::new();
        let mut next = Some(first);
        let mut broken = None;
        while let Some(job) = next {
            let (settle, kept) = run_one(&group, job).await;
            settles.extend(settle);
            if let Err(e) = kept {
                broken = Some(e);
                break;
            }
            next = if settles.len() < GROUP {
                waiting.try_recv().ok()
            } else {
                None
            };
        }
        let outcome = match broken {
            None => group.commit().await,
            Some(e) => Err(undone(&e)),
        };
        if let Err(e) = &outcome {
            tracing::error!(error = %e, "a group of changes was not committed");
        }
        for settle in settles {
            settle(outcome.as_ref().copied());
        }
    }
}

/// One change in its savepoint: what to tell its caller, and whether the group stands. SQLite itself undoes the whole group
/// when the disk fails. A panic inside is that change's failure alone.
async fn run_one(group: &Tx, job: Work) -> (Option<Settle>, Result<(), DbErr>) {
    let savepoint = match group.begin().await {
        Ok(savepoint) => savepoint,
        Err(e) => {
            let (_, settle) = job(Err(&e)).await;
            return (Some(settle), Err(e));
        }
    };
    match AssertUnwindSafe(job(Ok(&savepoint))).catch_unwind().await {
        Ok((true, settle)) => (Some(settle), savepoint.commit().await),
        Ok((false, settle)) => (Some(settle), savepoint.rollback().await),
        Err(_) => {
            tracing::error!("a change panicked and was undone");
            (None, savepoint.rollback().await)
        }
    }
}

/// What the others of a group are told that could not be kept.
fn undone(e: &DbErr) -> DbErr {
    DbErr::Conn(RuntimeErr::Internal(format!("the group was undone: {e}")))
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn states_that_pass_are_told_from_faults() {
        for code in [
            "5", "517", "6", "8", "10", "778", "13", "14", "08006", "53100", "53300", "57P01", "57P03", "25006",
        ] {
            assert!(passes(code), "{code}");
        }
        for code in ["1", "19", "2067", "23505", "42601", "22P02", "40001", ""] {
            assert!(!passes(code), "{code}");
        }
    }
}
