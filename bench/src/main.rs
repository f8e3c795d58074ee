//! Measures Tongban against its limits, each in the same run: `cargo run --release -p bench`.
//!
//! What a figure is compared with stands beside it: a bare axum handler that answers the same bytes, the same rows written
//! by plain SQL, or a limit in milliseconds. Figures of one run can be compared with each other, not with those of another
//! machine.

#![expect(clippy::print_stdout, reason = "its purpose")]

mod city;
mod figure;
mod load;
mod pages;
mod plain;
mod pure;
mod searching;
mod started;
mod submissions;
mod worklist;
mod world;

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Parser;

use self::figure::Figure;
use self::world::World;

/// What is measured, in this order.
const ALL: [&str; 6] = ["pure", "pages", "submissions", "worklist", "city", "start"];

/// Measures Tongban against its limits.
#[derive(Debug, Parser)]
struct Asked {
    /// Only these: pure, pages, submissions, worklist, city, start.
    only: Vec<String>,
    /// How many open cases the worklist is measured among; they are made by real submissions.
    #[arg(long, default_value_t = 10_000)]
    cases: usize,
    /// How many seconds pages and submissions are measured.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// How many seconds the city's peak is held: the figure of docs/performance.md is of 600.
    #[arg(long, default_value_t = 60)]
    peak: u64,
    /// A PostgreSQL server on which databases may be made: postgres://user@host:port.
    #[arg(long, env = "TONGBAN_TEST_PG")]
    postgres: Option<String>,
    /// Leaves SQLite out: a million cases take their time on each.
    #[arg(long, requires = "postgres")]
    only_postgres: bool,
    /// Where the figures are written as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
}

impl Asked {
    fn wants(&self, what: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|one| one == what)
    }
}

fn main() -> anyhow::Result<()> {
    let asked = Asked::parse();
    let level = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "error".into());
    tracing_subscriber::fmt()
        .with_env_filter(level)
        .with_writer(std::io::stderr)
        .init();
    let unknown: Vec<_> = asked.only.iter().filter(|one| !ALL.contains(&one.as_str())).collect();
    anyhow::ensure!(unknown.is_empty(), "not known: {unknown:?}; known: {ALL:?}");
    if cfg!(debug_assertions) {
        println!("This is a debug build: its figures say nothing. cargo run --release -p bench");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let figures = runtime.block_on(measure(&asked))?;
    figure::print(&figures);
    if let Some(path) = &asked.json {
        let text = serde_json::to_string_pretty(&figures)?;
        std::fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(())
}

async fn measure(asked: &Asked) -> anyhow::Result<Vec<Figure>> {
    let mut figures = Vec::new();
    if asked.wants("pure") {
        figures.extend(pure::measure()?);
    }
    let folder = tempfile::tempdir()?;
    let on_databases = ["pages", "submissions", "worklist", "city"]
        .iter()
        .any(|what| asked.wants(what));
    let databases = if on_databases {
        world::databases(folder.path(), !asked.only_postgres, asked.postgres.as_deref()).await?
    } else {
        Vec::new()
    };
    for database in databases {
        println!("{}: making the province", database.name());
        let world = World::make(&database).await?;
        let name = database.name();
        if asked.wants("pages") {
            figures.extend(pages::measure(&world, name, asked.seconds).await?);
        }
        if asked.wants("submissions") {
            figures.extend(submissions::measure(&world, name, asked.seconds).await?);
        }
        if asked.wants("worklist") {
            figures.extend(worklist::measure(&world, name, asked.cases).await?);
        }
        if asked.wants("city") {
            figures.extend(city::measure(&world, name, asked.peak).await?);
        }
        world.end();
        database.end().await?;
    }
    if asked.wants("start") {
        figures.extend(started::measure(folder.path())?);
    }
    Ok(figures)
}
