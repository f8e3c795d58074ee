//! A very large form: five hundred fields, a group of two hundred rows, forty files.

use axum::http::Method;
use kernel::testing;
use serde_json::{Map, Value, json};

use crate::submission::ready_draft;
use crate::walk::{Guide, first};
use crate::world::{Answer, As, FOOD, World, data, monday};

const SECTIONS: usize = 10;
const FIELDS: usize = 50;
const ROWS: usize = 200;
const FILES: usize = 40;
/// What a page of a step may take on its way to a phone.
const PAGE: usize = 100_000;

/// The food licence, asking for much more, and its first scenario with all that filled in.
fn package() -> (String, Value) {
    let mut package: Value = serde_json::from_str(&data(&format!("items/{FOOD}"))).unwrap();
    let (_, mut first) = first(FOOD, "new");
    let mut sections = Vec::new();
    for at in 0..SECTIONS {
        let fields: Vec<Value> = (0..FIELDS).map(|n| field(at, n)).collect();
        sections.push(json!({"id": format!("more_{at}"), "title": format!("补充情况之{at}"), "fields": fields}));
    }
    sections.push(json!({
        "id": "crew", "title": "全部从业人员", "repeat": {"min": 0, "max": ROWS, "label": "人员"},
        "fields": [
            {"id": "crew_name", "label": "姓名", "type": "person_name", "required": true},
            {"id": "crew_phone", "label": "联系电话", "type": "phone", "required": true},
        ],
    }));
    let photos = json!({
        "id": "photos", "name": "从业人员健康证照片", "kind": "electronic", "need": "optional", "source": "applicant",
        "standard": "每人一张，看得清姓名和有效期", "basis": {"law": "《食品安全法》", "article": "第四十五条"},
        "files": ["pdf", "jpg", "png"], "max_mb": 1, "multiple": true,
    });
    let handling = package["handling"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .find(|h| h["id"] == "new")
        .unwrap();
    let ids: Vec<Value> = sections.iter().map(|s| s["id"].clone()).collect();
    handling["form"].as_array_mut().unwrap().extend(sections);
    handling["materials"].as_array_mut().unwrap().push(photos);
    for scenario in handling["scenarios"].as_array_mut().unwrap() {
        expects_more(scenario, &ids);
    }
    expects_more(&mut first, &ids);
    first["form"].as_object_mut().unwrap().extend(values());
    (package.to_string(), first)
}

fn field(section: usize, n: usize) -> Value {
    json!({"id": format!("more_{section}_{n}"), "label": format!("第{n}项情况"), "hint": "没有就不填", "type": "text", "required": false, "max_length": 200})
}

fn expects_more(scenario: &mut Value, ids: &[Value]) {
    let expect = &mut scenario["expect"];
    expect["sections"].as_array_mut().unwrap().extend_from_slice(ids);
    expect["materials"].as_array_mut().unwrap().push(json!("photos"));
}

fn values() -> Map<String, Value> {
    let texts = (0..SECTIONS * FIELDS).map(|n| {
        let id = format!("more_{}_{}", n / FIELDS, n % FIELDS);
        (id, json!(format!("第{n}项写在这里")))
    });
    let crew: Vec<Value> = (0..ROWS)
        .map(|n| json!({"crew_name": "周小满", "crew_phone": phone(n)}))
        .collect();
    texts.chain([("crew".to_owned(), json!(crew))]).collect()
}

fn phone(n: usize) -> String {
    format!("1990000{n:04}")
}

/// Fails unless the page came, and small.
fn small(page: &Answer, what: &str) {
    assert_eq!(page.status, 200, "{what}");
    assert!(page.bytes.len() < PAGE, "{what}: {} bytes", page.bytes.len());
}

#[tokio::test]
async fn five_hundred_fields_two_hundred_rows_and_forty_files_are_filled_in_page_by_page_and_sent() {
    let (package, scenario) = package();
    let (item, _) = first(FOOD, "new");
    let overlay = data(&format!("demo/overlays/linxi/{FOOD}"));
    for test in testing::kernels(monday()).await {
        let world = World::build(test, std::slice::from_ref(&package), std::slice::from_ref(&overlay)).await;
        let guide = Guide::new(world).await;
        let world = &guide.world;
        let me = world
            .citizen(guide.subjects.person("p01")["id_number"].as_str().unwrap(), None)
            .await;
        let draft = ready_draft(&guide, &me, &item.code, &scenario).await;
        for n in 1..FILES {
            // Each another file: the same again would be the same file.
            let content = format!("%PDF-1.7\n% 第{n}张\n%%EOF\n");
            let material = if n < 25 { "photos" } else { "layout" };
            let path = format!("/api/v1/drafts/{draft}/materials/{material}");
            let name = [("x-filename", "photo.pdf")];
            world.send(&me, Method::PUT, &path, &name, content).await.ok(200);
        }
        let form = format!("/my/drafts/{draft}");
        let packed = [("accept-encoding", "gzip")];
        let page = async |path: String| world.send(&me, Method::GET, &path, &packed, "").await;
        for step in (0..SECTIONS).map(|at| format!("more_{at}")).chain(["crew".to_owned()]) {
            small(&page(format!("{form}/form/{step}")).await, &step);
        }
        for step in ["materials", "check"] {
            small(&page(format!("{form}/{step}")).await, step);
        }

        // One row of two hundred is wrong: the summary names it, and everything typed stays.
        let sent = crew(&guide, &me, &draft, "12").await;
        let kind = [("content-type", "application/x-www-form-urlencoded"), packed[0]];
        let path = format!("{form}/form/crew");
        let wrong = world.send(&me, Method::POST, &path, &[kind[0]], sent.clone()).await;
        assert_eq!(wrong.status, 422);
        let text = String::from_utf8(wrong.bytes.to_vec()).unwrap();
        let told = format!("form.crew.{}.crew_phone", ROWS - 1);
        assert!(
            text.contains(&format!("href=\"#{told}\"")),
            "the summary leads to {told}"
        );
        assert!(text.contains(&phone(ROWS - 2)), "the other rows are there");
        small(
            &Answer {
                status: 200,
                ..world.send(&me, Method::POST, &path, &kind, sent).await
            },
            "the page with the error",
        );

        let right = crew(&guide, &me, &draft, &phone(ROWS - 1)).await;
        let saved = world.send(&me, Method::POST, &path, &[kind[0]], right).await;
        assert_eq!(saved.status, 303, "{}", String::from_utf8_lossy(&saved.bytes));
        let receipt = world
            .post(&me, &format!("/api/v1/drafts/{draft}/submit"), &json!({}))
            .await
            .ok(201);
        let case = world.case(receipt["number"].as_str().unwrap()).await;
        let form = &case.content.form;
        assert_eq!(form["crew"].as_array().unwrap().len(), ROWS);
        assert_eq!(form["more_9_49"], "第499项写在这里");
        world.verify(&case.number).await;
    }
}

/// The page of the crew as a browser sends it, with this phone in the last row.
async fn crew(guide: &Guide, me: &As, draft: &str, last: &str) -> String {
    let draft = guide.world.get(me, &format!("/api/v1/drafts/{draft}")).await;
    let version = draft.headers["etag"].to_str().unwrap().trim_matches('"');
    let shown = format!("form.crew.{}.crew_phone", ROWS - 1);
    let mut sent = vec![format!("version={version}&shown={shown}&form.crew.rows={ROWS}&next=1")];
    for n in 0..ROWS {
        let phone = if n + 1 == ROWS { last.to_owned() } else { phone(n) };
        sent.push(format!(
            "form.crew.{n}.crew_name=%E5%91%A8%E5%B0%8F%E6%BB%A1&form.crew.{n}.crew_phone={phone}"
        ));
    }
    sent.join("&")
}
