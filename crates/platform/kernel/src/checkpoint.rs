//! Checkpoints: the heads of the streams that changed are bound into a Merkle tree per region, which is signed with SM2
//! and names the checkpoint before. So it is found when the end of a stream is cut or a whole case removed, which a chain
//! alone cannot tell; and, by the copy that each checkpoint leaves outside of the database, when yesterday's database is
//! put in the place of today's. The cost grows with what changed since the last one.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use crate::Kernel;
use crate::config::Config;
use crate::db::Tx;
use crate::id::{Id, Region};
use crate::jobs::Job;
use crate::ledger::event;
use crate::merkle;
use crate::problem::Problem;

/// The table `checkpoint`.
pub mod row {
    use sea_orm::entity::prelude::*;

    use crate::id::Region;

    /// One signed checkpoint of a region.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "checkpoint")]
    pub struct Model {
        /// The region.
        #[sea_orm(primary_key, auto_increment = false)]
        pub region: Region,
        /// 1, 2, 3 … in the region.
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        /// When it was made; every event before is bound by this one or an earlier one.
        pub at: DateTimeUtc,
        /// How many heads it binds.
        pub leaves: i64,
        /// The root of their tree.
        pub root: Vec<u8>,
        /// The hash of the checkpoint before, 32 zero bytes for the first.
        pub prev: Vec<u8>,
        /// SM3 over everything above.
        pub hash: Vec<u8>,
        /// SM2 over the hash, r and s.
        pub signature: Vec<u8>,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The table `checkpoint_leaf`: heads as they were bound.
pub mod leaf {
    use sea_orm::entity::prelude::*;

    use crate::id::{Id, Region};

    /// One head.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "checkpoint_leaf")]
    pub struct Model {
        /// The region of the stream.
        #[sea_orm(primary_key, auto_increment = false)]
        pub region: Region,
        /// The stream.
        #[sea_orm(primary_key, auto_increment = false)]
        pub stream: Id,
        /// Its last event at that time.
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i32,
        /// The checkpoint that binds it.
        pub number: i64,
        /// The hash of that event.
        pub hash: Vec<u8>,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// How often one is made.
const EVERY: TimeDelta = TimeDelta::minutes(10);
/// An event may be committed this much later than its moment says; its stream is looked at again.
const LATE: TimeDelta = TimeDelta::minutes(15);
/// The signer's identity in SM2 (GB/T 32918.2, 5.5): the usual one.
const SIGNER: &[u8] = b"1234567812345678";

/// A checkpoint as it is written outside of the database: one JSON line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The region.
    pub region: i32,
    /// Its number in the region.
    pub number: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// The hash, hexadecimal.
    pub hash: String,
    /// The signature, hexadecimal.
    pub signature: String,
}

impl From<&row::Model> for Line {
    fn from(one: &row::Model) -> Self {
        Self {
            region: one.region.0,
            number: one.number,
            at: one.at,
            hash: gm::hex::encode(&one.hash),
            signature: gm::hex::encode(&one.signature),
        }
    }
}

/// Whether the newest checkpoint of the database was signed under our master key; `true` when there is none yet. Another
/// key could open nothing that is sealed there, and would seal what the first one cannot open.
///
/// # Errors
/// What the database answers.
pub async fn is_ours(kernel: &Kernel) -> Result<bool, DbErr> {
    let newest = row::Entity::find()
        .order_by_desc(row::Column::At)
        .limit(1)
        .one(kernel.db.read())
        .await?;
    Ok(newest.is_none_or(|one| is_signed(kernel.keys.public_key(), &one.hash, &one.signature)))
}

/// Where this process keeps its copies: beside the key file, so that who can write the database cannot write them.
pub fn copies(config: &Config) -> PathBuf {
    config.key_file.with_file_name("checkpoints.jsonl")
}

/// The hash of a head, as the tree takes it.
pub fn head(region: Region, stream: Id, seq: i32, hash: &[u8]) -> [u8; 32] {
    let uuid = stream.uuid();
    let parts: [&[u8]; 4] = [&region.0.to_be_bytes(), uuid.as_bytes(), &seq.to_be_bytes(), hash];
    merkle::leaf(&parts.concat())
}

/// The hash of a checkpoint.
pub fn hash(region: Region, number: i64, at: DateTime<Utc>, leaves: i64, root: &[u8], prev: &[u8]) -> [u8; 32] {
    let parts: [&[u8]; 7] = [
        b"tongban.checkpoint/1",
        &region.0.to_be_bytes(),
        &number.to_be_bytes(),
        &at.timestamp_millis().to_be_bytes(),
        &leaves.to_be_bytes(),
        root,
        prev,
    ];
    gm::sm3(&parts.concat())
}

/// The work that comes back.
pub fn job() -> Job {
    Job {
        name: "kernel.checkpoint",
        every: EVERY,
        run: Arc::new(|kernel| Box::pin(async move { make(&kernel).await.map(drop) })),
    }
}

/// Binds what changed since the last checkpoint of any region; answers how many were made.
///
/// # Errors
/// What the database or the file of copies answers. What was made stands in the database even when its copy could not be
/// written; the next copy comes with the next checkpoint.
pub async fn make(kernel: &Arc<Kernel>) -> Result<usize, Problem> {
    let handle = kernel.clone();
    let made = kernel
        .db
        .write(move |tx| Box::pin(async move { bind(&handle, tx).await }))
        .await?;
    if !made.is_empty() {
        append(kernel, &made).map_err(Problem::internal)?;
    }
    Ok(made.len())
}

async fn bind(kernel: &Kernel, tx: &Tx) -> Result<Vec<row::Model>, Problem> {
    let mut made = Vec::new();
    for (region, heads) in changed(tx).await? {
        let last = row::Entity::find()
            .filter(row::Column::Region.eq(region))
            .order_by_desc(row::Column::Number)
            .one(tx)
            .await?;
        let (number, prev) = last.map_or((1, vec![0; 32]), |l| (l.number + 1, l.hash));
        made.push(seal(kernel, region, number, &heads, prev)?);
        for some in heads.chunks(500) {
            let rows = some.iter().map(|(stream, seq, hash)| leaf::ActiveModel {
                region: Set(region),
                stream: Set(*stream),
                seq: Set(*seq),
                number: Set(number),
                hash: Set(hash.clone()),
            });
            leaf::Entity::insert_many(rows).exec_without_returning(tx).await?;
        }
    }
    let rows: Vec<row::ActiveModel> = made.iter().cloned().map(Into::into).collect();
    if !rows.is_empty() {
        // Of two processes at the same moment the second finds the number taken, and its work is undone.
        row::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(made)
}

type Heads = Vec<(Id, i32, Vec<u8>)>;

/// The heads that no checkpoint binds yet, by region, in the order of streams.
async fn changed(tx: &Tx) -> Result<BTreeMap<Region, Heads>, Problem> {
    let last = row::Entity::find()
        .select_only()
        .column_as(row::Column::At.max(), "last")
        .into_tuple::<Option<DateTime<Utc>>>()
        .one(tx)
        .await?
        .flatten();
    let mut asked = event::Entity::find()
        .select_only()
        .column(event::Column::Region)
        .column(event::Column::Stream)
        .column_as(event::Column::Seq.max(), "seq")
        .group_by(event::Column::Region)
        .group_by(event::Column::Stream);
    if let Some(last) = last {
        asked = asked.filter(event::Column::At.gte(last - LATE));
    }
    let found: Vec<(Region, Id, i32)> = asked.into_tuple().all(tx).await?;
    let mut changed: BTreeMap<Region, Heads> = BTreeMap::new();
    for (region, stream, seq) in found {
        let bound = leaf::Entity::find_by_id((region, stream, seq)).count(tx).await?;
        if bound > 0 {
            continue;
        }
        let head = event::Entity::find_by_id((region, stream, seq)).one(tx).await?;
        let head = head.ok_or_else(|| Problem::internal("the head of a stream is gone"))?;
        changed.entry(region).or_default().push((stream, seq, head.hash));
    }
    for heads in changed.values_mut() {
        heads.sort_by_key(|(stream, seq, _)| (*stream, *seq));
    }
    Ok(changed)
}

fn seal(kernel: &Kernel, region: Region, number: i64, heads: &Heads, prev: Vec<u8>) -> Result<row::Model, Problem> {
    let hashes: Vec<_> = heads
        .iter()
        .map(|(stream, seq, hash)| head(region, *stream, *seq, hash))
        .collect();
    let root = merkle::root(&hashes);
    // As the databases keep it.
    let at = DateTime::from_timestamp_millis(kernel.clock.now().timestamp_millis()).unwrap_or_default();
    let leaves = heads.len() as i64;
    let hash = hash(region, number, at, leaves, &root, &prev);
    let signature = kernel.keys.sign(&hash, &*kernel.random).map_err(Problem::internal)?;
    Ok(row::Model {
        region,
        number,
        at,
        leaves,
        root: root.to_vec(),
        prev,
        hash: hash.to_vec(),
        signature,
    })
}

fn append(kernel: &Kernel, made: &[row::Model]) -> std::io::Result<()> {
    let path = copies(&kernel.config);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = std::fs::OpenOptions::new().append(true).create(true).open(path)?;
    for one in made {
        let mut line = serde_json::to_string(&Line::from(one))?;
        line.push('\n');
        file.write_all(line.as_bytes())?;
    }
    file.sync_data()
}

/// Whether a signature over the hash of a checkpoint is right.
pub fn is_signed(public: &gm::sm2::PublicKey, hash: &[u8], signature: &[u8]) -> bool {
    gm::sm2::RawSignature::parse(signature)
        .is_ok_and(|signature| public.verify(SIGNER, hash, signature.signature()).is_ok())
}

/// Signs the hash of a checkpoint: r and s.
pub(crate) fn signed(private: &gm::sm2::PrivateKey, hash: &[u8], random: &dyn crate::Random) -> gm::Result<Vec<u8>> {
    let signature = private.sign(SIGNER, hash, &mut crate::random::Source(random))?;
    Ok(signature.to_raw().as_bytes().to_vec())
}
