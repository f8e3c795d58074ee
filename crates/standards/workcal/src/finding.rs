//! Commands that the law does not allow. They have no effect on the clocks, except that a decision during a suspension
//! stands and ends it.

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

/// One unlawful event of a case's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub at: DateTime<FixedOffset>,
    /// Name of the event, as in [`crate::EventKind::name`].
    pub event: &'static str,
    pub finding: FindingKind,
}

/// Why an event is not lawful.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    NotReceived,
    AlreadyReceived,
    CorrectionAfterDeemedAcceptance,
    CorrectionAfterAcceptance,
    SecondCorrection,
    CorrectedWithoutRequirement,
    AcceptedAfterDeemedAcceptance,
    AlreadyAccepted,
    RefusedAfterDeemedAcceptance,
    RefusedAfterAcceptance,
    SuspendedWhenNotRunning,
    ResumedWhenNotSuspended,
    ExtendedWhenNotRunning,
    SecondExtension,
    ExtensionAfterDue,
    ExtensionTooLong,
    DecidedWhileSuspended,
    DecidedWhenNotRunning,
    DeliveredWithoutGrant,
    AfterTheEnd,
}

impl FindingKind {
    /// The finding in a sentence, with the article that it offends against.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotReceived => "还没有收件，不能做这一步",
            Self::AlreadyReceived => "已经收件，收件日期不能重来",
            Self::CorrectionAfterDeemedAcceptance => {
                "期限内没有答复，已经视为受理，不能再要求补正（《行政许可法》第三十二条）"
            }
            Self::CorrectionAfterAcceptance => "已经受理，不能再要求补正（《行政许可法》第三十二条）",
            Self::SecondCorrection => "补正只能一次告知全部内容，不能要求第二次（《行政许可法》第三十二条）",
            Self::CorrectedWithoutRequirement => "没有等待补正，不能记作补齐",
            Self::AcceptedAfterDeemedAcceptance => {
                "期限内没有答复，已经从收件那天起视为受理，受理日期不能改（《行政许可法》第三十二条）"
            }
            Self::AlreadyAccepted => "已经受理，受理日期不能重来",
            Self::RefusedAfterDeemedAcceptance => {
                "期限内没有答复，已经视为受理，不能再不予受理（《行政许可法》第三十二条）"
            }
            Self::RefusedAfterAcceptance => "已经受理，不能再不予受理（《行政许可法》第三十二条）",
            Self::SuspendedWhenNotRunning => "没有在计时，不能暂停（《行政许可法》第四十五条）",
            Self::ResumedWhenNotSuspended => "没有暂停，不能恢复计时",
            Self::ExtendedWhenNotRunning => "没有在计时，不能延期（《行政许可法》第四十二条）",
            Self::SecondExtension => "只能延期一次（《行政许可法》第四十二条）",
            Self::ExtensionAfterDue => "期限已经过了，不能再延期（《行政许可法》第四十二条）",
            Self::ExtensionTooLong => "延期超过了法律允许的天数（《行政许可法》第四十二条）",
            Self::DecidedWhileSuspended => "暂停计时期间作了决定；决定有效，暂停到此为止（《行政许可法》第四十五条）",
            Self::DecidedWhenNotRunning => "还没有受理或者已经决定，不能作决定",
            Self::DeliveredWithoutGrant => "没有准予的决定，没有要送达的结果",
            Self::AfterTheEnd => "办件已经结束，不能再做这一步",
        }
    }
}
