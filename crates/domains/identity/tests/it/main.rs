//! The room from outside, through pages, the API and its public functions, on each database at hand.

mod agents;
mod browser;
mod guessing;
mod house;
mod import;
mod programs;
mod registration;
mod staff;
