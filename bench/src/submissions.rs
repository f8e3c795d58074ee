//! Applications: validated, numbered, durable, with their ledger and outbox; against the same rows written by plain SQL.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::figure::Figure;
use crate::plain::Plain;
use crate::world::World;

const CLIENTS: usize = 16;

pub async fn measure(world: &World, database: &'static str, seconds: u64) -> anyhow::Result<Vec<Figure>> {
    let time = Duration::from_secs(seconds);
    let number = world.file("template").await?;
    let template = world.rooms.cases.load_by_number(&number).await?.case.id;
    let plain = Arc::new(Plain::of(&world.rooms.kernel.db, template).await?);
    // Turn about. What follows a submission waits in the outbox, for plain SQL has nothing that follows.
    let (mut real, mut bare) = (0.0, 0.0);
    for turn in 0..2 {
        real += submit(world, turn, time / 2).await? / 2.0;
        bare += plain.rate(CLIENTS, time / 2).await? / 2.0;
    }
    plain.end().await?;
    let figure = Figure::at_least("submission, of plain SQL", real / bare * 100.0, "%", 50.0);
    Ok(vec![
        figure
            .on(database)
            .remark(format!("{real:.0} of {bare:.0} a second, {CLIENTS} clients")),
    ])
}

/// Applications a second.
async fn submit(world: &World, turn: usize, time: Duration) -> anyhow::Result<f64> {
    let (begun, count) = (Instant::now(), AtomicUsize::new(0));
    let client = async |name: usize| -> anyhow::Result<()> {
        while begun.elapsed() < time {
            let n = count.fetch_add(1, Ordering::Relaxed);
            world.file(&format!("{turn}-{name}-{n}")).await?;
        }
        Ok(())
    };
    let clients = (0..CLIENTS).map(client);
    futures::future::try_join_all(clients).await?;
    Ok(count.load(Ordering::Relaxed) as f64 / begun.elapsed().as_secs_f64())
}
