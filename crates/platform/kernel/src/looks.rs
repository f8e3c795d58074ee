//! Who looked at whose personal data, when and why: written with every look by staff, shown to the person
//! (谁看过我的信息; 个人信息保护法 art. 44).

use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use crate::Kernel;
use crate::actor::Actor;
use crate::id::{Id, Region};
use crate::problem::Problem;

/// The table `look`.
pub mod row {
    use sea_orm::entity::prelude::*;

    use crate::id::{Id, Region};

    /// One look.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "look")]
    pub struct Model {
        /// Where it happened.
        #[sea_orm(primary_key, auto_increment = false)]
        pub region: Region,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id,
        /// Whose data.
        pub person: Id,
        /// Who looked, as `Actor::ledger_name`.
        pub actor: String,
        /// Who looked, as the person may read it: body and post.
        pub looker: String,
        /// What was seen, in Chinese.
        pub what: String,
        /// Why: the case's number, or the reason that was given.
        pub reason: String,
        /// When.
        pub at: DateTimeUtc,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Who looks, as the person may read it; `None` for whoever looks at their own.
fn looker(actor: &Actor) -> Option<String> {
    match actor {
        Actor::Staff(staff) => Some(format!("{}{}", staff.body_name, staff.post)),
        Actor::Client { name, .. } => Some(format!("对接程序“{name}”")),
        _ => None,
    }
}

/// Writes down a look by staff or by a program. Reading the same thing again within the hour is the same look.
pub async fn record(
    kernel: &Kernel,
    region: Region,
    person: Id,
    actor: &Actor,
    what: &str,
    reason: &str,
) -> Result<(), Problem> {
    let Some(looker) = looker(actor) else { return Ok(()) };
    let now = kernel.clock.now();
    let again = row::Entity::find()
        .filter(row::Column::Region.eq(region))
        .filter(row::Column::Person.eq(person))
        .filter(row::Column::Actor.eq(actor.ledger_name()))
        .filter(row::Column::What.eq(what))
        .filter(row::Column::Reason.eq(reason))
        .filter(row::Column::At.gt(now - chrono::TimeDelta::hours(1)))
        .one(kernel.db.read())
        .await?;
    if again.is_some() {
        return Ok(());
    }
    let row = row::ActiveModel {
        region: Set(region),
        id: Set(Id::new(region, now, &*kernel.random)),
        person: Set(person),
        actor: Set(actor.ledger_name()),
        looker: Set(looker),
        what: Set(what.into()),
        reason: Set(reason.into()),
        at: Set(now),
    };
    kernel
        .db
        .write(move |tx| {
            Box::pin(async move {
                row::Entity::insert(row).exec_without_returning(tx).await?;
                Ok(())
            })
        })
        .await
}

/// The looks at a person's data, newest first.
pub async fn at_person(kernel: &Kernel, person: Id, limit: u64) -> Result<Vec<row::Model>, Problem> {
    Ok(row::Entity::find()
        .filter(row::Column::Person.eq(person))
        .order_by_desc(row::Column::At)
        .limit(limit)
        .all(kernel.db.read())
        .await?)
}
