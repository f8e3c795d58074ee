use chrono::TimeDelta;
use kernel::Problem;
use messages::state::{MOST_ATTEMPTS, pause};
use messages::{Sent, SmsState};

use crate::{COUNTY, PHONE, morning, rooms, shanghai};

fn away() -> Sent {
    Sent::TryLater("no answer".into())
}

#[tokio::test]
async fn a_message_arrives_once_although_the_job_runs_twice() {
    for room in rooms(morning()).await {
        let id = room.queue(room.draft("水质检测合格")).await;
        let (one, two) = tokio::join!(room.messages.send_due(), room.messages.send_due());
        assert_eq!(one.unwrap() + two.unwrap(), 1);
        room.test.clock.advance(TimeDelta::hours(1));
        room.test.kernel.settle().await.unwrap();
        let text = "水质检测合格，计时从6月2日继续。".to_owned();
        assert_eq!(room.gateway.got(), [(id.to_string(), PHONE.to_owned(), text)]);
        assert_eq!(room.sms().await, SmsState::Accepted);
    }
}

#[tokio::test]
async fn a_message_exists_only_when_the_change_does() {
    for room in rooms(morning()).await {
        let (messages, draft) = (room.messages.clone(), room.draft("已经受理"));
        let refused = room.test.kernel.db.write(move |tx| {
            Box::pin(async move {
                messages.queue(tx, draft).await?;
                Err::<(), _>(Problem::conflict("refused after all"))
            })
        });
        assert_eq!(refused.await.unwrap_err().status, 409);
        room.test.kernel.settle().await.unwrap();
        assert_eq!(room.messages.unread(room.person).await.unwrap(), 0);
        assert_eq!(room.gateway.got(), []);
    }
}

#[tokio::test]
async fn by_night_the_portal_has_it_at_once_and_the_phone_at_seven() {
    for room in rooms(shanghai("2026-06-01T23:10:00+08:00")).await {
        room.queue(room.draft("请补1张门头照片")).await;
        assert_eq!(room.messages.unread(room.person).await.unwrap(), 1);
        for at in ["2026-06-01T23:59:00+08:00", "2026-06-02T06:59:59+08:00"] {
            room.test.clock.set(shanghai(at));
            room.test.kernel.settle().await.unwrap();
            assert_eq!(room.gateway.got(), [], "{at}");
        }
        room.test.clock.set(shanghai("2026-06-02T07:00:03+08:00"));
        room.test.kernel.settle().await.unwrap();
        assert_eq!(room.gateway.got().len(), 1);
    }
}

#[tokio::test]
async fn what_was_due_in_the_evening_does_not_go_out_late_at_night() {
    for room in rooms(shanghai("2026-06-01T21:59:59+08:00")).await {
        room.queue(room.draft("已经受理")).await;
        room.test.clock.set(shanghai("2026-06-01T22:00:02+08:00"));
        room.test.kernel.settle().await.unwrap();
        assert_eq!(room.gateway.got(), []);
        room.test.clock.set(shanghai("2026-06-02T07:00:03+08:00"));
        room.test.kernel.settle().await.unwrap();
        assert_eq!(room.gateway.got().len(), 1);
    }
}

#[tokio::test]
async fn while_the_gateway_is_away_the_pauses_grow_and_then_it_is_sent() {
    for room in rooms(morning()).await {
        room.gateway.will_answer([away(), away()]);
        room.queue(room.draft("已经受理")).await;
        room.messages.send_due().await.unwrap();
        for (tries, attempts) in [(1, 1), (2, 2)] {
            room.test.clock.advance(pause(attempts) - TimeDelta::seconds(1));
            assert_eq!(room.messages.send_due().await.unwrap(), 0, "the pause is not over");
            assert_eq!(room.gateway.got().len(), tries);
            assert_eq!(room.only().await.last_error.as_deref(), Some("no answer"));
            room.test.clock.advance(TimeDelta::seconds(1));
            room.messages.send_due().await.unwrap();
        }
        let message = room.only().await;
        assert_eq!(
            (message.sms, message.attempts, message.last_error),
            (SmsState::Accepted, 3, None)
        );
        let ids: Vec<_> = room.gateway.got().into_iter().map(|(id, ..)| id).collect();
        assert!(
            ids.iter().all(|id| *id == message.id.to_string()),
            "the gateway can tell that it is the same text"
        );
    }
}

#[tokio::test]
async fn a_gateway_that_is_away_is_not_asked_for_each_waiting_text() {
    for room in rooms(morning()).await {
        for n in 0..25 {
            room.queue(room.draft(&format!("第{n}条"))).await;
        }
        room.gateway.will_answer((0..10).map(|_| away()));
        assert_eq!(room.messages.send_due().await.unwrap(), 10);
        assert_eq!(
            room.messages.send_due().await.unwrap(),
            15,
            "the others have kept their turn"
        );
        room.test.clock.advance(pause(1));
        assert_eq!(room.messages.send_due().await.unwrap(), 10);
        assert_eq!(room.messages.send_due().await.unwrap(), 0);
    }
}

#[tokio::test]
async fn what_the_gateway_refuses_is_final_and_shown() {
    for room in rooms(morning()).await {
        room.gateway
            .will_answer([Sent::Refused(format!("{PHONE} does not exist"))]);
        room.queue(room.draft("已经受理")).await;
        room.messages.send_due().await.unwrap();
        room.test.clock.advance(TimeDelta::hours(5));
        room.test.kernel.settle().await.unwrap();
        assert_eq!(room.gateway.got().len(), 1);
        let lost = room.messages.lost(COUNTY).await.unwrap();
        assert_eq!(lost, [room.only().await]);
        assert_eq!(lost[0].sms, SmsState::Failed);
        assert_eq!(lost[0].last_error.as_deref(), Some("199****0001 does not exist"));
    }
}

#[tokio::test]
async fn a_mailbox_that_stays_full_is_given_up_in_the_end() {
    for room in rooms(morning()).await {
        room.gateway
            .will_answer((0..50).map(|_| Sent::TryLater("memory full".into())));
        room.queue(room.draft("已经受理")).await;
        for _ in 0..60 {
            room.messages.send_due().await.unwrap();
            room.test.clock.advance(TimeDelta::hours(1));
        }
        assert_eq!(room.gateway.got().len(), MOST_ATTEMPTS as usize);
        assert_eq!(room.sms().await, SmsState::Failed);
    }
}

#[tokio::test]
async fn a_person_without_a_phone_reads_it_in_the_portal() {
    for room in rooms(morning()).await {
        let mut draft = room.draft("医保缴费开始了");
        draft.phone = None;
        room.queue(draft).await;
        room.test.kernel.settle().await.unwrap();
        assert_eq!(room.gateway.got(), []);
        assert_eq!(room.only().await.note(room.test.kernel.clock.now()), "6月1日 10:00");
    }
}

#[tokio::test]
async fn the_database_file_tells_neither_words_nor_phone() {
    for room in rooms(morning()).await {
        room.queue(room.draft("水质检测合格")).await;
        let Some(path) = room.test.kernel.config.database.strip_prefix("sqlite:") else {
            continue;
        };
        let mut bytes = std::fs::read(path).unwrap();
        bytes.extend(std::fs::read(format!("{path}-wal")).unwrap());
        let holds = |text: &str| bytes.windows(text.len()).any(|w| w == text.as_bytes());
        assert!(holds("/my/cases/K7QM4WTR"), "the row is there");
        assert!(!holds("水质检测合格") && !holds("计时从") && !holds(PHONE));
    }
}

#[tokio::test]
async fn a_link_to_another_site_is_refused() {
    for room in rooms(morning()).await {
        let mut draft = room.draft("中奖了");
        draft.link = "//evil.example/".into();
        let messages = room.messages.clone();
        let refused = room
            .test
            .kernel
            .db
            .write(move |tx| Box::pin(async move { messages.queue(tx, draft).await }))
            .await;
        assert_eq!(refused.unwrap_err().status, 500);
    }
}
