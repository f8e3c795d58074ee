//! What the law does when a body keeps silent: found by the stored due day, in bounded batches, dated by law and not by
//! the hour of the job.

use std::sync::Arc;

use kernel::{Actor, Problem};

use crate::lifecycle;
use crate::service::Cases;
use crate::store::file;

/// Accepts by law what nobody has answered in time.
pub async fn deem_accepted(cases: &Arc<Cases>) -> Result<(), Problem> {
    let today = cases.kernel.clock.today();
    for id in file::silent(cases.kernel.db.read(), today, 200).await? {
        let outcome = cases
            .change(Actor::Law, id, None, None, |case, view, _| {
                lifecycle::deem_accepted(case, view)
            })
            .await;
        match outcome {
            Ok(case) => tracing::warn!(case = case.number, "accepted by law: the body kept silent"),
            // Answered in the last moment, or the calendar of its year is not announced: neither is a fault of the job.
            Err(problem) if problem.status < 500 || problem.status == 503 => {
                tracing::info!(case = %id, reason = problem.code, "not accepted by law");
            }
            Err(problem) => return Err(problem),
        }
    }
    Ok(())
}
