//! What happens to a case that its clocks know of, and the limits that apply to it.

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::limit::Limit;

/// One event, at the instant it took effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub at: DateTime<FixedOffset>,
    #[serde(flatten)]
    pub kind: EventKind,
}

/// The kinds of events that start, stop, suspend or lengthen a clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum EventKind {
    /// 收件
    Received,
    /// 一次性补正告知
    CorrectionRequired,
    /// 补齐材料
    Corrected,
    /// 受理
    Accepted,
    /// 不予受理
    NotAccepted,
    /// 特别程序开始，暂停计时; what is waited for, in Chinese, may be empty.
    Suspended {
        #[serde(default, skip_serializing_if = "String::is_empty")]
        cause: String,
    },
    /// 恢复计时
    Resumed,
    /// 延期, by so many units of the statutory limit.
    Extended {
        #[serde(rename = "days")]
        by: u32,
    },
    /// 准予决定
    DecidedGranted,
    /// 不予决定
    DecidedRefused,
    /// 送达
    Delivered,
    /// 申请人撤回
    Withdrawn,
    /// 终止办理
    Terminated,
}

impl EventKind {
    /// The name used in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::CorrectionRequired => "correction_required",
            Self::Corrected => "corrected",
            Self::Accepted => "accepted",
            Self::NotAccepted => "not_accepted",
            Self::Suspended { .. } => "suspended",
            Self::Resumed => "resumed",
            Self::Extended { .. } => "extended",
            Self::DecidedGranted => "decided_granted",
            Self::DecidedRefused => "decided_refused",
            Self::Delivered => "delivered",
            Self::Withdrawn => "withdrawn",
            Self::Terminated => "terminated",
        }
    }
}

/// The limits of a case. Left out in JSON, they are those of the Administrative Licensing Law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// Accept, refuse or ask for correction: 5 working days (art. 32).
    pub acceptance: Limit,
    /// Statutory limit of the decision: 20 working days (art. 42); `None` where no law fixes one.
    pub decision: Option<Limit>,
    /// 承诺时限, measured beside the statutory one and never extended.
    pub promised: Option<Limit>,
    /// Delivery after a granting decision: 10 working days (art. 44).
    pub delivery: Limit,
    /// How long the applicant may take to correct before the body may close the case: 30 natural days.
    pub correction: Limit,
    /// The longest lawful extension, in units of the statutory limit: 10, joint handling 15 (art. 42).
    pub extension_max: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            acceptance: Limit::working_days(5),
            decision: Some(Limit::working_days(20)),
            promised: None,
            delivery: Limit::working_days(10),
            correction: Limit::natural_days(30),
            extension_max: 10,
        }
    }
}
