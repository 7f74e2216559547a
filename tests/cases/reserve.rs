//! Acquisition and preparation: the whole way of one plot, and the gates of money,
//! capacity, consent.

use landsim::calendar::Month;
use landsim::catalogue::figure::Figure;
use landsim::catalogue::plot_field::PlotField;
use landsim::catalogue::series::Series;
use landsim::model::plot_index::PlotIndex;
use landsim::portfolio::plot::{Plot, PlotClass};
use landsim::trial::worker::Worker;

use crate::ledger::{assert_close, field, figure, flows, levels, undefined};
use crate::support::{date, deterministic_scenario, model, portfolio, run, stock, to_acquire};

/// A joint plot to acquire from month 1 on; 8,000 m² of housing, 4,000 m² of offices and 2,000 m²
/// of affordable housing are worth 80 + 20 + 0 = 100. Planned listing long before it can be ready.
fn whole_way() -> Plot {
    Plot {
        class: PlotClass::Joint,
        list_date: Some(date("2011-03")),
        gfa_residential_m2: 8_000.0,
        gfa_commercial_office_m2: 4_000.0,
        gfa_affordable_m2: 2_000.0,
        ..to_acquire("b", "2011-02")
    }
}

#[test]
fn a_plot_acquired_prepared_listed_sold_and_paid() {
    // months 1-3  acquisition 30 / 3 = 10 each, administration 2 % = 0.2; cash 89.8, 79.6, 69.4
    // months 4, 5 preparation 8 / 2 = 4 each, administration 0.08; cash 65.32, 61.24
    // month 6     net land (1 + 3 + 2), listed at once; result in month 7: reserve
    //             price 50, price 100
    // Full cost 38 × 1.02 = 38.76, recognised 38.76 × 1.1 = 42.636.
    // month 8     receipt 40: fee 0.8, income fund 2, cost 0.4 × 42.636 = 17.0544, net gain
    //             20.1456, accruals 2.01456 each (irrigation too, 2011-09), rest 14.10192, city
    //             half 7.05096, gain 7.05096, injection 2.820384; cash 61.24 + 2 +
    //             2.820384 = 66.060384
    // month 10    cost returned 17.0544; cash 83.114784
    // month 11    receipt 60: fee 1.2, income fund 3, cost 25.5816, net gain 30.2184, accruals
    //             3.02184 each, rest 21.15288, city 10.57644, gain 10.57644, injection 4.230576;
    //             cash 90.34536
    // month 13    cost returned 25.5816; cash 115.92696
    // Collateral is 100 in month 6 only, between net land and deal.
    let trial = run("", &[whole_way()]);
    flows(&trial, Series::AcquisitionCny, &[(1, 10.0), (2, 10.0), (3, 10.0)]);
    flows(&trial, Series::PreparationCny, &[(4, 4.0), (5, 4.0)]);
    flows(&trial, Series::AdministrationCny, &[(1, 0.2), (2, 0.2), (3, 0.2), (4, 0.08), (5, 0.08)]);
    flows(&trial, Series::ReceiptsCny, &[(8, 40.0), (11, 60.0)]);
    flows(&trial, Series::HandlingFeeCny, &[(8, 0.8), (11, 1.2)]);
    flows(&trial, Series::IncomeFundCny, &[(8, 2.0), (11, 3.0)]);
    for accrual in [
        Series::AccrualEducationCny,
        Series::AccrualIrrigationCny,
        Series::AccrualAffordableHousingCny,
    ] {
        flows(&trial, accrual, &[(8, 2.01456), (11, 3.02184)]);
    }
    flows(&trial, Series::CityShareCny, &[(8, 7.05096), (11, 10.57644)]);
    flows(&trial, Series::DistrictLandGainCny, &[(8, 7.05096), (11, 10.57644)]);
    flows(&trial, Series::InjectionCny, &[(8, 2.820384), (11, 4.230576)]);
    flows(&trial, Series::CostReturnedCny, &[(10, 17.0544), (13, 25.5816)]);
    levels(
        &trial,
        Series::TreasuryBalanceCny,
        &[(0, 0.0), (8, 17.0544), (10, 0.0), (11, 25.5816), (13, 0.0)],
    );
    let cash = [
        (0, 100.0),
        (1, 89.8),
        (2, 79.6),
        (3, 69.4),
        (4, 65.32),
        (5, 61.24),
        (8, 66.060384),
        (10, 83.114784),
        (11, 90.34536),
        (13, 115.92696),
    ];
    levels(&trial, Series::CashCny, &cash);
    levels(&trial, Series::CollateralCny, &[(0, 0.0), (6, 100.0), (7, 0.0)]);
    levels(&trial, Series::HeadroomCny, &[(0, 0.0), (6, 50.0), (7, 0.0)]);
    flows(&trial, Series::InterestCny, &[]);
    flows(&trial, Series::SupportCny, &[]);
    let cumulative = [
        (0, 0.0),
        (1, -10.2),
        (2, -20.4),
        (3, -30.6),
        (4, -34.68),
        (5, -38.76),
        (8, -29.70904),
        (10, -12.65464),
        (11, 0.9218),
        (13, 26.5034),
    ];
    levels(&trial, Series::CumulativeBalanceCny, &cumulative);
}

#[test]
fn the_states_of_a_plot_from_first_household_to_last_phase() {
    // Works start in month 14: deal in month 7, handover a month later, start lag 6. Housing is the
    // larger market use and 14,000 m² are less than 15,000, so 12 months to build; three phases of
    // at most 5,000 m², in months 14 + 4, 14 + 8 and 14 + 12.
    let trial = run("", &[whole_way()]);
    flows(&trial, Series::LandReservedM2, &[(1, 5_000.0)]);
    levels(&trial, Series::PlotsUnreserved, &[(0, 1.0), (1, 0.0)]);
    levels(&trial, Series::PlotsAcquisition, &[(0, 0.0), (1, 1.0), (4, 0.0)]);
    levels(&trial, Series::PlotsPreparation, &[(0, 0.0), (4, 1.0), (6, 0.0)]);
    levels(&trial, Series::PlotsStock, &[(0, 0.0)]);
    levels(&trial, Series::PlotsListed, &[(0, 0.0), (6, 1.0), (7, 0.0)]);
    levels(&trial, Series::PlotsSold, &[(0, 0.0), (7, 1.0), (14, 0.0)]);
    levels(&trial, Series::PlotsBuilding, &[(0, 0.0), (14, 1.0), (26, 0.0)]);
    levels(&trial, Series::LandBuildingM2, &[(0, 0.0), (14, 5_000.0), (26, 0.0)]);
    levels(&trial, Series::PlotsCompleted, &[(0, 0.0), (26, 1.0)]);
    flows(&trial, Series::GfaDealtResidentialM2, &[(7, 8_000.0)]);
    flows(&trial, Series::GfaDealtCommercialOfficeM2, &[(7, 4_000.0)]);
    flows(&trial, Series::GfaDealtAffordableM2, &[(7, 2_000.0)]);
    flows(&trial, Series::GfaStartedResidentialM2, &[(14, 8_000.0)]);
    flows(&trial, Series::GfaStartedCommercialOfficeM2, &[(14, 4_000.0)]);
    let thirds = |gfa_m2: f64| [(18, gfa_m2 / 3.0), (22, gfa_m2 / 3.0), (26, gfa_m2 / 3.0)];
    flows(&trial, Series::GfaCompletedResidentialM2, &thirds(8_000.0));
    flows(&trial, Series::GfaCompletedCommercialOfficeM2, &thirds(4_000.0));
    flows(&trial, Series::GfaCompletedAffordableM2, &thirds(2_000.0));
    for (id, by_hand) in [
        (PlotField::AcquisitionStartMonth, 1.0),
        (PlotField::AcquisitionCostCny, 30.0),
        (PlotField::PreparationCostCny, 8.0),
        (PlotField::ReadyMonth, 6.0),
        (PlotField::DeferralMonths, 0.0),
        (PlotField::ListMonth, 6.0),
        (PlotField::DealMonth, 7.0),
        (PlotField::DealDelayMonths, 5.0),
        (PlotField::StartMonth, 14.0),
        (PlotField::CompletionMonth, 26.0),
    ] {
        field(&trial, 0, id, by_hand);
    }
}

#[test]
fn a_window_shorter_than_the_horizon_sees_its_own_months_only() {
    // The ledger above with a window of months 0 to 11. Inflows: income fund 5, gain 17.6274, cost
    // 17.0544 of month 10; outlays 38.76. The accrual balance takes all of the deal, whenever paid:
    // 42.636 + 5 + 17.6274 - 38.76 = 26.5034. From month 11 on the cumulative balance stays
    // above 0. Nothing is started before month 14. The floor price is that of all 14,000 m².
    let trial = run("[scenario]\nwindow_months = 12", &[whole_way()]);
    for (id, by_hand) in [
        (Figure::WindowBalanceCny, 0.9218),
        (Figure::SettledBalanceCny, 26.5034),
        (Figure::AccrualBalanceCny, 26.5034),
        (Figure::CoverageRatio, 39.6818 / 38.76),
        (Figure::BreakevenMonth, 11.0),
        (Figure::ReceiptsCny, 100.0),
        (Figure::GainRatio, 0.50364),
        (Figure::CostIncomeRatio, 0.3876),
        (Figure::ReservedPlots, 1.0),
        (Figure::ReservedHa, 0.5),
        (Figure::SoldGfaM2, 14_000.0),
        (Figure::GfaStartedM2, 0.0),
        (Figure::FloorPriceResidentialCnyM2, 50_000.0 / 7.0),
    ] {
        figure(&trial, id, by_hand);
    }
    // By month 23 works have started and two phases of three are completed.
    let trial = run("", &[whole_way()]);
    for (id, by_hand) in [
        (Figure::GfaStartedM2, 14_000.0),
        (Figure::GfaStartedCommercialOfficeM2, 4_000.0),
        (Figure::GfaStartedAffordableM2, 2_000.0),
        (Figure::GfaCompletedM2, 28_000.0 / 3.0),
        (Figure::GfaCompletedCommercialOfficeM2, 8_000.0 / 3.0),
    ] {
        figure(&trial, id, by_hand);
    }
}

#[test]
fn a_plot_waits_until_its_compensation_is_at_hand() {
    // No headroom, no administration. Plot p (60 in 6 months) starts in month 0 with 100 in hand.
    // Plot q (50) is planned for month 1. At hand is cash less what p still has to be paid:
    // months 1-4  90 - 50, 80 - 40, 70 - 30, 60 - 20: 40, short of 50
    // month 4     stock plot a pays: income fund 2 and injection 4.704 in the evening
    // month 5     cash 56.704 - 10 = 46.704, short
    // month 6     cash 46.704, p is paid: short; 17.6 of cost come back in the evening
    // month 7     64.304: q starts, after 6 months of waiting; 50 / 3 are paid from month 7 on
    let first =
        Plot { acquisition_cost_cny: 60e6, acquisition_months: 6.0, ..to_acquire("p", "2011-01") };
    let second = Plot { acquisition_cost_cny: 50e6, ..to_acquire("q", "2011-02") };
    let plots = [stock("a", "2011-03"), first.clone(), second];
    let rules = "[finance]\nloan_to_value = 0\n[reserve]\nadministration_rate = 0";
    let trial = run(rules, &plots);
    flows(&trial, Series::LandReservedM2, &[(0, 5_000.0), (7, 5_000.0)]);
    let third = 50.0 / 3.0;
    let acquisition: Vec<(usize, f64)> =
        (0..6).map(|month| (month, 10.0)).chain((7..10).map(|month| (month, third))).collect();
    flows(&trial, Series::AcquisitionCny, &acquisition);
    figure(&trial, Figure::DeferralMonthsMoney, 6.0);
    figure(&trial, Figure::DeferralMonthsCapacity, 0.0);
    field(&trial, 1, PlotField::DeferralMonths, 0.0);
    field(&trial, 2, PlotField::DeferralMonths, 6.0);
    field(&trial, 2, PlotField::AcquisitionStartMonth, 7.0);

    // With half of the compensation to be at hand, month 1 has 90 - 0.5 × 50 = 65 for half of 130:
    // just enough.
    let large = Plot { acquisition_cost_cny: 130e6, ..to_acquire("q", "2011-02") };
    let trial = run(&format!("{rules}\nfunding_ratio = 0.5"), &[first, large]);
    field(&trial, 1, PlotField::AcquisitionStartMonth, 1.0);
    figure(&trial, Figure::DeferralMonthsMoney, 0.0);
}

#[test]
fn what_could_be_borrowed_counts_as_money_at_hand() {
    // 20 in hand; half of a stock plot of 100 may be borrowed: 70 for a compensation of 60. Without
    // the stock plot it waits through the window, months 1 to 23.
    let costly = Plot { acquisition_cost_cny: 60e6, ..to_acquire("p", "2011-02") };
    let rules = "[finance]\nopening_cash = 20e6";
    let with_stock =
        run(rules, &[Plot { list_date: None, ..stock("a", "2011-03") }, costly.clone()]);
    field(&with_stock, 1, PlotField::AcquisitionStartMonth, 1.0);
    let without = run(rules, &[costly]);
    flows(&without, Series::AcquisitionCny, &[]);
    figure(&without, Figure::DeferralMonthsMoney, 23.0);
    figure(&without, Figure::ReservedPlots, 0.0);
    undefined(&without, &[Figure::CoverageRatio]);
}

/// A cheap plot with this many households.
fn households(plot_id: &str, start: &str, households: u32) -> Plot {
    Plot {
        households,
        acquisition_cost_cny: 3e6,
        preparation_cost_cny: 1e6,
        ..to_acquire(plot_id, start)
    }
}

#[test]
fn households_beyond_the_years_capacity_wait_for_january() {
    // Capacity 1,000 a year. 600 start in month 2; 500 more in month 3 would make 1,100: plot q
    // waits for month 12, 9 months. Plot r brings 300 in month 4: 900, it starts.
    let plots = [
        households("p", "2011-03", 600),
        households("q", "2011-04", 500),
        households("r", "2011-05", 300),
    ];
    let trial = run("", &plots);
    for (plot, start, waited) in [(0, 2.0, 0.0), (1, 12.0, 9.0), (2, 4.0, 0.0)] {
        field(&trial, plot, PlotField::AcquisitionStartMonth, start);
        field(&trial, plot, PlotField::DeferralMonths, waited);
    }
    figure(&trial, Figure::DeferralMonthsCapacity, 9.0);
    figure(&trial, Figure::DeferralMonthsMoney, 0.0);
    let moved = trial.series.row(Series::HouseholdsMoved);
    assert_eq!([moved[2], moved[3], moved[4], moved[12]], [600.0, 0.0, 300.0, 500.0]);
    assert_eq!(moved.iter().sum::<f64>(), 1_400.0);

    // Exactly the capacity fits: 600 + 400.
    let trial = run("", &[households("p", "2011-03", 600), households("q", "2011-04", 400)]);
    field(&trial, 1, PlotField::AcquisitionStartMonth, 3.0);
}

#[test]
fn a_plot_larger_than_a_years_capacity_starts_alone_in_an_unused_year() {
    // Month 0: 100 households start. Plot q with 1,500 is planned for month 1 and waits for month
    // 12 (11 months), then starts alone. Plot r with 10 is planned for month 13 and finds 2012
    // full: it waits for month 24 (11 months, all in the window of 30).
    let plots = [
        households("p", "2011-01", 100),
        households("q", "2011-02", 1_500),
        households("r", "2012-02", 10),
    ];
    let trial = run("[scenario]\nwindow_months = 30", &plots);
    for (plot, start, waited) in [(0, 0.0, 0.0), (1, 12.0, 11.0), (2, 24.0, 11.0)] {
        field(&trial, plot, PlotField::AcquisitionStartMonth, start);
        field(&trial, plot, PlotField::DeferralMonths, waited);
    }
    figure(&trial, Figure::DeferralMonthsCapacity, 22.0);
    figure(&trial, Figure::ReservedPlots, 3.0);
}

#[test]
fn a_plot_whose_households_never_consent_never_starts() {
    // Planned for month 2; waits in months 2 to 23 of the window, 22 in all, and to the end of the
    // horizon, 34. A plot without households has nobody to ask.
    let empty = Plot { households: 0, ..to_acquire("q", "2011-03") };
    let trial = run("[reserve]\nconsultation_failure = 1", &[to_acquire("p", "2011-03"), empty]);
    levels(&trial, Series::PlotsUnreserved, &[(0, 2.0), (2, 1.0)]);
    figure(&trial, Figure::DeferralMonthsConsent, 22.0);
    figure(&trial, Figure::DeferralMonthsMoney, 0.0);
    figure(&trial, Figure::ReservedPlots, 1.0);
    field(&trial, 0, PlotField::DeferralMonths, 34.0);
    field(&trial, 1, PlotField::AcquisitionStartMonth, 2.0);
    assert!(trial.plots[PlotIndex::at(0)][PlotField::AcquisitionStartMonth as usize].is_nan());
}

#[test]
fn a_failed_consultation_is_repeated_after_its_wait() {
    // Planned for month 2; each failed round costs 6 months, so that the plot starts in
    // month 2, 8, 14, 20, 26 or 32 and in no other. With even chances a quarter of the
    // trials fails exactly once.
    let rules = "[reserve]\nconsultation_failure = 0.5";
    let plots = portfolio(&[to_acquire("p", "2011-03")]);
    let model = model(&deterministic_scenario(rules), &plots, 1);
    let mut worker = Worker::new(&model);
    let mut start = |number: u64| {
        worker.run(number).plots[PlotIndex::at(0)][PlotField::AcquisitionStartMonth as usize]
    };
    let starts: Vec<f64> = (0..400).map(&mut start).collect();
    let in_step = |start: &f64| start.is_nan() || (start - 2.0) % 6.0 == 0.0;
    assert!(starts.iter().all(in_step), "{starts:?}");
    // A quarter of 400 trials has a standard error of 8.7.
    let once = starts.iter().filter(|start| **start == 8.0).count();
    assert!((70..=130).contains(&once), "{once} of 400 started in month 8");
}

#[test]
fn stock_with_works_to_finish_is_net_land_on_its_date_and_pays_until_then() {
    // Net land in month 5 (2011-06) after 4 months of works for 8: 2 each in months 1 to 4, with
    // administration 0.04. Full cost 40 + 8 × 1.02 = 48.16; recognised 52.976. Planned for listing
    // in month 2, listed in month 5, dealt in month 6, paid in months 7 and 10.
    let plot = Plot {
        ready_date: Some(date("2011-06")),
        preparation_cost_cny: 8e6,
        preparation_months: 4.0,
        ..stock("s", "2011-03")
    };
    let trial = run("", &[plot]);
    flows(&trial, Series::PreparationCny, &[(1, 2.0), (2, 2.0), (3, 2.0), (4, 2.0)]);
    flows(&trial, Series::AdministrationCny, &[(1, 0.04), (2, 0.04), (3, 0.04), (4, 0.04)]);
    levels(&trial, Series::PlotsPreparation, &[(0, 1.0), (5, 0.0)]);
    field(&trial, 0, PlotField::ReadyMonth, 5.0);
    field(&trial, 0, PlotField::DealMonth, 6.0);
    flows(&trial, Series::CostReturnedCny, &[(9, 21.1904), (12, 31.7856)]);
}

#[test]
fn works_that_began_before_month_0_still_end_on_their_date() {
    // Eight months of works that end in month 2 (2011-03) began half a year before month 0; the 8
    // that are still to pay fall before net land.
    let plot = Plot {
        ready_date: Some(date("2011-03")),
        preparation_cost_cny: 8e6,
        preparation_months: 8.0,
        ..stock("s", "2011-03")
    };
    let trial = run("", &[plot]);
    field(&trial, 0, PlotField::ReadyMonth, 2.0);
    field(&trial, 0, PlotField::DealMonth, 3.0);
    assert_close(trial.series.sum(Series::PreparationCny, Month::START..Month::new(2)), 8e6);
}

#[test]
fn a_cost_still_to_pay_is_paid() {
    // The row states 8 of preparation still to pay and no months of works: whenever it is paid, it
    // is. Recognised is (40 + 8 × 1.02) × 1.1 = 52.976.
    let trial = run("", &[Plot { preparation_cost_cny: 8e6, ..stock("s", "2011-03") }]);
    assert_close(trial.series.row(Series::PreparationCny).iter().sum(), 8e6);
    assert_close(trial.deals[0].recognised_cost, 52.976e6);
}
