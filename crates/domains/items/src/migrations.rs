//! The tables of this room.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, date_null, integer, string, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid,
};

/// The first version of the schema.
#[derive(Debug)]
pub struct Begin;

impl MigrationName for Begin {
    fn name(&self) -> &'static str {
        "items_0001"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Begin {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for mut table in [
            Table::create()
                .table("item_package")
                .col(string("digest").primary_key())
                .col(string("basic_code"))
                .col(text("text"))
                .take(),
            Table::create()
                .table("item_body")
                .col(string("code").primary_key())
                .col(string("name"))
                .col(string("short_name"))
                .col(string("region"))
                .col(string("address"))
                .col(string("phone"))
                .col(string("reconsideration"))
                .col(string("court"))
                .col(string("path"))
                .take(),
            Table::create()
                .table("item_standing")
                .col(integer("region"))
                .col(string("body_code"))
                .col(string("basic_code"))
                .col(uuid("stream"))
                .col(integer("events"))
                .col(string("state"))
                .col(text("reason"))
                .col(date_null("since"))
                .primary_key(Index::create().col("region").col("body_code").col("basic_code"))
                .take(),
            Table::create()
                .table("implementation")
                .col(integer("region"))
                .col(uuid("id"))
                .col(string("body_code"))
                .col(string("basic_code"))
                .col(integer("version"))
                .col(string("package"))
                .col(text("overlay"))
                .col(text("reason"))
                .col(string("published_by"))
                .col(timestamp_with_time_zone("published_at"))
                .col(timestamp_with_time_zone_null("ended_at"))
                .primary_key(Index::create().col("region").col("id"))
                .take(),
        ] {
            manager.create_table(table.take()).await?;
        }
        for index in [
            Index::create()
                .name("implementation_version")
                .table("implementation")
                .col("region")
                .col("body_code")
                .col("basic_code")
                .col("version")
                .unique()
                .take(),
            Index::create()
                .name("implementation_item")
                .table("implementation")
                .col("body_code")
                .col("basic_code")
                .take(),
            Index::create()
                .name("implementation_in_force")
                .table("implementation")
                .col("ended_at")
                .take(),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

/// Every process learns that a body is called otherwise.
#[derive(Debug)]
pub struct BodyChanges;

impl MigrationName for BodyChanges {
    fn name(&self) -> &'static str {
        "items_0002"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for BodyChanges {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = big_integer("changes").default(0).take();
        manager
            .alter_table(Table::alter().table("item_body").add_column(column).take())
            .await
    }
}
