//! What is somebody else's cannot be told from what is not there; what is personal cannot be read from the disk.

use axum::http::Method;
use serde_json::json;

use crate::walk::{Guide, first};
use crate::world::{As, FOOD, World, monday};

#[tokio::test]
async fn other_peoples_numbers_are_not_there() {
    let (item, scenario) = first(FOOD, "new");
    for world in World::all(&[FOOD], monday()).await {
        let guide = Guide::new(world).await;
        let body = guide.application(&item, &scenario);
        let owner = body["applicant"]["identity_number"].as_str().unwrap().to_owned();
        let receipt = guide
            .world
            .post_once(&As::Program, "/api/v1/cases", "case", &body)
            .await
            .ok(201);
        let (number, code) = (
            receipt["number"].as_str().unwrap(),
            receipt["query_code"].as_str().unwrap(),
        );
        let me = guide.world.citizen(&owner, None).await;
        let stranger = guide.subjects.person("p05")["id_number"].as_str().unwrap();
        assert_ne!(owner, stranger);
        let stranger = guide.world.citizen(stranger, None).await;
        let path = format!("/api/v1/cases/{number}");

        let mine = guide.world.get(&me, &path).await.ok(200);
        assert_eq!(mine["number"], *number);
        let absent = guide.world.get(&stranger, "/api/v1/cases/990122202606010099990").await;
        for what in ["", "/clock", "/documents"] {
            let theirs = guide.world.get(&stranger, &format!("{path}{what}")).await;
            assert_eq!(theirs.problem(404), "not_found");
            assert_eq!(
                theirs.json["title"], absent.json["title"],
                "nothing tells that it exists"
            );
        }
        for what in ["withdraw", "supply", "rating"] {
            let theirs = guide
                .world
                .post(&stranger, &format!("{path}/{what}"), &json!({"level": 5}))
                .await;
            assert_eq!(theirs.problem(404), "not_found");
        }
        // A citizen does no staff's work, not even on their own case.
        let work = guide.world.post(&me, &format!("{path}/acceptance"), &json!({})).await;
        assert_eq!(work.problem(403), "forbidden");
        assert_eq!(
            guide.world.get(&As::Nobody, &path).await.problem(401),
            "unauthenticated"
        );

        let spoken = format!("/api/v1/track?number={number}&code={}", code.to_lowercase());
        assert_eq!(guide.world.get(&As::Nobody, &spoken).await.ok(200)["state"], "received");
        let guessed = format!("/api/v1/track?number={number}&code=AAAAAAAA");
        assert_eq!(guide.world.get(&As::Nobody, &guessed).await.problem(404), "not_found");
        for _ in 0..20 {
            guide.world.get(&As::Nobody, &guessed).await;
        }
        assert_eq!(guide.world.get(&As::Nobody, &guessed).await.problem(429), "too_many");
    }
}

#[tokio::test]
async fn a_program_works_only_for_staff_that_exists_and_only_within_their_rights() {
    let (item, scenario) = first(FOOD, "new");
    for world in World::all(&[FOOD], monday()).await {
        let guide = Guide::new(world).await;
        let number = guide.filed(&item, &scenario, "case").await;
        let path = format!("/api/v1/cases/{number}/acceptance");
        let unknown = guide.world.post(&As::Staff("nobody".into()), &path, &json!({})).await;
        assert_eq!(unknown.problem(422), "unknown_staff");
        // A reviewer of another city neither sees the case nor works on it.
        let elsewhere = guide
            .world
            .post(&As::Staff("xuyingxue".into()), &path, &json!({}))
            .await;
        assert_eq!(elsewhere.problem(404), "not_found");
    }
}

#[tokio::test]
async fn a_stolen_database_file_tells_nothing_personal() {
    let (item, mut scenario) = first(FOOD, "new");
    for world in World::all(&[FOOD], monday()).await {
        let Some(file) = world
            .test
            .kernel
            .config
            .database
            .strip_prefix("sqlite:")
            .map(str::to_owned)
        else {
            continue;
        };
        let guide = Guide::new(world).await;
        let me = guide.subjects.person("p01");
        // Words that stand nowhere else: the package's own scenarios are public.
        let other = &guide.subjects.person("p05")["id_number"];
        scenario["expect"].as_object_mut().unwrap().remove("result");
        scenario["form"]["rep_id"] = me["id_number"].clone();
        scenario["form"]["rep_name"] = json!("欧阳试笔");
        scenario["form"]["phone"] = json!("19912340001");
        scenario["form"]["staff"][0]["staff_id"] = other.clone();
        scenario["form"]["staff"][0]["staff_phone"] = json!("19912340002");
        guide.walk(&item, &scenario, true, "case").await;
        let citizen = guide.world.citizen(me["id_number"].as_str().unwrap(), None).await;
        let begun = json!({"handling_code": item.code, "answers": scenario["answers"]});
        let draft = guide.world.post(&citizen, "/api/v1/drafts", &begun).await.ok(201);
        let path = format!("/api/v1/drafts/{}", draft["id"].as_str().unwrap());
        let patch = json!({"form": scenario["form"]}).to_string();
        guide
            .world
            .send(&citizen, Method::PATCH, &path, &[("if-match", "\"1\"")], patch)
            .await
            .ok(200);

        let mut bytes = std::fs::read(&file).unwrap();
        bytes.extend(std::fs::read(format!("{file}-wal")).unwrap_or_default());
        let holds = |text: &str| bytes.windows(text.len()).any(|w| w == text.as_bytes());
        assert!(holds("case.submitted"), "the file is the database");
        let form = &scenario["form"];
        let secrets = [
            me["id_number"].as_str().unwrap(),
            me["phone"].as_str().unwrap(),
            form["rep_id"].as_str().unwrap(),
            form["rep_name"].as_str().unwrap(),
            form["phone"].as_str().unwrap(),
            form["staff"][0]["staff_id"].as_str().unwrap(),
            form["staff"][0]["staff_phone"].as_str().unwrap(),
            "材料齐全，内容一致，符合规定",
        ];
        for secret in secrets {
            assert!(!holds(secret), "{secret} can be read from the disk");
        }
    }
}
