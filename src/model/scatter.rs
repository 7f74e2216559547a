//! Each plot's own scatter: the normals of its first occasions and the factors with mean 1 that they
//! make, worked out for all plots together.

use crate::portfolio::plot::PlotStatus;
use crate::scenario::programme::{Auction, Reserve};
use crate::uncertainty::elementary::bounded_exp_all;
use crate::uncertainty::normal;
use crate::uncertainty::stream::{PlotPurpose, PlotWords};

use super::plot::PlotModel;

/// What scatters, in the order of a plot's places; plots sold before month 0 have the first two.
const PURPOSES: [PlotPurpose; 7] = [
    PlotPurpose::StartLag,
    PlotPurpose::BuildTime,
    PlotPurpose::AcquisitionCost,
    PlotPurpose::AcquisitionDuration,
    PlotPurpose::PreparationCost,
    PlotPurpose::PreparationDuration,
    PlotPurpose::Value,
];
/// Number of purposes of works alone.
const OF_WORKS: usize = 2;

/// The fixed part: how much each plot scatters.
#[derive(Debug, Clone, PartialEq)]
pub struct ScatterModel {
    /// First place of each plot, and the number of places.
    first: Vec<usize>,
    /// Log standard deviation by place.
    sigma: Vec<f64>,
}

impl ScatterModel {
    /// Compiles the scatter of all plots.
    pub fn new(plots: &[PlotModel], reserve: &Reserve, auction: &Auction) -> Self {
        let mut scatter = Self { first: vec![0], sigma: Vec::new() };
        for plot in plots {
            let sigma = [
                // The lag's spread is that of the regime at the deal, so its factor comes later.
                0.0,
                plot.build_time.sigma(),
                reserve.acquisition_cost_sd,
                reserve.acquisition_duration_sd,
                reserve.preparation_cost_sd,
                reserve.preparation_duration_sd,
                auction.plot_value_sd,
            ];
            let places = match plot.status {
                PlotStatus::Sold => OF_WORKS,
                PlotStatus::Unreserved | PlotStatus::Reserved => PURPOSES.len(),
            };
            scatter.sigma.extend_from_slice(&sigma[..places]);
            scatter.first.push(scatter.sigma.len());
        }
        scatter
    }
}

/// The scatter of a trial.
#[derive(Debug, Clone, Default)]
pub struct Scatter {
    normals: Vec<f64>,
    factors: Vec<f64>,
}

impl Scatter {
    /// Works it out from each plot's words under counter 0.
    pub fn draw(&mut self, model: &ScatterModel, words: &[PlotWords]) {
        self.normals.clear();
        for (words, span) in words.iter().zip(model.first.windows(2)) {
            let purposes = &PURPOSES[..span[1] - span[0]];
            self.normals.extend(purposes.iter().map(|purpose| words.uniform(*purpose)));
        }
        normal::inverse_all(&mut self.normals);
        self.factors.clear();
        let exponents =
            self.normals.iter().zip(&model.sigma).map(|(z, s)| normal::mean_one_exponent(*s, *z));
        self.factors.extend(exponents);
        bounded_exp_all(&mut self.factors);
    }

    /// The normal of a plot's first start lag.
    #[inline]
    pub fn start_lag(&self, model: &ScatterModel, plot: u32) -> f64 {
        self.normals[model.first[plot as usize]]
    }

    /// The factor of a plot's first building time.
    #[inline]
    pub fn build_time(&self, model: &ScatterModel, plot: u32) -> f64 {
        self.factors[model.first[plot as usize] + 1]
    }

    /// The factors of a plot that is not sold before month 0.
    #[inline]
    pub fn of_plot(&self, model: &ScatterModel, plot: u32) -> PlotFactors {
        let first = model.first[plot as usize] + OF_WORKS;
        let [acquisition_cost, acquisition_duration, preparation_cost, preparation_duration, value] =
            self.factors[first..].first_chunk().copied().unwrap_or([1.0; 5]);
        PlotFactors {
            acquisition_cost,
            acquisition_duration,
            preparation_cost,
            preparation_duration,
            value,
        }
    }
}

/// A plot's factors around what is expected of it, each with mean 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlotFactors {
    /// Acquisition cost around its estimate.
    pub acquisition_cost: f64,
    /// Acquisition duration around its estimate.
    pub acquisition_duration: f64,
    /// Preparation cost around its estimate.
    pub preparation_cost: f64,
    /// Preparation duration around its estimate.
    pub preparation_duration: f64,
    /// The plot's own value around the market's.
    pub value: f64,
}
