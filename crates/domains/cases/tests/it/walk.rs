//! 清单即流程: every handling item of every package goes from application to result over HTTP, told by nothing but its
//! package. No item is known by name here.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{Months, NaiveDate};
use kernel::testing;
use serde_json::{Map, Value, json};
use tokio::task::JoinSet;

use crate::bodies::{Staff, Subjects};
use crate::world::{Answer, As, World, application, at, data, files};

/// What a walk needs of its package.
pub(crate) struct Item {
    pub(crate) handling: Value,
    pub(crate) code: String,
    pub(crate) body: String,
}

/// What came of all walks.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Count {
    granted: usize,
    refused: usize,
    turned_away: usize,
}

/// What the walkers share.
pub(crate) struct Guide {
    pub(crate) world: World,
    pub(crate) staff: Staff,
    pub(crate) subjects: Subjects,
    uploads: BTreeMap<&'static str, String>,
}

const KINDS: [&str; 7] = ["pdf", "png", "ofd", "doc", "xls", "zip", "dwg"];

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn texts(value: &[Value]) -> Vec<&str> {
    value.iter().map(|v| v.as_str().unwrap()).collect()
}

fn whole(scenario: &Value) -> bool {
    let expect = &scenario["expect"];
    list(expect, "errors").is_empty() && list(expect, "ends").is_empty()
}

impl Item {
    pub(crate) fn of(overlay: &Value, handling: &Value) -> Self {
        let (body, level) = (overlay["body"].as_str().unwrap(), overlay["level"].as_u64().unwrap());
        let (item, two) = (overlay["item"].as_str().unwrap(), handling["code"].as_str().unwrap());
        Self {
            handling: handling.clone(),
            code: items::handling_code(body, level.to_string().parse().unwrap(), item, two),
            body: body.to_owned(),
        }
    }

    fn by_body(&self) -> bool {
        self.handling["initiator"] == "body"
    }

    /// The ids that a refusal must name for a scenario: a check of the whole form is named by its first field.
    fn expected(&self, scenario: &Value) -> BTreeSet<String> {
        let expect = &scenario["expect"];
        let errors = texts(list(expect, "errors")).into_iter().map(|id| {
            let check = list(&self.handling, "checks").iter().find(|c| c["id"] == id);
            let first = check.and_then(|c| c["fields"].get(0)).and_then(Value::as_str);
            first.unwrap_or(id).to_owned()
        });
        let ends = texts(list(expect, "ends")).into_iter().map(|id| format!("ending.{id}"));
        errors.chain(ends).collect()
    }
}

/// The ids that a refusal names.
fn named(problem: &Value) -> BTreeSet<String> {
    let fields = list(problem, "fields").iter().map(|f| f["field"].as_str().unwrap());
    let id = |field: &str| match field.split_once('.') {
        Some(("form" | "answers", rest)) => rest.rsplit('.').next().unwrap_or(rest).to_owned(),
        _ => field.to_owned(),
    };
    fields.map(id).collect()
}

/// Values of a field that a scenario leaves to the officer, to be tried in this order.
fn recorded(field: &Value, scenario: &Value) -> Vec<Value> {
    let today = scenario["case"]["submitted_on"]
        .as_str()
        .unwrap_or("2026-06-01")
        .to_owned();
    let form = scenario["form"].as_object().unwrap().values();
    let days: Vec<NaiveDate> = form.filter_map(|v| v.as_str()?.parse().ok()).collect();
    let bounded = |n: i64| {
        let bound = |key: &str| field.get(key).and_then(Value::as_f64);
        json!(
            bound("max")
                .map_or(n, |m| n.min(m as i64))
                .max(bound("min").map_or(n, |m| m.ceil() as i64))
        )
    };
    match field["type"].as_str().unwrap() {
        "date" => {
            let later = days.iter().map(|d| json!(*d + Months::new(12)));
            [json!(today)].into_iter().chain(later).collect()
        }
        "resident_id" => days.iter().map(|d| json!(number_of(*d))).collect(),
        "one" => list(field, "options").iter().map(|o| o["id"].clone()).collect(),
        "many" => vec![json!([field["options"][0]["id"]])],
        "yes_no" => vec![json!(true), json!(false)],
        "number" | "money" => [12, 0, 100].map(bounded).to_vec(),
        "credit_code" => vec![json!("91990122MA7K3QF277")],
        "phone" => vec![json!("19900006627")],
        "region" => vec![json!("990122000000")],
        _ => vec![json!("现场看过，与材料一致")],
    }
}

/// A number of somebody born on the day, with its check digit (GB 11643).
fn number_of(birth: NaiveDate) -> String {
    let body = format!("990122{}001", birth.format("%Y%m%d"));
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body
        .bytes()
        .zip(weights)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    format!(
        "{body}{}",
        ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][(sum % 11) as usize]
    )
}

/// A kind of file that a material takes.
pub(crate) fn kind_of(item: &Item, material: &str) -> &'static str {
    let mut materials = list(&item.handling, "materials").iter();
    let kinds = texts(list(materials.find(|m| m["id"] == material).unwrap(), "files"));
    let mut known = KINDS.into_iter();
    let taken = known.find(|k| kinds.contains(k) || (*k == "png" && kinds.contains(&"jpg")));
    taken.unwrap_or("pdf")
}

impl Guide {
    pub(crate) async fn new(world: World) -> Self {
        let mut uploads = BTreeMap::new();
        for kind in KINDS {
            uploads.insert(kind, world.upload(&As::Program, kind).await);
        }
        Self {
            world,
            staff: Staff::load(),
            subjects: Subjects::load(),
            uploads,
        }
    }

    /// A file for each material, of a kind that it takes.
    fn materials(&self, item: &Item, scenario: &Value) -> Value {
        let mut out = Map::new();
        for id in texts(list(&scenario["expect"], "materials")) {
            out.insert(id.into(), json!([self.uploads[kind_of(item, id)]]));
        }
        Value::Object(out)
    }

    async fn file(&self, item: &Item, scenario: &Value, key: &str) -> Answer {
        let legal = scenario["applicant"]["kind"] == "legal";
        let agent = scenario["applicant"]["agent"] == true;
        let applicant = self
            .subjects
            .applicant(legal, agent, item.handling["continues"]["licence_type"].as_str());
        if !item.by_body() {
            let body = application(&item.code, &applicant, scenario, &self.materials(item, scenario));
            return self.world.post_once(&As::Program, "/api/v1/cases", key, &body).await;
        }
        let first = item.handling["steps"][0]["post"].as_str().unwrap();
        let officer = As::Staff(self.staff.holders(&item.body, first)[0].clone());
        let body = json!({
            "handling_code": item.code,
            "about_kind": applicant["kind"],
            "about_name": applicant["name"],
            "answers": scenario["answers"],
            "form": scenario["form"],
            "licence": scenario.get("licence"),
        });
        self.world
            .post_once(&officer, "/api/v1/cases/ex-officio", key, &body)
            .await
    }

    /// An application with errors or endings is refused for exactly these.
    async fn is_turned_away(&self, item: &Item, scenario: &Value, key: &str) {
        let answer = self.file(item, scenario, key).await;
        let place = format!("{} {}", item.code, scenario["name"]);
        assert_eq!(answer.status, 422, "{place}: {:#}", answer.json);
        assert_eq!(
            named(&answer.json),
            item.expected(scenario),
            "{place}: {:#}",
            answer.json
        );
    }

    /// From application to the result in hand; answers the number.
    pub(crate) async fn walk(&self, item: &Item, scenario: &Value, grant: bool, key: &str) -> String {
        let answer = self.file(item, scenario, key).await;
        let place = format!("{} {}", item.code, scenario["name"]);
        assert_eq!(answer.status, 201, "{place}: {:#}", answer.json);
        let number = answer.json["number"].as_str().unwrap().to_owned();
        let mut walk = Walk {
            guide: self,
            item,
            scenario,
            place,
            path: format!("/api/v1/cases/{number}"),
            clerk: As::Staff(self.staff.clerk(&item.body)),
            reviewers: Vec::new(),
        };
        walk.as_expected().await;
        walk.pay("before_acceptance").await;
        if !item.by_body() {
            walk.does(&walk.clerk.clone(), "acceptance", json!({})).await;
        }
        walk.special_procedures().await;
        walk.steps(grant).await;
        walk.end(grant).await;
        number
    }
}

/// One case on its way.
struct Walk<'g> {
    guide: &'g Guide,
    item: &'g Item,
    scenario: &'g Value,
    place: String,
    path: String,
    clerk: As,
    reviewers: Vec<String>,
}

impl Walk<'_> {
    async fn does(&self, who: &As, what: &str, body: Value) -> Value {
        let answer = self
            .guide
            .world
            .post(who, &format!("{}/{what}", self.path), &body)
            .await;
        assert_eq!(
            answer.status, 200,
            "{} {what} by {who:?}: {:#}",
            self.place, answer.json
        );
        answer.json
    }

    async fn case(&self) -> Value {
        self.guide.world.get(&As::Program, &self.path).await.ok(200)
    }

    /// What the case says is what the package's scenario expects.
    async fn as_expected(&self) {
        let (case, expect) = (self.case().await, &self.scenario["expect"]);
        let ids = |key: &str| {
            list(&case, key)
                .iter()
                .map(|x| x["id"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(ids("materials"), texts(list(expect, "materials")), "{}", self.place);
        assert_eq!(ids("steps"), texts(list(expect, "steps")), "{}", self.place);
        let fees: i64 = list(&case, "fees").iter().map(|f| f["fen"].as_i64().unwrap()).sum();
        if self.scenario.get("review").is_none() {
            assert_eq!(fees, expect["fee_fen"].as_i64().unwrap(), "{}", self.place);
        }
        if let Some(limit) = expect.get("promised_limit") {
            assert_eq!(case["promised_limit"], *limit, "{}", self.place);
        }
    }

    async fn pay(&self, due: &str) {
        let case = self.case().await;
        let open = |f: &&Value| f["due"] == due && f.get("receipt").is_none();
        for fee in list(&case, "fees").iter().filter(open) {
            let body = json!({"fee": fee["id"], "fen": fee["fen"], "receipt": format!("P{}", fee["id"])});
            self.does(&self.clerk, "payments", body).await;
        }
    }

    /// The officers who may do the present step: holders of its post; who decides has not reviewed.
    fn officers(&self, post: &str, deciding: bool) -> Vec<String> {
        let mut holders = self.guide.staff.holders(&self.item.body, post);
        if deciding && self.item.handling["kind"] != "instant" {
            holders.retain(|login| !self.reviewers.contains(login));
        }
        assert!(!holders.is_empty(), "{}: nobody can work at {post}", self.place);
        holders
    }

    async fn to_do(&self, who: &As) -> Value {
        self.guide.world.get(who, &format!("{}/work", self.path)).await.ok(200)
    }

    /// Each special procedure that applies begins and ends; one that stops the clock lets nobody work meanwhile.
    async fn special_procedures(&self) {
        let Some(step) = self.to_do(&As::Program).await.get("step").cloned() else {
            return;
        };
        let officer = As::Staff(self.officers(step["post"].as_str().unwrap(), false)[0].clone());
        for procedure in texts(list(&self.to_do(&officer).await, "special_procedures")) {
            let case = self
                .does(&officer, &format!("special/{procedure}/begin"), json!({}))
                .await;
            let begun = list(&case, "special_procedures").last().unwrap();
            if begun["stops_clock"] == true {
                let step = format!("{}/steps/{}", self.path, step["id"].as_str().unwrap());
                let refused = self
                    .guide
                    .world
                    .post(&officer, &step, &json!({"opinion": "同意"}))
                    .await;
                assert!(
                    refused.status == 422 || refused.status == 409,
                    "{} worked while suspended",
                    self.place
                );
            }
            let body = json!({"result": "已经完成，没有异议"});
            self.does(&officer, &format!("special/{procedure}/end"), body).await;
        }
    }

    /// What the scenario says is recorded at a step.
    fn reviewed(&self, step: &Value) -> Value {
        let review = &self.scenario["review"];
        let fields = list(step, "fields").iter().filter_map(|field| {
            let id = field["id"].as_str().unwrap();
            Some((id.to_owned(), review.get(id)?.clone()))
        });
        Value::Object(fields.collect())
    }

    /// Works at a step. What must be recorded besides, by the conditions of its fields, the refusal names.
    async fn works(&self, who: &As, what: &str, step: &Value, mut body: Map<String, Value>) {
        let path = format!("{}/{what}", self.path);
        let mut tried: HashMap<String, usize> = HashMap::new();
        loop {
            let answer = self.guide.world.post(who, &path, &Value::Object(body.clone())).await;
            if answer.status == 200 {
                return;
            }
            assert_eq!(answer.status, 422, "{} {what}: {:#}", self.place, answer.json);
            assert_eq!(
                answer.json["code"], "step_fields",
                "{} {what}: {:#}",
                self.place, answer.json
            );
            for id in named(&answer.json) {
                let id = id.trim_start_matches("fields.");
                let field = list(step, "fields").iter().find(|f| f["id"] == id).unwrap();
                let next = tried.entry(id.to_owned()).or_default();
                let values = recorded(field, self.scenario);
                let value = values
                    .get(*next)
                    .unwrap_or_else(|| panic!("{} {what}: {id} cannot be filled", self.place));
                body["fields"][id] = value.clone();
                *next += 1;
            }
        }
    }

    async fn steps(&mut self, grant: bool) {
        // No item has more turns than this; a walk that does not end is a fault.
        for _ in 0..40 {
            let to_do = self.to_do(&As::Program).await;
            let Some(step) = to_do.get("step") else { return };
            self.turn(step, grant).await;
        }
        panic!("{} does not come to its end", self.place);
    }

    /// One officer's part of the present step.
    async fn turn(&mut self, step: &Value, grant: bool) {
        let (kind, post) = (step["kind"].as_str().unwrap(), step["post"].as_str().unwrap());
        let holders = self.officers(post, kind == "decide");
        let turn = step["persons_done"].as_u64().unwrap() as usize;
        let login = holders
            .get(turn)
            .unwrap_or_else(|| panic!("{}: too few at {post}", self.place))
            .clone();
        let officer = As::Staff(login.clone());
        let mut body = Guide::work_at(self.item, step);
        body.insert("fields".into(), self.reviewed(step));
        let state = self.case().await["state"].clone();
        match kind {
            "decide" => {
                self.pay("after_acceptance").await;
                body.insert("step".into(), step["id"].clone());
                body.insert("granted".into(), json!(grant));
                if !grant {
                    body.insert("reason".into(), json!("现场与申请不一致"));
                    body.insert("basis".into(), json!("《行政许可法》第三十八条第二款"));
                }
                self.works(&officer, "decision", step, body).await;
            }
            "make" if state == "granted" => {
                self.pay("before_result").await;
                body.insert("step".into(), step["id"].clone());
                self.works(&officer, "result", step, body).await;
            }
            _ => {
                let path = format!("steps/{}", step["id"].as_str().unwrap());
                self.works(&officer, &path, step, body).await;
                if kind == "review" {
                    self.reviewers.push(login);
                }
            }
        }
    }

    async fn end(&self, grant: bool) {
        if grant {
            self.pay("before_result").await;
        }
        let mut case = self.case().await;
        if case["state"] != "closed" {
            case = self
                .does(&self.clerk, "delivery", json!({"to": case["applicant_name"]}))
                .await;
        }
        assert_eq!(case["state"], "closed", "{}", self.place);
        assert_eq!(case["decision"]["granted"], grant, "{}", self.place);
        if grant {
            self.prints(&case);
        } else {
            assert_eq!(
                list(&case, "results").len(),
                0,
                "{}: a refusal makes nothing",
                self.place
            );
        }
    }

    /// The printed fields are those of the scenario, as far as they don't tell of this very case or of what the officer
    /// had to choose.
    fn prints(&self, case: &Value) {
        let mut printed = Map::new();
        for result in list(case, "results") {
            printed.extend(result["fields"].as_object().unwrap().clone());
        }
        let Some(expected) = self.scenario["expect"].get("result").and_then(Value::as_object) else {
            return;
        };
        let own = |text: &str| text.contains("case.") || text.contains("review.");
        let fields = list(&self.item.handling, "results")
            .iter()
            .flat_map(|r| list(r, "fields"));
        let sources: HashMap<&str, &str> = fields
            .map(|f| (f["id"].as_str().unwrap(), f["value"].as_str().unwrap()))
            .collect();
        for (id, value) in expected.iter().filter(|(id, _)| !own(sources[id.as_str()])) {
            assert_eq!(printed.get(id), Some(value), "{}: {id}", self.place);
        }
    }
}

/// One scenario of one handling item.
struct Task {
    file: String,
    day: String,
    params: Value,
    item: Arc<Item>,
    scenario: Value,
    /// Whether the refusal is walked, too: once for each handling item, on its first scenario.
    refuse: bool,
}

/// The overlay as the package is tested: the body's own values are those of the scenario.
fn plain(overlay: &Value, handling: &Value, params: &Value) -> Value {
    let mut plain = overlay.clone();
    for (code, local) in plain["handling"].as_object_mut().unwrap() {
        let local = local.as_object_mut().unwrap();
        for own in ["params", "promised_limit", "visits"] {
            local.remove(own);
        }
        if handling["code"] == code.as_str() && !params.is_null() {
            local.insert("params".into(), params.clone());
        }
    }
    plain
}

fn overlay_of(file: &str) -> Value {
    // What a county does not exercise, its city does.
    let area = ["linxi", "chengzhou"]
        .into_iter()
        .find(|a| files(&format!("demo/overlays/{a}")).contains(&file.into()));
    serde_json::from_str(&data(&format!("demo/overlays/{}/{file}", area.unwrap()))).unwrap()
}

fn tasks() -> Vec<Task> {
    let mut out = Vec::new();
    for file in files("items") {
        let package: Value = serde_json::from_str(&data(&format!("items/{file}"))).unwrap();
        let overlay = overlay_of(&file);
        for handling in list(&package, "handling") {
            let item = Arc::new(Item::of(&overlay, handling));
            let mut refuse = true;
            for scenario in list(handling, "scenarios") {
                let day = scenario["case"]["submitted_on"].as_str().unwrap_or("2026-06-01");
                out.push(Task {
                    file: file.clone(),
                    day: day.into(),
                    params: scenario["params"].clone(),
                    item: item.clone(),
                    refuse: whole(scenario) && std::mem::take(&mut refuse),
                    scenario: scenario.clone(),
                });
            }
        }
    }
    out.sort_by(|a, b| a.day.cmp(&b.day));
    out
}

/// The tasks of a day in rounds, in each of which every item has one set of local parameters.
fn rounds(day: Vec<Task>) -> Vec<Vec<Task>> {
    let mut sets: HashMap<String, Vec<(String, Value)>> = HashMap::new();
    let mut out: Vec<Vec<Task>> = Vec::new();
    for task in day {
        let code = if task.params.is_null() {
            String::new()
        } else {
            task.item.code.clone()
        };
        let sets = sets
            .entry(task.file.clone())
            .or_insert_with(|| vec![(String::new(), Value::Null)]);
        let set = (code, task.params.clone());
        let round = sets.iter().position(|s| *s == set).unwrap_or_else(|| {
            sets.push(set);
            sets.len() - 1
        });
        while out.len() <= round {
            out.push(Vec::new());
        }
        out[round].push(task);
    }
    out
}

async fn one(guide: Arc<Guide>, n: usize, task: Task) -> Count {
    let mut count = Count::default();
    if !whole(&task.scenario) {
        guide.is_turned_away(&task.item, &task.scenario, &format!("{n}")).await;
        count.turned_away = 1;
        return count;
    }
    let number = guide
        .walk(&task.item, &task.scenario, true, &format!("{n}-granted"))
        .await;
    guide.world.verify(&number).await;
    count.granted = 1;
    if task.refuse {
        let number = guide
            .walk(&task.item, &task.scenario, false, &format!("{n}-refused"))
            .await;
        guide.world.verify(&number).await;
        count.refused = 1;
    }
    count
}

async fn walk_all(world: World) -> Count {
    let guide = Arc::new(Guide::new(world).await);
    let (mut total, mut faults) = (Count::default(), Vec::new());
    let mut days: BTreeMap<String, Vec<Task>> = BTreeMap::new();
    for task in tasks() {
        days.entry(task.day.clone()).or_default().push(task);
    }
    let mut n = 0;
    for (day, tasks) in days {
        guide.world.test.clock.set(at(&format!("{day}T09:00:00+08:00")));
        for round in rounds(tasks) {
            publish(&guide, &round).await;
            let mut running = JoinSet::new();
            for task in round {
                n += 1;
                if running.len() == 8 {
                    tally(&mut total, &mut faults, running.join_next().await);
                }
                running.spawn(one(guide.clone(), n, task));
            }
            while !running.is_empty() {
                tally(&mut total, &mut faults, running.join_next().await);
            }
        }
    }
    // All that went wrong at once: a change of the format rarely breaks one item alone.
    assert!(
        faults.is_empty(),
        "{} walks went wrong:\n{}",
        faults.len(),
        faults.join("\n")
    );
    total
}

fn tally(total: &mut Count, faults: &mut Vec<String>, done: Option<Result<Count, tokio::task::JoinError>>) {
    match done {
        Some(Ok(count)) => *total = add(*total, count),
        Some(Err(fault)) => faults.push(fault.to_string()),
        None => {}
    }
}

fn add(a: Count, b: Count) -> Count {
    Count {
        granted: a.granted + b.granted,
        refused: a.refused + b.refused,
        turned_away: a.turned_away + b.turned_away,
    }
}

/// Brings the local parameters of a round's items into force.
async fn publish(guide: &Guide, round: &[Task]) {
    let mut wanted: BTreeMap<&str, Value> = BTreeMap::new();
    for task in round {
        let overlay = plain(&overlay_of(&task.file), &task.item.handling, &task.params);
        if !task.params.is_null() || !wanted.contains_key(task.file.as_str()) {
            wanted.insert(&task.file, overlay);
        }
    }
    let packages: Vec<_> = wanted.keys().map(|file| data(&format!("items/{file}"))).collect();
    let overlays: Vec<_> = wanted.values().map(Value::to_string).collect();
    guide.world.publish(&packages, &overlays).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_item_of_every_package_goes_from_start_to_end() {
    let tasks = tasks();
    let handlings: BTreeSet<_> = tasks.iter().map(|t| t.item.code.clone()).collect();
    let whole = tasks.iter().filter(|t| whole(&t.scenario)).count();
    let started = at("2026-01-05T09:00:00+08:00");
    for test in testing::kernels(started).await {
        let world = World::build(test, &[], &[]).await;
        let database = world.name();
        let count = walk_all(world).await;
        println!(
            "{database}: {} packages, {} handling items, {} scenarios: {} granted, {} refused, {} turned away for \
             exactly what is wrong",
            files("items").len(),
            handlings.len(),
            tasks.len(),
            count.granted,
            count.refused,
            count.turned_away,
        );
        assert_eq!(count.granted, whole);
        assert_eq!(
            count.refused,
            handlings.len(),
            "every handling item has been refused once"
        );
        assert_eq!(count.granted + count.turned_away, tasks.len());
    }
}

/// The first scenario of a handling item without errors, with the item, as 临溪县 handles it.
pub(crate) fn first(file: &str, handling: &str) -> (Item, Value) {
    first_that(file, handling, |_| true)
}

/// The first whole scenario that is expected to be like this, with the item.
pub(crate) fn first_that(file: &str, handling: &str, expects: impl Fn(&Value) -> bool) -> (Item, Value) {
    let package: Value = serde_json::from_str(&data(&format!("items/{file}"))).unwrap();
    let handling = list(&package, "handling").iter().find(|h| h["id"] == handling).unwrap();
    let mut scenarios = list(handling, "scenarios").iter();
    let scenario = scenarios.find(|s| whole(s) && expects(&s["expect"])).unwrap();
    (Item::of(&overlay_of(file), handling), scenario.clone())
}

impl Guide {
    /// The body of a filing of a scenario by the program.
    pub(crate) fn application(&self, item: &Item, scenario: &Value) -> Value {
        let applicant = self.subjects.applicant(false, false, None);
        application(&item.code, &applicant, scenario, &self.materials(item, scenario))
    }

    /// Files a scenario; answers the number.
    pub(crate) async fn filed(&self, item: &Item, scenario: &Value, key: &str) -> String {
        let body = self.application(item, scenario);
        let receipt = self
            .world
            .post_once(&As::Program, "/api/v1/cases", key, &body)
            .await
            .ok(201);
        receipt["number"].as_str().unwrap().to_owned()
    }

    /// Files a scenario and has it accepted and worked on up to a step of the kind in the state; answers the number.
    async fn until(&self, item: &Item, scenario: &Value, key: &str, kind: &str, state: &str) -> String {
        let number = self.filed(item, scenario, key).await;
        let clerk = self.clerk(item);
        let mut walk = Walk {
            guide: self,
            item,
            scenario,
            place: item.code.clone(),
            path: format!("/api/v1/cases/{number}"),
            clerk: clerk.clone(),
            reviewers: Vec::new(),
        };
        walk.does(&clerk, "acceptance", json!({})).await;
        loop {
            let step = walk.to_do(&As::Program).await["step"].clone();
            if step["kind"] == kind && walk.case().await["state"] == state {
                return number;
            }
            walk.turn(&step, true).await;
        }
    }

    /// A case before its decision; answers the number.
    pub(crate) async fn before_decision(&self, item: &Item, scenario: &Value, key: &str) -> String {
        self.until(item, scenario, key, "decide", "in_review").await
    }

    /// A case that is granted, before its result is made; answers the number.
    pub(crate) async fn granted(&self, item: &Item, scenario: &Value, key: &str) -> String {
        self.until(item, scenario, key, "make", "granted").await
    }

    /// A case whose result is made and not handed over; answers the number.
    pub(crate) async fn made(&self, item: &Item, scenario: &Value, key: &str) -> String {
        let number = self.granted(item, scenario, key).await;
        let path = format!("/api/v1/cases/{number}");
        let step = self.world.get(&As::Program, &format!("{path}/work")).await.ok(200)["step"].clone();
        let mut body = Self::work_at(item, &step);
        body.insert("step".into(), step["id"].clone());
        let maker = self.holders(item, step["post"].as_str().unwrap())[0].clone();
        self.world
            .post(&maker, &format!("{path}/result"), &Value::Object(body))
            .await
            .ok(200);
        number
    }

    /// A case that the body begins itself; answers the number.
    pub(crate) async fn begun(&self, item: &Item, scenario: &Value, key: &str) -> String {
        let answer = self.file(item, scenario, key).await.ok(201);
        answer["number"].as_str().unwrap().to_owned()
    }

    /// Begins the first special procedure that applies to a case.
    pub(crate) async fn begins_special(&self, item: &Item, number: &str) {
        let path = format!("/api/v1/cases/{number}");
        let work = self.world.get(&As::Program, &format!("{path}/work")).await.ok(200);
        let procedure = work["special_procedures"][0].as_str().unwrap();
        let officer = self.holders(item, work["step"]["post"].as_str().unwrap())[0].clone();
        let begin = format!("{path}/special/{procedure}/begin");
        self.world.post(&officer, &begin, &json!({})).await.ok(200);
    }

    /// What an officer brings to a step: every point met, and what must be recorded in any case.
    pub(crate) fn work_at(item: &Item, step: &Value) -> Map<String, Value> {
        let verdicts = list(step, "points").iter().map(|point| {
            let id = point["id"].as_str().unwrap().to_owned();
            (id, json!({"finding": "met", "note": "经核实符合"}))
        });
        let needed = list(step, "fields").iter().filter(|f| f["required"] == true);
        let nothing = json!({"case": {}, "form": {}});
        let fields =
            needed.filter_map(|f| Some((f["id"].as_str()?.to_owned(), recorded(f, &nothing).first()?.clone())));
        let mut out = Map::new();
        out.insert(
            "opinion".into(),
            json!(format!(
                "{}：材料齐全，内容一致，符合规定",
                item.handling["name"].as_str().unwrap()
            )),
        );
        out.insert("verdicts".into(), Value::Object(verdicts.collect()));
        out.insert("fields".into(), Value::Object(fields.collect()));
        out
    }

    /// Somebody at a window for the item's body.
    pub(crate) fn clerk(&self, item: &Item) -> As {
        As::Staff(self.staff.clerk(&item.body))
    }

    /// The holders of a post of the item's body.
    pub(crate) fn holders(&self, item: &Item, post: &str) -> Vec<As> {
        self.staff
            .holders(&item.body, post)
            .into_iter()
            .map(As::Staff)
            .collect()
    }
}
