//! A property sold after ten years or when rents are high, in a market of cycles, noise and shocks:
//! the published Monte Carlo of Geltner and de Neufville's book, built with this project's blocks.
//!
//! Source: walkthrough "Flexibility under Uncertainty" of the library rangekeeper (commit 6f2826f).
//! Where its code has peculiarities they are kept: without a year of high rents, and in year 24,
//! there are flows to the end and no sale.

use std::f64::consts::TAU;

use landsim::quantity::count;
use landsim::uncertainty::distribution::{Distribution, Shape};
use landsim::uncertainty::elementary::power;
use landsim::uncertainty::normal;
use landsim::uncertainty::stream::{EntityKey, uniform};
use landsim::valuation::{Payment, internal_rates, present_value};

/// Years of a path.
const YEARS: usize = 25;
/// Random words of a path.
const WORDS: usize = 6 + 3 * YEARS;
/// Price of the property.
const PRICE: f64 = 1000.0;
const DISCOUNT_RATE: f64 = 0.07;
/// Year in which the inflexible owner sells.
const PLANNED_SALE: usize = 10;
/// Rent over the initial rent above which the flexible owner sells.
const HIGH: f64 = 1.2;

/// Present value and internal rate of return of one way to hold the property.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Value {
    pub(crate) present: f64,
    pub(crate) rate: Option<f64>,
}

/// A path of the market by year.
struct Path {
    /// Rent over the initial rent.
    rent: [f64; YEARS],
    /// Price of a property over its fundamental value and its cap rate.
    price_over_rent: [f64; YEARS],
}

fn triangular(least: f64, mode: f64, greatest: f64, u: f64) -> f64 {
    Distribution::new(Shape::Triangular { least, mode, greatest }).at(u)
}

impl Path {
    fn new(key: EntityKey, trial: u64) -> Self {
        let mut words = [0; WORDS];
        key.market_draws(trial, &mut words);
        let mut uniforms = words.into_iter().map(uniform);
        let mut next = || uniforms.next().unwrap_or(0.5);
        let growth = triangular(-0.0055, -0.0005, 0.0045, next());
        let rent_period = 10.0 + 10.0 * next();
        let rent_phase = rent_period * next();
        let cap_period = rent_period + 2.0 * next() - 1.0;
        let cap_phase = rent_phase + (0.2 * next() - 0.1) * cap_period;
        let wave =
            |year: usize, period: f64, phase: f64| libm::sin(TAU * (count(year) - phase) / period);
        let (mut level, mut trend, mut before, mut shock) = (1.0, 1.0, 0.0, 0.0);
        let mut path = Self { rent: [0.0; YEARS], price_over_rent: [0.0; YEARS] };
        for year in 0..YEARS {
            let change = 0.1 * normal::inverse(next()) + 0.2 * before;
            if year > 0 {
                level = level * (1.0 + growth + change) + 0.3 * (trend - level);
                trend = power(1.0 + growth, count(year));
                shock *= 0.7;
            }
            before = change;
            let noise = triangular(-0.1, 0.0, 0.1, next());
            if next() < 0.05 && shock == 0.0 {
                shock = 1.0;
            }
            let cap_rate = 0.05 - 0.02 * wave(year, cap_period, cap_phase);
            path.rent[year] = level * (1.0 + 0.25 * wave(year, rent_period, rent_phase));
            path.price_over_rent[year] = (1.0 + noise) * (1.0 - 0.25 * shock) / cap_rate;
        }
        path
    }

    /// The property sold after `sale` years, with its flows until then.
    fn value(&self, sale: usize, days: &[i32]) -> Value {
        let rent = |year: usize| self.rent.get(year).copied().unwrap_or(1.0);
        let net = |year: usize| 50.0 * power(1.02, count(year) - 1.0) * rent(year);
        let mut flows: Vec<f64> = (1..=sale).map(net).collect();
        if sale < YEARS - 1 {
            flows[sale - 1] +=
                50.0 * power(1.02, count(sale)) * self.rent[sale] * self.price_over_rent[sale];
        }
        let times = (1_u32..).map(f64::from);
        let yearly = times.zip(&flows).map(|(years, amount)| Payment { years, amount: *amount });
        let present = present_value(DISCOUNT_RATE, &yearly.collect::<Vec<_>>());
        let mut dated = vec![Payment { years: 0.0, amount: -PRICE }];
        dated.extend(days.iter().zip(&flows).map(|(days, amount)| Payment {
            years: f64::from(*days) / landsim::valuation::DAYS_OF_A_YEAR,
            amount: *amount,
        }));
        Value { present, rate: internal_rates(&dated).one() }
    }
}

/// Days from the end of 2000 to the end of each year after it.
pub(crate) fn days_to_year_ends() -> Vec<i32> {
    (1..=25).map(|year| 365 * year + year / 4).collect()
}

/// Both ways to hold the property in the market of a trial: until the tenth year, and until
/// rents are high.
pub(crate) fn values(key: EntityKey, trial: u64, days: &[i32]) -> [Value; 2] {
    let path = Path::new(key, trial);
    let high = (1..YEARS).find(|year| path.rent[*year] > HIGH).unwrap_or(YEARS);
    [PLANNED_SALE, high].map(|sale| path.value(sale, days))
}
