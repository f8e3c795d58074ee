//! `tongban backup` and `tongban restore`: database, files and copies of checkpoints in one folder with a manifest. The
//! master key is never in it: who has both has everything.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use kernel::{Clock as _, Config, Db, SystemClock, SystemRandom, blobs, checkpoint, epoch};
use sea_orm::{ConnectionTrait as _, EntityTrait as _};
use serde::{Deserialize, Serialize};

use crate::house::{self, Rooms};
use crate::verify;

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the program.
    pub program: String,
    /// When it was made.
    pub at: DateTime<Utc>,
    /// `sqlite` or `postgres`.
    pub database: String,
    /// SM3 of the file of the database.
    pub digest: String,
    /// How many files were copied.
    pub files: u64,
    /// The epoch of the installation.
    pub epoch: i64,
    /// The public key of its checkpoints: tells whether the right master key is in place.
    pub key: String,
}

const MANIFEST: &str = "manifest.json";
const FILES: &str = "files";
const COPIES: &str = "checkpoints.jsonl";

fn snapshot_name(database: &str) -> &'static str {
    if database == "sqlite" {
        "tongban.db"
    } else {
        "tongban.dump"
    }
}

fn kind(config: &Config) -> &'static str {
    if config.sqlite_file().is_some() {
        "sqlite"
    } else {
        "postgres"
    }
}

fn digest(path: &Path) -> anyhow::Result<String> {
    use std::io::Read as _;
    let mut file = std::fs::File::open(path).with_context(|| format!("读不了{}", path.display()))?;
    let mut hash = gm::Sm3::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(gm::hex::encode(hash.finish())),
            n => hash.update(&buffer[..n]),
        }
    }
}

fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).map_or(true, |mut all| all.next().is_none())
}

async fn open(config: Config) -> anyhow::Result<Rooms> {
    let rooms = house::build(config, Arc::new(SystemClock), Arc::new(SystemRandom), None).await?;
    rooms.kernel.start(&mut rooms.modules()).await?;
    Ok(rooms)
}

/// Makes a backup into a new folder, while the server runs.
///
/// # Errors
/// A folder that is not empty, a database or disk that does not answer, and a copy that does not verify.
pub async fn backup(config: Option<PathBuf>, folder: PathBuf) -> anyhow::Result<()> {
    let config = Config::load(config.as_deref())?;
    make(&config, &folder).await?;
    println!(
        "备份在{}。主密钥{}不在里面，要另外保管",
        folder.display(),
        config.key_file.display()
    );
    Ok(())
}

/// The same with a configuration that was read.
///
/// # Errors
/// As [`backup`].
pub async fn make(config: &Config, folder: &Path) -> anyhow::Result<Manifest> {
    anyhow::ensure!(
        is_empty(folder),
        "{}不是空的，备份要放在一个新的文件夹",
        folder.display()
    );
    std::fs::create_dir_all(folder).with_context(|| format!("建不了{}", folder.display()))?;
    anyhow::ensure!(config.key_file.exists(), "没有密钥文件{}", config.key_file.display());
    let database = kind(config);
    let snapshot = folder.join(snapshot_name(database));
    // Before the snapshot: what the copies know was committed, so the snapshot holds it.
    let copies = checkpoint::copies(config);
    if copies.exists() {
        std::fs::copy(&copies, folder.join(COPIES)).with_context(|| format!("拷不了{}", copies.display()))?;
    }
    let db = Db::open(&config.database).await.context("数据库打不开")?;
    take_snapshot(config, &db, &snapshot).await?;
    // Files are only ever added, so those that the running database knows now are those of the snapshot and some more.
    let files = copy_files(config, &db, &folder.join(FILES)).await?;
    let at = epoch::read(db.read()).await?;
    db.close().await.ok();
    if database == "sqlite" {
        verify_copy(config, folder, &snapshot).await?;
    }
    let manifest = Manifest {
        program: env!("CARGO_PKG_VERSION").into(),
        at: SystemClock.now(),
        database: database.into(),
        digest: digest(&snapshot)?,
        files,
        epoch: at,
        key: public_key(config)?,
    };
    // Written last: a folder without it is not a backup.
    let text = serde_json::to_string_pretty(&manifest)?;
    std::fs::write(folder.join(MANIFEST), &text)?;
    if let Err(e) = std::fs::write(last_file(config), text) {
        tracing::warn!(error = %e, "doctor will not know of this backup");
    }
    Ok(manifest)
}

/// Beside the key file: what the newest backup said of itself.
fn last_file(config: &Config) -> PathBuf {
    config.key_file.with_file_name("last-backup.json")
}

/// The newest backup that was made with this configuration.
pub fn last(config: &Config) -> Option<Manifest> {
    let text = std::fs::read_to_string(last_file(config)).ok()?;
    serde_json::from_str(&text).ok()
}

fn public_key(config: &Config) -> anyhow::Result<String> {
    let keys = kernel::keys::Keys::read(&config.key_file)?;
    Ok(gm::hex::encode(keys.public_key().to_compressed()))
}

/// A consistent picture of the database at one moment.
async fn take_snapshot(config: &Config, db: &Db, to: &Path) -> anyhow::Result<()> {
    if config.sqlite_file().is_some() {
        let path = to.display().to_string().replace('\'', "''");
        db.read()
            .execute_unprepared(&format!("VACUUM INTO '{path}'"))
            .await
            .context("数据库拷不出来")?;
        return Ok(());
    }
    let done = Command::new("pg_dump")
        .args(["--format=custom", "--no-owner", "--no-privileges", "--file"])
        .arg(to)
        .arg(&config.database)
        .output()
        .context("备份PostgreSQL要有pg_dump，请装postgresql-client")?;
    anyhow::ensure!(
        done.status.success(),
        "pg_dump没有成功：{}",
        String::from_utf8_lossy(&done.stderr)
    );
    Ok(())
}

async fn copy_files(config: &Config, db: &Db, to: &Path) -> anyhow::Result<u64> {
    use sea_orm::{ColumnTrait as _, Condition, QueryFilter as _, QueryOrder as _, QuerySelect as _};
    let (from, to) = (blobs::Blobs::local(&config.files)?, blobs::Blobs::local(to)?);
    let (mut count, mut last) = (0, None::<blobs::row::Model>);
    loop {
        use blobs::row::{Column, Entity};
        let mut asked = Entity::find()
            .order_by_asc(Column::Region)
            .order_by_asc(Column::Digest)
            .limit(500);
        if let Some(last) = &last {
            let here = Condition::all()
                .add(Column::Region.eq(last.region))
                .add(Column::Digest.gt(last.digest.clone()));
            asked = asked.filter(Condition::any().add(Column::Region.gt(last.region)).add(here));
        }
        let page = asked.all(db.read()).await?;
        if page.is_empty() {
            return Ok(count);
        }
        for one in page {
            // Reading compares the content with its digest: a backup never carries a broken file on.
            let content = from.get(one.region, &one.digest).await?;
            to.put(one.region, &one.media_type, content).await?;
            count += 1;
            last = Some(one);
        }
    }
}

/// The copy says what was written.
async fn verify_copy(config: &Config, folder: &Path, snapshot: &Path) -> anyhow::Result<()> {
    let copy = Config {
        database: format!("sqlite:{}", snapshot.display()),
        files: folder.join(FILES),
        ..config.clone()
    };
    let rooms = open(copy).await?;
    // The copies of the running installation go on while this is written, so they are not asked here.
    let report = verify::inside(&rooms).await?;
    rooms.kernel.db.clone().close().await.ok();
    anyhow::ensure!(report.is_clean(), "备份核验没有通过：{:?}", report.faults);
    Ok(())
}

/// Puts a backup into an empty place, raises the epoch, signs everybody out, and verifies.
///
/// # Errors
/// A place that is not empty, a folder that is no whole backup, another master key.
pub async fn restore(config: Option<PathBuf>, folder: PathBuf) -> anyhow::Result<()> {
    let config = Config::load(config.as_deref())?;
    let epoch = put_back(&config, &folder).await?;
    println!("恢复好了，核验通过。现在是第{epoch}代，恢复以前的登录都已失效");
    Ok(())
}

/// The same with a configuration that was read; answers the new epoch.
///
/// # Errors
/// As [`restore`].
pub async fn put_back(config: &Config, folder: &Path) -> anyhow::Result<i64> {
    let text = std::fs::read_to_string(folder.join(MANIFEST))
        .with_context(|| format!("{}不是一份完整的备份", folder.display()))?;
    let manifest: Manifest = serde_json::from_str(&text).context("manifest.json")?;
    anyhow::ensure!(
        manifest.database == kind(config),
        "备份是{}的，配置的不是",
        manifest.database
    );
    let snapshot = folder.join(snapshot_name(&manifest.database));
    anyhow::ensure!(
        digest(&snapshot)? == manifest.digest,
        "{}和清单不一样，备份坏了",
        snapshot.display()
    );
    anyhow::ensure!(config.key_file.exists(), "先把主密钥放到{}", config.key_file.display());
    anyhow::ensure!(
        public_key(config)? == manifest.key,
        "{}不是这份备份的主密钥",
        config.key_file.display()
    );
    anyhow::ensure!(
        is_empty(&config.files),
        "{}不是空的，请恢复到空的地方",
        config.files.display()
    );
    let copies = checkpoint::copies(config);
    anyhow::ensure!(!copies.exists(), "{}已经有了，请先挪到别处保管", copies.display());
    load_snapshot(config, &snapshot)?;
    copy_folder(&folder.join(FILES), &config.files)?;
    if folder.join(COPIES).exists() {
        std::fs::copy(folder.join(COPIES), &copies)?;
    }
    let rooms = open(config.clone()).await?;
    rooms.kernel.db.read().execute_unprepared("DELETE FROM session").await?;
    let epoch = epoch::raise(&rooms.kernel.db).await?;
    let report = verify::everything(&rooms).await?;
    anyhow::ensure!(report.is_clean(), "恢复以后核验没有通过：{:?}", report.faults);
    Ok(epoch)
}

fn load_snapshot(config: &Config, snapshot: &Path) -> anyhow::Result<()> {
    if let Some(file) = config.sqlite_file() {
        anyhow::ensure!(!file.exists(), "{}已经有了，请恢复到空的地方", file.display());
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::copy(snapshot, &file)?;
        return Ok(());
    }
    let done = Command::new("pg_restore")
        .args([
            "--no-owner",
            "--no-privileges",
            "--exit-on-error",
            "--single-transaction",
            "--dbname",
        ])
        .arg(&config.database)
        .arg(snapshot)
        .output()
        .context("恢复PostgreSQL要有pg_restore，请装postgresql-client")?;
    anyhow::ensure!(
        done.status.success(),
        "pg_restore没有成功，数据库没有改动（要恢复到一个空的库）：{}",
        String::from_utf8_lossy(&done.stderr)
    );
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(to)?;
    for one in std::fs::read_dir(from)? {
        let one = one?;
        let target = to.join(one.file_name());
        if one.file_type()?.is_dir() {
            copy_folder(&one.path(), &target)?;
        } else {
            std::fs::copy(one.path(), target)?;
        }
    }
    Ok(())
}
