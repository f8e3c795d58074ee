//! What check characters promise, for codes made at random.

use gbcode::{CaseNumber, CreditCode, LicenceIdentifier, ResidentId, iso7064, normalise, organisation_check};
use proptest::prelude::*;

const CREDIT: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const LETTERS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// `text` with the character at `index` replaced.
fn replaced(text: &str, index: usize, by: char) -> String {
    text.chars()
        .enumerate()
        .map(|(at, c)| if at == index { by } else { c })
        .collect()
}

/// `text` with the character at `index` and the next one exchanged.
fn swapped(text: &str, index: usize) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    chars.swap(index, index + 1);
    chars.into_iter().collect()
}

/// Every text that differs from `text` in one character of `alphabet`.
fn single_changes<'a>(text: &'a str, alphabet: &'a str) -> impl Iterator<Item = String> + 'a {
    text.char_indices().flat_map(move |(index, old)| {
        alphabet
            .chars()
            .filter(move |&new| new != old)
            .map(move |new| replaced(text, index, new))
    })
}

/// Every text with two different neighbours of the first `count` characters exchanged.
fn swaps(text: &str, count: usize) -> impl Iterator<Item = String> {
    (0..count - 1)
        .map(|index| swapped(text, index))
        .filter(move |changed| changed != text)
}

proptest! {
    #[test]
    fn gb_32100_sees_every_single_change_and_every_swap(body in "[0-9A-HJ-NP-RTUWXY]{17}") {
        let code = format!("{body}{}", CreditCode::check_of(&body).unwrap());
        prop_assert!(CreditCode::well_formed(&code).is_ok());
        for changed in single_changes(&code, CREDIT).chain(swaps(&code, 17)) {
            prop_assert!(CreditCode::well_formed(&changed).is_err(), "{code} and {changed}");
        }
    }

    #[test]
    fn mod_11_2_sees_every_single_change_and_every_swap(body in "[0-9]{17}") {
        let number = format!("{body}{}", iso7064::mod_11_2(&body).unwrap());
        prop_assert!(iso7064::verify_11_2(&number));
        for changed in single_changes(&number, "0123456789").chain(swaps(&number, 17)) {
            prop_assert!(!iso7064::verify_11_2(&changed), "{number} and {changed}");
        }
    }

    #[test]
    fn mod_37_36_sees_every_single_change(body in "[0-9A-Z]{1,60}") {
        let text = format!("{body}{}", iso7064::mod_37_36(&body).unwrap());
        prop_assert!(iso7064::verify_37_36(&text));
        for changed in single_changes(&text, LETTERS) {
            prop_assert!(!iso7064::verify_37_36(&changed), "{text} and {changed}");
        }
    }

    #[test]
    fn gb_11714_counts_modulo_11(rest in "[0-9A-Z]{7}") {
        let check = |first: char| organisation_check(&format!("{first}{rest}"));
        prop_assert_eq!(check('0'), check('B'));
        prop_assert_eq!(check('0'), check('M'));
        prop_assert_ne!(check('0'), check('1'));
    }

    #[test]
    fn no_text_makes_a_code_panic(text in "\\PC{0,40}", form in "[0-9A-ZX.〔〕号]{6,40}") {
        for text in [text, form] {
            let read = normalise(&text);
            let _ = (CreditCode::well_formed(&read), ResidentId::well_formed(&read), CaseNumber::parse(&read));
            let _ = (LicenceIdentifier::well_formed(&text), gbcode::DocumentNumber::parse(&text));
            let _ = (gbcode::HandlingCode::well_formed(&text), gbcode::PermanentResidence::well_formed(&text));
            let _ = (gbcode::MailNumber::parse(&text), gbcode::Mobile::parse(&text), gbcode::RegionCode::well_formed(&text));
            let _ = (gbcode::QueryCode::parse(&text), gbcode::DocumentNumber::normalise(&text));
            prop_assert_eq!(normalise(&read), read);
        }
    }

    #[test]
    fn codes_survive_serde(body in "[0-9A-HJ-NP-RTUWXY]{17}") {
        let code = CreditCode::well_formed(&format!("{body}{}", CreditCode::check_of(&body).unwrap())).unwrap();
        let json = serde_json::to_string(&code).unwrap();
        prop_assert_eq!(&json, &format!("\"{code}\""));
        prop_assert_eq!(serde_json::from_str::<CreditCode>(&json).unwrap(), code);
        prop_assert!(serde_json::from_str::<CreditCode>(&json.to_lowercase().replace(|c: char| c.is_ascii_digit(), "-")).is_err());
    }
}

#[test]
fn mod_37_36_misses_36_of_22_680_swaps() {
    // The running value is 1 to 36 before two different neighbours of 36 characters; half of the pairs, as a swap
    // is the same both ways.
    let step = |running: u32, value: u32| match (running + value) % 36 {
        0 => 36 * 2 % 37,
        sum => sum * 2 % 37,
    };
    let after = |running, first, second| step(step(running, first), second);
    let pairs = (1..=36).flat_map(|p| (0..36).flat_map(move |a| (0..a).map(move |b| (p, a, b))));
    let (all, missed) = pairs.fold((0, 0), |(all, missed), (p, a, b)| {
        (all + 1, missed + u32::from(after(p, a, b) == after(p, b, a)))
    });
    assert_eq!((all, missed), (22_680, 36));
}
