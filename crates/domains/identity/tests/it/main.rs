//! The room from outside, through pages, the API and its public functions, on each database at hand.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails as a test does")]

mod agents;
mod browser;
mod expired;
mod guessing;
mod house;
mod import;
mod organise;
mod programs;
mod registration;
mod staff;
