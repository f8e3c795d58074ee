//! The package's own tests.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Limit;

/// A case and what must come of it. A package is published only if all of its scenarios hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    pub name: String,
    pub applicant: Map<String, Value>,
    pub answers: Map<String, Value>,
    pub form: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<Map<String, Value>>,
    pub expect: Expect,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<Map<String, Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Map<String, Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub params: Option<Map<String, Value>>,
}

/// What must come out. What is absent is not checked, save that absent `errors` and `ends` mean none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    pub materials: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sections: Option<Vec<Value>>,
    pub steps: Vec<Value>,
    pub fee_fen: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised_limit: Option<Limit>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub special: Option<Vec<Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto: Option<Map<String, Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Map<String, Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errors: Option<Vec<Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<Vec<Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step_limits: Option<Map<String, Value>>,
}
