//! What the applicant is told of each event, in words that say what happens next. Names of statutes stay on paper.

use chrono::NaiveDate;
use kernel::{Problem, Tx};
use messages::Draft;

use crate::event::Happened;
use crate::model::Way;
use crate::service::{Cases, Loaded};

/// Tells the person who filed the case.
pub async fn tell(cases: &Cases, tx: &Tx, happened: &Happened, loaded: &Loaded) -> Result<(), Problem> {
    let Some(person) = loaded.case.filed.person else {
        return Ok(());
    };
    let Some((title, text)) = words(cases, happened, loaded)? else {
        return Ok(());
    };
    let phone = cases.identity.person(person).await?.phone.as_str().to_owned();
    let draft = Draft {
        region: loaded.case.id.region(),
        person,
        phone: Some(phone),
        title: title.into(),
        text,
        link: format!("/my/cases/{}", loaded.case.number),
        about: Some(loaded.case.id),
    };
    cases.messages.queue(tx, draft).await?;
    Ok(())
}

fn day(date: NaiveDate) -> String {
    date.format("%-m月%-d日").to_string()
}

fn words(cases: &Cases, happened: &Happened, loaded: &Loaded) -> Result<Option<(&'static str, String)>, Problem> {
    let case = &loaded.case;
    let item = &case.filed.title;
    Ok(Some(match happened {
        Happened::Submitted { number, .. } => {
            let code = cases.query_code(case.id)?;
            let due = day(loaded.due_on);
            (
                "申请收到了",
                format!("您的“{item}”申请已经收到，办件编号{number}，查询码{code}。我们最晚{due}答复材料齐不齐。"),
            )
        }
        Happened::CorrectionAsked { items, until, .. } => (
            "请补材料",
            format!(
                "您的“{item}”申请有{}处要补，请在{}前一次补齐。要补什么、怎么补，打开办件就能看到。",
                items.len(),
                day(*until)
            ),
        ),
        Happened::Supplied { .. } => (
            "补的材料收到了",
            format!("您为“{item}”补的材料已经收到，我们最晚{}答复。", day(loaded.due_on)),
        ),
        Happened::Accepted { by_law: false, .. } => (
            "已经受理",
            format!("您的“{item}”申请已经受理，最晚{}办结。", day(loaded.due_on)),
        ),
        Happened::Accepted { by_law: true, .. } => (
            "依法视为受理",
            format!(
                "我们没有在5个工作日内答复您的“{item}”申请，依法从收到那天起就算受理了，最晚{}办结。",
                day(loaded.due_on)
            ),
        ),
        Happened::NotAccepted { .. } => (
            "没有受理",
            format!("您的“{item}”申请没有受理，原因和怎样申诉写在通知书里。"),
        ),
        Happened::SpecialBegun {
            name,
            stops_clock,
            expected,
            ..
        } => {
            let pause = if *stops_clock {
                "这几天不计入办理时限"
            } else {
                "办理时限照常计算"
            };
            (
                "开始特别程序",
                format!("您的“{item}”申请开始{name}，预计{}结束，{pause}。", day(*expected)),
            )
        }
        Happened::SpecialEnded { .. } => (
            "特别程序结束",
            format!(
                "您的“{item}”申请的特别程序结束了，继续办理，最晚{}办结。",
                day(loaded.due_on)
            ),
        ),
        Happened::Extended { by_units, reason, .. } => (
            "办理延期",
            format!("您的“{item}”申请延长{by_units}个工作日，原因：{reason}。"),
        ),
        Happened::Decided { granted: true, .. } => ("同意了", format!("您的“{item}”申请已经同意，正在制作结果。")),
        Happened::Decided { granted: false, .. } => (
            "没有同意",
            format!("您的“{item}”申请没有同意，原因和怎样申诉写在决定书里。"),
        ),
        Happened::Made { .. } if case.filed.delivery == Way::Window => (
            "可以来领了",
            format!("您的“{item}”结果已经做好，请带身份证到窗口领取。"),
        ),
        // Of a refusal the decision was told of already.
        Happened::Delivered {
            way: Way::Electronic, ..
        } if !case.made.is_empty() => ("结果送到了", format!("您的“{item}”结果已经放进“我的办件”，可以下载。")),
        Happened::Paid { fen, receipt, .. } => (
            "缴费已登记",
            format!(
                "您为“{item}”缴的{}已经登记，票据号{receipt}。",
                web::ui::fmt::money(*fen)
            ),
        ),
        Happened::Withdrawn { .. } => ("已经撤回", format!("您的“{item}”申请已经撤回。")),
        Happened::Terminated { reason, .. } => ("办理终止", format!("您的“{item}”申请终止办理，原因：{reason}。")),
        _ => return Ok(None),
    }))
}
