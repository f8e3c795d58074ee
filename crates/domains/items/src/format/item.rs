//! The item itself: what all its handling items share.

use serde::{Deserialize, Serialize};

use super::{Handling, List};

/// A whole item package (实施规范), format `tongban.item/1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// Always `tongban.item/1`.
    pub format: String,
    pub item: Item,
    /// Where the package's facts come from, in words.
    pub sources: Vec<String>,
    /// True only when each fact was compared with the law's current text.
    pub verified: bool,
    /// What to compare with the law before a government publishes the package.
    #[serde(default, skip_serializing_if = "List::is_absent")]
    pub doubts: List<String>,
    /// What the real item needs and the format cannot say yet.
    #[serde(default, skip_serializing_if = "List::is_absent")]
    pub beyond_format: List<String>,
    pub handling: Vec<Handling>,
}

/// The entry of the basic catalogue (目录清单).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Twelve digits, GB/T 39554.1-2020.
    pub basic_code: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short_name: Option<String>,
    #[serde(rename = "type")]
    pub kind: ItemType,
    pub department: String,
    pub legal_basis: Vec<Basis>,
    pub exercised_levels: Vec<Level>,
    pub body_nature: BodyNature,
    pub power_source: PowerSource,
    pub service_objects: Vec<ServiceObject>,
    pub themes: Themes,
    /// Everyday words under which people look for the item.
    pub keywords: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
}

/// A law with its article; the text where it is quoted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    pub law: String,
    pub article: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Themes of the portal under which the item is found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Themes {
    /// For natural persons, by events of life.
    #[serde(default, skip_serializing_if = "List::is_absent")]
    pub life: List<String>,
    /// For legal persons.
    #[serde(default, skip_serializing_if = "List::is_absent")]
    pub legal: List<String>,
    /// One-thing services and other special themes.
    #[serde(default, skip_serializing_if = "List::is_absent")]
    pub special: List<String>,
}

/// The item's type (事项类型), the third and fourth digit of the basic code, GB/T 39554.1-2020.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ItemType {
    #[serde(rename = "01")]
    Permit,
    #[serde(rename = "02")]
    Penalty,
    #[serde(rename = "03")]
    Coercion,
    #[serde(rename = "04")]
    Collection,
    #[serde(rename = "05")]
    Payment,
    #[serde(rename = "06")]
    Inspection,
    #[serde(rename = "07")]
    Confirmation,
    #[serde(rename = "08")]
    Reward,
    #[serde(rename = "09")]
    Adjudication,
    #[serde(rename = "10")]
    Other,
    #[serde(rename = "20")]
    PublicService,
}

impl ItemType {
    /// The two digits of the standard.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Permit => "01",
            Self::Penalty => "02",
            Self::Coercion => "03",
            Self::Collection => "04",
            Self::Payment => "05",
            Self::Inspection => "06",
            Self::Confirmation => "07",
            Self::Reward => "08",
            Self::Adjudication => "09",
            Self::Other => "10",
            Self::PublicService => "20",
        }
    }
}

/// A level of government that exercises the item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Nation,
    Province,
    Prefecture,
    County,
    Township,
    Village,
}

/// Nature of the implementing body: 法定机关, 授权组织, 受委托组织.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyNature {
    Statutory,
    Authorised,
    Entrusted,
}

/// Source of the power: 法定本级行使, 上级下放, 委托.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PowerSource {
    Own,
    DelegatedDown,
    Entrusted,
}

/// Whom the item serves (服务对象).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceObject {
    Natural,
    Enterprise,
    Institution,
    SocialOrganisation,
    Unincorporated,
    Government,
    Other,
}
