//! What several papers have in common.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What every notice and decision carries around its text (GB/T 9704-2012, 7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeHead {
    /// 发文机关: full name of the body, printed in red above the line and again above the date.
    pub body: String,
    /// 发文字号, such as 临交运补〔2026〕57号; `None` in a preview, which then says that the number comes at issue.
    pub number: Option<String>,
    /// 主送: whom the paper is addressed to.
    pub addressee: Addressee,
    /// The case the paper belongs to.
    pub case: CaseRef,
    /// Where questions are answered.
    pub contact: Contact,
    /// 成文日期.
    pub date: NaiveDate,
    /// Whether the paper comes from a demonstration and must say that it has no legal effect.
    pub demo: bool,
}

/// The person or organisation a notice speaks to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addressee {
    /// Name in full, as in the identity document.
    pub name: String,
    /// A natural person is spoken to as 您, an organisation as 你单位.
    pub person: bool,
}

/// The case, as far as its papers name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRef {
    /// 办件编号, 21 characters without spaces; printed in its four groups.
    pub number: String,
    /// Name of the item.
    pub item: String,
    /// Code of the item (GB/T 39554.1).
    pub item_code: String,
    /// Day of submission.
    pub submitted: NaiveDate,
}

/// Whom to ask, and where and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Office or window that handles the case.
    pub office: String,
    /// Telephone number.
    pub phone: String,
    /// Postal address.
    pub address: String,
    /// Opening hours, such as 工作日9:00–12:00，13:30–17:00.
    pub hours: String,
}

/// How the addressee can object to a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedies {
    /// 行政复议机关: the body that reviews the decision.
    pub reconsideration_body: String,
    /// Days from knowledge of the decision within which to ask for review.
    pub reconsideration_days: u32,
    /// The article that says so.
    pub reconsideration_basis: String,
    /// The court that hears an action against the decision.
    pub court: String,
    /// Months from knowledge of the decision within which to bring it.
    pub litigation_months: u32,
    /// The article that says so.
    pub litigation_basis: String,
}

impl Remedies {
    /// The general limits: 60 days (行政复议法 art. 20) and 6 months (行政诉讼法 art. 46). Laws with other limits exist;
    /// an item under one of them fills in the fields itself.
    pub fn general(reconsideration_body: impl Into<String>, court: impl Into<String>) -> Self {
        Self {
            reconsideration_body: reconsideration_body.into(),
            reconsideration_days: 60,
            reconsideration_basis: "《中华人民共和国行政复议法》第二十条".into(),
            court: court.into(),
            litigation_months: 6,
            litigation_basis: "《中华人民共和国行政诉讼法》第四十六条".into(),
        }
    }
}

/// A limit that the applicant can follow without a calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// Length of the promised limit, in `unit`.
    pub amount: u32,
    /// What it is counted in.
    pub unit: LimitUnit,
    /// Length of the statutory limit, in `unit`; printed when it differs.
    pub statutory: u32,
    /// Last day of the promised limit.
    pub due: NaiveDate,
}

/// What a limit is counted in (行政许可法 art. 82: working days unless a law says otherwise).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitUnit {
    /// 个工作日
    WorkingDay,
    /// 天, calendar days
    Day,
    /// 小时
    Hour,
}

/// One line of a printed table: what it is and what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Label.
    pub label: String,
    /// Value, already formatted for reading; empty prints as a dash.
    pub value: String,
}

impl Field {
    /// A labelled value.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value: value.into(),
        }
    }
}
