//! The whole house from outside.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop where they are wrong")]

mod architecture;
mod backup;
mod figures;
mod hostile;
mod installation;
mod retries;
mod routes;
mod schema;
mod verify;

use std::sync::Arc;

use kernel::{Config, SystemClock, SystemRandom};
use tongban::house::{self, Rooms};

/// A house in a folder of its own, with tables and no content.
async fn empty_house(folder: &std::path::Path) -> Rooms {
    let config = Config {
        database: format!("sqlite:{}", folder.join("test.db").display()),
        files: folder.join("files"),
        key_file: folder.join("master.key"),
        extra_provinces: vec![99],
        demo: true,
        ..Config::default()
    };
    let rooms = house::build(config, Arc::new(SystemClock), Arc::new(SystemRandom), None)
        .await
        .expect("the house");
    rooms.kernel.start(&mut rooms.modules()).await.expect("the tables");
    rooms
}
