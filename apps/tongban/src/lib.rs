//! The roof: command line, the list of rooms, start and stop. A library, so that its tests see what the program sees.

pub mod assets;
pub mod calc;
pub mod demo;
mod gateway;
pub mod house;
pub mod items_cli;
pub mod sandbox;
mod seed;
pub mod serve;

/// Runs a command's work on all cores.
///
/// # Errors
/// What the work fails with.
pub fn run(work: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(work)
}
