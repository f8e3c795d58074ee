//! Randomness is passed in, never taken, so that a demo and a test can be repeated.

use std::sync::Mutex;

/// A source of random bytes.
pub trait Random: Send + Sync + std::fmt::Debug {
    /// Fills the slice with random bytes.
    fn fill(&self, bytes: &mut [u8]);
}

/// A source as the cryptographic libraries ask for it.
pub(crate) struct Source<'r>(pub(crate) &'r dyn Random);

impl gm::rand_core::TryRng for Source<'_> {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        Ok(u32::from_be_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        Ok(u64::from_be_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), Self::Error> {
        self.0.fill(target);
        Ok(())
    }
}

impl gm::rand_core::TryCryptoRng for Source<'_> {}

/// The operating system's generator.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        // Without randomness no key, token or number may be made: stopping is the only safe answer.
        getrandom::fill(bytes).expect("the operating system gives no random bytes");
    }
}

/// A repeatable sequence (SM3 over seed and counter), for tests and the demo.
#[derive(Debug)]
pub struct SeededRandom {
    state: Mutex<(u64, u64)>,
}

impl SeededRandom {
    /// The same seed gives the same bytes in the same order of calls.
    pub fn new(seed: u64) -> Self {
        Self {
            state: Mutex::new((seed, 0)),
        }
    }
}

impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) {
        let mut state = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for chunk in bytes.chunks_mut(32) {
            state.1 += 1;
            let mut block = [0u8; 16];
            block[..8].copy_from_slice(&state.0.to_be_bytes());
            block[8..].copy_from_slice(&state.1.to_be_bytes());
            let digest = gm::sm3(&block);
            chunk.copy_from_slice(&digest[..chunk.len()]);
        }
    }
}
