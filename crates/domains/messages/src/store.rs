//! The one place that knows the table `message`.

use chrono::{DateTime, Utc};
use kernel::{Id, Problem, Region, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, ConnectionTrait, ExprTrait as _, QueryOrder, QuerySelect};

use crate::service::Cursor;
use crate::state::SmsState;

/// The table `message`.
pub mod row {
    use kernel::{Id, Region};
    use sea_orm::entity::prelude::*;

    use crate::state::SmsState;

    /// One message.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "message")]
    pub struct Model {
        /// Where it was written.
        #[sea_orm(primary_key, auto_increment = false)]
        pub region: Region,
        /// Its id, by which the gateway knows it too.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id,
        /// To whom.
        pub person: Id,
        /// The case that it is about.
        pub about: Option<Id>,
        /// The heading, sealed.
        pub title: Vec<u8>,
        /// The text, sealed.
        pub text: Vec<u8>,
        /// The phone it goes to, sealed.
        pub phone: Option<Vec<u8>>,
        /// The page where the person goes on, as a path.
        pub link: String,
        /// When it was written.
        pub at: DateTimeUtc,
        /// When the person opened it.
        pub read_at: Option<DateTimeUtc>,
        /// How far the text has come.
        pub sms_state: SmsState,
        /// How often the gateway was asked to take it.
        pub attempts: i32,
        /// When the gateway is asked (again).
        pub due_at: DateTimeUtc,
        /// What went wrong last, without personal data.
        #[sea_orm(column_type = "Text", nullable)]
        pub last_error: Option<String>,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use row::{Column, Entity, Model};

fn key(id: Id) -> Condition {
    Condition::all()
        .add(Column::Region.eq(id.region()))
        .add(Column::Id.eq(id))
}

/// Writes a new message.
pub(crate) async fn insert(tx: &Tx, row: row::ActiveModel) -> Result<(), Problem> {
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// A message, if it exists.
pub(crate) async fn find(db: &impl ConnectionTrait, id: Id) -> Result<Option<Model>, Problem> {
    Ok(Entity::find_by_id((id.region(), id)).one(db).await?)
}

/// The texts that are due, longest waiting first.
pub(crate) async fn due(db: &impl ConnectionTrait, now: DateTime<Utc>, limit: u64) -> Result<Vec<Model>, Problem> {
    Ok(Entity::find()
        .filter(Column::SmsState.eq(SmsState::Waiting))
        .filter(Column::DueAt.lte(now))
        .order_by_asc(Column::DueAt)
        .limit(limit)
        .all(db)
        .await?)
}

/// Takes a due text for one try; nobody else tries it before `until`. Answers false when another process was first.
pub(crate) async fn take(tx: &Tx, id: Id, seen: DateTime<Utc>, until: DateTime<Utc>) -> Result<bool, Problem> {
    let taken = Entity::update_many()
        .col_expr(Column::DueAt, Expr::value(until))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .filter(key(id))
        .filter(Column::SmsState.eq(SmsState::Waiting))
        .filter(Column::DueAt.eq(seen))
        .exec(tx)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Lifts a text to a state, unless it is already there or further: in one statement, so that two receipts at the
/// same moment end where the ranks say.
pub(crate) async fn lift(tx: &Tx, id: Id, to: SmsState, error: Option<String>) -> Result<(), Problem> {
    Entity::update_many()
        .col_expr(Column::SmsState, Expr::value(to))
        .col_expr(Column::LastError, Expr::value(error))
        .filter(key(id))
        .filter(Column::SmsState.is_in(to.overruled()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Lets a waiting text be tried again later.
pub(crate) async fn postpone(tx: &Tx, id: Id, until: DateTime<Utc>, error: String) -> Result<(), Problem> {
    Entity::update_many()
        .col_expr(Column::DueAt, Expr::value(until))
        .col_expr(Column::LastError, Expr::value(error))
        .filter(key(id))
        .filter(Column::SmsState.eq(SmsState::Waiting))
        .exec(tx)
        .await?;
    Ok(())
}

/// Marks a person's message as read, once.
pub(crate) async fn mark_read(tx: &Tx, person: Id, id: Id, at: DateTime<Utc>) -> Result<(), Problem> {
    Entity::update_many()
        .col_expr(Column::ReadAt, Expr::value(at))
        .filter(key(id))
        .filter(Column::Person.eq(person))
        .filter(Column::ReadAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// How many messages the person has not opened.
pub(crate) async fn unread(db: &impl ConnectionTrait, person: Id) -> Result<u64, Problem> {
    Ok(Entity::find()
        .filter(Column::Person.eq(person))
        .filter(Column::ReadAt.is_null())
        .count(db)
        .await?)
}

/// A person's messages from a cursor on, in its direction.
pub(crate) async fn of(
    db: &impl ConnectionTrait,
    person: Id,
    cursor: Cursor,
    limit: u64,
) -> Result<Vec<Model>, Problem> {
    let all = Entity::find().filter(Column::Person.eq(person)).limit(limit);
    let turned = match cursor {
        Cursor::Newest => all.order_by_desc(Column::Id),
        Cursor::OlderThan(id) => all.filter(Column::Id.lt(id)).order_by_desc(Column::Id),
        Cursor::NewerThan(id) => all.filter(Column::Id.gt(id)).order_by_asc(Column::Id),
    };
    Ok(turned.all(db).await?)
}

/// The messages about a case, newest first.
pub(crate) async fn about(db: &impl ConnectionTrait, case: Id, limit: u64) -> Result<Vec<Model>, Problem> {
    Ok(Entity::find()
        .filter(Column::About.eq(case))
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// The texts of a region that never reached their phones, newest first.
pub(crate) async fn lost(db: &impl ConnectionTrait, region: Region, limit: u64) -> Result<Vec<Model>, Problem> {
    Ok(Entity::find()
        .filter(Column::SmsState.is_in([SmsState::Failed, SmsState::Bounced]))
        .filter(Column::Region.eq(region))
        .order_by_desc(Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// How many texts were given up.
pub(crate) async fn failed(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    row::Entity::find()
        .filter(row::Column::SmsState.is_in([SmsState::Failed, SmsState::Bounced]))
        .count(db)
        .await
}
