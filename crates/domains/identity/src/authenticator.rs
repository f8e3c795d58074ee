//! Who an account is now: posts, rights and appointments are read at each request, so what was taken away no longer
//! counts at the next one.

use async_trait::async_trait;
use kernel::{Actor, Citizen, Id, Problem, Staff};
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use web::server::Authenticator;

use crate::Identity;
use crate::bodies::Bodies;
use crate::model::assurance_of;
use crate::roles::{self, Reach};
use crate::store::{person, staff};

#[async_trait]
impl Authenticator for Identity {
    async fn actor(&self, kind: &str, account: Id, context: Option<&str>) -> Result<Option<Actor>, Problem> {
        match kind {
            "citizen" => self.citizen(account, context).await,
            "staff" => Ok(self.staff_actor(account, context).await?.map(Actor::Staff)),
            _ => Ok(None),
        }
    }

    async fn bearer(&self, token: &str) -> Result<Option<Actor>, Problem> {
        self.client_of(token).await
    }
}

impl Identity {
    async fn citizen(&self, account: Id, context: Option<&str>) -> Result<Option<Actor>, Problem> {
        let row = person::row::Entity::find_by_id(account)
            .one(self.kernel.db.read())
            .await?;
        let Some(row) = row.filter(|r| r.registered_at.is_some()) else {
            return Ok(None);
        };
        let organisation = match context.and_then(|c| c.parse::<Id>().ok()) {
            // An appointment that ended leaves the person signed in, for themself.
            Some(id) => self
                .membership(account, id)
                .await?
                .map(|m| (m.subject.id, m.subject.name)),
            None => None,
        };
        Ok(Some(Actor::Citizen(Citizen {
            person: account,
            name: row.name,
            assurance: assurance_of(row.assurance),
            organisation,
        })))
    }

    /// A member of staff at the chosen post, or at their first one; `None` when the account may not act any more.
    pub async fn staff_actor(&self, account: Id, post: Option<&str>) -> Result<Option<Staff>, Problem> {
        let db = self.kernel.db.read();
        let row = staff::row::Entity::find_by_id(account).one(db).await?;
        let Some(row) = row.filter(|r| r.active) else {
            return Ok(None);
        };
        let bodies = self.bodies().await?;
        let held = self.posts_held(account).await?;
        let known: Vec<_> = held.iter().filter_map(|id| bodies.post(*id)).collect();
        let wanted = post.and_then(|p| p.parse::<Id>().ok());
        let Some(chosen) = known.iter().find(|p| Some(p.id) == wanted).or_else(|| known.first()) else {
            return Ok(None);
        };
        let Some(body) = bodies.get(chosen.body) else {
            return Ok(None);
        };
        let rights = self.roles_at(account, body.id).await?;
        let at_steps = known.iter().filter(|p| p.body == body.id && p.kind == "step");
        let posts: Vec<String> = at_steps.map(|p| p.name.clone()).collect();
        Ok(Some(Staff {
            id: account,
            name: row.name,
            post_id: chosen.id.to_string(),
            post: chosen.name.clone(),
            choices: known
                .iter()
                .filter_map(|p| Some((p.id.to_string(), choice_name(&bodies, p.body, &p.name)?)))
                .collect(),
            body: body.id,
            body_name: body.name.clone(),
            place: body.place(),
            grants: roles::grants(&rights, body, account, &posts),
            posts,
        }))
    }

    /// The posts somebody holds today, in their order.
    pub(crate) async fn posts_held(&self, account: Id) -> Result<Vec<Id>, Problem> {
        let today = self.kernel.clock.today();
        let rows = staff::post::Entity::find()
            .filter(staff::post::Column::Staff.eq(account))
            .order_by_asc(staff::post::Column::Position)
            .all(self.kernel.db.read())
            .await?;
        Ok(rows
            .into_iter()
            .filter(|r| r.until.is_none_or(|day| day >= today))
            .map(|r| r.post)
            .collect())
    }

    /// The roles somebody holds at a body, each with its reach.
    pub(crate) async fn roles_at(&self, account: Id, body: Id) -> Result<Vec<(String, Reach)>, Problem> {
        let rows = staff::role::Entity::find()
            .filter(staff::role::Column::Staff.eq(account))
            .filter(staff::role::Column::Body.eq(body))
            .order_by_asc(staff::role::Column::Role)
            .all(self.kernel.db.read())
            .await?;
        Ok(rows.into_iter().map(|r| (r.role, Reach::parse(&r.reach))).collect())
    }
}

fn choice_name(bodies: &Bodies, body: Id, post: &str) -> Option<String> {
    bodies.get(body).map(|b| format!("{} · {post}", b.short_name))
}
