//! What staff see: signing in, their own account, bodies and people.

mod body;
mod change;
mod hire;
mod login;
mod me;
mod organisation;
mod person;
mod programs;

use std::sync::Arc;

use axum::routing::{get, post};
use kernel::{Access, Route};

use crate::roles::IDENTITY_MANAGE;
use crate::{Identity, OPEN};

/// The first page of the desk.
const DESK: &str = "/desk";

pub(crate) fn routes(identity: &Arc<Identity>) -> Vec<Route> {
    let s = || identity.clone();
    let (any, manage) = (Access::AnyStaff, Access::Staff(IDENTITY_MANAGE));
    vec![
        Route::get("/desk/login", OPEN, get(login::page).with_state(s())),
        Route::post("/desk/login", OPEN, post(login::first).with_state(s())),
        Route::get("/desk/login/second", OPEN, get(login::second_page).with_state(s())),
        Route::post("/desk/login/second", OPEN, post(login::second).with_state(s())),
        Route::get("/desk/login/password", OPEN, get(login::change_page).with_state(s())),
        Route::post("/desk/login/password", OPEN, post(login::change).with_state(s())),
        Route::get("/desk/login/done", OPEN, get(login::signed_in)),
        Route::post("/desk/login/demo", OPEN, post(login::as_demo).with_state(s())),
        Route::post("/desk/logout", OPEN, post(login::sign_out).with_state(s())),
        Route::post("/desk/post", any, post(me::switch_post).with_state(s())),
        Route::get("/desk/me", any, get(me::page).with_state(s())),
        Route::post("/desk/me/totp", any, post(me::confirm_totp).with_state(s())),
        Route::post("/desk/me/password", any, post(me::change_password).with_state(s())),
        Route::post("/desk/me/sessions", any, post(me::end_session).with_state(s())),
        Route::get("/desk/organisation", manage, get(organisation::page).with_state(s())),
        Route::get(
            "/desk/organisation/bodies/new",
            manage,
            get(body::new_page).with_state(s()),
        ),
        Route::post(
            "/desk/organisation/bodies/new",
            manage,
            post(body::create).with_state(s()),
        ),
        Route::get(
            "/desk/organisation/bodies/{body}",
            manage,
            get(body::page).with_state(s()),
        ),
        Route::post(
            "/desk/organisation/bodies/{body}",
            manage,
            post(body::change).with_state(s()),
        ),
        Route::post(
            "/desk/organisation/bodies/{body}/posts",
            manage,
            post(body::create_post).with_state(s()),
        ),
        Route::get("/desk/organisation/people/new", manage, get(hire::page).with_state(s())),
        Route::post(
            "/desk/organisation/people/new",
            manage,
            post(hire::create).with_state(s()),
        ),
        Route::get("/desk/programs", manage, get(programs::page).with_state(s())),
        Route::post("/desk/programs", manage, post(programs::create).with_state(s())),
        Route::post(
            "/desk/programs/{program}/secret",
            manage,
            post(programs::renew).with_state(s()),
        ),
        Route::post(
            "/desk/programs/{program}/active",
            manage,
            post(programs::set_active).with_state(s()),
        ),
        Route::post(
            "/desk/organisation/{staff}/posts",
            manage,
            post(change::assign_post).with_state(s()),
        ),
        Route::post(
            "/desk/organisation/{staff}/posts/remove",
            manage,
            post(change::remove_post).with_state(s()),
        ),
        Route::post(
            "/desk/organisation/{staff}/roles",
            manage,
            post(change::assign_role).with_state(s()),
        ),
        Route::post(
            "/desk/organisation/{staff}/roles/remove",
            manage,
            post(change::remove_role).with_state(s()),
        ),
        Route::post(
            "/desk/organisation/{staff}/password",
            manage,
            post(change::reset_password).with_state(s()),
        ),
        Route::post(
            "/desk/organisation/{staff}/totp",
            manage,
            post(change::remove_totp).with_state(s()),
        ),
        Route::post(
            "/desk/organisation/{staff}/active",
            manage,
            post(change::set_active).with_state(s()),
        ),
    ]
}
