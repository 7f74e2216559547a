//! Targets of the plan, compiled: what each plot adds when it takes a target's step.

use crate::portfolio::plan_target::{Measure, MeasuredTarget, Step};
use crate::portfolio::plot::Plot;

use super::plot_index::Plots;

/// Part of the last digits of a sum that decides nothing: what falls short by less is reached.
const ROUNDING: f64 = 1e-9;

/// A target of the plan as a trial asks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetModel {
    /// Step that counts when it is taken within the window.
    pub step: Step,
    /// What is counted; completed floor area counts phase by phase.
    pub measure: Measure,
    /// What each plot adds, areas in m²; 0 of those that do not belong.
    pub amounts: Plots<f64>,
    /// What has to be reached, in the unit of the measure.
    pub aimed: f64,
}

impl TargetModel {
    /// Compiles a target for the plots of a portfolio.
    pub fn new(measured: &MeasuredTarget, plots: &[Plot]) -> Self {
        let target = &measured.target;
        Self {
            step: target.step,
            measure: target.measure,
            amounts: plots.iter().map(|plot| target.amount(plot)).collect(),
            aimed: measured.aimed,
        }
    }

    /// Whether so much is enough.
    pub fn is_met(&self, reached: f64) -> bool {
        reached >= self.aimed * (1.0 - ROUNDING)
    }
}
