//! What can go wrong, told without any secret and without helping an attacker.

/// An error of this crate. Failures of decryption are deliberately one kind, whatever failed inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes or the text are not in the format asked for.
    #[error("not a valid encoding of {0}")]
    Encoding(&'static str),
    /// A key, nonce, block or message has a length that the algorithm does not take.
    #[error("{0} has a length that is not allowed")]
    Length(&'static str),
    /// A private key outside 1 ≤ d ≤ n − 2, a public key off the curve, or two halves that do not belong together.
    #[error("not an SM2 key")]
    Key,
    /// The signer's identity is empty or longer than 8191 bytes (GB/T 32918.2 5.5: its length in bits has two bytes).
    #[error("the identity must have 1 to 8191 bytes")]
    Identity,
    /// The signature does not belong to this message, identity and key.
    #[error("the signature does not verify")]
    Signature,
    /// The ciphertext, its tag or the data beside it was changed, or the key is another one.
    #[error("cannot be decrypted")]
    Decryption,
}

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;
