//! Accounts of staff and who manages them: posts, roles, second factor, password, leaving. A manager gives nothing
//! that reaches further than their own right to manage.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use gbcode::Mobile;
use kernel::{Actor, Id, Place, Problem, Scope, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, QueryOrder};
use serde_json::{Value, json};

use crate::Identity;
use crate::bodies::Post;
use crate::ledger::record;
use crate::model::{Body, broken};
use crate::passwords;
use crate::persons::open;
use crate::roles::{self, IDENTITY_MANAGE, Reach};
use crate::store::staff::{post, role, row};

/// An account of staff, as those who manage it see it.
#[derive(Debug, Clone)]
pub struct StaffAccount {
    /// Its id.
    pub id: Id,
    /// 工号.
    pub number: String,
    /// The name to sign in with.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// Their title in words.
    pub title: String,
    /// The body where they work.
    pub body: Id,
    /// Their phone; printing it hides the middle.
    pub phone: Mobile,
    /// Whether they may sign in.
    pub active: bool,
    /// Since when they have a second factor.
    pub totp_at: Option<DateTime<Utc>>,
    /// When the password was last set.
    pub password_at: DateTime<Utc>,
    /// When they last signed in.
    pub signed_in_at: Option<DateTime<Utc>>,
    /// Their posts, each with its last day if it has one.
    pub posts: Vec<(Post, Option<NaiveDate>)>,
    /// Their roles: body, role, reach.
    pub roles: Vec<(Id, String, Reach)>,
}

impl Identity {
    pub(crate) async fn staff_row(&self, id: Id) -> Result<row::Model, Problem> {
        row::Entity::find_by_id(id)
            .one(self.kernel.db.read())
            .await?
            .ok_or_else(Problem::not_found)
    }

    /// The name of a member of staff.
    pub async fn staff_name(&self, id: Id) -> Result<String, Problem> {
        Ok(self.staff_row(id).await?.name)
    }

    /// The active member of staff with this login.
    pub async fn staff_by_login(&self, login: &str) -> Result<Option<Id>, Problem> {
        let found = row::Entity::find()
            .filter(row::Column::Login.eq(login.trim().to_lowercase()))
            .filter(row::Column::Active.eq(true))
            .one(self.kernel.db.read())
            .await?;
        Ok(found.map(|r| r.id))
    }

    /// One account with its posts and roles.
    pub async fn staff(&self, id: Id) -> Result<StaffAccount, Problem> {
        let row = self.staff_row(id).await?;
        let mut accounts = self.complete(vec![row]).await?;
        accounts.pop().ok_or_else(Problem::not_found)
    }

    /// The accounts of a body: those who work there and those who hold a post there, by number.
    pub async fn staff_of(&self, body: Id) -> Result<Vec<StaffAccount>, Problem> {
        let db = self.kernel.db.read();
        let bodies = self.bodies().await?;
        let posts: Vec<Id> = bodies.posts_of(body).iter().map(|p| p.id).collect();
        let held = post::Entity::find()
            .filter(post::Column::Post.is_in(posts))
            .all(db)
            .await?;
        let rows = row::Entity::find()
            .filter(
                sea_orm::Condition::any()
                    .add(row::Column::Body.eq(body))
                    .add(row::Column::Id.is_in(held.into_iter().map(|h| h.staff))),
            )
            .order_by_asc(row::Column::Number)
            .all(db)
            .await?;
        self.complete(rows).await
    }

    /// The active people who hold a post of a body, by name: to hand over, to notify.
    pub async fn holders(&self, body: Id, post_name: &str) -> Result<Vec<(Id, String)>, Problem> {
        let db = self.kernel.db.read();
        let bodies = self.bodies().await?;
        let Some(found) = bodies.posts_of(body).into_iter().find(|p| p.name == post_name) else {
            return Ok(Vec::new());
        };
        let today = self.kernel.clock.today();
        let held = post::Entity::find()
            .filter(post::Column::Post.eq(found.id))
            .all(db)
            .await?;
        let ids = held
            .into_iter()
            .filter(|h| h.until.is_none_or(|d| d >= today))
            .map(|h| h.staff);
        let rows = row::Entity::find()
            .filter(row::Column::Id.is_in(ids))
            .filter(row::Column::Active.eq(true))
            .order_by_asc(row::Column::Number)
            .all(db)
            .await?;
        Ok(rows.into_iter().map(|r| (r.id, r.name)).collect())
    }

    /// How many active people hold a role anywhere together with a post, without which nobody signs in.
    pub async fn holders_of_role(&self, name: &str) -> Result<usize, Problem> {
        let db = self.kernel.db.read();
        let held = role::Entity::find().filter(role::Column::Role.eq(name)).all(db).await?;
        let ids: HashSet<Id> = held.into_iter().map(|h| h.staff).collect();
        let active = row::Entity::find()
            .filter(row::Column::Id.is_in(ids))
            .filter(row::Column::Active.eq(true))
            .all(db)
            .await?;
        let posted = post::Entity::find()
            .filter(post::Column::Staff.is_in(active.iter().map(|a| a.id)))
            .all(db)
            .await?;
        Ok(posted.into_iter().map(|p| p.staff).collect::<HashSet<_>>().len())
    }

    /// How many work at each body.
    pub(crate) async fn headcount(&self) -> Result<Vec<(Id, i64)>, Problem> {
        use sea_orm::QuerySelect as _;
        Ok(row::Entity::find()
            .select_only()
            .column(row::Column::Body)
            .column_as(row::Column::Id.count(), "n")
            .filter(row::Column::Active.eq(true))
            .group_by(row::Column::Body)
            .into_tuple::<(Id, i64)>()
            .all(self.kernel.db.read())
            .await?)
    }

    async fn complete(&self, rows: Vec<row::Model>) -> Result<Vec<StaffAccount>, Problem> {
        let db = self.kernel.db.read();
        let bodies = self.bodies().await?;
        let ids: Vec<Id> = rows.iter().map(|r| r.id).collect();
        let posts = post::Entity::find()
            .filter(post::Column::Staff.is_in(ids.clone()))
            .order_by_asc(post::Column::Position)
            .all(db)
            .await?;
        let held = role::Entity::find()
            .filter(role::Column::Staff.is_in(ids))
            .all(db)
            .await?;
        rows.into_iter()
            .map(|r| {
                let phone = open(&self.kernel, "staff.phone", r.id, &r.phone)?;
                let own_posts = posts.iter().filter(|p| p.staff == r.id);
                let own_roles = held.iter().filter(|h| h.staff == r.id);
                Ok(StaffAccount {
                    posts: own_posts
                        .filter_map(|p| Some((bodies.post(p.post)?.clone(), p.until)))
                        .collect(),
                    roles: own_roles
                        .map(|h| (h.body, h.role.clone(), Reach::parse(&h.reach)))
                        .collect(),
                    phone: Mobile::parse(&phone).map_err(|_| broken("phone")())?,
                    id: r.id,
                    number: r.number,
                    login: r.login,
                    name: r.name,
                    title: r.title,
                    body: r.body,
                    active: r.active,
                    totp_at: r.totp_at,
                    password_at: r.password_at,
                    signed_in_at: r.signed_in_at,
                })
            })
            .collect()
    }

    /// Gives somebody a post, for good or until a day.
    pub async fn assign_post(
        &self,
        actor: &Actor,
        staff: Id,
        post_id: Id,
        until: Option<NaiveDate>,
    ) -> Result<(), Problem> {
        let bodies = self.bodies().await?;
        let wanted = bodies.post(post_id).cloned().ok_or_else(Problem::not_found)?;
        manage(actor, &*self.body(wanted.body).await?)?;
        if until.is_some_and(|day| day < self.kernel.clock.today()) {
            return Err(Problem::new(422, "invalid", "日期要改").field("until", "到期日要在今天以后"));
        }
        let position = self.posts_held(staff).await?.len() as i32;
        let payload = json!({"post": post_id, "body": wanted.body, "name": wanted.name, "until": until});
        self.change(actor, staff, "staff.post_assigned", payload, move |tx| {
            Box::pin(async move {
                let held = post::ActiveModel {
                    staff: Set(staff),
                    post: Set(post_id),
                    position: Set(position),
                    until: Set(until),
                };
                let again = OnConflict::columns([post::Column::Staff, post::Column::Post])
                    .update_column(post::Column::Until)
                    .to_owned();
                post::Entity::insert(held)
                    .on_conflict(again)
                    .exec_without_returning(tx)
                    .await?;
                Ok(())
            })
        })
        .await
    }

    /// Takes a post away; it counts at the person's next request.
    pub async fn remove_post(&self, actor: &Actor, staff: Id, post_id: Id) -> Result<(), Problem> {
        let bodies = self.bodies().await?;
        let wanted = bodies.post(post_id).cloned().ok_or_else(Problem::not_found)?;
        manage(actor, &*self.body(wanted.body).await?)?;
        let payload = json!({"post": post_id, "body": wanted.body, "name": wanted.name});
        self.change(actor, staff, "staff.post_removed", payload, move |tx| {
            Box::pin(async move {
                post::Entity::delete_by_id((staff, post_id)).exec(tx).await?;
                Ok(())
            })
        })
        .await
    }

    /// Gives somebody a role at a body, with its reach.
    pub async fn assign_role(
        &self,
        actor: &Actor,
        staff: Id,
        body: Id,
        name: &str,
        reach: Reach,
    ) -> Result<(), Problem> {
        let body = self.body(body).await?;
        let wanted = roles::role(name).ok_or_else(|| Problem::bad_request("没有这个角色"))?;
        manage(actor, &body)?;
        let wide = reach == Reach::Region || matches!(wanted.name, "platform_admin" | "supervisor");
        if !reaches(actor, &body, if wide { Reach::Region } else { reach }) {
            return Err(Problem::forbidden().detail("您的管理范围没有这么大，请上级管理员来设"));
        }
        let payload = json!({"role": wanted.name, "body": body.id, "reach": reach.as_str()});
        let body = body.id;
        self.change(actor, staff, "staff.role_assigned", payload, move |tx| {
            Box::pin(async move {
                let held = role::ActiveModel {
                    staff: Set(staff),
                    body: Set(body),
                    role: Set(wanted.name.into()),
                    reach: Set(reach.as_str().into()),
                };
                let again = OnConflict::columns([role::Column::Staff, role::Column::Body, role::Column::Role])
                    .update_column(role::Column::Reach)
                    .to_owned();
                role::Entity::insert(held)
                    .on_conflict(again)
                    .exec_without_returning(tx)
                    .await?;
                Ok(())
            })
        })
        .await
    }

    /// Takes a role at a body away.
    pub async fn remove_role(&self, actor: &Actor, staff: Id, body: Id, name: &str) -> Result<(), Problem> {
        manage(actor, &*self.body(body).await?)?;
        let payload = json!({"role": name, "body": body});
        let name = name.to_owned();
        self.change(actor, staff, "staff.role_removed", payload, move |tx| {
            Box::pin(async move {
                role::Entity::delete_by_id((staff, body, name)).exec(tx).await?;
                Ok(())
            })
        })
        .await
    }

    /// Sets a first password, which the administrator hands over in person and which must be changed at the next
    /// sign-in; ends all sessions. Answers the password.
    pub async fn reset_password(&self, actor: &Actor, staff: Id) -> Result<String, Problem> {
        self.manage_account(actor, staff).await?;
        let password = self.first_password();
        let hash = passwords::hash(&self.kernel.random, password.clone()).await?;
        let now = self.kernel.clock.now();
        self.change(actor, staff, "staff.password_reset", json!({}), move |tx| {
            Box::pin(async move {
                let account = row::ActiveModel {
                    id: Set(staff),
                    password: Set(hash),
                    password_at: Set(now),
                    must_change: Set(true),
                    ..Default::default()
                };
                row::Entity::update(account).exec(tx).await?;
                Ok(())
            })
        })
        .await?;
        self.sessions.end_all(staff).await?;
        Ok(password)
    }

    /// The recovery of who lost their second factor: it is taken off, and all sessions end.
    pub async fn remove_totp(&self, actor: &Actor, staff: Id) -> Result<(), Problem> {
        self.manage_account(actor, staff).await?;
        self.change(actor, staff, "staff.totp_removed", json!({}), move |tx| {
            Box::pin(async move {
                let account = row::ActiveModel {
                    id: Set(staff),
                    totp: Set(None),
                    totp_at: Set(None),
                    ..Default::default()
                };
                row::Entity::update(account).exec(tx).await?;
                Ok(())
            })
        })
        .await?;
        self.sessions.end_all(staff).await
    }

    /// Stops or restarts an account; stopping counts at the next request.
    pub async fn set_active(&self, actor: &Actor, staff: Id, active: bool) -> Result<(), Problem> {
        self.manage_account(actor, staff).await?;
        let kind = if active { "staff.enabled" } else { "staff.disabled" };
        self.change(actor, staff, kind, json!({}), move |tx| {
            Box::pin(async move {
                let account = row::ActiveModel {
                    id: Set(staff),
                    active: Set(active),
                    ..Default::default()
                };
                row::Entity::update(account).exec(tx).await?;
                Ok(())
            })
        })
        .await?;
        if active {
            Ok(())
        } else {
            self.sessions.end_all(staff).await
        }
    }

    pub(crate) async fn store_staff_password(&self, staff: Id, hash: String, actor: &Actor) -> Result<(), Problem> {
        let now = self.kernel.clock.now();
        self.change(actor, staff, "staff.password_changed", json!({}), move |tx| {
            Box::pin(async move {
                let account = row::ActiveModel {
                    id: Set(staff),
                    password: Set(hash),
                    password_at: Set(now),
                    must_change: Set(false),
                    ..Default::default()
                };
                row::Entity::update(account).exec(tx).await?;
                Ok(())
            })
        })
        .await
    }

    async fn manage_account(&self, actor: &Actor, staff: Id) -> Result<(), Problem> {
        let home = self.staff_row(staff).await?.body;
        manage(actor, &*self.body(home).await?)
    }

    /// A change of an account or body together with its event.
    pub(crate) async fn change<F>(
        &self,
        actor: &Actor,
        stream: Id,
        kind: &'static str,
        payload: Value,
        work: F,
    ) -> Result<(), Problem>
    where
        F: for<'t> FnOnce(&'t Tx) -> Work<'t> + Send + 'static,
    {
        let (kernel, actor) = (self.kernel.clone(), actor.clone());
        self.kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    work(tx).await?;
                    record(&kernel, tx, stream, kind, payload, &actor).await
                })
            })
            .await
    }
}

pub(crate) type Work<'t> = std::pin::Pin<Box<dyn Future<Output = Result<(), Problem>> + Send + 't>>;

/// Whether the actor may manage the body's posts and accounts; who may not is told that there is nothing.
pub(crate) fn manage(actor: &Actor, body: &Body) -> Result<(), Problem> {
    actor.require(IDENTITY_MANAGE, IDENTITY_MANAGE, &body.place())
}

/// Whether the actor's own right to manage reaches as far.
pub(crate) fn reaches(actor: &Actor, body: &Body, reach: Reach) -> bool {
    let place = body.place();
    let region = Place::at(body.region.clone(), "");
    let mut managed = actor.grants().iter().filter(|g| g.permission == IDENTITY_MANAGE);
    if matches!(actor, Actor::System(_)) {
        return true;
    }
    match reach {
        Reach::Own | Reach::Organisation => actor.may(IDENTITY_MANAGE, &place),
        Reach::Subtree => managed.any(|g| !matches!(g.scope, Scope::Organisation(_)) && g.scope.covers(&place)),
        Reach::Region => managed.any(|g| matches!(g.scope, Scope::Region(_)) && g.scope.covers(&region)),
    }
}
