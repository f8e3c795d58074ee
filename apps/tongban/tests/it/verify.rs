//! Somebody lays hands on the database or the files; `tongban verify` says where.

use std::sync::Arc;

use kernel::ledger::event;
use kernel::verify::Report;
use kernel::{Config, SystemClock, SystemRandom, checkpoint};
use sea_orm::{ConnectionTrait as _, EntityTrait as _, QueryOrder as _};
use tongban::house::{self, Rooms};
use tongban::{demo, verify};

/// A demo with some cases and one checkpoint over everything.
async fn house_with_cases(folder: &std::path::Path, database: &str) -> Rooms {
    let config = Config {
        database: database.into(),
        files: folder.join("files"),
        key_file: folder.join("master.key"),
        extra_provinces: vec![99],
        demo: true,
        ..Config::default()
    };
    demo::make(&config, 6).await.unwrap();
    let rooms = house::build(config, Arc::new(SystemClock), Arc::new(SystemRandom), None)
        .await
        .unwrap();
    rooms.kernel.start(&mut rooms.modules()).await.unwrap();
    rooms.kernel.settle().await.unwrap();
    checkpoint::make(&rooms.kernel).await.unwrap();
    rooms
}

struct Hand<'r> {
    rooms: &'r Rooms,
    database: &'r str,
}

impl Hand<'_> {
    async fn sql(&self, statement: &str) {
        let done = self.rooms.kernel.db.read().execute_unprepared(statement).await;
        assert!(done.unwrap().rows_affected() > 0, "{statement} changed nothing");
    }

    async fn define(&self, statement: &str) {
        self.rooms.kernel.db.read().execute_unprepared(statement).await.unwrap();
    }

    /// How a stream's id stands in a statement.
    fn id(&self, id: kernel::Id) -> String {
        if self.database.starts_with("sqlite") {
            format!("X'{}'", id.uuid().simple())
        } else {
            format!("'{}'", id.uuid())
        }
    }

    async fn report(&self) -> Report {
        verify::everything(self.rooms).await.unwrap()
    }

    /// The report names a fault of this kind with these words.
    async fn finds(&self, about: &str, words: &str) {
        let report = self.report().await;
        let found = report
            .faults
            .iter()
            .any(|f| f.about == about && format!("{}{}", f.place, f.what).contains(words));
        assert!(found, "{}: {about}, {words}: {report:#?}", self.database);
    }

    async fn is_clean(&self) {
        let report = self.report().await;
        assert!(report.is_clean(), "{}: {report:#?}", self.database);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_was_changed_cut_or_removed_is_named() {
    let folder = tempfile::tempdir().unwrap();
    for (n, database) in kernel::testing::databases(folder.path()).await.into_iter().enumerate() {
        let folder = folder.path().join(n.to_string());
        std::fs::create_dir_all(&folder).unwrap();
        let rooms = house_with_cases(&folder, &database).await;
        let hand = Hand {
            rooms: &rooms,
            database: &database,
        };
        let report = hand.report().await;
        assert!(report.is_clean(), "{database}: {report:#?}");
        for what in ["办件", "事件", "检查点", "检查点副本", "文件", "文号"] {
            assert!(report.counts.get(what).is_some_and(|n| *n > 0), "{what}: {report:#?}");
        }
        println!("{database}: {:?}", report.counts);

        let all = event::Entity::find()
            .order_by_desc(event::Column::Seq)
            .all(rooms.kernel.db.read())
            .await
            .unwrap();
        let last = all.iter().find(|e| e.kind.starts_with("case.")).unwrap().clone();
        let stream = hand.id(last.stream);
        hand.define(&format!(
            "CREATE TABLE kept AS SELECT * FROM event WHERE stream = {stream}"
        ))
        .await;
        let put_back = format!("INSERT INTO event SELECT * FROM kept WHERE stream = {stream}");
        let remove = format!("DELETE FROM event WHERE stream = {stream}");

        // Any byte of a past event.
        for (column, value) in [
            ("payload", "payload || ' '"),
            ("actor", "'staff:nobody'"),
            ("kind", "'case.granted'"),
        ] {
            hand.sql(&format!(
                "UPDATE event SET {column} = {value} WHERE stream = {stream} AND seq = 2"
            ))
            .await;
            hand.finds("账本", "第2笔写下以后被改过").await;
            hand.sql(&remove).await;
            hand.sql(&put_back).await;
        }
        // An event removed.
        hand.sql(&format!("DELETE FROM event WHERE stream = {stream} AND seq = 2"))
            .await;
        hand.finds("账本", "前面少了一笔").await;
        hand.sql(&remove).await;
        hand.sql(&put_back).await;
        // The end of a stream cut off: the chain that is left is whole, but the checkpoint knows more.
        hand.sql(&format!(
            "DELETE FROM event WHERE stream = {stream} AND seq = {}",
            last.seq
        ))
        .await;
        hand.finds("账本", "检查点里有它").await;
        hand.finds("办件", "不一样").await;
        hand.sql(&remove).await;
        hand.sql(&put_back).await;
        // A whole case removed, with its row.
        hand.define(&format!(
            "CREATE TABLE kept_file AS SELECT * FROM case_file WHERE id = {stream}"
        ))
        .await;
        hand.sql(&remove).await;
        hand.sql(&format!("DELETE FROM case_file WHERE id = {stream}")).await;
        hand.finds("账本", "检查点里有它").await;
        hand.sql("INSERT INTO case_file SELECT * FROM kept_file").await;
        hand.finds("办件", "账本里没有").await;
        hand.sql(&put_back).await;
        hand.is_clean().await;

        // A row that says something else than its events.
        hand.sql(&format!("UPDATE case_file SET applicant = '别人' WHERE id = {stream}"))
            .await;
        hand.finds("办件", "列表用的栏目和内容不一样").await;
        hand.sql(&format!("DELETE FROM case_file WHERE id = {stream}")).await;
        hand.sql("INSERT INTO case_file SELECT * FROM kept_file").await;
        // A number that is missing.
        let gone = "(SELECT id FROM document WHERE number LIKE '%〕1号' ORDER BY id LIMIT 1)";
        hand.define(&format!(
            "CREATE TABLE kept_paper AS SELECT * FROM document WHERE id = {gone}"
        ))
        .await;
        hand.sql("DELETE FROM document WHERE id IN (SELECT id FROM kept_paper)")
            .await;
        hand.finds("文号", "号").await;
        hand.sql("INSERT INTO document SELECT * FROM kept_paper").await;
        hand.is_clean().await;

        checkpoints_and_files(&hand, &folder).await;
    }
}

async fn checkpoints_and_files(hand: &Hand<'_>, folder: &std::path::Path) {
    // A checkpoint made up: without the key nobody signs it.
    hand.define("CREATE TABLE kept_checkpoint AS SELECT * FROM checkpoint")
        .await;
    hand.sql("UPDATE checkpoint SET leaves = leaves + 1").await;
    hand.finds("检查点", "签名不对").await;
    hand.sql("DELETE FROM checkpoint").await;
    hand.sql("INSERT INTO checkpoint SELECT * FROM kept_checkpoint").await;
    hand.is_clean().await;
    // Yesterday's database under today's checkpoint: the copy outside knows of one that is not there.
    let newest = "number = (SELECT MAX(c.number) FROM checkpoint c WHERE c.region = checkpoint.region)";
    hand.sql(&format!("DELETE FROM checkpoint WHERE {newest}")).await;
    hand.finds("检查点副本", "库里没有").await;
    hand.sql("DELETE FROM checkpoint WHERE number > 0 OR 1 = 1").await;
    hand.sql("INSERT INTO checkpoint SELECT * FROM kept_checkpoint").await;
    hand.is_clean().await;
    // A file changed, and a file gone.
    let blob = kernel::blobs::row::Entity::find()
        .one(hand.rooms.kernel.db.read())
        .await
        .unwrap()
        .unwrap();
    let path = folder
        .join("files")
        .join(blob.region.to_string())
        .join(&blob.digest[..2])
        .join(&blob.digest);
    let content = std::fs::read(&path).unwrap();
    std::fs::write(&path, b"something else").unwrap();
    hand.finds("文件", "内容被改过").await;
    std::fs::remove_file(&path).unwrap();
    hand.finds("文件", "不见了").await;
    std::fs::write(&path, content).unwrap();
    hand.is_clean().await;
}
