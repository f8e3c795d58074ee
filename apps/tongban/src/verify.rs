//! `tongban verify`: whether everything still says what was written, and where it does not.

use std::path::PathBuf;
use std::sync::Arc;

use kernel::verify::{self, Report};
use kernel::{Config, Problem, SystemClock, SystemRandom, ledger, outbox};

use crate::house::{self, Rooms};

/// Runs the command; a fault is an error, so that the exit code tells it.
pub async fn verify(config: Option<PathBuf>, case: Option<String>, json: bool) -> anyhow::Result<()> {
    let config = Config::load(config.as_deref())?;
    let rooms = house::build(config, Arc::new(SystemClock), Arc::new(SystemRandom), None).await?;
    rooms.kernel.start(&mut rooms.modules()).await?;
    let report = match case {
        Some(number) => one(&rooms, &number).await?,
        None => everything(&rooms).await?,
    };
    if json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{}", words(&rooms, &report));
    }
    anyhow::ensure!(report.is_clean(), "核验没有通过");
    Ok(())
}

/// One case: its chain and its row.
async fn one(rooms: &Rooms, number: &str) -> Result<Report, Problem> {
    let case = rooms.cases.load_by_number(number).await?.case.id;
    let mut report = Report::default();
    let events = ledger::events(rooms.kernel.db.read(), case).await?;
    verify::stream(&events, &mut report);
    rooms.cases.verify_case(&events, &mut report).await?;
    Ok(report)
}

/// Everything there is.
pub async fn everything(rooms: &Rooms) -> Result<Report, Problem> {
    let mut report = inside(rooms).await?;
    verify::copies(&rooms.kernel, &mut report).await?;
    Ok(report)
}

/// Everything but the copies of checkpoints outside of the database.
pub async fn inside(rooms: &Rooms) -> Result<Report, Problem> {
    let kernel = &rooms.kernel;
    let mut report = Report::default();
    verify::streams(kernel, &mut report, async |_, events, report| {
        rooms.cases.verify_case(events, report).await
    })
    .await?;
    rooms.cases.verify_rows(&mut report).await?;
    verify::checkpoints(kernel, &mut report).await?;
    verify::files(kernel, &mut report).await?;
    if outbox::waiting(kernel.db.read()).await? == 0 {
        rooms.documents.verify_numbers(&mut report).await?;
    } else {
        tracing::warn!("papers are still being written, so their numbers are not looked at now");
    }
    Ok(report)
}

fn words(rooms: &Rooms, report: &Report) -> String {
    let mut out = String::from("看过：");
    let counts: Vec<String> = report.counts.iter().map(|(what, n)| format!("{what}{n}")).collect();
    out.push_str(&counts.join("，"));
    out.push('\n');
    for fault in &report.faults {
        out.push_str(&format!("有错  {}：{}，{}", fault.about, fault.place, fault.what));
        match report.found.get(fault.about) {
            Some(n) if *n > 1 => out.push_str(&format!("（这一类共{n}处）\n")),
            _ => out.push('\n'),
        }
    }
    if report.is_clean() {
        out.push_str("都和写下时一样\n");
    }
    let key = gm::hex::encode(rooms.kernel.keys.public_key().to_compressed());
    out.push_str(&format!("检查点的公钥（SM2）：{key}\n"));
    out
}
