//! Plots sold, failed, cut, withdrawn and taken by the district's own company.

use landsim::catalogue::figure::Figure;
use landsim::catalogue::plot_field::PlotField;
use landsim::catalogue::series::Series;
use landsim::portfolio::plot::{Plot, PlotClass};
use landsim::reader::built_in::BASELINE_TEXT;
use landsim::trial::worker::Worker;
use landsim::uncertainty::bidder_count::BidderCount;
use landsim::uncertainty::elementary;
use landsim::uncertainty::stream::{EntityKey, PlotPurpose, PlotUniforms};

use crate::ledger::{field, figure, flows, levels, undefined};
use crate::support::{deterministic_scenario, laid_over, model, portfolio, run, stock};

/// No bidder comes to what is listed or decided in months 2 and 3.
const NOBODY_IN_SPRING: &str = r#"
[[shock]]
id = "nobody"
from = "2011-03"
until = "2011-05"
demand_multiplier = 0.0001
"#;

#[test]
fn a_plots_own_value_has_the_market_value_as_its_median() {
    // Both bidders value the plot at 100 × e^(0.3 n), n being the plot's normal: no more
    // and no less, so the second highest valuation is that. It is above the reserve price
    // of 50 for n > -2.3.
    let scenario = deterministic_scenario("[auction]\nplot_value_sd = 0.3\n");
    let model = model(&scenario, &portfolio(&[stock("a", "2011-03")]), 7);
    let mut worker = Worker::new(&model);
    for number in 0..50 {
        let n = EntityKey::plot(7, "a").occasion_draws(number, 0).normal(PlotPurpose::Value);
        let price = worker.run(number).deals[0].price;
        let expected = 100e6 * elementary::exp(0.3 * n).max(0.5);
        assert!((price / expected - 1.0).abs() < 1e-12, "{number}: {price}, not {expected}");
    }
}

#[test]
fn an_appraisal_knows_a_share_of_a_plots_own_value() {
    // Market value 100, reserve ratio 0.5. An appraisal that knows 40 % of the log of the plot's
    // own value, e^(0.3 n), asks for 50 × e^(0.4 × 0.3 n); what bidders pay does not follow it:
    // 100 × e^(0.3 n), or the reserve price.
    let rules = "[auction]\nplot_value_sd = 0.3\nappraisal_knowledge = 0.4\n";
    let model = model(&deterministic_scenario(rules), &portfolio(&[stock("a", "2011-03")]), 7);
    let mut worker = Worker::new(&model);
    for number in 0..50 {
        let n = EntityKey::plot(7, "a").occasion_draws(number, 0).normal(PlotPurpose::Value);
        let auction = &worker.run(number).auctions[0];
        let asked = 50e6 * elementary::exp(0.12 * n);
        let paid = asked.max(100e6 * elementary::exp(0.3 * n));
        assert!((auction.reserve_price / asked - 1.0).abs() < 1e-12, "{number}: {auction:?}");
        let price = auction.price.unwrap_or(f64::NAN);
        assert!((price / paid - 1.0).abs() < 1e-12, "{number}: {auction:?}, not {paid}");
    }
}

#[test]
fn instalments_after_the_window_are_receivable() {
    // Sold for 100 in month 3; 40 is due in month 4, 60 in month 7.
    for (window, due) in [(3, 0.0), (4, 100.0), (5, 60.0), (7, 60.0), (8, 0.0)] {
        let rules = format!("[scenario]\nwindow_months = {window}\n");
        figure(&run(&rules, &[stock("a", "2011-03")]), Figure::ReceivableCny, due);
    }
    // A buyer who is to default in month 7 still holds the plot at the end of month 4;
    // later he does not.
    for (window, due) in [(5, 60.0), (8, 0.0)] {
        let rules = format!(
            "[scenario]\nwindow_months = {window}\n\
             [[market.regime]]\nid = \"only\"\ndefault_rate = 1\n"
        );
        figure(&run(&rules, &[stock("a", "2011-03")]), Figure::ReceivableCny, due);
    }
}

#[test]
fn a_stock_plot_with_sunk_cost_sold_to_two_bidders() {
    // Value 10,000 m² × 10,000 = 100. Reserve price 0.5 × 100 = 50. Listed in month 2 (2011-03),
    // result in month 3; both bidders value it at 100, so the second highest valuation is 100.
    // Recognised cost: sunk 40 × 1.1 = 44. Instalments: 40 % in month 4, 60 % in month 7.
    //
    // month 4 (2011-05)  receipt 40: fee 2 % = 0.8, income fund 5 % = 2, cost 0.4 × 44 = 17.6,
    //                    net gain 40 - 0.8 - 2 - 17.6 = 19.6
    //                    education 10 % = 1.96, irrigation 0 (from 2011-07), affordable 10 % = 1.96
    //                    rest 15.68, city 25 % = 3.92, district gain 11.76, injection 40 % = 4.704
    //                    balance 2 + 11.76 = 13.76; cash 100 + 2 + 4.704 = 106.704;
    //                    treasury holds 17.6
    // month 6            cost returned 17.6; balance 17.6; cash 124.304; treasury 0
    // month 7 (2011-08)  receipt 60: fee 1.2, income fund 3, cost 0.6 × 44 = 26.4, net gain 29.4
    //                    education, irrigation, affordable 2.94 each; rest 20.58
    //                    city 5.145, district gain 15.435, injection 6.174
    //                    balance 18.435; cash 124.304 + 3 + 6.174 = 133.478; treasury 26.4
    // month 9            cost returned 26.4; balance 26.4; cash 159.878; treasury 0
    // Collateral is 100 until the deal, so headroom is 0.5 × 100 = 50 in months 0 to 2.
    let trial = run("", &[stock("a", "2011-03")]);
    flows(&trial, Series::ReceiptsCny, &[(4, 40.0), (7, 60.0)]);
    flows(&trial, Series::ReceiptsStateBuyerCny, &[]);
    flows(&trial, Series::HandlingFeeCny, &[(4, 0.8), (7, 1.2)]);
    flows(&trial, Series::IncomeFundCny, &[(4, 2.0), (7, 3.0)]);
    flows(&trial, Series::AccrualEducationCny, &[(4, 1.96), (7, 2.94)]);
    flows(&trial, Series::AccrualIrrigationCny, &[(7, 2.94)]);
    flows(&trial, Series::AccrualAffordableHousingCny, &[(4, 1.96), (7, 2.94)]);
    flows(&trial, Series::CityShareCny, &[(4, 3.92), (7, 5.145)]);
    flows(&trial, Series::DistrictLandGainCny, &[(4, 11.76), (7, 15.435)]);
    flows(&trial, Series::InjectionCny, &[(4, 4.704), (7, 6.174)]);
    flows(&trial, Series::CostReturnedCny, &[(6, 17.6), (9, 26.4)]);
    levels(
        &trial,
        Series::TreasuryBalanceCny,
        &[(0, 0.0), (4, 17.6), (6, 0.0), (7, 26.4), (9, 0.0)],
    );
    for nothing in [
        Series::IdleFeeCny,
        Series::AcquisitionCny,
        Series::PreparationCny,
        Series::AdministrationCny,
        Series::InterestCny,
        Series::DrawCny,
        Series::RepaymentCny,
        Series::SupportCny,
        Series::DebtCny,
    ] {
        flows(&trial, nothing, &[]);
    }
    levels(
        &trial,
        Series::CashCny,
        &[(0, 100.0), (4, 106.704), (6, 124.304), (7, 133.478), (9, 159.878)],
    );
    levels(&trial, Series::CollateralCny, &[(0, 100.0), (3, 0.0)]);
    levels(&trial, Series::HeadroomCny, &[(0, 50.0), (3, 0.0)]);
    flows(&trial, Series::BalanceCny, &[(4, 13.76), (6, 17.6), (7, 18.435), (9, 26.4)]);
    levels(
        &trial,
        Series::CumulativeBalanceCny,
        &[(0, 0.0), (4, 13.76), (6, 31.36), (7, 49.795), (9, 76.195)],
    );
    levels(&trial, Series::PlotsStock, &[(0, 1.0), (2, 0.0)]);
    levels(&trial, Series::PlotsListed, &[(0, 0.0), (2, 1.0), (3, 0.0)]);
    flows(&trial, Series::GfaDealtResidentialM2, &[(3, 10_000.0)]);
    flows(&trial, Series::LandDealtM2, &[(3, 5_000.0)]);
}

#[test]
fn what_a_simple_sale_comes_to() {
    // The ledger of the case above. Net gain 19.6 + 29.4 = 49 of a price of 100; cost 40 of 100;
    // 80 % of the appraised 100 over recognised 44; inflow 76.195, of it 40 to cover the sunk cost:
    // 36.195 by accrual. Premium 100 / 50 - 1 = 1. No outlay, so no coverage ratio; never below 0.
    let trial = run("", &[stock("a", "2011-03")]);
    for (id, by_hand) in [
        (Figure::WindowBalanceCny, 76.195),
        (Figure::SettledBalanceCny, 76.195),
        (Figure::AccrualBalanceCny, 36.195),
        (Figure::ReceiptsCny, 100.0),
        (Figure::ReceiptsStateBuyerCny, 0.0),
        (Figure::GainRatio, 0.49),
        (Figure::CostIncomeRatio, 0.4),
        (Figure::CostCover80, 80.0 / 44.0),
        (Figure::InvertedPlots, 0.0),
        (Figure::Top3GainShare, 1.0),
        (Figure::PremiumMean, 1.0),
        (Figure::BiddersMean, 2.0),
        (Figure::FailedShare, 0.0),
        (Figure::FloorPriceResidentialCnyM2, 10_000.0),
        (Figure::SoldPlots, 1.0),
        (Figure::SoldHa, 0.5),
        (Figure::SoldGfaM2, 10_000.0),
        (Figure::BreakevenMonth, 0.0),
        (Figure::PeakDebtCny, 0.0),
        (Figure::PeakNeedCny, 0.0),
        (Figure::ClosingInventoryCostCny, 0.0),
    ] {
        figure(&trial, id, by_hand);
    }
    undefined(
        &trial,
        &[Figure::CoverageRatio, Figure::FloorPriceCommercialOfficeCnyM2, Figure::PeakDebtMonth],
    );
    for (id, by_hand) in [
        (PlotField::ReadyMonth, 0.0),
        (PlotField::ListMonth, 2.0),
        (PlotField::DealMonth, 3.0),
        (PlotField::DealDelayMonths, 1.0),
        (PlotField::Rounds, 1.0),
        (PlotField::ReservePriceCny, 50.0),
        (PlotField::PriceCny, 100.0),
        (PlotField::FloorPriceCnyM2, 10_000.0),
        (PlotField::Premium, 1.0),
        (PlotField::NetGainCny, 49.0),
    ] {
        field(&trial, 0, id, by_hand);
    }
}

#[test]
fn a_single_bidder_pays_the_reserve_price_and_a_cap_holds_two_down() {
    // One bidder has no rival: 50. Two bidders would pay 100, a cap of 30 % stops at 50 × 1.3 = 65.
    let alone = run("[auction]\nbidder_mean = 1", &[stock("a", "2011-03")]);
    assert_eq!((alone.deals[0].price, alone.deals[0].bidders), (50e6, 1));
    let capped = run("[auction]\npremium_cap = 0.3", &[stock("a", "2011-03")]);
    assert_eq!((capped.deals[0].price, capped.deals[0].bidders), (65e6, 2));
}

#[test]
fn a_failed_round_then_a_sale() {
    // Nobody bids in month 3. Relisted in month 6, result in month 7; the reserve price is cut by
    // 20 % to 40, two bidders pay 100: premium 1.5. Both instalments fall after 2011-07:
    // month 8   receipt 40: net gain 19.6, accruals 3 × 1.96 = 5.88, rest 13.72, city 3.43,
    //           gain 10.29, injection 4.116; cash 100 + 2 + 4.116 = 106.116
    // month 10  cost returned 17.6; cash 123.716
    // month 11  receipt 60: net gain 29.4, rest 20.58, gain 15.435, injection 6.174; cash 132.89
    // month 13  cost returned 26.4; cash 159.29
    let trial = run(NOBODY_IN_SPRING, &[stock("d", "2011-03")]);
    flows(&trial, Series::Auctions, &[(3, 1.0), (7, 1.0)]);
    flows(&trial, Series::AuctionsFailed, &[(3, 1.0)]);
    levels(&trial, Series::PlotsListed, &[(0, 0.0), (2, 1.0), (3, 0.0), (6, 1.0), (7, 0.0)]);
    levels(&trial, Series::PlotsStock, &[(0, 1.0), (2, 0.0), (3, 1.0), (6, 0.0)]);
    levels(&trial, Series::CollateralCny, &[(0, 100.0), (7, 0.0)]);
    flows(&trial, Series::ReceiptsCny, &[(8, 40.0), (11, 60.0)]);
    flows(&trial, Series::AccrualIrrigationCny, &[(8, 1.96), (11, 2.94)]);
    flows(&trial, Series::CityShareCny, &[(8, 3.43), (11, 5.145)]);
    flows(&trial, Series::DistrictLandGainCny, &[(8, 10.29), (11, 15.435)]);
    levels(
        &trial,
        Series::CashCny,
        &[(0, 100.0), (8, 106.116), (10, 123.716), (11, 132.89), (13, 159.29)],
    );
    for (id, by_hand) in
        [(Figure::FailedShare, 0.5), (Figure::PremiumMean, 1.5), (Figure::WithdrawnPlots, 0.0)]
    {
        figure(&trial, id, by_hand);
    }
    for (id, by_hand) in
        [(PlotField::Rounds, 2.0), (PlotField::ListMonth, 2.0), (PlotField::ReservePriceCny, 40.0)]
    {
        field(&trial, 0, id, by_hand);
    }
}

#[test]
fn a_reserve_price_above_every_valuation_fails_until_it_is_cut_below() {
    // Bidders value the plot at 45 % of the market: ln 0.45 = -0.798507696217772. Month 3: 45 is
    // below 50, no sale. Month 7: 45 reaches 40, and the second bidder drives the price to 45.
    let trial = run("[auction]\nbid_bias = -0.798507696217772", &[stock("d", "2011-03")]);
    flows(&trial, Series::AuctionsFailed, &[(3, 1.0)]);
    field(&trial, 0, PlotField::PriceCny, 45.0);
    figure(&trial, Figure::PremiumMean, 0.125);
    // With a floor at the plot's cost of 45.5 the cut to 40 does not count: the reserve price is 50
    // in month 3 and 45.5 in month 7, above what anybody would pay.
    let floored = Plot { sunk_cost_cny: 45.5e6, ..stock("d", "2011-03") };
    let trial = run(
        "[auction]\nbid_bias = -0.798507696217772\ncost_floor = true\nmax_rounds = 2",
        &[floored],
    );
    let reserve_prices: Vec<f64> =
        trial.auctions.iter().map(|auction| auction.reserve_price).collect();
    assert_eq!(reserve_prices, [50e6, 45.5e6]);
    figure(&trial, Figure::WithdrawnPlots, 1.0);
}

#[test]
fn an_inverted_plot_returns_cost_up_to_what_is_left_and_leaves_no_gain() {
    // Sunk 120, recognised 132, price 100. Cost due of the first 40 is 0.4 × 132 = 52.8, but only
    // 40 - 0.8 - 2 = 37.2 are left; of the second 60 it is 79.2 against 55.8. No gain, no accrual,
    // no city share. Inflow 93 + 5 = 98, accrual balance 98 - 120 = -22.
    // Cash: month 4 +2, month 6 +37.2, month 7 +3, month 9 +55.8.
    let inverted = Plot { sunk_cost_cny: 120e6, ..stock("e", "2011-03") };
    let trial = run("", &[inverted]);
    flows(&trial, Series::CostReturnedCny, &[(6, 37.2), (9, 55.8)]);
    for nothing in [
        Series::AccrualEducationCny,
        Series::AccrualIrrigationCny,
        Series::AccrualAffordableHousingCny,
        Series::CityShareCny,
        Series::DistrictLandGainCny,
        Series::InjectionCny,
    ] {
        flows(&trial, nothing, &[]);
    }
    levels(&trial, Series::CashCny, &[(0, 100.0), (4, 102.0), (6, 139.2), (7, 142.2), (9, 198.0)]);
    for (id, by_hand) in [
        (Figure::InvertedPlots, 1.0),
        (Figure::GainRatio, 0.0),
        (Figure::CostIncomeRatio, 1.2),
        (Figure::CostCover80, 80.0 / 132.0),
        (Figure::AccrualBalanceCny, -22.0),
    ] {
        figure(&trial, id, by_hand);
    }
    undefined(&trial, &[Figure::Top3GainShare]);
    // Recognised 86 × 1.1 = 94.6 is more than the 93 that fee and income fund leave, but not more
    // than the price: no gain either, and not inverted.
    let trial = run("", &[Plot { sunk_cost_cny: 86e6, ..stock("e", "2011-03") }]);
    figure(&trial, Figure::InvertedPlots, 0.0);
    figure(&trial, Figure::GainRatio, 0.0);
}

#[test]
fn the_class_of_a_plot_sets_the_city_share() {
    // Rest after accruals: 15.68 in month 4 and 20.58 in month 7. Joint: half of each. City: three
    // quarters, 11.76 and 15.435.
    let of_class = |class| run("", &[Plot { class, ..stock("a", "2011-03") }]);
    flows(&of_class(PlotClass::Joint), Series::CityShareCny, &[(4, 7.84), (7, 10.29)]);
    flows(&of_class(PlotClass::City), Series::CityShareCny, &[(4, 11.76), (7, 15.435)]);
    flows(&of_class(PlotClass::City), Series::DistrictLandGainCny, &[(4, 3.92), (7, 5.145)]);
}

#[test]
fn a_plot_is_withdrawn_after_its_last_round() {
    // No bidder ever; two rounds. Listed in months 2 and 6, failed in months 3 and 7, withdrawn
    // then. A withdrawn plot is still net land, so it stays collateral.
    let trial = run("[auction]\nbidder_mean = 0\nmax_rounds = 2", &[stock("j", "2011-03")]);
    flows(&trial, Series::AuctionsFailed, &[(3, 1.0), (7, 1.0)]);
    levels(&trial, Series::PlotsWithdrawn, &[(0, 0.0), (7, 1.0)]);
    levels(&trial, Series::LandWithdrawnM2, &[(0, 0.0), (7, 5_000.0)]);
    levels(&trial, Series::CollateralCny, &[(0, 100.0)]);
    flows(&trial, Series::ReceiptsCny, &[]);
    for (id, by_hand) in [
        (Figure::WithdrawnPlots, 1.0),
        (Figure::FailedShare, 1.0),
        (Figure::SoldPlots, 0.0),
        (Figure::ClosingInventoryCostCny, 40.0),
        (Figure::ClosingInventoryValueCny, 100.0),
    ] {
        figure(&trial, id, by_hand);
    }
    undefined(
        &trial,
        &[Figure::PremiumMean, Figure::BiddersMean, Figure::GainRatio, Figure::CostCover80],
    );
}

#[test]
fn the_state_buyer_takes_a_failed_plot_at_the_reserve_price_and_is_counted_apart() {
    // Nobody bids in month 3; the district's own company takes the plot at 50. It pays even where
    // every buyer of the market would default.
    // month 4  receipt 20: fee 0.4, income fund 1, cost 0.4 × 44 = 17.6, net gain 1;
    //          education and affordable 0.1 each, rest 0.8, city 0.2, gain 0.6, injection 0.24
    // month 7  receipt 30: fee 0.6, income fund 1.5, cost 26.4, net gain 1.5; accruals 0.45,
    //          rest 1.05, city 0.2625, gain 0.7875, injection 0.315
    let rules = "
        [auction]
        bidder_mean = 0
        state_buyer_probability = 1
        [[market.regime]]
        id = \"only\"
        default_rate = 1";
    let trial = run(rules, &[stock("j", "2011-03")]);
    flows(&trial, Series::ReceiptsCny, &[(4, 20.0), (7, 30.0)]);
    flows(&trial, Series::ReceiptsStateBuyerCny, &[(4, 20.0), (7, 30.0)]);
    flows(&trial, Series::DistrictLandGainCny, &[(4, 0.6), (7, 0.7875)]);
    flows(&trial, Series::InjectionCny, &[(4, 0.24), (7, 0.315)]);
    flows(&trial, Series::CostReturnedCny, &[(6, 17.6), (9, 26.4)]);
    flows(&trial, Series::AuctionsFailed, &[(3, 1.0)]);
    for (id, by_hand) in [
        (Figure::ReceiptsCny, 50.0),
        (Figure::ReceiptsStateBuyerCny, 50.0),
        (Figure::FailedShare, 1.0),
        (Figure::SoldPlots, 1.0),
        (Figure::DefaultedDeals, 0.0),
        (Figure::FloorPriceResidentialCnyM2, 5_000.0),
        (Figure::GainRatio, 0.05),
    ] {
        figure(&trial, id, by_hand);
    }
    undefined(&trial, &[Figure::PremiumMean, Figure::BiddersMean]);
}

#[test]
fn a_scenario_may_change_how_the_number_of_bidders_scatters() {
    // The shape that the baseline states belongs to its own distribution; what extends it cannot
    // take the key away, so it must not be refused for it.
    for name in ["poisson", "fixed"] {
        let rules = format!("[auction]\nbidder_count = \"{name}\"");
        let scenario = laid_over(BASELINE_TEXT, &rules);
        assert_ne!(
            scenario.rules.auction.bidder_count,
            BidderCount::NegativeBinomial { shape: 1.5 },
            "{name}"
        );
    }
}

#[test]
fn what_was_dealt_of_a_use_in_the_last_twelve_months_keeps_bidders_away() {
    // A year absorbs one plot of either use, so k plots dealt since leave 12/(1 + k) of twelve
    // bidders. Results come in months 3, 5, 5, 5 and 16: what is dealt in the same month or of the
    // other use is not counted, nor is the first plot thirteen months later.
    let office = Plot {
        gfa_residential_m2: 0.0,
        gfa_commercial_office_m2: 10_000.0,
        ..stock("d", "2011-05")
    };
    let trial = run(
        "[auction]\nbidder_mean = 12\nabsorption_elasticity = 1\nabsorption_residential = 10000\n\
         absorption_commercial_office = 10000\n",
        &[
            stock("a", "2011-03"),
            stock("b", "2011-05"),
            stock("c", "2011-05"),
            office,
            stock("f", "2012-04"),
        ],
    );
    let mut held: Vec<_> = trial
        .auctions
        .iter()
        .map(|held| (held.plot.number(), held.month.number(), held.bidders))
        .collect();
    held.sort_unstable();
    assert_eq!(held, [(0, 3, 12), (1, 5, 6), (2, 5, 6), (3, 5, 12), (4, 16, 4)]);
    assert!(trial.auctions.iter().all(|held| held.price.is_some()), "all are dealt");
}
