//! The table of documents.

use kernel::{Id, Problem, Region, Tx};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QueryOrder, QuerySelect};

use crate::Label;

/// The table `document`.
pub mod row {
    use kernel::{Id, Region};
    use sea_orm::entity::prelude::*;

    /// One document.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "document")]
    pub struct Model {
        /// The region of the case.
        #[sea_orm(primary_key, auto_increment = false)]
        pub region: Region,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id,
        /// The case it belongs to.
        pub case_id: Id,
        /// Its kind.
        pub kind: String,
        /// Its title.
        pub title: String,
        /// 文号, where it has one.
        pub number: Option<String>,
        /// Whether the applicant may read it.
        pub for_applicant: bool,
        /// SM3 of the PDF.
        pub digest: String,
        /// Bytes.
        pub size: i64,
        /// Pages.
        pub pages: i32,
        /// When it was issued.
        pub at: DateTimeUtc,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(crate) async fn insert(
    tx: &Tx,
    id: Id,
    label: &Label,
    title: String,
    digest: &str,
    size: i64,
    pages: i32,
    at: DateTimeUtc,
) -> Result<(), Problem> {
    row::Entity::insert(row::ActiveModel {
        region: Set(id.region()),
        id: Set(id),
        case_id: Set(label.case),
        kind: Set(label.kind.into()),
        title: Set(title),
        number: Set(label.number.clone()),
        for_applicant: Set(label.for_applicant),
        digest: Set(digest.into()),
        size: Set(size),
        pages: Set(pages),
        at: Set(at),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

pub(crate) async fn of_case(db: &impl ConnectionTrait, case: Id) -> Result<Vec<row::Model>, Problem> {
    Ok(row::Entity::find()
        .filter(row::Column::Region.eq(case.region()))
        .filter(row::Column::CaseId.eq(case))
        .order_by_asc(row::Column::Id)
        .all(db)
        .await?)
}

pub(crate) async fn find(db: &impl ConnectionTrait, id: Id) -> Result<Option<row::Model>, Problem> {
    Ok(row::Entity::find_by_id((id.region(), id)).one(db).await?)
}

/// Every number that was given, page by page: the part before the serial, the serial, and which part of a decision with
/// several results it is.
pub(crate) async fn numbers(db: &impl ConnectionTrait, mut each: impl FnMut(&str, u64, &str)) -> Result<(), Problem> {
    use row::Column::{Id as IdColumn, Number, Region as RegionColumn};
    let mut last: Option<(Region, Id)> = None;
    loop {
        let mut asked = row::Entity::find()
            .select_only()
            .columns([RegionColumn, IdColumn, Number])
            .order_by_asc(RegionColumn)
            .order_by_asc(IdColumn)
            .limit(1000);
        if let Some((region, id)) = last {
            let here = Condition::all().add(RegionColumn.eq(region)).add(IdColumn.gt(id));
            asked = asked.filter(Condition::any().add(RegionColumn.gt(region)).add(here));
        }
        let page: Vec<(Region, Id, Option<String>)> = asked.into_tuple().all(db).await?;
        if page.is_empty() {
            return Ok(());
        }
        for (region, id, number) in page {
            // 临市监许准〔2026〕15号, perhaps with -2 for the second of several results.
            if let Some((series, rest)) = number.as_deref().and_then(|n| n.split_once('〕')) {
                let (serial, part) = rest.split_once('号').unwrap_or((rest, ""));
                each(series, serial.parse().unwrap_or_default(), part);
            }
            last = Some((region, id));
        }
    }
}
