//! The room of items on the desk: the lists of a body with their figures, checking and publishing.

mod check;
mod list;
mod standing;

use std::sync::Arc;

use axum::routing::get;
use kernel::{Access, Problem, Route};
use web::server::Visit;

use crate::catalogue::Catalogue;
use crate::publish::{PUBLISH, READ, place_of};
use crate::shelf::Listing;

/// The address of the room.
const ROOM: &str = "/desk/items";

/// The routes of the desk. One path has one route in the house, so a page and its form share theirs; what needs more
/// than the first gate is asked for by the handler.
pub(crate) fn routes(catalogue: &Arc<Catalogue>) -> Vec<Route> {
    let service = || catalogue.clone();
    let (read, publish) = (Access::Staff(READ), Access::Staff(PUBLISH));
    vec![
        Route::get(ROOM, read, get(list::page).with_state(service())),
        Route::get(
            "/desk/items/check",
            read,
            get(check::form).post(check::run).with_state(service()),
        ),
        Route::get(
            "/desk/items/standing/{code}",
            publish,
            get(standing::page).post(standing::change).with_state(service()),
        ),
    ]
}

/// Whether the member of staff may see a body's list.
fn may_see(visit: &Visit, listing: &Listing) -> Result<bool, Problem> {
    visit.staff()?;
    Ok(visit.actor.may(READ, &place_of(&listing.body, &listing.serves)))
}
