//! Reads `[market]`.
//!
//! | key | unit | accepted | the baseline's number |
//! | --- | --- | --- | --- |
//! | `momentum` | share | 0 to 0.999 | second-hand homes in Shanghai from 2006 on |
//! | `pull_to_trend` | per year | 0 to 12 | 0: a pull gains little in likelihood |
//! | `trend` | log per year | -1 to 1 | new homes 2006-2015 |
//! | `initial_momentum` | log per month | -0.2 to 0.2, optional | December 2010 |
//! | `land.USE.leverage` | log per log | 0 to 5 | Hong Kong land sales 1985-2011: 1.4 to 1.6 |
//! | `land.USE.drift` | log per year | -1 to 1 | assumed |
//! | `land.USE.reversion` | per year | 0 to 12 | assumed |
//! | `land.USE.volatility` | log per sqrt year | 0 to 5 | leftover of Hong Kong's sales |
//! | `construction_cost.drift` | log per year | -1 to 1 | national consumer prices |
//! | `construction_cost.volatility` | log per sqrt year | 0 to 5 | national index 2008-2015 |
//! | `lending_rate.initial` | per year | 0 to 1 | benchmark of one to three years |
//! | `lending_rate.reversion` | per year | 0 to 12 | assumed |
//! | `lending_rate.volatility` | per year per sqrt year | 0 to 1 | benchmark rates |
//! | `lending_rate.policy_path` | per year, dated | 0 to 1 | no change foreseen |
//! | `construction_cost.replay` | index, dated | 0.01 to 100, optional | |
//! | `lending_rate.replay` | per year, dated | 0 to 1, optional | |
//! | `demand.reversion` | per year | 0 to 12 | a half-life of half a year |
//! | `demand.volatility` | log per sqrt year | 0 to 5 | fitted to auctions |
//! | `city_stock.initial` | months | 0 to 600, with `city_stock` | optional |
//! | `city_stock.rates` | months per month | one of -12 to 12 for each regime | |
//! | `city_stock.used_before_ha` | ha per year | 0 to 10^6 | |
//! | `correlation.FACTOR` | correlation | a row of six from -1 to 1 | assumed |
//! | `[[market.regime]]` | | 1 to 8 | estimated together with the momentum |
//! | `mean`, `volatility` | log per month | -0.2 or 0 to 0.2 | |
//! | `initial_probability` | probability | all sum to 1 | |
//! | `transition` | probability | a row that sums to 1 | |
//! | `bidder_multiplier` | factor | 0 to 100 | a mild shift |
//! | `default_rate` | probability | 0 to 1 | 2 of 567 plots in a normal year |
//! | `start_lag_mean` | months | 0 to 600 | contracts: a median of 364 days |
//! | `start_lag_sd` | months | 0 to 600 | assumed: actual lags scatter widely |

use crate::catalogue::land_use::ByUse;
use crate::quantity::SQUARE_METRES_PER_HECTARE;
use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::history::History;
use crate::rules::market::{CityStock, Factor, LandPrice, Market, Regime};
use crate::uncertainty::correlation;

use super::history;

/// Most regimes that a market may have.
const MOST_REGIMES: usize = 8;
/// How far the sum of a row of probabilities may be from 1, for those that are no round
/// binary numbers.
const PROBABILITY_TOLERANCE: f64 = 1e-9;

/// Reads the section; `known` is its history, when it was read before for the same case.
pub(super) fn read(section: &Section<'_>, known: Option<&History>) -> Market {
    let (cost, construction_cost_replay) = section.section("construction_cost", |cost| {
        let numbers = [
            cost.number("drift", "log per year", &signed()),
            cost.number("volatility", "log per sqrt year", &volatility()),
        ];
        (numbers, cost.optional_dated("replay", "index", &Accepted::number(0.01..=100.0)))
    });
    let (rate, policy_rate, lending_rate_replay) = section.section("lending_rate", |rate| {
        let numbers = [
            rate.number("initial", "per year", &Accepted::share()),
            rate.number("reversion", "per year", &Accepted::number(0.0..=12.0)),
            rate.number("volatility", "per year per sqrt year", &Accepted::share()),
        ];
        let policy = rate.dated("policy_path", "per year", &Accepted::share());
        (numbers, policy, rate.optional_dated("replay", "per year", &Accepted::share()))
    });
    let (demand_reversion, demand_volatility) = section.section("demand", |demand| {
        (
            demand.number("reversion", "per year", &Accepted::number(0.0..=12.0)),
            demand.number("volatility", "log per sqrt year", &volatility()),
        )
    });
    let regimes = read_regimes(section);
    let city_stock = section.optional("city_stock", |stock| CityStock {
        initial: stock.number("initial", "months", &Accepted::number(0.0..=600.0)),
        rates: stock.numbers(
            "rates",
            "months per month",
            &Accepted::number(-12.0..=12.0),
            regimes.len(),
        ),
        used_before_m2: SQUARE_METRES_PER_HECTARE
            * stock.number("used_before_ha", "ha per year", &Accepted::number(0.0..=1e6)),
    });
    Market {
        momentum: section.number("momentum", "share", &Accepted::number(0.0..=0.999)),
        pull_to_trend: section.number("pull_to_trend", "per year", &Accepted::number(0.0..=12.0)),
        trend: section.number("trend", "log per year", &signed()),
        initial_momentum: section.optional_number("initial_momentum", "log per month", &monthly()),
        regimes,
        city_stock,
        land: section.section("land", |land| {
            ByUse::of(|of_use| land.section(of_use.name(), read_land_price))
        }),
        construction_cost_drift: cost[0],
        construction_cost_volatility: cost[1],
        construction_cost_replay,
        lending_rate_replay,
        lending_rate_initial: rate[0],
        lending_rate_reversion: rate[1],
        lending_rate_volatility: rate[2],
        policy_rate,
        demand_reversion,
        demand_volatility,
        correlation_factor: section.section("correlation", read_correlation),
        history: read_history(section, known),
    }
}

/// Reads the history, from its file only once for a case.
fn read_history(section: &Section<'_>, known: Option<&History>) -> Option<History> {
    section.tolerate(&["history"]);
    known.cloned().or_else(|| section.optional("history", history::read))
}

/// Drifts and trends (log per year).
fn signed() -> Accepted {
    Accepted::number(-1.0..=1.0)
}

/// Volatilities (log per square root of a year).
fn volatility() -> Accepted {
    Accepted::number(0.0..=5.0)
}

/// Mean changes of a month: up to a fifth either way.
fn monthly() -> Accepted {
    Accepted::number(-0.2..=0.2)
}

/// Reads the land price of a use.
fn read_land_price(section: &Section<'_>) -> LandPrice {
    LandPrice {
        leverage: section.number("leverage", "log per log", &Accepted::number(0.0..=5.0)),
        drift: section.number("drift", "log per year", &signed()),
        reversion: section.number("reversion", "per year", &Accepted::number(0.0..=12.0)),
        volatility: section.number("volatility", "log per sqrt year", &volatility()),
    }
}

/// Reads the regimes in the order of the file: 1 to 8 with different ids, whose initial
/// probabilities sum to 1.
fn read_regimes(section: &Section<'_>) -> Vec<Regime> {
    let count = section.length("regime");
    let regimes = section.each("regime", |regime| read_regime(regime, count));
    let present = section.sound(&[]);
    if present && (regimes.is_empty() || regimes.len() > MOST_REGIMES) {
        section.find(
            "regime",
            format!("{count} regimes"),
            format!("1 to {MOST_REGIMES} tables [[market.regime]]"),
        );
    }
    for (index, regime) in regimes.iter().enumerate() {
        let stated = !regime.id.is_empty() || section.sound(&["regime"]);
        if stated && regimes[..index].iter().any(|earlier| earlier.id == regime.id) {
            section.find(
                "regime",
                format!("the id {:?} twice", regime.id),
                "regimes with different ids",
            );
        }
    }
    let total: f64 = regimes.iter().map(|regime| regime.initial_probability).sum();
    if section.sound(&["regime"]) && (total - 1.0).abs() > PROBABILITY_TOLERANCE {
        section.find(
            "regime",
            format!("initial probabilities that sum to {total}"),
            "initial probabilities that sum to 1",
        );
    }
    regimes
}

/// Reads a regime of `count`: its transitions are as many as there are regimes, and sum to
/// 1.
fn read_regime(section: &Section<'_>, count: usize) -> Regime {
    let transition = section.numbers("transition", "probability", &Accepted::share(), count);
    let total: f64 = transition.iter().sum();
    if section.sound(&["transition"]) && (total - 1.0).abs() > PROBABILITY_TOLERANCE {
        section.find(
            "transition",
            format!("a row that sums to {total}"),
            "probabilities that sum to 1",
        );
    }
    let regime = Regime {
        id: section.text("id"),
        mean: section.number("mean", "log per month", &monthly()),
        volatility: section.number("volatility", "log per month", &Accepted::number(0.0..=0.2)),
        initial_probability: section.number(
            "initial_probability",
            "probability",
            &Accepted::share(),
        ),
        transition,
        bidder_multiplier: section.number(
            "bidder_multiplier",
            "factor",
            &Accepted::number(0.0..=100.0),
        ),
        default_rate: section.number("default_rate", "probability", &Accepted::share()),
        start_lag_mean: section.number("start_lag_mean", "months", &Accepted::number(0.0..=600.0)),
        start_lag_sd: section.number("start_lag_sd", "months", &Accepted::number(0.0..=600.0)),
    };
    section.refuse_uncertain(&["initial_probability"]);
    regime
}

/// Reads the correlations of the monthly shocks, a row for each factor, and takes their
/// lower triangular factor; a matrix that is not symmetric with ones, or not positive
/// definite, is refused, and no correlation stands in.
fn read_correlation(section: &Section<'_>) -> [[f64; Factor::COUNT]; Factor::COUNT] {
    let mut matrix = [[0.0; Factor::COUNT]; Factor::COUNT];
    for (row, name) in matrix.iter_mut().zip(Factor::NAMES) {
        let numbers =
            section.numbers(name, "correlation", &Accepted::number(-1.0..=1.0), Factor::COUNT);
        row.copy_from_slice(&numbers);
    }
    if !section.sound(&Factor::NAMES) {
        return identity();
    }
    for (index, name) in Factor::NAMES.iter().enumerate() {
        let symmetric =
            (0..Factor::COUNT).all(|other| matrix[index][other] == matrix[other][index]);
        if matrix[index][index] != 1.0 || !symmetric {
            section.find(
                name,
                "a row that makes the matrix unsymmetric or has no 1 on the diagonal",
                "a symmetric matrix with 1 on the diagonal",
            );
        }
    }
    cholesky(&matrix).unwrap_or_else(|| {
        section.find(
            "house_price",
            "a matrix that is not positive definite",
            "correlations that can occur together (a positive definite matrix)",
        );
        identity()
    })
}

/// The matrix of no correlation, which is its own factor.
fn identity() -> [[f64; Factor::COUNT]; Factor::COUNT] {
    let mut matrix = [[0.0; Factor::COUNT]; Factor::COUNT];
    for (index, row) in matrix.iter_mut().enumerate() {
        row[index] = 1.0;
    }
    matrix
}

/// The lower triangular L with L L' = `matrix`, or `None` when the matrix is not positive definite.
fn cholesky(
    matrix: &[[f64; Factor::COUNT]; Factor::COUNT],
) -> Option<[[f64; Factor::COUNT]; Factor::COUNT]> {
    let rows: Vec<Vec<f64>> = matrix.iter().map(|row| row.to_vec()).collect();
    let lower = correlation::cholesky(&rows)?;
    let mut factor = [[0.0; Factor::COUNT]; Factor::COUNT];
    for (row, values) in factor.iter_mut().zip(&lower) {
        row.copy_from_slice(values);
    }
    Some(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_factor_multiplies_back_to_the_matrix() {
        let mut matrix = identity();
        for (row, column, value) in [(0, 5, 0.3), (1, 2, 0.5), (0, 3, 0.2), (3, 4, -0.4)] {
            matrix[row][column] = value;
            matrix[column][row] = value;
        }
        let lower = cholesky(&matrix).unwrap();
        for row in 0..Factor::COUNT {
            for column in 0..Factor::COUNT {
                let product: f64 =
                    (0..Factor::COUNT).map(|k| lower[row][k] * lower[column][k]).sum();
                assert!((product - matrix[row][column]).abs() < 1e-15);
            }
        }
    }

    #[test]
    fn impossible_correlations_have_no_factor() {
        let mut matrix = identity();
        for (row, column, value) in [(0, 1, 0.9), (1, 2, 0.9), (0, 2, -0.9)] {
            matrix[row][column] = value;
            matrix[column][row] = value;
        }
        assert_eq!(cholesky(&matrix), None);
    }
}
