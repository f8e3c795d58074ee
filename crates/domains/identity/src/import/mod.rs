//! What comes from files: the organisation of an installation, and the whole people of the demo.

mod demo;
mod organisation;
mod records;

pub use demo::{DEMO_CLIENT, DEMO_CLIENT_SECRET, DEMO_PASSWORD, import_demo};
pub use organisation::{ImportRefusal, OrganisationImport};
