//! Start, serve, stop in good order.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use kernel::{Config, SystemClock, SystemRandom};
use metrics_exporter_prometheus::PrometheusBuilder;

use crate::house::{self, Rooms};

/// Resolves when the process is asked to stop (Ctrl-C or SIGTERM).
pub async fn stopped() {
    let ctrl_c = async { tokio::signal::ctrl_c().await.unwrap_or(()) };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    () = ctrl_c => {}
                    _ = terminate.recv() => {}
                }
            }
            Err(_) => ctrl_c.await,
        }
    }
    #[cfg(not(unix))]
    ctrl_c.await;
}

/// Serves with a configuration.
pub async fn serve(config: Option<PathBuf>) -> anyhow::Result<()> {
    let config = Config::load(config.as_deref())?;
    let rooms = house::build(config, Arc::new(SystemClock), Arc::new(SystemRandom), None).await?;
    rooms.kernel.start(&mut rooms.modules()).await?;
    anyhow::ensure!(
        rooms.identity.bodies().await?.iter().next().is_some(),
        "这个数据库里还没有机构。第一次使用请先运行 tongban init"
    );
    open(rooms, |address| tracing::info!("serving on http://{address}")).await
}

/// Opens the doors of a house whose kernel was started, until it is asked to stop.
pub async fn open(rooms: Rooms, ready: impl FnOnce(SocketAddr)) -> anyhow::Result<()> {
    let kernel = rooms.kernel.clone();
    let recorder = PrometheusBuilder::new().install_recorder().context("the figures")?;
    rooms.catalogue.renew().await?;
    let router = house::router(&rooms, Arc::new(move || recorder.render()));
    let listen = kernel.config.listen;
    let listener = tokio::net::TcpListener::bind(listen).await.with_context(|| {
        format!("cannot listen on {listen}: is another program there? choose another address with --listen")
    })?;
    ready(listener.local_addr()?);
    let (stop, mut stopping) = tokio::sync::watch::channel(false);
    let background = tokio::spawn(kernel.clone().work(async move {
        stopping.changed().await.ok();
    }));
    axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(stopped())
        .await?;
    stop.send(true).ok();
    background.await.ok();
    tracing::info!("stopped");
    Ok(())
}
