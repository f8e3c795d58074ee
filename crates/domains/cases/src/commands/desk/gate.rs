//! Who may lay hands on a case.

use items::{Step, StepKind};
use kernel::actor::Permission;
use kernel::{Actor, Id, Problem, shanghai};

use crate::lifecycle::View;
use crate::model::Case;
use crate::permissions;
use crate::service::{Cases, Loaded};

impl Cases {
    /// Asks something of the rules as things stand, without changing anything.
    pub fn judge<T>(&self, loaded: &Loaded, ask: impl FnOnce(&Case, &View<'_>) -> T) -> T {
        let local = loaded.handled.local();
        let view = loaded.view(&self.days, self.kernel.clock.now(), &local);
        ask(&loaded.case, &view)
    }

    /// The step at which the case stands.
    pub fn current_step(&self, loaded: &Loaded) -> Option<Step> {
        self.judge(loaded, |case, view| view.current_step(case).cloned())
    }
}

/// Who works: the member of staff or the program.
const fn id_of(actor: &Actor) -> Option<Id> {
    match actor {
        Actor::Staff(staff) => Some(staff.id),
        Actor::Client { id, .. } => Some(*id),
        _ => None,
    }
}

/// Who else has taken the case, and since when. Who has done their part of a step for several stands in nobody's way.
pub fn holder<'a>(
    cases: &Cases,
    loaded: &'a Loaded,
    actor: &Actor,
) -> Option<&'a (Id, String, chrono::DateTime<chrono::Utc>)> {
    let claimed = loaded.claimed.as_ref()?;
    let step = cases.current_step(loaded);
    let done = step.is_some_and(|s| loaded.case.workers(&s.id).any(|d| d.by.id == Some(claimed.0)));
    (id_of(actor) != Some(claimed.0) && !done).then_some(claimed)
}

/// The case, if the actor may do something with it that needs the permission.
pub(super) async fn gate(cases: &Cases, actor: &Actor, id: Id, permission: Permission) -> Result<Loaded, Problem> {
    let loaded = cases.load(id).await?;
    actor.require(permission, permissions::SEE, &loaded.place)?;
    free(cases, &loaded, actor)?;
    Ok(loaded)
}

/// 409 when somebody else works on the case.
fn free(cases: &Cases, loaded: &Loaded, actor: &Actor) -> Result<(), Problem> {
    holder(cases, loaded, actor).map_or(Ok(()), |(_, name, at)| {
        let since = shanghai(*at).format("%-m月%-d日 %H:%M");
        Err(
            Problem::new(409, "claimed", format!("{name}在{since}领取了这件，正在办"))
                .detail(format!("您可以看。要接着办，请{name}先放回，再由您领取")),
        )
    })
}

/// The case at its present step, if the actor works at the post of that step.
pub(super) async fn gate_at_step(cases: &Cases, actor: &Actor, id: Id) -> Result<(Loaded, Option<Step>), Problem> {
    let loaded = cases.load(id).await?;
    let step = cases.current_step(&loaded);
    if let Some(problem) = barred(actor, &loaded, step.as_ref()) {
        return Err(problem);
    }
    free(cases, &loaded, actor)?;
    Ok((loaded, step))
}

/// Why an actor may not work at a step: the permission at this place, or the post. Programs have no posts.
pub fn barred(actor: &Actor, loaded: &Loaded, step: Option<&Step>) -> Option<Problem> {
    let permission = match step.map(|s| s.kind) {
        Some(StepKind::Decide) => permissions::DECIDE,
        _ => permissions::REVIEW,
    };
    if let Err(problem) = actor.require(permission, permissions::SEE, &loaded.place) {
        return Some(problem);
    }
    let (Actor::Staff(staff), Some(step)) = (actor, step) else {
        return None;
    };
    (!staff.posts.contains(&step.post)).then(|| {
        let title = format!("“{}”由{}办理，您现在的岗位是{}", step.name, step.post, staff.post);
        Problem::new(403, "another_post", title)
    })
}
