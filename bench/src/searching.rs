//! Searches and suggestions among 100 thousand made-up items.

use std::time::Instant;

use search::{Document, Error, Index, Query};

use crate::figure::{Figure, Times};

const DOCUMENTS: usize = 100_000;
const REGIONS: usize = 50;
const ACTS: [&str; 10] = [
    "许可", "备案", "登记", "核发", "变更", "延续", "注销", "补办", "审批", "认定",
];
const THINGS: [&str; 20] = [
    "食品经营",
    "药品零售",
    "道路运输",
    "排污",
    "取水",
    "施工",
    "户外广告",
    "公共场所卫生",
    "农药经营",
    "动物防疫",
    "劳务派遣",
    "人力资源服务",
    "网约车驾驶员证",
    "烟草零售",
    "特种设备",
    "医疗器械",
    "旅馆业",
    "林木采伐",
    "教师资格",
    "护士执业",
];
const WHO: [&str; 10] = [
    "个人",
    "企业",
    "个体工商户",
    "合作社",
    "社会团体",
    "外商投资",
    "事业单位",
    "学校",
    "医院",
    "民办机构",
];
const QUERIES: [&str; 12] = [
    "食品经营许可",
    "开饭店要什么证",
    "食品经营许课",
    "公积金tiqu",
    "shipinjingying",
    "spjyxk",
    "许可",
    "办理登记需要什么材料",
    "个体工商户道路运输延续怎么办",
    "網約車駕駛員證",
    "外商投资旅馆业",
    "护土执业注册",
];

pub fn measure() -> Result<Vec<Figure>, Error> {
    let index = Index::in_memory()?;
    let begun = Instant::now();
    index.replace_all((0..DOCUMENTS).map(document))?;
    let filled = begun.elapsed();
    let begun = Instant::now();
    index.upsert([document(7)])?;
    let changed = begun.elapsed();
    let mut found = times(|text| index.search(&Query::new(text)).map(|_| ()))?;
    let mut suggested = times(|text| {
        let prefix: String = text.chars().take(3).collect();
        index.suggest(&prefix, &[], 8);
        Ok(())
    })?;
    let what = format!("search among {DOCUMENTS} items, p99");
    Ok(vec![
        Figure::at_most(what, found.part(0.99), "ms", 20.0).remark(format!(
            "median {:.1} ms; filled in {:.1} s, one changed in {:.2} s",
            found.part(0.5),
            filled.as_secs_f64(),
            changed.as_secs_f64()
        )),
        Figure::at_most("suggestions while typing, p99", suggested.part(0.99), "ms", 20.0)
            .remark(format!("median {:.1} ms", suggested.part(0.5))),
    ])
}

fn document(number: usize) -> Document {
    let (region, kind) = (number % REGIONS, number / REGIONS);
    let (act, thing, who) = (ACTS[kind % 10], THINGS[kind / 10 % 20], WHO[kind / 200 % 10]);
    Document {
        short: format!("{thing}{act}"),
        keywords: vec![
            thing.into(),
            format!("{who}{thing}"),
            format!("办{thing}"),
            format!("{act}{number}"),
        ],
        body: format!("{who}办理{thing}{act}，先在网上提交申请材料，我们在5个工作日内办结，不收费。").repeat(4),
        questions: vec![
            format!("{thing}{act}要多久？"),
            format!("{who}需要交什么材料？"),
            "收费吗？".into(),
        ],
        facets: vec![
            ("region".into(), format!("region{region}")),
            ("theme".into(), thing.into()),
            ("depth".into(), (kind % 4).to_string()),
        ],
        payload: "{}".into(),
        ..Document::new(number.to_string(), "item", format!("{who}{thing}{act}（{number}）"))
    }
}

fn times(mut run: impl FnMut(&str) -> Result<(), Error>) -> Result<Times, Error> {
    let mut all = Times::default();
    for text in QUERIES.iter().cycle().take(QUERIES.len() * 20) {
        let begun = Instant::now();
        run(text)?;
        all.add(begun.elapsed());
    }
    Ok(all)
}
