//! Every vector of `tests/vectors` that concerns a code.

use std::collections::BTreeMap;
use std::path::PathBuf;

use gbcode::{
    BasicCode, CaseNumber, CreditCode, HandlingCode, ImplementationCode, Issuer, LicenceIdentifier, Refusal,
    RegionCode, ResidentId, normalise,
};
use serde_json::{Value, json};

use crate::{REAL, day};

fn repository() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", "..", ".."].iter().collect()
}

fn vectors(name: &str) -> Value {
    let folder = std::env::var_os("TONGBAN_VECTORS").map_or_else(|| repository().join("tests/vectors"), PathBuf::from);
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Runs `verdict` over all cases: it gives the parts of a valid code, or the reason.
fn run(file: &Value, verdict: impl Fn(&str) -> Result<Value, &'static str>) {
    let cases = file["cases"].as_array().unwrap();
    assert_eq!(cases.len() as u64, file["count"].as_u64().unwrap());
    for case in cases {
        let input = case["input"].as_str().unwrap();
        match verdict(input) {
            Err(reason) => assert_eq!(case["reason"], reason, "{case}"),
            Ok(parts) => {
                assert_eq!(case["valid"], true, "{case}");
                for (name, part) in parts.as_object().unwrap() {
                    assert_eq!(&case[name], part, "{name} of {case}");
                }
            }
        }
    }
}

fn reason(error: impl Refusal) -> &'static str {
    assert!(!error.sentence().is_empty());
    error.reason()
}

#[test]
fn credit_codes() {
    let file = vectors("credit_codes.json");
    run(&file, |input| {
        let code = CreditCode::parse(input, REAL).map_err(reason)?;
        assert!(code.doubts(REAL).is_empty());
        Ok(json!({
            "department": code.department(),
            "organisation_type": code.organisation_type(),
            "region": code.region(),
            "organisation_code": code.organisation_code(),
            "check": code.check(),
        }))
    });
    for case in file["cases"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|case| case["normalised"].is_string())
    {
        let normalised = normalise(case["input"].as_str().unwrap());
        assert_eq!(case["normalised"], normalised);
        assert!(CreditCode::parse(&normalised, REAL).is_ok(), "{case}");
    }
}

#[test]
fn resident_ids() {
    let file = vectors("resident_ids.json");
    let as_of = day(file["as_of"].as_str().unwrap());
    run(&file, |input| {
        let id = ResidentId::parse_archive(input, REAL, as_of).map_err(reason)?;
        assert_eq!(ResidentId::parse(input, REAL, as_of).is_ok(), input.len() == 18);
        Ok(json!({
            "region": id.region(),
            "birth_date": id.birth_date().to_string(),
            "sex": id.sex().to_string(),
            "canonical": id.as_str(),
        }))
    });
    for case in file["cases"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|case| case["normalised"].is_string())
    {
        assert_eq!(case["normalised"], normalise(case["input"].as_str().unwrap()));
    }
}

#[test]
fn region_codes() {
    let file = std::fs::File::open(repository().join("data/regions.csv")).unwrap();
    let table: BTreeMap<String, (String, String)> = csv::Reader::from_reader(file)
        .records()
        .map(|row| row.unwrap())
        .map(|row| (row[0].to_owned(), (row[1].to_owned(), row[2].to_owned())))
        .collect();
    run(&vectors("region_codes.json"), |input| {
        let code = RegionCode::parse(input, REAL).map_err(reason)?;
        let (name, level) = table.get(code.as_str()).ok_or("unknown")?;
        if input.len() == 6 {
            return Ok(json!({ "padded": code.as_str(), "name": name }));
        }
        assert_eq!(code.level().as_str(), level);
        Ok(json!({
            "level": code.level(),
            "name": name,
            "parent": code.parent_in(|parent| table.contains_key(parent.as_str())),
            "ancestors": code.ancestors().filter(|above| table.contains_key(above.as_str())).collect::<Vec<_>>(),
            "skips_county": code.skips_county(),
            "gb2260": code.gb2260(),
        }))
    });
}

#[test]
fn every_region_of_the_table_is_sound_and_hangs_from_its_parent() {
    let file = std::fs::File::open(repository().join("data/regions.csv")).unwrap();
    let rows: Vec<csv::StringRecord> = csv::Reader::from_reader(file)
        .records()
        .map(|row| row.unwrap())
        .collect();
    let codes: std::collections::BTreeSet<&str> = rows.iter().map(|row| &row[0]).collect();
    assert!(codes.len() > 3000);
    for row in &rows {
        let code = RegionCode::parse(&row[0], &REAL.with(99)).unwrap();
        assert_eq!(code.level().as_str(), &row[2], "{code}");
        let parent = code.parent_in(|parent| codes.contains(parent.as_str()));
        assert_eq!(
            parent.map_or(String::new(), |parent| parent.to_string()),
            row[3],
            "{code}"
        );
    }
}

#[test]
fn item_codes() {
    run(&vectors("item_codes.json"), |input| {
        let (basic, implementation) = match input.len() {
            33 => {
                let handling = HandlingCode::parse(input, REAL).map_err(reason)?;
                let implementation = handling.implementation();
                assert_eq!(HandlingCode::new(&implementation, handling.serial()), Ok(handling));
                (implementation.basic(), Some(implementation))
            }
            12 => (BasicCode::parse(input, REAL).map_err(reason)?, None),
            _ => {
                let code = ImplementationCode::parse(input, REAL).map_err(reason)?;
                (code.basic(), Some(code))
            }
        };
        let mut parts = json!({
            "basic_code": basic.as_str(),
            "origin": basic.origin(),
            "item_type": basic.item_type().code(),
            "main_item": basic.main_item(),
            "sub_item": basic.sub_item(),
        });
        if let Some(code) = implementation {
            assert_eq!(ImplementationCode::new(&code.body(), code.level(), &basic), code);
            parts["implementation_code"] = json!(code.as_str());
            parts["body"] = json!(code.body());
            parts["level"] = json!(code.level().digit());
        }
        if input.len() == 33 {
            parts["handling_suffix"] = json!(&input[31..]);
        }
        Ok(parts)
    });
}

#[test]
fn licence_identifiers() {
    run(&vectors("licence_identifiers.json"), |input| {
        let identifier = LicenceIdentifier::parse(input, REAL).map_err(reason)?;
        if let Issuer::Body(issuer) = identifier.issuer() {
            let made = LicenceIdentifier::new(
                &identifier.type_code(),
                &issuer,
                identifier.serial(),
                identifier.version(),
            );
            assert_eq!(made.as_ref(), Ok(&identifier));
        }
        Ok(json!({
            "type_code": identifier.type_code(),
            "issuer": String::from(&identifier.issuer()),
            "serial": identifier.serial(),
            "version": format!("{:03}", identifier.version()),
            "check": identifier.check(),
            "check_over": identifier.check_over(),
        }))
    });
}

#[test]
fn case_numbers() {
    run(&vectors("case_numbers.json"), |input| {
        let number = CaseNumber::parse(input).map_err(reason)?;
        let region = RegionCode::parse(number.region(), REAL).unwrap();
        let made = CaseNumber::new(&region, number.submitted(), number.serial_number().unwrap());
        assert_eq!(made.as_ref(), Ok(&number));
        Ok(json!({
            "region": number.region(),
            "date": number.submitted().format("%Y%m%d").to_string(),
            "serial": number.serial(),
            "check": number.check(),
        }))
    });
}
