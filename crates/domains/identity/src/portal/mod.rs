//! What people see.

use std::sync::Arc;

use kernel::Route;

use crate::Identity;

pub(crate) fn routes(_identity: &Arc<Identity>) -> Vec<Route> {
    Vec::new()
}
