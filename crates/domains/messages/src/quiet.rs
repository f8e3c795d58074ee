//! Quiet hours: no phone rings because of us between 22:00 and 7:00 in Shanghai. The message in the portal stands at
//! once, and no deadline moves.

use chrono::{DateTime, NaiveTime, TimeDelta, Timelike as _, Utc};
use kernel::shanghai;

const BEGIN: u32 = 22;
const END: u32 = 7;

/// The first moment from `at` on at which a text may go out: `at` itself by day, else the next 7:00.
pub fn waits_until(at: DateTime<Utc>) -> DateTime<Utc> {
    let local = shanghai(at);
    let day = match local.hour() {
        BEGIN.. => local.date_naive() + TimeDelta::days(1),
        0..END => local.date_naive(),
        _ => return at,
    };
    let morning = day.and_time(NaiveTime::MIN) + TimeDelta::hours(i64::from(END));
    // Shanghai has no daylight saving, so every wall time there is one moment.
    morning
        .and_local_timezone(local.timezone())
        .single()
        .map_or(at, |t| t.to_utc())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_night_ends_at_seven() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let table = [
            ("2026-06-01T21:59:59+08:00", "2026-06-01T21:59:59+08:00"),
            ("2026-06-01T22:00:00+08:00", "2026-06-02T07:00:00+08:00"),
            ("2026-12-31T23:30:00+08:00", "2027-01-01T07:00:00+08:00"),
            ("2026-06-02T00:00:00+08:00", "2026-06-02T07:00:00+08:00"),
            ("2026-06-02T06:59:59+08:00", "2026-06-02T07:00:00+08:00"),
            ("2026-06-02T07:00:00+08:00", "2026-06-02T07:00:00+08:00"),
        ];
        for (asked, expected) in table {
            assert_eq!(waits_until(at(asked)), at(expected), "{asked}");
        }
    }

    proptest! {
        #[test]
        fn nobody_waits_longer_than_a_night(seconds in 0i64..4_000_000_000) {
            let at = DateTime::from_timestamp(seconds, 0).unwrap();
            let then = waits_until(at);
            prop_assert!(then >= at && then - at <= TimeDelta::hours(9));
            prop_assert_eq!(waits_until(then), then);
            prop_assert!((END..BEGIN).contains(&shanghai(then).hour()));
        }
    }
}
