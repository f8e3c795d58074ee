//! What the national standards would refuse beyond the evaluation: said as a doubt to look at once more, never as an
//! error (`docs/items-format.md`).

use chrono::NaiveDate;
use gbcode::{CreditCode, CreditCodeError, Mobile, Provinces, ResidentId, ResidentIdError};
use items::FieldType;
use serde_json::Value;

/// The doubt about a value, in words for its hint. Only for what the evaluation takes as valid.
pub fn doubt(kind: FieldType, value: &Value, provinces: &Provinces, today: NaiveDate) -> Option<&'static str> {
    let text = value.as_str()?;
    match kind {
        FieldType::ResidentId => match ResidentId::parse(text, provinces, today).err()? {
            ResidentIdError::Region => Some("前两位不是我们认识的省份，请对照证件看一遍，没错就不用改"),
            ResidentIdError::BirthDate => Some("出生日期看着不对，请对照证件看一遍，没错就不用改"),
            _ => Some("这个号码有点少见，请对照证件看一遍，没错就不用改"),
        },
        FieldType::CreditCode => match CreditCode::parse(text, provinces).err()? {
            CreditCodeError::Region => Some("第3到8位不是我们认识的地区，请对照执照看一遍，没错就不用改"),
            _ => Some("这个代码有点少见，请对照执照看一遍，没错就不用改"),
        },
        FieldType::Phone if text.len() == 11 && text.starts_with('1') => Mobile::parse(text)
            .err()
            .map(|_| "这个手机号有点少见，请看一遍，没错就不用改"),
        _ => None,
    }
}
