use search::{Query, Segment};

use crate::corpus::{CLASSICS, FUND, SIGHTS, ask, ids, index};

const FOOD: &str = "000131010000";

fn joined(segments: &[Segment]) -> String {
    segments.iter().map(|segment| segment.text.as_str()).collect()
}

#[test]
fn the_housing_fund_is_found_however_it_is_typed() {
    for text in ["公积金 提取", "gongjijin", "gjj", "ＧＪＪ", "公积金tiqu", "公机金提取"] {
        assert!(ids(&ask(text)).contains(&FUND), "{text}");
    }
    assert!(ids(&ask("開飯店要什麼證")).contains(&FOOD));
}

#[test]
fn words_that_sound_alike_are_not_mixed_up() {
    assert_eq!(ids(&ask("景点")), [SIGHTS]);
    assert_eq!(ids(&ask("经典")), [CLASSICS]);
    let by_sound = ask("jingdian");
    assert!(ids(&by_sound).contains(&SIGHTS) && ids(&by_sound).contains(&CLASSICS));
    let index = search::Index::in_memory().unwrap();
    index
        .upsert(
            crate::corpus::documents()
                .into_iter()
                .filter(|document| document.id == CLASSICS),
        )
        .unwrap();
    assert_eq!(
        index.search(&Query::new("景点")).unwrap().total,
        0,
        "even if there is nothing else"
    );
}

#[test]
fn a_typing_error_is_corrected_with_a_way_back() {
    let answer = ask("开饭电要什么证");
    assert_eq!(answer.corrected.as_deref(), Some("开饭店要什么证"));
    assert_eq!(answer.original, "开饭电要什么证");
    assert_eq!(answer.hits[0].id, FOOD);
    let back = index()
        .search(&Query {
            verbatim: true,
            ..Query::new("开饭电要什么证")
        })
        .unwrap();
    assert_eq!(back.corrected, None);
    assert_eq!(ask("食品经营许课").corrected.as_deref(), Some("食品经营许可"));
    assert_eq!(ask("《結昏登記》").corrected.as_deref(), Some("《结婚登记》"));
}

#[test]
fn what_is_right_is_left_as_typed() {
    for text in [
        "食品经营许可",
        "身份证丢了怎么办",
        "我的驾照过期了",
        "给孩子上户口",
        "开理发店",
        "宠物店",
        "出国留学",
        "LED屏",
    ] {
        assert_eq!(ask(text).corrected, None, "{text}");
    }
}

#[test]
fn everyday_words_bring_the_official_ones() {
    let answer = ask("跑滴滴需要什么材料");
    assert_eq!(answer.hits[0].id, "000132090000");
    assert!(
        answer.understood.iter().any(|word| word == "网络预约出租汽车驾驶员证"),
        "{:?}",
        answer.understood
    );
    assert!(
        !answer.understood.iter().any(|word| word.contains("材料")),
        "{:?}",
        answer.understood
    );
}

#[test]
fn nothing_found_gives_what_sounds_alike() {
    let index = search::Index::in_memory().unwrap();
    let mut document = search::Document::new("1", "item", "婴幼儿照护机构备案");
    document.keywords = vec!["托育".into()];
    index.replace_all([document]).unwrap();
    let answer = index.search(&Query::new("拖浴")).unwrap();
    assert_eq!((answer.total, answer.hits[0].id.as_str()), (1, "1"));
    assert!(answer.nearest || answer.corrected.is_some());
    assert_eq!(index.search(&Query::new("量子力学")).unwrap().total, 0);
}

#[test]
fn titles_and_excerpts_come_in_pieces_that_lose_nothing() {
    let answer = ask("食品經營許可");
    let best = &answer.hits[0];
    assert_eq!(joined(&best.title), "食品经营许可");
    assert!(best.title.iter().all(|piece| piece.marked));
    let excerpt = &ask("预包装食品备案").hits[0].excerpt;
    assert!(
        excerpt.iter().any(|piece| piece.marked && piece.text.contains("食品")),
        "{excerpt:?}"
    );
    assert!(best.payload.starts_with('{'));
}

#[test]
fn filters_narrow_and_their_other_values_stay_countable() {
    let all = ask("登记");
    let natural = all.facets["object"]["natural"];
    let filters = vec![("object".to_owned(), vec!["natural".to_owned()])];
    let narrowed = index()
        .search(&Query {
            filters,
            ..Query::new("登记")
        })
        .unwrap();
    assert_eq!(narrowed.total, natural);
    assert!(narrowed.total < all.total);
    assert_eq!(narrowed.facets["object"], all.facets["object"]);
    let guides = index()
        .search(&Query {
            kinds: vec!["guide".into()],
            ..Query::new("公积金提取")
        })
        .unwrap();
    assert_eq!(ids(&guides), [FUND]);
    let nowhere = vec![("object".to_owned(), vec!["nobody".to_owned()])];
    let empty = index()
        .search(&Query {
            filters: nowhere,
            ..Query::new("登记")
        })
        .unwrap();
    assert_eq!(empty.total, 0);
    assert!(!empty.facets["object"].is_empty(), "the page can offer to widen");
}

#[test]
fn pages_follow_each_other_and_no_text_lists_everything() {
    let everything = index()
        .search(&Query {
            limit: 100,
            ..Query::new("")
        })
        .unwrap();
    assert_eq!((everything.total, everything.hits.len()), (48, 48));
    let mut paged = Vec::new();
    for offset in (0..48).step_by(10) {
        let page = index()
            .search(&Query {
                offset,
                ..Query::new("")
            })
            .unwrap();
        paged.extend(page.hits.into_iter().map(|hit| hit.id));
    }
    assert_eq!(paged, ids(&everything));
}

#[test]
fn query_syntax_is_plain_text() {
    let plain = ask("食品经营许可");
    for text in [
        "+食品经营许可",
        "\"食品经营许可\"",
        "title:食品经营许可",
        "食品经营许可*",
        "(食品经营许可",
        "-食品经营许可^9~",
    ] {
        assert_eq!(ask(text).hits[0].id, plain.hits[0].id, "{text}");
    }
}
