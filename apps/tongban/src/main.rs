//! `tongban`: one program that runs a government's online services.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tongban::{backup, calc, demo, doctor, import_cli, init, items_cli, run, sandbox, serve, verify};

/// 通办：一个程序，办一个地方的网上政务服务。
#[derive(Debug, Parser)]
#[command(version, about)]
struct Cli {
    /// Log as JSON lines.
    #[arg(long, global = true)]
    log_json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Set up a new installation: configuration, keys, database, first body and administrator.
    Init {
        /// The configuration file to write.
        #[arg(long, default_value = "tongban.toml")]
        config: PathBuf,
        /// A file with the answers (TOML); without it they are asked for.
        #[arg(long)]
        answers: Option<PathBuf>,
    },
    /// Say what is wrong and what to do; exit code 1 when something keeps the service from working.
    Doctor {
        /// The configuration file (TOML).
        #[arg(long)]
        config: Option<PathBuf>,
    },
    /// Back up database, files and checkpoints into a new folder, while the server runs; the master key is not in it.
    Backup {
        /// The folder.
        folder: PathBuf,
        /// The configuration file (TOML).
        #[arg(long)]
        config: Option<PathBuf>,
    },
    /// Put a backup into an empty place, and verify it.
    Restore {
        /// The folder of the backup.
        folder: PathBuf,
        /// The configuration file (TOML).
        #[arg(long)]
        config: Option<PathBuf>,
    },
    /// Verify ledger, checkpoints, cases, files and numbers; exit code 1 and the place of the first fault of each kind.
    Verify {
        /// The configuration file (TOML).
        #[arg(long)]
        config: Option<PathBuf>,
        /// Only the case with this number.
        #[arg(long)]
        case: Option<String>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Import bodies, posts and staff.
    Import {
        /// The configuration file (TOML).
        #[arg(long)]
        config: Option<PathBuf>,
        /// The bodies (JSON).
        #[arg(long)]
        bodies: PathBuf,
        /// The posts and staff (JSON).
        #[arg(long)]
        staff: Option<PathBuf>,
        /// Where the first passwords of new accounts are written (CSV).
        #[arg(long, default_value = "initial-passwords.csv")]
        passwords: PathBuf,
    },
    /// Serve with a configuration file and environment variables TONGBAN_….
    Serve {
        /// The configuration file (TOML).
        #[arg(long)]
        config: Option<PathBuf>,
    },
    /// Make the demo province (once) and serve it.
    Demo {
        /// Where it listens.
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: SocketAddr,
        /// The folder of its database, files and key.
        #[arg(long, default_value = "demo-data")]
        data: PathBuf,
        /// Another database, such as postgres://user@host/name.
        #[arg(long)]
        database: Option<String>,
        /// How many cases are made at the first start.
        #[arg(long, default_value_t = 300)]
        cases: usize,
    },
    /// The counterparts of the demo: SMS gateway, identity comparison, registers, with a page of what they received.
    Sandbox {
        /// Where it listens.
        #[arg(long, default_value = "127.0.0.1:8090")]
        listen: SocketAddr,
    },
    /// Working days: when a limit ends, and why.
    Calc(calc::Calc),
    /// Item packages.
    #[command(subcommand)]
    Items(items_cli::Items),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    log(cli.log_json);
    let outcome = match cli.command {
        Command::Calc(calc) => calc::run(&calc),
        Command::Items(items) => return items_cli::run(items),
        Command::Init { config, answers } => run(init::init(config, answers)),
        Command::Doctor { config } => return doctor::run(config),
        Command::Backup { folder, config } => run(backup::backup(config, folder)),
        Command::Restore { folder, config } => run(backup::restore(config, folder)),
        Command::Verify { config, case, json } => run(verify::verify(config, case, json)),
        Command::Import {
            config,
            bodies,
            staff,
            passwords,
        } => run(import_cli::import(config, bodies, staff, passwords)),
        Command::Serve { config } => run(serve::serve(config)),
        Command::Demo {
            listen,
            data,
            database,
            cases,
        } => run(demo::demo(listen, data, database, cases)),
        Command::Sandbox { listen } => run(sandbox::serve(listen)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{e:#}");
            ExitCode::FAILURE
        }
    }
}

fn log(json: bool) {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,sea_orm=warn,tantivy=warn"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false)
        // Where the log cannot be written, what it would say about itself cannot either: that would end the request.
        .log_internal_errors(false);
    if json {
        builder.json().init();
    } else {
        builder.compact().init();
    }
}
