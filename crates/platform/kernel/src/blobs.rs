//! Files: kept in an object store under their SM3 digest, known to the database by region and digest, typed by
//! their content and never by their name.

use std::sync::Arc;

use bytes::Bytes;
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload, path::Path as StorePath};
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;

use crate::Kernel;
use crate::db::Tx;
use crate::id::Region;
use crate::problem::Problem;

/// The table `blob`.
pub mod row {
    use sea_orm::entity::prelude::*;

    use crate::id::Region;

    /// One file's facts.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "blob")]
    pub struct Model {
        /// The region whose file it is.
        #[sea_orm(primary_key, auto_increment = false)]
        pub region: Region,
        /// SM3 of the content, hexadecimal.
        #[sea_orm(primary_key, auto_increment = false)]
        pub digest: String,
        /// Bytes.
        pub size: i64,
        /// Media type by content.
        pub media_type: String,
        /// When it first came.
        pub at: DateTimeUtc,
    }

    /// No row of another table hangs on it.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The file store.
#[derive(Clone, Debug)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
}

/// A file that is stored; the database learns of it by `record` in the transaction that refers to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The region whose file it is.
    pub region: Region,
    /// SM3 of the content, hexadecimal.
    pub digest: String,
    /// Bytes.
    pub size: i64,
    /// Media type by content.
    pub media_type: String,
}

impl Blobs {
    /// A store in a local folder, which is made when missing.
    pub fn local(folder: &std::path::Path) -> Result<Self, Problem> {
        std::fs::create_dir_all(folder).map_err(Problem::internal)?;
        let store = object_store::local::LocalFileSystem::new_with_prefix(folder)
            .map_err(Problem::internal)?
            .with_fsync(true);
        Ok(Self { store: Arc::new(store) })
    }

    /// Keeps the content and answers its facts. The same content twice is one file.
    pub async fn put(&self, region: Region, media_type: &str, content: Bytes) -> Result<Stored, Problem> {
        let digest = gm::hex::encode(gm::sm3(&content));
        let stored = Stored {
            region,
            digest,
            size: content.len() as i64,
            media_type: media_type.into(),
        };
        let path = path(region, &stored.digest);
        if self.store.head(&path).await.is_err() {
            self.store
                .put(&path, PutPayload::from_bytes(content))
                .await
                .map_err(Problem::unavailable)?;
        }
        Ok(stored)
    }

    /// The content, compared with its digest: a file that was changed on the disk is an error, not another file.
    pub async fn get(&self, region: Region, digest: &str) -> Result<Bytes, Problem> {
        let found = self.store.get(&path(region, digest)).await.map_err(Problem::internal)?;
        let content = found.bytes().await.map_err(Problem::internal)?;
        let actual = gm::hex::encode(gm::sm3(&content));
        if actual == digest {
            Ok(content)
        } else {
            Err(Problem::internal(format!("blob {digest} was changed")))
        }
    }
}

fn path(region: Region, digest: &str) -> StorePath {
    StorePath::from(format!("{region}/{}/{digest}", digest.get(..2).unwrap_or("00")))
}

/// Makes a stored file known to the database.
pub async fn record(kernel: &Kernel, tx: &Tx, stored: &Stored) -> Result<(), Problem> {
    row::Entity::insert(row::ActiveModel {
        region: Set(stored.region),
        digest: Set(stored.digest.clone()),
        size: Set(stored.size),
        media_type: Set(stored.media_type.clone()),
        at: Set(kernel.clock.now()),
    })
    .on_conflict(
        OnConflict::columns([row::Column::Region, row::Column::Digest])
            .do_nothing()
            .to_owned(),
    )
    .exec_without_returning(tx)
    .await?;
    Ok(())
}
