//! Submission: once, with number and query code, on the version that the applicant saw.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::Datelike as _;
use gbcode::{CaseNumber, Provinces, QueryCode, RegionCode};
use identity::Verb;
use items::{Need, Outcome};
use kernel::idempotency::{self, Once};
use kernel::{Actor, Citizen, FieldProblem, Id, Problem, Tx, serial, shanghai};
use sea_orm::{ActiveValue::Set, EntityTrait as _};
use serde::{Deserialize, Serialize};

use super::draft::Begun;
use super::{continues, prefill};
use crate::event::Happened;
use crate::model::{Channel, Filed, Handed, Source};
use crate::service::{Cases, evaluate_draft};
use crate::store::{draft, file, subject_case, upload};

/// What an applicant gets for a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Receipt {
    /// The case's id.
    #[schema(value_type = String)]
    pub id: Id,
    /// 办件编号, 21 characters.
    pub number: String,
    /// 查询码, 8 characters.
    pub query_code: String,
}

impl Cases {
    /// Everything that still keeps a draft from being sent, with the field or material it is about.
    pub async fn obstacles(
        &self,
        citizen: &Citizen,
        begun: &Begun,
    ) -> Result<(Outcome, Vec<Handed>, Vec<FieldProblem>), Problem> {
        let files = upload::of_owner(self.kernel.db.read(), begun.row.id).await?;
        self.obstacles_with(citizen, begun, &files, true).await
    }

    /// The same for files that stand beside the draft; `registered` when the licence that it continues is our register's
    /// and not a program's own.
    pub(super) async fn obstacles_with(
        &self,
        citizen: &Citizen,
        begun: &Begun,
        files: &[upload::row::Model],
        registered: bool,
    ) -> Result<(Outcome, Vec<Handed>, Vec<FieldProblem>), Problem> {
        let today = self.kernel.clock.today();
        let outcome = evaluate_draft(
            &begun.handled,
            begun.doc.kind,
            begun.doc.agent,
            &begun.doc.content,
            today,
        )?;
        let local = begun.handled.local();
        let handling = local.definition();
        let materials = self.gather(citizen, begun, &outcome, files).await?;
        let mut out = endings(handling, &outcome);
        for error in &outcome.errors {
            out.push(FieldProblem {
                field: error_field(error),
                message: error.message.clone(),
            });
        }
        let missing = handling
            .materials
            .iter()
            .filter(|m| outcome.materials.iter().any(|id| **id == m.id));
        for material in missing.filter(|m| m.need == Need::Required && !has(&materials, &m.id)) {
            out.push(FieldProblem {
                field: format!("material.{}", material.id),
                message: format!("请上传{}", material.name),
            });
        }
        if let Some(rule) = handling.continues.as_ref().filter(|_| registered) {
            let known = prefill::known(&self.identity, citizen, handling, None).await?;
            let end = known.licence.as_ref().and_then(prefill::last_day);
            if let Some(message) = continues::window_fault(rule, end, today, &self.days) {
                out.push(FieldProblem {
                    field: "licence".into(),
                    message,
                });
            }
        }
        Ok((outcome, materials, out))
    }

    /// The materials of a draft as they would enter the case.
    pub async fn gather(
        &self,
        citizen: &Citizen,
        begun: &Begun,
        outcome: &Outcome,
        files: &[upload::row::Model],
    ) -> Result<Vec<Handed>, Problem> {
        let local = begun.handled.local();
        let handling = local.definition();
        let mut by_material: HashMap<&str, Vec<_>> = HashMap::new();
        for file in files {
            by_material.entry(&file.material).or_default().push(file.clone().into());
        }
        let fetched = prefill::fetched(&self.identity, citizen, handling, &outcome.materials).await?;
        let due = outcome
            .materials
            .iter()
            .filter_map(|id| handling.materials.iter().find(|m| m.id == **id));
        Ok(due
            .filter_map(|material| {
                // What the person chose to upload counts before what we would fetch.
                let source = match by_material.remove(material.id.as_str()) {
                    Some(files) => Source::Uploaded { files },
                    None => match fetched.iter().find(|h| h.material == material.id) {
                        Some(handed) => handed.source.clone(),
                        None if material.need == Need::Tolerable => Source::Owed { until: None },
                        None => return None,
                    },
                };
                Some(Handed {
                    material: material.id.clone(),
                    source,
                })
            })
            .collect())
    }

    /// Sends a draft. Sent again it answers the same receipt; sent with anything missing it says all of it.
    pub async fn submit(
        self: &Arc<Self>,
        citizen: &Citizen,
        draft_id: Id,
        channel: Channel,
    ) -> Result<Receipt, Problem> {
        let actor = Actor::Citizen(citizen.clone());
        // A draft becomes a case of the same id, so a second sending finds the case and says what the first was told.
        if let Some(receipt) = self.filed_before(citizen, draft_id).await? {
            return Ok(receipt);
        }
        let begun = match self.draft(citizen, draft_id).await {
            // Sent by another request since we looked: then the case is there now.
            Err(problem) if problem.status == 404 => {
                return self.filed_before(citizen, draft_id).await?.ok_or(problem);
            }
            begun => begun?,
        };
        if let Some(organisation) = begun.row.organisation
            && !self
                .identity
                .may_act_for(citizen.person, organisation, Verb::Apply)
                .await?
        {
            return Err(super::draft::revoked());
        }
        let (_, materials, obstacles) = self.obstacles(citizen, &begun).await?;
        if !obstacles.is_empty() {
            return Err(Problem::invalid(obstacles));
        }
        let edition = begun.handled.edition().clone();
        let body = self.identity.body_by_credit_code(&edition.body.code).await?;
        let filed = Filed {
            implementation: edition.id,
            handling_code: begun.row.handling_code.clone(),
            handling: begun.handled.local().definition().code.clone(),
            title: begun.handled.local().definition().name.clone(),
            body: body.id,
            applicant_kind: begun.doc.kind,
            person: Some(citizen.person),
            organisation: begun.row.organisation,
            applicant_name: citizen
                .organisation
                .as_ref()
                .map_or(&citizen.name, |(_, name)| name)
                .clone(),
            agent: begun.doc.agent,
            delivery: begun.doc.delivery,
            channel,
        };
        let once = Once::new(draft_id.region(), &actor, "submit", &draft_id.to_string(), b"");
        let (cases, handled, content) = (self.clone(), begun.handled.clone(), begun.doc.content.clone());
        let place = body.place();
        let receipt = self
            .kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let work = async {
                        draft::delete(tx, draft_id).await?;
                        cases
                            .file_in(tx, &actor, draft_id, filed, content, materials, &handled, &place)
                            .await
                    };
                    idempotency::run(&cases.kernel, tx, Some(once), work).await
                })
            })
            .await?;
        tracing::info!(case = receipt.number, "submitted");
        Ok(receipt)
    }

    /// The receipt of a draft that the person has sent before.
    async fn filed_before(&self, citizen: &Citizen, draft_id: Id) -> Result<Option<Receipt>, Problem> {
        let Some(row) = file::find(self.kernel.db.read(), draft_id).await? else {
            return Ok(None);
        };
        let case = file::open(&self.kernel.keys, &row)?;
        if case.filed.person != Some(citizen.person) {
            return Err(Problem::not_found());
        }
        Ok(Some(Receipt {
            id: draft_id,
            number: case.number,
            query_code: self.query_code(draft_id)?,
        }))
    }

    /// Files a case inside a transaction: number, row, event, index.
    pub(crate) async fn file_in(
        &self,
        tx: &Tx,
        actor: &Actor,
        id: Id,
        filed: Filed,
        content: crate::model::Content,
        materials: Vec<Handed>,
        handled: &items::Handled,
        place: &kernel::Place,
    ) -> Result<Receipt, Problem> {
        let number = self.case_number(tx, id, &place.region).await?;
        let query_code = self.query_code(id)?;
        let subjects = [filed.organisation.or(filed.person)];
        let first = Happened::Submitted {
            number: number.clone(),
            filed,
            content,
            materials,
        };
        let hash = self.kernel.keys.token_hash(&query_code);
        let case = self.begin_in(tx, actor, id, first, handled, place, hash).await?;
        for subject in subjects.into_iter().flatten() {
            subject_case::Entity::insert(subject_case::ActiveModel {
                subject: Set(subject),
                case_id: Set(id),
                at: Set(case.submitted_at),
            })
            .exec_without_returning(tx)
            .await?;
        }
        Ok(Receipt { id, number, query_code })
    }

    async fn case_number(&self, tx: &Tx, id: Id, region: &str) -> Result<String, Problem> {
        let day = shanghai(self.kernel.clock.now()).date_naive();
        let period = format!("{:04}{:02}{:02}", day.year(), day.month(), day.day());
        let serial = serial::next(tx, id.region(), "case", &period).await?;
        let region = RegionCode::parse(region, &Provinces::ANY).map_err(Problem::internal)?;
        let number = CaseNumber::new(&region, day, serial as u64).map_err(Problem::internal)?;
        Ok(number.as_str().to_owned())
    }

    /// The query code of a case: drawn from the key and the id, so that it is kept nowhere and can be told again to
    /// the applicant alone (receipt, own pages).
    pub fn query_code(&self, id: Id) -> Result<String, Problem> {
        let mut counter = 0u8;
        let mut pool: Vec<u8> = Vec::new();
        let code = QueryCode::generate(|bytes| {
            for byte in bytes {
                if pool.is_empty() {
                    counter = counter.wrapping_add(1);
                    pool = self.kernel.keys.index("query_code", &format!("{id}/{counter}"));
                }
                *byte = pool.pop().unwrap_or_default();
            }
            Ok::<(), Problem>(())
        })?;
        Ok(code.as_str().to_owned())
    }
}

/// The endings that hold, each as an obstacle.
pub(super) fn endings(handling: &items::Handling, outcome: &Outcome) -> Vec<FieldProblem> {
    let held = outcome.ends.iter().map(|end| FieldProblem {
        field: format!("ending.{end}"),
        message: handling
            .endings
            .iter()
            .find(|e| e.id == **end)
            .map_or_else(String::new, |e| e.message.clone()),
    });
    held.collect()
}

fn has(materials: &[Handed], id: &str) -> bool {
    materials
        .iter()
        .any(|h| h.material == id && !matches!(&h.source, Source::Uploaded { files } if files.is_empty()))
}

/// The name of the control that an error is about: `answers.x`, `form.x` or `form.section.0.x`.
pub fn error_field(error: &items::InputError) -> String {
    match (&error.section, error.row, error.kind) {
        (_, _, items::ErrorKind::NotAnswered) => format!("answers.{}", error.id),
        (Some(section), Some(row), _) => format!("form.{section}.{row}.{}", error.id),
        (_, _, items::ErrorKind::WholeForm) => {
            format!("form.{}", error.fields.first().map_or(&*error.id, |f| &**f))
        }
        _ => format!("form.{}", error.id),
    }
}
