//! What began before the run or before the date of the actuals, and goes on, by hand.
//!
//! Money in millions. A plot to acquire costs 30 in 3 months and 8 in 2, each with 2 %
//! administration; a plot of stock is worth 100.

use landsim::calendar::Month;
use landsim::case::Case;
use landsim::catalogue::figure::Figure;
use landsim::catalogue::plot_field::PlotField;
use landsim::catalogue::series::Series;
use landsim::ensemble::track::{Came, track};
use landsim::finding::Rejected;
use landsim::model::plot_index::PlotIndex;
use landsim::portfolio::actuals::Actuals;
use landsim::portfolio::plot::{Plot, PlotStatus};
use landsim::trial::record::Trial;
use landsim::trial::worker::Worker;

use crate::ledger::{assert_close, figure, flows, levels};
use crate::support::{carried_over, date, deterministic_scenario, portfolio, stock, to_acquire};

/// Columns of the actuals of these cases.
const COLUMNS: &str =
    "date,item,subject,amount_cny,paid_cny,months_left,reserve_price_cny,number\n";

fn told(rules: &str, plots: &[Plot], rows: &str, as_of: &str) -> Result<Case, Rejected> {
    let actuals = Actuals::of_bytes("actuals.csv", format!("{COLUMNS}{rows}").into_bytes())?;
    Case::new(deterministic_scenario(rules), portfolio(plots))?.told(actuals, Some(date(as_of)))
}

/// Trial 0 of the level market, of plots of which rows tell until a date.
fn run_told(rules: &str, plots: &[Plot], rows: &str, as_of: &str) -> Trial {
    match told(rules, plots, rows, as_of) {
        Ok(case) => Worker::new(&case.model(1)).run(0).clone(),
        Err(rejected) => panic!("actuals without findings, not\n{rejected}"),
    }
}

fn field(trial: &Trial, field: PlotField) -> f64 {
    trial.plots[PlotIndex::at(0)][field as usize]
}

/// Clearance began five months before month 0 for 32, of which 16 are paid; four months are left:
/// 4 in each of months 0 to 3, then 8 of preparation in months 4 and 5.
#[track_caller]
fn is_half_cleared(trial: &Trial) {
    let clearance: Vec<(usize, f64)> = (0..4).map(|month| (month, 4.0)).collect();
    flows(trial, Series::AcquisitionCny, &clearance);
    flows(trial, Series::PreparationCny, &[(4, 4.0), (5, 4.0)]);
    levels(trial, Series::PlotsAcquisition, &[(0, 1.0), (4, 0.0)]);
    levels(trial, Series::PlotsPreparation, &[(0, 0.0), (4, 1.0), (6, 0.0)]);
    assert_close(field(trial, PlotField::ReadyMonth), 6.0);
    // It was reserved before, and no household is moved in the run.
    figure(trial, Figure::ReservedPlots, 0.0);
    flows(trial, Series::HouseholdsMoved, &[]);
    // In stock at 16 in the beginning, at 16 + 24 × 1.02 in the end.
    let change =
        trial.figure(Figure::InventoryAdjustedBalanceCny) - trial.figure(Figure::WindowBalanceCny);
    assert_close(change, 24.48e6);
}

#[test]
fn half_the_money_and_the_months_that_are_left_remain() {
    let rows = "2010-08,acquisition_start,a,32000000,16000000,4,,\n";
    is_half_cleared(&run_told("", &[to_acquire("a", "2011-06")], rows, "2011-01"));
    // A plot table may say so by itself.
    let in_table = Plot {
        status: PlotStatus::Reserved,
        reserve_start: None,
        ready_date: Some(date("2011-07")),
        households: 0,
        acquisition_cost_cny: 16e6,
        acquisition_months: 4.0,
        sunk_cost_cny: 16e6,
        ..to_acquire("a", "2011-06")
    };
    is_half_cleared(&crate::support::run("", &[in_table]));
}

#[test]
fn what_was_paid_before_and_in_the_run_adds_up_to_what_was_told() {
    // Begun five months before month 0 for 32; 24 were paid in the eight months until month 3, so
    // 15 before the run and 3 in each of its first months; 8 are left for four months.
    let rows = "2010-08,acquisition_start,a,32000000,24000000,4,,\n";
    let trial = run_told("", &[to_acquire("a", "2011-06")], rows, "2011-04");
    let ledger = [(0, 3.0), (1, 3.0), (2, 3.0), (3, 2.0), (4, 2.0), (5, 2.0), (6, 2.0)];
    flows(&trial, Series::AcquisitionCny, &ledger);
    flows(&trial, Series::PreparationCny, &[(7, 4.0), (8, 4.0)]);
}

#[test]
fn a_plot_in_preparation_or_cleared_before_the_run_goes_on_from_there() {
    // Cleared for 30; of 8 for preparation 6 are paid, two months left.
    let rows = "2010-06,acquisition_start,a,30000000,,,,\n\
                2010-10,preparation_start,a,8000000,6000000,2,,\n";
    let trial = run_told("", &[to_acquire("a", "2011-06")], rows, "2011-01");
    flows(&trial, Series::AcquisitionCny, &[]);
    flows(&trial, Series::PreparationCny, &[(0, 1.0), (1, 1.0)]);
    assert_close(field(&trial, PlotField::ReadyMonth), 2.0);
    // Net land, planned to be listed in month 2: for sale as any stock, with its cost of 38.
    let rows = "2010-06,acquisition_start,a,30000000,,,,\n\
                2010-10,preparation_start,a,8000000,,,,\n2010-12,net_land,a,,,,,\n";
    let plot = Plot { list_date: Some(date("2011-03")), ..to_acquire("a", "2011-02") };
    let trial = run_told("", &[plot], rows, "2011-01");
    flows(&trial, Series::PreparationCny, &[]);
    assert_close(field(&trial, PlotField::ReadyMonth), 0.0);
    assert_close(field(&trial, PlotField::DealMonth), 3.0);
    // 40 of a price of 100 come in in month 4, two fifths of 38 × 1.1 with it two months later.
    flows(&trial, Series::CostReturnedCny, &[(6, 16.72), (9, 25.08)]);
}

#[test]
fn an_instalment_of_last_year_s_sale_comes_in_with_all_its_parts() {
    // Sold for 1,200, half received, half due in month 8. Fee 2 %, fund 5 %; it had cost 22, with a
    // tenth on top 24.2, of which half comes back two months later. Gain 545.9, three accruals of a
    // tenth from July 2011 on, a quarter of the rest to the city.
    let rows = "2010-07,sale,a,1200000000,,,900000000,3\n\
                2010-08,instalment,a,600000000,,,,\n\
                2011-09,instalment,a,600000000,,,,\n";
    let plot = Plot { sunk_cost_cny: 22e6, ..carried_over("a") };
    let trial = run_told("", std::slice::from_ref(&plot), rows, "2011-01");
    flows(&trial, Series::ReceiptsCny, &[(8, 600.0)]);
    flows(&trial, Series::HandlingFeeCny, &[(8, 12.0)]);
    flows(&trial, Series::IncomeFundCny, &[(8, 30.0)]);
    flows(&trial, Series::AccrualEducationCny, &[(8, 54.59)]);
    flows(&trial, Series::AccrualIrrigationCny, &[(8, 54.59)]);
    flows(&trial, Series::CityShareCny, &[(8, 95.5325)]);
    flows(&trial, Series::DistrictLandGainCny, &[(8, 286.5975)]);
    flows(&trial, Series::InjectionCny, &[(8, 114.639)]);
    flows(&trial, Series::CostReturnedCny, &[(10, 12.1)]);
    // It is no sale of the window, and its works begin as those of any carry-over.
    figure(&trial, Figure::SoldPlots, 0.0);
    assert_close(field(&trial, PlotField::StartMonth), 5.0);
    // The unreturned cost is what the window begins with, and has come back by its end.
    let change =
        trial.figure(Figure::InventoryAdjustedBalanceCny) - trial.figure(Figure::WindowBalanceCny);
    assert_close(change, -12.1e6);
    // Due in month 30, after the window.
    let late = rows.replace("2011-09", "2013-07");
    let trial = run_told("", std::slice::from_ref(&plot), &late, "2011-01");
    figure(&trial, Figure::ReceivableCny, 600.0);
    assert_close(
        trial.figure(Figure::InventoryAdjustedBalanceCny) - trial.figure(Figure::WindowBalanceCny),
        0.0,
    );
    // Sold two months before for 100, without a word of instalments: two fifths were paid after one
    // month, three fifths come four months after the sale.
    let rows = "2010-11,sale,a,100000000,,,,2\n";
    let trial = run_told("", &[plot], rows, "2011-01");
    flows(&trial, Series::ReceiptsCny, &[(2, 60.0)]);
}

#[test]
fn a_clearance_of_the_run_goes_on_with_the_money_and_months_that_are_left() {
    // Begun in month 0 for 30; 10 paid in months 0 and 1, five months left: 4 in each of months 2
    // to 6, preparation in months 7 and 8.
    let rows = "2011-01,acquisition_start,a,30000000,10000000,5,,\n";
    let trial = run_told("", &[to_acquire("a", "2011-01")], rows, "2011-03");
    let ledger = [(0, 5.0), (1, 5.0), (2, 4.0), (3, 4.0), (4, 4.0), (5, 4.0), (6, 4.0)];
    flows(&trial, Series::AcquisitionCny, &ledger);
    flows(&trial, Series::PreparationCny, &[(7, 4.0), (8, 4.0)]);
    assert_close(field(&trial, PlotField::ReadyMonth), 9.0);
    // Cleared in month 1 already, in preparation since: 30 in one month, 8 in two from there.
    let rows = "2011-01,acquisition_start,a,30000000,,,,\n2011-02,preparation_start,a,,,,,\n";
    let trial = run_told("", &[to_acquire("a", "2011-01")], rows, "2011-03");
    flows(&trial, Series::AcquisitionCny, &[(0, 30.0)]);
    flows(&trial, Series::PreparationCny, &[(1, 4.0), (2, 4.0)]);
    // Not begun by the date, whatever the plan says: it waits, and begins then.
    let trial = run_told("", &[to_acquire("a", "2011-01")], "2011-01,auctions,,,,,,0\n", "2011-03");
    assert_close(field(&trial, PlotField::AcquisitionStartMonth), 2.0);
    assert_close(field(&trial, PlotField::DeferralMonths), 2.0);
}

#[test]
fn what_began_before_its_planned_month_begins_once() {
    // Planned for month 8, begun in month 1 for 30 in three months: nothing comes a second time.
    let rows = "2011-02,acquisition_start,a,30000000,,3,,\n";
    let trial = run_told("", &[to_acquire("a", "2011-09")], rows, "2011-03");
    flows(&trial, Series::AcquisitionCny, &[(1, 7.5), (2, 7.5), (3, 7.5), (4, 7.5)]);
    flows(&trial, Series::HouseholdsMoved, &[(1, 100.0)]);
    assert_close(field(&trial, PlotField::AcquisitionStartMonth), 1.0);
}

#[test]
fn what_was_sold_is_paid_for_and_built_on_as_it_was_seen() {
    // By itself it would be dealt in month 2 for 100. It was sold in month 1 for 80, reserve price
    // 50: 32 in month 2, 48 in month 5. Works begin seven months after the deal, in month 8.
    let rows = "2011-01,listing,a,,,,,\n2011-02,sale,a,80000000,,,50000000,3\n";
    let plots = [stock("a", "2011-02")];
    let trial = run_told("", &plots, rows, "2011-03");
    flows(&trial, Series::ReceiptsCny, &[(2, 32.0), (5, 48.0)]);
    figure(&trial, Figure::PremiumMean, 0.6);
    assert_close(field(&trial, PlotField::StartMonth), 8.0);
    // Instalments that were told come instead.
    let parts = "2011-02,instalment,a,20000000,,,,\n2011-08,instalment,a,60000000,,,,\n";
    let trial = run_told("", &plots, &format!("{rows}{parts}"), "2011-03");
    flows(&trial, Series::ReceiptsCny, &[(1, 20.0), (7, 60.0)]);
    // Works were seen in month 5; a year later the building is done.
    let trial = run_told("", &plots, &format!("{rows}2011-06,works_start,a,,,,,\n"), "2012-01");
    assert_close(field(&trial, PlotField::StartMonth), 5.0);
    assert_close(field(&trial, PlotField::CompletionMonth), 17.0);
    // No works were seen in the first year: they begin with the first month that was not seen.
    let trial = run_told("", &plots, rows, "2012-01");
    assert_close(field(&trial, PlotField::StartMonth), 12.0);
    // It failed instead: back in month 4, at four fifths of the reserve price, sold in month 5.
    let rows = "2011-01,listing,a,,,,,\n2011-02,failure,a,,,,50000000,0\n";
    let trial = run_told("", &plots, rows, "2011-03");
    figure(&trial, Figure::FailedShare, 0.5);
    assert_close(field(&trial, PlotField::DealMonth), 5.0);
    assert_close(field(&trial, PlotField::ReservePriceCny), 40e6);
    // The buyer stopped paying in month 5: he loses a fifth of the reserve price, and the plot is
    // listed again two months later.
    let rows = "2011-02,sale,a,80000000,,,50000000,3\n2011-06,default,a,,,,,\n";
    let trial = run_told("", &plots, rows, "2011-07");
    flows(&trial, Series::ReceiptsCny, &[(2, 32.0), (5, 10.0 - 32.0), (9, 40.0), (12, 60.0)]);
    assert_close(field(&trial, PlotField::DealMonth), 8.0);
}

#[test]
fn a_buyer_who_has_paid_does_not_default_any_more() {
    // Every buyer would stop paying at the second instalment, in month 5: nobody saw it, so he has
    // paid. Where that month lies ahead he stops then.
    let rules = "[[market.regime]]\nid = \"only\"\ndefault_rate = 1\n";
    let rows = "2011-02,sale,a,80000000,,,50000000,3\n";
    let plots = [stock("a", "2011-02")];
    let trial = run_told(rules, &plots, rows, "2011-07");
    flows(&trial, Series::ReceiptsCny, &[(2, 32.0), (5, 48.0)]);
    let trial = run_told(rules, &plots, rows, "2011-04");
    assert_close(trial.series.at(Series::ReceiptsCny, Month::new(5)), -22e6);
}

#[test]
fn what_was_used_of_the_first_year_s_quota_is_gone() {
    // Four plots a year may be listed. A run from July on has two of them, where nobody says what
    // was listed before; three were sold in spring, so one is left.
    let rules = "[scenario]\nstart = \"2011-07\"\n[[policy]]\nid = \"quota\"\n\
                 instrument = \"sale_quota\"\nplots = 4\n";
    let mut plots = vec![stock("a", "2011-08"), stock("b", "2011-08"), stock("c", "2011-08")];
    plots.extend(["x", "y", "z"].map(carried_over));
    let listed = |trial: &Trial| -> Vec<f64> {
        let of = |plot: usize| trial.plots[PlotIndex::at(plot)][PlotField::ListMonth as usize];
        (0..3).map(of).collect()
    };
    assert_eq!(listed(&crate::support::run(rules, &plots)), [1.0, 1.0, 6.0]);
    let sale = |id: &str| format!("2011-03,sale,{id},80000000,,,50000000,3\n");
    let rows = ["x", "y", "z"].map(sale).concat();
    assert_eq!(listed(&run_told(rules, &plots, &rows, "2011-07")), [1.0, 6.0, 6.0]);
    // Where nothing is told of listings, half a year has half of them.
    let paid = "2010-10,sale,x,80000000,,,50000000,3\n2010-10,instalment,x,40000000,,,,\n\
                2011-03,instalment,x,40000000,,,,\n";
    assert_eq!(listed(&run_told(rules, &plots, paid, "2011-07")), [1.0, 1.0, 6.0]);
    // What failed in spring gave its place back.
    let failed = format!("{rows}2011-04,failure,a,,,,50000000,0\n");
    assert_eq!(listed(&run_told(rules, &plots, &failed, "2011-07")), [1.0, 6.0, 6.0]);
}

#[test]
fn what_the_books_say_counts_before_what_follows_from_the_rules() {
    // 100 at the opening. The books of month 1 say 50 of cash and 24 of debt, due in month 4:
    // interest of 1 % in months 2 to 4.
    let rows = "2011-02,cash_cny,,50000000,,,,\n2011-02,debt_cny,,24000000,,,,\n\
                2011-05,debt_due,,24000000,,,,\n";
    let rules = "[finance]\ncash_buffer = 1000e6\n";
    let trial = run_told(rules, &[carried_over("a")], rows, "2011-03");
    flows(&trial, Series::InterestCny, &[(2, 0.24), (3, 0.24), (4, 0.24)]);
    flows(&trial, Series::RepaymentCny, &[(4, 24.0)]);
    let cash = [(0, 100.0), (1, 50.0), (2, 49.76), (3, 49.52), (4, 25.28)];
    levels(&trial, Series::CashCny, &cash);
    levels(&trial, Series::DebtCny, &[(0, 0.0), (1, 24.0), (4, 0.0)]);
    // Interest that was told alone is paid out of cash, and is part of what was spent.
    let interest = "2011-02,interest_cny,,5000000,,,,\n";
    let trial = run_told(rules, &[carried_over("a")], interest, "2011-03");
    levels(&trial, Series::CashCny, &[(0, 100.0), (1, 95.0)]);
    flows(&trial, Series::OutlayCny, &[(1, 5.0)]);
    levels(&trial, Series::CumulativeBalanceCny, &[(0, 0.0), (1, -5.0)]);
    // Where nobody says when, it falls due in equal parts over a loan's six months.
    let undated: Vec<&str> = rows.split_inclusive('\n').take(2).collect();
    let trial = run_told(rules, &[carried_over("a")], &undated.concat(), "2011-03");
    let repaid: Vec<(usize, f64)> = (2..8).map(|month| (month, 4.0)).collect();
    flows(&trial, Series::RepaymentCny, &repaid);
}

/// What a forecast that knew nothing misses of what came until a date, and what each part does:
/// market, delay, failure, cost, the rest; in millions of the cumulative balance.
fn missed(plots: &[Plot], rows: &str, as_of: &str) -> (f64, [f64; 4], f64) {
    let forecast = Case::new(deterministic_scenario(""), portfolio(plots)).expect("a case");
    let came = told("", plots, rows, as_of).expect("actuals without findings");
    let observed = came.observed().expect("what came");
    let outcome = Came::of(&came, 1, observed.as_of);
    let split =
        track(&forecast, (1, 2, 2), (&outcome, observed), &|_| true).expect("a track").split;
    (split.miss / 1e6, split.parts.map(|part| part.value / 1e6), split.rest / 1e6)
}

#[test]
fn a_miss_is_split_into_what_made_it() {
    let is = |(miss, parts, rest): (f64, [f64; 4], f64), expected: (f64, [f64; 4])| {
        let near = |found: f64, by_hand: f64| (found - by_hand).abs() < 1e-6;
        let all = parts.iter().zip(expected.1).all(|(found, by_hand)| near(*found, by_hand));
        assert!(near(miss, expected.0) && all && near(rest, 0.0), "{miss} {parts:?} {rest}");
    };
    // Clearance cost 40 where 30 were expected, preparation 8 as expected; with 2 % on top, all of
    // it paid by month 8.
    let begun = "2011-01,acquisition_start,a,40000000,,,,\n\
                 2011-04,preparation_start,a,8000000,,,,\n2011-06,net_land,a,,,,,\n";
    let plots = [to_acquire("a", "2011-01")];
    is(missed(&plots, begun, "2011-09"), (-10.2, [0.0, 0.0, 0.0, -10.2]));
    // It began two months late, at the cost that was expected: of 30 in months 2 to 4 a third is
    // not paid at the end of month 3, where all of it and 4 of preparation were expected.
    let late = "2011-03,acquisition_start,a,30000000,,,,\n";
    is(missed(&plots, late, "2011-05"), (14.28, [0.0, 14.28, 0.0, 0.0]));
    // Listed in month 1 as planned, and nobody paid the reserve price: of the 40 that were expected
    // in month 3 fund 2, cost 17.6 two months later, and gain did not come.
    let plots = [stock("a", "2011-02")];
    let failed =
        "2011-01,net_land,a,,,,,\n2011-02,listing,a,,,,,\n2011-03,failure,a,,,,50000000,0\n";
    let (miss, parts, rest) = missed(&plots, failed, "2011-05");
    assert!(miss < -10.0, "{miss}");
    is((miss, parts, rest), (miss, [0.0, 0.0, miss, 0.0]));
    // Prices a tenth higher from month 1 on, a plot of 100 sold for 110.
    let higher = "2011-01,net_land,a,,,,,\n2011-01,house_price_index,,,,,,100\n\
                  2011-02,house_price_index,,,,,,110\n2011-03,house_price_index,,,,,,110\n\
                  2011-04,house_price_index,,,,,,110\n2011-02,listing,a,,,,,\n\
                  2011-03,sale,a,110000000,,,50000000,2\n";
    let (miss, parts, rest) = missed(&plots, higher, "2011-05");
    assert!(miss > 1.0, "{miss}");
    is((miss, parts, rest), (miss, [miss, 0.0, 0.0, 0.0]));
}

#[test]
fn stock_that_is_paid_unevenly_counts_what_was_paid() {
    // Begun in month 20 for 30 in ten months, of which 1 was paid until month 22: 29 are left for
    // eight. At the window's end, after month 23, 1 + 2 × 29 / 8 = 8.25 were spent, and 2 % on top.
    let rows = "2012-09,acquisition_start,a,30000000,1000000,8,,\n";
    let trial = run_told("", &[to_acquire("a", "2012-09")], rows, "2012-11");
    let change =
        trial.figure(Figure::InventoryAdjustedBalanceCny) - trial.figure(Figure::WindowBalanceCny);
    assert_close(change, 8.415e6);
}

/// That rows about a plot of stock and one to acquire are refused, each with what is said of them.
#[track_caller]
fn are_refused(cases: &[(&str, &str)]) {
    let plots = [stock("a", "2011-02"), to_acquire("b", "2011-01")];
    for (rows, expected) in cases {
        match told("", &plots, rows, "2011-03") {
            Ok(_) => panic!("{rows} was taken"),
            Err(rejected) => {
                let found = rejected.to_string();
                assert!(found.contains(expected), "{rows}\n{found}\nnot\n{expected}");
            }
        }
    }
}

/// Rows that contradict each other, the plots or the date are refused with their line.
#[test]
fn contradictions_are_refused_with_their_line() {
    are_refused(&[
        (
            "2011-02,sale,b,80000000,,,,1\n",
            "actuals.csv:2: item: found sale of b in 2011-02, which is not \
          reserved; accepted: a plot that is listed or net land",
        ),
        (
            "2011-01,acquisition_start,b,30000000,40000000,,,\n",
            "actuals.csv:2: paid_cny: found 40000000 \
          paid of 30000000",
        ),
        (
            "2011-03,sale,a,80000000,,,,1\n",
            "actuals.csv:2: date: found sale in 2011-03; accepted: a month \
          before 2011-03",
        ),
        (
            "2011-02,sale,c,80000000,,,,1\n",
            "actuals.csv:2: subject: found \"c\"; accepted: a plot of the \
          plot table",
        ),
        ("2011-02,sale,a,,,,,1\n", "actuals.csv:2: amount_cny: found a sale without a price"),
        ("2011-02,sald,a,,,,,1\n", "the nearest is sale"),
        (
            "2011-01,net_land,a,,,,,\n2011-02,sale,a,80000000,,,,1\n\
             2011-02,instalment,a,30000000,,,,\n",
            "actuals.csv:3: amount_cny: found instalments of 30000000 for a price of 80000000",
        ),
        (
            "2011-01,cash_cny,,5,,,,\n2011-01,cash_cny,,6,,,,\n",
            "actuals.csv:3: item: found cash_cny of \
          2011-01, which row 2 says too",
        ),
        (
            "2011-01,debt_cny,,0,,,,\n2011-02,debt_cny,,9000000,,,,\n\
             2011-02,draw_cny,,5000000,,,,\n2011-02,repayment_cny,,0,,,,\n",
            "actuals.csv:3: amount_cny: found debt_cny 9000000 in 2011-02; \
          accepted: 5000000, from 0 of the month before and +draw_cny -repayment_cny",
        ),
        (
            "2010-12,cash_cny,,5,,,,\n",
            "actuals.csv:2: date: found 2010-12; accepted: a month from 2011-01 \
          on",
        ),
    ]);
    // A date beyond the run.
    let plots = [stock("a", "2011-02")];
    for as_of in ["2010-12", "2014-02"] {
        assert!(told("", &plots, "2011-01,net_land,a,,,,,\n", as_of).is_err(), "{as_of}");
    }
}

/// So are steps that ended and go on, debt that does not add up, and numbers that cannot be.
#[test]
fn numbers_that_cannot_be_are_refused_with_their_line() {
    are_refused(&[
        (
            "2011-01,acquisition_start,b,30000000,10000000,0,,\n",
            "actuals.csv:2: months_left: found 0; accepted: 1 or more months",
        ),
        (
            "2011-01,acquisition_start,b,30000000,,3,,\n2011-02,preparation_start,b,,,,,\n",
            "actuals.csv:2: months_left: found months left of what preparation_start of 2011-02",
        ),
        (
            "2011-02,debt_cny,,5000000,,,,\n2011-09,debt_due,,9000000,,,,\n",
            "actuals.csv:3: amount_cny: found 9000000 due in all; accepted: amounts due that add",
        ),
        (
            "2011-09,debt_due,,9000000,,,,\n",
            "found debt due without the debt; accepted: a line debt_cny of 2011-02",
        ),
        (
            "2011-02,cash_cny,a,5,,,,\n",
            "actuals.csv:2: subject: found \"a\"; accepted: an empty cell",
        ),
        ("2011-01,house_price_index,,,,,,140\n", "accepted: 100 in the first month"),
        ("2011-01,lending_rate,a,,,,,0.03\n", "accepted: an empty cell"),
        ("2011-02,lending_rate,,,,,,3.5\n", "accepted: a rate per year such as 0.035"),
        ("2011-02,house_price_index,,,,,,-105\n", "actuals.csv:2: number: found -105"),
        ("2011-02,sale,a,40000000,,,50000000,1\n", "not below the reserve price"),
        ("2011-02,sale,a,80000000,,,50000000,2.5\n", "accepted: a whole number of bidders"),
        ("2011-01,waits_for_money,b,,,,,-3\n", "accepted: whole months, 1 or more"),
    ]);
}
