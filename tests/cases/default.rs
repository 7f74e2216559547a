//! Buyers who stop paying after the first instalment.

use landsim::catalogue::figure::Figure;
use landsim::catalogue::plot_field::PlotField;
use landsim::catalogue::series::Series;

use crate::ledger::{field, figure, flows, levels, undefined};
use crate::support::{run, stock};

/// Every buyer defaults; the horizon ends before the second one does.
const EVERYBODY_DEFAULTS: &str = "
[scenario]
window_months = 12
horizon_months = 14
[[market.regime]]
id = \"only\"
default_rate = 1
";

#[test]
fn a_default_undoes_the_first_instalment_and_leaves_the_deposit() {
    // Deal in month 3 at 100, reserve price 50, deposit 20 % of it: 10.
    // month 4 (2011-05)   receipt 40 as in a simple sale: fee 0.8, income fund 2, cost 17.6,
    //                     education 1.96, affordable 1.96, irrigation 0, city 3.92, gain 11.76,
    //                     injection 4.704; cash 106.704
    // month 6             cost returned 17.6; cash 124.304
    // month 7 (2011-08)   the second instalment is missed. All of month 4 is posted back, with the
    //                     accrual rates of month 4: fee -0.8, income fund -2, education -1.96,
    //                     affordable -1.96, irrigation 0 although its rate is 10 % by now,
    //                     city -3.92, cost -17.6. Receipts -40 + 10 = -30; gain -11.76 +
    //                     10 = -1.76, injection -4.704 + 4 = -0.704.
    //                     cash 124.304 - 2 - 0.704 - 17.6 = 104: the opening 100 and
    //                     4 of the deposit
    // month 9             relisted after 2 months; result in month 10, again 100, cost still 44
    // month 11 (2011-12)  receipt 40: net gain 19.6, three accruals of 1.96, rest 13.72, city 3.43,
    //                     gain 10.29, injection 4.116; cash 104 + 2 + 4.116 = 110.116
    // month 13            cost returned 17.6; cash 127.716
    let trial = run(EVERYBODY_DEFAULTS, &[stock("c", "2011-03")]);
    flows(&trial, Series::ReceiptsCny, &[(4, 40.0), (7, -30.0), (11, 40.0)]);
    flows(&trial, Series::HandlingFeeCny, &[(4, 0.8), (7, -0.8), (11, 0.8)]);
    flows(&trial, Series::IncomeFundCny, &[(4, 2.0), (7, -2.0), (11, 2.0)]);
    flows(&trial, Series::AccrualEducationCny, &[(4, 1.96), (7, -1.96), (11, 1.96)]);
    flows(&trial, Series::AccrualIrrigationCny, &[(11, 1.96)]);
    flows(&trial, Series::AccrualAffordableHousingCny, &[(4, 1.96), (7, -1.96), (11, 1.96)]);
    flows(&trial, Series::CityShareCny, &[(4, 3.92), (7, -3.92), (11, 3.43)]);
    flows(&trial, Series::DistrictLandGainCny, &[(4, 11.76), (7, -1.76), (11, 10.29)]);
    flows(&trial, Series::InjectionCny, &[(4, 4.704), (7, -0.704), (11, 4.116)]);
    flows(&trial, Series::CostReturnedCny, &[(6, 17.6), (7, -17.6), (13, 17.6)]);
    levels(
        &trial,
        Series::TreasuryBalanceCny,
        &[(0, 0.0), (4, 17.6), (6, 0.0), (11, 17.6), (13, 0.0)],
    );
    let cash = [(0, 100.0), (4, 106.704), (6, 124.304), (7, 104.0), (11, 110.116), (13, 127.716)];
    levels(&trial, Series::CashCny, &cash);
    levels(&trial, Series::PlotsSold, &[(0, 0.0), (3, 1.0), (7, 0.0), (10, 1.0)]);
    levels(&trial, Series::PlotsStock, &[(0, 1.0), (2, 0.0), (7, 1.0), (9, 0.0)]);
    levels(&trial, Series::CollateralCny, &[(0, 100.0), (3, 0.0), (7, 100.0), (10, 0.0)]);
    flows(&trial, Series::GfaStartedResidentialM2, &[]);
}

#[test]
fn what_two_defaults_come_to() {
    // Both deals of the window are in default, the second one in month 14, after the horizon. At
    // the window's end, month 11, the second buyer still holds the plot. No deal stands, so ratios
    // over standing deals do not exist; premium and floor price are of both deals, 1 and 10,000.
    let trial = run(EVERYBODY_DEFAULTS, &[stock("c", "2011-03")]);
    for (id, by_hand) in [
        (Figure::DefaultedDeals, 2.0),
        (Figure::SoldPlots, 1.0),
        (Figure::FailedShare, 0.0),
        (Figure::PremiumMean, 1.0),
        (Figure::FloorPriceResidentialCnyM2, 10_000.0),
        (Figure::ReceiptsCny, 50.0),
    ] {
        figure(&trial, id, by_hand);
    }
    undefined(
        &trial,
        &[Figure::GainRatio, Figure::CostIncomeRatio, Figure::CostCover80, Figure::Top3GainShare],
    );
    field(&trial, 0, PlotField::DefaultedDeals, 2.0);
    field(&trial, 0, PlotField::Rounds, 2.0);
    field(&trial, 0, PlotField::DealMonth, 10.0);
}

#[test]
fn cost_that_has_not_come_back_yet_never_does() {
    // With a return lag of 5 months the 17.6 would come back in month 9, after the default of month
    // 7. The treasury holds them in months 4 to 6 and gives them back to the buyer in month 7.
    // Cash 100 + 2 + 4.704 = 106.704, then -2 - 0.704: 104.
    let trial = run(
        &format!("[receipts]\nreturn_lag_months = 5\n{EVERYBODY_DEFAULTS}"),
        &[stock("c", "2011-03")],
    );
    flows(&trial, Series::CostReturnedCny, &[]);
    levels(&trial, Series::TreasuryBalanceCny, &[(0, 0.0), (4, 17.6), (7, 0.0), (11, 17.6)]);
    levels(&trial, Series::CashCny, &[(0, 100.0), (4, 106.704), (7, 104.0), (11, 110.116)]);
}

#[test]
fn a_deposit_is_at_most_what_was_paid() {
    // A deposit of 100 % of the reserve price would be 50, of which 40 have been paid.
    // Receipts of month 7: -40 + 40 = 0; gain -11.76 + 40 = 28.24.
    let trial = run(
        &format!("[receipts]\ndeposit_share = 1\n{EVERYBODY_DEFAULTS}"),
        &[stock("c", "2011-03")],
    );
    flows(&trial, Series::ReceiptsCny, &[(4, 40.0), (11, 40.0)]);
    flows(&trial, Series::DistrictLandGainCny, &[(4, 11.76), (7, 28.24), (11, 10.29)]);
}

#[test]
fn a_price_paid_at_once_leaves_nothing_to_default_on() {
    let once = "[[receipts.instalment]]\nmonths = 2\nshare = 1\n";
    let trial = run(&format!("{once}{EVERYBODY_DEFAULTS}"), &[stock("c", "2011-03")]);
    flows(&trial, Series::ReceiptsCny, &[(5, 100.0)]);
    figure(&trial, Figure::DefaultedDeals, 0.0);
}

#[test]
fn failed_rounds_start_anew_after_a_default() {
    // Nobody bids in months 2 and 3: failed, relisted in month 6 at 40, dealt in month 7, paid in
    // month 8, missed in month 11, relisted in month 13, result in month 14 at a
    // reserve price of 50.
    let rules = format!(
        "[[shock]]\nid = \"nobody\"\nfrom = \"2011-03\"\nuntil = \"2011-05\"\n\
         demand_multiplier = 0.0001\n{}",
        EVERYBODY_DEFAULTS.replace("horizon_months = 14", "horizon_months = 15"),
    );
    let trial = run(&rules, &[stock("c", "2011-03")]);
    let reserve_prices: Vec<(usize, f64)> = trial
        .auctions
        .iter()
        .map(|auction| (auction.month.place(), auction.reserve_price))
        .collect();
    assert_eq!(reserve_prices, [(3, 50e6), (7, 40e6), (14, 50e6)]);
}
