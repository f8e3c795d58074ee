//! Sending an application: once, whole, and on the version that counted.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::http::Method;
use futures::future::join_all;
use serde_json::{Value, json};

use crate::walk::{Guide, first};
use crate::world::{As, FOOD, World, data, monday, sample};

async fn guides() -> Vec<Arc<Guide>> {
    let worlds = World::all(&[FOOD], monday()).await;
    join_all(worlds.into_iter().map(|w| async { Arc::new(Guide::new(w).await) })).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_submission_64_times_is_one_case() {
    let (item, scenario) = first(FOOD, "new");
    for guide in guides().await {
        let body = guide.application(&item, &scenario);
        let send = || {
            let (guide, body) = (guide.clone(), body.clone());
            tokio::spawn(async move {
                let answer = guide
                    .world
                    .post_once(&As::Program, "/api/v1/cases", "double-click", &body)
                    .await;
                answer.ok(201).to_string()
            })
        };
        let receipts: BTreeSet<String> = join_all((0..64).map(|_| send()))
            .await
            .into_iter()
            .map(Result::unwrap)
            .collect();
        assert_eq!(receipts.len(), 1, "one receipt: {receipts:?}");
        let page = guide.world.get(&As::Program, "/api/v1/cases").await.ok(200);
        assert_eq!(page["cases"].as_array().unwrap().len(), 1);

        let mut other = body.clone();
        other["form"]["area"] = json!(81);
        let answer = guide
            .world
            .post_once(&As::Program, "/api/v1/cases", "double-click", &other)
            .await;
        assert_eq!(answer.problem(409), "idempotency_key_reused");
        let answer = guide.world.post(&As::Program, "/api/v1/cases", &other).await;
        assert_eq!(answer.problem(400), "idempotency_key_required");
    }
}

/// A citizen's draft with the scenario's answers, form and files, ready to be sent; answers its id.
pub(crate) async fn ready_draft(guide: &Guide, who: &As, code: &str, scenario: &Value) -> String {
    let world = &guide.world;
    let begun = json!({"handling_code": code, "answers": scenario["answers"]});
    let draft = world.post(who, "/api/v1/drafts", &begun).await;
    let tag = draft.headers["etag"].to_str().unwrap().to_owned();
    let id = draft.ok(201)["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/drafts/{id}");
    let patch = json!({"form": scenario["form"], "delivery": "electronic"}).to_string();
    let bare = world.send(who, Method::PATCH, &path, &[], patch.clone()).await;
    assert_eq!(bare.problem(428), "if_match_required");
    world
        .send(who, Method::PATCH, &path, &[("if-match", &tag)], patch.clone())
        .await
        .ok(200);
    let stale = world
        .send(who, Method::PATCH, &path, &[("if-match", &tag)], patch)
        .await;
    assert_eq!(stale.problem(412), "changed", "another device saved since");
    let outcome = world.get(who, &format!("{path}/outcome")).await.ok(200);
    assert_eq!(outcome["materials"], scenario["expect"]["materials"]);
    for material in scenario["expect"]["materials"].as_array().unwrap() {
        let path = format!("{path}/materials/{}", material.as_str().unwrap());
        let name = [("x-filename", "%E5%B8%83%E5%B1%80%E5%9B%BE.pdf")];
        let file = world.send(who, Method::PUT, &path, &name, sample("pdf")).await.ok(200);
        assert_eq!(file["name"], "布局图.pdf");
    }
    id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_sent_by_two_tabs_and_a_retry_is_one_case() {
    let (item, scenario) = first(FOOD, "new");
    for guide in guides().await {
        let number = guide.subjects.person("p01")["id_number"].as_str().unwrap();
        let me = guide.world.citizen(number, None).await;
        let draft = ready_draft(&guide, &me, &item.code, &scenario).await;
        let send = || {
            let (guide, me, path) = (guide.clone(), me.clone(), format!("/api/v1/drafts/{draft}/submit"));
            tokio::spawn(async move { guide.world.post(&me, &path, &json!({})).await.ok(201).to_string() })
        };
        let receipts: BTreeSet<String> = join_all((0..16).map(|_| send()))
            .await
            .into_iter()
            .map(Result::unwrap)
            .collect();
        assert_eq!(receipts.len(), 1, "one receipt: {receipts:?}");
        let receipt: Value = serde_json::from_str(receipts.first().unwrap()).unwrap();
        let mine = guide.world.get(&me, "/api/v1/cases").await.ok(200);
        assert_eq!(mine["cases"].as_array().unwrap().len(), 1);
        assert_eq!(mine["cases"][0]["number"], receipt["number"]);
        let gone = guide.world.get(&me, &format!("/api/v1/drafts/{draft}")).await;
        assert_eq!(gone.problem(404), "not_found");
    }
}

#[tokio::test]
async fn a_draft_says_everything_that_is_missing_at_once() {
    let (item, scenario) = first(FOOD, "new");
    for guide in guides().await {
        let number = guide.subjects.person("p01")["id_number"].as_str().unwrap();
        let me = guide.world.citizen(number, None).await;
        let begun = json!({"handling_code": item.code, "answers": scenario["answers"]});
        let draft = guide.world.post(&me, "/api/v1/drafts", &begun).await.ok(201);
        let again = guide.world.post(&me, "/api/v1/drafts", &begun).await.ok(201);
        assert_eq!(draft["id"], again["id"], "the draft that was begun before");
        let path = format!("/api/v1/drafts/{}/submit", draft["id"].as_str().unwrap());
        let answer = guide.world.post(&me, &path, &json!({})).await;
        assert_eq!(answer.problem(422), "invalid");
        let fields = answer.json["fields"].as_array().unwrap();
        for wanted in ["form.area", "material.layout", "material.rules"] {
            assert!(fields.iter().any(|f| f["field"] == wanted), "{wanted} in {fields:?}");
        }
        let path = format!("/api/v1/drafts/{}", draft["id"].as_str().unwrap());
        let empty = guide
            .world
            .send(&me, Method::PUT, &format!("{path}/materials/layout"), &[], "")
            .await;
        assert_eq!(empty.problem(422), "file_refused");
        guide.world.send(&me, Method::DELETE, &path, &[], "").await;
        assert_eq!(guide.world.get(&me, &path).await.problem(404), "not_found");
    }
}

#[tokio::test]
async fn a_case_keeps_the_version_on_which_it_was_sent() {
    let (item, scenario) = first(FOOD, "new");
    for guide in guides().await {
        let before = guide.filed(&item, &scenario, "before").await;
        let path = format!("/api/v1/cases/{before}");
        let old = guide.world.get(&As::Program, &path).await.ok(200);
        let mut overlay: Value = serde_json::from_str(&data(&format!("demo/overlays/linxi/{FOOD}"))).unwrap();
        overlay["handling"]["01"]["promised_limit"] = json!({"amount": 2, "unit": "working_day"});
        guide
            .world
            .publish(&[data(&format!("items/{FOOD}"))], &[overlay.to_string()])
            .await;
        let after = guide.filed(&item, &scenario, "after").await;
        let new = guide
            .world
            .get(&As::Program, &format!("/api/v1/cases/{after}"))
            .await
            .ok(200);
        assert_ne!(old["implementation"], new["implementation"]);
        let still = guide.world.get(&As::Program, &path).await.ok(200);
        assert_eq!(still["implementation"], old["implementation"]);
        assert_eq!(still["promised_limit"], old["promised_limit"]);
        // And the same submission sent again is still the case on the old version.
        assert_eq!(guide.filed(&item, &scenario, "before").await, before);
    }
}

#[tokio::test]
async fn who_was_an_agent_until_a_moment_ago_is_told_so_and_the_draft_stays_with_the_company() {
    let (item, scenario) = first(FOOD, "new");
    for guide in guides().await {
        let company = guide.subjects.organisation("o02");
        let code = company["credit_code"].as_str().unwrap();
        let company = guide
            .world
            .identity
            .find_subject_by_credit_code(code)
            .await
            .unwrap()
            .unwrap();
        let number = |id: &str| guide.subjects.person(id)["id_number"].as_str().unwrap().to_owned();
        let agent = guide.world.citizen(&number("p04"), Some(company.id)).await;
        let head = guide.world.citizen(&number("p03"), Some(company.id)).await;
        let begun = json!({"handling_code": item.code, "answers": scenario["answers"]});
        let draft = guide.world.post(&agent, "/api/v1/drafts", &begun).await.ok(201);
        let path = format!("/api/v1/drafts/{}", draft["id"].as_str().unwrap());
        // Who may act for the company, but acts as themself, is told whose draft it is; a stranger that there is none.
        let oneself = guide.world.citizen(&number("p04"), None).await;
        assert_eq!(
            guide.world.get(&oneself, &path).await.problem(403),
            "acting_for_another"
        );
        let stranger = guide.world.citizen(&number("p01"), None).await;
        assert_eq!(guide.world.get(&stranger, &path).await.problem(404), "not_found");

        let agents = guide.world.identity.agents_of(company.id).await.unwrap();
        let representative = kernel::Citizen {
            person: company.legal_representative,
            name: "林见山".into(),
            assurance: kernel::Assurance::L3,
            organisation: Some((company.id, company.name.clone())),
        };
        let representative = kernel::Actor::Citizen(representative);
        guide
            .world
            .identity
            .revoke(&representative, agents[0].id)
            .await
            .unwrap();

        let refused = guide.world.post(&agent, &format!("{path}/submit"), &json!({})).await;
        assert_eq!(refused.problem(403), "agent_revoked");
        let kept = guide.world.get(&head, &path).await.ok(200);
        assert_eq!(kept["answers"], draft["answers"]);
    }
}

#[tokio::test]
async fn nobody_is_filed_for_whose_name_and_number_do_not_belong_together() {
    let (item, scenario) = first(FOOD, "new");
    for guide in guides().await {
        let mut body = guide.application(&item, &scenario);
        body["applicant"]["name"] = json!("别人");
        let answer = guide
            .world
            .post_once(&As::Program, "/api/v1/cases", "wrong", &body)
            .await;
        assert_eq!(answer.problem(422), "invalid");
        assert_eq!(answer.json["fields"][0]["field"], "applicant.name");
        body["applicant"]["identity_number"] = json!("990122199001010000");
        let answer = guide
            .world
            .post_once(&As::Program, "/api/v1/cases", "unknown", &body)
            .await;
        assert_eq!(answer.json["fields"][0]["field"], "applicant.identity_number");
        let answer = guide
            .world
            .post_once(&As::Nobody, "/api/v1/cases", "nobody", &body)
            .await;
        assert_eq!(answer.problem(401), "unauthenticated");
    }
}

/// What people and programs write into a field without meaning to: formulas, line ends, endless emoji, turned text.
fn odd_texts() -> Vec<String> {
    let mut all: Vec<String> = [
        "=1+1",
        "@cmd",
        "-2",
        "+86",
        "列一\t列二",
        "photo\u{202e}gnp",
        "<script>alert(1)</script>",
        "#let x = 1; $x^2$ \\",
    ]
    .map(String::from)
    .to_vec();
    all.push("😀".repeat(300));
    all
}

#[tokio::test]
async fn odd_texts_are_kept_as_they_were_written_and_printed_as_far_as_there_are_glyphs() {
    let (item, scenario) = first(FOOD, "new");
    for guide in guides().await {
        for (n, odd) in odd_texts().into_iter().enumerate() {
            let mut body = guide.application(&item, &scenario);
            body["form"]["equipment"][0]["equip_place"] = json!(odd);
            let receipt = guide
                .world
                .post_once(&As::Program, "/api/v1/cases", &format!("odd-{n}"), &body)
                .await
                .ok(201);
            let number = receipt["number"].as_str().unwrap();
            guide.world.test.kernel.settle().await.unwrap();
            let case = guide.world.case(number).await;
            assert_eq!(case.content.form["equipment"][0]["equip_place"], json!(odd));
            let path = format!("/api/v1/cases/{number}/documents");
            let papers = guide.world.get(&As::Program, &path).await.ok(200);
            assert_eq!(
                papers.as_array().unwrap().len(),
                2,
                "receipt and application of {odd:?}: {papers}"
            );
            guide.world.verify(number).await;
        }
        let dead = kernel::outbox::dead(guide.world.test.kernel.db.read()).await.unwrap();
        assert_eq!(dead, 0, "nothing was given up");
    }
}

#[tokio::test]
async fn what_was_filed_is_answered_again_after_the_item_was_suspended_and_nothing_new_is_filed() {
    let (item, scenario) = first(FOOD, "new");
    for guide in guides().await {
        let world = &guide.world;
        let body = guide.application(&item, &scenario);
        let file = async |key: &str| world.post_once(&As::Program, "/api/v1/cases", key, &body).await;
        let receipt = file("first").await.ok(201);

        let (handled, _) = world.catalogue.current(&item.code).await.unwrap().unwrap();
        let edition = handled.edition();
        let basic = &edition.implementation.plan().package().item.basic_code;
        let today = world.test.kernel.clock.today();
        world
            .catalogue
            .suspend(
                &kernel::Actor::System("test"),
                &edition.body.code,
                basic,
                "系统切换",
                today,
            )
            .await
            .unwrap();

        assert_eq!(file("first").await.ok(201), receipt);
        assert_eq!(file("second").await.problem(409), "item_suspended");
    }
}
