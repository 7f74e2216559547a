//! One row per plot: how likely each step is, when it comes, and at what price.

use crate::calendar::YearMonth;
use crate::catalogue::Unit;
use crate::catalogue::plot_field::PlotField;
use crate::ensemble::distributions::Distributions;
use crate::ensemble::statistics::{P05, P50, P95, PROBABILITIES, QUANTILE_NAMES};
use crate::portfolio::plot::Plot;

use super::{Results, Table};

/// Steps of a plot's life and the field that dates them.
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

/// What is taken from a plot.
type Of<T> = fn(&Plot) -> T;

/// What the portfolio says of a plot.
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
