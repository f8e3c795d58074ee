//! Two at once: one decision stands, and the other person reads who decided and when.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::walk::{Guide, first};
use crate::world::{As, FOOD, World, monday};

fn decision(granted: bool) -> Value {
    json!({
        "step": "decide", "granted": granted, "opinion": "经审查",
        "reason": if granted { "" } else { "布局不符合要求" },
        "basis": if granted { "" } else { "《食品经营许可和备案管理办法》第十五条" },
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_deciders_at_once_one_stands_and_the_other_reads_who() {
    let (item, scenario) = first(FOOD, "new");
    for world in World::all(&[FOOD], monday()).await {
        let guide = Arc::new(Guide::new(world).await);
        for round in 0..4 {
            let number = guide.before_decision(&item, &scenario, &format!("case-{round}")).await;
            let path = format!("/api/v1/cases/{number}/decision");
            let holders = guide.holders(&item, "许可审批负责人");
            // Somebody and the program itself, where the post has one holder only.
            let (one, other) = (holders[0].clone(), holders.get(1).cloned().unwrap_or(As::Program));
            let send = |who: As, granted| {
                let (guide, path) = (guide.clone(), path.clone());
                tokio::spawn(async move { guide.world.post(&who, &path, &decision(granted)).await })
            };
            let (grant, refusal) = (send(one, true), send(other, false));
            let answers = [grant.await.unwrap(), refusal.await.unwrap()];
            let stands: Vec<_> = answers.iter().filter(|a| a.status == 200).collect();
            assert_eq!(stands.len(), 1, "{answers:#?}");
            let case = guide.world.case(&number).await;
            let decided = case.decision.unwrap();
            let late = answers.iter().find(|a| a.status != 200).unwrap();
            assert_eq!(late.problem(409), "decided");
            let told = late.json["title"].as_str().unwrap();
            assert!(told.contains(&decided.by.name) && told.contains("6月1日"), "{told}");
            guide.world.verify(&number).await;
        }
    }
}

#[tokio::test]
async fn who_reviewed_cannot_decide_by_a_program_either() {
    let (item, scenario) = first(FOOD, "new");
    for world in World::all(&[FOOD], monday()).await {
        let guide = Guide::new(world).await;
        let number = guide.filed(&item, &scenario, "case").await;
        let path = format!("/api/v1/cases/{number}");
        guide
            .world
            .post(&As::Program, &format!("{path}/acceptance"), &json!({}))
            .await
            .ok(200);
        let met = json!({"finding": "met", "note": "看过"});
        for step in ["check", "site"] {
            let points = guide.world.get(&As::Program, &format!("{path}/work")).await.ok(200);
            let points = points["step"]["points"].as_array().unwrap().clone();
            let verdicts: serde_json::Map<_, _> = points
                .iter()
                .map(|p| (p["id"].as_str().unwrap().to_owned(), met.clone()))
                .collect();
            let body = json!({
                "opinion": "同意", "verdicts": verdicts,
                "fields": {"site_date": "2026-06-01", "site_conclusion": "pass"},
            });
            guide
                .world
                .post(&As::Program, &format!("{path}/steps/{step}"), &body)
                .await
                .ok(200);
        }
        // The site visit needs two: the program cannot be the second one as well.
        let again = guide
            .world
            .post(&As::Program, &format!("{path}/steps/site"), &json!({"opinion": "同意"}))
            .await;
        assert_eq!(again.problem(422), "already_worked");
    }
}

#[tokio::test]
async fn a_step_sent_twice_with_one_key_is_done_once() {
    let (item, scenario) = first(FOOD, "new");
    for world in World::all(&[FOOD], monday()).await {
        let guide = Guide::new(world).await;
        let number = guide.before_decision(&item, &scenario, "case").await;
        let path = format!("/api/v1/cases/{number}/decision");
        let decider = guide.holders(&item, "许可审批负责人")[0].clone();
        let first = guide
            .world
            .post_once(&decider, &path, "once", &decision(true))
            .await
            .ok(200);
        let again = guide
            .world
            .post_once(&decider, &path, "once", &decision(true))
            .await
            .ok(200);
        assert_eq!(first, again);
        let other = guide.world.post_once(&decider, &path, "once", &decision(false)).await;
        assert_eq!(other.problem(409), "idempotency_key_reused");
    }
}

#[tokio::test]
async fn what_was_read_before_somebody_else_changed_it_is_not_changed_blindly() {
    let (item, scenario) = first(FOOD, "new");
    for world in World::all(&[FOOD], monday()).await {
        let guide = Guide::new(world).await;
        let number = guide.filed(&item, &scenario, "case").await;
        let path = format!("/api/v1/cases/{number}");
        let tag = guide.world.get(&As::Program, &path).await.headers["etag"]
            .to_str()
            .unwrap()
            .to_owned();
        let clerk = guide.clerk(&item);
        guide
            .world
            .post(&clerk, &format!("{path}/acceptance"), &json!({}))
            .await
            .ok(200);
        let headers = [("if-match", tag.as_str())];
        let body = json!({"reason": "不属于本机关", "basis": ""}).to_string();
        let late = guide
            .world
            .send(
                &clerk,
                axum::http::Method::POST,
                &format!("{path}/rejection"),
                &headers,
                body,
            )
            .await;
        assert_eq!(late.problem(412), "changed");
    }
}
