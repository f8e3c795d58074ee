//! Sign-ins and registrations of which the first step is done: what was proved is kept sealed under a token for a few
//! minutes, and ends after five wrong tries.

use std::sync::Arc;

use chrono::TimeDelta;
use kernel::{Id, Kernel, Problem};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue::Set, ExprTrait};

use web::server::session::row as session;

use crate::Identity;
use crate::attempts::FORGOTTEN;
use crate::store::access::{attempt, code, pending, token};

const TRIES: i32 = 5;

/// What is half done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A registration whose facts are proved.
    Register,
    /// Staff whose password was right and who owe their second factor.
    Second,
    /// Staff who must choose a password of their own.
    Change,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Second => "second",
            Self::Change => "change",
        }
    }

    const fn life(self) -> TimeDelta {
        match self {
            Self::Register => TimeDelta::minutes(60),
            Self::Second => TimeDelta::minutes(5),
            Self::Change => TimeDelta::minutes(30),
        }
    }
}

/// A half-done thing.
#[derive(Debug, Clone)]
pub(crate) struct Pending {
    pub(crate) stored: String,
    pub(crate) account: Option<Id>,
    pub(crate) data: String,
}

impl Identity {
    fn pending_key(&self, token: &str) -> String {
        gm::hex::encode(self.kernel.keys.token_hash(token))
    }

    /// Keeps what was proved and answers the token for the next step.
    pub(crate) async fn begin_pending(&self, kind: Kind, account: Option<Id>, data: &str) -> Result<String, Problem> {
        let token = self.kernel.new_token();
        let stored = self.pending_key(&token);
        let place = format!("pending.data:{stored}");
        let row = pending::ActiveModel {
            token: Set(stored),
            kind: Set(kind.as_str().into()),
            account: Set(account),
            data: Set(Some(self.kernel.keys.seal(
                &place,
                data.as_bytes(),
                &*self.kernel.random,
            ))),
            tries: Set(0),
            expires_at: Set(self.kernel.clock.now() + kind.life()),
        };
        self.kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    pending::Entity::insert(row).exec_without_returning(tx).await?;
                    Ok::<_, Problem>(())
                })
            })
            .await?;
        Ok(token)
    }

    /// What stands under a token, if it still counts.
    pub(crate) async fn pending(&self, kind: Kind, token: &str) -> Result<Option<Pending>, Problem> {
        let stored = self.pending_key(token);
        let row = pending::Entity::find_by_id(stored.clone())
            .one(self.kernel.db.read())
            .await?;
        let now = self.kernel.clock.now();
        let Some(row) = row.filter(|r| r.kind == kind.as_str() && r.expires_at > now && r.tries < TRIES) else {
            return Ok(None);
        };
        let place = format!("pending.data:{stored}");
        let data = self
            .kernel
            .keys
            .open(&place, &row.data.unwrap_or_default())
            .map_err(Problem::internal)?;
        Ok(Some(Pending {
            stored,
            account: row.account,
            data: String::from_utf8(data).map_err(Problem::internal)?,
        }))
    }

    /// Counts a try; answers whether there was one left.
    pub(crate) async fn try_pending(&self, pending: &Pending) -> Result<bool, Problem> {
        let stored = pending.stored.clone();
        self.kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let counted = pending::Entity::update_many()
                        .col_expr(pending::Column::Tries, Expr::col(pending::Column::Tries).add(1))
                        .filter(pending::Column::Token.eq(stored))
                        .filter(pending::Column::Tries.lt(TRIES))
                        .exec(tx)
                        .await?;
                    Ok(counted.rows_affected == 1)
                })
            })
            .await
    }

    /// Ends it; answers whether it was still there, so that of two at one moment one goes on.
    pub(crate) async fn end_pending(&self, pending: &Pending) -> Result<bool, Problem> {
        let stored = pending.stored.clone();
        self.kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let gone = pending::Entity::delete_by_id(stored).exec(tx).await?;
                    Ok(gone.rows_affected == 1)
                })
            })
            .await
    }
}

/// The job that drops what no longer counts.
pub(crate) async fn forget(kernel: Arc<Kernel>) -> Result<(), Problem> {
    let now = kernel.clock.now();
    kernel
        .db
        .write(move |tx| {
            Box::pin(async move {
                attempt::Entity::delete_many()
                    .filter(attempt::Column::LastAt.lt(now - FORGOTTEN))
                    .exec(tx)
                    .await?;
                code::Entity::delete_many()
                    .filter(code::Column::ExpiresAt.lt(now))
                    .exec(tx)
                    .await?;
                pending::Entity::delete_many()
                    .filter(pending::Column::ExpiresAt.lt(now))
                    .exec(tx)
                    .await?;
                token::Entity::delete_many()
                    .filter(token::Column::ExpiresAt.lt(now))
                    .exec(tx)
                    .await?;
                // Kept for a day: who signs in again goes on as who they were.
                session::Entity::delete_many()
                    .filter(session::Column::ExpiresAt.lt(now - TimeDelta::days(1)))
                    .exec(tx)
                    .await?;
                Ok(())
            })
        })
        .await
}
