//! Codes by SMS: six digits, ten minutes, five tries, one use, stored hashed.

use chrono::TimeDelta;
use gbcode::Mobile;
use kernel::{Problem, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ExprTrait};
use subtle::ConstantTimeEq as _;

use crate::Identity;
use crate::store::access::code;

const LIFE: TimeDelta = TimeDelta::minutes(10);
const TRIES: i32 = 5;
const PAUSE: TimeDelta = TimeDelta::seconds(60);

/// What a code is for; one for another purpose does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    SignIn,
    Register,
    Password,
}

impl Purpose {
    const fn words(self) -> &'static str {
        match self {
            Self::SignIn => "登录",
            Self::Register => "注册",
            Self::Password => "改密码",
        }
    }
}

/// What became of the wish for a code.
#[derive(Debug)]
pub(crate) enum Sending {
    /// It is on its way.
    Sent,
    /// One was sent just now, or too many were asked for.
    TooSoon,
    /// The SMS counterpart does not answer.
    Away(Problem),
}

impl Sending {
    /// What to say at the field, when it was not sent.
    pub(crate) fn objection(&self) -> Option<String> {
        match self {
            Self::Sent => None,
            Self::TooSoon => Some("刚发过验证码。请等1分钟再发".into()),
            Self::Away(problem) => Some(format!("{}，请过几分钟再试", problem.title)),
        }
    }
}

impl Identity {
    fn code_key(&self, purpose: Purpose, phone: &Mobile) -> String {
        let index = self
            .kernel
            .keys
            .index(&format!("code {}", purpose.words()), phone.as_str());
        gm::hex::encode(index)
    }

    /// Sends a code; an earlier one for the same purpose no longer counts.
    pub(crate) async fn send_code(&self, purpose: Purpose, phone: &Mobile, source: &str) -> Result<Sending, Problem> {
        let (key, now) = (self.code_key(purpose, phone), self.kernel.clock.now());
        let earlier = code::Entity::find_by_id(key.clone()).one(self.kernel.db.read()).await?;
        if earlier.is_some_and(|e| now - e.sent_at < PAUSE) {
            return Ok(Sending::TooSoon);
        }
        if !self.attempt(&self.counts("sms", phone.as_str(), source)).await? {
            return Ok(Sending::TooSoon);
        }
        let digits = self.six_digits();
        let row = code::ActiveModel {
            hash: Set(self.code_hash(&key, &digits)),
            key: Set(key),
            tries: Set(0),
            sent_at: Set(now),
            expires_at: Set(now + LIFE),
        };
        self.kernel
            .db
            .write(move |tx| Box::pin(async move { put(tx, row).await }))
            .await?;
        let text = format!(
            "【{}】验证码{digits}，用于{}，10分钟内有效。任何人向您要这个码都不要给。",
            self.kernel.config.site_name,
            purpose.words(),
        );
        let id = self.kernel.new_token();
        match self.counterparts().send_sms(phone.as_str(), &text, &id).await {
            Ok(()) => Ok(Sending::Sent),
            Err(problem) => Ok(Sending::Away(problem)),
        }
    }

    /// Whether the code is right; a right one is used up, a wrong one costs a try.
    pub(crate) async fn use_code(&self, purpose: Purpose, phone: &Mobile, typed: &str) -> Result<bool, Problem> {
        let key = self.code_key(purpose, phone);
        let hash = self.code_hash(&key, &gbcode::normalise(typed));
        let now = self.kernel.clock.now();
        self.kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let counted = code::Entity::update_many()
                        .col_expr(code::Column::Tries, Expr::col(code::Column::Tries).add(1))
                        .filter(code::Column::Key.eq(key.clone()))
                        .filter(code::Column::Tries.lt(TRIES))
                        .filter(code::Column::ExpiresAt.gt(now))
                        .exec(tx)
                        .await?;
                    if counted.rows_affected == 0 {
                        return Ok(false);
                    }
                    let Some(row) = code::Entity::find_by_id(key.clone()).one(tx).await? else {
                        return Ok(false);
                    };
                    if !bool::from(row.hash.ct_eq(&hash)) {
                        return Ok(false);
                    }
                    let gone = code::Entity::delete_by_id(key).exec(tx).await?;
                    Ok(gone.rows_affected == 1)
                })
            })
            .await
    }

    fn six_digits(&self) -> String {
        let mut bytes = [0u8; 8];
        self.kernel.random.fill(&mut bytes);
        format!("{:06}", u64::from_be_bytes(bytes) % 1_000_000)
    }

    fn code_hash(&self, key: &str, digits: &str) -> Vec<u8> {
        self.kernel.keys.token_hash(&format!("{key}\0{digits}"))
    }
}

async fn put(tx: &Tx, row: code::ActiveModel) -> Result<(), Problem> {
    let replaced = OnConflict::column(code::Column::Key)
        .update_columns([
            code::Column::Hash,
            code::Column::Tries,
            code::Column::SentAt,
            code::Column::ExpiresAt,
        ])
        .to_owned();
    code::Entity::insert(row)
        .on_conflict(replaced)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
