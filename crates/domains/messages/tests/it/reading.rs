use axum::http::StatusCode;
use chrono::TimeDelta;
use messages::Cursor;
use serde_json::Value;

use crate::house::House;
use crate::{COUNTY, Room, morning, rooms};

/// Forty-five messages, one each hour.
async fn write_many(room: &Room) {
    for n in 1..=45 {
        room.queue(room.draft(&format!("第{n}条"))).await;
        room.test.clock.advance(TimeDelta::hours(1));
    }
}

fn titles(page: &messages::Page) -> Vec<String> {
    page.messages.iter().map(|m| m.title.clone()).collect()
}

fn expected(from: usize, to: usize) -> Vec<String> {
    (to..=from).rev().map(|n| format!("第{n}条")).collect()
}

#[tokio::test]
async fn a_person_turns_pages_to_the_oldest_and_back() {
    for room in rooms(morning()).await {
        write_many(&room).await;
        let of = async |cursor| room.messages.of(room.person, cursor).await.unwrap();
        let first = of(Cursor::Newest).await;
        assert_eq!((titles(&first), first.newer), (expected(45, 26), None));
        let second = of(first.older.unwrap()).await;
        assert_eq!(titles(&second), expected(25, 6));
        let last = of(second.older.unwrap()).await;
        assert_eq!((titles(&last), last.older), (expected(5, 1), None));
        let back = of(last.newer.unwrap()).await;
        assert_eq!(back, second);
        assert_eq!(of(back.newer.unwrap()).await, first);
    }
}

#[tokio::test]
async fn a_message_is_unread_until_it_is_opened() {
    for room in rooms(morning()).await {
        let mut draft = room.draft("请补1张门头照片");
        draft.text = "最晚6月8日。\n<b>别忘了</b>".into();
        let id = room.queue(draft).await;
        room.messages.send_due().await.unwrap();
        let house = House::of(&room).await;
        let cookie = house.sign_in(room.person).await;

        let (status, page) = house.get("/my/messages", &cookie).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("1条未读") && page.contains("请补1张门头照片"));
        assert!(page.contains("6月1日 10:00，短信已发出"));

        let (status, page) = house.get(&format!("/my/messages/{id}"), &cookie).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("最晚6月8日。") && page.contains("&lt;b&gt;别忘了&lt;/b&gt;"));
        assert!(page.contains(r#"href="/my/cases/K7QM4WTR""#));

        let (_, page) = house.get("/my/messages", &cookie).await;
        assert!(page.contains("请补1张门头照片") && !page.contains("未读"));
    }
}

#[tokio::test]
async fn nobody_reads_what_was_written_to_somebody_else() {
    for room in rooms(morning()).await {
        let id = room.queue(room.draft("已经受理")).await;
        let house = House::of(&room).await;
        let other = house.sign_in(room.test.kernel.new_id(COUNTY)).await;
        let (status, page) = house.get("/my/messages", &other).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("还没有消息") && !page.contains("已经受理"));
        assert_eq!(
            house.get(&format!("/my/messages/{id}"), &other).await.0,
            StatusCode::NOT_FOUND
        );
        let read = format!("/api/v1/messages/{id}/read");
        assert_eq!(house.post_as(&read, &other, "").await.0, StatusCode::NOT_FOUND);
        assert_eq!(room.messages.unread(room.person).await.unwrap(), 1);
        assert_eq!(
            house.get("/my/messages", "").await.0,
            StatusCode::SEE_OTHER,
            "first sign in"
        );
    }
}

#[tokio::test]
async fn a_program_reads_all_pages_of_its_person_and_marks_them() {
    for room in rooms(morning()).await {
        write_many(&room).await;
        let house = House::of(&room).await;
        let cookie = house.sign_in(room.person).await;
        let mut found = Vec::new();
        let mut path = "/api/v1/messages".to_owned();
        loop {
            let (status, body) = house.get(&path, &cookie).await;
            assert_eq!(status, StatusCode::OK);
            let list: Value = serde_json::from_str(&body).unwrap();
            assert_eq!(list["unread"], 45);
            found.extend(list["messages"].as_array().unwrap().iter().cloned());
            match list["older"].as_str() {
                Some(older) => path = format!("/api/v1/messages?older={older}"),
                None => break,
            }
        }
        let titles: Vec<_> = found.iter().map(|m| m["title"].as_str().unwrap().to_owned()).collect();
        assert_eq!(titles, expected(45, 1));
        assert_eq!(
            (&found[0]["sms"], &found[0]["link"]),
            (&"waiting".into(), &"/my/cases/K7QM4WTR".into())
        );

        let read = format!("/api/v1/messages/{}/read", found[0]["id"].as_str().unwrap());
        for _ in 0..2 {
            assert_eq!(house.post_as(&read, &cookie, "").await.0, StatusCode::NO_CONTENT);
        }
        assert_eq!(room.messages.unread(room.person).await.unwrap(), 44);
        assert_eq!(
            house.get("/api/v1/messages?older=x", &cookie).await.0,
            StatusCode::BAD_REQUEST
        );
        assert_eq!(house.get("/api/v1/messages", "").await.0, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn a_case_shows_what_was_said_about_it() {
    for room in rooms(morning()).await {
        let case = room.test.kernel.new_id(COUNTY);
        for (title, about) in [
            ("已经受理", Some(case)),
            ("医保缴费开始了", None),
            ("水质检测合格", Some(case)),
        ] {
            let mut draft = room.draft(title);
            draft.about = about;
            room.queue(draft).await;
            room.test.clock.advance(TimeDelta::minutes(1));
        }
        let said = room.messages.about(case).await.unwrap();
        assert_eq!(
            said.iter().map(|m| m.title.as_str()).collect::<Vec<_>>(),
            ["水质检测合格", "已经受理"]
        );
        assert_eq!(said[1].note(room.test.kernel.clock.now()), "6月1日 10:00，短信待发");
    }
}

#[test]
fn the_description_names_every_route_of_the_api() {
    let document = serde_json::to_value(messages::openapi()).unwrap();
    let paths: Vec<_> = document["paths"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    for path in [
        "/api/v1/messages",
        "/api/v1/messages/{id}/read",
        "/api/v1/messages/receipts",
    ] {
        assert!(paths.contains(&path), "{path}");
    }
    assert!(document["components"]["schemas"]["ProblemDocument"].is_object());
}
