//! The hours of a service hall on a working day.

use serde::{Deserialize, Serialize};

use crate::error::HallHoursError;

const DAY_MINUTES: u32 = 24 * 60;

/// Half-open sessions of a working day, e.g. 09:00–12:00 and 13:30–17:00, Shanghai time. Written as a list of pairs of
/// `HH:MM`; a hall that never closes is one session from 00:00 to 24:00.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<(String, String)>", into = "Vec<(String, String)>")]
pub struct HallHours {
    /// Minutes after midnight, in order, never empty.
    sessions: Vec<(u32, u32)>,
}

impl HallHours {
    /// Checks and takes sessions given as `("09:00", "12:00")`.
    pub fn new<T: AsRef<str>>(sessions: &[(T, T)]) -> Result<Self, HallHoursError> {
        let sessions = sessions
            .iter()
            .map(|(open, close)| Ok((minutes(open.as_ref())?, minutes(close.as_ref())?)))
            .collect::<Result<Vec<_>, HallHoursError>>()?;
        if sessions.is_empty() {
            return Err(HallHoursError::Empty);
        }
        let ordered = sessions.windows(2).all(|pair| pair[0].1 <= pair[1].0);
        if !ordered || sessions.iter().any(|(open, close)| open >= close) {
            return Err(HallHoursError::Order);
        }
        Ok(Self { sessions })
    }

    /// Sessions in seconds after midnight.
    pub(crate) fn seconds(&self) -> impl Iterator<Item = (i64, i64)> + '_ {
        self.sessions
            .iter()
            .map(|(open, close)| (i64::from(*open) * 60, i64::from(*close) * 60))
    }

    /// Second after midnight at which the hall closes for the day.
    pub(crate) fn closing_second(&self) -> i64 {
        self.seconds().last().map_or(0, |(_, close)| close)
    }
}

impl Default for HallHours {
    /// 09:00–12:00 and 13:30–17:00, the usual hours.
    fn default() -> Self {
        Self {
            sessions: vec![(9 * 60, 12 * 60), (13 * 60 + 30, 17 * 60)],
        }
    }
}

impl TryFrom<Vec<(String, String)>> for HallHours {
    type Error = HallHoursError;

    fn try_from(sessions: Vec<(String, String)>) -> Result<Self, Self::Error> {
        Self::new(&sessions)
    }
}

impl From<HallHours> for Vec<(String, String)> {
    fn from(hours: HallHours) -> Self {
        let text = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        hours
            .sessions
            .into_iter()
            .map(|(open, close)| (text(open), text(close)))
            .collect()
    }
}

fn minutes(text: &str) -> Result<u32, HallHoursError> {
    let wrong = || HallHoursError::Time(text.to_owned());
    let two_digits = |part: &str| {
        let plain = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| part.parse::<u32>().ok()).flatten().ok_or_else(wrong)
    };
    let (hour, minute) = text.split_once(':').ok_or_else(wrong)?;
    let (hour, minute) = (two_digits(hour)?, two_digits(minute)?);
    let total = hour * 60 + minute;
    if minute < 60 && total <= DAY_MINUTES {
        Ok(total)
    } else {
        Err(wrong())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_that_make_no_sense_are_refused() {
        assert_eq!(HallHours::new::<&str>(&[]), Err(HallHoursError::Empty));
        assert_eq!(
            HallHours::new(&[("9:00", "12:00")]),
            Err(HallHoursError::Time("9:00".to_owned()))
        );
        assert_eq!(
            HallHours::new(&[("09:00", "24:01")]),
            Err(HallHoursError::Time("24:01".to_owned()))
        );
        assert_eq!(HallHours::new(&[("12:00", "09:00")]), Err(HallHoursError::Order));
        assert_eq!(
            HallHours::new(&[("09:00", "12:00"), ("11:30", "17:00")]),
            Err(HallHoursError::Order)
        );
    }

    #[test]
    fn hours_are_written_as_they_are_read() {
        let text = r#"[["00:00","12:00"],["13:30","24:00"]]"#;
        let hours: HallHours = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&hours).unwrap(), text);
        assert_eq!(hours.closing_second(), 86_400);
    }
}
