//! Encryption (GB/T 32918.4) and the formats of a ciphertext.

use ::sm2::elliptic_curve::Group;
use ::sm2::elliptic_curve::sec1::ToSec1Point;
use ::sm2::pkcs8::der::asn1::{OctetStringRef, UintRef};
use ::sm2::pkcs8::der::{Decode, Encode};
use ::sm2::{ProjectivePoint, Scalar};
use subtle::ConstantTimeEq;

use super::der::{CipherValue, to_array};
use super::{PrivateKey, PublicKey, random_scalar};
use crate::rand_core::CryptoRng;
use crate::{Error, Result, Sm3, Zeroizing, kdf};

/// C1 (a point of the curve), C3 (digest) and C2 (the encrypted message, never empty).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ciphertext {
    c1: PublicKey,
    c3: [u8; 32],
    c2: Vec<u8>,
}

impl Ciphertext {
    /// Reads C1 ‖ C3 ‖ C2 with C1 uncompressed, the order of GB/T 32918.4.
    ///
    /// # Errors
    /// [`Error::Decryption`] for other bytes.
    pub fn from_c1c3c2(bytes: &[u8]) -> Result<Self> {
        let (c1, rest) = bytes.split_first_chunk::<65>().ok_or(Error::Decryption)?;
        let (c3, c2) = rest.split_first_chunk::<32>().ok_or(Error::Decryption)?;
        Self::from_parts(c1, *c3, c2)
    }

    /// Reads C1 ‖ C2 ‖ C3, the order of the draft of 2010. There is no writing of it.
    ///
    /// # Errors
    /// [`Error::Decryption`] for other bytes.
    pub fn from_c1c2c3(bytes: &[u8]) -> Result<Self> {
        let (c1, rest) = bytes.split_first_chunk::<65>().ok_or(Error::Decryption)?;
        let (c2, c3) = rest.split_last_chunk::<32>().ok_or(Error::Decryption)?;
        Self::from_parts(c1, *c3, c2)
    }

    /// Reads the `SM2Cipher` of GM/T 0009 7.2 in strict DER.
    ///
    /// # Errors
    /// [`Error::Decryption`] for other bytes.
    pub fn from_der(bytes: &[u8]) -> Result<Self> {
        let value = CipherValue::from_der(bytes).map_err(|_| Error::Decryption)?;
        let (x, y) = to_array(value.x).zip(to_array(value.y)).ok_or(Error::Decryption)?;
        let c3 = value.hash.as_bytes().try_into().map_err(|_| Error::Decryption)?;
        Self::from_parts(&uncompressed(&x, &y), c3, value.text.as_bytes())
    }

    fn from_parts(c1: &[u8; 65], c3: [u8; 32], c2: &[u8]) -> Result<Self> {
        if c2.is_empty() {
            return Err(Error::Decryption);
        }
        let c1 = PublicKey::from_sec1_bytes(c1).map_err(|_| Error::Decryption)?;
        Ok(Self {
            c1,
            c3,
            c2: c2.to_vec(),
        })
    }

    /// C1 ‖ C3 ‖ C2.
    pub fn to_c1c3c2(&self) -> Vec<u8> {
        [&self.c1.to_uncompressed()[..], &self.c3, &self.c2].concat()
    }

    /// The `SM2Cipher` of GM/T 0009 in DER.
    ///
    /// # Errors
    /// [`Error::Length`] for a message of 256 MiB or more, which the DER reader does not take back.
    pub fn to_der(&self) -> Result<Vec<u8>> {
        let too_long = |_| Error::Length("message");
        let point = self.c1.to_uncompressed();
        let value = CipherValue {
            x: UintRef::new(&point[1..33]).map_err(too_long)?,
            y: UintRef::new(&point[33..]).map_err(too_long)?,
            hash: OctetStringRef::new(&self.c3).map_err(too_long)?,
            text: OctetStringRef::new(&self.c2).map_err(too_long)?,
        };
        value.to_der().map_err(too_long)
    }
}

impl PublicKey {
    /// Encrypts `message` for the holder of the private key.
    ///
    /// # Errors
    /// [`Error::Length`] for an empty message, which the standard does not define, or one too long to derive a key for.
    pub fn encrypt(&self, message: &[u8], rng: &mut (impl CryptoRng + ?Sized)) -> Result<Ciphertext> {
        if message.is_empty() {
            return Err(Error::Length("message"));
        }
        loop {
            let k = random_scalar(rng);
            let shared = Shared::new(self, &k);
            let stream = shared.stream(message.len())?;
            // GB/T 32918.4 6.1 A5: an all-zero key would send the message in clear.
            if is_zero(&stream) {
                continue;
            }
            let c1 = ProjectivePoint::mul_by_generator(&*k).to_affine();
            let c1 = PublicKey::from_sec1_bytes(c1.to_sec1_point(false).as_bytes())?;
            return Ok(Ciphertext {
                c1,
                c3: shared.digest(message),
                c2: xor(message, &stream).to_vec(),
            });
        }
    }
}

impl PrivateKey {
    /// Decrypts; C3 is compared in constant time.
    ///
    /// # Errors
    /// [`Error::Decryption`], whatever failed.
    pub fn decrypt(&self, ciphertext: &Ciphertext) -> Result<Zeroizing<Vec<u8>>> {
        let shared = Shared::new(&ciphertext.c1, &self.d());
        let stream = shared.stream(ciphertext.c2.len()).map_err(|_| Error::Decryption)?;
        let message = xor(&ciphertext.c2, &stream);
        let same = bool::from(shared.digest(&message).ct_eq(&ciphertext.c3));
        if same && !is_zero(&stream) {
            Ok(message)
        } else {
            Err(Error::Decryption)
        }
    }
}

/// x2 ‖ y2, the point that both sides can compute.
struct Shared(Zeroizing<[u8; 65]>);

impl Shared {
    fn new(point: &PublicKey, factor: &Scalar) -> Self {
        let product = (ProjectivePoint::from(*point.point()) * factor).to_affine();
        let mut bytes = Zeroizing::new([0; 65]);
        // The group has prime order and neither side is zero, so the product is never infinity.
        bytes.copy_from_slice(product.to_sec1_point(false).as_bytes());
        Self(bytes)
    }

    fn stream(&self, length: usize) -> Result<Zeroizing<Vec<u8>>> {
        kdf(&self.0[1..], length)
    }

    fn digest(&self, message: &[u8]) -> [u8; 32] {
        let mut hash = Sm3::new();
        hash.update(&self.0[1..33]);
        hash.update(message);
        hash.update(&self.0[33..]);
        hash.finish()
    }
}

fn uncompressed(x: &[u8; 32], y: &[u8; 32]) -> [u8; 65] {
    let mut point = [4; 65];
    point[1..33].copy_from_slice(x);
    point[33..].copy_from_slice(y);
    point
}

fn is_zero(bytes: &[u8]) -> bool {
    bytes.iter().fold(0, |all, byte| all | byte) == 0
}

fn xor(text: &[u8], stream: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(text.iter().zip(stream).map(|(byte, mask)| byte ^ mask).collect())
}
