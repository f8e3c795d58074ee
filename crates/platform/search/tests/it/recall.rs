//! A fixed set of what people type and what they mean, run at every change.
use std::collections::BTreeMap;
use std::path::Path;

use crate::corpus::{ask, ids};

/// Part of the queries whose item must stand on the first page, and part where it must be among the first three.
const FIRST_PAGE: f64 = 0.97;
const FIRST_THREE: f64 = 0.90;

#[test]
fn what_people_mean_stands_on_the_first_page() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/queries.csv");
    let mut rows = csv::Reader::from_path(path).unwrap();
    let (mut asked, mut on_page, mut on_top) = (0_usize, 0_usize, 0_usize);
    let mut missed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows.records() {
        let row = row.unwrap();
        let (query, expected, kind) = (&row[0], &row[1], &row[2]);
        let answer = ask(query);
        let place = ids(&answer).iter().position(|id| *id == expected);
        asked += 1;
        on_page += usize::from(place.is_some());
        on_top += usize::from(place.is_some_and(|place| place < 3));
        if place.is_none_or(|place| place >= 3) {
            let note = format!("{query} {place:?} {:?} {:?}", answer.corrected, answer.understood);
            missed.entry(kind.to_owned()).or_default().push(note);
        }
    }
    println!("{asked} queries: {on_page} on the first page, {on_top} among the first three\n{missed:#?}");
    assert!(asked >= 200, "only {asked} queries");
    assert!(
        on_page as f64 >= FIRST_PAGE * asked as f64,
        "{on_page} of {asked} on the first page: {missed:#?}"
    );
    assert!(
        on_top as f64 >= FIRST_THREE * asked as f64,
        "{on_top} of {asked} among the first three: {missed:#?}"
    );
}
