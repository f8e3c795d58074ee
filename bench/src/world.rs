//! The fictional province on a database of its own, served on this machine, with one item that needs no file.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use http_body_util::BodyExt as _;
use kernel::{Config, SystemClock, SystemRandom, shanghai};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};
use tongban::house::{self, Rooms};
use tower::ServiceExt as _;

/// A database for this run.
#[derive(Debug)]
pub struct Database {
    url: String,
    folder: PathBuf,
    made_on: Option<String>,
}

/// SQLite in the folder, if it is wanted; and PostgreSQL on the server, if one is named.
pub async fn databases(folder: &Path, sqlite: bool, postgres: Option<&str>) -> anyhow::Result<Vec<Database>> {
    let place = |name: &str| -> anyhow::Result<PathBuf> {
        let place = folder.join(name);
        std::fs::create_dir_all(&place)?;
        Ok(place)
    };
    let mut all = Vec::new();
    if sqlite {
        let folder = place("sqlite")?;
        all.push(Database {
            url: format!("sqlite:{}", folder.join("bench.db").display()),
            folder,
            made_on: None,
        });
    }
    match postgres {
        Some(server) => {
            let name = format!("tongban_bench_{}", std::process::id());
            let admin = sea_orm::Database::connect(server).await.context("PostgreSQL")?;
            admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await?;
            all.push(Database {
                url: format!("{server}/{name}"),
                folder: place("postgres")?,
                made_on: Some(server.to_owned()),
            });
        }
        None => println!("PostgreSQL is left out: name a server with --postgres or TONGBAN_TEST_PG"),
    }
    Ok(all)
}

impl Database {
    /// Its name in the table.
    pub fn name(&self) -> &'static str {
        if self.made_on.is_some() { "PostgreSQL" } else { "SQLite" }
    }

    /// Takes it away.
    pub async fn end(&self) -> anyhow::Result<()> {
        if let Some(server) = &self.made_on {
            let name = self.url.rsplit('/').next().unwrap_or_default();
            let admin = sea_orm::Database::connect(server).await?;
            admin
                .execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)"))
                .await?;
        }
        Ok(())
    }
}

/// A clerk of the one-stop window of 临溪县.
const CLERK: &str = "linxiaotang";

/// The province, served.
pub struct World {
    pub rooms: Rooms,
    pub router: Router,
    pub address: SocketAddr,
    token: String,
    filing: Value,
    serving: tokio::task::JoinHandle<()>,
}

/// The item that is applied for: 异地就医备案, decided by one person, without files.
pub const ITEM: &str = "002036020000";

/// Who applies, by name and number.
const APPLICANT: (&str, &str) = ("田秀英", "990122194502084525");

/// Who looks at their own cases: somebody with a full page of them.
const READER: (&str, &str) = ("何秀兰", "990122197911020286");
const OF_THE_READER: usize = 20;

impl World {
    /// Makes it.
    pub async fn make(database: &Database) -> anyhow::Result<Self> {
        let config = Config {
            database: database.url.clone(),
            files: database.folder.join("files"),
            key_file: database.folder.join("master.key"),
            home_region: "990122000000".into(),
            extra_provinces: vec![99],
            demo: true,
            ..Config::default()
        };
        tongban::demo::make(&config, 0).await?;
        let rooms = house::build(config, Arc::new(SystemClock), Arc::new(SystemRandom), None).await?;
        rooms.kernel.start(&mut rooms.modules()).await?;
        rooms.catalogue.renew().await?;
        let router = house::router(&rooms, Arc::new(String::new));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let service = router.clone().into_make_service_with_connect_info::<SocketAddr>();
        let serving = tokio::spawn(async move {
            axum::serve(listener, service).await.ok();
        });
        let token = rooms
            .identity
            .client_token(identity::DEMO_CLIENT, identity::DEMO_CLIENT_SECRET, "bench")
            .await?
            .context("the demo's program")?
            .access_token;
        let mut world = Self {
            rooms,
            router,
            address,
            token,
            filing: Value::Null,
            serving,
        };
        world.filing = world.filing().await?;
        Ok(world)
    }

    async fn filing(&self) -> anyhow::Result<Value> {
        let found = self
            .ask(
                "GET",
                &format!("/api/v1/items?region=990122000000&item={ITEM}"),
                "",
                &Value::Null,
            )
            .await?;
        let (name, number) = APPLICANT;
        let today = shanghai(kernel::Clock::now(&SystemClock)).date_naive();
        Ok(json!({
            "handling_code": found["items"][0]["code"],
            "applicant": {"kind": "natural", "name": name, "identity_number": number},
            "answers": {"kind": "retire", "long_end": false, "direct": true, "commit_way": true},
            "form": {
                "name": name, "id_number": number, "phone": "19900000816",
                "insured_place": "990122000000", "kind_ins": "resident",
                "target": "990200000000", "start": today.to_string(),
                "truth": true, "addr": "雁回市南屏区枫林路7号",
            },
        }))
    }

    /// The code of the item that is applied for.
    pub fn code(&self) -> &str {
        self.filing["handling_code"].as_str().unwrap_or_default()
    }

    /// The headers of the demo's program with a key.
    pub fn authorization(&self) -> String {
        format!("Bearer {}", self.token)
    }

    /// The body of an application.
    pub fn application(&self) -> String {
        self.filing.to_string()
    }

    /// Asks within this process.
    pub async fn ask(&self, method: &str, path: &str, key: &str, body: &Value) -> anyhow::Result<Value> {
        let text = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, self.authorization())
            .header("idempotency-key", if key.is_empty() { "none" } else { key })
            .body(Body::from(text))?;
        let answer = self.router.clone().oneshot(request).await?;
        let status = answer.status();
        let bytes = answer.into_body().collect().await?.to_bytes();
        anyhow::ensure!(
            status.is_success(),
            "{path}: {status} {}",
            String::from_utf8_lossy(&bytes)
        );
        Ok(serde_json::from_slice(&bytes)?)
    }

    /// Files an application; answers its number.
    pub async fn file(&self, key: &str) -> anyhow::Result<String> {
        let receipt = self.ask("POST", "/api/v1/cases", key, &self.filing).await?;
        Ok(receipt["number"].as_str().context("a number")?.to_owned())
    }

    /// The cookie of a citizen who has a full page of cases.
    pub async fn citizen(&self) -> anyhow::Result<String> {
        let (name, number) = READER;
        let mut filing = self.filing.clone();
        filing["applicant"] = json!({"kind": "natural", "name": name, "identity_number": number});
        filing["form"]["name"] = name.into();
        filing["form"]["id_number"] = number.into();
        for n in 0..OF_THE_READER {
            self.ask("POST", "/api/v1/cases", &format!("of-the-reader-{n}"), &filing)
                .await?;
        }
        let person = self.rooms.identity.find_person_by_number(number).await?;
        self.cookie("citizen", person.context("the person")?.id).await
    }

    /// The cookie of a clerk at the window of the item's body.
    pub async fn clerk(&self) -> anyhow::Result<String> {
        let staff = self.rooms.identity.staff_by_login(CLERK).await?;
        self.cookie("staff", staff.context("the clerk")?).await
    }

    async fn cookie(&self, kind: &'static str, account: kernel::Id) -> anyhow::Result<String> {
        let sessions = web::server::Sessions::new(self.rooms.kernel.clone());
        let cookie = sessions.begin(kind, account, None, &header::HeaderMap::new()).await?;
        Ok(format!("{}={}", cookie.name(), cookie.value()))
    }

    /// Begins with what follows a change: notices, messages, the work that comes back. Answers what ends it.
    pub fn work(&self) -> Work {
        let (stop, mut stopping) = tokio::sync::watch::channel(false);
        let task = tokio::spawn(self.rooms.kernel.clone().work(async move {
            stopping.changed().await.ok();
        }));
        Work { stop, task }
    }

    /// Stops serving.
    pub fn end(self) {
        self.serving.abort();
    }
}

/// The work that goes on beside the requests.
#[derive(Debug)]
pub struct Work {
    stop: tokio::sync::watch::Sender<bool>,
    task: tokio::task::JoinHandle<()>,
}

impl Work {
    /// Ends it in good order.
    pub async fn end(self) {
        self.stop.send(true).ok();
        self.task.await.ok();
    }
}
