//! Steps, review points and special procedures: what the authority does.

use serde::{Deserialize, Serialize};

use super::{Basis, Field, Limit, List};

/// A step (环节) of the handling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub id: String,
    pub name: String,
    pub kind: StepKind,
    pub post: String,
    pub limit: Limit,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<StepMode>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub persons: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work: Option<String>,
    /// What the officer records in it; read as `review.ID`.
    #[serde(default, skip_serializing_if = "List::is_absent")]
    pub fields: List<Field>,
}

/// What is done in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    Review,
    Decide,
    /// The licence or document is made.
    Make,
}

/// How several persons share a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepMode {
    Any,
    All,
    Sequence,
}

/// What the reviewer must look at (审查要点).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewPoint {
    pub id: String,
    pub step: String,
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    #[serde(default, skip_serializing_if = "List::is_absent")]
    pub materials: List<String>,
    #[serde(default, skip_serializing_if = "List::is_absent")]
    pub fields: List<String>,
    /// The finding where a machine can decide it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fails_to: Option<ReviewFailure>,
}

/// What follows when a point does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewFailure {
    Correction,
    Refusal,
}

/// A special procedure that is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecialProcedure {
    pub id: String,
    pub kind: SpecialKind,
    pub name: String,
    pub limit: Limit,
    pub stops_clock: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_step: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
}

/// 听证、招标、拍卖、检验、检测、检疫、鉴定、专家评审、现场核查、公示、考试、其他.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpecialKind {
    Hearing,
    Bidding,
    Auction,
    Inspection,
    Testing,
    Quarantine,
    Appraisal,
    ExpertReview,
    SiteCheck,
    Publicity,
    Examination,
    Other,
}
