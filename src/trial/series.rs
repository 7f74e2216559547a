//! Monthly series of a trial in one block of memory.

use crate::catalogue::series::Series;

/// Values by series and month.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesTable {
    horizon: usize,
    values: Vec<f64>,
}

impl SeriesTable {
    /// All zero.
    pub fn new(horizon: usize) -> Self {
        Self { horizon, values: vec![0.0; Series::COUNT * horizon] }
    }

    /// Sets everything to zero.
    pub fn clear(&mut self) {
        self.values.fill(0.0);
    }

    /// Adds to a month; what falls beyond the horizon is not seen.
    #[inline]
    pub fn add(&mut self, series: Series, month: usize, amount: f64) {
        if month < self.horizon {
            self.values[series as usize * self.horizon + month] += amount;
        }
    }

    /// Adds to each of `months` months from `first` on.
    #[inline]
    pub fn add_each(&mut self, series: Series, first: usize, months: usize, amount: f64) {
        let row = self.row_mut(series);
        let end = (first + months).min(row.len());
        for value in row.get_mut(first..end).unwrap_or_default() {
            *value += amount;
        }
    }

    /// Sets a month.
    #[inline]
    pub fn set(&mut self, series: Series, month: usize, value: f64) {
        self.values[series as usize * self.horizon + month] = value;
    }

    /// Value of a month.
    #[inline]
    pub fn at(&self, series: Series, month: usize) -> f64 {
        self.values[series as usize * self.horizon + month]
    }

    /// All months of a series.
    pub fn row(&self, series: Series) -> &[f64] {
        &self.values[series as usize * self.horizon..][..self.horizon]
    }

    fn row_mut(&mut self, series: Series) -> &mut [f64] {
        &mut self.values[series as usize * self.horizon..][..self.horizon]
    }

    /// Sum over months `from..until`, in an order that is fixed by the range alone.
    pub fn sum(&self, series: Series, from: usize, until: usize) -> f64 {
        // Four running sums do not wait for one another as a single one would.
        let months = &self.row(series)[from..until];
        let (quads, rest) = months.as_chunks::<4>();
        let mut sums = [0.0; 4];
        for quad in quads {
            for (sum, value) in sums.iter_mut().zip(quad) {
                *sum += value;
            }
        }
        let rest: f64 = rest.iter().sum();
        (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
    }

    /// All values, series by series.
    pub fn values(&self) -> &[f64] {
        &self.values
    }
}
