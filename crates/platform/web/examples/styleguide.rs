//! Writes the style guide, a page of each kind and every embedded file into the folder given as argument, to be looked
//! at in a browser through any static file server.

use std::{error::Error, fs, path::Path};

use maud::{Markup, html};
use web::ui::{
    Fault, Link, PageContext, Site,
    desk::{LoginDesk, login_page},
    error_page,
    form::{Field, Kind, Width},
    hero, numbers_to_keep, outcome, portal_page, section, styleguide,
};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: styleguide FOLDER")?;
    let folder = Path::new(&folder);
    let plain = PageContext {
        site: styleguide::site(),
        path: "/styleguide".into(),
        ..PageContext::default()
    };
    let signed_in = PageContext {
        person: Some("周小满".into()),
        nav: Some("/my".into()),
        ..plain.clone()
    };
    let desk = styleguide::desk_site();
    let pages = [
        ("components", styleguide::page(&plain)),
        (
            "components-large",
            styleguide::page(&PageContext {
                large: true,
                ..plain.clone()
            }),
        ),
        (
            "components-contrast",
            styleguide::page(&PageContext {
                contrast: true,
                ..plain.clone()
            }),
        ),
        ("home", home(&plain)),
        ("receipt", receipt(&signed_in)),
        ("error-404", error_page(&plain, &Fault::NotFound, "")),
        ("error-500", error_page(&signed_in, &Fault::Internal, "E-1012-7F3A")),
        ("error-session", error_page(&plain, &expired(), "")),
        ("desk", styleguide::desk(&desk)),
        ("desk-worklist", styleguide::worklist_page(&desk)),
        ("desk-case", styleguide::case_page(&desk)),
        ("desk-login", sign_in(&plain.site)),
    ];
    for (name, page) in &pages {
        write(folder, &format!("{name}.html"), page.0.as_bytes())?;
    }
    for name in web::ui::assets::names() {
        let address = web::ui::asset(name);
        let (bytes, _) = web::ui::assets_lookup(&address).ok_or("asset not found")?;
        write(folder, address.trim_start_matches('/'), bytes)?;
    }
    Ok(())
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    let file = folder.join(name);
    fs::create_dir_all(file.parent().ok_or("no folder")?)?;
    Ok(fs::write(file, bytes)?)
}

fn expired() -> Fault {
    Fault::SessionExpired {
        action: "/my/drafts/1/form/applicant".into(),
        sent: vec![("name".into(), "小满面馆".into())],
    }
}

fn home(cx: &PageContext) -> Markup {
    let links = ["孩子上户口", "异地就医备案", "社保怎么补缴", "租房提取公积金"].map(|text| Link::new(text, "/search"));
    let kept = [("不用跑腿能办好的事", "1286", "项"), ("上个月按时办结", "99.6", "%")]
        .map(|(label, number, unit)| (label.to_owned(), number.to_owned(), unit.to_owned()));
    let lookup = html! {
        form class="top-4" action="/lookup" {
            (Field::new("no", "办件编号", Kind::Code(Width::Full)).hint("21位，比如990121 20260917 000037 D"))
            div class="buttons" { button class="button secondary" { "查询进度" } }
        }
    };
    portal_page(
        cx,
        "首页",
        &[],
        html! {
            (hero(&cx.site, "如：开饭店要什么证", &links, &kept))
            div class="page" { (section("find", "查办到哪一步", lookup)) }
        },
    )
}

fn receipt(cx: &PageContext) -> Markup {
    let number = (
        "办件编号".to_owned(),
        "990121 20260917 000037 D".to_owned(),
        "99012120260917000037D".to_owned(),
    );
    portal_page(
        cx,
        "申请已经提交",
        &[Link::new("我的", "/my")],
        html! {
            div class="page" {
                (outcome("申请已经提交", "临溪县市场监督管理局收到了“食品经营许可（新办）”的申请。"))
                (section("nos", "请记下这个号码", numbers_to_keep(&[number])))
            }
        },
    )
}

fn sign_in(site: &Site) -> Markup {
    let beside = LoginDesk {
        place: vec!["临溪县".into(), "政务服务工作台".into()],
        day: vec!["2026年6月10日 星期三".into(), "政务服务大厅 9:00—17:30 办公".into()],
        ..LoginDesk::default()
    };
    login_page(
        site,
        &beside,
        "登录",
        html! {
            form class="login-form" method="post" {
                h1 { "登录" }
                p class="hint" { "仅限本县在册工作人员。操作会被记录。" }
                (Field::new("user", "工号或手机号", Kind::Text(Width::Full)).autocomplete("username"))
                (Field::new("password", "密码", Kind::Password { new: false }).hint("连续输错 5 次将锁定 15 分钟。"))
                (Field::new("code", "动态口令", Kind::OneTime(None)).hint("6 位"))
                div class="buttons" { button class="button" { "登录" } }
            }
        },
    )
}
