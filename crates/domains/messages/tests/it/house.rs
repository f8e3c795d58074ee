//! The room behind the doors of the house.

use std::sync::{Arc, LazyLock};

use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use kernel::{Actor, Assurance, Citizen, Grant, Id, Problem, Scope};
use tower::ServiceExt as _;
use web::server::{Authenticator, Sessions, assemble};
use web::testing::Description;

use crate::Room;

pub(crate) const GATEWAY: &str = "gateway";
pub(crate) const ELSEWHERE: &str = "elsewhere";
pub(crate) const NOBODY: &str = "without-permission";

struct Accounts;

#[async_trait]
impl Authenticator for Accounts {
    async fn actor(&self, _: &str, account: Id, _: Option<&str>) -> Result<Option<Actor>, Problem> {
        Ok(Some(Actor::Citizen(Citizen {
            person: account,
            name: "周小满".into(),
            assurance: Assurance::L2,
            organisation: None,
        })))
    }

    async fn bearer(&self, token: &str) -> Result<Option<Actor>, Problem> {
        let reach = match token {
            GATEWAY => "990000000000",
            ELSEWHERE => "980000000000",
            NOBODY => "",
            _ => return Ok(None),
        };
        let grant = Grant {
            permission: messages::RECEIPT.into(),
            scope: Scope::Region(reach.into()),
        };
        let grants = if reach.is_empty() { vec![] } else { vec![grant] };
        let id = "01890a5d-ac96-8f00-8000-000000000001".parse().unwrap();
        Ok(Some(Actor::Client {
            id,
            name: token.into(),
            grants,
        }))
    }
}

pub(crate) struct House {
    router: Router,
    sessions: Sessions,
}

impl House {
    pub(crate) async fn of(room: &Room) -> Self {
        let house = web::server::House {
            kernel: room.test.kernel.clone(),
            site: web::ui::Site {
                name: "云江政务服务网".into(),
                ..web::ui::Site::default()
            },
            authenticator: Arc::new(Accounts),
            figures: Arc::new(String::new),
        };
        Self {
            router: assemble(house, vec![messages::module(room.messages.clone())]),
            sessions: Sessions::new(room.test.kernel.clone()),
        }
    }

    /// Signs a person in and answers the cookie.
    pub(crate) async fn sign_in(&self, person: Id) -> String {
        let cookie = self
            .sessions
            .begin("citizen", person, None, &HeaderMap::new())
            .await
            .unwrap();
        format!("{}={}", cookie.name(), cookie.value())
    }

    pub(crate) async fn get(&self, path: &str, cookie: &str) -> (StatusCode, String) {
        self.ask(
            Request::get(path)
                .header(header::COOKIE, cookie)
                .body(Body::empty())
                .unwrap(),
        )
        .await
    }

    pub(crate) async fn post_as(&self, path: &str, cookie: &str, body: &str) -> (StatusCode, String) {
        let request = Request::post(path)
            .header(header::COOKIE, cookie)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_owned()));
        self.ask(request.unwrap()).await
    }

    pub(crate) async fn post_json(&self, path: &str, token: &str, body: &str) -> (StatusCode, String) {
        let request = Request::post(path)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_owned()));
        self.ask(request.unwrap()).await
    }

    async fn ask(&self, request: Request<Body>) -> (StatusCode, String) {
        let (method, path) = (request.method().clone(), request.uri().to_string());
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let (status, bytes) = (parts.status, body.collect().await.unwrap().to_bytes());
        DESCRIPTION.hold((&method, &path), status, &parts.headers, &bytes);
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    }
}

/// What the API says of itself.
pub(crate) static DESCRIPTION: LazyLock<Description> = LazyLock::new(|| Description::new(&messages::openapi()));
