//! Web plumbing and visual components shared by the portal and the desk.

pub mod server;
pub mod testing;
pub mod ui;
