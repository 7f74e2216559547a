//! Listing on application by hand: with nothing left to chance an applicant comes exactly when the
//! reserve price is at most what all bidders value the plot at.

use landsim::catalogue::figure::Figure;
use landsim::catalogue::plot_field::PlotField;
use landsim::portfolio::plot::Plot;

use crate::ledger::{assert_close, field, figures};
use crate::support::{run, stock};

/// All plots are listed on application, at spells of so many months and with a cut after each.
fn rules(wait_months: u32, cut: f64) -> String {
    format!(
        "[auction]\napplication_share = 1\napplication_wait_months = {wait_months}\n\
         application_cut = {cut}\n"
    )
}

#[test]
fn in_a_still_market_an_applicant_comes_at_once_and_bids_beside_the_others() {
    let trial = run(&rules(6, 0.1), &[stock("a", "2011-03")]);
    // Two others bid, as without him; all value the plot at 100.
    assert_eq!((trial.deals[0].month.number(), trial.deals[0].bidders), (3, 3));
    assert_close(trial.deals[0].price, 100e6);
    figures(&trial, &[(Figure::WaitingPlotMonths, 0.0), (Figure::FailedShare, 0.0)]);
    // Where nobody bids, nobody applies.
    let alone = format!("{}bidder_mean = 0\n", rules(6, 0.1));
    let trial = run(&alone, &[stock("a", "2011-03")]);
    assert!(trial.deals.is_empty() && trial.auctions.is_empty());
}

/// Prices are exp(-0.8) = 0.449328964117222 of before from month 2 on, and appraisals go by month
/// 0 for ever: the reserve price is 50, valuations are 44.9328964117222.
fn slump(wait_months: u32, cut: f64, plots: &[Plot]) -> landsim::trial::record::Trial {
    let shock = "appraisal_lag_months = 60\n\
        [[shock]]\nid = \"slump\"\nfrom = \"2011-03\"\n\
        price_displacement = { residential = -0.8 }\n";
    run(&format!("{}{shock}", rules(wait_months, cut)), plots)
}

#[test]
fn each_spell_lowers_the_asked_price_until_somebody_would_pay_it() {
    // Spells of 3 months: 50 in months 2 to 4, 45 in months 5 to 7, 40.5 from month 8 on. It is
    // listed in month 8, dealt in month 9 at what the second highest values it at.
    let trial = slump(3, 0.1, &[stock("a", "2011-03")]);
    field(&trial, 0, PlotField::ListMonth, 8.0);
    assert_close(trial.deals[0].reserve_price, 40.5e6);
    assert_close(trial.deals[0].price, 44.932_896_411_722_2e6);
    // Six months in vain; no auction failed.
    figures(
        &trial,
        &[(Figure::WaitingPlotMonths, 6.0), (Figure::FailedShare, 0.0), (Figure::SoldPlots, 1.0)],
    );
}

#[test]
fn after_the_last_spell_the_plot_is_withdrawn() {
    // A cut of 1 % is not enough within three spells of two months, 2 to 3, 4 to 5 and 6 to 7.
    let trial = slump(2, 0.01, &[stock("a", "2011-03")]);
    assert!(trial.deals.is_empty() && trial.auctions.is_empty());
    figures(
        &trial,
        &[
            (Figure::WaitingPlotMonths, 6.0),
            (Figure::WithdrawnPlots, 1.0),
            (Figure::SoldPlots, 0.0),
        ],
    );
}

#[test]
fn a_plot_that_waits_uses_no_quota() {
    // One plot a year may be listed, and both are due in month 2 and find nobody until month 8.
    let shock = "[[policy]]\nid = \"q\"\ninstrument = \"sale_quota\"\nplots = 1\n";
    let plots = [stock("a", "2011-03"), stock("b", "2011-03")];
    let market = "max_rounds = 5\nappraisal_lag_months = 60\n\
        [[shock]]\nid = \"slump\"\nfrom = \"2011-03\"\n\
        price_displacement = { residential = -0.8 }\n";
    let trial = run(&format!("{}{market}{shock}", rules(3, 0.1)), &plots);
    // Both wait six months; in month 8 the first in the plan takes the year's place. The other goes
    // on seeking, though nothing may be listed: its third spell, months 8 to 10, is in vain, too,
    // and in January, month 12, it is put up in the fourth, at 50 × 0.9³ = 36.45.
    field(&trial, 0, PlotField::ListMonth, 8.0);
    field(&trial, 1, PlotField::ListMonth, 12.0);
    assert_close(trial.deals[1].reserve_price, 36.45e6);
}

#[test]
fn a_policy_puts_every_plot_on_application_while_it_is_in_force() {
    // Nobody is on application by himself. In the slump nobody would pay 50: in force from month 2
    // on, the plot seeks as in the first case above and is listed in month 8 at 40.5.
    let policy = |until: &str| {
        format!(
            "appraisal_lag_months = 60\n\
             [[shock]]\nid = \"slump\"\nfrom = \"2011-03\"\n\
             price_displacement = {{ residential = -0.8 }}\n\
             [[policy]]\nid = \"on-application\"\ninstrument = \"pre_application\"\n{until}"
        )
    };
    let none = rules(3, 0.1).replace("application_share = 1", "application_share = 0");
    let trial = run(&format!("{none}{}", policy("")), &[stock("a", "2011-03")]);
    field(&trial, 0, PlotField::ListMonth, 8.0);
    assert_close(trial.deals[0].reserve_price, 40.5e6);
    figures(&trial, &[(Figure::WaitingPlotMonths, 6.0), (Figure::FailedShare, 0.0)]);
    // Until month 5 it is in vain for one spell; then it is listed at once, at a price that is
    // known to be too high: 45, which nobody pays.
    let trial =
        run(&format!("{none}{}", policy("until = \"2011-06\"\n")), &[stock("a", "2011-03")]);
    field(&trial, 0, PlotField::ListMonth, 5.0);
    assert!(trial.auctions[0].price.is_none());
    assert_close(trial.auctions[0].reserve_price, 45e6);
    figures(&trial, &[(Figure::WaitingPlotMonths, 3.0)]);
}
