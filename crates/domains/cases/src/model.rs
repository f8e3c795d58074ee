//! A case as it is known: the fold of its events. Nothing is in here that no event said, so the row can be rebuilt.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use items::ApplicantKind;
use kernel::Id;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 已收件: the body owes an answer on acceptance.
    Received,
    /// 待补正: the applicant owes what was asked for, once for all.
    Correcting,
    /// 不予受理.
    NotAccepted,
    /// 审查中: accepted, at one of the item's steps.
    InReview,
    /// 准予, the result is being made or delivered.
    Granted,
    /// 不予, the decision is being delivered.
    Refused,
    /// 申请人撤回.
    Withdrawn,
    /// 终止办理.
    Terminated,
    /// 办结.
    Closed,
}

impl State {
    /// All states, in the order of a case's life.
    pub const ALL: [Self; 9] = [
        Self::Received,
        Self::Correcting,
        Self::NotAccepted,
        Self::InReview,
        Self::Granted,
        Self::Refused,
        Self::Withdrawn,
        Self::Terminated,
        Self::Closed,
    ];

    /// The name in the database and the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Correcting => "correcting",
            Self::NotAccepted => "not_accepted",
            Self::InReview => "in_review",
            Self::Granted => "granted",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Terminated => "terminated",
            Self::Closed => "closed",
        }
    }

    /// The state of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.name() == name)
    }

    /// As the desk says it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Received => "待受理",
            Self::Correcting => "待补正",
            Self::NotAccepted => "不予受理",
            Self::InReview => "审查中",
            Self::Granted => "已准予",
            Self::Refused => "已不予",
            Self::Withdrawn => "已撤回",
            Self::Terminated => "已终止",
            Self::Closed => "已办结",
        }
    }

    /// As the applicant reads it: did you get it, and who must do something now.
    pub const fn citizen_words(self) -> &'static str {
        match self {
            Self::Received => "我们收到了，正在看材料齐不齐",
            Self::Correcting => "等您补材料",
            Self::NotAccepted => "没有受理，原因在通知书里",
            Self::InReview => "已经受理，正在审查",
            Self::Granted => "同意了，正在制作和送达",
            Self::Refused => "没有同意，决定书正在送达",
            Self::Withdrawn => "您已经撤回",
            Self::Terminated => "已经终止办理",
            Self::Closed => "办完了",
        }
    }

    /// Nothing more happens by itself.
    pub const fn is_final(self) -> bool {
        matches!(
            self,
            Self::NotAccepted | Self::Withdrawn | Self::Terminated | Self::Closed
        )
    }
}

/// Who did something, as it stands in documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// Person or staff id; none for the law and the platform.
    pub id: Option<Id>,
    /// Name.
    pub name: String,
    /// Post, or 申请人.
    pub post: String,
}

/// Whose case it is and what it asks for; fixed at submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    /// The published version that was in force, for life.
    pub implementation: Id,
    /// 业务办理项编码, 33 characters.
    pub handling_code: String,
    /// The handling item's code in its package.
    pub handling: String,
    /// Name of the handling item.
    pub title: String,
    /// The body that handles it.
    pub body: Id,
    /// Natural or legal.
    pub applicant_kind: Kind,
    /// The person who filed it, for themself or as agent; none when the body began it.
    pub person: Option<Id>,
    /// The organisation that applies.
    pub organisation: Option<Id>,
    /// The applicant's name as it stands in documents.
    pub applicant_name: String,
    /// Whether somebody acts for the applicant.
    pub agent: bool,
    /// How the result is to be handed over.
    pub delivery: Way,
    /// How it came in.
    pub channel: Channel,
}

/// Natural or legal person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 自然人.
    Natural,
    /// 法人和其他组织.
    Legal,
}

impl From<Kind> for ApplicantKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Natural => Self::Natural,
            Kind::Legal => Self::Legal,
        }
    }
}

/// How a case came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The portal.
    Portal,
    /// A program.
    Api,
    /// A window.
    Window,
    /// The body itself, ex officio.
    Body,
}

impl Channel {
    /// In Chinese.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Portal => "网上申请",
            Self::Api => "系统对接",
            Self::Window => "窗口申请",
            Self::Body => "依职权",
        }
    }
}

/// How something is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Into the person's own pages.
    Electronic,
    /// At a window.
    Window,
}

impl Way {
    /// In Chinese.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Electronic => "电子送达",
            Self::Window => "窗口领取",
        }
    }
}

/// What the applicant said.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// Answers to the guiding questions.
    #[serde(default)]
    pub answers: Map<String, Value>,
    /// The form.
    #[serde(default)]
    pub form: Map<String, Value>,
    /// The licence that the case continues, as the register had it.
    #[serde(default)]
    pub licence: Option<Map<String, Value>>,
}

/// A file that was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FileRef {
    /// The upload's id.
    #[schema(value_type = String)]
    pub id: Id,
    /// Its name as the person called it.
    pub name: String,
    /// SM3 of the content.
    pub digest: String,
    /// Bytes.
    pub size: i64,
    /// Media type by content.
    pub media_type: String,
}

/// How a material came to the case, with its trust level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Source {
    /// Uploaded: C, the original is compared at a window.
    Uploaded {
        /// The files.
        files: Vec<FileRef>,
    },
    /// From a register: A, as issued.
    Register {
        /// Licence type.
        licence_type: String,
        /// Number.
        number: String,
        /// Issuer.
        issuer: String,
        /// Valid until, in words; empty for ever.
        valid_to: String,
    },
    /// Made from the form and confirmed by the applicant: D.
    Declared,
    /// The body fetches or checks it itself.
    ByBody,
    /// Tolerated: owed until a date (容缺).
    Owed {
        /// The last day; known once the case is accepted.
        until: Option<NaiveDate>,
    },
}

impl Source {
    /// The trust level's letter; none for what is not there yet.
    pub const fn trust(&self) -> Option<char> {
        match self {
            Self::Register { .. } | Self::ByBody => Some('A'),
            Self::Uploaded { .. } => Some('C'),
            Self::Declared => Some('D'),
            Self::Owed { .. } => None,
        }
    }

    /// Where it comes from, in words.
    pub const fn words(&self) -> &'static str {
        match self {
            Self::Uploaded { .. } => "申请人上传，须核对原件",
            Self::Register { .. } => "系统调取，发证机关签发",
            Self::Declared => "申请人确认并承诺",
            Self::ByBody => "由我们核查，不用申请人提交",
            Self::Owed { .. } => "容缺，可以后补",
        }
    }
}

/// One material of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Handed {
    /// The material's id in the package.
    pub material: String,
    /// How it came.
    pub source: Source,
}

/// A thing that must be put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CorrectionItem {
    /// The material or field.
    pub about: About,
    /// What is wrong.
    pub problem: String,
    /// How to put it right.
    pub remedy: String,
}

/// What a correction is about: only what the published list asks for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum About {
    /// A material.
    Material(String),
    /// A field of the form, or a section.
    Field(String),
}

/// The one correction of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Everything, once.
    pub items: Vec<CorrectionItem>,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// The last day to answer.
    pub until: NaiveDate,
    /// Who asked.
    pub by: Who,
    /// When everything was supplied.
    pub supplied_at: Option<DateTime<Utc>>,
}

/// What an officer found at a review point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Verdict {
    /// What was found.
    pub finding: Finding,
    /// Why; required where it does not hold and where an automatic finding is overruled.
    #[serde(default)]
    pub note: String,
    /// Whether the officer said other than the machine.
    #[serde(default)]
    pub overruled: bool,
}

/// The finding at a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// 符合.
    Met,
    /// 不符合.
    NotMet,
    /// 不适用.
    NotApplicable,
}

impl Finding {
    /// In Chinese.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Met => "符合",
            Self::NotMet => "不符合",
            Self::NotApplicable => "不适用",
        }
    }
}

/// One person's work at a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepDone {
    /// The step.
    pub step: String,
    /// Who.
    pub by: Who,
    /// When.
    pub at: DateTime<Utc>,
    /// What they think.
    pub opinion: String,
    /// What they found.
    pub verdicts: BTreeMap<String, Verdict>,
    /// Whether the step was done with it.
    pub last: bool,
}

/// A special procedure of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Special {
    /// Its id in the package.
    pub procedure: String,
    /// Whether it stops the clock.
    pub stops_clock: bool,
    /// When it began.
    pub begun_at: DateTime<Utc>,
    /// When it is expected to end.
    pub expected: NaiveDate,
    /// Who began it.
    pub by: Who,
    /// When it ended and with what result.
    pub ended: Option<(DateTime<Utc>, String)>,
}

/// The decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// 准予 or 不予.
    pub granted: bool,
    /// Who decided.
    pub by: Who,
    /// When.
    pub at: DateTime<Utc>,
    /// The reasons: for a refusal, what is not met.
    pub reason: String,
    /// The articles.
    pub basis: String,
    /// The number of the written decision.
    pub number: String,
}

/// What was made on approval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Made {
    /// The result's id in the package.
    pub result: String,
    /// Its name.
    pub name: String,
    /// Its number.
    pub number: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day; none for ever (长期).
    pub valid_to: Option<NaiveDate>,
    /// What is printed: id, label and value.
    pub fields: Vec<(String, String, Value)>,
    /// When.
    pub at: DateTime<Utc>,
}

/// A payment that the clerk recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    /// The fee's id.
    pub fee: String,
    /// Fen.
    pub fen: i64,
    /// The receipt's number.
    pub receipt: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who recorded it.
    pub by: Who,
}

/// The levels of a rating from 1 to 5, as people read them.
pub const RATING_LEVELS: [&str; 5] = ["非常不满意", "不满意", "基本满意", "满意", "非常满意"];

/// How a level of a rating is read; nothing when there is no such level.
pub fn level_words(level: u8) -> &'static str {
    let place = usize::from(level).checked_sub(1);
    place.and_then(|p| RATING_LEVELS.get(p)).copied().unwrap_or_default()
}

/// The applicant's rating.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// 1 to 5: `RATING_LEVELS`.
    pub level: u8,
    /// Reasons chosen.
    pub reasons: Vec<String>,
    /// Own words.
    pub text: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Its id; tells its region.
    pub id: Id,
    /// How many events it has.
    pub seq: i32,
    /// Where it stands.
    pub state: State,
    /// 办件编号.
    pub number: String,
    /// Whose it is and what it asks for.
    pub filed: Filed,
    /// When it came in.
    pub submitted_at: DateTime<Utc>,
    /// What the applicant said, as it is now.
    pub content: Content,
    /// The materials, as they are now.
    pub materials: Vec<Handed>,
    /// The correction, of which there is at most one.
    pub correction: Option<Correction>,
    /// When it was accepted, and whether the law did it.
    pub accepted: Option<(DateTime<Utc>, bool)>,
    /// What was done at the steps.
    pub done: Vec<StepDone>,
    /// What officers recorded.
    pub review: Map<String, Value>,
    /// Special procedures.
    pub specials: Vec<Special>,
    /// Extension of the statutory limit, in its units, with the reason.
    pub extended: Option<(u32, String)>,
    /// The decision.
    pub decision: Option<Decision>,
    /// What was made.
    pub made: Vec<Made>,
    /// Payments.
    pub paid: Vec<Paid>,
    /// How and when the result was handed over.
    pub delivered: Option<(Way, DateTime<Utc>, String)>,
    /// Why it was not accepted, withdrawn or terminated.
    pub ended_because: Option<String>,
    /// When it came to its end.
    pub ended_at: Option<DateTime<Utc>>,
    /// The rating.
    pub rating: Option<Rating>,
    /// What the legal clocks know.
    pub clock: Vec<workcal::Event>,
}

impl Case {
    /// The special procedure that is under way and stops the clock.
    pub fn suspended_by(&self) -> Option<&Special> {
        self.specials.iter().find(|s| s.ended.is_none() && s.stops_clock)
    }

    /// Whether the step was done.
    pub fn step_done(&self, step: &str) -> bool {
        self.done.iter().any(|d| d.step == step && d.last)
    }

    /// Who worked at a step.
    pub fn workers<'a>(&'a self, step: &'a str) -> impl Iterator<Item = &'a StepDone> {
        self.done.iter().filter(move |d| d.step == step)
    }

    /// The material as it is in the case.
    pub fn handed(&self, material: &str) -> Option<&Handed> {
        self.materials.iter().find(|h| h.material == material)
    }

    /// All files.
    pub fn files(&self) -> impl Iterator<Item = &FileRef> {
        self.materials.iter().flat_map(|h| match &h.source {
            Source::Uploaded { files } => files.as_slice(),
            _ => &[],
        })
    }
}
