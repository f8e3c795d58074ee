//! The item packages of the repository and a few made-up documents, as the portal would put them into the index.
use std::path::Path;
use std::sync::OnceLock;

use search::{Answer, Document, Index, Query, Synonyms};
use serde_json::Value;

pub(crate) const FUND: &str = "housing-fund-withdrawal";
pub(crate) const SIGHTS: &str = "scenic-spot-grading";
pub(crate) const CLASSICS: &str = "reading-classics";

/// One index for all tests that only read.
pub(crate) fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| {
        let index = Index::in_memory().unwrap();
        index.set_synonyms(everyday_words());
        index.replace_all(documents()).unwrap();
        index
    })
}

pub(crate) fn documents() -> Vec<Document> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../data/items");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let packages = paths
        .iter()
        .map(|path| package(&serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()));
    packages.chain(made_up()).collect()
}

fn package(package: &Value) -> Document {
    let item = &package["item"];
    let handlings = package["handling"].as_array().unwrap();
    let faqs = || {
        handlings
            .iter()
            .flat_map(|handling| handling["faqs"].as_array().into_iter().flatten())
    };
    let answers = faqs().map(|faq| text(&faq["a"])).collect::<Vec<_>>().join("\n");
    let objects = strings(&item["service_objects"])
        .into_iter()
        .map(|object| ("object".to_owned(), object));
    let depth = handlings
        .iter()
        .map(|handling| ("depth".to_owned(), handling["online_depth"].to_string()));
    Document {
        short: text(&item["short_name"]),
        keywords: strings(&item["keywords"])
            .into_iter()
            .chain(handlings.iter().map(|handling| text(&handling["name"])))
            .collect(),
        body: format!("{}\n{answers}", text(&item["summary"])),
        questions: faqs().map(|faq| text(&faq["q"])).collect(),
        facets: objects
            .chain(depth)
            .chain([("body".to_owned(), text(&item["department"]))])
            .collect(),
        payload: serde_json::json!({ "type": item["type"] }).to_string(),
        ..Document::new(text(&item["basic_code"]), "item", text(&item["name"]))
    }
}

fn made_up() -> [Document; 3] {
    let document = |id: &str, title: &str, keywords: &[&str]| Document {
        keywords: keywords.iter().map(|word| (*word).to_owned()).collect(),
        ..Document::new(id, "guide", title)
    };
    [
        document(
            FUND,
            "住房公积金提取",
            &["公积金提取", "公积金", "租房提取", "离职提取", "提取公积金"],
        ),
        document(
            SIGHTS,
            "旅游景区质量等级评定",
            &["景点", "景点评级", "旅游景点", "A级景区"],
        ),
        document(CLASSICS, "经典诵读活动报名", &["经典", "国学经典", "经典诵读"]),
    ]
}

pub(crate) fn everyday_words() -> Synonyms {
    Synonyms::from_pairs([
        ("开饭店", vec!["食品经营许可", "个体工商户设立登记"]),
        ("饭店", vec!["食品经营许可"]),
        ("饭馆", vec!["食品经营许可"]),
        ("火锅店", vec!["食品经营许可"]),
        ("摆地摊", vec!["个体工商户设立登记"]),
        ("做生意", vec!["个体工商户设立登记", "有限责任公司设立登记"]),
        ("生孩子", vec!["出生登记"]),
        ("生娃", vec!["出生登记"]),
        ("扯证", vec!["结婚登记"]),
        ("丢工作", vec!["失业保险金"]),
        ("没工作", vec!["失业保险金"]),
        ("看不起病", vec!["最低生活保障", "居民医保"]),
        ("欠薪", vec!["法律援助"]),
        ("不发工资", vec!["法律援助"]),
        ("养猪", vec!["动物防疫条件合格证"]),
        ("打井", vec!["取水许可"]),
        ("跑滴滴", vec!["网络预约出租汽车驾驶员证"]),
    ])
}

pub(crate) fn ask(text: &str) -> Answer {
    index().search(&Query::new(text)).unwrap()
}

pub(crate) fn ids(answer: &Answer) -> Vec<&str> {
    answer.hits.iter().map(|hit| hit.id.as_str()).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(text).collect()
}
