//! SM2 keys, signatures and encryption.

use std::collections::BTreeMap;

use gm::sm2::{Ciphertext, DEFAULT_ID, DerSignature, PrivateKey, PublicKey, RawSignature, Signature};
use gm::{Error, hex};
use proptest::prelude::*;
use serde_json::Value;

use crate::{Source, array, bytes, cases, vectors};

fn keys() -> BTreeMap<String, PrivateKey> {
    let file = vectors("sm2_keys.json");
    let key = |case: &Value| {
        (
            case["id"].as_str().unwrap().into(),
            PrivateKey::from_bytes(&array(case, "private")).unwrap(),
        )
    };
    cases(&file, "cases").iter().map(key).collect()
}

fn key_of<'a>(keys: &'a BTreeMap<String, PrivateKey>, case: &Value) -> &'a PrivateKey {
    &keys[case["key"].as_str().unwrap()]
}

fn identity(case: &Value) -> &[u8] {
    case["identity"].as_str().unwrap().as_bytes()
}

fn verify_der(key: &PublicKey, case: &Value) -> gm::Result<()> {
    let signature = DerSignature::parse(&bytes(case, "der"))?;
    key.verify(identity(case), &bytes(case, "message"), signature.signature())
}

#[test]
fn keys_in_every_format() {
    for case in cases(&vectors("sm2_keys.json"), "cases") {
        let key = PrivateKey::from_bytes(&array(case, "private")).unwrap();
        let public = key.public_key();
        assert_eq!(public.to_uncompressed().as_slice(), bytes(case, "public"));
        assert_eq!(public.to_compressed().as_slice(), bytes(case, "compressed"));
        assert_eq!(public.to_spki_der(), bytes(case, "spki"));
        assert_eq!(*key.to_sec1_der(), bytes(case, "sec1"));
        assert_eq!(public.z(DEFAULT_ID).unwrap().as_slice(), bytes(case, "za"));

        assert_eq!(PublicKey::from_sec1_bytes(&bytes(case, "public")).as_ref(), Ok(public));
        assert_eq!(
            PublicKey::from_sec1_bytes(&bytes(case, "compressed")).as_ref(),
            Ok(public)
        );
        assert_eq!(PublicKey::from_spki_der(&bytes(case, "spki")).as_ref(), Ok(public));
        assert_eq!(PublicKey::from_pem(&public.to_pem()).as_ref(), Ok(public));
        let read = [
            PrivateKey::from_sec1_der(&bytes(case, "sec1")),
            PrivateKey::from_pkcs8_der(&key.to_pkcs8_der()),
            PrivateKey::from_pem(&key.to_pem()),
        ];
        for read in read {
            assert_eq!(read.unwrap().to_bytes(), key.to_bytes());
        }
    }
}

#[test]
fn numbers_and_points_that_are_no_keys() {
    let private = |text: &str| PrivateKey::from_bytes(&hex::decode_array(text).unwrap()).map(|key| key.to_bytes());
    let order = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d541";
    assert_eq!(private(&"00".repeat(32)), Err(Error::Key));
    assert_eq!(private(&format!("{order}23")), Err(Error::Key));
    assert_eq!(private(&format!("{order}22")), Err(Error::Key));
    assert!(private(&format!("{order}21")).is_ok());

    let point = keys()["key-1"].public_key().to_uncompressed();
    assert_eq!(PublicKey::from_sec1_bytes(&[0]), Err(Error::Key));
    assert_eq!(PublicKey::from_sec1_bytes(&point[..64]), Err(Error::Key));
    let mut off = point;
    off[64] ^= 1;
    assert_eq!(PublicKey::from_sec1_bytes(&off), Err(Error::Key));
}

#[test]
fn a_private_key_does_not_print() {
    let key = &keys()["key-1"];
    let printed = format!("{key:?}");
    assert!(printed.contains(&hex::encode(key.public_key().to_compressed())));
    assert!(!printed.contains(&hex::encode(*key.to_bytes())));
}

#[test]
fn an_identity_is_never_empty() {
    let key = &keys()["key-1"];
    assert_eq!(key.sign(b"", b"m", &mut Source::seeded(1)), Err(Error::Identity));
    assert_eq!(key.public_key().z(&[b'a'; 8192]), Err(Error::Identity));
    assert!(key.public_key().z(&[b'a'; 8191]).is_ok());
}

#[test]
fn signatures_with_the_nonce_of_the_vector() {
    let keys = keys();
    for case in cases(&vectors("sm2_sign.json"), "cases") {
        let (key, message) = (key_of(&keys, case), bytes(case, "message"));
        let mut hash = key.public_key().hasher(identity(case)).unwrap();
        hash.update(&message);
        assert_eq!(hash.finish().as_slice(), bytes(case, "e"));

        let signature = key
            .sign(identity(case), &message, &mut Source::giving(&bytes(case, "k")))
            .unwrap();
        assert_eq!(signature.r().as_slice(), bytes(case, "r"), "{}", case["id"]);
        assert_eq!(signature.s().as_slice(), bytes(case, "s"), "{}", case["id"]);
        assert_eq!(signature.to_der().as_bytes(), bytes(case, "der"));
        let raw = RawSignature::parse(&[bytes(case, "r"), bytes(case, "s")].concat()).unwrap();
        assert_eq!(raw, signature.to_raw());
        assert_eq!(verify_der(key.public_key(), case), Ok(()));
    }
}

#[test]
fn verdicts_on_signatures_of_another_program() {
    let keys = keys();
    for case in cases(&vectors("sm2_verify.json"), "cases") {
        let verdict = verify_der(key_of(&keys, case).public_key(), case);
        match case["reason"].as_str() {
            None => assert_eq!(verdict, Ok(()), "{}", case["id"]),
            Some(reason) if reason.starts_with("encoding") => {
                assert_eq!(
                    verdict,
                    Err(Error::Encoding("a signature in DER")),
                    "{}: {reason}",
                    case["id"]
                );
            }
            Some(reason) => assert_eq!(verdict, Err(Error::Signature), "{}: {reason}", case["id"]),
        }
    }
}

#[test]
fn every_changed_byte_of_a_signature_is_refused() {
    let key = PrivateKey::generate(&mut Source::seeded(2));
    let signature = key
        .sign(DEFAULT_ID, "准予许可".as_bytes(), &mut Source::seeded(3))
        .unwrap();
    let accepted = |signature: &Signature| key.public_key().verify(DEFAULT_ID, "准予许可".as_bytes(), signature);
    assert_eq!(accepted(&signature), Ok(()));
    let (der, raw) = (signature.to_der(), signature.to_raw());
    for at in 0..der.as_bytes().len() {
        let mut changed = der.as_bytes().to_vec();
        changed[at] ^= 0x55;
        assert!(
            DerSignature::parse(&changed)
                .and_then(|der| accepted(der.signature()))
                .is_err(),
            "byte {at}"
        );
    }
    for at in 0..64 {
        let mut changed = *raw.as_bytes();
        changed[at] ^= 0x55;
        assert!(
            RawSignature::parse(&changed)
                .and_then(|raw| accepted(raw.signature()))
                .is_err(),
            "byte {at}"
        );
    }
}

#[test]
fn ciphertexts_with_the_nonce_of_the_vector() {
    let (keys, file) = (keys(), vectors("sm2_encrypt.json"));
    for case in cases(&file, "cases") {
        let (key, message) = (key_of(&keys, case), bytes(case, "message"));
        let made = key
            .public_key()
            .encrypt(&message, &mut Source::giving(&bytes(case, "k")))
            .unwrap();
        assert_eq!(made.to_c1c3c2(), bytes(case, "c1c3c2"), "{}", case["id"]);
        assert_eq!(made.to_der().unwrap(), bytes(case, "der"), "{}", case["id"]);
        let read = [
            Ciphertext::from_c1c3c2(&bytes(case, "c1c3c2")),
            Ciphertext::from_c1c2c3(&bytes(case, "c1c2c3")),
            Ciphertext::from_der(&bytes(case, "der")),
            Ciphertext::from_der(&bytes(case, "openssl_der")),
        ];
        for read in read {
            assert_eq!(*key.decrypt(&read.unwrap()).unwrap(), message, "{}", case["id"]);
        }
    }
    for case in cases(&file, "refused") {
        let key = key_of(&keys, case);
        let read = Ciphertext::from_c1c3c2(&bytes(case, "c1c3c2")).and_then(|cipher| key.decrypt(&cipher));
        assert_eq!(read, Err(Error::Decryption), "{}", case["reason"]);
    }
    assert_eq!(
        keys["key-1"].public_key().encrypt(b"", &mut Source::seeded(1)),
        Err(Error::Length("message"))
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_is_signed_verifies_and_what_is_encrypted_decrypts(
        seed in 0..1_000_000u64,
        message in proptest::collection::vec(any::<u8>(), 1..100),
    ) {
        let source = &mut Source::seeded(seed);
        let key = PrivateKey::generate(source);
        let signature = key.sign(DEFAULT_ID, &message, source).unwrap();
        prop_assert_eq!(key.public_key().verify(DEFAULT_ID, &message, &signature), Ok(()));
        let read = DerSignature::parse(signature.to_der().as_bytes()).unwrap();
        prop_assert_eq!(read.signature(), &signature);
        prop_assert_eq!(key.public_key().verify(b"other", &message, &signature), Err(Error::Signature));
        let secret = key.public_key().encrypt(&message, source).unwrap();
        prop_assert_eq!(&*key.decrypt(&Ciphertext::from_der(&secret.to_der().unwrap()).unwrap()).unwrap(), &message);
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..160), cut in 0..160usize) {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let good = keys()["key-1"].to_sec1_der();
        let mut near = good.to_vec();
        bytes.iter().take(3).for_each(|&byte| near[usize::from(byte) % good.len()] ^= byte);
        near.truncate(cut);
        for bytes in [&bytes, &near] {
            let _ = (DerSignature::parse(bytes), RawSignature::parse(bytes), Ciphertext::from_der(bytes));
            let _ = (Ciphertext::from_c1c3c2(bytes), Ciphertext::from_c1c2c3(bytes), PublicKey::from_sec1_bytes(bytes));
            let _ = (PrivateKey::from_sec1_der(bytes), PrivateKey::from_pkcs8_der(bytes), PublicKey::from_spki_der(bytes));
        }
        prop_assert!(PrivateKey::from_pem(&text).is_err());
    }
}
