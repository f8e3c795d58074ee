use proptest::prelude::*;
use search::{Document, Index, Query};

use crate::corpus::index;

/// Letters, Chinese, syntax and what gets in with copied text.
const ALPHABET: &str = "[a-z0-9公积金提取食品经营许可证開飯店ＧＪ +\\-\"*:()\\[\\]{}^~\\\\/&|!?。、《》\u{0}\u{1}\u{202e}\u{200d}🀄👨‍👩‍👧é]{0,60}";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn any_text_can_be_searched_and_completed(text in prop_oneof![any::<String>(), ALPHABET]) {
        let answer = index().search(&Query::new(text.as_str())).unwrap();
        prop_assert!(answer.hits.len() <= 10 && answer.hits.len() <= answer.total);
        prop_assert_eq!(answer.original, text.clone());
        for hit in &answer.hits {
            prop_assert!(hit.score.is_finite());
        }
        prop_assert!(index().suggest(&text, &[], 8).len() <= 8);
    }

    #[test]
    fn punctuation_changes_nothing(at in 0_usize..4, mark in "[+\\-\"*:()^~\\\\/&|!]{1,3}") {
        let words = ["食品经营许可", "居住证", "公积金", "结婚登记"];
        let plain = index().search(&Query::new(words[at])).unwrap();
        let quoted = index().search(&Query::new(format!("{mark}{}{mark}", words[at]))).unwrap();
        prop_assert_eq!(plain.hits, quoted.hits);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_document_can_be_kept_and_shown(title in any::<String>(), body in any::<String>(), word in any::<String>()) {
        let index = Index::in_memory().unwrap();
        let mut document = Document::new("1", "item", title.clone());
        document.keywords = vec![word.clone()];
        document.body = body;
        document.weight = f32::NAN;
        document.facets = vec![(word.clone(), word.clone())];
        index.replace_all([document]).unwrap();
        let everything = index.search(&Query::new("")).unwrap();
        let shown: String = everything.hits[0].title.iter().map(|piece| piece.text.as_str()).collect();
        prop_assert_eq!(shown, title.clone());
        index.search(&Query::new(title)).unwrap();
        index.suggest(&word, &[], 8);
    }
}

#[test]
fn ten_thousand_characters_are_a_query_like_any_other() {
    for text in [
        "公积金提取".repeat(2000),
        "gongjijin".repeat(1200),
        "🀄\u{0}\u{202e}".repeat(4000),
        "的".repeat(10_000),
    ] {
        index().search(&Query::new(text.as_str())).unwrap();
        index().suggest(&text, &[], 8);
    }
    assert_eq!(
        index().search(&Query::new("公积金提取".repeat(2000))).unwrap().hits[0].id,
        crate::corpus::FUND
    );
}
