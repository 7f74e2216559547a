//! Scenarios for tests, the baseline with other regimes, values and plots, and their market paths.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot be set up fails")]

use std::fmt::Write as _;

use landsim::calendar::ByMonth;
use landsim::case::Case;
use landsim::model::market::{MarketModel, MarketPath};
use landsim::model::timeline::Timeline;
use landsim::portfolio::{self, Portfolio, generate};
use landsim::quantity::count;
use landsim::reader::built_in::BASELINE_TEXT;
use landsim::scenario::Scenario;
use landsim::uncertainty::stream::EntityKey;

/// Seed of all market paths.
const SEED: u64 = 20_110_101;
/// Where the regimes of the baseline begin and where the next table begins.
const REGIMES_BEGIN: &str = "[[market.regime]]";
const REGIMES_END: &str = "[market.land.residential]";
/// The key of the baseline that states the house price change of month 0.
const INITIAL_MOMENTUM: &str = "initial_momentum";

/// A scenario to be: the text it extends and what it lays over.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    base: String,
    overlay: String,
}

impl Draft {
    /// The baseline.
    pub(crate) fn baseline() -> Self {
        Self { base: BASELINE_TEXT.to_owned(), overlay: String::new() }
    }

    /// Regimes by mean, volatility and initial probability with their rows of transitions, in
    /// place of the baseline's.
    #[must_use]
    pub(crate) fn regimes(mut self, regimes: &[(f64, f64, f64, &[f64])]) -> Self {
        let begin = self.base.find(REGIMES_BEGIN).expect("the baseline has regimes");
        let end = self.base.find(REGIMES_END).expect("land prices follow the regimes");
        let mut text = String::new();
        for (index, (mean, volatility, initial, row)) in regimes.iter().enumerate() {
            write!(
                text,
                "[[market.regime]]\nid = \"regime-{index}\"\nmean = {mean}\n\
                 volatility = {volatility}\n\
                 initial_probability = {initial}\ntransition = {row:?}\nbidder_multiplier = 1.0\n\
                 default_rate = 0.0\nstart_lag_mean = 12\nstart_lag_sd = 0\n\n"
            )
            .expect("a string can be written");
        }
        self.base.replace_range(begin..end, &text);
        self
    }

    /// Without a stated change of month 0, so that the regime's mean holds.
    #[must_use]
    pub(crate) fn without_initial_momentum(mut self) -> Self {
        self.base = self
            .base
            .lines()
            .filter(|line| !line.starts_with(INITIAL_MOMENTUM))
            .fold(String::new(), |text, line| text + line + "\n");
        self
    }

    /// With more text laid over it.
    #[must_use]
    pub(crate) fn with(mut self, overlay: &str) -> Self {
        self.overlay.push_str(overlay);
        self.overlay.push('\n');
        self
    }

    /// Another horizon, window included [months].
    #[must_use]
    pub(crate) fn months(self, months: usize) -> Self {
        self.with(&format!("[scenario]\nwindow_months = {months}\nhorizon_months = {months}"))
    }

    /// The scenario; `files` (name and text) lie beside it while it is read.
    pub(crate) fn scenario_beside(&self, files: &[(&str, &str)]) -> Scenario {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let overlay = format!("extends = \"base.toml\"\n{}", self.overlay);
        for (name, text) in
            [("base.toml", self.base.as_str()), ("case.toml", &overlay)].iter().chain(files)
        {
            std::fs::write(folder.path().join(name), text)
                .expect("the temporary folder can be written");
        }
        match Scenario::load(&folder.path().join("case.toml")) {
            Ok(scenario) => scenario,
            Err(rejected) => panic!("a draft must be a valid scenario:\n{rejected}"),
        }
    }

    /// The scenario.
    pub(crate) fn scenario(&self) -> Scenario {
        self.scenario_beside(&[])
    }

    /// The scenario with a portfolio.
    pub(crate) fn case(&self, portfolio: Portfolio) -> Case {
        Case::new(self.scenario(), portfolio)
            .expect("the scenario prices every zone of the portfolio")
    }
}

/// The shipped plots as text: what stands before the rows, and the rows.
pub(crate) fn shipped_rows() -> (String, Vec<String>) {
    let (_, text) = generate::shipped();
    let is_row = |line: &&str| !line.starts_with('#') && !line.starts_with("plot_id");
    let head: String = text
        .lines()
        .filter(|line| !is_row(line))
        .fold(String::new(), |head, line| head + line + "\n");
    (head, text.lines().filter(is_row).map(str::to_owned).collect())
}

/// The portfolio of a head and rows.
pub(crate) fn portfolio_of(head: &str, rows: &[String]) -> Portfolio {
    let text = rows.iter().fold(head.to_owned(), |text, row| text + row + "\n");
    portfolio::file::parse("rows.csv", &text)
        .expect("rows of the shipped table are valid in any order and number")
}

/// Simulates `trials` paths and shows each to `see`.
pub(crate) fn each_path(scenario: &Scenario, trials: u64, mut see: impl FnMut(&MarketPath)) {
    let (market, timeline) = (MarketModel::new(&scenario.rules), Timeline::new(&scenario.rules));
    let mut path = MarketPath::new(scenario.rules.calendar.horizon);
    for trial in 0..trials {
        market.simulate(&timeline, EntityKey::market(SEED), trial, &mut path);
        see(&path);
    }
}

/// Pairs of paths of two scenarios, trial by trial.
pub(crate) fn each_pair(
    left: &Scenario,
    right: &Scenario,
    trials: u64,
    mut see: impl FnMut(&MarketPath, &MarketPath),
) {
    let mut paths = Vec::new();
    each_path(left, trials, |path| paths.push(path.clone()));
    let mut before = paths.iter();
    each_path(right, trials, |path| see(before.next().expect("both run the same trials"), path));
}

/// One regime without pull to trend, its first change being its mean.
pub(crate) fn one_regime(momentum: f64, mean: f64, volatility: f64) -> Draft {
    let market = format!("[market]\nmomentum = {momentum}\npull_to_trend = 0.0");
    Draft::baseline()
        .without_initial_momentum()
        .regimes(&[(mean, volatility, 1.0, &[1.0])])
        .with(&market)
}

/// Changes from month to month.
pub(crate) fn changes(levels: &[f64]) -> Vec<f64> {
    levels.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

/// The mean of values.
pub(crate) fn average(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = count(values.len());
    values.sum::<f64>() / n
}

/// Whether two series are the same to the last bit.
pub(crate) fn same_bits(left: &ByMonth<f64>, right: &ByMonth<f64>) -> bool {
    left.end() == right.end()
        && left.iter().zip(right).all(|(left, right)| left.to_bits() == right.to_bits())
}
