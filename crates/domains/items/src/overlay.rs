//! What one body adds to a package: `tongban.implementation/1`.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::format::{Delivery, Limit, List, ReadFault, parse_json};

/// A body's overlay (实施清单 without what the package already says).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overlay {
    /// Always `tongban.implementation/1`.
    pub format: String,
    /// Basic code of the item.
    pub item: String,
    /// Unified social credit code of the body.
    pub body: String,
    /// The level whose power is exercised, 1 国家 to 6 村 (GB/T 39554.1-2020).
    pub level: u8,
    /// The region that is served, 12 digits.
    pub region: String,
    /// By the code of the handling item; those that are left out the body does not handle.
    pub handling: IndexMap<String, LocalHandling>,
}

/// What a body sets for one handling item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalHandling {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub params: Option<Map<String, Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised_limit: Option<Limit>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visits: Option<u8>,
    #[serde(default, skip_serializing_if = "List::is_absent")]
    pub delivery: List<Delivery>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appointment: Option<bool>,
    #[serde(default, skip_serializing_if = "List::is_absent")]
    pub windows: List<Window>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consult_phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complaint_phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fees_note: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extra_note: Option<String>,
}

/// A window where the item is handled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    pub name: String,
    pub address: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Spans of the day, `HH:MM`, in order.
    pub hours: Vec<[String; 2]>,
    /// 1 (Monday) to 7.
    pub weekdays: Vec<u8>,
}

impl Overlay {
    /// Reads an overlay without looking at what it says.
    pub fn read(text: &str) -> Result<Self, ReadFault> {
        serde_json::from_value(parse_json(text)?).map_err(|error| ReadFault::Shape(error.to_string()))
    }
}
