//! A request that a program sends again, because it heard no answer, does nothing a second time: it carries a key, or stands
//! here with the reason why it needs none.

use std::collections::BTreeSet;

/// Changing operations without a key.
const NEED_NONE: [(&str, &str); 12] = [
    ("post /api/v1/drafts", "finds the draft that was begun before"),
    (
        "patch /api/v1/drafts/{id}",
        "puts the same values again; If-Match tells of another's change",
    ),
    ("delete /api/v1/drafts/{id}", "is gone"),
    ("delete /api/v1/drafts/{id}/files/{file}", "is gone"),
    (
        "put /api/v1/drafts/{id}/materials/{material}",
        "the same content is found",
    ),
    (
        "post /api/v1/drafts/{id}/submit",
        "the draft is the key: it becomes one case",
    ),
    ("post /api/v1/items/{code}/evaluate", "changes nothing"),
    (
        "post /api/v1/messages/receipts",
        "a message that was delivered is delivered",
    ),
    ("post /api/v1/messages/{id}/read", "a message that was read is read"),
    ("post /api/v1/packages", "what is in force already changes nothing"),
    ("post /api/v1/token", "each token counts"),
    (
        "post /api/v1/uploads",
        "a file that no application names belongs to nothing",
    ),
];

#[test]
fn every_changing_request_carries_a_key_or_needs_none() {
    let api = serde_json::to_value(tongban::house::openapi()).unwrap();
    let mut without = BTreeSet::new();
    for (path, operations) in api["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let keyed = operation["parameters"]
                .as_array()
                .is_some_and(|all| all.iter().any(|p| p["name"] == "idempotency-key"));
            if ["post", "put", "patch", "delete"].contains(&method.as_str()) && !keyed {
                without.insert(format!("{method} {path}"));
            }
        }
    }
    let explained: BTreeSet<String> = NEED_NONE.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(without, explained);
}
