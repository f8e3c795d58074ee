//! Versions come into force, end, and stay.

use items::{Catalogue, PublishRefusal, Standing};
use kernel::Actor;

use crate::house::{
    FOOD, FOOD_ITEM, MARKET, bodies, demo, food, houses, keeper, overlay, overlays, packages, refs, with_limit, words,
};

#[tokio::test]
async fn a_case_keeps_its_version_when_the_next_one_is_published() {
    for house in houses().await {
        let first = house.publish_food(8).await;
        let second = house.publish_food(5).await;
        assert_eq!((first.version, second.version), (1, 2));
        let old = house.catalogue.version(first.region, first.id).await.unwrap().unwrap();
        let (current, _) = house.catalogue.current(FOOD).await.unwrap().unwrap();
        assert_eq!(old.handled("new").unwrap().local().promised_limit().amount, 8);
        assert_eq!(current.local().promised_limit().amount, 5);
        assert_eq!((current.edition().version, current.local().code().as_str()), (2, FOOD));
        let rows = house.catalogue.versions(MARKET, FOOD_ITEM).await.unwrap();
        let ended: Vec<_> = rows.iter().map(|row| (row.version, row.ended_at.is_some())).collect();
        assert_eq!(ended, [(2, false), (1, true)]);
        assert_eq!(
            rows[1].ended_at,
            Some(rows[0].published_at),
            "no moment without a version, none with two"
        );
    }
}

#[tokio::test]
async fn every_publication_stands_in_the_ledger() {
    for house in houses().await {
        house.publish_food(8).await;
        house.publish_food(5).await;
        let day = "2026-12-01".parse().unwrap();
        house
            .catalogue
            .suspend(&keeper(), MARKET, FOOD_ITEM, "系统升级", day)
            .await
            .unwrap();
        house
            .catalogue
            .resume(&keeper(), MARKET, FOOD_ITEM, "升级完成")
            .await
            .unwrap();
        house
            .catalogue
            .cancel(&keeper(), MARKET, FOOD_ITEM, "改由市局办理", day)
            .await
            .unwrap();
        let db = house.test.kernel.db.read();
        let rows = items::store::standings(db, None).await.unwrap();
        let events = kernel::ledger::events(db, rows[0].stream).await.unwrap();
        let kinds: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(
            kinds,
            [
                "item.published",
                "item.published",
                "item.suspended",
                "item.resumed",
                "item.cancelled"
            ]
        );
        assert_eq!(rows[0].events, 5);
        kernel::ledger::verify(rows[0].stream, &events).unwrap();
    }
}

#[tokio::test]
async fn the_same_content_is_no_new_version() {
    for house in houses().await {
        let first = house.publish_food(8).await;
        let again = house.publish_food(8).await;
        assert!(first.changed && !again.changed);
        assert_eq!((again.id, again.version), (first.id, 1));
    }
}

#[tokio::test]
async fn importing_twice_changes_nothing() {
    for house in demo().await {
        let (packages, overlays) = (packages(), overlays());
        let before = items::store::stamp(house.test.kernel.db.read()).await.unwrap();
        let again = items::import_demo(&house.catalogue, &refs(&packages), &refs(&overlays), &bodies())
            .await
            .unwrap();
        assert_eq!((again.published, again.unchanged), (0, overlays.len()));
        assert_eq!(items::store::stamp(house.test.kernel.db.read()).await.unwrap(), before);
    }
}

#[tokio::test]
async fn of_two_who_publish_at_once_one_version_is_in_force() {
    for house in houses().await {
        house.publish_food(8).await;
        let (one, two) = (with_limit(&overlay("linxi"), 6), with_limit(&overlay("linxi"), 5));
        let (package, keeper) = (food(), keeper());
        let both = tokio::join!(
            house.catalogue.publish(&keeper, &package, &one, "一"),
            house.catalogue.publish(&keeper, &package, &two, "二"),
        );
        let done = [both.0, both.1].into_iter().flatten().count();
        assert!(done >= 1, "somebody is first");
        let rows = house.catalogue.versions(MARKET, FOOD_ITEM).await.unwrap();
        assert_eq!(rows.len(), 1 + done);
        assert_eq!(rows.iter().filter(|row| row.ended_at.is_none()).count(), 1);
    }
}

#[tokio::test]
async fn another_process_notices_a_publication() {
    for house in houses().await {
        let other = Catalogue::new(house.test.kernel.clone(), search::Index::in_memory().unwrap(), words());
        assert!(other.current(FOOD).await.unwrap().is_none());
        house.publish_food(8).await;
        house.test.clock.advance(chrono::TimeDelta::seconds(4));
        let (handled, standing) = other.current(FOOD).await.unwrap().unwrap();
        assert_eq!((handled.edition().version, standing), (1, Standing::InForce));
        assert_eq!(other.index().len(), house.catalogue.index().len());
    }
}

#[tokio::test]
async fn what_does_not_hold_is_not_published_and_says_where() {
    for house in houses().await {
        let slower = with_limit(&overlay("linxi"), 30);
        let refused = house
            .catalogue
            .publish(&keeper(), &food(), &slower, "放宽")
            .await
            .unwrap_err();
        let PublishRefusal::Overlay(report) = refused else {
            panic!("{refused:?}")
        };
        assert!(report.to_string().contains("/handling/01/promised_limit"), "{report}");
        let vague = food()
            .replace("店铺", "其他材料")
            .replacen("\"need\": \"required\"", "\"need\": \"whenever\"", 1);
        let refused = house
            .catalogue
            .publish(&keeper(), &vague, &overlay("linxi"), "试试")
            .await
            .unwrap_err();
        let PublishRefusal::Package(report) = refused else {
            panic!("{refused:?}")
        };
        assert!(report.to_string().contains("/materials/"), "{report}");
        let refused = house
            .catalogue
            .publish(&Actor::Visitor, &food(), &overlay("linxi"), "路过")
            .await
            .unwrap_err();
        let PublishRefusal::Problem(problem) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!(problem.status, 403);
        assert!(house.catalogue.versions(MARKET, FOOD_ITEM).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_cancelled_item_is_resumed_before_it_is_published_again() {
    for house in houses().await {
        house.publish_food(8).await;
        let day = "2026-11-25".parse().unwrap();
        house
            .catalogue
            .cancel(&keeper(), MARKET, FOOD_ITEM, "改由市局办理", day)
            .await
            .unwrap();
        let five = with_limit(&overlay("linxi"), 5);
        let refused = house.catalogue.publish(&keeper(), &food(), &five, "缩短").await;
        assert!(matches!(refused, Err(PublishRefusal::Problem(problem)) if problem.status == 422));
        house
            .catalogue
            .resume(&keeper(), MARKET, FOOD_ITEM, "重新由县局办理")
            .await
            .unwrap();
        assert_eq!(house.publish_food(5).await.version, 2);
    }
}
