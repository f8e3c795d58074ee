//! A body's own system at work: it files, accepts and decides, each with a key, and remembers outside what it was told.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

/// One request with its key.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    key: String,
    path: String,
    body: Value,
    staff: Option<&'static str>,
}

/// What was acknowledged, kept outside of the server.
#[derive(Default)]
pub(crate) struct Ledger {
    answers: Mutex<Vec<(Asked, Value)>>,
    states: Mutex<BTreeMap<String, String>>,
    acknowledged: AtomicUsize,
    retried: AtomicUsize,
}

impl Ledger {
    pub(crate) fn acknowledged(&self) -> usize {
        self.acknowledged.load(Ordering::SeqCst)
    }

    pub(crate) fn retried(&self) -> usize {
        self.retried.load(Ordering::SeqCst)
    }

    pub(crate) fn cases(&self) -> usize {
        self.states.lock().unwrap().len()
    }

    pub(crate) fn states(&self) -> BTreeMap<String, String> {
        self.states.lock().unwrap().clone()
    }

    fn write(&self, asked: &Asked, answer: &Value) {
        let number = answer["number"].as_str().unwrap().to_owned();
        let state = answer["state"].as_str().unwrap_or("received").to_owned();
        self.states.lock().unwrap().insert(number, state);
        self.answers.lock().unwrap().push((asked.clone(), answer.clone()));
        self.acknowledged.fetch_add(1, Ordering::SeqCst);
    }

    /// Every acknowledged request again, with its key: nothing is done a second time, and the answer is that of the first.
    pub(crate) async fn ask_again(&self, base: &str) {
        let token = token(base).await;
        let answers = self.answers.lock().unwrap().clone();
        for (asked, answer) in answers {
            let again = send(base, &token, &asked).await.expect("the server is there");
            assert_eq!(again, answer, "{asked:?}");
        }
    }
}

/// A token of the demo's program.
pub(crate) async fn token(base: &str) -> String {
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        identity::DEMO_CLIENT,
        identity::DEMO_CLIENT_SECRET
    );
    let asked = reqwest::Client::new()
        .post(format!("{base}/api/v1/token"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form);
    let answer: Value = asked.send().await.unwrap().json().await.unwrap();
    answer["access_token"].as_str().expect("a token").to_owned()
}

/// An application for 异地就医备案 in 临溪县, which needs no file.
pub(crate) async fn filing(base: &str, name: &str, number: &str) -> Value {
    asked_filing(base, name, number).await.expect("the server is there")
}

/// The same, unless the server went away.
async fn asked_filing(base: &str, name: &str, number: &str) -> Option<Value> {
    let asked = reqwest::get(format!("{base}/api/v1/items?region=990122000000&item=002036020000"));
    let found: Value = asked.await.ok()?.json().await.ok()?;
    let today = kernel::shanghai(kernel::Clock::now(&kernel::SystemClock)).date_naive();
    Some(json!({
        "handling_code": found["items"][0]["code"],
        "applicant": {"kind": "natural", "name": name, "identity_number": number},
        "answers": {"kind": "retire", "long_end": false, "direct": true, "commit_way": true},
        "form": {
            "name": name, "id_number": number, "phone": "19900000816",
            "insured_place": "990122000000", "kind_ins": "resident",
            "target": "990200000000", "start": today.to_string(),
            "truth": true, "addr": "雁回市南屏区枫林路7号",
        },
    }))
}

/// The answer to a request; `None` when the server went away before it came. A refusal is a fault of the server.
async fn send(base: &str, token: &str, asked: &Asked) -> Option<Value> {
    let mut request = reqwest::Client::new()
        .post(format!("{base}{}", asked.path))
        .bearer_auth(token)
        .header("idempotency-key", &asked.key)
        .json(&asked.body);
    if let Some(staff) = asked.staff {
        request = request.header("x-tongban-staff", staff);
    }
    let answer = request.send().await.ok()?;
    let status = answer.status().as_u16();
    let body: Value = answer.json().await.ok()?;
    assert!([200, 201].contains(&status), "{asked:?}: {status} {body}");
    Some(body)
}

/// One of the sixteen.
pub(crate) struct Client {
    name: usize,
    count: usize,
    ledger: Arc<Ledger>,
    under_way: Option<Asked>,
}

impl Client {
    pub(crate) fn new(name: usize, ledger: Arc<Ledger>) -> Self {
        Self {
            name,
            count: 0,
            ledger,
            under_way: None,
        }
    }

    /// Works until the server goes away; what was not answered is asked for first the next time.
    pub(crate) async fn work(mut self, base: String, token: String) -> Self {
        let Some(filing) = asked_filing(&base, "田秀英", "990122194502084525").await else {
            return self;
        };
        if self.under_way.is_some() {
            self.ledger.retried.fetch_add(1, Ordering::SeqCst);
        }
        loop {
            let asked = self.under_way.take().unwrap_or_else(|| self.next(&filing));
            self.under_way = Some(asked.clone());
            let Some(answer) = send(&base, &token, &asked).await else {
                return self;
            };
            self.ledger.write(&asked, &answer);
            self.under_way = self.after(&asked, &answer);
        }
    }

    /// What was left is asked for once more.
    pub(crate) async fn finish(&mut self, base: &str) {
        if let Some(asked) = self.under_way.take() {
            let answer = send(base, &token(base).await, &asked)
                .await
                .expect("the server is there");
            self.ledger.write(&asked, &answer);
        }
    }

    fn next(&mut self, filing: &Value) -> Asked {
        self.count += 1;
        Asked {
            key: format!("client-{}-{}", self.name, self.count),
            path: "/api/v1/cases".into(),
            body: filing.clone(),
            staff: None,
        }
    }

    /// The next step of the case: accepted, then decided by somebody; every third is left as it is.
    fn after(&self, asked: &Asked, answer: &Value) -> Option<Asked> {
        if self.count.is_multiple_of(3) {
            return None;
        }
        let number = answer["number"].as_str().unwrap();
        let step = |verb: &str, body: Value, staff| {
            Some(Asked {
                key: format!("{}-{verb}", asked.key.split('/').next().unwrap()),
                path: format!("/api/v1/cases/{number}/{verb}"),
                body,
                staff,
            })
        };
        match answer["state"].as_str() {
            None | Some("received") => step("acceptance", json!({}), None),
            Some("in_review") => step(
                "decision",
                json!({
                    "step": "decide", "granted": true, "opinion": "参保正常，同意备案",
                    "verdicts": {"insured_ok": {"finding": "met"}},
                }),
                Some("weilicheng"),
            ),
            _ => None,
        }
    }
}
