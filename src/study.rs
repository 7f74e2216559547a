//! The library's front door: a case in memory, changed by keys, run, and read.
//!
//! A [`Study`] needs no files and writes none, prints nothing and does not read the clock:
//! what comes out is a function of scenario, plots, seed and number of trials, the same
//! bits as the command's and the same on every machine. Everything below it stays open for
//! those who want more: [`Study::case`] leads to the scenario and the plots,
//! [`crate::model`] to the compiled district, [`crate::trial`] to one future with a
//! witness.
//!
//! ```
//! use landsim::catalogue::figure::Figure;
//! use landsim::study::Study;
//!
//! let base = Study::baseline()?;
//! let careful = base.with(&[("finance.loan_to_value", "0.5")])?;
//! let (before, after) = (base.run(1, 64), careful.run(1, 64));
//! assert!(after.mean(Figure::PeakDebtCny) <= before.mean(Figure::PeakDebtCny));
//! # Ok::<(), landsim::finding::Rejected>(())
//! ```
//!
//! # Threads
//!
//! Runs use the rayon pool they are called in; one is made by `rayon::ThreadPoolBuilder`
//! and entered by `install`. Results do not depend on it.

use std::path::Path;

use crate::case::Case;
use crate::case::inputs::Inputs;
use crate::case::models::Models;
use crate::catalogue::figure::Figure;
use crate::ensemble::compare::{Difference, compare};
use crate::ensemble::statistics::{Estimate, QuantileRanks, Relation, Summary, mean_of_present};
use crate::ensemble::statistics::{summarise, wilson};
use crate::ensemble::{self, Ensemble, Figures, Observer};
use crate::finding::Rejected;
use crate::portfolio::plan::Origin;
use crate::portfolio::{self, Portfolio};
use crate::reader::parameter::Parameter;
use crate::scenario::Scenario;
use crate::trial::record::Trial;
use crate::trial::worker::Worker;

/// A scenario with its plots, ready to be run, changed and compared.
///
/// Studies are values: [`Study::with`] makes another one and leaves this as it is. Studies
/// of one seed meet the same futures, so differences between their runs are differences of
/// rules, not of luck.
#[derive(Debug, Clone)]
pub struct Study {
    /// Scenario and plots, put together.
    case: Case,
    /// Plots as they were before the scenario changed their plan, for another scenario.
    portfolio: Portfolio,
}

impl Study {
    /// The baseline with the shipped plots, both compiled into the library.
    ///
    /// # Errors
    /// Never in a released library; a test loads it.
    pub fn baseline() -> Result<Self, Rejected> {
        Self::new(Scenario::baseline()?, shipped()?)
    }

    /// A scenario in TOML and plots in CSV, as texts; without plots the shipped ones. The
    /// scenario may extend `builtin:baseline`.
    ///
    /// ```
    /// use landsim::study::Study;
    ///
    /// let text = "extends = \"builtin:baseline\"\n[scenario]\nid = \"mine\"\n\
    ///     [market]\ntrend = 0.02\n";
    /// let study = Study::from_text(text, None)?;
    /// assert_eq!(study.case().scenario().id, "mine");
    /// # Ok::<(), landsim::finding::Rejected>(())
    /// ```
    ///
    /// # Errors
    /// [`Rejected`] with everything that is wrong with either text, or with both together.
    pub fn from_text(scenario: &str, plots: Option<&str>) -> Result<Self, Rejected> {
        let portfolio = match plots {
            Some(text) => portfolio::file::parse("plots", text)?,
            None => shipped()?,
        };
        Self::new(Scenario::parse("scenario", scenario)?, portfolio)
    }

    /// A scenario file and a plot table; without one that which the scenario names, or the shipped
    /// plots. A plan that the scenario names is what targets are of.
    ///
    /// # Errors
    /// [`Rejected`] with everything that is wrong with either file and the files they name.
    pub fn from_files(scenario: &Path, plots: Option<&Path>) -> Result<Self, Rejected> {
        let (scenario, inputs) = (Scenario::load(scenario)?, Inputs::new(plots, None));
        let named = scenario.case_files.portfolio.clone();
        let portfolio = inputs.portfolio_of(plots.or(named.as_deref()))?;
        Ok(Self { case: inputs.case(scenario)?, portfolio })
    }

    /// A scenario and plots that have been read.
    ///
    /// # Errors
    /// [`Rejected`] with every plot whose zone the scenario does not price, and every zone
    /// or plot that the scenario names and the plots do not have.
    pub fn new(scenario: Scenario, portfolio: Portfolio) -> Result<Self, Rejected> {
        Ok(Self { case: Case::new(scenario, portfolio.clone())?, portfolio })
    }

    /// The same plots under other values at some dotted keys, each one value in TOML; the
    /// keys are those of [`Study::parameters`], and any optional one of a table that is
    /// there.
    ///
    /// # Errors
    /// As [`Scenario::with`]; and as [`Study::new`], when plots and plan no longer fit.
    pub fn with(&self, overrides: &[(&str, &str)]) -> Result<Self, Rejected> {
        let plan = match self.case.plan().origin {
            Origin::Stated => Some(self.case.plan().clone()),
            Origin::PlotTable => None,
        };
        let scenario = self.case.scenario().with(overrides)?;
        let case = Case::under_plan(scenario, self.portfolio.clone(), plan)?;
        let case = match self.case.actuals() {
            None => case,
            Some((actuals, as_of)) => case.told(actuals.clone(), Some(as_of))?,
        };
        Ok(Self { case, portfolio: self.portfolio.clone() })
    }

    /// Every value with its dotted key, unit and source, in the order of reading.
    pub fn parameters(&self) -> &[Parameter] {
        &self.case.scenario().parameters
    }

    /// Scenario and plots of the study.
    pub fn case(&self) -> &Case {
        &self.case
    }

    /// The figures of trials 0 to `trials` - 1 under a seed: the same futures as every
    /// other study under it.
    pub fn run(&self, seed: u64, trials: u64) -> Run {
        self.run_watched(seed, trials, &|_| true).unwrap_or_default()
    }

    /// The figures of trials 0 to `trials` - 1, told to an observer who may end the run;
    /// `None` when he does.
    pub fn run_watched(&self, seed: u64, trials: u64, observer: Observer<'_>) -> Option<Run> {
        let models = Models::new(&self.case, seed);
        ensemble::figures(models.source(), trials, observer).map(|figures| Run { figures })
    }

    /// Figures and the distributions of all monthly series and plot fields: what tables are
    /// made of.
    pub fn ensemble(&self, seed: u64, trials: u64, observer: Observer<'_>) -> Option<Ensemble> {
        Ensemble::run(&Models::new(&self.case, seed), trials, observer)
    }

    /// One trial with its monthly series, auctions and deals; it is the trial of that
    /// number of every run under the seed.
    pub fn trial(&self, seed: u64, number: u64) -> Trial {
        match Models::new(&self.case, seed) {
            Models::Certain(model) => Worker::new(&model).run(number).clone(),
            Models::Uncertain(models) => Worker::new(&models.model(number)).run(number).clone(),
        }
    }
}

fn shipped() -> Result<Portfolio, Rejected> {
    let (name, text) = portfolio::generate::shipped();
    portfolio::file::parse(name, text)
}

/// The figures of many futures, by trial.
#[derive(Debug, Clone, Default)]
pub struct Run {
    /// A row of figures for each trial, in order of trials.
    figures: Figures,
}

impl Run {
    /// Number of trials that were run.
    pub fn trials(&self) -> usize {
        self.figures.len()
    }

    /// Values of a figure by trial, in its unit; NaN where a trial does not have it.
    pub fn values(&self, figure: Figure) -> impl ExactSizeIterator<Item = f64> {
        self.figures.iter().map(move |row| row[figure as usize])
    }

    /// Mean over the trials that have the figure; NaN when none has.
    pub fn mean(&self, figure: Figure) -> f64 {
        mean_of_present(self.values(figure).filter(|value| !value.is_nan()))
    }

    /// Mean, standard deviation and error, quantiles with intervals and expected shortfall;
    /// `None` when no trial has the figure.
    pub fn summary(&self, figure: Figure) -> Option<Summary> {
        let values = ensemble::values(&self.figures, figure);
        summarise(values, figure.class(), &QuantileRanks::of_size(self.trials()))
    }

    /// Share of trials whose figure is at least or at most a target, with Wilson's 95 %
    /// interval; a trial without the figure does not meet it. `None` of no trials.
    ///
    /// ```
    /// use landsim::catalogue::figure::Figure;
    /// use landsim::ensemble::statistics::Relation;
    /// use landsim::study::Study;
    ///
    /// let run = Study::baseline()?.run(1, 32);
    /// let balanced = run.probability(Figure::WindowBalanceCny, Relation::AtLeast, 0.0);
    /// assert!(balanced.is_some_and(|share| (0.0..=1.0).contains(&share.value)));
    /// # Ok::<(), landsim::finding::Rejected>(())
    /// ```
    pub fn probability(&self, figure: Figure, relation: Relation, target: f64) -> Option<Estimate> {
        let met = self.values(figure).filter(|value| relation.holds(*value, target)).count();
        wilson(met, self.trials())
    }

    /// Differences of every figure to a base that was run in the same futures, trial by
    /// trial, in the order of [`Figure::ALL`].
    pub fn against(&self, base: &Self) -> Vec<Option<Difference>> {
        compare(&base.figures, &self.figures)
    }
}
