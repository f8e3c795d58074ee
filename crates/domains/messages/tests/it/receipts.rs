use axum::http::StatusCode;
use kernel::Id;
use messages::{Sent, SmsState};
use serde_json::json;

use crate::house::{ELSEWHERE, GATEWAY, House, NOBODY};
use crate::{COUNTY, Room, morning, rooms};

async fn receipt(house: &House, token: &str, id: Id, outcome: &str) -> StatusCode {
    let body = json!({ "id": id.to_string(), "outcome": outcome }).to_string();
    house.post_json("/api/v1/messages/receipts", token, &body).await.0
}

async fn sent(room: &Room) -> Id {
    let id = room.queue(room.draft("已经受理")).await;
    room.messages.send_due().await.unwrap();
    id
}

#[tokio::test]
async fn a_bounce_overrules_the_delivery_and_stays() {
    for room in rooms(morning()).await {
        let (house, id) = (House::of(&room).await, sent(&room).await);
        for (outcome, state) in [
            ("delivered", SmsState::Delivered),
            ("delivered", SmsState::Delivered),
            ("bounced", SmsState::Bounced),
            ("delivered", SmsState::Bounced),
        ] {
            assert_eq!(receipt(&house, GATEWAY, id, outcome).await, StatusCode::NO_CONTENT);
            assert_eq!(room.sms().await, state);
        }
        assert_eq!(room.messages.lost(COUNTY).await.unwrap().len(), 1);
        room.test.clock.advance(chrono::TimeDelta::hours(2));
        room.test.kernel.settle().await.unwrap();
        assert_eq!(room.gateway.got().len(), 1, "a bounce starts no new try");
    }
}

#[tokio::test]
async fn a_receipt_before_the_answer_ends_the_tries() {
    for room in rooms(morning()).await {
        room.gateway.will_answer([Sent::TryLater("the answer was lost".into())]);
        let (house, id) = (House::of(&room).await, sent(&room).await);
        assert_eq!(receipt(&house, GATEWAY, id, "delivered").await, StatusCode::NO_CONTENT);
        room.test.clock.advance(chrono::TimeDelta::hours(2));
        room.test.kernel.settle().await.unwrap();
        assert_eq!(room.gateway.got().len(), 1);
        assert_eq!(room.sms().await, SmsState::Delivered);
    }
}

#[tokio::test]
async fn only_the_gateway_of_the_region_may_send_receipts() {
    for room in rooms(morning()).await {
        let (house, id) = (House::of(&room).await, sent(&room).await);
        for (token, status) in [
            ("", StatusCode::UNAUTHORIZED),
            (NOBODY, StatusCode::FORBIDDEN),
            (ELSEWHERE, StatusCode::NOT_FOUND),
        ] {
            assert_eq!(receipt(&house, token, id, "bounced").await, status, "{token}");
        }
        let cookie = house.sign_in(room.person).await;
        let body = json!({ "id": id.to_string(), "outcome": "bounced" }).to_string();
        let (status, _) = house.post_as("/api/v1/messages/receipts", &cookie, &body).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "a person has no receipts");
        assert_eq!(room.sms().await, SmsState::Accepted);
    }
}

#[tokio::test]
async fn a_receipt_for_nothing_or_in_a_broken_form_is_refused_as_a_problem_document() {
    for room in rooms(morning()).await {
        let house = House::of(&room).await;
        let mut draft = room.draft("已经受理");
        draft.phone = None;
        let portal_only = room.queue(draft).await;
        for id in [portal_only, room.test.kernel.new_id(COUNTY)] {
            assert_eq!(receipt(&house, GATEWAY, id, "delivered").await, StatusCode::NOT_FOUND);
        }
        for body in ["{", r#"{"id":"x","outcome":"delivered"}"#, r#"{"outcome":"lost"}"#] {
            let (status, answer) = house.post_json("/api/v1/messages/receipts", GATEWAY, body).await;
            assert_eq!(status, StatusCode::BAD_REQUEST);
            let problem: serde_json::Value = serde_json::from_str(&answer).unwrap();
            assert_eq!(problem["code"], "bad_request");
        }
    }
}
