//! Who acts, and what they may do where. A permission alone says nothing: it is always held within a scope,
//! and a thing is always asked for together with the place where it belongs.

use serde::{Deserialize, Serialize};

use crate::id::Id;
use crate::problem::Problem;

/// The name of a permission, declared by the module that checks it.
pub type Permission = &'static str;

/// Where a thing belongs: its region, and the organisation that is responsible with the path of its ancestors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// 12-digit region code.
    pub region: String,
    /// The organisation's path from the root, ids separated and ended by `/`.
    pub organisation: String,
    /// In whose hands it is.
    pub hands: Hands,
}

impl Place {
    /// A place of something that is in nobody's hands.
    pub fn at(region: impl Into<String>, organisation: impl Into<String>) -> Self {
        Self {
            region: region.into(),
            organisation: organisation.into(),
            hands: Hands::default(),
        }
    }
}

/// In whose hands a thing is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hands {
    /// Who has taken it or has worked on it.
    pub people: Vec<Id>,
    /// The post at which it waits for somebody to take it.
    pub post: Option<String>,
}

/// What is somebody's own: what they have in hand or had, and what waits at their posts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Own {
    /// Their body, by its path.
    pub organisation: String,
    /// Who.
    pub staff: Id,
    /// Their posts there.
    pub posts: Vec<String>,
}

impl Own {
    fn covers(&self, place: &Place) -> bool {
        let waits = place.hands.post.as_ref().is_some_and(|post| self.posts.contains(post));
        place.organisation == self.organisation && (waits || place.hands.people.contains(&self.staff))
    }
}

/// How far a permission reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "of", rename_all = "snake_case")]
pub enum Scope {
    /// Only what the holder handles themself.
    Own(Own),
    /// One organisation, by its path.
    Organisation(String),
    /// An organisation and everything below it, by its path.
    Subtree(String),
    /// A region and everything in it, by its 12-digit code.
    Region(String),
}

impl Scope {
    /// Whether the place lies inside.
    pub fn covers(&self, place: &Place) -> bool {
        match self {
            Self::Own(own) => own.covers(place),
            Self::Organisation(path) => place.organisation == *path,
            Self::Subtree(path) => place.organisation.starts_with(path.as_str()),
            Self::Region(code) => region_prefix(code).is_some_and(|prefix| place.region.starts_with(prefix)),
        }
    }
}

/// The digits that the codes of all places in a region begin with; `None` for what is no code, which covers nothing.
pub fn region_prefix(code: &str) -> Option<&str> {
    let region = gbcode::RegionCode::well_formed(code).ok()?;
    code.get(..region.significant().len())
}

/// A permission within a scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Which permission.
    pub permission: String,
    /// How far it reaches.
    pub scope: Scope,
}

/// How sure we are of who somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Assurance {
    /// A phone that answered.
    L1,
    /// Identity facts compared.
    L2,
    /// Face, card or window.
    L3,
    /// Certificate.
    L4,
}

/// A person who is signed in to the portal, perhaps acting for an organisation.
#[derive(Debug, Clone)]
pub struct Citizen {
    /// The person's id.
    pub person: Id,
    /// The person's name.
    pub name: String,
    /// How sure we are.
    pub assurance: Assurance,
    /// The organisation they act for at present, with its name.
    pub organisation: Option<(Id, String)>,
}

/// A member of staff at one of their posts.
#[derive(Debug, Clone)]
pub struct Staff {
    /// The person's id.
    pub id: Id,
    /// Their name.
    pub name: String,
    /// The key of the post they work at now, and its name.
    pub post_id: String,
    /// The name of that post.
    pub post: String,
    /// All their posts: key and name with the body, to switch between.
    pub choices: Vec<(String, String)>,
    /// The names of the posts of item steps that they may work on.
    pub posts: Vec<String>,
    /// The body of that post: id, name and place.
    pub body: Id,
    /// The body's name.
    pub body_name: String,
    /// Where the body stands.
    pub place: Place,
    /// What the post allows.
    pub grants: Vec<Grant>,
}

/// Whoever acts.
#[derive(Debug, Clone)]
pub enum Actor {
    /// Nobody is signed in.
    Visitor,
    /// A person of the portal.
    Citizen(Citizen),
    /// A member of staff.
    Staff(Staff),
    /// A program with its own credentials and scopes.
    Client {
        /// Its id.
        id: Id,
        /// Its name.
        name: String,
        /// What it may do.
        grants: Vec<Grant>,
    },
    /// What happens because the law says so, without anybody deciding.
    Law,
    /// The platform itself, named by the job or command.
    System(&'static str),
}

impl Actor {
    /// The text that stands in the ledger: kind and id, never a name or number.
    pub fn ledger_name(&self) -> String {
        match self {
            Self::Visitor => "visitor".into(),
            Self::Citizen(c) => match &c.organisation {
                Some((organisation, _)) => format!("person:{}@{organisation}", c.person),
                None => format!("person:{}", c.person),
            },
            Self::Staff(s) => format!("staff:{}@{}", s.id, s.body),
            Self::Client { id, .. } => format!("client:{id}"),
            Self::Law => "law".into(),
            Self::System(what) => format!("system:{what}"),
        }
    }

    /// How the actor is called on a page.
    pub fn display_name(&self) -> &str {
        match self {
            Self::Visitor => "访客",
            Self::Citizen(c) => c.organisation.as_ref().map_or(c.name.as_str(), |(_, name)| name),
            Self::Staff(s) => &s.name,
            Self::Client { name, .. } => name,
            Self::Law => "依法自动",
            Self::System(_) => "系统",
        }
    }

    /// The person of the portal, or the problem that asks to sign in.
    pub fn citizen(&self) -> Result<&Citizen, Problem> {
        match self {
            Self::Citizen(citizen) => Ok(citizen),
            _ => Err(Problem::unauthenticated()),
        }
    }

    /// The member of staff, or the problem that asks to sign in.
    pub fn staff(&self) -> Result<&Staff, Problem> {
        match self {
            Self::Staff(staff) => Ok(staff),
            _ => Err(Problem::unauthenticated()),
        }
    }

    /// The grants held.
    pub fn grants(&self) -> &[Grant] {
        match self {
            Self::Staff(staff) => &staff.grants,
            Self::Client { grants, .. } => grants,
            _ => &[],
        }
    }

    /// Whether the permission is held anywhere at all: the first gate of a route.
    pub fn holds(&self, permission: &str) -> bool {
        matches!(self, Self::System(_)) || self.grants().iter().any(|g| g.permission == permission)
    }

    /// Whether the permission reaches the place.
    pub fn may(&self, permission: &str, place: &Place) -> bool {
        matches!(self, Self::System(_))
            || self
                .grants()
                .iter()
                .any(|g| g.permission == permission && g.scope.covers(place))
    }

    /// Like `may`, as a problem. Who may not even see the thing is told that it does not exist.
    pub fn require(&self, permission: &str, see: &str, place: &Place) -> Result<(), Problem> {
        if self.may(permission, place) {
            Ok(())
        } else if self.may(see, place) {
            Err(Problem::forbidden())
        } else {
            Err(Problem::not_found())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(region: &str, organisation: &str) -> Place {
        Place::at(region, organisation)
    }

    #[test]
    fn a_region_covers_what_lies_in_it_and_nothing_beside_it() {
        let prefecture = Scope::Region("990100000000".into());
        assert!(prefecture.covers(&place("990122000000", "/")));
        assert!(prefecture.covers(&place("990100000000", "/")));
        assert!(!prefecture.covers(&place("990222000000", "/")));
        assert!(Scope::Region("990000000000".into()).covers(&place("990222103000", "/")));
        // Villages are numbered from 200, and 990122100 ends in a zero of its own.
        let township = Scope::Region("990122100000".into());
        assert!(township.covers(&place("990122100203", "/")));
        assert!(!township.covers(&place("990122101203", "/")));
        assert!(!Scope::Region(String::new()).covers(&place("990122101203", "/")));
    }

    #[test]
    fn an_organisation_is_not_its_neighbour_with_a_longer_name() {
        assert!(Scope::Subtree("/a/".into()).covers(&place("", "/a/b/")));
        assert!(!Scope::Subtree("/a/".into()).covers(&place("", "/ab/")));
        assert!(!Scope::Organisation("/a/".into()).covers(&place("", "/a/b/")));
    }

    #[test]
    fn ones_own_is_what_one_has_in_hand_and_what_waits_at_ones_post() {
        let id = |n: u8| -> Id { format!("01890000-0000-8000-8000-0000000000{n:02}").parse().unwrap() };
        let own = Scope::Own(Own {
            organisation: "/a/".into(),
            staff: id(1),
            posts: vec!["审查岗".into()],
        });
        let at = |organisation: &str, people: &[Id], post: Option<&str>| Place {
            hands: Hands {
                people: people.to_vec(),
                post: post.map(Into::into),
            },
            ..place("990122000000", organisation)
        };
        assert!(own.covers(&at("/a/", &[id(1)], None)));
        assert!(
            own.covers(&at("/a/", &[id(2)], Some("审查岗"))),
            "others had it before, now it waits"
        );
        assert!(!own.covers(&at("/a/", &[id(2)], None)), "a colleague has taken it");
        assert!(!own.covers(&at("/a/", &[], Some("审批岗"))));
        assert!(!own.covers(&at("/b/", &[id(1)], Some("审查岗"))), "another body");
        assert!(!own.covers(&at("/a/", &[], None)));
    }
}
