//! The crate from outside: the vectors of an independent program, properties, and stories of cases and their deadlines.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop where they are wrong")]

mod common;
mod explained;
mod histories;
mod properties;
mod vectors_clocks;
mod vectors_workdays;
