//! Allowances by calendar year, in years of which the plan has a part, and by date.

use landsim::catalogue::plot_field::PlotField;
use landsim::catalogue::series::Series;
use landsim::model::plot_index::PlotIndex;
use landsim::portfolio::plot::Plot;

use crate::policies::policy;
use crate::support::{run, stock, to_acquire};

/// July 2011 to June 2013 is the window; the run ends with June 2014.
const FROM_JULY: &str = "[scenario]\nstart = \"2011-07\"\n";

/// A field of the plots by id, month numbers or −1.
fn months(rules: &str, plots: &[Plot], field: PlotField) -> Vec<i32> {
    let trial = run(rules, plots);
    let month = |plot: usize| trial.plots[PlotIndex::at(plot)][field as usize];
    (0..plots.len())
        .map(month)
        .map(|month| if month.is_nan() { -1 } else { landsim::quantity::signed_index(month) })
        .collect()
}

fn seven(of: impl Fn(&str) -> Plot) -> Vec<Plot> {
    ["a", "b", "c", "d", "e", "f", "g"].map(of).to_vec()
}

#[test]
fn a_sale_quota_of_a_part_year_is_that_part_of_it() {
    // Two a year: one in the half of 2011, two in 2012, one in the half of 2013 that is in the
    // window, one more after it, two in 2014.
    let plots = seven(|id| stock(id, "2011-08"));
    let rules = format!("{FROM_JULY}{}", policy("sale_quota", "plots = 2"));
    assert_eq!(months(&rules, &plots, PlotField::ListMonth), [1, 6, 6, 18, 24, 30, 30]);
    // Half a hectare each, so a hectare a year is the same.
    let by_land = format!("{FROM_JULY}{}", policy("sale_quota", "land_ha = 1"));
    assert_eq!(months(&by_land, &plots, PlotField::ListMonth), [1, 6, 6, 18, 24, 30, 30]);
    // One a year leaves no whole plot for half a year.
    let one = format!("{FROM_JULY}{}", policy("sale_quota", "plots = 1"));
    assert_eq!(months(&one, &plots[..3], PlotField::ListMonth), [6, 24, 30]);
}

#[test]
fn clearance_capacity_of_a_part_year_is_that_part_of_it() {
    // A hundred households each, and two hundred a year.
    let plots = seven(|id| to_acquire(id, "2011-07"));
    let rules = format!("{FROM_JULY}{}", policy("clearance_capacity", "clearance_capacity = 200"));
    let starts = months(&rules, &plots, PlotField::AcquisitionStartMonth);
    assert_eq!(starts, [0, 6, 6, 18, 24, 30, 30]);
}

#[test]
fn bonds_of_a_part_year_are_that_part_of_the_quota() {
    // Nothing but bonds may be drawn, and all of them are.
    let rules = format!(
        "{FROM_JULY}[finance]\nopening_cash = 0\nopening_debt = 60e6\ncash_buffer = 1000e6\n{}",
        policy(
            "reserve_finance",
            "loan_ban = true\nrunoff_months = 20\nbond_quota = 7e6\nbond_coupon = 0\n\
             bond_term_months = 60"
        )
    );
    let trial = run(&rules, &[stock("a", "2014-06")]);
    let bonds = trial.series.row(Series::BondDrawCny);
    let sums = [0..6, 6..18, 18..24].map(|months| bonds[months].iter().sum::<f64>().round());
    assert_eq!(sums, [3.5e6, 7e6, 3.5e6]);
}

#[test]
fn quotas_by_date_change_from_year_to_year() {
    let plots = seven(|id| stock(id, "2011-02"));
    let path = "plots = [{ value = 1 }, { from = \"2012-01\", value = 3 }, \
                { from = \"2013-01\", value = 2 }]";
    let listed = months(&policy("sale_quota", path), &plots, PlotField::ListMonth);
    assert_eq!(listed, [1, 12, 12, 12, 24, 24, -1]);
    let plots = seven(|id| to_acquire(id, "2011-01"));
    let path = "clearance_capacity = [{ value = 100 }, { from = \"2012-01\", value = 300 }]";
    let starts =
        months(&policy("clearance_capacity", path), &plots, PlotField::AcquisitionStartMonth);
    assert_eq!(starts, [0, 12, 12, 12, 24, 24, 24]);
}
