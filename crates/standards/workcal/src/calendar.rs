//! The national table: which years are announced, and which of their days are off or worked against the week.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use crate::error::CalendarError;
use crate::text::chinese_holiday;

/// What a notice says about a date that differs from the plain week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateKind {
    /// A day off (放假).
    Holiday,
    /// A day on which one works (上班), usually a weekend day that makes up for a holiday (调休).
    Workday,
}

/// The announced years with their dates, by the yearly notices of the State Council office. A year is announced as soon
/// as one of its dates is listed; dates that are not listed follow the week.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    years: BTreeMap<i32, Year>,
}

#[derive(Debug, Clone)]
pub(crate) struct Year {
    listed: BTreeMap<u32, (DateKind, String)>,
    /// Working days from 1 January up to and including the n-th day of the year; the first element is 0.
    upto: Vec<u16>,
}

impl Calendar {
    /// Reads a table with the heading `date,kind,name`: ISO dates, kind `holiday` or `workday`, the holiday that the date
    /// belongs to. The seven English names of the usual tables become Chinese; any other name is kept.
    pub fn from_csv(text: &str) -> Result<Self, CalendarError> {
        let mut lines = text.trim_start_matches('\u{feff}').lines().enumerate();
        if lines.next().map(|(_, heading)| heading.trim_end()) != Some("date,kind,name") {
            return Err(CalendarError::Heading);
        }
        let mut dates = BTreeMap::new();
        for (index, row) in lines.filter(|(_, row)| !row.trim().is_empty()) {
            let line = index + 1;
            let (date, kind, name) = parse_row(line, row)?;
            if dates.insert(date, (kind, name)).is_some() {
                return Err(CalendarError::Twice { line, date });
            }
        }
        Ok(Self::from_dates(dates))
    }

    /// A calendar of the given dates; the years in which they lie count as announced.
    pub fn from_dates(dates: impl IntoIterator<Item = (NaiveDate, (DateKind, String))>) -> Self {
        let mut years: BTreeMap<i32, BTreeMap<u32, (DateKind, String)>> = BTreeMap::new();
        for (date, said) in dates {
            years.entry(date.year()).or_default().insert(date.ordinal(), said);
        }
        Self {
            years: years
                .into_iter()
                .map(|(year, listed)| (year, Year::new(year, listed)))
                .collect(),
        }
    }

    /// The announced years, in order.
    pub fn years(&self) -> impl Iterator<Item = i32> + '_ {
        self.years.keys().copied()
    }

    /// Whether the notice for this year is in the table.
    pub fn is_announced(&self, year: i32) -> bool {
        self.years.contains_key(&year)
    }

    /// What the notice says about a date, with the holiday's Chinese name; `None` if the date follows the week.
    pub fn listed(&self, date: NaiveDate) -> Option<(DateKind, &str)> {
        self.year(date.year())?.listed(date)
    }

    pub(crate) fn year(&self, year: i32) -> Option<&Year> {
        self.years.get(&year)
    }
}

impl Year {
    fn new(year: i32, listed: BTreeMap<u32, (DateKind, String)>) -> Self {
        let mut upto = vec![0];
        let mut total = 0;
        for date in (1..).map_while(|ordinal| NaiveDate::from_yo_opt(year, ordinal)) {
            let works = match listed.get(&date.ordinal()) {
                Some((kind, _)) => *kind == DateKind::Workday,
                None => !is_weekend(date),
            };
            total += u16::from(works);
            upto.push(total);
        }
        Self { listed, upto }
    }

    pub(crate) fn listed(&self, date: NaiveDate) -> Option<(DateKind, &str)> {
        self.listed
            .get(&date.ordinal())
            .map(|(kind, name)| (*kind, name.as_str()))
    }

    /// Working days from `first` to `last`, both counted, both in this year.
    pub(crate) fn working_days(&self, first: NaiveDate, last: NaiveDate) -> i64 {
        i64::from(self.upto[last.ordinal() as usize]) - i64::from(self.upto[first.ordinal0() as usize])
    }

    pub(crate) fn works(&self, date: NaiveDate) -> bool {
        self.working_days(date, date) == 1
    }
}

pub(crate) fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

fn parse_row(line: usize, row: &str) -> Result<(NaiveDate, DateKind, String), CalendarError> {
    let mut columns = row.splitn(3, ',').map(str::trim);
    let (Some(date), Some(kind), Some(name)) = (columns.next(), columns.next(), columns.next()) else {
        return Err(CalendarError::Columns { line });
    };
    let date = date.parse().map_err(|_| CalendarError::Date {
        line,
        text: date.to_owned(),
    })?;
    let kind = match kind {
        "holiday" => DateKind::Holiday,
        "workday" => DateKind::Workday,
        other => {
            return Err(CalendarError::Kind {
                line,
                text: other.to_owned(),
            });
        }
    };
    Ok((date, kind, chinese_holiday(name).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_faulty_table_is_refused_with_its_line() {
        let read = |rows: &str| Calendar::from_csv(&format!("date,kind,name\n{rows}")).map(|_| ());
        assert_eq!(Calendar::from_csv("").map(|_| ()), Err(CalendarError::Heading));
        assert_eq!(read("2027-01-01"), Err(CalendarError::Columns { line: 2 }));
        assert_eq!(
            read("\n2027-02-30,holiday,元旦"),
            Err(CalendarError::Date {
                line: 3,
                text: "2027-02-30".to_owned()
            })
        );
        assert_eq!(
            read("2027-01-01,off,元旦"),
            Err(CalendarError::Kind {
                line: 2,
                text: "off".to_owned()
            })
        );
        let date = NaiveDate::from_ymd_opt(2027, 1, 1).unwrap();
        assert_eq!(
            read("2027-01-01,holiday,元旦\r\n2027-01-01,holiday,元旦\r\n"),
            Err(CalendarError::Twice { line: 3, date })
        );
    }

    #[test]
    fn a_year_is_announced_with_its_first_date_and_names_become_chinese() {
        let calendar = Calendar::from_csv(
            "\u{feff}date,kind,name\n2027-10-01,holiday,National Day\n2027-03-03,holiday,古尔邦节\n",
        )
        .unwrap();
        assert_eq!(calendar.years().collect::<Vec<_>>(), [2027]);
        let day = |month, day| NaiveDate::from_ymd_opt(2027, month, day).unwrap();
        assert_eq!(calendar.listed(day(10, 1)), Some((DateKind::Holiday, "国庆节")));
        assert_eq!(calendar.listed(day(3, 3)), Some((DateKind::Holiday, "古尔邦节")));
        assert_eq!(calendar.listed(day(3, 4)), None);
        assert!(!calendar.is_announced(2028));
    }
}
