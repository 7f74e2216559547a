//! Forecasts, scores and diagnostics against definitions, closed forms and worlds in which the
//! truth is known.

#![expect(clippy::disallowed_methods, reason = "an oracle does not use the code under test")]
#![expect(clippy::expect_used, reason = "a helper of a test stops it by saying what should hold")]

use landsim::calendar::YearMonth;
use landsim::calibration::backtest::{
    Design, Forecast, Forecaster, HORIZONS, forecasts, house_prices, scores, tenths,
};
use landsim::calibration::diagnostics::{Statistic, all, diagnose};
use landsim::calibration::regimes::fit;
use landsim::calibration::regimes::terms::Terms;
use landsim::ensemble::scores::{Predicted, error_of_mean};
use landsim::quantity::count;
use landsim::scenario::Scenario;
use landsim::tables::backtest::Backtest;
use landsim::uncertainty::normal;
use landsim::uncertainty::stream::{EntityKey, uniform};

fn near(what: &str, found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{what}: {found}, not {expected}");
}

fn baseline() -> Scenario {
    Scenario::baseline().expect("the baseline is valid")
}

/// Independent standard normals.
fn normals(seed: u64, number: usize) -> Vec<f64> {
    let mut words = vec![0; number];
    EntityKey::market(seed).words(0, &mut words);
    words.into_iter().map(|word| normal::inverse(uniform(word))).collect()
}

/// Changes with a momentum of 0.7, a mean of 0.4 % and shocks of 0.5 %, long after they began.
fn autoregression(seed: u64, months: usize) -> Vec<f64> {
    let step = |change: &mut f64, z: f64| {
        *change = 0.7 * *change + 0.3 * 0.004 + 0.005 * z;
        Some(*change)
    };
    let all: Vec<f64> = normals(seed, months + 60).into_iter().scan(0.004, step).collect();
    all[60..].to_vec()
}

#[test]
fn scores_of_a_normal_are_their_integrals() {
    let predicted = Predicted::Normal { mean: 0.3, sd: 2.0 };
    for outcome in [-4.0_f64, 0.3, 1.7] {
        // CRPS = ∫ (F(x) - 1{x >= y})² dx, by the midpoint rule.
        let step = 1e-3;
        let integral: f64 = (-20_000..20_000)
            .map(|at| {
                let x = (f64::from(at) + 0.5) * step;
                let above = if x >= outcome { 1.0 } else { 0.0 };
                (0.5 * libm::erfc(-(x - 0.3) / 2.0 / 2.0_f64.sqrt()) - above).powi(2) * step
            })
            .sum();
        near("crps", predicted.crps(outcome), integral, 1e-5);
        let z = (outcome - 0.3) / 2.0;
        let density = (-0.5 * z * z).exp() / (2.0 * std::f64::consts::TAU.sqrt());
        near("log score", predicted.log_score(outcome), -density.ln(), 1e-12);
    }
    near("below", predicted.below(0.3), 0.5, 1e-15);
    near("quantile", predicted.quantile(0.975), 0.3 + 2.0 * 1.959_963_984_540_054, 1e-12);
}

#[test]
fn scores_of_a_sample_are_their_definitions() {
    let values = vec![3.0, -1.0, 0.5, 0.5, 7.0, 2.25];
    let n = count(values.len());
    let predicted = Predicted::sample(values.clone());
    for outcome in [-3.0, 0.5, 2.0, 9.0] {
        let apart: f64 = values.iter().map(|value| (value - outcome).abs()).sum::<f64>() / n;
        let pairs = values.iter().flat_map(|left| values.iter().map(move |right| left - right));
        let crps = apart - 0.5 * pairs.map(f64::abs).sum::<f64>() / (n * n);
        near("crps", predicted.crps(outcome), crps, 1e-14);
        // Silverman: 0.9 min(sd, interquartile range / 1.34) n^-0.2; quartiles 0.5 and
        // 2.8125 (type 7).
        let mean = values.iter().sum::<f64>() / n;
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
        let width = 0.9 * variance.sqrt().min((2.8125 - 0.5) / 1.34) * n.powf(-0.2);
        let density = values
            .iter()
            .map(|value| (-0.5 * ((outcome - value) / width).powi(2)).exp())
            .sum::<f64>()
            / (n * width * std::f64::consts::TAU.sqrt());
        near("log score", predicted.log_score(outcome), -density.ln(), 1e-12);
    }
    near("below, equal ones by half", predicted.below(0.5), 2.0 / 6.0, 1e-15);
}

#[test]
fn errors_of_overlapping_means_count_the_overlap() {
    // By hand: mean 2, deviations -1, 0, -1, 2; c0 = 6/4, c1 = (0 + 0 - 2)/4, c2 = (1 + 0)/4;
    // lag 2: c0 + 2 (2/3 c1 + 1/3 c2) = 1.5 - 2/3 + 1/6 = 1; over 4.
    let values = [1.0, 2.0, 1.0, 4.0];
    near("lag 2", error_of_mean(&values, 2).expect("an error"), 0.5, 1e-14);
    near("lag 0", error_of_mean(&values, 0).expect("an error"), (1.5_f64 / 4.0).sqrt(), 1e-14);
    assert_eq!(error_of_mean(&[1.0], 3), None);
}

#[test]
fn forecasts_of_a_world_that_is_as_the_model_says_are_right() {
    // 100 histories of 100 months, a forecast from each over 12 months. The distance of 100
    // uniforms from their distribution is above 0.163 once in 100 times (Kolmogorov); the 80 %
    // bands hold 70 to 90 of the outcomes but once in 80 times. Bands that are 30 % too narrow hold
    // 63, and 70 or more once in ten times.
    let design = Design { starts: 1, trials: 300, seed: 5 };
    let shell = baseline();
    let mut inside = 0;
    let mut below: Vec<f64> = (0..100)
        .map(|history| {
            let changes = autoregression(1_000 + history, 112);
            let found = forecasts(&shell, &changes, 100, &design);
            let is_asked = |forecast: &&Forecast| {
                (forecast.forecaster, forecast.horizon) == (Forecaster::Regimes, 12)
            };
            let found = found.iter().find(is_asked).expect("a forecast");
            let [low, high] = found.bands[1];
            inside += usize::from((low..=high).contains(&found.outcome));
            found.below
        })
        .collect();
    below.sort_unstable_by(f64::total_cmp);
    let n = count(below.len());
    let distance = (0_usize..)
        .zip(&below)
        .map(|(rank, value)| {
            (value - count(rank) / n).abs().max((value - count(rank + 1) / n).abs())
        })
        .fold(0.0, f64::max);
    assert!(distance < 0.163, "{distance}");
    assert!((70..=90).contains(&inside), "{inside} of 100");
}

#[test]
fn a_forecast_of_one_regime_has_the_moments_of_its_recursion() {
    // With estimates instead of draws around them: mean and variance of the sum of 12 changes of an
    // autoregression from its last change; the error of a mean of 20,000 is below 0.02
    // sd at four sigma.
    let changes = autoregression(7, 400);
    let found = fit(&changes, 1, Terms::MOMENTUM, 1).expect("a fit");
    let regime = &found.regimes[0];
    let (m, mean, sd) = (found.momentum.value, regime.mean.value, regime.volatility.value);
    let mut scenario = baseline();
    let draw = found.drawn(&[]);
    assert_eq!((draw.momentum, draw.means[0], draw.next_regime[0]), (m, mean, 1.0));
    let only = scenario.rules.market.regimes[0].clone();
    scenario.rules.market.regimes = vec![landsim::rules::market::Regime {
        mean: draw.means[0],
        volatility: draw.volatilities[0],
        transition: vec![1.0],
        initial_probability: 1.0,
        ..only
    }];
    (scenario.rules.market.momentum, scenario.rules.market.pull_to_trend) = (draw.momentum, 0.0);
    let last = changes[changes.len() - 1];
    scenario.rules.market.initial_momentum = Some(last);
    let ends = house_prices(&scenario, (20_000, 3), |path| path[12]);
    let (mut expected, mut variance) = (0.0, 0.0);
    for month in 1..=12_i32 {
        expected += mean + m.powi(month) * (last - mean);
        // A shock counts in all months after it: sd (1 - m^k) / (1 - m) with k months left.
        variance += (sd * (1.0 - m.powi(month)) / (1.0 - m)).powi(2);
    }
    let n = count(ends.len());
    let average = ends.iter().sum::<f64>() / n;
    let spread = ends.iter().map(|end| (end - average).powi(2)).sum::<f64>() / n;
    near("mean", average, expected, 0.02 * variance.sqrt());
    near("variance", spread / variance, 1.0, 0.04);
}

#[test]
fn draws_scatter_as_the_errors_say() {
    let changes = autoregression(11, 500);
    let found = fit(&changes, 1, Terms::MOMENTUM, 1).expect("a fit");
    assert_eq!(found.dimensions(), 3);
    let z = normals(4, 3 * 20_000);
    let draws: Vec<_> = z.chunks(3).map(|normals| found.drawn(normals)).collect();
    let n = count(draws.len());
    for (what, of, estimate) in [
        (
            "momentum",
            (|draw| draw.momentum) as fn(&landsim::calibration::regimes::Draw) -> f64,
            found.momentum,
        ),
        ("mean", |draw| draw.means[0], found.regimes[0].mean),
        ("volatility", |draw| draw.volatilities[0], found.regimes[0].volatility),
    ] {
        let average = draws.iter().map(of).sum::<f64>() / n;
        let sd = (draws.iter().map(|draw| (of(draw) - average).powi(2)).sum::<f64>() / n).sqrt();
        let se = estimate.se.expect("an error");
        near(what, average, estimate.value, 0.1 * se);
        // The delta method is a tangent; over one standard error it is off by a few per cent.
        near(what, sd / se, 1.0, 0.06);
    }
}

#[test]
fn naive_forecasts_are_those_of_their_formulas() {
    let changes = autoregression(2, 100);
    let found = forecasts(&baseline(), &changes, 60, &Design { starts: 1, trials: 100, seed: 1 });
    // 40 months are left: horizons to 24 for four forecasters.
    assert_eq!(found.len(), 4 * 5);
    let past = &changes[..60];
    let mean = past.iter().sum::<f64>() / 60.0;
    let sd = (past.iter().map(|change| (change - mean).powi(2)).sum::<f64>() / 60.0).sqrt();
    let root = (past.iter().map(|change| change.powi(2)).sum::<f64>() / 60.0).sqrt();
    for forecast in &found {
        near("outcome", forecast.outcome, changes[60..60 + forecast.horizon].iter().sum(), 1e-15);
        let months = count(forecast.horizon);
        let (middle, spread) = match forecast.forecaster {
            Forecaster::RandomWalk => (0.0, root),
            Forecaster::ConstantGrowth => (months * mean, sd),
            Forecaster::Regimes | Forecaster::OneRegime => continue,
        };
        near("median", forecast.median, middle, 1e-12);
        let half = 1.281_551_565_544_600_4 * spread * months.sqrt();
        near("band", forecast.bands[1][1], middle + half, 1e-12);
        near("band", forecast.bands[1][0], middle - half, 1e-12);
    }
}

/// A forecast that only has what scores are made of.
fn plain(known: usize, forecaster: Forecaster, below: f64, crps: f64) -> Forecast {
    Forecast {
        known,
        horizon: 3,
        forecaster,
        regimes: None,
        outcome: 0.0,
        median: 0.0,
        bands: [[-1.0, -0.5], [-1.0, if known == 38 { 1.0 } else { -0.1 }], [0.0, 1.0]],
        below,
        crps,
        log_score: -crps,
    }
}

#[test]
fn scores_are_means_by_forecaster_and_range_of_origins() {
    let all: Vec<Forecast> = (37..41)
        .flat_map(|known| {
            let later = count(known - 37);
            [
                plain(known, Forecaster::Regimes, 0.05 + 0.3 * later, 1.0),
                plain(known, Forecaster::RandomWalk, 0.999, 1.0 + later),
            ]
        })
        .collect();
    let refs: Vec<&Forecast> = all.iter().collect();
    let found = scores(&refs, 1);
    assert_eq!(found.len(), 2);
    assert_eq!((found[0].forecasts, found[0].coverage), (4, [0.0, 0.25, 1.0]));
    assert_eq!((found[1].crps, found[1].log_score), (2.5, -2.5));
    assert_eq!((found[1].crps_more.0, found[1].log_score_more.0), (1.5, -1.5));
    assert_eq!(found[0].crps_more, (0.0, None));
    // Differences 0, 1, 2, 3 around 1.5, three months ahead: lag 2; c0 = 5/4,
    // c1 = 1.25/4, c2 = -1.5/4.
    let error = ((1.25 + 2.0 * (2.0 / 3.0 * 0.3125 - 0.375 / 3.0)) / 4.0_f64).sqrt();
    near("error", found[1].crps_more.1.expect("an error"), error, 1e-12);
    assert_eq!(tenths(&refs, Forecaster::Regimes, 3), [1, 0, 0, 1, 0, 0, 1, 0, 0, 1]);
    assert_eq!(tenths(&refs, Forecaster::RandomWalk, 3)[9], 4);

    // 37 changes from 2006-01 end in 2009-01.
    let month = |year, month| YearMonth::new(year, month).expect("a month");
    let backtest = Backtest::new(month(2006, 1), 1, month(2009, 2), all);
    let names: Vec<&str> = backtest.periods.iter().map(|period| period.name.as_str()).collect();
    assert_eq!(names, ["all", "until 2009-02", "after 2009-02"]);
    assert_eq!(backtest.origin(&backtest.forecasts[0]), month(2009, 1));
    let numbers = backtest.periods.iter().map(|period| period.scores[0].forecasts);
    assert_eq!(numbers.collect::<Vec<_>>(), [4, 2, 2]);
    assert_eq!(HORIZONS[3], 12);
}

#[test]
fn a_history_that_the_market_made_is_nothing_out_of_the_ordinary() {
    // Seen: one of the market's own futures. Over 60 of them ranks are uniform: the mean of 60
    // uniforms lies within 0.5 ± 0.13 (3.5 sigma) and ranks fall into the outer fifths about as
    // often as they should.
    let scenario = baseline();
    let mut long = scenario.clone();
    (long.rules.calendar.horizon, long.rules.calendar.window) = (121, 121);
    let seen = house_prices(&long, (60, 77), |path| {
        path.windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<f64>>()
    });
    let design = Design { starts: 0, trials: 200, seed: 1 };
    let rows: Vec<_> = seen.iter().map(|changes| diagnose(&scenario, changes, &design)).collect();
    for (at, statistic) in all().into_iter().enumerate() {
        let ranks: Vec<f64> = rows.iter().map(|row| row[at].rank).collect();
        let mean = ranks.iter().sum::<f64>() / 60.0;
        assert!((mean - 0.5).abs() < 0.13, "{statistic:?}: {mean}");
        let outer = ranks.iter().filter(|rank| **rank < 0.1 || **rank > 0.9).count();
        assert!((2..=26).contains(&outer), "{statistic:?}: {outer} of 60 in the outer fifths");
    }
}

#[test]
fn statistics_of_a_history_are_their_definitions() {
    let seen: Vec<f64> = (0..60).map(|month| [0.02, -0.01, -0.01, 0.03][month % 4]).collect();
    let found = diagnose(&baseline(), &seen, &Design { starts: 0, trials: 100, seed: 1 });
    let of = |statistic: Statistic| {
        found.iter().find(|row| row.statistic == statistic).expect("it is there").seen
    };
    near("growth", of(Statistic::MeanGrowth), 0.09, 1e-15);
    // Deviations from 0.0075: 0.0125, -0.0175, -0.0175, 0.0225; mean square 3.1875e-4.
    near("volatility", of(Statistic::NaiveVolatility), (12.0 * 3.1875e-4_f64).sqrt(), 1e-15);
    near("of years", of(Statistic::YearlyVolatility), 0.0, 1e-15);
    near("ratio", of(Statistic::VarianceRatio(12)), 0.0, 1e-12);
    // Twelve months are three whole cycles: all of the products but those of the first 12
    // months are left.
    near("lag 12", of(Statistic::Autocorrelation(12)), 48.0 / 60.0, 1e-12);
    near("falling", of(Statistic::Falling), 0.5, 1e-15);
    near("spell", of(Statistic::MeanFall), 2.0, 1e-15);
    near("longest", of(Statistic::LongestFall), 2.0, 1e-15);
    near("worst", of(Statistic::WorstFall), -0.02, 1e-15);
    near("median", of(Statistic::Quantile(1, 0.5)), 0.005, 1e-15);
    near("year", of(Statistic::Quantile(12, 0.95)), 0.09, 1e-12);
    // All changes over 12 months are 9 %: the distance is the larger share of futures on one side.
    let distance = of(Statistic::Distance(12));
    assert!((0.5..=1.0).contains(&distance), "{distance}");
}
