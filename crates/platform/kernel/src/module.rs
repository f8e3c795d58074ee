//! What a room brings to the house: tables, routes with the permission each needs, subscribers, jobs, menu.

use axum::routing::MethodRouter;
use sea_orm_migration::MigrationTrait;

use crate::actor::Permission;
use crate::jobs::Job;
use crate::outbox::Subscription;

/// Who passes the first gate of a route. The handler then asks for the scope of the thing itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// Who is signed in to the portal; the handler lets them see only their own things.
    Citizen,
    /// Staff, whatever their post.
    AnyStaff,
    /// Staff who hold the permission in some scope.
    Staff(Permission),
    /// A program (or the staff behind it) that holds the permission, or a signed-in person for their own things.
    Api(Permission),
}

/// One route of a room.
#[derive(Clone)]
pub struct Route {
    /// GET, POST …
    pub method: http::Method,
    /// The path as the router reads it.
    pub path: &'static str,
    /// The first gate.
    pub access: Access,
    /// What answers.
    pub handler: MethodRouter,
}

impl std::fmt::Debug for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} ({:?})", self.method, self.path, self.access)
    }
}

impl Route {
    /// A page or answer that changes nothing.
    pub fn get(path: &'static str, access: Access, handler: MethodRouter) -> Self {
        Self {
            method: http::Method::GET,
            path,
            access,
            handler,
        }
    }

    /// A form or request that changes something.
    pub fn post(path: &'static str, access: Access, handler: MethodRouter) -> Self {
        Self {
            method: http::Method::POST,
            path,
            access,
            handler,
        }
    }

    /// A request that puts something in the place of what is there.
    pub fn put(path: &'static str, access: Access, handler: MethodRouter) -> Self {
        Self {
            method: http::Method::PUT,
            path,
            access,
            handler,
        }
    }

    /// A request that takes something away.
    pub fn delete(path: &'static str, access: Access, handler: MethodRouter) -> Self {
        Self {
            method: http::Method::DELETE,
            path,
            access,
            handler,
        }
    }
}

/// An entry of the desk's rail.
#[derive(Debug, Clone, Copy)]
pub struct MenuEntry {
    /// Two characters.
    pub label: &'static str,
    /// Where it leads.
    pub path: &'static str,
    /// Shown to whoever holds it.
    pub permission: Permission,
}

/// A room.
#[derive(Default)]
pub struct Module {
    /// Its name.
    pub name: &'static str,
    /// Its schema changes, in order.
    pub migrations: Vec<Box<dyn MigrationTrait>>,
    /// Its routes.
    pub routes: Vec<Route>,
    /// The events it wants to know of.
    pub subscriptions: Vec<Subscription>,
    /// Its work that comes back.
    pub jobs: Vec<Job>,
    /// Its permissions, each with what it lets one do, in Chinese.
    pub permissions: Vec<(Permission, &'static str)>,
    /// Its entries of the desk's rail.
    pub menu: Vec<MenuEntry>,
}

impl std::fmt::Debug for Module {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Module({}, {} routes)", self.name, self.routes.len())
    }
}
