//! What history gives to the market: changes of house prices with the regimes most likely
//! behind them.
//!
//! A replayed or resampled month has a regime, too, since bidding, default and start lags
//! are stated by regime. It is classified once, under the scenario's own momentum, means,
//! volatilities and transitions (Viterbi's algorithm); the pull to trend, which needs the
//! level, is left out.

use crate::calendar::{ByMonth, Calendar, YearMonth};
use crate::quantity::count;
use crate::rules::history::{History, HistoryMode};
use crate::rules::market::{Market, Regime};
use crate::uncertainty::elementary::ln;

/// Smallest standard deviation of a regime's shock when history is classified; an index rounded to
/// 0.1 cannot show less.
const SMALLEST_CLASSIFIED_SD: f64 = 5e-4;

/// Changes of house prices that history gives, by month of the horizon or as a stock to
/// draw from.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum HistoryPath {
    /// No history: the recursion alone moves prices.
    None,
    /// The change and the regime of each replayed month; `None` where history is silent.
    Replay(ByMonth<Option<(f64, usize)>>),
    /// Changes with their regimes in order of time, and the probability of starting a new
    /// block in a month: one over the mean length of a block (Politis and Romano 1994).
    Bootstrap(Vec<(f64, usize)>, f64),
}

impl HistoryPath {
    /// What history gives to a market over the months of a calendar.
    pub(super) fn new(market: &Market, calendar: &Calendar) -> Self {
        let Some(history) = &market.history else { return Self::None };
        let classified: Vec<(f64, usize)> = history
            .changes
            .iter()
            .copied()
            .zip(most_likely_regimes(market, &history.changes))
            .collect();
        match history.mode {
            HistoryMode::Bootstrap { mean_block_months } => {
                Self::Bootstrap(classified, 1.0 / mean_block_months)
            }
            HistoryMode::Replay => Self::Replay(
                calendar
                    .months()
                    .map(|month| in_history(history, calendar.date(month)).map(|at| classified[at]))
                    .collect(),
            ),
        }
    }
}

/// Place of a calendar month among the changes of a history.
fn in_history(history: &History, date: YearMonth) -> Option<usize> {
    usize::try_from(date.months_since(history.first)).ok().filter(|at| *at < history.changes.len())
}

/// The most likely sequence of regimes behind observed changes (Viterbi's algorithm), under
/// the model's momentum, means, volatilities and transitions; the pull to trend is left
/// out. All regimes are equally likely in the first month.
fn most_likely_regimes(market: &Market, changes: &[f64]) -> Vec<usize> {
    let regimes = &market.regimes;
    let fit = |regime: &Regime, before: Option<f64>, change: f64| {
        let sd = regime.volatility.max(SMALLEST_CLASSIFIED_SD);
        let mean = before.map_or(regime.mean, |before| {
            market.momentum * before + (1.0 - market.momentum) * regime.mean
        });
        let z = (change - mean) / sd;
        -0.5 * z * z - ln(sd)
    };
    let log =
        |probability: f64| if probability > 0.0 { ln(probability) } else { f64::NEG_INFINITY };
    let Some(first) = changes.first() else { return Vec::new() };
    let mut score: Vec<f64> = regimes
        .iter()
        .map(|regime| log(1.0 / count(regimes.len())) + fit(regime, None, *first))
        .collect();
    let mut came_from: Vec<Vec<usize>> = Vec::new();
    for pair in changes.windows(2) {
        let best_before: Vec<(usize, f64)> = (0..regimes.len())
            .map(|to| {
                best(
                    regimes
                        .iter()
                        .zip(&score)
                        .map(|(from, score)| score + log(from.transition[to])),
                )
            })
            .collect();
        score = best_before
            .iter()
            .zip(regimes)
            .map(|((_, score), regime)| score + fit(regime, Some(pair[0]), pair[1]))
            .collect();
        came_from.push(best_before.into_iter().map(|(from, _)| from).collect());
    }
    let mut path = vec![best(score.into_iter()).0];
    for step in came_from.iter().rev() {
        let after = path[path.len() - 1];
        path.push(step[after]);
    }
    path.reverse();
    path
}

/// Index and value of the greatest, the first of equals.
fn best(values: impl Iterator<Item = f64>) -> (usize, f64) {
    values.enumerate().fold((0, f64::NEG_INFINITY), |best, (index, value)| {
        if value > best.1 { (index, value) } else { best }
    })
}
