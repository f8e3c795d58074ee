//! From the application to its result: tables, deadline, events, files.

use maud::{Markup, html};

use super::sample::day;
use crate::ui::{
    context::Link,
    days::{Day, DayKind, days, days_key},
    fmt,
    icon::Icon,
    parts::{Button, Card, Dialog, Empty, File, FileState, More, Status, Upload},
    progress::{ProgressLine, Task, TaskState, TimelineEvent, TimelineState, Upcoming, next_steps, tasks, timeline},
    table::{Column, Row, SumLine, Summary, Table, sum, summary_list},
};

pub(super) fn tables() -> Markup {
    html! {
        (Table {
            caption: "本月办件".into(),
            columns: vec![Column::new("事项"), Column::new("状态"), Column::number("剩余")],
            rows: vec![
                Row::text(&["食品经营许可", "正在审查", "3个工作日"]),
                Row::text(&["门头招牌设置", "等您补正", "已暂停"]),
            ],
            ..Table::default()
        })
        div class="measure top-5" {
            (summary_list(&[
                Summary::new("店名", "临溪县小满面馆"),
                Summary::new("经营地址", "青溪街道柳堤路36号").change("#addr"),
                Summary::new("经营面积", "45平方米").change("#area"),
            ]))
        }
    }
}

fn calendar() -> Vec<Day> {
    use DayKind::{Event, Left, Off, Paused, PromisedDue, StatutoryDue, Used};
    let september = [
        (21, Event, "补齐"),
        (22, Event, "受理"),
        (23, Used, "第1天"),
        (24, Used, "第2天"),
        (25, Off, "中秋"),
        (26, Off, "中秋"),
        (27, Off, "中秋"),
        (28, Used, "第3天"),
        (29, Paused, "暂停"),
        (30, Paused, "暂停"),
    ];
    let october = [
        (8, Paused, "暂停"),
        (9, Paused, "暂停"),
        (10, Used, "第4天"),
        (11, Off, "周末"),
        (12, Used, "第5天"),
        (13, Left, "第6天"),
        (14, Left, "第7天"),
        (15, PromisedDue, "截止"),
        (16, Event, ""),
        (17, Off, "周末"),
        (18, Off, "周末"),
        (19, StatutoryDue, "法定"),
    ];
    let holiday = (1..=7).map(|d| Day::new(day(10, d), Off, "国庆"));
    let mut all: Vec<Day> = september
        .iter()
        .map(|(d, kind, text)| Day::new(day(9, *d), *kind, *text))
        .collect();
    all.extend(holiday);
    all.extend(october.iter().map(|(d, kind, text)| Day {
        today: *d == 12,
        ..Day::new(day(10, *d), *kind, *text)
    }));
    all
}

pub(super) fn deadline() -> Markup {
    let today = day(10, 12);
    let line = |label: &str, detail: &str, number: &str, total| SumLine {
        label: label.into(),
        detail: detail.into(),
        number: number.into(),
        total,
    };
    html! {
        div class="measure-wide stack" {
            (Status {
                state: "正在审查".into(),
                headline: vec![format!("最晚{}", fmt::date_weekday(day(10, 15), today)), "出结果".into()],
                text: "还剩3个工作日。现在不用您做什么，有变化会发短信。".into(),
                wait: false,
            })
            (Status {
                state: "等您补正".into(),
                headline: vec!["还差1处，".into(), "10月18日前补上就行".into()],
                text: "这是一次说全的，补齐以后不会再要别的。".into(),
                wait: true,
            })
            (days("从9月21日到10月19日，每一天算不算", &calendar()))
            (days_key(&calendar()))
            (sum(&[
                line("承诺时限", "", &fmt::working_days(8), false),
                line("已经用掉", &fmt::date_list(&[day(9, 23), day(9, 24), day(9, 28), day(10, 10), day(10, 12)]), "5个", false),
                line("暂停", &format!("{}，水质检测", fmt::date_range(day(9, 29), day(10, 9), today)), "不算", false),
                line("还剩", "10月13、14、15日", "3个", true),
            ]))
        }
    }
}

pub(super) fn events() -> Markup {
    let event = |title: &str, when: &str, state| TimelineEvent {
        title: title.into(),
        when: when.into(),
        state,
        ..TimelineEvent::default()
    };
    html! {
        div class="split even" {
            (timeline(&[
                TimelineEvent {
                    text: "审批股 王建平。".into(),
                    link: Some(Link::new("看受理通知书", "#main")),
                    datetime: "2026-09-22T09:20".into(),
                    ..event("受理", "9月22日 周二 9:20", TimelineState::Done)
                },
                event("水质检测，计时暂停", "9月29日到10月9日", TimelineState::Paused),
                event("正在审查", "10月10日起", TimelineState::Now),
                event("作出决定", "", TimelineState::Todo),
            ]))
            div class="stack" {
                (Card { link: Link::new("开餐饮店一件事", "#main"), text: "填1张表，交4份材料".into(), icon: None })
                (Card {
                    link: Link::new("开餐饮店", "#main"),
                    text: "原来跑3个部门、交11份材料，现在填1张表、交4份".into(),
                    icon: Some(Icon::Bowl),
                })
                (More { summary: "证能用几年？".into(), content: html! { p { "5年。" } }, open: false })
                (More { summary: "核查人员来看什么？".into(), content: html! { p { "生熟分开、有洗手和洗碗的地方。" } }, open: true })
            }
        }
    }
}

pub(super) fn application() -> Markup {
    let task = |text: &str, note: &str, state, current| Task {
        text: text.into(),
        note: note.into(),
        state,
        href: (state != TaskState::Todo).then(|| "#sg-application".into()),
        current,
    };
    let soon = |title: &str, text: &str| Upcoming {
        title: title.into(),
        text: text.into(),
    };
    html! {
        div class="split aside-first" {
            div {
                (ProgressLine { step: 2, of: 5, saved: "10:32已自动保存".into() })
                (next_steps(&[
                    soon("9月18日（周五）下班前，我们告诉您是否受理", "少了什么，会一次说全。您不用打电话问。"),
                    soon("受理后8个工作日内出结果", "其中会上门核查1次，提前1天和您约时间，请您在场。"),
                ]))
            }
            (tasks("食品经营许可（新办）", &[
                task("申请人信息", "已填好", TaskState::Done, false),
                task("经营信息和人员", "3处要改", TaskState::Wrong, true),
                task("材料", "还差2份", TaskState::Open, false),
                task("核对并提交", "未开始", TaskState::Todo, false),
            ], "草稿保留90天，换手机或电脑登录也能接着填。"))
        }
    }
}

pub(super) fn files() -> Markup {
    let picture = File {
        name: "厨房细节.jpg".into(),
        thumb: "图片".into(),
        watermark: true,
        ..File::default()
    };
    html! {
        div class="split even" {
            div {
                (Upload {
                    id: "sg-up".into(),
                    name: "plan".into(),
                    label: "选择文件，或者直接拍照".into(),
                    hint: "PDF、JPG、PNG，不超过20 MB".into(),
                    accept: ".pdf,image/*".into(),
                    optional: true,
                    ..Upload::default()
                })
                div class="top-3" {
                    (File { note: "已上传64%".into(), size: "3.2 MB".into(), state: FileState::Uploading(64), ..picture.clone() })
                    (File { note: "9月17日提交".into(), view: Some("#main".into()), ..picture })
                    (File {
                        name: "制度目录.docx".into(),
                        thumb: "docx".into(),
                        size: "86 KB".into(),
                        note: "没有收下".into(),
                        state: FileState::Refused,
                        remove: Some(("remove".into(), "2".into())),
                        ..File::default()
                    })
                }
            }
            (Dialog {
                id: "sg-dialog".into(),
                title: "撤回这次申请？".into(),
                text: "撤回后不再办理，您填的内容留作草稿。".into(),
                buttons: vec![Button::submit("撤回申请").danger(), Button::link("先不撤回", "#sg-files").secondary()],
            })
        }
        div class="top-5" {
            (Empty {
                title: "还没有证照".into(),
                text: "办好的电子证照会自动出现在这里。".into(),
                action: Some(Link::new("看看能办什么", "#main")),
            })
        }
    }
}
