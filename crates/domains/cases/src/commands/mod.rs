//! The verbs: one file for each that is more than a rule.

mod continues;
pub mod desk;
mod draft;
mod filing;
mod law;
mod open;
mod prefill;
mod submit;
mod supply;
mod upload;

pub use continues::window_fault;
pub use draft::{Begun, Patch};
pub use filing::Filing;
pub use law::deem_accepted;
pub use submit::{Receipt, error_field};
pub use upload::Arrival;
