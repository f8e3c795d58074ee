//! Registering: three facts compared with the public security register, the phone proved by a code, the
//! agreement consented to in a named version, a password of one's own.

use gbcode::{Mobile, Refusal as _, ResidentId, normalise};
use kernel::{Actor, FieldProblem, Id, Problem};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::Identity;
use crate::counterparts::Check;
use crate::ledger::record;
use crate::passwords;
use crate::persons::{known, provinces};
use crate::store::person::row;

/// The version of the agreement that is in force.
pub const AGREEMENT_VERSION: &str = "2026-10";

/// What is compared: three facts that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The name as on the identity card.
    pub name: String,
    /// The identity number.
    pub number: ResidentId,
    /// The phone.
    pub phone: Mobile,
}

impl Identity {
    /// Reads the facts as they were typed; the problems are at the fields `name`, `number` and `phone`.
    pub fn read_facts(&self, name: &str, number: &str, phone: &str) -> Result<Facts, Vec<FieldProblem>> {
        let mut wrong = Vec::new();
        let mut refuse = |field: &str, message: String| {
            wrong.push(FieldProblem {
                field: field.into(),
                message,
            });
        };
        let name = name.trim();
        if name.is_empty() {
            refuse("name", "请填写姓名".into());
        }
        let today = self.kernel.clock.today();
        let number = if number.trim().is_empty() {
            refuse("number", "请填写身份证号".into());
            None
        } else {
            ResidentId::parse(&normalise(number), &provinces(&self.kernel), today)
                .map_err(|e| refuse("number", e.sentence()))
                .ok()
        };
        let phone = if phone.trim().is_empty() {
            refuse("phone", "请填写手机号".into());
            None
        } else {
            Mobile::parse(&Mobile::normalise(phone))
                .map_err(|e| refuse("phone", e.sentence()))
                .ok()
        };
        match (number, phone) {
            (Some(number), Some(phone)) if wrong.is_empty() => Ok(Facts {
                name: name.into(),
                number,
                phone,
            }),
            _ => Err(wrong),
        }
    }

    /// Compares the facts through the counterpart.
    pub async fn check_facts(&self, facts: &Facts) -> Check {
        let counterparts = self.counterparts();
        counterparts
            .check_identity(&facts.name, facts.number.as_str(), facts.phone.as_str())
            .await
    }

    /// Makes the account of a person whose facts were compared and whose phone was proved. Who has one already is
    /// told so (409), which only the person themself can learn.
    pub async fn register(&self, facts: &Facts, password: &str) -> Result<Id, Problem> {
        let own = [facts.phone.as_str(), facts.number.as_str()];
        if let Some(objection) = passwords::objection(password, &own) {
            return Err(Problem::new(422, "invalid", "密码要改").field("password", objection));
        }
        let hash = passwords::hash(&self.kernel.random, password.to_owned()).await?;
        let region = self.home_region(&facts.number).await?;
        let (fresh, new) = known(&self.kernel, &facts.name, &facts.number, &facts.phone, "", &region)?;
        let (kernel, facts) = (self.kernel.clone(), facts.clone());
        self.kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let index = kernel.keys.index("number", facts.number.as_str());
                    let earlier = row::Entity::find()
                        .filter(row::Column::NumberIndex.eq(index))
                        .one(tx)
                        .await?;
                    if earlier.as_ref().is_some_and(|e| e.registered_at.is_some()) {
                        return Err(Problem::new(409, "already_registered", "您已经注册过了，请直接登录"));
                    }
                    let now = kernel.clock.now();
                    let id = match earlier {
                        Some(earlier) => earlier.id,
                        None => {
                            row::Entity::insert(new).exec_without_returning(tx).await?;
                            fresh
                        }
                    };
                    let account = row::ActiveModel {
                        id: Set(id),
                        name: Set(facts.name),
                        phone_index: Set(kernel.keys.index("phone", facts.phone.as_str())),
                        phone: Set(crate::persons::seal(&kernel, "person.phone", id, facts.phone.as_str())),
                        assurance: Set(2),
                        password: Set(Some(hash)),
                        password_at: Set(Some(now)),
                        registered_at: Set(Some(now)),
                        agreement: Set(Some(AGREEMENT_VERSION.into())),
                        agreed_at: Set(Some(now)),
                        ..Default::default()
                    };
                    row::Entity::update(account).exec(tx).await?;
                    let payload = json!({"agreement": AGREEMENT_VERSION, "assurance": "L2"});
                    record(&kernel, tx, id, "person.registered", payload, &Actor::Visitor).await?;
                    Ok(id)
                })
            })
            .await
    }

    /// The county of the number when this platform serves it, otherwise the platform's own.
    async fn home_region(&self, number: &ResidentId) -> Result<String, Problem> {
        let county = format!("{}000000", number.region());
        let bodies = self.bodies().await?;
        let served = bodies.iter().any(|b| b.region == county);
        Ok(if served {
            county
        } else {
            self.kernel.config.home_region.clone()
        })
    }

    /// Gives a person a new password. What is wrong with it is a 422.
    pub(crate) async fn set_password(&self, person: Id, password: &str, actor: &Actor) -> Result<(), Problem> {
        let owner = self.person(person).await?;
        if let Some(objection) = passwords::objection(password, &[owner.phone.as_str(), owner.number.as_str()]) {
            return Err(Problem::new(422, "invalid", "密码要改").field("password", objection));
        }
        let hash = passwords::hash(&self.kernel.random, password.to_owned()).await?;
        let (kernel, actor) = (self.kernel.clone(), actor.clone());
        self.kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let account = row::ActiveModel {
                        id: Set(person),
                        password: Set(Some(hash)),
                        password_at: Set(Some(kernel.clock.now())),
                        ..Default::default()
                    };
                    row::Entity::update(account).exec(tx).await?;
                    record(&kernel, tx, person, "person.password_changed", json!({}), &actor).await
                })
            })
            .await
    }
}
