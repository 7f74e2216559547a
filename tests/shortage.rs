//! Why money is short: what a hand ledger says of the month in which the district first pays, and
//! what the tables of a replay say of every future that does.

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot be set up fails")]

#[expect(dead_code, reason = "each test file uses its own part of what is shared")]
mod support;

use landsim::calendar::Month;
use landsim::case::Case;
use landsim::case::models::Models;
use landsim::catalogue::figure::Figure;
use landsim::catalogue::series::Series;
use landsim::ensemble::figures;
use landsim::ensemble::shortage::{MOST_LOOKED_AT, Payer, Shortage};
use landsim::portfolio::plot::Plot;
use landsim::portfolio::{file, generate};
use landsim::scenario::Scenario;
use landsim::tables::replay::Replayed;
use landsim::tables::shortage::{BEFORE, BOUND, YEAR, rows};
use landsim::trial::shortfall::Bound;

/// Of one future of the level market: its only trial pays what it pays.
fn payer(overrides: &str, plots: &[Plot]) -> Option<Payer> {
    let scenario = support::deterministic_scenario(overrides);
    let case = Case::new(scenario, support::portfolio(plots)).expect("they fit together");
    let models = Models::new(&case, 1);
    let support = [models_support(&models)];
    Shortage::of(&case, &models, &support).looked_at.first().copied()
}

fn models_support(models: &Models) -> f64 {
    let rows = figures(models, 1, &|_| true).expect("nobody interrupts");
    rows[0][Figure::SupportCny as usize]
}

/// A debt of 300 million falls due in three parts, and 20 million are at hand. Without net land
/// there is no collateral; with ten plots worth a thousand million the lenders' limit of nothing
/// binds, and a ban whatever there is; with land and a facility the debt is borrowed anew.
#[test]
fn what_bound_is_what_a_hand_ledger_says() {
    let poor = "[finance]\nopening_cash = 20e6\nopening_debt = 300e6\nloan_term_months = 3\n\
                loan_to_value = 0.7\n";
    let later = support::to_acquire("a", "2030-01");
    let unsecured = payer(&format!("{poor}facility_limit = 1e9\n"), std::slice::from_ref(&later));
    let plots: Vec<Plot> =
        (0..10).map(|plot| support::stock(&format!("s{plot}"), "2030-01")).collect();
    let without_facility = payer(&format!("{poor}facility_limit = 0\n"), &plots);
    let ban = "[[policy]]\nid = \"ban\"\ninstrument = \"reserve_finance\"\nloan_ban = true\n\
               runoff_months = 12\n";
    let barred = payer(&format!("{poor}facility_limit = 1e9\n{ban}"), &plots);
    let bound = |payer: Option<Payer>| payer.map(|payer| payer.first.bound);
    for (case, found, expected) in [
        ("no net land", bound(unsecured), Bound::Collateral),
        ("no facility", bound(without_facility), Bound::Facility),
        ("a ban", bound(barred), Bound::LoanBan),
    ] {
        assert!(found.is_some(), "{case}: the district has to pay");
        assert_eq!(found, Some(expected), "{case}");
    }
    // With collateral and a facility nobody pays.
    assert_eq!(payer(&format!("{poor}facility_limit = 1e9\n"), &plots), None);
}

/// Every future of the shipped case that pays, beside its replay: month, amount, limit, and what
/// came before, found a second time from the books, auctions and plots of the replay.
#[test]
fn what_is_counted_is_what_replays_tell() {
    const TRIALS: u64 = 600;
    let (name, text) = generate::shipped();
    let portfolio = file::parse(name, text).expect("valid");
    let case = Case::new(Scenario::baseline().expect("valid"), portfolio).expect("they fit");
    let models = Models::new(&case, 1);
    let all = figures(&models, TRIALS, &|_| true).expect("nobody interrupts");
    let support: Vec<f64> = all.iter().map(|row| row[Figure::SupportCny as usize]).collect();
    let shortage = Shortage::of(&case, &models, &support);
    let paying = support.iter().filter(|support| **support > 0.0).count();
    assert!(paying > 20, "enough futures pay: {paying}");
    assert_eq!((shortage.paying, shortage.looked_at.len()), (paying, paying.min(MOST_LOOKED_AT)));
    let calendar = case.scenario().rules.calendar;
    for payer in &shortage.looked_at {
        let told = Replayed::of(&case, &models, payer.trial);
        let series = |series: Series, month: Month| told.trial.series.at(series, month);
        let month = calendar
            .months()
            .find(|month| series(Series::SupportCny, *month) > 0.0)
            .expect("it pays");
        assert_eq!(payer.first.month, month);
        assert_eq!(payer.first.amount, series(Series::SupportCny, month));
        let facility = series(Series::FacilityLimitCny, month);
        let collateral = series(Series::CollateralLimitCny, month);
        let bound = if collateral < facility { Bound::Collateral } else { Bound::Facility };
        assert_eq!(payer.first.bound, bound, "the baseline has no ban");
        let year = month.back(11)..month.after();
        let failed = told.trial.auctions.iter();
        let failed = failed.filter(|held| held.price.is_none() && year.contains(&held.month));
        assert_eq!(payer.before.failed_auction, failed.count() > 0);
        // What one buyer of the last three months pays later, from the ledger.
        let fresh = told
            .trial
            .deals
            .iter()
            .filter(|deal| (month.back(2)..month.after()).contains(&deal.month));
        let owed = fresh.map(|deal| {
            let postings = told.postings();
            let of_plot = postings.iter().filter(|posting| {
                posting.item == Series::ReceiptsCny.id()
                    && posting.plot == Some(deal.plot.number())
                    && posting.month > month
            });
            of_plot.map(|posting| posting.amount).sum::<f64>()
        });
        let owed = owed.fold(0.0, f64::max);
        // A plot that is sold again later has later receipts of that sale in the ledger, too.
        if owed < payer.first.amount {
            assert!(!payer.before.unpaid_sale, "trial {}", payer.trial);
        }
        assert!(payer.first.fresh_receivable <= owed + 1.0, "trial {}", payer.trial);
    }
    let rows = rows(&shortage, &calendar);
    for kind in [BOUND, YEAR] {
        let sum: usize = rows.iter().filter(|row| row.kind == kind).map(|row| row.trials).sum();
        assert_eq!(sum, paying, "{kind} adds up to all");
    }
    assert!(rows.iter().filter(|row| row.kind == BEFORE).all(|row| row.otherwise.is_some()));
    // The typical future is the median: as many pay less or as much as pay more.
    let typical = shortage.typical().expect("some future pays");
    let less = shortage.looked_at.iter().filter(|payer| payer.support < typical.support).count();
    assert!(less <= paying / 2 && less + 1 >= paying.div_ceil(2) - 1, "{less} of {paying}");
}
