//! The demo's people in the database.

use std::collections::HashSet;
use std::time::Instant;

use sea_orm::DbBackend;

use crate::house::{BODIES, ORGANISATIONS, PERSONS, POSTS_STAFF, houses};

#[tokio::test]
async fn importing_again_changes_nothing() {
    for house in houses().await {
        let before = house.identity.bodies().await.unwrap().iter().count();
        assert_eq!(before, 189);
        let begun = Instant::now();
        identity::import_demo(&house.identity, BODIES, POSTS_STAFF, PERSONS, ORGANISATIONS)
            .await
            .unwrap();
        assert!(begun.elapsed().as_millis() < 500);
        house.test.clock.advance(chrono::TimeDelta::minutes(5));
        assert_eq!(house.identity.bodies().await.unwrap().iter().count(), before);
    }
}

#[tokio::test]
async fn a_body_knows_its_place_its_remedies_and_its_windows() {
    for house in houses().await {
        let bodies = house.identity.bodies().await.unwrap();
        let market = bodies.by_slug("linxi-market").unwrap();
        let county = bodies.by_slug("linxi-gov").unwrap();
        assert!(market.path.starts_with(&county.path) && market.parent() == Some(county.id));
        assert_eq!(house.identity.place(market).region, "990122000000");
        assert_eq!(
            house
                .identity
                .body_by_credit_code(&market.credit_code)
                .await
                .unwrap()
                .id,
            market.id
        );
        assert!(market.reconsideration.ends_with("人民政府") && market.court.ends_with("法院"));
        let holders = house.identity.holders(market.id, "食品经营许可审查岗").await.unwrap();
        assert!(holders.iter().any(|(_, name)| name == "沈知微"));
    }
}

#[tokio::test]
async fn numbers_and_phones_cannot_be_read_in_the_database_file() {
    for house in houses().await {
        let kernel = &house.test.kernel;
        if kernel.db.backend() != DbBackend::Sqlite {
            continue;
        }
        let path = kernel.config.database.trim_start_matches("sqlite:");
        let mut bytes = std::fs::read(path).unwrap();
        bytes.extend(std::fs::read(format!("{path}-wal")).unwrap_or_default());
        let persons: serde_json::Value = serde_json::from_str(PERSONS).unwrap();
        let all = persons["persons"].as_array().unwrap();
        let numbers = all.iter().map(|p| p["id_number"].as_str().unwrap());
        let phones = all.iter().map(|p| p["phone"].as_str().unwrap()).chain(["19900010002"]);
        let found = |secret: &HashSet<&[u8]>, length| bytes.windows(length).filter(|w| secret.contains(*w)).count();
        assert_eq!(
            found(&numbers.map(str::as_bytes).collect(), 18),
            0,
            "identity numbers stand in the file"
        );
        assert_eq!(
            found(&phones.map(str::as_bytes).collect(), 11),
            0,
            "phones stand in the file"
        );
        let name: HashSet<_> = ["周小满".as_bytes()].into();
        assert!(found(&name, 9) > 0, "the file that was looked into is the right one");
        let person = house.person("99012219930505002X").await;
        assert_eq!(person.number.as_str(), "99012219930505002X");
        assert!(
            !format!("{person:?}").contains("19930505"),
            "printing shows the ends only"
        );
    }
}
