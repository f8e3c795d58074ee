//! SM3, HMAC-SM3 and the key derivation function.

use std::io::Write;

use gm::{Sm3, hex, hkdf_sm3, hmac_sm3, kdf, sm3, verify_hmac_sm3};

use crate::{bytes, cases, vectors};

#[test]
fn digests() {
    for case in cases(&vectors("sm3.json"), "cases") {
        let message = match case["repeat"]["times"].as_u64() {
            Some(times) => bytes(&case["repeat"], "byte").repeat(times as usize),
            None => bytes(case, "message"),
        };
        assert_eq!(hex::encode(sm3(&message)), case["digest"], "{}", case["note"]);

        let mut pieces = Sm3::new();
        message.chunks(61).for_each(|piece| pieces.update(piece));
        assert_eq!(pieces.finish(), sm3(&message));
    }
}

#[test]
fn a_file_is_copied_into_a_digest() {
    let mut hash = Sm3::new();
    std::io::copy(&mut &b"abc"[..], &mut hash).unwrap();
    hash.flush().unwrap();
    assert_eq!(hash.finish(), sm3(b"abc"));
}

#[test]
fn message_authentication() {
    for case in cases(&vectors("sm3.json"), "hmac") {
        let (key, message, tag) = (bytes(case, "key"), bytes(case, "message"), bytes(case, "tag"));
        assert_eq!(hmac_sm3(&key, &message).as_slice(), tag);
        assert!(verify_hmac_sm3(&key, &message, &tag));
        assert!(!verify_hmac_sm3(&key, &message, &tag[1..]));
        assert!(!verify_hmac_sm3(&key, &[&message[..], b"!"].concat(), &tag));
    }
}

#[test]
fn derived_keys() {
    for case in cases(&vectors("sm3.json"), "kdf") {
        let length = case["length"].as_u64().unwrap() as usize;
        assert_eq!(*kdf(&bytes(case, "z"), length).unwrap(), bytes(case, "key"));
    }
}

#[test]
fn hkdf_is_the_chain_of_rfc_5869() {
    let long = hkdf_sm3::<80>(b"master", b"salt", b"person/identity_number").unwrap();
    let pseudo_random = hmac_sm3(b"salt", b"master");
    let first = hmac_sm3(&pseudo_random, b"person/identity_number\x01");
    let second = hmac_sm3(&pseudo_random, &[&first[..], b"person/identity_number\x02"].concat());
    assert_eq!(long[..32], first);
    assert_eq!(long[32..64], second);
    assert_eq!(
        *hkdf_sm3::<16>(b"master", b"salt", b"person/identity_number").unwrap(),
        first[..16]
    );
    assert!(hkdf_sm3::<8161>(b"master", b"salt", b"").is_err());
}
