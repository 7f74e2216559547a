//! Idle land that is bought back in the level market, by hand.
//!
//! The plot is that of Cangxi (苍溪), 2025, in yuan: bought for 92,260,000, worth 92,248,300 today,
//! cut by 2 %: 90,403,334, with 3.05 % of the base, 2,813,573.15, in taxes. Its site has 5,000 m²,
//! so holding costs 833.33 a month. It is worth 120 million under the conditions of its resale.

use landsim::calendar::Month;
use landsim::case::Case;
use landsim::catalogue::account::Account;
use landsim::catalogue::event::Event;
use landsim::catalogue::figure::Figure;
use landsim::catalogue::series::Series;
use landsim::model::Model;
use landsim::portfolio::plot::{Holder, Plot, PlotStatus};
use landsim::tables::replay::Replayed;
use landsim::trial::journal::Journal;
use landsim::trial::worker::Worker;

use super::support::{date, deterministic_scenario, model, portfolio, stock};

/// Price and taxes (CNY).
const COST: f64 = 90_403_334.0 + 0.0305 * 92_248_300.0;
/// Holding of a month (CNY).
const HOLDING: f64 = 2.0 * 5_000.0 / 12.0;

const BUYBACK: &str = "[buyback]\nnegotiation_months_mean = 3\nnegotiation_months_sd = 0\n\
     negotiation_failure = 0\nvalidity_months = 12\ndeed_and_stamp_tax = 0.0305\nholding = 2\n\
     narrowing_first = 0.05\nnarrowing_later = 0.02\nauction_cost = 0.003\n\
     technical_support = 0.005\ncut_step = 0.001\nleast_cut = 0.005\n";

/// A project of the plots with a bond of so much, issued in a month, for two years at 2 %.
fn project(plots: &str, issue: &str, amount: &str) -> String {
    format!(
        "[[project]]\nid = \"p\"\nplots = [{plots}]\n[[bond]]\nid = \"b\"\nproject = \"p\"\n\
         issue_month = \"{issue}\"\namount = {amount}\ncoupon = 0.02\nterm_months = 24\n"
    )
}

fn idle(id: &str, list: &str) -> Plot {
    Plot {
        status: PlotStatus::Buyback,
        reserve_start: Some(date("2011-01")),
        ready_date: None,
        sunk_cost_cny: 0.0,
        holder: Holder::StateFirm,
        original_price_cny: Some(92_260_000.0),
        appraisal_cny: Some(92_248_300.0),
        cut: Some(0.02),
        resale_value_cny: Some(120e6),
        ..stock(id, list)
    }
}

fn replayed(overrides: &str, plots: &[Plot]) -> (Replayed, Model) {
    let scenario = deterministic_scenario(overrides);
    let model = model(&scenario, &portfolio(plots), 1);
    let mut worker = Worker::before(&model, Journal::new(model.calendar.horizon));
    worker.run(0);
    (Replayed::new(&scenario, &model, &worker), model.clone())
}

fn months_of(replayed: &Replayed, event: Event) -> Vec<u32> {
    let seen = replayed.journal.occurrences();
    let seen = seen.iter().filter(|seen| seen.event == event);
    seen.map(|seen| seen.month.number()).collect()
}

#[track_caller]
fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 0.01, "{found}, not {expected}");
}

/// Check 15.1, and the life of such a plot. The negotiation ends in month 3; the bond of month 5
/// pays. Listing is planned for September of that year and waits for January; the sale of month 13
/// brings 120 million.
#[test]
fn idle_land_is_bought_held_and_sold() {
    let overrides = format!("{BUYBACK}{}", project("\"a\"", "2011-06", "100e6"));
    let (replayed, _) = replayed(&overrides, &[idle("a", "2011-09")]);
    let trial = &replayed.trial;
    let row = |series: Series| trial.series.row(series);
    assert_eq!(months_of(&replayed, Event::PurchaseOffer), [0]);
    assert_eq!(months_of(&replayed, Event::Purchase), [5]);
    assert_eq!(months_of(&replayed, Event::Sale), [13]);
    assert_eq!(trial.figure(Figure::DeferralMonthsMoney), 2.0);
    near(row(Series::AcquisitionCny)[5], COST);
    near(row(Series::AcquisitionCny).iter().sum(), COST);
    // Nothing for administration on the purchase; holding from the month after it to the sale.
    for month in 0..36 {
        let held = (6..13).contains(&month);
        near(row(Series::AdministrationCny)[month], if held { HOLDING } else { 0.0 });
    }
    let account = &replayed.projects[0];
    near(account[Month::new(5)].proceeds, 100e6 - COST);
    near(account[Month::new(12)].proceeds, 100e6 - COST - 7.0 * HOLDING);
    near(trial.deals[0].price, 120e6);
    near(trial.deals[0].full_cost, COST);
    assert_eq!(trial.figure(Figure::ReservedPlots), 1.0);
    for (month, row) in replayed.balances().entries() {
        let of = |account: Account| row[account as usize];
        near(row.iter().sum(), 0.0);
        near(of(Account::Projects), account[month].account());
        near(of(Account::ReserveCentre), trial.series.at(Series::CashCny, month));
    }
}

/// A price that a bond keeps waiting longer than it holds is set anew: land prices rise by 1 % a
/// month, the offer of month 0 holds for 12 months, the bond comes in month 18.
#[test]
fn a_price_that_no_longer_holds_is_set_anew() {
    let drift = "[market.land.residential]\nleverage = 1\ndrift = 0.12\nreversion = 0\n\
                 volatility = 0\n";
    let plot = Plot { original_price_cny: None, ..idle("a", "2013-06") };
    for (issue, months) in [("2011-06", 0), ("2012-07", 12)] {
        let bond = project("\"a\"", issue, "200e6").replace("24", "12");
        let overrides = format!("{drift}{BUYBACK}{bond}");
        let (replayed, model) = replayed(&overrides, std::slice::from_ref(&plot));
        let mut worker = Worker::new(&model);
        worker.run(0);
        let prices = &worker.market().appraised_price[plot.main_use()];
        let level = prices[Month::new(months)] / prices[Month::START];
        assert!(months == 0 || level > 1.05, "{level}");
        let base = 92_248_300.0 * level;
        let paid: f64 = replayed.trial.series.row(Series::AcquisitionCny).iter().sum();
        near(paid, base * (0.98 + 0.0305));
    }
}

/// Land of which no agreement is reached is offered for again when its price has run out.
#[test]
fn a_failed_negotiation_begins_anew() {
    let fails = BUYBACK.replace("negotiation_failure = 0", "negotiation_failure = 1");
    let overrides = format!("{fails}{}", project("\"a\"", "2011-01", "100e6"));
    let (replayed, _) = replayed(&overrides, &[idle("a", "2012-09")]);
    assert_eq!(months_of(&replayed, Event::PurchaseOffer), [0, 12, 24]);
    assert_eq!(months_of(&replayed, Event::PurchaseFails), [3, 15, 27]);
    near(replayed.trial.series.row(Series::AcquisitionCny).iter().sum(), 0.0);
    assert!(replayed.trial.deals.is_empty());
}

/// Check 15.2: of 10,000 m² bought in the year half may be listed in it, one plot of two; without
/// a share none. Land for public use is free.
#[test]
fn no_more_is_resold_in_the_year_than_allowed() {
    let plots = [idle("a", "2011-07"), idle("b", "2011-08")];
    let projects = project("\"a\", \"b\"", "2011-01", "200e6");
    let listed = |share: &str, plots: &[Plot]| {
        let (replayed, _) = replayed(&format!("{BUYBACK}{share}{projects}"), plots);
        months_of(&replayed, Event::Listing)
    };
    assert_eq!(listed("", &plots), [12, 12]);
    assert_eq!(listed("resale_same_year_share = 0.5\n", &plots), [6, 12]);
    assert_eq!(listed("resale_same_year_share = 0.49\n", &plots), [12, 12]);
    assert_eq!(listed("resale_same_year_share = 1\n", &plots), [6, 7]);
    let school = Plot { gfa_public_m2: 10_001.0, ..idle("b", "2011-08") };
    assert_eq!(listed("", &[idle("a", "2011-07"), school]), [7, 12]);
}

/// The rule of Shenzhen sets the cut: 60, 55 and 49.5 million of value and a bond of 2 years at 2 %
/// have a cut of their own, which the library reckons.
#[test]
fn a_cut_follows_from_values_by_rule() {
    let plot = Plot {
        cut: None,
        original_price_cny: None,
        appraisal_cny: Some(49.5e6),
        value_original_plan_cny: Some(60e6),
        value_benchmark_cny: Some(55e6),
        ..idle("a", "2012-09")
    };
    let overrides = format!("{BUYBACK}{}", project("\"a\"", "2011-01", "100e6"));
    let (replayed, _) = replayed(&overrides, &[plot]);
    // Prices fall by a tenth, then by a twentieth: 51.3 of income. Interest of 1.98, holding of
    // 0.02, taxes of 1.50975, auction 0.1539 and technical support 0.2475 leave 47.38885, a cut of
    // 4.264 %, rounded up to 4.3 %.
    let paid: f64 = replayed.trial.series.row(Series::AcquisitionCny).iter().sum();
    near(paid, 49.5e6 * (1.0 - 0.043 + 0.0305));
}

/// What bonds and own capital never suffice for is found before anything is run.
#[test]
fn a_project_that_can_never_buy_is_refused() {
    let refused = |overrides: &str, plot: Plot| {
        let scenario = deterministic_scenario(overrides);
        let case = Case::new(scenario, portfolio(&[plot]));
        case.expect_err("a finding").to_string()
    };
    let short = format!("{BUYBACK}{}", project("\"a\"", "2011-01", "90e6"));
    let found = refused(&short, idle("a", "2012-09"));
    assert!(
        found.contains(
            "project[p].bond: found 90000000 CNY for purchases and taxes of 93216907 CNY"
        ),
        "{found}"
    );
    assert!(found.contains("3216907 CNY more"), "{found}");
    let found = refused(&project("\"a\"", "2011-01", "100e6"), idle("a", "2012-09"));
    assert!(found.contains("has no [buyback]"), "{found}");
    let by_rule = Plot {
        cut: None,
        value_original_plan_cny: Some(60e6),
        value_benchmark_cny: Some(55e6),
        ..idle("a", "2012-09")
    };
    let found = refused(BUYBACK, by_rule);
    assert!(found.contains("which is in no project"), "{found}");
}
