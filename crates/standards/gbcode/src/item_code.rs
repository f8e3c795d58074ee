//! Item codes: GB/T 39554.1-2020. Basic (12), implementation (31) and handling item (33).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::{all_digits, as_text};
use crate::{CreditCode, CreditCodeError, Provinces, Refusal};

/// The origin of items of the national catalogue.
const NATIONAL: &str = "00";

/// The kind of an item (事项类型).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemType {
    /// 行政许可
    Licence,
    /// 行政处罚
    Penalty,
    /// 行政强制
    Coercion,
    /// 行政征收
    Levy,
    /// 行政给付
    Payment,
    /// 行政检查
    Inspection,
    /// 行政确认
    Confirmation,
    /// 行政奖励
    Reward,
    /// 行政裁决
    Ruling,
    /// 其他行政权力
    OtherPower,
    /// 公共服务
    PublicService,
}

impl ItemType {
    /// Every kind in the order of its code.
    pub const ALL: [Self; 11] = [
        Self::Licence,
        Self::Penalty,
        Self::Coercion,
        Self::Levy,
        Self::Payment,
        Self::Inspection,
        Self::Confirmation,
        Self::Reward,
        Self::Ruling,
        Self::OtherPower,
        Self::PublicService,
    ];

    /// The two digits in the code.
    pub const fn code(self) -> &'static str {
        self.code_and_name().0
    }

    /// The legal name.
    pub const fn name(self) -> &'static str {
        self.code_and_name().1
    }

    /// The kind with these two digits.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    const fn code_and_name(self) -> (&'static str, &'static str) {
        match self {
            Self::Licence => ("01", "行政许可"),
            Self::Penalty => ("02", "行政处罚"),
            Self::Coercion => ("03", "行政强制"),
            Self::Levy => ("04", "行政征收"),
            Self::Payment => ("05", "行政给付"),
            Self::Inspection => ("06", "行政检查"),
            Self::Confirmation => ("07", "行政确认"),
            Self::Reward => ("08", "行政奖励"),
            Self::Ruling => ("09", "行政裁决"),
            Self::OtherPower => ("10", "其他行政权力"),
            Self::PublicService => ("20", "公共服务"),
        }
    }
}

/// The level of the power exercised (行使层级), which need not be the level of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExercisedLevel {
    /// 国家级
    Nation,
    /// 省级
    Province,
    /// 市级
    City,
    /// 县级
    County,
    /// 乡级
    Township,
    /// 村级
    Village,
}

impl ExercisedLevel {
    /// The digit in the code, 1 to 6.
    pub const fn digit(self) -> u8 {
        self as u8 + 1
    }

    fn of_digit(digit: &str) -> Option<Self> {
        Some(match digit {
            "1" => Self::Nation,
            "2" => Self::Province,
            "3" => Self::City,
            "4" => Self::County,
            "5" => Self::Township,
            "6" => Self::Village,
            _ => return None,
        })
    }
}

/// Basic code (基本编码), 12 digits: origin 2, item type 2, main item 5, sub-item 3.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BasicCode(String);

impl BasicCode {
    /// Reads a code; the origin is `00` or a province.
    ///
    /// # Errors
    /// The first rule that fails: length, format, origin, item type, main item.
    pub fn parse(text: &str, provinces: &Provinces) -> Result<Self, ItemCodeError> {
        check_length(text, 12)?;
        check_basic(text, provinces)?;
        Ok(Self(text.into()))
    }

    /// As [`parse`](Self::parse), with any number as province.
    ///
    /// # Errors
    /// The first rule that fails.
    pub fn well_formed(text: &str) -> Result<Self, ItemCodeError> {
        Self::parse(text, &Provinces::ANY)
    }

    /// The 12 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `00` of the national catalogue, or the province that added the item.
    pub fn origin(&self) -> &str {
        &self.0[..2]
    }

    /// The kind of the item.
    pub fn item_type(&self) -> ItemType {
        ItemType::of_code(&self.0[2..4]).expect("every way of reading a code checks the type")
    }

    /// The number of the main item, 5 digits.
    pub fn main_item(&self) -> &str {
        &self.0[4..9]
    }

    /// The number of the sub-item, 3 digits; `000` for the main item itself.
    pub fn sub_item(&self) -> &str {
        &self.0[9..]
    }
}

/// Implementation code (实施编码), 31 characters: the body's credit code, the exercised level, the basic code.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImplementationCode(String);

impl ImplementationCode {
    /// Reads a code strictly.
    ///
    /// # Errors
    /// The first rule that fails: length, the body's credit code, level, and those of the basic code.
    pub fn parse(text: &str, provinces: &Provinces) -> Result<Self, ItemCodeError> {
        check_length(text, 31)?;
        check_implementation(text, |body| CreditCode::parse(body, provinces), provinces)?;
        Ok(Self(text.into()))
    }

    /// As [`parse`](Self::parse), with a body that is only [`well_formed`](CreditCode::well_formed) and any province.
    ///
    /// # Errors
    /// The first rule that fails.
    pub fn well_formed(text: &str) -> Result<Self, ItemCodeError> {
        check_length(text, 31)?;
        check_implementation(text, CreditCode::well_formed, &Provinces::ANY)?;
        Ok(Self(text.into()))
    }

    /// Puts a code together.
    pub fn new(body: &CreditCode, level: ExercisedLevel, basic: &BasicCode) -> Self {
        Self(format!("{body}{}{basic}", level.digit()))
    }

    /// The 31 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The credit code of the implementing body.
    pub fn body(&self) -> CreditCode {
        CreditCode::well_formed(&self.0[..18]).expect("every way of reading a code checks the body")
    }

    /// The level of the power exercised.
    pub fn level(&self) -> ExercisedLevel {
        ExercisedLevel::of_digit(&self.0[18..19]).expect("every way of reading a code checks the level")
    }

    /// The basic code.
    pub fn basic(&self) -> BasicCode {
        BasicCode(self.0[19..].into())
    }
}

/// Handling item code (业务办理项编码), 33 characters: the implementation code and a serial from `01`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HandlingCode(String);

impl HandlingCode {
    /// Reads a code strictly.
    ///
    /// # Errors
    /// The first rule that fails: length, those of the implementation code, the serial.
    pub fn parse(text: &str, provinces: &Provinces) -> Result<Self, ItemCodeError> {
        check_length(text, 33)?;
        check_implementation(&text[..31], |body| CreditCode::parse(body, provinces), provinces)?;
        check_serial(&text[31..])?;
        Ok(Self(text.into()))
    }

    /// As [`parse`](Self::parse), with a body that is only [`well_formed`](CreditCode::well_formed) and any province.
    ///
    /// # Errors
    /// The first rule that fails.
    pub fn well_formed(text: &str) -> Result<Self, ItemCodeError> {
        check_length(text, 33)?;
        check_implementation(&text[..31], CreditCode::well_formed, &Provinces::ANY)?;
        check_serial(&text[31..])?;
        Ok(Self(text.into()))
    }

    /// Puts a code together.
    ///
    /// # Errors
    /// [`ItemCodeError::HandlingItem`] unless `serial` is two digits from `01`.
    pub fn new(implementation: &ImplementationCode, serial: &str) -> Result<Self, ItemCodeError> {
        check_serial(serial)?;
        Ok(Self(format!("{implementation}{serial}")))
    }

    /// The 33 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The implementation code.
    pub fn implementation(&self) -> ImplementationCode {
        ImplementationCode(self.0[..31].into())
    }

    /// The serial, two digits.
    pub fn serial(&self) -> &str {
        &self.0[31..]
    }
}

/// The length in characters; what passes and is not ASCII fails at the rule of its place, so this also keeps the
/// byte positions below sound.
fn check_length(text: &str, length: usize) -> Result<(), ItemCodeError> {
    let found = text.chars().count();
    match () {
        () if found != length => Err(ItemCodeError::Length {
            expected: length,
            found,
        }),
        () if !text.is_ascii() => Err(ItemCodeError::Format),
        () => Ok(()),
    }
}

fn check_implementation(
    text: &str,
    read_body: impl Fn(&str) -> Result<CreditCode, CreditCodeError>,
    provinces: &Provinces,
) -> Result<(), ItemCodeError> {
    read_body(&text[..18]).map_err(ItemCodeError::Body)?;
    ExercisedLevel::of_digit(&text[18..19]).ok_or(ItemCodeError::Level)?;
    check_basic(&text[19..31], provinces)
}

fn check_basic(text: &str, provinces: &Provinces) -> Result<(), ItemCodeError> {
    if !all_digits(text) {
        return Err(ItemCodeError::Format);
    }
    if !text.starts_with(NATIONAL) && !provinces.has_prefix_of(text) {
        return Err(ItemCodeError::Origin);
    }
    ItemType::of_code(&text[2..4]).ok_or(ItemCodeError::ItemType)?;
    if &text[4..9] == "00000" {
        Err(ItemCodeError::MainItem)
    } else {
        Ok(())
    }
}

fn check_serial(serial: &str) -> Result<(), ItemCodeError> {
    let sound = serial.len() == 2 && all_digits(serial) && serial != "00";
    if sound {
        Ok(())
    } else {
        Err(ItemCodeError::HandlingItem)
    }
}

macro_rules! printed {
    ($($code:ident),*) => {$(
        impl fmt::Display for $code {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $code {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($code), "({})"), self.0)
            }
        }

        as_text!($code, $code::well_formed);
    )*};
}

printed!(BasicCode, ImplementationCode, HandlingCode);

/// Why a text is not an item code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ItemCodeError {
    /// Not the number of characters of this code.
    #[error("this item code has {expected} characters, not {found}")]
    Length {
        /// The number of characters of this code.
        expected: usize,
        /// The number of characters that there are.
        found: usize,
    },
    /// The first 18 characters are not the credit code of a body.
    #[error("not the credit code of a body")]
    Body(#[source] CreditCodeError),
    /// The exercised level is not 1 to 6.
    #[error("no such exercised level")]
    Level,
    /// The basic code has something else than digits.
    #[error("a basic code has digits only")]
    Format,
    /// The origin is neither 00 nor a province.
    #[error("no such origin")]
    Origin,
    /// No such kind of item.
    #[error("no such item type")]
    ItemType,
    /// The main item is 00000.
    #[error("main items count from 00001")]
    MainItem,
    /// The serial is not two digits from 01.
    #[error("handling items count from 01")]
    HandlingItem,
}

impl Refusal for ItemCodeError {
    fn reason(&self) -> &'static str {
        match self {
            Self::Length { .. } => "length",
            Self::Body(error) => body_reason(error),
            Self::Level => "level",
            Self::Format => "format",
            Self::Origin => "origin",
            Self::ItemType => "item_type",
            Self::MainItem => "main_item",
            Self::HandlingItem => "handling_item",
        }
    }

    fn sentence(&self) -> String {
        match self {
            Self::Length { expected, found } => format!("这种事项编码是{expected}位，您填了{found}位"),
            Self::Body(error) => format!("编码的前18位是实施机关的统一社会信用代码。{}", error.sentence()),
            Self::Level => "编码的第19位是行使层级，请填1到6".into(),
            Self::Format => "基本编码只有数字，请检查有没有打错".into(),
            Self::Origin => "基本编码的前两位是00或者省份代码，请再核对一次".into(),
            Self::ItemType => "基本编码的第3、4位是事项类型，请填01到10，或者20".into(),
            Self::MainItem => "基本编码的第5到9位是主项编号，不能都是0".into(),
            Self::HandlingItem => "编码的最后两位是业务办理项序号，从01开始".into(),
        }
    }
}

fn body_reason(error: &CreditCodeError) -> &'static str {
    match error {
        CreditCodeError::Length { .. } => "body:length",
        CreditCodeError::Alphabet { .. } => "body:alphabet",
        CreditCodeError::Department => "body:department",
        CreditCodeError::OrganisationType => "body:organisation_type",
        CreditCodeError::Region => "body:region",
        CreditCodeError::CheckCharacter => "body:check_character",
        CreditCodeError::OrganisationCodeCheck => "body:organisation_code_check",
    }
}
