//! The plan as planned against the engine: with nothing left to chance a trial of the shipped table
//! is the plan as planned, plot by plot.

use landsim::catalogue::figure::Figure;
use landsim::catalogue::plot_field::PlotField;
use landsim::portfolio::file::parse;
use landsim::portfolio::generate::shipped;
use landsim::portfolio::planned::{Planned, PlannedSteps};
use landsim::portfolio::plot::PlotStatus;
use landsim::trial::worker::Worker;

use crate::support::{deterministic_scenario, model, portfolio};

/// The level market with money, clearance and buyers for all, works seven months after a deal.
const WITHOUT_CHANCE: &str = r#"
[scenario]
window_months = 60
horizon_months = 240
[auction]
notice_months = 2
[reserve]
clearance_capacity = 1000000
[finance]
opening_cash = 1e13
[delivery]
handover_lag_months = 0
planned_start_lag_months = 7
[[market.regime]]
id = "only"
start_lag_mean = 7
"#;

fn month(step: Option<usize>) -> Option<String> {
    step.map(|month| month.to_string())
}

/// A month of a trial; `None` where it is null.
fn simulated(month: f64) -> Option<String> {
    (!month.is_nan()).then(|| month.to_string())
}

#[test]
fn a_trial_without_chance_is_the_plan_as_planned() {
    let (name, text) = shipped();
    let mut plots = parse(name, text).expect("the shipped portfolio is valid").plots;
    for (plot, number) in plots.iter_mut().zip(0_u32..) {
        "field".clone_into(&mut plot.zone);
        // Some plots have a lag of their own, and durations that are no whole months.
        if number % 7 == 0 {
            plot.start_lag_months = Some(f64::from(number) / 4.0);
        }
        if plot.status == PlotStatus::Unreserved && number % 5 == 0 {
            plot.acquisition_months += 0.5;
            plot.preparation_months += 0.25;
        }
    }
    let scenario = deterministic_scenario(WITHOUT_CHANCE);
    let terms = scenario.rules.planned_terms();
    let model = model(&scenario, &portfolio(&plots), 1);
    let trial = Worker::new(&model).run(0).clone();
    for (index, plot) in model.plots.entries() {
        let planned = plots.iter().find(|row| row.plot_id == plot.plot_id).expect("the row");
        let steps = PlannedSteps::of(planned, &terms);
        let fields = &trial.plots[index];
        let field = |field: PlotField| simulated(fields[field as usize]);
        let [reserved, dealt, started] =
            [PlotField::AcquisitionStartMonth, PlotField::DealMonth, PlotField::StartMonth]
                .map(field);
        assert_eq!(reserved, month(steps.reserved), "{planned:?}");
        assert_eq!(dealt, month(steps.dealt), "{planned:?}");
        assert_eq!(started, month(steps.started), "{planned:?}");
        if planned.status != PlotStatus::Sold {
            assert_eq!(field(PlotField::ReadyMonth), month(steps.net_land), "{planned:?}");
        }
    }
    let Planned { reserved, sold, started } = Planned::of(&plots, &terms);
    for (figure, planned) in [
        (Figure::ReservedPlots, reserved.plots),
        (Figure::ReservedHa, reserved.land_ha()),
        (Figure::SoldPlots, sold.plots),
        (Figure::SoldHa, sold.land_ha()),
        (Figure::SoldGfaM2, sold.gfa_m2),
        (Figure::GfaStartedM2, started.gfa_m2),
        (Figure::GfaStartedCommercialOfficeM2, started.gfa_commercial_office_m2),
        (Figure::GfaStartedAffordableM2, started.gfa_affordable_m2),
    ] {
        let found = trial.figure(figure);
        assert!((found - planned).abs() < 1e-6, "{}: {found}, not {planned}", figure.id());
    }
}
