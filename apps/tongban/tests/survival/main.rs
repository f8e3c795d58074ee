//! The server is killed at random moments while sixteen clients work, and nothing that it acknowledged is lost or done
//! twice. The short form kills three times on each database; the long form a hundred times:
//! `cargo test -p tongban --test survival -- --ignored`.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop where they are wrong")]

mod client;
mod faults;
mod server;
mod together;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use kernel::{Config, SystemClock, SystemRandom, checkpoint};
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::json;
use tongban::{house, verify};

use crate::client::{Client, Ledger, filing};
use crate::server::Server;

/// Clients at work at the same time.
const CLIENTS: usize = 16;
/// Acknowledgements between two kills, at least.
const BETWEEN: usize = 20;

async fn survive(folder: &Path, database: &str, kills: usize) {
    let mut server = Server::start(folder, database).await;
    let ledger = Arc::new(Ledger::default());
    let mut clients: Vec<Client> = (0..CLIENTS).map(|n| Client::new(n, ledger.clone())).collect();
    for round in 0..kills {
        let before = ledger.acknowledged();
        // One token for all workers of a program, as it is meant.
        let token = client::token(&server.base).await;
        let work = clients
            .into_iter()
            .map(|client| tokio::spawn(client.work(server.base.clone(), token.clone())));
        let work = join_all(work.collect::<Vec<_>>());
        let killer = async {
            while ledger.acknowledged() < before + BETWEEN {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            // A moment that nobody chose: the work of the round decides how far everybody has come.
            let moment = (ledger.acknowledged() * 7919 + round * 104_729) % 150;
            tokio::time::sleep(Duration::from_millis(moment as u64)).await;
            server.kill();
        };
        let (done, ()) = tokio::join!(work, killer);
        clients = done.into_iter().map(Result::unwrap).collect();
        server = Server::start(folder, database).await;
    }
    // What was under way is asked for again with its key; everything acknowledged is asked for once more.
    for client in &mut clients {
        client.finish(&server.base).await;
    }
    ledger.ask_again(&server.base).await;
    server.stop();
    let (cases, acknowledged, retried) = (ledger.cases(), ledger.acknowledged(), ledger.retried());
    everything_is_there(folder, database, &ledger).await;
    println!(
        "{database}: {kills} kills, {acknowledged} acknowledged, {cases} cases, {retried} retried: nothing lost, nothing doubled"
    );
}

async fn everything_is_there(folder: &Path, database: &str, ledger: &Ledger) {
    let config = Config {
        database: database.into(),
        files: folder.join("files"),
        key_file: folder.join("master.key"),
        extra_provinces: vec![99],
        demo: true,
        ..Config::default()
    };
    let rooms = house::build(config, Arc::new(SystemClock), Arc::new(SystemRandom), None)
        .await
        .unwrap();
    rooms.kernel.start(&mut rooms.modules()).await.unwrap();
    rooms.kernel.settle().await.unwrap();
    checkpoint::make(&rooms.kernel).await.unwrap();
    let report = verify::everything(&rooms).await.unwrap();
    assert!(report.is_clean(), "{database}: {report:#?}");
    assert_eq!(
        report.counts.get("办件"),
        Some(&(ledger.cases() as u64)),
        "every key made one case"
    );
    for (number, state) in ledger.states() {
        let case = rooms.cases.load_by_number(&number).await.unwrap().case;
        assert_eq!(case.state.name(), state, "{number}");
        let papers = rooms.documents.of_case(case.id).await.unwrap();
        let receipts = papers.iter().filter(|d| d.kind == "receipt").count();
        assert_eq!(receipts, 1, "{number} has one receipt");
    }
    let db = rooms.kernel.db.read();
    for (what, sql) in [
        ("outbox rows left", "SELECT COUNT(*) FROM outbox WHERE state <> 'done'"),
        (
            "papers written twice",
            "SELECT COUNT(*) FROM (SELECT case_id FROM document GROUP BY case_id, kind HAVING COUNT(*) > 1) d",
        ),
        (
            "cases with more messages than events",
            "SELECT COUNT(*) FROM (SELECT m.about FROM message m GROUP BY m.about \
             HAVING COUNT(*) > (SELECT COUNT(*) FROM event e WHERE e.stream = m.about)) d",
        ),
    ] {
        let row = db
            .query_one_raw(Statement::from_string(rooms.kernel.db.backend(), sql))
            .await;
        let count: i64 = row.unwrap().unwrap().try_get_by_index(0).unwrap();
        assert_eq!(count, 0, "{database}: {what}");
    }
}

async fn on_each_database(kills: usize) {
    let folder = tempfile::tempdir().unwrap();
    for (n, database) in kernel::testing::databases(folder.path()).await.into_iter().enumerate() {
        let data = folder.path().join(n.to_string());
        std::fs::create_dir_all(&data).unwrap();
        survive(&data, &database, kills).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_when_the_server_is_killed() {
    on_each_database(3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the long form takes a quarter of an hour"]
async fn nothing_acknowledged_is_lost_in_a_hundred_kills() {
    on_each_database(100).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_retries_at_two_processes_make_one_case() {
    let folder = tempfile::tempdir().unwrap();
    let Some(database) = kernel::testing::databases(folder.path()).await.into_iter().nth(1) else {
        println!("PostgreSQL is skipped: TONGBAN_TEST_PG is not set");
        return;
    };
    let data = folder.path().join("data");
    std::fs::create_dir_all(&data).unwrap();
    let (one, other) = (
        Server::start(&data, &database).await,
        Server::start(&data, &database).await,
    );
    // A token taken at one process counts at the other.
    let token = client::token(&one.base).await;
    let filing = filing(&one.base, "田秀英", "990122194502084525").await;
    let http = reqwest::Client::new();
    let send = |n: usize, body: serde_json::Value| {
        let base = if n.is_multiple_of(2) { &one.base } else { &other.base };
        let asked = http
            .post(format!("{base}/api/v1/cases"))
            .bearer_auth(&token)
            .header("idempotency-key", "the-same")
            .json(&body);
        async move {
            let answer = asked.send().await.unwrap();
            (
                answer.status().as_u16(),
                answer.json::<serde_json::Value>().await.unwrap(),
            )
        }
    };
    let answers = join_all((0..64).map(|n| send(n, filing.clone()))).await;
    let done: Vec<_> = answers.iter().filter(|(status, _)| *status == 201).collect();
    // Who comes while the first is still at work is told to ask again in a moment, and then gets the same answer.
    assert!(
        answers.iter().all(|(status, _)| [201, 409].contains(status)),
        "{answers:?}"
    );
    assert!(
        !done.is_empty() && done.iter().all(|(_, body)| body == &done[0].1),
        "{answers:?}"
    );
    let again = send(1, filing.clone()).await;
    assert_eq!(again, (201, done[0].1.clone()));
    let mut otherwise = filing;
    otherwise["form"]["addr"] = json!("雁回市南屏区枫林路8号");
    let (status, problem) = send(0, otherwise).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (409, Some("idempotency_key_reused"))
    );
    let listed: serde_json::Value = http
        .get(format!("{}/api/v1/cases", other.base))
        .bearer_auth(&token)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(listed["cases"].as_array().map(Vec::len), Some(1), "{listed}");
}
