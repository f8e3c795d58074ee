//! The table of documents.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, integer, string, string_null, timestamp_with_time_zone, uuid};

/// The first version.
#[derive(Debug)]
pub struct Begin;

impl MigrationName for Begin {
    fn name(&self) -> &'static str {
        "documents_0001"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Begin {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("document")
            .col(integer("region"))
            .col(uuid("id"))
            .col(uuid("case_id"))
            .col(string("kind"))
            .col(string("title"))
            .col(string_null("number"))
            .col(boolean("for_applicant"))
            .col(string("digest"))
            .col(big_integer("size"))
            .col(integer("pages"))
            .col(timestamp_with_time_zone("at"))
            .primary_key(Index::create().col("region").col("id"))
            .take();
        manager.create_table(table).await?;
        let index = Index::create()
            .name("document_case")
            .table("document")
            .col("region")
            .col("case_id")
            .take();
        manager.create_index(index).await
    }
}
