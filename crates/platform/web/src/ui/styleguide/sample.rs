//! The invented site of the style guide.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::ui::context::{DeskContext, Link, PostChoice, Room, Site};

/// A day of the invented year; the dates are constants of the style guide.
pub(super) fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap_or_default()
}

/// The invented portal.
pub fn site() -> Arc<Site> {
    let nav = ["我要看", "我要查", "我要办", "我要问", "我要评", "我的"];
    let paths = ["/read", "/lookup", "/do", "/ask", "/rate", "/my"];
    Arc::new(Site {
        name: "云江政务服务网".into(),
        region: "澄州市临溪县".into(),
        mark: "云江".into(),
        hotline: "12345".into(),
        hotline_notes: vec!["政务服务热线，24小时有人接听".into(), "说不清找谁，就打这个电话".into()],
        nav: nav
            .iter()
            .zip(paths)
            .map(|(text, href)| Link::new(*text, href))
            .collect(),
        footer: [
            ("网站纠错", "/feedback"),
            ("无障碍说明", "/accessibility"),
            ("个人信息怎么保护", "/privacy"),
        ]
        .map(|(text, href)| Link::new(text, href))
        .into(),
        imprint: vec!["主办：临溪县人民政府办公室".into(), "网站标识码9901210001".into()],
        desk_name: "临溪县政务服务工作台".into(),
        desk_mark: "通".into(),
        ..Site::default()
    })
}

/// The invented desk.
pub fn desk_site() -> DeskContext {
    let room = |name: &str, href: &str, count, key| Room {
        name: name.into(),
        href: href.into(),
        count,
        key,
    };
    let post = |id: &str, name: &str, waiting: &str, note: &str| PostChoice {
        id: id.into(),
        name: name.into(),
        waiting: waiting.into(),
        note: note.into(),
    };
    DeskContext {
        site: site(),
        path: "/desk".into(),
        person: "沈知微".into(),
        posts: vec![
            post("review", "市场监管局 · 审查岗", "11 件", "12 个事项"),
            post(
                "accept",
                "市场监管局 · 受理岗",
                "3 件，1 件今天到期",
                "代 程一诺，至 6月12日",
            ),
        ],
        post: "review".into(),
        rooms: vec![
            room("办件", "/desk", 11, Some('L')),
            room("窗口", "/desk/window", 0, Some('W')),
            room("监察", "/desk/supervision", 2, None),
            room("机构", "/desk/organisation", 0, None),
        ],
        room: Some("/desk".into()),
        today: "6月10日 周三".into(),
        messages: 3,
        ..DeskContext::default()
    }
}
