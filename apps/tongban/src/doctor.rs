//! `tongban doctor`: what is wrong with an installation, in plain words, and what to do. It changes nothing.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use chrono::{Datelike as _, TimeDelta};
use kernel::{Clock as _, Config, DatabaseFacts, Db, SystemClock, SystemRandom};

use crate::house::{self, Rooms};
use crate::init::shown;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// As it should be.
    Good,
    /// Works, but somebody should see to it.
    Look,
    /// Keeps the service, or a part of it, from working.
    Bad,
}

/// One finding.
#[derive(Debug, Clone)]
pub struct Finding {
    /// How bad it is.
    pub grade: Grade,
    /// What was looked at.
    pub about: &'static str,
    /// What was found.
    pub found: String,
    /// What to do; empty when nothing.
    pub remedy: String,
}

/// Collects what is found.
#[derive(Debug, Default)]
pub struct Findings(pub Vec<Finding>);

impl Findings {
    fn good(&mut self, about: &'static str, found: impl Into<String>) {
        self.add(Grade::Good, about, found.into(), String::new());
    }

    fn look(&mut self, about: &'static str, found: impl Into<String>, remedy: impl Into<String>) {
        self.add(Grade::Look, about, found.into(), remedy.into());
    }

    fn bad(&mut self, about: &'static str, found: impl Into<String>, remedy: impl Into<String>) {
        self.add(Grade::Bad, about, found.into(), remedy.into());
    }

    fn add(&mut self, grade: Grade, about: &'static str, found: String, remedy: String) {
        self.0.push(Finding {
            grade,
            about,
            found,
            remedy,
        });
    }

    /// The worst grade.
    pub fn worst(&self) -> Grade {
        self.0.iter().map(|f| f.grade).max().unwrap_or(Grade::Good)
    }
}

impl std::fmt::Display for Findings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for one in &self.0 {
            let mark = match one.grade {
                Grade::Good => "正常",
                Grade::Look => "注意",
                Grade::Bad => "有错",
            };
            writeln!(f, "{mark}  {}：{}", one.about, one.found)?;
            if !one.remedy.is_empty() {
                writeln!(f, "      怎么办：{}", one.remedy)?;
            }
        }
        let count = |grade| self.0.iter().filter(|one| one.grade == grade).count();
        match (count(Grade::Bad), count(Grade::Look)) {
            (0, 0) => write!(f, "都正常"),
            (0, look) => write!(f, "能用，有{look}处要留意"),
            (bad, look) => write!(f, "有{bad}处错，{look}处要留意"),
        }
    }
}

/// Runs the command: 0 when it works, 1 when something is wrong.
pub fn run(config: Option<PathBuf>) -> ExitCode {
    let loaded = Config::load(config.as_deref());
    let config = match loaded {
        Ok(config) => config,
        Err(e) => {
            let mut findings = Findings::default();
            findings.bad("配置", e.to_string(), "按docs/operate.md的“配置”一节改，改好再运行一次");
            println!("{findings}");
            return ExitCode::FAILURE;
        }
    };
    let looked = crate::run(async move {
        let findings = examine(config).await;
        println!("{findings}");
        anyhow::ensure!(findings.worst() < Grade::Bad);
        Ok(())
    });
    if looked.is_ok() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Looks at everything that can be looked at.
pub async fn examine(config: Config) -> Findings {
    let mut findings = Findings::default();
    settings(&config, &mut findings);
    key_file(&config.key_file, &mut findings);
    folder("文件夹", &config.files, &mut findings).await;
    calendar(&mut findings);
    backups(&config, &mut findings);
    counterparts(&config, &mut findings).await;
    if database(&config, &mut findings).await && findings.worst() < Grade::Bad {
        inside(config, &mut findings).await;
    }
    findings
}

fn settings(config: &Config, findings: &mut Findings) {
    let local = ["127.0.0.1", "localhost", "[::1]"]
        .iter()
        .any(|h| config.public_url.contains(h));
    if config.demo {
        findings.look(
            "配置",
            "开着演示模式：登录页列出公开的账号，文书注明是演示",
            "正式使用要把demo改成false，并且用新的数据库",
        );
    } else if config.public_url.starts_with("https://") || local {
        findings.good("配置", format!("{}，{}", config.site_name, config.public_url));
    } else {
        findings.look(
            "配置",
            format!("对外网址{}不是https，密码在网上是明文", config.public_url),
            "在前面的反向代理上配好证书，把public_url改成https://开头",
        );
    }
    match crate::portal_texts::words(config) {
        Ok(words) => match words.regions.get(&config.home_region) {
            Some(_) => findings.good("地区", words.regions.full_name(&config.home_region)),
            None => findings.bad(
                "地区",
                format!("地区表里没有{}", config.home_region),
                "核对home_region；地区表在portal文件夹的regions.csv",
            ),
        },
        Err(e) => findings.bad("门户文字", format!("{e:#}"), "按提示改portal文件夹里的文件"),
    }
}

fn key_file(path: &Path, findings: &mut Findings) {
    if !path.exists() {
        let remedy = "新装的先运行tongban init；原来有的请从备份里拿回来，不要让程序生成新的，新的解不开旧数据";
        findings.bad("密钥文件", format!("没有{}", path.display()), remedy);
        return;
    }
    if let Err(e) = kernel::keys::Keys::read(path) {
        findings.bad("密钥文件", e.to_string(), "从备份里拿回原来的密钥文件");
        return;
    }
    #[cfg(unix)]
    if let Ok(about) = std::fs::metadata(path) {
        use std::os::unix::fs::PermissionsExt as _;
        if about.permissions().mode() & 0o077 != 0 {
            let remedy = format!("chmod 600 {}", path.display());
            findings.look("密钥文件", "别的用户也能读", remedy);
            return;
        }
    }
    findings.good("密钥文件", path.display().to_string());
}

/// Gigabytes below which a disk is nearly full.
const LITTLE: f64 = 5.0;

async fn folder(about: &'static str, path: &Path, findings: &mut Findings) {
    if !path.is_dir() {
        let remedy = "新装的不用管，第一次上传时会建；原来有的请检查磁盘是不是没有挂上";
        findings.look(about, format!("没有{}", path.display()), remedy);
        return;
    }
    let trial = path.join(format!(".doctor-{}", std::process::id()));
    let written = tokio::fs::write(&trial, b"tongban").await;
    tokio::fs::remove_file(&trial).await.ok();
    if let Err(e) = written {
        let remedy = format!("让运行程序的用户能写{}，或者清理磁盘", path.display());
        findings.bad(about, format!("写不了{}：{e}", path.display()), remedy);
        return;
    }
    match rustix::fs::statvfs(path) {
        Ok(disk) => {
            let free = disk.f_bavail as f64 * disk.f_frsize as f64 / 1e9;
            if free < LITTLE {
                findings.look(about, format!("只剩{free:.1}GB"), "清理或者扩大磁盘，满了就收不了件");
            } else {
                findings.good(about, format!("{}，还有{free:.0}GB", path.display()));
            }
        }
        Err(_) => findings.good(about, path.display().to_string()),
    }
}

/// Days after which a backup is old.
const OLD: i64 = 2;

fn backups(config: &Config, findings: &mut Findings) {
    let remedy = "每天运行tongban backup，放到另一台机器上，看docs/operate.md的“备份和恢复”";
    match crate::backup::last(config) {
        None => findings.look("备份", "还没有做过", remedy),
        Some(made) => {
            let days = (SystemClock.now() - made.at).num_days();
            let day = kernel::shanghai(made.at).format("%Y-%m-%d %H:%M");
            if days > OLD {
                findings.look("备份", format!("最近一次是{day}，已经{days}天"), remedy);
            } else {
                findings.good("备份", format!("最近一次是{day}"));
            }
        }
    }
}

/// Days before the end of the announced holidays at which somebody should see to it.
const SOON: i64 = 30;

fn calendar(findings: &mut Findings) {
    let Ok(calendar) = workcal::Calendar::from_csv(crate::assets::CALENDAR) else {
        findings.bad("假期表", "程序带的假期表读不懂", "换一个完整的程序文件");
        return;
    };
    let today = kernel::shanghai(SystemClock.now()).date_naive();
    let last = calendar.years().max().unwrap_or_default();
    let until = chrono::NaiveDate::from_ymd_opt(last, 12, 31).unwrap_or(today);
    if !calendar.is_announced(today.year()) {
        findings.bad(
            "假期表",
            format!("没有{}年的放假安排，期限是估算的", today.year()),
            "升级到带今年放假安排的版本",
        );
    } else if (until - today).num_days() < SOON {
        findings.look(
            "假期表",
            format!("只到{last}年，跨年的期限写“约”"),
            "国务院办公厅公布明年的安排以后升级",
        );
    } else {
        findings.good("假期表", format!("到{last}年"));
    }
}

async fn counterparts(config: &Config, findings: &mut Findings) {
    if config.counterparts.is_empty() {
        findings.look(
            "外部系统",
            "没有配置，发不出短信，群众注册不了",
            "按docs/counterparts.md接好短信和身份核验，填counterparts",
        );
        return;
    }
    let asked = identity::Counterparts::new(&config.counterparts).answers().await;
    match asked {
        Ok(()) => findings.good("外部系统", config.counterparts.clone()),
        Err(e) => findings.bad(
            "外部系统",
            format!("{}没有回答：{e}", config.counterparts),
            "看那边的程序开着没有，网络通不通",
        ),
    }
}

/// Whether the database can be looked into.
async fn database(config: &Config, findings: &mut Findings) -> bool {
    if let Some(path) = config.sqlite_file()
        && !path.exists()
    {
        let remedy = "新装的先运行tongban init；原来有的请检查database写的路径";
        findings.bad("数据库", format!("没有{}", path.display()), remedy);
        return false;
    }
    let opened = tokio::time::timeout(Duration::from_secs(15), Db::open(&config.database)).await;
    let db = match opened {
        Ok(Ok(db)) => db,
        Ok(Err(e)) => {
            findings.bad(
                "数据库",
                format!("连不上{}：{e}", shown(&config.database)),
                "看数据库开着没有，地址、用户、口令对不对",
            );
            return false;
        }
        Err(_) => {
            findings.bad("数据库", "15秒没有回答", "看数据库是不是太忙，网络通不通");
            return false;
        }
    };
    let facts = match db.facts(SystemClock.now()).await {
        Ok(facts) => facts,
        Err(e) => {
            findings.bad("数据库", e.to_string(), "检查数据库");
            return false;
        }
    };
    let sound = database_facts(config, &facts, findings);
    db.close().await.ok();
    sound
}

fn database_facts(config: &Config, facts: &DatabaseFacts, findings: &mut Findings) -> bool {
    let behind = (SystemClock.now() - facts.now).abs();
    if behind > TimeDelta::seconds(5) {
        findings.bad(
            "时钟",
            format!("和数据库的时钟差{}秒", behind.num_seconds()),
            "两台机器都开时间同步（chrony），期限靠它",
        );
    } else {
        findings.good("时钟", "和数据库一致");
    }
    if let Some(fault) = &facts.fault {
        findings.bad("数据库", fault.clone(), "停下程序，从备份恢复");
        return false;
    }
    if !facts.utf8 {
        findings.bad("数据库", "编码不是UTF-8", "新建一个UTF-8编码的库再初始化");
        return false;
    }
    findings.good("数据库", format!("{}，{}", shown(&config.database), facts.version));
    true
}

/// What can be seen once files, keys and database answer.
async fn inside(config: Config, findings: &mut Findings) {
    let built = house::build(config, Arc::new(SystemClock), Arc::new(SystemRandom), None).await;
    let rooms = match built {
        Ok(rooms) => rooms,
        Err(e) => {
            findings.bad("启动", format!("{e:#}"), "按提示改");
            return;
        }
    };
    match rooms.kernel.schema(&rooms.modules()).await {
        Ok(schema) if !schema.unknown.is_empty() => {
            let found = format!("有这个程序不认识的改动：{}", schema.unknown.join("、"));
            findings.bad(
                "表结构",
                found,
                "数据库被更新的程序升级过，请用那个版本的程序，或者从备份恢复",
            );
            return;
        }
        Ok(schema) if !schema.missing.is_empty() => {
            let found = format!("还差{}步升级", schema.missing.len());
            findings.look("表结构", found, "启动时会自动升级；升级前先备份");
            return;
        }
        Ok(_) => findings.good("表结构", "是这个版本的"),
        Err(e) => {
            findings.bad("表结构", e.to_string(), "新库请先运行tongban init");
            return;
        }
    }
    match kernel::checkpoint::is_ours(&rooms.kernel).await {
        Ok(true) => findings.good("密钥", "和数据库是一对"),
        Ok(false) => {
            let remedy = "拿回建这个数据库时的密钥文件；另一把什么也解不开";
            findings.bad("密钥", "不是这个数据库的", remedy);
            return;
        }
        Err(e) => findings.bad("数据库", e.to_string(), "检查数据库"),
    }
    if let Err(e) = people(&rooms, findings).await {
        findings.bad("数据库", e.to_string(), "检查数据库");
    }
    if let Err(e) = work(&rooms, findings).await {
        findings.bad("数据库", e.to_string(), "检查数据库");
    }
}

async fn people(rooms: &Rooms, findings: &mut Findings) -> Result<(), kernel::Problem> {
    let bodies = rooms.identity.bodies().await?.iter().count();
    let administrators = rooms.identity.holders_of_role("platform_admin").await?;
    if bodies == 0 {
        findings.bad("机构", "一个也没有", "运行tongban init");
    } else {
        findings.good("机构", format!("{bodies}个"));
    }
    match administrators {
        0 => findings.bad(
            "管理员",
            "没有能登录的平台管理员",
            "运行tongban init，用原来的机构和一个新的工号",
        ),
        1 => findings.look("管理员", "只有1个平台管理员", "再设一个，免得他不在时没有人能管"),
        many => findings.good("管理员", format!("{many}个")),
    }
    let shelf = rooms.catalogue.shelf().await?;
    match shelf.listings().len() {
        0 => findings.look("事项", "还没有公布", "用tongban items import公布，看docs/items.md"),
        many => findings.good("事项", format!("{many}个业务办理项")),
    }
    Ok(())
}

async fn work(rooms: &Rooms, findings: &mut Findings) -> Result<(), kernel::Problem> {
    let kernel = &rooms.kernel;
    match kernel::outbox::dead(kernel.db.read()).await? {
        0 => findings.good("事件", "都送到了"),
        many => findings.bad(
            "事件",
            format!("有{many}件没有送到，文书或者消息没有做出来"),
            "看docs/operate.md的“没送到的事件”，修好原因再重试",
        ),
    }
    let failed: Vec<String> = kernel::jobs::states(kernel.db.read())
        .await?
        .into_iter()
        .filter_map(|job| job.last_error.map(|e| format!("{}：{e}", job.name)))
        .collect();
    if failed.is_empty() {
        findings.good("定时任务", "上次都跑成了");
    } else {
        findings.bad("定时任务", failed.join("；"), "看日志里的原因；下一次会自己再试");
    }
    match rooms.messages.failed().await? {
        0 => findings.good("短信", "没有发不出去的"),
        many => findings.look(
            "短信",
            format!("有{many}条没有发出去"),
            "看短信网关；消息在网站上都看得到",
        ),
    }
    if let Some(newest) = kernel::ledger::newest(kernel.db.read()).await?
        && newest > SystemClock.now() + TimeDelta::minutes(1)
    {
        findings.bad(
            "时钟",
            "账本里最新的一笔在未来：这台机器的时钟往回跳过",
            "先停服务，把时钟调对（chrony），再启动",
        );
    }
    Ok(())
}
