//! Somebody tries passwords.

use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use identity::{DEMO_CLIENT, DEMO_PASSWORD, StaffSignIn};
use kernel::blobs::Blobs;
use kernel::keys::Keys;
use kernel::{Db, Kernel, SeededRandom};

use crate::browser::Browser;
use crate::house::{houses, process};

const OWNER: &str = "19900006627";

#[tokio::test]
async fn unknown_wrong_and_delayed_look_alike_and_the_owner_gets_in_again() {
    for house in houses().await {
        let mut browser = Browser::new(&house.router);
        let mut try_one = async |account: &str, password: &str| {
            let page = browser
                .post("/login", &[("account", account), ("password", password)])
                .await;
            (page.status, page.text.replace(account, ""))
        };
        let unknown = try_one("13800000000", "Wrong-2026").await;
        let wrong = try_one(OWNER, "Wrong-2026").await;
        assert_eq!(unknown, wrong);
        for _ in 0..6 {
            assert_eq!(try_one(OWNER, "Wrong-2026").await, wrong);
        }
        assert_eq!(
            try_one(OWNER, DEMO_PASSWORD).await,
            wrong,
            "during the pause even the right one is not tried"
        );
        assert!(wrong.1.contains("要等一会儿才能再试"));

        house.test.clock.advance(TimeDelta::minutes(15));
        let page = browser
            .post("/login", &[("account", OWNER), ("password", DEMO_PASSWORD)])
            .await;
        page.leads_to("/my");
    }
}

#[tokio::test]
async fn a_guesser_elsewhere_does_not_keep_the_owner_out() {
    for house in houses().await {
        for _ in 0..12 {
            assert!(
                house
                    .identity
                    .sign_in(OWNER, "Wrong-2026", "198.51.100.7")
                    .await
                    .unwrap()
                    .is_none()
            );
        }
        let guesser = house
            .identity
            .sign_in(OWNER, DEMO_PASSWORD, "198.51.100.7")
            .await
            .unwrap();
        assert_eq!(guesser, None);
        assert!(
            house
                .identity
                .sign_in(OWNER, DEMO_PASSWORD, "203.0.113.9")
                .await
                .unwrap()
                .is_some()
        );
        // The number opens the same account and shares its count.
        let by_number = house
            .identity
            .sign_in("99012219930505002x", DEMO_PASSWORD, "198.51.100.7")
            .await
            .unwrap();
        assert_eq!(by_number, None);
    }
}

#[tokio::test]
async fn guesses_at_one_moment_do_not_slip_through_together() {
    for house in houses().await {
        for _ in 0..5 {
            house
                .identity
                .sign_in(OWNER, "Wrong-2026", "198.51.100.7")
                .await
                .unwrap();
        }
        let guesses: Vec<_> = (0..8)
            .map(|_| {
                let identity = house.identity.clone();
                tokio::spawn(async move { identity.sign_in(OWNER, DEMO_PASSWORD, "198.51.100.7").await.unwrap() })
            })
            .collect();
        for guess in guesses {
            assert_eq!(guess.await.unwrap(), None);
        }
    }
}

/// A second process on the same database, with the same clock.
async fn second_process(house: &crate::house::TestHouse, folder: &std::path::Path) -> Arc<Kernel> {
    let first = &house.test.kernel;
    Kernel::new(
        first.config.clone(),
        Db::open(&first.config.database).await.unwrap(),
        Blobs::local(folder).unwrap(),
        Keys::derive(&[42; 32]),
        first.calendar.clone(),
        house.test.clock.clone(),
        Arc::new(SeededRandom::new(7)),
    )
}

#[tokio::test]
async fn two_processes_share_sessions_and_pauses() {
    for house in houses().await {
        let folder = tempfile::tempdir().unwrap();
        let kernel = second_process(&house, folder.path()).await;
        let (other, router) = process(&kernel, &house.sandbox).await;

        let mut here = Browser::new(&house.router);
        here.sign_in(OWNER).await;
        let mut there = here.at(&router);
        there.get("/my/security").await.shows("周小满");
        there.post("/logout", &[]).await.leads_to("/");
        here.get("/my/security").await.leads_to("/login?next=%2Fmy%2Fsecurity");

        for n in 0..6 {
            let identity = if n % 2 == 0 { &house.identity } else { &other };
            let step = identity
                .sign_in_staff("LX20417", "Wrong-2026", "198.51.100.7")
                .await
                .unwrap();
            assert_eq!(step, StaffSignIn::Refused);
        }
        for identity in [&house.identity, &other] {
            let step = identity
                .sign_in_staff("LX20417", DEMO_PASSWORD, "198.51.100.7")
                .await
                .unwrap();
            assert_eq!(step, StaffSignIn::Refused, "the pause counts in every process");
        }
    }
}

/// A log that is kept.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn each_try_to_get_in_is_in_the_log_with_its_source_and_never_with_what_was_typed() {
    let log = Kept::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    // For the whole process: what is kept for one thread alone loses lines while tests run beside it.
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let source = "198.51.100.77";
    for house in houses().await {
        log.0.lock().unwrap().clear();
        let identity = &house.identity;
        let owner = identity.sign_in(OWNER, DEMO_PASSWORD, source).await.unwrap().unwrap();
        identity.sign_in(OWNER, "Wrong-2026", source).await.unwrap();
        identity.sign_in("13800000000", "Wrong-2026", source).await.unwrap();
        identity.sign_in_staff("LX20417", "Wrong-2026", source).await.unwrap();
        identity.client_token(DEMO_CLIENT, "wrong", source).await.unwrap();

        let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<&str> = text.lines().filter(|l| l.contains(source)).collect();
        let tries = [
            ("INFO", "proved way=\"password\""),
            ("WARN", "refused way=\"password\""),
            ("WARN", "refused way=\"password\""),
            ("WARN", "refused way=\"staff password\""),
            ("WARN", "refused way=\"program\""),
        ];
        assert_eq!(lines.len(), tries.len(), "{text}");
        for (line, (level, what)) in lines.iter().zip(tries) {
            assert!(line.contains(level) && line.contains(what), "{line}");
            assert!(
                line.contains("a sign-in was") && line.ends_with("source=\"198.51.100.77\""),
                "{line}"
            );
            for typed in [OWNER, "13800000000", "LX20417", DEMO_PASSWORD, "Wrong-2026"] {
                assert!(!line.contains(typed), "{line}");
            }
        }
        assert!(lines[1].contains(&format!("account=\"{owner}\"")), "{}", lines[1]);
        assert!(!lines[2].contains("account="), "nobody has that number: {}", lines[2]);
    }
}
