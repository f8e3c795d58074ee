//! Signing in to the desk: place and day, then the form. Nothing tells whether an account exists.

use maud::{DOCTYPE, Markup, html};

use crate::ui::{
    assets::asset,
    context::Site,
    days::{Day, day_row},
    page::head,
};

/// What the page shows beside the form.
#[derive(Clone, Debug, Default)]
pub struct LoginDesk {
    /// Name of the place in one or two lines.
    pub place: Vec<String>,
    /// Today and the opening hours, one line each.
    pub day: Vec<String>,
    /// The days of this week.
    pub week: Vec<Day>,
    /// An announcement; may be empty.
    pub notice: String,
}

/// The whole page; `form` is `form.login-form` with its `h1`.
pub fn login_page(site: &Site, beside: &LoginDesk, title: &str, form: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="zh-CN" class="desk" {
            head {
                (head(&format!("{title} · 通办工作台"), &["desk.css"]))
                script type="module" src=(asset("js/desk.js")) {}
            }
            body class="login" {
                a class="skip-link" href="#main" { "跳到登录" }
                header class="login-brand" {
                    p class="login-seal" aria-hidden="true" { (site.desk_mark) }
                    p class="login-name" {
                        @for (i, line) in beside.place.iter().enumerate() { @if i > 0 { br; } (line) }
                    }
                    @if !beside.week.is_empty() { (day_row("本周", &beside.week)) }
                    p class="login-day" { @for (i, line) in beside.day.iter().enumerate() { @if i > 0 { br; } (line) } }
                }
                main class="login-main" id="main" tabindex="-1" {
                    (form)
                    @if !beside.notice.is_empty() { p class="notice" { span { (beside.notice) } } }
                }
            }
        }
    }
}
