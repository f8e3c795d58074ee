//! Keys, signatures and sealed texts from outside: no panic, and what is read is written back.
#![no_main]

use gm::sm2::{Ciphertext, DerSignature, PrivateKey, PublicKey, RawSignature};
use gm::{gcm, sm4};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        if let Ok(decoded) = gm::hex::decode(text) {
            assert_eq!(gm::hex::encode(&decoded), text.to_ascii_lowercase());
        }
        PrivateKey::from_pem(text).ok();
        PublicKey::from_pem(text).ok();
    }
    if let Ok(key) = PrivateKey::from_sec1_der(bytes) {
        assert!(PrivateKey::from_sec1_der(&key.to_sec1_der()).is_ok());
    }
    if let Ok(key) = PrivateKey::from_pkcs8_der(bytes) {
        assert!(PrivateKey::from_pkcs8_der(&key.to_pkcs8_der()).is_ok());
    }
    if let Ok(key) = PublicKey::from_sec1_bytes(bytes) {
        assert!(PublicKey::from_sec1_bytes(&key.to_compressed()).is_ok());
    }
    if let Ok(key) = PublicKey::from_spki_der(bytes) {
        assert!(PublicKey::from_spki_der(&key.to_spki_der()).is_ok());
    }
    if let Ok(signature) = DerSignature::parse(bytes) {
        assert_eq!(signature.signature().to_der().as_bytes(), signature.as_bytes());
    }
    if let Ok(signature) = RawSignature::parse(bytes) {
        assert_eq!(signature.signature().to_raw().as_bytes(), signature.as_bytes());
    }
    for read in [Ciphertext::from_c1c3c2, Ciphertext::from_c1c2c3, Ciphertext::from_der] {
        if let Ok(sealed) = read(bytes) {
            assert!(Ciphertext::from_c1c3c2(&sealed.to_c1c3c2()).is_ok());
        }
    }
    sm4::unpad(bytes).ok();
    if let Some((key, rest)) = bytes.split_at_checked(16) {
        let key = sm4::Key::from_slice(key).expect("sixteen bytes");
        if let Some((nonce, sealed)) = rest.split_at_checked(12) {
            assert!(gcm::open(&key, nonce, b"", sealed).is_err(), "nobody has sealed this");
        }
    }
});
