//! SM4 in every mode, and GCM that notices each change.

use gm::sm4::{Cipher, Key, pad, unpad};
use gm::{Error, gcm};
use proptest::prelude::*;
use serde_json::Value;

use crate::{array, bytes, cases, vectors};

fn key(case: &Value) -> Key {
    Key::from_slice(&bytes(case, "key")).unwrap()
}

#[test]
fn every_mode() {
    for case in cases(&vectors("sm4.json"), "cases") {
        let (key, plain, cipher) = (key(case), bytes(case, "plain"), bytes(case, "cipher"));
        let sm4 = Cipher::new(&key);
        let iv = || array(case, "iv");
        let (encrypted, decrypted) = match case["mode"].as_str().unwrap() {
            "ECB" => (
                sm4.encrypt_ecb(&plain).unwrap(),
                sm4.decrypt_ecb(&cipher).unwrap().to_vec(),
            ),
            "ECB-PKCS7" => {
                let padded = sm4.decrypt_ecb(&cipher).unwrap();
                (sm4.encrypt_ecb(&pad(&plain)).unwrap(), unpad(&padded).unwrap().to_vec())
            }
            "CBC" => (
                sm4.encrypt_cbc(&iv(), &plain).unwrap(),
                sm4.decrypt_cbc(&iv(), &cipher).unwrap().to_vec(),
            ),
            "CBC-PKCS7" => {
                let padded = sm4.decrypt_cbc(&iv(), &cipher).unwrap();
                (
                    sm4.encrypt_cbc(&iv(), &pad(&plain)).unwrap(),
                    unpad(&padded).unwrap().to_vec(),
                )
            }
            "CTR" => {
                let (mut forth, mut back) = (plain.clone(), cipher.clone());
                sm4.apply_ctr(&iv(), &mut forth);
                sm4.apply_ctr(&iv(), &mut back);
                (forth, back)
            }
            "GCM" => gcm_case(case, &key, &plain, &cipher),
            mode => panic!("no such mode: {mode}"),
        };
        assert_eq!(encrypted, cipher, "{}", case["id"]);
        assert_eq!(decrypted, plain, "{}", case["id"]);
    }
}

fn gcm_case(case: &Value, key: &Key, plain: &[u8], cipher: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (nonce, aad) = (bytes(case, "iv"), bytes(case, "aad"));
    let expected = [cipher, &bytes(case, "tag")].concat();
    let opened = gcm::open(key, &nonce, &aad, &expected).unwrap().to_vec();
    // Nonces of other lengths are for reading only.
    let sealed = <&[u8; 12]>::try_from(&nonce[..]).map(|nonce| gcm::seal(key, nonce, &aad, plain).unwrap());
    let sealed = sealed.unwrap_or_else(|_| expected.clone());
    assert_eq!(sealed, expected, "{}", case["id"]);
    (sealed[..plain.len()].to_vec(), opened)
}

#[test]
fn a_million_encryptions_of_one_block() {
    let case = &vectors("sm4.json")["iterated"];
    let sm4 = Cipher::new(&key(case));
    let mut block = array(case, "plain");
    (0..case["times"].as_u64().unwrap()).for_each(|_| sm4.encrypt_block(&mut block));
    assert_eq!(block, array(case, "cipher"));
}

#[test]
fn a_changed_tag_is_refused() {
    for case in cases(&vectors("sm4.json"), "refused") {
        let sealed = [bytes(case, "cipher"), bytes(case, "tag")].concat();
        let opened = gcm::open(&key(case), &bytes(case, "iv"), &bytes(case, "aad"), &sealed);
        assert_eq!(opened, Err(Error::Decryption));
    }
}

#[test]
fn half_blocks_and_broken_padding_are_refused() {
    let sm4 = Cipher::new(&Key::from([1; 16]));
    assert_eq!(sm4.encrypt_ecb(&[0; 15]), Err(Error::Length("SM4 data")));
    assert_eq!(sm4.decrypt_cbc(&[0; 16], &[0; 17]), Err(Error::Length("SM4 data")));
    let padded = pad(b"330102");
    assert_eq!(unpad(&padded), Ok(&b"330102"[..]));
    for (at, byte) in [(15, 0), (15, 17), (10, 1), (6, 9)] {
        let mut broken = padded.to_vec();
        broken[at] = byte;
        assert_eq!(unpad(&broken), Err(Error::Decryption), "{byte} at {at}");
    }
    assert_eq!(unpad(&[]), Err(Error::Decryption));
    assert_eq!(unpad(&[1]), Err(Error::Decryption));
    assert_eq!(Key::from_slice(&[0; 15]).unwrap_err(), Error::Length("SM4 key"));
}

#[test]
fn keys_do_not_print() {
    let key = Key::from([0x5a; 16]);
    assert_eq!(format!("{key:?} {:?}", Cipher::new(&key)), "sm4::Key(…) sm4::Cipher(…)");
}

proptest! {
    #[test]
    fn a_sealed_number_opens_only_unchanged_and_in_its_own_row(
        plain in proptest::collection::vec(any::<u8>(), 0..40),
        aad in proptest::collection::vec(any::<u8>(), 0..20),
        at in any::<proptest::sample::Index>(),
        bit in 0..8,
    ) {
        let (key, nonce) = (Key::from([3; 16]), [9; 12]);
        let sealed = gcm::seal(&key, &nonce, &aad, &plain).unwrap();
        prop_assert_eq!(&*gcm::open(&key, &nonce, &aad, &sealed).unwrap(), &plain);

        let mut changed = sealed.clone();
        changed[at.index(sealed.len())] ^= 1u8 << bit;
        prop_assert_eq!(gcm::open(&key, &nonce, &aad, &changed), Err(Error::Decryption));
        let other_row = [&aad[..], b"2"].concat();
        prop_assert_eq!(gcm::open(&key, &nonce, &other_row, &sealed), Err(Error::Decryption));
        prop_assert_eq!(gcm::open(&Key::from([4; 16]), &nonce, &aad, &sealed), Err(Error::Decryption));
        prop_assert_eq!(gcm::open(&key, &nonce, &aad, &sealed[..15.min(sealed.len())]), Err(Error::Decryption));
        prop_assert_eq!(gcm::open(&key, &nonce[1..], &aad, &sealed), Err(Error::Length("nonce")));
    }
}
