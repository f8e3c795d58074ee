//! The second factor of staff: RFC 6238 with SHA-1, six digits, thirty seconds; each code counts once.

use kernel::{Actor, Id, Problem};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use serde_json::json;
use totp_rs::{Algorithm, Builder, Totp};

use crate::Identity;
use crate::ledger::record;
use crate::store::staff::row;

const STEP: u64 = 30;

/// What an authenticator program needs.
#[derive(Debug, Clone)]
pub(crate) struct Enrolment {
    /// The secret in Base32, to type.
    pub(crate) secret: String,
    /// The address to scan.
    pub(crate) uri: String,
}

fn totp(secret: &[u8]) -> Result<Totp, Problem> {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(STEP)
        .with_secret(secret.to_vec())
        .build()
        .map_err(Problem::internal)
}

impl Identity {
    fn secret_of(&self, account: &row::Model) -> Result<Option<Vec<u8>>, Problem> {
        let place = format!("staff.totp:{}", account.id);
        let open = |sealed: &Vec<u8>| self.kernel.keys.open(&place, sealed).map_err(Problem::internal);
        account.totp.as_ref().map(open).transpose()
    }

    /// The secret to enrol with: made on the first wish and kept until it is confirmed.
    pub(crate) async fn enrolment(&self, staff: Id) -> Result<Option<Enrolment>, Problem> {
        let account = self.staff_row(staff).await?;
        if account.totp_at.is_some() {
            return Ok(None);
        }
        let secret = match self.secret_of(&account)? {
            Some(secret) => secret,
            None => self.new_secret(staff).await?,
        };
        let base32 = totp(&secret)?.secret().to_base32();
        let issuer = web::ui::context::encode(&self.kernel.config.site_name);
        Ok(Some(Enrolment {
            uri: format!(
                "otpauth://totp/{issuer}:{}?secret={base32}&issuer={issuer}&algorithm=SHA1&digits=6&period={STEP}",
                web::ui::context::encode(&account.login),
            ),
            secret: base32,
        }))
    }

    async fn new_secret(&self, staff: Id) -> Result<Vec<u8>, Problem> {
        let mut secret = vec![0u8; 20];
        self.kernel.random.fill(&mut secret);
        let sealed = self
            .kernel
            .keys
            .seal(&format!("staff.totp:{staff}"), &secret, &*self.kernel.random);
        self.kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let row = row::ActiveModel {
                        id: Set(staff),
                        totp: Set(Some(sealed)),
                        ..Default::default()
                    };
                    row::Entity::update(row).exec(tx).await?;
                    Ok::<_, Problem>(())
                })
            })
            .await?;
        Ok(secret)
    }

    /// Whether the code is right and was not used before.
    pub(crate) async fn totp_fits(&self, account: &row::Model, typed: &str) -> Result<bool, Problem> {
        let Some(secret) = self.secret_of(account)? else {
            return Ok(false);
        };
        let now = self.kernel.clock.now().timestamp() as u64;
        let Some(step) = totp(&secret)?.check(&gbcode::normalise(typed), now) else {
            return Ok(false);
        };
        let (id, step) = (account.id, step as i64);
        self.kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let taken = row::Entity::update_many()
                        .col_expr(row::Column::TotpStep, Expr::value(step))
                        .filter(row::Column::Id.eq(id))
                        .filter(row::Column::TotpStep.lt(step))
                        .exec(tx)
                        .await?;
                    Ok(taken.rows_affected == 1)
                })
            })
            .await
    }

    /// Confirms the enrolment with a first code; answers whether it was right.
    pub(crate) async fn confirm_totp(&self, staff: Id, typed: &str, actor: &Actor) -> Result<bool, Problem> {
        let account = self.staff_row(staff).await?;
        if account.totp_at.is_some() || !self.totp_fits(&account, typed).await? {
            return Ok(false);
        }
        let (kernel, actor) = (self.kernel.clone(), actor.clone());
        self.kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let row = row::ActiveModel {
                        id: Set(staff),
                        totp_at: Set(Some(kernel.clock.now())),
                        ..Default::default()
                    };
                    row::Entity::update(row).exec(tx).await?;
                    record(&kernel, tx, staff, "staff.totp_set", json!({}), &actor).await?;
                    Ok(true)
                })
            })
            .await
    }
}
