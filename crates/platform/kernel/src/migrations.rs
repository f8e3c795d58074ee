//! The tables of the kernel.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, binary_len, integer, string, string_null, text, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid,
};

/// All, in order.
pub fn all() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(Begin), Box::new(Checkpoints)]
}

/// The first version of the schema.
#[derive(Debug, DeriveMigrationName)]
pub struct Begin;

#[async_trait::async_trait]
impl MigrationTrait for Begin {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let t = timestamp_with_time_zone;
        for mut table in [
            Table::create()
                .table("event")
                .col(integer("region"))
                .col(uuid("stream"))
                .col(integer("seq"))
                .col(string("kind"))
                .col(text("payload"))
                .col(string("actor"))
                .col(t("at"))
                .col(binary_len("prev", 32))
                .col(binary_len("hash", 32))
                .primary_key(Index::create().col("region").col("stream").col("seq"))
                .take(),
            Table::create()
                .table("outbox")
                .col(integer("region"))
                .col(uuid("stream"))
                .col(integer("seq"))
                .col(string("subscriber"))
                .col(string("state"))
                .col(integer("attempts"))
                .col(t("due_at"))
                .col(text_null("last_error"))
                .primary_key(Index::create().col("region").col("stream").col("seq").col("subscriber"))
                .take(),
            Table::create()
                .table("job")
                .col(string("name").primary_key())
                .col(t("next_at"))
                .col(timestamp_with_time_zone_null("last_at"))
                .col(big_integer("runs"))
                .col(text_null("last_error"))
                .take(),
            Table::create()
                .table("blob")
                .col(integer("region"))
                .col(string("digest"))
                .col(big_integer("size"))
                .col(string("media_type"))
                .col(t("at"))
                .primary_key(Index::create().col("region").col("digest"))
                .take(),
            Table::create()
                .table("serial")
                .col(integer("region"))
                .col(string("name"))
                .col(string("period"))
                .col(big_integer("last"))
                .primary_key(Index::create().col("region").col("name").col("period"))
                .take(),
            Table::create()
                .table("idempotency")
                .col(integer("region"))
                .col(string("key"))
                .col(string("request"))
                .col(text("answer"))
                .col(t("at"))
                .primary_key(Index::create().col("region").col("key"))
                .take(),
            Table::create()
                .table("look")
                .col(integer("region"))
                .col(uuid("id"))
                .col(uuid("person"))
                .col(string("actor"))
                .col(string("looker"))
                .col(string("what"))
                .col(string("reason"))
                .col(t("at"))
                .primary_key(Index::create().col("region").col("id"))
                .take(),
            Table::create()
                .table("session")
                .col(string("token").primary_key())
                .col(string("kind"))
                .col(uuid("account"))
                .col(string_null("context"))
                .col(t("created_at"))
                .col(t("seen_at"))
                .col(t("expires_at"))
                .col(string("address"))
                .col(string("agent"))
                .take(),
        ] {
            manager.create_table(table.take()).await?;
        }
        for index in [
            Index::create()
                .name("outbox_due")
                .table("outbox")
                .col("state")
                .col("due_at")
                .take(),
            Index::create()
                .name("look_person")
                .table("look")
                .col("person")
                .col("at")
                .take(),
            Index::create()
                .name("session_account")
                .table("session")
                .col("account")
                .take(),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

/// Signed checkpoints, events by their time for them, and old keys by theirs.
#[derive(Debug)]
pub struct Checkpoints;

impl MigrationName for Checkpoints {
    fn name(&self) -> &'static str {
        "kernel_0002"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Checkpoints {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for mut table in [
            Table::create()
                .table("checkpoint")
                .col(integer("region"))
                .col(big_integer("number"))
                .col(timestamp_with_time_zone("at"))
                .col(big_integer("leaves"))
                .col(binary_len("root", 32))
                .col(binary_len("prev", 32))
                .col(binary_len("hash", 32))
                .col(binary_len("signature", 64))
                .primary_key(Index::create().col("region").col("number"))
                .take(),
            Table::create()
                .table("checkpoint_leaf")
                .col(integer("region"))
                .col(uuid("stream"))
                .col(integer("seq"))
                .col(big_integer("number"))
                .col(binary_len("hash", 32))
                .primary_key(Index::create().col("region").col("stream").col("seq"))
                .take(),
        ] {
            manager.create_table(table.take()).await?;
        }
        for index in [
            Index::create()
                .name("checkpoint_leaf_number")
                .table("checkpoint_leaf")
                .col("region")
                .col("number")
                .take(),
            Index::create().name("event_at").table("event").col("at").take(),
            Index::create()
                .name("idempotency_at")
                .table("idempotency")
                .col("at")
                .take(),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
