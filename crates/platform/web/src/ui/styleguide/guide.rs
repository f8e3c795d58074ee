//! Parts of a guide, the wallet, codes.

use maud::{Markup, html};

use crate::ui::{
    context::Link,
    fmt,
    home::{SearchResult, dated, marked, numbers_to_keep, popular, rail, rating},
    parts::{Licence, message},
    progress::{Figure, FlowStep, Given, Material, figures, flow, given, materials},
    qr::qr,
};

pub(super) fn parts() -> Markup {
    let figure = |label: &str, number: &str, unit: &str, note: &str| Figure {
        label: label.into(),
        number: number.into(),
        unit: unit.into(),
        note: note.into(),
    };
    let step = |title: &str, when: &str, you| FlowStep {
        title: title.into(),
        when: when.into(),
        you,
    };
    let taken = |name: &str, how: &str, text: &str| Given {
        name: name.into(),
        how: how.into(),
        text: text.into(),
    };
    html! {
        (figures(&[
            figure("费用", "0", "元", "水质检测也不收费"),
            figure("最长时限", "8", "个工作日", "法定不超过10个"),
            figure("您要去", "0", "次", "我们上门核查1次"),
            figure("要准备的材料", "2", "份", "另外4份不用交"),
        ]))
        div class="top-5" { (materials(&[
            Material {
                name: "店铺平面布局图".into(),
                tag: "自己准备，电子件1份".into(),
                text: "手画也可以。标清楚厨房、洗碗、储藏、用餐的位置和尺寸。".into(),
                link: Some(Link::new("看一张合格的图", "#main")),
                more: None,
            },
            Material { name: "食品安全制度目录".into(), text: "下载模板，打勾签名即可。".into(), ..Material::default() },
        ])) }
        div class="top-5" { (given(&[
            taken("营业执照", "系统调取", "来自市场主体登记，登录后自动核对。"),
            taken("水质检测报告", "我们委托检测", "因为您用井水。我们上门取样，检测的几天不计时。"),
        ])) }
        div class="top-5" { (flow(&[
            step("网上申请", "大约15分钟", true),
            step("受理", "1个工作日内答复", false),
            step("上门核查", "先约时间，请您在场", true),
            step("审查决定", "受理后8个工作日内", false),
            step("收证", "电子证当天到账", true),
        ])) }
    }
}

pub(super) fn wallet() -> Markup {
    let number = "99012120260917000037D";
    html! {
        (numbers_to_keep(&[
            ("办件编号".into(), fmt::case_number(number), number.into()),
            ("查询码".into(), fmt::grouped("K7QM4WTR"), "K7QM4WTR".into()),
        ]))
        ul class="wallet top-4" {
            (Licence {
                name: "营业执照".into(),
                holder: "临溪县小满面馆".into(),
                detail: "92990121MA7QX2K49U".into(),
                numeric: true,
                ..Licence::default()
            })
            (Licence {
                name: "机动车驾驶证".into(),
                holder: "周小满，C1".into(),
                detail: "还有26天到期".into(),
                expiring: true,
                action: Some(Link::new("现在换证", "#main")),
                ..Licence::default()
            })
        }
        div class="split even top-5" {
            div {
                (message("水质检测合格，计时从10月10日继续。", "10月9日 15:02，短信已送达", true))
                (message("医保缴费开始了", "您订阅的提醒，10月12日", false))
            }
            div {
                div class="qr" {
                    (qr("https://yunjiang.example/c/99012120260917000037D", "办理进度的二维码"))
                    p { "用手机扫一扫，随时看办到哪一步" }
                }
                p { "费用" (fmt::money(500_000)) "，邮费" (fmt::money(1250)) "，手机号" (fmt::masked_phone("13800006627")) }
            }
        }
    }
}

/// Parts of the home page and of a search.
pub(super) fn home() -> Markup {
    let link = |text: &str| Link::new(text, "#main");
    let words = ["食品经营许可".to_owned(), "开饭店".to_owned()];
    let fact = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
    html! {
        (popular(&[(link("食品经营许可"), "8个工作日".into()), (link("居民身份证换领"), "20天".into())]))
        (rail("一个人", &link("个人办事全部事项"), &["出生", "上学", "工作", "成家", "养老"].map(link)))
        ul class="top-4" {
            (SearchResult {
                title: marked("食品经营许可（新办）", &words),
                href: "#main".into(),
                tag: "行政许可".into(),
                text: marked("开饭店、食堂、小吃店，开门前要有这个证。", &words),
                facts: vec![fact("最长", "8", "个工作日"), fact("去", "0", "次"), fact("不收费", "", "")],
            })
        }
        div class="split even top-4" {
            (dated(&[(link("2027年度城乡居民医保缴费开始"), "10月12日".into(), "2026-10-12".into())]))
            (rating("4.9", 318, &[("非常满意".into(), 91), ("满意".into(), 6), ("不满意".into(), 3)]))
        }
    }
}
