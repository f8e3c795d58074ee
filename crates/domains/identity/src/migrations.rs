//! The tables of this room.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    binary, binary_null, boolean, date, date_null, integer, string, string_null, text, text_null,
    timestamp_with_time_zone as t, timestamp_with_time_zone_null as t_null, uuid, uuid_null,
};
use sea_orm_migration::sea_query::ColumnDef;

/// The first version of the schema.
#[derive(Debug)]
pub(crate) struct Begin;

impl MigrationName for Begin {
    fn name(&self) -> &'static str {
        "identity_0001"
    }
}

fn table(name: &'static str, columns: Vec<ColumnDef>, key: &[&'static str]) -> TableCreateStatement {
    let mut table = Table::create().table(name).to_owned();
    for column in columns {
        table.col(column);
    }
    let mut primary = Index::create();
    for column in key {
        primary.col(*column);
    }
    table.primary_key(&mut primary);
    table
}

fn bodies_and_persons() -> Vec<TableCreateStatement> {
    vec![
        table(
            "body",
            vec![
                uuid("id"),
                string("slug"),
                string("name"),
                string("short_name"),
                string("document_prefix"),
                string("kind"),
                string("credit_code"),
                string("region"),
                integer("level"),
                text("path"),
                string("address"),
                string("phone"),
                string("reconsideration"),
                string("court"),
                text("windows"),
            ],
            &["id"],
        ),
        table(
            "post",
            vec![uuid("id"), uuid("body"), string("name"), string("kind")],
            &["id"],
        ),
        table(
            "person",
            vec![
                uuid("id"),
                string("name"),
                binary("number_index"),
                binary("number"),
                binary("phone_index"),
                binary("phone"),
                string("address"),
                string("region"),
                integer("assurance"),
                text_null("password"),
                t_null("password_at"),
                t_null("registered_at"),
                string_null("agreement"),
                t_null("agreed_at"),
                string_null("demo_title"),
            ],
            &["id"],
        ),
        table(
            "subject",
            vec![
                uuid("id"),
                string("name"),
                string("credit_code"),
                string("kind"),
                uuid("legal_representative"),
                string("address"),
                string("region"),
                binary("phone"),
            ],
            &["id"],
        ),
        table(
            "agent",
            vec![
                uuid("id"),
                uuid("subject"),
                uuid("person"),
                date("until"),
                string("may"),
                t("appointed_at"),
                t_null("revoked_at"),
            ],
            &["id"],
        ),
    ]
}

fn staff() -> Vec<TableCreateStatement> {
    vec![
        table(
            "staff",
            vec![
                uuid("id"),
                string("number"),
                string("login"),
                string("name"),
                string("title"),
                uuid("body"),
                binary("phone_index"),
                binary("phone"),
                text("password"),
                t("password_at"),
                boolean("must_change"),
                binary_null("totp"),
                t_null("totp_at"),
                sea_orm_migration::schema::big_integer("totp_step"),
                boolean("active"),
                t_null("signed_in_at"),
            ],
            &["id"],
        ),
        table(
            "staff_post",
            vec![uuid("staff"), uuid("post"), integer("position"), date_null("until")],
            &["staff", "post"],
        ),
        table(
            "staff_role",
            vec![uuid("staff"), uuid("body"), string("role"), string("reach")],
            &["staff", "body", "role"],
        ),
    ]
}

fn access() -> Vec<TableCreateStatement> {
    vec![
        table(
            "attempt",
            vec![string("key"), integer("failures"), t("not_before"), t("last_at")],
            &["key"],
        ),
        table(
            "phone_code",
            vec![
                string("key"),
                binary("hash"),
                integer("tries"),
                t("sent_at"),
                t("expires_at"),
            ],
            &["key"],
        ),
        table(
            "pending",
            vec![
                string("token"),
                string("kind"),
                uuid_null("account"),
                binary_null("data"),
                integer("tries"),
                t("expires_at"),
            ],
            &["token"],
        ),
        table(
            "api_client",
            vec![
                uuid("id"),
                string("login"),
                string("name"),
                binary("secret"),
                text("grants"),
                boolean("active"),
            ],
            &["id"],
        ),
        table(
            "api_token",
            vec![string("token"), uuid("client"), t("expires_at")],
            &["token"],
        ),
    ]
}

/// Name, table, columns, and whether equal values are refused.
const INDEXES: [(&str, &str, &[&str], bool); 13] = [
    ("body_slug", "body", &["slug"], true),
    ("body_credit_code", "body", &["credit_code"], true),
    ("post_body", "post", &["body", "name"], true),
    ("person_number", "person", &["number_index"], true),
    // Not unique: a number passes to another person; which account it opens is decided at registration.
    ("person_phone", "person", &["phone_index"], false),
    ("subject_credit_code", "subject", &["credit_code"], true),
    ("subject_representative", "subject", &["legal_representative"], false),
    ("agent_person", "agent", &["person"], false),
    ("agent_subject", "agent", &["subject"], false),
    ("staff_login", "staff", &["login"], true),
    ("staff_number", "staff", &["number"], true),
    ("staff_phone", "staff", &["phone_index"], true),
    ("api_client_login", "api_client", &["login"], true),
];

#[async_trait::async_trait]
impl MigrationTrait for Begin {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in bodies_and_persons().into_iter().chain(staff()).chain(access()) {
            manager.create_table(table).await?;
        }
        for (name, table, columns, unique) in INDEXES {
            let mut index = Index::create().name(name).table(table).to_owned();
            for column in columns {
                index.col(*column);
            }
            if unique {
                index.unique();
            }
            manager.create_index(index).await?;
        }
        manager
            .create_index(
                Index::create()
                    .name("staff_post_post")
                    .table("staff_post")
                    .col("post")
                    .take(),
            )
            .await?;
        manager
            .create_index(Index::create().name("staff_body").table("staff").col("body").take())
            .await
    }
}

/// A program belongs to a body.
#[derive(Debug)]
pub(crate) struct Programs;

impl MigrationName for Programs {
    fn name(&self) -> &'static str {
        "identity_0002"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Programs {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = Table::alter().table("api_client").add_column(uuid_null("body")).take();
        manager.alter_table(column).await?;
        let index = Index::create()
            .name("api_client_body")
            .table("api_client")
            .col("body")
            .take();
        manager.create_index(index).await
    }
}

/// A program's tokens end with its secret.
#[derive(Debug)]
pub(crate) struct Generations;

impl MigrationName for Generations {
    fn name(&self) -> &'static str {
        "identity_0003"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Generations {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["api_client", "api_token"] {
            let column = integer("generation").default(0).take();
            let column = Table::alter().table(table).add_column(column).take();
            manager.alter_table(column).await?;
        }
        Ok(())
    }
}
