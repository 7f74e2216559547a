//! What is reached of the plan's targets for parts of the programme, once the window is over.

use crate::model::delivery;
use crate::model::plot_index::PlotIndex;
use crate::model::target::TargetModel;
use crate::portfolio::plan_target::{Measure, Step};
use crate::quantity::count;

use super::maybe_month::MaybeMonth;
use super::witness::Witness;
use super::worker::Worker;

impl<W: Witness> Worker<'_, W> {
    /// Works out what is reached of each target, and whether that is enough.
    pub(super) fn measure_targets(&mut self) {
        let model = self.model;
        for (place, target) in model.targets.iter().enumerate() {
            let reached = target.measure.in_unit(match target.step {
                Step::Sold => self.held_of(target),
                _ => self.reached_of(target),
            });
            let is_met = if target.is_met(reached) { 1.0 } else { 0.0 };
            self.trial.targets[place] = [reached, is_met];
        }
    }

    /// What is dealt in the window and held by a buyer at its end.
    fn held_of(&self, target: &TargetModel) -> f64 {
        let window = self.model.calendar.window_end();
        let deals = self.trial.deals.iter();
        let held = deals.filter(|deal| deal.month < window && deal.stands_before(window));
        held.map(|deal| target.amounts[deal.plot]).sum()
    }

    /// What has taken the step before the end of the window.
    fn reached_of(&self, target: &TargetModel) -> f64 {
        let amounts = target.amounts.entries().filter(|(_, amount)| **amount > 0.0);
        amounts.map(|(plot, amount)| amount * self.part_of(target, plot)).sum()
    }

    /// Part of a plot that has taken the step: all or nothing, and of floor area that is completed
    /// so many of its phases.
    fn part_of(&self, target: &TargetModel, plot: PlotIndex) -> f64 {
        let window = self.model.calendar.window_end();
        let progress = &self.state.plots[plot];
        let all_of = |month: MaybeMonth| {
            let is_within = month.get().is_some_and(|month| month < window);
            if is_within { 1.0 } else { 0.0 }
        };
        let [start, completion] = progress.works;
        match target.step {
            Step::Reserved => all_of(progress.acquisition_start),
            Step::Cleared => {
                let start = progress.clearance_start(&self.model.plots[plot]);
                let cleared = start.map(|start| start.plus(progress.acquisition_months as usize));
                all_of(cleared.map_or(MaybeMonth::NONE, MaybeMonth::of))
            }
            Step::NetLand => all_of(progress.ready),
            Step::Sold | Step::Started => all_of(start),
            Step::Completed if target.measure == Measure::FloorArea => {
                let Some((start, completion)) = start.get().zip(completion.get()) else {
                    return 0.0;
                };
                let phases = self.model.plots[plot].phases;
                let ends = (1..=phases)
                    .map(|phase| delivery::phase_month(start, completion, phase, phases));
                count(ends.filter(|end| *end < window).count()) / count(phases)
            }
            Step::Completed => all_of(completion),
        }
    }
}
