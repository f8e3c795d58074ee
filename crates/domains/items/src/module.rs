//! What this room brings to the house.

use std::sync::Arc;

use kernel::outbox::Subscription;
use kernel::{MenuEntry, Module};

use crate::catalogue::Catalogue;
use crate::publish::{PUBLISH, READ};
use crate::{api, desk, migrations, portal};

/// The room of items.
pub fn module(catalogue: &Arc<Catalogue>) -> Module {
    Module {
        name: "items",
        migrations: vec![Box::new(migrations::Begin), Box::new(migrations::BodyChanges)],
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
        subscriptions: vec![bodies(catalogue.clone())],
        menu: vec![MenuEntry {
            label: "事项",
            path: "/desk/items",
            permission: READ,
        }],
        ..Module::default()
    }
}

/// What a body is called is said once, where bodies are managed; guides and editions learn of it here.
fn bodies(catalogue: Arc<Catalogue>) -> Subscription {
    Subscription {
        name: "items.bodies",
        kinds: &["body.created", "body.changed"],
        handler: Arc::new(move |_, tx, event| {
            let catalogue = catalogue.clone();
            Box::pin(async move { catalogue.body_told(tx, &event.payload).await })
        }),
    }
}
