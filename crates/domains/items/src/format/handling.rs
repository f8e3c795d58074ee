//! A handling item (业务办理项) with everything that is done in it.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::{
    Basis, Duty, Faq, Fee, FormCheck, ItemResult, List, Material, Parameter, Question, Refusal, ReviewPoint, Scenario,
    Section, SpecialProcedure, Step,
};

/// One way in which the item is handled: first issue, change, renewal, cancellation and so on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handling {
    /// Two digits, the last part of the 33-digit code.
    pub code: String,
    pub id: String,
    pub name: String,
    pub kind: HandlingKind,
    /// The applicant unless it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initiator: Option<Initiator>,
    /// `None` where the law fixes none.
    #[serde(deserialize_with = "Option::deserialize")]
    pub statutory_limit: Option<Limit>,
    pub promised_limit: Limit,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit_note: Option<String>,
    /// Other limits by condition; the first that holds counts.
    #[serde(default, skip_serializing_if = "List::is_absent")]
    pub limit_rules: List<LimitRule>,
    /// Conditions of acceptance in words.
    pub conditions: Vec<Condition>,
    #[serde(
        default,
        deserialize_with = "super::nullable::deserialize",
        skip_serializing_if = "Option::is_none"
    )]
    pub quantity_limit: Option<Option<String>>,
    /// How often the applicant must come in person (到现场次数).
    pub visits: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit_reason: Option<String>,
    /// 1 宣传, 2 预审, 3 受理, 4 全程网办.
    pub online_depth: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cross_region: Option<CrossRegion>,
    pub assurance: Assurance,
    pub delivery: Vec<Delivery>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appointment: Option<bool>,
    /// For change, renewal, replacement, cancellation: the licence that must exist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<Continues>,
    #[serde(default, skip_serializing_if = "List::is_absent")]
    pub params: List<Parameter>,
    pub questions: Vec<Question>,
    #[serde(default, skip_serializing_if = "List::is_absent")]
    pub endings: List<Ending>,
    pub materials: Vec<Material>,
    pub form: Vec<Section>,
    #[serde(default, skip_serializing_if = "List::is_absent")]
    pub checks: List<FormCheck>,
    pub fees: Vec<Fee>,
    pub steps: Vec<Step>,
    pub review_points: Vec<ReviewPoint>,
    #[serde(default, skip_serializing_if = "List::is_absent")]
    pub special_procedures: List<SpecialProcedure>,
    pub results: Vec<ItemResult>,
    pub refusals: Vec<Refusal>,
    #[serde(default, skip_serializing_if = "List::is_absent")]
    pub duties: List<Duty>,
    pub faqs: Vec<Faq>,
    pub scenarios: Vec<Scenario>,
}

/// 即办件 or 承诺件.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandlingKind {
    Instant,
    Promised,
}

/// Who opens a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Initiator {
    Applicant,
    /// The authority itself: annual quotas, revocation ex officio.
    Body,
}

/// A span of time within which something must be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    pub amount: u32,
    pub unit: LimitUnit,
}

impl Limit {
    /// The limit in days as the checks of a package compare limits: a month counts 21 days, an hour none.
    pub fn days(self) -> u64 {
        let days = match self.unit {
            LimitUnit::WorkingDay | LimitUnit::Day => 1,
            LimitUnit::Month => 21,
            LimitUnit::Hour => 0,
        };
        u64::from(self.amount) * days
    }
}

/// The unit of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitUnit {
    WorkingDay,
    Day,
    Month,
    Hour,
}

/// Limits that replace the usual ones where the condition holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitRule {
    pub when: String,
    pub promised_limit: Limit,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statutory_limit: Option<Limit>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Limits of single steps, by their id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step_limits: Option<IndexMap<String, Limit>>,
}

/// A condition of acceptance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
}

/// Where else the item can be handled: nowhere, 全市, 跨市或全省, 跨省或全国.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CrossRegion {
    None,
    Prefecture,
    Province,
    Nation,
}

/// The assurance of identity that an application needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, PartialOrd, Ord)]
pub enum Assurance {
    L1,
    L2,
    L3,
    L4,
}

/// How the result is delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    Window,
    Post,
    Electronic,
}

/// The licence that a case continues.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Continues {
    pub licence_type: String,
    pub effect: Effect,
    /// `Some(None)` and `None`: any time.
    #[serde(
        default,
        deserialize_with = "super::nullable::deserialize",
        skip_serializing_if = "Option::is_none"
    )]
    pub earliest_days_before_expiry: Option<Option<i64>>,
    /// `Some(None)` and `None`: any time.
    #[serde(
        default,
        deserialize_with = "super::nullable::deserialize",
        skip_serializing_if = "Option::is_none"
    )]
    pub latest_days_before_expiry: Option<Option<i64>>,
    /// Natural days unless it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_unit: Option<WindowUnit>,
}

/// What becomes of the licence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    Change,
    Renew,
    Replace,
    Cancel,
    Suspend,
    Resume,
}

/// Which days a window before expiry counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WindowUnit {
    Day,
    WorkingDay,
}

/// Answers with which this item is not the right one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ending {
    pub id: String,
    pub when: String,
    pub message: String,
    /// Basic code of the item to go to instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Code of the handling item to go to instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handling: Option<String>,
}
