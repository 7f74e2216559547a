//! Changes of the plan against calculations by hand.

use landsim::catalogue::plot_field::PlotField;
use landsim::catalogue::series::Series;

use crate::ledger::{field, levels};
use crate::support::{run, stock, to_acquire};

fn change(lines: &str) -> String {
    format!("\n[[plan_change]]\nid = \"change\"\n{lines}\n")
}

#[test]
fn a_shift_moves_planned_acquisition_and_listing_but_not_before_month_0() {
    // Planned in month 5 and 3; five months earlier they are planned in month 0, three later in
    // months 8 and 6.
    let plots = [to_acquire("p", "2011-06"), stock("s", "2011-04")];
    for (shift, started, listed) in [(-5, 0.0, 0.0), (-3, 2.0, 0.0), (3, 8.0, 6.0)] {
        let trial = run(&change(&format!("zones = [\"field\"]\nshift_months = {shift}")), &plots);
        field(&trial, 0, PlotField::AcquisitionStartMonth, started);
        field(&trial, 1, PlotField::ListMonth, listed);
        // Dealt a month after the plan as it is now: planned in month 0, not before.
        field(&trial, 1, PlotField::DealDelayMonths, 1.0);
    }
    let one = run(&change("plots = [\"s\"]\nshift_months = 4"), &plots);
    field(&one, 0, PlotField::AcquisitionStartMonth, 5.0);
    field(&one, 1, PlotField::ListMonth, 7.0);
}

#[test]
fn a_plot_that_falls_out_is_neither_acquired_nor_sold() {
    let plots = [to_acquire("p", "2011-06"), stock("s", "2011-04"), stock("t", "2011-04")];
    let trial = run(&change("plots = [\"p\", \"s\"]\ndropped = true"), &plots);
    levels(&trial, Series::PlotsUnreserved, &[(0, 1.0)]);
    levels(&trial, Series::PlotsStock, &[(0, 2.0), (3, 1.0)]);
    assert_eq!(trial.deals.len(), 1);
    assert_eq!(trial.deals[0].plot.number(), 2);
}
