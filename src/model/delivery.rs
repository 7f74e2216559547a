//! From the deal to the last completed building: handover, start, phases, idle land.
//!
//! ```text
//! handover   = deal + handover_lag_months
//! start      = handover + start lag (lognormal by the regime of the deal)
//! completion = start + building time (lognormal by main use and size)
//! phase i    = start + i/n of the building time, n = ceil(floor area / phase_gfa)
//! ```
//!
//! ```text
//! idle         when the start lag exceeds idle_after_months, whoever is at fault
//! fee          when idle, the buyer is at fault and it is enforced (idle_fee_probability);
//!              idle_fee_share × price, posted by `trial/works.rs`
//! repossession when the lag exceeds repossess_after_months, likewise (repossession_probability)
//! ```
//!
//! Land whose start lag exceeds `idle_after_months` is idle (闲置土地). By Urban Real Estate
//! Administration Law art. 26 a buyer at fault pays a fee of a fifth of the price after one
//! year and may lose the land after two; official counts put the fault with the government
//! in 54 to 60 % of cases, and then neither follows.

use crate::calendar::Month;
use crate::catalogue::land_use::Use;
use crate::quantity::whole_months;
use crate::rules::delivery::Delivery;
use crate::uncertainty::normal::LognormalByMoments;
use crate::uncertainty::stream::{PlotPurpose, PlotUniforms};

use crate::rules::terms::Enforcement;

/// Building times by main use and size, in the order of the rules.
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

    /// Building time of a plot: that of the first class of its main use whose size reaches
    /// it. Rules without such a class, which no scenario is, give one month.
    pub fn of(&self, main_use: Use, gfa_m2: f64) -> LognormalByMoments {
        let matching =
            self.classes.iter().find(|(of_use, up_to, _)| *of_use == main_use && gfa_m2 <= *up_to);
        matching.map_or(LognormalByMoments::new(1.0, 0.0), |(_, _, time)| *time)
    }
}

/// When a deal's site is built on, idle or taken back; all month numbers may lie beyond the
/// horizon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// Month in which works start, unless the site is repossessed.
    pub start: Month,
    /// Month in which the last phase is completed.
    pub completion: Month,
    /// Month in which the site turns idle, if it does, whoever is at fault.
    pub idle: Option<Month>,
    /// Whether an idle-land fee is charged in that month.
    pub fee: bool,
    /// Month in which the site is repossessed, if it is; then works never start.
    pub repossession: Option<Month>,
}

/// How long the works of a deal take to start and to end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WorksTime {
    /// Lag from the deal to the start, not yet rounded (months); works never start before handover.
    pub start_lag: f64,
    /// Building time, not yet rounded (months).
    pub build: f64,
}

/// Schedules the works of a plot dealt in `month`, with the draws of the deal.
///
/// Lags are rounded to whole months, halves away from zero; building takes a month at least. The
/// lag counts from the deal, as contracts state it, and ends no earlier than the handover. A site
/// is idle from the first month that is more than the law's months after handover, and is taken
/// back in the first that is more than the longer ones. A fault of the government, which one draw
/// decides, rules out fee and repossession together.
#[inline(always)]
pub fn schedule(
    rules: &Delivery,
    enforcement: &Enforcement,
    time: &WorksTime,
    month: Month,
    draws: &impl PlotUniforms,
) -> Schedule {
    let handover = month.plus(rules.handover_lag_months);
    let start = month.plus(whole_months(time.start_lag)).max(handover);
    let wait = start.since(handover);
    let is_idle = wait > rules.idle_after_months;
    let is_late = wait > rules.repossess_after_months;
    // Most sites are built on in time, and nobody asks whose fault it is.
    let buyers_fault = (is_idle || is_late)
        && draws.uniform(PlotPurpose::GovernmentFault) >= rules.government_fault_probability;
    let repossessed = is_late
        && buyers_fault
        && draws.uniform(PlotPurpose::Repossession) < enforcement.repossession_probability;
    Schedule {
        start,
        completion: start.plus(time.build_months()),
        idle: is_idle.then_some(handover.plus(rules.idle_after_months + 1)),
        fee: is_idle
            && buyers_fault
            && draws.uniform(PlotPurpose::IdleFee) < enforcement.idle_fee_probability,
        repossession: repossessed.then_some(handover.plus(rules.repossess_after_months + 1)),
    }
}

/// Schedules the works of a carry-over plot (结转), granted before month 0: its lag counts
/// from month 0, and it is never idle, since nobody knows when it was handed over.
pub fn carry_over_schedule(time: &WorksTime) -> Schedule {
    let start = Month::START.plus(whole_months(time.start_lag));
    Schedule {
        start,
        completion: start.plus(time.build_months()),
        idle: None,
        fee: false,
        repossession: None,
    }
}

impl WorksTime {
    /// Building time in whole months, one at least.
    fn build_months(&self) -> usize {
        whole_months(self.build).max(1)
    }
}

/// Number of phases a floor area is delivered in: one for each started `phase_gfa` (both
/// m²), one at least.
pub fn phases(gfa_m2: f64, phase_gfa: f64) -> usize {
    whole_months((gfa_m2 / phase_gfa).ceil()).max(1)
}

/// Month in which phase `phase` of `phases` (counted from 1) is completed: evenly spaced to
/// the end, to the nearest month, halves up; in whole numbers, so that no rounding of
/// floats decides.
///
/// ```
/// use landsim::calendar::Month;
/// use landsim::model::delivery::phase_month;
///
/// let (start, completion) = (Month::new(10), Month::new(44));
/// // Three phases over the 34 months from month 10: after 11.33, 22.67 and 34 months.
/// let ends = [1, 2, 3].map(|phase| phase_month(start, completion, phase, 3));
/// assert_eq!(ends, [21, 33, 44].map(Month::new));
/// ```
#[inline]
pub fn phase_month(start: Month, completion: Month, phase: usize, phases: usize) -> Month {
    start.plus(phase_end(completion.since(start), phase, phases))
}

/// Months from the start of works to the end of a phase, of a building time of whole months.
#[inline]
pub fn phase_end(build_months: usize, phase: usize, phases: usize) -> usize {
    (2 * build_months * phase + phases) / (2 * phases)
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
        let start = Month::new(10);
        let ends = [1, 2, 3].map(|phase| phase_month(start, Month::new(44), phase, 3));
        assert_eq!(ends, [21, 33, 44].map(Month::new));
        // Two phases over 5 months: the first would end after 2.5.
        assert_eq!(phase_month(start, Month::new(15), 1, 2), Month::new(13));
    }
}
