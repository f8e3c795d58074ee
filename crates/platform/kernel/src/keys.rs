//! Personal data at rest: sealed with SM4-GCM, findable through HMAC-SM3. All keys are derived from
//! one master key that lives in a file outside the database.

use std::path::Path;

use crate::random::Random;

/// The keys derived from the master key.
pub struct Keys {
    seal: gm::sm4::Key,
    index: [u8; 32],
    token: [u8; 32],
    sign: gm::sm2::PrivateKey,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

/// Why a key file or a sealed value cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read or written.
    #[error("key file {path}: {source}")]
    File {
        /// Where it was looked for.
        path: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file does not hold 64 hexadecimal digits.
    #[error("key file {0} does not hold 64 hexadecimal digits")]
    Content(String),
    /// The value was sealed under another key, for another place, or was changed.
    #[error("a sealed value cannot be opened: wrong key, wrong place, or changed")]
    Sealed,
}

impl Keys {
    /// Keys derived from the 32 bytes of the master key.
    pub fn derive(master: &[u8; 32]) -> Self {
        let part = |name: &[u8]| gm::hmac_sm3(master, name);
        let mut seal = [0u8; 16];
        seal.copy_from_slice(&part(b"tongban seal/1")[..16]);
        Self {
            seal: seal.into(),
            index: part(b"tongban index/1"),
            token: part(b"tongban token/1"),
            sign: signing_key(master),
        }
    }

    /// The key against which checkpoints are verified.
    pub fn public_key(&self) -> &gm::sm2::PublicKey {
        self.sign.public_key()
    }

    /// Signs the hash of a checkpoint.
    pub(crate) fn sign(&self, hash: &[u8], random: &dyn Random) -> gm::Result<Vec<u8>> {
        crate::checkpoint::signed(&self.sign, hash, random)
    }

    /// Reads the key file.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let text = std::fs::read_to_string(path).map_err(|source| KeyError::File {
            path: path.display().to_string(),
            source,
        })?;
        let bytes = gm::hex::decode_array(text.trim()).map_err(|_| KeyError::Content(path.display().to_string()))?;
        Ok(Self::derive(&bytes))
    }

    /// Makes a key file that only its owner can read, unless it exists; then reads it.
    pub fn read_or_create(path: &Path, random: &dyn Random) -> Result<Self, KeyError> {
        if !path.exists() {
            let mut master = [0u8; 32];
            random.fill(&mut master);
            write_private(path, &gm::hex::encode(master)).map_err(|source| KeyError::File {
                path: path.display().to_string(),
                source,
            })?;
        }
        Self::read(path)
    }

    /// Seals `plain` for the place named by `aad` (table, column and row): nonce, ciphertext, tag.
    pub fn seal(&self, aad: &str, plain: &[u8], random: &dyn Random) -> Vec<u8> {
        let mut nonce = [0u8; 12];
        random.fill(&mut nonce);
        let mut out = nonce.to_vec();
        // GCM refuses only messages of 64 GiB and more, which no form or file of ours reaches.
        out.extend(gm::gcm::seal(&self.seal, &nonce, aad.as_bytes(), plain).unwrap_or_default());
        out
    }

    /// Opens what `seal` made for the same place.
    pub fn open(&self, aad: &str, sealed: &[u8]) -> Result<Vec<u8>, KeyError> {
        let (nonce, body) = sealed.split_first_chunk::<12>().ok_or(KeyError::Sealed)?;
        gm::gcm::open(&self.seal, nonce, aad.as_bytes(), body)
            .map(|plain| plain.to_vec())
            .map_err(|_| KeyError::Sealed)
    }

    /// The index of a value of one kind: equal values give equal indexes, and nobody without the key can try them.
    pub fn index(&self, kind: &str, value: &str) -> Vec<u8> {
        gm::hmac_sm3(&self.index, format!("{kind}\0{value}").as_bytes()).to_vec()
    }

    /// The stored form of a token, hexadecimal: a key to find its row by.
    pub fn token_key(&self, token: &str) -> String {
        gm::hex::encode(self.token_hash(token))
    }

    /// The stored form of a token or code that must not be readable in the database.
    pub fn token_hash(&self, token: &str) -> Vec<u8> {
        gm::hmac_sm3(&self.token, token.as_bytes()).to_vec()
    }
}

/// The private key of the checkpoints, from the master key: one secret to keep. Nearly every 32 bytes are a scalar; the
/// count is there for the others.
fn signing_key(master: &[u8; 32]) -> gm::sm2::PrivateKey {
    (0u32..)
        .find_map(|count| {
            let name = [&b"tongban checkpoint/1"[..], &count.to_be_bytes()].concat();
            gm::sm2::PrivateKey::from_bytes(&gm::hmac_sm3(master, &name)).ok()
        })
        .expect("a scalar among four thousand million hashes")
}

/// Writes a new file that only its owner can read; an existing one is an error.
pub fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SeededRandom;

    #[test]
    fn what_is_sealed_for_one_row_opens_only_there() {
        let keys = Keys::derive(&[7; 32]);
        let random = SeededRandom::new(2);
        let sealed = keys.seal("person.number:1", b"11010519491231002X", &random);
        assert_eq!(keys.open("person.number:1", &sealed).unwrap(), b"11010519491231002X");
        assert!(keys.open("person.number:2", &sealed).is_err());
        assert!(Keys::derive(&[8; 32]).open("person.number:1", &sealed).is_err());
        assert!(keys.open("person.number:1", &sealed[..11]).is_err());
        assert!(!sealed.windows(6).any(|w| w == b"110105"));
    }

    #[test]
    fn an_index_finds_equal_values_of_one_kind() {
        let keys = Keys::derive(&[7; 32]);
        assert_eq!(keys.index("phone", "19900000001"), keys.index("phone", "19900000001"));
        assert_ne!(keys.index("phone", "19900000001"), keys.index("number", "19900000001"));
    }

    #[test]
    fn a_key_file_is_made_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys").join("master.key");
        let first = Keys::read_or_create(&path, &SeededRandom::new(3)).unwrap();
        let again = Keys::read_or_create(&path, &SeededRandom::new(4)).unwrap();
        assert_eq!(first.index("a", "b"), again.index("a", "b"));
        std::fs::write(&path, "short").unwrap();
        assert!(matches!(Keys::read(&path), Err(KeyError::Content(_))));
    }
}
