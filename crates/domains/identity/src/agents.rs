//! Agents (经办人): the legal representative names a person by three facts, until a day, for some things; each side
//! may end it at any time, and it ends for the next request.

use chrono::{Months, NaiveDate};
use kernel::{Actor, FieldProblem, Id, Problem};
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use serde_json::json;

use crate::Identity;
use crate::counterparts::Check;
use crate::ledger::record;
use crate::model::{Agent, Verb};
use crate::persons::{in_force, known, verbs};
use crate::register::Facts;
use crate::store::person::{agent, row, subject};

/// An appointment that reaches further is renewed instead.
const LONGEST: Months = Months::new(36);

fn field(name: &str, message: &str) -> FieldProblem {
    FieldProblem {
        field: name.into(),
        message: message.into(),
    }
}

impl Identity {
    /// Appoints an agent; an earlier appointment of the same person ends. What must be changed is a 422 with fields
    /// `name`, `number`, `phone`, `until`, `may`.
    pub async fn appoint(
        &self,
        actor: &Actor,
        organisation: Id,
        facts: &Facts,
        until: NaiveDate,
        may: &[Verb],
    ) -> Result<Id, Problem> {
        let representative = actor.citizen()?.person;
        let subject = self.represented(representative, organisation).await?;
        self.check_appointment(representative, facts, until, may).await?;
        let region = &subject.region;
        let (fresh, new) = known(&self.kernel, &facts.name, &facts.number, &facts.phone, "", region)?;
        let home = kernel::Region::of_code(region).unwrap_or_default();
        let (kernel, actor, index) = (
            self.kernel.clone(),
            actor.clone(),
            self.kernel.keys.index("number", facts.number.as_str()),
        );
        let may = may.iter().map(|v| v.as_str()).collect::<Vec<_>>().join(" ");
        self.kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let earlier = row::Entity::find()
                        .filter(row::Column::NumberIndex.eq(index))
                        .one(tx)
                        .await?;
                    let person = match earlier {
                        Some(earlier) => earlier.id,
                        None => {
                            row::Entity::insert(new).exec_without_returning(tx).await?;
                            fresh
                        }
                    };
                    let now = kernel.clock.now();
                    agent::Entity::update_many()
                        .col_expr(agent::Column::RevokedAt, Expr::value(Some(now)))
                        .filter(agent::Column::Subject.eq(organisation))
                        .filter(agent::Column::Person.eq(person))
                        .filter(agent::Column::RevokedAt.is_null())
                        .exec(tx)
                        .await?;
                    let id = kernel.new_id(home);
                    let payload = json!({"person": person, "until": until, "may": may});
                    let row = agent::ActiveModel {
                        id: Set(id),
                        subject: Set(organisation),
                        person: Set(person),
                        until: Set(until),
                        may: Set(may),
                        appointed_at: Set(now),
                        revoked_at: Set(None),
                    };
                    agent::Entity::insert(row).exec_without_returning(tx).await?;
                    record(&kernel, tx, organisation, "agent.appointed", payload, &actor).await?;
                    Ok(id)
                })
            })
            .await
    }

    async fn check_appointment(
        &self,
        representative: Id,
        facts: &Facts,
        until: NaiveDate,
        may: &[Verb],
    ) -> Result<(), Problem> {
        let today = self.kernel.clock.today();
        let mut wrong = Vec::new();
        if until < today {
            wrong.push(field("until", "到期日要在今天以后"));
        } else if today.checked_add_months(LONGEST).is_some_and(|last| until > last) {
            wrong.push(field("until", "一次最多授权3年，请改早一点，到期可以再续"));
        }
        if may.is_empty() {
            wrong.push(field("may", "请至少选一项，让经办人知道能办什么"));
        }
        if self.person(representative).await?.number == facts.number {
            wrong.push(field("number", "这是您自己的身份证号。法定代表人不用授权就能办"));
        }
        if wrong.is_empty() {
            match self.check_facts(facts).await {
                Check::Match => {}
                Check::NoMatch => wrong.push(field("number", "姓名、身份证号和手机号对不上，请和经办人再核对一次")),
                Check::Unavailable => {
                    return Err(Problem::new(503, "counterpart_away", "身份比对服务现在连不上")
                        .detail("不是您的操作有错。请过几分钟再试，您填的内容没有丢"));
                }
            }
        }
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(Problem::invalid(wrong))
        }
    }

    /// The organisation, if the person represents it by law.
    async fn represented(&self, person: Id, organisation: Id) -> Result<subject::Model, Problem> {
        subject::Entity::find_by_id(organisation)
            .one(self.kernel.db.read())
            .await?
            .filter(|s| s.legal_representative == person)
            .ok_or_else(Problem::not_found)
    }

    /// Ends an appointment: the legal representative, or the agent themself.
    pub async fn revoke(&self, actor: &Actor, appointment: Id) -> Result<(), Problem> {
        let person = actor.citizen()?.person;
        let row = agent::Entity::find_by_id(appointment)
            .one(self.kernel.db.read())
            .await?
            .ok_or_else(Problem::not_found)?;
        if row.person != person {
            self.represented(person, row.subject).await?;
        }
        let (kernel, actor) = (self.kernel.clone(), actor.clone());
        self.kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let ended = agent::Entity::update_many()
                        .col_expr(agent::Column::RevokedAt, Expr::value(Some(kernel.clock.now())))
                        .filter(agent::Column::Id.eq(appointment))
                        .filter(agent::Column::RevokedAt.is_null())
                        .exec(tx)
                        .await?;
                    if ended.rows_affected == 1 {
                        let payload = json!({"person": row.person});
                        record(&kernel, tx, row.subject, "agent.revoked", payload, &actor).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// The agents of an organisation today.
    pub async fn agents_of(&self, organisation: Id) -> Result<Vec<Agent>, Problem> {
        let db = self.kernel.db.read();
        let rows = agent::Entity::find()
            .filter(agent::Column::Subject.eq(organisation))
            .filter(in_force(self.kernel.clock.today()))
            .order_by_asc(agent::Column::AppointedAt)
            .all(db)
            .await?;
        let ids: Vec<Id> = rows.iter().map(|r| r.person).collect();
        let people = row::Entity::find().filter(row::Column::Id.is_in(ids)).all(db).await?;
        let name = |id| {
            people
                .iter()
                .find(|p| p.id == id)
                .map(|p| p.name.clone())
                .unwrap_or_default()
        };
        Ok(rows
            .into_iter()
            .map(|r| Agent {
                id: r.id,
                person: r.person,
                name: name(r.person),
                may: verbs(&r.may),
                until: r.until,
            })
            .collect())
    }

    /// The appointment by which a person acts for an organisation, if they are its agent.
    pub(crate) async fn appointment(&self, person: Id, organisation: Id) -> Result<Option<Id>, Problem> {
        Ok(agent::Entity::find()
            .filter(agent::Column::Person.eq(person))
            .filter(agent::Column::Subject.eq(organisation))
            .filter(in_force(self.kernel.clock.today()))
            .one(self.kernel.db.read())
            .await?
            .map(|a| a.id))
    }
}
