//! Drafts: begun from the guide with its answers, saved by itself, found again on another device.

use std::sync::Arc;

use kernel::{Assurance, Citizen, Id, Problem};
use serde_json::{Map, Value};

use super::prefill;
use crate::model::{Content, Kind, Way};
use crate::service::Cases;
use crate::store::draft::{self, Doc, row};

/// A draft with what it holds.
#[derive(Debug, Clone)]
pub struct Begun {
    /// The row.
    pub row: row::Model,
    /// What was filled in.
    pub doc: Doc,
    /// The handling item of its version.
    pub handled: items::Handled,
    /// Whether its item was published anew since it was last opened.
    pub renewed: bool,
}

/// What a page or program saves.
#[derive(Debug, Clone, Default)]
pub struct Patch {
    /// Answers to set; `null` takes one away.
    pub answers: Map<String, Value>,
    /// Fields to set.
    pub form: Map<String, Value>,
    /// How the result is to be handed over.
    pub delivery: Option<Way>,
    /// The section that was saved.
    pub seen: Option<String>,
}

impl Cases {
    /// Begins a draft for a handling item with the answers given on its guide, or finds the one begun before.
    pub async fn begin_draft(
        self: &Arc<Self>,
        citizen: &Citizen,
        handling_code: &str,
        answers: Map<String, Value>,
        licence: Option<&str>,
    ) -> Result<Begun, Problem> {
        let handled = self.applicable(citizen, handling_code).await?;
        let local = handled.local();
        let handling = local.definition();
        let organisation = citizen.organisation.as_ref().map(|(id, _)| *id);
        let mine = draft::of(self.kernel.db.read(), citizen.person, organisation).await?;
        if let Some(row) = mine.into_iter().find(|d| d.handling_code == handling_code) {
            return self.revisit(row, answers).await;
        }
        let known = prefill::known(&self.identity, citizen, handling, licence).await?;
        let mut content = Content {
            answers,
            ..Content::default()
        };
        let mut sources = std::collections::BTreeMap::new();
        prefill::fill(handling, &known, &mut content, &mut sources);
        let agent = match organisation {
            Some(organisation) => self.identity.subject(organisation).await?.legal_representative != citizen.person,
            None => false,
        };
        let delivery = if local.delivery().contains(&items::Delivery::Electronic) {
            Way::Electronic
        } else {
            Way::Window
        };
        let kind = if organisation.is_some() {
            Kind::Legal
        } else {
            Kind::Natural
        };
        let doc = Doc {
            kind,
            agent,
            content,
            sources,
            delivery,
            seen: Vec::new(),
        };
        let edition = handled.edition().clone();
        let region = kernel::Region::of_code(&edition.body.region).unwrap_or(edition.region);
        let row = draft::blank(
            self.kernel.new_id(region),
            citizen.person,
            organisation,
            handling_code,
            edition.id,
            &handling.name,
            self.kernel.clock.now(),
        );
        let (cases, row_, doc_) = (self.clone(), row.clone(), doc.clone());
        self.kernel
            .db
            .write(move |tx| {
                Box::pin(async move { draft::insert(tx, &cases.kernel.keys, &*cases.kernel.random, row_, &doc_).await })
            })
            .await?;
        Ok(Begun {
            row,
            doc,
            handled,
            renewed: false,
        })
    }

    /// The version in force of a handling item that may be applied for at present, by this person.
    pub(super) async fn applicable(&self, citizen: &Citizen, handling_code: &str) -> Result<items::Handled, Problem> {
        let (handled, standing) = self
            .catalogue
            .current(handling_code)
            .await?
            .ok_or_else(Problem::not_found)?;
        if standing.stops_on(self.kernel.clock.today()) {
            return Err(Problem::new(409, "item_suspended", "这件事现在暂停办理").detail("恢复的时间会写在办事指南上"));
        }
        let local = handled.local();
        let handling = local.definition();
        if handling.initiator == Some(items::Initiator::Body) {
            return Err(Problem::new(
                409,
                "not_on_application",
                "这件事由机关依职权办理，不用申请",
            ));
        }
        if assurance(handling.assurance) > citizen.assurance {
            return Err(Problem::new(403, "assurance", "办这件事要先完成更高一级的身份核验")
                .detail("请带身份证到窗口核验一次，以后就可以在网上办"));
        }
        Ok(handled)
    }

    /// A draft that was begun before, with the answers that came along now.
    async fn revisit(self: &Arc<Self>, row: row::Model, answers: Map<String, Value>) -> Result<Begun, Problem> {
        let begun = self.renew(row).await?;
        if answers.is_empty() || answers.iter().all(|(k, v)| begun.doc.content.answers.get(k) == Some(v)) {
            return Ok(begun);
        }
        let version = begun.row.version;
        self.save_doc(
            begun,
            version,
            Patch {
                answers,
                ..Patch::default()
            },
        )
        .await
    }

    /// A draft of the person, or of the organisation they act for. Its item's present version counts from now on.
    pub async fn draft(self: &Arc<Self>, citizen: &Citizen, id: Id) -> Result<Begun, Problem> {
        let row = draft::find(self.kernel.db.read(), id)
            .await?
            .ok_or_else(Problem::not_found)?;
        let organisation = citizen.organisation.as_ref().map(|(id, _)| *id);
        let mine = match row.organisation {
            Some(of) => organisation == Some(of),
            None => row.person == citizen.person && organisation.is_none(),
        };
        if mine {
            return self.renew(row).await;
        }
        let Some(of) = row.organisation else {
            let own = row.person == citizen.person;
            return Err(if own {
                of_another("您自己", "自己")
            } else {
                Problem::not_found()
            });
        };
        let may = self.identity.may_act_for(citizen.person, of, identity::Verb::Apply);
        if may.await? {
            let name = self.identity.subject(of).await?.name;
            return Err(of_another(&name, &name));
        }
        // Who began it for an organisation that has taken the appointment back is told so, and not that it is gone.
        if row.person == citizen.person {
            return Err(revoked());
        }
        Err(Problem::not_found())
    }

    /// The drafts of the person, or of the organisation they act for.
    pub async fn drafts(&self, citizen: &Citizen) -> Result<Vec<row::Model>, Problem> {
        let organisation = citizen.organisation.as_ref().map(|(id, _)| *id);
        draft::of(self.kernel.db.read(), citizen.person, organisation).await
    }

    async fn renew(self: &Arc<Self>, mut row: row::Model) -> Result<Begun, Problem> {
        let doc = draft::open(&self.kernel.keys, &row)?;
        let current = self.catalogue.current(&row.handling_code).await?;
        let handled = match current {
            Some((handled, _)) => handled,
            None => {
                let code = row.handling_code.get(31..).unwrap_or_default().to_owned();
                self.handled(row.implementation, &code).await?
            }
        };
        let renewed = handled.edition().id != row.implementation;
        if renewed {
            let (id, implementation) = (row.id, handled.edition().id);
            self.kernel
                .db
                .write(move |tx| Box::pin(async move { draft::migrate(tx, id, implementation).await }))
                .await?;
            row.implementation = implementation;
        }
        Ok(Begun {
            row,
            doc,
            handled,
            renewed,
        })
    }

    /// Saves what a page sent. `version` is what the page was made from: another device that saved since is a conflict.
    pub async fn save_draft(
        self: &Arc<Self>,
        citizen: &Citizen,
        id: Id,
        version: i32,
        patch: Patch,
    ) -> Result<Begun, Problem> {
        let begun = self.draft(citizen, id).await?;
        self.save_doc(begun, version, patch).await
    }

    async fn save_doc(self: &Arc<Self>, mut begun: Begun, version: i32, patch: Patch) -> Result<Begun, Problem> {
        begun.doc.content.answers.extend(patch.answers);
        for (field, value) in patch.form {
            if begun.doc.content.form.get(&field) != Some(&value) {
                // Changed by hand: it no longer comes from a register.
                begun.doc.sources.remove(&field);
            }
            begun.doc.content.form.insert(field, value);
        }
        if let Some(way) = patch.delivery {
            begun.doc.delivery = way;
        }
        if let Some(section) = patch.seen.filter(|s| !begun.doc.seen.contains(s)) {
            begun.doc.seen.push(section);
        }
        let (cases, id, doc, now) = (self.clone(), begun.row.id, begun.doc.clone(), self.kernel.clock.now());
        let saved = self
            .kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    draft::update(tx, &cases.kernel.keys, &*cases.kernel.random, id, version, &doc, now).await
                })
            })
            .await?;
        if !saved {
            return Err(Problem::new(
                409,
                "draft_changed",
                "您在另一台设备上刚改过这一页。请选留哪一份",
            ));
        }
        begun.row.version = version + 1;
        begun.row.saved_at = now;
        Ok(begun)
    }

    /// Throws a draft away.
    pub async fn discard_draft(self: &Arc<Self>, citizen: &Citizen, id: Id) -> Result<(), Problem> {
        self.draft(citizen, id).await?;
        self.kernel
            .db
            .write(move |tx| Box::pin(async move { draft::delete(tx, id).await }))
            .await
    }
}

/// A draft of somebody for whom the person may act, but does not act at present.
fn of_another(owner: &str, choice: &str) -> Problem {
    Problem::new(403, "acting_for_another", format!("这是{owner}的草稿"))
        .detail(format!("请先在“我的”“授权”里选替{choice}办，再打开它。草稿还在"))
}

/// Somebody acts for an organisation that has taken the appointment back.
pub(super) fn revoked() -> Problem {
    Problem::new(403, "agent_revoked", "这家单位的授权已经收回，不能再替它提交")
        .detail("草稿还在，由单位的其他经办人接着办")
}

fn assurance(level: items::Assurance) -> Assurance {
    match level {
        items::Assurance::L1 => Assurance::L1,
        items::Assurance::L2 => Assurance::L2,
        items::Assurance::L3 => Assurance::L3,
        items::Assurance::L4 => Assurance::L4,
    }
}
