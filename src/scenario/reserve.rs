//! Reads `[reserve]`.

use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::reserve::{Reserve, ReserveTerms};

pub(super) fn read(section: &Section<'_>) -> Reserve {
    let (share, spread) = (Accepted::share(), Accepted::number(0.0..=3.0));
    let elasticity = Accepted::number(0.0..=5.0);
    let ratio = Accepted::number(0.0..=2.0);
    let households = Accepted::whole(0.0..=1e6);
    let spread_of = |key| section.number(key, "log", &spread);
    let share_of = |key| section.number(key, "share", &share);
    Reserve {
        terms: ReserveTerms {
            funding_ratio: section.number("funding_ratio", "share", &ratio),
            clearance_capacity: section.number(
                "clearance_capacity",
                "households per year",
                &households,
            ),
            consultation_failure: section.number("consultation_failure", "probability", &share),
        },
        house_price_elasticity: section.number(
            "house_price_elasticity",
            "log per log",
            &elasticity,
        ),
        displacement_pass_through: share_of("displacement_pass_through"),
        acquisition_cost_sd: spread_of("acquisition_cost_sd"),
        acquisition_duration_sd: spread_of("acquisition_duration_sd"),
        preparation_cost_sd: spread_of("preparation_cost_sd"),
        preparation_duration_sd: spread_of("preparation_duration_sd"),
        administration_rate: share_of("administration_rate"),
        consultation_retry_months: section.count("consultation_retry_months", "months", 1..=600),
    }
}
