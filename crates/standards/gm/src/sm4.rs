//! SM4 (GB/T 32907): keys, the single block, and the plain modes of GB/T 17964.
//!
//! Data of Tongban is sealed with [`crate::gcm`]. The modes here are for messages and files of others: ECB only wraps
//! single random blocks, CBC and CTR need a MAC or a signed envelope around them.

use std::fmt;

use ::sm4::Sm4;
use ::sm4::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};

use crate::{Error, Result, Zeroizing};

/// Bytes of a block, a key and an initialisation vector.
pub const BLOCK: usize = 16;

type Block = [u8; BLOCK];

/// An SM4 key; wiped when dropped, never printed.
#[derive(Clone)]
pub struct Key(Zeroizing<Block>);

impl Key {
    /// A key from 16 bytes.
    ///
    /// # Errors
    /// [`Error::Length`] for another number of bytes.
    pub fn from_slice(bytes: &[u8]) -> Result<Self> {
        Block::try_from(bytes)
            .map(Self::from)
            .map_err(|_| Error::Length("SM4 key"))
    }

    /// The bytes of the key, for wrapping it under another one.
    pub fn expose(&self) -> &Block {
        &self.0
    }
}

impl From<Block> for Key {
    fn from(bytes: Block) -> Self {
        Self(Zeroizing::new(bytes))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sm4::Key(…)")
    }
}

/// A key made ready for many blocks.
pub struct Cipher(Sm4);

impl fmt::Debug for Cipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sm4::Cipher(…)")
    }
}

impl Cipher {
    /// Expands the round keys, which are wiped when it is dropped.
    pub fn new(key: &Key) -> Self {
        Self(Sm4::new(key.expose().into()))
    }

    /// Encrypts one block in place.
    pub fn encrypt_block(&self, block: &mut [u8; BLOCK]) {
        self.0.encrypt_block(block.into());
    }

    /// Decrypts one block in place.
    pub fn decrypt_block(&self, block: &mut [u8; BLOCK]) {
        self.0.decrypt_block(block.into());
    }

    /// ECB without padding.
    ///
    /// # Errors
    /// [`Error::Length`] unless `plain` is whole blocks.
    pub fn encrypt_ecb(&self, plain: &[u8]) -> Result<Vec<u8>> {
        let mut data = plain.to_vec();
        whole_blocks(&mut data)?
            .iter_mut()
            .for_each(|block| self.encrypt_block(block));
        Ok(data)
    }

    /// The opposite of [`Self::encrypt_ecb`].
    ///
    /// # Errors
    /// [`Error::Length`] unless `cipher_text` is whole blocks.
    pub fn decrypt_ecb(&self, cipher_text: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let mut data = Zeroizing::new(cipher_text.to_vec());
        whole_blocks(&mut data)?
            .iter_mut()
            .for_each(|block| self.decrypt_block(block));
        Ok(data)
    }

    /// CBC without padding; the IV must be unpredictable.
    ///
    /// # Errors
    /// [`Error::Length`] unless `plain` is whole blocks.
    pub fn encrypt_cbc(&self, iv: &[u8; BLOCK], plain: &[u8]) -> Result<Vec<u8>> {
        let mut data = plain.to_vec();
        let mut chain = *iv;
        for block in whole_blocks(&mut data)? {
            xor(block, &chain);
            self.encrypt_block(block);
            chain = *block;
        }
        Ok(data)
    }

    /// The opposite of [`Self::encrypt_cbc`].
    ///
    /// # Errors
    /// [`Error::Length`] unless `cipher_text` is whole blocks.
    pub fn decrypt_cbc(&self, iv: &[u8; BLOCK], cipher_text: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let mut data = Zeroizing::new(cipher_text.to_vec());
        let mut chain = *iv;
        for block in whole_blocks(&mut data)? {
            let next = *block;
            self.decrypt_block(block);
            xor(block, &chain);
            chain = next;
        }
        Ok(data)
    }

    /// CTR with a 128-bit big-endian counter that wraps; the same call encrypts and decrypts.
    pub fn apply_ctr(&self, iv: &[u8; BLOCK], data: &mut [u8]) {
        let mut counter = u128::from_be_bytes(*iv);
        for chunk in data.chunks_mut(BLOCK) {
            let mut stream = counter.to_be_bytes();
            self.encrypt_block(&mut stream);
            xor(chunk, &stream);
            counter = counter.wrapping_add(1);
        }
    }
}

/// PKCS#7 padding: 1 to 16 bytes, each saying how many there are.
pub fn pad(data: &[u8]) -> Zeroizing<Vec<u8>> {
    let count = BLOCK - data.len() % BLOCK;
    let mut padded = Zeroizing::new(Vec::with_capacity(data.len() + count));
    padded.extend_from_slice(data);
    padded.resize(data.len() + count, count as u8);
    padded
}

/// Removes what [`pad`] added. Only after the data has been authenticated: the answer tells something about the plain
/// text.
///
/// # Errors
/// [`Error::Decryption`] for any other padding.
pub fn unpad(data: &[u8]) -> Result<&[u8]> {
    let count = usize::from(*data.last().ok_or(Error::Decryption)?);
    if !data.len().is_multiple_of(BLOCK) || !(1..=BLOCK).contains(&count) {
        return Err(Error::Decryption);
    }
    let (text, padding) = data.split_at(data.len() - count);
    let wrong = padding
        .iter()
        .fold(0, |wrong, &byte| wrong | (usize::from(byte) ^ count));
    if wrong == 0 { Ok(text) } else { Err(Error::Decryption) }
}

fn whole_blocks(data: &mut [u8]) -> Result<&mut [Block]> {
    let (blocks, rest) = data.as_chunks_mut::<BLOCK>();
    if rest.is_empty() {
        Ok(blocks)
    } else {
        Err(Error::Length("SM4 data"))
    }
}

fn xor(target: &mut [u8], mask: &[u8]) {
    target.iter_mut().zip(mask).for_each(|(byte, mask)| *byte ^= mask);
}
