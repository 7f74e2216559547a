//! Estimates of lending rates, land prices and bidders where the truth is known, and against
//! conditions of their optimum.

#![expect(clippy::disallowed_methods, reason = "an oracle does not use the code under test")]
#![expect(clippy::expect_used, reason = "a fit that cannot be put to the test has failed")]

use landsim::calibration::{Estimated, bidders, land, lending_rate};
use landsim::quantity::count;
use landsim::uncertainty::bidder_count::BidderCount;
use landsim::uncertainty::normal;
use landsim::uncertainty::stream::{EntityKey, uniform};

/// Uniforms of a stream.
fn uniforms(seed: u64, number: usize) -> impl Iterator<Item = f64> {
    let mut words = vec![0; number];
    EntityKey::market(seed).words(0, &mut words);
    words.into_iter().map(uniform)
}

fn is_inside(estimate: Estimated, truth: f64) -> bool {
    (estimate.value - truth).abs() <= 1.96 * estimate.se.expect("an error")
}

/// At least 38 of 40 on average; fewer than 32 less often than once in 2,000 times.
const LEAST_INSIDE: usize = 32;

#[test]
fn a_rate_that_returns_to_a_level_is_found_with_its_errors() {
    // 40 histories of 1,200 months: reversion 1.2 a year, level 5 %, volatility 0.4 points.
    let (mut inside, mut volatility) = ([0; 3], 0.0);
    for seed in 0..40 {
        let mut rate = 0.05;
        let rates: Vec<f64> = uniforms(seed, 1_200)
            .map(|u| {
                rate += 1.2 / 12.0 * (0.05 - rate)
                    + 0.004 * (1.0_f64 / 12.0).sqrt() * normal::inverse(u);
                rate
            })
            .collect();
        let found = lending_rate::fit(&rates).expect("a fit");
        assert_eq!(found.observations, 1_199);
        volatility += found.volatility.value / 40.0;
        let all = [(found.reversion, 1.2), (found.level, 0.05), (found.volatility, 0.004)];
        for (inside, (estimate, truth)) in inside.iter_mut().zip(all) {
            *inside += usize::from(is_inside(estimate, truth));
        }
    }
    assert!(inside.iter().all(|count| *count >= LEAST_INSIDE), "{inside:?}");
    // The mean of 40 has an error of 0.32 %: three of them.
    assert!((volatility / 0.004 - 1.0).abs() < 0.01, "{volatility}");
    assert_eq!(lending_rate::fit(&[0.05; 100]), None, "it never moves");
    assert_eq!(lending_rate::fit(&[0.05, 0.06]), None, "too few months");
}

#[test]
fn least_squares_by_hand() {
    // Rates 0.04, 0.06 in turn for 30 months: changes are +0.02 from below and -0.02 from above,
    // exactly -2 × (rate - 0.05): reversion 24, level 5 %, nothing left.
    let rates: Vec<f64> = (0..30).map(|month| if month % 2 == 0 { 0.04 } else { 0.06 }).collect();
    let found = lending_rate::fit(&rates).expect("a fit");
    assert!((found.reversion.value - 24.0).abs() < 1e-9, "{:?}", found.reversion);
    assert!((found.level.value - 0.05).abs() < 1e-12, "{:?}", found.level);
    assert!(found.volatility.value < 1e-12);
}

#[test]
fn the_leverage_of_land_is_found_with_its_error() {
    // 40 markets of 40 years with 16 sales each: leverage 1.5, kinds and towns apart, each year a
    // move of its own with sd 0.15, plots with 0.4. Errors must allow for what the plots of a year
    // share: without that they would be half as wide, and 26 of 40 intervals hold the truth.
    let (mut inside, mut own) = (0, 0.0);
    for seed in 0..40 {
        let mut draw = uniforms(500 + seed, 40 * 34).map(normal::inverse);
        let mut index = 0.0;
        let mut sales = Vec::new();
        for year in 0..40 {
            index += 0.05 + 0.12 * draw.next().expect("a word");
            let of_year = 0.15 * draw.next().expect("a word");
            for plot in 0..16 {
                let kind = ["R1", "R2"][plot % 2];
                let town = ["A", "B", "C"][plot % 3];
                let site_m2: f64 = (8.0 + 0.5 * draw.next().expect("a word")).exp();
                let apart = [0.8, 0.0][plot % 2] + [0.0, -0.6, 0.3][plot % 3];
                let log = 5.0 + 1.5 * index + of_year + apart - 0.2 * site_m2.ln()
                    + 0.4 * draw.next().expect("a word");
                sales.push(land::Sale {
                    year: 1985 + year,
                    kind: kind.into(),
                    town: town.into(),
                    site_m2,
                    price_per_m2: log.exp(),
                    house_price: index.exp(),
                });
            }
        }
        let found = land::fit(&sales).expect("a fit");
        let moves = found.own.expect("enough sales");
        assert_eq!((found.sales, found.kinds, found.towns, moves.years), (640, 2, 3, 39));
        assert!(moves.without < moves.with_noise);
        own += moves.without;
        inside += usize::from(is_inside(found.leverage, 1.5));
    }
    assert!(inside >= LEAST_INSIDE, "{inside} of 40");
    // Changes between two years have the variance of two moves.
    let expected = 0.15 * 2.0_f64.sqrt();
    assert!((own / 40.0 - expected).abs() < 0.02, "{}", own / 40.0);
    assert_eq!(land::fit(&[]), None);
}

#[test]
fn bidders_are_found_with_their_errors() {
    // 40 samples of 400 offered plots: mean 4.5, shape 1.5.
    let mut inside = [0; 2];
    for seed in 0..40 {
        let law = BidderCount::NegativeBinomial { shape: 1.5 };
        let numbers: Vec<u32> = uniforms(700 + seed, 400).map(|u| law.at(4.5, u)).collect();
        let found = bidders::fit(&numbers).expect("a fit");
        let seen: Vec<f64> = numbers.iter().filter(|n| **n > 0).map(|n| f64::from(*n)).collect();
        assert_eq!(found.observations, seen.len());
        // At the top the mean of what is seen is that of the distribution without its nothing.
        let (mean, shape) = (found.mean.value, found.shape.value);
        let none = (1.0 + mean / shape).powf(-shape);
        let of_seen = seen.iter().sum::<f64>() / count(seen.len());
        assert!((mean / (1.0 - none) - of_seen).abs() < 1e-3, "{mean} {none} {of_seen}");
        inside[0] += usize::from(is_inside(found.mean, 4.5));
        inside[1] += usize::from(is_inside(found.shape, 1.5));
    }
    assert!(inside.iter().all(|count| *count >= LEAST_INSIDE), "{inside:?}");
    assert_eq!(bidders::fit(&[3, 3, 3, 3, 3, 3]), None, "they do not scatter");
    assert_eq!(bidders::fit(&[1, 9, 0]), None, "too few");
}
