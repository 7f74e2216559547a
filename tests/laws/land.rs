//! Check 9.3: land and floor area are conserved, and nothing happens before what it needs.

use std::collections::BTreeMap;

use landsim::calendar::{ByMonth, Month};
use landsim::catalogue::plot_field::PlotField;
use landsim::catalogue::series::Series;
use landsim::model::plot_index::PlotIndex;
use landsim::portfolio::plot::{Plot, PlotStatus};
use landsim::quantity::count;

use crate::drawn::{Future, equal, holds, in_every_trial};

const PLOTS: [Series; 9] = [
    Series::PlotsUnreserved,
    Series::PlotsAcquisition,
    Series::PlotsPreparation,
    Series::PlotsStock,
    Series::PlotsListed,
    Series::PlotsWithdrawn,
    Series::PlotsSold,
    Series::PlotsBuilding,
    Series::PlotsCompleted,
];
const LAND: [Series; 9] = [
    Series::LandUnreservedM2,
    Series::LandAcquisitionM2,
    Series::LandPreparationM2,
    Series::LandStockM2,
    Series::LandListedM2,
    Series::LandWithdrawnM2,
    Series::LandSoldM2,
    Series::LandBuildingM2,
    Series::LandCompletedM2,
];
const DEALT: [Series; 4] = [
    Series::GfaDealtResidentialM2,
    Series::GfaDealtCommercialOfficeM2,
    Series::GfaDealtAffordableM2,
    Series::GfaDealtPublicM2,
];
const STARTED: [Series; 4] = [
    Series::GfaStartedResidentialM2,
    Series::GfaStartedCommercialOfficeM2,
    Series::GfaStartedAffordableM2,
    Series::GfaStartedPublicM2,
];
const COMPLETED: [Series; 4] = [
    Series::GfaCompletedResidentialM2,
    Series::GfaCompletedCommercialOfficeM2,
    Series::GfaCompletedAffordableM2,
    Series::GfaCompletedPublicM2,
];

fn gfa(plot: &Plot) -> [f64; 4] {
    [
        plot.gfa_residential_m2,
        plot.gfa_commercial_office_m2,
        plot.gfa_affordable_m2,
        plot.gfa_public_m2,
    ]
}

/// A field of a plot as a month; `None` when it did not come to pass.
fn month_of(future: &Future<'_>, plot: usize, field: PlotField) -> Option<Month> {
    let value = future.trial.plots[PlotIndex::at(plot)][field as usize];
    future.months().find(|month| f64::from(month.number()) == value)
}

#[test]
fn every_plot_is_in_exactly_one_state_every_month() {
    in_every_trial(|future| {
        let plots = &future.portfolio.plots;
        let land: f64 = plots.iter().map(|plot| plot.land_m2).sum();
        for month in future.months() {
            let counted = future.sum(&PLOTS, month);
            holds(counted == count(plots.len()), || format!("{counted} plots in month {month}"))?;
            equal("land", month, future.sum(&LAND, month), land, land)?;
            for series in PLOTS {
                let value = future.at(series, month);
                holds(value >= 0.0, || format!("{} is {value} in month {month}", series.id()))?;
            }
            for series in LAND {
                let value = future.at(series, month);
                holds(value >= -1e-9 * land, || {
                    format!("{} is {value} in month {month}", series.id())
                })?;
            }
        }
        Ok(())
    });
}

#[test]
fn the_states_follow_from_the_lives_of_the_plots() {
    in_every_trial(|future| {
        let reached = |field: PlotField, month: Month| {
            let plots = 0..future.portfolio.plots.len();
            count(
                plots
                    .filter(|plot| month_of(future, *plot, field).is_some_and(|at| at <= month))
                    .count(),
            )
        };
        let (last, unreserved) = (future.end().back(1), PlotStatus::Unreserved);
        let unreserved =
            future.portfolio.plots.iter().filter(|plot| plot.status == unreserved).count();
        for month in [Month::START, future.window_end().back(1), last] {
            let building = future.sum(&[Series::PlotsBuilding, Series::PlotsCompleted], month);
            for (what, found, expected) in [
                ("works started", building, reached(PlotField::StartMonth, month)),
                (
                    "completed",
                    future.at(Series::PlotsCompleted, month),
                    reached(PlotField::CompletionMonth, month),
                ),
                (
                    "not reserved",
                    future.at(Series::PlotsUnreserved, month),
                    count(unreserved) - reached(PlotField::AcquisitionStartMonth, month),
                ),
            ] {
                equal(what, month, found, expected, 1.0)?;
            }
        }
        // No net land, nothing to pledge.
        for month in future.months() {
            let net_land = future
                .sum(&[Series::PlotsStock, Series::PlotsListed, Series::PlotsWithdrawn], month);
            let collateral = future.at(Series::CollateralCny, month);
            holds(net_land > 0.0 || collateral == 0.0, || {
                format!("{collateral} of collateral in month {month}")
            })?;
        }
        Ok(())
    });
}

#[test]
fn floor_area_is_dealt_before_it_is_started_and_started_before_it_is_completed() {
    in_every_trial(|future| {
        for of_use in 0..4 {
            let carried =
                future.portfolio.plots.iter().filter(|plot| plot.status == PlotStatus::Sold);
            let (mut dealt, mut started, mut completed) =
                (carried.map(|plot| gfa(plot)[of_use]).sum::<f64>(), 0.0, 0.0);
            for month in future.months() {
                dealt += future.at(DEALT[of_use], month);
                started += future.at(STARTED[of_use], month);
                completed += future.at(COMPLETED[of_use], month);
                let rounding = 1e-9 * (1.0 + dealt);
                holds(completed <= started + rounding && started <= dealt + rounding, || {
                    format!(
                        "use {of_use} in month {month}: dealt {dealt}, started {started}, \
                         completed {completed}"
                    )
                })?;
            }
        }
        Ok(())
    });
}

#[test]
fn floor_area_follows_from_deals_and_works() {
    in_every_trial(|future| {
        let nothing = ByMonth::same([0.0; 4], future.model.calendar.horizon);
        let (mut dealt, mut started) = (nothing.clone(), nothing);
        let mut finished = [0.0; 4];
        let add = |to: &mut [f64; 4], plot: &Plot, affordable_share: f64| {
            let set_aside = affordable_share * gfa(plot)[0];
            let [residential, commercial_office, affordable, public] = gfa(plot);
            let areas =
                [residential - set_aside, commercial_office, affordable + set_aside, public];
            to.iter_mut().zip(areas).for_each(|(sum, area)| *sum += area);
        };
        for deal in &future.trial.deals {
            let plot = &future.portfolio.plots[deal.plot.place()];
            add(&mut dealt[deal.month], plot, deal.affordable_share);
        }
        for (index, plot) in future.portfolio.plots.iter().enumerate() {
            // A set-aside is that of the last deal; carry-over plots have none.
            let last = future.trial.deals.iter().rev().find(|deal| deal.plot.place() == index);
            let share = last.map_or(0.0, |deal| deal.affordable_share);
            if let Some(start) = month_of(future, index, PlotField::StartMonth) {
                add(&mut started[start], plot, share);
            }
            if month_of(future, index, PlotField::CompletionMonth).is_some() {
                add(&mut finished, plot, share);
            }
        }
        for of_use in 0..4 {
            for month in future.months() {
                equal(
                    DEALT[of_use].id(),
                    month,
                    future.at(DEALT[of_use], month),
                    dealt[month][of_use],
                    1e6,
                )?;
                equal(
                    STARTED[of_use].id(),
                    month,
                    future.at(STARTED[of_use], month),
                    started[month][of_use],
                    1e6,
                )?;
            }
            let completed: f64 = future.trial.series.row(COMPLETED[of_use]).iter().sum();
            holds(completed >= finished[of_use] - 1e-3, || {
                format!("{completed} completed, {finished:?} finished")
            })?;
        }
        Ok(())
    });
}

#[test]
fn no_step_of_a_plots_life_comes_before_the_step_it_needs() {
    in_every_trial(|future| {
        let handover = future.scenario.rules.delivery.handover_lag_months;
        let idle_after = future.scenario.rules.delivery.idle_after_months;
        for deal in &future.trial.deals {
            let handed_over = deal.month.plus(handover);
            let started = deal.start_month.is_none_or(|start| start >= handed_over);
            let completed = deal
                .completion_month
                .is_none_or(|end| deal.start_month.is_some_and(|start| start < end));
            let idle = deal.start_month.is_none_or(|start| {
                deal.idle_month.is_some() == (start > handed_over.plus(idle_after))
            });
            let stands = deal.default_month.is_none()
                || (deal.start_month.is_none() && deal.idle_month.is_none());
            let built = deal.repossession_month.is_none() || deal.start_month.is_none();
            holds(started && completed && idle && stands && built, || format!("{deal:?}"))?;
        }
        for (index, plot) in future.portfolio.plots.iter().enumerate() {
            let at = |field| month_of(future, index, field);
            let planned =
                |date: Option<_>| date.map_or(0, |date| future.model.calendar.month_number(date));
            let not_before = |month: Option<Month>, least: i32| {
                month.is_none_or(|month| i64::from(month.number()) >= i64::from(least))
            };
            let (start, ready, listed) = (
                at(PlotField::AcquisitionStartMonth),
                at(PlotField::ReadyMonth),
                at(PlotField::ListMonth),
            );
            let on_plan = not_before(start, planned(plot.reserve_start))
                && not_before(listed, planned(plot.list_date));
            // Clearance and preparation take at least a month each.
            let in_order = ready.is_none()
                || start.is_none_or(|start| ready.is_some_and(|ready| ready >= start.plus(2)));
            let net_land_first = listed.is_none() || listed >= ready && ready.is_some();
            holds(on_plan && in_order && net_land_first, || {
                format!("{}: {start:?} {ready:?} {listed:?}", plot.plot_id)
            })?;
        }
        Ok(())
    });
}

#[test]
fn a_year_clears_its_capacity_or_one_larger_plot() {
    in_every_trial(|future| {
        let mut by_year: BTreeMap<i32, Vec<f64>> = BTreeMap::new();
        for (index, plot) in
            future.portfolio.plots.iter().enumerate().filter(|(_, plot)| plot.households > 0)
        {
            if let Some(start) = month_of(future, index, PlotField::AcquisitionStartMonth) {
                by_year
                    .entry(future.model.calendar.date(start).year())
                    .or_default()
                    .push(f64::from(plot.households));
            }
        }
        for (year, households) in by_year {
            let cleared: f64 = households.iter().sum();
            let capacity = future.scenario.rules.reserve.terms.clearance_capacity;
            holds(cleared <= capacity || households.len() == 1, || {
                format!("{households:?} in {year}, capacity {capacity}")
            })?;
        }
        Ok(())
    });
}

#[test]
fn an_acquisition_is_paid_in_full_and_once() {
    // All of it for plots that are net land within the horizon, at most all of it for the others.
    in_every_trial(|future| {
        for (series, cost) in [
            (Series::AcquisitionCny, PlotField::AcquisitionCostCny),
            (Series::PreparationCny, PlotField::PreparationCostCny),
        ] {
            let paid: f64 = future.trial.series.row(series).iter().sum();
            let (mut due, mut most) = (0.0, 0.0);
            for (index, fields) in future.trial.plots.iter().enumerate() {
                let cost = fields[cost as usize];
                if cost.is_nan() {
                    continue;
                }
                most += cost;
                due += if month_of(future, index, PlotField::ReadyMonth).is_some() {
                    cost
                } else {
                    0.0
                };
            }
            let rounding = 1e-9 * (1.0 + most);
            holds(due - rounding <= paid && paid <= most + rounding, || {
                format!("{} sums to {paid}, between {due} and {most}", series.id())
            })?;
        }
        Ok(())
    });
}
