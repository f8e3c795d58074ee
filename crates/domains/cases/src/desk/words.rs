//! Small words and pieces that several pages of the desk share.

use items::Basis;
use web::server::{Sent, Visit};
use web::ui::desk::FilterList;
use web::ui::{Choice, DeskContext, Notice, Tone};

use crate::model::Kind;

/// The room in the rail.
const ROOM: &str = "/desk";

/// The frame of a page.
pub(super) fn frame(visit: &Visit, query: &str) -> DeskContext {
    DeskContext {
        query: query.to_owned(),
        ..visit.desk(ROOM)
    }
}

pub(super) const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Natural => "个人",
        Kind::Legal => "单位",
    }
}

/// 《行政许可法》第三十二条.
pub(super) fn basis(basis: Option<&Basis>) -> String {
    basis.map(|b| format!("{}{}", b.law, b.article)).unwrap_or_default()
}

/// What was done with the request before this page, by the word in its address.
pub(super) fn said(sent: &Sent) -> Option<Notice> {
    said_words(sent.get("said")).map(|words| Notice::new(Tone::Good, words))
}

pub(super) fn said_words(word: &str) -> Option<&'static str> {
    Some(match word {
        "kept" => "已存为草稿",
        "claimed" => "领取好了",
        "released" => "已放回，同岗的人可以领",
        "none" => "还没有勾选办件",
        "accepted" => "已受理，受理通知书正在发给申请人",
        "corrected" => "补正告知已发出，暂停计时",
        "not-accepted" => "不予受理通知书已发出",
        "worked" => "意见已提交，转到下一环节",
        "signed" => "您已签完，还要另外的人",
        "granted" => "已准予",
        "refused" => "已作出不予的决定",
        "made" => "结果已制作",
        "returned" => "已退回",
        "special" => "特别程序已开始，告知书正在发给申请人",
        "special-ended" => "特别程序已结束",
        "extended" => "已延期，告知书正在发给申请人",
        "delivered" => "已送达，办结",
        "paid" => "缴费已登记",
        "terminated" => "已终止办理",
        "opened" => "已开始办理",
        _ => return None,
    })
}

/// A list with one entry: keeps a value of the address in a form that only filters.
pub(super) fn hidden_list(name: &str, value: &str, words: &str) -> FilterList {
    FilterList {
        name: name.into(),
        label: "筛选".into(),
        options: [(value, words), ("all", "全部")]
            .iter()
            .take(if value == "all" { 1 } else { 2 })
            .map(|(value, words)| Choice::new(*value, *words))
            .collect(),
        chosen: value.into(),
    }
}
