//! What the law says about time and corrections, seen from outside.

use axum::http::Method;
use serde_json::{Value, json};

use crate::walk::{Guide, first};
use crate::world::{As, FOOD, World, at, monday, sample};

#[tokio::test]
async fn silence_accepts_once_and_is_dated_by_law_not_by_the_restart() {
    let (item, scenario) = first(FOOD, "new");
    for world in World::all(&[FOOD], monday()).await {
        let guide = Guide::new(world).await;
        let number = guide.filed(&item, &scenario, "case").await;
        let path = format!("/api/v1/cases/{number}");
        // The process is down over the day on which the law steps in, Tuesday 9 June, and starts again on Thursday.
        guide.world.test.clock.set(at("2026-06-11T08:00:00+08:00"));
        for _ in 0..3 {
            guide.world.test.kernel.settle().await.unwrap();
            guide.world.days_later(1);
        }
        let case = guide.world.get(&As::Program, &path).await.ok(200);
        assert_eq!(case["state"], "in_review");
        assert_eq!(case["accepted_by_law"], true);
        assert_eq!(case["accepted_at"], case["submitted_at"]);
        let events =
            kernel::ledger::events(guide.world.test.kernel.db.read(), guide.world.case(&number).await.id).await;
        let events = events.unwrap();
        assert_eq!(events.iter().filter(|e| e.kind == "case.accepted").count(), 1);
        let papers = guide
            .world
            .get(&As::Program, &format!("{path}/documents"))
            .await
            .ok(200);
        let acceptances = papers
            .as_array()
            .unwrap()
            .iter()
            .filter(|p| p["kind"] == "deemed_acceptance")
            .count();
        assert_eq!(acceptances, 1, "the notice is written once: {papers:#}");
        let late = guide
            .world
            .post(
                &guide.clerk(&item),
                &format!("{path}/correction"),
                &correction("layout"),
            )
            .await;
        assert_eq!(late.problem(422), "correction_after_acceptance");
        guide.world.verify(&number).await;
    }
}

fn correction(material: &str) -> Value {
    json!({"items": [{"about": {"kind": "material", "id": material}, "problem": "看不清", "remedy": "请重新扫描"}]})
}

#[tokio::test]
async fn everything_is_asked_for_once_and_a_second_time_is_refused_with_the_article() {
    let (item, scenario) = first(FOOD, "new");
    for world in World::all(&[FOOD], monday()).await {
        let guide = Guide::new(world).await;
        let number = guide.filed(&item, &scenario, "case").await;
        let (path, clerk) = (format!("/api/v1/cases/{number}"), guide.clerk(&item));
        let outside = guide
            .world
            .post(&clerk, &format!("{path}/correction"), &correction("diploma"))
            .await;
        assert_eq!(outside.problem(422), "not_on_the_list");
        let asked = guide
            .world
            .post(&clerk, &format!("{path}/correction"), &correction("layout"))
            .await
            .ok(200);
        assert_eq!(asked["state"], "correcting");

        let nothing = guide
            .world
            .post(&As::Program, &format!("{path}/supply"), &json!({}))
            .await;
        assert_eq!(nothing.problem(422), "still_missing");
        let id = guide.world.case(&number).await.id;
        let material = format!("/api/v1/drafts/{id}/materials/layout");
        let mut drawing = sample("pdf");
        drawing.extend_from_slice(b"% drawn anew");
        guide
            .world
            .send(&As::Program, Method::PUT, &material, &[], drawing)
            .await
            .ok(200);
        let supplied = guide
            .world
            .post(&As::Program, &format!("{path}/supply"), &json!({}))
            .await
            .ok(200);
        assert_eq!(supplied["state"], "received");

        let again = guide
            .world
            .post(&clerk, &format!("{path}/correction"), &correction("rules"))
            .await;
        assert_eq!(again.problem(422), "second_correction");
        assert!(again.json["title"].as_str().unwrap().contains("第三十二条第一款第四项"));
        guide.world.verify(&number).await;
    }
}

#[tokio::test]
async fn a_deadline_is_explained_so_that_anybody_can_recompute_it() {
    let (item, scenario) = first(FOOD, "new");
    for world in World::all(&[FOOD], monday()).await {
        let guide = Guide::new(world).await;
        let number = guide.filed(&item, &scenario, "case").await;
        let path = format!("/api/v1/cases/{number}");
        let clocks = guide.world.get(&As::Program, &format!("{path}/clock")).await.ok(200);
        assert_eq!(clocks[0]["clock"], "acceptance");
        assert_eq!(clocks[0]["due"], "2026-06-08", "five working days after Monday 1 June");
        guide
            .world
            .post(&guide.clerk(&item), &format!("{path}/acceptance"), &json!({}))
            .await
            .ok(200);
        let clocks = guide.world.get(&As::Program, &format!("{path}/clock")).await.ok(200);
        let names: Vec<_> = clocks
            .as_array()
            .unwrap()
            .iter()
            .map(|c| c["clock"].as_str().unwrap())
            .collect();
        assert_eq!(names, ["acceptance", "promised", "decision"]);
        assert!(
            clocks
                .as_array()
                .unwrap()
                .iter()
                .all(|c| !c["sentences"].as_array().unwrap().is_empty())
        );
        let extension = json!({"by": 11, "reason": "案情复杂"});
        let head = guide.holders(&item, "许可审批负责人")[0].clone();
        let long = guide.world.post(&head, &format!("{path}/extension"), &extension).await;
        assert_eq!(long.problem(422), "extension_too_long");
    }
}

#[tokio::test]
async fn an_applicant_withdraws_and_a_finished_case_is_rated_once() {
    let (item, scenario) = first(FOOD, "new");
    for world in World::all(&[FOOD], monday()).await {
        let guide = Guide::new(world).await;
        let withdrawn = guide.filed(&item, &scenario, "first").await;
        let path = format!("/api/v1/cases/{withdrawn}");
        let case = guide
            .world
            .post(&As::Program, &format!("{path}/withdraw"), &json!({"reason": "不开了"}))
            .await;
        assert_eq!(case.ok(200)["state"], "withdrawn");
        let again = guide
            .world
            .post(&guide.clerk(&item), &format!("{path}/acceptance"), &json!({}))
            .await;
        assert_eq!(again.problem(409), "wrong_state");

        let done = guide.walk(&item, &scenario, true, "second").await;
        let path = format!("/api/v1/cases/{done}");
        let late = guide
            .world
            .post(&As::Program, &format!("{path}/withdraw"), &json!({}))
            .await;
        assert_eq!(late.problem(422), "too_late_to_withdraw");
        let rating = json!({"level": 5, "reasons": ["快"], "text": "谢谢"});
        let rated = guide
            .world
            .post(&As::Program, &format!("{path}/rating"), &rating)
            .await
            .ok(200);
        assert_eq!(rated["rating"], 5);
        let twice = guide.world.post(&As::Program, &format!("{path}/rating"), &rating).await;
        assert_eq!(twice.problem(422), "rated_already");
    }
}
