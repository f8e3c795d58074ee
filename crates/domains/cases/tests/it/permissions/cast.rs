//! Everybody who may knock at a route: each role at the right body, at a body beside it and in another region, people of
//! the portal, programs, and nobody.

use identity::organise::StaffFacts;
use identity::roles::{ROLES, Reach};
use kernel::{Actor, Id};

use crate::walk::Item;
use crate::world::{As, World};

/// Where a member of the cast stands, seen from the body whose things are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stand {
    /// At the body itself.
    Here,
    /// At another body of the same region.
    Beside,
    /// At a body of another region.
    Elsewhere,
}

/// What a member of the cast is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// Not signed in.
    Nobody,
    /// A person of the portal who has nothing to do with the thing.
    Citizen,
    /// Staff with a post and no role.
    Idle,
    /// Staff with one role.
    Role(&'static str, Stand),
    /// A reviewer of the body who sees only what is theirs.
    Own,
    /// The administrator of the body above, with all below it.
    Above,
    /// A program with every permission of programs in the body's region.
    Program(Stand),
    /// A program at the body with one permission that opens nothing here.
    Bare,
}

/// One of the cast.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) part: Part,
    /// How they ask.
    pub(crate) who: As,
    /// The header of a program.
    pub(crate) bearer: Option<String>,
    /// The account and the login of staff, for whom a program asks at the API.
    pub(crate) staff: Option<(Id, String)>,
}

/// The cast around the body of an item.
pub(crate) struct Cast {
    pub(crate) members: Vec<Member>,
    pub(crate) body: Id,
}

/// 田秀英 of the demo, who has an account and nothing to do with the things.
const STRANGER: &str = "990122194502084525";

const ACTOR: Actor = Actor::System("test");

/// 临溪县水利局, which handles none of the items here, and 雁回市南屏区市场监督管理局.
const BESIDE: &str = "11990122MB07R22H1M";
const ELSEWHERE: &str = "11990202MB06K04N9M";
/// 临溪县人民政府.
const ABOVE: &str = "11990122MB084TLE7Q";

impl Cast {
    pub(crate) async fn around(world: &World, item: &Item, also: &[&Item], number: &mut usize) -> Self {
        let here = body(world, &item.body).await;
        let beside = body(world, BESIDE).await;
        let elsewhere = body(world, ELSEWHERE).await;
        // Who applies in these stories is somebody else.
        let citizen = world.citizen(STRANGER, None).await;
        let mut members = vec![
            Member::plain(Part::Nobody, As::Nobody),
            Member::plain(Part::Citizen, citizen),
        ];
        let items = [item]
            .into_iter()
            .chain(also.iter().copied().filter(|other| other.body == item.body));
        let posts = posts_of(items);
        for (stand, at) in [
            (Stand::Here, here),
            (Stand::Beside, beside),
            (Stand::Elsewhere, elsewhere),
        ] {
            for role in ROLES {
                let (account, login) = hire(world, at, &posts, number).await;
                let given = world
                    .identity
                    .assign_role(&ACTOR, account, at, role.name, Reach::Organisation);
                given.await.unwrap();
                members.push(Member::staff(world, Part::Role(role.name, stand), account, login).await);
            }
        }
        let (account, login) = hire(world, here, &posts, number).await;
        let given = world
            .identity
            .assign_role(&ACTOR, account, here, "reviewer", Reach::Own);
        given.await.unwrap();
        members.push(Member::staff(world, Part::Own, account, login).await);
        let above = world.identity.body_by_credit_code(ABOVE).await.unwrap().id;
        let (account, login) = hire(world, above, &posts, number).await;
        let given = world
            .identity
            .assign_role(&ACTOR, account, above, "platform_admin", Reach::Subtree);
        given.await.unwrap();
        members.push(Member::staff(world, Part::Above, account, login).await);
        let (account, login) = hire(world, here, &posts, number).await;
        members.push(Member::staff(world, Part::Idle, account, login).await);
        let all: Vec<String> = identity::PROGRAM_PERMISSIONS.iter().map(|(p, _)| (*p).into()).collect();
        for (part, at, permissions) in [
            (Part::Program(Stand::Here), here, &all[..]),
            (Part::Program(Stand::Elsewhere), elsewhere, &all[..]),
            (Part::Bare, here, &["items.see".to_owned()][..]),
        ] {
            members.push(Member::program(world, part, at, permissions).await);
        }
        Self { members, body: here }
    }

    /// The one with a part.
    pub(crate) fn with(&self, part: Part) -> &Member {
        self.members.iter().find(|m| m.part == part).unwrap()
    }
}

impl Member {
    pub(crate) fn plain(part: Part, who: As) -> Self {
        Self {
            part,
            who,
            bearer: None,
            staff: None,
        }
    }

    async fn staff(world: &World, part: Part, account: Id, login: String) -> Self {
        Self {
            part,
            who: world.officer(&login).await,
            bearer: None,
            staff: Some((account, login)),
        }
    }

    async fn program(world: &World, part: Part, body: Id, permissions: &[String]) -> Self {
        let name = format!("{part:?}");
        let made = world
            .identity
            .create_program(&ACTOR, body, &name, permissions, Reach::Region)
            .await
            .unwrap();
        let token = world.identity.client_token(&made.0, &made.1, "192.0.2.1").await;
        Self {
            part,
            who: As::Nobody,
            bearer: Some(format!("Bearer {}", token.unwrap().unwrap().access_token)),
            staff: None,
        }
    }
}

async fn body(world: &World, credit_code: &str) -> Id {
    let found = world.identity.body_by_credit_code(credit_code).await;
    found.unwrap().id
}

/// The posts of the items' steps.
fn posts_of<'i>(items: impl Iterator<Item = &'i Item>) -> Vec<String> {
    let steps = items.flat_map(|i| i.handling["steps"].as_array().unwrap());
    let mut posts: Vec<String> = steps.map(|s| s["post"].as_str().unwrap().to_owned()).collect();
    posts.sort();
    posts.dedup();
    posts
}

/// An account with all the posts of the item at a body, which gets them where it lacks them.
async fn hire(world: &World, at: Id, posts: &[String], number: &mut usize) -> (Id, String) {
    *number += 1;
    let facts = StaffFacts {
        number: format!("T{number:04}"),
        name: "许可见".into(),
        phone: format!("1990099{number:04}"),
        ..StaffFacts::default()
    };
    let (account, _) = world.identity.create_staff(&ACTOR, at, &facts).await.unwrap();
    for post in posts {
        let known = world.identity.bodies().await.unwrap();
        let found = known.posts_of(at).iter().find(|p| p.name == *post).map(|p| p.id);
        let post = match found {
            Some(id) => id,
            None => world.identity.create_post(&ACTOR, at, post, "step").await.unwrap(),
        };
        world.identity.assign_post(&ACTOR, account, post, None).await.unwrap();
    }
    (account, facts.number)
}
