//! What a plan wants of parts of its programme: each trial's amounts against its figures and the
//! fields of its plots, probabilities against a count by hand, and what a plan may not say.

#![expect(clippy::expect_used, reason = "a helper of a test stops it by saying what should hold")]

use std::path::Path;

use landsim::case::Case;
use landsim::case::models::Models;
use landsim::catalogue::figure::Figure;
use landsim::catalogue::plot_field::PlotField;
use landsim::ensemble::{self, Ensemble};
use landsim::finding::Rejected;
use landsim::model::plot_index::PlotIndex;
use landsim::portfolio::{file, generate, plan::Plan};
use landsim::quantity::{count, index};
use landsim::scenario::Scenario;
use landsim::tables::results::Results;
use landsim::tables::{plan_targets, summaries::Summaries};
use landsim::targets::Aims;
use landsim::trial::record::Trial;

const PERIOD: &str = "[period]\nfirst = \"2011-01\"\nlast = \"2015-12\"\n";

/// A target of a plan as text: id, step, measure, and what narrows and extends it.
fn target(id: &str, step: &str, measure: &str, rest: &str) -> String {
    format!(
        "[[targets]]\nid = \"{id}\"\nname = \"{id}\"\nstep = \"{step}\"\n\
         measure = \"{measure}\"\ndocument = \"a test\"\n{rest}\n"
    )
}

fn plan(targets: &str) -> Result<Plan, Rejected> {
    let total = "[sale_plots]\nvalue = 80\ndocument = \"a test\"\n";
    Plan::parse("plan.toml", &format!("{PERIOD}{total}{targets}"))
}

fn case(targets: &str) -> Result<Case, Rejected> {
    let (name, text) = generate::shipped();
    let portfolio = file::parse(name, text).expect("the shipped table");
    let scenario = Scenario::baseline().expect("the baseline");
    Case::under_plan(scenario, portfolio, Some(plan(targets)?))
}

fn close(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-9 * right.abs().max(1.0)
}

/// A target that narrows nothing counts what a figure of the trial counts.
#[test]
fn targets_of_the_whole_district_are_the_figures_of_the_trial() {
    let pairs = [
        ("reserved", "plots", Figure::ReservedPlots),
        ("reserved", "land", Figure::ReservedHa),
        ("sold", "plots", Figure::SoldPlots),
        ("sold", "land", Figure::SoldHa),
        ("sold", "floor_area", Figure::SoldGfaM2),
        ("started", "floor_area", Figure::GfaStartedM2),
        ("completed", "floor_area", Figure::GfaCompletedM2),
    ];
    let texts = pairs.iter().enumerate().map(|(place, (step, measure, _))| {
        target(&format!("target-{place}"), step, measure, "share = 0.9")
    });
    let case = case(&texts.collect::<String>()).expect("a plan that fits");
    let check = |trial: &Trial| {
        for ((step, measure, figure), [reached, _]) in pairs.iter().zip(&trial.targets) {
            let figure = trial.figure(*figure);
            assert!(close(*reached, figure), "{step} {measure}: {reached} and {figure}");
        }
        trial.targets.len()
    };
    let seen = ensemble::of_trials(&case.model(5), 64, check);
    assert!(seen.iter().all(|targets| *targets == pairs.len()));
}

/// Zones, uses and classes cut the district into parts that add up; fields of plots tell each.
#[test]
fn parts_are_what_the_fields_of_their_plots_say() {
    let zones = "zones = [\"riverside_b\", \"south_station\"]\nshare = 0.9";
    let texts = [
        target("reserved", "reserved", "land", zones),
        target("cleared", "cleared", "land", zones),
        target("net", "net_land", "land", zones),
        target("started", "started", "plots", zones),
        target("completed", "completed", "plots", zones),
        target("housing", "sold", "plots", "uses = [\"residential\"]\nshare = 0.9"),
        target("offices", "sold", "plots", "uses = [\"commercial_office\"]\nshare = 0.9"),
        target("joint", "sold", "plots", "classes = [\"joint\", \"city\"]\nshare = 0.9"),
        target("own", "sold", "plots", "classes = [\"district\"]\nshare = 0.9"),
    ];
    let case = case(&texts.concat()).expect("a plan that fits");
    let plots = &case.portfolio().plots;
    let window = 60.0;
    let check = |trial: &Trial| {
        let sum = |field: PlotField, of: fn(&landsim::portfolio::plot::Plot) -> f64| -> f64 {
            let within = PlotIndex::all().zip(plots).filter(|(index, plot)| {
                let month = trial.plots[*index][field as usize];
                ["riverside_b", "south_station"].contains(&plot.zone.as_str()) && month < window
            });
            within.map(|(_, plot)| of(plot)).sum()
        };
        let ha = |field: PlotField| sum(field, |plot| plot.land_m2) / 10_000.0;
        let reached = |place: usize| trial.targets[place][0];
        assert!(close(reached(0), ha(PlotField::AcquisitionStartMonth)));
        // What is reserved at month 0 is net land and was not cleared in the run.
        let cleared_before: f64 = plots
            .iter()
            .filter(|plot| ["riverside_b", "south_station"].contains(&plot.zone.as_str()))
            .filter(|plot| plot.ready_date.is_some())
            .map(|plot| plot.land_m2 / 10_000.0)
            .sum();
        assert!(close(reached(2), ha(PlotField::ReadyMonth)));
        assert!(reached(1) <= reached(0) + 1e-9, "cleared after the start");
        assert!(reached(1) >= reached(2) - cleared_before - 1e-9, "net land after it is cleared");
        assert!(close(reached(3), sum(PlotField::StartMonth, |_| 1.0)));
        assert!(close(reached(4), sum(PlotField::CompletionMonth, |_| 1.0)));
        let sold = trial.figure(Figure::SoldPlots);
        assert!(close(reached(5) + reached(6), sold) && close(reached(7) + reached(8), sold));
        reached(0) - reached(1)
    };
    let under_way = ensemble::of_trials(&case.model(2), 64, check);
    assert!(under_way.iter().any(|land| *land > 1.0), "some land is reserved and not yet cleared");
}

/// The table says how many of the trials reach a target; a share is of the rows that are meant to.
#[test]
fn the_table_counts_the_trials_that_reach_a_target() {
    let texts = [
        target("seventy-six", "sold", "plots", "value = 76"),
        target("all", "sold", "plots", "total = \"sale_plots\""),
        target("share", "reserved", "land", "share = 0.5\nzones = [\"xujiahui\"]"),
    ];
    let case = case(&texts.concat()).expect("a plan that fits");
    let ensemble = Ensemble::run(&Models::new(&case, 1), 500, &|_| true).expect("a run");
    let aims = Aims::of(&case);
    let figures = Summaries::of(&ensemble.figures, &aims);
    let results =
        Results { case: &case, figures: &figures, distributions: &ensemble.distributions };
    let rows = plan_targets::rows(&results);
    for (row, least) in rows.iter().zip([76.0, 80.0]) {
        let sold = ensemble.figure(Figure::SoldPlots);
        let reach = sold.iter().filter(|sold| **sold >= least).count();
        let share = row.probability.expect("trials").value;
        assert_eq!(index((share * 500.0).round()), reach, "{least}");
        // Rows with a planned listing, within the window or after it.
        let listed = case.portfolio().plots.iter().filter(|plot| plot.list_date.is_some()).count();
        assert_eq!(row.measured.held, count(listed));
        assert_eq!(row.measured.planned, 80.0);
        assert_eq!(row.measured.aimed, least);
    }
    let held: f64 = case
        .portfolio()
        .plots
        .iter()
        .filter(|plot| plot.zone == "xujiahui" && plot.reserve_start.is_some())
        .map(|plot| plot.land_m2)
        .sum();
    assert!(close(rows[2].measured.held, held / 10_000.0) && held > 0.0);
    assert!(close(rows[2].measured.aimed, 0.5 * held / 10_000.0));
}

/// Parts of a run put together give the same distributions of targets.
#[test]
fn parts_of_a_run_add_up_to_the_targets_of_the_whole() {
    let case = case(&target("all", "completed", "floor_area", "share = 0.5")).expect("a plan");
    let models = Models::new(&case, 4);
    let whole = Ensemble::run(&models, 512, &|_| true).expect("a run").distributions;
    let part = |range| Ensemble::run_part(&models, range, &|_| true).expect("a part").distributions;
    let mut parts = part(0..256);
    parts.append(part(256..512));
    assert_eq!(whole.trials_that_meet(0), parts.trials_that_meet(0));
    assert_eq!(whole.target(0).mean(), parts.target(0).mean());
    assert!(whole.target(0).mean().is_some_and(|mean| mean > 1e6));
}

#[test]
fn what_a_plan_may_not_want_is_said_at_its_place() {
    let refused = |texts: &str| case(texts).expect_err("it is refused").to_string();
    let of = |rest: &str| refused(&target("one", "sold", "land", rest));
    assert!(of("").contains("exactly one of value, share and total"), "{}", of(""));
    let both = of("share = 0.5\nvalue = 2");
    assert!(both.contains("2 of value, share and total"), "{both}");
    let foreign = of("share = 0.5\nzones = [\"xujiahu\"]");
    assert!(
        foreign.contains("plan.toml:7:1") && foreign.contains("perhaps \"xujiahui\""),
        "{foreign}"
    );
    let unit = of("total = \"sale_plots\"");
    assert!(unit.contains("a total in ha"), "{unit}");
    let unstated = of("total = \"sale_land_ha\"");
    assert!(unstated.contains("which the plan does not state"), "{unstated}");
    let kinds = of("share = 0.5\nfloor_kinds = [\"public\"]");
    assert!(kinds.contains("a target that counts floor_area"), "{kinds}");
    let nobody = of("share = 0.5\nzones = [\"xujiahui\"]\nplots = [\"xujiahui-centre\"]\n\
                     statuses = [\"sold\"]");
    assert!(nobody.contains("no row with land that is meant to be sold"), "{nobody}");
    let step = refused(&target("one", "sell", "land", "share = 0.5"));
    assert!(step.contains("one of reserved, cleared, net_land, sold"), "{step}");
    let twice = target("one", "sold", "land", "share = 0.5").repeat(2);
    assert!(refused(&twice).contains("an id that is used once"), "{}", refused(&twice));
}

/// The plan of the shipped case names parts, and every one of them is there.
#[test]
fn the_shipped_plan_names_parts_of_the_shipped_table() {
    let scenario = Scenario::load(Path::new("scenarios/baseline.toml")).expect("the baseline");
    let (name, text) = generate::shipped();
    let case = Case::new(scenario, file::parse(name, text).expect("the table")).expect("they fit");
    let ids: Vec<&str> = case.targets().iter().map(|row| row.target.id.as_str()).collect();
    for id in ["riverside_and_south_station_reserve", "xujiahui_centre", "households_resettled"] {
        assert!(ids.contains(&id), "{id} in {ids:?}");
    }
    assert!(case.targets().iter().all(|row| row.held > 0.0 && row.planned <= row.held));
}
