//! SM4-GCM (RFC 8998): encryption that also proves that nothing was changed.

use ::sm4::Sm4;
use aes_gcm::aead::array::ArraySize;
use aes_gcm::aead::consts::{U12, U16};
use aes_gcm::{AeadInOut, AesGcm, KeyInit, Nonce};

use crate::sm4::Key;
use crate::{Error, Result, Zeroizing};

/// Bytes of a nonce.
pub const NONCE: usize = 12;
/// Bytes of a tag.
pub const TAG: usize = 16;

/// Encrypts `plain` and binds it to `aad`, which stays readable beside it; gives ciphertext and 128-bit tag in one.
///
/// A nonce must never be used twice under one key: count it, or draw it at random for fewer than 2³² messages.
///
/// # Errors
/// [`Error::Length`] for a message of 64 GiB or more, where GCM's counter would repeat.
pub fn seal(key: &Key, nonce: &[u8; NONCE], aad: &[u8], plain: &[u8]) -> Result<Vec<u8>> {
    let mut sealed = Vec::with_capacity(plain.len() + TAG);
    sealed.extend_from_slice(plain);
    let cipher = AesGcm::<Sm4, U12>::new(key.expose().into());
    let tag = cipher
        .encrypt_inout_detached(nonce.into(), aad, sealed.as_mut_slice().into())
        .map_err(|_| Error::Length("message"))?;
    sealed.extend_from_slice(&tag);
    Ok(sealed)
}

/// Decrypts what [`seal`] gave, with the same key, nonce and `aad`. The tag is compared in constant time and before
/// anything is decrypted. Besides nonces of 12 bytes it reads those of 16, which other programs use.
///
/// # Errors
/// [`Error::Length`] for another length of the nonce, [`Error::Decryption`] for everything else.
pub fn open(key: &Key, nonce: &[u8], aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    match nonce.len() {
        12 => open_with::<U12>(key, nonce, aad, sealed),
        16 => open_with::<U16>(key, nonce, aad, sealed),
        _ => Err(Error::Length("nonce")),
    }
}

fn open_with<N: ArraySize>(key: &Key, nonce: &[u8], aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let (cipher_text, tag) = sealed.split_last_chunk::<TAG>().ok_or(Error::Decryption)?;
    let nonce = <&Nonce<N>>::try_from(nonce).map_err(|_| Error::Length("nonce"))?;
    let mut plain = Zeroizing::new(cipher_text.to_vec());
    AesGcm::<Sm4, N>::new(key.expose().into())
        .decrypt_inout_detached(nonce, aad, plain.as_mut_slice().into(), tag.into())
        .map_err(|_| Error::Decryption)?;
    Ok(plain)
}
