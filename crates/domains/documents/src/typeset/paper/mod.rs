//! The papers that can be typeset: one Rust type per template, so that a caller cannot forget a field.
//!
//! All of them are plain data that survive a round trip through JSON; wording lives in the Typst templates. Dates
//! are ISO dates here and become 2026年6月10日 on paper. Texts are taken literally, never as markup; a line break in
//! a long text starts a new paragraph.

mod common;
mod decisions;
mod forms;
mod notices;

pub use common::{Addressee, CaseRef, Contact, Field, Limit, LimitUnit, NoticeHead, Remedies};
pub use decisions::{DenialDecision, GenericDecision, GrantDecision, RefusalDecision};
pub use forms::{
    ApplicationPrintout, Certificate, ChecklistMaterial, ChecklistStep, FormSection, Orientation, PersonalChecklist,
    Receipt, ReceivedMaterial, RepeatedRows, ServedDocument, ServiceReturn,
};
pub use notices::{
    AcceptanceNotice, CorrectionNotice, DeemedAcceptanceNotice, EndingKind, EndingNotice, ExtensionNotice, Issue,
    SpecialProcedureNotice,
};

use serde::Serialize;

/// A template, that is one kind of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Template {
    /// 收件凭证, with the numbers by which the case is followed.
    Receipt,
    /// 一次性补正告知书 (行政许可法 art. 32(1)(4)).
    Correction,
    /// 受理通知书 (行政许可法 art. 32(1)(5)).
    Acceptance,
    /// 不予受理决定书 (行政许可法 art. 32(1)(1), (2)).
    Refusal,
    /// 特别程序告知书 (行政许可法 art. 45).
    SpecialProcedure,
    /// 准予行政许可决定书 (行政许可法 art. 38(1)).
    Grant,
    /// 不予行政许可决定书 (行政许可法 art. 38(2)).
    Denial,
    /// A decision of another kind (给付、确认、备案…); its title is data.
    Decision,
    /// 延期决定告知书 (行政许可法 art. 42).
    Extension,
    /// 撤回申请通知书 or 终止办理通知书.
    Ending,
    /// 视为受理告知书 (行政许可法 art. 32(1)(4), second half).
    DeemedAcceptance,
    /// 送达回证.
    ServiceReturn,
    /// The result itself: a licence or approval, built from its printed fields.
    Certificate,
    /// 申请表 as filled in, for the archive.
    Application,
    /// The personal list of a guide: what this applicant has to bring.
    Checklist,
}

impl Template {
    /// Every template.
    pub const ALL: [Self; 15] = [
        Self::Receipt,
        Self::Correction,
        Self::Acceptance,
        Self::Refusal,
        Self::SpecialProcedure,
        Self::Grant,
        Self::Denial,
        Self::Decision,
        Self::Extension,
        Self::Ending,
        Self::DeemedAcceptance,
        Self::ServiceReturn,
        Self::Certificate,
        Self::Application,
        Self::Checklist,
    ];

    /// The stable name, used for the template's file and in stored records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Correction => "correction",
            Self::Acceptance => "acceptance",
            Self::Refusal => "refusal",
            Self::SpecialProcedure => "special-procedure",
            Self::Grant => "grant",
            Self::Denial => "denial",
            Self::Decision => "decision",
            Self::Extension => "extension",
            Self::Ending => "ending",
            Self::DeemedAcceptance => "deemed-acceptance",
            Self::ServiceReturn => "service-return",
            Self::Certificate => "certificate",
            Self::Application => "application",
            Self::Checklist => "checklist",
        }
    }

    /// The template of that [name](Self::name).
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|template| template.name() == name)
    }
}

/// Data that one template turns into a paper.
pub trait Paper: Serialize {
    /// The template this data is for.
    const TEMPLATE: Template;

    /// What the paper is called on its face and in the PDF's properties, such as 受理通知书.
    fn title(&self) -> String;
}
