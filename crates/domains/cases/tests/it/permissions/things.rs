//! What is asked for: a case at each place of its life, a draft, an organisation; each made by those who may, over HTTP.

use std::collections::BTreeMap;

use axum::http::Method;
use serde_json::{Value, json};

use super::cast::{Cast, Member};
use crate::walk::{Guide, Item, first, first_that, kind_of};
use crate::world::{As, FOOD, sample};

/// Where a thing stands before the route is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    /// Nothing but the body, its staff, program and item.
    Nowhere,
    /// A draft of a person, with a file.
    Drafted,
    /// A case that was sent in.
    Received,
    /// The same, taken by whoever asks.
    Taken,
    /// Waiting for the applicant.
    Correcting,
    /// At its first step.
    InReview,
    /// At the step that decides.
    AtDecision,
    /// Decided, the result not made.
    Granted,
    /// The result made, not handed over.
    Made,
    /// At its end.
    Closed,
    /// A case of an item with a fee before acceptance.
    Payable,
    /// A case of an item with special procedures, begun by the body.
    Specials,
    /// The same within a special procedure.
    Special,
    /// An organisation with its legal representative and an agent.
    Organisation,
}

/// The item of the body that begins its cases itself, and one that costs a fee.
pub(crate) const PENALTY: &str = "000219301000-food-safety-penalty.json";
pub(crate) const CARD: &str = "000709021000-resident-id-card.json";

/// The names in braces with what they stand for, and whose thing it is.
pub(crate) struct Thing {
    names: BTreeMap<&'static str, String>,
    pub(crate) owner: As,
}

impl Thing {
    /// A text with its names filled in.
    pub(crate) fn fill(&self, text: &str) -> String {
        let mut out = text.to_owned();
        for (name, value) in &self.names {
            out = out.replace(&format!("{{{name}}}"), value);
        }
        out
    }

    /// The same address of a thing that does not exist; `None` where the path names nothing.
    pub(crate) fn absent(&self, text: &str) -> Option<String> {
        let own = [
            "number",
            "draft",
            "message",
            "organisation",
            "appointment",
            "staff",
            "program",
            "body",
            "code",
            "opens",
        ];
        let named: Vec<_> = own.iter().filter(|n| text.contains(&format!("{{{n}}}"))).collect();
        let mut names = self.names.clone();
        for name in &named {
            let value = names.get_mut(**name).unwrap();
            // Another digit in the middle: of the same form, and nobody's.
            let at = value.len() - 5;
            let other = if value.as_bytes()[at] == b'7' { "3" } else { "7" };
            value.replace_range(at..=at, other);
        }
        let thing = Self {
            names,
            owner: As::Nobody,
        };
        (!named.is_empty()).then(|| thing.fill(text))
    }

    pub(crate) fn get(&self, name: &str) -> &str {
        &self.names[name]
    }

    fn put(&mut self, name: &'static str, value: impl Into<String>) {
        self.names.insert(name, value.into());
    }
}

/// Makes things.
pub(crate) struct Maker<'g> {
    pub(crate) guide: &'g Guide,
    pub(crate) food: (Item, Value),
    pub(crate) penalty: (Item, Value),
    pub(crate) card: (Item, Value),
    made: usize,
}

impl<'g> Maker<'g> {
    pub(crate) fn new(guide: &'g Guide) -> Self {
        let mut card = first_that(CARD, "replace", |e| e["fee_fen"].as_i64().unwrap() > 0);
        card.1["form"]["lost_on"] = json!("2026-05-20");
        Self {
            guide,
            food: first(FOOD, "new"),
            penalty: first_that(PENALTY, "general", |e| !e["special"].as_array().unwrap().is_empty()),
            card,
            made: 0,
        }
    }

    /// The item whose cases a stage is made of.
    pub(crate) fn item(&self, stage: Stage) -> &Item {
        match stage {
            Stage::Payable => &self.card.0,
            Stage::Special | Stage::Specials => &self.penalty.0,
            _ => &self.food.0,
        }
    }

    pub(crate) async fn make(&mut self, stage: Stage, cast: &Cast, taker: Option<&Member>) -> Thing {
        self.made += 1;
        let key = format!("made-{}", self.made);
        let mut thing = self.base(cast).await;
        match stage {
            Stage::Nowhere => {}
            Stage::Drafted => self.draft(&mut thing).await,
            Stage::Organisation => self.organisation(&mut thing).await,
            _ => {
                let number = self.number(stage, &key).await;
                self.case(&mut thing, &number).await;
            }
        }
        if let (Stage::Taken, Some(member)) = (stage, taker) {
            let path = thing.fill("/desk/cases/{number}/claim");
            let answer = self.guide.world.send(&member.who, Method::POST, &path, &FORM, "").await;
            assert_eq!(answer.status, 303);
        }
        thing
    }

    async fn base(&self, cast: &Cast) -> Thing {
        let world = &self.guide.world;
        let filing = self.guide.application(&self.food.0, &self.food.1);
        let number = filing["applicant"]["identity_number"].as_str().unwrap().to_owned();
        let person = world.identity.find_person_by_number(&number).await.unwrap().unwrap();
        let mut thing = Thing {
            names: BTreeMap::new(),
            owner: world.citizen(&number, None).await,
        };
        let idle = cast.with(super::cast::Part::Idle).staff.as_ref().unwrap().0;
        let account = world.identity.staff(idle).await.unwrap();
        let programs = world.identity.programs_of(cast.body).await.unwrap();
        let overlay = crate::world::data(&format!("demo/overlays/linxi/{FOOD}"));
        let package = json!({
            "package": crate::world::data(&format!("items/{FOOD}")),
            "overlay": overlay,
            "reason": "年度修订",
        });
        let about = self.guide.subjects.applicant(true, false, None);
        let (penalty, opened) = &self.penalty;
        let opening = json!({
            "handling_code": penalty.code, "about_kind": about["kind"], "about_name": about["name"],
            "answers": opened["answers"], "form": opened["form"], "licence": opened.get("licence"),
        });
        thing.put("body", cast.body.to_string());
        thing.put("staff", idle.to_string());
        thing.put("post", account.posts[0].0.id.to_string());
        thing.put(
            "program",
            programs.iter().find(|p| p.name == "Bare").unwrap().id.to_string(),
        );
        thing.put("person", person.id.to_string());
        thing.put("code", self.food.0.code.clone());
        thing.put("opens", penalty.code.clone());
        thing.put("n", format!("{:03}", self.made));
        thing.put("page", "1");
        thing.put("filing", filing.to_string());
        thing.put("applicant", filing["applicant"].to_string());
        thing.put("opening", opening.to_string());
        thing.put("package", package.to_string());
        thing
    }

    async fn draft(&self, thing: &mut Thing) {
        let world = &self.guide.world;
        let (item, scenario) = &self.food;
        let begun = json!({"handling_code": item.code, "answers": scenario["answers"]});
        let draft = world.post(&thing.owner, "/api/v1/drafts", &begun).await.ok(201);
        let id = draft["id"].as_str().unwrap();
        for material in scenario["expect"]["materials"].as_array().unwrap() {
            let material = material.as_str().unwrap();
            let path = format!("/api/v1/drafts/{id}/materials/{material}");
            let kind = kind_of(item, material);
            let name = format!("a.{kind}");
            let headers = [("x-filename", name.as_str())];
            let file = world.send(&thing.owner, Method::PUT, &path, &headers, sample(kind));
            let file = file.await.ok(200);
            thing.put("material", material);
            thing.put("upload", file["id"].as_str().unwrap());
        }
        let form = json!({"form": scenario["form"]}).to_string();
        let tag = world.get(&thing.owner, &format!("/api/v1/drafts/{id}")).await.headers["etag"].clone();
        let headers = [("if-match", tag.to_str().unwrap())];
        let path = format!("/api/v1/drafts/{id}");
        world
            .send(&thing.owner, Method::PATCH, &path, &headers, form)
            .await
            .ok(200);
        let shown = world.get(&thing.owner, &format!("/api/v1/drafts/{id}")).await;
        thing.put("etag", shown.headers["etag"].to_str().unwrap());
        thing.put("draft", id);
        thing.put("section", item.handling["form"][0]["id"].as_str().unwrap());
    }

    async fn organisation(&self, thing: &mut Thing) {
        let world = &self.guide.world;
        let organisation = self.guide.subjects.organisation("o01");
        let owner = self
            .guide
            .subjects
            .person(organisation["legal_representative"].as_str().unwrap());
        let number = owner["id_number"].as_str().unwrap();
        let person = world.identity.find_person_by_number(number).await.unwrap().unwrap();
        let members = world.identity.organisations_of(person.id).await.unwrap();
        let subject = members.iter().find(|m| m.represents).unwrap().subject.id;
        thing.owner = world.citizen(number, None).await;
        let agent = self.guide.subjects.person("p07");
        let facts = world
            .identity
            .read_facts(
                agent["name"].as_str().unwrap(),
                agent["id_number"].as_str().unwrap(),
                agent["phone"].as_str().unwrap(),
            )
            .unwrap();
        let actor = web::server::Authenticator::actor(&*world.identity, "citizen", person.id, None);
        let actor = actor.await.unwrap().unwrap();
        let until = world.test.kernel.clock.today() + chrono::Days::new(90);
        let agents = world.identity.agents_of(subject).await.unwrap();
        let appointment = match agents.first() {
            Some(known) => known.id,
            None => world
                .identity
                .appoint(&actor, subject, &facts, until, &identity::Verb::ALL)
                .await
                .unwrap(),
        };
        thing.put("organisation", subject.to_string());
        thing.put("appointment", appointment.to_string());
    }

    /// A case at its stage; answers its number.
    async fn number(&self, stage: Stage, key: &str) -> String {
        let (guide, (item, scenario)) = (self.guide, &self.food);
        let clerk = guide.clerk(item);
        let does = async |number: &str, what: &str, body: Value| {
            let path = format!("/api/v1/cases/{number}/{what}");
            guide.world.post(&clerk, &path, &body).await.ok(200);
        };
        match stage {
            Stage::AtDecision => guide.before_decision(item, scenario, key).await,
            Stage::Granted => guide.granted(item, scenario, key).await,
            Stage::Made => {
                let mut scenario = scenario.clone();
                scenario["delivery"] = json!("window");
                guide.made(item, &scenario, key).await
            }
            Stage::Closed => guide.walk(item, scenario, true, key).await,
            Stage::Payable => guide.filed(&self.card.0, &self.card.1, key).await,
            Stage::Specials | Stage::Special => {
                let number = guide.begun(&self.penalty.0, &self.penalty.1, key).await;
                if stage == Stage::Special {
                    guide.begins_special(&self.penalty.0, &number).await;
                }
                number
            }
            _ => {
                let number = guide.filed(item, scenario, key).await;
                match stage {
                    Stage::InReview => does(&number, "acceptance", json!({})).await,
                    Stage::Correcting => {
                        let thing = json!({"about": {"kind": "material", "id": "layout"}, "problem": "看不清", "remedy": "重扫"});
                        does(&number, "correction", json!({"items": [thing]})).await;
                        let path = format!("/api/v1/drafts/{}/materials/layout", guide.world.case(&number).await.id);
                        let drawing = [sample("pdf"), key.as_bytes().to_vec()].concat();
                        guide
                            .world
                            .send(&As::Program, Method::PUT, &path, &[], drawing)
                            .await
                            .ok(200);
                    }
                    _ => {}
                }
                number
            }
        }
    }

    async fn case(&self, thing: &mut Thing, number: &str) {
        let world = &self.guide.world;
        world.test.kernel.settle().await.unwrap();
        let path = format!("/api/v1/cases/{number}");
        let case = world.get(&As::Program, &path).await.ok(200);
        let work = world.get(&As::Program, &format!("{path}/work")).await.ok(200);
        let papers = world.get(&As::Program, &format!("{path}/documents")).await.ok(200);
        let loaded = world.cases.load_by_number(number).await.unwrap();
        let files = world.cases.files_of(loaded.case.id).await.unwrap();
        let picture = files.iter().find(|f| f.media_type == "image/png").or(files.first());
        let text = |value: &Value| value.as_str().map(str::to_owned).unwrap_or_default();
        thing.put("number", number);
        thing.put("file", picture.map_or_else(String::new, |f| f.id.to_string()));
        thing.put("document", text(&papers[0]["id"]));
        thing.put("step", text(&work["step"]["id"]));
        thing.put("first", text(&case["steps"][0]["id"]));
        thing.put("procedure", text(&work["special_procedures"][0]));
        thing.put("fee", text(&work["fees"][0]["id"]));
        thing.put("fen", work["fees"][0]["fen"].to_string());
        if loaded.case.filed.person.is_some() {
            let messages = world.get(&thing.owner, "/api/v1/messages").await.ok(200);
            thing.put("message", text(&messages["messages"][0]["id"]));
        }
    }
}

/// The header of a form.
pub(crate) const FORM: [(&str, &str); 1] = [("content-type", "application/x-www-form-urlencoded")];
