//! Programs read the lists, ask what applies, and publish.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::house::{FOOD, demo, food, houses, overlay};

#[tokio::test]
async fn a_program_reads_the_whole_list_page_by_page() {
    for house in demo().await {
        let (mut codes, mut after) = (Vec::new(), String::new());
        loop {
            let page = house
                .get(&format!("/api/v1/items?region=990122000000&limit=37&after={after}"))
                .await
                .json();
            codes.extend(
                page["items"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|one| one["code"].as_str().unwrap().to_owned()),
            );
            match page["next"].as_str() {
                Some(next) => next.clone_into(&mut after),
                None => break,
            }
        }
        let shelf = house.catalogue.shelf().await.unwrap();
        let all: Vec<_> = shelf
            .listings()
            .iter()
            .filter(|one| one.serves == "990122000000")
            .map(|one| one.code.clone())
            .collect();
        assert_eq!(codes, all);
        let wrong = house.get("/api/v1/items?limit=0").await;
        assert_eq!(
            (wrong.status, wrong.json()["code"].as_str()),
            (StatusCode::BAD_REQUEST, Some("bad_request"))
        );
    }
}

#[tokio::test]
async fn a_program_publishes_what_it_gets_back_byte_for_byte() {
    for house in houses().await {
        let request = json!({ "package": food(), "overlay": overlay("linxi"), "reason": "首次公布" });
        assert_eq!(
            house.post_json("/api/v1/packages", None, &request).await.status,
            StatusCode::UNAUTHORIZED
        );
        assert_eq!(
            house
                .post_json("/api/v1/packages", Some("items.see"), &request)
                .await
                .status,
            StatusCode::FORBIDDEN
        );
        let done = house
            .post_json("/api/v1/packages", Some("items.publish"), &request)
            .await;
        assert_eq!(done.status, StatusCode::CREATED, "{}", done.text);
        let again = house
            .post_json("/api/v1/packages", Some("items.publish"), &request)
            .await;
        assert_eq!(
            (again.status, &again.json()["changed"]),
            (StatusCode::OK, &json!(false))
        );
        let detail = house.get(&format!("/api/v1/items/{FOOD}")).await.json();
        assert_eq!(detail["effective"]["promised_limit"]["amount"], 8);
        assert!(detail["handling"].get("scenarios").is_none());
        let exported = house
            .get(&format!("/api/v1/packages/{}", detail["package"].as_str().unwrap()))
            .await;
        assert_eq!(exported.text, food());
        let elsewhere = json!({ "package": food(), "overlay": overlay("wuchuan"), "reason": "越界" });
        let refused = house
            .post_json("/api/v1/packages", Some("items.publish"), &elsewhere)
            .await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "a grant ends at its region");
        let broken =
            json!({ "package": food().replacen("\"01\"", "\"99\"", 1), "overlay": overlay("linxi"), "reason": "x" });
        let refused = house
            .post_json("/api/v1/packages", Some("items.publish"), &broken)
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!refused.json()["fields"].as_array().unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_program_asks_what_applies_to_a_case() {
    for house in houses().await {
        house.publish_food(8).await;
        let path = format!("/api/v1/items/{FOOD}/evaluate");
        let case =
            json!({ "applicant": { "kind": "legal" }, "answers": { "only_prepackaged": false, "trade": "canteen" } });
        let outcome: Value = house.post_json(&path, None, &case).await.json();
        assert_eq!(
            (&outcome["fee_fen"], &outcome["promised_limit"]["amount"]),
            (&json!(0), &json!(8))
        );
        let asked: Vec<_> = outcome["questions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["id"].as_str().unwrap())
            .collect();
        assert!(asked.contains(&"canteen_kind"), "{asked:?}");
        assert!(!outcome["materials"].as_array().unwrap().is_empty());
        for wrong in [json!([]), json!({ "answers": "x" })] {
            assert_eq!(
                house.post_json(&path, None, &wrong).await.status,
                StatusCode::BAD_REQUEST
            );
        }
    }
}

#[test]
fn the_document_of_the_api_names_every_route() {
    let document = serde_json::to_value(items::openapi()).unwrap();
    let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
    let expected = [
        "/api/v1/items",
        "/api/v1/items/{code}",
        "/api/v1/items/{code}/evaluate",
        "/api/v1/packages",
        "/api/v1/packages/{digest}",
    ];
    assert!(
        expected.iter().all(|path| paths.iter().any(|known| known == path)),
        "{paths:?}"
    );
}
