//! A replayed trial is the trial of the run, to the last bit, and its ledger is balanced and whole.

#![expect(clippy::expect_used, clippy::panic, reason = "a case that cannot be set up has failed")]

#[expect(dead_code, reason = "other tests need the rest")]
mod support;

use std::path::Path;

use landsim::calendar::{ByMonth, Month};
use landsim::case::Case;
use landsim::catalogue::account::Account;
use landsim::catalogue::event::Event;
use landsim::catalogue::figure::Figure;
use landsim::catalogue::project_item::{ProjectItem, SOURCES};
use landsim::catalogue::series::Series;
use landsim::ensemble;
use landsim::model::Model;
use landsim::model::project_grid::RowKind;
use landsim::portfolio;
use landsim::portfolio::generate;
use landsim::portfolio::plot::Plot;
use landsim::quantity::count;
use landsim::scenario::Scenario;
use landsim::tables::replay::Replayed;
use landsim::trial::journal::Journal;
use landsim::trial::worker::Worker;
use landsim::uncertainty::stream::EntityKey;

use support::{deterministic_scenario, model, portfolio as plots, stock};

const SEED: u64 = 8;
/// Trials of a run from which some are replayed.
const TRIALS: u64 = 2_000;
/// How many.
const REPLAYED: usize = 100;
/// What money may differ by when it is added up in another order (CNY).
const ROUNDING: f64 = 0.05;

/// The baseline, and a scenario with shocks, bans, defaults and everything that goes wrong.
fn models() -> [(Scenario, Model); 2] {
    let (name, text) = generate::shipped();
    let portfolio = portfolio::file::parse(name, text).expect("the shipped portfolio is valid");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let stress = Scenario::load(&root.join("scenarios/combined-stress.toml"));
    [Scenario::baseline(), stress].map(|scenario| {
        let scenario = scenario.expect("the scenario is valid");
        let case = Case::new(scenario.clone(), portfolio.clone());
        (scenario, case.expect("they fit together").model(SEED))
    })
}

/// As many trials of a run, each once, no matter which.
fn some_trials() -> impl Iterator<Item = u64> {
    let order = EntityKey::order(SEED).permutation(0, usize::try_from(TRIALS).expect("few"));
    order.into_iter().take(REPLAYED).map(|number| number as u64)
}

fn replayed((scenario, model): &(Scenario, Model), number: u64) -> Replayed {
    let mut worker = Worker::before(model, Journal::new(model.calendar.horizon));
    worker.run(number);
    Replayed::new(scenario, model, &worker)
}

/// A case with projects of special bonds in which all goes wrong that can: a crash, purchases that
/// wait, every source of what is short, a call, money that stays for others.
fn with_projects() -> (Scenario, Model) {
    let (name, text) = generate::shipped();
    let portfolio = portfolio::file::parse(name, text).expect("the shipped portfolio is valid");
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/projects/all_sources.toml");
    let scenario = Scenario::load(Path::new(file)).expect("the scenario is valid");
    let case = Case::new(scenario.clone(), portfolio).expect("they fit together");
    let model = case.model(SEED);
    (scenario, model)
}

#[test]
fn a_hundred_replays_are_the_trials_of_the_run_to_the_last_bit() {
    for of in models() {
        let model = &of.1;
        let run = ensemble::figures(model, TRIALS, &|_| true).expect("nobody interrupts");
        let mut alone = Worker::new(model);
        for number in some_trials() {
            let replayed = replayed(&of, number);
            let row = run[usize::try_from(number).expect("few")];
            assert_eq!(replayed.trial.figures.map(f64::to_bits), row.map(f64::to_bits), "{number}");
            assert_eq!(replayed.trial.series, alone.run(number).series, "{number}");
        }
    }
}

#[test]
fn payments_add_up_to_the_series_to_the_last_bit() {
    for of in models() {
        let model = &of.1;
        for number in some_trials() {
            let replayed = replayed(&of, number);
            let horizon = model.calendar.horizon;
            let mut paid = ByMonth::same([0.0; Series::COUNT], horizon);
            for payment in replayed.journal.payments() {
                paid[payment.month][payment.series as usize] += payment.amount;
            }
            let money =
                Series::ALL.into_iter().filter(|series| Account::moved_by(*series).is_some());
            for series in money {
                for (month, paid) in paid.entries() {
                    let expected = replayed.trial.series.at(series, month);
                    assert_eq!(paid[series as usize], expected, "{series:?} {month} of {number}");
                }
            }
        }
    }
}

#[test]
fn every_posting_is_balanced_and_the_accounts_hold_what_the_books_say() {
    for of in models() {
        let model = &of.1;
        for number in some_trials() {
            let replayed = replayed(&of, number);
            for posting in replayed.postings() {
                assert!(posting.amount > 0.0 && posting.from != posting.to, "{posting:?}");
            }
            let balances = replayed.balances();
            assert_eq!(balances.end(), model.calendar.end());
            for (month, row) in balances.entries() {
                let at = |series| replayed.trial.series.at(series, month);
                let close = |found: f64, expected: f64, what: &str| {
                    let difference = (found - expected).abs();
                    assert!(
                        difference < ROUNDING,
                        "{what} {month} of {number}: {found} {expected}"
                    );
                };
                close(row.iter().sum(), 0.0, "all accounts");
                let of = |account: Account| row[account as usize];
                close(of(Account::ReserveCentre), at(Series::CashCny), "cash");
                close(-of(Account::Lenders), at(Series::DebtCny), "debt");
                close(of(Account::Treasury), at(Series::TreasuryBalanceCny), "treasury");
            }
            let last = balances[balances.end().back(1)];
            let sum = |series| replayed.trial.series.months(series).sum::<f64>();
            let residents = last[Account::Residents as usize];
            assert!((residents - sum(Series::AcquisitionCny)).abs() < ROUNDING);
        }
    }
}

/// The accounts of reserve centre, projects, lenders and treasury hold what the books say, every
/// month of every trial, and every source has paid in some of them.
#[test]
fn accounts_of_projects_hold_what_their_books_say() {
    let of = with_projects();
    let model = &of.1;
    let mut moved = std::collections::BTreeSet::new();
    for number in 0..60 {
        let replayed = replayed(&of, number);
        moved.extend(replayed.postings().iter().map(|posting| posting.item));
        moved.extend(replayed.journal.occurrences().iter().map(|seen| seen.event.id()));
        for posting in replayed.postings() {
            assert!(posting.amount > 0.0 && posting.from != posting.to, "{posting:?}");
        }
        for (month, row) in replayed.balances().entries() {
            let at = |series| replayed.trial.series.at(series, month);
            let of = |account: Account| row[account as usize];
            let accounts: f64 =
                replayed.projects.iter().map(|project| project[month].account()).sum();
            for (found, expected, what) in [
                (row.iter().sum(), 0.0, "all accounts"),
                (of(Account::Projects), accounts, "projects"),
                (of(Account::ReserveCentre), at(Series::CashCny), "cash"),
                (-of(Account::Lenders), at(Series::DebtCny), "debt"),
                (of(Account::Treasury), at(Series::TreasuryBalanceCny), "treasury"),
            ] {
                let difference: f64 = found - expected;
                assert!(
                    difference.abs() < ROUNDING,
                    "{what} {month} of {number}: {found} {expected}"
                );
            }
        }
        assert_bonds_add_up(&replayed, model);
    }
    for item in [
        "budget_interest",
        "paid_from_reserve",
        "paid_by_other_projects",
        "paid_by_income_fund",
        "rolled_over",
        "project_support",
        "bond_call",
        "project_rest",
    ] {
        assert!(moved.contains(item), "{item} never happened: {moved:?}");
    }
}

/// What bonds owe on a date is what somebody pays, and bonds add up to their project.
fn assert_bonds_add_up(replayed: &Replayed, model: &Model) {
    let items = &replayed.trial.project_items;
    let of = |cell: usize, item: ProjectItem| items[cell][item as usize];
    for row in replayed.project_rows.iter().filter(|row| row.kind != RowKind::Whole) {
        for cell in row.first..row.first + row.months.len() {
            let owed = [ProjectItem::Interest, ProjectItem::Fees, ProjectItem::Principal];
            let owed: f64 = owed.map(|item| of(cell, item)).iter().sum();
            let paid: f64 = SOURCES.map(|item| of(cell, item)).iter().sum();
            assert!((owed - paid).abs() < ROUNDING, "{row:?}: {owed} {paid}");
            assert!(of(cell, ProjectItem::Account).is_nan());
        }
    }
    for project in 0..model.projects.len() {
        for item in [ProjectItem::Interest, ProjectItem::Fees, ProjectItem::Principal] {
            let sum = |is_whole: bool| -> f64 {
                let rows = replayed.project_rows.iter().filter(|row| row.project == project);
                let rows = rows.filter(|row| (row.kind == RowKind::Whole) == is_whole);
                let cells = rows.flat_map(|row| row.first..row.first + row.months.len());
                cells.map(|cell| of(cell, item)).sum()
            };
            assert!((sum(true) - sum(false)).abs() < ROUNDING, "{item:?} of {project}");
        }
    }
}

#[test]
fn events_are_those_that_the_figures_count() {
    let [baseline, stress] = models();
    let mut seen_of_all = std::collections::BTreeSet::new();
    for of in [baseline, stress] {
        let model = &of.1;
        let window = model.calendar.window_end();
        for number in some_trials() {
            let replayed = replayed(&of, number);
            let seen = replayed.journal.occurrences();
            seen_of_all.extend(seen.iter().map(|seen| seen.event));
            assert!(seen.is_sorted_by_key(|seen| seen.month));
            let in_window = |event: Event| {
                seen.iter().filter(move |seen| seen.event == event && seen.month < window)
            };
            let figure = |figure| replayed.trial.figure(figure);
            let starts = in_window(Event::AcquisitionStart).count();
            assert_eq!(count(starts), figure(Figure::ReservedPlots));
            assert_eq!(count(in_window(Event::Idle).count()), figure(Figure::IdlePlots));
            assert_eq!(count(in_window(Event::Withdrawal).count()), figure(Figure::WithdrawnPlots));
            let (sold, failed) =
                (in_window(Event::Sale).count(), in_window(Event::Failure).count());
            assert_eq!(count(failed) / count(sold + failed), figure(Figure::FailedShare));
            let bidders: f64 = in_window(Event::Sale).filter_map(|seen| seen.number).sum();
            assert!((bidders / count(sold) - figure(Figure::BiddersMean)).abs() < 1e-9);
            let support: Vec<_> = in_window(Event::Support).collect();
            assert_eq!(
                support.first().map_or(f64::NAN, |first| f64::from(first.month.number())).to_bits(),
                Some(figure(Figure::SupportFirstMonth))
                    .filter(|month| *month < f64::from(window.number()))
                    .unwrap_or(f64::NAN)
                    .to_bits()
            );
            // Months of waiting, those beyond the window cut off.
            let waits = |event: Event| -> f64 {
                let within = |first: Month, months: f64| months.min(count(window.since(first)));
                in_window(event).map(|seen| within(seen.month, seen.number.unwrap_or(0.0))).sum()
            };
            assert_eq!(waits(Event::WaitsForMoney), figure(Figure::DeferralMonthsMoney));
            assert_eq!(waits(Event::WaitsForCapacity), figure(Figure::DeferralMonthsCapacity));
        }
    }
    for event in [Event::Default, Event::IdleFee, Event::Repossession, Event::PreparationStart] {
        assert!(seen_of_all.contains(&event), "{event:?}");
    }
}

/// One plot listed in January, offered in February at 70 of 100 to bidders who bid 100, as in the
/// hand ledger of a sale.
#[test]
fn a_sale_by_hand_is_told_line_by_line() {
    let plots_of = |plots: &[Plot]| plots.to_vec();
    let scenario = deterministic_scenario("");
    let model = model(&scenario, &plots(&plots_of(&[stock("a", "2011-01")])), 1);
    let replayed = replayed(&(scenario, model), 0);
    let told: Vec<(u32, Event)> = replayed
        .journal
        .occurrences()
        .iter()
        .map(|seen| (seen.month.number(), seen.event))
        .collect();
    assert_eq!(told[..3], [(0, Event::NetLand), (0, Event::Listing), (1, Event::Sale)], "{told:?}");
    let sale = replayed.journal.occurrences()[2];
    assert_eq!(replayed.subject(&sale), "a");
    let deal = &replayed.trial.deals[0];
    assert_eq!((sale.amount, sale.reserve_price), (Some(deal.price), Some(deal.reserve_price)));
    // What the buyer pays is what the treasury passes on, and nothing else moves.
    let last = replayed.balances().as_slice().last().copied().expect("months");
    assert!((last[Account::Buyers as usize] + deal.price).abs() < ROUNDING);
    assert!(last[Account::Treasury as usize].abs() < ROUNDING);
}

#[test]
fn what_the_scenario_dates_is_told() {
    let [_, stress] = models();
    let replayed = replayed(&stress, 0);
    let told: Vec<(Month, Event, String)> = replayed
        .occurrences()
        .iter()
        .filter(|seen| {
            [Event::Shock, Event::PolicyInForce, Event::PolicyLapses].contains(&seen.event)
        })
        .map(|seen| (seen.month, seen.event, replayed.subject(seen).to_owned()))
        .collect();
    // The file bars loans from January 2013 on; the crisis comes by chance, in this trial it does.
    assert!(
        told.contains(&(Month::new(24), Event::PolicyInForce, "loan-ban".to_owned())),
        "{told:?}"
    );
    let strike = replayed.trial.shocks[0].expect("a crisis");
    let month = stress.1.calendar.month(strike.onset);
    assert!(told.contains(&(month, Event::Shock, "crisis".to_owned())), "{told:?}");
    assert!(replayed.occurrences().is_sorted_by_key(|seen| seen.month));
}
