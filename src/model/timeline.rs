//! What changes with time, written out month by month: shocks, limits, rates of accrual.

use crate::calendar::{Calendar, YearMonth};
use crate::quantity::whole_months;
use crate::scenario::parameter::DatedValue;
use crate::scenario::policy::Policy;
use crate::scenario::policy::instrument::Instrument;
use crate::scenario::shock::{Onset, Shape, Shock};
use crate::scenario::{Scenario, Use};
use crate::uncertainty::elementary::power;
use crate::uncertainty::severity::Severity;
use crate::uncertainty::stream::{EntityKey, ShockPurpose};

use super::terms::{self, Terms};

/// Values for each month of the horizon.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// Displacement of log land prices by use.
    pub price_displacement: [Vec<f64>; 2],
    /// Factor on the mean number of bidders.
    pub demand_multiplier: Vec<f64>,
    /// Added to the lending rate (per year).
    pub lending_rate_add: Vec<f64>,
    /// Lending rate that replaces the simulated one (per year).
    pub lending_rate_replay: Option<Vec<f64>>,
    /// Construction cost index that replaces the simulated one.
    pub construction_cost_replay: Option<Vec<f64>>,
    /// Policy rate (per year).
    pub policy_rate: Vec<f64>,
    /// Factor on the cost of acquisitions that start in the month.
    pub acquisition_cost_multiplier: Vec<f64>,
    /// Factor on their duration.
    pub acquisition_duration_multiplier: Vec<f64>,
    /// Factor on their preparation cost.
    pub preparation_cost_multiplier: Vec<f64>,
    /// Factor on the start lag of plots dealt in the month.
    pub start_lag_multiplier: Vec<f64>,
    /// Whether plots may be listed.
    pub listing_allowed: Vec<bool>,
    /// Factor of shocks on what the lenders allow.
    pub facility_multiplier: Vec<f64>,
    /// Rules in force.
    pub terms: Vec<Terms>,
}

impl Timeline {
    /// Writes out a scenario's dated values and the shocks that are certain.
    pub fn new(scenario: &Scenario) -> Self {
        let horizon = scenario.calendar.horizon;
        let path = |steps: &[DatedValue]| written_out(steps, scenario);
        let accruals = scenario.receipts.accruals.each_ref().map(|steps| path(steps));
        let mut timeline = Self {
            price_displacement: [vec![0.0; horizon], vec![0.0; horizon]],
            demand_multiplier: vec![1.0; horizon],
            lending_rate_add: vec![0.0; horizon],
            lending_rate_replay: scenario.market.lending_rate_replay.as_deref().map(path),
            construction_cost_replay: scenario.market.construction_cost_replay.as_deref().map(path),
            policy_rate: path(&scenario.market.policy_rate),
            acquisition_cost_multiplier: vec![1.0; horizon],
            acquisition_duration_multiplier: vec![1.0; horizon],
            preparation_cost_multiplier: vec![1.0; horizon],
            start_lag_multiplier: vec![1.0; horizon],
            listing_allowed: vec![true; horizon],
            facility_multiplier: vec![1.0; horizon],
            terms: path(&scenario.finance.facility_limit)
                .into_iter()
                .enumerate()
                .map(|(month, limit)| {
                    Terms::new(scenario, limit, accruals.each_ref().map(|rates| rates[month]))
                })
                .collect(),
        };
        let certain =
            scenario.shocks.iter().filter_map(|shock| match (shock.onset, shock.severity) {
                (Onset::Date(onset), Severity::Fixed) => Some((shock, onset)),
                _ => None,
            });
        for (shock, onset) in certain {
            timeline.apply(shock, onset, 1.0, &scenario.calendar);
        }
        for (index, policy) in scenario.policies.iter().enumerate() {
            if policy.trigger.is_none() {
                for month in months_in_force(policy, &scenario.calendar) {
                    let elapsed = months_since_start(policy, month, &scenario.calendar);
                    let place = (index, month, elapsed);
                    timeline.put_in_force(&policy.instrument, place, &scenario.calendar);
                }
            }
        }
        timeline
    }

    /// Puts the instrument of policy `index` in force in a month, `elapsed` months after it began.
    pub fn put_in_force(
        &mut self,
        instrument: &Instrument,
        (index, month, elapsed): (usize, usize, usize),
        calendar: &Calendar,
    ) {
        if let Some(rate) = policy_rate_of(instrument, calendar.date(month)) {
            self.policy_rate[month] = rate;
        }
        self.terms[month].apply(instrument, terms::payment_plan_of(index));
        if let Instrument::Demand { demand_multiplier, .. } = instrument {
            self.demand_multiplier[month] *= demand_multiplier;
            for (path, displacement) in
                self.price_displacement.iter_mut().zip(displacement_of(instrument, elapsed))
            {
                path[month] += displacement;
            }
        }
    }

    /// Applies a shock that comes in month `onset` with a severity: logs, additions and months are
    /// multiplied by it, factors raised to it.
    pub fn apply(&mut self, shock: &Shock, onset: YearMonth, severity: f64, calendar: &Calendar) {
        let from = calendar.month_number(onset);
        let dated = shock.until.map_or(i32::MAX, |until| calendar.month_number(until));
        let lasting = shock
            .duration_months
            .map_or(i32::MAX, |months| from + i32::try_from(months).unwrap_or(0));
        let until = dated.min(lasting);
        let raised = |factor: f64| power(factor, severity);
        let moratorium = whole_months(crate::quantity::count(shock.moratorium_months) * severity);
        for (month, now) in (0_i32..)
            .take(calendar.horizon)
            .enumerate()
            .filter(|(_, now)| (from..until).contains(now))
        {
            let elapsed = now - from;
            let unfolded = unfolded_share(shock.shape, elapsed) * severity;
            for of_use in Use::ALL {
                self.price_displacement[of_use as usize][month] +=
                    shock.price_displacement[of_use as usize] * unfolded;
            }
            self.demand_multiplier[month] *= raised(shock.demand_multiplier);
            self.lending_rate_add[month] += shock.lending_rate_add * severity;
            self.acquisition_cost_multiplier[month] *= raised(shock.acquisition_cost_multiplier);
            self.acquisition_duration_multiplier[month] *=
                raised(shock.acquisition_duration_multiplier);
            self.preparation_cost_multiplier[month] *= raised(shock.preparation_cost_multiplier);
            self.start_lag_multiplier[month] *= raised(shock.start_lag_multiplier);
            self.facility_multiplier[month] *= raised(shock.facility_limit_multiplier);
            if usize::try_from(elapsed).is_ok_and(|elapsed| elapsed < moratorium) {
                self.listing_allowed[month] = false;
            }
        }
    }
}

/// Months in which a policy may be in force.
pub fn months_in_force(policy: &Policy, calendar: &Calendar) -> std::ops::Range<usize> {
    let number = |date: YearMonth| usize::try_from(calendar.month_number(date)).unwrap_or(0);
    let from = policy.from.map_or(0, number).min(calendar.horizon);
    let until = policy.until.map_or(calendar.horizon, number).min(calendar.horizon);
    from..until.max(from)
}

/// Months from the start of a policy, which may lie before month 0, to a month in which it is in force.
fn months_since_start(policy: &Policy, month: usize, calendar: &Calendar) -> usize {
    let from = policy.from.unwrap_or(calendar.start);
    usize::try_from(calendar.date(month).months_since(from)).unwrap_or(0)
}

/// The displacement of land prices by an instrument `elapsed` months after it began, by use (log).
pub fn displacement_of(instrument: &Instrument, elapsed: usize) -> [f64; 2] {
    match instrument {
        Instrument::Demand { price_displacement, ramp_months, .. } => {
            let built_up =
                crate::quantity::count(elapsed + 1) / crate::quantity::count(*ramp_months);
            price_displacement.map(|displacement| displacement * built_up.min(1.0))
        }
        _ => [0.0; 2],
    }
}

/// The policy rate that an instrument sets in a month (per year).
fn policy_rate_of(instrument: &Instrument, date: YearMonth) -> Option<f64> {
    match instrument {
        Instrument::ReserveFinance { policy_rate, .. } => step_in_force(policy_rate, date),
        _ => None,
    }
}

/// A shock whose onset or severity is left to chance.
#[derive(Debug, Clone)]
pub struct RandomShock {
    /// Key of its random words.
    pub key: EntityKey,
    /// What it changes.
    pub shock: Shock,
}

impl RandomShock {
    /// Those of a scenario under a seed.
    pub fn all(scenario: &Scenario, seed: u64) -> Vec<Self> {
        let is_certain = |shock: &Shock| {
            matches!((shock.onset, shock.severity), (Onset::Date(_), Severity::Fixed))
        };
        let random = scenario.shocks.iter().filter(|shock| !is_certain(shock));
        random
            .map(|shock| Self { key: EntityKey::shock(seed, &shock.id), shock: shock.clone() })
            .collect()
    }

    /// The month in which it comes in a trial, and how hard it hits; `None` when it does not come.
    pub fn strike(&self, trial: u64) -> Option<Strike> {
        let uniform = |purpose| self.key.shock_uniform(trial, purpose);
        let onset = self.shock.onset.at(uniform(ShockPurpose::Onset))?;
        Some(Strike { onset, severity: self.shock.severity.at(uniform(ShockPurpose::Severity)) })
    }
}

/// A shock in a trial.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strike {
    /// Month of the onset.
    pub onset: YearMonth,
    /// Severity.
    pub severity: f64,
}

/// The share of a displacement in force `elapsed` months after the onset.
fn unfolded_share(shape: Shape, elapsed: i32) -> f64 {
    let elapsed = f64::from(elapsed);
    match shape {
        Shape::Step => 1.0,
        Shape::Ramp(months) => ((elapsed + 1.0) / crate::quantity::count(months)).min(1.0),
        Shape::Decay(half_life) => power(0.5, elapsed / half_life),
    }
}

fn written_out(steps: &[DatedValue], scenario: &Scenario) -> Vec<f64> {
    let calendar = &scenario.calendar;
    (0..calendar.horizon)
        .map(|month| step_in_force(steps, calendar.date(month)).unwrap_or(0.0))
        .collect()
}

fn step_in_force(steps: &[DatedValue], date: YearMonth) -> Option<f64> {
    let in_force = steps.iter().rev().find(|step| step.from.is_none_or(|from| from <= date));
    in_force.map(|step| step.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ramp_reaches_its_full_size_and_stays() {
        let shares: Vec<f64> =
            (0..6).map(|elapsed| unfolded_share(Shape::Ramp(4), elapsed)).collect();
        assert_eq!(shares, [0.25, 0.5, 0.75, 1.0, 1.0, 1.0]);
    }

    #[test]
    fn a_decay_halves_at_its_half_life() {
        assert_eq!(unfolded_share(Shape::Decay(6.0), 0), 1.0);
        assert!((unfolded_share(Shape::Decay(6.0), 6) - 0.5).abs() < 1e-15);
        assert!((unfolded_share(Shape::Decay(6.0), 18) - 0.125).abs() < 1e-15);
    }

    #[test]
    fn a_step_is_there_from_its_first_month() {
        assert_eq!(unfolded_share(Shape::Step, 0), 1.0);
        assert_eq!(unfolded_share(Shape::Step, 99), 1.0);
    }
}
