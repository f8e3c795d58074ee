//! A notice as it will be printed, beside the form that writes it.

use chrono::NaiveDate;
use identity::Body;
use items::sentence;
use kernel::shanghai;
use maud::{Markup, html};
use web::ui::fmt;

use super::lines::Line;
use super::opened::Opened;
use crate::model::Kind;

/// 一次性补正告知书. What the system fills in is tinted.
pub(super) fn correction(opened: &Opened, body: &Body, lines: &[Line], until: NaiveDate) -> Markup {
    let case = &opened.loaded.case;
    let you = if case.filed.applicant_kind == Kind::Legal {
        "你单位"
    } else {
        "你"
    };
    let submitted = shanghai(case.submitted_at).date_naive();
    let used: Vec<&Line> = lines.iter().filter(|l| l.used).collect();
    html! {
        div class="letter" {
            h2 { "一次性补正告知书" }
            p class="ref" { (body.document_prefix) "补正〔" (opened.today.format("%Y")) "〕　号（发出时取号）" }
            p class="to" { (case.filed.applicant_name) "：" }
            p {
                (you) "于" (fmt::date_full(submitted)) "提出的" span class="fill" { (sentence(&case.filed.title)) }
                "申请收悉。经审查，申请材料不齐全或者不符合法定形式，根据《中华人民共和国行政许可法》第三十二条第一款第四项，"
                "现一次告知需要补正的全部内容："
            }
            ol {
                @for (at, line) in used.iter().enumerate() {
                    li { (at + 1) "．" (plain(&line.name)) "：" mark { (line.problem) } " " (line.remedy) }
                }
                @if used.is_empty() { li { "（还没有勾选）" } }
            }
            p { "请于" span class="fill" { (fmt::date_full(until)) } "前一次补齐。补齐之日起重新计算受理期限。" }
            p class="sign" { (body.name) br; (fmt::date_full(opened.today)) }
        }
        p class="sub" { "底色为系统填入，黄色为您写的。存草稿后预览会更新，文号在发出时取。"
            a href={ (opened.href()) "/correction.pdf" } target="_blank" { "看打印出来的样子（PDF）" } }
    }
}

/// The name without its number on the page.
fn plain(name: &str) -> &str {
    name.strip_prefix("材料 ")
        .and_then(|rest| rest.split_once(' '))
        .map_or(name, |(_, name)| name)
}
