//! Items that the body begins itself: the case is opened at the desk (`initiator: body`).

use std::sync::Arc;

use kernel::idempotency::{self, Once};
use kernel::{Actor, FieldProblem, Problem};

use super::submit::{Receipt, endings, error_field};
use crate::model::{Channel, Content, Filed, Handed, Kind, Source, Way};
use crate::permissions;
use crate::service::{Cases, evaluate_draft};

impl Cases {
    /// Opens a case ex officio about somebody, with what the officer has recorded. It is accepted with its opening.
    pub async fn open_ex_officio(
        self: &Arc<Self>,
        actor: &Actor,
        handling_code: &str,
        about: (Kind, String),
        content: Content,
        key: String,
    ) -> Result<Receipt, Problem> {
        let staff = actor.staff()?.clone();
        let (handled, _) = self
            .catalogue
            .current(handling_code)
            .await?
            .ok_or_else(Problem::not_found)?;
        let edition = handled.edition().clone();
        let body = self.identity.body_by_credit_code(&edition.body.code).await?;
        actor.require(permissions::OPEN, permissions::SEE, &body.place())?;
        let local = handled.local();
        let handling = local.definition();
        if handling.initiator != Some(items::Initiator::Body) {
            return Err(Problem::new(
                409,
                "only_on_application",
                "这件事要由申请人申请，不能依职权开始",
            ));
        }
        let today = self.kernel.clock.today();
        let outcome = evaluate_draft(&handled, about.0, false, &content, today)?;
        let mut faults = endings(handling, &outcome);
        faults.extend(outcome.errors.iter().map(|e| FieldProblem {
            field: error_field(e),
            message: e.message.clone(),
        }));
        if !faults.is_empty() {
            return Err(Problem::invalid(faults));
        }
        let materials = outcome.materials.iter().map(|id| Handed {
            material: id.to_string(),
            source: Source::ByBody,
        });
        let materials: Vec<_> = materials.collect();
        let filed = Filed {
            implementation: edition.id,
            handling_code: handling_code.to_owned(),
            handling: handling.code.clone(),
            title: handling.name.clone(),
            body: body.id,
            applicant_kind: about.0,
            person: None,
            organisation: None,
            applicant_name: about.1.clone(),
            agent: false,
            delivery: Way::Window,
            channel: Channel::Body,
        };
        let region = kernel::Region::of_code(&body.region).unwrap_or(edition.region);
        let id = self.kernel.new_id(region);
        let actor = Actor::Staff(staff);
        let asked = serde_json::to_vec(&(handling_code, about.0, &about.1, &content))?;
        let once = Once::new(region, &actor, "open", &key, &asked);
        let (cases, handled_, place) = (self.clone(), handled.clone(), body.place());
        self.kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let work = async {
                        let receipt = cases
                            .file_in(tx, &actor, id, filed, content, materials, &handled_, &place)
                            .await?;
                        let by = cases.who(&actor);
                        cases
                            .change_in(tx, &actor, id, &handled_, |case, view| {
                                crate::lifecycle::accept(case, view, &by)
                            })
                            .await?;
                        Ok(receipt)
                    };
                    idempotency::run(&cases.kernel, tx, Some(once), work).await
                })
            })
            .await
    }
}
