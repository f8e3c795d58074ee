//! Signing in. Unknown, wrong and delayed get one answer, so nothing tells whether an account exists.

use gbcode::{Mobile, normalise};
use kernel::{Actor, Id, Problem};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;

use crate::Identity;
use crate::codes::{Purpose, Sending};
use crate::passwords;
use crate::pending::Kind;
use crate::store::staff::row as staff;

/// How far a sign-in of staff has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StaffSignIn {
    /// Unknown, wrong or delayed.
    Refused,
    /// Everything was right, but the person holds no post at present.
    NoPost,
    /// The code of the second factor is owed; the token names the half-done sign-in.
    Second(String),
    /// A password of their own is owed; the token names the half-done sign-in.
    Change(String),
    /// Signed in.
    Done(Id),
}

/// Writes a try to get in to the log (GB/T 22239, 8.1.4.3): who, by id and never by what was typed, from where.
pub(crate) fn told(way: &str, account: Option<Id>, source: &str, fits: bool) {
    let account = account.map(|id| id.to_string());
    if fits {
        tracing::info!(way, account, source, "a sign-in was proved");
    } else {
        tracing::warn!(way, account, source, "a sign-in was refused");
    }
}

impl Identity {
    /// The account that a phone or identity number and a password open.
    pub async fn sign_in(&self, account: &str, password: &str, source: &str) -> Result<Option<Id>, Problem> {
        let row = self.account_of(account).await?;
        // One account has one count, under whichever of its names it is tried.
        let name = row
            .as_ref()
            .map_or_else(|| Mobile::normalise(account), |r| r.id.to_string());
        let counts = self.counts("password", &name, source);
        let stored = row.as_ref().and_then(|r| r.password.as_deref());
        let fits = self.attempt(&counts).await? && self.password_fits(password, stored).await?;
        let account = row.map(|r| r.id);
        told("password", account, source, fits);
        if !fits {
            return Ok(None);
        }
        self.succeeded(&counts).await?;
        Ok(account)
    }

    /// Sends a code for signing in, if the phone has an account; the answer does not tell whether it has.
    pub(crate) async fn send_sign_in_code(&self, phone: &Mobile, source: &str) -> Result<Sending, Problem> {
        if self.account_of(phone.as_str()).await?.is_some() {
            return self.send_code(Purpose::SignIn, phone, source).await;
        }
        let asked = self.attempt(&self.counts("sms", phone.as_str(), source)).await?;
        Ok(if asked { Sending::Sent } else { Sending::TooSoon })
    }

    /// The account that a phone and its code open.
    pub(crate) async fn sign_in_by_code(
        &self,
        phone: &Mobile,
        code: &str,
        source: &str,
    ) -> Result<Option<Id>, Problem> {
        let fits = self.use_code(Purpose::SignIn, phone, code).await?;
        let account = self.account_of(phone.as_str()).await?.map(|r| r.id);
        told("code", account, source, fits);
        Ok(account.filter(|_| fits))
    }

    /// The first step of staff: login, number or phone, and password.
    pub async fn sign_in_staff(&self, account: &str, password: &str, source: &str) -> Result<StaffSignIn, Problem> {
        let row = self.staff_account(account).await?;
        let name = row.as_ref().map_or_else(|| normalise(account), |r| r.id.to_string());
        let counts = self.counts("staff", &name, source);
        let stored = row.as_ref().map(|r| r.password.as_str());
        let fits = self.attempt(&counts).await? && self.password_fits(password, stored).await?;
        told("staff password", row.as_ref().map(|r| r.id), source, fits);
        if !fits {
            return Ok(StaffSignIn::Refused);
        }
        self.succeeded(&counts).await?;
        match row {
            Some(row) if row.totp_at.is_some() => {
                let token = self.begin_pending(Kind::Second, Some(row.id), "").await?;
                Ok(StaffSignIn::Second(token))
            }
            Some(row) => self.let_in(&row).await,
            None => Ok(StaffSignIn::Refused),
        }
    }

    /// The second step: the code of the second factor.
    pub async fn sign_in_second(&self, token: &str, code: &str, source: &str) -> Result<StaffSignIn, Problem> {
        let Some(pending) = self.pending(Kind::Second, token).await? else {
            return Ok(StaffSignIn::Refused);
        };
        let Some(account) = pending.account else {
            return Ok(StaffSignIn::Refused);
        };
        if !self.try_pending(&pending).await? {
            return Ok(StaffSignIn::Refused);
        }
        let row = self.staff_row(account).await?;
        let fits = row.active && self.totp_fits(&row, code).await?;
        told("staff second factor", Some(account), source, fits);
        if !fits {
            return Ok(StaffSignIn::Second(token.to_owned()));
        }
        if !self.end_pending(&pending).await? {
            return Ok(StaffSignIn::Refused);
        }
        self.let_in(&row).await
    }

    /// The step of those whose password was set by an administrator. A problem of the password is a 422.
    pub async fn sign_in_change(&self, token: &str, password: &str) -> Result<StaffSignIn, Problem> {
        let Some(pending) = self.pending(Kind::Change, token).await? else {
            return Ok(StaffSignIn::Refused);
        };
        let Some(account) = pending.account else {
            return Ok(StaffSignIn::Refused);
        };
        let actor = self
            .staff_actor(account, None)
            .await?
            .map_or(Actor::Visitor, Actor::Staff);
        self.set_staff_password(account, password, &actor).await?;
        if !self.end_pending(&pending).await? {
            return Ok(StaffSignIn::Refused);
        }
        let row = self.staff_row(account).await?;
        self.let_in(&row).await
    }

    /// Everything was proved: what is still owed, or the end of the sign-in.
    async fn let_in(&self, row: &staff::Model) -> Result<StaffSignIn, Problem> {
        if row.must_change {
            let token = self.begin_pending(Kind::Change, Some(row.id), "").await?;
            return Ok(StaffSignIn::Change(token));
        }
        if self.staff_actor(row.id, None).await?.is_none() {
            return Ok(StaffSignIn::NoPost);
        }
        let (id, now) = (row.id, self.kernel.clock.now());
        self.kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let row = staff::ActiveModel {
                        id: Set(id),
                        signed_in_at: Set(Some(now)),
                        ..Default::default()
                    };
                    staff::Entity::update(row).exec(tx).await?;
                    Ok::<_, Problem>(())
                })
            })
            .await?;
        Ok(StaffSignIn::Done(id))
    }

    /// The active account of staff with this login, number or phone.
    async fn staff_account(&self, typed: &str) -> Result<Option<staff::Model>, Problem> {
        let phone = self.kernel.keys.index("phone", &Mobile::normalise(typed));
        Ok(staff::Entity::find()
            .filter(
                sea_orm::Condition::any()
                    .add(staff::Column::Login.eq(typed.trim().to_lowercase()))
                    .add(staff::Column::Number.eq(normalise(typed)))
                    .add(staff::Column::PhoneIndex.eq(phone)),
            )
            .filter(staff::Column::Active.eq(true))
            .one(self.kernel.db.read())
            .await?)
    }

    /// What is wrong with a new password of a member of staff, as a 422; otherwise it is theirs from now on.
    pub(crate) async fn set_staff_password(&self, account: Id, password: &str, actor: &Actor) -> Result<(), Problem> {
        let row = self.staff_row(account).await?;
        let facts = [row.login.as_str(), row.number.as_str()];
        if let Some(objection) = passwords::objection(password, &facts) {
            return Err(Problem::new(422, "invalid", "密码要改").field("password", objection));
        }
        let hash = passwords::hash(&self.kernel.random, password.to_owned()).await?;
        self.store_staff_password(account, hash, actor).await
    }
}
