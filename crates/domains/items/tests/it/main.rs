//! Tests of the item packages, in one binary.

mod broken;
mod evaluation;
mod expressions;
mod oracle;
mod overlays;
mod packages;
mod sample;
mod speed;
mod words;
