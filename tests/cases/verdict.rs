//! What a window earned with its stock, and whether its programme was done, by hand.
//!
//! Money in millions. A plot of stock is worth 100 and has cost 40; one to acquire costs 30 in 3
//! months and 8 in 2, each with 2 % administration. The window ends with month 23.

use landsim::catalogue::figure::Figure;
use landsim::portfolio::plot::Plot;
use landsim::trial::record::Trial;

use crate::ledger::{assert_close, figures};
use crate::support::{run, stock, to_acquire};

/// What the window earned beside its balance: closing less opening stock.
fn change_of_stock(trial: &Trial) -> f64 {
    trial.figure(Figure::InventoryAdjustedBalanceCny) - trial.figure(Figure::WindowBalanceCny)
}

#[test]
fn land_that_is_not_sold_counts_at_what_was_spent_on_it() {
    // Acquired from month 20 on: 30 in months 20 to 22, 4 of 8 in month 23, with administration
    // 34.68. Worth 100, of which 4.08 are still to be spent: the cost is less.
    let plots = [to_acquire("a", "2012-09")];
    assert_close(change_of_stock(&run("", &plots)), 34.68e6);
    // At exp(-1.6) = 0.201896517994655 of the price it is worth 20.1896517994655, less 4.08.
    let slump = "[[shock]]\nid = \"slump\"\nfrom = \"2012-12\"\n\
        price_displacement = { residential = -1.6 }\n";
    assert_close(change_of_stock(&run(slump, &plots)), 16.109_651_799_465_5e6);
    // Not begun, it counts nothing; stock that stays is worth what it had cost.
    assert_close(change_of_stock(&run("", &[to_acquire("a", "2013-02")])), 0.0);
    let kept = Plot { list_date: None, ..stock("s", "2011-03") };
    assert_close(change_of_stock(&run("", &[kept])), 0.0);
}

#[test]
fn land_that_is_sold_counts_what_of_its_cost_is_still_to_come_back() {
    // Dealt in month 3, all is back by month 9: only the 40 of the opening stock are gone.
    assert_close(change_of_stock(&run("", &[stock("a", "2011-03")])), -40e6);
    // Dealt in month 22: 40 come in in month 23, 60 in month 26; cost with a tenth on top, 44,
    // comes back two months after each, so all of it after the window.
    assert_close(change_of_stock(&run("", &[stock("a", "2012-10")])), 4e6);
    // Dealt in month 19: of the 44 two fifths, 17.6, come back in month 22, 26.4 in month 25.
    assert_close(change_of_stock(&run("", &[stock("a", "2012-07")])), 26.4e6 - 40e6);
}

#[test]
fn what_a_state_buyer_pays_is_not_earned() {
    // Nobody bids; the district's own company takes the plot in month 3 for 50. All that it brought
    // into the window is taken off again, and the plot stays in stock at its cost of 40.
    let rules = "[[shock]]\nid = \"nobody\"\nfrom = \"2011-01\"\ndemand_multiplier = 0.0001\n\
        [[policy]]\nid = \"p\"\ninstrument = \"state_buyer\"\nstate_buyer_probability = 1\n";
    let trial = run(rules, &[stock("a", "2011-03")]);
    assert_close(trial.figure(Figure::InventoryAdjustedBalanceCny), 0.0);
    assert!(trial.figure(Figure::WindowBalanceCny) > 30e6);
    figures(
        &trial,
        &[
            (Figure::SoldPlots, 1.0),
            (Figure::SoldPlanShare, 0.0),
            (Figure::StartedPlanShare, 0.0),
            (Figure::ReservedPlanShare, 1.0),
            (Figure::ProgrammeDone, 0.0),
            (Figure::Sound, 0.0),
        ],
    );
}

#[test]
fn a_programme_is_done_when_each_part_is() {
    // Ten plots are planned to be sold; dealt in month 3, started in month 9.
    let ids = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    let plots: Vec<Plot> = ids.iter().map(|id| stock(id, "2011-03")).collect();
    let sound = [
        (Figure::ReservedPlanShare, 1.0),
        (Figure::SoldPlanShare, 1.0),
        (Figure::StartedPlanShare, 1.0),
        (Figure::ProgrammeDone, 1.0),
        (Figure::Sound, 1.0),
    ];
    figures(&run("", &plots), &sound);
    // With one or two of them off the plan nine and eight tenths are done: what is measured
    // against is the table, not the plan as changed.
    let without = |gone: &[&str]| {
        let change = |id: &&str| {
            format!("[[plan_change]]\nid = \"{id}\"\nplots = [\"{id}\"]\ndropped = true\n")
        };
        gone.iter().map(change).collect::<String>()
    };
    let nine = run(&without(&["a"]), &plots);
    figures(&nine, &[(Figure::SoldPlanShare, 0.9), (Figure::ProgrammeDone, 1.0)]);
    let eight = run(&without(&["a", "b"]), &plots);
    figures(&eight, &[(Figure::SoldPlanShare, 0.8), (Figure::ProgrammeDone, 0.0)]);
    figures(&eight, &[(Figure::Sound, 0.0)]);
    // Support in any month, here for interest that nothing earns, makes it unsound.
    let owing = "[finance]\nopening_cash = 0\nopening_debt = 900e6\nloan_to_value = 0\n";
    let trial = run(owing, &plots);
    assert!(trial.figure(Figure::SupportCny) > 0.0);
    figures(&trial, &[(Figure::ProgrammeDone, 1.0), (Figure::Sound, 0.0)]);
}
