//! One row per plot: how likely each step is, when it comes, and at what price.
//!
//! The table `plots`: what the portfolio says of each plot, how probable each step of
//! its life is, within the window and at all, and three quantiles of each field over
//! the trials in which it exists. The report draws plots over time and tiles by zone
//! from it; the workbook's forms A and B of an office (储备地块一览表) are filled from it.
//!
//! Medians are each of their own: a plot's median price less its median cost is not the
//! median of its gain.
//!
//! How to read a row: `probability_sold` of 0.9 and `price_cny_p50` of 1e9 say that in
//! nine futures of ten the plot is sold and the deal stands, and that in half of
//! *these* it brings at least a thousand million. A plot that is never sold has null
//! prices. Planned months stand beside simulated ones and may be negative, month 0
//! being the scenario's start.
//!
//! Sketches hold months up to 512 exactly, so the probabilities within the window are exact
//! counts, as those within the horizon are.

use crate::calendar::YearMonth;
use crate::catalogue::Unit;
use crate::catalogue::plot_field::PlotField;
use crate::ensemble::distributions::Distributions;
use crate::ensemble::statistics::{P05, P50, P95, PROBABILITIES, QUANTILE_NAMES};
use crate::portfolio::plot::Plot;

use super::{Results, Table};

/// Steps of a plot's life: name in columns, the field that dates it, and words for its
/// meaning.
const STEPS: [(&str, PlotField, &str); 5] = [
    ("reserved", PlotField::AcquisitionStartMonth, "acquisition starts"),
    ("net_land", PlotField::ReadyMonth, "the plot is net land"),
    (
        "sold",
        PlotField::DealMonth,
        "the plot is sold, and the deal stands at the end of the horizon",
    ),
    ("started", PlotField::StartMonth, "works start"),
    ("completed", PlotField::CompletionMonth, "the last phase is completed"),
];

/// The table `plots`: a row for each plot, in the order of the portfolio (by id).
pub(super) fn table(results: &Results<'_>) -> Table {
    let plots = &results.case.portfolio().plots;
    let mut table = Table::new(
        "plots",
        "One row per plot of the portfolio. A median or range is over the trials in which the value exists; the probabilities say how often that is.",
    );
    let text = |of: fn(&Plot) -> String| plots.iter().map(of).collect::<Vec<_>>();
    table.texts("plot_id", "Identity", text(|plot| plot.plot_id.clone()));
    table.texts("name", "Name", text(|plot| plot.name.clone()));
    table.texts("zone", "Zone", text(|plot| plot.zone.clone()));
    table.texts("class", "Who leads the reserve", text(|plot| plot.class.name().to_owned()));
    table.texts("status", "Status at month 0", text(|plot| plot.status.name().to_owned()));
    table.texts("source", "Where the row comes from", text(|plot| plot.source.clone()));
    table.numbers(
        "land_m2",
        "m2",
        "Site area",
        plots.iter().map(|plot| Some(plot.land_m2)).collect(),
    );
    push_known(&mut table, results);
    push_probabilities(&mut table, results);
    push_fields(&mut table, results.distributions);
    table
}

/// What a column takes from a plot.
type Of<T> = fn(&Plot) -> T;

/// Appends what the portfolio says of a plot: floor areas, households, sunk cost,
/// planned months.
fn push_known(table: &mut Table, results: &Results<'_>) {
    let plots = &results.case.portfolio().plots;
    let calendar = &results.case.scenario().rules.calendar;
    let columns: [(&str, &str, &str, Of<f64>); 8] = [
        ("gfa_m2", "m2", "Buildable floor area", Plot::gfa_m2),
        ("gfa_residential_m2", "m2", "Residential part of it", |plot| plot.gfa_residential_m2),
        ("gfa_commercial_office_m2", "m2", "Commercial and office part of it", |plot| {
            plot.gfa_commercial_office_m2
        }),
        ("gfa_affordable_m2", "m2", "Affordable housing in it", |plot| plot.gfa_affordable_m2),
        ("gfa_public_m2", "m2", "Public floor area in it", |plot| plot.gfa_public_m2),
        ("households", "households", "Households to be moved", |plot| f64::from(plot.households)),
        ("demolished_gfa_m2", "m2", "Floor area to be demolished", |plot| plot.demolished_gfa_m2),
        ("sunk_cost_cny", "CNY", "Spent before month 0", |plot| plot.sunk_cost_cny),
    ];
    for (id, unit, meaning, of) in columns {
        table.numbers(id, unit, meaning, plots.iter().map(|plot| Some(of(plot))).collect());
    }
    let dates: [(&str, &str, Of<Option<YearMonth>>); 2] = [
        ("planned_reserve_month", "Planned start of the acquisition", |plot| plot.reserve_start),
        ("planned_listing_month", "Planned listing", |plot| plot.list_date),
    ];
    for (id, meaning, of) in dates {
        let month = |plot: &Plot| of(plot).map(|date| f64::from(calendar.month_number(date)));
        table.numbers(
            id,
            Unit::Month.name(),
            &format!("{meaning}; negative before month 0"),
            plots.iter().map(month).collect(),
        );
    }
}

/// Appends, for each step, the share of all trials in which it comes within the window
/// and within the horizon.
fn push_probabilities(table: &mut Table, results: &Results<'_>) {
    let distributions = results.distributions;
    let window = results.case.scenario().rules.calendar.window;
    let share = |count: u64| {
        Some(
            crate::quantity::count(usize::try_from(count).unwrap_or(0))
                / crate::quantity::count(results.figures.trials),
        )
    };
    for (step, field, words) in STEPS {
        let sketches = (0..distributions.plots).map(|plot| distributions.plot(plot, field));
        let in_window = sketches.clone().map(|sketch| share(sketch.count_below(window))).collect();
        table.numbers(
            &format!("probability_{step}_in_window"),
            "share",
            &format!("Share of trials in which {words} within the window"),
            in_window,
        );
        let ever = sketches.map(|sketch| share(sketch.count())).collect();
        table.numbers(
            &format!("probability_{step}"),
            "share",
            &format!("Share of trials in which {words} within the horizon"),
            ever,
        );
    }
}

/// Appends 5 %, 50 % and 95 % quantiles of each field, over the trials that have it.
fn push_fields(table: &mut Table, distributions: &Distributions) {
    for field in PlotField::ALL {
        let entry = field.entry();
        let quantiles: Vec<Vec<f64>> = (0..distributions.plots)
            .map(|plot| distributions.plot(plot, field).quantiles(&PROBABILITIES))
            .collect();
        for at in [P05, P50, P95] {
            let values = quantiles.iter().map(|row| row.get(at).copied()).collect();
            let meaning = format!("{}; {} % quantile", entry.meaning, PROBABILITIES[at] * 100.0);
            table.numbers(
                &format!("{}_{}", entry.id, QUANTILE_NAMES[at]),
                entry.unit.name(),
                &meaning,
                values,
            );
        }
    }
}
