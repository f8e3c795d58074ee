use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::TimeDelta;
use kernel::idempotency::{self, Once};
use kernel::outbox::{self, Subscription};
use kernel::{Actor, Module, Problem, Region, ledger, serial, testing};
use serde_json::json;

const COUNTY: Region = Region(990_122);

async fn next_number(kernel: &Arc<kernel::Kernel>, refuse: bool) -> Result<i64, Problem> {
    kernel
        .db
        .write(move |tx| {
            Box::pin(async move {
                let n = serial::next(tx, COUNTY, "notice", "2026").await?;
                if refuse {
                    Err(Problem::bad_request("refused after taking a number"))
                } else {
                    Ok(n)
                }
            })
        })
        .await
}

#[tokio::test]
async fn a_series_has_no_gap_although_some_changes_are_refused() {
    for test in testing::kernels(super::noon()).await {
        test.kernel.start(&mut []).await.unwrap();
        let tasks: Vec<_> = (0..40)
            .map(|i| {
                let kernel = test.kernel.clone();
                tokio::spawn(async move { next_number(&kernel, i % 4 == 0).await })
            })
            .collect();
        let mut numbers = Vec::new();
        for task in tasks {
            numbers.extend(task.await.unwrap().ok());
        }
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=30).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn a_panic_in_one_change_spoils_no_other() {
    for test in testing::kernels(super::noon()).await {
        test.kernel.start(&mut []).await.unwrap();
        let kernel = test.kernel.clone();
        let broken = tokio::spawn(async move {
            kernel
                .db
                .write(|_| Box::pin(async move { panic!("a bug") as Result<(), Problem> }))
                .await
        });
        assert!(broken.await.map_or(true, |answer| answer.is_err()));
        assert_eq!(next_number(&test.kernel, false).await.unwrap(), 1);
    }
}

#[tokio::test]
async fn the_same_request_sent_many_times_is_done_once_and_answered_alike() {
    for test in testing::kernels(super::noon()).await {
        test.kernel.start(&mut []).await.unwrap();
        let ask = |body: &'static [u8]| {
            let kernel = test.kernel.clone();
            tokio::spawn(async move {
                let inner = kernel.clone();
                kernel
                    .db
                    .write(move |tx| {
                        Box::pin(async move {
                            let once = Once::new(COUNTY, &Actor::Visitor, "submit", "key-1", body);
                            let work = async { Ok(serial::next(tx, COUNTY, "case", "20261125").await?) };
                            idempotency::run(&inner, tx, Some(once), work).await
                        })
                    })
                    .await
            })
        };
        let tasks: Vec<_> = (0..16).map(|_| ask(b"the same")).collect();
        for task in tasks {
            assert_eq!(task.await.unwrap().unwrap(), 1_i64);
        }
        let other: Result<i64, Problem> = ask(b"another").await.unwrap();
        assert_eq!(other.unwrap_err().status, 409);
        // A key is remembered for thirty days, and then forgotten by the work that comes back.
        test.clock.advance(TimeDelta::days(29));
        test.kernel.settle().await.unwrap();
        assert_eq!(ask(b"another").await.unwrap().unwrap_err().status, 409);
        test.clock.advance(TimeDelta::days(2));
        test.kernel.settle().await.unwrap();
        assert_eq!(ask(b"another").await.unwrap().unwrap(), 2);
    }
}

#[tokio::test]
async fn a_subscriber_that_fails_is_asked_again_later_and_its_effect_happens_once() {
    for test in testing::kernels(super::noon()).await {
        let (calls, effects) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (calls_, effects_) = (calls.clone(), effects.clone());
        let subscription = Subscription {
            name: "test.listener",
            kinds: &["thing."],
            handler: Arc::new(move |_, _, event| {
                let (calls, effects) = (calls_.clone(), effects_.clone());
                Box::pin(async move {
                    if event.seq == 1 && calls.fetch_add(1, Ordering::SeqCst) < 2 {
                        return Err(Problem::bad_request("not now"));
                    }
                    effects.fetch_add(1, Ordering::SeqCst);
                    Ok(())
                })
            }),
        };
        let mut modules = [Module {
            name: "test",
            subscriptions: vec![subscription],
            ..Module::default()
        }];
        test.kernel.start(&mut modules).await.unwrap();
        let stream = test.kernel.new_id(COUNTY);
        let kernel = test.kernel.clone();
        test.kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let entries = ["thing.made", "thing.done"].map(|kind| ledger::Entry {
                        kind: kind.into(),
                        payload: json!({"n": 1}),
                    });
                    ledger::append(&kernel, tx, stream, 0, &entries, &Actor::Law).await
                })
            })
            .await
            .unwrap();
        for expected in [0, 0, 2] {
            outbox::deliver(&test.kernel).await.unwrap();
            test.clock.advance(TimeDelta::seconds(10));
            outbox::deliver(&test.kernel).await.unwrap();
            if expected == 2 {
                outbox::deliver(&test.kernel).await.unwrap();
            }
            test.clock.advance(TimeDelta::seconds(10));
        }
        assert_eq!(
            effects.load(Ordering::SeqCst),
            2,
            "both events arrived, the second not before the first"
        );
        assert!(outbox::dead_letters(&test.kernel, 10).await.unwrap().is_empty());
    }
}
