//! Distributions of every series, period and plot over trials, in memory that does not grow with them.

use std::ops::Range;

use rayon::prelude::*;

use crate::case::models::Source;
use crate::catalogue::plot_field::PlotField;
use crate::catalogue::series::Series;

use super::code::Code;
use super::columns::{Chunk, Layout};
use super::counts::Tally;
use super::periods::{Period, periods};
use super::sketch::{Sketch, SketchRecord};

/// Columns that one thread reduces before it looks for more work.
const TILE: usize = 64;

/// How the trials of a model, or of a part of a run, are distributed.
#[derive(Debug, Clone)]
pub struct Distributions {
    /// Number of trials.
    pub trials: u64,
    /// Number of plots.
    pub plots: usize,
    /// Months of the horizon.
    pub horizon: usize,
    /// Periods of the annual columns: years, window, horizon.
    pub periods: Vec<Period>,
    columns: Vec<Sketch>,
}

impl Distributions {
    /// Those of no trial of a model yet.
    pub fn empty<'m, M: Into<Source<'m>>>(models: M) -> Self {
        let source = models.into();
        let calendar = source.calendar();
        let mut distributions = Self {
            trials: 0,
            plots: source.plots(),
            horizon: calendar.horizon,
            periods: periods(&calendar),
            columns: Vec::new(),
        };
        distributions.columns.resize(distributions.layout().width(), Sketch::default());
        distributions
    }

    pub(super) fn layout(&self) -> Layout {
        Layout { horizon: self.horizon, periods: self.periods.len(), plots: self.plots }
    }

    /// Adds the chunks' columns, each in order of trials.
    pub(super) fn reduce(&mut self, chunks: &[Chunk]) {
        self.trials += chunks.iter().map(|chunk| chunk.figures.len() as u64).sum::<u64>();
        let tiles = self.columns.par_chunks_mut(TILE).enumerate();
        let desk = (vec![Vec::new(); TILE], Tally::default());
        tiles.for_each_with(desk, |(codes, tally): &mut (Vec<Vec<Code>>, _), (tile, columns)| {
            codes.iter_mut().for_each(Vec::clear);
            // Chunk after chunk: what lies together is fetched together.
            for chunk in chunks {
                for (place, (column, codes)) in columns.iter_mut().zip(&mut *codes).enumerate() {
                    column.add_totals(&chunk.column(tile * TILE + place, codes));
                }
            }
            for (column, codes) in columns.iter_mut().zip(codes) {
                column.add_codes(codes, tally);
            }
        });
    }

    /// Takes on the trials that follow.
    pub fn append(&mut self, other: Self) {
        if self.trials == 0 {
            *self = other;
            return;
        }
        self.trials += other.trials;
        let columns = self.columns.par_iter_mut().zip(&other.columns);
        columns.for_each(|(column, other)| column.merge(other));
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// Columns as records, in an order of their own: those of a range.
    pub fn records(&self, range: Range<usize>) -> Vec<SketchRecord> {
        self.columns[range].par_iter().map(Sketch::record).collect()
    }

    /// Takes on trials that follow, as some columns of them were recorded, from column `first` on.
    ///
    /// `None` when the records are not those of as many trials of this model; what was taken on until
    /// then is of no use.
    #[must_use]
    pub fn append_records(
        &mut self,
        trials: u64,
        first: usize,
        records: &[SketchRecord],
    ) -> Option<()> {
        let columns = self.columns.get_mut(first..first + records.len())?;
        let merged = columns.par_iter_mut().zip(records).map(|(column, record)| {
            let recorded = Sketch::of_record(record)?;
            (recorded.count() + recorded.nulls() == trials).then(|| column.merge(&recorded))
        });
        merged.collect()
    }

    /// A series in a month, over all trials.
    pub fn monthly(&self, series: Series, month: usize) -> &Sketch {
        &self.columns[Layout::monthly(series, month)]
    }

    /// A series in a period (index into `periods`), over all trials.
    pub fn periodic(&self, series: Series, period: usize) -> &Sketch {
        &self.columns[self.layout().periodic(series, period)]
    }

    /// A field of a plot, over all trials.
    pub fn plot(&self, plot: usize, field: PlotField) -> &Sketch {
        &self.columns[self.layout().plot(plot, field)]
    }
}
