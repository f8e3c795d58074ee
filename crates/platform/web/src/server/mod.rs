//! The house that holds all rooms: one router with sessions, gates, headers, limits and the pages for what goes wrong.

pub mod assemble;
pub mod error;
pub mod form;
pub mod gate;
pub mod health;
mod kept;
pub mod limit;
pub mod session;
mod source;
pub mod visit;

pub use assemble::{House, assemble};
pub use form::Sent;
pub use session::{Authenticator, Sessions};
pub use visit::Visit;
