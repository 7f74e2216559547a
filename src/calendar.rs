//! Time as whole months: calendar dates become month numbers here and nowhere else.
//!
//! # Why months and no days
//!
//! Plans, payments and price indices of a land programme are monthly, so a day would be made
//! up. Months are also all the same length to the model: a rate per year is a twelfth per
//! month, and `months_since` is a subtraction. Inside the engine a date is a [`Month`], an
//! index from 0; the calendar month only comes back where people read it.

mod month;

use std::fmt;
use std::str::FromStr;

pub use month::{ByMonth, Month};

/// Months in a year.
pub const MONTHS_PER_YEAR: i32 = 12;

/// A calendar month such as `2011-01`, the only date a scenario or portfolio file may state.
///
/// Years go from 1 to 9999 in files; arithmetic may leave that range. Months order as time does,
/// so dates can be sorted and compared directly.
///
/// # Example
///
/// ```
/// use landsim::calendar::YearMonth;
///
/// let start: YearMonth = "2011-11".parse().expect("a month");
/// assert_eq!(start.plus(3).to_string(), "2012-02");
/// assert_eq!(start.plus(3).months_since(start), 3);
/// assert!("2011-13".parse::<YearMonth>().is_err());
/// ```
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

    /// Stand-in for a date that could not be read, so that reading can go on to the next key;
    /// only ever beside a finding, hence never in anything that runs.
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

    /// Months from `earlier` to `self`, negative when `self` comes first; the inverse of
    /// [`Self::plus`].
    pub fn months_since(self, earlier: Self) -> i32 {
        self.months_since_year_zero - earlier.months_since_year_zero
    }
}

impl fmt::Display for YearMonth {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.year(), self.month())
    }
}

/// The text is not a calendar month: four digits, a hyphen and two digits from 01 to 12, and
/// nothing around them. Says nothing of the text; the reader of the file, who knows the place
/// and the key, makes the finding.
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
///
/// # Invariants
///
/// `window` is at most `horizon`, and both are at least 1; the scenario reader sees to it.
/// Months of the engine are [`Self::months`].
///
/// # Example
///
/// ```
/// use landsim::calendar::{Calendar, Month, YearMonth};
///
/// let start = YearMonth::new(2011, 1).expect("a month");
/// let calendar = Calendar { start, window: 60, horizon: 120 };
/// let listing = YearMonth::new(2013, 4).expect("a month");
/// assert_eq!(calendar.month_number(listing), 27);
/// assert_eq!(calendar.date(Month::new(27)), listing);
/// assert!(calendar.in_window(listing));
/// ```
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

    /// Month of a date, month 0 of dates before the start.
    pub fn month(&self, date: YearMonth) -> Month {
        Month::planned(self.month_number(date)).unwrap_or_default()
    }

    /// Calendar month of a month; the inverse of [`Self::month_number`] for months from 0
    /// on.
    pub fn date(&self, month: Month) -> YearMonth {
        self.start.plus(i32::try_from(month.number()).unwrap_or(i32::MAX / 4))
    }

    /// Share of its calendar year's allowances (quotas, capacities, bonds) that applies in a month:
    /// 1 in a whole year. Of a year that the run begins in the middle of, the months before are
    /// somebody else's; of a year that the plan's window ends in the middle of, the window has the
    /// part of its own months, so that a plan of 36 months has three years' allowances whatever
    /// month it begins in.
    ///
    /// ```
    /// use landsim::calendar::{Calendar, Month, YearMonth};
    ///
    /// let start = YearMonth::new(2026, 7).expect("a month");
    /// let calendar = Calendar { start, window: 36, horizon: 60 };
    /// let share = |month| calendar.share_of_year(Month::new(month));
    /// // July 2026, 2027, June 2029 within the window, July 2029 after it.
    /// assert_eq!([0, 6, 35, 36].map(share), [0.5, 1.0, 0.5, 1.0]);
    /// ```
    pub fn share_of_year(&self, month: Month) -> f64 {
        let now = i32::try_from(month.number()).unwrap_or(i32::MAX / 4);
        let january = now - (self.date(month).month() - 1);
        let next_january = january + MONTHS_PER_YEAR;
        let window_end = i32::try_from(self.window).unwrap_or(i32::MAX);
        let until = if now < window_end { next_january.min(window_end) } else { next_january };
        f64::from(until - january.max(0)) / f64::from(MONTHS_PER_YEAR)
    }

    /// All months that are simulated, in order.
    pub fn months(&self) -> impl DoubleEndedIterator<Item = Month> + ExactSizeIterator + Clone {
        Month::first(self.horizon)
    }

    /// First month after the horizon.
    #[inline]
    pub fn end(&self) -> Month {
        Month::at(self.horizon)
    }

    /// First month after the plan window.
    #[inline]
    pub fn window_end(&self) -> Month {
        Month::at(self.window)
    }

    /// Whether a date lies in the plan window.
    pub fn in_window(&self, date: YearMonth) -> bool {
        Month::planned(self.month_number(date)).is_some_and(|month| month < self.window_end())
    }

    /// First month of each calendar year the horizon touches, as `(year, first month, end
    /// month)` with the end exclusive; the first and last may be partial years. The ranges
    /// follow one another without gaps and cover all months, so annual sums add up to the
    /// whole.
    pub fn years(&self) -> Vec<(i32, Month, Month)> {
        let mut years: Vec<(i32, Month, Month)> = Vec::new();
        for month in self.months() {
            let year = self.date(month).year();
            match years.last_mut() {
                Some(last) if last.0 == year => last.2 = month.after(),
                _ => years.push((year, month, month.after())),
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

    /// Near misses of every kind: month out of range, digits missing, other separators, a
    /// day, year 0.
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

    /// March 2011 to February 2013: ten months, a whole year, two months.
    #[test]
    fn years_tile_the_horizon_with_partial_ends() {
        let calendar = Calendar { start: month("2011-03"), window: 12, horizon: 24 };
        let years = calendar.years().into_iter();
        let numbers = years.map(|(year, first, end)| (year, first.number(), end.number()));
        assert_eq!(numbers.collect::<Vec<_>>(), [(2011, 0, 10), (2012, 10, 22), (2013, 22, 24)]);
    }
}
