//! Fees that are due and not recorded as paid.

use items::FeeDue;
use kernel::Actor;
use web::ui::Button;

use super::Desk;
use super::opened::Opened;
use crate::permissions;

/// The names of unpaid fees of some kinds.
pub(super) fn fees(desk: &Desk, opened: &Opened, due: &[FeeDue]) -> Vec<String> {
    desk.cases.judge(&opened.loaded, |case, view| {
        let open = view.handling.fees.iter().filter(|f| due.contains(&f.due));
        open.filter(|f| view.outcome.fees.iter().any(|o| *o.id == f.id && o.fen > 0))
            .filter(|f| !case.paid.iter().any(|p| p.fee == f.id))
            .map(|f| f.name.clone())
            .collect()
    })
}

/// The way to record a payment, where something is due and the officer may.
pub(super) fn pay_button(desk: &Desk, opened: &Opened, actor: &Actor) -> Vec<Button> {
    let all = [FeeDue::BeforeAcceptance, FeeDue::AfterAcceptance, FeeDue::BeforeResult];
    let due = fees(desk, opened, &all);
    let shown = opened.may(actor, permissions::PAY) && !due.is_empty();
    let button = || {
        Button::link(
            format!("登记缴费（{} 笔）…", due.len()),
            format!("{}/pay", opened.href()),
        )
    };
    if shown {
        vec![button().secondary().compact()]
    } else {
        Vec::new()
    }
}
