//! What changes with time, written out month by month: shocks, limits, rates of accrual,
//! and the rules in force.
//!
//! # Why lists by month
//!
//! Dated values, shocks with shapes and policies with ramps overlap in any way. Written out
//! once, each month has one value of each, and a trial looks it up. Only where chance or a
//! trigger decides does a trial have a timeline of its own: a copy, on which its shocks and
//! policies are laid like those that are certain, so a shock that comes by chance is to the
//! last bit the same shock with that date.

use std::ops::Range;

use crate::calendar::{ByMonth, Calendar, DatedValue, Month, YearMonth, step_in_force};
use crate::catalogue::land_use::ByUse;
use crate::quantity::{count, whole_months};
use crate::rules::Rules;
use crate::rules::instrument::Instrument;
use crate::rules::instrument::kind::{InForce, InstrumentKind, MarketMove};
use crate::rules::policy::{self, Policy};
use crate::rules::shock::{Onset, Shape, Shock};
use crate::rules::terms::Terms;
use crate::uncertainty::elementary::power;
use crate::uncertainty::severity::Severity;
use crate::uncertainty::stream::{EntityKey, ShockPurpose};

/// Values for each month of the horizon; what is neutral is 0 where it adds and 1 where it
/// multiplies.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// Displacement of log land prices by use, of shocks and policies together.
    pub price_displacement: ByUse<ByMonth<f64>>,
    /// Factor of shocks and policies on the mean number of bidders.
    pub demand_multiplier: ByMonth<f64>,
    /// What shocks add to the lending rate (per year).
    pub lending_rate_add: ByMonth<f64>,
    /// Lending rate that replaces the simulated one (per year).
    pub lending_rate_replay: Option<ByMonth<f64>>,
    /// Construction cost index that replaces the simulated one.
    pub construction_cost_replay: Option<ByMonth<f64>>,
    /// Policy rate that the lending rate of the next month follows (per year).
    pub policy_rate: ByMonth<f64>,
    /// Factor on the preparation cost of acquisitions that start in the month.
    pub preparation_cost_multiplier: ByMonth<f64>,
    /// Factor on the start lag of plots dealt in the month.
    pub start_lag_multiplier: ByMonth<f64>,
    /// Whether no shock's moratorium keeps plots from being listed.
    pub listing_allowed: ByMonth<bool>,
    /// Factor of shocks on the lenders' limit, a policy's or the scenario's own.
    pub facility_multiplier: ByMonth<f64>,
    /// Rules in force: the scenario's, changed by the policies of the month.
    pub terms: ByMonth<Terms>,
}

impl Timeline {
    /// Writes out dated values of some rules, the shocks that are certain, and policies
    /// without a trigger.
    pub fn new(rules: &Rules) -> Self {
        let horizon = rules.calendar.horizon;
        let path = |steps: &[DatedValue]| written_out(steps, rules);
        let accruals = rules.receipts.accruals.each_ref().map(|steps| path(steps));
        let mut timeline = Self {
            price_displacement: ByUse::of(|_| ByMonth::same(0.0, horizon)),
            demand_multiplier: ByMonth::same(1.0, horizon),
            lending_rate_add: ByMonth::same(0.0, horizon),
            lending_rate_replay: rules.market.lending_rate_replay.as_deref().map(path),
            construction_cost_replay: rules.market.construction_cost_replay.as_deref().map(path),
            policy_rate: path(&rules.market.policy_rate),
            preparation_cost_multiplier: ByMonth::same(1.0, horizon),
            start_lag_multiplier: ByMonth::same(1.0, horizon),
            listing_allowed: ByMonth::same(true, horizon),
            facility_multiplier: ByMonth::same(1.0, horizon),
            terms: path(&rules.finance.facility_limit)
                .entries()
                .map(|(month, limit)| {
                    let of_month = accruals.each_ref().map(|rates| rates[month]);
                    Terms::new(
                        (&rules.reserve, &rules.auction),
                        (&rules.receipts, of_month),
                        (&rules.finance, *limit),
                        &rules.delivery,
                    )
                })
                .collect(),
        };
        let certain = rules.shocks.iter().filter_map(|shock| match (shock.onset, shock.severity) {
            (Onset::Date(onset), Severity::Fixed) => Some((shock, onset)),
            _ => None,
        });
        for (shock, onset) in certain {
            timeline.apply(shock, onset, 1.0, &rules.calendar);
        }
        for (index, policy) in rules.policies.iter().enumerate() {
            if policy.trigger.is_none() {
                for month in Month::each(months_in_force(policy, &rules.calendar)) {
                    let elapsed = months_since_start(policy, month, &rules.calendar);
                    let place = (index, month, elapsed);
                    timeline.put_in_force(&policy.instrument, place, &rules.calendar);
                }
            }
        }
        timeline
    }

    /// Puts the instrument of policy `index` in force in a month, `elapsed` months after it
    /// began, and tells how it moves the market, if it does. The move is already in the
    /// timeline then.
    pub fn put_in_force(
        &mut self,
        instrument: &Instrument,
        (index, month, elapsed): (usize, Month, usize),
        calendar: &Calendar,
    ) -> Option<MarketMove> {
        let date = calendar.date(month);
        if let Some(rate) = instrument.policy_rate(date) {
            self.policy_rate[month] = rate;
        }
        let in_force = InForce { payment_plan: policy::payment_plan_of(index), date };
        instrument.apply(&mut self.terms[month], in_force);
        let market_move = instrument.market_move(elapsed)?;
        self.demand_multiplier[month] *= market_move.demand_multiplier;
        let displacements = self.price_displacement.iter_mut().zip(market_move.price_displacement);
        for (path, displacement) in displacements {
            path[month] += displacement;
        }
        Some(market_move)
    }

    /// Lays a shock that comes in month `onset` with a severity on the months of its
    /// effect: logs, additions and months are multiplied by the severity, factors raised to
    /// it.
    ///
    /// Effects last the shock's duration from the onset and end at its date, whichever
    /// comes first; an onset before month 0 counts from then. Months beyond the horizon are
    /// not seen.
    pub fn apply(&mut self, shock: &Shock, onset: YearMonth, severity: f64, calendar: &Calendar) {
        let from = calendar.month_number(onset);
        let dated = shock.until.map_or(i32::MAX, |until| calendar.month_number(until));
        let lasting = shock
            .duration_months
            .map_or(i32::MAX, |months| from + i32::try_from(months).unwrap_or(0));
        let until = dated.min(lasting);
        let raised = |factor: f64| power(factor, severity);
        let moratorium = whole_months(count(shock.moratorium_months) * severity);
        for (month, now) in
            calendar.months().zip(0_i32..).filter(|(_, now)| (from..until).contains(now))
        {
            let elapsed = now - from;
            let unfolded = unfolded_share(shock.shape, elapsed) * severity;
            let displacements = self.price_displacement.iter_mut().zip(shock.price_displacement);
            for (path, displacement) in displacements {
                path[month] += displacement * unfolded;
            }
            self.demand_multiplier[month] *= raised(shock.demand_multiplier);
            self.lending_rate_add[month] += shock.lending_rate_add * severity;
            let terms = &mut self.terms[month];
            terms.acquisition_cost_multiplier *= raised(shock.acquisition_cost_multiplier);
            terms.acquisition_duration_multiplier *= raised(shock.acquisition_duration_multiplier);
            self.preparation_cost_multiplier[month] *= raised(shock.preparation_cost_multiplier);
            self.start_lag_multiplier[month] *= raised(shock.start_lag_multiplier);
            self.facility_multiplier[month] *= raised(shock.facility_limit_multiplier);
            if usize::try_from(elapsed).is_ok_and(|elapsed| elapsed < moratorium) {
                self.listing_allowed[month] = false;
            }
        }
    }
}

/// Months of the horizon in which a policy may be in force; empty when it ended before
/// month 0.
pub fn months_in_force(policy: &Policy, calendar: &Calendar) -> Range<Month> {
    let month = |date: YearMonth| calendar.month(date).min(calendar.end());
    let from = policy.from.map_or(Month::START, month);
    let until = policy.until.map_or(calendar.end(), month);
    from..until.max(from)
}

/// Months from the start of a policy, which may lie before month 0, to a month in which it
/// is in force.
fn months_since_start(policy: &Policy, month: Month, calendar: &Calendar) -> usize {
    let from = policy.from.unwrap_or(calendar.start);
    usize::try_from(calendar.date(month).months_since(from)).unwrap_or(0)
}

/// A shock whose onset or severity is left to chance.
#[derive(Debug, Clone)]
pub struct RandomShock {
    /// Key of the shock's random draws under the seed.
    pub key: EntityKey,
    /// The shock, as it is with severity 1.
    pub shock: Shock,
}

impl RandomShock {
    /// The shocks of rules that are left to chance, under a seed, in the order of their
    /// ids.
    pub fn all(rules: &Rules, seed: u64) -> Vec<Self> {
        let is_certain = |shock: &Shock| {
            matches!((shock.onset, shock.severity), (Onset::Date(_), Severity::Fixed))
        };
        let random = rules.shocks.iter().filter(|shock| !is_certain(shock));
        random
            .map(|shock| Self { key: EntityKey::shock(seed, &shock.id), shock: shock.clone() })
            .collect()
    }

    /// The month in which the shock comes in a trial, and how hard it hits; `None` when it
    /// does not come.
    pub fn draw(&self, trial: u64) -> Option<ShockDraw> {
        let uniform = |purpose| self.key.shock_uniform(trial, purpose);
        let onset = self.shock.onset.at(uniform(ShockPurpose::Onset))?;
        Some(ShockDraw { onset, severity: self.shock.severity.at(uniform(ShockPurpose::Severity)) })
    }
}

/// What chance has made of a shock in a trial.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShockDraw {
    /// Month in which the shock comes.
    pub onset: YearMonth,
    /// How hard it hits: a factor with mean 1 over trials.
    pub severity: f64,
}

/// The share of a displacement that is in force `elapsed` months after the onset, 0 in its
/// month.
fn unfolded_share(shape: Shape, elapsed: i32) -> f64 {
    let elapsed = f64::from(elapsed);
    match shape {
        Shape::Step => 1.0,
        Shape::Ramp(months) => ((elapsed + 1.0) / count(months)).min(1.0),
        Shape::Decay(half_life) => power(0.5, elapsed / half_life),
    }
}

/// A dated value month by month; 0 before its first step.
fn written_out(steps: &[DatedValue], rules: &Rules) -> ByMonth<f64> {
    let calendar = &rules.calendar;
    calendar
        .months()
        .map(|month| step_in_force(steps, calendar.date(month)).unwrap_or(0.0))
        .collect()
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
