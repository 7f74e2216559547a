//! Trials turned into columns while they are in the cache: rows come in, codes and totals by column
//! go out.

use pulp::{Arch, Simd, WithSimd};

use crate::catalogue::Kind;
use crate::catalogue::figure::Figure;
use crate::catalogue::plot_field::PlotField;
use crate::catalogue::series::Series;
use crate::model::Model;
use crate::model::uncertain::Source;
use crate::trial::Worker;
use crate::trial::controls::Controls;
use crate::trial::series::SeriesTable;

use super::code::{Code, code};
use super::periods::Period;
use super::sketch::Totals;

/// Trials that one thread runs and turns into columns.
pub(super) const CHUNK: usize = 32;
/// Trials whose rows are turned together: few enough for the nearest caches.
const GROUP: usize = 8;
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

    /// Number of the others.
    fn others(self) -> usize {
        Series::COUNT * self.periods + PlotField::COUNT * self.plots
    }

    /// Number of columns.
    pub(super) fn width(self) -> usize {
        self.months() + self.others()
    }

    pub(super) fn monthly(series: Series, month: usize) -> usize {
        month * Series::COUNT + series as usize
    }

    pub(super) fn periodic(self, series: Series, period: usize) -> usize {
        self.months() + period * Series::COUNT + series as usize
    }

    pub(super) fn plot(self, plot: usize, field: PlotField) -> usize {
        self.months() + Series::COUNT * self.periods + plot * PlotField::COUNT + field as usize
    }
}

/// Buffers of trials that take down control variates where the model has any.
type Controlled<'m> = Worker<'m, Option<Controls<'m>>>;

fn controlled(model: &Model) -> Controlled<'_> {
    Worker::before(model, Controls::of(model))
}

/// What one thread works with: buffers that stay in its caches from chunk to chunk.
#[derive(Debug)]
pub(super) struct Desk<'m> {
    source: Source<'m>,
    /// Buffers of the trials where one model serves them all.
    worker: Option<Controlled<'m>>,
    /// Monthly series of the group being run, by trial.
    months: Vec<SeriesTable>,
    /// The other columns of the group, by trial.
    others: Vec<Vec<f64>>,
}

impl<'m> Desk<'m> {
    pub(super) fn new(source: Source<'m>, layout: Layout) -> Self {
        let worker = match source {
            Source::Certain(model) => Some(controlled(model)),
            Source::Uncertain(_) => None,
        };
        Self {
            source,
            worker,
            months: vec![SeriesTable::new(layout.horizon); GROUP],
            others: vec![vec![0.0; layout.others()]; GROUP],
        }
    }

    /// Control variates of the trial that was run last.
    fn controls(&self) -> &[f64] {
        let controls = self.worker.as_ref().and_then(|worker| worker.witness().as_ref());
        controls.map_or(&[], Controls::values)
    }

    /// Runs a trial into a place of the group, and tells its figures.
    fn run(&mut self, number: u64, periods: &[Period], place: usize) -> [f64; Figure::COUNT] {
        let (months, others) = (&mut self.months[place], &mut self.others[place]);
        match (self.source, &mut self.worker) {
            (Source::Uncertain(models), _) => {
                record(&mut controlled(&models.model(number)), number, periods, (months, others))
            }
            (_, Some(worker)) => record(worker, number, periods, (months, others)),
            (Source::Certain(model), None) => {
                record(&mut controlled(model), number, periods, (months, others))
            }
        }
    }
}

/// Runs a trial and writes its row.
fn record(
    worker: &mut Controlled<'_>,
    number: u64,
    periods: &[Period],
    (months, others): (&mut SeriesTable, &mut Vec<f64>),
) -> [f64; Figure::COUNT] {
    let trial = worker.run(number);
    let figures = trial.figures;
    let (series, plots) = others.split_at_mut(Series::COUNT * periods.len());
    sum_up(&trial.series, periods, series);
    plots.copy_from_slice(trial.plots.as_flattened());
    worker.give_series(months);
    figures
}

/// The columns of up to [`CHUNK`] trials.
#[derive(Debug)]
pub(super) struct Chunk {
    /// Codes by group, column and place in the group: a group is written in one go.
    codes: Vec<[Code; GROUP]>,
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
            codes: vec![[0; GROUP]; width * CHUNK / GROUP],
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
        for (at, number) in (first..).take(trials).enumerate() {
            let place = at % GROUP;
            self.figures.push(desk.run(number, periods, place));
            self.controls.extend(desk.controls());
            if place == GROUP - 1 || at + 1 == trials {
                self.turn(desk, at / GROUP, place + 1);
            }
        }
    }

    /// Appends the codes of a column in order of trials, and tells its totals.
    pub(super) fn column(&self, index: usize, codes: &mut Vec<Code>) -> Totals {
        let end = codes.len() + self.figures.len();
        for group in 0..self.figures.len().div_ceil(GROUP) {
            codes.extend_from_slice(&self.codes[group * self.sums.len() + index]);
        }
        codes.truncate(end);
        Totals { sum: self.sums[index], least: self.least[index], greatest: self.greatest[index] }
    }

    /// Adds the first `used` rows of a group to the totals and puts their codes into the columns.
    fn turn(&mut self, desk: &Desk<'_>, group: usize, used: usize) {
        let months = std::array::from_fn(|place| desk.months[place].values());
        let others = std::array::from_fn(|place| desk.others[place].as_slice());
        let split = months[0].len();
        let codes = &mut self.codes[group * self.sums.len()..][..self.sums.len()];
        let (month_codes, other_codes) = codes.split_at_mut(split);
        let (month_sums, other_sums) = self.sums.split_at_mut(split);
        let (month_least, other_least) = self.least.split_at_mut(split);
        let (month_greatest, other_greatest) = self.greatest.split_at_mut(split);
        // The same instructions in the same order on every machine, only more values at once.
        Arch::new().dispatch(Turn::<false> {
            rows: &months,
            used,
            codes: month_codes,
            sums: month_sums,
            least: month_least,
            greatest: month_greatest,
        });
        Arch::new().dispatch(Turn::<true> {
            rows: &others,
            used,
            codes: other_codes,
            sums: other_sums,
            least: other_least,
            greatest: other_greatest,
        });
    }
}

/// Rows on their way into columns; only values that may be null are looked at for it.
struct Turn<'t, const NULLS: bool> {
    rows: &'t [&'t [f64]; GROUP],
    used: usize,
    codes: &'t mut [[Code; GROUP]],
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
            let mut codes = [[0; BLOCK]; GROUP];
            // Rows of trials that are not there add nothing, and nobody reads their codes.
            for (row, codes) in self.rows[..self.used].iter().zip(&mut codes) {
                let row = &row[span.clone()];
                add::<NULLS>(row, sums, least, greatest);
                for (value, place) in row.iter().zip(codes) {
                    *place = code(*value);
                }
            }
            for (index, column) in columns.iter_mut().enumerate() {
                *column = std::array::from_fn(|place| codes[place][index]);
            }
        }
    }
}

/// Writes all series by period: the sum of a flow, the last month of a stock.
fn sum_up(table: &SeriesTable, periods: &[Period], values: &mut [f64]) {
    for (period, values) in periods.iter().zip(values.as_chunks_mut().0) {
        *values = table.sums(period.from, period.until);
        for (series, value) in Series::ALL.into_iter().zip(values) {
            if series.class() == Kind::Stock {
                *value = table.at(series, period.until - 1);
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
