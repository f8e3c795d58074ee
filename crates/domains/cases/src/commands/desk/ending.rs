//! 送达登记, 缴费登记, 终止办理.

use std::sync::Arc;

use kernel::idempotency::{self, Once};
use kernel::{Actor, Id, Problem};

use super::gate::gate;
use super::steps::make_if_ready;
use crate::lifecycle;
use crate::model::{Case, State, Way};
use crate::permissions;
use crate::service::Cases;

/// 送达登记: `to` is who received it.
pub async fn deliver(
    cases: &Arc<Cases>,
    actor: &Actor,
    id: Id,
    way: Way,
    to: String,
    once: Option<Once>,
) -> Result<Case, Problem> {
    gate(cases, actor, id, permissions::RECEIVE).await?;
    let by = cases.who(actor);
    cases
        .change(actor.clone(), id, once, None, move |case, _, _| {
            lifecycle::deliver(case, &by, way, &to)
        })
        .await
}

/// 缴费登记: `fen` must be what the list says. What only waited for it is made at once.
pub async fn pay(
    cases: &Arc<Cases>,
    actor: &Actor,
    id: Id,
    fee: String,
    fen: i64,
    receipt: String,
    once: Option<Once>,
) -> Result<Case, Problem> {
    let loaded = cases.load(id).await?;
    // The cashier records beside whoever works on the case.
    actor.require(permissions::PAY, permissions::SEE, &loaded.place)?;
    let (cases, actor, by) = (cases.clone(), actor.clone(), cases.who(actor));
    let body = cases.identity.body(loaded.case.filed.body).await?;
    cases
        .kernel
        .clone()
        .db
        .write(move |tx| {
            Box::pin(async move {
                let work = async {
                    let paid = cases
                        .change_in(tx, &actor, id, &loaded.handled, |case, view| {
                            lifecycle::pay(case, view, &by, &fee, fen, &receipt)
                        })
                        .await?;
                    if paid.state != State::Granted {
                        return Ok(paid);
                    }
                    make_if_ready(&cases, tx, &actor, id, &body)
                        .await
                        .map(|made| made.unwrap_or(paid))
                };
                idempotency::run(&cases.kernel, tx, once, work).await
            })
        })
        .await
}

/// 终止办理: the correction was not answered in time, or the matter has fallen away.
pub async fn terminate(
    cases: &Arc<Cases>,
    actor: &Actor,
    id: Id,
    reason: String,
    once: Option<Once>,
) -> Result<Case, Problem> {
    let permission = match cases.load(id).await?.case.state {
        State::Correcting => permissions::RECEIVE,
        _ => permissions::DECIDE,
    };
    gate(cases, actor, id, permission).await?;
    let by = cases.who(actor);
    cases
        .change(actor.clone(), id, once, None, move |case, view, _| {
            lifecycle::terminate(case, view, &by, &reason)
        })
        .await
}
