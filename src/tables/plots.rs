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
use crate::catalogue::plot_field::PlotField;
use crate::ensemble::distributions::Distributions;
use crate::ensemble::statistics::{P05, P50, P95, PROBABILITIES};
use crate::portfolio::plot::Plot;
use crate::quantity::PERCENT;

use super::column::{Column, Numbers, columns};
use super::results::Results;
use super::table::Table;

columns! {
    /// Columns of the table of plots, beside quantiles of the fields of a plot's life.
    PlotsTable = "plots":
        "One row per plot of the portfolio. A median or range is over the trials in which the \
         value exists; the probabilities say how often that is.";
    PLOT_ID: Texts = "plot_id", "", "Identity";
    NAME: Texts = "name", "", "Name";
    ZONE: Texts = "zone", "", "Zone";
    CLASS: Texts = "class", "", "Who leads the reserve";
    STATUS: Texts = "status", "", "Status at month 0";
    SOURCE: Texts = "source", "", "Where the row comes from";
    LAND_M2: Numbers = "land_m2", "m2", "Site area";
    GFA_M2: Numbers = "gfa_m2", "m2", "Buildable floor area";
    GFA_RESIDENTIAL_M2: Numbers = "gfa_residential_m2", "m2", "Residential part of it";
    GFA_COMMERCIAL_OFFICE_M2: Numbers = "gfa_commercial_office_m2", "m2",
        "Commercial and office part of it";
    GFA_AFFORDABLE_M2: Numbers = "gfa_affordable_m2", "m2", "Affordable housing in it";
    GFA_PUBLIC_M2: Numbers = "gfa_public_m2", "m2", "Public floor area in it";
    HOUSEHOLDS: Numbers = "households", "households", "Households to be moved";
    DEMOLISHED_GFA_M2: Numbers = "demolished_gfa_m2", "m2", "Floor area to be demolished";
    SUNK_COST_CNY: Numbers = "sunk_cost_cny", "CNY", "Spent before month 0";
    PLANNED_RESERVE_MONTH: Numbers = "planned_reserve_month", "month number",
        "Planned start of the acquisition; negative before month 0";
    PLANNED_LISTING_MONTH: Numbers = "planned_listing_month", "month number",
        "Planned listing; negative before month 0";
    PROBABILITY_RESERVED_IN_WINDOW: Numbers = "probability_reserved_in_window", "share",
        "Share of trials in which acquisition starts within the window";
    PROBABILITY_RESERVED: Numbers = "probability_reserved", "share",
        "Share of trials in which acquisition starts within the horizon";
    PROBABILITY_NET_LAND_IN_WINDOW: Numbers = "probability_net_land_in_window", "share",
        "Share of trials in which the plot is net land within the window";
    PROBABILITY_NET_LAND: Numbers = "probability_net_land", "share",
        "Share of trials in which the plot is net land within the horizon";
    PROBABILITY_SOLD_IN_WINDOW: Numbers = "probability_sold_in_window", "share",
        "Share of trials in which the plot is sold, and the deal stands at the end of the horizon \
         within the window";
    PROBABILITY_SOLD: Numbers = "probability_sold", "share",
        "Share of trials in which the plot is sold, and the deal stands at the end of the horizon \
         within the horizon";
    PROBABILITY_STARTED_IN_WINDOW: Numbers = "probability_started_in_window", "share",
        "Share of trials in which works start within the window";
    PROBABILITY_STARTED: Numbers = "probability_started", "share",
        "Share of trials in which works start within the horizon";
    PROBABILITY_COMPLETED_IN_WINDOW: Numbers = "probability_completed_in_window", "share",
        "Share of trials in which the last phase is completed within the window";
    PROBABILITY_COMPLETED: Numbers = "probability_completed", "share",
        "Share of trials in which the last phase is completed within the horizon";
}

impl PlotsTable {
    /// The column of a field's 5 % quantile, in the field's unit.
    pub fn p05(field: PlotField) -> Column<Self, Numbers> {
        Column::put_together(field.id(), "_p05")
    }

    /// The column of a field's median.
    pub fn p50(field: PlotField) -> Column<Self, Numbers> {
        Column::put_together(field.id(), "_p50")
    }

    /// The column of a field's 95 % quantile.
    pub fn p95(field: PlotField) -> Column<Self, Numbers> {
        Column::put_together(field.id(), "_p95")
    }
}

/// A column of numbers.
type OfNumbers = Column<PlotsTable, Numbers>;

/// Fields that date the steps of a plot's life, with the columns of a step's probability within the
/// window and within the horizon.
const STEPS: [(PlotField, OfNumbers, OfNumbers); 5] = [
    (
        PlotField::AcquisitionStartMonth,
        PlotsTable::PROBABILITY_RESERVED_IN_WINDOW,
        PlotsTable::PROBABILITY_RESERVED,
    ),
    (
        PlotField::ReadyMonth,
        PlotsTable::PROBABILITY_NET_LAND_IN_WINDOW,
        PlotsTable::PROBABILITY_NET_LAND,
    ),
    (PlotField::DealMonth, PlotsTable::PROBABILITY_SOLD_IN_WINDOW, PlotsTable::PROBABILITY_SOLD),
    (
        PlotField::StartMonth,
        PlotsTable::PROBABILITY_STARTED_IN_WINDOW,
        PlotsTable::PROBABILITY_STARTED,
    ),
    (
        PlotField::CompletionMonth,
        PlotsTable::PROBABILITY_COMPLETED_IN_WINDOW,
        PlotsTable::PROBABILITY_COMPLETED,
    ),
];

/// The table `plots`: a row for each plot, in the order of the portfolio (by id).
pub(super) fn table(results: &Results<'_>) -> Table {
    let plots = &results.case.portfolio().plots;
    let mut table = Table::of::<PlotsTable>();
    let text = |of: fn(&Plot) -> String| plots.iter().map(of).collect::<Vec<_>>();
    table.fill(PlotsTable::PLOT_ID, text(|plot| plot.plot_id.clone()));
    table.fill(PlotsTable::NAME, text(|plot| plot.name.clone()));
    table.fill(PlotsTable::ZONE, text(|plot| plot.zone.clone()));
    table.fill(PlotsTable::CLASS, text(|plot| plot.class.name().to_owned()));
    table.fill(PlotsTable::STATUS, text(|plot| plot.status.name().to_owned()));
    table.fill(PlotsTable::SOURCE, text(|plot| plot.source.clone()));
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
    let columns: [(OfNumbers, Of<f64>); 9] = [
        (PlotsTable::LAND_M2, |plot| plot.land_m2),
        (PlotsTable::GFA_M2, Plot::gfa_m2),
        (PlotsTable::GFA_RESIDENTIAL_M2, |plot| plot.gfa_residential_m2),
        (PlotsTable::GFA_COMMERCIAL_OFFICE_M2, |plot| plot.gfa_commercial_office_m2),
        (PlotsTable::GFA_AFFORDABLE_M2, |plot| plot.gfa_affordable_m2),
        (PlotsTable::GFA_PUBLIC_M2, |plot| plot.gfa_public_m2),
        (PlotsTable::HOUSEHOLDS, |plot| f64::from(plot.households)),
        (PlotsTable::DEMOLISHED_GFA_M2, |plot| plot.demolished_gfa_m2),
        (PlotsTable::SUNK_COST_CNY, |plot| plot.sunk_cost_cny),
    ];
    for (column, of) in columns {
        table.fill(column, plots.iter().map(|plot| Some(of(plot))).collect());
    }
    let dates: [(OfNumbers, Of<Option<YearMonth>>); 2] = [
        (PlotsTable::PLANNED_RESERVE_MONTH, |plot| plot.reserve_start),
        (PlotsTable::PLANNED_LISTING_MONTH, |plot| plot.list_date),
    ];
    for (column, of) in dates {
        let month = |plot: &Plot| of(plot).map(|date| f64::from(calendar.month_number(date)));
        table.fill(column, plots.iter().map(month).collect());
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
    for (field, column_in_window, column) in STEPS {
        let sketches = (0..distributions.plots).map(|plot| distributions.plot(plot, field));
        let in_window = sketches.clone().map(|sketch| share(sketch.count_below(window))).collect();
        table.fill(column_in_window, in_window);
        let ever = sketches.map(|sketch| share(sketch.count())).collect();
        table.fill(column, ever);
    }
}

/// Appends 5 %, 50 % and 95 % quantiles of each field, over the trials that have it.
fn push_fields(table: &mut Table, distributions: &Distributions) {
    for field in PlotField::ALL {
        let entry = field.entry();
        let quantiles: Vec<Vec<f64>> = (0..distributions.plots)
            .map(|plot| distributions.plot(plot, field).quantiles(&PROBABILITIES))
            .collect();
        for (column, at) in [
            (PlotsTable::p05(field), P05),
            (PlotsTable::p50(field), P50),
            (PlotsTable::p95(field), P95),
        ] {
            let values = quantiles.iter().map(|row| row.get(at).copied()).collect();
            let meaning = format!("{}; {} % quantile", entry.meaning, PROBABILITIES[at] * PERCENT);
            table.fill_as(column, entry.unit.name(), &meaning, values);
        }
    }
}
