//! The histories of the demo: cases made by the real commands on a moved clock, in the order of time, so that every
//! number, deadline, notice and message is what it would have been.

mod fate;
mod filing;
mod handling;

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use anyhow::Context as _;
use async_trait::async_trait;
use chrono::{DateTime, Datelike as _, Duration, TimeDelta, Timelike as _, Utc, Weekday};
use kernel::{ManualClock, Problem, Region, shanghai};
use messages::{Gateway, Sent};

use crate::house::Rooms;
use fate::{Dice, Fate};

/// A gateway that takes everything: the texts of the past are not sent again.
#[derive(Debug)]
pub struct Silent;

#[async_trait]
impl Gateway for Silent {
    async fn send(&self, _: &str, _: &str, _: &str) -> Sent {
        Sent::Accepted
    }
}

/// How far back the histories go.
const DAYS: i64 = 75;

/// When the province was made: before the first case.
pub fn beginning(now: DateTime<Utc>) -> DateTime<Utc> {
    now - Duration::days(DAYS + 10)
}

const MARK: (&str, &str) = ("demo", "made");

/// Whether the histories were made whole.
pub async fn made(rooms: &Rooms) -> anyhow::Result<bool> {
    use sea_orm::{ConnectionTrait as _, Statement};
    let db = rooms.kernel.db.read();
    let sql = "SELECT last FROM serial WHERE name = $1 AND period = $2";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [MARK.0.into(), MARK.1.into()]);
    Ok(db.query_one_raw(statement).await?.is_some())
}

/// Notes that they were.
pub async fn mark_made(rooms: &Rooms) -> anyhow::Result<()> {
    let write = rooms.kernel.db.write(|tx| {
        Box::pin(async move { Ok::<_, Problem>(kernel::serial::next(tx, Region(0), MARK.0, MARK.1).await?) })
    });
    write.await?;
    Ok(())
}

/// Makes the cases. What was made by an interrupted first start stays; the rest is added.
pub async fn histories(
    rooms: &Rooms,
    clock: &Arc<ManualClock>,
    now: DateTime<Utc>,
    count: usize,
) -> anyhow::Result<()> {
    let mut dice = Dice::new(7);
    let desk = filing::Desk::open(rooms).await?;
    let mut offices = handling::Offices::default();
    let mut agenda = BinaryHeap::new();
    for i in 0..count {
        let days = dice.below(DAYS as u64 * 10) as i64;
        let at = office_hours(now - Duration::minutes(days * 144 + dice.below(600) as i64), &mut dice);
        agenda.push(Reverse((at, i)));
    }
    let mut lives: Vec<Option<fate::Life>> = (0..count).map(|_| None).collect();
    let (mut day, mut filed) = (beginning(now).date_naive(), 0);
    while let Some(Reverse((at, i))) = agenda.pop() {
        if at > now {
            continue;
        }
        clock.set(at);
        if at.date_naive() != day {
            day = at.date_naive();
            // What the law and the outbox do at night has happened before the next morning.
            rooms.kernel.settle().await?;
        }
        let next = match &mut lives[i] {
            empty @ None => {
                let life = desk
                    .file(rooms, &mut dice, i)
                    .await
                    .with_context(|| format!("the filing of case {i}"))?;
                filed += usize::from(life.is_some());
                *empty = life;
                empty.is_some()
            }
            Some(life) => handling::next(rooms, &mut offices, &mut dice, life)
                .await
                .with_context(|| format!("the next step of {}", life.title))?,
        };
        if next {
            let pause = match lives[i].as_ref().map(|l| l.fate) {
                Some(Fate::Silent) => TimeDelta::days(30),
                _ => TimeDelta::hours(6 + dice.below(60) as i64),
            };
            agenda.push(Reverse((office_hours(at + pause, &mut dice), i)));
        }
    }
    clock.set(now);
    rooms.kernel.settle().await?;
    println!("  已生成{filed}件办件");
    Ok(())
}

/// The same moment, or the next one at which an office is open.
fn office_hours(at: DateTime<Utc>, dice: &mut Dice) -> DateTime<Utc> {
    let mut local = shanghai(at);
    if local.hour() >= 17 {
        local += TimeDelta::days(1);
    }
    if !(9..17).contains(&local.hour()) {
        let minute = dice.below(59) as u32;
        local = local
            .with_hour(9 + dice.below(7) as u32)
            .and_then(|l| l.with_minute(minute))
            .unwrap_or(local);
    }
    while matches!(local.weekday(), Weekday::Sat | Weekday::Sun) {
        local += TimeDelta::days(1);
    }
    local.to_utc()
}
