//! The algorithms against the vectors, against the openssl program, and against changed data.

#![allow(clippy::unwrap_used, reason = "a test may fail here, its helpers too")]

mod openssl;
mod sm2;
mod sm3;
mod sm4;

use std::convert::Infallible;
use std::path::PathBuf;

use gm::hex;
use gm::rand_core::{TryCryptoRng, TryRng};
use serde_json::Value;

fn vectors(name: &str) -> Value {
    let own = || {
        [env!("CARGO_MANIFEST_DIR"), "..", "..", "..", "tests", "vectors"]
            .iter()
            .collect()
    };
    let folder: PathBuf = std::env::var_os("TONGBAN_VECTORS").map_or_else(own, PathBuf::from);
    serde_json::from_str(&std::fs::read_to_string(folder.join(name)).unwrap()).unwrap()
}

fn cases<'a>(file: &'a Value, name: &str) -> &'a [Value] {
    let cases = file[name].as_array().unwrap();
    assert!(!cases.is_empty());
    cases
}

/// The bytes of a hexadecimal field; an absent one is empty.
fn bytes(case: &Value, name: &str) -> Vec<u8> {
    hex::decode(case[name].as_str().unwrap_or_default()).unwrap()
}

fn array<const N: usize>(case: &Value, name: &str) -> [u8; N] {
    hex::decode_array(case[name].as_str().unwrap()).unwrap()
}

/// A source that gives these bytes first (a nonce that a vector names), and then a fixed stream made with SM3.
struct Source {
    first: Vec<u8>,
    counter: u64,
}

impl Source {
    fn giving(first: &[u8]) -> Self {
        Self {
            first: first.to_vec(),
            counter: 0,
        }
    }

    fn seeded(seed: u64) -> Self {
        Self {
            first: Vec::new(),
            counter: seed << 32,
        }
    }

    fn next(&mut self) -> u8 {
        if self.first.is_empty() {
            self.counter += 1;
            self.first = gm::sm3(&self.counter.to_be_bytes()).to_vec();
        }
        self.first.remove(0)
    }
}

impl TryRng for Source {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_be_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_be_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), Infallible> {
        for byte in target {
            *byte = self.next();
        }
        Ok(())
    }
}

impl TryCryptoRng for Source {}

#[test]
fn hexadecimal_text_in_either_case() {
    assert_eq!(hex::decode("00fFA0"), Ok(vec![0, 255, 160]));
    assert_eq!(hex::encode([0, 255, 160]), "00ffa0");
    assert!(hex::decode("0").is_err() && hex::decode("0g").is_err() && hex::decode("一").is_err());
    assert!(hex::decode_array::<2>("00ff00").is_err());
}
