//! Uploaded files: kept as soon as they arrive, each on its own, and found again for later applications.

use kernel::{Id, Problem, Tx};
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect};

use crate::model::FileRef;

/// The table `upload`.
pub mod row {
    use kernel::{Id, Region};
    use sea_orm::entity::prelude::*;

    /// One uploaded file.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "upload")]
    pub struct Model {
        /// The region of the draft or case.
        #[sea_orm(primary_key, auto_increment = false)]
        pub region: Region,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id,
        /// The draft or case it belongs to; they have one id.
        pub owner: Id,
        /// Who uploaded it.
        pub person: Id,
        /// The material it is for.
        pub material: String,
        /// The material's name.
        pub material_name: String,
        /// Its name as the person called it.
        pub name: String,
        /// SM3 of the content.
        pub digest: String,
        /// Bytes.
        pub size: i64,
        /// Media type by content.
        pub media_type: String,
        /// When it came.
        pub at: DateTimeUtc,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl From<row::Model> for FileRef {
    fn from(row: row::Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            digest: row.digest,
            size: row.size,
            media_type: row.media_type,
        }
    }
}

/// Writes an upload down.
pub async fn insert(tx: &Tx, row: row::Model) -> Result<(), Problem> {
    row::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The uploads of a draft or case, oldest first.
pub async fn of_owner(db: &impl ConnectionTrait, owner: Id) -> Result<Vec<row::Model>, Problem> {
    Ok(row::Entity::find()
        .filter(row::Column::Region.eq(owner.region()))
        .filter(row::Column::Owner.eq(owner))
        .order_by_asc(row::Column::Id)
        .all(db)
        .await?)
}

/// One upload.
pub async fn find(db: &impl ConnectionTrait, id: Id) -> Result<Option<row::Model>, Problem> {
    Ok(row::Entity::find_by_id((id.region(), id)).one(db).await?)
}

/// What a person uploaded before for materials of the same name, newest first, each content once.
pub async fn earlier(
    db: &impl ConnectionTrait,
    person: Id,
    material_name: &str,
    not_owner: Id,
) -> Result<Vec<row::Model>, Problem> {
    let rows = row::Entity::find()
        .filter(row::Column::Person.eq(person))
        .filter(row::Column::MaterialName.eq(material_name))
        .filter(row::Column::Owner.ne(not_owner))
        .order_by_desc(row::Column::Id)
        .limit(20)
        .all(db)
        .await?;
    let mut seen = std::collections::HashSet::new();
    Ok(rows
        .into_iter()
        .filter(|r| seen.insert(r.digest.clone()))
        .take(5)
        .collect())
}

/// Removes an upload from its draft. The content stays in the store as long as another refers to it.
pub async fn delete(tx: &Tx, id: Id) -> Result<(), Problem> {
    row::Entity::delete_many()
        .filter(row::Column::Region.eq(id.region()))
        .filter(row::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
