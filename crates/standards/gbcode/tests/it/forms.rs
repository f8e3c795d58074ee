//! What people meet: the words of an error, masked numbers, numbers that are given out.

use std::convert::Infallible;

use gbcode::{
    CaseNumber, CreditCode, DocumentNumber, DocumentNumberPattern, LicenceIdentifier, MailNumber, Mobile, Paper,
    PaperKind, PatternError, PermanentResidence, PermanentResidenceEdition, PostCode, Provinces, QueryCode, Refusal,
    RegionCode, ResidentId, ServiceObject, Sex, normalise,
};

use crate::{REAL, day};

fn id(text: &str) -> ResidentId {
    ResidentId::parse(text, REAL, day("2026-06-01")).unwrap()
}

fn refused(text: &str) -> String {
    ResidentId::parse(&normalise(text), REAL, day("2026-06-01"))
        .unwrap_err()
        .sentence()
}

#[test]
fn a_mistyped_identity_number_gets_a_kind_answer_that_does_not_tell_the_right_digit() {
    assert_eq!(refused("1101051949123100"), "身份证号是18位，您填了16位");
    assert_eq!(refused("11010519491231002 1"), "最后一位不对，请对照证件再核对一次");
    assert_eq!(
        refused("110105194902310023"),
        "身份证号的第7到14位是出生日期，没有这一天或者还没有到，请对照证件再核对一次"
    );
    assert_eq!(
        id(&normalise("１１０１０５ 19491231 002x")).as_str(),
        "11010519491231002X"
    );
}

#[test]
fn an_identity_number_is_masked_wherever_it_is_printed() {
    let id = id("11010519491231002X");
    assert_eq!(id.to_string(), "1101**********002X");
    assert_eq!(format!("{id:?}"), "ResidentId(1101**********002X)");
    assert_eq!(id.expose(), "11010519491231002X");
    assert_eq!(serde_json::to_string(&id).unwrap(), "\"11010519491231002X\"");
    assert!(serde_json::from_str::<ResidentId>("\"110105194912310021\"").is_err());
}

#[test]
fn age_is_complete_on_the_birthday_itself() {
    let id = id("371524202402293861");
    assert_eq!((id.birth_date(), id.sex()), (day("2024-02-29"), Sex::Female));
    assert_eq!(id.age_on(day("2023-12-31")), 0);
    assert_eq!(id.age_on(day("2025-02-27")), 0);
    assert_eq!(id.age_on(day("2025-02-28")), 1);
    assert!(!id.is_adult_on(day("2042-02-27")));
    assert!(id.is_adult_on(day("2042-02-28")));
}

#[test]
fn what_a_form_only_doubts_is_refused_by_strict_reading() {
    let today = day("2026-06-01");
    let future = ResidentId::well_formed("130981202612318303").unwrap();
    assert_eq!(
        future
            .doubts(REAL, today)
            .iter()
            .map(Refusal::reason)
            .collect::<Vec<_>>(),
        ["birth_date"]
    );

    let code = CreditCode::well_formed("1Y110000000021135U").unwrap();
    assert_eq!(
        code.doubts(REAL).iter().map(Refusal::reason).collect::<Vec<_>>(),
        ["organisation_type"]
    );
    let (imported, warnings) = CreditCode::import("1Y110000000021135U", REAL).unwrap();
    assert_eq!((imported, warnings.len()), (code, 1));
    assert_eq!(
        CreditCode::import("91330100799655058C", REAL).unwrap_err().reason(),
        "check_character"
    );
}

#[test]
fn an_old_number_of_a_person_over_a_hundred_needs_the_birth_date() {
    let (today, old) = (day("2026-06-01"), "110105980211996");
    assert_eq!(
        ResidentId::parse_archive(old, REAL, today).unwrap_err().reason(),
        "century"
    );
    let id = ResidentId::from_old(old, day("1898-02-11"), REAL, today).unwrap();
    assert_eq!(id.birth_date(), day("1898-02-11"));
    assert_eq!(
        ResidentId::from_old(old, day("1898-02-12"), REAL, today)
            .unwrap_err()
            .reason(),
        "birth_date"
    );
}

#[test]
fn the_fictional_province_exists_only_where_it_is_passed_in() {
    let demo = Provinces::REAL.with(99);
    assert!(RegionCode::parse("990123", &demo).is_ok());
    assert_eq!(RegionCode::parse("990123", REAL).unwrap_err().reason(), "unknown");
}

#[test]
fn regions_contain_what_lies_in_them() {
    let region = |code| RegionCode::parse(code, REAL).unwrap();
    let (city, street) = (region("330100"), region("330102001000"));
    assert!(city.contains(&street) && city.contains(&city) && !street.contains(&city));
    assert_eq!(region("441900003000").county_number(), 441_900);
    assert!(region("110100").is_placeholder() && region("429000").is_placeholder() && !city.is_placeholder());
}

#[test]
fn a_credit_code_with_a_letter_that_looks_like_a_digit_says_which() {
    let sentence = |text| CreditCode::parse(text, REAL).unwrap_err().sentence();
    assert_eq!(
        sentence("9133010079965505I8"),
        "统一社会信用代码里没有字母I、O、S、V、Z，请看看是不是把1打成了I"
    );
    assert_eq!(sentence("913301007996550588B"), "统一社会信用代码是18位，您填了19位");
    let trader = CreditCode::parse("92510311MBE4F3YM66", REAL).unwrap();
    assert_eq!(trader.service_object(), ServiceObject::SoleTrader);
    assert!(trader.identifies_a_person());
}

#[test]
fn the_case_number_on_a_receipt_is_read_back_with_its_spaces() {
    let region = RegionCode::parse("330102", REAL).unwrap();
    let number = CaseNumber::new(&region, day("2024-03-04"), 123).unwrap();
    assert_eq!(number.grouped(), format!("330102 20240304 000123 {}", number.check()));
    assert_eq!(CaseNumber::parse(&normalise(&number.grouped())), Ok(number));
}

#[test]
fn the_millionth_case_of_a_day_still_gets_a_number() {
    let region = RegionCode::parse("330102", REAL).unwrap();
    let number = |serial| CaseNumber::new(&region, day("2024-03-04"), serial);
    let last = 1_000_000 + 26 * 36u64.pow(5) - 1;
    let expected = [
        (999_999, "999999"),
        (1_000_000, "A00000"),
        (1_000_036, "A00010"),
        (last, "ZZZZZZ"),
    ];
    for (serial, written) in expected {
        let number = number(serial).unwrap();
        assert_eq!(number.serial(), written);
        assert_eq!(number.serial_number(), Some(serial));
        assert_eq!(CaseNumber::parse(number.as_str()), Ok(number));
    }
    assert_eq!(number(last + 1).unwrap_err().reason(), "serial");
}

#[test]
fn query_codes_come_evenly_from_random_bytes_and_do_not_print() {
    // 248 to 255 are thrown away; the next 0 to 7 are the first eight characters.
    let mut next = 248u8;
    let counting = |bytes: &mut [u8]| {
        for byte in bytes {
            *byte = next;
            next = next.wrapping_add(1);
        }
        Ok::<(), Infallible>(())
    };
    let Ok(code) = QueryCode::generate(counting);
    assert_eq!(code.as_str(), "23456789");
    assert_eq!(format!("{code:?}"), "QueryCode(********)");
    assert_eq!(QueryCode::parse(&normalise("2345 6789")), Ok(code));
    assert_eq!(
        QueryCode::parse("2345678O").unwrap_err().sentence(),
        "查询码里没有数字0、1和字母O、I、L，请对照回执或短信再核对一次"
    );
    assert_eq!(
        QueryCode::generate(|_| Err("no random source")),
        Err("no random source")
    );
}

#[test]
fn a_licence_identifier_counts_its_version_up() {
    let text = "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U";
    let next = LicenceIdentifier::parse(text, REAL).unwrap().next_version().unwrap();
    assert_eq!(
        next.as_str(),
        "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.002.S"
    );
}

#[test]
fn a_published_identifier_with_a_wrong_check_is_imported_with_a_warning() {
    let text = "1.2.156.3005.2.11370800MB28559184010.11430000006122244L.VSODHCQCSFT3CDNL2A70.005.3";
    let identifier = LicenceIdentifier::well_formed(text).unwrap();
    assert_eq!(
        identifier.check_doubt().map(|doubt| doubt.reason()),
        Some("check_character")
    );
}

#[test]
fn permanent_residents_may_show_the_old_card_or_the_new_one() {
    let today = day("2026-06-01");
    let body = "93384019800101123";
    let new = format!("{body}{}", gbcode::iso7064::mod_11_2(body).unwrap());
    let new = PermanentResidence::parse(&new, today).unwrap();
    assert_eq!(
        (new.edition(), new.nationality()),
        (PermanentResidenceEdition::Of2023, "840")
    );
    assert_eq!(
        (new.birth_date(), new.sex()),
        (Some(day("1980-01-01")), Some(Sex::Male))
    );
    assert!(new.doubts(REAL).is_empty());
    let reason = |text| PermanentResidence::parse(text, today).unwrap_err().reason();
    assert_eq!(reason("933840202701011230"), "birth_date");
    assert_eq!(reason("933840202701011231"), "check_digit");

    let old: Vec<PermanentResidence> = (0..10)
        .map(|check| PermanentResidence::parse(&format!("USA33018001011{check}"), today).unwrap())
        .collect();
    assert_eq!(old.iter().filter(|card| card.doubts(REAL).is_empty()).count(), 1);
    assert_eq!(old[0].to_string(), "USA********0110");
}

#[test]
fn each_kind_of_paper_has_its_own_form() {
    let reads = |kind, number| Paper::parse(kind, number).is_ok();
    assert!(reads(PaperKind::OrdinaryPassport, "E12345678") && reads(PaperKind::OrdinaryPassport, "EA1234567"));
    assert!(reads(PaperKind::OrdinaryPassport, "G12345678") && !reads(PaperKind::OrdinaryPassport, "EI1234567"));
    assert!(reads(PaperKind::DiplomaticPassport, "DE1234567") && !reads(PaperKind::ServicePassport, "DE1234567"));
    assert!(reads(PaperKind::HongKongMacaoPermit, "H1234567801") && !reads(PaperKind::HongKongMacaoPermit, "H1234567"));
    assert!(reads(PaperKind::TaiwanPermit, "12345678") && reads(PaperKind::TaiwanPermit, "1234567890A"));
    assert!(reads(PaperKind::ExitPermit, "C12345678") && reads(PaperKind::ExitPermit, "CA1234567"));
    assert!(reads(PaperKind::OfficerCard, "南字第12345号") && !reads(PaperKind::OfficerCard, "12345"));

    let paper = Paper::parse(PaperKind::OrdinaryPassport, "E12345678").unwrap();
    assert_eq!(paper.to_string(), "普通护照E1*****78");
    let error = Paper::parse(PaperKind::TaiwanPermit, "1").unwrap_err().sentence();
    assert_eq!(
        error,
        "台湾居民来往大陆通行证的号码是8位数字，旧证是10位数字加1个字母，请对照证件再核对一次"
    );
    assert!(serde_json::from_str::<Paper>(r#"{"kind":"taiwan_permit","number":"1"}"#).is_err());
}

#[test]
fn phones_post_codes_and_mail_numbers() {
    assert_eq!(
        Mobile::parse(&Mobile::normalise("+86 138-0013-6627"))
            .unwrap()
            .to_string(),
        "138****6627"
    );
    assert_eq!(
        Mobile::parse("12800136627").unwrap_err().sentence(),
        "手机号是11位，以1开头"
    );
    assert!(PostCode::parse("310000").is_ok() && PostCode::parse("31000").is_err());
    // The example of UPU S10.
    assert!(MailNumber::parse("RR473124829GB").is_ok());
    assert_eq!(MailNumber::parse("RR473124828GB").unwrap_err().reason(), "check_digit");
}

#[test]
fn document_numbers_follow_the_standard_or_the_bodys_own_pattern() {
    let number = DocumentNumber::parse("示审批许〔2024〕15号").unwrap();
    assert_eq!(
        (number.agency(), number.year(), number.serial()),
        ("示审批许", 2024, 15)
    );
    let reason = |text| DocumentNumber::parse(text).unwrap_err().reason();
    assert_eq!(reason("示审批许[2024]15号"), "brackets");
    assert_eq!(reason("〔2024〕15号"), "agency");
    assert_eq!(reason("示审批许〔24〕15号"), "year");
    assert_eq!(reason("示审批许〔2024〕015号"), "serial");
    assert_eq!(reason("示审批许〔2024〕第15号"), "serial");
    assert_eq!(reason("示审批许〔2024〕15"), "suffix");
    assert_eq!(
        DocumentNumber::normalise("（示）许（2024） 15号"),
        "（示）许〔2024〕15号"
    );

    let pattern = DocumentNumberPattern::parse("（{body}）{kind}字〔{year}〕第{serial}号").unwrap();
    let written = pattern.write("示", "许受", 2024, 15);
    assert_eq!(written, "（示）许受字〔2024〕第15号");
    assert_eq!(pattern.read(&written, "示", "许受"), Some((2024, 15)));
    assert_eq!(pattern.read(&written, "示", "许准"), None);
    let standard = DocumentNumberPattern::parse(DocumentNumberPattern::STANDARD).unwrap();
    assert!(DocumentNumber::parse(&standard.write("示审批", "许", 2024, 1)).is_ok());

    assert_eq!(
        DocumentNumberPattern::parse("{body}〔{year}〕号"),
        Err(PatternError::Missing("serial"))
    );
    assert_eq!(
        DocumentNumberPattern::parse("{year}{serial}"),
        Err(PatternError::Touching)
    );
    assert_eq!(
        DocumentNumberPattern::parse("{year}}{serial}"),
        Err(PatternError::Brace)
    );
    assert_eq!(
        DocumentNumberPattern::parse("{year}-{serial}-{no}"),
        Err(PatternError::Unknown("no".into()))
    );
}
