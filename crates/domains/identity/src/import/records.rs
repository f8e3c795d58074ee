//! What the files of an import say: bodies, posts, staff, and of a demonstration also people and organisations.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::model::Window;
use crate::roles::{self, Reach};

#[derive(Deserialize)]
pub(crate) struct Bodies {
    pub(crate) bodies: Vec<BodyRecord>,
}

#[derive(Deserialize)]
pub(crate) struct BodyRecord {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) short_name: String,
    pub(crate) document_prefix: String,
    pub(crate) kind: String,
    pub(crate) credit_code: String,
    pub(crate) region: String,
    pub(crate) parent: Option<String>,
    pub(crate) address: String,
    pub(crate) phone: String,
    pub(crate) reconsideration_organ: String,
    pub(crate) court: String,
    #[serde(default)]
    pub(crate) windows: Vec<Window>,
}

#[derive(Deserialize)]
pub(crate) struct PostsStaff {
    pub(crate) posts: Vec<PostRecord>,
    pub(crate) staff: Vec<StaffRecord>,
}

#[derive(Deserialize)]
pub(crate) struct PostRecord {
    pub(crate) body: String,
    pub(crate) post: String,
    pub(crate) kind: String,
}

#[derive(Deserialize)]
pub(crate) struct HeldRecord {
    pub(crate) body: String,
    pub(crate) post: String,
}

#[derive(Deserialize)]
pub(crate) struct StaffRecord {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) login: String,
    pub(crate) body: String,
    pub(crate) title: String,
    pub(crate) posts: Vec<HeldRecord>,
    pub(crate) roles: Vec<String>,
    pub(crate) scope: String,
    pub(crate) phone: String,
    pub(crate) status: String,
}

#[derive(Deserialize)]
pub(crate) struct Persons {
    pub(crate) persons: Vec<PersonRecord>,
}

#[derive(Deserialize)]
pub(crate) struct PersonRecord {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) id_number: String,
    pub(crate) phone: String,
    pub(crate) address: String,
    pub(crate) region: String,
    pub(crate) account: bool,
    pub(crate) login_title: Option<String>,
    #[serde(default)]
    pub(crate) unregistered: bool,
}

#[derive(Deserialize)]
pub(crate) struct Organisations {
    pub(crate) organisations: Vec<OrganisationRecord>,
}

#[derive(Deserialize)]
pub(crate) struct OrganisationRecord {
    pub(crate) name: String,
    pub(crate) credit_code: String,
    pub(crate) kind: String,
    pub(crate) legal_representative: String,
    pub(crate) address: String,
    pub(crate) region: String,
    pub(crate) phone: String,
    pub(crate) agents: Vec<AgentRecord>,
}

#[derive(Deserialize)]
pub(crate) struct AgentRecord {
    pub(crate) person: String,
    pub(crate) until: NaiveDate,
    pub(crate) may: Vec<String>,
}

impl PostsStaff {
    /// The bodies with a one-stop window (一窗受理): whoever stands there receives for all bodies of its region.
    pub(crate) fn halls(&self) -> HashSet<&str> {
        let windows = self.posts.iter().filter(|p| p.post == "综合窗口");
        windows.map(|p| p.body.as_str()).collect()
    }
}

impl StaffRecord {
    /// The known roles with the bodies where they are held, and how far they reach there.
    pub(crate) fn held_roles<'s>(&'s self, halls: &HashSet<&str>) -> Vec<(&'s str, &'s str, Reach)> {
        let posts = self.posts.iter().map(|p| p.body.as_str());
        let at: HashSet<&str> = posts.chain([self.body.as_str()]).collect();
        let mut held = Vec::new();
        for body in at {
            for role in self.roles.iter().filter(|r| roles::role(r).is_some()) {
                let hall = halls.contains(body) && matches!(role.as_str(), "window_clerk" | "hall_manager");
                // `own` is the narrowest that can be asked of a thing nobody has taken yet: the body, and a step's
                // post is asked for besides.
                let reach = if hall { Reach::Region } else { Reach::parse(&self.scope) };
                held.push((body, role.as_str(), reach));
            }
        }
        held
    }
}
