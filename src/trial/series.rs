//! Monthly series of a trial in one block of memory, month by month: what is posted
//! together lies together.
//!
//! # Why by month and not by series
//!
//! A deal posts a dozen series in one month, the close sets thirty, and sums over the
//! window add all series of a month at once in wide registers. By series, each of these
//! would touch as many places of memory as there are series. An ensemble turns the rows
//! into columns later, many trials at a time.

use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

use crate::calendar::{ByMonth, Month};
use crate::catalogue::series::Series;

/// The values of all series in a month, in the order of [`Series::ALL`].
pub type MonthValues = [f64; Series::COUNT];

/// Sums all series over months, as many series at once as the machine can; each in order of
/// months.
struct Sums<'m>(&'m [MonthValues]);

impl WithSimd for Sums<'_> {
    type Output = MonthValues;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> MonthValues {
        let mut sums = [0.0; Series::COUNT];
        for values in self.0 {
            for (sum, value) in sums.iter_mut().zip(values) {
                *sum += value;
            }
        }
        sums
    }
}

/// Values by month and series; amounts in the unit of the series' entry in the catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesTable {
    /// Values of all series of each month.
    months: ByMonth<MonthValues>,
}

impl SeriesTable {
    /// A table of so many months, all zero.
    pub fn new(horizon: usize) -> Self {
        Self { months: ByMonth::same([0.0; Series::COUNT], horizon) }
    }

    /// Sets everything to zero.
    pub fn clear(&mut self) {
        self.months.as_mut_slice().fill([0.0; Series::COUNT]);
    }

    /// Adds to a series in a month; what falls beyond the horizon is not seen.
    #[inline]
    pub fn add(&mut self, series: Series, month: Month, amount: f64) {
        if let Some(values) = self.months.get_mut(month) {
            values[series as usize] += amount;
        }
    }

    /// Adds to several series in a month; what falls beyond the horizon is not seen.
    #[inline]
    pub fn add_several(&mut self, month: Month, amounts: &[(Series, f64)]) {
        if let Some(values) = self.months.get_mut(month) {
            for (series, amount) in amounts {
                values[*series as usize] += amount;
            }
        }
    }

    /// Adds an amount to a series in each of `months` months from `first` on; what falls
    /// beyond the horizon is not seen.
    #[inline]
    pub fn add_each(&mut self, series: Series, first: Month, months: usize, amount: f64) {
        let end = first.plus(months).min(self.months.end());
        for values in &mut self.months[first.min(end)..end] {
            values[series as usize] += amount;
        }
    }

    /// The values of a month, to be set.
    #[inline]
    pub fn month_mut(&mut self, month: Month) -> &mut MonthValues {
        &mut self.months[month]
    }

    /// The values of the month before a month, 0 before the first, and of the month.
    #[inline]
    pub fn with_month_before(&self, month: Month) -> [&MonthValues; 2] {
        const NOTHING: MonthValues = [0.0; Series::COUNT];
        [month.before().map_or(&NOTHING, |before| &self.months[before]), &self.months[month]]
    }

    /// Value of a series in a month of the horizon.
    #[inline]
    pub fn at(&self, series: Series, month: Month) -> f64 {
        self.months[month][series as usize]
    }

    /// All months of a series, in order.
    pub fn months(
        &self,
        series: Series,
    ) -> impl DoubleEndedIterator<Item = f64> + ExactSizeIterator + Clone {
        self.months.iter().map(move |values| values[series as usize])
    }

    /// All months of a series, copied out.
    pub fn row(&self, series: Series) -> Vec<f64> {
        self.months(series).collect()
    }

    /// Sum of a series over a span of months, in order of months.
    pub fn sum(&self, series: Series, span: Range<Month>) -> f64 {
        self.months[span].iter().map(|values| values[series as usize]).sum()
    }

    /// Sums of all series over a span of months, each in order of months.
    pub fn sums(&self, span: Range<Month>) -> MonthValues {
        Arch::new().dispatch(Sums(&self.months[span]))
    }

    /// All values, month by month, series in the order of [`Series::ALL`].
    pub fn values(&self) -> &[f64] {
        self.months.as_slice().as_flattened()
    }
}
