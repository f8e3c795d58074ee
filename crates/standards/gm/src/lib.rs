//! The national algorithms as a library: SM3 (GB/T 32905), SM4 (GB/T 32907) and SM2 (GB/T 32918).
//!
//! The curve, the hash and the block cipher themselves come from RustCrypto; this crate adds what the standards fix
//! around them: identities and Z values, the formats of keys, signatures and ciphertexts, modes, and strict reading.
//! There is no input or output, and no randomness of its own: nonces and random sources are passed in.
//!
//! ```
//! let key = gm::sm4::Key::from([7; 16]);
//! let sealed = gm::gcm::seal(&key, &[1; 12], b"person/identity_number", b"330102")?;
//! assert_eq!(*gm::gcm::open(&key, &[1; 12], b"person/identity_number", &sealed)?, b"330102");
//! # Ok::<(), gm::Error>(())
//! ```

mod digest;
mod error;
pub mod gcm;
pub mod hex;
pub mod sm2;
pub mod sm4;

pub use digest::{Sm3, hkdf_sm3, hmac_sm3, kdf, sm3, verify_hmac_sm3};
pub use error::{Error, Result};

pub use ::sm2::elliptic_curve::rand_core;
pub use ::sm2::elliptic_curve::zeroize::Zeroizing;
