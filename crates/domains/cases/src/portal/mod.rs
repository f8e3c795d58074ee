//! What citizens see of cases.

use std::sync::Arc;

use kernel::Route;

use crate::service::Cases;

/// The routes of the portal.
pub fn routes(_cases: &Arc<Cases>) -> Vec<Route> {
    Vec::new()
}
