//! The worklist of the style guide.

use maud::{Markup, html};

use super::desk::filters;
use crate::ui::{
    context::DeskContext,
    days::Tick,
    desk::{
        Band, Batch, Left, Mark, Owner, WorkRow, Worktable, desk_head, desk_page, desk_tabs, key_hints, worklist_form,
    },
    parts::{Button, Tab, Tone},
};

/// The worklist of the style guide.
pub fn worklist_page(cx: &DeskContext) -> Markup {
    let tab = |text: &str, count: &str, bad, current| Tab {
        text: text.into(),
        href: "/styleguide/desk/worklist".into(),
        count: Some(count.into()),
        bad,
        current,
    };
    let batch = Batch {
        selected: 1,
        common: "食品经营许可 · 注销，均为系统核验通过".into(),
        actions: vec![
            Button::submit("批量准予").secondary().key("B"),
            Button::submit("转给…").secondary().key("T"),
            Button::submit("批量补正").secondary().blocked("各件内容不同"),
        ],
        clear: "/styleguide/desk/worklist".into(),
    };
    let table = Worktable {
        caption: "我的待办，按到期时间排列".into(),
        bands: work(),
    };
    let content = html! {
        (desk_head("我的办件", &html! { "11 件待办，其中 " b { "1 件已超期" } "，3 件今天到期" }, &[
            Button::link("交接", "#main").secondary().compact(),
            Button::link("打印清单", "#main").secondary().compact(),
        ]))
        (desk_tabs("已存筛选", &[
            tab("待办", "11", false, true),
            tab("可领取", "9", false, false),
            tab("今天到期", "3", false, false),
            tab("超期与亮牌", "1", true, false),
            tab("暂停计时", "1", false, false),
        ]))
        (filters())
        (worklist_form("/styleguide/desk/worklist", &cx.csrf, &table, &batch))
        div class="table-foot" {
            (key_hints(&[
                (&["J", "K"], "上下"),
                (&["Enter"], "打开"),
                (&["X"], "选择"),
                (&["C"], "领取"),
                (&["?"], "全部快捷键"),
            ]))
            p class="sub" { "共 5 件，已全部列出" }
        }
    };
    desk_page(cx, "我的办件", false, content)
}

fn cells(parts: &[(usize, Tick)]) -> Vec<Tick> {
    parts
        .iter()
        .flat_map(|(count, tick)| std::iter::repeat_n(*tick, *count))
        .collect()
}

fn left(words: &str, note: &str, class: &'static str, parts: &[(usize, Tick)]) -> Left {
    Left {
        words: words.into(),
        note: note.into(),
        class,
        ticks: cells(parts),
    }
}

fn row(left: Left, item: (&str, &str, &str), who: (&str, &str), step: (&str, &str)) -> WorkRow {
    let pair = |(a, b): (&str, &str)| (a.to_owned(), b.to_owned());
    WorkRow {
        id: item.2.into(),
        href: "/styleguide/desk/case".into(),
        left,
        item: item.0.into(),
        situation: item.1.into(),
        number: item.2.into(),
        who: pair(who),
        step: pair(step),
        marks: vec![],
        source: ("网上".into(), "6月1日 收".into()),
        owner: Owner::Named("我".into()),
        selected: false,
        over: false,
        here: false,
    }
}

fn work() -> Vec<Band> {
    use Tick::{Held, Last, Left as Free, Now, Over, Used};
    let band = |title: &str, note: &str, class, rows| Band {
        title: title.into(),
        note: note.into(),
        class,
        rows,
    };
    let late = left(
        "超期 1 个工作日",
        "应于 6月9日",
        "over",
        &[(7, Used), (1, Free), (1, Over)],
    );
    let today = left("今天 · 剩 7 小时", "17:30 止", "soon", &[(2, Used), (1, Last)]);
    let claim = left("今天 · 剩 7 小时", "17:30 止", "soon", &[(4, Used), (1, Last)]);
    let five = left(
        "剩 5 个工作日",
        "6月17日 办结",
        "",
        &[(2, Used), (3, Held), (1, Now), (5, Free)],
    );
    let held = left(
        "暂停 · 等待补正",
        "恢复后剩 7 日",
        "held",
        &[(1, Used), (3, Held), (7, Free)],
    );
    let food = "食品经营许可";
    vec![
        band(
            "已超期 1 件",
            "请先办；超期原因会进入监察",
            "bad",
            vec![WorkRow {
                over: true,
                marks: vec![Mark::Yellow("黄牌".into()), Mark::Red("红牌".into())],
                ..row(
                    late,
                    (food, "变更 · 经营项目", "99012220260526000018W"),
                    ("临溪县拾光烘焙店", "个体工商户"),
                    ("审查", "复核意见待写"),
                )
            }],
        ),
        band(
            "今天到期 2 件",
            "6月10日 17:30 前",
            "warn",
            vec![
                WorkRow {
                    selected: true,
                    ..row(
                        today,
                        (food, "注销", "99012220260608000041Y"),
                        ("临溪县老街包子铺", "个体工商户"),
                        ("审查", "材料 2 份，系统核验通过"),
                    )
                },
                WorkRow {
                    owner: Owner::Claim("/desk/claim".into()),
                    marks: vec![Mark::Tag(Tone::Warn, "逾期即受理".into())],
                    ..row(
                        claim,
                        ("食品生产许可", "延续", "99012220260603000006E"),
                        ("云江青禾粮油有限公司", "企业法人"),
                        ("受理", "不答复将视为受理"),
                    )
                },
            ],
        ),
        band(
            "之后 1 件",
            "6月16日起",
            "",
            vec![WorkRow {
                here: true,
                marks: vec![Mark::Tag(Tone::Info, "容缺 1 项".into())],
                ..row(
                    five,
                    (food, "新办 · 餐饮服务", "99012220260601000037Y"),
                    ("临溪县山月记餐饮管理有限公司", "企业法人"),
                    ("审查", "要点 8 / 11"),
                )
            }],
        ),
        band(
            "暂停计时 1 件",
            "补正、检测等期间不计入期限",
            "",
            vec![row(
                held,
                (food, "新办 · 餐饮服务", "99012220260603000052S"),
                ("临溪县竹里民宿", "个体工商户"),
                ("补正", "6月4日 告知，限 6月18日"),
            )],
        ),
    ]
}
