//! Sweeps that are wrong.

use super::Workplace;

/// Asserts what a sweep of these lines, laid over the baseline, is refused with.
fn refuses(lines: &str, expected: &str) {
    let text = format!("extends = \"builtin:baseline\"\n[sweep]\n{lines}\n");
    Workplace::new().with("case.toml", text).refuses(&["case.toml"], expected);
}

#[test]
fn a_sweep_has_keys_that_lead_somewhere_and_values() {
    refuses("", "case.toml:2:2: sweep.over: found 0 keys; accepted: 1 to 16 tables [[sweep.over]]");
    refuses(
        "[[sweep.over]]\nkey = \"auctoin.reserve_ratio\"\nvalues = [0.5]",
        "case.toml:3:1: sweep.over.key: found \"auctoin.reserve_ratio\", which leads nowhere; \
         accepted: a key as `landsim show` prints it, such as auction.reserve_ratio or \
         policy[quota].land_ha",
    );
    refuses(
        "[[sweep.over]]\nkey = \"auction.reserve_ratio\"\nvalues = []",
        "case.toml:5:1: sweep.over[1].values: found a list of 0 values; accepted: a list of at \
         least one value",
    );
}

#[test]
fn what_a_sweep_sets_is_checked_as_if_it_stood_in_the_file() {
    refuses(
        "[[sweep.over]]\nkey = \"auction.reserve_ratio\"\nvalues = [0.5, 7]",
        "case.toml:5:16: auction.reserve_ratio: found 7; accepted: a number from 0 to 5 \
         [share]",
    );
    refuses(
        "[[sweep.over]]\nkey = \"auction.reserve_ratoi\"\nvalues = [0.5]",
        "case.toml:5:11: auction.reserve_ratoi: found an unknown key; accepted: \"reserve_ratio\", \
         the nearest of the keys this table has",
    );
}

#[test]
fn lists_in_step_are_of_one_length_and_grids_of_a_bearable_size() {
    let axis =
        |values: &str| format!("[[sweep.over]]\nkey = \"auction.bid_bias\"\nvalues = {values}\n");
    refuses(
        &format!("mode = \"list\"\n{}{}", axis("[0, 0.1]"), axis("[0]")),
        "case.toml:4:9: sweep.over: found lists of 2, 1 values; accepted: lists of one length when \
         mode is \"list\"",
    );
    let long = axis(&format!("{:?}", [0.0; 40]));
    refuses(
        &format!("{long}{long}"),
        "case.toml:3:9: sweep.over: found 1600 scenarios; accepted: at most 1000",
    );
    refuses(
        &format!("{}labels = [\"a\"]", axis("[0, 0.1]")),
        "case.toml:3:9: sweep.over: found 1 labels of 2 values; accepted: a label for each value, \
         or none",
    );
}
