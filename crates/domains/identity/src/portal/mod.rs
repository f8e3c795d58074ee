//! What people see: signing in, registering, their account.

mod agents;
mod login;
mod looks;
mod register;
mod security;

use std::sync::Arc;

use axum::routing::{get, post};
use kernel::{Access, Route};
use maud::{Markup, html};
use web::server::Visit;
use web::ui::{self, Tab};

pub(crate) use self::login::raw;
use crate::{Identity, OPEN};

/// The address of the navigation's column.
const MY: &str = "/my";

pub(crate) fn routes(identity: &Arc<Identity>) -> Vec<Route> {
    let s = || identity.clone();
    let own = Access::Citizen;
    vec![
        Route::get("/login", OPEN, get(login::page).with_state(s())),
        Route::post("/login", OPEN, post(login::by_password).with_state(s())),
        Route::post("/login/code", OPEN, post(login::by_code).with_state(s())),
        Route::get("/login/done", OPEN, get(login::signed_in)),
        Route::post("/login/demo", OPEN, post(login::as_demo).with_state(s())),
        Route::post("/logout", OPEN, post(login::sign_out).with_state(s())),
        Route::get("/register", OPEN, get(register::agreement)),
        Route::post("/register", OPEN, post(register::agree)),
        Route::get("/register/identity", OPEN, get(register::identity).with_state(s())),
        Route::post("/register/identity", OPEN, post(register::prove).with_state(s())),
        Route::get("/register/password", OPEN, get(register::password).with_state(s())),
        Route::post("/register/password", OPEN, post(register::finish).with_state(s())),
        Route::get("/my/security", own, get(security::page).with_state(s())),
        Route::post(
            "/my/security/password",
            own,
            post(security::change_password).with_state(s()),
        ),
        Route::post(
            "/my/security/sessions",
            own,
            post(security::end_session).with_state(s()),
        ),
        Route::get("/my/looks", own, get(looks::page).with_state(s())),
        Route::get("/my/agents", own, get(agents::page).with_state(s())),
        Route::post("/my/agents/act", own, post(agents::act).with_state(s())),
        Route::get("/my/agents/{organisation}", own, get(agents::form).with_state(s())),
        Route::post("/my/agents/{organisation}", own, post(agents::appoint).with_state(s())),
        Route::post(
            "/my/agents/{organisation}/revoke",
            own,
            post(agents::revoke).with_state(s()),
        ),
    ]
}

/// The sibling pages of a person's own part, of which this room has the last three.
pub(crate) fn my_tabs(current: &str) -> Markup {
    let tab = |text: &str, href: &str| Tab {
        text: text.into(),
        href: href.into(),
        current: href == current,
        ..Tab::default()
    };
    ui::tabs(
        "我的",
        &[
            tab("总览", "/my"),
            tab("授权", "/my/agents"),
            tab("谁看过我的信息", "/my/looks"),
            tab("账号安全", "/my/security"),
        ],
    )
}

/// A page of a person's own part.
fn my_page(visit: &Visit, title: &str, current: &str, content: &Markup) -> Markup {
    let body = html! {
        div class="page" {
            (my_tabs(current))
            div class="top-5" { (content) }
        }
    };
    ui::portal_page(&visit.page(MY), title, &[], body)
}
