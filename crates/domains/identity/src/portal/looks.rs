//! 谁看过我的信息 (个人信息保护法 art. 44).

use std::sync::Arc;

use axum::extract::State;
use kernel::{Problem, looks};
use maud::{Markup, html};
use web::server::Visit;
use web::ui::{self, Empty, Row, Table};

use super::my_page;
use crate::Identity;
use crate::forms::moment;

/// Older ones are told at the window.
const SHOWN: u64 = 200;

pub(super) async fn page(State(identity): State<Arc<Identity>>, visit: Visit) -> Result<Markup, Problem> {
    let all = looks::at_person(&identity.kernel, visit.citizen()?.person, SHOWN).await?;
    let rows = all.iter().map(|look| Row {
        cells: vec![
            html! { (look.looker) },
            html! { (look.what) },
            html! { (look.reason) },
            html! { (moment(&identity.kernel, look.at)) },
        ],
        class: "",
    });
    let table = Table {
        caption: "谁看过我的信息".into(),
        caption_hidden: true,
        columns: ["单位", "看了什么", "为什么", "时间"].map(ui::Column::new).into(),
        rows: rows.collect(),
        dense: false,
    };
    let content = html! {
        h1 { "谁看过我的信息" }
        p class="lede top-2 end-4" { "工作人员每看一次您的身份信息和材料，这里就多一行，谁也改不了。" }
        @if all.is_empty() {
            (Empty {
                title: "还没有人看过".into(),
                text: "您办事的时候，工作人员要核对材料，看过就会记在这里。".into(),
                action: None,
            })
        } @else {
            (table)
            p class="small top-3" { "有您不知道的？请打12345，报上时间和单位，我们查清楚再答复您。" }
        }
    };
    Ok(my_page(&visit, "谁看过我的信息", "/my/looks", &content))
}
