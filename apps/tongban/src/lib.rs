//! The roof: command line, the list of rooms, start and stop. A library, so that its tests see what the program sees.

pub mod assets;
pub mod backup;
pub mod calc;
pub mod demo;
pub mod doctor;
mod gateway;
pub mod house;
pub mod import_cli;
pub mod init;
pub mod items_cli;
pub mod portal_texts;
pub mod sandbox;
mod seed;
pub mod serve;
pub mod verify;

/// The system's allocator costs a third of the time under load (docs/performance.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
