//! Who is who: natural persons, organisations with their agents, public bodies with posts and staff; how each of them
//! signs in; and the client of the outside counterparts that know people, organisations and licences.
//!
//! Tables: `body`, `post`, `person`, `subject`, `agent`, `staff`, `staff_post`, `staff_role`, `attempt`, `phone_code`,
//! `pending`, `api_client`, `api_token`. Events, in the stream of the account or organisation they happen to:
//! `person.registered`, `person.password_changed`, `agent.appointed`, `agent.revoked`, `staff.post_assigned`,
//! `staff.post_removed`, `staff.role_assigned`, `staff.role_removed`, `staff.password_reset`,
//! `staff.password_changed`, `staff.totp_set`, `staff.totp_removed`, `staff.disabled`, `staff.enabled`, `staff.created`,
//! `body.created`, `body.changed`, `body.post_created`, `client.created`, `client.secret_renewed`, `client.disabled`,
//! `client.enabled`. No events in.
//! Permissions: see [`roles`].

mod agents;
mod api;
mod attempts;
mod authenticator;
mod bodies;
mod clients;
mod codes;
mod counterparts;
mod desk;
mod forms;
mod import;
mod ledger;
mod migrations;
mod model;
pub mod organise;
mod passwords;
mod pending;
mod persons;
mod portal;
mod programs;
mod register;
pub mod roles;
mod sandbox;
mod sign_in;
mod staff;
mod store;
mod totp;

use std::sync::{Arc, RwLock};

use chrono::TimeDelta;
use kernel::{Access, Kernel, MenuEntry, Module};
use web::server::Sessions;

pub use api::openapi;
pub use bodies::{Bodies, Post};
pub use clients::TokenAnswer;
pub use counterparts::{Check, Counterparts, RegisterLicence};
pub use import::{DEMO_CLIENT, DEMO_CLIENT_SECRET, DEMO_PASSWORD, ImportRefusal, OrganisationImport, import_demo};
pub use model::{Agent, Body, Membership, Person, Subject, Verb, Window};
pub use programs::{PROGRAM_PERMISSIONS, Program};
pub use register::{AGREEMENT_VERSION, Facts};
pub use sandbox::sandbox;
pub use sign_in::StaffSignIn;
pub use staff::StaffAccount;

/// The room's service.
#[derive(Debug)]
pub struct Identity {
    pub(crate) kernel: Arc<Kernel>,
    pub(crate) sessions: Sessions,
    counterparts: Counterparts,
    bodies: RwLock<Option<bodies::Cached>>,
    /// Verified when there is no account, so that an unknown name takes as long as a wrong password.
    dummy: tokio::sync::OnceCell<String>,
}

impl Identity {
    /// The service on a kernel.
    pub fn new(kernel: Arc<Kernel>) -> Arc<Self> {
        let counterparts = Counterparts::new(&kernel.config.counterparts);
        Self::with_counterparts(kernel, counterparts)
    }

    /// The service with other counterparts than the configured ones.
    pub fn with_counterparts(kernel: Arc<Kernel>, counterparts: Counterparts) -> Arc<Self> {
        Arc::new(Self {
            sessions: Sessions::new(kernel.clone()),
            counterparts,
            bodies: RwLock::new(None),
            dummy: tokio::sync::OnceCell::new(),
            kernel,
        })
    }

    /// The client of the outside counterparts: SMS, identity comparison, registers.
    pub fn counterparts(&self) -> &Counterparts {
        &self.counterparts
    }
}

/// What the room brings to the house.
pub fn module(identity: Arc<Identity>) -> Module {
    let mut routes = portal::routes(&identity);
    routes.extend(desk::routes(&identity));
    routes.extend(api::routes(&identity));
    Module {
        name: "identity",
        migrations: vec![
            Box::new(migrations::Begin),
            Box::new(migrations::Programs),
            Box::new(migrations::Generations),
        ],
        routes,
        jobs: vec![kernel::jobs::Job {
            name: "identity.forget",
            every: TimeDelta::hours(6),
            run: Arc::new(|kernel| Box::pin(pending::forget(kernel))),
        }],
        permissions: roles::PERMISSIONS.to_vec(),
        menu: vec![
            MenuEntry {
                label: "机构",
                path: "/desk/organisation",
                permission: roles::IDENTITY_MANAGE,
            },
            MenuEntry {
                label: "对接",
                path: "/desk/programs",
                permission: roles::IDENTITY_MANAGE,
            },
        ],
        ..Module::default()
    }
}

/// The first gate of pages that need no sign-in.
const OPEN: Access = Access::Public;
