//! 领取 and 放回: who works on a case, so that two do not do the same.

use std::sync::Arc;

use kernel::{Actor, Id, Problem, Staff, shanghai};

use crate::permissions;
use crate::service::{Cases, WINDOW_POST};
use crate::store::file;

/// The posts whose work an officer may do: those of the items' steps, and the window's for whoever may receive.
pub fn posts(actor: &Actor, staff: &Staff) -> Vec<String> {
    let mut posts = staff.posts.clone();
    if actor.holds(permissions::RECEIVE) && !posts.iter().any(|p| p == WINDOW_POST) {
        posts.push(WINDOW_POST.to_owned());
    }
    posts
}

/// Takes a case of one of the officer's posts. Taking it again changes nothing.
pub async fn claim(cases: &Arc<Cases>, actor: &Actor, id: Id) -> Result<(), Problem> {
    let staff = actor.staff()?.clone();
    let row = file::find(cases.kernel.db.read(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    actor.require(permissions::SEE, permissions::SEE, &file::place(&row))?;
    if row.post.is_empty() {
        return Err(Problem::new(409, "nothing_to_do", "这件现在没有要办的，不用领取"));
    }
    if !posts(actor, &staff).contains(&row.post) {
        let title = format!("这件现在由{}办理，您现在的岗位是{}", row.post, staff.post);
        return Err(Problem::new(403, "another_post", title));
    }
    if take(cases, id, Some(&staff), staff.id).await? {
        return Ok(());
    }
    let now = file::find(cases.kernel.db.read(), id).await?;
    let who = now.and_then(|row| row.claimed_name.zip(row.claimed_at));
    Err(Problem::new(
        409,
        "claimed",
        who.map_or_else(
            || "刚才有人动了这件，请再领一次".to_owned(),
            |(name, at)| format!("{name}在{}先领取了这件", shanghai(at).format("%-m月%-d日 %H:%M")),
        ),
    ))
}

/// Lets go of a case, so that others of the post can take it.
pub async fn release(cases: &Arc<Cases>, actor: &Actor, id: Id) -> Result<(), Problem> {
    let staff = actor.staff()?.clone();
    let loaded = cases.load(id).await?;
    actor.require(permissions::SEE, permissions::SEE, &loaded.place)?;
    if take(cases, id, None, staff.id).await? {
        Ok(())
    } else {
        Err(Problem::new(409, "claimed", "这件不是您领取的，不能由您放回"))
    }
}

async fn take(cases: &Arc<Cases>, id: Id, officer: Option<&Staff>, by: Id) -> Result<bool, Problem> {
    let officer = officer.map(|staff| (staff.id, staff.name.clone()));
    let now = cases.kernel.clock.now();
    cases
        .kernel
        .db
        .write(move |tx| Box::pin(async move { file::claim(tx, id, officer, by, now).await }))
        .await
}
