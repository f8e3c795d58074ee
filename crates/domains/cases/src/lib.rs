//! Cases (办件): from a draft to the result in hand, on the published item that was in force.
//!
//! Tables: `case_file`, `subject_case`, `draft`, `upload`, `desk_draft`. Events out: `case.*` ([`event::Happened`]).
//! Events in: its own, to write documents and messages. Permissions: [`permissions`].
//!
//! A case is the fold of its events ([`model::Case`]); every change passes through [`lifecycle`] and
//! [`service::Cases::change`], whoever asks for it.

pub mod api;
pub mod clocks;
pub mod commands;
pub mod desk;
pub mod event;
pub mod files;
pub mod form;
pub mod lifecycle;
mod migrations;
pub mod model;
mod notices;
pub mod permissions;
pub mod portal;
pub mod service;
pub mod store;
mod verify;

use std::sync::Arc;

use chrono::TimeDelta;
use kernel::outbox::Subscription;
use kernel::{MenuEntry, Module};

pub use service::Cases;

/// What the room brings to the house.
pub fn module(cases: &Arc<Cases>) -> Module {
    let (for_notices, for_law) = (cases.clone(), cases.clone());
    let mut routes = portal::routes(cases);
    routes.extend(desk::routes(cases));
    routes.extend(api::routes(cases));
    Module {
        name: "cases",
        migrations: vec![Box::new(migrations::Begin), Box::new(migrations::Worklists)],
        routes,
        subscriptions: vec![Subscription {
            name: "cases.notices",
            kinds: &["case."],
            handler: Arc::new(move |_, tx, event| {
                let cases = for_notices.clone();
                Box::pin(async move { notices::on_event(&cases, tx, event).await })
            }),
        }],
        jobs: vec![kernel::jobs::Job {
            name: "cases.deem_accepted",
            every: TimeDelta::minutes(1),
            run: Arc::new(move |_| {
                let cases = for_law.clone();
                Box::pin(async move { commands::deem_accepted(&cases).await })
            }),
        }],
        permissions: permissions::ALL.to_vec(),
        menu: vec![MenuEntry {
            label: "办件",
            path: "/desk",
            permission: permissions::SEE,
        }],
    }
}
