//! What happened before the run leaves plots where they stand when it begins: half cleared, net
//! land, or sold.

use std::collections::BTreeMap;

use crate::calendar::YearMonth;
use crate::catalogue::event::Event;
use crate::catalogue::series::Series;
use crate::portfolio::plot::{Plot, PlotStatus};
use crate::quantity::signed_index;

use super::check::plot_of;
use super::item::Item;
use super::{Actual, Actuals};

/// Clearance or preparation that was told: agreed, paid and left when the run begins.
#[derive(Debug, Clone, Copy)]
struct Told {
    /// What it costs in all (CNY).
    agreed: f64,
    /// What of it was paid before the run (CNY).
    paid: f64,
    /// Months that are left.
    months: f64,
}

/// What of the allowances of the first calendar year was used before the run; `None` of what
/// nothing was told of, so that nobody knows.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Used {
    /// Households whose clearance began.
    pub households: Option<f64>,
    /// Land (m²) and plots that were listed and not given back by a failure.
    pub listed: Option<(f64, f64)>,
    /// Special bonds that were drawn (CNY).
    pub bonds: Option<f64>,
}

/// What of the allowances of the first calendar year was used before `start`, of plots as they were
/// planned.
pub fn used(actuals: &Actuals, start: YearMonth, plots: &[Plot]) -> Used {
    let is_of_year =
        |row: &&Actual| row.date.is_some_and(|date| date < start && date.year() == start.year());
    let mut used = Used::default();
    let mut listed: BTreeMap<usize, [f64; 3]> = BTreeMap::new();
    for row in actuals.rows.iter().filter(is_of_year) {
        let plot = plot_of(plots, &row.subject);
        let mut count = |plot: usize, what: usize| listed.entry(plot).or_default()[what] += 1.0;
        match (row.item, plot) {
            (Item::Books(Series::BondDrawCny), _) => {
                *used.bonds.get_or_insert(0.0) += row.amount_cny.unwrap_or(0.0);
            }
            (Item::Event(Event::AcquisitionStart), Some(plot)) => {
                *used.households.get_or_insert(0.0) += f64::from(plots[plot].households);
            }
            (Item::Event(Event::Listing), Some(plot)) => count(plot, 0),
            (Item::Event(Event::Sale), Some(plot)) => count(plot, 1),
            (Item::Event(Event::Failure), Some(plot)) => count(plot, 2),
            _ => {}
        }
    }
    // A sale without a listing was listed all the same.
    for (plot, [listings, sales, failures]) in listed {
        let kept = listings.max(sales + failures) - failures;
        let (land_m2, number) = used.listed.get_or_insert((0.0, 0.0));
        *land_m2 += kept * plots[plot].land_m2;
        *number += kept;
    }
    used
}

/// Puts each plot where the actuals leave it at `start`, of which they tell as of a date.
pub fn apply(actuals: &Actuals, start: YearMonth, as_of: YearMonth, plots: &mut [Plot]) {
    let mut steps: BTreeMap<usize, Vec<&Actual>> = BTreeMap::new();
    for row in &actuals.rows {
        let is_before = row.date.is_some_and(|date| date < start);
        if let (true, Item::Event(_), Some(plot)) =
            (is_before, row.item, plot_of(plots, &row.subject))
        {
            steps.entry(plot).or_default().push(row);
        }
    }
    for (place, rows) in steps {
        let plot = &mut plots[place];
        let mut clearance = plot.acquisition_cost_cny;
        let mut preparation = plot.preparation_cost_cny;
        for row in rows {
            let Item::Event(event) = row.item else { continue };
            match event {
                Event::AcquisitionStart => {
                    let usual = (clearance, plot.acquisition_months);
                    let told = told(row, usual, start, as_of);
                    clearance = told.agreed;
                    let months = plot.preparation_months.max(1.0);
                    reserve(plot, start, told.paid, told.months + months);
                    plot.acquisition_cost_cny = told.agreed - told.paid;
                    plot.acquisition_months = told.months;
                }
                Event::PreparationStart => {
                    let usual = (preparation, plot.preparation_months);
                    let told = told(row, usual, start, as_of);
                    preparation = told.agreed;
                    reserve(plot, start, clearance + told.paid, told.months);
                    clear(plot);
                    plot.preparation_cost_cny = told.agreed - told.paid;
                    plot.preparation_months = told.months;
                }
                Event::NetLand => {
                    reserve(plot, start, clearance + preparation, 0.0);
                    clear(plot);
                    prepare(plot);
                }
                Event::Sale | Event::StateBuyer => {
                    if plot.status == PlotStatus::Unreserved {
                        plot.sunk_cost_cny = clearance + preparation;
                    }
                    plot.status = PlotStatus::Sold;
                    clear(plot);
                    prepare(plot);
                    (plot.reserve_start, plot.list_date, plot.ready_date) = (None, None, None);
                }
                _ => {}
            }
        }
    }
}

/// What a row tells of clearance or preparation when the run begins; usual cost and months stand
/// for what it does not tell.
fn told(row: &Actual, usual: (f64, f64), start: YearMonth, as_of: YearMonth) -> Told {
    let (usual_cost, usual_months) = usual;
    let since = |date: YearMonth| {
        let months = row.date.map_or(0, |begun| date.months_since(begun));
        f64::from(months.max(0))
    };
    let (before, until) = (since(start), since(as_of).max(1.0));
    let agreed = row.amount_cny.unwrap_or(usual_cost);
    let months_left = row.months_left.map(|left| left + until - before);
    let months = months_left.unwrap_or(usual_months - before).max(1.0);
    // What was paid until the date was paid in equal parts.
    let paid = match row.paid_cny {
        Some(paid) => paid * (before / until).min(1.0),
        None => agreed * before / (before + months),
    };
    Told { agreed, paid: paid.min(agreed), months }
}

/// Makes a plot a reserved one, of which so much was spent at least and which is net land after
/// some months.
fn reserve(plot: &mut Plot, start: YearMonth, spent: f64, months: f64) {
    plot.status = PlotStatus::Reserved;
    plot.reserve_start = None;
    plot.households = 0;
    plot.sunk_cost_cny = plot.sunk_cost_cny.max(spent);
    let months = signed_index(months.round()).max(0);
    plot.ready_date = Some(start.plus(months));
}

/// Leaves nothing of a plot's clearance to be done.
fn clear(plot: &mut Plot) {
    plot.households = 0;
    plot.acquisition_cost_cny = 0.0;
    plot.acquisition_months = 0.0;
}

/// Leaves nothing of a plot's preparation to be done.
fn prepare(plot: &mut Plot) {
    plot.preparation_cost_cny = 0.0;
    plot.preparation_months = 0.0;
}
