//! Random words by address: pinned, uniform and independent of each other.

#![expect(clippy::expect_used, reason = "a test that cannot be set up fails")]

#[expect(dead_code, reason = "each test file uses its own part of the judges")]
mod judge;

use std::collections::BTreeSet;

use judge::{assert_cells, assert_distribution, assert_uncorrelated};
use landsim::quantity::count;
use landsim::uncertainty::normal;
use landsim::uncertainty::stream::{
    EntityKey, EntityKind, MARKET_PURPOSES, OccasionDraws, PLOT_PURPOSES, PlotPurpose,
    PlotUniforms, uniform,
};
use statrs::distribution::{ContinuousCDF, Normal};

const SEED: u64 = 20_110_101;
/// All purposes of a plot.
const PURPOSES: [PlotPurpose; 16] = [
    PlotPurpose::AcquisitionCost,
    PlotPurpose::AcquisitionDuration,
    PlotPurpose::PreparationCost,
    PlotPurpose::PreparationDuration,
    PlotPurpose::Value,
    PlotPurpose::Consultation,
    PlotPurpose::Bidders,
    PlotPurpose::HighestValuation,
    PlotPurpose::SecondValuation,
    PlotPurpose::StateBuyer,
    PlotPurpose::Default,
    PlotPurpose::StartLag,
    PlotPurpose::BuildTime,
    PlotPurpose::GovernmentFault,
    PlotPurpose::IdleFee,
    PlotPurpose::Repossession,
];

/// Words of some addresses, worked out by another program; the file says how.
const PINNED: &str = include_str!("golden/addresses.csv");

/// A row of [`PINNED`].
#[derive(Debug, PartialEq, serde::Deserialize)]
struct Pin {
    kind: String,
    id: String,
    seed: u64,
    trial: u64,
    at: u32,
    place: usize,
    word: String,
    uniform: f64,
    normal: f64,
}

fn pins(kind: &str) -> Vec<Pin> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(PINNED.as_bytes());
    let rows: Result<Vec<Pin>, _> = reader.deserialize().collect();
    rows.expect("a table of pins").into_iter().filter(|pin| pin.kind == kind).collect()
}

/// Whether a variate is the pinned one but for the last digit, which may round another way.
fn is_normal(found: f64, pin: &Pin) -> bool {
    (found - pin.normal).abs() < 1e-14
}

#[test]
fn the_market_draws_the_pinned_words() {
    let pins = pins("market");
    assert_eq!(pins.len(), 4 * MARKET_PURPOSES);
    for pin in pins {
        let mut words = vec![0; 120 * MARKET_PURPOSES];
        EntityKey::market(pin.seed).market_draws(pin.trial, &mut words);
        let word = words[pin.at as usize * MARKET_PURPOSES + pin.place];
        assert_eq!(format!("{word:016x}"), pin.word, "{pin:?}");
        assert_eq!(uniform(word), pin.uniform, "{pin:?}");
        assert!(is_normal(normal::inverse(uniform(word)), &pin), "{pin:?}");
    }
}

#[test]
fn plots_draw_the_pinned_variates() {
    let pins = pins("plot");
    assert_eq!(pins.len(), 3 * PURPOSES.len());
    for pin in pins {
        let words = EntityKey::plot(pin.seed, &pin.id).occasion_draws(pin.trial, pin.at);
        let purpose = PURPOSES[pin.place];
        assert_eq!(words.uniform(purpose), pin.uniform, "{pin:?}");
        assert!(is_normal(words.normal(purpose), &pin), "{pin:?}");
    }
}

#[test]
fn shocks_have_keys_of_their_own() {
    let keys = [EntityKind::Market, EntityKind::Plot, EntityKind::Shock]
        .map(|kind| EntityKey::new(SEED, kind, "market"));
    assert!(keys[0] != keys[1] && keys[1] != keys[2] && keys[0] != keys[2]);
    assert_eq!(EntityKey::market(SEED), keys[0]);
    assert_eq!(EntityKey::plot(SEED, "market"), keys[1]);
}

/// Pairs in a comparison: a correlation of 0.01 is 5.2 standard errors and found with 90 %.
const PAIRS: u64 = 270_000;

/// Uniforms of one plot, counter and purpose by trial.
fn uniforms(plot_id: &str, counter: u32, purpose: PlotPurpose, first_trial: u64) -> Vec<f64> {
    let key = EntityKey::plot(SEED, plot_id);
    (first_trial..first_trial + PAIRS)
        .map(|trial| key.occasion_draws(trial, counter).uniform(purpose))
        .collect()
}

/// The cell of a uniform among `cells` equal ones.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a small number"
)]
fn cell(uniform: f64, cells: usize) -> usize {
    (uniform * count(cells)) as usize
}

#[test]
fn uniforms_fill_their_cells_equally() {
    // 100 cells have 99 degrees of freedom, of which a statistic of 157 is critical. A density that
    // strays from 1 by 1 % (root mean square) adds 900,000 × 0.01² = 90 to it on average, which
    // makes it reject with 90 %.
    const DRAWS: u64 = 900_000;
    const LONG: usize = 600;
    let probabilities = [0.01; 100];
    let mut counts = [[0; 100]; PURPOSES.len()];
    let key = EntityKey::plot(SEED, "reserve-01");
    for trial in 0..DRAWS {
        let words = key.occasion_draws(trial, 0);
        for (counts, purpose) in counts.iter_mut().zip(PURPOSES) {
            counts[cell(words.uniform(purpose), 100)] += 1;
        }
    }
    for (counts, purpose) in counts.iter().zip(PURPOSES) {
        assert_cells(&format!("{purpose:?}"), counts, &probabilities);
    }
    let mut words = vec![0; LONG * MARKET_PURPOSES];
    let mut counts = [[0; 100]; MARKET_PURPOSES];
    for trial in 0..DRAWS / LONG as u64 {
        EntityKey::market(SEED).market_draws(trial, &mut words);
        for row in words.chunks_exact(MARKET_PURPOSES) {
            for (counts, word) in counts.iter_mut().zip(row) {
                counts[cell(uniform(*word), 100)] += 1;
            }
        }
    }
    for (purpose, counts) in counts.iter().enumerate() {
        assert_cells(&format!("market purpose {purpose}"), counts, &probabilities);
    }
}

#[test]
fn normals_are_standard_normal() {
    let mut sample: Vec<f64> =
        uniforms("stock-07", 2, PlotPurpose::Value, 0).into_iter().map(normal::inverse).collect();
    assert_distribution("normals", &mut sample, |x| Normal::standard().cdf(x));
}

#[test]
fn uniforms_of_different_addresses_are_uncorrelated() {
    // The cells of each pair are counted as well, since dependence need not be linear.
    let base = uniforms("reserve-01", 0, PlotPurpose::Bidders, 0);
    let others = [
        ("another purpose", uniforms("reserve-01", 0, PlotPurpose::HighestValuation, 0)),
        ("a purpose eight places on", uniforms("reserve-01", 0, PlotPurpose::GovernmentFault, 0)),
        ("the next counter", uniforms("reserve-01", 1, PlotPurpose::Bidders, 0)),
        ("a far counter", uniforms("reserve-01", 40, PlotPurpose::Bidders, 0)),
        ("the next trial", uniforms("reserve-01", 0, PlotPurpose::Bidders, 1)),
        ("a far trial", uniforms("reserve-01", 0, PlotPurpose::Bidders, 1 << 40)),
        ("a plot of nearly the same id", uniforms("reserve-02", 0, PlotPurpose::Bidders, 0)),
    ];
    for (name, other) in &others {
        assert_uncorrelated(name, &base, other, 0.01);
        let mut counts = [0; 100];
        base.iter().zip(other).for_each(|(u, v)| counts[10 * cell(*u, 10) + cell(*v, 10)] += 1);
        assert_cells(name, &counts, &[0.01; 100]);
    }
    let mut market = Vec::new();
    let mut words = [0; MARKET_PURPOSES];
    for trial in 0..PAIRS {
        EntityKey::market(SEED).market_draws(trial, &mut words);
        market.push(uniform(words[PlotPurpose::Bidders as usize]));
    }
    assert_uncorrelated("the market in the same place", &base, &market, 0.01);
}

#[test]
fn no_two_of_a_hundred_thousand_addresses_share_a_word() {
    // Among 100,000 words of 52 bits a chance repetition has probability 1e-6, so any is a mistake
    // of addressing. Addresses are chosen to be neighbours in every part.
    let mut seen = BTreeSet::new();
    let mut addresses = 0;
    for (seed, plot_id) in [(1, "a-1"), (1, "a-2"), (2, "a-1"), (1, "market"), (1, "a"), (1, "1")] {
        for trial in [0, 1, 2, 255, 256, u64::from(u32::MAX), 1 << 32, u64::MAX] {
            for counter in (0..120).chain([1_000, 65_536, u32::MAX]) {
                let words: OccasionDraws =
                    EntityKey::plot(seed, plot_id).occasion_draws(trial, counter);
                for purpose in PURPOSES {
                    addresses += 1;
                    seen.insert(words.uniform(purpose).to_bits());
                }
            }
        }
    }
    let mut words = vec![0; 120 * MARKET_PURPOSES];
    for trial in [0, 1, 2, 255, 256] {
        EntityKey::market(1).market_draws(trial, &mut words);
        addresses += words.len();
        seen.extend(words.iter().map(|word| uniform(*word).to_bits()));
    }
    assert!(addresses > 90_000, "{addresses}");
    assert_eq!(seen.len(), addresses);
    assert!(PURPOSES.iter().all(|purpose| (*purpose as usize) < PLOT_PURPOSES));
}
