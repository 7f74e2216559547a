//! Estimates of lending rates, land prices and bidders as text, each with its part of a scenario.

use std::fmt::Write as _;

use crate::calibration::Estimated;
use crate::calibration::bidders::FittedBidders;
use crate::calibration::land::{FittedLand, OwnMoves};
use crate::calibration::lending_rate::FittedRate;
use crate::ensemble::statistics::wilson;
use crate::quantity::PERCENT;

use super::calibration::{key, shown};

/// Where data come from and how estimates are written.
#[derive(Debug, Clone)]
pub struct Origin {
    /// File, columns and rows used.
    pub data: String,
    /// SHA-256 of the files.
    pub digests: Vec<String>,
    /// Whether estimates are written with their errors, as distributions.
    pub errors: bool,
}

impl Origin {
    pub(super) fn head(&self) -> String {
        let mut text = format!("{}\n", self.data);
        for digest in &self.digests {
            let _ = writeln!(text, "SHA-256 {digest}");
        }
        text + "\n"
    }

    pub(super) fn key(
        &self,
        name: &str,
        estimate: Estimated,
        unit: &str,
        ends: (f64, f64),
        by: &str,
    ) -> String {
        let from = format!("{}, landsim calibrate {by}", self.data);
        key(name, (estimate, unit, ends), &from, self.errors)
    }
}

/// The lending rate; `last` is the rate at the end.
pub fn lending_rate(fit: &FittedRate, last: f64, origin: &Origin) -> String {
    let by = "lending-rate";
    let mut text = origin.head();
    let _ = writeln!(
        text,
        "monthly changes {}\nreversion {} a year\nlevel {}%\nvolatility {} points a year\n",
        fit.observations,
        shown(fit.reversion, 1.0),
        shown(fit.level, PERCENT),
        shown(fit.volatility, PERCENT)
    );
    let of_last = Estimated { value: last, se: None };
    text += "[market.lending_rate]\n";
    text += &origin.key("initial", of_last, "per year", (0.0, 1.0), by);
    text += &origin.key("reversion", fit.reversion, "per year", (0.0, 12.0), by);
    text += &origin.key("volatility", fit.volatility, "per year per sqrt year", (0.0, 1.0), by);
    text += &origin.key("policy_path", fit.level, "per year", (0.0, 1.0), by);
    text
}

/// The land price of a use.
pub fn land_price(fit: &FittedLand, of_use: &str, origin: &Origin) -> String {
    let by = "land-price";
    let mut text = origin.head();
    let FittedLand { leverage, sales, kinds, towns, scatter, own } = *fit;
    let _ = writeln!(
        text,
        "{sales} sales of {kinds} kinds of land in {towns} towns\nleverage on house prices {}\n\
         scatter of single plots {scatter:.3} (log)",
        shown(leverage, 1.0)
    );
    let _ = match own {
        Some(OwnMoves { with_noise, without, years }) => writeln!(
            text,
            "own moves, sd of {years} yearly changes: {with_noise:.3} (log), {without:.3} without \
             the noise of few sales\n"
        ),
        None => writeln!(text, "own moves: too few years with enough sales\n"),
    };
    let _ = writeln!(text, "[market.land.{of_use}]");
    text += &origin.key("leverage", leverage, "log per log", (0.0, 5.0), by);
    if let Some(own) = own {
        let own = Estimated { value: own.without, se: None };
        text += &origin.key("volatility", own, "log per sqrt year", (0.0, 5.0), by);
    }
    text
}

/// What was seen of auctions, beside bidders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcomes {
    /// Plots that were sold.
    pub sold: usize,
    /// Plots that failed.
    pub failed: usize,
    /// Sold at the start price.
    pub at_start: usize,
    /// Sold plots whose start price is known.
    pub with_start: usize,
}

/// Bidders of sold plots; `premiums` are log prices over start prices.
pub fn bidders(
    fit: &FittedBidders,
    outcomes: Outcomes,
    premiums: &[f64],
    origin: &Origin,
) -> String {
    let by = "bidders";
    let mut text = origin.head();
    let _ = writeln!(
        text,
        "{} sold plots with known bidders\nmean {}\nshape {}",
        fit.observations,
        shown(fit.mean, 1.0),
        shown(fit.shape, 1.0)
    );
    let share = |what: &str, part: usize, whole: usize| {
        let estimate = wilson(part, whole)?;
        let [low, high] = [estimate.low?, estimate.high?].map(|end| end * PERCENT);
        let percent = estimate.value * PERCENT;
        Some(format!("{what} {part} of {whole}: {percent:.0}% ({low:.0} to {high:.0})\n"))
    };
    let Outcomes { sold, failed, at_start, with_start } = outcomes;
    text += &share("failed", failed, sold + failed).unwrap_or_default();
    text += &share("sold at the start price", at_start, with_start).unwrap_or_default();
    if !premiums.is_empty() {
        let mean = premiums.iter().sum::<f64>() / crate::quantity::count(premiums.len());
        let percent = (crate::uncertainty::elementary::exp(mean) - 1.0) * PERCENT;
        let _ = writeln!(
            text,
            "premium over the start price, geometric mean of {}: {percent:.0}%",
            premiums.len()
        );
    }
    text += "Failures and premiums test a market, they are no parameters of it \
        (docs/calibration.md).\n\n[auction]\n";
    text += &origin.key("bidder_mean", fit.mean, "bidders", (0.01, 500.0), by);
    text += &origin.key("bidder_shape", fit.shape, "shape", (0.01, 1000.0), by);
    text
}
