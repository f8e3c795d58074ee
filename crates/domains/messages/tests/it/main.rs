//! The messages room from outside, on each database at hand.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod house;
mod reading;
mod receipts;
mod sending;

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use kernel::testing::{self, TestKernel};
use kernel::{Id, Region};
use messages::{Cursor, Draft, Gateway, Message, Messages, Sent, SmsState};

const COUNTY: Region = Region(990_122);
const PHONE: &str = "19900000001";

/// A Monday morning in Shanghai.
fn morning() -> DateTime<Utc> {
    shanghai("2026-06-01T10:00:00+08:00")
}

fn shanghai(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

/// A gateway that writes down what it gets and answers what it is told, then always "accepted".
#[derive(Default)]
struct FakeGateway {
    got: Mutex<Vec<(String, String, String)>>,
    answers: Mutex<Vec<Sent>>,
}

impl FakeGateway {
    fn will_answer(&self, answers: impl IntoIterator<Item = Sent>) {
        *self.answers.lock().unwrap() = answers.into_iter().collect();
    }

    fn got(&self) -> Vec<(String, String, String)> {
        self.got.lock().unwrap().clone()
    }
}

#[async_trait]
impl Gateway for FakeGateway {
    async fn send(&self, id: &str, phone: &str, text: &str) -> Sent {
        // A moment on the way, so that two runs of the job meet.
        tokio::task::yield_now().await;
        self.got.lock().unwrap().push((id.into(), phone.into(), text.into()));
        let mut answers = self.answers.lock().unwrap();
        if answers.is_empty() {
            Sent::Accepted
        } else {
            answers.remove(0)
        }
    }
}

/// The room on one database.
struct Room {
    test: TestKernel,
    gateway: Arc<FakeGateway>,
    messages: Arc<Messages>,
    person: Id,
}

async fn rooms(at: DateTime<Utc>) -> Vec<Room> {
    let mut out = Vec::new();
    for test in testing::kernels(at).await {
        let gateway = Arc::new(FakeGateway::default());
        let messages = Messages::new(test.kernel.clone(), gateway.clone());
        test.kernel
            .start(&mut [messages::module(messages.clone())])
            .await
            .unwrap();
        let person = test.kernel.new_id(COUNTY);
        out.push(Room {
            test,
            gateway,
            messages,
            person,
        });
    }
    out
}

impl Room {
    fn draft(&self, title: &str) -> Draft {
        Draft {
            region: COUNTY,
            person: self.person,
            phone: Some(PHONE.into()),
            title: title.into(),
            text: format!("{title}，计时从6月2日继续。"),
            link: "/my/cases/K7QM4WTR".into(),
            about: None,
        }
    }

    async fn queue(&self, draft: Draft) -> Id {
        let messages = self.messages.clone();
        self.test
            .kernel
            .db
            .write(move |tx| Box::pin(async move { messages.queue(tx, draft).await }))
            .await
            .unwrap()
    }

    async fn only(&self) -> Message {
        let page = self.messages.of(self.person, Cursor::Newest).await.unwrap();
        assert_eq!(page.messages.len(), 1);
        page.messages.into_iter().next().unwrap()
    }

    async fn sms(&self) -> SmsState {
        self.only().await.sms
    }
}
