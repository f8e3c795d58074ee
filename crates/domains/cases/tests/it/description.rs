//! The description of the API names every route and nothing else.

use serde_json::Value;

/// The description of all rooms under test.
pub(crate) fn whole() -> utoipa::openapi::OpenApi {
    let mut all = cases::api::openapi();
    for part in [identity::openapi(), messages::openapi(), items::openapi()] {
        all.merge(part);
    }
    all
}

#[test]
fn every_route_of_the_api_is_described_and_nothing_else() {
    let whole = serde_json::to_value(whole()).unwrap();
    for (method, path) in crate::world::routes() {
        let operation: &Value = &whole["paths"][path][method.as_str().to_lowercase()];
        assert!(operation.is_object(), "{method} {path} is not described");
    }
    let routes: Vec<_> = crate::world::routes().into_iter().map(|(_, path)| path).collect();
    let own = cases::api::openapi();
    for path in own.paths.paths.keys() {
        assert!(routes.contains(&path.as_str()), "{path} is described and not there");
    }
    assert!(whole["paths"].as_object().unwrap().len() > 30);
}
