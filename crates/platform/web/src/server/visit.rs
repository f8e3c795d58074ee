//! What a handler knows of its request: who asks, in which session, how they like to read.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use kernel::{Actor, Citizen, Kernel, MenuEntry, Problem, Staff, shanghai};

use super::session::{Sessions, row};
use crate::ui::{self, DeskContext, PageContext, PostChoice, Room, Site};

/// The two faces of the house; which one a path belongs to decides whose session counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// For people.
    Portal,
    /// For staff.
    Desk,
    /// For programs.
    Api,
}

impl Face {
    /// The face of a path.
    pub fn of(path: &str) -> Self {
        if path.starts_with("/desk") {
            Self::Desk
        } else if path.starts_with("/api/") {
            Self::Api
        } else {
            Self::Portal
        }
    }
}

/// A visit: handlers take it as an argument.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Who asks.
    pub actor: Actor,
    /// Their session, if they are signed in.
    pub session: Option<row::Model>,
    /// Path and query.
    pub path: String,
    /// Large type.
    pub large: bool,
    /// High contrast.
    pub contrast: bool,
    /// The number that finds this request in the log.
    pub request: String,
    /// What the whole house knows.
    pub house: Arc<Shared>,
}

/// What every visit shares.
#[derive(Debug)]
pub struct Shared {
    /// The kernel.
    pub kernel: Arc<Kernel>,
    /// The portal.
    pub site: Arc<Site>,
    /// The sessions.
    pub sessions: Sessions,
    /// The rooms of the desk.
    pub menu: Vec<MenuEntry>,
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| Problem::internal("a route outside the house"))
    }
}

impl Visit {
    /// The person, or the problem that leads to sign-in.
    pub fn citizen(&self) -> Result<&Citizen, Problem> {
        self.actor.citizen()
    }

    /// The member of staff, or the problem that leads to sign-in.
    pub fn staff(&self) -> Result<&Staff, Problem> {
        self.actor.staff()
    }

    /// The frame of a portal page; `nav` is the address of its column.
    pub fn page(&self, nav: &str) -> PageContext {
        let person = match &self.actor {
            Actor::Citizen(_) => Some(self.actor.display_name().to_owned()),
            _ => None,
        };
        PageContext {
            site: self.house.site.clone(),
            path: self.path.clone(),
            large: self.large,
            contrast: self.contrast,
            person,
            nav: Some(nav.to_owned()),
            csrf: String::new(),
        }
    }

    /// The frame of a desk page; `room` is the address of its entry in the rail.
    pub fn desk(&self, room: &str) -> DeskContext {
        let site = self.house.site.clone();
        let now = shanghai(self.house.kernel.clock.now());
        let mut context = DeskContext {
            path: self.path.clone(),
            room: Some(room.to_owned()),
            today: ui::fmt::date_bar(now.date_naive()),
            contrast: self.contrast,
            large: self.large,
            site,
            ..DeskContext::default()
        };
        if let Actor::Staff(staff) = &self.actor {
            context.person.clone_from(&staff.name);
            context.post.clone_from(&staff.post_id);
            context.posts = staff
                .choices
                .iter()
                .map(|(id, name)| PostChoice {
                    id: id.clone(),
                    name: name.clone(),
                    ..PostChoice::default()
                })
                .collect();
            context.rooms = self
                .house
                .menu
                .iter()
                .filter(|entry| self.actor.holds(entry.permission))
                .map(|entry| Room {
                    name: entry.label.into(),
                    href: entry.path.into(),
                    ..Room::default()
                })
                .collect();
        }
        context
    }
}
