//! `tongban import`: bodies, posts and staff of an installation from files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use identity::{ImportRefusal, OrganisationImport};
use kernel::{Actor, Config, SystemClock, SystemRandom};

use crate::house;

/// Runs the command.
pub async fn import(
    config: Option<PathBuf>,
    bodies: PathBuf,
    staff: Option<PathBuf>,
    passwords: PathBuf,
) -> anyhow::Result<()> {
    let read = |path: &Path| std::fs::read_to_string(path).with_context(|| format!("读不了{}", path.display()));
    let (bodies, staff) = (read(&bodies)?, staff.as_deref().map(read).transpose()?);
    anyhow::ensure!(
        staff.is_none() || !passwords.exists(),
        "{}已经有了。里面可能还有没发出去的初始密码，请先处理掉，或者用--passwords换一个文件",
        passwords.display()
    );
    let config = Config::load(config.as_deref())?;
    let rooms = house::build(config, Arc::new(SystemClock), Arc::new(SystemRandom), None).await?;
    rooms.kernel.start(&mut rooms.modules()).await?;
    let actor = Actor::System("import");
    let done = match rooms
        .identity
        .import_organisation(&actor, &bodies, staff.as_deref())
        .await
    {
        Ok(done) => done,
        Err(ImportRefusal::Faults(faults)) => {
            anyhow::bail!("有{}处要改，什么也没有导入：\n  {}", faults.len(), faults.join("\n  "))
        }
        Err(ImportRefusal::Problem(problem)) => anyhow::bail!("导入停在一半，改好以后再运行一次会接着做：{problem}"),
    };
    // Guides and lists of items learn of the bodies before anything is published for them.
    while kernel::outbox::deliver(&rooms.kernel).await? > 0 {}
    println!(
        "新建机构{}个、岗位{}个、账号{}个，已有的{}个没有动",
        done.bodies, done.posts, done.staff, done.unchanged
    );
    if !done.passwords.is_empty() {
        write_passwords(&passwords, &done)?;
        println!(
            "初始密码在{}，请分发给本人后删掉；第一次登录要换成自己的",
            passwords.display()
        );
    }
    Ok(())
}

/// A file that only its owner can read.
fn write_passwords(path: &Path, done: &OrganisationImport) -> anyhow::Result<()> {
    let mut text = "工号,姓名,初始密码\n".to_owned();
    for line in &done.passwords {
        text.push_str(&line.join(","));
        text.push('\n');
    }
    kernel::keys::write_private(path, &text).with_context(|| format!("写不了{}", path.display()))
}
