//! What a market's house prices look like beside those that were seen: the same
//! statistics of both.
//!
//! The market is fitted to the same months, so this is no test of forecasting; the
//! backtest is. It shows what a fit of month by month need not get right: swings over
//! years, the length of falls, the tails.

use crate::ensemble::statistics::quantile;
use crate::quantity::{MONTHS_OF_A_YEAR, MONTHS_PER_YEAR, count};
use crate::scenario::Scenario;
use crate::uncertainty::elementary::sqrt;

use super::backtest::{Design, house_prices};

/// Least number of monthly changes that are diagnosed: four years, since swings over 36
/// months are among the statistics.
pub const LEAST_CHANGES: usize = 48;

/// A statistic of monthly log changes of house prices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Statistic {
    /// Mean change (log per year).
    MeanGrowth,
    /// Standard deviation of monthly changes (log per square root of a year).
    NaiveVolatility,
    /// Standard deviation of changes over 12 months (log).
    YearlyVolatility,
    /// Autocorrelation at a lag (months).
    Autocorrelation(usize),
    /// Variance of changes over so many months, over that many times the variance of
    /// one: 1 for independent changes, above 1 where changes carry on.
    VarianceRatio(usize),
    /// Share of months with a fall.
    Falling,
    /// Mean number of months that prices fall on end (a spell); 0 without a fall.
    MeanFall,
    /// Most months that prices fall on end.
    LongestFall,
    /// Greatest fall from a height reached before (log).
    WorstFall,
    /// Quantile of changes over 1 or 12 months (log).
    Quantile(usize, f64),
    /// Largest distance between the distribution of changes over 1 or 12 months and that of all
    /// futures (Kolmogorov and Smirnov).
    Distance(usize),
}

/// All statistics in the order in which they are shown.
pub fn all() -> Vec<Statistic> {
    use Statistic::{
        Autocorrelation, Distance, Falling, LongestFall, MeanFall, MeanGrowth, NaiveVolatility,
        Quantile, VarianceRatio, WorstFall, YearlyVolatility,
    };
    let mut statistics = vec![MeanGrowth, NaiveVolatility, YearlyVolatility];
    statistics.extend([1, 3, 12].map(Autocorrelation));
    statistics.extend([12, 36].map(VarianceRatio));
    statistics.extend([Falling, MeanFall, LongestFall, WorstFall]);
    for months in [1, MONTHS_OF_A_YEAR] {
        statistics.extend([0.05, 0.25, 0.5, 0.75, 0.95].map(|p| Quantile(months, p)));
        statistics.push(Distance(months));
    }
    statistics
}

impl Statistic {
    /// The statistic's name in tables.
    pub fn id(self) -> String {
        match self {
            Self::MeanGrowth => "mean_growth".into(),
            Self::NaiveVolatility => "naive_volatility".into(),
            Self::YearlyVolatility => "volatility_12_months".into(),
            Self::Autocorrelation(lag) => format!("autocorrelation_{lag}_months"),
            Self::VarianceRatio(months) => format!("variance_ratio_{months}_months"),
            Self::Falling => "share_falling".into(),
            Self::MeanFall => "mean_fall_months".into(),
            Self::LongestFall => "longest_fall_months".into(),
            Self::WorstFall => "worst_fall".into(),
            Self::Quantile(months, p) => format!("change_{months}_months_p{:02.0}", 100.0 * p),
            Self::Distance(months) => format!("distance_{months}_months"),
        }
    }

    /// The statistic's unit in tables.
    pub fn unit(self) -> &'static str {
        match self {
            Self::MeanGrowth => "log per year",
            Self::NaiveVolatility => "log per sqrt year",
            Self::YearlyVolatility | Self::WorstFall | Self::Quantile(..) => "log",
            Self::Autocorrelation(_) => "correlation",
            Self::VarianceRatio(_) => "ratio",
            Self::Falling => "share",
            Self::MeanFall | Self::LongestFall => "months",
            Self::Distance(_) => "probability",
        }
    }

    /// The statistic of monthly changes; `reference` has all futures' changes over 1 and 12 months,
    /// each in ascending order.
    fn of(self, changes: &[f64], reference: &[Vec<f64>; 2]) -> f64 {
        match self {
            Self::MeanGrowth => mean(changes) * MONTHS_PER_YEAR,
            Self::NaiveVolatility => sqrt(variance(changes) * MONTHS_PER_YEAR),
            Self::YearlyVolatility => sqrt(variance(&over(changes, MONTHS_OF_A_YEAR))),
            Self::Autocorrelation(lag) => autocorrelation(changes, lag),
            Self::VarianceRatio(months) => {
                variance(&over(changes, months)) / (count(months) * variance(changes))
            }
            Self::Falling => count(falling(changes).iter().sum()) / count(changes.len()),
            Self::MeanFall => {
                let falls = falling(changes);
                count(falls.iter().sum()) / count(falls.len().max(1))
            }
            Self::LongestFall => count(falling(changes).into_iter().max().unwrap_or(0)),
            Self::WorstFall => worst_fall(changes),
            Self::Quantile(months, probability) => {
                quantile(&sorted(over(changes, months)), probability)
            }
            Self::Distance(months) => {
                let reference = &reference[usize::from(months > 1)];
                distance(&sorted(over(changes, months)), reference)
            }
        }
    }
}

/// A statistic of what was seen beside its distribution over futures.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnosis {
    /// Which statistic it is.
    pub statistic: Statistic,
    /// The statistic of what was seen.
    pub seen: f64,
    /// The statistic of each future, as long as what was seen, in ascending order.
    pub simulated: Vec<f64>,
    /// Share of futures below what was seen, equal ones by half; near 0 or 1 the market
    /// does not make what was seen.
    pub rank: f64,
}

/// All statistics of monthly log changes that were seen, beside those of a scenario's
/// market over as many months from its start.
pub fn diagnose(scenario: &Scenario, seen: &[f64], design: &Design) -> Vec<Diagnosis> {
    let mut scenario = scenario.clone();
    scenario.rules.calendar.horizon = seen.len() + 1;
    scenario.rules.calendar.window = scenario.rules.calendar.horizon;
    let futures: Vec<Vec<f64>> = house_prices(&scenario, (design.trials, design.seed), |path| {
        path.windows(2).map(|pair| pair[1] - pair[0]).collect()
    });
    let reference = [1, MONTHS_OF_A_YEAR]
        .map(|months| sorted(futures.iter().flat_map(|changes| over(changes, months)).collect()));
    all()
        .into_iter()
        .map(|statistic| {
            let simulated =
                sorted(futures.iter().map(|changes| statistic.of(changes, &reference)).collect());
            let seen = statistic.of(seen, &reference);
            let less = simulated.partition_point(|value| *value < seen);
            let at_most = simulated.partition_point(|value| *value <= seen);
            let rank = 0.5 * count(less + at_most) / count(simulated.len());
            Diagnosis { statistic, seen, simulated, rank }
        })
        .collect()
}

/// Values in ascending order.
fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_unstable_by(f64::total_cmp);
    values
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / count(values.len())
}

/// Variance around the mean, divided by the number of values.
fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count(values.len())
}

/// Changes over so many months, overlapping.
fn over(changes: &[f64], months: usize) -> Vec<f64> {
    changes.windows(months).map(|window| window.iter().sum()).collect()
}

/// Correlation of changes with those `lag` months later.
fn autocorrelation(changes: &[f64], lag: usize) -> f64 {
    let mean = mean(changes);
    let pairs = changes.iter().zip(&changes[lag.min(changes.len())..]);
    let products: f64 = pairs.map(|(before, after)| (before - mean) * (after - mean)).sum();
    products / (variance(changes) * count(changes.len()))
}

/// Lengths of the spells in which prices fall month after month.
fn falling(changes: &[f64]) -> Vec<usize> {
    changes.split(|change| *change >= 0.0).map(<[f64]>::len).filter(|length| *length > 0).collect()
}

/// Greatest fall from a height reached before (log, at most 0).
fn worst_fall(changes: &[f64]) -> f64 {
    let (mut price, mut height, mut worst) = (0.0, 0.0_f64, 0.0_f64);
    for change in changes {
        price += change;
        height = height.max(price);
        worst = worst.min(price - height);
    }
    worst
}

/// Largest distance between the distribution functions of two samples in ascending order.
fn distance(own: &[f64], reference: &[f64]) -> f64 {
    let share = |index: usize| count(index) / count(own.len());
    own.iter()
        .enumerate()
        .map(|(index, value)| {
            let less = reference.partition_point(|other| other < value);
            let at_most = reference.partition_point(|other| other <= value);
            let [below, until] = [less, at_most].map(|n| count(n) / count(reference.len()));
            // The own function steps here from index / n to (index + 1) / n.
            (share(index + 1) - until).max(below - share(index))
        })
        .fold(0.0, f64::max)
}
