//! Keys and their files: SEC 1, PKCS#8, SubjectPublicKeyInfo, PEM.

use std::fmt;

use ::sm2::elliptic_curve::sec1::ToSec1Point;
use ::sm2::pkcs8::{DecodePublicKey, EncodePrivateKey, EncodePublicKey, LineEnding};
use ::sm2::{AffinePoint, Scalar, SecretKey};

use super::{random_scalar, scalar};
use crate::rand_core::CryptoRng;
use crate::{Error, Result, Sm3, Zeroizing};

/// a, b and the base point (GB/T 32918.5), as they go into Z.
const CURVE: [[u8; 32]; 4] = [
    bytes(0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF, 0xFFFFFFFF00000000FFFFFFFFFFFFFFFC),
    bytes(0x28E9FA9E9D9F5E344D5A9E4BCF6509A7, 0xF39789F515AB8F92DDBCBD414D940E93),
    bytes(0x32C4AE2C1F1981195F9904466A39C994, 0x8FE30BBFF2660BE1715A4589334C74C7),
    bytes(0xBC3736A2F4F6779C59BDCEE36B692153, 0xD0A9877CC62A474002DF32E52139F0A0),
];

const fn bytes(high: u128, low: u128) -> [u8; 32] {
    let (high, low) = (high.to_be_bytes(), low.to_be_bytes());
    let mut all = [0; 32];
    all.split_at_mut(16).0.copy_from_slice(&high);
    all.split_at_mut(16).1.copy_from_slice(&low);
    all
}

/// A private key d with 1 ≤ d ≤ n − 2; wiped when dropped, never printed.
#[derive(Clone)]
pub struct PrivateKey {
    secret: SecretKey,
    public: PublicKey,
}

impl PrivateKey {
    /// A new key.
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        loop {
            let d = Zeroizing::new(<[u8; 32]>::from(random_scalar(rng).to_bytes()));
            if let Ok(key) = Self::from_bytes(&d) {
                return key;
            }
        }
    }

    /// The key from d, 32 bytes big-endian.
    ///
    /// # Errors
    /// [`Error::Key`] outside 1 ≤ d ≤ n − 2.
    pub fn from_bytes(d: &[u8; 32]) -> Result<Self> {
        SecretKey::from_slice(d)
            .map_err(|_| Error::Key)
            .and_then(Self::from_secret)
    }

    /// Reads SEC 1 `ECPrivateKey` in DER.
    ///
    /// # Errors
    /// [`Error::Encoding`] for other bytes, another curve, or a public half that does not belong to the private one.
    pub fn from_sec1_der(der: &[u8]) -> Result<Self> {
        SecretKey::from_sec1_der(der)
            .map_err(|_| Error::Encoding("a SEC 1 key"))
            .and_then(Self::from_secret)
    }

    /// Reads PKCS#8 `PrivateKeyInfo` in DER.
    ///
    /// # Errors
    /// As [`Self::from_sec1_der`].
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self> {
        use ::sm2::pkcs8::DecodePrivateKey;
        SecretKey::from_pkcs8_der(der)
            .map_err(|_| Error::Encoding("a PKCS#8 key"))
            .and_then(Self::from_secret)
    }

    /// Reads PEM with the label `PRIVATE KEY` (PKCS#8) or `EC PRIVATE KEY` (SEC 1).
    ///
    /// # Errors
    /// As [`Self::from_sec1_der`].
    pub fn from_pem(pem: &str) -> Result<Self> {
        SecretKey::from_pem(pem)
            .map_err(|_| Error::Encoding("a key in PEM"))
            .and_then(Self::from_secret)
    }

    fn from_secret(secret: SecretKey) -> Result<Self> {
        let d = Zeroizing::new(Scalar::from(secret.as_scalar_value()));
        // n − 1 would make 1 + d zero, which signing inverts (GB/T 32918.1 6.1).
        if *d + Scalar::ONE == Scalar::ZERO {
            return Err(Error::Key);
        }
        let public = PublicKey(secret.public_key());
        Ok(Self { secret, public })
    }

    /// The public half.
    pub fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// d, 32 bytes big-endian.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.secret.to_bytes().into())
    }

    /// SEC 1 in DER, with curve and public key.
    pub fn to_sec1_der(&self) -> Zeroizing<Vec<u8>> {
        self.secret.to_sec1_der().expect("the parts have fixed lengths")
    }

    /// PKCS#8 in DER.
    pub fn to_pkcs8_der(&self) -> Zeroizing<Vec<u8>> {
        self.secret
            .to_pkcs8_der()
            .expect("the parts have fixed lengths")
            .to_bytes()
    }

    /// PKCS#8 in PEM, `PRIVATE KEY`.
    pub fn to_pem(&self) -> Zeroizing<String> {
        self.secret
            .to_pkcs8_pem(LineEnding::LF)
            .expect("the parts have fixed lengths")
    }

    pub(super) fn d(&self) -> Zeroizing<Scalar> {
        Zeroizing::new(Scalar::from(self.secret.as_scalar_value()))
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("sm2::PrivateKey")
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}

/// A public key: a point of the curve, never infinity; every way of reading one checks that.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(::sm2::PublicKey);

impl PublicKey {
    /// Reads a point: `04 ‖ x ‖ y`, or compressed `02`/`03 ‖ x`.
    ///
    /// # Errors
    /// [`Error::Key`] for everything that is not a point of the curve.
    pub fn from_sec1_bytes(point: &[u8]) -> Result<Self> {
        ::sm2::PublicKey::from_sec1_bytes(point)
            .map(Self)
            .map_err(|_| Error::Key)
    }

    /// Reads `SubjectPublicKeyInfo` in DER, as in certificates.
    ///
    /// # Errors
    /// [`Error::Encoding`] for other bytes or another curve.
    pub fn from_spki_der(der: &[u8]) -> Result<Self> {
        ::sm2::PublicKey::from_public_key_der(der)
            .map(Self)
            .map_err(|_| Error::Encoding("a public key"))
    }

    /// Reads PEM with the label `PUBLIC KEY`.
    ///
    /// # Errors
    /// As [`Self::from_spki_der`].
    pub fn from_pem(pem: &str) -> Result<Self> {
        ::sm2::PublicKey::from_public_key_pem(pem)
            .map(Self)
            .map_err(|_| Error::Encoding("a public key in PEM"))
    }

    /// `04 ‖ x ‖ y`.
    pub fn to_uncompressed(&self) -> [u8; 65] {
        self.0
            .to_sec1_point(false)
            .as_bytes()
            .try_into()
            .expect("a point other than infinity has two coordinates")
    }

    /// `02 ‖ x` or `03 ‖ x`.
    pub fn to_compressed(&self) -> [u8; 33] {
        self.0
            .to_sec1_point(true)
            .as_bytes()
            .try_into()
            .expect("a point other than infinity has two coordinates")
    }

    /// `SubjectPublicKeyInfo` in DER.
    pub fn to_spki_der(&self) -> Vec<u8> {
        self.0
            .to_public_key_der()
            .expect("the parts have fixed lengths")
            .into_vec()
    }

    /// `SubjectPublicKeyInfo` in PEM, `PUBLIC KEY`.
    pub fn to_pem(&self) -> String {
        self.0
            .to_public_key_pem(LineEnding::LF)
            .expect("the parts have fixed lengths")
    }

    /// Z of this key under an identity (GB/T 32918.2 5.5): SM3(ENTL ‖ ID ‖ a ‖ b ‖ G ‖ P).
    ///
    /// # Errors
    /// [`Error::Identity`] for an identity that is empty or longer than 8191 bytes.
    pub fn z(&self, id: &[u8]) -> Result<[u8; 32]> {
        let bits = u16::try_from(id.len() * 8)
            .ok()
            .filter(|&bits| bits > 0)
            .ok_or(Error::Identity)?;
        let mut hash = Sm3::new();
        hash.update(&bits.to_be_bytes());
        hash.update(id);
        for part in &CURVE {
            hash.update(part);
        }
        hash.update(&self.to_uncompressed()[1..]);
        Ok(hash.finish())
    }

    pub(super) fn point(&self) -> &AffinePoint {
        self.0.as_affine()
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sm2::PublicKey({})", crate::hex::encode(self.to_compressed()))
    }
}

/// Whether 32 bytes are a number of [1, n − 1].
pub(super) fn in_range(bytes: &[u8; 32]) -> bool {
    scalar(bytes).is_some_and(|number| number != Scalar::ZERO)
}
