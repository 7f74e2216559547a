//! From the deal to the last phase: works, idle land, repossession, carry-over.

use landsim::calendar::Month;
use landsim::catalogue::figure::Figure;
use landsim::catalogue::plot_field::PlotField;
use landsim::catalogue::series::Series;
use landsim::portfolio::plot::Plot;

use crate::ledger::{field, figure, flows, levels};
use crate::support::{carried_over, run, stock};

#[test]
fn works_start_after_handover_and_lag_and_end_by_size_and_use() {
    // Deal in month 3, handover in month 4, start lag 7 from the deal: works start in month 10. Up
    // to 15,000 m² of housing take 12 months: 10,000 m² in two phases of 5,000, months 16 and 22.
    // 20,000 m² take 24 months in four phases: 16, 22, 28, 34. Offices take 18 months: 10,000 m² in
    // months 19 and 28.
    let small = run("", &[stock("a", "2011-03")]);
    flows(&small, Series::GfaStartedResidentialM2, &[(10, 10_000.0)]);
    flows(&small, Series::GfaCompletedResidentialM2, &[(16, 5_000.0), (22, 5_000.0)]);
    let large = run("", &[Plot { gfa_residential_m2: 20_000.0, ..stock("a", "2011-03") }]);
    let quarters = [(16, 5_000.0), (22, 5_000.0), (28, 5_000.0), (34, 5_000.0)];
    flows(&large, Series::GfaCompletedResidentialM2, &quarters);
    let offices = Plot {
        gfa_residential_m2: 0.0,
        gfa_commercial_office_m2: 10_000.0,
        ..stock("a", "2011-03")
    };
    let offices = run("", &[offices]);
    flows(&offices, Series::GfaStartedCommercialOfficeM2, &[(10, 10_000.0)]);
    flows(&offices, Series::GfaCompletedCommercialOfficeM2, &[(19, 5_000.0), (28, 5_000.0)]);
    // A plot's own building time of 20 months replaces the class's: months 20 and 30.
    let own = run("", &[Plot { build_months: Some(20.0), ..stock("a", "2011-03") }]);
    flows(&own, Series::GfaCompletedResidentialM2, &[(20, 5_000.0), (30, 5_000.0)]);
}

#[test]
fn a_carry_over_plot_starts_and_completes_without_a_yuan() {
    // 6,000 m² of offices and 1,000 m² of public floor area, works from month 5 on, 10 months, two
    // phases of half of each use in months 10 and 15.
    let plot = Plot {
        gfa_residential_m2: 0.0,
        gfa_commercial_office_m2: 6_000.0,
        gfa_public_m2: 1_000.0,
        build_months: Some(10.0),
        ..carried_over("l")
    };
    let trial = run("", &[plot]);
    levels(&trial, Series::PlotsSold, &[(0, 1.0), (5, 0.0)]);
    levels(&trial, Series::PlotsBuilding, &[(0, 0.0), (5, 1.0), (15, 0.0)]);
    levels(&trial, Series::LandCompletedM2, &[(0, 0.0), (15, 5_000.0)]);
    flows(&trial, Series::GfaStartedCommercialOfficeM2, &[(5, 6_000.0)]);
    flows(&trial, Series::GfaStartedPublicM2, &[(5, 1_000.0)]);
    flows(&trial, Series::GfaCompletedCommercialOfficeM2, &[(10, 3_000.0), (15, 3_000.0)]);
    flows(&trial, Series::GfaCompletedPublicM2, &[(10, 500.0), (15, 500.0)]);
    flows(&trial, Series::GfaDealtCommercialOfficeM2, &[]);
    levels(&trial, Series::CashCny, &[(0, 100.0)]);
    flows(&trial, Series::BalanceCny, &[]);
    for (id, by_hand) in [
        (Figure::GfaStartedM2, 7_000.0),
        (Figure::GfaCompletedM2, 7_000.0),
        (Figure::SoldPlots, 0.0),
        (Figure::IdlePlots, 0.0),
    ] {
        figure(&trial, id, by_hand);
    }
    field(&trial, 0, PlotField::StartMonth, 5.0);
    field(&trial, 0, PlotField::CompletionMonth, 15.0);
}

/// A stock plot whose works start this long after handover, which is a month after the deal.
fn slow(months: f64) -> Plot {
    Plot { start_lag_months: Some(months + 1.0), ..stock("k", "2011-03") }
}

#[test]
fn land_idle_for_more_than_a_year_pays_a_fifth_of_its_price() {
    // Deal in month 3, handover in month 4, idle from month 17 on, the first that is more than 12
    // after it: fee 20 % of 100 = 20, all of it district gain, 40 % of it injected: 8. Works start
    // in month 22 all the same, and the last phase ends in month 34.
    // Cash as in a simple sale 159.878 by month 9, 167.878 from month 17 on.
    let trial = run("[delivery]\nidle_fee_probability = 1", &[slow(18.0)]);
    flows(&trial, Series::IdleFeeCny, &[(17, 20.0)]);
    flows(&trial, Series::DistrictLandGainCny, &[(4, 11.76), (7, 15.435), (17, 20.0)]);
    flows(&trial, Series::InjectionCny, &[(4, 4.704), (7, 6.174), (17, 8.0)]);
    flows(&trial, Series::ReceiptsCny, &[(4, 40.0), (7, 60.0)]);
    levels(
        &trial,
        Series::TreasuryBalanceCny,
        &[(0, 0.0), (4, 17.6), (6, 0.0), (7, 26.4), (9, 0.0)],
    );
    flows(&trial, Series::GfaStartedResidentialM2, &[(22, 10_000.0)]);
    flows(&trial, Series::GfaCompletedResidentialM2, &[(28, 5_000.0), (34, 5_000.0)]);
    assert!((trial.series.at(Series::CashCny, Month::new(35)) - 167.878e6).abs() < 1e-2);
    figure(&trial, Figure::IdlePlots, 1.0);
    figure(&trial, Figure::SettledBalanceCny, 96.195);
    // The fee is no part of what the price brings.
    figure(&trial, Figure::AccrualBalanceCny, 36.195);

    // A start exactly 12 months after handover is in time; beyond that, the government
    // may be at fault.
    let in_time = run("[delivery]\nidle_fee_probability = 1", &[slow(12.0)]);
    flows(&in_time, Series::IdleFeeCny, &[]);
    figure(&in_time, Figure::IdlePlots, 0.0);
    let rules = "[delivery]\nidle_fee_probability = 1\ngovernment_fault_probability = 1";
    let at_fault = run(rules, &[slow(18.0)]);
    flows(&at_fault, Series::IdleFeeCny, &[]);
    figure(&at_fault, Figure::IdlePlots, 1.0);
}

#[test]
fn land_idle_for_more_than_two_years_is_taken_back_and_its_cost_recovered_once() {
    // Start lag 30: idle in month 17 (no fee here), taken back in month 4 + 25 = 29 without
    // compensation, relisted 3 months later in month 32, dealt again in month 33 at 100. The sunk
    // 40 came back with the first price; the second one recovers nothing:
    // month 34  receipt 40: net gain 37.2, accruals 11.16, rest 26.04, city 6.51, gain 19.53
    // month 37  receipt 60: net gain 55.8, accruals 16.74, rest 39.06, city 9.765, gain 29.295
    let rules = "[delivery]\nrepossession_probability = 1\n[scenario]\nhorizon_months = 48";
    let trial = run(rules, &[slow(30.0)]);
    flows(&trial, Series::ReceiptsCny, &[(4, 40.0), (7, 60.0), (34, 40.0), (37, 60.0)]);
    flows(&trial, Series::CostReturnedCny, &[(6, 17.6), (9, 26.4)]);
    let gain = [(4, 11.76), (7, 15.435), (34, 19.53), (37, 29.295)];
    flows(&trial, Series::DistrictLandGainCny, &gain);
    levels(&trial, Series::PlotsSold, &[(0, 0.0), (3, 1.0), (29, 0.0), (33, 1.0)]);
    levels(&trial, Series::PlotsStock, &[(0, 1.0), (2, 0.0), (29, 1.0), (32, 0.0)]);
    levels(&trial, Series::PlotsListed, &[(0, 0.0), (2, 1.0), (3, 0.0), (32, 1.0), (33, 0.0)]);
    levels(&trial, Series::CollateralCny, &[(0, 100.0), (3, 0.0), (29, 100.0), (33, 0.0)]);
    // The first buyer never starts, the second would in month 64.
    flows(&trial, Series::GfaStartedResidentialM2, &[]);
    figure(&trial, Figure::SoldPlots, 1.0);
    field(&trial, 0, PlotField::DealMonth, 33.0);
    field(&trial, 0, PlotField::NetGainCny, 93.0);

    // Exactly two years, or the government's fault: works start, in months 28 and 34.
    let rules = "[delivery]\nrepossession_probability = 1";
    flows(&run(rules, &[slow(24.0)]), Series::GfaStartedResidentialM2, &[(28, 10_000.0)]);
    let rules = "[delivery]\nrepossession_probability = 1\ngovernment_fault_probability = 1";
    flows(&run(rules, &[slow(30.0)]), Series::GfaStartedResidentialM2, &[(34, 10_000.0)]);
}
