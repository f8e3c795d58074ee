use kernel::{Actor, Region, ledger, testing};
use serde_json::json;

#[tokio::test]
async fn a_changed_removed_or_swapped_event_is_named() {
    for test in testing::kernels(super::noon()).await {
        test.kernel.start(&mut []).await.unwrap();
        let stream = test.kernel.new_id(Region(990_122));
        for i in 0..5 {
            let kernel = test.kernel.clone();
            let entry = ledger::Entry {
                kind: "case.note".into(),
                payload: json!({"第": i}),
            };
            test.kernel
                .db
                .write(move |tx| {
                    Box::pin(async move { ledger::append(&kernel, tx, stream, i, &[entry], &Actor::Law).await })
                })
                .await
                .unwrap();
        }
        let events = ledger::events(test.kernel.db.read(), stream).await.unwrap();
        assert_eq!(ledger::verify(stream, &events), Ok(()));

        let mut changed = events.clone();
        changed[2].payload = changed[2].payload.replace('2', "3");
        assert_eq!(ledger::verify(stream, &changed).unwrap_err().seq, 3);
        let mut removed = events.clone();
        removed.remove(1);
        assert_eq!(ledger::verify(stream, &removed).unwrap_err().seq, 3);
        let mut swapped = events.clone();
        swapped.swap(3, 4);
        assert_eq!(ledger::verify(stream, &swapped).unwrap_err().seq, 5);
    }
}

#[tokio::test]
async fn of_two_who_append_at_the_same_place_one_is_refused() {
    for test in testing::kernels(super::noon()).await {
        test.kernel.start(&mut []).await.unwrap();
        let stream = test.kernel.new_id(Region(990_122));
        let tasks: Vec<_> = ["a", "b"]
            .map(|who| {
                let kernel = test.kernel.clone();
                tokio::spawn(async move {
                    let inner = kernel.clone();
                    let entry = ledger::Entry {
                        kind: "case.decided".into(),
                        payload: json!({ "who": who }),
                    };
                    kernel
                        .db
                        .write(move |tx| {
                            Box::pin(async move { ledger::append(&inner, tx, stream, 0, &[entry], &Actor::Law).await })
                        })
                        .await
                })
            })
            .into();
        let mut answers = Vec::new();
        for task in tasks {
            answers.push(task.await.unwrap());
        }
        assert_eq!(answers.iter().filter(|a| a.is_ok()).count(), 1);
        assert!(answers.iter().any(|a| a.as_ref().is_err_and(|p| p.status == 409)));
    }
}
