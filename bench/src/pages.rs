//! The guide page against a bare handler that answers the same bytes.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::http::header;
use axum::routing::get;

use crate::figure::Figure;
use crate::load::{Connection, rate, request};
use crate::world::World;

const CONNECTIONS: usize = 16;

pub async fn measure(world: &World, database: &'static str, seconds: u64) -> anyhow::Result<Vec<Figure>> {
    let time = Duration::from_secs(seconds);
    let path = format!("/guide/{}", world.code());
    let asked = request("GET", &path, &[], "");
    let page = Connection::open(world.address).await?.ask(&asked).await?;
    anyhow::ensure!(page.status == 200, "{path}: {}", page.status);
    let size = page.body.len();
    let bare = bare(page.body).await?;
    // Turn about, so that neither has the warmer machine.
    let mut rates = [0.0, 0.0];
    for _ in 0..2 {
        for (at, to) in [bare, world.address].into_iter().enumerate() {
            rates[at] += rate(to, &asked, CONNECTIONS, time / 2).await? / 2.0;
        }
    }
    let [plain, real] = rates;
    let figure = Figure::at_least("guide page, of a bare handler", real / plain * 100.0, "%", 60.0);
    Ok(vec![figure.on(database).remark(format!(
        "{real:.0} of {plain:.0} requests/s, {} KB, {CONNECTIONS} connections",
        size / 1024
    ))])
}

/// A server that knows one answer.
async fn bare(body: Vec<u8>) -> anyhow::Result<SocketAddr> {
    let body = axum::body::Bytes::from(body);
    let answer = move || {
        let body = body.clone();
        async move { ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], body) }
    };
    let router: Router = Router::new().fallback(get(answer));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}
