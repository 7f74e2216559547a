//! From the deal to the last completed building: handover, start, phases, idle land.

use crate::catalogue::land_use::Use;
use crate::quantity::whole_months;
use crate::rules::delivery::Delivery;
use crate::uncertainty::normal::LognormalByMoments;
use crate::uncertainty::stream::{PlotPurpose, PlotUniforms};

use crate::rules::terms::Enforcement;

/// Building times by main use and size.
#[derive(Debug, Clone, PartialEq)]
pub struct BuildTimes {
    classes: Vec<(Use, f64, LognormalByMoments)>,
}

impl BuildTimes {
    /// Compiles the classes of the rules.
    pub fn new(rules: &Delivery) -> Self {
        let compile = |class: &crate::rules::delivery::BuildTime| {
            (
                class.of_use,
                class.gfa_up_to.unwrap_or(f64::INFINITY),
                LognormalByMoments::new(class.mean, class.sd),
            )
        };
        Self { classes: rules.build.iter().map(compile).collect() }
    }

    /// The first class that matches.
    pub fn of(&self, main_use: Use, gfa_m2: f64) -> LognormalByMoments {
        let matching =
            self.classes.iter().find(|(of_use, up_to, _)| *of_use == main_use && gfa_m2 <= *up_to);
        matching.map_or(LognormalByMoments::new(1.0, 0.0), |(_, _, time)| *time)
    }
}

/// When a deal's site is handed over, built on and idle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// Start of works (month number).
    pub start: usize,
    /// Completion of the last phase (month number).
    pub completion: usize,
    /// Month in which the site turns idle, if it does.
    pub idle: Option<usize>,
    /// Whether a fee is charged then.
    pub fee: bool,
    /// Month in which the site is repossessed, if it is; then works never start.
    pub repossession: Option<usize>,
}

/// How long the works of a deal take to start and to end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WorksTime {
    /// Lag from handover to start (months).
    pub start_lag: f64,
    /// Building time (months).
    pub build: f64,
}

/// Schedules the works of a plot dealt in `month`, with the draws of the deal.
pub fn schedule(
    rules: &Delivery,
    enforcement: &Enforcement,
    time: &WorksTime,
    month: usize,
    draws: &impl PlotUniforms,
) -> Schedule {
    let handover = month + rules.handover_lag_months;
    let lag = whole_months(time.start_lag);
    let is_idle = lag > rules.idle_after_months;
    let is_late = lag > rules.repossess_after_months;
    // Most sites are built on in time, and nobody asks whose fault it is.
    let buyers_fault = (is_idle || is_late)
        && draws.uniform(PlotPurpose::GovernmentFault) >= rules.government_fault_probability;
    let repossessed = is_late
        && buyers_fault
        && draws.uniform(PlotPurpose::Repossession) < enforcement.repossession_probability;
    let start = handover + lag;
    Schedule {
        start,
        completion: start + time.build_months(),
        idle: is_idle.then_some(handover + rules.idle_after_months),
        fee: is_idle
            && buyers_fault
            && draws.uniform(PlotPurpose::IdleFee) < enforcement.idle_fee_probability,
        repossession: repossessed.then_some(handover + rules.repossess_after_months),
    }
}

/// Schedules the works of a carry-over plot, granted before month 0.
pub fn carry_over_schedule(time: &WorksTime) -> Schedule {
    let start = whole_months(time.start_lag);
    Schedule {
        start,
        completion: start + time.build_months(),
        idle: None,
        fee: false,
        repossession: None,
    }
}

impl WorksTime {
    fn build_months(&self) -> usize {
        whole_months(self.build).max(1)
    }
}

/// Number of phases a floor area is delivered in: one for each started `phase_gfa` (both m²).
pub fn phases(gfa_m2: f64, phase_gfa: f64) -> usize {
    whole_months((gfa_m2 / phase_gfa).ceil()).max(1)
}

/// Month in which phase `phase` of `phases` (counted from 1) is completed: evenly spaced to the end, to the
/// nearest month, halves up.
#[inline]
pub fn phase_month(start: usize, completion: usize, phase: usize, phases: usize) -> usize {
    start + (2 * (completion - start) * phase + phases) / (2 * phases)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_end_evenly_and_the_last_at_completion() {
        // 250,000 m² in phases of 100,000 m²: three phases over 34 months, at 11.33, 22.67 and 34.
        assert_eq!(phases(250_000.0, 100_000.0), 3);
        assert_eq!(phases(100_000.0, 100_000.0), 1);
        assert_eq!(phases(1.0, 100_000.0), 1);
        let months: Vec<usize> = (1..=3).map(|phase| phase_month(10, 44, phase, 3)).collect();
        assert_eq!(months, [21, 33, 44]);
        // Two phases over 5 months: the first would end after 2.5.
        assert_eq!(phase_month(10, 15, 1, 2), 13);
    }
}
