//! How often the district's own company starts works in time, against a closed form.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot be set up fails")]

#[expect(dead_code, reason = "each test file uses its own part of the judges")]
mod judge;
#[expect(dead_code, reason = "each test file uses its own part of what is shared")]
mod support;

use judge::assert_probability;
use landsim::portfolio::plot::Plot;
use landsim::trial::worker::Worker;

const SEED: u64 = 20_110_101;

/// The district's own company starts works within two years on 23.6 % of what it takes: 30 % do not
/// wait, of which a lag with mean 18 and deviation 14 is below 24.5 months, the whole months up to
/// 24, with probability 0.785861 (by another program's lognormal).
#[test]
fn state_buyers_start_within_two_years_as_their_numbers_say() {
    const WITHIN_TWO_YEARS: f64 = 0.3 * 0.785_860_746_586;
    const PLOTS: usize = 250;
    // One per cent of a quarter is found with 90 % among 870,000.
    const TRIALS: u64 = 3_600;
    let rules = "[auction]\nbidder_mean = 0\nstate_buyer_probability = 1\n[state_buyer]\n\
                 start_lag_mean = 18\nstart_lag_sd = 14\nnot_started_share = 0.7\n\
                 not_started_months = 60\n";
    let plots: Vec<Plot> =
        (0..PLOTS).map(|plot| support::stock(&format!("p{plot}"), "2011-01")).collect();
    let model =
        support::model(&support::deterministic_scenario(rules), &support::portfolio(&plots), SEED);
    let mut worker = Worker::new(&model);
    let (mut taken, mut soon) = (0, 0);
    for trial in 0..TRIALS {
        for deal in &worker.run(trial).deals {
            assert!(deal.state_buyer, "nobody else bids");
            taken += 1;
            soon +=
                usize::from(deal.start_month.is_some_and(|month| month.since(deal.month) <= 24));
        }
    }
    assert_eq!(taken, PLOTS * usize::try_from(TRIALS).expect("a number"));
    assert_probability("works within two years", soon, taken, WITHIN_TWO_YEARS);
}
