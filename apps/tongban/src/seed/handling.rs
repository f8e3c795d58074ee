//! How the staff of the demo handle a case: whoever holds the post of the step, by the same commands as everybody.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use cases::commands::desk::{self, StepInput};
use cases::lifecycle::{self, DecisionText};
use cases::model::{About, CorrectionItem, Finding, Source, State, Verdict};
use cases::permissions;
use cases::service::Loaded;
use items::{FeeDue, FieldType, Step, StepKind};
use kernel::{Actor, Id, Problem, Staff};
use serde_json::{Map, Value};

use super::fate::{Dice, Fate, Life, rating};
use crate::house::Rooms;

/// The staff of each body at each of their posts, looked up once.
#[derive(Debug, Default)]
pub struct Offices(HashMap<Id, Vec<Staff>>);

impl Offices {
    async fn of(&mut self, rooms: &Rooms, body: Id) -> Result<&[Staff], Problem> {
        if let Entry::Vacant(empty) = self.0.entry(body) {
            let bodies = rooms.identity.bodies().await?;
            let mut all = Vec::new();
            for post in bodies.posts_of(body) {
                for (staff, _) in rooms.identity.holders(body, &post.name).await? {
                    all.extend(rooms.identity.staff_actor(staff, Some(&post.id.to_string())).await?);
                }
            }
            empty.insert(all);
        }
        Ok(self.0.get(&body).map_or(&[], Vec::as_slice))
    }

    /// Somebody who may do it for the case, at the post if one is named, and has not worked on it yet: of the body
    /// itself, else of the service hall that receives for all bodies of its region.
    async fn somebody(
        &mut self,
        rooms: &Rooms,
        loaded: &Loaded,
        permission: &str,
        post: Option<&str>,
    ) -> Result<Actor, Problem> {
        let (own, decides) = (loaded.case.filed.body, permission == permissions::DECIDE);
        let step = rooms.cases.current_step(loaded).map(|s| s.id).unwrap_or_default();
        let bodies = rooms.identity.bodies().await?;
        let hall = |b: &identity::Body| {
            b.region == loaded.place.region && bodies.posts_of(b.id).iter().any(|p| p.name == "综合窗口")
        };
        let halls = bodies.iter().filter(|b| b.id != own && hall(b)).map(|b| b.id);
        let places: Vec<Id> = std::iter::once(own).chain(halls).collect();
        for body in places {
            let all = self.of(rooms, body).await?;
            let fits = |s: &&Staff| post.is_none_or(|p| s.posts.iter().any(|held| held == p));
            let fresh = |s: &&Staff| !decides || !loaded.case.done.iter().any(|d| d.by.id == Some(s.id));
            let once = |s: &&Staff| !loaded.case.workers(&step).any(|d| d.by.id == Some(s.id));
            let found = all
                .iter()
                .filter(fits)
                .filter(fresh)
                .filter(once)
                .map(|s| Actor::Staff(s.clone()));
            let mut able: Vec<_> = found.filter(|a| a.may(permission, &loaded.place)).collect();
            // Who could decide keeps out of the reviews before, as far as others are there.
            able.sort_by_key(|a| !decides && a.holds(permissions::DECIDE));
            if let Some(actor) = able.into_iter().next() {
                return Ok(actor);
            }
        }
        Err(Problem::new(
            422,
            "nobody",
            format!("没有人可以办{}", post.unwrap_or(permission)),
        ))
    }
}

/// Does what comes next; answers whether something more will.
pub async fn next(rooms: &Rooms, offices: &mut Offices, dice: &mut Dice, life: &mut Life) -> anyhow::Result<bool> {
    let loaded = rooms.cases.load(life.id).await?;
    let done = match loaded.case.state {
        State::Received => received(rooms, offices, dice, life, &loaded).await,
        State::Correcting => supply(rooms, life, &loaded).await,
        State::InReview => review(rooms, offices, dice, life, &loaded).await,
        State::Granted | State::Refused => finish(rooms, offices, &loaded).await,
        State::Closed | State::NotAccepted => return Ok(rate(rooms, dice, life).await?),
        State::Withdrawn | State::Terminated => return Ok(false),
    };
    match done {
        Ok(()) => Ok(true),
        // A case that nobody at hand can move stays where it is, which a worklist must show, too.
        Err(problem) if problem.status < 500 => {
            tracing::debug!(item = life.title, problem = %problem, "a case of the demo stays where it is");
            Ok(false)
        }
        Err(problem) => Err(problem.into()),
    }
}

async fn received(
    rooms: &Rooms,
    offices: &mut Offices,
    dice: &mut Dice,
    life: &Life,
    loaded: &Loaded,
) -> Result<(), Problem> {
    let (cases, id) = (&rooms.cases, life.id);
    if life.fate == Fate::Silent {
        return Ok(());
    }
    if life.fate == Fate::Withdrawn && dice.below(2) == 0 {
        return withdraw(rooms, life, "暂时不办了").await;
    }
    pay(rooms, offices, loaded, FeeDue::BeforeAcceptance).await?;
    let clerk = offices.somebody(rooms, loaded, permissions::RECEIVE, None).await?;
    let local = loaded.handled.local();
    let uploaded = loaded
        .case
        .materials
        .iter()
        .find(|h| matches!(h.source, Source::Uploaded { .. }));
    match (life.fate, uploaded) {
        (Fate::NotAccepted, _) => {
            let typical = local
                .definition()
                .refusals
                .iter()
                .find(|r| r.stage == items::RefusalStage::Acceptance);
            let reason = typical.map_or_else(|| "申请的事项不属于本机关职权范围".to_owned(), |r| r.text.clone());
            let basis = typical
                .and_then(|r| r.basis.as_ref())
                .map(|b| format!("{}{}", b.law, b.article))
                .unwrap_or_default();
            desk::not_accept(cases, &clerk, id, reason, basis, None).await.map(drop)
        }
        (Fate::Corrected, Some(material)) if loaded.case.correction.is_none() => {
            let item = CorrectionItem {
                about: About::Material(material.material.clone()),
                problem: "照片拍得不完整，右边缺了一块，看不清尺寸。".into(),
                remedy: "请重新拍照，把四个角都拍进去，再传一次。".into(),
            };
            desk::ask_correction(cases, &clerk, id, vec![item], None)
                .await
                .map(drop)
        }
        _ => desk::accept(cases, &clerk, id, None).await.map(drop),
    }
}

async fn withdraw(rooms: &Rooms, life: &Life, reason: &'static str) -> Result<(), Problem> {
    let citizen = Actor::Citizen(life.citizen.clone());
    let by = rooms.cases.who(&citizen);
    let change = rooms.cases.change(citizen, life.id, None, None, move |case, _, _| {
        lifecycle::withdraw(case, &by, reason)
    });
    change.await.map(drop)
}

async fn supply(rooms: &Rooms, life: &Life, loaded: &Loaded) -> Result<(), Problem> {
    let Some(correction) = &loaded.case.correction else {
        return Ok(());
    };
    let local = loaded.handled.local();
    for item in &correction.items {
        let About::Material(material) = &item.about else {
            continue;
        };
        let Some(file) = loaded.case.files().next() else {
            continue;
        };
        // Another file than the first: a byte after the end of a file changes nothing that is seen.
        let mut content = rooms.kernel.blobs.get(life.id.region(), &file.digest).await?.to_vec();
        content.push(b'\n');
        let arrival = cases::commands::Arrival {
            owner: life.id,
            material: material.clone(),
            name: format!("重拍-{}", file.name),
            content: content.into(),
        };
        rooms
            .cases
            .keep_file(&life.citizen, local.definition(), arrival)
            .await?;
    }
    rooms
        .cases
        .supply(&life.citizen, loaded, Map::new(), None)
        .await
        .map(drop)
}

async fn pay(rooms: &Rooms, offices: &mut Offices, loaded: &Loaded, due: FeeDue) -> Result<(), Problem> {
    let local = loaded.handled.local();
    for fee in local.definition().fees.iter().filter(|f| f.due == due) {
        let Some(owed) = loaded.outcome.fees.iter().find(|o| *o.id == fee.id && o.fen > 0) else {
            continue;
        };
        if loaded.case.paid.iter().any(|p| p.fee == fee.id) {
            continue;
        }
        let cashier = offices.somebody(rooms, loaded, permissions::PAY, None).await?;
        let receipt = format!("0099{}", &loaded.case.number[8..20]);
        desk::pay(
            &rooms.cases,
            &cashier,
            loaded.case.id,
            fee.id.clone(),
            owed.fen,
            receipt,
            None,
        )
        .await?;
    }
    Ok(())
}

async fn review(
    rooms: &Rooms,
    offices: &mut Offices,
    dice: &mut Dice,
    life: &Life,
    loaded: &Loaded,
) -> Result<(), Problem> {
    let (cases, id) = (&rooms.cases, life.id);
    let Some(step) = cases.current_step(loaded) else {
        return Ok(());
    };
    let permission = if step.kind == StepKind::Decide {
        permissions::DECIDE
    } else {
        permissions::REVIEW
    };
    let officer = offices.somebody(rooms, loaded, permission, Some(&step.post)).await?;
    if let Some(special) = loaded.case.suspended_by() {
        let result = "通过，没有发现问题".to_owned();
        return desk::end_special(cases, &officer, id, special.procedure.clone(), result, None)
            .await
            .map(drop);
    }
    if life.fate == Fate::Withdrawn {
        return withdraw(rooms, life, "想再准备一下").await;
    }
    let open = loaded
        .outcome
        .special
        .iter()
        .find(|p| !loaded.case.specials.iter().any(|s| s.procedure == ***p));
    if let (Fate::Special, Some(procedure)) = (life.fate, open) {
        return desk::begin_special(cases, &officer, id, procedure.to_string(), None)
            .await
            .map(drop);
    }
    pay(rooms, offices, loaded, FeeDue::AfterAcceptance).await?;
    let refuse = life.fate == Fate::Refused;
    let input = input(rooms, dice, loaded, &step, refuse);
    if step.kind != StepKind::Decide {
        return desk::work(cases, &officer, id, input, None).await.map(drop);
    }
    let local = loaded.handled.local();
    let typical = local
        .definition()
        .refusals
        .iter()
        .find(|r| r.stage == items::RefusalStage::Decision);
    let text = if refuse {
        let general = "《中华人民共和国行政许可法》第三十八条".to_owned();
        DecisionText {
            granted: false,
            reason: typical.map_or_else(|| "不符合规定的条件".to_owned(), |r| r.text.clone()),
            basis: typical
                .and_then(|r| r.basis.as_ref())
                .map_or(general, |b| format!("{}{}", b.law, b.article)),
            number: String::new(),
        }
    } else {
        DecisionText {
            granted: true,
            ..DecisionText::default()
        }
    };
    desk::decide(cases, &officer, id, input, text, None).await.map(drop)
}

/// What an officer writes: every point looked at; one not met where the case is to be refused.
fn input(rooms: &Rooms, dice: &mut Dice, loaded: &Loaded, step: &Step, refuse: bool) -> StepInput {
    let verdicts = rooms.cases.judge(loaded, |_, view| {
        let mut verdicts = BTreeMap::new();
        while let Some(point) = lifecycle::open_point(view, &step.id, &verdicts) {
            let machine = loaded
                .outcome
                .auto
                .iter()
                .find(|(id, _)| **id == point.id)
                .map(|(_, holds)| *holds);
            let fails = refuse && verdicts.is_empty() && step.kind == StepKind::Review;
            let note = match (machine, fails) {
                (_, true) => "现场和材料都不符合这一条".to_owned(),
                (Some(false), false) => "已经人工核对，符合".to_owned(),
                _ => String::new(),
            };
            let finding = if fails { Finding::NotMet } else { Finding::Met };
            verdicts.insert(
                point.id.clone(),
                Verdict {
                    finding,
                    note,
                    overruled: false,
                },
            );
        }
        verdicts
    });
    let opinion = match dice.below(3) {
        _ if refuse => "不符合条件，建议不予办理。",
        0 => "材料齐全，符合条件，建议准予。",
        1 => "核对无误，同意。",
        _ => "符合规定。",
    };
    StepInput {
        step: step.id.clone(),
        opinion: opinion.into(),
        verdicts,
        fields: fields(rooms, loaded, step),
    }
}

/// What a scenario of the package says the officers recorded, else something plain of the field's type.
fn fields(rooms: &Rooms, loaded: &Loaded, step: &Step) -> Map<String, Value> {
    let local = loaded.handled.local();
    let recorded = local.definition().scenarios.iter().filter_map(|s| s.review.as_ref());
    let known: Map<String, Value> = recorded
        .flat_map(|r| r.iter().map(|(k, v)| (k.clone(), v.clone())))
        .collect();
    let today = rooms.kernel.clock.today();
    let plain = |f: &items::Field| match f.kind {
        FieldType::Date => Value::from(today.to_string()),
        FieldType::YesNo => Value::from(true),
        FieldType::Number | FieldType::Money => f.min.clone().map_or_else(|| Value::from(1), Value::Number),
        FieldType::One => f.options.first().map_or(Value::Null, |o| Value::from(o.id.clone())),
        FieldType::Many => f
            .options
            .first()
            .map_or(Value::Null, |o| Value::from(vec![o.id.clone()])),
        _ => Value::from("核查无误"),
    };
    let value = |f: &items::Field| known.get(&f.id).cloned().unwrap_or_else(|| plain(f));
    step.fields.iter().map(|f| (f.id.clone(), value(f))).collect()
}

async fn finish(rooms: &Rooms, offices: &mut Offices, loaded: &Loaded) -> Result<(), Problem> {
    let (cases, id) = (&rooms.cases, loaded.case.id);
    if loaded.case.state == State::Granted && loaded.case.made.is_empty() {
        pay(rooms, offices, loaded, FeeDue::BeforeResult).await?;
        let step = cases.current_step(loaded);
        let post = step.as_ref().map(|s| s.post.as_str());
        let officer = offices.somebody(rooms, loaded, permissions::REVIEW, post).await?;
        let input = step.map_or_else(StepInput::default, |s| StepInput {
            step: s.id.clone(),
            fields: fields(rooms, loaded, &s),
            ..StepInput::default()
        });
        return desk::make(cases, &officer, id, input, None).await.map(drop);
    }
    let clerk = offices.somebody(rooms, loaded, permissions::RECEIVE, None).await?;
    let (way, to) = (loaded.case.filed.delivery, loaded.case.filed.applicant_name.clone());
    desk::deliver(cases, &clerk, id, way, to, None).await.map(drop)
}

async fn rate(rooms: &Rooms, dice: &mut Dice, life: &Life) -> Result<bool, Problem> {
    if let Some(given) = rating(dice) {
        let citizen = Actor::Citizen(life.citizen.clone());
        let change = rooms.cases.change(citizen, life.id, None, None, move |case, _, _| {
            lifecycle::rate(case, given.level, given.reasons, &given.text)
        });
        change.await?;
    }
    Ok(false)
}
