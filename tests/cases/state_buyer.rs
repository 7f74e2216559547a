//! What the district's own company does with a plot that it has taken, by hand; and instalments
//! that bear interest.
//!
//! Nobody bids for a plot of stock worth 100 that is listed in month 2: the company takes it in
//! month 3 for 50, pays 20 in month 4 and 30 in month 7. The site is handed over in month 4.

use landsim::calendar::Month;
use landsim::catalogue::figure::Figure;
use landsim::catalogue::series::Series;
use landsim::portfolio::plot::Plot;
use landsim::trial::record::Trial;

use crate::ledger::{assert_close, figure, flows};
use crate::support::{run, stock};

/// The company takes plot a, which has a lag of its own that is not the company's.
fn taken(conduct: &str) -> Trial {
    let rules = format!(
        "[auction]\nbidder_mean = 0\nstate_buyer_probability = 1\nmax_rounds = 1\n\
         [delivery]\nidle_fee_probability = 1\nrepossession_probability = 1\n\
         [state_buyer]\n{conduct}"
    );
    run(&rules, &[Plot { start_lag_months: Some(2.0), ..stock("a", "2011-03") }])
}

fn start(trial: &Trial) -> Option<usize> {
    trial.deals[0].start_month.map(Month::place)
}

#[test]
fn it_starts_after_a_lag_of_its_own_and_nobody_fines_it() {
    // 20 months after the deal is 19 after handover: idle from month 17 on, the first that is more
    // than 12 after handover; a developer would pay a fee of 10 and start in month 5 anyway.
    let trial = taken("start_lag_mean = 20");
    assert_eq!(start(&trial), Some(23));
    assert_eq!(trial.deals[0].idle_month.map(Month::place), Some(17));
    flows(&trial, Series::IdleFeeCny, &[]);
    let fined = taken("start_lag_mean = 20\nidle_fee_probability = 1");
    flows(&fined, Series::IdleFeeCny, &[(17, 10.0)]);
    // 30 months are 29 after handover, and 24 are the law's.
    assert_eq!(taken("start_lag_mean = 30").deals[0].repossession_month, None);
    let back = taken("start_lag_mean = 30\nrepossession_probability = 1");
    assert_eq!(back.deals[0].repossession_month.map(Month::place), Some(29));
}

#[test]
fn a_share_of_its_plots_waits_before_the_lag_begins() {
    let waits = "not_started_share = 1\nnot_started_months = 12";
    assert_eq!(start(&taken(waits)), Some(3 + 12 + 7));
    // Beyond the horizon of 36 months nothing is started.
    let never = taken("not_started_share = 1\nnot_started_months = 60");
    figure(&never, Figure::GfaStartedM2, 0.0);
    figure(&taken("not_started_share = 0"), Figure::GfaStartedM2, 10_000.0);
}

#[test]
fn its_default_is_its_own() {
    // The first 20 come in in month 4 and go back in month 7 but for the deposit, a fifth of 50;
    // the plot is taken again in month 10, and the same follows.
    let trial = taken("default_rate = 1");
    let receipts = [(4, 20.0), (7, -10.0), (11, 20.0), (14, -10.0), (18, 20.0), (21, -10.0)];
    let again = [(25, 20.0), (28, -10.0), (32, 20.0), (35, -10.0)];
    let ledger: Vec<(usize, f64)> = receipts.into_iter().chain(again).collect();
    flows(&trial, Series::ReceiptsCny, &ledger);
    flows(&trial, Series::ReceiptsStateBuyerCny, &ledger);
    assert!(trial.deals.iter().all(|deal| deal.start_month.is_none()));
}

#[test]
fn later_instalments_bear_interest_from_the_month_of_the_first() {
    // Dealt for 100 in month 3: 40 in month 4, 60 in month 7. A twelfth of 20 % for three months on
    // 60 is 3, land gain of the district as a whole, of which 0.4 is injected. Of the 60: fee 1.2,
    // fund 3, cost 26.4, net gain 29.4; in July 2011 three accruals of 2.94, city a quarter of
    // 20.58.
    let rules = "[receipts]\ninstalment_interest_rate = 0.2";
    let trial = run(rules, &[stock("a", "2011-03")]);
    flows(&trial, Series::ReceiptsCny, &[(4, 40.0), (7, 63.0)]);
    let plain = run("", &[stock("a", "2011-03")]);
    let gain = |trial: &Trial, month: usize| trial.series.row(Series::DistrictLandGainCny)[month];
    assert_close(gain(&plain, 7), 15.435e6);
    assert_close(gain(&trial, 7), 18.435e6);
    assert_close(gain(&trial, 4), gain(&plain, 4));
    let injected = |trial: &Trial| trial.series.row(Series::InjectionCny)[7];
    assert_close(injected(&trial) - injected(&plain), 1.2e6);
    let balance = |trial: &Trial| trial.figure(Figure::WindowBalanceCny);
    assert_close(balance(&trial) - balance(&plain), 3e6);
    // Under payment terms of half a year, of the contract of the month of the deal.
    let terms = "[[policy]]\nid = \"p\"\ninstrument = \"payment_terms\"\nuntil = \"2011-05\"\n\
                 instalment_interest_rate = 0.1";
    let eased = run(terms, &[stock("a", "2011-03"), stock("b", "2011-06")]);
    flows(&eased, Series::ReceiptsCny, &[(4, 40.0), (7, 61.5 + 40.0), (10, 60.0)]);
}
