//! `landsim calibrate house-prices`: regimes, momentum and pull to trend of house prices.

use super::super::language::spoken;
use landsim::calendar::YearMonth;
use landsim::calibration::backtest::TRIED;
use landsim::calibration::regimes;
use landsim::calibration::regimes::fitted::Fit;
use landsim::calibration::regimes::terms::Terms;
use landsim::finding::Rejected;
use landsim::report::terminal::calibration::{Made, text};
use rayon::prelude::*;

use crate::cli::history::HistoryArguments;
use crate::cli::values::{between, month};

/// What `landsim calibrate house-prices` is asked.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct HousePrices {
    #[command(flatten)]
    history: HistoryArguments,
    /// Number of regimes; default: that with the least BIC.
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=4))]
    regimes: Option<u8>,
    /// Take changes to depend on the regime alone.
    #[arg(long)]
    without_momentum: bool,
    /// Last month that is known at the scenario's start, such as 2010-12: the block then has the
    /// probability of each regime a month later.
    #[arg(long, value_parser = month)]
    at: Option<YearMonth>,
    /// Estimate a pull to trend, too.
    #[arg(long)]
    pull: bool,
    /// Write estimates with their errors, as distributions that are drawn once per trial.
    #[arg(long)]
    errors: bool,
    /// Starts from which the likelihood is climbed.
    #[arg(long, default_value_t = 20, value_parser = between(1..=1000))]
    starts: u64,
}

impl HousePrices {
    /// Estimates and writes what was found as a part of a scenario.
    pub(super) fn estimate(&self) -> Result<String, Rejected> {
        let used = self.history.read(1)?;
        let terms = Terms { momentum: !self.without_momentum, pull: self.pull };
        let of_number = |number: &usize| regimes::fit(&used.series, *number, terms, self.starts);
        let fits: Vec<Fit> = TRIED.par_iter().filter_map(of_number).collect();
        let wanted = self.regimes.map(usize::from);
        let chosen = match wanted {
            Some(wanted) => fits.iter().find(|fit| fit.regimes.len() == wanted),
            None => fits.iter().min_by(|left, right| left.bic().total_cmp(&right.bic())),
        };
        let Some(chosen) = chosen else {
            let found = format!("{} months that are used", used.series.len());
            let accepted = "ten different months for each regime, or more";
            return Err(self.history.reject(found, accepted));
        };
        let known = |at: YearMonth| {
            let months = usize::try_from(at.months_since(used.first) + 1).ok();
            months.filter(|months| (2..=used.series.len()).contains(months)).ok_or_else(|| {
                self.history.reject(format!("--at {at}"), "a month of those used, after the first")
            })
        };
        let known = self.at.map(known).transpose()?;
        let begins = known.map(|known| regimes::next_regime(chosen, &used.series[..known]));
        let made = Made { command: self.command(), begins, errors: self.errors };
        Ok(text(&fits, chosen, &used.source(), &made, spoken()))
    }
}

impl HousePrices {
    /// The command that makes the same block, but for the data.
    fn command(&self) -> String {
        let regimes = self.regimes.map(|regimes| format!("--regimes {regimes}"));
        let at = self.at.map(|at| format!("--at {at}"));
        let flags = [(self.without_momentum, "--without-momentum"), (self.pull, "--pull")];
        let flags =
            flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| flag.to_owned());
        let parts: Vec<String> = std::iter::once("landsim calibrate house-prices".to_owned())
            .chain(regimes)
            .chain(flags)
            .chain(at)
            .collect();
        parts.join(" ")
    }
}
