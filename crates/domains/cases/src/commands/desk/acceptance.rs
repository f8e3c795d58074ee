//! 受理, 要求补正, 不予受理.

use std::sync::Arc;

use kernel::idempotency::Once;
use kernel::{Actor, Id, Problem};

use super::gate::gate;
use crate::lifecycle;
use crate::model::{Case, CorrectionItem};
use crate::permissions;
use crate::service::Cases;

/// 受理.
pub async fn accept(cases: &Arc<Cases>, actor: &Actor, id: Id, once: Option<Once>) -> Result<Case, Problem> {
    gate(cases, actor, id, permissions::RECEIVE).await?;
    let by = cases.who(actor);
    cases
        .change(actor.clone(), id, once, None, move |case, view, _| {
            lifecycle::accept(case, view, &by)
        })
        .await
}

/// 一次性补正告知.
pub async fn ask_correction(
    cases: &Arc<Cases>,
    actor: &Actor,
    id: Id,
    items: Vec<CorrectionItem>,
    once: Option<Once>,
) -> Result<Case, Problem> {
    gate(cases, actor, id, permissions::RECEIVE).await?;
    let by = cases.who(actor);
    cases
        .change(actor.clone(), id, once, None, move |case, view, _| {
            lifecycle::ask_correction(case, view, &by, &items)
        })
        .await
}

/// 不予受理, with the reason and the articles.
pub async fn not_accept(
    cases: &Arc<Cases>,
    actor: &Actor,
    id: Id,
    reason: String,
    basis: String,
    once: Option<Once>,
) -> Result<Case, Problem> {
    gate(cases, actor, id, permissions::RECEIVE).await?;
    let by = cases.who(actor);
    cases
        .change(actor.clone(), id, once, None, move |case, view, _| {
            lifecycle::not_accept(case, view, &by, &reason, &basis)
        })
        .await
}
