//! How a case comes to its end: paid, handed over, closed; withdrawn or terminated; rated.

use kernel::shanghai;

use super::acceptance::{LONGEST_TEXT, text};
use super::{Refusal, Verdicts, View, only_in};
use crate::event::Happened;
use crate::model::{Case, State, Way, Who};

/// 缴费登记 at the window: exactly what the list says, once.
pub fn pay(case: &Case, view: &View<'_>, by: &Who, fee: &str, fen: i64, receipt: &str) -> Verdicts {
    only_in(case, &[State::Received, State::InReview, State::Granted], "登记缴费")?;
    let due = view
        .outcome
        .fees
        .iter()
        .find(|f| *f.id == *fee && f.fen > 0)
        .ok_or(Refusal::NoSuchFee)?;
    if case.paid.iter().any(|p| p.fee == fee) {
        return Err(Refusal::PaidAlready);
    }
    if due.fen != fen {
        return Err(Refusal::WrongAmount(due.fen, fen));
    }
    let receipt = text(receipt, "票据号")?;
    Ok(vec![Happened::Paid {
        fee: fee.to_owned(),
        fen,
        receipt,
        by: by.clone(),
    }])
}

/// 送达, and with it 办结.
pub fn deliver(case: &Case, by: &Who, way: Way, to: &str) -> Verdicts {
    only_in(case, &[State::Granted, State::Refused], "送达")?;
    if case.delivered.is_some() {
        return Err(Refusal::Delivered);
    }
    if case.state == State::Granted && case.made.is_empty() {
        return Err(Refusal::NothingToDeliver);
    }
    let to = text(to, "领取人")?;
    Ok(vec![
        Happened::Delivered {
            way,
            to,
            by: by.clone(),
        },
        Happened::Closed,
    ])
}

/// 办结 of what needs no delivery.
pub fn close(case: &Case) -> Verdicts {
    only_in(case, &[State::Granted, State::Refused], "办结")?;
    if case.delivered.is_some() {
        Ok(vec![Happened::Closed])
    } else {
        Err(Refusal::NothingToDeliver)
    }
}

/// 撤回 by the applicant, any time before the decision.
pub fn withdraw(case: &Case, by: &Who, reason: &str) -> Verdicts {
    if matches!(case.state, State::Granted | State::Refused | State::Closed) {
        return Err(Refusal::TooLateToWithdraw);
    }
    only_in(case, &[State::Received, State::Correcting, State::InReview], "撤回")?;
    if reason.chars().count() > LONGEST_TEXT {
        return Err(Refusal::TooLong("撤回的原因", LONGEST_TEXT));
    }
    Ok(vec![Happened::Withdrawn {
        reason: reason.trim().to_owned(),
        by: by.clone(),
    }])
}

/// 终止 by the body: the applicant did not answer the correction in time, or the matter has fallen away (art. 70).
pub fn terminate(case: &Case, view: &View<'_>, by: &Who, reason: &str) -> Verdicts {
    only_in(case, &[State::Correcting, State::InReview], "终止办理")?;
    if let (State::Correcting, Some(correction)) = (case.state, &case.correction)
        && shanghai(view.now).date_naive() <= correction.until
    {
        return Err(Refusal::CorrectionRunning(
            correction.until.format("%-m月%-d日").to_string(),
        ));
    }
    let reason = text(reason, "终止的理由")?;
    Ok(vec![Happened::Terminated { reason, by: by.clone() }])
}

/// 评价: once, when the case has come to its end.
pub fn rate(case: &Case, level: u8, reasons: Vec<String>, words: &str) -> Verdicts {
    only_in(case, &[State::Closed, State::NotAccepted, State::Terminated], "评价")?;
    if case.rating.is_some() {
        return Err(Refusal::RatedAlready);
    }
    if !(1..=5).contains(&level) {
        return Err(Refusal::NoSuchLevel);
    }
    if words.chars().count() > LONGEST_TEXT {
        return Err(Refusal::TooLong("评价", LONGEST_TEXT));
    }
    Ok(vec![Happened::Rated {
        level,
        reasons,
        text: words.trim().to_owned(),
    }])
}
