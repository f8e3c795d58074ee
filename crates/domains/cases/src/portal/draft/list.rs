//! 草稿: what was begun and not sent.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use items::sentence;
use kernel::Problem;
use maud::{Markup, html};
use web::server::Visit;
use web::ui::{Button, Empty, Link, Tag, Tone};

use crate::portal::{page as frame, short_moment};
use crate::service::Cases;
use crate::store::draft::row;

pub(in crate::portal) async fn page(State(cases): State<Arc<Cases>>, visit: Visit) -> Result<Response, Problem> {
    let drafts = cases.drafts(visit.citizen()?).await?;
    let today = cases.kernel.clock.today();
    let content = html! {
        div class="page" {
            h1 { "草稿" }
            p class="muted top-2 end-4" { "这些还没有提交，我们还没有收到。提交以后才开始办。" }
            @if drafts.is_empty() { (nothing()) } @else { (rows(&drafts, today)) }
        }
    };
    Ok(frame(&visit, "/my", "草稿", &[Link::new("我的", "/my")], content))
}

fn nothing() -> Markup {
    html! {
        (Empty {
            title: "没有草稿".into(),
            text: "填到一半的申请会自动留在这里。".into(),
            action: Some(Link::new("去找要办的事", "/browse")),
        })
    }
}

/// Drafts as rows.
pub(in crate::portal) fn rows(drafts: &[row::Model], today: NaiveDate) -> Markup {
    html! {
        ul class="rows" {
            @for draft in drafts {
                @let title = sentence(&draft.title);
                li class="case-row" {
                    h3 class="card-title" { (title) " " (Tag::new(Tone::Warn, "还没有提交")) }
                    p class="small muted" { (short_moment(draft.saved_at, today)) "保存" }
                    (Button::link("接着填", format!("/my/drafts/{}", draft.id)).unseen(&title))
                }
            }
        }
    }
}
