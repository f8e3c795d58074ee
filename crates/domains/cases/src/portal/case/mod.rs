//! A case as its applicant sees it.

pub(super) mod correction;
pub(super) mod deadline;
pub(super) mod files;
pub(super) mod list;
pub(super) mod rate;
pub(super) mod receipt;
pub(super) mod show;
pub(super) mod standing;
pub(super) mod timeline;
pub(super) mod withdraw;

use items::{Limit, LimitUnit, sentence};
use maud::{Markup, html};
use web::ui::{Link, fmt};

use crate::model::Case;

/// 8个工作日, 20天.
pub(super) fn limit_words(limit: Limit) -> String {
    let unit = match limit.unit {
        LimitUnit::WorkingDay => "个工作日",
        LimitUnit::Day => "天",
        LimitUnit::Month => "个月",
        LimitUnit::Hour => "个工作小时",
    };
    format!("{}{unit}", limit.amount)
}

/// The way up from a page of a case.
fn crumbs(case: Option<&Case>) -> Vec<Link> {
    let mut out = vec![Link::new("我的", "/my"), Link::new("我的办件", "/my/cases")];
    out.extend(case.map(|case| Link::new(sentence(&case.filed.title), format!("/my/cases/{}", case.number))));
    out
}

/// Name of the item, applicant and number.
fn head(case: &Case) -> Markup {
    html! {
        h1 { (sentence(&case.filed.title)) }
        p class="muted row small top-2 end-5" {
            span { (case.filed.applicant_name) }
            span class="code nowrap" { (fmt::case_number(&case.number)) }
        }
    }
}
