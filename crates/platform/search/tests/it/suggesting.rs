use crate::corpus::{FUND, index};

fn texts(prefix: &str) -> Vec<String> {
    index()
        .suggest(prefix, &[], 8)
        .into_iter()
        .map(|suggestion| suggestion.text)
        .collect()
}

#[test]
fn completions_come_for_characters_pinyin_first_letters_and_both() {
    for prefix in ["公积", "公積金提", "gongjij", "gjj", "公积金t", "公积金tiq", "公机金提"] {
        let found = index().suggest(prefix, &[], 8);
        assert!(
            found.iter().any(|suggestion| suggestion.id == FUND),
            "{prefix}: {found:?}"
        );
    }
    assert!(texts("身份证d").contains(&"身份证丢了".to_owned()));
    assert!(texts("许可证").iter().all(|text| text.contains("许可证")));
}

#[test]
fn one_document_does_not_fill_the_list() {
    let found = index().suggest("身份证", &[], 20);
    assert!(found.len() <= 3 || found.iter().any(|other| other.id != found[0].id));
    assert!(index().suggest("", &[], 8).is_empty());
    assert!(index().suggest("！？", &[], 8).is_empty());
}

#[test]
fn suggestions_keep_to_the_filters() {
    let enterprises = [("object".to_owned(), vec!["nobody".to_owned()])];
    assert!(index().suggest("身份证", &enterprises, 8).is_empty());
    let items = [("kind".to_owned(), vec!["item".to_owned()])];
    assert!(
        index()
            .suggest("公积金提取", &items, 8)
            .iter()
            .all(|suggestion| suggestion.id != FUND)
    );
}
