//! Where a case stands, in words that answer: did you get it, who must do something now, by when.

use chrono::NaiveDate;
use web::ui::{Status, fmt};

use super::deadline::{Running, about};
use crate::model::{State, Way};
use crate::service::Loaded;

/// The one state of a case.
pub(in crate::portal) fn status(loaded: &Loaded, running: Option<&Running>, today: NaiveDate) -> Status {
    let case = &loaded.case;
    let due = running.and_then(|r| r.clock.due);
    let by = |what: &str| match (due, running) {
        (Some(due), Some(running)) => {
            vec![
                format!("最晚{}{}", about(running), fmt::date_weekday(due, today)),
                what.to_owned(),
            ]
        }
        _ => vec!["时限暂停，不算天数".to_owned()],
    };
    let left = running.map_or_else(String::new, left);
    let nothing = "现在不用您做什么，有变化会发短信。";
    let (headline, text, wait) = match case.state {
        State::Received => (by("答复是否受理"), format!("{left}{nothing}"), false),
        State::Correcting => (
            correcting(loaded, today),
            "这是一次说全的，补齐以后不会再要别的。补正的这几天不算在办理时限里。".into(),
            true,
        ),
        State::InReview => (
            by("出结果"),
            format!("{left}{}", owes(loaded).unwrap_or_else(|| nothing.to_owned())),
            owes(loaded).is_some(),
        ),
        State::Granted => (
            vec!["申请通过了".into()],
            granted(loaded),
            !case.made.is_empty() && case.filed.delivery == Way::Window,
        ),
        State::Refused => (
            vec!["申请没有通过".into()],
            "原因、依据和怎样申诉写在决定书里，正在送达。".into(),
            false,
        ),
        State::Closed => (closed(loaded), closed_text(loaded), false),
        State::NotAccepted => (
            vec!["没有受理".into()],
            "原因和怎样申诉写在通知书里。补好以后可以重新申请。".into(),
            false,
        ),
        State::Withdrawn => (vec!["您已经撤回".into()], "不影响以后再申请。".into(), false),
        State::Terminated => {
            let reason = case.ended_because.as_deref().unwrap_or_default();
            (
                vec!["已经终止办理".into()],
                format!("原因：{reason}。需要时可以重新申请。"),
                false,
            )
        }
    };
    Status {
        state: case.state.citizen_words().into(),
        headline,
        text,
        wait,
    }
}

fn left(running: &Running) -> String {
    let unit = match running.clock.limit.unit {
        workcal::Unit::WorkingDay => "个工作日",
        workcal::Unit::WorkingHour | workcal::Unit::ClockHour => "个小时",
        _ => "天",
    };
    match (running.clock.due, running.clock.remaining) {
        (None, _) => String::new(),
        (_, 0) => "今天是最后一天。".to_owned(),
        (_, days) if days > 0 => format!("还剩{days}{unit}。"),
        (_, days) => format!("已经超过{}{unit}，是我们慢了，监察人员会看到。", days.unsigned_abs()),
    }
}

fn correcting(loaded: &Loaded, today: NaiveDate) -> Vec<String> {
    match &loaded.case.correction {
        Some(correction) => vec![
            format!("还差{}处，", correction.items.len()),
            format!("{}前补上就行", fmt::date(correction.until, today)),
        ],
        None => Vec::new(),
    }
}

/// What the applicant still owes after acceptance.
fn owes(loaded: &Loaded) -> Option<String> {
    let owed = loaded.case.materials.iter();
    let owed = owed
        .filter(|h| matches!(h.source, crate::model::Source::Owed { .. }))
        .count();
    (owed > 0).then(|| format!("您还有{owed}份材料没有补，请在期限前补上。"))
}

fn granted(loaded: &Loaded) -> String {
    match (loaded.case.made.is_empty(), loaded.case.filed.delivery) {
        (true, _) => "正在制作结果，做好就告诉您。".into(),
        (false, Way::Window) => "结果已经做好，请带身份证到窗口领取。".into(),
        (false, Way::Electronic) => "结果已经做好，正在放进“我的办件”。".into(),
    }
}

fn closed(loaded: &Loaded) -> Vec<String> {
    let granted = loaded.case.decision.as_ref().is_none_or(|d| d.granted);
    vec![if granted { "办好了" } else { "申请没有通过" }.into()]
}

fn closed_text(loaded: &Loaded) -> String {
    let granted = loaded.case.decision.as_ref().is_none_or(|d| d.granted);
    match (&loaded.case.delivered, granted) {
        (_, false) => "决定书已经送达，里面写着怎样申诉。".into(),
        (Some((Way::Electronic, ..)), _) => "结果在“文书和结果”里，可以下载。".into(),
        (Some((Way::Window, ..)), _) => "结果已经在窗口领走。".into(),
        (None, _) => String::new(),
    }
}
