//! Messages to people: always in the portal, and by SMS where a phone is known.
//!
//! A room that has something to say calls [`Messages::queue`] inside the transaction of its own change, so a message
//! exists exactly when the change does. A job hands waiting texts to the [`Gateway`]; its receipts come back through
//! the API. Codes of sign-in do not pass here: they must not wait for a job or for the morning.

mod api;
pub mod gateway;
mod migrations;
mod pages;
pub mod quiet;
mod sending;
pub mod service;
pub mod state;
pub mod store;

use std::sync::Arc;

use axum::routing::{get, post};
use chrono::TimeDelta;
use kernel::jobs::Job;
use kernel::{Access, Module, Route};

pub use api::{RECEIPT, openapi};
pub use gateway::{Gateway, Sent};
pub use service::{Cursor, Draft, Message, Messages, Page};
pub use state::SmsState;

/// The pause between two runs of the job that sends texts.
const EVERY: TimeDelta = TimeDelta::seconds(3);

/// What the room brings to the house.
pub fn module(service: Arc<Messages>) -> Module {
    let job = service.clone();
    Module {
        name: "messages",
        migrations: vec![Box::new(migrations::Begin)],
        routes: routes(&service),
        jobs: vec![Job {
            name: "messages.sms",
            every: EVERY,
            run: Arc::new(move |_| {
                let service = job.clone();
                Box::pin(async move { service.send_due().await.map(|_| ()) })
            }),
        }],
        permissions: vec![(RECEIPT, "报告短信是否送达（短信网关用）")],
        ..Module::default()
    }
}

fn routes(service: &Arc<Messages>) -> Vec<Route> {
    let state = || service.clone();
    vec![
        Route::get("/my/messages", Access::Citizen, get(pages::list).with_state(state())),
        Route::get(
            "/my/messages/{id}",
            Access::Citizen,
            get(pages::one).with_state(state()),
        ),
        Route::get("/api/v1/messages", Access::Citizen, get(api::list).with_state(state())),
        Route::post(
            "/api/v1/messages/{id}/read",
            Access::Citizen,
            post(api::read).with_state(state()),
        ),
        Route::post(
            "/api/v1/messages/receipts",
            Access::Api(RECEIPT),
            post(api::receipt).with_state(state()),
        ),
    ]
}
