//! What this room brings to the house.

use std::sync::Arc;

use kernel::{MenuEntry, Module};

use crate::catalogue::Catalogue;
use crate::publish::{PUBLISH, READ};
use crate::{api, desk, migrations, portal};

/// The room of items.
pub fn module(catalogue: &Arc<Catalogue>) -> Module {
    Module {
        name: "items",
        migrations: vec![Box::new(migrations::Begin)],
        routes: [
            portal::routes(catalogue),
            api::routes(catalogue),
            desk::routes(catalogue),
        ]
        .concat(),
        permissions: vec![
            (READ, "查看机关的实施清单和统计"),
            (PUBLISH, "发布、暂停、恢复和取消事项"),
        ],
        menu: vec![MenuEntry {
            label: "事项",
            path: "/desk/items",
            permission: READ,
        }],
        ..Module::default()
    }
}
