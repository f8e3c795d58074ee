//! What belongs to a case's life carries its region first, so that the database can be spread by it.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

/// Tables that belong to no case's life: small references, people and accounts, the machinery of one database.
const REFERENCES: &[(&str, &str)] = &[
    ("seaql_migrations", "which changes of the schema were made"),
    ("job", "machinery"),
    ("session", "a session is found by its token alone"),
    ("subject_case", "the index of a person's cases across regions"),
    ("item_package", "content by its digest"),
    ("item_body", "names of bodies"),
    ("body", "reference"),
    ("post", "reference"),
    ("staff", "accounts"),
    ("staff_post", "accounts"),
    ("staff_role", "accounts"),
    ("person", "accounts"),
    ("subject", "accounts"),
    ("agent", "who may act for whom"),
    ("attempt", "failed sign-ins, found by account and source"),
    ("phone_code", "codes, found by phone"),
    ("pending", "half-done sign-ins, found by their token"),
    ("api_client", "accounts"),
    ("api_token", "found by the token alone"),
];

async fn texts(db: &DatabaseConnection, sql: &str, column: &str) -> Vec<String> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await.expect("the schema can be read");
    rows.iter()
        .map(|r| r.try_get::<String>("", column).expect("a text"))
        .collect()
}

#[tokio::test]
async fn every_table_of_a_cases_life_begins_with_its_region() {
    let folder = tempfile::tempdir().unwrap();
    let rooms = super::empty_house(folder.path()).await;
    let db = rooms.kernel.db.read();
    let tables = texts(
        db,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        "name",
    )
    .await;
    assert!(tables.len() > 15, "{tables:?}");
    let mut faults = Vec::new();
    for table in &tables {
        if REFERENCES.iter().any(|(name, _)| name == table) {
            continue;
        }
        let key = texts(
            db,
            &format!("SELECT name FROM pragma_table_info('{table}') WHERE pk = 1"),
            "name",
        )
        .await;
        if key != ["region"] {
            faults.push(format!("{table}: the primary key begins with {key:?}"));
        }
        let unique = format!("SELECT name FROM pragma_index_list('{table}') WHERE \"unique\" = 1 AND origin <> 'pk'");
        for index in texts(db, &unique, "name").await {
            let first = texts(
                db,
                &format!("SELECT name FROM pragma_index_info('{index}') WHERE seqno = 0"),
                "name",
            )
            .await;
            if first != ["region"] {
                faults.push(format!("{table}: the unique index {index} begins with {first:?}"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    let known: BTreeSet<_> = tables.iter().map(String::as_str).collect();
    let gone: Vec<_> = REFERENCES.iter().filter(|(name, _)| !known.contains(name)).collect();
    assert!(gone.is_empty(), "named as references but not there: {gone:?}");
}
