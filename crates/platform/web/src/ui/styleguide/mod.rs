//! Every component in every state, built from the real components: the portal's part and the desk's. They are two pages
//! because the two style sheets use the same class names at different density.
//!
//! All names, numbers and dates are invented.

mod case;
mod desk;
mod forms;
mod guide;
mod journey;
mod sample;
mod worklist;

pub use case::case_page;
pub use desk::desk;
pub use sample::{desk_site, site};
pub use worklist::worklist_page;

use maud::{Markup, html};

use super::{
    PageContext,
    context::Link,
    error_title,
    page::{breadcrumbs, portal_page, search_box},
    parts::{Button, Notice, Pagination, Tab, Tag, Tone, buttons, section, tabs},
    progress::{Step, StepState, steps},
};

/// The portal's part.
pub fn page(cx: &PageContext) -> Markup {
    let content = html! {
        div class="page" {
            (forms::summary())
            h1 { "组件" }
            p class="lede top-2" { "每个组件的每种状态，门户和工作台共用。" a href="/styleguide/desk" { "看工作台的组件" } }
            (section("sg-search", "搜索", search_box(&cx.site, "sg-q", "开饭店要什么证", "您想办什么事？")))
            (section("sg-home", "首页和结果", guide::home()))
            (section("sg-buttons", "按钮", all_buttons()))
            (section("sg-forms", "表单", forms::fields()))
            (section("sg-kinds", "各种填写项", forms::kinds()))
            (section("sg-groups", "重复的一组", forms::repeated()))
            (section("sg-notices", "提示", notices()))
            (section("sg-tags", "标签、步骤、标签页、翻页", small_parts()))
            (section("sg-tables", "表格、核对清单", journey::tables()))
            (section("sg-days", "办到哪一天", journey::deadline()))
            (section("sg-timeline", "时间线、卡片", journey::events()))
            (section("sg-application", "申请", journey::application()))
            (section("sg-guide", "办事指南", guide::parts()))
            (section("sg-files", "上传、对话框、空状态", journey::files()))
            (section("sg-wallet", "证照、消息、二维码", guide::wallet()))
        }
    };
    portal_page(cx, &error_title(&forms::errors(), "组件"), &[], content)
}

fn all_buttons() -> Markup {
    html! {
        (buttons(&[
            Button::submit("保存并继续"),
            Button::submit("更新结果").secondary(),
            Button::submit("以后再填").quiet(),
            Button::submit("撤回申请").danger(),
            Button::submit("已提交").blocked_by("sg-why"),
            Button::submit("认领").compact(),
            Button::link("转办", "#main").secondary().compact(),
        ]))
        p class="small muted top-2" id="sg-why" { "“已提交”现在不能按：9月17日已经交过，正在办理。" }
        p class="top-3" { (Button::submit("确认并提交").big()) }
    }
}

fn notices() -> Markup {
    html! {
        div class="stack-tight" {
            (Notice::new(Tone::Info, "不登录也能用").text("查事项、看指南都不用登录。"))
            (Notice::new(Tone::Good, "您填的内容已经保存").text("10:32保存，换手机也能接着填。"))
            (Notice::new(Tone::Warn, "有1件事等您处理").text("10月16日前补1张照片。").link("现在去补", "#main"))
            (Notice::new(Tone::Bad, "这次支付没有成功").text("没有扣款，请再试一次。"))
        }
    }
}

fn small_parts() -> Markup {
    let tag = Tag::new;
    let step = |text: &str, state| Step {
        text: text.into(),
        state,
        href: None,
    };
    let tab = |text: &str, count: Option<&str>, current| Tab {
        text: text.into(),
        href: "#sg-tags".into(),
        count: count.map(Into::into),
        bad: false,
        current,
    };
    html! {
        div class="stack" {
            p class="row" {
                (tag(Tone::Info, "正在审查")) (tag(Tone::Good, "已办结")) (tag(Tone::Warn, "等您补正"))
                (tag(Tone::Bad, "已超期")) (tag(Tone::Plain, "行政许可"))
            }
            (steps("注册步骤", &[
                step("看协议", StepState::Done),
                step("核对身份", StepState::Now),
                step("设密码", StepState::Todo),
            ]))
            (tabs("示例", &[tab("办理中", Some("3"), true), tab("已办结", None, false), tab("草稿", None, false)]))
            (breadcrumbs(&[Link::new("我要办", "#main"), Link::new("餐饮食品", "#main")]))
            (Pagination {
                label: "翻页示例".into(),
                previous: Some("#sg-tags".into()),
                range: "第21–40条".into(),
                next: Some("#sg-tags".into()),
            })
        }
    }
}
