//! `landsim calibrate`: regimes of house prices from a history.

use landsim::calibration::backtest::TRIED;
use landsim::calibration::regimes::{Fit, Terms, fit};
use landsim::finding::Rejected;
use landsim::report::calibration::text;
use rayon::prelude::*;

use super::history::HistoryArguments;
use super::run::reject;
use super::{Ending, print};

#[derive(Debug, clap::Args)]
pub(super) struct CalibrateArguments {
    #[command(flatten)]
    history: HistoryArguments,
    /// Number of regimes; default: that with the least BIC.
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=4))]
    regimes: Option<u8>,
    /// Take changes to depend on the regime alone.
    #[arg(long)]
    without_momentum: bool,
    /// Estimate a pull to trend, too.
    #[arg(long)]
    pull: bool,
    /// Write estimates with their errors, as distributions that are drawn once per trial.
    #[arg(long)]
    errors: bool,
    /// Starts from which the likelihood is climbed.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=1000))]
    starts: u64,
}

/// Fits regimes and prints what was found.
pub(super) fn run(arguments: &CalibrateArguments) -> Ending {
    match fitted(arguments) {
        Ok(text) => print(&text),
        Err(rejected) => reject(&rejected),
    }
}

fn fitted(arguments: &CalibrateArguments) -> Result<String, Rejected> {
    let used = arguments.history.read(1)?;
    let terms = Terms { momentum: !arguments.without_momentum, pull: arguments.pull };
    let of_number = |number: &usize| fit(&used.changes, *number, terms, arguments.starts);
    let fits: Vec<Fit> = TRIED.par_iter().filter_map(of_number).collect();
    let wanted = arguments.regimes.map(usize::from);
    let chosen = match wanted {
        Some(wanted) => fits.iter().find(|fit| fit.regimes.len() == wanted),
        None => fits.iter().min_by(|left, right| left.bic().total_cmp(&right.bic())),
    };
    let Some(chosen) = chosen else {
        let found = format!("{} months that are used", used.changes.len());
        let accepted = "ten different months for each regime, or more";
        return Err(arguments.history.reject(found, accepted));
    };
    Ok(text(&fits, chosen, &used.source(), arguments.errors))
}
