//! For tests of every room: a kernel on each database at hand, with a clock that stands and repeatable randomness.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::blobs::Blobs;
use crate::keys::Keys;
use crate::{Config, Db, Kernel, ManualClock, SeededRandom};

/// A kernel with its clock; the folder is removed with it.
#[derive(Debug)]
pub struct TestKernel {
    /// The kernel, not started.
    pub kernel: Arc<Kernel>,
    /// Its clock.
    pub clock: Arc<ManualClock>,
    _folder: tempfile::TempDir,
}

/// The databases at hand: SQLite always, PostgreSQL when `TONGBAN_TEST_PG` names a server on which databases may be
/// made. Says so when it is skipped.
pub async fn kernels(at: DateTime<Utc>) -> Vec<TestKernel> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let sqlite = format!("sqlite:{}", folder.path().join("test.db").display());
    let mut out = vec![kernel(folder, &sqlite, at).await];
    match std::env::var("TONGBAN_TEST_PG") {
        Ok(server) => {
            let url = fresh_postgres(&server).await;
            out.push(kernel(tempfile::tempdir().expect("a temporary folder"), &url, at).await);
        }
        Err(_) => println!("PostgreSQL is skipped: TONGBAN_TEST_PG is not set"),
    }
    out
}

/// The address of an empty database on each server at hand, SQLite in `folder` and PostgreSQL when there is one: for
/// programs that open it themselves.
pub async fn databases(folder: &std::path::Path) -> Vec<String> {
    let mut out = vec![format!("sqlite:{}", folder.join("test.db").display())];
    if let Ok(server) = std::env::var("TONGBAN_TEST_PG") {
        out.push(fresh_postgres(&server).await);
    }
    out
}

async fn kernel(folder: tempfile::TempDir, url: &str, at: DateTime<Utc>) -> TestKernel {
    let config = Config {
        database: url.into(),
        extra_provinces: vec![99],
        demo: true,
        site_name: "云江政务服务网".into(),
        key_file: folder.path().join("master.key"),
        ..Config::default()
    };
    let clock = Arc::new(ManualClock::new(at));
    let calendar = workcal::Calendar::from_csv(include_str!("../../../../data/calendar-cn.csv")).expect("the calendar");
    let kernel = Kernel::new(
        config,
        Db::open(url).await.expect("the database opens"),
        Blobs::local(&folder.path().join("files")).expect("a folder for files"),
        Keys::derive(&[42; 32]),
        calendar,
        clock.clone(),
        Arc::new(SeededRandom::new(at.timestamp() as u64)),
    );
    TestKernel {
        kernel,
        clock,
        _folder: folder,
    }
}

/// Makes an empty database on the server and answers its address.
async fn fresh_postgres(server: &str) -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!(
        "tongban_test_{}_{}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    );
    let admin = sea_orm::Database::connect(format!("{server}/postgres"))
        .await
        .expect("the test server answers");
    // One of an earlier process of the same number, which was killed before it could tidy up.
    sea_orm::ConnectionTrait::execute_unprepared(&admin, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        .await
        .expect("an old database goes");
    sea_orm::ConnectionTrait::execute_unprepared(
        &admin,
        &format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"),
    )
    .await
    .expect("a database can be made");
    format!("{server}/{name}")
}
