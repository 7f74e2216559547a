//! Time as whole months: calendar dates become month numbers here and nowhere else.

use std::fmt;
use std::str::FromStr;

/// Months in a year.
pub const MONTHS_PER_YEAR: i32 = 12;

/// A calendar month such as `2011-01`, the only date a scenario or portfolio file may state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct YearMonth {
    months_since_year_zero: i32,
}

impl YearMonth {
    /// The month `month` (1 to 12) of `year` (1 to 9999), or `None` outside these ranges.
    pub fn new(year: i32, month: i32) -> Option<Self> {
        let valid = (1..=9999).contains(&year) && (1..=MONTHS_PER_YEAR).contains(&month);
        valid.then_some(Self { months_since_year_zero: year * MONTHS_PER_YEAR + month - 1 })
    }

    /// Stand-in for a date that could not be read; only ever beside a finding.
    pub(crate) const PLACEHOLDER: Self = Self { months_since_year_zero: 2011 * MONTHS_PER_YEAR };

    /// Calendar year.
    pub fn year(self) -> i32 {
        self.months_since_year_zero.div_euclid(MONTHS_PER_YEAR)
    }

    /// Month of the year, 1 to 12.
    pub fn month(self) -> i32 {
        self.months_since_year_zero.rem_euclid(MONTHS_PER_YEAR) + 1
    }

    /// The month `months` later (earlier when negative).
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        Self { months_since_year_zero: self.months_since_year_zero + months }
    }

    /// Months from `earlier` to `self`, negative when `self` comes first.
    pub fn months_since(self, earlier: Self) -> i32 {
        self.months_since_year_zero - earlier.months_since_year_zero
    }
}

impl fmt::Display for YearMonth {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.year(), self.month())
    }
}

/// The text is not a calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAMonth;

impl FromStr for YearMonth {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Self, NotAMonth> {
        let (year, month) = text.split_once('-').ok_or(NotAMonth)?;
        let digits = |part: &str, length: usize| {
            part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(year, 4) || !digits(month, 2) {
            return Err(NotAMonth);
        }
        let year = year.parse().map_err(|_| NotAMonth)?;
        let month = month.parse().map_err(|_| NotAMonth)?;
        Self::new(year, month).ok_or(NotAMonth)
    }
}

/// The months a run covers: month 0 is `start`, the plan window is the first `window` months,
/// the simulation goes on to `horizon` so that late sales are paid for and built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    /// Calendar month of month 0.
    pub start: YearMonth,
    /// Length of the plan window (months).
    pub window: usize,
    /// Length of the simulation (months), at least `window`.
    pub horizon: usize,
}

impl Calendar {
    /// Month number of a date, negative before the start.
    pub fn month_number(&self, date: YearMonth) -> i32 {
        date.months_since(self.start)
    }

    /// Calendar month of a month number.
    pub fn date(&self, month: usize) -> YearMonth {
        self.start.plus(i32::try_from(month).unwrap_or(i32::MAX / 4))
    }

    /// Whether a date lies in the plan window.
    pub fn in_window(&self, date: YearMonth) -> bool {
        usize::try_from(self.month_number(date)).is_ok_and(|month| month < self.window)
    }

    /// First month of each calendar year the horizon touches, as `(year, first month, end month)`
    /// with the end exclusive; the first and last may be partial years.
    pub fn years(&self) -> Vec<(i32, usize, usize)> {
        let mut years: Vec<(i32, usize, usize)> = Vec::new();
        for month in 0..self.horizon {
            let year = self.date(month).year();
            match years.last_mut() {
                Some(last) if last.0 == year => last.2 = month + 1,
                _ => years.push((year, month, month + 1)),
            }
        }
        years
    }
}

/// One step of a value that changes at dates.
#[derive(Debug, Clone, PartialEq)]
pub struct DatedValue {
    /// First month of the value; `None` in the first step: from the start.
    pub from: Option<YearMonth>,
    /// The value from then on, until the next step.
    pub value: f64,
}

/// The value that steps in order of time have on a date; `None` before the first of them.
pub fn step_in_force(steps: &[DatedValue], date: YearMonth) -> Option<f64> {
    let in_force = steps.iter().rev().find(|step| step.from.is_none_or(|from| from <= date));
    in_force.map(|step| step.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> YearMonth {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_prints_as_it_is_written() {
        for text in ["2011-01", "1999-12", "0001-01", "9999-12"] {
            assert_eq!(month(text).to_string(), text);
        }
    }

    #[test]
    fn text_that_is_no_month_is_refused() {
        for text in
            ["2011-13", "2011-00", "2011-1", "11-01", "2011/01", "2011-01-01", "", "0000-05"]
        {
            assert_eq!(text.parse::<YearMonth>(), Err(NotAMonth), "{text}");
        }
    }

    #[test]
    fn month_numbers_cross_year_ends() {
        assert_eq!(month("2012-02").months_since(month("2010-11")), 15);
        assert_eq!(month("2010-11").plus(15), month("2012-02"));
        assert_eq!(month("2010-11").plus(-11), month("2009-12"));
    }

    #[test]
    fn years_tile_the_horizon_with_partial_ends() {
        let calendar = Calendar { start: month("2011-03"), window: 12, horizon: 24 };
        assert_eq!(calendar.years(), [(2011, 0, 10), (2012, 10, 22), (2013, 22, 24)]);
    }
}
