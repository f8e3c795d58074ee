//! A small platform: kernel, rooms, demo data and counterparts, reached as programs, staff and citizens reach it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request, header};
use chrono::{DateTime, TimeDelta, Utc};
use http_body_util::BodyExt as _;
use identity::{DEMO_CLIENT, DEMO_CLIENT_SECRET, Identity};
use items::{Catalogue, PortalTexts, PortalWords};
use kernel::testing::{self, TestKernel};
use kernel::{Access, Clock as _, Id, Kernel, Module};
use serde_json::{Value, json};
use tokio::sync::Mutex;
use tower::ServiceExt as _;
use web::server::{House, Sessions, assemble};

use web::testing::Description;

/// A file of the repository's data.
pub(crate) fn data(file: &str) -> String {
    let path = folder().join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../data")
}

/// The names of the JSON files of a folder of the data, in order.
pub(crate) fn files(of: &str) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder().join(of))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| Path::new(name).extension().is_some_and(|end| end == "json"))
        .collect();
    names.sort();
    names
}

/// The food business licence, on which most stories are told.
pub(crate) const FOOD: &str = "000131010000-food-business-licence.json";

/// A moment on Shanghai's clock.
pub(crate) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Monday, ten o'clock.
pub(crate) fn monday() -> DateTime<Utc> {
    at("2026-06-01T10:00:00+08:00")
}

struct Silent;

#[async_trait]
impl messages::Gateway for Silent {
    async fn send(&self, _: &str, _: &str, _: &str) -> messages::Sent {
        messages::Sent::Accepted
    }
}

/// The counterparts of the demo on a port of their own, for the whole run.
static COUNTERPARTS: LazyLock<String> = LazyLock::new(|| {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async move {
            let sandbox = identity::sandbox(
                &data("demo/registry.json"),
                &data("demo/persons.json"),
                &data("demo/organisations.json"),
            );
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, sandbox).await.unwrap();
        });
    });
    address
});

pub(crate) static DESCRIPTION: LazyLock<Description> = LazyLock::new(|| Description::new(&crate::description::whole()));

/// Who asks.
#[derive(Clone, Debug)]
pub(crate) enum As {
    /// Nobody.
    Nobody,
    /// The demo program, for itself or for an applicant.
    Program,
    /// The demo program for a member of staff, by login.
    Staff(String),
    /// A citizen, by their cookie.
    Citizen(String),
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
    pub(crate) json: Value,
}

impl Answer {
    /// The document of an answer with this status.
    pub(crate) fn ok(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{:#}", self.json);
        self.json
    }

    /// The code of a problem with this status.
    pub(crate) fn problem(&self, status: u16) -> &str {
        assert_eq!(self.status, status, "{:#}", self.json);
        self.json["code"].as_str().unwrap()
    }
}

/// The platform on one database.
pub(crate) struct World {
    pub(crate) test: TestKernel,
    pub(crate) cases: Arc<cases::Cases>,
    pub(crate) identity: Arc<Identity>,
    pub(crate) catalogue: Arc<Catalogue>,
    /// The routes of all rooms, each with its first gate.
    pub(crate) routes: Vec<(Method, &'static str, Access)>,
    router: Router,
    sessions: Sessions,
    token: Mutex<Option<(String, DateTime<Utc>)>>,
}

struct Rooms {
    cases: Arc<cases::Cases>,
    identity: Arc<Identity>,
    catalogue: Arc<Catalogue>,
}

fn rooms(kernel: &Arc<Kernel>) -> (Rooms, Vec<Module>) {
    let (themes, everyday, home, regions, bodies) = (
        data("demo/themes.json"),
        data("demo/everyday.json"),
        data("demo/home.json"),
        data("demo/regions.csv"),
        data("demo/bodies.json"),
    );
    let words = PortalWords::read(&PortalTexts {
        themes: &themes,
        everyday: &everyday,
        home: &home,
        regions: &regions,
        bodies: &bodies,
    });
    let index = search::Index::in_memory().unwrap();
    let catalogue = Catalogue::new(kernel.clone(), index, words.unwrap());
    let identity = Identity::new(kernel.clone());
    let documents = documents::Documents::new(kernel.clone());
    let messages = messages::Messages::new(kernel.clone(), Arc::new(Silent));
    let cases = cases::Cases::new(
        kernel.clone(),
        catalogue.clone(),
        identity.clone(),
        documents,
        messages.clone(),
    );
    let modules = vec![
        identity::module(identity.clone()),
        items::module(&catalogue),
        documents::module(),
        messages::module(messages),
        cases::module(&cases),
    ];
    let rooms = Rooms {
        cases,
        identity,
        catalogue,
    };
    (rooms, modules)
}

/// The routes of the API of this room.
pub(crate) fn routes() -> Vec<(Method, &'static str)> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let test = testing::kernels(monday()).await.remove(0);
        let (rooms, _) = rooms(&test.kernel);
        let routes = cases::api::routes(&rooms.cases);
        routes.into_iter().map(|r| (r.method, r.path)).collect()
    })
}

impl World {
    /// A platform on each database at hand with these packages, as 临溪县 has published them.
    pub(crate) async fn all(packages: &[&str], now: DateTime<Utc>) -> Vec<Self> {
        let overlays: Vec<_> = packages
            .iter()
            .map(|p| data(&format!("demo/overlays/linxi/{p}")))
            .collect();
        let packages: Vec<_> = packages.iter().map(|p| data(&format!("items/{p}"))).collect();
        let mut out = Vec::new();
        for test in testing::kernels(now).await {
            out.push(Self::build(test, &packages, &overlays).await);
        }
        out
    }

    pub(crate) async fn build(mut test: TestKernel, packages: &[String], overlays: &[String]) -> Self {
        let kernel = Arc::get_mut(&mut test.kernel).expect("nobody holds the kernel yet");
        kernel.config.counterparts.clone_from(&COUNTERPARTS);
        // The demo program reaches the whole prefecture, for some items are the city's.
        kernel.config.home_region = "990100000000".into();
        let kernel = test.kernel.clone();
        let (rooms, mut modules) = rooms(&kernel);
        kernel.start(&mut modules).await.unwrap();
        identity::import_demo(
            &rooms.identity,
            &data("demo/bodies.json"),
            &data("demo/posts_staff.json"),
            &data("demo/persons.json"),
            &data("demo/organisations.json"),
        )
        .await
        .unwrap();
        let house = House {
            kernel: kernel.clone(),
            site: web::ui::Site {
                name: "云江政务服务网".into(),
                ..web::ui::Site::default()
            },
            authenticator: rooms.identity.clone(),
            figures: Arc::new(String::new),
        };
        let routes = modules.iter().flat_map(|m| &m.routes);
        let world = Self {
            routes: routes.map(|r| (r.method.clone(), r.path, r.access)).collect(),
            router: assemble(house, modules),
            sessions: Sessions::new(kernel),
            token: Mutex::new(None),
            cases: rooms.cases,
            identity: rooms.identity,
            catalogue: rooms.catalogue,
            test,
        };
        world.publish(packages, overlays).await;
        world
    }

    /// Publishes packages with overlays; what is in force already stays.
    pub(crate) async fn publish(&self, packages: &[String], overlays: &[String]) {
        let known = self.identity.bodies().await.unwrap();
        let mut bodies = items::bodies_of(&data("demo/bodies.json")).unwrap();
        for body in &mut bodies {
            body.path.clone_from(&known.by_credit_code(&body.code).unwrap().path);
        }
        let packages: Vec<&str> = packages.iter().map(String::as_str).collect();
        let overlays: Vec<&str> = overlays.iter().map(String::as_str).collect();
        items::import_demo(&self.catalogue, &packages, &overlays, &bodies)
            .await
            .unwrap();
        self.catalogue.renew().await.unwrap();
    }

    pub(crate) fn name(&self) -> String {
        format!("{:?}", self.test.kernel.db.backend())
    }

    pub(crate) fn days_later(&self, days: i64) {
        self.test.clock.advance(TimeDelta::days(days));
    }

    /// Signs a person in, by identity number, for themself or for an organisation.
    pub(crate) async fn citizen(&self, number: &str, organisation: Option<Id>) -> As {
        let person = self.identity.find_person_by_number(number).await.unwrap().unwrap();
        let context = organisation.map(|id| id.to_string());
        let cookie = self
            .sessions
            .begin("citizen", person.id, context, &HeaderMap::new())
            .await
            .unwrap();
        As::Citizen(format!("{}={}", cookie.name(), cookie.value()))
    }

    /// Signs a member of staff in at the desk, by login.
    pub(crate) async fn officer(&self, login: &str) -> As {
        let id = self.identity.staff_by_login(login).await.unwrap().unwrap();
        let cookie = self.sessions.begin("staff", id, None, &HeaderMap::new()).await.unwrap();
        As::Citizen(format!("{}={}", cookie.name(), cookie.value()))
    }

    async fn token(&self) -> String {
        let mut held = self.token.lock().await;
        let now = self.test.clock.now();
        if let Some((token, at)) = &*held
            && (now - *at).abs() < TimeDelta::minutes(50)
        {
            return token.clone();
        }
        let form = format!("grant_type=client_credentials&client_id={DEMO_CLIENT}&client_secret={DEMO_CLIENT_SECRET}");
        let request = Request::post("/api/v1/token")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form));
        let answer = self.ask(request.unwrap()).await.ok(200);
        let token = answer["access_token"].as_str().unwrap().to_owned();
        *held = Some((token.clone(), now));
        token
    }

    async fn ask(&self, request: Request<Body>) -> Answer {
        let (method, path) = (request.method().clone(), request.uri().to_string());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        DESCRIPTION.hold((&method, &path), status, &headers, &bytes);
        let kind = headers
            .get(header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default();
        let json = if kind.contains("json") {
            serde_json::from_slice(&bytes).unwrap()
        } else {
            Value::Null
        };
        Answer {
            status: status.as_u16(),
            headers,
            bytes,
            json,
        }
    }

    /// Sends a request with any headers; the answer is held against the description.
    pub(crate) async fn send(
        &self,
        who: &As,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        match who {
            As::Nobody => {}
            As::Citizen(cookie) => {
                request = request
                    .header(header::COOKIE, cookie)
                    .header("sec-fetch-site", "same-origin");
            }
            As::Program | As::Staff(_) => {
                request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token().await));
            }
        }
        if let As::Staff(login) = who {
            request = request.header("x-tongban-staff", login);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.ask(request.body(body.into()).unwrap()).await
    }

    pub(crate) async fn get(&self, who: &As, path: &str) -> Answer {
        self.send(who, Method::GET, path, &[], Body::empty()).await
    }

    pub(crate) async fn post(&self, who: &As, path: &str, body: &Value) -> Answer {
        self.send(who, Method::POST, path, &[], body.to_string()).await
    }

    pub(crate) async fn post_once(&self, who: &As, path: &str, key: &str, body: &Value) -> Answer {
        let headers = [("idempotency-key", key)];
        self.send(who, Method::POST, path, &headers, body.to_string()).await
    }

    /// Uploads a file of the kind for later filings; answers its id.
    pub(crate) async fn upload(&self, who: &As, kind: &str) -> String {
        let name = format!("file.{kind}");
        let headers = [("x-filename", name.as_str())];
        let answer = self
            .send(who, Method::POST, "/api/v1/uploads", &headers, sample(kind))
            .await;
        answer.ok(201)["id"].as_str().unwrap().to_owned()
    }

    /// The case behind a number, as the rules know it.
    pub(crate) async fn case(&self, number: &str) -> cases::model::Case {
        self.cases.load_by_number(number).await.unwrap().case
    }

    /// Fails unless the case is the fold of its events and their chain is whole.
    pub(crate) async fn verify(&self, number: &str) {
        let case = self.case(number).await;
        let events = kernel::ledger::events(self.test.kernel.db.read(), case.id)
            .await
            .unwrap();
        kernel::ledger::verify(case.id, &events).unwrap();
        assert_eq!(self.cases.fold(&events).unwrap().as_ref(), Some(&case), "{number}");
    }
}

/// A smallest file of a kind.
pub(crate) fn sample(kind: &str) -> Vec<u8> {
    match kind {
        "pdf" => b"%PDF-1.7\n%%EOF\n".to_vec(),
        "png" | "jpg" => picture(),
        "ofd" => b"PK\x03\x04....OFD.xml".to_vec(),
        "doc" => b"PK\x03\x04....word/document.xml".to_vec(),
        "xls" => b"PK\x03\x04....xl/workbook.xml".to_vec(),
        "zip" => b"PK\x03\x04....photos/1.jpg".to_vec(),
        "dwg" => b"AC1032..........".to_vec(),
        other => panic!("no sample of {other}"),
    }
}

fn picture() -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_luma8(2, 2)
        .write_to(&mut out, image::ImageFormat::Png)
        .unwrap();
    out.into_inner()
}

/// A scenario of a package without errors, as the body of a filing by a program.
pub(crate) fn application(handling_code: &str, applicant: &Value, scenario: &Value, materials: &Value) -> Value {
    json!({
        "handling_code": handling_code,
        "applicant": applicant,
        "answers": scenario["answers"],
        "form": scenario["form"],
        "licence": scenario.get("licence").cloned().unwrap_or(Value::Null),
        "delivery": scenario.get("delivery"),
        "materials": materials,
    })
}
