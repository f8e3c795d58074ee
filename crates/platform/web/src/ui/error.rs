//! Pages for what went wrong: whose fault it is, what is kept, what to do.

use maud::{Markup, html};

use super::{
    context::{DeskContext, PageContext},
    desk::desk_page,
    page::{portal_page, search_box},
    parts::{Button, Notice, Tone, buttons},
};

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// 400: the form came from an old page, or is not readable.
    Stale,
    /// 403: not allowed, with the reason and whom to ask.
    Forbidden {
        /// Why, and what one may do instead.
        reason: String,
    },
    /// 404.
    NotFound,
    /// 409: changed meanwhile.
    Conflict {
        /// Who changed what and when.
        what: String,
    },
    /// 413: too large.
    TooLarge {
        /// Most allowed, in words: 20 MB.
        limit: String,
    },
    /// 429: too often.
    TooMany {
        /// How many seconds to wait.
        seconds: u64,
    },
    /// 500: our fault.
    Internal,
    /// 503: closed for a while.
    Unavailable {
        /// Until when, in words; empty when not known.
        until: String,
    },
    /// 401: the session ended while a form was filled in.
    SessionExpired {
        /// Where the form was sent.
        action: String,
        /// What it sent, to be sent again.
        sent: Vec<(String, String)>,
    },
}

/// The words of a fault.
struct Words {
    mark: &'static str,
    title: String,
    text: Vec<String>,
    strong: Option<&'static str>,
}

impl Fault {
    /// The status of the response.
    pub const fn status(&self) -> u16 {
        match self {
            Self::Stale => 400,
            Self::SessionExpired { .. } => 401,
            Self::Forbidden { .. } => 403,
            Self::NotFound => 404,
            Self::Conflict { .. } => 409,
            Self::TooLarge { .. } => 413,
            Self::TooMany { .. } => 429,
            Self::Internal => 500,
            Self::Unavailable { .. } => 503,
        }
    }

    const fn mark(&self) -> &'static str {
        match self {
            Self::Stale => "400",
            Self::SessionExpired { .. } => "为了您的信息安全",
            Self::Forbidden { .. } => "403",
            Self::NotFound => "404",
            Self::Conflict { .. } => "409",
            Self::TooLarge { .. } => "413",
            Self::TooMany { .. } => "429",
            Self::Internal => "500",
            Self::Unavailable { .. } => "503",
        }
    }

    /// What happened, in a few words; also the title of the page.
    pub fn title(&self) -> String {
        match self {
            Self::Stale => "这一页放得太久了".into(),
            Self::SessionExpired { .. } => "登录已过期".into(),
            Self::Forbidden { .. } => "这一页您现在还不能看".into(),
            Self::NotFound => "没有找到这一页".into(),
            Self::Conflict { .. } => "这一页刚刚被改过".into(),
            Self::TooLarge { .. } => "文件太大，没有收下".into(),
            Self::TooMany { .. } => "试得太快了，请等一会儿".into(),
            Self::Internal => "是我们的网站出了问题".into(),
            Self::Unavailable { .. } => "网站现在办不了，很快就好".into(),
        }
    }

    fn text(&self) -> Vec<String> {
        match self {
            Self::Stale => {
                vec!["页面打开太久，或者是从别的地方来的，我们没有收下这次提交。请刷新以后再交一次。".into()]
            }
            Self::SessionExpired { .. } => {
                vec!["先重新登录，会另开一个窗口；登录以后回到这一页，点“接着交”。".into()]
            }
            Self::Forbidden { reason } => vec![reason.clone()],
            Self::NotFound => vec!["可能是地址输错了一个字，也可能是这件事换了新的页面。".into()],
            Self::Conflict { what } => vec![what.clone(), "您写的没有丢。请看看最新的内容，再决定留哪一份。".into()],
            Self::TooLarge { limit } => vec![format!("每个文件不超过{limit}。请压缩一下，或者分几个文件传。")],
            Self::TooMany { seconds } => vec![format!(
                "为了防止有人乱试，请{}再来。您填的内容没有丢。",
                wait(*seconds)
            )],
            Self::Internal => vec!["不是您的操作有错。我们已经收到报警，正在修。".into()],
            Self::Unavailable { until } if until.is_empty() => vec!["不是您的操作有错。请过几分钟再试一次。".into()],
            Self::Unavailable { until } => vec![format!("{until}恢复。这段时间可以打热线，或者到窗口办。")],
        }
    }

    fn words(&self) -> Words {
        let strong = matches!(self, Self::Internal | Self::Unavailable { .. }).then_some("您填过的内容没有丢");
        Words {
            mark: self.mark(),
            title: self.title(),
            text: self.text(),
            strong,
        }
    }
}

fn wait(seconds: u64) -> String {
    if seconds < 60 {
        format!("过{}秒", seconds.max(1))
    } else {
        format!("过{}分钟", seconds.div_ceil(60))
    }
}

/// The page of a fault on the portal. `number` finds the request in the logs and is read to the hotline; empty when
/// there is none.
pub fn error_page(cx: &PageContext, fault: &Fault, number: &str) -> Markup {
    let words = fault.words();
    let content = html! {
        div class="page" { div class="fault stack" {
            p class="code-mark" { (words.mark) }
            h1 { (words.title) }
            @for line in &words.text { p { (line) } }
            @if let Some(strong) = words.strong { p { strong { (strong) } "，保存在草稿里。" } }
            (what_next(cx, fault))
            (small_print(cx, fault, number))
        } }
    };
    portal_page(cx, &words.title, &[], content)
}

fn what_next(cx: &PageContext, fault: &Fault) -> Markup {
    let paths = &cx.site.paths;
    let home = Button::link("回到首页", &paths.home).quiet();
    let again = Button::link("再试一次", &cx.path);
    match fault {
        Fault::NotFound => html! {
            (search_box(&cx.site, "q", "", "您想办什么事？"))
            p { a class="touch" href=(paths.home) { "回到首页" } }
        },
        Fault::SessionExpired { action, sent } => html! {
            (Notice::new(Tone::Good, "刚才填的都还在").text("没有保存，也没有丢：它就在这一页里，请先不要关。"))
            (sign_in_and_send_again(&format!("{}?next=/login/done", paths.sign_in), action, sent))
        },
        Fault::Internal if cx.person.is_some() => {
            buttons(&[again, Button::link("看我的草稿", &paths.drafts).secondary()])
        }
        Fault::Forbidden { .. } if cx.person.is_none() => buttons(&[Button::link("登录", cx.sign_in_href()), home]),
        Fault::Forbidden { .. } => buttons(&[Button::link("回到首页", &paths.home).secondary()]),
        Fault::Stale | Fault::TooLarge { .. } => buttons(&[Button::link("回到这一页", &cx.path), home]),
        Fault::Conflict { .. } => buttons(&[Button::link("看最新的内容", &cx.path), home]),
        _ => buttons(&[again, home]),
    }
}

fn small_print(cx: &PageContext, fault: &Fault, number: &str) -> Markup {
    html! {
        @if matches!(fault, Fault::SessionExpired { .. }) {
            p class="small muted" { "如果这是公用电脑，离开前请关掉浏览器。" }
        } @else if !number.is_empty() {
            p class="small muted" {
                "着急的话请打" (cx.site.hotline) "，报这个编号，工作人员能查到：" span class="code" { (number) }
            }
        }
    }
}

/// The two steps after a session ended: signing in beside this page, and sending the form of this page once more.
fn sign_in_and_send_again(sign_in: &str, action: &str, sent: &[(String, String)]) -> Markup {
    html! {
        form method="post" action=(action) {
            @for (name, value) in sent { input type="hidden" name=(name) value=(value); }
            div class="buttons" {
                a class="button" href=(sign_in) target="_blank" { "重新登录" span class="visually-hidden" { "（新窗口）" } }
                (Button::submit("接着交").secondary())
            }
        }
    }
}

/// The page of a fault on the desk: what did not happen, what is kept, a number.
pub fn desk_error_page(cx: &DeskContext, fault: &Fault, number: &str) -> Markup {
    let words = fault.words();
    let tone = if matches!(fault, Fault::Internal | Fault::Unavailable { .. }) {
        Tone::Bad
    } else {
        Tone::Warn
    };
    let home = Button::link("返回待办", &cx.site.paths.desk).secondary();
    let first = match fault {
        Fault::SessionExpired { .. } => None,
        Fault::Internal | Fault::Unavailable { .. } | Fault::TooMany { .. } => Some(Button::link("重试", &cx.path)),
        Fault::Conflict { .. } | Fault::Stale | Fault::TooLarge { .. } => Some(Button::link("看最新情况", &cx.path)),
        Fault::Forbidden { .. } | Fault::NotFound => None,
    };
    let content = html! {
        div class="desk-head" { h1 { (words.title) } }
        div class="sheet" { div class="sheet-body stack measure" {
            div class={ "notice " (tone.class()) } {
                p { b { (words.title) "。" } @for line in &words.text { (line) } @if words.strong.is_some() { "写下的内容在草稿里。" } }
            }
            @if let Fault::SessionExpired { action, sent } = fault {
                p { "刚才填的都还在这一页里，没有保存，也没有丢，请先不要关。" }
                (sign_in_and_send_again("/desk/login?next=/desk/login/done", action, sent))
            } @else {
                (buttons(&first.into_iter().chain([home]).collect::<Vec<_>>()))
            }
            @if !number.is_empty() { p class="sub number" { "编号 " (number) "，已记录" } }
        } }
    };
    desk_page(cx, &words.title, false, content)
}
