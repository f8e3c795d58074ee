//! A changing request that is sent twice is done once: the key and the answer stand in the transaction of the
//! change itself. Same key and body: the first answer again; another body: 409.

use std::sync::Arc;

use chrono::TimeDelta;
use sea_orm::ActiveValue::Set;
use sea_orm::QuerySelect as _;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Kernel;
use crate::actor::Actor;
use crate::db::Tx;
use crate::id::Region;
use crate::jobs::Job;
use crate::problem::Problem;

/// The table `idempotency`.
pub mod row {
    use sea_orm::entity::prelude::*;

    use crate::id::Region;

    /// One request that was done.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "idempotency")]
    pub struct Model {
        /// The region in which it was done.
        #[sea_orm(primary_key, auto_increment = false)]
        pub region: Region,
        /// Who asked and the key, hashed: a key of somebody else says nothing.
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        /// SM3 over what was asked.
        pub request: String,
        /// The answer, as JSON, sealed: it may tell of a person.
        #[sea_orm(column_type = "Text")]
        pub answer: String,
        /// When.
        pub at: DateTimeUtc,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A request's key together with what was asked.
#[derive(Debug, Clone)]
pub struct Once {
    region: Region,
    key: String,
    request: String,
}

impl Once {
    /// `key` from the client, unique for the actor and the verb; `request` is everything that was asked.
    pub fn new(region: Region, actor: &Actor, verb: &str, key: &str, request: &[u8]) -> Self {
        let hex = |bytes: &[u8]| gm::hex::encode(gm::sm3(bytes));
        let key = hex(format!("{}\0{verb}\0{key}", actor.ledger_name()).as_bytes());
        Self {
            region,
            key,
            request: hex(request),
        }
    }

    fn place(&self) -> String {
        format!("idempotency.answer:{}", self.key)
    }

    /// The first answer, when this request was done before: for commands that look at the state before they begin.
    ///
    /// # Errors
    /// 409 for a key that was used with another body.
    pub async fn earlier<T: DeserializeOwned>(
        &self,
        kernel: &Kernel,
        db: &impl ConnectionTrait,
    ) -> Result<Option<T>, Problem> {
        let Some(row) = row::Entity::find_by_id((self.region, self.key.clone())).one(db).await? else {
            return Ok(None);
        };
        if row.request != self.request {
            return Err(Problem::new(
                409,
                "idempotency_key_reused",
                "这个请求编号已经用在另一份内容上了",
            ));
        }
        let sealed = gm::hex::decode(&row.answer).map_err(Problem::internal)?;
        let plain = kernel.keys.open(&self.place(), &sealed).map_err(Problem::internal)?;
        Ok(Some(serde_json::from_slice(&plain)?))
    }

    /// Takes the key before the work, so that of two at the same moment the second waits for the first and then
    /// finds its answer. Answers whether the key was free.
    async fn claim(&self, kernel: &Kernel, tx: &Tx) -> Result<bool, Problem> {
        let inserted = row::Entity::insert(row::ActiveModel {
            region: Set(self.region),
            key: Set(self.key.clone()),
            request: Set(self.request.clone()),
            answer: Set(String::new()),
            at: Set(kernel.clock.now()),
        })
        .on_conflict(
            OnConflict::columns([row::Column::Region, row::Column::Key])
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
        Ok(inserted > 0)
    }

    /// Fills in the answer of a claimed key.
    async fn answer<T: Serialize>(&self, kernel: &Kernel, tx: &Tx, answer: &T) -> Result<(), Problem> {
        let plain = serde_json::to_vec(answer)?;
        let sealed = gm::hex::encode(kernel.keys.seal(&self.place(), &plain, &*kernel.random));
        row::Entity::update_many()
            .col_expr(row::Column::Answer, Expr::value(sealed))
            .filter(row::Column::Region.eq(self.region))
            .filter(row::Column::Key.eq(self.key.clone()))
            .exec(tx)
            .await?;
        Ok(())
    }
}

/// Runs `work` once for the key, if there is one: the shape of every changing command.
///
/// # Errors
/// What `work` refuses, and 409 for a key that was used with another body.
pub async fn run<T: Serialize + DeserializeOwned>(
    kernel: &Kernel,
    tx: &Tx,
    once: Option<Once>,
    work: impl Future<Output = Result<T, Problem>>,
) -> Result<T, Problem> {
    let Some(once) = once else { return work.await };
    if once.claim(kernel, tx).await? {
        let answer = work.await?;
        once.answer(kernel, tx, &answer).await?;
        return Ok(answer);
    }
    once.earlier(kernel, tx)
        .await?
        .ok_or_else(|| Problem::conflict("这件事正在办，请稍等再看"))
}

/// How long a key is remembered.
pub const REMEMBERED: TimeDelta = TimeDelta::days(30);

/// Keys that are forgotten in one transaction.
const BATCH: u64 = 500;

/// The work that comes back: old keys are forgotten, some at a time, so that nobody waits for it.
pub fn job() -> Job {
    Job {
        name: "kernel.forget_keys",
        every: TimeDelta::hours(1),
        run: Arc::new(|kernel| Box::pin(forget(kernel))),
    }
}

async fn forget(kernel: Arc<Kernel>) -> Result<(), Problem> {
    let limit = kernel.clock.now() - REMEMBERED;
    loop {
        let old: Vec<(Region, String)> = row::Entity::find()
            .select_only()
            .columns([row::Column::Region, row::Column::Key])
            .filter(row::Column::At.lt(limit))
            .limit(BATCH)
            .into_tuple()
            .all(kernel.db.read())
            .await?;
        if old.is_empty() {
            return Ok(());
        }
        kernel
            .db
            .write(move |tx| {
                Box::pin(async move {
                    for (region, key) in old {
                        row::Entity::delete_by_id((region, key)).exec(tx).await?;
                    }
                    Ok::<_, Problem>(())
                })
            })
            .await?;
    }
}
