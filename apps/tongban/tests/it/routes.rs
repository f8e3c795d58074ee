//! Every route of the house, as a stranger meets it: nothing that needs somebody to be signed in answers him, and
//! nothing breaks.

use std::collections::HashSet;
use std::sync::Arc;

use axum::body::Body;
use http_body_util::BodyExt as _;
use kernel::Access;
use tower::ServiceExt as _;
use web::server::{House, assemble};

fn filled(path: &str) -> String {
    let parts = path.split('/').map(|part| match part {
        p if p.starts_with("{*") => "a/b",
        p if p.starts_with('{') => "99012220261125000123X",
        p => p,
    });
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn a_stranger_gets_nothing_that_is_not_public_and_breaks_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let rooms = super::empty_house(folder.path()).await;
    let routes: Vec<_> = rooms.modules().into_iter().flat_map(|m| m.routes).collect();
    let house = House {
        kernel: rooms.kernel.clone(),
        site: tongban::house::site(&rooms.kernel.config, "临溪县", "临溪县"),
        authenticator: rooms.identity.clone(),
        figures: Arc::new(String::new),
    };
    let router = assemble(house, rooms.modules());
    let mut seen = HashSet::new();
    let (mut public, mut refused) = (0, 0);
    for route in &routes {
        assert!(
            seen.insert((route.method.clone(), route.path)),
            "{route:?} is there twice"
        );
        let request = http::Request::builder()
            .method(route.method.clone())
            .uri(filled(route.path))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::empty())
            .unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        assert!(status < 500, "{route:?} answers a stranger {status}");
        if route.access == Access::Public {
            public += 1;
            continue;
        }
        let to = response
            .headers()
            .get("location")
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        let sent_away = status == 303 && (to.starts_with("/login") || to.starts_with("/desk/login"));
        assert!(sent_away || status == 401, "{route:?} answers a stranger {status} {to}");
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert!(
            !String::from_utf8_lossy(&body).contains("99012220261125000123X"),
            "{route:?} repeats what was asked"
        );
        refused += 1;
    }
    println!("{public} public routes, {refused} refused a stranger");
    assert!(public > 10 && refused > 30, "{public} public, {refused} refused");
}
