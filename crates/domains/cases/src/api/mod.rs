//! What programs call.

use std::sync::Arc;

use kernel::Route;

use crate::service::Cases;

/// The routes of the API.
pub fn routes(_cases: &Arc<Cases>) -> Vec<Route> {
    Vec::new()
}
