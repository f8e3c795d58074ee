//! Ids that tell their region: RFC 9562 version 8, 48 bits of milliseconds first, then 20 bits of
//! region, the rest random. A row whose life belongs to a case is always looked up by region and id together.

use std::fmt;

use chrono::{DateTime, Utc};
use sea_orm::{DbErr, DeriveValueType, TryFromU64};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::random::Random;

/// The first six digits of a region code as a number: the county whose rows these are (a prefecture's or
/// province's own bodies use theirs: 990100, 990000).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, DeriveValueType, Default,
)]
#[serde(transparent)]
pub struct Region(pub i32);

impl Region {
    /// The region of a code of 6 to 12 digits; `None` when it does not begin with six digits.
    pub fn of_code(code: &str) -> Option<Self> {
        let head = code.get(..6)?;
        head.bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| head.parse().ok())
            .flatten()
            .map(Self)
    }

    /// The 12 digits of the region's own code.
    pub fn code(self) -> String {
        format!("{:06}000000", self.0)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

/// The id of a row that belongs to a region.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, DeriveValueType)]
#[serde(transparent)]
pub struct Id(Uuid);

impl Id {
    /// A new id for a row of `region`, ordered by time.
    pub fn new(region: Region, at: DateTime<Utc>, random: &dyn Random) -> Self {
        let mut bytes = [0u8; 16];
        random.fill(&mut bytes[8..]);
        let millis = at.timestamp_millis() as u64;
        bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
        let region = region.0 as u32;
        bytes[6] = (region >> 16) as u8 & 0x0f;
        bytes[7] = (region >> 8) as u8;
        // The variant takes the two highest bits of byte 8, so the region's last byte lies across 8 and 9.
        bytes[8] = (region as u8) >> 2;
        bytes[9] = (bytes[9] & 0x3f) | ((region as u8) << 6);
        Self(Uuid::new_v8(bytes))
    }

    /// The region that the id tells.
    pub fn region(self) -> Region {
        let b = self.0.as_bytes();
        let low = (u32::from(b[8] & 0x3f) << 2) | u32::from(b[9] >> 6);
        Region((u32::from(b[6] & 0x0f) << 16 | u32::from(b[7]) << 8 | low) as i32)
    }

    /// When the id was made.
    pub fn at(self) -> DateTime<Utc> {
        let mut millis = [0u8; 8];
        millis[2..].copy_from_slice(&self.0.as_bytes()[..6]);
        DateTime::from_timestamp_millis(i64::from_be_bytes(millis)).unwrap_or_default()
    }

    /// The id as a UUID.
    pub fn uuid(self) -> Uuid {
        self.0
    }
}

// The trait asks for an answer although keys are never counted by the database.
impl TryFromU64 for Id {
    fn try_from_u64(_: u64) -> Result<Self, DbErr> {
        Err(DbErr::Type("an id is never counted by the database".into()))
    }
}

impl From<Uuid> for Id {
    fn from(value: Uuid) -> Self {
        Self(value)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for Id {
    type Err = uuid::Error;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(s).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SeededRandom;

    #[test]
    fn an_id_tells_its_region_and_its_moment() {
        let random = SeededRandom::new(1);
        let at = DateTime::from_timestamp_millis(1_780_000_000_123).unwrap();
        for region in [0, 110_101, 990_122, 999_999, 441_900] {
            let id = Id::new(Region(region), at, &random);
            assert_eq!(id.region(), Region(region));
            assert_eq!(id.at(), at);
            assert_eq!(id.uuid().get_version_num(), 8);
        }
    }

    #[test]
    fn a_region_is_read_from_codes_of_both_lengths() {
        assert_eq!(Region::of_code("990122000000"), Some(Region(990_122)));
        assert_eq!(Region::of_code("990122"), Some(Region(990_122)));
        assert_eq!(Region::of_code("99012"), None);
        assert_eq!(Region::of_code("９90122"), None);
    }
}
