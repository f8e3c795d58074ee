//! Two processes on one database are one service: who signs in at one is signed in at the other, who signs out is gone from
//! both, and what is published at one is soon shown by the other.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use serde_json::Value;

use crate::server::Server;

/// The day of the service: Shanghai's.
fn today() -> chrono::NaiveDate {
    kernel::shanghai(kernel::Clock::now(&kernel::SystemClock)).date_naive()
}

/// A browser that does not follow.
struct Browser {
    http: Client,
    cookie: String,
}

impl Browser {
    async fn post(&self, url: String, fields: &[(&str, &str)]) -> Response {
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", web::ui::context::encode(value)))
            .collect();
        self.http
            .post(url)
            .header("cookie", &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.join("&"))
            .send()
            .await
            .unwrap()
    }

    async fn get(&self, url: String) -> u16 {
        let asked = self.http.get(url).header("cookie", &self.cookie);
        asked.send().await.unwrap().status().as_u16()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_know_the_same_people_and_the_same_items() {
    let folder = tempfile::tempdir().unwrap();
    let Some(database) = kernel::testing::databases(folder.path()).await.into_iter().nth(1) else {
        println!("PostgreSQL is skipped: TONGBAN_TEST_PG is not set");
        return;
    };
    let one = Server::start(folder.path(), &database).await;
    let other = Server::start(folder.path(), &database).await;
    let mut browser = Browser {
        http: Client::builder().redirect(Policy::none()).build().unwrap(),
        cookie: "large=0".into(),
    };
    let account = [
        ("account", "chujianzhang"),
        ("password", "Tongban-2026"),
        ("next", "/desk"),
    ];
    let signed_in = browser.post(format!("{}/desk/login", one.base), &account).await;
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap();
    browser.cookie = cookie.split(';').next().unwrap().to_owned();
    assert_eq!(browser.get(format!("{}/desk/items", other.base)).await, 200);

    let item = async |base: &str| -> Value {
        let asked = reqwest::get(format!("{base}/api/v1/items?region=990122000000&item=002036020000"));
        asked.await.unwrap().json::<Value>().await.unwrap()["items"][0].clone()
    };
    let shown = item(&one.base).await;
    assert_eq!(shown["standing"]["state"], "in_force", "{shown}");
    let day = today().to_string();
    let parts: Vec<&str> = day.split('-').collect();
    let change = [
        ("to", "suspend"),
        ("since-y", parts[0]),
        ("since-m", parts[1]),
        ("since-d", parts[2]),
        ("reason", "系统切换，请下周再来"),
    ];
    let code = shown["code"].as_str().unwrap();
    let changed = browser.post(format!("{}/desk/items/standing/{code}", other.base), &change);
    assert_eq!(changed.await.status().as_u16(), 303);
    let mut state = Value::Null;
    for _ in 0..100 {
        state = item(&one.base).await["standing"]["state"].clone();
        if state == "suspended" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(state, "suspended");

    let gone = browser.post(format!("{}/desk/logout", one.base), &[]).await;
    assert_eq!(gone.status().as_u16(), 303);
    assert_eq!(
        browser.get(format!("{}/desk/items", other.base)).await,
        303,
        "signed out at both"
    );
    one.stop();
    other.stop();
}
