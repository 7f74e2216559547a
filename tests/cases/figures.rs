//! Figures worked out by hand, those that do not exist, and trials that are all the same.

use landsim::catalogue::figure::Figure;
use landsim::catalogue::series::Series;
use landsim::portfolio::plot::Plot;
use landsim::trial::worker::Worker;

use crate::ledger::{figure, flows, undefined};
use crate::support::{
    carried_over, deterministic_scenario, model, portfolio, run, stock, to_acquire,
};

#[test]
fn the_present_value_discounts_each_balance_from_the_end_of_its_month() {
    // 21 % a year is a factor of 1.1 in half a year. One instalment two months after the deal of
    // month 3, cost returned 6 months later:
    // month 5   receipt 100: fee 2, income fund 5, cost 44, net gain 49, accruals 9.8 (before
    //           2011-07), rest 39.2, gain 29.4: balance 34.4, half a year away: / 1.1
    // month 11  cost returned 44, a year away: / 1.21
    // month 17  acquisition 13.31 in one month, without administration: / 1.331
    // 34.4 / 1.1 + 44 / 1.21 - 13.31 / 1.331 = 81.84 / 1.21 - 10
    let rules = "
        [[receipts.instalment]]
        months = 2
        share = 1
        [receipts]
        return_lag_months = 6
        [reserve]
        administration_rate = 0";
    let late = Plot {
        acquisition_cost_cny: 13.31e6,
        acquisition_months: 1.0,
        preparation_cost_cny: 0.0,
        ..to_acquire("p", "2012-06")
    };
    let trial = run(rules, &[stock("a", "2011-03"), late]);
    flows(&trial, Series::BalanceCny, &[(5, 34.4), (11, 44.0), (17, -13.31)]);
    figure(&trial, Figure::NpvCny, 81.84 / 1.21 - 10.0);
    figure(&trial, Figure::SettledBalanceCny, 65.09);
    figure(&trial, Figure::CoverageRatio, 78.4 / 13.31);
}

#[test]
fn the_three_best_plots_share_of_the_gain() {
    // Plots listed in month 6, dealt in month 7, all paid after 2011-07: of a net gain n the
    // district keeps n × 0.7 × 0.75 = 0.525 n, and n = 93 - 1.1 × sunk cost of a price of 100.
    // Sunk 0, 20, 40, 60, 90: net gain 93, 71, 49, 27 and 0 (99 recognised): the
    // share is 213 / 240.
    let sunk = |plot_id: &str, sunk_cost_cny| Plot { sunk_cost_cny, ..stock(plot_id, "2011-07") };
    let plots =
        [sunk("a", 60e6), sunk("b", 0.0), sunk("c", 40e6), sunk("d", 90e6), sunk("e", 20e6)];
    let trial = run("", &plots);
    figure(&trial, Figure::Top3GainShare, 213.0 / 240.0);
    // Price 5 × 100, cost 210, recognised 231, expected price 500.
    figure(&trial, Figure::GainRatio, 0.48);
    figure(&trial, Figure::CostIncomeRatio, 0.42);
    figure(&trial, Figure::CostCover80, 400.0 / 231.0);
    figure(&trial, Figure::InvertedPlots, 0.0);
    // Inflow of each: 5 + 0.525 n + what is returned (93 - n): 25 + 126 + 225 = 376; less 210.
    figure(&trial, Figure::AccrualBalanceCny, 166.0);
}

#[test]
fn premiums_are_averaged_over_deals_and_floor_prices_over_floor_area() {
    // Plot x fails in month 3 for want of bidders and is sold in month 7 over a reserve price of
    // 40: premium 1.5. Plot y, sold in month 7 over 50: premium 1. Offices, 10,000 m² at 5,000,
    // sold in month 7 over 25: premium 1. Mean 3.5 / 3. One of four auctions failed.
    // Plot y has 10,000 m² more for the public: 200 million over 30,000 m² of housing plots.
    let rules = "[[shock]]\nid = \"nobody\"\nfrom = \"2011-03\"\nuntil = \"2011-05\"\n\
        demand_multiplier = 0.0001";
    let offices = Plot {
        gfa_residential_m2: 0.0,
        gfa_commercial_office_m2: 10_000.0,
        ..stock("z", "2011-07")
    };
    let mixed = Plot { gfa_public_m2: 10_000.0, ..stock("y", "2011-07") };
    let trial = run(rules, &[stock("x", "2011-03"), mixed, offices]);
    figure(&trial, Figure::PremiumMean, 3.5 / 3.0);
    figure(&trial, Figure::FailedShare, 0.25);
    figure(&trial, Figure::FloorPriceResidentialCnyM2, 20_000.0 / 3.0);
    figure(&trial, Figure::FloorPriceCommercialOfficeCnyM2, 5_000.0);
}

#[test]
fn the_closing_inventory_is_what_was_spent_and_what_it_is_worth() {
    // At the end of a window of 24 months:
    // s  stock, never listed: sunk 40; worth 100
    // p  acquisition of 30 since month 22, two of three parts paid: 20 × 1.02 = 20.4; worth 100
    // q  acquisition of 30 since month 18, done; preparation of 8 since month 21, done by month 22,
    //    net land in month 23: 38 × 1.02 = 38.76; worth 100
    // u  planned after the window: not reserved, not in it
    // a  sold in month 3: not in it
    // A step of -0.3 in month 23, the last of the window: 300 × exp(-0.3) = 222.245466204515.
    let step =
        "[[shock]]\nid = \"step\"\nfrom = \"2012-12\"\nprice_displacement = { residential = -0.3 }";
    let plots = [
        stock("a", "2011-03"),
        to_acquire("p", "2012-11"),
        to_acquire("q", "2012-07"),
        Plot { list_date: None, ..stock("s", "2011-03") },
        to_acquire("u", "2013-01"),
    ];
    let trial = run(step, &plots);
    figure(&trial, Figure::ClosingInventoryCostCny, 99.16);
    figure(&trial, Figure::ClosingInventoryValueCny, 222.245466204515);
    figure(&trial, Figure::ReservedPlots, 2.0);
    figure(&trial, Figure::ReservedHa, 1.0);
}

#[test]
fn figures_without_an_event_are_null_and_counts_are_zero() {
    let trial = run("", &[carried_over("l")]);
    undefined(
        &trial,
        &[
            Figure::CoverageRatio,
            Figure::GainRatio,
            Figure::CostIncomeRatio,
            Figure::CostCover80,
            Figure::Top3GainShare,
            Figure::PeakDebtMonth,
            Figure::SupportFirstMonth,
            Figure::FailedShare,
            Figure::PremiumMean,
            Figure::BiddersMean,
            Figure::FloorPriceResidentialCnyM2,
            Figure::FloorPriceCommercialOfficeCnyM2,
        ],
    );
    for zero in [
        Figure::WindowBalanceCny,
        Figure::SettledBalanceCny,
        Figure::AccrualBalanceCny,
        Figure::NpvCny,
        Figure::ReceiptsCny,
        Figure::SupportCny,
        Figure::SupportMonths,
        Figure::BreakevenMonth,
        Figure::SoldPlots,
        Figure::ReservedPlots,
        Figure::InvertedPlots,
        Figure::DefaultedDeals,
        Figure::WithdrawnPlots,
        Figure::ClosingInventoryCostCny,
    ] {
        figure(&trial, zero, 0.0);
    }
}

#[test]
fn a_programme_that_only_spends_never_breaks_even() {
    // The balance is below 0 from month 1 to the end; before the spending it was 0, which is no
    // break-even either.
    let trial = run("", &[to_acquire("p", "2011-02")]);
    undefined(&trial, &[Figure::BreakevenMonth]);
    figure(&trial, Figure::CoverageRatio, 0.0);
    figure(&trial, Figure::WindowBalanceCny, -38.76);
}

#[test]
fn all_trials_are_equal_when_everything_is_fixed() {
    // One plot of each kind, a failed round, a cap, a capacity that binds; nothing is left to
    // chance, so neither the trial nor the seed may matter, to the last bit.
    let rules = "
        [auction]
        premium_cap = 0.8
        [reserve]
        clearance_capacity = 150
        [delivery]
        idle_fee_probability = 1
        [[shock]]
        id = \"nobody\"
        from = \"2011-03\"
        until = \"2011-05\"
        demand_multiplier = 0.0001";
    let plots = [
        stock("a", "2011-03"),
        Plot { start_lag_months: Some(18.0), ..stock("b", "2011-08") },
        carried_over("l"),
        to_acquire("p", "2011-02"),
        to_acquire("q", "2011-04"),
    ];
    let bits =
        |values: &[f64]| -> Vec<u64> { values.iter().map(|value| value.to_bits()).collect() };
    let scenario = deterministic_scenario(rules);
    let model_of = |seed| model(&scenario, &portfolio(&plots), seed);
    let first = Worker::new(&model_of(1)).run(0).clone();
    assert_eq!(first.deals.len(), 2);
    for seed in [1, 2, u64::MAX] {
        let model = model_of(seed);
        let mut worker = Worker::new(&model);
        for number in 0..20 {
            let trial = worker.run(number);
            assert_eq!(
                bits(trial.series.values()),
                bits(first.series.values()),
                "seed {seed} trial {number}"
            );
            assert_eq!(bits(&trial.figures), bits(&first.figures), "seed {seed} trial {number}");
            assert_eq!((&trial.deals, &trial.auctions), (&first.deals, &first.auctions));
        }
    }
}
