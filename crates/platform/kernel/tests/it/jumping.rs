use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use kernel::jobs::Job;
use kernel::{Module, testing};

/// Waits until the job has run more often than `before`.
async fn runs_again(runs: &AtomicUsize, before: usize) -> bool {
    for _ in 0..60 {
        if runs.load(Ordering::SeqCst) > before {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    false
}

#[tokio::test]
async fn nothing_acts_by_itself_on_a_date_that_the_clock_only_jumped_to() {
    for test in testing::kernels(super::noon()).await {
        let runs = Arc::new(AtomicUsize::new(0));
        let counted = runs.clone();
        let job = Job {
            name: "test.sweep",
            every: TimeDelta::minutes(1),
            run: Arc::new(move |_| {
                counted.fetch_add(1, Ordering::SeqCst);
                Box::pin(async { Ok(()) })
            }),
        };
        let module = Module {
            name: "test",
            jobs: vec![job],
            ..Module::default()
        };
        test.kernel.start(&mut [module]).await.unwrap();
        let work = tokio::spawn(test.kernel.clone().work(std::future::pending()));
        assert!(runs_again(&runs, 0).await, "the first run is due at once");

        test.clock.advance(TimeDelta::days(365));
        tokio::time::sleep(Duration::from_millis(2500)).await;
        assert_eq!(runs.load(Ordering::SeqCst), 1, "a year later by the clock alone");

        test.clock.set(super::noon() + TimeDelta::minutes(2));
        assert!(runs_again(&runs, 1).await, "right again, and a minute has passed");
        work.abort();
    }
}
