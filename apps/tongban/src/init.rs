//! `tongban init`: the first installation. It asks or takes a file of answers, writes the configuration, makes keys and
//! database, the first body and its administrator. Run again after it was broken off, it goes on where it stopped.

use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use figment::Figment;
use figment::providers::{Format as _, Toml};
use identity::organise::{BodyFacts, StaffFacts};
use identity::roles::Reach;
use kernel::{Actor, Config, FieldProblem, Id, Problem, SystemClock, SystemRandom};
use serde::Deserialize;

use crate::house::{self, Rooms};
use crate::portal_texts;

/// What the installation must know.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    /// Settings, as in the configuration file; those that are left out keep their defaults.
    pub settings: Settings,
    /// The first body.
    pub body: First,
    /// Its administrator.
    pub admin: Admin,
}

/// The settings that differ from place to place.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// 12-digit region code.
    pub home_region: String,
    /// Name of the site.
    pub site_name: String,
    /// Address under which people reach it.
    pub public_url: String,
    /// Where it listens.
    #[serde(default = "defaults::listen")]
    pub listen: std::net::SocketAddr,
    /// The database.
    #[serde(default = "defaults::database")]
    pub database: String,
    /// The folder of files.
    #[serde(default = "defaults::files")]
    pub files: PathBuf,
    /// The key file.
    #[serde(default = "defaults::key_file")]
    pub key_file: PathBuf,
    /// The counterparts.
    #[serde(default)]
    pub counterparts: String,
    /// Provinces besides the real ones.
    #[serde(default)]
    pub extra_provinces: Vec<u8>,
}

mod defaults {
    use std::net::SocketAddr;
    use std::path::PathBuf;

    use kernel::Config;

    pub(super) fn listen() -> SocketAddr {
        Config::default().listen
    }
    pub(super) fn database() -> String {
        Config::default().database
    }
    pub(super) fn files() -> PathBuf {
        Config::default().files
    }
    pub(super) fn key_file() -> PathBuf {
        Config::default().key_file
    }
}

/// The first body.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct First {
    /// Its legal name.
    pub name: String,
    /// How lists call it.
    #[serde(default)]
    pub short_name: String,
    /// 机关代字.
    pub document_prefix: String,
    /// Unified social credit code.
    pub credit_code: String,
    /// Where it is.
    pub address: String,
    /// Its telephone.
    pub phone: String,
    /// Who decides on reconsideration.
    pub reconsideration: String,
    /// The court.
    pub court: String,
}

/// The first administrator.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Admin {
    /// Name.
    pub name: String,
    /// 工号.
    pub number: String,
    /// Phone.
    pub phone: String,
}

/// The post of the first administrator.
const POST: &str = "平台管理岗";

/// Runs the command.
pub async fn init(config: PathBuf, answers: Option<PathBuf>) -> anyhow::Result<()> {
    let answers = match answers {
        Some(file) => Figment::from(Toml::file_exact(&file))
            .extract()
            .with_context(|| format!("{}写得不对", file.display()))?,
        None => ask()?,
    };
    let written = write_config(&config, &answers.settings)?;
    let loaded = Config::load(Some(&config))?;
    portal_texts::words(&loaded)?;
    let rooms = house::build(loaded, Arc::new(SystemClock), Arc::new(SystemRandom), None).await?;
    rooms.kernel.start(&mut rooms.modules()).await?;
    let password = first_people(&rooms, &answers).await?;
    println!();
    if written {
        println!("配置写在      {}", config.display());
    }
    println!("数据库        {}", shown(&rooms.kernel.config.database));
    println!(
        "密钥文件      {}   和数据库分开备份，丢了谁也解不开",
        rooms.kernel.config.key_file.display()
    );
    println!("管理员        {}（工号{}）", answers.admin.name, answers.admin.number);
    println!("初始密码      {password}   只显示这一次，第一次登录要改");
    println!("\n接下来：");
    println!("  tongban doctor --config {0}   看看还缺什么", config.display());
    println!(
        "  tongban serve --config {0}    启动，然后到{1}/desk登录",
        config.display(),
        answers.settings.public_url
    );
    Ok(())
}

/// The database without a password that may stand in its address.
pub fn shown(database: &str) -> String {
    match (database.split_once("://"), database.rsplit_once('@')) {
        (Some((kind, _)), Some((before, host))) if before.matches(':').count() > 1 => format!("{kind}://…@{host}"),
        _ => database.to_owned(),
    }
}

/// The configuration file with every line explained; an existing one stays when it says the same.
fn write_config(path: &Path, settings: &Settings) -> anyhow::Result<bool> {
    if path.exists() {
        let there = Config::load(Some(path))?;
        anyhow::ensure!(
            there.home_region == settings.home_region && there.database == settings.database,
            "{}已经有了，写的是另一个地区或者另一个数据库。要重新开始，请先把它挪走",
            path.display()
        );
        return Ok(false);
    }
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).with_context(|| format!("建不了文件夹{}", folder.display()))?;
    }
    std::fs::write(path, config_text(settings)).with_context(|| format!("写不了{}", path.display()))?;
    Ok(true)
}

/// Every setting with what it means; JSON strings are TOML strings.
fn config_text(s: &Settings) -> String {
    let text = |value: &str| serde_json::Value::from(value).to_string();
    let path = |value: &Path| text(&value.display().to_string());
    format!(
        "# 通办的配置。每一项的意思看docs/operate.md的“配置”一节，改了以后重新启动\n\n\
         # 数据库：sqlite:路径，或者postgres://用户@主机/库\ndatabase = {}\n\
         # 上传的文件和文书放在哪里\nfiles = {}\n\
         # 主密钥文件，和数据库分开备份\nkey_file = {}\n\
         # 监听的地址\nlisten = {}\n\
         # 大家访问的网址，最后不带斜杠\npublic_url = {}\n\
         # 首页代表的地区，12位\nhome_region = {}\n\
         # 网站名称\nsite_name = {}\n\
         # 短信、身份核验、登记库的地址，没有就空着\ncounterparts = {}\n\
         # 真实省份以外还承认的省份代码前两位，一般空着\nextra_provinces = {:?}\n",
        text(&s.database),
        path(&s.files),
        path(&s.key_file),
        text(&s.listen.to_string()),
        text(&s.public_url),
        text(&s.home_region),
        text(&s.site_name),
        text(&s.counterparts),
        s.extra_provinces,
    )
}

/// The first body with its administrator, as far as they are not there.
async fn first_people(rooms: &Rooms, answers: &Answers) -> anyhow::Result<String> {
    let (identity, actor) = (&rooms.identity, Actor::System("init"));
    let facts = body_facts(answers);
    let bodies = identity.bodies().await?;
    let there = bodies.by_credit_code(&facts.credit_code).map(|b| b.id);
    anyhow::ensure!(
        there.is_some() || bodies.iter().next().is_none(),
        "这个数据库里已经有机构了，不用再初始化。机构和人员请在工作台“机构与人员”里改"
    );
    let body = match there {
        Some(id) => id,
        None => identity
            .create_body(&actor, None, &facts)
            .await
            .map_err(|p| fields("机构", p))?,
    };
    let bodies = identity.bodies().await?;
    let post = match bodies.posts_of(body).into_iter().find(|p| p.name == POST) {
        Some(post) => post.id,
        None => identity.create_post(&actor, body, POST, "management").await?,
    };
    let (staff, password) = administrator(rooms, &actor, body, &answers.admin).await?;
    identity.assign_post(&actor, staff, post, None).await?;
    identity
        .assign_role(&actor, staff, body, "platform_admin", Reach::Region)
        .await?;
    Ok(password)
}

async fn administrator(rooms: &Rooms, actor: &Actor, body: Id, admin: &Admin) -> anyhow::Result<(Id, String)> {
    let identity = &rooms.identity;
    let there = identity
        .staff_of(body)
        .await?
        .into_iter()
        .find(|one| one.number == admin.number);
    if let Some(there) = there {
        anyhow::ensure!(
            there.signed_in_at.is_none(),
            "已经初始化过，管理员{}也登录过。忘了密码，请另一位管理员重置",
            there.name
        );
        return Ok((there.id, identity.reset_password(actor, there.id).await?));
    }
    let facts = StaffFacts {
        number: admin.number.clone(),
        name: admin.name.clone(),
        title: "平台管理员".into(),
        phone: admin.phone.clone(),
        login: String::new(),
    };
    identity
        .create_staff(actor, body, &facts)
        .await
        .map_err(|p| fields("管理员", p))
}

fn body_facts(answers: &Answers) -> BodyFacts {
    let body = &answers.body;
    BodyFacts {
        slug: String::new(),
        name: body.name.clone(),
        short_name: body.short_name.clone(),
        document_prefix: body.document_prefix.clone(),
        kind: "organ".into(),
        credit_code: gbcode::normalise(&body.credit_code),
        region: answers.settings.home_region.clone(),
        address: body.address.clone(),
        phone: body.phone.clone(),
        reconsideration: body.reconsideration.clone(),
        court: body.court.clone(),
        windows: Vec::new(),
    }
}

/// A problem with its fields in one text, for the terminal.
fn fields(what: &str, problem: Problem) -> anyhow::Error {
    if problem.fields.is_empty() {
        return anyhow::anyhow!("{what}：{problem}");
    }
    let line = |f: &FieldProblem| format!("  {}：{}", f.field, f.message);
    let lines: Vec<String> = problem.fields.iter().map(line).collect();
    anyhow::anyhow!("{what}的资料要改：\n{}", lines.join("\n"))
}

/// Asks one question; an empty answer takes the default, where there is one. What `check` does not like is asked again.
fn question(text: &str, default: &str, check: impl Fn(&str) -> Result<(), String>) -> anyhow::Result<String> {
    let mut input = std::io::stdin().lock();
    loop {
        if default.is_empty() {
            print!("{text}：");
        } else {
            print!("{text}（{default}）：");
        }
        std::io::stdout().flush()?;
        let mut line = String::new();
        anyhow::ensure!(input.read_line(&mut line)? > 0, "没有答完，什么也没有建");
        let answer = if line.trim().is_empty() { default } else { line.trim() };
        match check(answer) {
            Ok(()) => return Ok(answer.to_owned()),
            Err(words) => println!("  {words}"),
        }
    }
}

fn filled(answer: &str) -> Result<(), String> {
    if answer.is_empty() {
        Err("请填写".into())
    } else {
        Ok(())
    }
}

fn ask() -> anyhow::Result<Answers> {
    anyhow::ensure!(
        std::io::stdin().is_terminal(),
        "这里没有人可以回答问题，请用--answers指定回答文件，写法看docs/operate.md"
    );
    use gbcode::{CreditCode, Mobile, Provinces, Refusal as _, RegionCode};
    println!("回答下面的问题，建立一个新的通办。括号里是不填时的值。\n");
    let region = |code: &str| match RegionCode::parse(code, &Provinces::REAL) {
        Ok(_) if code.len() == 12 => Ok(()),
        Ok(_) => Err("请填12位，县区的后6位都是0".into()),
        Err(e) => Err(e.sentence()),
    };
    let default = Config::default();
    let settings = Settings {
        home_region: question("地区的区划代码，12位", "", region)?,
        site_name: question("网站名称，比如某某县政务服务网", "", filled)?,
        public_url: question("大家访问的网址", &default.public_url, |url| {
            let sane = url.starts_with("http") && !url.ends_with('/');
            if sane {
                Ok(())
            } else {
                Err("要以http://或者https://开头，最后不带斜杠".into())
            }
        })?,
        listen: question("监听的地址", &default.listen.to_string(), |text| {
            let parsed = text.parse::<std::net::SocketAddr>();
            parsed.map(|_| ()).map_err(|_| "写成127.0.0.1:8080这样".into())
        })?
        .parse()?,
        database: question("数据库", &default.database, |text| {
            let sane = text.starts_with("sqlite:") || text.starts_with("postgres://");
            if sane {
                Ok(())
            } else {
                Err("sqlite:路径，或者postgres://用户@主机/库".into())
            }
        })?,
        files: defaults::files(),
        key_file: defaults::key_file(),
        counterparts: String::new(),
        extra_provinces: Vec::new(),
    };
    println!("\n负责这个平台的机构，以后可以再增设别的：");
    let body = First {
        name: question("全称", "", filled)?,
        short_name: String::new(),
        document_prefix: question("机关代字，文号最前面的几个字", "", filled)?,
        credit_code: question("统一社会信用代码", "", |code| {
            let parsed = CreditCode::parse(&gbcode::normalise(code), &Provinces::REAL);
            parsed.map(|_| ()).map_err(|e| e.sentence())
        })?,
        address: question("地址", "", filled)?,
        phone: question("办公电话", "", filled)?,
        reconsideration: question("复议机关，一般是本级人民政府", "", filled)?,
        court: question("管辖法院", "", filled)?,
    };
    println!("\n第一个管理员，以后由他给别人开账号：");
    let admin = Admin {
        name: question("姓名", "", filled)?,
        number: question("工号", "", filled)?,
        phone: question("手机号", "", |phone| {
            let parsed = Mobile::parse(&Mobile::normalise(phone));
            parsed.map(|_| ()).map_err(|e| e.sentence())
        })?,
    };
    Ok(Answers { settings, body, admin })
}
