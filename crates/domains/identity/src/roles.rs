//! Permissions, and the roles that bundle them: the one table that says who may do what. The scope comes
//! with the assignment of a role to a person at a body.

use kernel::actor::Own;
use kernel::actor::Permission;
use kernel::{Grant, Id, Scope};

use crate::model::Body;

/// The post at which applications wait to be received, whatever item they are of.
pub const WINDOW_POST: &str = "窗口受理岗";

/// See cases.
pub const CASES_SEE: Permission = "cases.see";
/// Receive applications, at a window or online.
pub const CASES_RECEIVE: Permission = "cases.receive";
/// Review, visit, make the result.
pub const CASES_REVIEW: Permission = "cases.review";
/// Decide.
pub const CASES_DECIDE: Permission = "cases.decide";
/// Begin a case ex officio.
pub const CASES_OPEN: Permission = "cases.open";
/// Record a payment.
pub const CASES_PAY: Permission = "cases.pay";
/// Publish and change items.
pub const ITEMS_PUBLISH: Permission = "items.publish";
/// See items that are not public.
pub const ITEMS_SEE: Permission = "items.see";
/// Manage posts and accounts of staff.
pub const IDENTITY_MANAGE: Permission = "identity.manage";
/// See jobs, messages and health.
pub const OPS_SEE: Permission = "ops.see";

/// What is done with a case that is in somebody's hands.
const ON_CASES: [Permission; 5] = [CASES_SEE, CASES_RECEIVE, CASES_REVIEW, CASES_DECIDE, CASES_PAY];

/// Every permission with what it lets one do, as it stands on the page of a person's rights.
pub const PERMISSIONS: [(Permission, &str); 10] = [
    (CASES_SEE, "看办件"),
    (CASES_RECEIVE, "收件和受理"),
    (CASES_REVIEW, "审查、核查和制证"),
    (CASES_DECIDE, "作出决定"),
    (CASES_OPEN, "依职权立案"),
    (CASES_PAY, "登记缴费"),
    (ITEMS_SEE, "看未公布的事项"),
    (ITEMS_PUBLISH, "编制和公布事项"),
    (IDENTITY_MANAGE, "管理岗位和人员账号"),
    (OPS_SEE, "看系统运行情况"),
];

/// A role: its name in data, its name for people, its permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// As it is stored.
    pub name: &'static str,
    /// As people read it.
    pub words: &'static str,
    /// What it allows.
    pub permissions: &'static [Permission],
}

/// All roles.
pub const ROLES: [Role; 8] = [
    Role {
        name: "window_clerk",
        words: "窗口人员",
        permissions: &[CASES_SEE, CASES_RECEIVE, CASES_PAY, ITEMS_SEE],
    },
    Role {
        name: "reviewer",
        words: "审查人员",
        permissions: &[CASES_SEE, CASES_REVIEW, CASES_OPEN, ITEMS_SEE],
    },
    Role {
        name: "approver",
        words: "审批人员",
        permissions: &[CASES_SEE, CASES_REVIEW, CASES_DECIDE, CASES_OPEN, ITEMS_SEE],
    },
    Role {
        name: "item_admin",
        words: "事项管理员",
        permissions: &[ITEMS_SEE, ITEMS_PUBLISH],
    },
    Role {
        name: "supervisor",
        words: "监察员",
        permissions: &[CASES_SEE, ITEMS_SEE],
    },
    Role {
        name: "hall_manager",
        words: "大厅经理",
        permissions: &[CASES_SEE, CASES_RECEIVE, CASES_PAY, ITEMS_SEE],
    },
    Role {
        name: "body_admin",
        words: "单位管理员",
        permissions: &[IDENTITY_MANAGE, ITEMS_SEE],
    },
    Role {
        name: "platform_admin",
        words: "平台管理员",
        permissions: &[IDENTITY_MANAGE, ITEMS_SEE, ITEMS_PUBLISH, OPS_SEE],
    },
];

/// The role of a stored name.
pub fn role(name: &str) -> Option<&'static Role> {
    ROLES.iter().find(|r| r.name == name)
}

/// How far an assignment reaches, as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// What they handle themselves at the body of the post.
    Own,
    /// The body of the post.
    Organisation,
    /// The body and those below it.
    Subtree,
    /// The body's region.
    Region,
}

impl Reach {
    /// All, from narrow to wide.
    pub const ALL: [Self; 4] = [Self::Own, Self::Organisation, Self::Subtree, Self::Region];

    /// Those that a program can have, which handles nothing itself.
    pub const OF_PROGRAMS: [Self; 3] = [Self::Organisation, Self::Subtree, Self::Region];

    /// As it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Organisation => "organisation",
            Self::Subtree => "subtree",
            Self::Region => "region",
        }
    }

    /// As people read it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Own => "本人经办",
            Self::Organisation => "本机构",
            Self::Subtree => "本机构及下级",
            Self::Region => "本区域",
        }
    }

    /// The reach of a stored name; anything unknown is the narrowest.
    pub fn parse(text: &str) -> Self {
        Self::ALL.into_iter().find(|r| r.as_str() == text).unwrap_or(Self::Own)
    }

    /// The scope that it means at a body for somebody who works there.
    pub fn of(self, holder: &Own, body: &Body) -> Scope {
        match self {
            Self::Own => Scope::Own(holder.clone()),
            wider => wider.at(body),
        }
    }

    /// The scope that it means at a body for whoever handles nothing themselves.
    pub fn at(self, body: &Body) -> Scope {
        match self {
            Self::Own => Scope::Organisation(body.path.clone()),
            Self::Organisation => Scope::Organisation(body.path.clone()),
            Self::Subtree => Scope::Subtree(body.path.clone()),
            Self::Region => Scope::Region(body.region.clone()),
        }
    }
}

/// What the roles held at a body allow somebody who works at these posts of it. Only cases can be one's own: who
/// manages, publishes or begins a case does so for the body.
pub fn grants(held: &[(String, Reach)], body: &Body, staff: Id, posts: &[String]) -> Vec<Grant> {
    let permissions = || {
        held.iter()
            .filter_map(|(name, _)| role(name))
            .flat_map(|r| r.permissions)
    };
    let mut posts = posts.to_vec();
    if permissions().any(|p| *p == CASES_RECEIVE) {
        posts.push(WINDOW_POST.to_owned());
    }
    let own = Own {
        organisation: body.path.clone(),
        staff,
        posts,
    };
    let mut out: Vec<Grant> = Vec::new();
    for (name, reach) in held {
        for permission in role(name).map_or(&[][..], |r| r.permissions) {
            let grant = Grant {
                permission: (*permission).to_owned(),
                scope: if ON_CASES.contains(permission) {
                    reach.of(&own, body)
                } else {
                    reach.at(body)
                },
            };
            if !out.contains(&grant) {
                out.push(grant);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_of_a_role_is_declared_and_every_declared_one_is_given_by_a_role() {
        for role in ROLES {
            for permission in role.permissions {
                assert!(PERMISSIONS.iter().any(|(p, _)| p == permission), "{permission}");
            }
        }
        for (permission, _) in PERMISSIONS {
            assert!(
                ROLES.iter().any(|r| r.permissions.contains(&permission)),
                "{permission}"
            );
        }
    }

    #[test]
    fn nobody_decides_by_a_role_that_only_reviews_or_supervises() {
        for name in ["reviewer", "supervisor", "window_clerk", "body_admin"] {
            assert!(!role(name).unwrap().permissions.contains(&CASES_DECIDE), "{name}");
        }
    }
}
