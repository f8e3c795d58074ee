//! The table of messages.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    blob, blob_null, integer, string, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
    uuid_null,
};

/// The first version of the schema.
#[derive(Debug)]
pub(crate) struct Begin;

impl MigrationName for Begin {
    fn name(&self) -> &'static str {
        "messages_0001"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Begin {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("message")
            .col(integer("region"))
            .col(uuid("id"))
            .col(uuid("person"))
            .col(uuid_null("about"))
            .col(blob("title"))
            .col(blob("text"))
            .col(blob_null("phone"))
            .col(string("link"))
            .col(timestamp_with_time_zone("at"))
            .col(timestamp_with_time_zone_null("read_at"))
            .col(string("sms_state"))
            .col(integer("attempts"))
            .col(timestamp_with_time_zone("due_at"))
            .col(text_null("last_error"))
            .primary_key(Index::create().col("region").col("id"))
            .take();
        manager.create_table(table).await?;
        // Ids are ordered by time, so a list by id is a list by time.
        for (name, columns) in [
            ("message_person", ["person", "id"]),
            ("message_about", ["about", "id"]),
            ("message_sms", ["sms_state", "due_at"]),
        ] {
            let [first, second] = columns;
            let index = Index::create()
                .name(name)
                .table("message")
                .col(first)
                .col(second)
                .take();
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
