//! Drafts: an application that is not sent yet, found again on any device.

use kernel::keys::Keys;
use kernel::{Id, Problem, Random, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use crate::model::{Content, Kind, Way};

/// The table `draft`.
pub mod row {
    use kernel::{Id, Region};
    use sea_orm::entity::prelude::*;

    /// One draft. Its id becomes that of the case.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "draft")]
    pub struct Model {
        /// The county of the body that would handle it.
        #[sea_orm(primary_key, auto_increment = false)]
        pub region: Region,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id,
        /// Whose it is.
        pub person: Id,
        /// The organisation acted for: the draft is the organisation's.
        pub organisation: Option<Id>,
        /// 业务办理项编码.
        pub handling_code: String,
        /// The published version it was begun on.
        pub implementation: Id,
        /// The item's name.
        pub title: String,
        /// Raised with each saving.
        pub version: i32,
        /// When it was last saved.
        pub saved_at: DateTimeUtc,
        /// What was filled in, sealed.
        pub doc: Vec<u8>,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a draft holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Doc {
    /// Natural or legal.
    pub kind: Kind,
    /// Whether somebody acts for the applicant.
    pub agent: bool,
    /// Answers, form, licence; values as they were typed, valid or not.
    pub content: Content,
    /// Where prefilled values came from: field → source in Chinese.
    #[serde(default)]
    pub sources: std::collections::BTreeMap<String, String>,
    /// How the result is to be handed over.
    pub delivery: Way,
    /// The sections that were saved at least once.
    #[serde(default)]
    pub seen: Vec<String>,
}

fn aad(id: Id) -> String {
    format!("draft.doc:{id}")
}

/// What the draft holds.
pub fn open(keys: &Keys, row: &row::Model) -> Result<Doc, Problem> {
    let plain = keys.open(&aad(row.id), &row.doc).map_err(Problem::internal)?;
    Ok(serde_json::from_slice(&plain)?)
}

/// Writes a new draft.
pub async fn insert(tx: &Tx, keys: &Keys, random: &dyn Random, mut row: row::Model, doc: &Doc) -> Result<(), Problem> {
    row.doc = keys.seal(&aad(row.id), &serde_json::to_vec(doc)?, random);
    let row: row::ActiveModel = row.into();
    row::Entity::insert(row.reset_all()).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves a draft that was read at `version`; `false` when another device was first.
pub async fn update(
    tx: &Tx,
    keys: &Keys,
    random: &dyn Random,
    id: Id,
    version: i32,
    doc: &Doc,
    now: DateTimeUtc,
) -> Result<bool, Problem> {
    let sealed = keys.seal(&aad(id), &serde_json::to_vec(doc)?, random);
    let changed = row::Entity::update_many()
        .col_expr(row::Column::Doc, Expr::value(sealed))
        .col_expr(row::Column::Version, Expr::value(version + 1))
        .col_expr(row::Column::SavedAt, Expr::value(now))
        .filter(row::Column::Region.eq(id.region()))
        .filter(row::Column::Id.eq(id))
        .filter(row::Column::Version.eq(version))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// The draft of an id.
pub async fn find(db: &impl ConnectionTrait, id: Id) -> Result<Option<row::Model>, Problem> {
    Ok(row::Entity::find_by_id((id.region(), id)).one(db).await?)
}

/// The drafts of a person, or of the organisation they act for, newest first.
pub async fn of(db: &impl ConnectionTrait, person: Id, organisation: Option<Id>) -> Result<Vec<row::Model>, Problem> {
    let query = match organisation {
        Some(organisation) => row::Entity::find().filter(row::Column::Organisation.eq(organisation)),
        None => row::Entity::find()
            .filter(row::Column::Person.eq(person))
            .filter(row::Column::Organisation.is_null()),
    };
    Ok(query.order_by_desc(row::Column::SavedAt).limit(100).all(db).await?)
}

/// Puts a draft on another version of its item.
pub async fn migrate(tx: &Tx, id: Id, implementation: Id) -> Result<(), Problem> {
    row::Entity::update_many()
        .col_expr(row::Column::Implementation, Expr::value(implementation.uuid()))
        .filter(row::Column::Region.eq(id.region()))
        .filter(row::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Removes a draft: sent, or thrown away by its owner.
pub async fn delete(tx: &Tx, id: Id) -> Result<(), Problem> {
    row::Entity::delete_many()
        .filter(row::Column::Region.eq(id.region()))
        .filter(row::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// A row from an active model, for inserting.
pub fn blank(
    id: Id,
    person: Id,
    organisation: Option<Id>,
    handling_code: &str,
    implementation: Id,
    title: &str,
    now: DateTimeUtc,
) -> row::Model {
    row::Model {
        region: id.region(),
        id,
        person,
        organisation,
        handling_code: handling_code.into(),
        implementation,
        title: title.into(),
        version: 1,
        saved_at: now,
        doc: Vec::new(),
    }
}
