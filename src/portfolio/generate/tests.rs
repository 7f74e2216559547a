//! What must hold for every draw of the generator.

use std::collections::BTreeSet;

use super::*;
use crate::portfolio::file::parse;
use crate::portfolio::planned::{Planned, PlannedSteps};
use crate::portfolio::plot::{PlotClass, PlotStatus};
use crate::portfolio::reconcile::reconcile;

/// The plots of a seed, after a trip through a file that applies every check of a file.
fn drawn(seed: u64) -> Vec<Plot> {
    let (plan, assumptions) = (Plan::published().unwrap(), Generator::shipped().unwrap());
    let plots = generate(seed, plan, assumptions);
    let read = parse("drawn.csv", &document(seed, plan, assumptions));
    assert_eq!(read.map(|portfolio| portfolio.plots).as_ref(), Ok(&plots), "seed {seed}");
    plots
}

/// The shipped seed and fifty others.
fn seeds() -> impl Iterator<Item = u64> {
    [SHIPPED_SEED, 0, u64::MAX].into_iter().chain(1..=48)
}

fn total(plots: &[Plot], part: impl Fn(&Plot) -> f64) -> f64 {
    plots.iter().map(part).sum()
}

/// Byte for byte: the shipped table is the generator's, and nobody has edited it by hand.
#[test]
fn the_shipped_file_is_what_the_generator_makes() {
    let (plan, assumptions) = (Plan::published().unwrap(), Generator::shipped().unwrap());
    let (name, text) = shipped();
    let made = document(SHIPPED_SEED, plan, assumptions);
    assert!(made == text, "{name} differs: write it anew with the command in its second line");
    assert!(text.starts_with("# synthetic"));
    assert!(text.contains("landsim portfolio generate --seed 20110140\n"));
}

/// Not only to the digit published: divisions end in whole units, so nothing is lost. The plan as
/// planned starts, deals and acquires what is published, and by their dates the rows of both
/// programmes are those that the plan names.
#[test]
fn every_draw_meets_every_published_total_exactly() {
    let plan = Plan::published().unwrap();
    let terms = Generator::shipped().unwrap().terms(plan);
    for seed in seeds().chain(1_000..1_200) {
        let plots = drawn(seed);
        for line in reconcile(&plots, plan, &Planned::of(&plots, &terms)) {
            assert!(line.agrees() && line.difference().abs() < 1e-9, "seed {seed}: {line:?}");
            let rows = line.portfolio - line.plan;
            assert!(!line.rows_count || rows.abs() < 1e-9, "seed {seed}: {line:?}");
        }
    }
}

#[test]
fn every_plot_to_sell_is_dealt_within_the_plan_at_its_first_offer() {
    let plan = Plan::published().unwrap();
    let terms = Generator::shipped().unwrap().terms(plan);
    for plot in seeds().flat_map(drawn).filter(|plot| plan.period.contains(plot.list_date)) {
        let steps = PlannedSteps::of(&plot, &terms);
        let listing = usize::try_from(plot.list_date.unwrap().months_since(terms.start)).unwrap();
        assert!(steps.net_land.is_some_and(|ready| ready <= listing), "{plot:?}");
        assert!(steps.dealt.is_some_and(|deal| deal < terms.window_months), "{plot:?}");
    }
}

#[test]
fn seeds_differ_and_named_plots_do_not_but_for_their_cost() {
    let named = |plots: &[Plot]| -> Vec<Plot> {
        let named = ["xujiahui-centre", "riverside-two-plots", "riverside-2012-12"];
        let without_cost = |plot: &Plot| {
            assert!(plot.sunk_cost_cny > 0.0 && plot.preparation_cost_cny > 0.0, "{plot:?}");
            Plot { sunk_cost_cny: 0.0, preparation_cost_cny: 0.0, ..plot.clone() }
        };
        let is_named = |plot: &&Plot| named.contains(&plot.plot_id.as_str());
        plots.iter().filter(is_named).map(without_cost).collect()
    };
    let (first, second) = (drawn(1), drawn(2));
    assert_ne!(first, second);
    assert_eq!(named(&first).len(), 3);
    assert_eq!(named(&first), named(&second));
}

/// Between a villa estate and the densest site of the city; what bounds the assumptions set,
/// with room for the rounding of shares.
#[test]
fn plots_are_of_plausible_density_size_and_quality() {
    for seed in seeds() {
        for plot in drawn(seed) {
            let ratio = plot.gfa_m2() / plot.land_m2;
            assert!((0.6..=7.0).contains(&ratio), "seed {seed}: {ratio} {plot:?}");
            assert!((2_500.0..=200_000.0).contains(&plot.land_m2), "seed {seed}: {plot:?}");
            assert!((0.5..=1.8).contains(&plot.quality), "seed {seed}: {plot:?}");
            let housing = plot.gfa_residential_m2 + plot.gfa_affordable_m2;
            let set_aside = plot.gfa_affordable_m2 / housing.max(1.0);
            assert!(plot.status == PlotStatus::Sold || set_aside <= 0.5, "seed {seed}: {plot:?}");
            assert!(plot.gfa_public_m2 <= 0.1 * plot.gfa_m2(), "seed {seed}: {plot:?}");
        }
    }
}

#[test]
fn a_few_plots_hold_much_of_the_floor_area() {
    for seed in seeds() {
        let mut areas: Vec<f64> = drawn(seed).iter().map(Plot::gfa_m2).collect();
        areas.sort_by(|left, right| right.total_cmp(left));
        let largest: f64 = areas.iter().take(areas.len().div_ceil(10)).sum();
        let share = largest / areas.iter().sum::<f64>();
        assert!((0.3..0.7).contains(&share), "seed {seed}: {share}");
    }
}

#[test]
fn the_mean_quality_is_about_one() {
    let plots: Vec<Plot> = seeds().flat_map(drawn).collect();
    let count = f64::from(u32::try_from(plots.len()).unwrap());
    let mean = total(&plots, |plot| plot.quality) / count;
    assert!((mean - 1.0).abs() < 0.01, "{mean}");
}

#[test]
fn every_draw_has_the_rows_the_programmes_need() {
    for seed in seeds() {
        let plots = drawn(seed);
        let count = |status| plots.iter().filter(|plot| plot.status == status).count();
        assert_eq!(count(PlotStatus::Unreserved), 58, "seed {seed}");
        assert_eq!(count(PlotStatus::Reserved), 58, "seed {seed}");
        assert_eq!(count(PlotStatus::Sold), 45, "seed {seed}");
        let old_areas = plots.iter().filter(|plot| plot.households > 0).count();
        assert_eq!(old_areas, 30, "seed {seed}");
        let zones: BTreeSet<&str> = plots.iter().map(|plot| plot.zone.as_str()).collect();
        assert!(zones.len() >= 7, "seed {seed}: {zones:?}");
        let district = plots.iter().filter(|plot| plot.class == PlotClass::District).count();
        assert!(2 * district > plots.len(), "seed {seed}: {district}");
    }
}

#[test]
fn planned_dates_leave_time_for_planned_work() {
    let plan = Plan::published().unwrap();
    for plot in seeds().flat_map(drawn).filter(|plot| plot.status == PlotStatus::Unreserved) {
        let (start, list) = (plot.reserve_start.unwrap(), plot.list_date.unwrap());
        let work = plot.acquisition_months + plot.preparation_months;
        let available = f64::from(list.months_since(start));
        assert!(available >= work + 1.0, "{plot:?}");
        assert!((10.0..=30.0).contains(&plot.acquisition_months), "{plot:?}");
        assert!((4.0..=12.0).contains(&plot.preparation_months), "{plot:?}");
        assert!(start <= "2015-06".parse().unwrap(), "{plot:?}");
        assert!(list <= "2018-12".parse().unwrap(), "{plot:?}");
        if plan.period.contains(Some(list)) {
            assert!(list <= "2015-11".parse().unwrap(), "{plot:?}");
            assert!(start <= "2012-12".parse().unwrap() && available <= work + 4.0, "{plot:?}");
        }
    }
}

#[test]
fn stock_is_prepared_between_the_start_and_net_land() {
    let plan = Plan::published().unwrap();
    for plot in seeds().flat_map(drawn).filter(|plot| plot.status == PlotStatus::Reserved) {
        let ready = plot.ready_date.unwrap();
        assert!(plan.period.contains(plot.ready_date) && ready <= "2013-12".parse().unwrap());
        assert!(plot.list_date.unwrap() >= ready && plot.sunk_cost_cny > 0.0, "{plot:?}");
        let months = f64::from(ready.months_since(plan.period.first));
        assert!(plot.preparation_months <= months, "{plot:?}");
        let left = months >= 3.0;
        assert_eq!(plot.preparation_months > 0.0, left, "{plot:?}");
        assert_eq!(plot.preparation_cost_cny > 0.0, left, "{plot:?}");
    }
}

/// From a quarter to seven years; within the plan but for a few, as land that waits long is rare.
#[test]
fn carry_over_rows_wait_for_their_start() {
    let lags: Vec<f64> = seeds()
        .flat_map(drawn)
        .filter(|plot| plot.status == PlotStatus::Sold)
        .map(|plot| plot.start_lag_months.unwrap())
        .collect();
    assert!(lags.iter().all(|lag| (3.0..=84.0).contains(lag)), "{lags:?}");
    let later = crate::quantity::count(lags.iter().filter(|lag| **lag >= 60.0).count());
    let share = later / crate::quantity::count(lags.len());
    assert!((0.002..0.03).contains(&share), "{share}");
}

/// What the plan as planned needs, and the rows that start later on top.
#[test]
fn the_pool_of_carry_over_is_of_the_assumed_size() {
    for seed in seeds() {
        let mut plots = drawn(seed);
        plots.retain(|plot| plot.status == PlotStatus::Sold);
        let pool = total(&plots, Plot::gfa_m2);
        assert!((5.4e6..7.4e6).contains(&pool), "seed {seed}: {pool}");
    }
}

#[test]
fn starts_and_sales_are_spread_over_the_plan() {
    for seed in seeds() {
        let plots = drawn(seed);
        let in_year = |date: fn(&Plot) -> Option<crate::calendar::YearMonth>, year: i32| {
            plots.iter().filter(|plot| date(plot).is_some_and(|date| date.year() == year)).count()
        };
        for year in 2011..=2015 {
            let starts = in_year(|plot| plot.reserve_start, year);
            assert!((4..=20).contains(&starts), "seed {seed}: {starts} starts in {year}");
            let sales = in_year(|plot| plot.list_date, year);
            assert!((8..=28).contains(&sales), "seed {seed}: {sales} sales in {year}");
        }
    }
}

#[test]
fn every_draw_costs_the_assumed_totals() {
    for seed in seeds() {
        let plots = drawn(seed);
        let totals = [
            total(&plots, |plot| plot.acquisition_cost_cny),
            total(&plots, |plot| plot.preparation_cost_cny),
            total(&plots, |plot| plot.sunk_cost_cny),
        ];
        let assumed = ["43291890000", "2997890000", "33815210000"];
        assert_eq!(totals.map(|total| total.to_string()), assumed, "seed {seed}");
    }
}

/// Cost over floor area at zone values times the root of quality differs by the scatter alone: a
/// log spread of 0.15, among plots of the reserve programme as among those of the stock.
#[test]
fn cost_follows_the_value_of_what_is_taken() {
    let assumptions = Generator::shipped().unwrap();
    let value = |plot: &Plot| {
        let zone = assumptions.zone.iter().find(|zone| zone.id == plot.zone).unwrap();
        let floor = plot.gfa_residential_m2 * zone.residential_value
            + plot.gfa_commercial_office_m2 * zone.commercial_office_value;
        floor * plot.quality.sqrt()
    };
    let kinds: [fn(&Plot) -> f64; 2] =
        [|plot| plot.acquisition_cost_cny, |plot| plot.sunk_cost_cny];
    for cost in kinds {
        let mut within = 0.0;
        let mut count = 0.0;
        for seed in seeds() {
            let plots = drawn(seed);
            let logs: Vec<f64> = plots
                .iter()
                .filter(|plot| cost(plot) > 0.0)
                .map(|plot| libm::log(cost(plot) / value(plot)))
                .collect();
            let degrees = crate::quantity::count(logs.len());
            let mean = logs.iter().sum::<f64>() / degrees;
            within += logs.iter().map(|log| (log - mean) * (log - mean)).sum::<f64>();
            count += degrees - 1.0;
        }
        let spread = (within / count).sqrt();
        assert!((spread - 0.15).abs() < 0.01, "{spread}");
    }
}

#[test]
fn no_household_count_outgrows_its_plot() {
    for plot in seeds().flat_map(drawn).filter(|plot| plot.households > 0) {
        assert!(plot.demolished_gfa_m2 <= 0.95 * 1.5 * plot.land_m2, "{plot:?}");
        let share = f64::from(plot.households) * 200.0 / plot.gfa_m2();
        assert!(share <= 1.0 || plot.households == 1, "{plot:?}");
    }
}
