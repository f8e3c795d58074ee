//! The frame of every page of the portal.

use maud::{DOCTYPE, Markup, html};

use super::{
    assets::asset,
    context::{Link, PageContext, Site},
    form::csrf_field,
};

/// A whole page of the portal. `title` says place and state (有3处要改：经营信息和人员); an empty list of breadcrumbs is
/// left out. `content` is what stands in `main`, usually one `.page`; breadcrumbs come in a `.page` before it.
pub fn portal_page(cx: &PageContext, title: &str, crumbs: &[Link], content: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="zh-CN" class=[modes(cx.large, cx.contrast, "")] {
            head {
                (head(&format!("{title} - {}", cx.site.name), &["portal.css"]))
                script type="module" src=(asset("js/portal.js")) {}
            }
            body {
                a class="skip-link" href="#main" { "跳到正文" }
                (masthead(cx))
                main id="main" tabindex="-1" {
                    @if !crumbs.is_empty() { div class="page" { (breadcrumbs(crumbs)) } }
                    (content)
                }
                (footer(cx))
            }
        }
    }
}

/// The classes of `html`, if any.
pub(super) fn modes(large: bool, contrast: bool, base: &str) -> Option<String> {
    let mut classes = base.to_owned();
    for (on, class) in [(large, " large"), (contrast, " contrast")] {
        if on {
            classes.push_str(class);
        }
    }
    let classes = classes.trim();
    (!classes.is_empty()).then(|| classes.to_owned())
}

/// What stands in every `head`.
pub(super) fn head(title: &str, sheets: &[&str]) -> Markup {
    html! {
        meta charset="utf-8";
        meta name="viewport" content="width=device-width, initial-scale=1";
        title { (title) }
        link rel="icon" type="image/svg+xml" href=(asset("emblem.svg"));
        @for sheet in ["tokens.css", "components.css"].iter().chain(sheets) {
            link rel="stylesheet" href=(asset(sheet));
        }
    }
}

fn masthead(cx: &PageContext) -> Markup {
    let site = &cx.site;
    html! {
        header class="masthead" {
            div class="page masthead-bar" {
                a class="site" href=(site.paths.home) {
                    span class="seal-mark" aria-hidden="true" { (site.mark) }
                    span class="site-name" { (site.name) span class="site-region" { (site.region) } }
                }
                (tools(cx))
            }
            (nav(cx))
        }
    }
}

fn tools(cx: &PageContext) -> Markup {
    let paths = &cx.site.paths;
    html! {
        div class="tools" {
            a class="wide-only" href=(paths.region) { "切换地区" }
            a class="wide-only" href=(cx.contrast_href()) { (contrast_words(cx)) }
            a href=(cx.large_href()) { @if cx.large { "标准字号" } @else { "长辈版" } }
            @if let Some(name) = &cx.person {
                a href=(paths.my) { (name) }
                (sign_out(cx, "wide-only"))
            } @else {
                a class="sign-in" href=(cx.sign_in_href()) { "登录" }
            }
        }
    }
}

fn contrast_words(cx: &PageContext) -> &'static str {
    if cx.contrast { "标准颜色" } else { "高对比" }
}

fn sign_out(cx: &PageContext, class: &str) -> Markup {
    html! {
        form class={ "sign-out " (class) } method="post" action=(cx.site.paths.sign_out) {
            (csrf_field(&cx.csrf))
            button type="submit" { "退出" }
        }
    }
}

fn nav(cx: &PageContext) -> Markup {
    html! {
        nav class="site-nav" aria-label="主要栏目" {
            ul class="page" {
                @for item in &cx.site.nav {
                    li { a href=(item.href) aria-current=[(cx.nav.as_ref() == Some(&item.href)).then_some("page")] {
                        (item.text)
                    } }
                }
            }
        }
    }
}

/// Where the reader is, from the top down.
pub fn breadcrumbs(crumbs: &[Link]) -> Markup {
    html! {
        nav aria-label="您在这里" {
            ol class="breadcrumbs" { @for crumb in crumbs { li { a href=(crumb.href) { (crumb.text) } } } }
        }
    }
}

/// The one search field; `id` because a page may have two.
pub fn search_box(site: &Site, id: &str, query: &str, placeholder: &str) -> Markup {
    html! {
        form class="search" role="search" action=(site.paths.search) {
            label class="visually-hidden" for=(id) { "说出您要办的事" }
            input class="input" id=(id) name="q" type="search" value=[(!query.is_empty()).then_some(query)]
                placeholder=(placeholder) autocomplete="off" data-suggest=(site.paths.suggest);
            button class="button" { "搜索" }
        }
    }
}

fn footer(cx: &PageContext) -> Markup {
    let site = &cx.site;
    html! {
        footer class="site-footer" {
            div class="page" {
                div class="hotline" {
                    b { (site.hotline) }
                    span {
                        @for (i, line) in site.hotline_notes.iter().enumerate() { @if i > 0 { br; } (line) }
                    }
                }
                div {
                    ul {
                        @for link in &site.footer { li { a href=(link.href) { (link.text) } } }
                        li { a href=(site.paths.region) { "切换地区" } }
                        li { a href=(cx.contrast_href()) { (contrast_words(cx)) } }
                        @if cx.person.is_some() { li class="narrow-only" { (sign_out(cx, "")) } }
                    }
                    @for line in &site.imprint { p { (line) } }
                }
            }
        }
    }
}
