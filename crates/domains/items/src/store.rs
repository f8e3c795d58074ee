//! The tables of what is published. Nothing else knows them.

use std::collections::HashMap;

use kernel::{Id, Region};
use sea_orm::entity::prelude::*;
use sea_orm::{ConnectionTrait, QueryOrder, QuerySelect};

/// The table `item_package`: the text of each package that was ever published, by what it says.
pub mod package {
    use sea_orm::entity::prelude::*;

    /// One package.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "item_package")]
    pub struct Model {
        /// SM3 of the text, hexadecimal.
        #[sea_orm(primary_key, auto_increment = false)]
        pub digest: String,
        /// Basic code of the item.
        pub basic_code: String,
        /// The text as it came.
        #[sea_orm(column_type = "Text")]
        pub text: String,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The table `implementation`: every version that a body published. Rows never change, save for their end.
pub mod implementation {
    use kernel::{Id, Region};
    use sea_orm::entity::prelude::*;

    /// One version.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "implementation")]
    pub struct Model {
        /// The region that is served.
        #[sea_orm(primary_key, auto_increment = false)]
        pub region: Region,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id,
        /// Credit code of the body.
        pub body_code: String,
        /// Basic code of the item.
        pub basic_code: String,
        /// 1, 2, 3 …
        pub version: i32,
        /// Digest of the package.
        pub package: String,
        /// The overlay as it came.
        #[sea_orm(column_type = "Text")]
        pub overlay: String,
        /// Why it was published.
        pub reason: String,
        /// Who published it, as `Actor::ledger_name`.
        pub published_by: String,
        /// When it came into force.
        pub published_at: DateTimeUtc,
        /// When the next version came into force.
        pub ended_at: Option<DateTimeUtc>,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The table `item_standing`: whether a body handles an item at present, and the stream of its events.
pub mod standing {
    use kernel::{Id, Region};
    use sea_orm::entity::prelude::*;

    /// One item of one body.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "item_standing")]
    pub struct Model {
        /// The region that is served.
        #[sea_orm(primary_key, auto_increment = false)]
        pub region: Region,
        /// Credit code of the body.
        #[sea_orm(primary_key, auto_increment = false)]
        pub body_code: String,
        /// Basic code of the item.
        #[sea_orm(primary_key, auto_increment = false)]
        pub basic_code: String,
        /// Its stream in the ledger.
        pub stream: Id,
        /// Events in the stream.
        pub events: i32,
        /// `in_force`, `suspended` or `cancelled`.
        pub state: String,
        /// Why it is suspended or cancelled.
        pub reason: String,
        /// From which day on.
        pub since: Option<Date>,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The table `item_body`: how the implementing bodies are called and reached.
pub mod body {
    use sea_orm::entity::prelude::*;

    /// One body.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "item_body")]
    pub struct Model {
        /// Credit code.
        #[sea_orm(primary_key, auto_increment = false)]
        pub code: String,
        /// Full name.
        pub name: String,
        /// Short name.
        pub short_name: String,
        /// Region code of 12 digits.
        pub region: String,
        /// Address.
        pub address: String,
        /// Telephone number.
        pub phone: String,
        /// To whom one applies for reconsideration; may be empty.
        pub reconsideration: String,
        /// Where one sues; may be empty.
        pub court: String,
        /// The organisation's path in the staff directory; may be empty.
        pub path: String,
        /// How often what is said here was changed.
        pub changes: i64,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What changes whenever anything is published, suspended, resumed or cancelled anywhere, or a body is called otherwise:
/// items, their events, bodies with their changes.
pub type Stamp = (i64, i64, i64);

/// The stamp at present.
pub async fn stamp(db: &impl ConnectionTrait) -> Result<Stamp, DbErr> {
    let row = standing::Entity::find()
        .select_only()
        .column_as(standing::Column::BasicCode.count(), "items")
        .column_as(standing::Column::Events.sum(), "events")
        .into_tuple::<(i64, Option<i64>)>()
        .one(db)
        .await?;
    let (items, events) = row.unwrap_or_default();
    let row = body::Entity::find()
        .select_only()
        .column_as(body::Column::Code.count(), "bodies")
        .column_as(Expr::cust("CAST(SUM(changes) AS BIGINT)"), "changes")
        .into_tuple::<(i64, Option<i64>)>()
        .one(db)
        .await?;
    let (bodies, changes) = row.unwrap_or_default();
    Ok((items, events.unwrap_or(0), bodies + changes.unwrap_or(0)))
}

/// The versions in force.
pub async fn in_force(db: &impl ConnectionTrait) -> Result<Vec<implementation::Model>, DbErr> {
    implementation::Entity::find()
        .filter(implementation::Column::EndedAt.is_null())
        .all(db)
        .await
}

/// The versions in force of some bodies.
pub async fn in_force_of(db: &impl ConnectionTrait, bodies: &[String]) -> Result<Vec<implementation::Model>, DbErr> {
    implementation::Entity::find()
        .filter(implementation::Column::EndedAt.is_null())
        .filter(implementation::Column::BodyCode.is_in(bodies))
        .all(db)
        .await
}

/// One version by its id.
pub async fn version(
    db: &impl ConnectionTrait,
    region: Region,
    id: Id,
) -> Result<Option<implementation::Model>, DbErr> {
    implementation::Entity::find_by_id((region, id)).one(db).await
}

/// All versions of a body's item, the newest first.
pub async fn versions(db: &impl ConnectionTrait, body: &str, item: &str) -> Result<Vec<implementation::Model>, DbErr> {
    implementation::Entity::find()
        .filter(implementation::Column::BodyCode.eq(body))
        .filter(implementation::Column::BasicCode.eq(item))
        .order_by_desc(implementation::Column::Version)
        .all(db)
        .await
}

/// The standings of all items, or of those of some bodies.
pub async fn standings(db: &impl ConnectionTrait, bodies: Option<&[String]>) -> Result<Vec<standing::Model>, DbErr> {
    let query = standing::Entity::find();
    match bodies {
        Some(bodies) => query.filter(standing::Column::BodyCode.is_in(bodies)).all(db).await,
        None => query.all(db).await,
    }
}

/// The texts of packages by their digests.
pub async fn packages(db: &impl ConnectionTrait, digests: &[String]) -> Result<HashMap<String, String>, DbErr> {
    let mut texts = HashMap::with_capacity(digests.len());
    // Fewer parameters than any database takes.
    for some in digests.chunks(500) {
        let rows = package::Entity::find()
            .filter(package::Column::Digest.is_in(some))
            .all(db)
            .await?;
        texts.extend(rows.into_iter().map(|row| (row.digest, row.text)));
    }
    Ok(texts)
}

/// All bodies.
pub async fn bodies(db: &impl ConnectionTrait) -> Result<Vec<body::Model>, DbErr> {
    body::Entity::find().all(db).await
}
