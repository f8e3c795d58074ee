//! Signing and verifying (GB/T 32918.2), with the two formats of a signature as types of their own.

use ::sm2::elliptic_curve::Group;
use ::sm2::elliptic_curve::ops::{LinearCombination, Reduce};
use ::sm2::elliptic_curve::point::AffineCoordinates;
use ::sm2::pkcs8::der::asn1::UintRef;
use ::sm2::pkcs8::der::{Decode, Encode};
use ::sm2::{FieldBytes, ProjectivePoint, Scalar};

use super::der::{SignatureValue, to_array};
use super::keys::in_range;
use super::{PrivateKey, PublicKey, random_scalar, scalar};
use crate::rand_core::CryptoRng;
use crate::{Error, Result, Sm3, Zeroizing, hex};

/// A signature (r, s) with both numbers in [1, n − 1].
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    r: [u8; 32],
    s: [u8; 32],
}

impl Signature {
    /// A signature from its two numbers, big-endian.
    ///
    /// # Errors
    /// [`Error::Signature`] if one is not in [1, n − 1].
    pub fn new(r: [u8; 32], s: [u8; 32]) -> Result<Self> {
        if in_range(&r) && in_range(&s) {
            Ok(Self { r, s })
        } else {
            Err(Error::Signature)
        }
    }

    /// r, big-endian.
    pub fn r(&self) -> &[u8; 32] {
        &self.r
    }

    /// s, big-endian.
    pub fn s(&self) -> &[u8; 32] {
        &self.s
    }

    /// As in certificates, messages and seals.
    pub fn to_der(&self) -> DerSignature {
        let uint = |bytes| UintRef::new(bytes).expect("32 bytes are an INTEGER");
        let value = SignatureValue {
            r: uint(&self.r),
            s: uint(&self.s),
        };
        DerSignature(value.to_der().expect("two INTEGERs of 32 bytes have a DER"), *self)
    }

    /// As in the interfaces of devices and of JavaScript libraries.
    pub fn to_raw(&self) -> RawSignature {
        let mut bytes = [0; 64];
        bytes[..32].copy_from_slice(&self.r);
        bytes[32..].copy_from_slice(&self.s);
        RawSignature(bytes, *self)
    }
}

impl std::fmt::Debug for Signature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "sm2::Signature({}, {})", hex::encode(self.r), hex::encode(self.s))
    }
}

/// A signature in DER, `SEQUENCE { r, s }` (GM/T 0009 7.3): 8 to 72 bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DerSignature(Vec<u8>, Signature);

impl DerSignature {
    /// Reads strict DER: smallest lengths, no superfluous zeros, nothing behind.
    ///
    /// # Errors
    /// [`Error::Encoding`] for other bytes, [`Error::Signature`] for numbers outside [1, n − 1].
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let value = SignatureValue::from_der(bytes).map_err(|_| Error::Encoding("a signature in DER"))?;
        let number = |number| to_array(number).ok_or(Error::Signature);
        Ok(Self(
            bytes.to_vec(),
            Signature::new(number(value.r)?, number(value.s)?)?,
        ))
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The signature.
    pub fn signature(&self) -> &Signature {
        &self.1
    }
}

/// A signature as r ‖ s, 64 bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawSignature([u8; 64], Signature);

impl RawSignature {
    /// Reads exactly 64 bytes.
    ///
    /// # Errors
    /// [`Error::Encoding`] for another length, [`Error::Signature`] for numbers outside [1, n − 1].
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let bytes = <[u8; 64]>::try_from(bytes).map_err(|_| Error::Encoding("a signature of 64 bytes"))?;
        let (mut r, mut s) = ([0; 32], [0; 32]);
        r.copy_from_slice(&bytes[..32]);
        s.copy_from_slice(&bytes[32..]);
        Ok(Self(bytes, Signature::new(r, s)?))
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }

    /// The signature.
    pub fn signature(&self) -> &Signature {
        &self.1
    }
}

impl PrivateKey {
    /// Signs `message` under an identity, usually [`DEFAULT_ID`](super::DEFAULT_ID).
    ///
    /// # Errors
    /// [`Error::Identity`] for an identity that is empty or too long.
    pub fn sign(&self, id: &[u8], message: &[u8], rng: &mut (impl CryptoRng + ?Sized)) -> Result<Signature> {
        Ok(self.sign_digest(&self.public_key().digest(id, message)?, rng))
    }

    /// Signs e = SM3(Z ‖ M) that was computed before, with [`PublicKey::hasher`] for long messages.
    pub fn sign_digest(&self, e: &[u8; 32], rng: &mut (impl CryptoRng + ?Sized)) -> Signature {
        let e = reduce(e);
        let d = self.d();
        loop {
            let k = random_scalar(rng);
            let x1 = ProjectivePoint::mul_by_generator(&*k).to_affine().x();
            let r = e + Scalar::reduce(&x1);
            // GB/T 32918.2 6.1 A5: r + k = n would give the key away.
            if r == Scalar::ZERO || r + *k == Scalar::ZERO {
                continue;
            }
            let Some(inverse) = (*d + Scalar::ONE).invert().into_option().map(Zeroizing::new) else {
                continue;
            };
            let s = *inverse * (*k - r * *d);
            if let Ok(signature) = Signature::new(r.to_bytes().into(), s.to_bytes().into()) {
                return signature;
            }
        }
    }
}

impl PublicKey {
    /// SM3 that has taken Z already; give it the message and pass the result to
    /// [`verify_digest`](Self::verify_digest) or [`sign_digest`](PrivateKey::sign_digest).
    ///
    /// # Errors
    /// [`Error::Identity`] for an identity that is empty or too long.
    pub fn hasher(&self, id: &[u8]) -> Result<Sm3> {
        let mut hash = Sm3::new();
        hash.update(&self.z(id)?);
        Ok(hash)
    }

    fn digest(&self, id: &[u8], message: &[u8]) -> Result<[u8; 32]> {
        let mut hash = self.hasher(id)?;
        hash.update(message);
        Ok(hash.finish())
    }

    /// Verifies a signature of `message` under an identity.
    ///
    /// # Errors
    /// [`Error::Signature`] if it does not hold, [`Error::Identity`] as in [`PrivateKey::sign`].
    pub fn verify(&self, id: &[u8], message: &[u8], signature: &Signature) -> Result<()> {
        self.verify_digest(&self.digest(id, message)?, signature)
    }

    /// Verifies a signature of e = SM3(Z ‖ M).
    ///
    /// # Errors
    /// [`Error::Signature`] if it does not hold.
    pub fn verify_digest(&self, e: &[u8; 32], signature: &Signature) -> Result<()> {
        let (Some(r), Some(s)) = (scalar(&signature.r), scalar(&signature.s)) else {
            return Err(Error::Signature);
        };
        let t = r + s;
        if t == Scalar::ZERO {
            return Err(Error::Signature);
        }
        let public = ProjectivePoint::from(*self.point());
        let point = ProjectivePoint::lincomb(&[(ProjectivePoint::generator(), s), (public, t)]);
        if point.is_identity().into() || reduce(e) + Scalar::reduce(&point.to_affine().x()) != r {
            return Err(Error::Signature);
        }
        Ok(())
    }
}

fn reduce(e: &[u8; 32]) -> Scalar {
    Scalar::reduce(&FieldBytes::from(*e))
}
