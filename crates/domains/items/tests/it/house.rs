//! The room of items in a house of its own, with the demo's data at hand.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use async_trait::async_trait;
use axum::Router;
use axum::body::Body as Content;
use axum::http::{HeaderMap, Request, StatusCode, header};
use chrono::{DateTime, Utc};
use http_body_util::BodyExt as _;
use items::{Body, Catalogue, PortalTexts, PortalWords};
use kernel::testing::{TestKernel, kernels};
use kernel::{Actor, Grant, Id, Place, Problem, Region, Scope, Staff};
use tower::ServiceExt as _;
use web::server::{Authenticator, House as Whole, Sessions, assemble};
use web::testing::Description;

/// Food business licence, first issue, of the market bureau of 临溪县.
pub(crate) const FOOD: &str = "11990122MB0L21871M400013101000001";
pub(crate) const MARKET: &str = "11990122MB0L21871M";
pub(crate) const FOOD_ITEM: &str = "000131010000";

pub(crate) fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../data")
}

pub(crate) fn text(path: &str) -> String {
    std::fs::read_to_string(data().join(path)).unwrap()
}

pub(crate) fn food() -> String {
    text("items/000131010000-food-business-licence.json")
}

pub(crate) fn overlay(area: &str) -> String {
    text(&format!("demo/overlays/{area}/000131010000-food-business-licence.json"))
}

pub(crate) fn bodies() -> Vec<Body> {
    let mut bodies = items::bodies_of(&text("demo/bodies.json")).unwrap();
    let market = bodies.iter_mut().find(|b| b.code == MARKET).unwrap();
    PLACE.clone_into(&mut market.path);
    bodies
}

/// Where the market bureau of 临溪县 stands.
const PLACE: &str = "/linxi/market/";

static DESCRIPTION: LazyLock<Description> = LazyLock::new(|| Description::new(&items::openapi()));

pub(crate) fn packages() -> Vec<String> {
    all(&data().join("items"))
}

pub(crate) fn overlays() -> Vec<String> {
    let mut areas: Vec<_> = std::fs::read_dir(data().join("demo/overlays"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    areas.sort();
    areas.iter().flat_map(|area| all(area)).collect()
}

fn all(folder: &Path) -> Vec<String> {
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect()
}

pub(crate) fn words() -> PortalWords {
    PortalWords::read(&PortalTexts {
        themes: &text("demo/themes.json"),
        everyday: &text("demo/everyday.json"),
        home: &text("demo/home.json"),
        regions: &text("demo/regions.csv"),
        bodies: &text("demo/bodies.json"),
    })
    .unwrap()
}

/// A house on one database.
pub(crate) struct House {
    pub(crate) test: TestKernel,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) router: Router,
}

/// An answer.
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Page {
    pub(crate) fn shows(&self, words: &str) -> &Self {
        assert!(
            self.text.contains(words),
            "{words} is not on the page: {} {}",
            self.status,
            self.text
        );
        self
    }

    pub(crate) fn hides(&self, words: &str) -> &Self {
        assert!(!self.text.contains(words), "{words} is on the page");
        self
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap()
    }
}

pub(crate) fn noon() -> DateTime<Utc> {
    "2026-11-25T04:00:00Z".parse().unwrap()
}

pub(crate) fn keeper() -> Actor {
    Actor::System("test")
}

/// A house on each database at hand, nothing published.
pub(crate) async fn houses() -> Vec<House> {
    let mut houses = Vec::new();
    for test in kernels(noon()).await {
        houses.push(house(test).await);
    }
    houses
}

/// The same with the whole demo published.
pub(crate) async fn demo() -> Vec<House> {
    let houses = houses().await;
    for house in &houses {
        let (packages, overlays) = (packages(), overlays());
        let (packages, overlays) = (refs(&packages), refs(&overlays));
        items::import_demo(&house.catalogue, &packages, &overlays, &bodies())
            .await
            .unwrap();
    }
    houses
}

pub(crate) fn refs(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

async fn house(test: TestKernel) -> House {
    let catalogue = Catalogue::new(test.kernel.clone(), search::Index::in_memory().unwrap(), words());
    let mut modules = vec![items::module(&catalogue)];
    test.kernel.start(&mut modules).await.unwrap();
    catalogue.register_bodies(&bodies()).await.unwrap();
    let whole = Whole {
        kernel: test.kernel.clone(),
        site: web::ui::Site {
            name: "云江政务服务网".into(),
            region: "澄州市临溪县".into(),
            hotline: "12345".into(),
            ..web::ui::Site::default()
        },
        authenticator: Arc::new(Door),
        figures: Arc::new(String::new),
    };
    House {
        router: assemble(whole, modules),
        test,
        catalogue,
    }
}

/// Everybody with a desk session works at the market bureau of 临溪县; the token of a program is its permission.
struct Door;

#[async_trait]
impl Authenticator for Door {
    async fn actor(&self, kind: &str, account: Id, context: Option<&str>) -> Result<Option<Actor>, Problem> {
        if kind != "staff" {
            return Ok(None);
        }
        let place = Place::at("990122000000", PLACE);
        let grant = |permission: &str| Grant {
            permission: permission.into(),
            scope: Scope::Organisation(PLACE.into()),
        };
        let permissions = context.unwrap_or(items::READ).split(' ');
        Ok(Some(Actor::Staff(Staff {
            id: account,
            name: "何青禾".into(),
            post_id: "post".into(),
            post: "事项管理岗".into(),
            choices: Vec::new(),
            posts: Vec::new(),
            body: account,
            body_name: "临溪县市场监督管理局".into(),
            place,
            grants: permissions.map(grant).collect(),
        })))
    }

    async fn bearer(&self, token: &str) -> Result<Option<Actor>, Problem> {
        let id = "01890000-0000-8000-8000-000000000000".parse().unwrap();
        let grant = Grant {
            permission: token.into(),
            scope: Scope::Region("990122000000".into()),
        };
        Ok(Some(Actor::Client {
            id,
            name: "事项系统".into(),
            grants: vec![grant],
        }))
    }
}

impl House {
    pub(crate) async fn get(&self, path: &str) -> Page {
        self.ask(Request::get(path).body(Content::empty()).unwrap()).await
    }

    pub(crate) async fn ask(&self, request: Request<Content>) -> Page {
        let (method, path) = (request.method().clone(), request.uri().to_string());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        DESCRIPTION.hold((&method, &path), parts.status, &parts.headers, &bytes);
        Page {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    pub(crate) async fn post_json(&self, path: &str, token: Option<&str>, body: &serde_json::Value) -> Page {
        let mut request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        self.ask(request.body(Content::from(body.to_string())).unwrap()).await
    }

    /// The cookie of a member of staff with these permissions.
    pub(crate) async fn staff(&self, permissions: &str) -> String {
        let id = self.test.kernel.new_id(Region(990_122));
        let sessions = Sessions::new(self.test.kernel.clone());
        let cookie = sessions
            .begin("staff", id, Some(permissions.into()), &HeaderMap::new())
            .await
            .unwrap();
        format!("{}={}", cookie.name(), cookie.value())
    }

    pub(crate) async fn get_as(&self, cookie: &str, path: &str) -> Page {
        self.ask(
            Request::get(path)
                .header(header::COOKIE, cookie)
                .body(Content::empty())
                .unwrap(),
        )
        .await
    }

    /// Publishes the food licence of the county with a promised limit of its own.
    pub(crate) async fn publish_food(&self, days: u32) -> items::Published {
        let overlay = with_limit(&overlay("linxi"), days);
        self.catalogue
            .publish(&keeper(), &food(), &overlay, "按新的规定缩短期限")
            .await
            .unwrap()
    }
}

pub(crate) fn with_limit(overlay: &str, days: u32) -> String {
    let mut overlay: serde_json::Value = serde_json::from_str(overlay).unwrap();
    overlay["handling"]["01"]["promised_limit"] = serde_json::json!({ "amount": days, "unit": "working_day" });
    overlay.to_string()
}

/// Chinese in an address.
pub(crate) fn encode(text: &str) -> String {
    web::ui::context::encode(text)
}
