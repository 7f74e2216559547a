//! Policies that are in force while something holds, on known paths.

use landsim::catalogue::plot_field::PlotField;
use landsim::model::plot_index::PlotIndex;
use landsim::portfolio::plot::Plot;

use crate::ledger::{assert_close, field};
use crate::policies::policy;
use crate::support::{run, stock, to_acquire};

/// House prices fall by 0.02 in logs a month from month 1 on.
const FALLING: &str = "
    [[market.regime]]
    id = \"only\"
    mean = -0.02
    [market]
    initial_momentum = -0.02";

#[test]
fn a_trigger_looks_at_the_month_before() {
    // Price changes against 3 months earlier, at the end of month t (back to month 0 at most):
    // -1.98 %, -3.92 %, -5.82 % in months 1, 2, 3 and -5.82 % after. Below -5 % first at the end of
    // month 3, so a cap of 0.2 is in force from month 4 on: what is listed in month 3 is free.
    let rules = format!(
        "{FALLING}{}",
        policy(
            "premium_cap",
            "premium_cap = 0.2\nwhile = { measure = \"residential_price_change\", months = 3, \
             below = -0.05 }"
        )
    );
    let trial = run(&rules, &[stock("a", "2011-04"), stock("b", "2011-05")]);
    let premium = |deal: usize| trial.deals[deal].price / trial.deals[deal].reserve_price - 1.0;
    // a: appraised in month 1, sold at the price of month 4: 2 exp(-0.06) - 1.
    assert_close(premium(0) * 1e6, (2.0 * 0.941_764_533_584_248_7 - 1.0) * 1e6);
    assert_close(premium(1) * 1e6, 0.2e6);
}

#[test]
fn a_trigger_ends_with_its_condition_or_after_its_least_time() {
    // Prices are 30 % down in months 3 to 5. A measure against it lifts them by exp(0.1) in the
    // months after: 4, 5, 6; with a least time of 6 months in months 4 to 9.
    let lifted = |least: &str| -> Vec<f64> {
        let rules = format!(
            "[[shock]]\nid = \"slump\"\nfrom = \"2011-04\"\nuntil = \"2011-07\"\n\
             price_displacement = {{ commercial_office = -0.3 }}\n{}",
            policy(
                "easing",
                &format!(
                    "price_displacement = {{ residential = 0.1 }}\n\
                     while = {{ measure = \"commercial_office_price_change\", \
                     below = -0.2{least} }}"
                )
            )
        );
        let plots: Vec<Plot> = (1..13)
            .map(|month| stock(&format!("p{month:02}"), &format!("2011-{month:02}")))
            .collect();
        run(&rules, &plots).deals.iter().map(|deal| deal.price / 1e8).collect()
    };
    // Deals come one in each of the months 1 to 12.
    let by_hand = |until: usize| -> Vec<f64> {
        (1..13)
            .map(|month| if (4..until).contains(&month) { 1.105_170_918_075_647_7 } else { 1.0 })
            .collect()
    };
    for (least, until) in [("", 7), (", at_least_months = 6", 10)] {
        for (found, expected) in lifted(least).iter().zip(by_hand(until)) {
            assert_close(found * 1e6, expected * 1e6);
        }
    }
}

#[test]
fn a_rule_that_never_fires_changes_nothing() {
    let plots = [stock("a", "2011-03"), to_acquire("p", "2011-02")];
    let calm = run("", &plots);
    for measure in [
        "residential_price_change\", below = -0.9",
        "failed_share\", above = 0.5",
        "debt_share_of_limit\", above = 1.5",
        "cash\", below = -1",
    ] {
        let rules = policy(
            "credit_tightening",
            &format!("demand_multiplier = 0.1\nwhile = {{ measure = \"{measure} }}"),
        );
        let trial = run(&rules, &plots);
        assert_eq!(trial.series, calm.series, "{measure}");
        assert_eq!(trial.deals, calm.deals, "{measure}");
    }
}

#[test]
fn failures_debt_and_cash_can_pull_a_trigger() {
    // Nobody bids in months 2 and 3: of the auctions in 12 months all failed by month 3. From
    // month 4 on, and until an auction succeeds, a state buyer stands by; nobody bids in months
    // 8 and 9 either.
    let nobody = "[[shock]]\nid = \"nobody\"\nfrom = \"2011-01\"\ndemand_multiplier = 0.0001\n";
    let rules = format!(
        "{nobody}{}",
        policy(
            "state_buyer",
            "state_buyer_probability = 1\nwhile = { measure = \"failed_share\", above = 0.5 }"
        )
    );
    let trial = run(&rules, &[stock("a", "2011-03"), stock("b", "2011-06")]);
    let taken: Vec<_> =
        trial.auctions.iter().map(|held| (held.month.number(), held.state_buyer)).collect();
    // a fails in month 3 and is taken when it comes back, listed in month 6.
    assert_eq!(taken, [(3, false), (6, true), (7, true)]);
    // Cash of 100 pays 34 in months 1 to 3 (30 over 3 months, 2 % on top): below 95 at the end of
    // month 1, so plot q, due in month 2, has no capacity left; above 95 it has.
    let short = policy(
        "clearance_capacity",
        "clearance_capacity = 0\nuntil = \"2011-09\"\nwhile = { measure = \"cash\", below = 95e6 }",
    );
    let trial = run(&short, &[to_acquire("p", "2011-02"), to_acquire("q", "2011-03")]);
    field(&trial, 0, PlotField::AcquisitionStartMonth, 1.0);
    assert!(trial.plots[PlotIndex::at(1)][PlotField::AcquisitionStartMonth as usize] >= 8.0);
}
