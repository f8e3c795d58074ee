//! Decisions: they settle a case or refuse to open one.

use serde::{Deserialize, Serialize};

use super::{Field, NoticeHead, Paper, Remedies, Template};

/// 不予受理决定书 (行政许可法 art. 32(1)(1), (2)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusalDecision {
    /// Head and signature.
    pub head: NoticeHead,
    /// Why the application is not accepted, as full sentences.
    pub reason: String,
    /// The article, in full.
    pub basis: String,
    /// The body to which the applicant should turn, when it is another one's matter.
    pub competent_body: Option<String>,
    /// How to object.
    pub remedies: Remedies,
}

/// 准予行政许可决定书 (行政许可法 art. 38(1)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantDecision {
    /// Head and signature.
    pub head: NoticeHead,
    /// The article of the special law and art. 38(1), in full.
    pub basis: String,
    /// 准予许可的内容: scope, place, validity and the like.
    pub content: Vec<Field>,
    /// Name of the licence that follows.
    pub licence: String,
    /// How and until when the licence is delivered (行政许可法 art. 44), as a full sentence.
    pub delivery: String,
    /// What the holder has to observe; may be empty.
    pub obligations: Vec<String>,
    /// How to object; a third party may.
    pub remedies: Option<Remedies>,
}

/// 不予行政许可决定书 (行政许可法 art. 38(2)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DenialDecision {
    /// Head and signature.
    pub head: NoticeHead,
    /// What was found, as full sentences.
    pub facts: String,
    /// Why that does not meet the conditions, one reason per entry.
    pub reasons: Vec<String>,
    /// The article of the special law and art. 38(2), in full.
    pub basis: String,
    /// What would help the applicant to succeed next time; may be empty.
    pub advice: String,
    /// How to object.
    pub remedies: Remedies,
}

/// A decision on another kind of item: 行政给付, 行政确认, 备案 and so on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GenericDecision {
    /// Head and signature.
    pub head: NoticeHead,
    /// The title. A line break in it is kept, so that words need not be broken (GB/T 9704-2012, 7.3.1).
    pub title: String,
    /// The text, one paragraph per entry.
    pub paragraphs: Vec<String>,
    /// What was decided, as a table; may be empty.
    pub content: Vec<Field>,
    /// How to object, when the decision can be objected to.
    pub remedies: Option<Remedies>,
}

impl Paper for RefusalDecision {
    const TEMPLATE: Template = Template::Refusal;
    fn title(&self) -> String {
        "不予受理决定书".into()
    }
}

impl Paper for GrantDecision {
    const TEMPLATE: Template = Template::Grant;
    fn title(&self) -> String {
        "准予行政许可决定书".into()
    }
}

impl Paper for DenialDecision {
    const TEMPLATE: Template = Template::Denial;
    fn title(&self) -> String {
        "不予行政许可决定书".into()
    }
}

impl Paper for GenericDecision {
    const TEMPLATE: Template = Template::Decision;
    fn title(&self) -> String {
        self.title.clone()
    }
}
