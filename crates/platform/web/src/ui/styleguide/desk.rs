//! The desk's part: its components on one page.

use maud::{Markup, html};

use super::sample::day;
use crate::ui::{
    context::{DeskContext, Link},
    days::{Day, DayKind},
    desk::{
        FilterList, Filters, OpenPoint, PointBand, ReviewPoint, Verdict, day_row, desk_head, desk_page, numbers, pairs,
        review_points, sheet,
    },
    form::{Choice, Field, FormError, Kind, error_summary},
    parts::{Button, Empty, Tag, Tone, buttons},
    table::{Column, Row, Table},
};

/// The desk's part of the style guide.
pub fn desk(cx: &DeskContext) -> Markup {
    let errors = [FormError::new("sg-how", "", "第 2 项没有写“怎样补正”")];
    let content = html! {
        (desk_head("组件", &html! { "工作台的每个组件。整页见 " a href="/styleguide/desk/worklist" { "待办" } "、"
            a href="/styleguide/desk/case" { "办件" } }, &[]))
        (numbers(&[
            ("今天到期", "33", "件", "已办 12 件", ""),
            ("预警", "12", "件", "2 件无人领取", "warn"),
            ("红牌", "1", "张", "本月 2 张", "bad"),
            ("按时办结率", "98.6", "%", "上月 98.1%", ""),
        ]))
        div class="gap-top" { (filters()) }
        (sheet("期限", &html! { "一格一天" }, &html! { div class="sheet-body" { (day_row("期限日历", &calendar())) } }))
        div class="cols cols-2 gap-top" {
            (sheet("审查要点", &html! { "3 / 3" }, &html! { (review_points(&bands("#sg"))) }))
            div class="stack" {
                (sheet("填写有误", &html! { "提交后，焦点到此处" }, &html! { div class="sheet-body" {
                    (error_summary(&errors))
                    (Field::new("sg-how", "怎样补正", Kind::Paragraph { rows: 2, max: None })
                        .error("请写明要重新交哪一份、什么形式"))
                } }))
                (sheet("没有内容", &html! {}, &html! { div class="sheet-body" { (Empty {
                    title: "今天到期的都办完了".into(),
                    text: "下一件 6月11日 到期：临溪县实验小学 食品经营许可。".into(),
                    action: Some(Link::new("打开下一件", "#main")),
                }) } }))
                (sheet("按钮", &html! {}, &html! { div class="sheet-body" { (buttons(&[
                    Button::submit("发出并暂停计时").key("Ctrl ↵"),
                    Button::submit("存为草稿").secondary().key("S"),
                    Button::submit("不予受理…").secondary().danger(),
                    Button::submit("送审").blocked("先改 1 错"),
                ])) } }))
                (sheet("来人", &html! { (Tag::new(Tone::Good, "已刷证")) }, &html! { div class="sheet-body" {
                    (pairs(&[("证件", html! { "990122********4525" }), ("核验", html! { "10:02 人证一致" })]))
                } }))
            }
        }
        (sheet("表格", &html! {}, &html! { (Table {
            caption: "各单位的办件".into(),
            caption_hidden: true,
            columns: vec![Column::new("单位"), Column::number("在办"), Column::number("按时率")],
            rows: vec![
                Row { class: "over", ..Row::text(&["住房和城乡建设局", "64", "95.3%"]) },
                Row::text(&["市场监督管理局", "142", "98.6%"]),
            ],
            dense: true,
        }) }))
    };
    desk_page(cx, "组件", false, content)
}

pub(super) fn calendar() -> Vec<Day> {
    use DayKind::{Event, Late, Left, Off, Paused, PromisedDue, StatutoryDue, Used};
    let june = [
        (1, Used, "收件"),
        (2, Used, "受理"),
        (3, Used, "第1日"),
        (4, Paused, "检测"),
        (5, Paused, "检测"),
        (6, Off, "周末"),
        (7, Off, "周末"),
        (8, Paused, "检测"),
        (9, Used, "第2日"),
        (10, Left, "第3日"),
        (11, Left, "第4日"),
        (12, Left, "第5日"),
        (13, Off, "周末"),
        (14, Off, "周末"),
        (15, Left, "第6日"),
        (16, Left, "第7日"),
        (17, PromisedDue, "承诺到期"),
        (18, Event, "第9日"),
        (19, Off, "端午"),
        (20, Off, "端午"),
        (21, Off, "端午"),
        (22, StatutoryDue, "法定到期"),
        (23, Late, "超期"),
    ];
    june.iter()
        .map(|(d, kind, text)| Day {
            today: *d == 10,
            ..Day::new(day(6, *d), *kind, *text)
        })
        .collect()
}

pub(super) fn filters() -> Filters {
    let list = |name: &str, label: &str, all: &str| FilterList {
        name: name.into(),
        label: label.into(),
        options: vec![Choice::new("", all)],
        chosen: String::new(),
    };
    Filters {
        action: "/desk".into(),
        lists: vec![list("item", "事项", "全部事项"), list("step", "环节", "全部环节")],
        text: Some(("who".into(), "申请人或编号".into(), String::new())),
        on: vec![Link::new("餐饮服务、食品销售", "/desk")],
        save: Some("/desk/filters/new".into()),
        order: Some(list("order", "排序", "到期时间")),
    }
}

pub(super) fn bands(href: &str) -> Vec<PointBand> {
    let point = |number, statement: &str, verdict, basis: &str| ReviewPoint {
        number,
        statement: statement.into(),
        verdict,
        basis: basis.into(),
        href: format!("{href}-{number}"),
        ..ReviewPoint::default()
    };
    let open = OpenPoint {
        action: "/styleguide/desk/case".into(),
        note: "备餐间只有一处出入口，成品由此送出，回收餐具经同一通道进入清洗消毒间（图中 ②），流线交叉。".into(),
        phrases: ["通道交叉", "分区不全", "与现场不一致"].map(String::from).into(),
        hidden: vec![("version".into(), "7".into())],
        ..OpenPoint::default()
    };
    vec![
        PointBand {
            title: "主体资格".into(),
            points: vec![point(
                1,
                "营业执照有效，经营范围含餐饮服务",
                Verdict::System,
                "市场主体登记库 6月10日 09:12 核对",
            )],
        },
        PointBand {
            title: "场所与布局".into(),
            points: vec![
                point(
                    2,
                    "经营场所与申请地址一致，距污染源 25 米以上",
                    Verdict::Ok,
                    "现场核查记录 第 1 页",
                ),
                ReviewPoint {
                    evidence: Some(Link::new("材料 2 第 1 页 ②", "#case")),
                    open: Some(open),
                    ..point(
                        3,
                        "布局按原料进入、加工制作、成品供应单向流动，成品通道与回收餐具通道分开",
                        Verdict::No,
                        "《食品经营许可审查通则》",
                    )
                },
                point(4, "动物性、植物性、水产品清洗水池分设并有标识", Verdict::Todo, "通则"),
                point(5, "连锁门店与总部制度一致", Verdict::NotApplicable, "通则"),
            ],
        },
    ]
}
