//! Dated shocks, prices that move on a known path, and rates that change at a date.

use landsim::catalogue::plot_field::PlotField;
use landsim::catalogue::series::Series;
use landsim::portfolio::plot::Plot;
use landsim::trial::worker::Worker;

use crate::ledger::{assert_close, field, flows, levels};
use crate::support::{LEVEL, laid_over, model, portfolio, run, stock, to_acquire};

#[test]
fn a_certain_step_scales_every_later_hammer_price() {
    // Check 4.1. Deals in months 3, 10 and 21 at 100 each; a step of -0.3 in month 8 leaves the
    // first alone and makes the others 100 × exp(-0.3) = 74.0818220681718. Appraisals are two
    // months old at listing: those of months 0 and 7 are from before the step, that of month 18 is
    // not.
    let plots = [stock("x", "2011-03"), stock("y", "2011-10"), stock("z", "2012-09")];
    let prices = |rules: &str| -> Vec<(usize, f64, f64)> {
        run(rules, &plots)
            .deals
            .iter()
            .map(|deal| (deal.month.place(), deal.reserve_price, deal.price))
            .collect()
    };
    assert_eq!(prices(""), [(3, 50e6, 100e6), (10, 50e6, 100e6), (21, 50e6, 100e6)]);
    let step =
        "[[shock]]\nid = \"step\"\nfrom = \"2011-09\"\nprice_displacement = { residential = -0.3 }";
    let scaled = prices(step);
    assert_eq!(scaled.iter().map(|deal| deal.0).collect::<Vec<_>>(), [3, 10, 21]);
    for (found, by_hand) in scaled.iter().zip([
        (50.0, 100.0),
        (50.0, 74.0818220681718),
        (37.0409110340859, 74.0818220681718),
    ]) {
        assert_close(found.1, by_hand.0 * 1e6);
        assert_close(found.2, by_hand.1 * 1e6);
    }
}

#[test]
fn a_step_for_one_use_leaves_the_other_alone() {
    // 80 of housing and 20 of offices; offices fall to 20 × exp(-0.3) = 14.81636441363436.
    let mixed = Plot {
        gfa_residential_m2: 8_000.0,
        gfa_commercial_office_m2: 4_000.0,
        ..stock("x", "2011-03")
    };
    let step = "[[shock]]\nid = \"step\"\nfrom = \"2011-01\"\n\
        price_displacement = { commercial_office = -0.3 }";
    let trial = run(step, &[mixed]);
    assert_close(trial.deals[0].price, 94.81636441363436e6);
    assert_close(trial.deals[0].appraised_value, 94.81636441363436e6);
}

#[test]
fn prices_on_a_path_are_read_in_the_month_that_counts() {
    // House prices rise by 0.01 in logs each month from 0 in month 0; land moves twice as much;
    // construction cost rises by 0.005 a month.
    // Plot s: listed in month 4, appraised in month 2: R = 50 × exp(0.04) = 52.04053871
    //         result in month 5: price = 100 × exp(0.10) = 110.51709180756477
    // Plot p: compensation of month 10: 30 × exp(0.10) = 33.15512754226943 in months 10 to
    //         12 alike; preparation fixed in month 10 too: 8 × exp(0.05) = 8.41016877100819
    //         in months 13, 14
    let rules = "
        [[market.regime]]
        id = \"only\"
        mean = 0.01
        [market]
        initial_momentum = 0.05
        [market.land.residential]
        leverage = 2
        [market.construction_cost]
        drift = 0.06";
    let trial = run(rules, &[stock("s", "2011-05"), to_acquire("p", "2011-11")]);
    let deal = &trial.deals[0];
    assert_eq!(deal.month.number(), 5);
    assert_close(deal.reserve_price, 52.0405387096194e6);
    assert_close(deal.price, 110.517091807565e6);
    let (part, half) = (33.155127542269 / 3.0, 8.410168771008 / 2.0);
    flows(&trial, Series::AcquisitionCny, &[(10, part), (11, part), (12, part)]);
    flows(&trial, Series::PreparationCny, &[(13, half), (14, half)]);
}

#[test]
fn compensation_feels_the_share_of_a_residential_displacement_that_passes_through() {
    // Half of -0.2 reaches the price of old homes: 30 × exp(-0.1) = 27.145122541078786.
    let step = "
        [[shock]]
        id = \"step\"
        from = \"2011-01\"
        price_displacement = { residential = -0.2, commercial_office = -0.9 }";
    let trial = run(step, &[to_acquire("p", "2011-02")]);
    field(&trial, 0, PlotField::AcquisitionCostCny, 27.145122541078786);
    field(&trial, 0, PlotField::PreparationCostCny, 8.0);
}

#[test]
fn a_moratorium_delays_listings_and_no_results() {
    // No listing in months 2 to 5. Plot x was listed in month 1 and is sold in month 2; plot y, due
    // in month 2, is listed in month 6; plot z, due in month 6, is on time.
    let rules = "[[shock]]\nid = \"closed\"\nfrom = \"2011-03\"\nmoratorium_months = 4";
    let plots = [stock("x", "2011-02"), stock("y", "2011-03"), stock("z", "2011-07")];
    let trial = run(rules, &plots);
    for (plot, listed, dealt) in [(0, 1.0, 2.0), (1, 6.0, 7.0), (2, 6.0, 7.0)] {
        field(&trial, plot, PlotField::ListMonth, listed);
        field(&trial, plot, PlotField::DealMonth, dealt);
    }
    levels(&trial, Series::PlotsStock, &[(0, 3.0), (1, 2.0), (6, 0.0)]);
}

#[test]
fn a_facility_shock_scales_the_limit_of_its_months() {
    // Half of 100 of stock may be lent, 50; the facility allows 40, from month 4 (2011-05) on 30,
    // and half of it in months 2 to 5.
    let rules = "
        [finance]
        facility_limit = [{ value = 40e6 }, { from = \"2011-05\", value = 30e6 }]
        [[shock]]
        id = \"banks\"
        from = \"2011-03\"
        until = \"2011-07\"
        facility_limit_multiplier = 0.5";
    let trial = run(rules, &[Plot { list_date: None, ..stock("s", "2011-03") }]);
    levels(&trial, Series::HeadroomCny, &[(0, 40.0), (2, 20.0), (4, 15.0), (6, 30.0)]);
}

#[test]
fn a_lending_rate_shock_is_paid_on_the_opening_debt_of_its_months() {
    // Debt 60 falls due by 1 a month; nothing is repaid early below a buffer of 1,000. 1 % a month,
    // 1.5 % in months 2 and 3 (6 points more a year); a spread of 1.2 points adds 0.1 % a month.
    // month 0: 60 × 1.1 % = 0.66; month 1: 59 × 1.1 % = 0.649; month 2: 58 × 1.6 % = 0.928;
    // month 3: 57 × 1.6 % = 0.912; month 4: 56 × 1.1 % = 0.616; month 5: 55 × 1.1 % = 0.605
    let rules = "
        [scenario]
        window_months = 6
        horizon_months = 6
        [finance]
        opening_debt = 60e6
        cash_buffer = 1000e6
        loan_term_months = 60
        spread = 0.012
        [[shock]]
        id = \"dear-money\"
        from = \"2011-03\"
        until = \"2011-05\"
        lending_rate_add = 0.06";
    let trial = run(rules, &[stock("s", "2011-12")]);
    let interest = [(0, 0.66), (1, 0.649), (2, 0.928), (3, 0.912), (4, 0.616), (5, 0.605)];
    flows(&trial, Series::InterestCny, &interest);
    flows(&trial, Series::RepaymentCny, &(0..6).map(|month| (month, 1.0)).collect::<Vec<_>>());
}

#[test]
fn a_shock_to_acquisitions_binds_those_that_start_under_it() {
    // In months 1 and 2: compensation × 1.5, duration × 2, preparation × 0.5. Plot p starts in
    // month 1: 45 over 6 months, 7.5 each; 4 over 2 months, 2 each. Plot q starts in month 3:
    // 10 each, 4 each.
    let rules = "
        [[shock]]
        id = \"regulation\"
        from = \"2011-02\"
        until = \"2011-04\"
        acquisition_cost_multiplier = 1.5
        acquisition_duration_multiplier = 2
        preparation_cost_multiplier = 0.5";
    let trial = run(rules, &[to_acquire("p", "2011-02"), to_acquire("q", "2011-04")]);
    let acquisition = [(1, 7.5), (2, 7.5), (3, 17.5), (4, 17.5), (5, 17.5), (6, 7.5)];
    flows(&trial, Series::AcquisitionCny, &acquisition);
    flows(&trial, Series::PreparationCny, &[(6, 4.0), (7, 4.0), (7, 2.0), (8, 2.0)]);
    field(&trial, 0, PlotField::ReadyMonth, 9.0);
    field(&trial, 1, PlotField::ReadyMonth, 8.0);
}

#[test]
fn a_start_lag_shock_holds_for_plots_dealt_under_it() {
    // Plot x is dealt in month 3 under a factor of 2: start in month 3 + 14 = 17. Plot y is dealt
    // in month 5, after it: 5 + 7 = 12.
    let rules = "[[shock]]\nid = \"wait\"\nfrom = \"2011-04\"\nuntil = \"2011-05\"\n\
        start_lag_multiplier = 2";
    let trial = run(rules, &[stock("x", "2011-03"), stock("y", "2011-05")]);
    field(&trial, 0, PlotField::StartMonth, 17.0);
    field(&trial, 1, PlotField::StartMonth, 12.0);
}

#[test]
fn an_accrual_with_a_date_is_taken_from_that_date_on() {
    // Irrigation starts in 2011-07, month 6. Deal in month 4, instalments in months 5 and 6 of 50
    // each: net gain 50 - 1 - 2.5 - 22 = 24.5 both times. Month 5: rest 24.5 - 4.9 = 19.6, gain
    // 14.7. Month 6: 2.45 for irrigation; rest 17.15, gain 12.8625.
    let rules = "
        [[receipts.instalment]]
        months = 1
        share = 0.5
        [[receipts.instalment]]
        months = 2
        share = 0.5";
    let trial = run(rules, &[stock("o", "2011-04")]);
    flows(&trial, Series::ReceiptsCny, &[(5, 50.0), (6, 50.0)]);
    flows(&trial, Series::AccrualEducationCny, &[(5, 2.45), (6, 2.45)]);
    flows(&trial, Series::AccrualIrrigationCny, &[(6, 2.45)]);
    flows(&trial, Series::DistrictLandGainCny, &[(5, 14.7), (6, 12.8625)]);
}

#[test]
fn a_shock_lasts_its_months_or_until_its_end_whichever_comes_first() {
    // From month 2 on for 3 months, 2 to 4, with a factor of 0.5 on a limit of 40;
    // and until month 4.
    let rules = |end: &str| {
        format!(
            "[finance]\nfacility_limit = 40e6\n[[shock]]\nid = \"banks\"\nfrom = \"2011-03\"\n\
             facility_limit_multiplier = 0.5\nduration_months = 3\n{end}"
        )
    };
    let plots = [Plot { list_date: None, ..stock("s", "2011-03") }];
    let limits = |end: &str, back: usize| {
        levels(
            &run(&rules(end), &plots),
            Series::HeadroomCny,
            &[(0, 40.0), (2, 20.0), (back, 40.0)],
        );
    };
    limits("", 5);
    limits("until = \"2011-05\"", 4);
    limits("until = \"2011-12\"", 5);
}

#[test]
fn what_a_scenario_extends_can_be_taken_away() {
    // The shock and the cap of the base are gone: deals at 100, two bidders' full price.
    let base = format!(
        "{LEVEL}\n[[shock]]\nid = \"step\"\nfrom = \"2011-01\"\n\
         price_displacement = {{ residential = -0.3 }}\n"
    )
    .replace("[auction]", "[auction]\npremium_cap = 0.1");
    let plots = portfolio(&[stock("x", "2011-03")]);
    let price = |overrides: &str| {
        let model = model(&laid_over(&base, overrides), &plots, 1);
        Worker::new(&model).run(0).deals[0].price
    };
    // 50 × exp(-0.3) × 1.1 with both, 50 × 1.1 without the shock, 100 with neither.
    assert_close(price(""), 40.745_002_137_525_74e6);
    assert_close(price("[[shock]]\nid = \"step\"\nremove = true"), 55e6);
    let neither =
        "[auction]\npremium_cap = { remove = true }\n[[shock]]\nid = \"step\"\nremove = true";
    assert_close(price(neither), 100e6);
}
