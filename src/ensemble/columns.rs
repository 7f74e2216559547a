//! Trials turned into columns while they are in the cache: rows come in, codes and totals by column
//! go out.

use pulp::{Arch, Simd, WithSimd};

use crate::case::models::Source;
use crate::catalogue::Kind;
use crate::catalogue::figure::Figure;
use crate::catalogue::plot_field::PlotField;
use crate::catalogue::series::Series;
use crate::trial::control_variates::ControlVariates;
use crate::trial::series::MonthValues;

use super::code::{Code, wide_code};
use super::group::{GROUP, Group, Run};
use super::periods::Period;
use super::sketch::Totals;

/// Trials that one thread runs and turns into columns.
pub(super) const CHUNK: usize = 32;
/// Columns whose codes are worked out together before they are put in their places.
const BLOCK: usize = 64;

/// Where columns are: series by month, then series by period, then fields by plot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) horizon: usize,
    pub(super) periods: usize,
    pub(super) plots: usize,
}

impl Layout {
    /// Number of monthly columns.
    fn months(self) -> usize {
        Series::COUNT * self.horizon
    }

    /// Number of columns of series by period.
    fn sums(self) -> usize {
        Series::COUNT * self.periods
    }

    /// Number of columns.
    pub(super) fn width(self) -> usize {
        self.months() + self.sums() + PlotField::COUNT * self.plots
    }

    pub(super) fn monthly(series: Series, month: usize) -> usize {
        month * Series::COUNT + series as usize
    }

    pub(super) fn periodic(self, series: Series, period: usize) -> usize {
        self.months() + period * Series::COUNT + series as usize
    }

    pub(super) fn plot(self, plot: usize, field: PlotField) -> usize {
        self.months() + self.sums() + plot * PlotField::COUNT + field as usize
    }
}

/// What one thread works with: buffers that stay in its caches from chunk to chunk.
#[derive(Debug)]
pub(super) struct Desk<'m> {
    group: Group<'m>,
    /// Series by period of the group, by trial.
    sums: Vec<Vec<MonthValues>>,
}

impl<'m> Desk<'m> {
    pub(super) fn new(source: Source<'m>, layout: Layout) -> Self {
        let sums = vec![vec![[0.0; Series::COUNT]; layout.periods]; GROUP];
        Self { group: Group::new(source), sums }
    }
}

/// Codes of a column that share a word of 64 bits.
const IN_WORD: usize = (u64::BITS / Code::BITS) as usize;

/// The codes of a column in a group, the first lowest.
#[derive(Debug, Clone, Copy, Default)]
struct Packed([u64; GROUP / IN_WORD]);

impl Packed {
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "a code is what is left of a word")]
    fn codes(self) -> [Code; GROUP] {
        std::array::from_fn(|place| (self.0[place / IN_WORD] >> shift(place)) as Code)
    }
}

/// Bits below the code of a place in its word.
#[inline]
fn shift(place: usize) -> usize {
    place % IN_WORD * Code::BITS as usize
}

/// The columns of up to [`CHUNK`] trials.
#[derive(Debug)]
pub(super) struct Chunk {
    /// Codes by group and column: a group is written in one go.
    codes: Vec<Packed>,
    sums: Vec<f64>,
    least: Vec<f64>,
    greatest: Vec<f64>,
    /// Figures of the trials that were run.
    pub(super) figures: Vec<[f64; Figure::COUNT]>,
    /// Their control variates, by trial.
    pub(super) controls: Vec<f64>,
}

impl Chunk {
    /// Buffers for columns.
    pub(super) fn new(layout: Layout) -> Self {
        let width = layout.width();
        Self {
            codes: vec![Packed::default(); width * CHUNK / GROUP],
            sums: vec![0.0; width],
            least: vec![0.0; width],
            greatest: vec![0.0; width],
            figures: Vec::with_capacity(CHUNK),
            controls: Vec::new(),
        }
    }

    /// Forgets all trials.
    pub(super) fn clear(&mut self) {
        self.figures.clear();
        self.controls.clear();
        self.sums.fill(Totals::NONE.sum);
        self.least.fill(Totals::NONE.least);
        self.greatest.fill(Totals::NONE.greatest);
    }

    /// Runs `trials` trials from `first` on.
    pub(super) fn run(
        &mut self,
        desk: &mut Desk<'_>,
        periods: &[Period],
        first: u64,
        trials: usize,
    ) {
        let Desk { group, sums } = desk;
        for (place, at) in (0..trials).step_by(GROUP).enumerate() {
            group.run(first + at as u64, (trials - at).min(GROUP), |runs| {
                for run in runs {
                    self.figures.push(run.trial().figures);
                    let controls = run.witness().as_ref();
                    self.controls.extend(controls.map_or(&[][..], ControlVariates::values));
                }
                sum_up(runs, periods, sums);
                self.turn(place, runs, sums);
            });
        }
    }

    /// Appends the codes of a column in order of trials, and tells its totals.
    pub(super) fn column(&self, index: usize, codes: &mut Vec<Code>) -> Totals {
        let end = codes.len() + self.figures.len();
        for group in 0..self.figures.len().div_ceil(GROUP) {
            codes.extend_from_slice(&self.codes[group * self.sums.len() + index].codes());
        }
        codes.truncate(end);
        Totals { sum: self.sums[index], least: self.least[index], greatest: self.greatest[index] }
    }

    /// Adds the rows of a group to the totals and puts their codes into the columns.
    fn turn(&mut self, group: usize, runs: &[Run<'_>], sums: &[Vec<MonthValues>]) {
        let width = self.sums.len();
        let columns = Columns {
            codes: &mut self.codes[group * width..][..width],
            sums: &mut self.sums,
            least: &mut self.least,
            greatest: &mut self.greatest,
        };
        columns
            .take::<false>(rows(runs, |run, _| run.trial().series.values()))
            .take::<false>(rows(runs, |_, place| sums[place].as_flattened()))
            .take::<true>(rows(runs, |run, _| run.trial().plots.as_flattened()));
    }
}

/// A row of each trial of a group, one of which at least is there.
fn rows<'r>(
    runs: &'r [Run<'_>],
    row: impl Fn(&'r Run<'_>, usize) -> &'r [f64],
) -> ([&'r [f64]; GROUP], usize) {
    // Rows of trials that are not there are not looked at.
    let row = |place: usize| runs.get(place).map_or(&[][..], |run| row(run, place));
    (std::array::from_fn(row), runs.len())
}

/// Columns that are still to be filled with a group.
struct Columns<'c> {
    codes: &'c mut [Packed],
    sums: &'c mut [f64],
    least: &'c mut [f64],
    greatest: &'c mut [f64],
}

impl Columns<'_> {
    /// Fills the first of them with rows, one for each trial, and gives back the others.
    fn take<const NULLS: bool>(self, (rows, used): ([&[f64]; GROUP], usize)) -> Self {
        let width = rows[0].len();
        let (codes, other_codes) = self.codes.split_at_mut(width);
        let (sums, other_sums) = self.sums.split_at_mut(width);
        let (least, other_least) = self.least.split_at_mut(width);
        let (greatest, other_greatest) = self.greatest.split_at_mut(width);
        let rows = &rows;
        // The same instructions in the same order on every machine, only more values at once.
        Arch::new().dispatch(Turn::<NULLS> { rows, used, codes, sums, least, greatest });
        Self { codes: other_codes, sums: other_sums, least: other_least, greatest: other_greatest }
    }
}

/// Rows on their way into columns; only values that may be null are looked at for it.
struct Turn<'t, const NULLS: bool> {
    rows: &'t [&'t [f64]; GROUP],
    used: usize,
    codes: &'t mut [Packed],
    sums: &'t mut [f64],
    least: &'t mut [f64],
    greatest: &'t mut [f64],
}

impl<const NULLS: bool> WithSimd for Turn<'_, NULLS> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        for (block, columns) in self.codes.chunks_mut(BLOCK).enumerate() {
            let span = block * BLOCK..block * BLOCK + columns.len();
            let (sums, least, greatest) = (
                &mut self.sums[span.clone()],
                &mut self.least[span.clone()],
                &mut self.greatest[span.clone()],
            );
            let mut words = [[0; BLOCK]; GROUP / IN_WORD];
            // Rows of trials that are not there add nothing, and nobody reads their codes.
            for (place, row) in self.rows[..self.used].iter().enumerate() {
                let row = &row[span.clone()];
                add::<NULLS>(row, sums, least, greatest);
                for (value, word) in row.iter().zip(&mut words[place / IN_WORD]) {
                    *word |= wide_code(*value) << shift(place);
                }
            }
            let [first, second] = &words;
            for ((column, first), second) in columns.iter_mut().zip(first).zip(second) {
                *column = Packed([*first, *second]);
            }
        }
    }
}

/// Writes all series by period of some trials: the sum of a flow, the last month of a stock.
fn sum_up(runs: &[Run<'_>], periods: &[Period], sums: &mut [Vec<MonthValues>]) {
    for (run, sums) in runs.iter().zip(sums) {
        let table = &run.trial().series;
        for (period, values) in periods.iter().zip(sums) {
            *values = table.sums(period.from, period.until);
            for (series, value) in Series::ALL.into_iter().zip(values) {
                if series.class() == Kind::Stock {
                    *value = table.at(series, period.until - 1);
                }
            }
        }
    }
}

/// Adds a row to totals by column; null adds nothing.
#[inline(always)]
fn add<const NULLS: bool>(row: &[f64], sums: &mut [f64], least: &mut [f64], greatest: &mut [f64]) {
    for (((value, sum), least), greatest) in row.iter().zip(sums).zip(least).zip(greatest) {
        *sum += if NULLS && value.is_nan() { 0.0 } else { *value };
        *least = if *value < *least { *value } else { *least };
        *greatest = if *value > *greatest { *value } else { *greatest };
    }
}
