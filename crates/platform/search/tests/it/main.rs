#![allow(clippy::unwrap_used, reason = "in tests, also in their helpers")]

mod any_text;
mod changes;
mod corpus;
mod recall;
mod searching;
mod suggesting;
