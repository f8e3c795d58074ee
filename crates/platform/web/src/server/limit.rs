//! Limits on how often one address may ask what can be guessed: sign-in, codes, query codes.

use std::num::NonZeroU32;

use governor::{DefaultKeyedRateLimiter, Quota};
use kernel::Problem;

/// A limit per key, such as an address or a case number.
#[derive(Debug)]
pub struct Limiter(DefaultKeyedRateLimiter<String>);

impl Limiter {
    /// At most `per_minute` in a minute, for each key.
    pub fn per_minute(per_minute: NonZeroU32) -> Self {
        Self(DefaultKeyedRateLimiter::keyed(Quota::per_minute(per_minute)))
    }

    /// Counts one; too many is the problem with 429.
    pub fn count(&self, key: &str) -> Result<(), Problem> {
        // Old keys are dropped now and then, so that memory does not grow with the number of addresses.
        if self.0.len() > 50_000 {
            self.0.retain_recent();
        }
        self.0
            .check_key(&key.to_owned())
            .map_err(|_| Problem::new(429, "too_many", "试得太快了，请过一分钟再来。您填的内容没有丢"))
    }
}
