//! Programs: client credentials (RFC 6749, 4.4) for an opaque token of one hour; what they may do is data.

use chrono::TimeDelta;
use kernel::{Actor, Grant, Problem};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use serde::Serialize;
use subtle::ConstantTimeEq as _;

use crate::Identity;
use crate::sign_in::told;
use crate::store::access::{client, token};

const LIFE: TimeDelta = TimeDelta::hours(1);

/// The answer to right credentials.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct TokenAnswer {
    /// The token for `Authorization: Bearer …`.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: &'static str,
    /// Seconds.
    pub expires_in: i64,
}

impl Identity {
    /// A token for a program; `None` when its id or secret is wrong. The right secret always gets one, however many ask
    /// at once and whoever tried what before: it is 256 random bits, which nobody guesses, and a pause would let
    /// strangers who know an id shut a program out.
    pub async fn client_token(&self, login: &str, secret: &str, source: &str) -> Result<Option<TokenAnswer>, Problem> {
        let row = client::Entity::find()
            .filter(client::Column::Login.eq(login))
            .filter(client::Column::Active.eq(true))
            .one(self.kernel.db.read())
            .await?;
        let given = self.kernel.keys.token_hash(secret);
        let fits = row.as_ref().is_some_and(|r| bool::from(r.secret.ct_eq(&given)));
        told("program", row.as_ref().map(|r| r.id), source, fits);
        let Some(row) = row.filter(|_| fits) else {
            return Ok(None);
        };
        let plain = self.kernel.new_token();
        let row = token::ActiveModel {
            token: Set(gm::hex::encode(self.kernel.keys.token_hash(&plain))),
            client: Set(row.id),
            expires_at: Set(self.kernel.clock.now() + LIFE),
            generation: Set(row.generation),
        };
        self.kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    token::Entity::insert(row).exec_without_returning(tx).await?;
                    Ok::<_, Problem>(())
                })
            })
            .await?;
        Ok(Some(TokenAnswer {
            access_token: plain,
            token_type: "Bearer",
            expires_in: LIFE.num_seconds(),
        }))
    }

    /// The program behind a token that still counts.
    pub(crate) async fn client_of(&self, plain: &str) -> Result<Option<Actor>, Problem> {
        let db = self.kernel.db.read();
        let key = gm::hex::encode(self.kernel.keys.token_hash(plain));
        let now = self.kernel.clock.now();
        let known = token::Entity::find_by_id(key)
            .find_also_related(client::Entity)
            .one(db)
            .await?;
        let Some((token, Some(row))) = known else {
            return Ok(None);
        };
        if token.expires_at <= now || token.generation != row.generation || !row.active {
            return Ok(None);
        }
        let grants: Vec<Grant> = serde_json::from_str(&row.grants)?;
        Ok(Some(Actor::Client {
            id: row.id,
            name: row.name,
            grants,
        }))
    }
}
