//! Stories of the rules, told with items as they are published, and what no sequence of commands may break.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, TimeDelta, Utc};
use items::{Applicant, ApplicantKind, CaseFacts, Given, HandlingPlan, Package, Plan, Scenario};
use kernel::{Id, Region, SeededRandom, shanghai};
use proptest::prelude::*;
use serde_json::{Map, json};
use workcal::{Calendar, Rules, WorkDays};

use super::*;
use crate::event::{self, Happened};
use crate::model::{
    About, Case, Channel, Content, CorrectionItem, FileRef, Filed, Finding, Handed, Kind, Source, State, Verdict, Way,
    Who,
};

macro_rules! package {
    ($name:ident, $file:literal) => {
        static $name: LazyLock<Plan> = LazyLock::new(|| {
            let text = include_str!(concat!("../../../../../data/items/", $file));
            Plan::compile(Package::read(text).unwrap()).unwrap()
        });
    };
}

package!(FOOD, "000131010000-food-business-licence.json");
package!(PLANNING, "000115014000-planning-permit.json");
package!(ID_CARD, "000709021000-resident-id-card.json");
package!(PROJECT, "001018001000-investment-project-filing.json");

static DAYS: LazyLock<WorkDays> = LazyLock::new(|| {
    let calendar = Calendar::from_csv(include_str!("../../../../../data/calendar-cn.csv")).unwrap();
    WorkDays::new(Arc::new(calendar)).provisional(true)
});

fn id(n: u64) -> Id {
    Id::new(Region(990_122), DateTime::UNIX_EPOCH, &SeededRandom::new(n))
}

fn officer(n: u64) -> Who {
    Who {
        id: Some(id(n)),
        name: format!("工作人员{n}"),
        post: "审查岗".into(),
    }
}

/// One case with everything that a rule looks at, and the log of what happened.
struct Desk {
    plan: &'static HandlingPlan,
    case: Case,
    log: Vec<(DateTime<Utc>, Happened)>,
    now: DateTime<Utc>,
}

fn file(name: &str) -> Source {
    Source::Uploaded {
        files: vec![FileRef {
            id: id(77),
            name: name.into(),
            digest: name.into(),
            size: 1,
            media_type: "application/pdf".into(),
        }],
    }
}

impl Desk {
    /// A case from the first scenario without errors that fits, received on a Monday at ten.
    fn receive(plan: &'static Plan, handling: &str, fits: impl Fn(&Scenario) -> bool) -> Self {
        let plan = plan.handling(handling).unwrap();
        let mut scenarios = plan.definition().scenarios.iter();
        let whole = |s: &&Scenario| s.expect.errors.iter().chain(&s.expect.ends).all(Vec::is_empty);
        let scenario = scenarios.find(|s| whole(s) && fits(s)).unwrap();
        let now = "2026-06-01T10:00:00+08:00".parse::<DateTime<Utc>>().unwrap();
        let legal = scenario.applicant.get("kind").is_some_and(|k| k == "legal");
        let content = Content {
            answers: scenario.answers.clone(),
            form: scenario.form.clone(),
            licence: scenario.licence.clone(),
        };
        let materials = scenario.expect.materials.iter().map(|m| Handed {
            material: m.clone(),
            source: file(m),
        });
        let filed = Filed {
            implementation: id(1),
            handling_code: "11990122MB0L21871M400013101000001".into(),
            handling: plan.definition().code.clone(),
            title: plan.definition().name.clone(),
            body: id(2),
            applicant_kind: if legal { Kind::Legal } else { Kind::Natural },
            person: Some(id(3)),
            organisation: None,
            applicant_name: "周小满".into(),
            agent: scenario.applicant.get("agent").is_some_and(|a| a == true),
            delivery: Way::Window,
            channel: Channel::Portal,
        };
        let first = Happened::Submitted {
            number: "990122202606010000011".into(),
            filed,
            content,
            materials: materials.collect(),
        };
        Self {
            plan,
            case: event::begin(id(9), now, first.clone()).unwrap(),
            log: vec![(now, first)],
            now,
        }
    }

    fn food() -> Self {
        Self::receive(&FOOD, "new", |s| s.expect.steps.len() == 4)
    }

    fn outcome(&self, review: Map<String, serde_json::Value>) -> Outcome {
        let case = &self.case;
        let given = Given {
            applicant: Applicant {
                kind: match case.filed.applicant_kind {
                    Kind::Natural => ApplicantKind::Natural,
                    Kind::Legal => ApplicantKind::Legal,
                },
                agent: case.filed.agent,
                odd: Map::new(),
            },
            answers: case.content.answers.clone(),
            form: case.content.form.clone(),
            licence: case.content.licence.clone(),
            case: CaseFacts {
                submitted_on: Some(shanghai(case.submitted_at).date_naive()),
                ..CaseFacts::default()
            },
            review,
            params: Map::new(),
        };
        self.plan.evaluate(&given).unwrap()
    }

    fn look<T>(&self, rule: impl FnOnce(&Case, &View<'_>) -> T) -> T {
        let outcome = self.outcome(self.case.review.clone());
        let rules: Rules = crate::clocks::rules(&outcome);
        let view = View {
            handling: self.plan.definition(),
            outcome: &outcome,
            days: &DAYS,
            rules: &rules,
            now: self.now,
        };
        rule(&self.case, &view)
    }

    /// Asks a rule and lets happen what it says.
    fn may(&mut self, rule: impl FnOnce(&Case, &View<'_>) -> Verdicts) -> Result<(), Refusal> {
        for one in self.look(rule)? {
            self.log.push((self.now, one.clone()));
            self.case.apply(self.now, one);
        }
        Ok(())
    }

    fn days_later(&mut self, days: i64) {
        self.now += TimeDelta::days(days);
    }

    fn accepted(mut self) -> Self {
        self.may(|c, v| accept(c, v, &officer(1))).unwrap();
        self
    }

    /// Every point of the current step met, every field of it left to the caller.
    fn work_here(&self) -> Work {
        self.look(|case, view| {
            let step = view.current_step(case).unwrap();
            let met = Verdict {
                finding: Finding::Met,
                note: "现场看过".into(),
                overruled: false,
            };
            Work {
                step: step.id.clone(),
                opinion: "材料齐全，内容一致".into(),
                verdicts: steps::points(view, &step.id)
                    .map(|p| (p.id.clone(), met.clone()))
                    .collect(),
                ..Work::default()
            }
        })
    }

    fn work_as(&mut self, n: u64) -> Result<(), Refusal> {
        let work = self.work_here();
        self.may(|c, v| super::work(c, v, &officer(n), &work))
    }

    fn decide_as(&mut self, n: u64, text: &DecisionText) -> Result<(), Refusal> {
        let work = self.work_here();
        self.may(|c, v| decide(c, v, &officer(n), &work, text))
    }

    /// Through all reviews, up to the decision.
    fn reviewed(mut self) -> Self {
        let mut n = 10;
        while self.look(|c, v| v.current_step(c).is_some_and(|s| s.kind != StepKind::Decide)) {
            self.work_as(n).unwrap();
            n += 1;
        }
        self
    }
}

fn granted() -> DecisionText {
    DecisionText {
        granted: true,
        number: "临市监许准〔2026〕1号".into(),
        ..DecisionText::default()
    }
}

fn refused() -> DecisionText {
    DecisionText {
        granted: false,
        reason: "场所与平面图不一致".into(),
        basis: "《食品经营许可和备案管理办法》第十五条".into(),
        number: "临市监许不〔2026〕1号".into(),
    }
}

fn ask(material: &str) -> Vec<CorrectionItem> {
    vec![CorrectionItem {
        about: About::Material(material.into()),
        problem: "看不清".into(),
        remedy: "请重新扫描".into(),
    }]
}

#[test]
fn a_second_correction_is_refused_with_the_article() {
    let mut desk = Desk::food();
    desk.may(|c, v| ask_correction(c, v, &officer(1), &ask("layout")))
        .unwrap();
    let mut materials = desk.case.materials.clone();
    materials.iter_mut().find(|h| h.material == "layout").unwrap().source = file("新的布局图");
    let content = desk.case.content.clone();
    desk.may(|c, v| supply(c, v, content, materials)).unwrap();
    let again = desk
        .may(|c, v| ask_correction(c, v, &officer(1), &ask("rules")))
        .unwrap_err();
    assert_eq!(again, Refusal::SecondCorrection);
    assert!(
        again.to_string().contains("《行政许可法》第三十二条第一款第四项"),
        "{again}"
    );
}

#[test]
fn the_same_file_again_answers_no_correction() {
    let mut desk = Desk::food();
    desk.may(|c, v| ask_correction(c, v, &officer(1), &ask("layout")))
        .unwrap();
    let (content, materials) = (desk.case.content.clone(), desk.case.materials.clone());
    let refusal = desk.may(|c, v| supply(c, v, content, materials)).unwrap_err();
    assert!(
        matches!(&refusal, Refusal::StillMissing(names) if names.len() == 1),
        "{refusal}"
    );
    assert_eq!(desk.case.state, State::Correcting);
}

#[test]
fn nothing_outside_the_published_list_may_be_asked_for() {
    let mut desk = Desk::food();
    let refusal = desk.may(|c, v| ask_correction(c, v, &officer(1), &ask("marriage_certificate")));
    assert_eq!(refusal, Err(Refusal::NotOnTheList("marriage_certificate".into())));
    assert_eq!(
        desk.may(|c, v| ask_correction(c, v, &officer(1), &[])),
        Err(Refusal::EmptyCorrection)
    );
}

#[test]
fn a_correction_after_acceptance_is_refused() {
    let mut desk = Desk::food().accepted();
    let refusal = desk.may(|c, v| ask_correction(c, v, &officer(1), &ask("layout")));
    assert_eq!(refusal, Err(Refusal::CorrectionAfterAcceptance));
}

#[test]
fn five_working_days_of_silence_accept_the_case_as_of_its_receipt() {
    // Monday 1 June; the fifth working day is Monday 8 June, so the law steps in on the 9th at 00:00.
    let mut desk = Desk::food();
    desk.now = "2026-06-08T23:59:59+08:00".parse().unwrap();
    assert_eq!(desk.may(deem_accepted), Err(Refusal::NotDeemed));
    desk.now = "2026-06-09T00:00:00+08:00".parse().unwrap();
    let late = desk.may(|c, v| ask_correction(c, v, &officer(1), &ask("layout")));
    assert_eq!(late, Err(Refusal::DeemedAccepted));
    let late = desk.may(|c, v| not_accept(c, v, &officer(1), "不属于本机关", ""));
    assert_eq!(late, Err(Refusal::DeemedAccepted));
    // The job ran three days late; the day is that of the law all the same.
    desk.days_later(3);
    desk.may(deem_accepted).unwrap();
    assert_eq!(desk.case.accepted, Some((desk.case.submitted_at, true)));
    assert_eq!(desk.case.state, State::InReview);
    assert!(matches!(desk.may(deem_accepted), Err(Refusal::WrongState { .. })));
}

#[test]
fn who_reviewed_does_not_decide() {
    let mut desk = Desk::food().accepted().reviewed();
    assert_eq!(desk.decide_as(10, &granted()), Err(Refusal::SamePerson));
    desk.decide_as(99, &granted()).unwrap();
    assert_eq!(desk.case.state, State::Granted);
}

#[test]
fn an_instant_item_is_finished_by_one_person() {
    let mut desk = Desk::receive(&PROJECT, "file", |_| true).accepted();
    desk.work_as(1).unwrap();
    desk.decide_as(1, &granted()).unwrap();
    let work = desk.work_here();
    desk.may(|c, v| make(c, v, &officer(1), Some(&work), "备案1号"))
        .unwrap();
    desk.may(|c, _| deliver(c, &officer(1), Way::Window, "周小满")).unwrap();
    assert_eq!(desk.case.state, State::Closed);
}

#[test]
fn a_step_for_two_needs_two_different_people() {
    let mut desk = Desk::food().accepted();
    desk.work_as(1).unwrap();
    desk.work_as(2).unwrap();
    assert!(!desk.case.step_done("site"));
    assert_eq!(desk.work_as(2), Err(Refusal::AlreadyWorked));
    desk.work_as(3).unwrap();
    assert!(desk.case.step_done("site"));
}

#[test]
fn open_points_are_counted_and_unmet_ones_forbid_a_grant() {
    let mut desk = Desk::food().accepted();
    let mut work = desk.work_here();
    work.verdicts.clear();
    let open = desk.look(|_, v| {
        let machine = |p: &&items::ReviewPoint| v.outcome.auto.iter().any(|(id, _)| **id == p.id);
        steps::points(v, "check").filter(|p| !machine(p)).count()
    });
    let refusal = desk.may(|c, v| super::work(c, v, &officer(1), &work));
    assert_eq!(refusal, Err(Refusal::PointsOpen(open)));

    let mut work = desk.work_here();
    let point = work.verdicts.values_mut().next().unwrap();
    (point.finding, point.note) = (Finding::NotMet, String::new());
    let refusal = desk.may(|c, v| super::work(c, v, &officer(1), &work));
    assert!(matches!(refusal, Err(Refusal::PointNeedsNote(_))), "{refusal:?}");
}

#[test]
fn a_decision_with_an_unmet_point_is_only_a_refusal() {
    // The one package of the four whose deciding step has points of its own.
    let mut desk = Desk::receive(&ID_CARD, "renew", |_| true);
    for (fee, fen) in desk.outcome(Map::new()).fees.iter().map(|f| (f.id.to_string(), f.fen)) {
        if fen > 0 {
            desk.may(|c, v| pay(c, v, &officer(1), &fee, fen, "票据1")).unwrap();
        }
    }
    let mut desk = desk.accepted().reviewed();
    let mut work = desk.work_here();
    if let Some(point) = work.verdicts.values_mut().next() {
        (point.finding, point.note) = (Finding::NotMet, "照片不合格".into());
        let refusal = desk.may(|c, v| decide(c, v, &officer(99), &work, &granted()));
        assert_eq!(refusal, Err(Refusal::PointsNotMet(1)));
    }
    assert_eq!(
        desk.may(|c, v| decide(c, v, &officer(99), &work, &DecisionText::default())),
        Err(Refusal::NeedsText("不予的理由"))
    );
    desk.may(|c, v| decide(c, v, &officer(99), &work, &refused())).unwrap();
    assert_eq!(desk.case.state, State::Refused);
}

#[test]
fn a_fee_that_comes_first_is_paid_first_and_exactly() {
    let mut desk = Desk::receive(&ID_CARD, "renew", |s| s.expect.fee_fen > 0);
    assert!(matches!(
        desk.may(|c, v| accept(c, v, &officer(1))),
        Err(Refusal::Unpaid(_))
    ));
    let (fee, fen) = desk
        .outcome(Map::new())
        .fees
        .iter()
        .map(|f| (f.id.to_string(), f.fen))
        .next()
        .unwrap();
    let more = desk.may(|c, v| pay(c, v, &officer(1), &fee, fen + 100, "票据1"));
    assert_eq!(more, Err(Refusal::WrongAmount(fen, fen + 100)));
    assert_eq!(
        desk.may(|c, v| pay(c, v, &officer(1), "tips", 1, "票据1")),
        Err(Refusal::NoSuchFee)
    );
    desk.may(|c, v| pay(c, v, &officer(1), &fee, fen, "票据1")).unwrap();
    assert_eq!(
        desk.may(|c, v| pay(c, v, &officer(1), &fee, fen, "票据2")),
        Err(Refusal::PaidAlready)
    );
    desk.may(|c, v| accept(c, v, &officer(1))).unwrap();
}

#[test]
fn a_special_procedure_stops_the_clock_and_every_step() {
    let stops = |s: &Scenario| {
        s.expect
            .special
            .as_ref()
            .is_some_and(|l| l.iter().any(|p| p == "publicity"))
    };
    let mut desk = Desk::receive(&PLANNING, "new", stops).accepted();
    assert_eq!(
        desk.may(|c, v| begin_special(c, v, &officer(1), "auction")),
        Err(Refusal::NoSuchProcedure)
    );
    let due = desk.look(|c, v| v.clocks(c).unwrap().decision.unwrap().due.unwrap());
    desk.may(|c, v| begin_special(c, v, &officer(1), "publicity")).unwrap();
    assert_eq!(
        desk.may(|c, v| begin_special(c, v, &officer(1), "publicity")),
        Err(Refusal::ProcedureRunning)
    );
    assert!(matches!(desk.work_as(1), Err(Refusal::Suspended(..))));
    assert_eq!(desk.look(|c, v| v.clocks(c).unwrap().decision.unwrap().due), None);
    desk.days_later(14);
    desk.may(|c, _| end_special(c, &officer(1), "publicity", "公示期间没有异议"))
        .unwrap();
    let later = desk.look(|c, v| v.clocks(c).unwrap().decision.unwrap().due.unwrap());
    assert!(later > due, "{later} is not later than {due}");
    desk.work_as(1).unwrap();
    assert_eq!(
        desk.may(|c, _| end_special(c, &officer(1), "publicity", "没有异议")),
        Err(Refusal::ProcedureNotRunning)
    );
}

#[test]
fn the_limit_is_extended_once_by_ten_days_at_most() {
    let mut desk = Desk::food().accepted();
    let long = desk.may(|c, v| extend(c, v, &officer(1), 11, "案情复杂"));
    assert_eq!(long, Err(Refusal::ExtensionTooLong(10)));
    assert_eq!(
        desk.may(|c, v| extend(c, v, &officer(1), 5, "  ")),
        Err(Refusal::NeedsText("延期的理由"))
    );
    desk.may(|c, v| extend(c, v, &officer(1), 10, "案情复杂")).unwrap();
    assert_eq!(
        desk.may(|c, v| extend(c, v, &officer(1), 1, "还要几天")),
        Err(Refusal::ExtendedAlready)
    );
}

#[test]
fn after_the_limit_nothing_is_extended_any_more() {
    let mut desk = Desk::food().accepted();
    desk.days_later(60);
    assert_eq!(
        desk.may(|c, v| extend(c, v, &officer(1), 5, "案情复杂")),
        Err(Refusal::ExtensionTooLate)
    );
}

#[test]
fn an_applicant_withdraws_until_the_decision_and_not_after() {
    let mut early = Desk::food().accepted();
    early.may(|c, _| withdraw(c, &officer(3), "不办了")).unwrap();
    assert_eq!(early.case.state, State::Withdrawn);

    let mut late = Desk::food().accepted().reviewed();
    late.decide_as(99, &granted()).unwrap();
    assert_eq!(
        late.may(|c, _| withdraw(c, &officer(3), "不办了")),
        Err(Refusal::TooLateToWithdraw)
    );
}

#[test]
fn a_correction_that_nobody_answers_is_ended_only_after_its_last_day() {
    let mut desk = Desk::food();
    desk.may(|c, v| ask_correction(c, v, &officer(1), &ask("layout")))
        .unwrap();
    let until = desk.case.correction.as_ref().unwrap().until;
    assert!(matches!(
        desk.may(|c, v| terminate(c, v, &officer(1), "逾期没有补正")),
        Err(Refusal::CorrectionRunning(_))
    ));
    desk.now = shanghai(desk.now)
        .with_timezone(&Utc)
        .max((until + TimeDelta::days(1)).and_hms_opt(1, 0, 0).unwrap().and_utc());
    desk.may(|c, v| terminate(c, v, &officer(1), "逾期没有补正")).unwrap();
    assert_eq!(desk.case.state, State::Terminated);
}

#[test]
fn what_is_sent_back_is_reviewed_anew_by_whoever() {
    let mut desk = Desk::food().accepted().reviewed();
    desk.may(|c, v| return_to(c, v, &officer(99), "check", "面积没有核对"))
        .unwrap();
    assert_eq!(
        desk.look(|c, v| v.current_step(c).map(|s| s.id.clone())),
        Some("check".into())
    );
    assert!(!desk.case.step_done("site"));
    assert!(matches!(
        desk.may(|c, v| return_to(c, v, &officer(99), "decide", "往前退")),
        Err(Refusal::AnotherStep { .. })
    ));
}

#[test]
fn a_case_is_rated_once_when_it_is_over() {
    let mut desk = Desk::food().accepted();
    assert!(matches!(
        desk.may(|c, _| rate(c, 5, vec![], "")),
        Err(Refusal::WrongState { .. })
    ));
    let mut desk = desk.reviewed();
    desk.decide_as(99, &refused()).unwrap();
    desk.may(|c, _| deliver(c, &officer(1), Way::Window, "周小满")).unwrap();
    assert_eq!(desk.may(|c, _| rate(c, 6, vec![], "")), Err(Refusal::NoSuchLevel));
    desk.may(|c, _| rate(c, 4, vec!["等得不久".into()], "谢谢")).unwrap();
    assert_eq!(desk.may(|c, _| rate(c, 4, vec![], "")), Err(Refusal::RatedAlready));
}

/// One command of a random sequence: what, by whom, with which number.
type Random = (u8, u64, u32);

fn run(desk: &mut Desk, (what, who, n): Random) -> Result<(), Refusal> {
    let by = officer(who);
    let texts = ["", "理由"];
    let text = texts[n as usize % 2];
    let item = desk.plan.definition();
    let step = &item.steps[n as usize % item.steps.len()].id;
    let material = &item.materials[n as usize % item.materials.len()].id;
    let special = item
        .special_procedures
        .get(n as usize % item.special_procedures.len().max(1));
    let special = special.map_or("none", |s| s.id.as_str());
    let fee = desk
        .outcome(Map::new())
        .fees
        .first()
        .map_or((String::new(), 0), |f| (f.id.to_string(), f.fen));
    let here = desk.look(|c, v| v.current_step(c).is_some());
    let work = if here { desk.work_here() } else { Work::default() };
    let wild = Work {
        step: step.clone(),
        opinion: text.into(),
        verdicts: BTreeMap::new(),
        fields: Map::from_iter([("site_date".into(), json!("2026-06-05"))]),
        wrong_fields: vec![],
    };
    let decision = if n % 3 == 0 { refused() } else { granted() };
    match what {
        0 => desk.may(|c, v| accept(c, v, &by)),
        1 => desk.may(deem_accepted),
        2 => desk.may(|c, v| not_accept(c, v, &by, text, "")),
        3 => desk.may(|c, v| ask_correction(c, v, &by, &ask(material))),
        4 => {
            let content = desk.case.content.clone();
            let mut materials = desk.case.materials.clone();
            for handed in &mut materials {
                handed.source = file(&format!("第{n}次"));
            }
            desk.may(|c, v| supply(c, v, content, materials))
        }
        5 | 6 => desk.may(|c, v| super::work(c, v, &by, &work)),
        7 => desk.may(|c, v| super::work(c, v, &by, &wild)),
        8 | 9 => desk.may(|c, v| decide(c, v, &by, &work, &decision)),
        10 => desk.may(|c, v| make(c, v, &by, here.then_some(&work), "证1号")),
        11 => desk.may(|c, v| return_to(c, v, &by, step, text)),
        12 => desk.may(|c, v| begin_special(c, v, &by, special)),
        13 => desk.may(|c, _| end_special(c, &by, special, text)),
        14 => desk.may(|c, v| extend(c, v, &by, n, text)),
        15 => desk.may(|c, v| pay(c, v, &by, &fee.0, fee.1, text)),
        16 => desk.may(|c, _| deliver(c, &by, Way::Window, text)),
        17 => desk.may(|c, _| withdraw(c, &by, text)),
        18 => desk.may(|c, v| terminate(c, v, &by, text)),
        19 => desk.may(|c, _| rate(c, n as u8, vec![], text)),
        20 => desk.may(|c, _| close(c)),
        _ => {
            desk.days_later(i64::from(n % 12));
            Ok(())
        }
    }
}

fn consistent(desk: &Desk) {
    let case = &desk.case;
    let mut events = desk.log.iter().cloned();
    let (at, first) = events.next().unwrap();
    let mut folded = event::begin(case.id, at, first).unwrap();
    for (at, one) in events {
        folded.apply(at, one);
    }
    assert_eq!(&folded, case, "the case is the fold of its events");
    assert_eq!(case.seq as usize, desk.log.len());

    let current = desk.look(|c, v| v.current_step(c).map(|s| s.id.clone()));
    match case.state {
        State::InReview => assert!(current.is_some(), "a case in review stands at a step"),
        State::Granted => assert!(case.decision.as_ref().is_some_and(|d| d.granted)),
        _ => assert_eq!(current, None, "{:?}", case.state),
    }
    if let Some(current) = current {
        assert!(!case.step_done(&current));
    }
    assert!(
        case.specials
            .iter()
            .filter(|s| s.ended.is_none() && s.stops_clock)
            .count()
            <= 1
    );
    assert_eq!(case.ended_at.is_some(), case.state.is_final());
    if let Some(decision) = &case.decision {
        let steps = &desk.plan.definition().steps;
        let reviews = |step: &str| steps.iter().any(|s| s.id == step && s.kind == StepKind::Review);
        let mut reviewers = case.done.iter().filter(|d| reviews(&d.step));
        let instant = desk.plan.definition().kind == items::HandlingKind::Instant;
        assert!(
            instant || reviewers.all(|d| d.by.id != decision.by.id),
            "who reviewed has decided"
        );
    }
    desk.look(|c, v| v.clocks(c).map(|_| ())).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_sequence_of_commands_breaks_a_case(
        which in 0..4usize,
        commands in proptest::collection::vec((0..24u8, 1..6u64, 0..14u32), 1..60),
    ) {
        let mut desk = match which {
            0 => Desk::food(),
            1 => Desk::receive(&PLANNING, "new", |_| true),
            2 => Desk::receive(&ID_CARD, "renew", |s| s.expect.fee_fen > 0),
            _ => Desk::receive(&PROJECT, "file", |_| true),
        };
        for command in commands {
            let ended = desk.case.state.is_final();
            let before = desk.case.clone();
            let outcome = run(&mut desk, command);
            if outcome.is_err() {
                prop_assert_eq!(&before, &desk.case, "a refusal changes nothing");
            } else if ended && command.0 <= 20 {
                prop_assert_eq!(command.0, 19, "only a rating follows the end");
            }
            consistent(&desk);
        }
    }
}
