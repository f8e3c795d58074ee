//! The rows of one submission, written again and again by plain SQL: one transaction each, other ids and numbers, nothing
//! checked.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use kernel::{Db, Id};
use sea_orm::{ConnectionTrait, DbBackend, Statement, TransactionTrait, Value};
use tokio::sync::Mutex;

/// The tables of a submission: the columns that are copied, the column that finds the template, and the columns whose
/// values are new.
const TABLES: [(&str, &str, &str, &[&str]); 5] = [
    (
        "case_file",
        "region, seq, state, query_hash, body, body_path, body_region, handling_code, title, applicant, step, step_kind, post, \
         suspended, due_on, claimed_by, claimed_name, claimed_at, submitted_at, ended_at, doc",
        "id",
        &["id", "number"],
    ),
    ("subject_case", "subject, at", "case_id", &["case_id"]),
    (
        "event",
        "region, seq, kind, payload, actor, at, prev, hash",
        "stream",
        &["stream"],
    ),
    (
        "outbox",
        "region, seq, subscriber, state, attempts, due_at, last_error",
        "stream",
        &["stream"],
    ),
    ("idempotency", "region, request, answer, at", "key", &["key"]),
];

/// The template.
pub struct Plain {
    db: sea_orm::DatabaseConnection,
    template: Id,
    key: String,
    /// SQLite has one writer.
    one: Option<Mutex<()>>,
    count: AtomicUsize,
}

impl Plain {
    /// The rows of a case that was just submitted.
    pub async fn of(db: &Db, template: Id) -> anyhow::Result<Self> {
        let pool = db.read().clone();
        let newest = "SELECT key FROM idempotency ORDER BY at DESC LIMIT 1";
        let key = pool.query_one_raw(Statement::from_string(db.backend(), newest)).await?;
        let serial = "INSERT INTO serial (region, name, period, last) VALUES (990122, 'plain', '2026', 0)";
        pool.execute_unprepared(serial).await?;
        Ok(Self {
            template,
            key: key.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default(),
            one: (db.backend() == DbBackend::Sqlite).then(Mutex::default),
            db: pool,
            count: AtomicUsize::new(0),
        })
    }

    /// How many such transactions a second.
    pub async fn rate(self: &Arc<Self>, clients: usize, time: Duration) -> anyhow::Result<f64> {
        let begun = Instant::now();
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..clients {
            let plain = self.clone();
            all.spawn(async move {
                let mut count = 0_usize;
                while begun.elapsed() < time {
                    plain.write().await?;
                    count += 1;
                }
                Ok::<_, anyhow::Error>(count)
            });
        }
        let mut count = 0;
        while let Some(done) = all.join_next().await {
            count += done??;
        }
        Ok(count as f64 / begun.elapsed().as_secs_f64())
    }

    /// Takes the copies away again: their contents are sealed for another case.
    pub async fn end(&self) -> anyhow::Result<()> {
        self.db
            .execute_unprepared("DELETE FROM case_file WHERE number LIKE 'P%'")
            .await?;
        Ok(())
    }

    async fn write(&self) -> anyhow::Result<()> {
        let _turn = match &self.one {
            Some(one) => Some(one.lock().await),
            None => None,
        };
        let n = self.count.fetch_add(1, Ordering::Relaxed);
        let bytes = self.template.uuid().into_bytes();
        let mut fresh = bytes;
        fresh[8..].copy_from_slice(&(n as u64 | 0x8000_0000_0000_0000).to_be_bytes());
        let id = Id::from(sea_orm::prelude::Uuid::from_bytes(fresh));
        let tx = self.db.begin().await?;
        for (table, columns, finds, new) in TABLES {
            tx.execute_raw(self.copy(table, columns, finds, new, id, n)).await?;
        }
        let serial = "UPDATE serial SET last = last + 1 WHERE region = 990122 AND name = 'plain' AND period = '2026'";
        tx.execute_raw(Statement::from_string(tx.get_database_backend(), serial))
            .await?;
        tx.commit().await?;
        Ok(())
    }

    fn copy(&self, table: &str, columns: &str, finds: &str, new: &[&str], id: Id, n: usize) -> Statement {
        let backend = self.db.get_database_backend();
        let place = |at: usize| {
            if backend == DbBackend::Postgres {
                format!("${at}")
            } else {
                "?".into()
            }
        };
        let holes: Vec<_> = (1..=new.len()).map(place).collect();
        let sql = format!(
            "INSERT INTO {table} ({}, {columns}) SELECT {}, {columns} FROM {table} WHERE {finds} = {}",
            new.join(", "),
            holes.join(", "),
            place(new.len() + 1)
        );
        let value = |column: &&str| -> Value {
            match *column {
                "number" => format!("P{n:020}").into(),
                "key" => format!("plain-{n}").into(),
                _ => id.into(),
            }
        };
        let mut values: Vec<Value> = new.iter().map(value).collect();
        values.push(if finds == "key" {
            self.key.clone().into()
        } else {
            self.template.into()
        });
        Statement::from_sql_and_values(backend, sql, values)
    }
}
