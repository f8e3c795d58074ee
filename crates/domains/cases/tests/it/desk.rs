//! The desk as staff use it: pages and forms alone, from the worklist to the hand of the applicant.

use axum::http::{Method, header};

use crate::walk::{Guide, Item, first};
use crate::world::{Answer, As, FOOD, World, monday};

/// A browser at the desk.
struct Desk<'g> {
    guide: &'g Guide,
    who: As,
}

impl<'g> Desk<'g> {
    async fn of(guide: &'g Guide, login: &str) -> Self {
        Self {
            guide,
            who: guide.world.officer(login).await,
        }
    }

    async fn get(&self, path: &str) -> Answer {
        self.guide.world.get(&self.who, path).await
    }

    async fn page(&self, path: &str) -> String {
        text(&self.get(path).await, 200)
    }

    async fn send(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let body: Vec<String> = form
            .iter()
            .map(|(n, v)| format!("{}={}", encoded(n), encoded(v)))
            .collect();
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        self.guide
            .world
            .send(&self.who, Method::POST, path, &headers, body.join("&"))
            .await
    }

    /// Sends a form that is taken; answers where it leads.
    async fn does(&self, path: &str, form: &[(&str, &str)]) -> String {
        let answer = self.send(path, form).await;
        assert_eq!(answer.status, 303, "{path}: {}", String::from_utf8_lossy(&answer.bytes));
        answer.headers[header::LOCATION].to_str().unwrap().to_owned()
    }
}

pub(crate) fn encoded(text: &str) -> String {
    web::ui::context::encode(text)
}

fn text(answer: &Answer, status: u16) -> String {
    let text = String::from_utf8_lossy(&answer.bytes).into_owned();
    assert_eq!(answer.status, status, "{text}");
    text
}

/// What an officer writes into the fields that a step must record, by type.
fn recorded(item: &Item, step: &str) -> Vec<(String, String)> {
    let steps = item.handling["steps"].as_array().unwrap();
    let step = steps.iter().find(|s| s["id"] == step).unwrap();
    let mut out = Vec::new();
    for field in step["fields"].as_array().map_or(&[][..], Vec::as_slice) {
        if field["required"] != true {
            continue;
        }
        let name = format!("review.{}", field["id"].as_str().unwrap());
        match field["type"].as_str().unwrap() {
            "date" => {
                out.extend([("-y", "2026"), ("-m", "6"), ("-d", "1")].map(|(p, v)| (format!("{name}{p}"), v.into())));
            }
            "one" | "many" => out.push((name, field["options"][0]["id"].as_str().unwrap().into())),
            "yes_no" => out.push((name, "yes".into())),
            "number" => out.push((name, field["min"].as_i64().unwrap_or(1).max(1).to_string())),
            _ => out.push((name, "现场看过，与材料一致".into())),
        }
    }
    out
}

/// The form of the present step with all points met.
pub(crate) async fn met(world: &World, item: &Item, number: &str) -> (String, String, Vec<(String, String)>) {
    let loaded = world.cases.load_by_number(number).await.unwrap();
    let step = world.cases.current_step(&loaded).unwrap();
    let mut form = vec![
        ("step".into(), step.id.clone()),
        ("opinion".into(), "材料齐全，符合规定".into()),
    ];
    let points = item.handling["review_points"].as_array().unwrap();
    for point in points.iter().filter(|p| p["step"] == step.id.as_str()) {
        let id = point["id"].as_str().unwrap();
        form.push((format!("point.{id}"), "ok".into()));
        form.push((format!("note.{id}"), "经核实符合".into()));
    }
    form.extend(recorded(item, &step.id));
    let action = match step.kind {
        items::StepKind::Review => "work",
        items::StepKind::Decide => "decide",
        items::StepKind::Make if loaded.case.state == cases::model::State::Granted => "make",
        items::StepKind::Make => "work",
    };
    (step.post, action.into(), form)
}

fn borrowed(form: &[(String, String)]) -> Vec<(&str, &str)> {
    form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect()
}

#[tokio::test]
async fn a_case_goes_from_the_worklist_to_the_hand_of_the_applicant_on_the_pages_alone() {
    let (item, scenario) = first(FOOD, "new");
    for world in World::all(&[FOOD], monday()).await {
        let guide = Guide::new(world).await;
        let number = guide.filed(&item, &scenario, "desk").await;
        let path = format!("/desk/cases/{number}");
        let clerk = Desk::of(&guide, &guide.staff.clerk(&item.body)).await;
        let list = clerk.page("/desk?tab=received").await;
        assert!(list.contains(&number) && list.contains("不答复将视为受理"), "{list}");
        assert_eq!(
            clerk.does(&format!("{path}/claim"), &[]).await,
            format!("{path}?said=claimed")
        );
        assert!(clerk.page("/desk").await.contains(&number), "it is mine now");
        let case = clerk.page(&path).await;
        assert!(case.contains("受理条件") && case.contains("放回"), "{case}");
        clerk.does(&format!("{path}/accept"), &[]).await;
        let mut reviewers: Vec<String> = Vec::new();
        for _ in 0..12 {
            let loaded = guide.world.cases.load_by_number(&number).await.unwrap();
            if guide.world.cases.current_step(&loaded).is_none() {
                break;
            }
            let (post, action, form) = met(&guide.world, &item, &number).await;
            let holders = guide.staff.holders(&item.body, &post);
            let login = holders.iter().find(|l| !reviewers.contains(l)).unwrap().clone();
            let officer = Desk::of(&guide, &login).await;
            let page = officer.page(&path).await;
            assert!(page.contains("存为草稿"), "{post}: {page}");
            officer.does(&format!("{path}/{action}"), &borrowed(&form)).await;
            if action == "work" {
                reviewers.push(login);
            }
        }
        let case = guide.world.case(&number).await;
        assert_eq!(case.decision.as_ref().map(|d| d.granted), Some(true));
        assert_eq!(case.made.len(), loaded_results(&guide.world, &number).await);
        if case.state == cases::model::State::Granted {
            let receiver = [("choice", "window"), ("reason", "本人")];
            clerk.does(&format!("{path}/deliver"), &receiver).await;
        }
        guide.world.verify(&number).await;
        let page = clerk.page(&path).await;
        assert!(page.contains("已办结"), "{page}");
    }
}

async fn loaded_results(world: &World, number: &str) -> usize {
    world.cases.load_by_number(number).await.unwrap().outcome.results.len()
}

#[tokio::test]
async fn a_correction_is_written_once_kept_until_it_is_whole_and_never_asked_twice() {
    let (item, scenario) = first(FOOD, "new");
    for world in World::all(&[FOOD], monday()).await {
        let guide = Guide::new(world).await;
        let number = guide.filed(&item, &scenario, "desk").await;
        let path = format!("/desk/cases/{number}/correction");
        let clerk = Desk::of(&guide, &guide.staff.clerk(&item.body)).await;
        assert!(clerk.page(&path).await.contains("补正只能告知一次"));
        // The draft of the unfinished form is there again.
        let draft = [("form", "correction"), ("use.1", "1"), ("problem.1", "缺少通道尺寸")];
        let answer = clerk.send(&format!("/desk/cases/{number}/draft"), &draft).await;
        assert_eq!(answer.status, 303);
        assert!(clerk.page(&path).await.contains("缺少通道尺寸"));
        // Without the remedy it is not sent, and nothing that was written is lost.
        let again = text(&clerk.send(&path, &draft).await, 422);
        assert!(
            again.contains("没有写“怎样补正”") && again.contains("缺少通道尺寸"),
            "{again}"
        );
        let whole = [
            ("form", "correction"),
            ("use.1", "1"),
            ("problem.1", "缺少通道尺寸"),
            ("remedy.1", "标出尺寸后重新上传"),
        ];
        clerk.does(&path, &whole).await;
        let asked = guide.world.case(&number).await.correction.unwrap();
        assert_eq!(asked.items.len(), 1);
        let second = clerk.page(&path).await;
        assert!(
            second.contains("不能再发补正告知") && second.contains("第三十二条"),
            "{second}"
        );
        assert_eq!(clerk.send(&path, &whole).await.status, 422);
    }
}

#[tokio::test]
async fn of_several_who_sign_one_step_each_takes_the_case_anew() {
    let (item, scenario) = first(FOOD, "new");
    for world in World::all(&[FOOD], monday()).await {
        let guide = Guide::new(world).await;
        let number = guide.filed(&item, &scenario, "desk").await;
        let path = format!("/desk/cases/{number}");
        let clerk = Desk::of(&guide, &guide.staff.clerk(&item.body)).await;
        clerk.does(&format!("{path}/accept"), &[]).await;
        let mut signed = Vec::new();
        for _ in 0..3 {
            let (post, _, form) = met(&guide.world, &item, &number).await;
            let holders = guide.staff.holders(&item.body, &post);
            let officer = holders.iter().find(|l| !signed.contains(*l)).unwrap().clone();
            let desk = Desk::of(&guide, &officer).await;
            assert!(desk.page(&path).await.contains("领取"), "{officer} can take it");
            desk.does(&format!("{path}/claim"), &[]).await;
            desk.does(&format!("{path}/work"), &borrowed(&form)).await;
            signed.push(officer);
        }
        let loaded = guide.world.cases.load_by_number(&number).await.unwrap();
        let visited = loaded.case.done.iter().filter(|d| d.step == "site").count();
        assert_eq!(
            visited, 2,
            "the site visit needs two, and the second took it after the first"
        );
    }
}

#[tokio::test]
async fn two_officers_do_not_work_on_one_case_and_strangers_do_not_see_it() {
    let (item, scenario) = first(FOOD, "new");
    for world in World::all(&[FOOD], monday()).await {
        let guide = Guide::new(world).await;
        let number = guide.filed(&item, &scenario, "desk").await;
        let path = format!("/desk/cases/{number}");
        let login = guide.staff.clerk(&item.body);
        let clerk = Desk::of(&guide, &login).await;
        clerk.does(&format!("{path}/accept"), &[]).await;
        let (post, _, form) = met(&guide.world, &item, &number).await;
        let holders = guide.staff.holders(&item.body, &post);
        let first = Desk::of(&guide, &holders[0]).await;
        first.does(&format!("{path}/claim"), &[]).await;
        if let Some(other) = holders.get(1) {
            let second = Desk::of(&guide, other).await;
            let page = second.page(&path).await;
            assert!(page.contains("正在办这一件"), "{page}");
            let refused = text(&second.send(&format!("{path}/work"), &borrowed(&form)).await, 409);
            assert!(refused.contains("领取了这件"), "{refused}");
            let kept = second.page(&path).await;
            assert!(
                !kept.contains("提交审查意见"),
                "reading is free, ending the step is not"
            );
        }
        // A reviewer of another city is told that there is nothing.
        let stranger = Desk::of(&guide, "xuyingxue").await;
        assert_eq!(stranger.get(&path).await.status, 404);
        // Who reviews asks nobody for corrections, whether the case exists or not.
        for number in [number.as_str(), "990122202606010099990"] {
            let correction = stranger.get(&format!("/desk/cases/{number}/correction")).await;
            assert_eq!(correction.status, 403);
        }
        // Every look of staff at the application is written down for the person.
        let person = guide.world.case(&number).await.filed.person;
        if let Some(person) = person {
            let looks = kernel::looks::at_person(&guide.world.test.kernel, person, 50)
                .await
                .unwrap();
            assert!(looks.iter().any(|l| l.reason == number && l.what == "办件申请资料"));
            // So is what a program reads.
            for _ in 0..2 {
                let read = guide.world.get(&As::Program, &format!("/api/v1/cases/{number}")).await;
                assert_eq!(read.status, 200);
            }
            let looks = kernel::looks::at_person(&guide.world.test.kernel, person, 50)
                .await
                .unwrap();
            let by_program = looks
                .iter()
                .filter(|l| l.looker.contains("对接程序") && l.reason == number);
            assert_eq!(by_program.count(), 1, "once within the hour: {looks:#?}");
        }
    }
}
