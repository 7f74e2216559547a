//! Uncertain numbers that are wrong.

use landsim::reader::built_in::BASELINE_TEXT;

use super::{Workplace, line_of};

/// Asserts what these lines, laid over the baseline, are refused with.
fn refuses(lines: &str, expected: &str) {
    let text = format!("extends = \"builtin:baseline\"\n{lines}\n");
    Workplace::new().with("case.toml", text).refuses(&["case.toml"], expected);
}

/// Asserts what a distribution of the reserve ratio is refused with.
fn refuses_ratio(distribution: &str, expected: &str) {
    refuses(&format!("[auction]\nreserve_ratio = {{ value = {{ {distribution} }} }}"), expected);
}

#[test]
fn a_distribution_stays_within_what_its_key_accepts() {
    refuses_ratio(
        "distribution = \"normal\", mean = 0.7, sd = 0.1",
        "case.toml:3:19: auction.reserve_ratio: found a distribution from -inf to inf; \
         accepted: one within a number from 0 to 5 [share]; `at_least` and `at_most` cut it off",
    );
    refuses_ratio(
        "distribution = \"uniform\", least = 0.7, greatest = 6",
        "case.toml:3:19: auction.reserve_ratio: found a distribution from 0.7 to 6; \
         accepted: one within a number from 0 to 5 [share]; `at_least` and `at_most` cut it off",
    );
}

#[test]
fn its_parameters_fit_together() {
    refuses_ratio(
        "distribution = \"triangular\", least = 0.7, mode = 0.6, greatest = 0.9",
        "case.toml:3:83: auction.reserve_ratio.greatest: found 0.9, with least 0.7 and mode \
         0.6; accepted: least below greatest, and the mode between them",
    );
    refuses_ratio(
        "distribution = \"discrete\", values = [0.5, 0.6], probabilities = [0.5, 0.6]",
        "case.toml:3:77: auction.reserve_ratio.probabilities: found probabilities that sum \
         to 1.1; accepted: probabilities that sum to 1",
    );
    refuses_ratio(
        "distribution = \"uniform\", least = 0.5, greatest = 0.6, at_least = 2",
        "case.toml:3:84: auction.reserve_ratio.at_least: found ends between which nothing \
         lies; accepted: ends that leave something",
    );
    refuses_ratio(
        "distribution = \"unifrom\", least = 0.5",
        "case.toml:3:29: auction.reserve_ratio.distribution: found the text \"unifrom\"; \
         accepted: one of fixed, uniform, triangular, pert, normal, lognormal, beta, gamma, \
         discrete, empirical",
    );
    refuses_ratio(
        "distribution = \"empirical\", file = \"gone.csv\", column = \"x\"",
        "case.toml:3:57: auction.reserve_ratio.file: found gone.csv: No such file or \
         directory (os error 2); accepted: a CSV file beside the scenario, or \
         \"builtin:shanghai_house_price_monthly\"",
    );
}

#[test]
fn a_distribution_has_no_distribution_in_it() {
    refuses_ratio(
        "distribution = \"uniform\", greatest = 0.9, least = { value = { distribution = \"fixed\", \
         value = 0.5 } }",
        "case.toml:3:71: auction.reserve_ratio.least: found a distribution; accepted: a \
         number: this one is the same in all futures",
    );
}

#[test]
fn what_must_be_alike_in_all_futures_is_no_distribution() {
    refuses(
        "[scenario]\nhorizon_months = { value = { distribution = \"uniform\", least = 100, \
         greatest = 120 } }",
        "case.toml:3:1: scenario.horizon_months: found a distribution; accepted: a number: this \
         one is the same in all futures",
    );
    refuses(
        "[[market.regime]]\nid = \"boom\"\n\
         initial_probability = { value = { distribution = \"uniform\", least = 0.1, \
         greatest = 0.3 } }",
        "case.toml:4:1: market.regime[boom].initial_probability: found a distribution; accepted: a \
         number: this one is the same in all futures",
    );
    refuses(
        "[[policy]]\nid = \"p\"\ninstrument = \"batched_supply\"\n\
         months = [{ distribution = \"fixed\", value = 3 }]",
        "case.toml:5:11: policy[p].months: found a table; accepted: a list of 1 numbers, each a \
         whole number from 1 to 12 [month of the year]",
    );
}

#[test]
fn two_keys_keep_their_order_whatever_is_drawn() {
    refuses(
        "[auction]\nbidder_mean_least = { value = { distribution = \"uniform\", least = 0.1, \
         greatest = 30 } }\n\
         bidder_mean_greatest = { value = { distribution = \"uniform\", least = 20, \
         greatest = 40 } }",
        "case.toml:3:1: auction.bidder_mean_least: found 30; accepted: at most \
         bidder_mean_greatest",
    );
    refuses(
        "[receipts]\nhandling_fee_rate = { value = { distribution = \"uniform\", least = 0, \
         greatest = 0.99 } }",
        &format!(
            "scenarios/baseline.toml:{}:1: receipts.income_fund_rate: found rates on the price \
             that sum to 1.04; accepted: a handling fee and an income fund of at most 1 together",
            line_of(BASELINE_TEXT, "income_fund_rate = {"),
        ),
    );
}

#[test]
fn a_copula_joins_two_uncertain_numbers() {
    let numbers = "[auction]\nreserve_ratio = { value = { distribution = \"uniform\", least = 0.5, \
        greatest = 0.6 } }\n\
        bid_bias = { value = { distribution = \"uniform\", least = 0, greatest = 0.1 } }\n\
        [[copula]]\n";
    refuses(
        &format!(
            "{numbers}between = [\"auction.reserve_ratio\", \"auction.bid_bais\"]\n\
             rank_correlation = 0.5"
        ),
        "case.toml:6:1: copula[1].between: found the text \"auction.bid_bais\"; accepted: the key \
         of an uncertain number, perhaps \"auction.bid_bias\"",
    );
    refuses(
        &format!("{numbers}between = [\"auction.reserve_ratio\"]\nrank_correlation = 0.5"),
        "case.toml:6:1: copula[1].between: found 1 keys; accepted: two different keys of uncertain \
         numbers",
    );
    refuses(
        &format!(
            "{numbers}between = [\"auction.reserve_ratio\", \"auction.bid_bias\"]\n\
             rank_correlation = 1"
        ),
        "case.toml:5:3: copula: found rank correlations that cannot occur together; accepted: a \
         positive definite matrix of them",
    );
}

#[test]
fn a_step_of_a_dated_path_stays_within_what_its_key_accepts() {
    refuses(
        "[receipts.accrual]\nirrigation = [{ value = 0 }, { from = \"2012-01\", \
         value = { distribution = \"uniform\", least = 0.5, greatest = 2 } }]",
        "case.toml:3:50: receipts.accrual.irrigation[2012-01]: found a distribution from 0.5 to 2; \
         accepted: one within a number from 0 to 1 [share]; `at_least` and `at_most` cut it off",
    );
    refuses(
        "[receipts.accrual]\nirrigation = [{ value = 0 }, { from = \"2012-01\", \
         value = { distribution = \"uniform\", least = 0.5, greatest = 1 } }]",
        &format!(
            "scenarios/baseline.toml:{}:11: receipts.accrual: found rates that sum to \
             1.1700000000000002; accepted: accruals of at most 1 together",
            line_of(BASELINE_TEXT, "[receipts.accrual]"),
        ),
    );
}
