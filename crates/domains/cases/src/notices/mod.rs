//! What each event puts on paper and whom it tells: one place, in the transaction that marks the event as delivered,
//! so that a notice is written once and its number is taken once.

mod papers;
mod telling;

use kernel::ledger::event::Model as LedgerEvent;
use kernel::{Problem, Tx};

pub(crate) use self::papers::correction_preview;
use crate::event::Happened;
use crate::service::Cases;
use crate::store::file;

/// Writes the notices of an event and tells the applicant.
pub async fn on_event(cases: &Cases, tx: &Tx, event: &LedgerEvent) -> Result<(), Problem> {
    let happened = cases.told(event)?;
    let row = file::find(tx, event.stream)
        .await?
        .ok_or_else(|| Problem::internal("the case of an event is missing"))?;
    let loaded = cases.open(row).await?;
    papers::write(cases, tx, event, &happened, &loaded).await?;
    if !matches!(
        happened,
        Happened::Worked { .. } | Happened::Returned { .. } | Happened::Rated { .. }
    ) {
        telling::tell(cases, tx, &happened, &loaded).await?;
    }
    Ok(())
}
