//! Why something is not allowed, in words that say what is (and the article, where the law says so).

use kernel::Problem;

use crate::model::State;

/// A refusal of the rules.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The case has moved on, or is not there yet.
    #[error("这件办件现在是“{}”，不能{what}", state.words())]
    WrongState {
        /// Where it stands.
        state: State,
        /// What was wanted.
        what: &'static str,
    },
    /// Art. 32(4): everything at once, and only once.
    #[error(
        "已经发过一次补正告知，不能再要求补正：法律要求“一次告知需要补正的全部内容”（《行政许可法》第三十二条第一款第四项）"
    )]
    SecondCorrection,
    /// A correction after acceptance.
    #[error("已经受理，不能再要求补正：补正只能在受理以前提出（《行政许可法》第三十二条第一款第四项）")]
    CorrectionAfterAcceptance,
    /// Art. 32(4): the time to ask has passed.
    #[error(
        "收件已经超过5个工作日，依法从收件那天起就算受理了，不能再要求补正或者不予受理（《行政许可法》第三十二条第一款第四项）"
    )]
    DeemedAccepted,
    /// The answer on acceptance is not late.
    #[error("答复期限还没有过，不算视为受理")]
    NotDeemed,
    /// A correction that asks for nothing.
    #[error("请至少写明一处要补正的内容，并写清问题和怎样补正")]
    EmptyCorrection,
    /// Something that the list does not ask for.
    #[error("“{0}”不在公布的清单里，不能要求申请人提交")]
    NotOnTheList(String),
    /// What was asked for is still missing.
    #[error("还差：{}。请一次补齐再交", .0.join("、"))]
    StillMissing(Vec<String>),
    /// A fee that comes first.
    #[error("还有费用没有登记缴纳：{}", .0.join("、"))]
    Unpaid(Vec<String>),
    /// A reason is needed.
    #[error("请写明{0}")]
    NeedsText(&'static str),
    /// Too long.
    #[error("{0}最多写{1}字")]
    TooLong(&'static str, usize),
    /// The step is another one.
    #[error("这件办件现在在“{now}”环节，不在“{wanted}”环节")]
    AnotherStep {
        /// Where it is.
        now: String,
        /// What was thought.
        wanted: String,
    },
    /// Points without a finding.
    #[error("还有{0}个审查要点没有结论")]
    PointsOpen(usize),
    /// A finding without its reason.
    #[error("审查要点“{0}”需要写明理由")]
    PointNeedsNote(String),
    /// 准予 although something is not met.
    #[error("有{0}个审查要点不符合，不能准予")]
    PointsNotMet(usize),
    /// What the officer must record is missing or wrong.
    #[error("请把这一步要记录的内容填好：{}", .0.join("、"))]
    Fields(Vec<String>),
    /// Decider and reviewer are one.
    #[error("您已经审查过这件办件，决定要由另一个人作出")]
    SamePerson,
    /// The same person twice at a step for several.
    #[error("您已经在这一步签过了，还要另外的人")]
    AlreadyWorked,
    /// The clock stands still.
    #[error("“{0}”还没有结束，期间不能{1}")]
    Suspended(String, &'static str),
    /// A procedure that the item does not know.
    #[error("这个事项没有规定这种特别程序")]
    NoSuchProcedure,
    /// A procedure that is under way.
    #[error("这个特别程序已经开始了")]
    ProcedureRunning,
    /// A procedure that is not under way.
    #[error("这个特别程序没有在进行")]
    ProcedureNotRunning,
    /// Art. 42(1): once.
    #[error("已经延期过一次，不能再延（《行政许可法》第四十二条第一款）")]
    ExtendedAlready,
    /// Art. 42(1): before the limit ends.
    #[error("法定期限已经过了，不能再延期")]
    ExtensionTooLate,
    /// Art. 42(1): ten days.
    #[error("延期最多{0}个工作日（《行政许可法》第四十二条第一款）")]
    ExtensionTooLong(u32),
    /// No statutory limit to extend.
    #[error("这个事项没有法定办理期限，不用延期")]
    NothingToExtend,
    /// Nothing to hand over.
    #[error("结果还没有制作好，不能送达")]
    NothingToDeliver,
    /// Handed over already.
    #[error("已经送达过了")]
    Delivered,
    /// A fee that is not due.
    #[error("这笔费用不在收费清单里，或者不用交")]
    NoSuchFee,
    /// Another amount than the list says.
    #[error("应收{}元，登记的是{}元。不能多收，也不能少收", .0 / 100, .1 / 100)]
    WrongAmount(i64, i64),
    /// Paid already.
    #[error("这笔费用已经登记过了")]
    PaidAlready,
    /// Rated already.
    #[error("您已经评价过了，每件事只评一次")]
    RatedAlready,
    /// A level that does not exist.
    #[error("请从五个满意度里选一个")]
    NoSuchLevel,
    /// Withdrawal after the decision.
    #[error("已经作出决定，不能撤回了")]
    TooLateToWithdraw,
    /// The correction's time has not ended.
    #[error("补正期限到{0}，还没有过")]
    CorrectionRunning(String),
    /// The calendar of a year is missing.
    #[error("工作日历还不全：{0}")]
    Calendar(String),
}

impl Refusal {
    /// The stable name for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WrongState { .. } => "wrong_state",
            Self::SecondCorrection => "second_correction",
            Self::CorrectionAfterAcceptance => "correction_after_acceptance",
            Self::DeemedAccepted => "deemed_accepted",
            Self::NotDeemed => "not_deemed",
            Self::EmptyCorrection => "empty_correction",
            Self::NotOnTheList(_) => "not_on_the_list",
            Self::StillMissing(_) => "still_missing",
            Self::Unpaid(_) => "unpaid",
            Self::NeedsText(_) => "needs_text",
            Self::TooLong(..) => "too_long",
            Self::AnotherStep { .. } => "another_step",
            Self::PointsOpen(_) => "points_open",
            Self::PointNeedsNote(_) => "point_needs_note",
            Self::PointsNotMet(_) => "points_not_met",
            Self::Fields(_) => "step_fields",
            Self::SamePerson => "same_person",
            Self::AlreadyWorked => "already_worked",
            Self::Suspended(..) => "suspended",
            Self::NoSuchProcedure => "no_such_procedure",
            Self::ProcedureRunning => "procedure_running",
            Self::ProcedureNotRunning => "procedure_not_running",
            Self::ExtendedAlready => "extended_already",
            Self::ExtensionTooLate => "extension_too_late",
            Self::ExtensionTooLong(_) => "extension_too_long",
            Self::NothingToExtend => "nothing_to_extend",
            Self::NothingToDeliver => "nothing_to_deliver",
            Self::Delivered => "delivered",
            Self::NoSuchFee => "no_such_fee",
            Self::WrongAmount(..) => "wrong_amount",
            Self::PaidAlready => "paid_already",
            Self::RatedAlready => "rated_already",
            Self::NoSuchLevel => "no_such_level",
            Self::TooLateToWithdraw => "too_late_to_withdraw",
            Self::CorrectionRunning(_) => "correction_running",
            Self::Calendar(_) => "calendar",
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        // The state has moved on: 409. What was sent is not allowed or not complete: 422.
        let status = match refusal {
            Refusal::WrongState { .. } | Refusal::AnotherStep { .. } | Refusal::Delivered | Refusal::PaidAlready => 409,
            Refusal::Calendar(_) => 503,
            _ => 422,
        };
        Self::new(status, refusal.code(), refusal.to_string())
    }
}
