//! `tongban demo`: the fictional province, made once, with its counterparts as a process of its own.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context as _;
use kernel::{Config, ManualClock, Problem, SeededRandom, SystemClock, SystemRandom};

use crate::house::{self, Rooms};
use crate::{assets, seed, serve};

/// Makes the demo province when it is not there, and serves it.
pub async fn demo(listen: SocketAddr, data: PathBuf, database: Option<String>, cases: usize) -> anyhow::Result<()> {
    let begun = Instant::now();
    let counterparts = free_address()?;
    let config = config(listen, &data, database, counterparts);
    let _sandbox = start_sandbox(counterparts)?;
    make(&config, cases).await?;
    let rooms = house::build(config, Arc::new(SystemClock), Arc::new(SystemRandom), None).await?;
    rooms.kernel.start(&mut rooms.modules()).await?;
    serve::open(rooms, |address| {
        println!("\n通办演示系统已经启动（{:.1}秒）\n", begun.elapsed().as_secs_f64());
        println!("  门户        http://{address}/");
        println!("  工作台      http://{address}/desk");
        println!("  外部系统    http://{counterparts}/ （短信、核验、登记库收到了什么）\n");
        println!("  演示账号列在登录页上，密码都是 {}", identity::DEMO_PASSWORD);
        println!("  按 Ctrl-C 停止\n");
    })
    .await
}

fn config(listen: SocketAddr, data: &Path, database: Option<String>, counterparts: SocketAddr) -> Config {
    Config {
        database: database.unwrap_or_else(|| format!("sqlite:{}", data.join("tongban.db").display())),
        files: data.join("files"),
        key_file: data.join("master.key"),
        listen,
        public_url: format!("http://{listen}"),
        home_region: "990122000000".into(),
        extra_provinces: vec![99],
        demo: true,
        counterparts: format!("http://{counterparts}"),
        site_name: "云江政务服务网".into(),
        ..Config::default()
    }
}

/// A port that is free now, on this machine only.
fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?)
}

/// The process of the counterparts; it ends with this one.
struct Counterparts(Child);

impl Drop for Counterparts {
    fn drop(&mut self) {
        // It may have ended by itself; nothing is left to do then.
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// The counterparts run as their own process, as they do in life.
fn start_sandbox(listen: SocketAddr) -> anyhow::Result<Counterparts> {
    let program = std::env::current_exe().context("the path of this program")?;
    let child = Command::new(program)
        .args(["sandbox", "--listen", &listen.to_string()])
        .env("RUST_LOG", "warn")
        .stdin(Stdio::null())
        .spawn()
        .context("the counterparts cannot be started")?;
    Ok(Counterparts(child))
}

/// Imports people, bodies and items, and makes the histories of the cases on a moved clock. Does nothing when it was
/// done before.
///
/// # Errors
/// What the database or a command answers.
pub async fn make(config: &Config, cases: usize) -> anyhow::Result<()> {
    let now = kernel::Clock::now(&SystemClock);
    // The clock stands before the first case from the start, or the jobs would wait until today.
    let clock = Arc::new(ManualClock::new(seed::beginning(now)));
    let random = Arc::new(SeededRandom::new(20_161_229));
    let rooms = house::build(config.clone(), clock.clone(), random, Some(Arc::new(seed::Silent))).await?;
    rooms.kernel.start(&mut rooms.modules()).await?;
    if seed::made(&rooms).await? {
        return Ok(());
    }
    println!("第一次启动：正在建立云江省（地区、机关、人员、事项）……");
    import(&rooms).await?;
    println!("正在按真实流程生成{cases}件办件，约需半分钟……");
    seed::histories(&rooms, &clock, now, cases).await?;
    seed::mark_made(&rooms).await
}

/// Bodies, staff, people, organisations and the published lists.
pub async fn import(rooms: &Rooms) -> anyhow::Result<()> {
    let bodies = assets::demo("bodies.json")?;
    identity::import_demo(
        &rooms.identity,
        bodies,
        assets::demo("posts_staff.json")?,
        assets::demo("persons.json")?,
        assets::demo("organisations.json")?,
    )
    .await?;
    let known = rooms.identity.bodies().await?;
    let named: Vec<items::Body> = known.iter().map(|b| named(b)).collect();
    let done = items::import_demo(&rooms.catalogue, &assets::packages(), &assets::overlays(), &named)
        .await
        .map_err(Problem::from)?;
    tracing::info!(published = done.published, "items are published");
    Ok(())
}

/// A body as the catalogue knows it.
fn named(body: &identity::Body) -> items::Body {
    items::Body {
        code: body.credit_code.clone(),
        name: body.name.clone(),
        short_name: body.short_name.clone(),
        region: body.region.clone(),
        address: body.address.clone(),
        phone: body.phone.clone(),
        reconsideration: body.reconsideration.clone(),
        court: body.court.clone(),
        path: body.path.clone(),
    }
}
