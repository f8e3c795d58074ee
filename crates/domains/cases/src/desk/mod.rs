//! What staff see of cases.

use std::sync::Arc;

use kernel::Route;

use crate::service::Cases;

/// The routes of the desk.
pub fn routes(_cases: &Arc<Cases>) -> Vec<Route> {
    Vec::new()
}
