//! The tables of this room. Nobody else knows them.

pub mod desk;
pub mod draft;
pub mod file;
pub mod upload;

use kernel::{Id, Problem};
use sea_orm::entity::prelude::*;

/// The table `subject_case`: the cases of a person or organisation across regions, keyed by whom they belong to.
pub mod subject_case {
    use kernel::Id;
    use sea_orm::entity::prelude::*;

    /// One case of one subject.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "subject_case")]
    pub struct Model {
        /// The person or organisation.
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject: Id,
        /// The case.
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: Id,
        /// When it came in.
        pub at: DateTimeUtc,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The newest cases of a subject.
pub async fn of_subject(
    db: &impl ConnectionTrait,
    subject: Id,
    before: Option<Id>,
    limit: u64,
) -> Result<Vec<Id>, Problem> {
    use sea_orm::{QueryOrder, QuerySelect};
    let mut query = subject_case::Entity::find().filter(subject_case::Column::Subject.eq(subject));
    if let Some(before) = before {
        query = query.filter(subject_case::Column::CaseId.lt(before));
    }
    let rows = query
        .order_by_desc(subject_case::Column::CaseId)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|r| r.case_id).collect())
}
