//! Papers that are forms rather than letters.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{CaseRef, Contact, Field, Paper, Template};

/// 收件凭证: proof that an application came in. It is not an acceptance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Body that received the application.
    pub body: String,
    /// Name of the applicant.
    pub applicant: String,
    /// The case.
    pub case: CaseRef,
    /// 查询码, 8 characters; printed in two groups. `None` on a later print, when only its hash is known.
    pub query_code: Option<String>,
    /// Address of the page that shows the case, for the QR code.
    pub link: String,
    /// Instant of receipt, in local time.
    pub received: DateTime<FixedOffset>,
    /// 网上, 窗口, 自助机 and so on.
    pub channel: String,
    /// What came in.
    pub materials: Vec<ReceivedMaterial>,
    /// Last day on which the body says whether it accepts (行政许可法 art. 32).
    pub acceptance_until: NaiveDate,
    /// What happens next, a short sentence each.
    pub next: Vec<String>,
    /// Where questions are answered.
    pub contact: Contact,
    /// Whether the paper comes from a demonstration.
    pub demo: bool,
}

/// A material that came in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivedMaterial {
    /// Name.
    pub name: String,
    /// 原件, 复印件, 电子文件, 电子证照 and so on.
    pub form: String,
    /// Number of copies or files.
    pub copies: u32,
}

/// 送达回证: proof that papers were handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceReturn {
    /// Body that serves.
    pub body: String,
    /// 文号 of the return itself, where the body numbers them.
    pub number: Option<String>,
    /// The case.
    pub case: CaseRef,
    /// 受送达人.
    pub recipient: String,
    /// What is served.
    pub documents: Vec<ServedDocument>,
    /// 送达方式: 直接送达, 电子送达, 邮寄送达, 留置送达 and so on.
    pub method: String,
    /// 送达地点, or the electronic address.
    pub place: String,
    /// Who serves; two people where the law asks for it.
    pub served_by: Vec<String>,
    /// When it arrived, if the system knows it (electronic and postal service); otherwise left for the pen.
    pub received: Option<DateTime<FixedOffset>>,
    /// Evidence of an electronic or postal service, such as a tracking number; empty otherwise.
    pub evidence: String,
    /// Note; may be empty.
    pub note: String,
    /// Day of making out.
    pub date: NaiveDate,
    /// Whether the paper comes from a demonstration.
    pub demo: bool,
}

/// One paper that is served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServedDocument {
    /// Title.
    pub title: String,
    /// 文号.
    pub number: String,
    /// Number of copies.
    pub copies: u32,
}

/// The result itself: a licence or an approval as a certificate page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Name of the licence, such as 食品经营许可证.
    pub name: String,
    /// 正本 or 副本; empty when the licence knows no such difference.
    pub copy: String,
    /// 证照编号 as printed.
    pub number: String,
    /// What the holder's line is called: 经营者名称, 持证人 …
    pub holder_label: String,
    /// Holder.
    pub holder: String,
    /// 照面信息 in the order of the type.
    pub fields: Vec<Field>,
    /// First day of validity.
    pub valid_from: NaiveDate,
    /// Last day of validity; `None` is 长期.
    pub valid_until: Option<NaiveDate>,
    /// 发证机关.
    pub body: String,
    /// 发证日期.
    pub issued: NaiveDate,
    /// 电子证照标识 (GB/T 36904); `None` for an approval that is no licence type.
    pub identifier: Option<String>,
    /// Address under which the licence can be verified, for the QR code.
    pub link: Option<String>,
    /// How the page lies.
    pub orientation: Orientation,
    /// Whether the paper comes from a demonstration.
    pub demo: bool,
}

/// How a page lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Orientation {
    /// Higher than wide.
    Portrait,
    /// Wider than high.
    Landscape,
}

/// 申请表 as filled in, for the archive and for the applicant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationPrintout {
    /// Title, such as 食品经营许可申请表.
    pub title: String,
    /// Body applied to.
    pub body: String,
    /// Name of the applicant.
    pub applicant: String,
    /// The case.
    pub case: CaseRef,
    /// Instant of submission, in local time.
    pub submitted_at: DateTime<FixedOffset>,
    /// The form, section by section.
    pub sections: Vec<FormSection>,
    /// Names of the materials handed in.
    pub materials: Vec<ReceivedMaterial>,
    /// What the applicant declared on submission, one paragraph each.
    pub declarations: Vec<String>,
    /// How the applicant signed: 电子签名（实名认证） or empty for a signature by hand.
    pub signed_by: String,
    /// Whether the paper comes from a demonstration.
    pub demo: bool,
}

/// A section of a filled-in form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormSection {
    /// Heading.
    pub title: String,
    /// Answers.
    pub fields: Vec<Field>,
    /// Answers given several times (people, vehicles, …).
    pub tables: Vec<RepeatedRows>,
}

/// A table inside a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepeatedRows {
    /// What the rows are; may be empty.
    pub title: String,
    /// Heads of the columns.
    pub columns: Vec<String>,
    /// Rows, each as long as `columns`.
    pub rows: Vec<Vec<String>>,
}

/// The personal list of a guide: what this applicant, in this situation, has to bring.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalChecklist {
    /// Name of the item.
    pub item: String,
    /// Code of the item.
    pub item_code: String,
    /// Body that handles it.
    pub body: String,
    /// The answers from which the list was made.
    pub situation: Vec<Field>,
    /// What to bring.
    pub materials: Vec<ChecklistMaterial>,
    /// What need not be brought because the government has it.
    pub not_needed: Vec<String>,
    /// What happens, in order.
    pub steps: Vec<ChecklistStep>,
    /// Fee in words: 不收费, or the amount and its basis.
    pub fee: String,
    /// How long it takes: 受理后8个工作日.
    pub limit: String,
    /// Address of the guide with these answers, for the QR code.
    pub link: String,
    /// Where to go or to ask.
    pub contact: Contact,
    /// Day of printing; the guide may change later.
    pub printed: NaiveDate,
    /// Whether the paper comes from a demonstration.
    pub demo: bool,
}

/// A material to bring.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistMaterial {
    /// Name.
    pub name: String,
    /// In which form and how many: 原件1份.
    pub form: String,
    /// What to watch out for; may be empty.
    pub hint: String,
}

/// A step of the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistStep {
    /// What happens.
    pub name: String,
    /// When or how long; may be empty.
    pub time: String,
}

impl Paper for Receipt {
    const TEMPLATE: Template = Template::Receipt;
    fn title(&self) -> String {
        "收件凭证".into()
    }
}

impl Paper for ServiceReturn {
    const TEMPLATE: Template = Template::ServiceReturn;
    fn title(&self) -> String {
        "送达回证".into()
    }
}

impl Paper for Certificate {
    const TEMPLATE: Template = Template::Certificate;
    fn title(&self) -> String {
        self.name.clone()
    }
}

impl Paper for ApplicationPrintout {
    const TEMPLATE: Template = Template::Application;
    fn title(&self) -> String {
        self.title.clone()
    }
}

impl Paper for PersonalChecklist {
    const TEMPLATE: Template = Template::Checklist;
    fn title(&self) -> String {
        "要准备的材料".into()
    }
}
