//! SM2 (GB/T 32918 parts 1, 2, 4, 5): keys, signatures, encryption.

mod der;
mod encrypt;
mod keys;
mod sign;

use ::sm2::elliptic_curve::PrimeField;
use ::sm2::{FieldBytes, Scalar};

use crate::Zeroizing;
use crate::rand_core::CryptoRng;

pub use encrypt::Ciphertext;
pub use keys::{PrivateKey, PublicKey};
pub use sign::{DerSignature, RawSignature, Signature};

/// The identity of everything that does not name another one (GM/T 0009 10): certificates, requests, seals, messages.
pub const DEFAULT_ID: &[u8] = b"1234567812345678";

/// A number of [0, n − 1] from 32 bytes.
fn scalar(bytes: &[u8; 32]) -> Option<Scalar> {
    Scalar::from_repr(FieldBytes::from(*bytes)).into_option()
}

/// A number of [1, n − 1], drawn until it fits, so that no value is likelier than another.
fn random_scalar(rng: &mut (impl CryptoRng + ?Sized)) -> Zeroizing<Scalar> {
    let mut bytes = Zeroizing::new([0; 32]);
    loop {
        rng.fill_bytes(&mut *bytes);
        match scalar(&bytes).map(Zeroizing::new) {
            Some(k) if *k != Scalar::ZERO => return k,
            _ => {}
        }
    }
}
