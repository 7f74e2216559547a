//! Each instrument of a policy against a calculation by hand.

use landsim::calendar::Month;
use landsim::catalogue::plot_field::PlotField;
use landsim::catalogue::series::Series;
use landsim::model::plot_index::PlotIndex;
use landsim::portfolio::plot::Plot;

use crate::ledger::{assert_close, field, flows, levels};
use crate::support::{run, stock, to_acquire};

/// A policy that is called after its instrument.
pub(crate) fn policy(instrument: &str, rest: &str) -> String {
    format!("\n[[policy]]\nid = \"{instrument}\"\ninstrument = \"{instrument}\"\n{rest}\n")
}

fn prices(rules: &str, plots: &[Plot]) -> Vec<(usize, f64)> {
    run(rules, plots).deals.iter().map(|deal| (deal.month.place(), deal.price / 1e6)).collect()
}

#[track_caller]
fn same(found: &[(usize, f64)], by_hand: &[(usize, f64)]) {
    assert_eq!(found.len(), by_hand.len(), "{found:?}");
    for (found, by_hand) in found.iter().zip(by_hand) {
        assert_eq!(found.0, by_hand.0);
        assert_close(found.1 * 1e6, by_hand.1 * 1e6);
    }
}

#[test]
fn a_purchase_restriction_moves_prices_over_its_ramp_and_bidders_at_once() {
    // -0.3 over 3 months from month 3: -0.1 in month 3, -0.2 in month 4, -0.3 from month 5 to 9.
    // Results in months 2, 4, 6 and 11: 100, 100 exp(-0.2) = 81.87307530779818,
    // 100 exp(-0.3) = 74.08182206817179, 100.
    let plots = ["2011-02", "2011-04", "2011-06", "2011-11"];
    let plots: Vec<Plot> =
        plots.iter().zip(["a", "b", "c", "d"]).map(|(list, id)| stock(id, list)).collect();
    let times = "from = \"2011-04\"\nuntil = \"2011-11\"\n";
    let ramp = "price_displacement = { residential = -0.3 }\nramp_months = 3";
    let rules = policy("purchase_restriction", &format!("{times}{ramp}"));
    let by_hand = [(2, 100.0), (4, 81.873_075_307_798_18), (6, 74.081_822_068_171_79), (11, 100.0)];
    same(&prices(&rules, &plots), &by_hand);
    // A quarter of 2 bidders is 0.5, rounded half away from zero to one, who pays the reserve price
    // of 50; a factor of 0.1 leaves none.
    let single = policy("credit_tightening", &format!("{times}demand_multiplier = 0.25"));
    same(&prices(&single, &plots), &[(2, 100.0), (4, 50.0), (6, 50.0), (11, 100.0)]);
    let nobody = policy("credit_tightening", &format!("{times}demand_multiplier = 0.1"));
    // b fails in months 4 and 8, listed again in month 7; c in months 6 and 10.
    let trial = run(&nobody, &plots);
    let failed = trial.auctions.iter().filter(|held| held.price.is_none());
    assert_eq!(failed.map(|held| held.month.number()).collect::<Vec<_>>(), [4, 6, 8, 10]);
}

#[test]
fn a_policy_older_than_the_plan_has_built_up() {
    // Since 2010-12: two thirds of -0.3 in month 0, all of it from month 1 on.
    let ramp = "from = \"2010-12\"\nprice_displacement = { residential = -0.3 }\nramp_months = 3";
    let plots = [Plot { list_date: None, ..stock("s", "2011-03") }];
    let trial = run(&policy("purchase_restriction", ramp), &plots);
    let collateral = trial.series.row(Series::CollateralCny);
    assert_close(collateral[0], 81.873_075_307_798_18e6);
    assert_close(collateral[1], 74.081_822_068_171_79e6);
}

#[test]
fn a_premium_cap_binds_what_is_listed_under_it() {
    // Reserve price 50, so at most 50 × 1.3 = 65. Listed in months 2, 3 and 6 under a cap of months
    // 3 to 5: what was listed before it goes for 100 though the result falls under it.
    let plots = [stock("a", "2011-03"), stock("b", "2011-04"), stock("c", "2011-07")];
    let rules = policy("premium_cap", "premium_cap = 0.3\nfrom = \"2011-04\"\nuntil = \"2011-07\"");
    same(&prices(&rules, &plots), &[(3, 100.0), (4, 65.0), (7, 100.0)]);
}

#[test]
fn a_reserve_price_rule_sets_ratio_floor_cut_wait_and_rounds() {
    // Ratio 1.25: 125 fails in month 3; 2 months later × 0.6 = 75 is below 100, so it sells at
    // 100 in month 6. A floor at the cost of 40 × … lies below and does not bind; a cost of 110
    // fails for ever.
    let rule =
        "reserve_ratio = 1.25\ncut_per_failed_round = 0.4\nrelist_months = 2\nmax_rounds = 2";
    let rules = policy("reserve_price_rule", rule);
    let trial = run(&rules, &[stock("a", "2011-03")]);
    let held: Vec<_> =
        trial.auctions.iter().map(|held| (held.month.number(), held.price)).collect();
    assert_eq!(held, [(3, None), (6, Some(100e6))]);
    assert_close(trial.auctions[0].reserve_price, 125e6);
    assert_close(trial.auctions[1].reserve_price, 75e6);
    let floor = policy("reserve_price_rule", "cost_floor = true\nmax_rounds = 1");
    let dear = Plot { sunk_cost_cny: 110e6, ..stock("a", "2011-03") };
    let trial = run(&floor, &[dear, stock("b", "2011-03")]);
    assert_close(trial.auctions[0].reserve_price.max(trial.auctions[1].reserve_price), 110e6);
    levels(&trial, Series::PlotsWithdrawn, &[(0, 0.0), (3, 1.0)]);
}

#[test]
fn payment_terms_are_those_of_the_deal() {
    // Dealt in month 3 under the plan of all in month 2 after it, and in month 6 under
    // the scenario's.
    let terms = "until = \"2011-05\"\n[[policy.instalment]]\nmonths = 2\nshare = 1";
    let rules = policy("payment_terms", terms);
    let trial = run(&rules, &[stock("a", "2011-03"), stock("b", "2011-06")]);
    flows(&trial, Series::ReceiptsCny, &[(5, 100.0), (7, 40.0), (10, 60.0)]);
}

#[test]
fn a_deposit_under_payment_terms_is_what_a_defaulting_buyer_loses() {
    // Deposit 0.5 × 50 = 25 of the first instalment of 40; the rest of it is refunded in month 7.
    let rules = format!(
        "[[market.regime]]\nid = \"only\"\ndefault_rate = 1\n[auction]\nmax_rounds = 1\n{}",
        policy("payment_terms", "deposit_share = 0.5\nuntil = \"2011-05\"")
    );
    let trial =
        run(&rules, &[Plot { list_date: None, ..stock("b", "2011-06") }, stock("a", "2011-03")]);
    let receipts = trial.series.row(Series::ReceiptsCny);
    assert_close(receipts[4], 40e6);
    assert_close(receipts[7], -15e6);
}

#[test]
fn an_expropriation_regime_binds_acquisitions_that_start_under_it() {
    // Under it in months 0 to 2: 30 × 1.4 = 42 over 3 × 2 = 6 months, 7 each; plot q starts in
    // month 3: 10 each over 3 months. Preparation is as it was: 4 and 4.
    let regime = "until = \"2011-04\"\nacquisition_cost_multiplier = 1.4\n\
        acquisition_duration_multiplier = 2";
    let rules = policy("expropriation", regime);
    let trial = run(&rules, &[to_acquire("p", "2011-02"), to_acquire("q", "2011-04")]);
    let acquisition = [(1, 7.0), (2, 7.0), (3, 17.0), (4, 17.0), (5, 17.0), (6, 7.0)];
    flows(&trial, Series::AcquisitionCny, &acquisition);
    field(&trial, 0, PlotField::ReadyMonth, 9.0);
    field(&trial, 1, PlotField::ReadyMonth, 8.0);
    // With 50 in hand and nothing to borrow on, a ratio of 2 asks for 60 and lets nothing start
    // while it lasts; certain failure of the consultation puts it off by 6 months.
    let dear = format!(
        "[finance]\nopening_cash = 50e6\n{}",
        policy("expropriation", "until = \"2011-06\"\nfunding_ratio = 2")
    );
    field(&run(&dear, &[to_acquire("p", "2011-02")]), 0, PlotField::AcquisitionStartMonth, 5.0);
    let lapsed = policy("expropriation", "until = \"2011-06\"\nconsultation_failure = 1");
    field(&run(&lapsed, &[to_acquire("p", "2011-02")]), 0, PlotField::AcquisitionStartMonth, 7.0);
}

#[test]
fn clearance_capacity_holds_back_what_does_not_fit_in_its_year() {
    // 150 households a year: plot p of 100 starts in month 1, q of 100 in January, month 12.
    let rules = policy("clearance_capacity", "clearance_capacity = 150");
    let trial = run(&rules, &[to_acquire("p", "2011-02"), to_acquire("q", "2011-02")]);
    field(&trial, 0, PlotField::AcquisitionStartMonth, 1.0);
    field(&trial, 1, PlotField::AcquisitionStartMonth, 12.0);
}

#[test]
fn finance_limits_take_the_place_of_the_scenarios() {
    // Stock of 100 not for sale: half may be lent; 0.3 in months 2 to 3 on account of the ratio, 20
    // from month 4 on by the facility, of which a shock takes half from month 5 on.
    let rules = format!(
        "[[shock]]\nid = \"banks\"\nfrom = \"2011-06\"\nfacility_limit_multiplier = 0.5\n{}\n\
         [[policy]]\nid = \"later\"\n\
         instrument = \"reserve_finance\"\nfrom = \"2011-05\"\nfacility_limit = 20e6\n",
        policy("reserve_finance", "from = \"2011-03\"\nuntil = \"2011-05\"\nloan_to_value = 0.3")
    );
    let trial = run(&rules, &[Plot { list_date: None, ..stock("s", "2011-03") }]);
    levels(&trial, Series::HeadroomCny, &[(0, 50.0), (2, 30.0), (4, 20.0), (5, 10.0)]);
}

#[test]
fn a_loan_ban_stops_draws_and_lets_debt_run_off() {
    // Debt of 60 due by 10 a month from month 0; the ban of month 2 finds 40 and spreads it over 8
    // months, 5 each. Interest is 1 % of the opening debt, cash falls by it and the principal:
    // month 0: 100 - 0.6 - 10; month 1: - 0.5 - 10; month 2: 78.9 - 0.4 - 5 = 73.5; ...
    let rules = format!(
        "[finance]\nopening_debt = 60e6\ncash_buffer = 1000e6\n{}",
        policy("reserve_finance", "from = \"2011-03\"\nloan_ban = true\nrunoff_months = 8")
    );
    let plots = [Plot { list_date: None, ..stock("s", "2011-03") }];
    let trial = run(&rules, &plots);
    let repaid: Vec<(usize, f64)> =
        (0..10).map(|month| (month, if month < 2 { 10.0 } else { 5.0 })).collect();
    flows(&trial, Series::RepaymentCny, &repaid);
    // 50 may be lent; after month 1 only 40 is owed; under the ban nothing may be drawn.
    levels(&trial, Series::HeadroomCny, &[(0, 0.0), (1, 10.0), (2, 0.0)]);
    let cash = trial.series.row(Series::CashCny);
    assert_close(cash[2], 73.5e6);
    // Without cash of its own nothing is drawn under the ban: the district pays, except for bonds
    // of 7 in each calendar year. They pay the principal of 3 a month and no interest: 0.6 of the
    // loans in month 0; in month 1 0.57 of 57 and half a per cent of the bonds of 3, 0.015.
    let poor = |bonds: &str| {
        run(
            &format!(
                "[finance]\nopening_cash = 0\nopening_debt = 60e6\ncash_buffer = 1000e6\n{}",
                policy("reserve_finance", &format!("loan_ban = true\nrunoff_months = 20\n{bonds}"))
            ),
            &plots,
        )
    };
    let barred = poor("");
    flows(&barred, Series::DrawCny, &[]);
    assert_close(barred.series.row(Series::SupportCny)[0], 3.6e6);
    let helped = poor("bond_quota = 7e6\nbond_coupon = 0.06\nbond_term_months = 18");
    let draws = helped.series.row(Series::DrawCny);
    let in_year = |year: usize| draws[12 * year..12 * (year + 1)].iter().sum::<f64>();
    let support = helped.series.row(Series::SupportCny);
    for (month, (drawn, paid)) in [(3.0, 0.6), (3.0, 0.585), (1.0, 2.57)].into_iter().enumerate() {
        assert_close(draws[month], drawn * 1e6);
        assert_close(support[month], paid * 1e6);
    }
    // What was issued in month 0 is due in month 18, beside the loans' 3.
    let repaid = helped.series.row(Series::RepaymentCny);
    assert_close(repaid[17], 3e6);
    assert_close(repaid[18], 6e6);
    assert_eq!(helped.series.row(Series::BondDrawCny), draws, "nothing else may be drawn");
    flows(&barred, Series::BondDrawCny, &[]);
    assert_close(in_year(0), 7e6);
    assert_close(in_year(1), 7e6);
}

#[test]
fn a_sale_quota_lists_in_planned_order_and_the_rest_in_january() {
    // Half a hectare each; one hectare a year: a and b of 2011, c and d in January 2012,
    // e a year later.
    let plots: Vec<Plot> = ["a", "b", "c", "d", "e"]
        .iter()
        .zip(["2011-03", "2011-02", "2011-03", "2011-05", "2011-04"])
        .map(|(id, list)| stock(id, list))
        .collect();
    let months = |rules: &str| -> Vec<Option<usize>> {
        let trial = run(rules, &plots);
        (0..5)
            .map(|plot| trial.plots[PlotIndex::at(plot)][PlotField::ListMonth as usize])
            .map(|month| (!month.is_nan()).then(|| landsim::quantity::index(month)))
            .collect()
    };
    let by_land = months(&policy("sale_quota", "land_ha = 1"));
    // Planned order in January is by planned month: c (2011-03), e (2011-04), then d (2011-05).
    assert_eq!(by_land, [Some(2), Some(1), Some(12), Some(24), Some(12)]);
    assert_eq!(months(&policy("sale_quota", "plots = 2")), by_land);
    let none = months(&policy("sale_quota", "plots = 0"));
    assert_eq!(none, [None; 5]);
    // A quota smaller than any plot lets one a year through, in planned order.
    let small = months(&policy("sale_quota", "land_ha = 0.1"));
    assert_eq!(small, [Some(12), Some(1), Some(24), None, None]);
}

#[test]
fn a_failed_auction_gives_its_place_in_the_quota_back() {
    // One plot a year. Nobody bids in month 3, so a is back in stock and b may be
    // listed in month 5.
    let rules = format!(
        "[[shock]]\nid = \"nobody\"\nfrom = \"2011-03\"\nuntil = \"2011-05\"\n\
         demand_multiplier = 0.0001\n{}",
        policy("sale_quota", "plots = 1")
    );
    let trial = run(&rules, &[stock("a", "2011-03"), stock("b", "2011-06")]);
    field(&trial, 1, PlotField::ListMonth, 5.0);
    // a, due again in month 6, finds the year's place taken and waits for January.
    field(&trial, 0, PlotField::DealMonth, 13.0);
}

#[test]
fn batched_supply_opens_named_months_only() {
    let plots = [stock("a", "2011-03"), stock("b", "2011-04"), stock("c", "2011-11")];
    let trial = run(&policy("batched_supply", "months = [3, 6, 9]"), &plots);
    for (plot, month) in [(0, 2.0), (1, 5.0), (2, 14.0)] {
        field(&trial, plot, PlotField::ListMonth, month);
    }
}

#[test]
fn market_timed_disposal_waits_for_prices_but_not_for_ever() {
    // Prices fall to exp(-0.3) = 0.74 of their peak in months 3 to 6. Plots due in months 3 and 5
    // wait until month 7, or for 2 months at most.
    let shock = "[[shock]]\nid = \"slump\"\nfrom = \"2011-04\"\nuntil = \"2011-08\"\n\
        price_displacement = { residential = -0.3 }\n";
    let listed = |below: &str, longest: usize| {
        let timed = format!("share_of_peak = {below}\nlongest_hold_months = {longest}");
        let rules = format!("{shock}{}", policy("market_timed_disposal", &timed));
        let trial = run(&rules, &[stock("a", "2011-04"), stock("b", "2011-06")]);
        [0, 1].map(|plot| trial.plots[PlotIndex::at(plot)][PlotField::ListMonth as usize])
    };
    assert_eq!(listed("0.9", 24), [7.0, 7.0]);
    assert_eq!(listed("0.9", 2), [5.0, 7.0]);
    assert_eq!(listed("0.7", 24), [3.0, 5.0]);
}

#[test]
fn substitution_puts_up_net_land_for_what_is_late() {
    // By the plan a is listed in month 2, b in month 5, c in month 20 and d in month 30. a is held
    // up: its net land comes in month 8. So b takes its place in month 2, and c that of b in month
    // 5. When a comes in month 8 three are up for two, and in month 20 for three.
    let late = Plot { ready_date: "2011-09".parse().ok(), ..stock("a", "2011-03") };
    let plots = [late, stock("b", "2011-06"), stock("c", "2012-09"), stock("d", "2013-07")];
    let listed = |rules: &str| {
        let trial = run(rules, &plots);
        [0, 1, 2, 3].map(|plot| trial.plots[PlotIndex::at(plot)][PlotField::ListMonth as usize])
    };
    assert_eq!(listed(""), [8.0, 5.0, 20.0, 30.0]);
    let substitution = policy("substitution", "");
    assert_eq!(listed(&substitution), [8.0, 2.0, 5.0, 30.0]);
    // All are sold once: their own months list b and c no second time.
    let trial = run(&substitution, &plots);
    assert_eq!(trial.auctions.len(), 4);
    // In force from month 9 on it finds nothing missing.
    let later = policy("substitution", "from = \"2011-10\"");
    assert_eq!(listed(&later), [8.0, 5.0, 20.0, 30.0]);
}

#[test]
fn substitution_reaches_for_land_that_is_planned_after_the_window() {
    // a, due in month 2, is net land in month 30 only; d, planned for month 30, stands in for it.
    let late = Plot { ready_date: "2013-07".parse().ok(), ..stock("a", "2011-03") };
    let trial = run(&policy("substitution", ""), &[late, stock("d", "2013-07")]);
    field(&trial, 1, PlotField::DealMonth, 3.0);
}

#[test]
fn demand_multipliers_move_what_bidders_pay() {
    // With an elasticity of 0.5 a quarter of demand halves what bidders value plots at, one who is
    // left of two pays the reserve price of 50, which he just values it at; at 1.44 they pay 120.
    let rules = |multiplier: &str| {
        let times = format!("from = \"2011-04\"\ndemand_multiplier = {multiplier}");
        format!("[auction]\nbid_demand_elasticity = 0.5\n{}", policy("easing", &times))
    };
    let plots = [stock("a", "2011-03"), stock("b", "2011-05")];
    same(&prices(&rules("1.44"), &plots), &[(3, 120.0), (5, 120.0)]);
    let shock = "[auction]\nbid_demand_elasticity = 0.5\n\
        [[shock]]\nid = \"s\"\nfrom = \"2011-05\"\n\
        demand_multiplier = 1.44\n";
    same(&prices(shock, &plots), &[(3, 100.0), (5, 120.0)]);
    // While a condition holds, a triggered one moves bids of its months alike.
    let triggered =
        policy("easing", "demand_multiplier = 1.44\nwhile = { measure = \"cash\", above = 0 }");
    let rules = format!("[auction]\nbid_demand_elasticity = 0.5\n{triggered}");
    same(&prices(&rules, &plots), &[(3, 120.0), (5, 120.0)]);
}

#[test]
fn a_state_buyer_takes_what_fails() {
    let nobody = "[[shock]]\nid = \"nobody\"\nfrom = \"2011-01\"\ndemand_multiplier = 0.0001\n";
    let rules = format!("{nobody}{}", policy("state_buyer", "state_buyer_probability = 1"));
    let trial = run(&rules, &[stock("a", "2011-03")]);
    assert!(trial.deals[0].state_buyer);
    assert_close(trial.deals[0].price, 50e6);
    flows(&trial, Series::ReceiptsStateBuyerCny, &[(4, 20.0), (7, 30.0)]);
}

#[test]
fn enforcement_against_idle_land_charges_and_takes_back() {
    // Dealt in month 3, handed over in month 4. A start 13 months after the deal is 12 after
    // handover, in time; one 14 months after it is idle from month 17 on, the first that is more
    // than 12 after handover: a fee of 20. A lag of 30 brings it back in month 29.
    let late = |lag: f64| Plot { start_lag_months: Some(lag), ..stock("a", "2011-03") };
    let fee = policy("idle_land", "idle_fee_probability = 1");
    flows(&run(&fee, &[late(13.0)]), Series::IdleFeeCny, &[]);
    flows(&run(&fee, &[late(14.0)]), Series::IdleFeeCny, &[(17, 20.0)]);
    let back = policy("idle_land", "repossession_probability = 1");
    let trial = run(&back, &[late(30.0)]);
    assert_eq!(trial.deals[0].repossession_month.map(Month::number), Some(29));
    flows(&run("", &[late(30.0)]), Series::IdleFeeCny, &[]);
}

#[test]
fn a_revenue_split_divides_what_comes_in_under_it() {
    // 40 in month 4 as the scenario says: fee 0.8, fund 2, cost 0.4 × 44 = 17.6, net gain 19.6,
    // accruals 2 × 1.96, city a quarter of 15.68: 3.92, district 11.76, of which 0.4 injected.
    // 60 in month 7 under the policy: no fee, fund 6, cost 26.4, net gain 27.6, education 5.52, the
    // other two 2.76 each, half of 16.56 for the city, 8.28 for the district, all of it injected.
    let rates = "from = \"2011-07\"\nhandling_fee_rate = 0\nincome_fund_rate = 0.1\n\
        reinvested_share = 1\n\
        accrual = { education = 0.2 }\ncity_share = { district = 0.5 }";
    let trial = run(&policy("revenue_split", rates), &[stock("a", "2011-03")]);
    flows(&trial, Series::HandlingFeeCny, &[(4, 0.8)]);
    flows(&trial, Series::IncomeFundCny, &[(4, 2.0), (7, 6.0)]);
    flows(&trial, Series::AccrualEducationCny, &[(4, 1.96), (7, 5.52)]);
    flows(&trial, Series::AccrualIrrigationCny, &[(7, 2.76)]);
    flows(&trial, Series::CityShareCny, &[(4, 3.92), (7, 8.28)]);
    flows(&trial, Series::DistrictLandGainCny, &[(4, 11.76), (7, 8.28)]);
    flows(&trial, Series::InjectionCny, &[(4, 4.704), (7, 8.28)]);
    // One with a trigger that holds at the deal in month 3 and not later binds both instalments.
    let held =
        "until = \"2011-05\"\nhandling_fee_rate = 0.05\nwhile = { measure = \"cash\", above = 0 }";
    let trial =
        run(&policy("revenue_split", held), &[stock("a", "2011-03"), stock("b", "2011-06")]);
    flows(&trial, Series::HandlingFeeCny, &[(4, 2.0), (7, 3.0 + 0.8), (10, 1.2)]);
}

#[test]
fn a_defaulting_buyer_gets_back_what_was_divided_under_the_old_split() {
    // The first 40 come in in month 4 with a fee of 2 % and are undone in month 7, when 10 % are
    // charged: 0.8 comes back, not 4.
    let rules = format!(
        "[[market.regime]]\nid = \"only\"\ndefault_rate = 1\n[auction]\nmax_rounds = 1\n{}",
        policy("revenue_split", "from = \"2011-07\"\nuntil = \"2011-09\"\nhandling_fee_rate = 0.1")
    );
    let trial = run(&rules, &[stock("a", "2011-03")]);
    let fees = trial.series.row(Series::HandlingFeeCny);
    assert_close(fees[4], 0.8e6);
    assert_close(fees[7], -0.8e6);
}

#[test]
fn a_set_aside_turns_housing_into_affordable_housing_in_plots_listed_under_it() {
    // A quarter of 10,000 m² at 4,000: 7,500 × 10,000 + 2,500 × 4,000 = 85 million. Listed in
    // months 2 and 5, the second after the rule has ended; dealt a month later, built 7
    // months after that.
    let rules = format!(
        "[auction]\nadministered_price_affordable = 4000\n{}",
        policy("affordable_set_aside", "affordable_share = 0.25\nuntil = \"2011-06\"")
    );
    let trial = run(&rules, &[stock("a", "2011-03"), stock("b", "2011-06")]);
    let deals: Vec<f64> = trial.deals.iter().map(|deal| deal.price / 1e6).collect();
    assert_eq!(deals, [85.0, 100.0]);
    let collateral = [(0, 200.0), (2, 185.0), (3, 100.0), (6, 0.0)];
    levels(&trial, Series::CollateralCny, &collateral);
    flows(&trial, Series::GfaDealtAffordableM2, &[(3, 2_500.0)]);
    flows(&trial, Series::GfaDealtResidentialM2, &[(3, 7_500.0), (6, 10_000.0)]);
    flows(&trial, Series::GfaStartedAffordableM2, &[(10, 2_500.0)]);
    flows(&trial, Series::GfaCompletedAffordableM2, &[(16, 1_250.0), (22, 1_250.0)]);
}

#[test]
fn a_path_of_policy_rates_moves_what_debt_costs() {
    // With a reversion of 12 a year the rate is the policy rate of the month before: 6 % from month
    // 4 on, 3 % from month 6 on, 12 % again from month 9 on. The debt of 36 falls by 1 a month.
    let scenario = "[market.lending_rate]\nreversion = 12\n\
        [finance]\nopening_debt = 36e6\nloan_term_months = 36\ncash_buffer = 1e9\n";
    let path = "from = \"2011-04\"\nuntil = \"2011-09\"\n\
        policy_rate = [{ value = 0.06 }, { from = \"2011-06\", value = 0.03 }]";
    let rate = |month: usize| match month {
        4..6 => 6.0,
        6..9 => 3.0,
        _ => 12.0,
    };
    let idle = [Plot { list_date: None, ..stock("a", "2011-03") }];
    for trigger in ["", "\nwhile = { measure = \"cash\", above = 0 }"] {
        let rules = policy("reserve_finance", &format!("{path}{trigger}"));
        let trial = run(&format!("{scenario}{rules}"), &idle);
        let interest = trial.series.row(Series::InterestCny);
        let debt = (0_u32..).map(|month| 36.0 - f64::from(month));
        for (month, debt) in debt.enumerate().take(12) {
            assert_close(interest[month], debt * 1e6 * rate(month) / 1200.0);
        }
    }
}
