//! The case page of the style guide.

use maud::{Markup, html};

use super::desk::{bands, calendar};
use crate::ui::{
    context::{DeskContext, Link},
    desk::{
        CaseHead, CaseLayout, CaseTab, DecisionBar, MaterialEntry, PageThumb, Template, Thumb, Verdict, Viewer,
        case_layout, desk_page, page_image, pairs, review_points, templates_popover,
    },
    parts::{Button, Tag, Tone},
};

fn materials() -> Vec<(String, Vec<MaterialEntry>)> {
    let trust = |level: &str, meaning: &str| Some((level.to_owned(), meaning.to_owned()));
    let entry = |name: &str, thumb, note: &str| MaterialEntry {
        name: name.into(),
        href: "#case".into(),
        thumb,
        note: note.into(),
        ..MaterialEntry::default()
    };
    let page = |current| PageThumb {
        href: "#case".into(),
        thumb: Thumb::Report,
        current,
        note: String::new(),
    };
    vec![
        (
            "申请材料 4 份".into(),
            vec![
                MaterialEntry {
                    trust: trust("A", "A 级：发证机关核发"),
                    ..entry("营业执照", Thumb::Licence, "1 页 免提交")
                },
                MaterialEntry {
                    trust: trust("C", "C 级：申请人上传，须核对原件"),
                    current: true,
                    pages: vec![page(true), page(false)],
                    ..entry("平面布局图", Thumb::Form, "2 页 1 处问题")
                },
                MaterialEntry {
                    trust: trust("D", "D 级：申请人自制并承诺"),
                    ..entry("食品安全管理制度", Thumb::Text, "3 页 已看")
                },
                MaterialEntry {
                    tag: Some(Tag::new(Tone::Info, "容缺")),
                    ..entry("房屋租赁合同", Thumb::Missing, "至 6月15日")
                },
            ],
        ),
        (
            "办理中产生".into(),
            vec![entry("现场核查记录表", Thumb::Report, "2 页 已看")],
        ),
    ]
}

fn decision(cx: &DeskContext) -> DecisionBar {
    DecisionBar {
        action: "/styleguide/desk/case".into(),
        csrf: cx.csrf.clone(),
        tally: vec![
            Verdict::System,
            Verdict::Ok,
            Verdict::No,
            Verdict::Todo,
            Verdict::NotApplicable,
        ],
        next: Some(Link::new("下一项未审", "#point-4")),
        opinion: "备餐间出入口与餐具回收通道交叉。请于 6月24日前调整布局并提交新平面图，整改期间暂停计时。".into(),
        templates: true,
        actions: vec![
            Button::submit("退回核查").secondary().key("F").named("do", "return"),
            Button::submit("准予").secondary().blocked_by("why"),
            Button::submit("限期整改").key("R").named("do", "cure"),
        ],
        why: Some("现在不能准予：1 项不符合，1 项未审".into()),
        ..DecisionBar::default()
    }
}

/// The case page of the style guide.
pub fn case_page(cx: &DeskContext) -> Markup {
    let plan = page_image(
        &crate::ui::asset("sample-plan.svg"),
        "第 1 页，标出两处",
        (620, 760),
        &[(70, 120, 136, 56, 2, false), (244, 296, 122, 76, 3, true)],
    );
    let tab = |id, title: &str, count: &str, content| CaseTab {
        id,
        title: title.into(),
        count: count.into(),
        content,
    };
    let template = |text: &str, note: &str| Template {
        text: text.into(),
        note: note.into(),
        href: "#opinion".into(),
    };
    let layout = CaseLayout {
        head: CaseHead {
            item: "食品经营许可".into(),
            situation: "新办 · 餐饮服务（中型餐馆）".into(),
            applicant: "临溪县山月记餐饮管理有限公司".into(),
            number: "99012220260601000037Y".into(),
            facts: vec![
                html! { span { "网上申请" } },
                html! { (Tag::new(Tone::Info, "容缺 1 项")) },
            ],
            left: "剩 5 个工作日".into(),
            due: "6月17日 17:30 前办结".into(),
            explained: "#history".into(),
            days: calendar(),
        },
        materials: materials(),
        viewer: Viewer {
            title: "2 经营场所平面布局图".into(),
            tag: Some(Tag::new(Tone::Plain, "C 级 · 须核对原件")),
            page: "第 1 / 2 页".into(),
            original: Some("#case".into()),
            content: plan,
        },
        tabs: vec![
            tab("points", "审查要点", "4/5", review_points(&bands("?point"))),
            tab(
                "data",
                "申请资料",
                "",
                html! { div class="panel-pad" { h2 { "申请人" }
                (pairs(&[("名称", html! { "临溪县山月记餐饮管理有限公司" }), ("从业人员", html! { "9 人" })])) } },
            ),
            tab(
                "history",
                "经过与期限",
                "",
                html! { div class="panel-pad" { h2 { "期限怎么算" }
                p { "自受理次日 6月3日 起算，检测的 3 日不计入。" } } },
            ),
            tab(
                "papers",
                "文书",
                "2",
                html! { div class="panel-pad" { p { "受理通知书、特别程序告知书" } } },
            ),
        ],
        bar: html! { (decision(cx)) },
        after: templates_popover(
            "意见模板 · 限期整改",
            "opinion",
            &[
                template(
                    "布局流线交叉，请于 6月24日 前整改并提交平面图，整改期间暂停计时。",
                    "本岗位 · 用过 46 次",
                ),
                template("经现场核查，布局流线交叉。请整改后申请复核。", "本机构"),
            ],
        ),
    };
    desk_page(cx, "食品经营许可 临溪县山月记", true, case_layout(&layout))
}
