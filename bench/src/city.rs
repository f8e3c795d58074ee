//! A city of a million at its peak: 235 requests a second, nine reads to one write, this program and its database on one
//! machine. The requests come when they come, whether or not the earlier ones are answered.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use crate::figure::{Figure, Times};
use crate::load::{Connection, request};
use crate::world::World;

const A_SECOND: u32 = 235;
const CONNECTIONS: usize = 64;

pub async fn measure(world: &World, database: &'static str, seconds: u64) -> anyhow::Result<Vec<Figure>> {
    let work = world.work();
    let requests = Arc::new(Requests::of(world).await?);
    let mut idle = Vec::new();
    for _ in 0..CONNECTIONS {
        idle.push(Connection::open(world.address).await?);
    }
    let idle = Arc::new(Mutex::new(idle));
    let total = u64::from(A_SECOND) * seconds;
    let begun = Instant::now();
    let mut under_way = tokio::task::JoinSet::new();
    let (mut times, mut kinds, mut errors) = (Times::default(), BTreeMap::new(), 0_usize);
    for n in 0..total {
        let due = Duration::from_secs_f64(n as f64 / f64::from(A_SECOND));
        tokio::time::sleep_until((begun + due).into()).await;
        let (requests, idle) = (requests.clone(), idle.clone());
        under_way.spawn(async move { one(&requests, &idle, n, begun + due).await });
        while let Some(done) = under_way.try_join_next() {
            tally(done, &mut times, &mut kinds, &mut errors);
        }
    }
    while let Some(done) = under_way.join_next().await {
        tally(done, &mut times, &mut kinds, &mut errors);
    }
    let rate = times.count() as f64 / begun.elapsed().as_secs_f64();
    work.end().await;
    let kinds: Vec<String> = kinds
        .iter_mut()
        .map(|(kind, times)| format!("{kind} {:.1}", times.part(0.5)))
        .collect();
    let remark = format!(
        "{rate:.0} requests/s for {seconds} s, median {:.1} ms ({}), {errors} errors",
        times.part(0.5),
        kinds.join(", ")
    );
    Ok(vec![
        Figure::at_most("a city of a million at its peak, p99", times.part(0.99), "ms", 200.0)
            .on(database)
            .remark(remark),
        Figure::at_most("the same, errors", errors as f64, "", 0.0).on(database),
    ])
}

type Done = anyhow::Result<(&'static str, Duration)>;

fn tally(
    done: Result<Done, tokio::task::JoinError>,
    times: &mut Times,
    kinds: &mut BTreeMap<&'static str, Times>,
    errors: &mut usize,
) {
    match done {
        Ok(Ok((kind, time))) => {
            times.add(time);
            kinds.entry(kind).or_default().add(time);
        }
        _ => *errors += 1,
    }
}

/// One request on a connection that is free; the time counts from when it was due.
async fn one(requests: &Requests, idle: &Mutex<Vec<Connection>>, n: u64, due: Instant) -> Done {
    let free = idle.lock().await.pop();
    let mut connection = match free {
        Some(connection) => connection,
        None => Connection::open(requests.to).await?,
    };
    let (kind, request) = requests.at(n);
    let answer = connection.ask(&request).await?;
    let time = due.elapsed();
    anyhow::ensure!(answer.status < 400, "{}", answer.status);
    idle.lock().await.push(connection);
    Ok((kind, time))
}

/// What is asked for, in turn.
struct Requests {
    to: std::net::SocketAddr,
    reads: Vec<(&'static str, String)>,
    headers: Vec<(&'static str, String)>,
    application: String,
}

impl Requests {
    async fn of(world: &World) -> anyhow::Result<Self> {
        let (citizen, clerk) = (world.citizen().await?, world.clerk().await?);
        let guide = request("GET", &format!("/guide/{}", world.code()), &[], "");
        let page = |path: &str, cookie: &str| request("GET", path, &[("cookie", cookie)], "");
        let word = |text: &str| {
            let encoded = web::ui::context::encode(text);
            request("GET", &format!("/search?q={encoded}"), &[], "")
        };
        let reads = vec![
            ("guide", guide.clone()),
            ("search", word("开饭店要什么证")),
            ("my cases", page("/my/cases", &citizen)),
            ("worklist", page("/desk?tab=received", &clerk)),
            ("guide", guide.clone()),
            ("search", word("身份证丢了")),
            ("my page", page("/my", &citizen)),
            ("worklist", page("/desk?tab=all", &clerk)),
            ("guide", guide),
        ];
        Ok(Self {
            to: world.address,
            reads,
            headers: vec![
                ("authorization", world.authorization()),
                ("content-type", "application/json".into()),
            ],
            application: world.application(),
        })
    }

    /// Every tenth is an application.
    fn at(&self, n: u64) -> (&'static str, String) {
        let turn = (n % 10) as usize;
        if let Some(read) = self.reads.get(turn) {
            return read.clone();
        }
        let key = format!("city-{n}");
        let mut headers: Vec<(&str, &str)> = self.headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
        headers.push(("idempotency-key", &key));
        (
            "submission",
            request("POST", "/api/v1/cases", &headers, &self.application),
        )
    }
}
