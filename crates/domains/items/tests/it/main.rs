//! Tests of the item packages, in one binary.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod broken;
mod evaluation;
mod expressions;
mod oracle;
mod overlays;
mod packages;
mod sample;
mod speed;
mod words;
