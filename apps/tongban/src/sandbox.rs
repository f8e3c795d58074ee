//! The counterparts of the demo as a separate process.

use std::net::SocketAddr;

use anyhow::Context as _;

use crate::{assets, serve};

/// Serves the counterparts until it is stopped.
pub async fn serve(listen: SocketAddr) -> anyhow::Result<()> {
    let router = identity::sandbox(
        assets::demo("registry.json")?,
        assets::demo("persons.json")?,
        assets::demo("organisations.json")?,
    );
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot listen on {listen}"))?;
    tracing::info!("the counterparts of the demo answer on http://{listen}");
    axum::serve(listener, router)
        .with_graceful_shutdown(serve::stopped())
        .await?;
    Ok(())
}
