use std::sync::atomic::{AtomicBool, Ordering};

use search::{Document, Index, Query};

fn named(id: &str, title: &str) -> Document {
    Document::new(id, "item", title)
}

fn found(index: &Index, text: &str) -> Vec<String> {
    index
        .search(&Query::new(text))
        .unwrap()
        .hits
        .into_iter()
        .map(|hit| hit.id)
        .collect()
}

#[test]
fn a_changed_document_replaces_the_old_one_and_a_removed_one_is_gone() {
    let index = Index::in_memory().unwrap();
    index
        .replace_all([named("1", "渔业捕捞许可"), named("2", "船员证书核发")])
        .unwrap();
    index.upsert([named("1", "水产养殖证")]).unwrap();
    assert_eq!(index.len(), 2);
    assert!(found(&index, "渔业捕捞").is_empty());
    assert!(index.suggest("渔业", &[], 5).is_empty());
    assert_eq!(found(&index, "shuichanyangzhi"), ["1"]);
    index.remove(["1", "unknown"]).unwrap();
    assert!(found(&index, "水产养殖").is_empty());
    assert_eq!(found(&index, "船员"), ["2"]);
}

#[test]
fn the_same_id_twice_in_one_call_is_one_document() {
    let index = Index::in_memory().unwrap();
    index
        .replace_all([named("1", "渔业捕捞许可"), named("1", "船员证书核发")])
        .unwrap();
    assert_eq!(index.len(), 1);
    assert_eq!(found(&index, "船员"), ["1"]);
}

#[test]
fn an_index_in_a_directory_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::open(folder.path()).unwrap();
    index.replace_all([named("1", "渔业捕捞许可")]).unwrap();
    drop(index);
    let again = Index::open(folder.path()).unwrap();
    assert_eq!(found(&again, "渔业"), ["1"]);
    assert_eq!(again.suggest("yuye", &[], 5)[0].text, "渔业捕捞许可");
    assert!(Index::open(folder.path()).is_err(), "one process at a time");
}

#[test]
fn whoever_searches_during_a_change_sees_all_old_or_all_new_documents() {
    let index = Index::in_memory().unwrap();
    let generation = |number: usize| (0..20).map(move |id| named(&id.to_string(), &format!("渔业许可第{number}版")));
    index.replace_all(generation(0)).unwrap();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reading = scope.spawn(|| {
            let mut searches = 0;
            while !done.load(Ordering::Relaxed) || searches == 0 {
                let answer = index
                    .search(&Query {
                        limit: 20,
                        ..Query::new("渔业许可")
                    })
                    .unwrap();
                let title = |hit: &search::Hit| hit.title.iter().map(|piece| piece.text.clone()).collect::<String>();
                assert_eq!(answer.hits.len(), 20);
                assert!(answer.hits.iter().all(|hit| title(hit) == title(&answer.hits[0])));
                searches += 1;
            }
        });
        (1..6).for_each(|number| index.replace_all(generation(number)).unwrap());
        done.store(true, Ordering::Relaxed);
        reading.join().unwrap();
    });
}

#[test]
fn names_old_and_new_are_known_after_many_changes() {
    let index = Index::in_memory().unwrap();
    index
        .replace_all((0..300).map(|id| named(&id.to_string(), "渔业捕捞许可")))
        .unwrap();
    index.upsert([named("7", "船员证书核发")]).unwrap();
    assert_eq!(found(&index, "船圆证书核发"), ["7"], "spelled by the new name");
    assert_eq!(
        index.search(&Query::new("渔业捕老许可")).unwrap().total,
        299,
        "and by the old ones"
    );
    assert_eq!(index.suggest("cyzs", &[], 5)[0].id, "7");
    assert_ne!(index.suggest("渔业", &[], 5)[0].id, "7");
    index
        .upsert((0..250).map(|id| named(&id.to_string(), "水产苗种生产许可")))
        .unwrap();
    assert!(index.suggest("船员", &[], 5).is_empty());
    assert_eq!(index.search(&Query::new("smz水产苗肿")).unwrap().total, 250);
    assert_eq!(index.search(&Query::new("渔业捕捞许可")).unwrap().hits.len(), 10);
}
