//! The tables of cases.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, binary, boolean, date, integer, string, string_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null, uuid, uuid_null,
};

/// The first version.
#[derive(Debug)]
pub struct Begin;

impl MigrationName for Begin {
    fn name(&self) -> &'static str {
        "cases_0001"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Begin {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let t = timestamp_with_time_zone;
        let key = || Index::create().col("region").col("id").take();
        for table in [
            Table::create()
                .table("case_file")
                .col(integer("region"))
                .col(uuid("id"))
                .col(integer("seq"))
                .col(string("state"))
                .col(string("number"))
                .col(binary("query_hash"))
                .col(uuid("body"))
                .col(string("body_path"))
                .col(string("body_region"))
                .col(string("handling_code"))
                .col(string("title"))
                .col(string("applicant"))
                .col(string("step"))
                .col(string("step_kind"))
                .col(string("post"))
                .col(boolean("suspended"))
                .col(date("due_on"))
                .col(uuid_null("claimed_by"))
                .col(string_null("claimed_name"))
                .col(timestamp_with_time_zone_null("claimed_at"))
                .col(t("submitted_at"))
                .col(timestamp_with_time_zone_null("ended_at"))
                .col(binary("doc"))
                .primary_key(&mut key())
                .take(),
            Table::create()
                .table("subject_case")
                .col(uuid("subject"))
                .col(uuid("case_id"))
                .col(t("at"))
                .primary_key(Index::create().col("subject").col("case_id"))
                .take(),
            Table::create()
                .table("draft")
                .col(integer("region"))
                .col(uuid("id"))
                .col(uuid("person"))
                .col(uuid_null("organisation"))
                .col(string("handling_code"))
                .col(uuid("implementation"))
                .col(string("title"))
                .col(integer("version"))
                .col(t("saved_at"))
                .col(binary("doc"))
                .primary_key(&mut key())
                .take(),
            Table::create()
                .table("upload")
                .col(integer("region"))
                .col(uuid("id"))
                .col(uuid("owner"))
                .col(uuid("person"))
                .col(string("material"))
                .col(string("material_name"))
                .col(string("name"))
                .col(string("digest"))
                .col(big_integer("size"))
                .col(string("media_type"))
                .col(t("at"))
                .primary_key(&mut key())
                .take(),
            Table::create()
                .table("desk_draft")
                .col(integer("region"))
                .col(uuid("case_id"))
                .col(uuid("staff"))
                .col(binary("doc"))
                .col(t("at"))
                .primary_key(Index::create().col("region").col("case_id").col("staff"))
                .take(),
        ] {
            manager.create_table(table).await?;
        }
        for index in [
            Index::create()
                .name("case_number")
                .table("case_file")
                .col("region")
                .col("number")
                .unique()
                .take(),
            Index::create()
                .name("case_worklist")
                .table("case_file")
                .col("body_path")
                .col("state")
                .col("due_on")
                .col("id")
                .take(),
            Index::create()
                .name("case_due")
                .table("case_file")
                .col("state")
                .col("due_on")
                .take(),
            Index::create()
                .name("case_claimed")
                .table("case_file")
                .col("claimed_by")
                .col("due_on")
                .take(),
            Index::create().name("draft_person").table("draft").col("person").take(),
            Index::create()
                .name("draft_organisation")
                .table("draft")
                .col("organisation")
                .take(),
            Index::create()
                .name("upload_owner")
                .table("upload")
                .col("region")
                .col("owner")
                .take(),
            Index::create()
                .name("upload_person")
                .table("upload")
                .col("person")
                .col("material_name")
                .take(),
        ] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

/// Indexes in the order of the worklists, by county and by body: at a post, and altogether.
#[derive(Debug)]
pub struct Worklists;

impl MigrationName for Worklists {
    fn name(&self) -> &'static str {
        "cases_0002"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Worklists {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut old = Index::drop();
        old.name("case_worklist").table("case_file");
        manager.drop_index(old).await?;
        let indexes: [(&str, &[&'static str]); 4] = [
            ("case_region_post", &["region", "post", "due_on", "id"]),
            ("case_body_post", &["body_path", "post", "due_on", "id"]),
            ("case_region_all", &["region", "due_on", "id"]),
            ("case_body_all", &["body_path", "due_on", "id"]),
        ];
        for (name, columns) in indexes {
            let mut index = Index::create().name(name).table("case_file").take();
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
