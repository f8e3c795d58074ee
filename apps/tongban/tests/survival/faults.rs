//! The database goes away while the server serves, or is locked by another program, or nothing can be written: each request is
//! told so, nothing is lost or done twice, and work goes on by itself when the cause is gone.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kernel::{Config, SystemClock, SystemRandom};
use sea_orm::ConnectionTrait as _;
use serde_json::Value;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tongban::house;

use crate::client::{filing, token};
use crate::server::Server;

/// A wire between the server and its database that can be cut.
struct Wire {
    port: u16,
    whole: Arc<AtomicBool>,
}

impl Wire {
    async fn to(database: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let whole = Arc::new(AtomicBool::new(true));
        let (target, state) = (database.to_owned(), whole.clone());
        tokio::spawn(async move {
            let mut open = JoinSet::new();
            let mut look = tokio::time::interval(Duration::from_millis(20));
            loop {
                tokio::select! {
                    accepted = listener.accept() => {
                        let (mut near, _) = accepted.unwrap();
                        if state.load(Ordering::SeqCst) {
                            let mut far = TcpStream::connect(&target).await.unwrap();
                            open.spawn(async move { copy_bidirectional(&mut near, &mut far).await.ok(); });
                        }
                    }
                    _ = look.tick() => if !state.load(Ordering::SeqCst) { open.abort_all() }
                }
            }
        });
        Self { port, whole }
    }

    async fn cut(&self) {
        self.whole.store(false, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }

    fn mend(&self) {
        self.whole.store(true, Ordering::SeqCst);
    }
}

/// A program that files under one key.
struct Program {
    base: String,
    token: String,
    application: Value,
}

impl Program {
    async fn at(server: &Server) -> Self {
        Self {
            base: server.base.clone(),
            token: token(&server.base).await,
            application: filing(&server.base, "田秀英", "990122194502084525").await,
        }
    }

    async fn file(&self, key: &str) -> (u16, Option<String>, Value) {
        let asked = reqwest::Client::new()
            .post(format!("{}/api/v1/cases", self.base))
            .bearer_auth(&self.token)
            .header("idempotency-key", key)
            .json(&self.application);
        let answer = asked.send().await.unwrap();
        let pause = answer
            .headers()
            .get("retry-after")
            .map(|v| v.to_str().unwrap().to_owned());
        (answer.status().as_u16(), pause, answer.json().await.unwrap())
    }

    async fn status(&self, path: &str) -> u16 {
        let asked = reqwest::get(format!("{}{path}", self.base)).await;
        asked.unwrap().status().as_u16()
    }

    /// Asks until it is done; the cause is gone.
    async fn file_at_last(&self, key: &str) -> Value {
        for _ in 0..100 {
            if let (201, _, receipt) = self.file(key).await {
                return receipt;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        panic!("the server does not come back to work");
    }

    async fn is_told_to_wait(&self, key: &str) {
        let (status, pause, problem) = self.file(key).await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (503, Some("unavailable")),
            "{problem}"
        );
        assert_eq!(pause.as_deref(), Some("30"));
        assert!(problem["title"].as_str().unwrap().contains("没有丢"), "{problem}");
    }

    /// The case stands once, and its receipt gets typeset: the work behind the scenes goes on, too.
    async fn has_one_case_with_its_receipt(&self, number: &str) {
        let http = reqwest::Client::new();
        let get = async |path: &str| -> Value {
            let asked = http.get(format!("{}{path}", self.base)).bearer_auth(&self.token);
            asked.send().await.unwrap().json().await.unwrap()
        };
        let listed = get("/api/v1/cases").await;
        assert_eq!(listed["cases"].as_array().map(Vec::len), Some(2), "{listed}");
        for _ in 0..150 {
            let papers = get(&format!("/api/v1/cases/{number}/documents")).await;
            if papers.as_array().is_some_and(|all| !all.is_empty()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        panic!("the receipt is not made");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_away_for_a_while_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let Some(database) = kernel::testing::databases(folder.path()).await.into_iter().nth(1) else {
        println!("PostgreSQL is skipped: TONGBAN_TEST_PG is not set");
        return;
    };
    let (before, rest) = database.split_once('@').unwrap();
    let (host, name) = rest.split_once('/').unwrap();
    let wire = Wire::to(host).await;
    let database = format!("{before}@127.0.0.1:{}/{name}", wire.port);
    let server = Server::start(folder.path(), &database).await;
    let program = Program::at(&server).await;
    assert_eq!(program.file("first").await.0, 201);

    wire.cut().await;
    assert_eq!(program.status("/health").await, 200, "the process lives");
    assert_eq!(program.status("/ready").await, 503);
    program.is_told_to_wait("second").await;

    wire.mend();
    let receipt = program.file_at_last("second").await;
    assert_eq!(program.status("/ready").await, 200);
    program
        .has_one_case_with_its_receipt(receipt["number"].as_str().unwrap())
        .await;
    server.stop();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_another_program_locks_is_waited_for_and_then_said_to_be_away() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("test.db").display());
    let server = Server::start(folder.path(), &database).await;
    let program = Program::at(&server).await;
    assert_eq!(program.file("first").await.0, 201);

    let other = sea_orm::Database::connect(&database).await.unwrap();
    other.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
    assert_eq!(program.status("/search?q=就医").await, 200, "reading goes on");
    program.is_told_to_wait("second").await;

    other.execute_unprepared("ROLLBACK").await.unwrap();
    let receipt = program.file_at_last("second").await;
    program
        .has_one_case_with_its_receipt(receipt["number"].as_str().unwrap())
        .await;
    server.stop();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_on_which_nothing_can_be_written_is_said_and_work_goes_on_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("test.db").display());
    let server = Server::start(folder.path(), &database).await;
    let program = Program::at(&server).await;
    assert_eq!(program.file("first").await.0, 201);

    server.may_write(Some(1));
    program.is_told_to_wait("second").await;
    assert_eq!(program.status("/search?q=就医").await, 200, "reading goes on");

    server.may_write(None);
    let receipt = program.file_at_last("second").await;
    program
        .has_one_case_with_its_receipt(receipt["number"].as_str().unwrap())
        .await;
    server.stop();
}

#[tokio::test]
async fn the_key_of_another_installation_is_refused_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    for (n, database) in kernel::testing::databases(folder.path()).await.into_iter().enumerate() {
        let folder = folder.path().join(n.to_string());
        std::fs::create_dir_all(&folder).unwrap();
        let config = |key: &str| Config {
            database: database.clone(),
            files: folder.join("files"),
            key_file: folder.join(key),
            extra_provinces: vec![99],
            demo: true,
            ..Config::default()
        };
        let house = async |key: &str| {
            let built = house::build(config(key), Arc::new(SystemClock), Arc::new(SystemRandom), None);
            built.await.unwrap()
        };
        let rooms = house("master.key").await;
        rooms.kernel.start(&mut rooms.modules()).await.unwrap();
        rooms
            .kernel
            .db
            .write({
                let kernel = rooms.kernel.clone();
                move |tx| {
                    Box::pin(async move {
                        let id = kernel.new_id(kernel::Region(990_122));
                        let entry = kernel::ledger::Entry {
                            kind: "test.happened".into(),
                            payload: Value::Null,
                        };
                        kernel::ledger::append(&kernel, tx, id, 0, &[entry], &kernel::Actor::System("test")).await
                    })
                }
            })
            .await
            .unwrap();
        kernel::checkpoint::make(&rooms.kernel).await.unwrap();

        let stranger = house("other.key").await;
        let refused = stranger.kernel.start(&mut stranger.modules()).await.unwrap_err();
        assert!(refused.to_string().contains("另一把密钥"), "{refused}");
        let found = tongban::doctor::examine(config("other.key")).await.to_string();
        assert!(found.contains("不是这个数据库的"), "{found}");

        let again = house("master.key").await;
        again.kernel.start(&mut again.modules()).await.unwrap();
    }
}
