//! The client of what is outside: the SMS gateway, the comparison of identities, the registers of organisations and
//! licences. The protocol is `docs/counterparts.md`; the sandbox speaks it, too.

use std::time::Duration;

use kernel::Problem;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// A counterpart that has not answered by then counts as away.
const PATIENCE: Duration = Duration::from_secs(3);

/// What a comparison says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// All facts belong together.
    Match,
    /// They do not.
    NoMatch,
    /// The counterpart does not answer; nothing is known.
    Unavailable,
}

/// A licence as its register tells it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RegisterLicence {
    /// The kind of licence, such as 营业执照.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its number.
    pub number: String,
    /// The body that issued it, by name.
    pub issuer: String,
    /// The day of issue, `YYYY-MM-DD`.
    pub issued_on: Option<String>,
    /// The first day it counts.
    pub valid_from: Option<String>,
    /// The last day it counts; none for those without an end.
    pub valid_to: Option<String>,
    /// `valid`, `expired`, `revoked` …
    pub status: String,
    /// What expressions call `licence.FIELD`.
    #[serde(default)]
    pub fields: Map<String, Value>,
}

/// The client.
#[derive(Debug, Clone)]
pub struct Counterparts {
    base: String,
    http: reqwest::Client,
}

#[derive(Deserialize)]
struct Compared {
    result: String,
}

#[derive(Deserialize)]
struct Registry {
    fields: Map<String, Value>,
}

#[derive(Deserialize)]
struct Licences {
    licences: Vec<RegisterLicence>,
}

impl Counterparts {
    /// A client of the counterparts under an address; an empty one means that there are none.
    pub fn new(base: &str) -> Self {
        Self {
            base: base.trim_end_matches('/').to_owned(),
            http: reqwest::Client::builder().no_proxy().build().unwrap_or_default(),
        }
    }

    /// Whether somebody answers at all.
    ///
    /// # Errors
    /// Why not, in the words of the network.
    pub async fn answers(&self) -> Result<(), String> {
        let asked = self.http.get(&self.base).timeout(Duration::from_secs(3)).send().await;
        asked.map(|_| ()).map_err(|e| e.to_string())
    }

    /// Sends a message to a phone; the same `id` twice is sent once.
    pub async fn send_sms(&self, phone: &str, text: &str, id: &str) -> Result<(), Problem> {
        let sent: Result<Value, _> = self.ask("sms", &json!({"id": id, "phone": phone, "text": text})).await;
        sent.map(|_| ()).map_err(|e| away("短信", &e))
    }

    /// Compares a person's name, identity number and phone.
    pub async fn check_identity(&self, name: &str, number: &str, phone: &str) -> Check {
        let facts = json!({"name": name, "number": number, "phone": phone});
        self.compare("identity", &facts).await
    }

    /// Compares an organisation's name, credit code and legal representative.
    pub async fn check_organisation(&self, name: &str, credit_code: &str, representative: &str) -> Check {
        let facts = json!({"name": name, "credit_code": credit_code, "representative": representative});
        self.compare("organisation", &facts).await
    }

    /// What the registers know of a person or organisation, by identity number or credit code: the values of
    /// `registry.TABLE.FIELD`, keyed by these names.
    pub async fn registry(&self, subject_number: &str) -> Result<Map<String, Value>, Problem> {
        let answer: Result<Registry, _> = self.ask("registry", &json!({"number": subject_number})).await;
        answer.map(|a| a.fields).map_err(|e| away("登记信息", &e))
    }

    /// The licences of one kind that a person or organisation holds.
    pub async fn licences(&self, holder_number: &str, kind: &str) -> Result<Vec<RegisterLicence>, Problem> {
        let answer: Result<Licences, _> = self
            .ask("licences", &json!({"number": holder_number, "type": kind}))
            .await;
        answer.map(|a| a.licences).map_err(|e| away("证照", &e))
    }

    async fn compare(&self, what: &str, facts: &Value) -> Check {
        match self.ask::<Compared>(what, facts).await {
            Ok(answer) if answer.result == "match" => Check::Match,
            Ok(answer) if answer.result == "no_match" => Check::NoMatch,
            Ok(answer) => {
                tracing::warn!(
                    what,
                    result = answer.result,
                    "a counterpart gave an answer outside the protocol"
                );
                Check::Unavailable
            }
            Err(error) => {
                tracing::warn!(what, error, "a counterpart does not answer");
                Check::Unavailable
            }
        }
    }

    async fn ask<T: DeserializeOwned>(&self, what: &str, body: &Value) -> Result<T, String> {
        if self.base.is_empty() {
            return Err("no counterparts are configured".into());
        }
        let request = self
            .http
            .post(format!("{}/{what}", self.base))
            .timeout(PATIENCE)
            .json(body);
        // The error of reqwest names the address, which carries no personal data: facts are in the body only.
        let answer = request.send().await.and_then(reqwest::Response::error_for_status);
        match answer {
            Ok(answer) => answer.json().await.map_err(|e| e.to_string()),
            Err(e) => Err(e.to_string()),
        }
    }
}

fn away(what: &str, error: &str) -> Problem {
    tracing::warn!(what, error, "a counterpart does not answer");
    Problem::new(503, "counterpart_away", format!("{what}服务现在连不上"))
        .detail("不是您的操作有错。请过几分钟再试，您填的内容没有丢")
}
