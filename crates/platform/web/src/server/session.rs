//! Sessions: a random token in a cookie, its hash in the database, so that any process knows it and a person can see
//! and end their own. Ours and not a library's, because the list, the post of staff and the epoch belong to it
//! (docs/decisions/0004).

use std::sync::Arc;

use async_trait::async_trait;
use axum::http::HeaderMap;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use chrono::TimeDelta;
use kernel::{Actor, Id, Kernel, Problem};
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

/// The table `session`.
pub mod row {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    /// One session.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "session")]
    pub struct Model {
        /// The hash of the token, hexadecimal.
        #[sea_orm(primary_key, auto_increment = false)]
        pub token: String,
        /// `citizen` or `staff`.
        pub kind: String,
        /// Whose it is.
        pub account: Id,
        /// The organisation acted for, or the post worked at.
        pub context: Option<String>,
        /// When it began.
        pub created_at: DateTimeUtc,
        /// When it was last used, to the minute.
        pub seen_at: DateTimeUtc,
        /// When it ends unless it is used.
        pub expires_at: DateTimeUtc,
        /// From where.
        pub address: String,
        /// With which program.
        pub agent: String,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Knows who an account is at present: its name, posts and rights as they are now, not as they were at sign-in.
#[async_trait]
pub trait Authenticator: Send + Sync {
    /// The actor of a session; `None` when the account may no longer act.
    async fn actor(&self, kind: &str, account: Id, context: Option<&str>) -> Result<Option<Actor>, Problem>;

    /// The actor behind an API credential (`Authorization: Bearer …`).
    async fn bearer(&self, token: &str) -> Result<Option<Actor>, Problem>;
}

/// The two cookies: a person may be signed in to the portal and, as staff, to the desk at the same time.
pub const CITIZEN_COOKIE: &str = "tongban";
/// See `CITIZEN_COOKIE`.
pub const STAFF_COOKIE: &str = "tongban_desk";

/// How long a session lives without being used.
fn idle(kind: &str) -> TimeDelta {
    // WCAG 2.2.1: long enough that nobody who reads slowly is thrown out; staff leave their desk at most for lunch.
    if kind == "staff" {
        TimeDelta::hours(10)
    } else {
        TimeDelta::hours(24)
    }
}

/// The session store.
#[derive(Debug, Clone)]
pub struct Sessions {
    kernel: Arc<Kernel>,
}

impl Sessions {
    /// Sessions in the kernel's database.
    pub fn new(kernel: Arc<Kernel>) -> Self {
        Self { kernel }
    }

    fn stored(&self, token: &str) -> String {
        self.kernel.keys.token_key(token)
    }

    /// Begins a session and answers its cookie. A new one at each sign-in: a token from before says nothing after.
    pub async fn begin(
        &self,
        kind: &'static str,
        account: Id,
        context: Option<String>,
        headers: &HeaderMap,
    ) -> Result<Cookie<'static>, Problem> {
        let (token, now) = (self.kernel.new_token(), self.kernel.clock.now());
        let header = |name| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let row = row::ActiveModel {
            token: Set(self.stored(&token)),
            kind: Set(kind.into()),
            account: Set(account),
            context: Set(context),
            created_at: Set(now),
            seen_at: Set(now),
            expires_at: Set(now + idle(kind)),
            address: Set(header("x-tongban-address").chars().take(60).collect()),
            agent: Set(header("user-agent").chars().take(200).collect()),
        };
        self.kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    row::Entity::insert(row).exec_without_returning(tx).await?;
                    Ok::<_, Problem>(())
                })
            })
            .await?;
        Ok(self.cookie(kind, token))
    }

    /// For whom or where the account worked in its newest session, although that may have expired.
    pub async fn last_context(&self, kind: &str, account: Id) -> Result<Option<String>, Problem> {
        let newest = row::Entity::find()
            .filter(row::Column::Account.eq(account))
            .filter(row::Column::Kind.eq(kind))
            .order_by_desc(row::Column::SeenAt)
            .one(self.kernel.db.read())
            .await?;
        Ok(newest.and_then(|session| session.context))
    }

    fn cookie(&self, kind: &str, token: String) -> Cookie<'static> {
        let name = if kind == "staff" { STAFF_COOKIE } else { CITIZEN_COOKIE };
        Cookie::build((name, token))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.kernel.config.public_url.starts_with("https://"))
            .build()
    }

    /// The session of a cookie, if it still lives. Using it prolongs it.
    pub async fn find(&self, token: &str) -> Result<Option<row::Model>, Problem> {
        let now = self.kernel.clock.now();
        let Some(session) = row::Entity::find_by_id(self.stored(token))
            .one(self.kernel.db.read())
            .await?
        else {
            return Ok(None);
        };
        if session.expires_at <= now {
            return Ok(None);
        }
        // Once in ten minutes is enough to keep it alive, and spares a write for each page.
        if now - session.seen_at > TimeDelta::minutes(10) {
            let (key, until) = (session.token.clone(), now + idle(&session.kind));
            self.kernel
                .db
                .write(move |tx| {
                    Box::pin(async move {
                        row::Entity::update_many()
                            .col_expr(row::Column::SeenAt, Expr::value(now))
                            .col_expr(row::Column::ExpiresAt, Expr::value(until))
                            .filter(row::Column::Token.eq(key))
                            .exec(tx)
                            .await?;
                        Ok::<_, Problem>(())
                    })
                })
                .await?;
        }
        Ok(Some(session))
    }

    /// Changes the organisation acted for or the post worked at.
    pub async fn set_context(&self, stored_token: String, context: Option<String>) -> Result<(), Problem> {
        self.kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    row::Entity::update_many()
                        .col_expr(row::Column::Context, Expr::value(context))
                        .filter(row::Column::Token.eq(stored_token))
                        .exec(tx)
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    /// The living sessions of an account, newest first.
    pub async fn of(&self, account: Id) -> Result<Vec<row::Model>, Problem> {
        Ok(row::Entity::find()
            .filter(row::Column::Account.eq(account))
            .filter(row::Column::ExpiresAt.gt(self.kernel.clock.now()))
            .order_by_desc(row::Column::SeenAt)
            .all(self.kernel.db.read())
            .await?)
    }

    /// Ends a session of the account; answers whether there was one.
    pub async fn end(&self, account: Id, stored_token: String) -> Result<bool, Problem> {
        self.kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let gone = row::Entity::delete_many()
                        .filter(row::Column::Account.eq(account))
                        .filter(row::Column::Token.eq(stored_token))
                        .exec(tx)
                        .await?;
                    Ok(gone.rows_affected > 0)
                })
            })
            .await
    }

    /// Ends all sessions of an account, as when its password changes.
    pub async fn end_all(&self, account: Id) -> Result<(), Problem> {
        self.kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    row::Entity::delete_many()
                        .filter(row::Column::Account.eq(account))
                        .exec(tx)
                        .await?;
                    Ok(())
                })
            })
            .await
    }
}

/// A cookie that removes another.
pub fn removal(name: &'static str) -> Cookie<'static> {
    let mut cookie = Cookie::build((name, "")).path("/").build();
    cookie.make_removal();
    cookie
}

/// The value of a cookie.
pub(super) fn value(jar: &CookieJar, name: &str) -> Option<String> {
    jar.get(name).map(|c| c.value().to_owned())
}
