//! The regime of expropriation (征收条例), for acquisitions that start under it.
//!
//! State Council Order 590 of 2011-01-21: compensation not below the market price (art. 19)
//! and in a dedicated account before the decision (art. 12), enforcement by courts alone.

use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::terms::{Terms, set};

use super::kind::{InForce, InstrumentKind};

/// What compensation costs and needs, how long clearance takes, and how consultation goes;
/// what is `None` stays as it is. An acquisition keeps the terms of the month in which it
/// started.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expropriation {
    /// Factor on compensation, 0 to 100; several policies and shocks multiply.
    pub acquisition_cost_multiplier: f64,
    /// Factor on the months of clearance, 0 to 100; several policies and shocks multiply.
    pub acquisition_duration_multiplier: f64,
    /// Share of the compensation that must be at hand before the decision, 0 to 2.
    pub funding_ratio: Option<f64>,
    /// Probability that the second consultation round (二次征询) of a plot with households
    /// fails.
    pub consultation_failure: Option<f64>,
}

impl InstrumentKind for Expropriation {
    fn read(section: &Section<'_>) -> Self {
        let ratio = Accepted::number(0.0..=2.0);
        Self {
            acquisition_cost_multiplier: section.factor("acquisition_cost_multiplier"),
            acquisition_duration_multiplier: section.factor("acquisition_duration_multiplier"),
            funding_ratio: section.optional_number("funding_ratio", "share", &ratio),
            consultation_failure: section.optional_probability("consultation_failure"),
        }
    }

    fn apply(&self, terms: &mut Terms, _: InForce) {
        terms.acquisition_cost_multiplier *= self.acquisition_cost_multiplier;
        terms.acquisition_duration_multiplier *= self.acquisition_duration_multiplier;
        set(&mut terms.reserve.funding_ratio, self.funding_ratio);
        set(&mut terms.reserve.consultation_failure, self.consultation_failure);
    }
}
