//! Each plot's scatter: the normals of its first occasions, with what plots have in common, and the
//! factors that they make. Costs and durations have mean 1; the value has median 1, as
//! bidders' valuations around it have.
//!
//! # Why together
//!
//! A trial needs seven normals of every plot. One at a time each costs a look-up, a branch
//! and an exponential; lists by purpose take as many as a register holds. So words are
//! drawn and turned into normals for all plots when a trial begins, though some plots are
//! never reached, and so are costs and values raised to factors. Plots that were sold before
//! month 0 need lag and building time alone and come last. What durations have in common depends
//! on when the work begins, so their factors are made then.

pub mod common;

use std::ops::Range;

use crate::calendar::Month;
use crate::portfolio::plot::PlotStatus;
use crate::rules::Rules;
use crate::uncertainty::draw_tables::PlotDrawTable;
use crate::uncertainty::elementary::{bounded_exp, bounded_exp_all};
use crate::uncertainty::normal;
use crate::uncertainty::stream::PlotPurpose;

use super::plot::PlotModel;
use super::plot_index::PlotIndex;

use common::{Common, CommonModel, Quantity};

/// What scatters: purposes of works for all plots, then the others for plots not sold
/// before month 0; costs and values, whose factors are made when a trial begins, last.
const PURPOSES: [PlotPurpose; 7] = [
    PlotPurpose::StartLag,
    PlotPurpose::BuildTime,
    PlotPurpose::AcquisitionDuration,
    PlotPurpose::PreparationDuration,
    PlotPurpose::AcquisitionCost,
    PlotPurpose::PreparationCost,
    PlotPurpose::Value,
];
/// Number of purposes of works alone, which sold plots have, too.
const OF_WORKS: usize = 2;
/// Places among the purposes.
const START_LAG: usize = 0;
const BUILD_TIME: usize = 1;
const ACQUISITION_DURATION: usize = 2;
const PREPARATION_DURATION: usize = 3;
const ACQUISITION_COST: usize = 4;
const PREPARATION_COST: usize = 5;
const VALUE: usize = 6;
/// Place of what appraisals know of a value, which is made of the same normals.
const KNOWN_VALUE: usize = 7;

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

    /// Places of a purpose's rows in lists by purpose and row.
    fn span(&self, purpose: usize) -> Range<usize> {
        let first = self.first(purpose);
        first..first + self.with(purpose)
    }

    /// Place of a purpose's first row in lists by purpose and row.
    #[inline]
    fn first(&self, purpose: usize) -> usize {
        purpose.min(OF_WORKS) * self.all() + purpose.saturating_sub(OF_WORKS) * self.unsold
    }
}

/// The fixed part of scatter: how much each plot scatters around what is expected of it, and what
/// plots have in common.
#[derive(Debug, Clone, PartialEq)]
pub struct ScatterModel {
    /// Rows of the plots in lists of what is drawn.
    pub rows: PlotRows,
    /// Log standard deviation by purpose and row; 0 for the start lag, whose spread depends
    /// on the regime of the deal.
    sigma: Vec<f64>,
    /// Share of a plot's own value (log) that appraisals know.
    appraisal_knowledge: f64,
    /// Rows of plots of which a value is stated: appraisals know nothing else of them.
    stated: Vec<usize>,
    /// Zone of each row.
    zones: Vec<usize>,
    common: CommonModel,
}

impl ScatterModel {
    /// Compiles the scatter of all plots under a seed.
    pub fn new(plots: &[PlotModel], rules: &Rules, seed: u64) -> Self {
        let rows = PlotRows::new(plots);
        let Rules { reserve, auction, .. } = rules;
        let build_time: Vec<f64> = plots.iter().map(|plot| plot.build_time.sigma()).collect();
        // The lag's spread is that of the regime at the deal, so its factor comes later.
        let mut sigma = vec![0.0; rows.all()];
        sigma.extend(rows.sorted(&build_time));
        for of_purpose in [
            reserve.acquisition_duration_sd,
            reserve.preparation_duration_sd,
            reserve.acquisition_cost_sd,
            reserve.preparation_cost_sd,
            auction.plot_value_sd,
        ] {
            sigma.resize(sigma.len() + rows.unsold, of_purpose);
        }
        let appraisal_knowledge = auction.appraisal_knowledge;
        let with_value = plots.iter().enumerate().filter(|(_, plot)| plot.value_scale.is_some());
        let stated = with_value.map(|(place, _)| rows.rows[place]);
        let stated: Vec<usize> = stated.filter(|row| *row < rows.unsold).collect();
        // What is stated has what an appraisal would know of the plot.
        let first_value = rows.first(VALUE);
        for row in &stated {
            sigma[first_value + row] *= 1.0 - appraisal_knowledge;
        }
        let zones: Vec<usize> = plots.iter().map(|plot| plot.zone).collect();
        let ids: Vec<&str> = rules.zones.iter().map(|zone| zone.id.as_str()).collect();
        let common = CommonModel::new(rules.scatter, &ids, rules.calendar.horizon, seed);
        Self { stated, zones: rows.sorted(&zones), rows, sigma, appraisal_knowledge, common }
    }
}

impl ScatterModel {
    /// Whether a value is stated of the plot of a row.
    #[cold]
    #[inline(never)]
    fn is_stated(&self, row: usize) -> bool {
        self.stated.contains(&row)
    }
}

/// The scatter of a trial's plots, by purpose and row.
#[derive(Debug, Clone, Default)]
pub struct Scatter {
    /// Standard normals of each plot's own.
    normals: Vec<f64>,
    /// Factors of costs and values, in the order of purposes.
    factors: Vec<f64>,
    /// What plots have in common.
    common: Common,
}

impl Scatter {
    /// Works out the scatter of the trial of a stream from the plots' draws under counter 0,
    /// which are in the order of rows.
    pub fn draw(&mut self, model: &ScatterModel, draws: &PlotDrawTable, stream: u64) {
        self.common.draw(&model.common, stream);
        self.normals.clear();
        for (index, purpose) in PURPOSES.into_iter().enumerate() {
            self.normals.extend(draws.uniforms(purpose).take(model.rows.with(index)));
        }
        normal::inverse_all(&mut self.normals);
        self.factors.clear();
        for (purpose, quantity) in [
            (ACQUISITION_COST, Quantity::AcquisitionCost),
            (PREPARATION_COST, Quantity::PreparationCost),
        ] {
            let rows = model.rows.span(purpose);
            let own = self.normals[rows.clone()].iter().zip(&model.sigma[rows]);
            for ((own, sigma), zone) in own.zip(&model.zones) {
                let shared = (*zone, quantity);
                let z = self.common.with(&model.common, shared, Month::START, *own);
                self.factors.push(normal::mean_one_exponent(*sigma, z));
            }
        }
        let rows = model.rows.span(VALUE);
        let values = self.normals[rows.clone()].iter().zip(&model.sigma[rows]);
        self.factors.extend(values.clone().map(|(z, s)| s * z));
        self.factors.extend(values.map(|(z, s)| model.appraisal_knowledge * (s * z)));
        bounded_exp_all(&mut self.factors);
        for row in &model.stated {
            let known = model.rows.first(KNOWN_VALUE) - model.rows.first(ACQUISITION_COST);
            self.factors[known + row] = 1.0;
        }
    }

    /// Puts another normal in the place of a plot's own under a purpose of time: what was drawn
    /// does not agree with what was seen.
    pub fn set_own(
        &mut self,
        model: &ScatterModel,
        plot: PlotIndex,
        purpose: PlotPurpose,
        own: f64,
    ) {
        let row = model.rows.of(plot);
        let Some(place) = PURPOSES.iter().position(|of| *of == purpose) else { return };
        if row < model.rows.with(place) {
            self.normals[model.rows.first(place) + row] = own;
        }
    }

    /// The normal of a quantity of a plot whose own is `own`, where its work begins in a month:
    /// with what plots have in common then.
    #[inline]
    pub fn with_common(
        &self,
        model: &ScatterModel,
        (plot, quantity): (PlotIndex, Quantity),
        month: Month,
        own: f64,
    ) -> f64 {
        let zone = model.zones[model.rows.of(plot)];
        self.common.with(&model.common, (zone, quantity), month, own)
    }

    /// The normal of a plot's first occasion under a purpose, common part and own together.
    #[inline(always)]
    fn normal(
        &self,
        model: &ScatterModel,
        (plot, purpose, quantity): (PlotIndex, usize, Quantity),
        month: Month,
    ) -> f64 {
        let own = self.normals[model.rows.first(purpose) + model.rows.of(plot)];
        self.with_common(model, (plot, quantity), month, own)
    }

    /// The factor that it makes, with mean 1.
    #[inline(always)]
    fn factor(
        &self,
        model: &ScatterModel,
        what: (PlotIndex, usize, Quantity),
        month: Month,
    ) -> f64 {
        let (plot, purpose, _) = what;
        let sigma = model.sigma[model.rows.first(purpose) + model.rows.of(plot)];
        bounded_exp(normal::mean_one_exponent(sigma, self.normal(model, what, month)))
    }

    /// The standard normal of a plot's first start lag after a handover in `month`; mean and
    /// spread come with the deal.
    #[inline]
    pub fn start_lag(&self, model: &ScatterModel, plot: PlotIndex, month: Month) -> f64 {
        self.normal(model, (plot, START_LAG, Quantity::StartLag), month)
    }

    /// The factor of a plot's first building time, where works start in `month`, with mean 1.
    #[inline]
    pub fn build_time(&self, model: &ScatterModel, plot: PlotIndex, month: Month) -> f64 {
        self.factor(model, (plot, BUILD_TIME, Quantity::BuildTime), month)
    }

    /// The factor of the duration of a plot's acquisition that starts in `month`, with mean 1; only
    /// plots not sold before month 0 have one.
    #[inline]
    pub fn acquisition_duration(&self, model: &ScatterModel, plot: PlotIndex, month: Month) -> f64 {
        self.factor(model, (plot, ACQUISITION_DURATION, Quantity::AcquisitionDuration), month)
    }

    /// The factor of the duration of a plot's preparation that starts in `month`, with mean 1; only
    /// plots not sold before month 0 have one.
    #[inline]
    pub fn preparation_duration(&self, model: &ScatterModel, plot: PlotIndex, month: Month) -> f64 {
        self.factor(model, (plot, PREPARATION_DURATION, Quantity::PreparationDuration), month)
    }

    /// A factor that was made when the trial began.
    #[inline]
    fn made(&self, model: &ScatterModel, plot: PlotIndex, purpose: usize) -> f64 {
        let first = model.rows.first(purpose) - model.rows.first(ACQUISITION_COST);
        self.factors[first + model.rows.of(plot)]
    }

    /// The factor of a plot's acquisition cost, with mean 1; only plots not sold before
    /// month 0 have one.
    #[inline]
    pub fn acquisition_cost(&self, model: &ScatterModel, plot: PlotIndex) -> f64 {
        self.made(model, plot, ACQUISITION_COST)
    }

    /// The factor of a plot's preparation cost, with mean 1; only plots not sold before
    /// month 0 have one.
    #[inline]
    pub fn preparation_cost(&self, model: &ScatterModel, plot: PlotIndex) -> f64 {
        self.made(model, plot, PREPARATION_COST)
    }

    /// The factor of a plot's own value, with median 1; only plots not sold before month 0
    /// have one.
    #[inline]
    pub fn value(&self, model: &ScatterModel, plot: PlotIndex) -> f64 {
        self.made(model, plot, VALUE)
    }

    /// What appraisals know of it, as a factor; only plots not sold before month 0 have one.
    #[inline]
    pub fn known_value(&self, model: &ScatterModel, plot: PlotIndex) -> f64 {
        self.made(model, plot, KNOWN_VALUE)
    }

    /// Log of a plot's own value around the market's, of which appraisals know a share; 0 where a
    /// value is stated, of which they know no more. Only plots not sold before month 0 have one.
    #[inline(always)]
    pub fn log_value(&self, model: &ScatterModel, plot: PlotIndex) -> f64 {
        let row = model.rows.of(plot);
        if !model.stated.is_empty() && model.is_stated(row) {
            return 0.0;
        }
        let index = model.rows.first(VALUE) + row;
        model.sigma[index] * self.normals[index]
    }
}
