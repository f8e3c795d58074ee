//! The first page of a worklist among many open cases, and the sweep of deadlines. The cases are made by real
//! submissions.

use std::time::{Duration, Instant};

use futures::StreamExt as _;

use crate::figure::{Figure, Times};
use crate::load::{Connection, request};
use crate::world::World;

/// Among so few the page is measured first: among many it should cost the same.
const FEW: usize = 2_000;
const ROUNDS: usize = 200;

pub async fn measure(world: &World, database: &'static str, cases: usize) -> anyhow::Result<Vec<Figure>> {
    let few = FEW.min(cases);
    fill(world, 0, few).await?;
    let mut before = page(world).await?;
    let begun = Instant::now();
    fill(world, few, cases).await?;
    let filled = begun.elapsed();
    let mut after = page(world).await?;
    let (small, large) = (before.part(0.5), after.part(0.5));
    let what = format!("worklist page of 20 among {cases} open cases");
    let figures = vec![
        Figure::at_most(what, large, "ms", 10.0).on(database).remark(format!(
            "median; p99 {:.1} ms; {:.0} submissions a second while filling",
            after.part(0.99),
            (cases - few) as f64 / filled.as_secs_f64().max(0.001)
        )),
        Figure::at_most(
            format!("the same, of that among {few}"),
            large / small * 100.0,
            "%",
            150.0,
        )
        .on(database)
        .remark(format!("{large:.2} of {small:.2} ms")),
        sweep(world, cases).await?.on(database),
    ];
    Ok(figures)
}

/// Files until there are this many, sixty-four at once. What follows a submission is left in the outbox.
async fn fill(world: &World, from: usize, to: usize) -> anyhow::Result<()> {
    let mut filing = futures::stream::iter(from..to)
        .map(|n| async move { world.file(&format!("fill-{n}")).await })
        .buffer_unordered(64);
    while let Some(done) = filing.next().await {
        done?;
    }
    Ok(())
}

/// The page as the window's clerk of the item's body opens it.
async fn page(world: &World) -> anyhow::Result<Times> {
    let cookie = world.clerk().await?;
    let asked = request("GET", "/desk?tab=received", &[("cookie", &cookie)], "");
    let mut connection = Connection::open(world.address).await?;
    let mut times = Times::default();
    for round in 0..ROUNDS + 10 {
        let begun = Instant::now();
        let answer = connection.ask(&asked).await?;
        anyhow::ensure!(answer.status == 200, "the worklist answers {}", answer.status);
        if round >= 10 {
            times.add(begun.elapsed());
        }
    }
    Ok(times)
}

/// The sweep that lets silence count as acceptance: nothing is due, so it should cost nothing, whatever is open.
async fn sweep(world: &World, open: usize) -> anyhow::Result<Figure> {
    let mut times = Times::default();
    for _ in 0..20 {
        let begun = Instant::now();
        cases::commands::deem_accepted(&world.rooms.cases).await?;
        times.add(begun.elapsed());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let what = format!("deadline sweep, nothing due of {open} open");
    Ok(Figure::at_most(what, times.part(0.5), "ms", 5.0).remark("median"))
}
