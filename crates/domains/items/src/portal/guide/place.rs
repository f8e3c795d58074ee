//! Where one can come, when, and whom one can call; how the result arrives.

use maud::{Markup, html};
use web::ui::{self, Site, Summary};

use super::Guide;
use super::materials::paragraph;
use crate::format::{Assurance, CrossRegion};
use crate::overlay::Window;
use crate::say;

impl Guide<'_> {
    pub(super) fn place(&self, site: &Site) -> Markup {
        let windows = self.local.windows();
        let title = match (windows.is_empty(), self.handling.online_depth) {
            (true, _) => "怎么联系",
            (false, 3..) => "想到窗口办也可以",
            (false, _) => "到哪里办",
        };
        html! {
            section class="section" aria-labelledby="where" {
                h2 id="where" { (title) }
                @for window in windows { (ui::summary_list(&window_rows(window))) }
                (ui::summary_list(&self.common_rows(site)))
                @if let Some(note) = &self.local.local().extra_note { p class="prose top-3" { (paragraph(&[say::sentence(note)])) } }
            }
        }
    }

    fn common_rows(&self, site: &Site) -> Vec<Summary> {
        let delivery: Vec<&str> = self.local.delivery().iter().map(|way| say::delivery(*way)).collect();
        let local = self.local.local();
        let mut rows = Vec::new();
        if !delivery.is_empty() {
            rows.push(Summary::new("领结果", delivery.join("，也可以")));
        }
        if self.local.appointment() {
            rows.push(Summary::new("预约", "可以先约时间再来，不约也能办"));
        }
        let consult = local.consult_phone.as_deref().unwrap_or(&self.edition.body.phone);
        rows.push(Summary {
            label: "电话".into(),
            value: phones(&[consult, &site.hotline]),
            change: None,
        });
        let complaint = local.complaint_phone.as_deref().unwrap_or(&site.hotline);
        rows.push(Summary {
            label: "投诉".into(),
            value: phones(&[complaint]),
            change: None,
        });
        if self.handling.online_depth >= 3 {
            rows.push(Summary::new("网上办的要求", assurance(self.handling.assurance)));
        }
        rows.extend(cross_region(self.handling.cross_region).map(|words| Summary::new("通办", words)));
        rows
    }
}

fn window_rows(window: &Window) -> Vec<Summary> {
    let hours = format!("{}{}", say::weekdays(&window.weekdays), say::hours(&window.hours));
    let place = format!("{}（{}）", say::name(&window.name), say::name(&window.address));
    let mut rows = vec![Summary::new("地点", place), Summary::new("时间", hours)];
    if let Some(phone) = &window.phone {
        rows.push(Summary {
            label: "窗口电话".into(),
            value: phones(&[phone]),
            change: None,
        });
    }
    rows
}

fn phones(all: &[&str]) -> Markup {
    let mut shown: Vec<&str> = Vec::new();
    for phone in all.iter().filter(|phone| !phone.is_empty()) {
        if !shown.contains(phone) {
            shown.push(phone);
        }
    }
    html! {
        @for (at, phone) in shown.iter().enumerate() {
            @if at > 0 { "，或者" }
            a class="touch" href={ "tel:" (phone.replace(' ', "")) } { (phone) }
        }
    }
}

const fn assurance(level: Assurance) -> &'static str {
    match level {
        Assurance::L1 => "用手机号登录",
        Assurance::L2 => "登录并核对过身份信息",
        Assurance::L3 => "登录并刷过脸，或者在窗口核验过身份",
        Assurance::L4 => "登录并用数字证书",
    }
}

const fn cross_region(scope: Option<CrossRegion>) -> Option<&'static str> {
    match scope {
        Some(CrossRegion::Prefecture) => Some("全市任何一个窗口都能办"),
        Some(CrossRegion::Province) => Some("全省任何一个窗口都能办"),
        Some(CrossRegion::Nation) => Some("在外省也能办"),
        Some(CrossRegion::None) | None => None,
    }
}
