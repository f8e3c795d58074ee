//! Whether everything still says what was written: chains, checkpoints and their copies, files. Everything is
//! read in pages, so memory does not grow with the database.

use std::collections::BTreeMap;
use std::sync::Arc;

use sea_orm::entity::prelude::*;
use sea_orm::{Condition, QueryOrder, QuerySelect};
use serde::Serialize;

use crate::Kernel;
use crate::blobs;
use crate::checkpoint::{self, Line, leaf, row};
use crate::id::{Id, Region};
use crate::ledger::{self, event};
use crate::merkle;
use crate::problem::Problem;

/// Rows of one page.
const PAGE: u64 = 1000;

/// Something that does not say what was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// What was looked at.
    pub about: &'static str,
    /// Where.
    pub place: String,
    /// What is wrong, in plain Chinese.
    pub what: String,
}

/// What was looked at, and the first fault of each kind with how many there are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// How much was looked at.
    pub counts: BTreeMap<&'static str, u64>,
    /// The first fault of each kind.
    pub faults: Vec<Fault>,
    /// How many faults of each kind there are.
    pub found: BTreeMap<&'static str, u64>,
}

impl Report {
    /// Counts one more.
    pub fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    /// Writes a fault down.
    pub fn fault(&mut self, about: &'static str, place: impl ToString, what: impl ToString) {
        let seen = self.found.entry(about).or_default();
        *seen += 1;
        if *seen == 1 {
            self.faults.push(Fault {
                about,
                place: place.to_string(),
                what: what.to_string(),
            });
        }
    }

    /// Whether everything is as it was written.
    pub fn is_clean(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Every chain, stream by stream; `each` sees a stream's events once their chain was verified.
///
/// # Errors
/// What the database or `each` answers.
pub async fn streams(
    kernel: &Kernel,
    report: &mut Report,
    mut each: impl AsyncFnMut(Id, &[event::Model], &mut Report) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let mut held: Vec<event::Model> = Vec::new();
    loop {
        let page = after(kernel, held.last()).await?;
        let ended = page.is_empty();
        for one in page {
            if held.first().is_some_and(|first| first.stream != one.stream) {
                stream(&held, report);
                each(held[0].stream, &held, report).await?;
                held.clear();
            }
            held.push(one);
        }
        if ended {
            break;
        }
    }
    if let Some(first) = held.first() {
        stream(&held, report);
        each(first.stream, &held, report).await?;
    }
    Ok(())
}

async fn after(kernel: &Kernel, last: Option<&event::Model>) -> Result<Vec<event::Model>, Problem> {
    use event::Column::{Region, Seq, Stream};
    let mut asked = event::Entity::find()
        .order_by_asc(Region)
        .order_by_asc(Stream)
        .order_by_asc(Seq)
        .limit(PAGE);
    if let Some(last) = last {
        let here = Condition::all().add(Region.eq(last.region));
        asked = asked.filter(
            Condition::any()
                .add(Region.gt(last.region))
                .add(here.clone().add(Stream.gt(last.stream)))
                .add(here.add(Stream.eq(last.stream)).add(Seq.gt(last.seq))),
        );
    }
    Ok(asked.all(kernel.db.read()).await?)
}

/// The chain of one stream.
pub fn stream(events: &[event::Model], report: &mut Report) {
    let Some(first) = events.first() else { return };
    report.count("事件流");
    *report.counts.entry("事件").or_default() += events.len() as u64;
    if let Err(fault) = ledger::verify(first.stream, events) {
        report.fault(
            "账本",
            format!("{}第{}笔", fault.stream, fault.seq),
            in_words(fault.what),
        );
    }
}

fn in_words(what: &str) -> &'static str {
    match what {
        "an event before this one is missing" => "前面少了一笔",
        "does not continue the event before" => "和前一笔接不上",
        _ => "写下以后被改过",
    }
}

/// Every checkpoint: its number, its signature, its tree, and that the ledger still holds the heads that it binds.
///
/// # Errors
/// What the database answers.
pub async fn checkpoints(kernel: &Kernel, report: &mut Report) -> Result<(), Problem> {
    let mut before: Option<row::Model> = None;
    loop {
        let page = checkpoints_after(kernel, before.as_ref()).await?;
        if page.is_empty() {
            return Ok(());
        }
        for one in page {
            let last = before.as_ref().filter(|b| b.region == one.region);
            checkpoint_itself(kernel, &one, last, report);
            heads(kernel, &one, report).await?;
            before = Some(one);
        }
    }
}

async fn checkpoints_after(kernel: &Kernel, last: Option<&row::Model>) -> Result<Vec<row::Model>, Problem> {
    use row::Column::{Number, Region};
    let mut asked = row::Entity::find()
        .order_by_asc(Region)
        .order_by_asc(Number)
        .limit(PAGE);
    if let Some(last) = last {
        let here = Condition::all().add(Region.eq(last.region)).add(Number.gt(last.number));
        asked = asked.filter(Condition::any().add(Region.gt(last.region)).add(here));
    }
    Ok(asked.all(kernel.db.read()).await?)
}

fn checkpoint_itself(kernel: &Kernel, one: &row::Model, last: Option<&row::Model>, report: &mut Report) {
    report.count("检查点");
    let place = format!("{}第{}个", one.region, one.number);
    if one.number != last.map_or(0, |l| l.number) + 1 {
        report.fault("检查点", &place, "前面少了一个");
    } else if last.map_or_else(|| vec![0; 32], |l| l.hash.clone()) != one.prev {
        report.fault("检查点", &place, "和前一个接不上");
    }
    let hash = checkpoint::hash(one.region, one.number, one.at, one.leaves, &one.root, &one.prev);
    if hash[..] != one.hash[..] || !checkpoint::is_signed(kernel.keys.public_key(), &hash, &one.signature) {
        report.fault("检查点", &place, "签名不对：被改过，或者不是用这个密钥签的");
    }
}

async fn heads(kernel: &Kernel, one: &row::Model, report: &mut Report) -> Result<(), Problem> {
    let db = kernel.db.read();
    let leaves = leaf::Entity::find()
        .filter(leaf::Column::Region.eq(one.region))
        .filter(leaf::Column::Number.eq(one.number))
        .order_by_asc(leaf::Column::Stream)
        .order_by_asc(leaf::Column::Seq)
        .all(db)
        .await?;
    let hashes: Vec<_> = leaves
        .iter()
        .map(|l| checkpoint::head(l.region, l.stream, l.seq, &l.hash))
        .collect();
    if merkle::root(&hashes)[..] != one.root[..] || leaves.len() as i64 != one.leaves {
        let place = format!("{}第{}个", one.region, one.number);
        report.fault("检查点", place, "绑定的清单被改过");
    }
    for bound in leaves {
        report.count("绑定的流");
        let there: Option<Vec<u8>> = event::Entity::find_by_id((bound.region, bound.stream, bound.seq))
            .select_only()
            .column(event::Column::Hash)
            .into_tuple()
            .one(db)
            .await?;
        let place = format!("{}第{}笔", bound.stream, bound.seq);
        match there {
            None => report.fault(
                "账本",
                place,
                format!("不见了，{}第{}个检查点里有它", one.region, one.number),
            ),
            Some(hash) if hash != bound.hash => {
                report.fault(
                    "账本",
                    place,
                    format!("和{}第{}个检查点里的不一样", one.region, one.number),
                );
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// The copies that were kept outside of the database: each must be there, so that an older database is noticed.
///
/// # Errors
/// What the database answers; a file that cannot be read.
pub async fn copies(kernel: &Kernel, report: &mut Report) -> Result<(), Problem> {
    let path = checkpoint::copies(&kernel.config);
    let text = match tokio::fs::read_to_string(&path).await {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(Problem::internal(format!("{}: {e}", path.display()))),
    };
    let count = text.lines().count();
    for (at, text) in text.lines().enumerate() {
        let Ok(line) = serde_json::from_str::<Line>(text) else {
            // The last line may be half written, when the machine stopped in that moment.
            if at + 1 < count {
                report.fault("检查点副本", format!("第{}行", at + 1), "读不懂");
            }
            continue;
        };
        report.count("检查点副本");
        let place = format!("{}第{}个", Region(line.region), line.number);
        let there = row::Entity::find_by_id((Region(line.region), line.number))
            .one(kernel.db.read())
            .await?;
        match there {
            None => report.fault(
                "检查点副本",
                place,
                "库外有，库里没有：数据库比副本旧，可能被换成了以前的",
            ),
            Some(one) if Line::from(&one) != line => report.fault("检查点副本", place, "和库里的不一样"),
            Some(_) => {}
        }
    }
    Ok(())
}

/// Every file that the database knows is there and says what it said.
///
/// # Errors
/// What the database answers.
pub async fn files(kernel: &Arc<Kernel>, report: &mut Report) -> Result<(), Problem> {
    use blobs::row::{Column, Entity, Model};
    let mut last: Option<Model> = None;
    loop {
        let mut asked = Entity::find()
            .order_by_asc(Column::Region)
            .order_by_asc(Column::Digest)
            .limit(PAGE);
        if let Some(last) = &last {
            let here = Condition::all()
                .add(Column::Region.eq(last.region))
                .add(Column::Digest.gt(last.digest.clone()));
            asked = asked.filter(Condition::any().add(Column::Region.gt(last.region)).add(here));
        }
        let page = asked.all(kernel.db.read()).await?;
        if page.is_empty() {
            return Ok(());
        }
        for one in page {
            report.count("文件");
            if let Err(problem) = kernel.blobs.get(one.region, &one.digest).await {
                let changed = problem.cause.is_some_and(|c| c.contains("was changed"));
                let what = if changed {
                    "内容被改过"
                } else {
                    "不见了，或者读不出来"
                };
                report.fault("文件", format!("{}/{}", one.region, one.digest), what);
            }
            last = Some(one);
        }
    }
}

/// Numbers of a series: each of 1 to n once.
#[derive(Debug, Clone, Copy, Default)]
pub struct Series {
    count: u64,
    most: u64,
    sum: u128,
}

impl Series {
    /// One more number.
    pub fn add(&mut self, number: u64) {
        self.count += 1;
        self.most = self.most.max(number);
        self.sum += u128::from(number);
    }

    /// What is wrong with the numbers, if something is.
    pub fn fault(&self) -> Option<String> {
        let whole = u128::from(self.most) * (u128::from(self.most) + 1) / 2;
        match self.count.cmp(&self.most) {
            std::cmp::Ordering::Less => Some(format!("最大是{}号，只有{}个：中间有空号", self.most, self.count)),
            std::cmp::Ordering::Greater => Some(format!("最大是{}号，却有{}个：有重号", self.most, self.count)),
            std::cmp::Ordering::Equal if self.sum != whole => Some("有重号，也有空号".into()),
            std::cmp::Ordering::Equal => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_tells_gaps_and_doubles() {
        let of = |numbers: &[u64]| {
            let mut series = Series::default();
            for number in numbers {
                series.add(*number);
            }
            series.fault()
        };
        assert_eq!(of(&[2, 1, 3]), None);
        assert!(of(&[1, 3]).is_some_and(|f| f.contains("空号")));
        assert!(of(&[1, 1]).is_some_and(|f| f.contains("重号")));
        assert!(of(&[1, 1, 3]).is_some_and(|f| f.contains("也有空号")));
    }
}
