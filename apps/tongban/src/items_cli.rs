//! `tongban items`: check, evaluate and publish packages.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Subcommand;
use kernel::{Actor, Config, Problem, SystemClock, SystemRandom};

use crate::house;

/// Item packages.
#[derive(Debug, Subcommand)]
pub enum Items {
    /// Check packages and run their scenarios; exit code 1 when one does not hold.
    Check {
        /// The packages.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Print what applies to a case.
    Eval {
        /// The package.
        file: PathBuf,
        /// The handling item, by id or code.
        handling: String,
        /// The case: applicant, answers, form, licence, case, review, params.
        case: PathBuf,
    },
    /// Publish a package for a body.
    Import {
        /// The packages.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The body's overlay; one for each package, in the same order.
        #[arg(long, required = true)]
        overlay: Vec<PathBuf>,
        /// Why.
        #[arg(long, default_value = "导入")]
        reason: String,
        /// The configuration file.
        #[arg(long)]
        config: Option<PathBuf>,
    },
}

fn read(path: &PathBuf) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("读不了{}", path.display()))
}

/// Runs the command.
pub fn run(items: Items) -> ExitCode {
    let outcome = match items {
        Items::Check { files } => check(&files),
        Items::Eval { file, handling, case } => eval(&file, &handling, &case),
        Items::Import {
            files,
            overlay,
            reason,
            config,
        } => crate::run(import(files, overlay, reason, config)).map(|()| true),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(e) => {
            eprintln!("{e:#}");
            ExitCode::FAILURE
        }
    }
}

fn check(files: &[PathBuf]) -> anyhow::Result<bool> {
    let mut held = 0;
    for path in files {
        let report = items::check_command(&read(path)?);
        if report.holds() {
            held += 1;
        }
        println!(
            "{}：{}",
            path.display(),
            if report.holds() { "通过" } else { "没有通过" }
        );
        for line in report.to_string().lines() {
            println!("  {line}");
        }
    }
    println!("{}个事项包，{held}个通过", files.len());
    Ok(held == files.len())
}

fn eval(file: &PathBuf, handling: &str, case: &PathBuf) -> anyhow::Result<bool> {
    let printed = items::eval_command(&read(file)?, handling, &read(case)?).map_err(|e| anyhow::anyhow!(e))?;
    println!("{printed}");
    Ok(true)
}

async fn import(
    files: Vec<PathBuf>,
    overlays: Vec<PathBuf>,
    reason: String,
    config: Option<PathBuf>,
) -> anyhow::Result<()> {
    anyhow::ensure!(
        files.len() == overlays.len(),
        "每个事项包要有一个机关的实施清单（--overlay），顺序一样"
    );
    let config = Config::load(config.as_deref())?;
    let rooms = house::build(config, Arc::new(SystemClock), Arc::new(SystemRandom), None).await?;
    rooms.kernel.start(&mut rooms.modules()).await?;
    for (file, overlay) in files.iter().zip(&overlays) {
        let actor = Actor::System("items import");
        let published = rooms
            .catalogue
            .publish(&actor, &read(file)?, &read(overlay)?, &reason)
            .await;
        match published {
            Ok(done) if done.changed => println!("{}：已发布第{}版", file.display(), done.version),
            Ok(done) => println!("{}：和第{}版一样，没有变化", file.display(), done.version),
            Err(refusal) => anyhow::bail!("{}：没有发布\n{}", file.display(), Problem::from(refusal)),
        }
    }
    Ok(())
}
