//! Warning levels of supervision: 预警, 黄牌, 红牌 (thresholds are data).

use serde::{Deserialize, Serialize};

use crate::clock::{Clock, State};
use crate::limit::{Limit, Unit};

/// How pressing a clock is. Ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Normal,
    /// 预警: little is left.
    Near,
    /// 黄牌: overdue.
    Yellow,
    /// 红牌: long overdue, or again and again.
    Red,
}

impl Level {
    /// The level's name on the desk; nothing for a clock in good time.
    pub fn words(self) -> Option<&'static str> {
        match self {
            Self::Normal => None,
            Self::Near => Some("预警"),
            Self::Yellow => Some("黄牌"),
            Self::Red => Some("红牌"),
        }
    }
}

/// When which level is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thresholds {
    /// 预警 when no more than this share of the limit is left…
    pub near_percent: u32,
    /// …or no more than so many units.
    pub near_units: u32,
    /// 红牌 when late by more than this share of the limit…
    pub red_percent: u32,
    /// …or by so many days…
    pub red_days: u32,
    /// …or when this would be the n-th 黄牌 in 12 months.
    pub red_yellows: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            near_percent: 20,
            near_units: 1,
            red_percent: 50,
            red_days: 5,
            red_yellows: 3,
        }
    }
}

impl Thresholds {
    /// The level of a limit of which `remaining` units are left (negative when late). `yellows_before` counts the yellow
    /// cards of the responsible person or body in the 12 months before this one.
    pub fn level(&self, limit: Limit, remaining: i64, overdue: bool, yellows_before: u32) -> Level {
        let whole = i64::from(limit.amount);
        if !overdue {
            let near = (whole * i64::from(self.near_percent)).max(i64::from(self.near_units) * 100);
            return if remaining * 100 <= near {
                Level::Near
            } else {
                Level::Normal
            };
        }
        let late = -remaining;
        let by_share = late * 100 > whole * i64::from(self.red_percent);
        let by_days = !limit.unit.is_hours() && late >= i64::from(self.red_days);
        let again = yellows_before.saturating_add(1) >= self.red_yellows;
        if by_share || by_days || again {
            Level::Red
        } else {
            Level::Yellow
        }
    }

    /// The level of a clock. A stopped clock is not near anything, a suspended one only when it had run out before, and
    /// a provisional due date is no ground for a card.
    pub fn of(&self, clock: &Clock, yellows_before: u32) -> Level {
        if clock.state != State::Running && !clock.overdue {
            return Level::Normal;
        }
        let limit = Limit {
            amount: in_counted_units(clock),
            unit: clock.limit.unit,
        };
        let level = self.level(limit, clock.remaining, clock.overdue, yellows_before);
        if clock.provisional {
            level.min(Level::Near)
        } else {
            level
        }
    }
}

/// Months are counted in days.
fn in_counted_units(clock: &Clock) -> u32 {
    match clock.limit.unit {
        Unit::Month => clock.limit.days_from(clock.start).unwrap_or(clock.limit.amount),
        _ => clock.limit.amount,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_time_left_warns() {
        let level = |amount, remaining| Thresholds::default().level(Limit::working_days(amount), remaining, false, 0);
        assert_eq!(level(20, 5), Level::Normal);
        assert_eq!(level(20, 4), Level::Near);
        assert_eq!(level(3, 2), Level::Normal);
        assert_eq!(level(3, 1), Level::Near, "one unit always warns");
        assert_eq!(level(0, 0), Level::Near);
    }

    #[test]
    fn lateness_is_yellow_then_red() {
        let level = |amount, remaining, yellows| {
            Thresholds::default().level(Limit::working_days(amount), remaining, true, yellows)
        };
        assert_eq!(
            level(20, 0, 0),
            Level::Yellow,
            "the Saturday after the last day: nothing left, and late"
        );
        assert_eq!(level(20, -4, 0), Level::Yellow);
        assert_eq!(level(20, -5, 0), Level::Red, "five days");
        assert_eq!(level(4, -2, 0), Level::Yellow, "exactly half");
        assert_eq!(level(4, -3, 0), Level::Red, "more than half");
        assert_eq!(level(20, -1, 1), Level::Yellow);
        assert_eq!(level(20, -1, 2), Level::Red, "the third yellow in twelve months");
    }
}
