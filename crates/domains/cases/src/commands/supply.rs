//! The applicant's answer to a correction, and materials that follow after acceptance.

use std::sync::Arc;

use identity::Verb;
use kernel::idempotency::Once;
use kernel::{Actor, Citizen, Id, Problem};
use serde_json::{Map, Value};

use super::draft::Begun;
use crate::lifecycle;
use crate::model::{Case, Content, Source, State};
use crate::service::{Cases, Loaded, evaluate_draft};
use crate::store::draft::Doc;
use crate::store::upload;

impl Cases {
    /// A case of the person, or of the organisation they act for; nobody else's can be told from one that is not there.
    pub async fn own(&self, citizen: &Citizen, number: &str) -> Result<Loaded, Problem> {
        let loaded = self.load_by_number(number).await?;
        let filed = &loaded.case.filed;
        let mine = match (filed.organisation, &citizen.organisation) {
            (Some(of), Some((acting, _))) => of == *acting,
            (None, None) => filed.person == Some(citizen.person),
            _ => false,
        };
        if mine { Ok(loaded) } else { Err(Problem::not_found()) }
    }

    /// Sends what was asked for: changed fields, and the files uploaded to the case since.
    pub async fn supply(
        self: &Arc<Self>,
        citizen: &Citizen,
        loaded: &Loaded,
        fields: Map<String, Value>,
        once: Option<Once>,
    ) -> Result<Case, Problem> {
        let case = &loaded.case;
        if let Some(organisation) = case.filed.organisation
            && !self
                .identity
                .may_act_for(citizen.person, organisation, Verb::Supplement)
                .await?
        {
            return Err(Problem::new(403, "agent_revoked", "您没有替这家单位补材料的授权")
                .detail("请由法定代表人授权，或者由单位的其他经办人来补"));
        }
        let mut content: Content = case.content.clone();
        content.form.extend(fields);
        let today = kernel::shanghai(case.submitted_at).date_naive();
        let outcome = evaluate_draft(
            &loaded.handled,
            case.filed.applicant_kind,
            case.filed.agent,
            &content,
            today,
        )?;
        if !outcome.errors.is_empty() {
            let faults = outcome.errors.iter().map(|e| kernel::FieldProblem {
                field: super::submit::error_field(e),
                message: e.message.clone(),
            });
            return Err(Problem::invalid(faults.collect()));
        }
        let materials = self.materials_now(citizen, loaded, &content, &outcome).await?;
        let owed = case.state == State::InReview;
        self.change(
            Actor::Citizen(citizen.clone()),
            case.id,
            once,
            None,
            move |case, view, _| {
                if owed {
                    lifecycle::supply_owed(case, materials)
                } else {
                    // The new content decides what applies, so the rule sees its outcome.
                    let view = lifecycle::View {
                        outcome: &outcome,
                        ..*view
                    };
                    lifecycle::supply(case, &view, content, materials)
                }
            },
        )
        .await
    }

    /// The materials as they are with the files uploaded to the case since it was filed.
    async fn materials_now(
        &self,
        citizen: &Citizen,
        loaded: &Loaded,
        content: &Content,
        outcome: &items::Outcome,
    ) -> Result<Vec<crate::model::Handed>, Problem> {
        let case = &loaded.case;
        let files = upload::of_owner(self.kernel.db.read(), case.id).await?;
        let doc = Doc {
            kind: case.filed.applicant_kind,
            agent: case.filed.agent,
            content: content.clone(),
            sources: std::collections::BTreeMap::default(),
            delivery: case.filed.delivery,
            seen: Vec::new(),
        };
        let row = crate::store::draft::blank(
            case.id,
            citizen.person,
            case.filed.organisation,
            &case.filed.handling_code,
            case.filed.implementation,
            &case.filed.title,
            case.submitted_at,
        );
        let begun = Begun {
            row,
            doc,
            handled: loaded.handled.clone(),
            renewed: false,
        };
        let mut materials = self.gather(citizen, &begun, outcome, &files).await?;
        for handed in &mut materials {
            // The day that was fixed at acceptance stays.
            if let (Source::Owed { until }, Some(before)) = (&mut handed.source, case.handed(&handed.material))
                && let Source::Owed { until: fixed } = &before.source
            {
                *until = *fixed;
            }
        }
        Ok(materials)
    }

    /// The draft or case that a person may add files to, with its handling item.
    pub async fn writable(self: &Arc<Self>, citizen: &Citizen, owner: Id) -> Result<items::Handled, Problem> {
        match crate::store::file::find(self.kernel.db.read(), owner).await? {
            None => Ok(self.draft(citizen, owner).await?.handled),
            Some(row) => {
                let loaded = self.own(citizen, &row.number).await?;
                let owes = loaded.case.state == State::InReview
                    && loaded
                        .case
                        .materials
                        .iter()
                        .any(|h| matches!(h.source, Source::Owed { .. }));
                if loaded.case.state == State::Correcting || owes {
                    Ok(loaded.handled)
                } else {
                    Err(Problem::new(409, "case_closed_for_files", "这件事现在不能再加材料"))
                }
            }
        }
    }
}
