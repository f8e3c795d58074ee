//! A house with this room only, its demo people, and the sandbox of the counterparts.

use std::sync::{Arc, LazyLock};

use axum::Router;
use chrono::{DateTime, TimeZone as _, Utc};
use identity::{Counterparts, Identity};
use kernel::testing::{TestKernel, kernels};
use kernel::{Id, Kernel, ledger};
use web::server::{House, assemble};
use web::testing::Description;
use web::ui::Site;

pub(crate) const BODIES: &str = include_str!("../../../../../data/demo/bodies.json");
pub(crate) const POSTS_STAFF: &str = include_str!("../../../../../data/demo/posts_staff.json");
pub(crate) const PERSONS: &str = include_str!("../../../../../data/demo/persons.json");
pub(crate) const ORGANISATIONS: &str = include_str!("../../../../../data/demo/organisations.json");
pub(crate) const REGISTRY: &str = include_str!("../../../../../data/demo/registry.json");

/// One house on one database.
pub(crate) struct TestHouse {
    pub(crate) test: TestKernel,
    pub(crate) identity: Arc<Identity>,
    pub(crate) router: Router,
    pub(crate) sandbox: String,
}

pub(crate) fn morning() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 25, 1, 0, 0).unwrap()
}

/// Starts the sandbox and answers its address.
async fn sandbox() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = identity::sandbox(REGISTRY, PERSONS, ORGANISATIONS);
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// A process on a kernel: the service and the router.
pub(crate) async fn process(kernel: &Arc<Kernel>, sandbox: &str) -> (Arc<Identity>, Router) {
    let identity = Identity::with_counterparts(kernel.clone(), Counterparts::new(sandbox));
    let mut modules = vec![identity::module(identity.clone())];
    kernel.start(&mut modules).await.unwrap();
    let site = Site {
        name: "云江政务服务网".into(),
        desk_name: "临溪县政务服务工作台".into(),
        ..Site::default()
    };
    let house = House {
        kernel: kernel.clone(),
        site,
        authenticator: identity.clone(),
        figures: Arc::new(String::new),
    };
    let router = assemble(house, modules);
    (identity, router)
}

/// A house with the demo's people on each database at hand.
pub(crate) async fn houses() -> Vec<TestHouse> {
    let mut out = Vec::new();
    for test in kernels(morning()).await {
        let sandbox = sandbox().await;
        let (identity, router) = process(&test.kernel, &sandbox).await;
        identity::import_demo(&identity, BODIES, POSTS_STAFF, PERSONS, ORGANISATIONS)
            .await
            .unwrap();
        out.push(TestHouse {
            test,
            identity,
            router,
            sandbox,
        });
    }
    out
}

impl TestHouse {
    /// The code in the newest message to a phone, as a tester reads it on the sandbox's page.
    pub(crate) async fn code_sent_to(&self, phone: &str) -> String {
        let page = reqwest::get(&self.sandbox).await.unwrap().text().await.unwrap();
        let at = page
            .find(phone)
            .unwrap_or_else(|| panic!("nothing was sent to {phone}"));
        let code = page[at..].split("验证码").nth(1).unwrap();
        code.chars().take(6).collect()
    }

    /// The kinds of the events of an account.
    pub(crate) async fn events(&self, stream: Id) -> Vec<String> {
        let events = ledger::events(self.test.kernel.db.read(), stream).await.unwrap();
        ledger::verify(stream, &events).unwrap();
        events.into_iter().map(|e| e.kind).collect()
    }

    /// The person with the number.
    pub(crate) async fn person(&self, number: &str) -> identity::Person {
        self.identity
            .find_person_by_number(number)
            .await
            .unwrap()
            .expect("a person of the demo")
    }

    /// The account of staff with the number, at a body.
    pub(crate) async fn staff(&self, slug: &str, number: &str) -> identity::StaffAccount {
        let bodies = self.identity.bodies().await.unwrap();
        let body = bodies.by_slug(slug).expect("a body of the demo");
        let all = self.identity.staff_of(body.id).await.unwrap();
        all.into_iter()
            .find(|s| s.number == number)
            .expect("somebody of the demo")
    }
}

/// What the API says of itself.
pub(crate) static DESCRIPTION: LazyLock<Description> = LazyLock::new(|| Description::new(&identity::openapi()));
