//! The materials at the left, and what is looked at in the middle.

use items::{Handling, MaterialKind};
use kernel::Problem;
use maud::{Markup, html};
use web::server::Sent;
use web::ui::context::encode;
use web::ui::desk::{MaterialEntry, PageThumb, Thumb, Viewer, pairs};
use web::ui::{Tag, Tone, fmt};

use super::opened::Opened;
use super::{Desk, data, pages};
use crate::model::{FileRef, Handed, Source};

/// What is looked at.
#[derive(Debug, Default)]
pub(super) struct Looked {
    /// The material.
    pub material: String,
    /// Which of its files, from 0.
    pub file: usize,
    /// Which page, from 1.
    pub page: usize,
    /// Sizes of the pages of that file; empty when they cannot be shown.
    sizes: Vec<(f32, f32)>,
}

/// The address of a material's page, with the open point kept.
pub(super) fn href(opened: &Opened, material: &str, file: usize, page: usize, point: &str) -> String {
    let point = if point.is_empty() {
        String::new()
    } else {
        format!("&point={}", encode(point))
    };
    format!(
        "{}?material={}&file={file}&page={page}{point}#case",
        opened.href(),
        encode(material)
    )
}

impl Looked {
    /// What the address asks for, the evidence of the open point, or the first material that has something to see.
    pub async fn of(desk: &Desk, opened: &Opened, sent: &Sent, evidence: Option<&str>) -> Result<Self, Problem> {
        let case = &opened.loaded.case;
        let wanted = Some(sent.get("material"))
            .filter(|m| !m.is_empty())
            .or(evidence)
            .unwrap_or_default();
        let first = || {
            let uploaded = case
                .materials
                .iter()
                .find(|h| matches!(h.source, Source::Uploaded { .. }));
            uploaded.or(case.materials.first())
        };
        let Some(handed) = case.handed(wanted).or_else(first) else {
            return Ok(Self::default());
        };
        let mut looked = Self {
            material: handed.material.clone(),
            file: sent.get("file").parse().unwrap_or_default(),
            page: sent.get("page").parse::<usize>().unwrap_or(1).max(1),
            sizes: Vec::new(),
        };
        let Some(file) = looked.open_file(handed) else {
            return Ok(looked);
        };
        if pages::shown(&file.media_type) {
            let content = desk.cases.kernel.blobs.get(case.id.region(), &file.digest).await?;
            // A file that cannot be drawn can still be had.
            looked.sizes = desk.pages.sizes(&file.media_type, content).await.unwrap_or_default();
        }
        Ok(looked)
    }

    fn open_file<'a>(&self, handed: &'a Handed) -> Option<&'a FileRef> {
        match &handed.source {
            Source::Uploaded { files } => files.get(self.file).or(files.first()),
            _ => None,
        }
    }
}

fn name(handling: &Handling, id: &str) -> String {
    let material = handling.materials.iter().find(|m| m.id == id);
    material.map_or_else(|| id.to_owned(), |m| m.name.clone())
}

fn thumb(handling: &Handling, handed: &Handed) -> Thumb {
    let kind = handling
        .materials
        .iter()
        .find(|m| m.id == handed.material)
        .map(|m| m.kind);
    match (&handed.source, kind) {
        (Source::Owed { .. }, _) => Thumb::Missing,
        (Source::Register { .. }, _) => Thumb::Licence,
        (Source::Declared, _) | (_, Some(MaterialKind::Form)) => Thumb::Form,
        (Source::ByBody, _) => Thumb::Report,
        _ => Thumb::Text,
    }
}

/// The list at the left.
pub(super) fn list(opened: &Opened, looked: &Looked, point: &str) -> Vec<(String, Vec<MaterialEntry>)> {
    let local = opened.loaded.handled.local();
    let handling = local.definition();
    let all = &opened.loaded.case.materials;
    let entries = all
        .iter()
        .map(|handed| entry(opened, handling, looked, handed, point))
        .collect();
    vec![(format!("申请材料 {} 份", all.len()), entries)]
}

fn entry(opened: &Opened, handling: &Handling, looked: &Looked, handed: &Handed, point: &str) -> MaterialEntry {
    let current = handed.material == looked.material;
    let (tag, note) = match &handed.source {
        Source::Owed { until } => (
            Some(Tag::new(Tone::Info, "容缺")),
            until.map_or_else(
                || "受理后补".into(),
                |day| format!("至{}", fmt::date(day, opened.today)),
            ),
        ),
        Source::Uploaded { files } => (None, format!("{} 个文件", files.len())),
        Source::Register { .. } => (None, "免提交".into()),
        Source::ByBody => (None, "机关核查".into()),
        Source::Declared => (None, "表单生成".into()),
    };
    MaterialEntry {
        name: name(handling, &handed.material),
        href: href(opened, &handed.material, 0, 1, point),
        thumb: thumb(handling, handed),
        trust: handed
            .source
            .trust()
            .map(|letter| (letter.to_string(), format!("{letter} 级：{}", handed.source.words()))),
        tag,
        note,
        current,
        pages: if current {
            thumbs(opened, looked, handed, point)
        } else {
            Vec::new()
        },
    }
}

/// The pages of the open file, and the other files of the material, each as one thumb.
fn thumbs(opened: &Opened, looked: &Looked, handed: &Handed, point: &str) -> Vec<PageThumb> {
    let Source::Uploaded { files } = &handed.source else {
        return Vec::new();
    };
    let one = |file: usize, page: usize, current: bool, note: String| PageThumb {
        href: href(opened, &handed.material, file, page, point),
        thumb: Thumb::Text,
        current,
        note,
    };
    let mut out = Vec::new();
    for (at, file) in files.iter().enumerate() {
        if at == looked.file && !looked.sizes.is_empty() {
            out.extend((1..=looked.sizes.len()).map(|page| one(at, page, page == looked.page, file.name.clone())));
        } else {
            out.push(one(at, 1, at == looked.file, file.name.clone()));
        }
    }
    if out.len() > 1 { out } else { Vec::new() }
}

/// The middle.
pub(super) fn viewer(desk: &Desk, opened: &Opened, looked: &Looked) -> Viewer {
    let local = opened.loaded.handled.local();
    let handling = local.definition();
    let case = &opened.loaded.case;
    let Some(at) = case.materials.iter().position(|h| h.material == looked.material) else {
        return Viewer {
            title: "没有材料".into(),
            tag: None,
            page: String::new(),
            original: None,
            content: html! { p class="sub" { "这件事不用交材料，申请内容在“申请资料”里。" } },
        };
    };
    let handed = &case.materials[at];
    let tag = handed.source.trust().map(|letter| {
        let words = if letter == 'C' {
            "须核对原件"
        } else {
            handed.source.words()
        };
        Tag::new(Tone::Plain, format!("{letter} 级 · {words}"))
    });
    let file = looked.open_file(handed);
    Viewer {
        title: format!("{} {}", at + 1, name(handling, &handed.material)),
        tag,
        page: if looked.sizes.is_empty() {
            String::new()
        } else {
            format!("第 {} / {} 页", looked.page.min(looked.sizes.len()), looked.sizes.len())
        },
        original: file.map(|f| format!("{}/files/{}", opened.href(), f.id)),
        content: match file {
            Some(file) => picture(opened, looked, file),
            None => other(desk, opened, handed),
        },
    }
}

/// A page; what it may be used for is stamped on its picture.
fn picture(opened: &Opened, looked: &Looked, file: &FileRef) -> Markup {
    let page = looked.page.min(looked.sizes.len());
    let Some((width, height)) = page.checked_sub(1).and_then(|at| looked.sizes.get(at)) else {
        return html! {
            div class="sheet" { div class="sheet-body" {
                p { b { (file.name) } }
                p class="sub" { (fmt::file_size(file.size as u64)) "。这种文件不在这里显示，请下载后用本机软件打开。" }
                p { a href={ (opened.href()) "/files/" (file.id) } { "下载原件" } }
            } }
        };
    };
    let tall = (620.0 * height / width.max(1.0)).round().clamp(1.0, 6200.0) as u32;
    let src = format!("{}/files/{}/page/{page}?zoom=100", opened.href(), file.id);
    html! {
        svg viewBox={ "0 0 620 " (tall) } role="img" aria-label={ (file.name) " 第 " (page) " 页" } {
            image href=(src) width="620" height=(tall) {}
        }
    }
}

/// What is no file.
fn other(desk: &Desk, opened: &Opened, handed: &Handed) -> Markup {
    let body = match &handed.source {
        Source::Register {
            licence_type,
            number,
            issuer,
            valid_to,
        } => html! {
            (pairs(&[
                ("证照", html! { (licence_type) }),
                ("号码", html! { span class="number" { (number) } }),
                ("发证机关", html! { (issuer) }),
                ("有效期至", html! { (if valid_to.is_empty() { "长期" } else { valid_to }) }),
            ]))
            p class="sub gap-s" { "由系统从登记库调取，申请人不用提交。" }
        },
        Source::Declared => return html! { div class="sheet" { (data::form(desk, opened)) } },
        Source::ByBody => html! { p { "这份材料由本机关自己核查，申请人不用提交。" } },
        Source::Owed { until } => html! {
            p { "容缺受理：还没有交。"
                @if let Some(day) = until { "最晚" (fmt::date(*day, opened.today)) "补交。" } @else { "受理后约定补交的日子。" } }
        },
        Source::Uploaded { .. } => html! { p { "申请人没有传文件。" } },
    };
    html! { div class="sheet" { div class="sheet-body" { (body) } } }
}
