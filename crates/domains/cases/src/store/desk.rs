//! What an officer has written and not yet sent: a draft from the first character (DESK 1, 7).

use kernel::keys::Keys;
use kernel::{Id, Problem, Random, Tx};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

/// The table `desk_draft`.
pub mod row {
    use kernel::{Id, Region};
    use sea_orm::entity::prelude::*;

    /// What one officer has written about one case.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "desk_draft")]
    pub struct Model {
        /// The region of the case.
        #[sea_orm(primary_key, auto_increment = false)]
        pub region: Region,
        /// The case.
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: Id,
        /// The officer.
        #[sea_orm(primary_key, auto_increment = false)]
        pub staff: Id,
        /// The form as it was, sealed.
        pub doc: Vec<u8>,
        /// When it was saved.
        pub at: DateTimeUtc,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

fn aad(case: Id, staff: Id) -> String {
    format!("desk_draft.doc:{case}:{staff}")
}

/// Keeps what was written.
pub async fn save(
    tx: &Tx,
    keys: &Keys,
    random: &dyn Random,
    case: Id,
    staff: Id,
    text: &str,
    now: DateTimeUtc,
) -> Result<(), Problem> {
    row::Entity::insert(row::ActiveModel {
        region: Set(case.region()),
        case_id: Set(case),
        staff: Set(staff),
        doc: Set(keys.seal(&aad(case, staff), text.as_bytes(), random)),
        at: Set(now),
    })
    .on_conflict(
        OnConflict::columns([row::Column::Region, row::Column::CaseId, row::Column::Staff])
            .update_columns([row::Column::Doc, row::Column::At])
            .to_owned(),
    )
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// What was written, if anything.
pub async fn load(db: &impl ConnectionTrait, keys: &Keys, case: Id, staff: Id) -> Result<Option<String>, Problem> {
    let Some(row) = row::Entity::find_by_id((case.region(), case, staff)).one(db).await? else {
        return Ok(None);
    };
    let plain = keys.open(&aad(case, staff), &row.doc).map_err(Problem::internal)?;
    String::from_utf8(plain).map(Some).map_err(Problem::internal)
}

/// Forgets it: it was sent.
pub async fn delete(tx: &Tx, case: Id, staff: Id) -> Result<(), Problem> {
    row::Entity::delete_many()
        .filter(row::Column::Region.eq(case.region()))
        .filter(row::Column::CaseId.eq(case))
        .filter(row::Column::Staff.eq(staff))
        .exec(tx)
        .await?;
    Ok(())
}
