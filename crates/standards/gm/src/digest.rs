//! SM3 and what is built on it: HMAC, the key derivation function of GB/T 32918.4, HKDF.

use std::fmt;
use std::io;

use ::sm3::Digest;
use hmac::{Hmac, KeyInit, Mac};
use subtle::ConstantTimeEq;

use crate::{Error, Result, Zeroizing};

/// The SM3 digest of `message` (GB/T 32905).
pub fn sm3(message: &[u8]) -> [u8; 32] {
    ::sm3::Sm3::digest(message).into()
}

/// SM3 over data that arrives in pieces; also an [`io::Write`], so that a file can be copied into it.
#[derive(Clone, Default)]
pub struct Sm3(::sm3::Sm3);

impl Sm3 {
    /// A digest of nothing so far.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next piece.
    pub fn update(&mut self, piece: &[u8]) {
        Digest::update(&mut self.0, piece);
    }

    /// The digest of all pieces.
    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

impl io::Write for Sm3 {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        self.update(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl fmt::Debug for Sm3 {
    // The inner state can hold a prefix of secret data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sm3").finish_non_exhaustive()
    }
}

/// HMAC-SM3 (RFC 2104 with the block of 64 bytes); a key of any length.
pub fn hmac_sm3(key: &[u8], message: &[u8]) -> [u8; 32] {
    hmac_parts(key, &[message])
}

/// Whether `tag` is the HMAC-SM3 of `message`, compared in constant time.
pub fn verify_hmac_sm3(key: &[u8], message: &[u8], tag: &[u8]) -> bool {
    hmac_sm3(key, message).ct_eq(tag).into()
}

fn hmac_parts(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<::sm3::Sm3>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// The key derivation function of GB/T 32918.4 5.4.3: `length` bytes from the shared secret `z`.
///
/// # Errors
/// [`Error::Length`] beyond (2³² − 1) · 32 bytes, where the counter would repeat.
pub fn kdf(z: &[u8], length: usize) -> Result<Zeroizing<Vec<u8>>> {
    let blocks = u32::try_from(length.div_ceil(32)).map_err(|_| Error::Length("derived key"))?;
    let mut key = Zeroizing::new(Vec::with_capacity(length));
    for counter in 1..=blocks {
        let mut hash = Sm3::new();
        hash.update(z);
        hash.update(&counter.to_be_bytes());
        let block = Zeroizing::new(hash.finish());
        let take = block.len().min(length - key.len());
        key.extend_from_slice(&block[..take]);
    }
    Ok(key)
}

/// HKDF (RFC 5869) with HMAC-SM3: one data key of `N` bytes for the purpose `info`, from a master key.
///
/// # Errors
/// [`Error::Length`] beyond 255 · 32 bytes.
pub fn hkdf_sm3<const N: usize>(master: &[u8], salt: &[u8], info: &[u8]) -> Result<Zeroizing<[u8; N]>> {
    if N > 255 * 32 {
        return Err(Error::Length("derived key"));
    }
    let pseudo_random = Zeroizing::new(hmac_sm3(salt, master));
    let mut key = Zeroizing::new([0; N]);
    let mut previous = Zeroizing::new(Vec::new());
    for (counter, chunk) in (1u8..).zip(key.chunks_mut(32)) {
        previous = Zeroizing::new(hmac_parts(&*pseudo_random, &[&previous, info, &[counter]]).to_vec());
        chunk.copy_from_slice(&previous[..chunk.len()]);
    }
    Ok(key)
}
