//! A case that a member of staff may see, with what they have written about it so far.

use chrono::NaiveDate;
use kernel::{Actor, Problem, Staff};
use web::server::Visit;

use super::Desk;
use super::kept::Kept;
use crate::permissions;
use crate::service::Loaded;
use crate::store::file;

/// An opened case.
#[derive(Debug)]
pub(super) struct Opened {
    pub loaded: Loaded,
    /// What the officer has written and not yet sent.
    pub kept: Kept,
    pub staff: Staff,
    pub today: NaiveDate,
}

impl Opened {
    /// The address of the case.
    pub fn href(&self) -> String {
        format!("/desk/cases/{}", self.loaded.case.number)
    }

    /// Whether the officer may do something with this case that needs the permission.
    pub fn may(&self, actor: &Actor, permission: &str) -> bool {
        actor.may(permission, &self.loaded.place)
    }
}

/// Opens the case of a number. Who may not see it is told that there is none; who sees it is written down, because the
/// case holds personal data.
pub(super) async fn open(desk: &Desk, visit: &Visit, number: &str) -> Result<Opened, Problem> {
    let staff = visit.staff()?.clone();
    let cases = &desk.cases;
    let row = file::find_by_number(cases.kernel.db.read(), number)
        .await?
        .ok_or_else(Problem::not_found)?;
    let loaded = cases.open(row).await?;
    visit.actor.require(permissions::SEE, permissions::SEE, &loaded.place)?;
    cases.looked(&visit.actor, &loaded.case).await?;
    let case = &loaded.case;
    let kept = Kept::load(cases, case.id, staff.id).await?;
    Ok(Opened {
        loaded,
        kept,
        staff,
        today: cases.kernel.clock.today(),
    })
}
