//! What staff see of cases: the worklist, the case, and everything that is done with it.

mod act;
mod ask;
mod bar;
mod bar_step;
mod case;
mod claim;
mod correction;
mod data;
mod fees;
mod files;
mod further;
mod history;
mod input;
mod kept;
mod letter;
mod lines;
mod materials;
mod open;
mod opened;
mod pages;
mod papers;
mod points;
mod row;
mod time;
mod views;
mod words;
mod worklist;

use std::sync::Arc;

use axum::routing::{MethodRouter, get, post};
use gbcode::Provinces;
use kernel::actor::Permission;
use kernel::{Access, Route};

use crate::permissions;
use crate::service::Cases;
use further::What;

/// What the pages of the desk stand on.
#[derive(Debug)]
struct Desk {
    cases: Arc<Cases>,
    pages: pages::Pages,
}

impl Desk {
    /// The provinces that numbers may name.
    fn provinces(&self) -> Provinces {
        let extra = &self.cases.kernel.config.extra_provinces;
        extra.iter().fold(Provinces::REAL, |all, province| all.with(*province))
    }
}

/// The routes of the desk.
pub fn routes(cases: &Arc<Cases>) -> Vec<Route> {
    let desk = Arc::new(Desk {
        cases: cases.clone(),
        pages: pages::Pages::default(),
    });
    let sees = Access::Staff(permissions::SEE);
    let page = |path, handler: MethodRouter<Arc<Desk>>| Route::get(path, sees, handler.with_state(desk.clone()));
    let does = |path, permission: Permission, handler: MethodRouter<Arc<Desk>>| {
        Route::post(path, Access::Staff(permission), handler.with_state(desk.clone()))
    };
    let mut routes = vec![
        page("/desk", get(worklist::page)),
        page("/desk/search", get(worklist::search)),
        does("/desk/claim", permissions::SEE, post(claim::several)),
        does("/desk/release", permissions::SEE, post(claim::release_several)),
        page("/desk/cases/{number}", get(case::page)),
        does("/desk/cases/{number}/claim", permissions::SEE, post(claim::one)),
        does("/desk/cases/{number}/release", permissions::SEE, post(claim::release)),
        does("/desk/cases/{number}/draft", permissions::SEE, post(kept::save)),
        does("/desk/cases/{number}/accept", permissions::RECEIVE, post(act::accept)),
        does("/desk/cases/{number}/work", permissions::REVIEW, post(act::work)),
        does("/desk/cases/{number}/decide", permissions::DECIDE, post(act::grant)),
        does("/desk/cases/{number}/make", permissions::REVIEW, post(act::make)),
        Route::get(
            "/desk/cases/{number}/correction",
            Access::Staff(permissions::RECEIVE),
            get(correction::page).with_state(desk.clone()),
        ),
        Route::get(
            "/desk/cases/{number}/correction.pdf",
            Access::Staff(permissions::RECEIVE),
            get(correction::preview).with_state(desk.clone()),
        ),
        does(
            "/desk/cases/{number}/correction",
            permissions::RECEIVE,
            post(correction::send),
        ),
        page("/desk/cases/{number}/files/{id}", get(files::download)),
        page("/desk/cases/{number}/files/{id}/page/{page}", get(files::page)),
        page("/desk/cases/{number}/documents/{id}", get(papers::document)),
        Route::get(
            "/desk/open",
            Access::Staff(permissions::OPEN),
            get(open::list).with_state(desk.clone()),
        ),
        Route::get(
            "/desk/open/{code}",
            Access::Staff(permissions::OPEN),
            get(open::page).with_state(desk.clone()),
        ),
        does("/desk/open/{code}", permissions::OPEN, post(open::send)),
    ];
    for what in What::ALL {
        let shown = get(move |state, visit, path, query| further::page(state, visit, path, query, what));
        let sent = post(move |state, visit, path, sent| further::send(state, visit, path, sent, what));
        let access = Access::Staff(what.permission());
        routes.push(Route::get(what.route(), access, shown.with_state(desk.clone())));
        routes.push(does(what.route(), what.permission(), sent));
    }
    routes
}
