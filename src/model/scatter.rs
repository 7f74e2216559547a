//! Each plot's own scatter: the normals of its first occasions and the factors that they
//! make, worked out for all plots together. Costs and durations have mean 1; the value has
//! median 1, as bidders' valuations around it have.
//!
//! # Why together
//!
//! A trial needs seven normals of every plot. One at a time each costs a look-up, a branch
//! and an exponential; lists by purpose take as many as a register holds. So words are
//! drawn, turned into normals and raised to factors for all plots when a trial begins,
//! though some plots are never reached. Plots that were sold before month 0 need lag and
//! building time alone and come last.

use crate::portfolio::plot::PlotStatus;
use crate::rules::auction::Auction;
use crate::rules::reserve::Reserve;
use crate::uncertainty::draw_tables::PlotDrawTable;
use crate::uncertainty::elementary::bounded_exp_all;
use crate::uncertainty::normal;
use crate::uncertainty::stream::PlotPurpose;

use super::plot::PlotModel;
use super::plot_index::PlotIndex;

/// What scatters: purposes of works for all plots, then the others for plots not sold
/// before month 0.
const PURPOSES: [PlotPurpose; 7] = [
    PlotPurpose::StartLag,
    PlotPurpose::BuildTime,
    PlotPurpose::AcquisitionCost,
    PlotPurpose::AcquisitionDuration,
    PlotPurpose::PreparationCost,
    PlotPurpose::PreparationDuration,
    PlotPurpose::Value,
];
/// Number of purposes of works alone, which sold plots have, too.
const OF_WORKS: usize = 2;
/// Place of the acquisition cost among the purposes.
const ACQUISITION_COST: usize = 2;
/// Place of the plot's own value among the purposes, the last.
const VALUE: usize = 6;

/// Rows of plots in tables of what is drawn for all together: plots sold before month 0
/// come last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlotRows {
    /// Row of each plot, in the order of plots.
    rows: Vec<usize>,
    /// Number of plots not sold before month 0.
    pub unsold: usize,
}

impl PlotRows {
    /// The rows of plots: those not sold before month 0 in their order, then the others in
    /// theirs.
    pub fn new(plots: &[PlotModel]) -> Self {
        let is_sold = |plot: &usize| plots[*plot].status == PlotStatus::Sold;
        let (sold, unsold): (Vec<usize>, Vec<usize>) = (0..plots.len()).partition(is_sold);
        let mut rows = vec![0; plots.len()];
        for (row, plot) in unsold.iter().chain(&sold).enumerate() {
            rows[*plot] = row;
        }
        Self { rows, unsold: unsold.len() }
    }

    /// The row of a plot.
    #[inline]
    pub fn of(&self, plot: PlotIndex) -> usize {
        self.rows[plot.place()]
    }

    /// Number of rows: that of all plots.
    pub fn all(&self) -> usize {
        self.rows.len()
    }

    /// A value of each plot, in the order of rows.
    pub fn sorted<T: Copy>(&self, of_plots: &[T]) -> Vec<T> {
        let mut sorted = of_plots.to_vec();
        for (row, of_plot) in self.rows.iter().zip(of_plots) {
            sorted[*row] = *of_plot;
        }
        sorted
    }

    /// Number of rows that a purpose (index into [`PURPOSES`]) has.
    fn with(&self, purpose: usize) -> usize {
        if purpose < OF_WORKS { self.all() } else { self.unsold }
    }

    /// Place of a purpose's first row in lists by purpose and row.
    #[inline]
    fn first(&self, purpose: usize) -> usize {
        purpose.min(OF_WORKS) * self.all() + purpose.saturating_sub(OF_WORKS) * self.unsold
    }
}

/// The fixed part of scatter: how much each plot scatters around what is expected of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ScatterModel {
    /// Rows of the plots in lists of what is drawn.
    pub rows: PlotRows,
    /// Log standard deviation by purpose and row; 0 for the start lag, whose spread depends
    /// on the regime of the deal.
    sigma: Vec<f64>,
}

impl ScatterModel {
    /// Compiles the scatter of all plots.
    pub fn new(plots: &[PlotModel], reserve: &Reserve, auction: &Auction) -> Self {
        let rows = PlotRows::new(plots);
        let build_time: Vec<f64> = plots.iter().map(|plot| plot.build_time.sigma()).collect();
        // The lag's spread is that of the regime at the deal, so its factor comes later.
        let mut sigma = vec![0.0; rows.all()];
        sigma.extend(rows.sorted(&build_time));
        for of_purpose in [
            reserve.acquisition_cost_sd,
            reserve.acquisition_duration_sd,
            reserve.preparation_cost_sd,
            reserve.preparation_duration_sd,
            auction.plot_value_sd,
        ] {
            sigma.resize(sigma.len() + rows.unsold, of_purpose);
        }
        Self { rows, sigma }
    }
}

/// The scatter of a trial's plots, by purpose and row.
#[derive(Debug, Clone, Default)]
pub struct Scatter {
    /// Standard normals.
    normals: Vec<f64>,
    /// Factors that the normals make.
    factors: Vec<f64>,
}

impl Scatter {
    /// Works out a trial's scatter from the plots' draws under counter 0, which are in the
    /// order of rows.
    pub fn draw(&mut self, model: &ScatterModel, draws: &PlotDrawTable) {
        self.normals.clear();
        for (index, purpose) in PURPOSES.into_iter().enumerate() {
            self.normals.extend(draws.uniforms(purpose).take(model.rows.with(index)));
        }
        normal::inverse_all(&mut self.normals);
        self.factors.clear();
        let (others, values) = self.normals.split_at(model.rows.first(VALUE));
        let (sigma_of_others, sigma_of_values) = model.sigma.split_at(others.len());
        let with_mean_one = others.iter().zip(sigma_of_others);
        self.factors.extend(with_mean_one.map(|(z, s)| normal::mean_one_exponent(*s, *z)));
        self.factors.extend(values.iter().zip(sigma_of_values).map(|(z, s)| s * z));
        bounded_exp_all(&mut self.factors);
    }

    /// The standard normal of a plot's first start lag; mean and spread come with the deal.
    #[inline]
    pub fn start_lag(&self, model: &ScatterModel, plot: PlotIndex) -> f64 {
        self.normals[model.rows.of(plot)]
    }

    /// The factor of a plot's first building time, with mean 1.
    #[inline]
    pub fn build_time(&self, model: &ScatterModel, plot: PlotIndex) -> f64 {
        self.factors[model.rows.first(1) + model.rows.of(plot)]
    }

    /// Log of a plot's own value around the market's; only plots not sold before month 0 have one.
    #[inline]
    pub fn log_value(&self, model: &ScatterModel, plot: PlotIndex) -> f64 {
        let index = model.rows.first(VALUE) + model.rows.of(plot);
        model.sigma[index] * self.normals[index]
    }

    /// The factor of a plot's acquisition cost, with mean 1; only plots not sold before
    /// month 0 have one.
    #[inline]
    pub fn acquisition_cost(&self, model: &ScatterModel, plot: PlotIndex) -> f64 {
        self.factors[model.rows.first(ACQUISITION_COST) + model.rows.of(plot)]
    }

    /// The factor of a plot's own value, with median 1; only plots not sold before month 0
    /// have one.
    #[inline]
    pub fn value(&self, model: &ScatterModel, plot: PlotIndex) -> f64 {
        self.factors[model.rows.first(VALUE) + model.rows.of(plot)]
    }

    /// The factors of a plot's clearance and preparation; only plots not sold before month
    /// 0 have them.
    #[inline]
    pub fn of_plot(&self, model: &ScatterModel, plot: PlotIndex) -> PlotFactors {
        let factor = |purpose| self.factors[model.rows.first(purpose) + model.rows.of(plot)];
        PlotFactors {
            acquisition_duration: factor(3),
            preparation_cost: factor(4),
            preparation_duration: factor(5),
        }
    }
}

/// Factors with mean 1 on what the plan expects of a plot's clearance and preparation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlotFactors {
    /// Acquisition duration around its estimate.
    pub acquisition_duration: f64,
    /// Preparation cost around its estimate.
    pub preparation_cost: f64,
    /// Preparation duration around its estimate.
    pub preparation_duration: f64,
}
