//! House prices and regimes against closed forms (checks 3.1 to 3.3).

#[expect(dead_code, reason = "each test file uses its own part of the drafts")]
mod draft;
#[expect(dead_code, reason = "each test file uses its own part of the judges")]
mod judge;

use draft::{Draft, average, changes, each_path, one_regime};
use judge::{
    assert_agrees, assert_distribution, assert_probability, assert_within_one_percent, mean_of,
    variance_of,
};
use landsim::calendar::Month;
use landsim::quantity::count;
use landsim::scenario::Scenario;
use statrs::distribution::{ContinuousCDF, Normal};

/// Longest path a scenario allows; long paths are the cheapest sample of what is stationary.
const LONG: usize = 600;
/// Months after which momentum of 0.7 has forgotten its start (0.7^60 = 5e-10).
const FORGOTTEN: usize = 60;
/// Rounding that two orders of the same few operations may differ by.
const ROUNDING: f64 = 1e-12;

#[test]
fn house_prices_of_one_regime_without_momentum_are_normal() {
    // Check 3.1. The variance of n normals has a relative standard error of √(2/n) = 0.19 %, so an
    // error of 1 % is 5.2 standard errors and found with 90 %; the mean, 1 % of which is 34
    // standard errors, is far more precise. The variance is taken around the mean of the claim.
    let (mean, volatility, months, trials) = (0.004, 0.003, 12, 545_000);
    let (center, variance) = (mean * count(months), volatility * volatility * count(months));
    let mut last = Vec::new();
    each_path(&one_regime(0.0, mean, volatility).months(months + 1).scenario(), trials, |path| {
        last.push(path.house_price[Month::at(months)]);
    });
    assert_within_one_percent("mean of H(12)", mean_of(&last), center);
    assert_within_one_percent("variance of H(12)", variance_of(&last, center), variance);
    let normal = Normal::new(center, variance.sqrt()).expect("a positive variance");
    assert_distribution("H(12)", &mut last, |x| normal.cdf(x));
}

#[test]
fn momentum_makes_changes_autoregressive_and_spreads_long_horizons() {
    // Check 3.2. g is AR(1) around m: variance v = s²/(1-φ²), autocovariance φ v at one month. The
    // variance of the sum of k changes is v (k + 2 Σ_{j<k} (k-j) φ^j); with the geometric sums
    // worked out, the variance ratio is (1+φ)/(1-φ) - 2 φ (1-φ^k) / (k (1-φ)²).
    // The start at g = m has no variance, and the burn-in leaves nothing of that.
    // Twelve-month sums overlap, so a path of 528 of them is worth about 48 independent ones.
    let (momentum, mean, volatility, span, trials) = (0.7_f64, 0.004, 0.003, 12, 12_000);
    let variance = volatility * volatility / (1.0 - momentum * momentum);
    let k = count(span);
    let ratio = (1.0 + momentum) / (1.0 - momentum)
        - 2.0 * momentum * (1.0 - momentum.powi(12)) / (k * (1.0 - momentum) * (1.0 - momentum));
    let (mut own, mut neighbours, mut residuals, mut sums) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    each_path(&one_regime(momentum, mean, volatility).months(LONG).scenario(), trials, |path| {
        let late = &path.house_price.as_slice()[FORGOTTEN..];
        let deviations: Vec<f64> = changes(late).iter().map(|change| change - mean).collect();
        let square = |x: f64| x * x;
        own.push(average(deviations.iter().map(|x| square(*x))));
        neighbours.push(average(deviations.windows(2).map(|pair| pair[0] * pair[1])));
        residuals.push(average(
            deviations.windows(2).map(|pair| pair[0] * (pair[1] - momentum * pair[0])),
        ));
        sums.push(average(
            late.windows(span + 1).map(|months| square(months[span] - months[0] - k * mean)),
        ));
    });
    assert_within_one_percent("variance of monthly changes", mean_of(&own), variance);
    assert_within_one_percent(
        "autocovariance at one month",
        mean_of(&neighbours),
        momentum * variance,
    );
    assert_agrees(
        "what momentum leaves unexplained",
        mean_of(&residuals),
        0.0,
        0.01 * momentum * variance,
    );
    assert_within_one_percent(
        "variance of twelve-month changes",
        mean_of(&sums),
        k * ratio * variance,
    );
}

#[test]
fn the_first_change_carries_over_the_initial_momentum() {
    // Without shocks H(1) = φ g(0) + (1-φ) m[S(0)] + pull/12 (0 - 0), and g(0) is the key
    // initial_momentum or, without it, m[S(0)].
    let quiet: [(f64, f64, f64, &[f64]); 2] =
        [(-0.02, 0.0, 0.5, &[0.5, 0.5]), (0.03, 0.0, 0.5, &[0.5, 0.5])];
    let draft = Draft::baseline().regimes(&quiet).months(2);
    let means = [-0.02, 0.03];
    each_path(
        &draft.clone().with("[market]\nmomentum = 0.6\ninitial_momentum = 0.01").scenario(),
        50,
        |path| {
            assert!(
                (path.house_price[Month::new(1)]
                    - (0.6 * 0.01 + 0.4 * means[path.regime[Month::START]]))
                    .abs()
                    < ROUNDING
            );
        },
    );
    each_path(
        &draft.without_initial_momentum().with("[market]\nmomentum = 0.6").scenario(),
        50,
        |path| {
            assert!(
                (path.house_price[Month::new(1)] - means[path.regime[Month::START]]).abs()
                    < ROUNDING
            );
        },
    );
}

#[test]
fn house_prices_follow_the_recursion_of_the_regime_they_leave() {
    // With the volatilities at 0 the regimes alone drive prices, so the path can be worked out from
    // them: the change into t + 1 belongs to the regime and the gap to trend of month t.
    let regimes: [(f64, f64, f64, &[f64]); 2] =
        [(-0.01, 0.0, 0.4, &[0.7, 0.3]), (0.02, 0.0, 0.6, &[0.2, 0.8])];
    let means = [-0.01, 0.02];
    let (momentum, pull, trend) = (0.7, 0.2, 0.05);
    let draft = Draft::baseline().without_initial_momentum().regimes(&regimes).months(120);
    let text = format!("[market]\nmomentum = {momentum}\npull_to_trend = {pull}\ntrend = {trend}");
    each_path(&draft.with(&text).scenario(), 200, |path| {
        let (mut level, mut change) = (0.0, means[path.regime[Month::START]]);
        for month in Month::first(119) {
            assert!((path.house_price[month] - level).abs() < ROUNDING, "month {month}");
            let gap = trend * count(month.place()) / 12.0 - level;
            change = momentum * change
                + (1.0 - momentum) * means[path.regime[month]]
                + pull / 12.0 * gap;
            level += change;
        }
    });
}

/// The distribution that a transition matrix leaves unchanged, by power iteration.
fn stationary(matrix: &[&[f64]]) -> Vec<f64> {
    let mut shares = vec![1.0 / count(matrix.len()); matrix.len()];
    for _ in 0..10_000 {
        shares = (0..matrix.len())
            .map(|to| matrix.iter().zip(&shares).map(|(row, share)| share * row[to]).sum())
            .collect();
    }
    shares
}

/// Shares of the months after `burn_in` that each path spends in each of three regimes.
fn shares_by_trial(scenario: &Scenario, trials: u64, burn_in: usize) -> [Vec<f64>; 3] {
    let mut shares = [const { Vec::new() }; 3];
    each_path(scenario, trials, |path| {
        let late = &path.regime.as_slice()[burn_in..];
        for (regime, shares) in shares.iter_mut().enumerate() {
            shares.push(
                count(late.iter().filter(|state| **state == regime).count()) / count(late.len()),
            );
        }
    });
    shares
}

#[test]
fn regime_shares_are_those_of_the_stationary_distribution() {
    // Check 3.3. Months of a path depend on each other, so paths are the replicates. This matrix
    // mixes fast, so that 4000 of them are enough. All start in the same regime, and the second
    // eigenvalue of 0.3 leaves nothing of that after the burn-in.
    let matrix: [&[f64]; 3] = [&[0.5, 0.3, 0.2], &[0.2, 0.6, 0.2], &[0.3, 0.4, 0.3]];
    let draft = Draft::baseline().regimes(&[
        (0.0, 0.0, 0.0, matrix[0]),
        (0.0, 0.0, 0.0, matrix[1]),
        (0.0, 0.0, 1.0, matrix[2]),
    ]);
    let shares = shares_by_trial(&draft.months(LONG).scenario(), 4_000, FORGOTTEN);
    for (regime, expected) in stationary(&matrix).into_iter().enumerate() {
        assert_within_one_percent(
            &format!("share of regime {regime}"),
            mean_of(&shares[regime]),
            expected,
        );
    }
}

#[test]
fn the_baseline_spends_its_months_as_its_matrix_says() {
    // The shipped matrix keeps slumps for thirty months on average, so a path is worth few
    // independent months of them, and an error of 3 % is what 30,000 paths find.
    let scenario = Draft::baseline().months(LONG).scenario();
    let regimes = &scenario.rules.market.regimes;
    let matrix: Vec<&[f64]> = regimes.iter().map(|regime| regime.transition.as_slice()).collect();
    let shares = shares_by_trial(&scenario, 30_000, 240);
    for (regime, expected) in stationary(&matrix).into_iter().enumerate() {
        assert_agrees(
            &format!("share of regime {regime}"),
            mean_of(&shares[regime]),
            expected,
            0.03 * expected,
        );
    }
}

#[test]
fn regimes_begin_and_move_with_the_probabilities_stated() {
    // Given where it starts, each transition is an independent draw. 1 % of a probability of 0.2 is
    // found with 1.07 million of them, and the rarest regime has 0.23 of the 5.4 million months.
    // Month 0 has a run of its own: 1 % of 0.25 is found with 802,000 paths.
    let matrix: [&[f64]; 3] = [&[0.5, 0.3, 0.2], &[0.2, 0.6, 0.2], &[0.3, 0.4, 0.3]];
    let initial = [0.25, 0.4, 0.35];
    let regimes = [0, 1, 2].map(|regime| (0.0, 0.0, initial[regime], matrix[regime]));
    let mut moves = [[0_usize; 3]; 3];
    let mut begun = [0_usize; 3];
    let draft = Draft::baseline().regimes(&regimes);
    each_path(&draft.clone().months(1).scenario(), 810_000, |path| {
        begun[path.regime[Month::START]] += 1;
    });
    for (regime, found) in begun.iter().enumerate() {
        assert_probability(&format!("month 0 in {regime}"), *found, 810_000, initial[regime]);
    }
    each_path(&draft.months(61).scenario(), 90_000, |path| {
        for pair in path.regime.as_slice().windows(2) {
            moves[pair[0]][pair[1]] += 1;
        }
    });
    for (from, row) in moves.iter().enumerate() {
        for (to, found) in row.iter().enumerate() {
            assert_probability(
                &format!("from {from} to {to}"),
                *found,
                row.iter().sum(),
                matrix[from][to],
            );
        }
    }
}
