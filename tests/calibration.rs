//! Fitted regimes against another implementation, a likelihood summed over all sequences,
//! and known chains.

#![expect(clippy::disallowed_methods, reason = "an oracle does not use the code under test")]
#![expect(clippy::expect_used, reason = "a fit that cannot be put to the test has failed")]

use landsim::calibration::regimes::fit;
use landsim::calibration::regimes::fitted::Fit;
use landsim::calibration::regimes::terms::Terms;
use landsim::ensemble::scores::error_of_mean;
use landsim::quantity::count;
use landsim::reader::column::read_changes;
use landsim::uncertainty::normal;
use landsim::uncertainty::stream::{EntityKey, uniform};

fn shanghai(column: &str) -> Vec<f64> {
    let name = format!("{column}_mom_index_prev_month_100");
    let (rows, _) = read_changes("builtin:shanghai_house_price_monthly", &name).expect("history");
    rows.into_iter().map(|(_, change)| change).collect()
}

fn near(what: &str, found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{what}: {found}, not {expected}");
}

#[test]
fn three_regimes_of_shanghai_are_those_of_another_program() {
    // statsmodels 0.14 (Python), MarkovRegression with switching variance, 246 changes of
    // second-hand homes in per cent: means -0.40750, 0.36321, 1.55512 (se 0.0723, 0.0592, 0.2487),
    // sd 0.38516, 0.33605, 1.41159, stays of 6.528, 6.694 and 7.161 months, log likelihood
    // -219.40853. (Its errors come from another estimate of the curvature.)
    let changes = shanghai("second_hand");
    assert_eq!(changes.len(), 246);
    let found = fit(&changes, 3, Terms::NONE, 20).expect("it can be fitted");
    assert_eq!((found.observations, found.parameters), (246, 12));
    for (at, (mean, sd, stay, se)) in [
        (-0.407_50, 0.385_16, 6.528, 0.0723),
        (0.363_21, 0.336_05, 6.694, 0.0592),
        (1.555_12, 1.411_59, 7.161, 0.2487),
    ]
    .into_iter()
    .enumerate()
    {
        let regime = &found.regimes[at];
        near("mean", 100.0 * regime.mean.value, mean, 5e-4);
        near("sd", 100.0 * regime.volatility.value, sd, 5e-4);
        near("stay", regime.duration, stay, 0.02);
        near("error", 100.0 * regime.mean.se.expect("an error"), se, 0.008);
    }
    // In per cent a density is a hundredth as high.
    let in_percent = found.log_likelihood - count(246) * 100.0_f64.ln();
    near("log likelihood", in_percent, -219.408_53, 1e-3);
    // Within two standard errors of the published fit: -0.40, 0.37 and 1.56 % a month.
    for (regime, published) in found.regimes.iter().zip([-0.40, 0.37, 1.56]) {
        let off = 100.0 * regime.mean.value - published;
        assert!(off.abs() < 2.0 * 100.0 * regime.mean.se.expect("an error"), "{off}");
    }
}

/// The likelihood of a chain summed over all sequences of regimes.
fn likelihood_by_sequences(found: &Fit, changes: &[f64]) -> f64 {
    let regimes = found.regimes.len();
    let months = changes.len() - 1;
    let mut sum = 0.0;
    for sequence in 0..regimes.pow(u32::try_from(months).expect("few months")) {
        let mut rest = sequence;
        let mut probability = 1.0;
        let mut before = None;
        for pair in changes.windows(2) {
            let now = rest % regimes;
            rest /= regimes;
            let regime = &found.regimes[now];
            probability *= match before {
                None => regime.share,
                Some(before) => {
                    let from: &landsim::calibration::regimes::fitted::FittedRegime =
                        &found.regimes[before];
                    from.transition[now].value
                }
            };
            before = Some(now);
            let momentum = found.momentum.value;
            let mean = momentum * pair[0] + (1.0 - momentum) * regime.mean.value;
            let sd = regime.volatility.value;
            let z = (pair[1] - mean) / sd;
            probability *= (-0.5 * z * z).exp() / (sd * std::f64::consts::TAU.sqrt());
        }
        sum += probability;
    }
    sum.ln()
}

/// Changes of a chain of two regimes with momentum 0.5.
fn simulated(months: usize, seed: u64) -> Vec<f64> {
    let mut words = vec![0; 2 * months];
    EntityKey::market(seed).market_draws(0, &mut words);
    let (mut regime, mut change) = (0, 0.0);
    words
        .chunks_exact(2)
        .map(|pair| {
            let stay = [0.95, 0.90][regime];
            if uniform(pair[0]) > stay {
                regime = 1 - regime;
            }
            let (mean, sd) = [(-0.004, 0.004), (0.012, 0.008)][regime];
            change = 0.5 * change + 0.5 * mean + sd * normal::inverse(uniform(pair[1]));
            change
        })
        .collect()
}

#[test]
fn the_likelihood_is_the_sum_over_all_sequences() {
    let changes = simulated(400, 3);
    for (regimes, momentum) in [(2, Terms::MOMENTUM), (3, Terms::NONE)] {
        // Ten months are few enough for 3^9 sequences; the fit to them is as good as
        // any parameters.
        let few = &changes[..31];
        let found = fit(few, regimes, momentum, 3).expect("it can be fitted");
        let short: Vec<f64> = few[..10].to_vec();
        let again = landsim::calibration::regimes::log_likelihood(&found, &short);
        near("log likelihood", again, likelihood_by_sequences(&found, &short), 1e-9);
        assert!(found.smoothed.iter().all(|row| (row.iter().sum::<f64>() - 1.0).abs() < 1e-9));
    }
}

#[test]
fn parameters_of_a_known_chain_are_found_with_their_errors() {
    // 40 chains of 1,000 months: each estimate lies within its 95 % interval in 38 of 40
    // on average, and in fewer than 32 less often than once in 2,000 times for each of
    // eight parameters.
    let truth = [0.5, -0.004, 0.012, 0.004, 0.008, 0.95, 0.90];
    let mut inside = [0; 7];
    for seed in 0..40 {
        let found = fit(&simulated(1_000, 100 + seed), 2, Terms::MOMENTUM, 4).expect("a fit");
        let [low, high] = [&found.regimes[0], &found.regimes[1]];
        let estimates = [
            found.momentum,
            low.mean,
            high.mean,
            low.volatility,
            high.volatility,
            low.transition[0],
            high.transition[1],
        ];
        for ((count, estimate), truth) in inside.iter_mut().zip(estimates).zip(truth) {
            let se = estimate.se.expect("an error");
            *count += usize::from((estimate.value - truth).abs() <= 1.96 * se);
        }
    }
    assert!(inside.iter().all(|count| *count >= 32), "{inside:?}");
}

#[test]
fn a_pull_to_a_line_is_found_with_its_error() {
    // 40 histories of 600 months with a momentum of 0.5, pulled to a line of 4 % a year by 0.6 a
    // year from 30 % below it. Estimates of pulls are biased upwards by some 10 % at this length
    // (as those of momentum downwards), hence the wider interval; with it at most one in five
    // misses but once in 300 times.
    let (mut inside, mut sum) = ([0; 3], 0.0);
    for seed in 0..40 {
        let mut words = vec![0; 600];
        EntityKey::market(900 + seed).market_draws(0, &mut words);
        let (mut price, mut change) = (0.0, 0.0);
        let changes: Vec<f64> = (0_usize..)
            .zip(&words)
            .map(|(month, word)| {
                let gap = 0.30 + 0.04 * count(month) / 12.0 - price;
                let own = 0.5 * change + 0.5 * 0.04 / 12.0;
                change = own + 0.6 / 12.0 * gap + 0.005 * normal::inverse(uniform(*word));
                price += change;
                change
            })
            .collect();
        let terms = Terms { momentum: true, pull: true };
        let found = fit(&changes, 1, terms, 1).expect("a fit");
        let pull = found.pull.expect("a pull");
        near("height", pull.height, 0.30, 0.1);
        near("gap", pull.last_gap, pull.height + pull.trend.value * 50.0 - price, 1e-12);
        near("regime", found.regimes[0].mean.value, pull.trend.value / 12.0, 1e-9);
        sum += pull.pull.value;
        let all = [(found.momentum, 0.5), (pull.pull, 0.6), (pull.trend, 0.04)];
        for (inside, (estimate, truth)) in inside.iter_mut().zip(all) {
            let se = estimate.se.expect("an error");
            *inside += usize::from((estimate.value - truth).abs() <= 2.2 * se);
        }
    }
    assert!(inside.iter().all(|count| *count >= 32), "{inside:?}");
    near("mean of pulls", sum / 40.0, 0.63, 0.06);
}

#[test]
fn what_cannot_be_fitted_is_not() {
    assert_eq!(fit(&[0.01; 50], 2, Terms::MOMENTUM, 3), None, "nothing varies");
    assert_eq!(fit(&simulated(15, 1), 2, Terms::MOMENTUM, 3), None, "too few months");
    assert_eq!(fit(&[], 1, Terms::MOMENTUM, 3), None);
    let one = fit(&simulated(200, 1), 1, Terms::NONE, 3).expect("a fit");
    let changes = simulated(200, 1);
    let mean = changes.iter().sum::<f64>() / 200.0;
    near("mean", one.regimes[0].mean.value, mean, 1e-9);
    assert_eq!((one.parameters, one.observations, one.regimes[0].share), (2, 200, 1.0));
    assert_eq!(one.momentum.se, None, "what is fixed has no error");
    // The error of a mean: sd / sqrt n, exactly so at the top of a normal likelihood.
    let se = one.regimes[0].mean.se.expect("an error");
    near("error", se / (one.regimes[0].volatility.value / 200.0_f64.sqrt()), 1.0, 1e-4);
}

#[test]
fn draws_spread_as_slopes_do_and_not_as_the_curvature_alone_says() {
    // One regime without momentum, fitted to changes that do have momentum: the model is wrong, and
    // its mean scatters as the mean of correlated values does (Newey and West's error, with floor(4
    // (200 / 100)^(2/9)) = 4 lags).
    let changes = simulated(200, 1);
    let one = fit(&changes, 1, Terms::NONE, 3).expect("a fit");
    let at = |normal: f64| one.drawn(&[normal, 0.0]).means[0];
    let expected = error_of_mean(&changes, 4).expect("an error");
    near("spread", (at(1.0) - at(0.0)) / expected, 1.0, 1e-3);
    assert!(expected > 1.2 * one.regimes[0].mean.se.expect("an error"), "else nothing is tested");
}
