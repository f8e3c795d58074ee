//! The operator backs up while people go on filing, and restores into an empty machine.

use std::path::Path;
use std::sync::Arc;

use kernel::{Actor, Config, SystemClock, SystemRandom, epoch};
use tongban::house::{self, Rooms};
use tongban::{backup, doctor};

fn config(folder: &Path, database: &str) -> Config {
    Config {
        database: database.into(),
        files: folder.join("files"),
        key_file: folder.join("keys/master.key"),
        extra_provinces: vec![99],
        demo: true,
        ..Config::default()
    }
}

async fn open(config: &Config) -> Rooms {
    let rooms = house::build(config.clone(), Arc::new(SystemClock), Arc::new(SystemRandom), None)
        .await
        .unwrap();
    rooms.kernel.start(&mut rooms.modules()).await.unwrap();
    rooms
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_there_at_the_backup_is_there_after_restoring_into_an_empty_place() {
    let folder = tempfile::tempdir().unwrap();
    let databases = kernel::testing::databases(folder.path()).await;
    let empty = kernel::testing::databases(&folder.path().join("other")).await;
    for (n, (database, other)) in databases.into_iter().zip(empty).enumerate() {
        let here = config(&folder.path().join(format!("here{n}")), &database);
        let there = config(&folder.path().join(format!("there{n}")), &other);
        tongban::demo::make(&here, 5).await.unwrap();
        let rooms = open(&here).await;
        rooms.kernel.settle().await.unwrap();
        kernel::checkpoint::make(&rooms.kernel).await.unwrap();
        let cases = backed_up(&rooms, &here, folder.path(), n).await;
        let kept = folder.path().join(format!("backup{n}"));

        let refused = backup::put_back(&there, &kept).await.unwrap_err().to_string();
        assert!(refused.contains("先把主密钥放到"), "{refused}");
        std::fs::create_dir_all(there.key_file.parent().unwrap()).unwrap();
        std::fs::write(&there.key_file, "11".repeat(32)).unwrap();
        let refused = backup::put_back(&there, &kept).await.unwrap_err().to_string();
        assert!(refused.contains("不是这份备份的主密钥"), "{refused}");
        std::fs::copy(&here.key_file, &there.key_file).unwrap();
        let before = epoch::read(rooms.kernel.db.read()).await.unwrap();
        let after = backup::put_back(&there, &kept).await.unwrap();
        assert_eq!(after, before + 1, "programs notice");
        let again = backup::put_back(&there, &kept).await.unwrap_err().to_string();
        assert!(again.contains("空"), "nothing is written over: {again}");

        let restored = open(&there).await;
        for (id, seq) in cases {
            let case = restored.cases.load(id).await.unwrap().case;
            assert!(case.seq >= seq, "{}", case.number);
        }
        assert_eq!(restored.kernel.epoch(), after);
    }
}

/// Makes the backup while bodies are made and changed; answers the cases that were acknowledged before it began.
async fn backed_up(rooms: &Rooms, here: &Config, folder: &Path, n: usize) -> Vec<(kernel::Id, i32)> {
    use sea_orm::EntityTrait as _;
    let rows = cases::store::file::row::Entity::find()
        .all(rooms.kernel.db.read())
        .await
        .unwrap();
    assert!(!rows.is_empty());
    let identity = rooms.identity.clone();
    let busy = tokio::spawn(async move {
        let bodies = identity.bodies().await.unwrap();
        let body = bodies.by_slug("linxi-market").unwrap().clone();
        for turn in 0..60 {
            let mut facts = identity::organise::BodyFacts::from(&*body);
            facts.address = format!("临溪县青溪街道文澜路{turn}号");
            let actor = Actor::System("test");
            identity.change_body(&actor, body.id, &facts).await.unwrap();
        }
    });
    let manifest = backup::make(here, &folder.join(format!("backup{n}"))).await.unwrap();
    busy.await.unwrap();
    assert!(manifest.files > 0);
    rows.into_iter().map(|row| (row.id, row.seq)).collect()
}

#[tokio::test]
async fn a_folder_that_is_no_whole_backup_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let here = config(
        &folder.path().join("here"),
        &format!("sqlite:{}/test.db", folder.path().display()),
    );
    let rooms = open(&here).await;
    let kept = folder.path().join("backup");
    let told = async || doctor::examine(here.clone()).await.to_string();
    assert!(told().await.contains("备份：还没有做过"));
    backup::make(&here, &kept).await.unwrap();
    assert!(told().await.contains("备份：最近一次是"));
    let refused = backup::make(&here, &kept).await.unwrap_err().to_string();
    assert!(refused.contains("不是空的"), "{refused}");
    drop(rooms);
    let there = Config {
        database: format!("sqlite:{}/there.db", folder.path().display()),
        files: folder.path().join("there"),
        ..here
    };
    let file = kept.join("tongban.db");
    let mut content = std::fs::read(&file).unwrap();
    let middle = content.len() / 2;
    content[middle] ^= 1;
    std::fs::write(&file, content).unwrap();
    let refused = backup::put_back(&there, &kept).await.unwrap_err().to_string();
    assert!(refused.contains("备份坏了"), "{refused}");
    std::fs::remove_file(kept.join("manifest.json")).unwrap();
    let refused = backup::put_back(&there, &kept).await.unwrap_err().to_string();
    assert!(refused.contains("不是一份完整的备份"), "{refused}");
    assert!(!folder.path().join("there.db").exists());
}
