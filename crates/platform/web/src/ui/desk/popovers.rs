//! Menus of the desk: native popovers that `:target` opens without scripts.

use maud::{Markup, html};

use crate::ui::{context::DeskContext, form::csrf_field};

/// Choosing the post to work in.
pub fn posts_popover(cx: &DeskContext) -> Markup {
    html! {
        div class="desk-pop" id="posts" popover aria-labelledby="posts-t" {
            h2 id="posts-t" { "换岗位 " kbd { "Shift P" } }
            form method="post" action=(cx.site.paths.desk_post) {
                (csrf_field(&cx.csrf))
                input type="hidden" name="back" value=(cx.path);
                @for (at, post) in cx.posts.iter().enumerate() {
                    button class="pop-item" type="submit" name="post" value=(post.id)
                        aria-current=[(post.id == cx.post).then_some("true")] data-pick=[(at < 9).then_some(at + 1)] {
                        kbd { (at + 1) } span { (post.name) } span class="muted" { (post.waiting) } small { (post.note) }
                    }
                }
            }
            p class="sub" { a href=(cx.site.paths.desk_me) { "设代班或交接" } " · " (close()) }
        }
    }
}

fn close() -> Markup {
    html! { a href="#main" data-close { "关闭 " kbd { "Esc" } } }
}

type Keys = &'static [&'static str];

const KEYS: [(&str, &[(Keys, &str)]); 4] = [
    (
        "到处可用",
        &[
            (&["/"], "查找"),
            (&["?"], "本表"),
            (&["G", "L"], "我的办件"),
            (&["G", "W"], "窗口"),
            (&["Shift", "P"], "换岗位"),
            (&["Esc"], "关闭、返回"),
        ],
    ),
    (
        "列表",
        &[
            (&["J", "K"], "下一行、上一行"),
            (&["Enter"], "打开"),
            (&["X"], "选择；Shift X 连选"),
            (&["C"], "领取"),
            (&["B"], "批量办理"),
            (&["G", "1…9"], "第几个筛选"),
        ],
    ),
    (
        "审查",
        &[
            (&["J", "K"], "下一项、上一项要点"),
            (&["Y", "N", "U"], "符合、不符合、不适用"),
            (&["E"], "写说明"),
            (&["O"], "打开依据的那一页"),
            (&["[", "]"], "上一份、下一份材料"),
            (&["+", "−", "W"], "放大、缩小、适宽"),
        ],
    ),
    (
        "决定",
        &[
            (&["M"], "意见模板"),
            (&["A"], "准予"),
            (&["R"], "限期整改"),
            (&["F"], "退回上一环节"),
            (&["Ctrl", "↵"], "确认"),
            (&["Ctrl", "Z"], "撤销（10 秒内）"),
        ],
    ),
];

/// The map of all keys.
pub fn keys_popover() -> Markup {
    html! {
        div class="desk-pop" id="keys" popover aria-labelledby="keys-t" {
            h2 id="keys-t" { "快捷键" }
            p class="sub" { "写字时不起作用；在“我的设置”中可以关闭。" (close()) }
            div class="key-map" {
                @for (title, rows) in KEYS {
                    section {
                        h3 { (title) }
                        dl { @for (keys, words) in rows {
                            div { dt { @for key in *keys { kbd { (key) } " " } } dd { (words) } }
                        } }
                    }
                }
            }
        }
    }
}

/// A template for an opinion.
#[derive(Clone, Debug, Default)]
pub struct Template {
    /// The text, with the points already filled in.
    pub text: String,
    /// Whose it is and how often it was used.
    pub note: String,
    /// Address of this page with the template chosen, for readers without scripts.
    pub href: String,
}

/// Templates for the opinion in the control with id `target`.
pub fn templates_popover(title: &str, target: &str, all: &[Template]) -> Markup {
    html! {
        div class="desk-pop" id="templates" popover aria-labelledby="templates-t" {
            h2 id="templates-t" { (title) }
            @for (at, template) in all.iter().enumerate() {
                a class="pop-item" href=(template.href) data-fill=(target) data-text=(template.text)
                    data-pick=[(at < 9).then_some(at + 1)] {
                    kbd { (at + 1) } span { (template.text) } span class="muted" {} small { (template.note) }
                }
            }
            p class="sub" { "花括号由要点自动填入，填入后仍可改。" (close()) }
        }
    }
}
