//! Title, version, what can be done, and the aside.

use maud::{Markup, html};
use web::ui::{self, Button, Link, Notice, Site, Tag, Tone};

use super::{Guide, Now};
use crate::edition::Standing;
use crate::format::Initiator;
use crate::say;

impl Guide<'_> {
    pub(super) fn crumbs(&self) -> Vec<Link> {
        let mut crumbs = vec![Link::new("我要办", "/browse")];
        if let Some((group, heading)) = self.catalogue.words().headings_of(self.item).next() {
            crumbs.push(Link::new(
                heading.name.clone(),
                super::super::address("/browse", &[(group, &heading.id)]),
            ));
        }
        crumbs
    }

    /// The head of the printed page, with the code that leads back to it.
    pub(super) fn print_head(&self, site: &Site) -> Markup {
        html! {
            div class="print-only" {
                div class="print-head" {
                    div {
                        p { (site.name) " · 办事清单" }
                        p class="print-title" { (self.name) }
                        p class="small" {
                            (ui::fmt::date_full(self.today)) "打印，"
                            @if self.all { "各种情况都列在这里。" } @else { "只对您选的情况有效。" }
                            "最新内容请扫右边的码。"
                        }
                    }
                    (self.qr())
                }
            }
        }
    }

    fn qr(&self) -> Markup {
        let address = format!(
            "{}{}",
            self.catalogue.kernel().config.public_url,
            self.address(&self.query)
        );
        ui::qr(&address, "本页的二维码")
    }

    pub(super) fn head(&self) -> Markup {
        let published = kernel::shanghai(self.edition.published_at).date_naive();
        let summary = self.item.summary.as_deref().map(say::sentence);
        html! {
            h1 { (self.name) }
            @if let Some(summary) = summary { p class="lede top-2" { (summary) } }
            p class="row small top-3" {
                (Tag::new(Tone::Info, say::depth(self.handling.online_depth)))
                (Tag::new(Tone::Plain, say::item_type(self.item.kind)))
                span class="muted" { (self.objects()) "可以办" }
                span class="muted" {
                    (self.edition.body.name) "办理，第" (self.edition.version) "版，"
                    span class="nowrap" { (ui::fmt::date_full(published)) "起用" }
                }
            }
            (self.notices())
            @if let Some(href) = self.apply() {
                p class="act-row narrow-only" { (Button::link("在线申请", href)) }
            }
        }
    }

    fn objects(&self) -> String {
        let objects = self.item.service_objects.iter().map(|object| say::object(*object));
        objects.collect::<Vec<_>>().join("、")
    }

    /// What keeps this page from being used as it stands.
    fn notices(&self) -> Markup {
        let stopped = |words: &str, since: &chrono::NaiveDate, reason: &str| {
            let from = ui::fmt::date(*since, self.today);
            let title = if *since <= self.today {
                format!("从{from}起{words}")
            } else {
                format!("{from}起将{words}")
            };
            Notice::new(Tone::Warn, title).text(format!("原因：{reason}。{from}前交的申请照常办理。"))
        };
        let notice = match &self.now {
            Now::InForce(Standing::InForce) => None,
            Now::InForce(Standing::Suspended { since, reason }) => Some(stopped("暂停办理", since, reason)),
            Now::InForce(Standing::Cancelled { since, reason }) => Some(stopped("取消，不再办理", since, reason)),
            Now::Replaced(version) => Some(
                Notice::new(
                    Tone::Warn,
                    format!("这是第{}版，现在用的是第{version}版", self.edition.version),
                )
                .text("按这一版提交的申请还照这一版办。新的申请请看现在的版本。")
                .link("看现在的版本", format!("/guide/{}", self.code)),
            ),
            Now::Gone => Some(
                Notice::new(Tone::Warn, "现在不再办理这一项")
                    .text("下面是最后一版，只供查看。")
                    .link("搜索别的事项", "/search"),
            ),
        };
        let by_body = self.handling.initiator == Some(Initiator::Body);
        html! {
            @if let Some(notice) = notice { div class="top-4" { (notice) } }
            @if by_body {
                div class="top-4" {
                    (Notice::new(Tone::Info, "这件事由机关依职权办理，不用申请").text("下面是机关办理的要求和您的权利。"))
                }
            }
        }
    }

    pub(super) fn aside(&self) -> Markup {
        let contents = [
            ("#materials", "材料", self.has_materials()),
            ("#flow", "步骤", true),
            ("#fees", "费用", !self.handling.fees.is_empty()),
            ("#where", "窗口地点", !self.local.windows().is_empty()),
            ("#results", "办成以后", true),
            ("#law", "依据和权利", true),
            ("#faq", "常见问题", !self.handling.faqs.is_empty()),
        ];
        html! {
            aside class="sticky act" {
                @match self.apply() {
                    Some(href) => span class="wide-only" { (Button::link("在线申请", href).big()) },
                    None => p class="small muted" { (self.instead_of_applying()) },
                }
                div class="qr wide-only" { (self.qr()) span { "用手机扫一扫，把您的清单带走" } }
                nav aria-label="本页内容" class="wide-only" {
                    h2 class="size-0" { "本页内容" }
                    ul class="contents" {
                        @for (href, text, _) in contents.iter().filter(|(.., shown)| *shown) { li { a href=(href) { (text) } } }
                    }
                }
                @if self.edition.version > 1 && matches!(self.now, Now::InForce(_)) {
                    p class="small" { a class="touch" href={ "/guide/" (self.code) "?v=" (self.edition.version - 1) } { "看上一版" } }
                }
            }
        }
    }

    fn instead_of_applying(&self) -> &'static str {
        match &self.now {
            Now::InForce(standing) if standing.stops_on(self.today) => "现在不能申请。",
            Now::Replaced(_) | Now::Gone => "这一版不能再申请。",
            Now::InForce(_) if self.handling.initiator == Some(Initiator::Body) => "不用申请。",
            Now::InForce(_) if self.handling.online_depth < 3 => "这件事到窗口申请，网上可以先看清单、备材料。",
            Now::InForce(_) => "按您的情况，要走另外的办法，请看左边的说明。",
        }
    }
}
