//! The room of cases from outside, over HTTP, with the rooms it stands on and the demo's data, on each database at hand.

#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

mod bodies;
mod description;
mod desk;
mod large;
mod law;
mod notices;
mod permissions;
mod privacy;
mod rivals;
mod submission;
mod walk;
mod world;
