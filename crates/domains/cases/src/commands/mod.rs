//! The verbs: one file for each that is more than a rule.

mod continues;
mod draft;
mod law;
mod open;
mod prefill;
mod submit;
mod supply;
mod upload;

pub use continues::window_fault;
pub use draft::{Begun, Patch};
pub use law::deem_accepted;
pub use submit::Receipt;
pub use upload::Arrival;
