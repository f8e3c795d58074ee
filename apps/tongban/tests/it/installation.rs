//! A county sets the platform up for itself: first installation, organisation from files, a check-up.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use kernel::{Config, SystemClock, SystemRandom};
use tongban::doctor::{self, Grade};
use tongban::house::{self, Rooms};
use tongban::{import_cli, init};

fn answers(folder: &Path, database: &str) -> PathBuf {
    let file = folder.join("answers.toml");
    let text = format!(
        r#"
[settings]
home_region = "990122000000"
site_name = "临溪县政务服务网"
public_url = "https://zwfw.linxi.example"
database = {database:?}
files = "{}"
key_file = "{}"
extra_provinces = [99]

[body]
name = "临溪县行政审批局"
document_prefix = "临审批"
credit_code = "{}"
address = "临溪县青溪街道文澜路18号"
phone = "0991-5550101"
reconsideration = "临溪县人民政府"
court = "临溪县人民法院"

[admin]
name = "顾明远"
number = "LX00001"
phone = "19900019999"
"#,
        folder.join("files").display(),
        folder.join("keys/master.key").display(),
        free_code(),
    );
    std::fs::write(&file, text).unwrap();
    file
}

/// A credit code that no body of the demo has, with its right check digit.
fn free_code() -> String {
    let body = "1199012200TB00001";
    let check = gbcode::organisation_check(&body[8..16]).unwrap();
    let body = format!("{}{check}", &body[..16]);
    format!("{body}{}", gbcode::CreditCode::check_of(&body).unwrap())
}

async fn open(config: &Path) -> Rooms {
    let config = Config::load(Some(config)).unwrap();
    let rooms = house::build(config, Arc::new(SystemClock), Arc::new(SystemRandom), None)
        .await
        .unwrap();
    rooms.kernel.start(&mut rooms.modules()).await.unwrap();
    rooms
}

#[tokio::test]
async fn a_county_is_set_up_once_and_its_administrator_signs_in_with_a_password_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    for (n, database) in kernel::testing::databases(folder.path()).await.into_iter().enumerate() {
        let folder = folder.path().join(n.to_string());
        std::fs::create_dir_all(&folder).unwrap();
        let (config, answers) = (folder.join("tongban.toml"), answers(&folder, &database));
        init::init(config.clone(), Some(answers.clone())).await.unwrap();

        let rooms = open(&config).await;
        let bodies = rooms.identity.bodies().await.unwrap();
        let body = bodies.by_credit_code(&free_code()).expect("the first body");
        let people = rooms.identity.staff_of(body.id).await.unwrap();
        assert_eq!((people.len(), people[0].name.as_str()), (1, "顾明远"));
        let step = rooms.identity.sign_in_staff("LX00001", "wrong", "").await.unwrap();
        assert_eq!(step, identity::StaffSignIn::Refused);
        let found = doctor::examine(rooms.kernel.config.clone()).await;
        assert!(found.worst() < Grade::Bad, "{found}");
        assert!(found.to_string().contains("只有1个平台管理员"), "{found}");
        drop(rooms);

        // Broken off before the administrator ever signed in, it is simply run again: a new password, nothing twice.
        init::init(config.clone(), Some(answers.clone())).await.unwrap();
        let rooms = open(&config).await;
        assert_eq!(rooms.identity.bodies().await.unwrap().iter().count(), 1);
        assert_eq!(rooms.identity.staff_of(body.id).await.unwrap().len(), 1);

        let other = std::fs::read_to_string(&answers).unwrap().replace("LX00001", "LX00002");
        let other = other.replace("990122000000", "990100000000");
        std::fs::write(&answers, other).unwrap();
        let refused = init::init(config, Some(answers)).await.unwrap_err();
        assert!(refused.to_string().contains("已经有了"), "{refused:#}");
    }
}

#[tokio::test]
async fn the_organisation_comes_from_files_whole_or_not_at_all_and_a_second_time_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for (n, database) in kernel::testing::databases(folder.path()).await.into_iter().enumerate() {
        let folder = folder.path().join(n.to_string());
        std::fs::create_dir_all(&folder).unwrap();
        let (config, answers) = (folder.join("tongban.toml"), answers(&folder, &database));
        init::init(config.clone(), Some(answers)).await.unwrap();
        let (bodies, staff) = (folder.join("bodies.json"), folder.join("staff.json"));
        let text = |root: &str, phone: &str| {
            let market = include_str!("../../../../data/demo/bodies.json");
            let all: serde_json::Value = serde_json::from_str(market).unwrap();
            let mut one = all["bodies"]
                .as_array()
                .unwrap()
                .iter()
                .find(|b| b["id"] == "linxi-market")
                .unwrap()
                .clone();
            one["parent"] = root.into();
            one["reconsideration_organ"] = "临溪县人民政府".into();
            one["phone"] = phone.into();
            serde_json::json!({"bodies": [one]}).to_string()
        };
        std::fs::write(&bodies, text("nobody", "没有")).unwrap();
        let people = serde_json::json!({
            "posts": [{"body": "linxi-market", "post": "食品经营许可审查岗", "kind": "step"}],
            "staff": [{"id": "LX20417", "name": "沈知微", "login": "shenzhiwei", "body": "linxi-market", "title": "科员",
                "posts": [{"body": "linxi-market", "post": "食品经营许可审查岗"}], "roles": ["reviewer"],
                "scope": "organisation", "phone": "19900010284", "status": "active"}],
        });
        std::fs::write(&staff, people.to_string()).unwrap();
        let passwords = folder.join("passwords.csv");
        let run = || {
            import_cli::import(
                Some(config.clone()),
                bodies.clone(),
                Some(staff.clone()),
                passwords.clone(),
            )
        };
        let refused = format!("{:#}", run().await.unwrap_err());
        assert!(
            refused.contains("有2处要改") && refused.contains("没有上级机构nobody"),
            "{refused}"
        );
        assert!(refused.contains("办公电话") && !passwords.exists(), "{refused}");

        std::fs::write(&bodies, text(&free_code(), "0991-5550102")).unwrap();
        run().await.unwrap();
        let told = std::fs::read_to_string(&passwords).unwrap();
        let password = told.lines().nth(1).unwrap().rsplit(',').next().unwrap().to_owned();
        let rooms = open(&config).await;
        let known = rooms.identity.bodies().await.unwrap();
        let market = known.by_slug("linxi-market").unwrap();
        assert_eq!(market.parent(), known.by_credit_code(&free_code()).map(|b| b.id));
        let shelf = rooms.catalogue.shelf().await.unwrap();
        assert_eq!(
            shelf.body(&market.credit_code).unwrap().path,
            market.path,
            "guides know the body"
        );
        let step = rooms.identity.sign_in_staff("LX20417", &password, "").await.unwrap();
        assert!(matches!(step, identity::StaffSignIn::Change(_)), "{step:?}");
        drop(rooms);

        let refused = format!("{:#}", run().await.unwrap_err());
        assert!(
            refused.contains("初始密码"),
            "passwords that lie there are not written over: {refused}"
        );
        std::fs::remove_file(&passwords).unwrap();
        run().await.unwrap();
        assert!(!passwords.exists(), "nobody got a new password");
    }
}

#[tokio::test]
async fn the_check_up_says_in_words_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config {
        database: format!("sqlite:{}", folder.path().join("none.db").display()),
        files: folder.path().join("files"),
        key_file: folder.path().join("master.key"),
        home_region: "530129000000".into(),
        ..Config::default()
    };
    let found = doctor::examine(config.clone()).await;
    assert_eq!(found.worst(), Grade::Bad);
    let words = found.to_string();
    assert!(words.contains("昆明市寻甸回族彝族自治县"), "{words}");
    assert!(words.contains("没有") && words.contains("tongban init"), "{words}");
    assert!(!folder.path().join("master.key").exists() && !folder.path().join("none.db").exists());

    std::fs::write(folder.path().join("master.key"), "abc").unwrap();
    let words = doctor::examine(config).await.to_string();
    assert!(
        words.contains("64 hexadecimal digits") && words.contains("从备份里拿回"),
        "{words}"
    );
}
