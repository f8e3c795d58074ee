//! A whole application at once, from a program: a signed-in person's own, or filed for a person by a body's own system
//! or window.

use std::collections::BTreeMap;
use std::sync::Arc;

use identity::Verb;
use kernel::blobs::{self, Stored};
use kernel::idempotency::{self, Once};
use kernel::{Actor, Citizen, FieldProblem, Id, Problem};

use super::draft::Begun;
use super::submit::Receipt;
use crate::files;
use crate::model::{Channel, Content, Filed, Kind, Way};
use crate::permissions;
use crate::service::Cases;
use crate::store::draft::{self, Doc};
use crate::store::upload::{self, row};

/// Everything that is asked at once.
#[derive(Debug, Clone)]
pub struct Filing {
    /// 业务办理项编码.
    pub handling_code: String,
    /// For whom.
    pub citizen: Citizen,
    /// Whether somebody acts for the applicant.
    pub agent: bool,
    /// Answers, form and licence, whole: nothing is filled in for a program.
    pub content: Content,
    /// How the result is to be handed over; as the item prefers when left out.
    pub delivery: Option<Way>,
    /// The files of each material, by the ids of earlier uploads.
    pub files: BTreeMap<String, Vec<Id>>,
}

impl Cases {
    /// Files an application in one step. Sent again with the same key it answers the same receipt.
    pub async fn file_whole(
        self: &Arc<Self>,
        actor: &Actor,
        filing: Filing,
        key: &str,
        request: &[u8],
    ) -> Result<Receipt, Problem> {
        let current = self.catalogue.current(&filing.handling_code).await?;
        let (handled, _) = current.ok_or_else(Problem::not_found)?;
        let edition = handled.edition();
        let body = self.identity.body_by_credit_code(&edition.body.code).await?;
        if matches!(actor, Actor::Client { .. }) && !actor.may(permissions::API, &body.place()) {
            return Err(Problem::forbidden());
        }
        let region = kernel::Region::of_code(&body.region).unwrap_or(edition.region);
        let once = Once::new(region, actor, "file", key, request);
        let id = self.kernel.new_id(region);
        let refusal = match self.file_new(actor, id, filing, &body, once.clone()).await {
            Err(refusal) => refusal,
            filed => return filed,
        };
        // What was filed before is answered again, though it could not be filed any more.
        let earlier = once.earlier(&self.kernel, self.kernel.db.read()).await?;
        earlier.ok_or(refusal)
    }

    async fn file_new(
        self: &Arc<Self>,
        actor: &Actor,
        id: Id,
        filing: Filing,
        body: &identity::Body,
        once: Once,
    ) -> Result<Receipt, Problem> {
        let citizen = filing.citizen.clone();
        let handled = self.applicable(&citizen, &filing.handling_code).await?;
        let edition = handled.edition().clone();
        if let (Actor::Citizen(_), Some((organisation, _))) = (actor, &citizen.organisation)
            && !self
                .identity
                .may_act_for(citizen.person, *organisation, Verb::Apply)
                .await?
        {
            return Err(super::draft::revoked());
        }
        let begun = self.as_draft(id, &filing, handled.clone());
        let (uploads, stored) = self.taken(actor, id, &filing, &handled).await?;
        let registered = filing.content.licence.is_none();
        let (_, materials, obstacles) = self.obstacles_with(&citizen, &begun, &uploads, registered).await?;
        if !obstacles.is_empty() {
            return Err(Problem::invalid(obstacles));
        }
        let filed = Filed {
            implementation: edition.id,
            handling_code: filing.handling_code,
            handling: handled.local().definition().code.clone(),
            title: handled.local().definition().name.clone(),
            body: body.id,
            applicant_kind: begun.doc.kind,
            person: Some(citizen.person),
            organisation: begun.row.organisation,
            applicant_name: citizen.organisation.map_or(citizen.name, |(_, name)| name),
            agent: filing.agent,
            delivery: begun.doc.delivery,
            channel: Channel::Api,
        };
        let (cases, actor, place) = (self.clone(), actor.clone(), body.place());
        let receipt = self
            .kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let work = async {
                        for one in &stored {
                            blobs::record(&cases.kernel, tx, one).await?;
                        }
                        for one in uploads {
                            upload::insert(tx, one).await?;
                        }
                        cases
                            .file_in(tx, &actor, id, filed, filing.content, materials, &handled, &place)
                            .await
                    };
                    idempotency::run(&cases.kernel, tx, Some(once), work).await
                })
            })
            .await?;
        tracing::info!(case = receipt.number, "filed by a program");
        Ok(receipt)
    }

    /// The filing as the draft that it would have been.
    fn as_draft(&self, id: Id, filing: &Filing, handled: items::Handled) -> Begun {
        let local = handled.local();
        let organisation = filing.citizen.organisation.as_ref().map(|(id, _)| *id);
        let preferred = if local.delivery().contains(&items::Delivery::Electronic) {
            Way::Electronic
        } else {
            Way::Window
        };
        let doc = Doc {
            kind: if organisation.is_some() {
                Kind::Legal
            } else {
                Kind::Natural
            },
            agent: filing.agent,
            content: filing.content.clone(),
            sources: BTreeMap::new(),
            delivery: filing.delivery.unwrap_or(preferred),
            seen: Vec::new(),
        };
        let row = draft::blank(
            id,
            filing.citizen.person,
            organisation,
            &filing.handling_code,
            handled.edition().id,
            &local.definition().name,
            self.kernel.clock.now(),
        );
        Begun {
            row,
            doc,
            handled,
            renewed: false,
        }
    }

    /// The uploads that the filing names, as rows of the new case, each tested against its material.
    async fn taken(
        &self,
        actor: &Actor,
        case: Id,
        filing: &Filing,
        handled: &items::Handled,
    ) -> Result<(Vec<row::Model>, Vec<Stored>), Problem> {
        let (mut rows, mut stored, mut wrong) = (Vec::new(), Vec::new(), Vec::new());
        let local = handled.local();
        let owner = uploader(actor, &filing.citizen);
        for (material, ids) in &filing.files {
            let fault = |message: String| FieldProblem {
                field: format!("material.{material}"),
                message,
            };
            let Some(definition) = local.definition().materials.iter().find(|m| m.id == *material) else {
                wrong.push(fault("清单里没有这份材料".into()));
                continue;
            };
            let most = u64::from(definition.max_mb.unwrap_or(files::MOST_MB as u32));
            for id in ids {
                let found = upload::find(self.kernel.db.read(), *id).await?;
                let Some(earlier) = found.filter(|u| u.person == owner) else {
                    wrong.push(fault(format!("没有找到上传的文件{id}")));
                    continue;
                };
                let content = self.kernel.blobs.get(earlier.region, &earlier.digest).await?;
                match files::sniff(&earlier.name, &content, &files::kinds(definition), most) {
                    Err(problem) => wrong.push(fault(problem.title)),
                    Ok(kind) => {
                        let kept = self.kernel.blobs.put(case.region(), kind, content).await?;
                        rows.push(row::Model {
                            region: case.region(),
                            id: self.kernel.new_id(case.region()),
                            owner: case,
                            person: filing.citizen.person,
                            material: definition.id.clone(),
                            material_name: definition.name.clone(),
                            at: self.kernel.clock.now(),
                            digest: kept.digest.clone(),
                            size: kept.size,
                            media_type: kind.into(),
                            name: earlier.name,
                        });
                        stored.push(kept);
                    }
                }
            }
        }
        if wrong.is_empty() {
            Ok((rows, stored))
        } else {
            Err(Problem::invalid(wrong))
        }
    }

    /// Keeps a file that a program will name in a filing. What it is for is tested then.
    pub async fn keep_for_filing(
        self: &Arc<Self>,
        actor: &Actor,
        name: &str,
        content: bytes::Bytes,
    ) -> Result<row::Model, Problem> {
        let (Actor::Citizen(kernel::Citizen { person: owner, .. }) | Actor::Client { id: owner, .. }) = actor else {
            return Err(Problem::unauthenticated());
        };
        let owner = *owner;
        let name = super::upload::clean_name(name);
        let media_type = files::sniff(&name, &content, &files::ALL, self.kernel.config.max_upload_mb)?;
        let stored = self.kernel.blobs.put(owner.region(), media_type, content).await?;
        let row = row::Model {
            region: owner.region(),
            id: self.kernel.new_id(owner.region()),
            owner,
            person: owner,
            material: String::new(),
            material_name: String::new(),
            name,
            digest: stored.digest.clone(),
            size: stored.size,
            media_type: media_type.into(),
            at: self.kernel.clock.now(),
        };
        let (cases, new) = (self.clone(), row.clone());
        self.kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    blobs::record(&cases.kernel, tx, &stored).await?;
                    upload::insert(tx, new).await
                })
            })
            .await?;
        Ok(row)
    }
}

/// Whose uploads a filing may name: the program's that files, or the person's own.
const fn uploader(actor: &Actor, citizen: &Citizen) -> Id {
    match actor {
        Actor::Client { id, .. } => *id,
        _ => citizen.person,
    }
}
