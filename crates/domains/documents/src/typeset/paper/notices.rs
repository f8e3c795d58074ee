//! Notices during the life of a case.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Limit, NoticeHead, Paper, Remedies, Template};

/// 一次性补正告知书: everything that must be supplemented, told once (行政许可法 art. 32(1)(4)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionNotice {
    /// Head and signature.
    pub head: NoticeHead,
    /// The article under which the applicant is told, in full.
    pub basis: String,
    /// What is wrong, each with what to do.
    pub issues: Vec<Issue>,
    /// Last day to supplement.
    pub until: NaiveDate,
    /// How to supplement: 在网上补传，或者送到…窗口.
    pub how: String,
    /// What happens when nothing comes, as a full sentence.
    pub if_overdue: String,
}

/// One thing to correct.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// The material or the place in the form.
    pub subject: String,
    /// 问题: what is wrong.
    pub problem: String,
    /// 怎样补正: what to do.
    pub remedy: String,
    /// 依据: where the requirement stands.
    pub basis: String,
}

/// 受理通知书 (行政许可法 art. 32(1)(5)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptanceNotice {
    /// Head and signature.
    pub head: NoticeHead,
    /// The article under which the case is accepted, in full.
    pub basis: String,
    /// Day of acceptance; the limit counts from the day after.
    pub accepted: NaiveDate,
    /// When the decision is due.
    pub limit: Limit,
    /// 特别程序 that may come and are not counted (行政许可法 art. 45), such as 现场核查; may be empty.
    pub special_procedures: Vec<String>,
    /// How the applicant hears of the result, as a full sentence.
    pub result_delivery: String,
}

/// 视为受理告知书: the body did not tell in time what was missing, so the case counts as accepted from the day of
/// receipt (行政许可法 art. 32(1)(4), second half).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeemedAcceptanceNotice {
    /// Head and signature.
    pub head: NoticeHead,
    /// The article, in full.
    pub basis: String,
    /// Day of receipt, which is the day of acceptance.
    pub received: NaiveDate,
    /// Last day on which the body could have told what was missing.
    pub told_until: NaiveDate,
    /// When the decision is due, counted from the day of receipt.
    pub limit: Limit,
}

/// 特别程序告知书: time that is not counted (行政许可法 art. 45).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialProcedureNotice {
    /// Head and signature.
    pub head: NoticeHead,
    /// 听证, 检验, 检测, 检疫, 鉴定, 专家评审 and so on.
    pub procedure: String,
    /// Why it is needed, as full sentences.
    pub reason: String,
    /// The article that asks for it and the one that takes it out of the limit, in full.
    pub basis: String,
    /// First day.
    pub from: NaiveDate,
    /// Day on which it is expected to end.
    pub until: NaiveDate,
    /// How long it takes, with unit: 15个工作日.
    pub duration: String,
    /// Who carries it out.
    pub carried_out_by: String,
    /// What the applicant has to do, as full sentences; empty when nothing.
    pub to_do: String,
    /// The new last day of the limit if the procedure ends as expected.
    pub due_after: NaiveDate,
}

/// 延期决定告知书 (行政许可法 art. 42).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionNotice {
    /// Head and signature.
    pub head: NoticeHead,
    /// Day of acceptance.
    pub accepted: NaiveDate,
    /// Why more time is needed, as full sentences.
    pub reason: String,
    /// The article, in full.
    pub basis: String,
    /// Who approved: 本机关负责人 or 临溪县人民政府负责人.
    pub approved_by: String,
    /// How much longer, with unit: 10个工作日.
    pub extension: String,
    /// Last day before the extension.
    pub due_before: NaiveDate,
    /// Last day after it.
    pub due_after: NaiveDate,
}

/// Why a case ends without a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndingKind {
    /// The applicant withdrew.
    Withdrawn,
    /// The body ended the handling.
    Terminated,
}

/// 撤回申请通知书 or 终止办理通知书.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndingNotice {
    /// Head and signature.
    pub head: NoticeHead,
    /// Which of the two.
    pub kind: EndingKind,
    /// Day on which the case ended.
    pub ended: NaiveDate,
    /// The reason, as full sentences.
    pub reason: String,
    /// The article, in full; empty where no law names one.
    pub basis: String,
    /// How the materials go back, as a full sentence.
    pub materials: String,
    /// How to apply again, as a full sentence.
    pub again: String,
    /// Remedies; a withdrawal by the applicant has none.
    pub remedies: Option<Remedies>,
}

impl Paper for CorrectionNotice {
    const TEMPLATE: Template = Template::Correction;
    fn title(&self) -> String {
        "一次性补正告知书".into()
    }
}

impl Paper for AcceptanceNotice {
    const TEMPLATE: Template = Template::Acceptance;
    fn title(&self) -> String {
        "受理通知书".into()
    }
}

impl Paper for DeemedAcceptanceNotice {
    const TEMPLATE: Template = Template::DeemedAcceptance;
    fn title(&self) -> String {
        "视为受理告知书".into()
    }
}

impl Paper for SpecialProcedureNotice {
    const TEMPLATE: Template = Template::SpecialProcedure;
    fn title(&self) -> String {
        "特别程序告知书".into()
    }
}

impl Paper for ExtensionNotice {
    const TEMPLATE: Template = Template::Extension;
    fn title(&self) -> String {
        "延期决定告知书".into()
    }
}

impl Paper for EndingNotice {
    const TEMPLATE: Template = Template::Ending;
    fn title(&self) -> String {
        match self.kind {
            EndingKind::Withdrawn => "撤回申请通知书".into(),
            EndingKind::Terminated => "终止办理通知书".into(),
        }
    }
}
