//! Passwords: argon2id, never compared with anything but their hash, and never faster for an unknown account.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use kernel::{Problem, Random};

use crate::Identity;

/// The fewest characters (GB/T 22239, 8.1.4.1: long enough to be hard to guess).
const FEWEST: usize = 8;
/// More makes hashing a burden without making guessing harder.
const MOST: usize = 64;

/// What is wrong with a new password and what to do, or nothing. `facts` are the person's own: phone, number, name.
pub(crate) fn objection(password: &str, facts: &[&str]) -> Option<String> {
    let count = password.chars().count();
    if count < FEWEST {
        return Some(format!("密码至少{FEWEST}位，您填了{count}位"));
    }
    if count > MOST {
        return Some(format!("密码最多{MOST}位，请删掉{}位", count - MOST));
    }
    let kinds = [
        password.bytes().any(|b| b.is_ascii_lowercase()),
        password.bytes().any(|b| b.is_ascii_uppercase()),
        password.bytes().any(|b| b.is_ascii_digit()),
        password.chars().any(|c| !c.is_ascii_alphanumeric()),
    ];
    if kinds.iter().filter(|k| **k).count() < 2 {
        return Some("密码里要有字母、数字、符号中的至少两种".into());
    }
    let own = |fact: &&str| fact.len() >= 6 && password.contains(fact);
    if facts.iter().any(own) {
        return Some("密码里不要写自己的手机号、身份证号或工号，别人容易猜到".into());
    }
    None
}

/// Hashes a password; slow by intent, so on a thread of its own.
pub(crate) async fn hash(random: &Arc<dyn Random>, password: String) -> Result<String, Problem> {
    let mut salt = [0u8; 16];
    random.fill(&mut salt);
    tokio::task::spawn_blocking(move || {
        Argon2::default()
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map(|h| h.to_string())
            .map_err(Problem::internal)
    })
    .await
    .map_err(Problem::internal)?
}

async fn verify(password: String, stored: String) -> Result<bool, Problem> {
    tokio::task::spawn_blocking(move || {
        let stored = PasswordHash::new(&stored).map_err(Problem::internal)?;
        Ok(Argon2::default().verify_password(password.as_bytes(), &stored).is_ok())
    })
    .await
    .map_err(Problem::internal)?
}

impl Identity {
    /// Whether the password fits; without an account as slowly as with one.
    pub(crate) async fn password_fits(&self, password: &str, stored: Option<&str>) -> Result<bool, Problem> {
        let password = password.chars().take(MOST + 1).collect::<String>();
        if let Some(stored) = stored {
            return verify(password, stored.to_owned()).await;
        }
        let nobody = || hash(&self.kernel.random, "nobody's password".into());
        let dummy = self.dummy.get_or_try_init(nobody).await?;
        verify(password, dummy.clone()).await?;
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::objection;

    #[test]
    fn a_password_is_long_mixed_and_says_nothing_about_its_owner() {
        assert!(objection("kurz-1", &[]).unwrap().contains("您填了6位"));
        assert!(objection("aaaaaaaaaa", &[]).unwrap().contains("至少两种"));
        assert!(objection("x19900006627", &["19900006627"]).unwrap().contains("手机号"));
        assert!(objection(&"a1".repeat(33), &[]).unwrap().contains("删掉2位"));
        assert_eq!(objection("Tongban-2026", &["19900006627"]), None);
        assert_eq!(objection("青山绿水 2026年见", &[]), None);
    }
}
