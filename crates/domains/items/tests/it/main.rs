//! Tests of the item packages, in one binary.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod broken;
mod catalogue;
mod evaluation;
mod expressions;
mod guides;
mod house;
mod oracle;
mod overlays;
mod packages;
mod programs;
mod sample;
mod searching;
mod speed;
mod staff;
mod words;
