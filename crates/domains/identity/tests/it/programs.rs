//! A program of another authority.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use futures::future::join_all;
use http_body_util::BodyExt as _;
use identity::roles::Reach;
use kernel::Actor;
use tower::ServiceExt as _;

use crate::house::{DESCRIPTION, TestHouse, houses};

async fn call(house: &TestHouse, request: Request<Body>) -> (StatusCode, serde_json::Value) {
    let (method, path) = (request.method().clone(), request.uri().to_string());
    let (parts, body) = house.router.clone().oneshot(request).await.unwrap().into_parts();
    let (status, bytes) = (parts.status, body.collect().await.unwrap().to_bytes());
    DESCRIPTION.hold((&method, &path), status, &parts.headers, &bytes);
    (status, serde_json::from_slice(&bytes).unwrap_or_default())
}

async fn token(house: &TestHouse, secret: &str) -> (StatusCode, serde_json::Value) {
    token_of(house, identity::DEMO_CLIENT, secret).await
}

async fn token_of(house: &TestHouse, program: &str, secret: &str) -> (StatusCode, serde_json::Value) {
    let form = format!("grant_type=client_credentials&client_id={program}&client_secret={secret}");
    let request = Request::post("/api/v1/token").body(Body::from(form)).unwrap();
    call(house, request).await
}

async fn me(house: &TestHouse, token: &str) -> (StatusCode, serde_json::Value) {
    let request = Request::get("/api/v1/me")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .body(Body::empty())
        .unwrap();
    call(house, request).await
}

#[tokio::test]
async fn a_program_gets_a_token_for_an_hour_and_its_own_rights() {
    for house in houses().await {
        let (status, answer) = token(&house, "wrong").await;
        assert_eq!(
            (status, answer["code"].as_str()),
            (StatusCode::UNAUTHORIZED, Some("invalid_client"))
        );
        let (status, answer) = token(&house, identity::DEMO_CLIENT_SECRET).await;
        assert_eq!((status, answer["expires_in"].as_i64()), (StatusCode::OK, Some(3600)));
        let plain = answer["access_token"].as_str().unwrap().to_owned();

        let (status, answer) = me(&house, &plain).await;
        assert_eq!((status, answer["kind"].as_str()), (StatusCode::OK, Some("client")));
        assert!(
            answer["grants"]
                .as_array()
                .unwrap()
                .iter()
                .any(|g| g["permission"] == "cases.see")
        );
        assert_eq!(me(&house, "made-up").await.0, StatusCode::UNAUTHORIZED);
        house.test.clock.advance(chrono::TimeDelta::minutes(61));
        assert_eq!(me(&house, &plain).await.0, StatusCode::UNAUTHORIZED);
    }
}

/// Twenty of a program's machines want a token at once, after a stranger tried its id: each gets one that counts. With
/// a new secret all of them end, and so do those that are being given at that moment.
#[tokio::test]
async fn twenty_tokens_at_once_all_count_and_all_end_with_the_secret() {
    for house in houses().await {
        let manager = house.staff("linxi-market", "LX20102").await;
        let manager = house.identity.staff_actor(manager.id, None).await.unwrap().unwrap();
        let manager = Actor::Staff(manager);
        let body = house
            .identity
            .bodies()
            .await
            .unwrap()
            .by_slug("linxi-market")
            .unwrap()
            .id;
        let permissions = ["cases.api".to_owned()];
        let made = house
            .identity
            .create_program(&manager, body, "业务系统", &permissions, Reach::Organisation);
        let (login, secret) = made.await.unwrap();
        let program = house.identity.programs_of(body).await.unwrap().pop().unwrap().id;
        let ask = async |secret: &str| join_all((0..20).map(|_| token_of(&house, &login, secret))).await;
        let plain = |answer: &serde_json::Value| answer["access_token"].as_str().unwrap().to_owned();

        for (status, _) in ask("guessed").await.into_iter().chain(ask("again").await) {
            assert_eq!(status, StatusCode::UNAUTHORIZED);
        }
        let given = ask(&secret).await;
        for (status, answer) in &given {
            assert_eq!(*status, StatusCode::OK);
            assert_eq!(me(&house, &plain(answer)).await.0, StatusCode::OK);
        }

        let (late, renewed) = tokio::join!(ask(&secret), house.identity.renew_secret(&manager, program));
        let renewed = renewed.unwrap().1;
        for (status, answer) in given.iter().chain(&late) {
            if *status == StatusCode::OK {
                assert_eq!(me(&house, &plain(answer)).await.0, StatusCode::UNAUTHORIZED);
            }
        }
        let (_, answer) = token_of(&house, &login, &renewed).await;
        assert_eq!(me(&house, &plain(&answer)).await.0, StatusCode::OK);
        for active in [false, true] {
            house
                .identity
                .set_program_active(&manager, program, active)
                .await
                .unwrap();
            assert_eq!(
                me(&house, &plain(&answer)).await.0,
                StatusCode::UNAUTHORIZED,
                "what was stopped stays ended"
            );
        }
        assert_eq!(token_of(&house, &login, &renewed).await.0, StatusCode::OK);
    }
}

#[tokio::test]
async fn bodies_are_public_and_described() {
    for house in houses().await {
        let (status, all) = call(&house, Request::get("/api/v1/bodies").body(Body::empty()).unwrap()).await;
        assert_eq!(status, StatusCode::OK);
        let code = all[0]["credit_code"].as_str().unwrap();
        let path = format!("/api/v1/bodies/{code}");
        let (_, one) = call(&house, Request::get(path).body(Body::empty()).unwrap()).await;
        assert_eq!(one, all[0]);
        let missing = Request::get("/api/v1/bodies/none").body(Body::empty()).unwrap();
        assert_eq!(call(&house, missing).await.1["code"], "not_found");
    }
    let document = serde_json::to_value(identity::openapi()).unwrap();
    for path in [
        "/api/v1/token",
        "/api/v1/me",
        "/api/v1/bodies",
        "/api/v1/bodies/{credit_code}",
    ] {
        assert!(document["paths"][path].is_object(), "{path}");
    }
}

#[tokio::test]
async fn the_registers_answer_what_a_form_needs() {
    for house in houses().await {
        let counterparts = house.identity.counterparts();
        let known = counterparts.registry("99012219930505002X").await.unwrap();
        assert_eq!(known["registry.marriage.state"], "married");
        let licences = counterparts.licences("99012219930505002X", "居民身份证").await.unwrap();
        assert_eq!(licences[0].issuer, "临溪县公安局");
        let check = counterparts
            .check_organisation("临溪县小满面馆", "92990122MA7QX2K49A", "周小满")
            .await;
        assert_eq!(check, identity::Check::Match);
        let away = identity::Counterparts::new("").registry("x").await.unwrap_err();
        assert_eq!((away.status, away.code), (503, "counterpart_away"));
    }
}
