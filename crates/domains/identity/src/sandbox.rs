//! The counterparts of the demo: a server of its own that answers the protocol of `docs/counterparts.md` from the
//! demo's registers, and shows what it was asked, so that a tester can read the codes sent by SMS.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use maud::{DOCTYPE, Markup, html};
use serde_json::{Map, Value, json};

/// Older requests are forgotten.
const KEPT: usize = 200;

#[derive(Debug, Default)]
struct Registers {
    population: Vec<Value>,
    legal_persons: Vec<Value>,
    subjects: Map<String, Value>,
    licences: Vec<Value>,
}

/// Kind and content of the requests, newest first, and the ids of the messages among them.
type Received = (VecDeque<(String, Value)>, HashSet<String>);

#[derive(Debug, Default)]
struct Sandbox {
    registers: Registers,
    received: Mutex<Received>,
}

type Shared = State<Arc<Sandbox>>;

/// The server. `registry`, `persons` and `organisations` are the JSON texts of the demo; persons and organisations
/// that no register mentions (the newborn) are known to nobody. A text that does not read is an empty register.
pub fn sandbox(registry: &str, persons: &str, organisations: &str) -> Router {
    let mut registers = read(registry);
    extend(&mut registers.population, persons, "persons", "id_number");
    extend(
        &mut registers.legal_persons,
        organisations,
        "organisations",
        "credit_code",
    );
    let sandbox = Arc::new(Sandbox {
        registers,
        received: Mutex::default(),
    });
    Router::new()
        .route("/", get(page))
        .route("/sms", post(sms))
        .route("/identity", post(identity))
        .route("/organisation", post(organisation))
        .route("/registry", post(subject))
        .route("/licences", post(licences))
        .with_state(sandbox)
}

fn read(registry: &str) -> Registers {
    let mut all: Value = serde_json::from_str(registry).unwrap_or_default();
    let mut list = |name: &str| match all.get_mut(name).map(Value::take) {
        Some(Value::Array(list)) => list,
        _ => Vec::new(),
    };
    let (population, legal_persons, licences) = (list("population"), list("legal_persons"), list("licences"));
    let subjects = match all.get_mut("subjects").map(Value::take) {
        Some(Value::Object(map)) => map,
        _ => Map::new(),
    };
    Registers {
        population,
        legal_persons,
        subjects,
        licences,
    }
}

/// Adds the people or organisations of the demo whom their register has forgotten, save those marked as unregistered.
fn extend(register: &mut Vec<Value>, text: &str, name: &str, key: &str) {
    let all: Value = serde_json::from_str(text).unwrap_or_default();
    for one in all[name].as_array().into_iter().flatten() {
        let unregistered = one["unregistered"].as_bool() == Some(true);
        if !unregistered && !register.iter().any(|r| r[key] == one[key]) {
            register.push(one.clone());
        }
    }
}

impl Sandbox {
    /// Keeps a request; answers whether it is new.
    fn keep(&self, what: &str, body: &Value) -> bool {
        let mut received = self.received.lock().unwrap_or_else(PoisonError::into_inner);
        let new = body["id"].as_str().is_none_or(|id| received.1.insert(id.to_owned()));
        if new {
            received.0.push_front((what.to_owned(), body.clone()));
            if let Some((_, old)) = received.0.get(KEPT).cloned() {
                received.0.truncate(KEPT);
                received.1.remove(old["id"].as_str().unwrap_or_default());
            }
        }
        new
    }
}

fn compared(matches: bool) -> Json<Value> {
    Json(json!({"result": if matches { "match" } else { "no_match" }}))
}

async fn sms(State(sandbox): Shared, Json(body): Json<Value>) -> (StatusCode, Json<Value>) {
    sandbox.keep("短信", &body);
    (StatusCode::ACCEPTED, Json(json!({"id": body["id"]})))
}

async fn identity(State(sandbox): Shared, Json(body): Json<Value>) -> Json<Value> {
    sandbox.keep("身份比对", &body);
    compared(
        sandbox
            .registers
            .population
            .iter()
            .any(|p| p["name"] == body["name"] && p["id_number"] == body["number"] && p["phone"] == body["phone"]),
    )
}

async fn organisation(State(sandbox): Shared, Json(body): Json<Value>) -> Json<Value> {
    sandbox.keep("法人比对", &body);
    compared(sandbox.registers.legal_persons.iter().any(|o| {
        o["name"] == body["name"]
            && o["credit_code"] == body["credit_code"]
            && (o["legal_representative"] == body["representative"]
                || o["legal_representative_name"] == body["representative"])
    }))
}

async fn subject(State(sandbox): Shared, Json(body): Json<Value>) -> Json<Value> {
    sandbox.keep("登记查询", &body);
    let number = body["number"].as_str().unwrap_or_default();
    let mut fields = Map::new();
    for (table, value) in sandbox
        .registers
        .subjects
        .get(number)
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        match value.as_object() {
            Some(columns) => {
                fields.extend(
                    columns
                        .iter()
                        .map(|(f, v)| (format!("registry.{table}.{f}"), v.clone())),
                );
            }
            None => {
                fields.insert(format!("registry.{table}"), value.clone());
            }
        }
    }
    Json(json!({"fields": fields}))
}

async fn licences(State(sandbox): Shared, Json(body): Json<Value>) -> Json<Value> {
    sandbox.keep("证照查询", &body);
    let found: Vec<Value> = sandbox
        .registers
        .licences
        .iter()
        .filter(|l| l["holder"]["number"] == body["number"])
        .filter(|l| {
            body["type"]
                .as_str()
                .is_none_or(|kind| kind.is_empty() || l["type"] == kind)
        })
        .map(|l| {
            let mut answer = l.clone();
            answer["issuer"] = l["issuer_name"].clone();
            answer
        })
        .collect();
    Json(json!({"licences": found}))
}

async fn page(State(sandbox): Shared) -> Markup {
    let received = sandbox
        .received
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .0
        .clone();
    html! {
        (DOCTYPE)
        html lang="zh-CN" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "对端沙箱" }
                style {
                    "body{font:1rem/1.6 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a2433}"
                    "table{border-collapse:collapse;width:100%}"
                    "th,td{border-bottom:1px solid #d5dbe3;padding:.5rem;text-align:start;vertical-align:top}"
                    "td{overflow-wrap:anywhere}"
                }
            }
            body {
                h1 { "对端沙箱" }
                p { "这里代替短信网关、公安身份比对、登记库和证照库回答，数据全部虚构。下面是最近收到的请求，新的在上面；刷新可以看到新的短信验证码。" }
                @if received.is_empty() {
                    p { "还没有收到请求。" }
                } @else {
                    table {
                        thead { tr { th scope="col" { "哪一种" } th scope="col" { "内容" } } }
                        tbody { @for (what, body) in &received { tr {
                            th scope="row" { (what) }
                            td { @for (name, value) in body.as_object().into_iter().flatten().filter(|(n, _)| *n != "id") {
                                (label(name)) "：" (value.as_str().map_or_else(|| value.to_string(), str::to_owned)) br;
                            } }
                        } } }
                    }
                }
            }
        }
    }
}

fn label(name: &str) -> &str {
    match name {
        "phone" => "手机号",
        "text" => "内容",
        "name" => "名称",
        "number" => "号码",
        "credit_code" => "统一社会信用代码",
        "representative" => "法定代表人",
        "type" => "种类",
        other => other,
    }
}
