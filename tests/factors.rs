//! The factors around house prices: own land prices, construction cost, lending rate, bidders'
//! demand (check 3.4), and what dated shocks do to them (the market's part of check 4.1).

#![expect(clippy::disallowed_methods, reason = "an oracle does not use the code under test")]

#[expect(dead_code, reason = "each test file uses its own part of the drafts")]
mod draft;
#[expect(dead_code, reason = "each test file uses its own part of the judges")]
mod judge;

use draft::{Draft, average, changes, each_pair, each_path, one_regime, same_bits};
use judge::{
    Estimate, assert_agrees, assert_distribution, assert_probability, assert_uncorrelated,
    assert_within_one_percent, correlation, detection, mean_of, variance_of,
};
use landsim::calendar::{ByMonth, Month};
use landsim::catalogue::land_use::Use;
use landsim::model::market::MarketPath;
use landsim::quantity::count;
use statrs::distribution::{ContinuousCDF, Normal};

/// Longest path a scenario allows; long paths are the cheapest sample of what is stationary.
const LONG: usize = 600;
/// Months after which the slowest factor sampled here has forgotten its start (0.75^60 = 3e-8).
const FORGOTTEN: usize = 60;
/// Rounding that two orders of the same few operations may differ by.
const ROUNDING: f64 = 1e-12;
/// Month 0 of the baseline is 2011-01.
const JANUARY_2012: usize = 12;

/// Monthly factors that forget fast, so that long paths are large samples, and a correlation
/// matrix without equal entries. The lending rate stays far from 0.
const KEEP: [f64; 3] = [0.5, 0.75, 2.0 / 3.0];
const SPREAD: [f64; 3] = [0.10, 0.20, 1.25];
const FACTORS: [&str; 6] = [
    "house_price",
    "residential",
    "commercial_office",
    "construction_cost",
    "lending_rate",
    "demand",
];
const CORRELATION: [[f64; 6]; 6] = [
    [1.0, 0.3, -0.25, 0.1, -0.35, 0.5],
    [0.3, 1.0, 0.45, 0.05, -0.15, 0.2],
    [-0.25, 0.45, 1.0, 0.15, 0.22, -0.05],
    [0.1, 0.05, 0.15, 1.0, 0.4, -0.12],
    [-0.35, -0.15, 0.22, 0.4, 1.0, -0.42],
    [0.5, 0.2, -0.05, -0.12, -0.42, 1.0],
];

fn fast_factors() -> Draft {
    let row = |text: String, (name, row): (&&str, [f64; 6])| text + &format!("{name} = {row:?}\n");
    let rows = FACTORS.iter().zip(CORRELATION).fold(String::new(), row);
    let reversion = KEEP.map(|keep| 12.0 * (1.0 - keep));
    one_regime(0.6, 0.004, 0.003).months(LONG).with(&format!(
        "[market.land.residential]\nreversion = {}\nvolatility = {}\n\
         [market.land.commercial_office]\nreversion = {}\nvolatility = {}\n\
         [market.demand]\nreversion = {}\nvolatility = {}\n\
         [market.construction_cost]\ndrift = 0.24\nvolatility = 0.05\n\
         [market.lending_rate]\ninitial = 0.5\npolicy_path = 0.5\nreversion = 3.0\n\
         volatility = 0.02\n[market.correlation]\n{rows}",
        reversion[0], SPREAD[0], reversion[1], SPREAD[1], reversion[2], SPREAD[2],
    ))
}

#[test]
fn own_land_prices_and_demand_are_autoregressive_with_the_variance_stated() {
    // Check 3.4: variance (σ²/12)/(1-(1-κ/12)²), and the neighbouring month has the share 1-κ/12 of
    // it. A path of 540 months is worth 540 (1-ρ²)/(1+ρ²) independent squares, at ρ = 0.75
    // some 150, and 6500 paths find 1 %. The continuous-time variance σ²/(2κ) differs by a
    // quarter at κ = 6.
    let mut squares = [const { Vec::new() }; 3];
    let mut neighbours = [const { Vec::new() }; 3];
    each_path(&fast_factors().scenario(), 6_500, |path| {
        for (index, factor) in
            [&path.land_own[Use::Residential], &path.land_own[Use::CommercialOffice], &path.demand]
                .into_iter()
                .enumerate()
        {
            let late = &factor.as_slice()[FORGOTTEN..];
            squares[index].push(average(late.iter().map(|x| x * x)));
            neighbours[index].push(average(late.windows(2).map(|pair| pair[0] * pair[1])));
        }
    });
    for (index, name) in ["residential", "commercial_office", "demand"].iter().enumerate() {
        let variance = SPREAD[index] * SPREAD[index] / 12.0 / (1.0 - KEEP[index] * KEEP[index]);
        assert_within_one_percent(
            &format!("variance of {name}"),
            mean_of(&squares[index]),
            variance,
        );
        assert_within_one_percent(
            &format!("autocovariance of {name}"),
            mean_of(&neighbours[index]),
            KEEP[index] * variance,
        );
    }
}

/// The six innovations of every month, worked back from a path of [`fast_factors`].
fn innovations(path: &MarketPath, into: &mut [Vec<f64>; 6]) {
    let monthly = (1.0_f64 / 12.0).sqrt();
    let growth = changes(path.house_price.as_slice());
    let reverting = |factor: &ByMonth<f64>, month: Month, which: usize| {
        (factor[month] - KEEP[which] * factor[month.back(1)]) / (SPREAD[which] * monthly)
    };
    for month in Month::first(LONG).skip(2) {
        let (before, growth) = (month.back(1), &growth[month.place() - 2..]);
        let rate = path.lending_rate[month] - path.lending_rate[before];
        let z = [
            (growth[1] - 0.6 * growth[0] - 0.4 * 0.004) / 0.003,
            reverting(&path.land_own[Use::Residential], month, 0),
            reverting(&path.land_own[Use::CommercialOffice], month, 1),
            ((path.construction_cost[month] / path.construction_cost[before]).ln() - 0.24 / 12.0)
                / (0.05 * monthly),
            (rate - 3.0 / 12.0 * (0.5 - path.lending_rate[before])) / (0.02 * monthly),
            reverting(&path.demand, month, 2),
        ];
        for (sample, value) in into.iter_mut().zip(z) {
            sample.push(value);
        }
    }
}

#[test]
fn innovations_are_standard_normal_with_the_correlations_stated() {
    // Check 3.4. Innovations of different months are independent, so n = 2000 × 598 = 1.2 million:
    // variances to 0.13 % (1 % is found), correlations to 0.0009, so that an error of
    // 0.005 is found.
    let mut z = [const { Vec::new() }; 6];
    each_path(&fast_factors().scenario(), 2_000, |path| innovations(path, &mut z));
    let error = detection() / count(z[0].len()).sqrt();
    assert!(error < 0.005, "detects correlations off by {error} only");
    for (row, expected) in CORRELATION.iter().enumerate() {
        for (column, expected) in expected.iter().enumerate().take(row) {
            // Fisher's transformation makes the standard error 1/√n whatever the correlation is.
            let distance = correlation(&z[row], &z[column]).atanh() - expected.atanh();
            let name = format!("{} with {}", FACTORS[row], FACTORS[column]);
            assert_agrees(
                &name,
                Estimate { value: distance, standard_error: error / detection() },
                0.0,
                0.005,
            );
        }
    }
    for (sample, name) in z.iter_mut().zip(FACTORS) {
        assert_within_one_percent(&format!("variance of {name}"), variance_of(sample, 0.0), 1.0);
        assert_uncorrelated(
            &format!("{name} with its next month"),
            &sample[1..],
            &sample[..sample.len() - 1],
            0.005,
        );
        assert_distribution(name, sample, |x| Normal::standard().cdf(x));
    }
}

#[test]
fn construction_costs_are_lognormal_with_drift_and_volatility() {
    // ln K(24) is normal with mean 24 μ/12 and variance 24 σ²/12; the variance of 545,000 draws has
    // a relative standard error of 0.19 %, which finds 1 %.
    let (drift, volatility, months) = (0.03, 0.05, 24);
    let years = count(months) / 12.0;
    let mut logs = Vec::new();
    let still = one_regime(0.0, 0.0, 0.0).months(months + 1);
    let text = format!("[market.construction_cost]\ndrift = {drift}\nvolatility = {volatility}");
    each_path(&still.with(&text).scenario(), 545_000, |path| {
        assert_eq!(path.construction_cost[Month::START], 1.0);
        logs.push(path.construction_cost[Month::at(months)].ln());
    });
    assert_within_one_percent("mean of ln K(24)", mean_of(&logs), drift * years);
    assert_within_one_percent(
        "variance of ln K(24)",
        variance_of(&logs, drift * years),
        volatility * volatility * years,
    );
    let normal =
        Normal::new(drift * years, volatility * years.sqrt()).expect("a positive variance");
    assert_distribution("ln K(24)", &mut logs, |x| normal.cdf(x));
}

#[test]
fn the_lending_rate_returns_to_the_policy_path_in_expectation() {
    // Far from 0 the recursion is linear, so expectations follow it without shocks, and the step of
    // the policy rate in 2012-01 (month 12) moves the rate from month 13 on. The rate of 0.04 to
    // 0.08 has a stationary sd of 0.0023, so that 20,000 paths find errors far below 1 %.
    let (initial, reversion, volatility) = (0.08, 1.5, 0.004);
    let mut by_month = vec![Vec::new(); 60];
    let draft = Draft::baseline().months(60).with(&format!(
        "[market.lending_rate]\ninitial = {initial}\nreversion = {reversion}\n\
         volatility = {volatility}\n\
         policy_path = [{{ value = 0.06 }}, {{ from = \"2012-01\", value = 0.04 }}]"
    ));
    each_path(&draft.scenario(), 20_000, |path| {
        for (rates, rate) in by_month.iter_mut().zip(&path.lending_rate) {
            rates.push(*rate);
        }
    });
    let mut expected = initial;
    for (month, rates) in by_month.iter().enumerate() {
        if month == 0 {
            assert!(rates.iter().all(|rate| *rate == initial));
        } else {
            assert_within_one_percent(
                &format!("mean rate of month {month}"),
                mean_of(rates),
                expected,
            );
        }
        let policy = if month < JANUARY_2012 { 0.06 } else { 0.04 };
        expected += reversion / 12.0 * (policy - expected);
    }
}

#[test]
fn the_lending_rate_stops_at_zero_and_starts_anew_from_there() {
    // From a month at 0 the rate rises when a/12 b + σ √(1/12) z > 0, whatever z carried it there:
    // with a = 1, b = 0.01 and σ = 0.05 in Φ(0.0577) = 52 % of such months, 1 % of which is found
    // with 245,000 of them. A rate that was negative underneath would rise more seldom.
    let text = "[market.lending_rate]\ninitial = 0.01\npolicy_path = 0.01\nreversion = 1.0\n\
        volatility = 0.05";
    let (mut at_zero, mut released) = (0, 0);
    each_path(&Draft::baseline().months(LONG).with(text).scenario(), 2_900, |path| {
        assert!(path.lending_rate.iter().all(|rate| *rate >= 0.0));
        for pair in path.lending_rate.as_slice().windows(2).filter(|pair| pair[0] == 0.0) {
            at_zero += 1;
            released += usize::from(pair[1] > 0.0);
        }
    });
    let rises = Normal::standard().cdf(0.01 / 12.0 / (0.05 * (1.0_f64 / 12.0).sqrt()));
    assert_probability("rate let go from 0", released, at_zero, rises);
}

#[test]
fn what_a_shock_adds_to_the_lending_rate_is_added_and_stops_at_zero() {
    let shock = "[[shock]]\nid = \"cheap-money\"\nfrom = \"2012-01\"\nuntil = \"2014-01\"\n\
        lending_rate_add = -0.058";
    let draft = Draft::baseline().months(60);
    let mut at_zero = 0;
    each_pair(&draft.scenario(), &draft.with(shock).scenario(), 50, |free, shocked| {
        for month in Month::first(60) {
            let add = if (12..36).contains(&month.number()) { -0.058 } else { 0.0 };
            let expected = (free.lending_rate[month] + add).max(0.0);
            assert!((shocked.lending_rate[month] - expected).abs() < ROUNDING, "month {month}");
            at_zero += usize::from(expected == 0.0);
        }
    });
    assert!(at_zero > 100, "{at_zero} months at 0");
}

#[test]
fn land_prices_are_leverage_times_house_prices_plus_drift_plus_their_own_part() {
    let text = "[market.land.residential]\nleverage = 1.7\ndrift = 0.02\n\
        [market.land.commercial_office]\nleverage = 0.6\ndrift = -0.05";
    let (leverage, drift) = ([1.7, 0.6], [0.02, -0.05]);
    each_path(&Draft::baseline().with(text).scenario(), 100, |path| {
        for of_use in Use::ALL.map(|of_use| of_use as usize) {
            assert_eq!(path.land_price[Use::ALL[of_use]][Month::START], 1.0);
            for (month, house_price) in path.house_price.entries() {
                let expected = leverage[of_use] * house_price
                    + drift[of_use] * count(month.place()) / 12.0
                    + path.land_own[Use::ALL[of_use]][month];
                assert!(
                    (path.land_price[Use::ALL[of_use]][month].ln() - expected).abs() < ROUNDING,
                    "use {of_use} month {month}"
                );
            }
        }
    });
}

#[test]
fn dated_displacements_scale_land_prices_and_nothing_else() {
    // Check 4.1 for the market: a step from month 12 on, a ramp over months 18 to 23 that ends with
    // month 36, and a decay from month 6 that halves every 6 months; displacements add.
    let text = "[[shock]]\nid = \"step\"\nfrom = \"2012-01\"\n\
                price_displacement.residential = -0.3\n\
                price_displacement.commercial_office = -0.1\n\
                [[shock]]\nid = \"ramp\"\nfrom = \"2012-07\"\nuntil = \"2014-01\"\n\
                shape = \"ramp\"\nramp_months = 6\nprice_displacement.residential = -0.24\n\
                [[shock]]\nid = \"decay\"\nfrom = \"2011-07\"\nshape = \"decay\"\n\
                half_life_months = 6\nprice_displacement.commercial_office = 0.2";
    let displacement = |month: usize| {
        let step = if month >= JANUARY_2012 { [-0.3, -0.1] } else { [0.0, 0.0] };
        let ramp = if (18..36).contains(&month) {
            -0.24 * (count(month - 17) / 6.0).min(1.0)
        } else {
            0.0
        };
        let decay = if month >= 6 { 0.2 * 0.5_f64.powf(count(month - 6) / 6.0) } else { 0.0 };
        [step[0] + ramp, step[1] + decay]
    };
    let draft = Draft::baseline().months(60);
    each_pair(&draft.scenario(), &draft.with(text).scenario(), 100, |calm, shocked| {
        for month in Month::first(60) {
            for (of_use, expected) in displacement(month.place()).into_iter().enumerate() {
                let factor = shocked.land_price[Use::ALL[of_use]][month]
                    / calm.land_price[Use::ALL[of_use]][month];
                assert!(
                    (factor / expected.exp() - 1.0).abs() < ROUNDING,
                    "use {of_use} month {month}: {factor}"
                );
            }
        }
        assert_eq!(calm.regime, shocked.regime);
        for (calm, shocked) in [
            (&calm.house_price, &shocked.house_price),
            (&calm.construction_cost, &shocked.construction_cost),
            (&calm.lending_rate, &shocked.lending_rate),
            (&calm.demand, &shocked.demand),
            (&calm.bidder_mean, &shocked.bidder_mean),
        ] {
            assert!(same_bits(calm, shocked));
        }
    });
}

#[test]
fn demand_multipliers_scale_the_mean_number_of_bidders_inside_its_bounds() {
    // Two shocks overlap in 2013, where their multipliers multiply; bounds of 2 and 9 bind often.
    let text = "[[market.regime]]\nid = \"slump\"\nbidder_multiplier = 0.8\n\
                [[market.regime]]\nid = \"normal\"\nbidder_multiplier = 1.0\n\
                [[market.regime]]\nid = \"boom\"\nbidder_multiplier = 1.3\n\
                [auction]\nbidder_mean = 5.0\nbidder_mean_least = 2.0\nbidder_mean_greatest = 9.0\n\
                bid_demand_elasticity = 0.4\nbid_bias = 0.0\n\
                [[shock]]\nid = \"limits\"\nfrom = \"2012-01\"\nuntil = \"2014-01\"\n\
                demand_multiplier = 0.5\n\
                [[shock]]\nid = \"easing\"\nfrom = \"2013-01\"\ndemand_multiplier = 1.6";
    let (mut below, mut inside, mut above) = (0, 0, 0);
    each_path(&Draft::baseline().months(60).with(text).scenario(), 200, |path| {
        for month in Month::first(60) {
            let limits = if (12..36).contains(&month.number()) { 0.5 } else { 1.0 };
            let easing = if month >= Month::new(24) { 1.6 } else { 1.0 };
            let by_regime = [0.8, 1.0, 1.3][path.regime[month]];
            let free = 5.0 * by_regime * path.demand[month].exp() * limits * easing;
            let found = path.bidder_mean[month];
            assert!(
                (found / free.clamp(2.0, 9.0) - 1.0).abs() < ROUNDING,
                "month {month}: {found} for {free}"
            );
            // Bids feel the multipliers as demand, whatever bounds the number of bidders has.
            let level = (0.4 * (path.demand[month] + (limits * easing).ln())).exp();
            assert!((path.bid_level[month] / level - 1.0).abs() < ROUNDING, "month {month}");
            below += usize::from(free < 2.0);
            above += usize::from(free > 9.0);
            inside += usize::from((2.0..=9.0).contains(&free));
        }
    });
    assert!(
        below > 500 && inside > 500 && above > 500,
        "{below} below, {inside} inside, {above} above the bounds"
    );
}
