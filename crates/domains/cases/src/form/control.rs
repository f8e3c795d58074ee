//! The control of a field, by its type.

use chrono::NaiveDate;
use gbcode::Provinces;
use items::{Field, FieldType, Regions, sentence};
use serde_json::Value;
use web::ui::{self, Choice, Kind, Width};

use super::{doubt, typed};

/// What controls need to know besides their field.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// The regions of the portal, to choose from.
    pub regions: &'a Regions,
    /// The provinces that numbers may name.
    pub provinces: &'a Provinces,
    /// Today in Shanghai.
    pub today: NaiveDate,
}

/// Longer lists of regions are no help; the code is typed instead.
const MOST_REGIONS: usize = 400;

/// The control of a field under a name, with its value and its doubt. `valid` says that the evaluation took the value.
pub fn control(field: &Field, name: &str, required: bool, value: &Value, valid: bool, look: &Look<'_>) -> ui::Field {
    let kind = kind(field, value, look.regions);
    let is_code = matches!(kind, Kind::Code(_)) && field.kind == FieldType::Region;
    let mut out = ui::Field::new(name, sentence(&field.label), kind).values(typed(field.kind, value));
    let mut hints: Vec<String> = field.hint.iter().map(|hint| sentence(hint)).collect();
    if is_code {
        hints.push("填12位行政区划代码".to_owned());
    }
    if field.kind == FieldType::Files {
        hints.push("写文件名，一行一个；文件在“材料”那一步上传".to_owned());
    }
    if valid {
        hints.extend(doubt(field.kind, value, look.provinces, look.today).map(str::to_owned));
    }
    if !hints.is_empty() {
        out = out.hint(hints.join("。"));
    }
    if !required {
        out = out.optional();
    }
    match field.prefill.as_deref() {
        Some("applicant.name") => out.autocomplete("name"),
        Some("applicant.address") => out.autocomplete("street-address"),
        _ => out,
    }
}

fn kind(field: &Field, value: &Value, regions: &Regions) -> Kind {
    match field.kind {
        FieldType::Text => Kind::Text(width(field.max_length)),
        FieldType::Address | FieldType::OrganisationName => Kind::Text(Width::Full),
        FieldType::PersonName => Kind::Text(Width::Medium),
        FieldType::Paragraph => Kind::Paragraph {
            rows: 4,
            max: field.max_length.and_then(|most| u32::try_from(most).ok()),
        },
        FieldType::Files => Kind::Paragraph { rows: 3, max: None },
        FieldType::Number => Kind::Number {
            unit: field.unit.clone(),
            decimal: true,
        },
        FieldType::Money => Kind::Money,
        FieldType::Date => Kind::Date,
        FieldType::YesNo => Kind::YesNo,
        FieldType::One => Kind::One(options(field)),
        FieldType::Many => Kind::Many(options(field)),
        FieldType::Region => region(value, regions),
        FieldType::Phone => Kind::Phone,
        FieldType::Email => Kind::Email,
        FieldType::ResidentId => Kind::ResidentId,
        FieldType::CreditCode => Kind::CreditCode,
        FieldType::BankAccount => Kind::Code(Width::Large),
    }
}

const fn width(most: Option<i64>) -> Width {
    match most {
        Some(..=10) => Width::Small,
        Some(11..=20) => Width::Medium,
        Some(21..=40) => Width::Large,
        _ => Width::Full,
    }
}

fn options(field: &Field) -> Vec<Choice> {
    let choice = |option: &items::QuestionOption| Choice {
        hint: option.help.as_deref().map(sentence),
        ..Choice::new(option.id.clone(), sentence(&option.label))
    };
    field.options.iter().map(choice).collect()
}

/// The regions of this portal in a list, or the code where the value or the list makes that no help.
fn region(value: &Value, regions: &Regions) -> Kind {
    let elsewhere = value.as_str().is_some_and(|code| regions.get(code).is_none());
    if elsewhere || regions.all().is_empty() || regions.all().len() > MOST_REGIONS {
        return Kind::Code(Width::Large);
    }
    let mut choices: Vec<_> = regions
        .all()
        .iter()
        .map(|region| Choice {
            group: (!region.parent.is_empty()).then(|| regions.full_name(&region.parent)),
            ..Choice::new(region.code.clone(), region.name.clone())
        })
        .collect();
    let place = |code: &str| regions.chain(code).into_iter().rev().collect::<Vec<_>>();
    choices.sort_by_cached_key(|choice| {
        let mut above = place(&choice.value);
        above.pop();
        (above, choice.value.clone())
    });
    Kind::Region(choices)
}
