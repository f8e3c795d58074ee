//! Every national code: what is read is written back as it was, and what is masked never shows the whole number.
#![no_main]

use chrono::NaiveDate;
use gbcode::{
    BasicCode, CaseNumber, CreditCode, DocumentNumber, DocumentNumberPattern, HandlingCode, ImplementationCode,
    LicenceIdentifier, MailNumber, Mobile, Paper, PaperKind, PermanentResidence, PostCode, Provinces, QueryCode,
    RegionCode, ResidentId, TypeCode,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let today = NaiveDate::from_ymd_opt(2026, 11, 26).expect("a day");
    let provinces = Provinces::REAL.with(99);
    let typed = gbcode::normalise(text);
    for text in [text, typed.as_str()] {
        if let Ok(code) = RegionCode::parse(text, &provinces) {
            assert_eq!(RegionCode::well_formed(code.as_str()), Ok(code));
            assert!(code.ancestors().all(|above| above.contains(&code)));
            assert!(code.as_str().starts_with(code.significant()));
        }
        if let Ok(code) = CreditCode::parse(text, &provinces) {
            assert_eq!(CreditCode::well_formed(&code.to_string()), Ok(code));
        }
        if let Ok(number) = ResidentId::parse(text, &provinces, today) {
            assert!(!number.to_string().contains(text) && !format!("{number:?}").contains(text), "shown whole");
        }
        ResidentId::parse_archive(text, &provinces, today).ok();
        if let Ok(number) = PermanentResidence::parse(text, today) {
            assert!(!number.to_string().contains(text), "shown whole");
        }
        if let Ok(phone) = Mobile::parse(text) {
            assert!(!phone.to_string().contains(text), "shown whole");
        }
        if let Ok(number) = CaseNumber::parse(text) {
            assert!(CaseNumber::parse(&number.to_string().replace(' ', "")).is_ok());
        }
        if let Ok(code) = BasicCode::parse(text, &provinces) {
            assert!(BasicCode::well_formed(&code.to_string()).is_ok());
        }
        if let Ok(code) = ImplementationCode::parse(text, &provinces) {
            assert!(ImplementationCode::well_formed(&code.to_string()).is_ok());
        }
        if let Ok(code) = HandlingCode::parse(text, &provinces) {
            assert!(HandlingCode::well_formed(&code.to_string()).is_ok());
        }
        if let Ok(number) = DocumentNumber::parse(text) {
            assert!(DocumentNumber::parse(&number.to_string()).is_ok());
        }
        if let Ok(pattern) = DocumentNumberPattern::parse(text) {
            assert!(DocumentNumberPattern::parse(&pattern.to_string()).is_ok());
        }
        if let Ok(code) = TypeCode::parse(text, &provinces) {
            assert!(TypeCode::well_formed(&code.to_string()).is_ok());
        }
        if let Ok(licence) = LicenceIdentifier::parse(text, &provinces) {
            assert!(LicenceIdentifier::well_formed(&licence.to_string()).is_ok());
        }
        MailNumber::parse(text).ok();
        PostCode::parse(text).ok();
        QueryCode::parse(text).ok();
        for kind in PaperKind::ALL {
            Paper::parse(kind, text).ok();
        }
    }
});
