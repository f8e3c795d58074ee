//! What to prepare, and what we fetch.

use maud::{Markup, html};
use web::ui::{self, Given};

use super::Guide;
use crate::format::{Material, MaterialKind, MaterialSource, Need};
use crate::say;
use crate::shelf::is_fetched;

impl Guide<'_> {
    pub(super) fn has_materials(&self) -> bool {
        !self.handling.materials.is_empty()
    }

    fn due_materials(&self) -> Vec<&Material> {
        self.due(&self.handling.materials, |material, outcome| {
            outcome.materials.iter().any(|id| **id == *material.id)
        })
    }

    /// To prepare, and fetched.
    pub(super) fn split_materials(&self) -> (Vec<&Material>, Vec<&Material>) {
        self.due_materials()
            .into_iter()
            .partition(|material| !is_fetched(material))
    }

    pub(super) fn materials(&self) -> Markup {
        let (own, fetched) = self.split_materials();
        let own: Vec<ui::Material> = own.into_iter().map(|material| self.to_prepare(material)).collect();
        let fetched: Vec<Given> = fetched.into_iter().map(|material| self.fetched(material)).collect();
        html! {
            section class="section" aria-labelledby="materials" {
                @if own.is_empty() {
                    h2 id="materials" { "您不用准备材料" }
                } @else {
                    h2 id="materials" { "要准备的" (own.len()) "份材料" }
                    (ui::materials(&own))
                }
                @if !fetched.is_empty() {
                    h2 class="top-6 end-3" { "不用交的" (fetched.len()) "份，我们来办" }
                    (ui::given(&fetched))
                }
            }
        }
    }

    fn to_prepare(&self, material: &Material) -> ui::Material {
        let mut sentences = Vec::new();
        if let Some(condition) = self.condition(material.when.as_ref()) {
            sentences.push(format!("{condition}时要交"));
        }
        sentences.push(say::sentence(&material.standard));
        sentences.extend(material.sample_note.as_deref().map(say::sentence));
        if !material.files.is_empty() {
            let most = material
                .max_mb
                .map_or_else(String::new, |mb| format!("，不超过{mb} MB"));
            sentences.push(format!("可以传{}{most}", say::files(&material.files)));
        }
        sentences.extend(match (material.need, material.tolerance_days) {
            (Need::Tolerable, Some(days)) => Some(format!("一时交不齐可以先受理，{days}个工作日内补上")),
            _ => None,
        });
        if material.commitment == Some(true) {
            sentences.push("也可以签一份承诺书代替".to_owned());
        }
        sentences.extend(
            material
                .template
                .as_ref()
                .map(|template| format!("用《{}》填写", say::name(template))),
        );
        ui::Material {
            name: say::name(&material.name),
            tag: tag(material),
            text: paragraph(&sentences),
            link: None,
            more: None,
        }
    }

    fn fetched(&self, material: &Material) -> Given {
        let issuer = material.issuer.as_deref().map(say::name);
        let (how, mut text) = match (&material.licence_type, &issuer) {
            (Some(licence), _) => (
                "系统调取",
                format!(
                    "用您的电子{}，登录后自动核对。调取不到时才请您拍照上传",
                    say::name(licence)
                ),
            ),
            (None, Some(issuer)) => ("我们核对", format!("{issuer}出的，我们直接去核对")),
            (None, None) => ("我们核对", "政府部门出的，我们直接去核对".to_owned()),
        };
        if let Some(condition) = self.condition(material.when.as_ref()) {
            text = format!("{condition}时需要。{text}");
        }
        Given {
            name: say::name(&material.name),
            how: how.into(),
            text: format!("{text}。"),
        }
    }
}

fn tag(material: &Material) -> String {
    let way = match (material.source, material.template.is_some(), material.kind) {
        (MaterialSource::Intermediary, ..) => "请专业机构出",
        (_, true, _) | (_, _, MaterialKind::Form) => "用模板做",
        _ => "自己准备",
    };
    let need = if material.need == Need::Optional {
        "，有就交"
    } else {
        ""
    };
    format!(
        "{way}，{}{}份{need}",
        say::material_kind(material.kind),
        material.copies.unwrap_or(1)
    )
}

/// Sentences with one mark at the end of each, whatever they came with.
pub(super) fn paragraph(sentences: &[String]) -> String {
    let whole = |text: &String| format!("{}。", text.trim_end_matches(['。', '.', '；', '，']));
    sentences.iter().filter(|text| !text.is_empty()).map(whole).collect()
}
