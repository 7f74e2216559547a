//! Reads `[reserve]`.
//!
//! | key | unit | accepted | the baseline's number |
//! | --- | --- | --- | --- |
//! | `house_price_elasticity` | log per log | 0 to 5 | Regulation 590 art. 19: market price |
//! | `displacement_pass_through` | share | 0 to 1 | inverse of the leverage of land prices |
//! | `acquisition_cost_sd` | log | 0 to 3 | assumed; no statistics were found |
//! | `preparation_cost_sd` | log | 0 to 3 | assumed: standard works |
//! | `acquisition_duration_sd` | log | 0 to 3 | named plots took five years longer |
//! | `preparation_duration_sd` | log | 0 to 3 | assumed: soil remediation |
//! | `administration_rate` | share | 0 to 1 | Beijing 2013: 3 % |
//! | `funding_ratio` | share | 0 to 2 | Regulation 590 art. 12: 1 |
//! | `clearance_capacity` | households per year | 0 to 10^6 | between 1,400 and 2,600 |
//! | `consultation_failure` | probability | 0 to 1 | assumed; Shanghai Order 71 (2011) |
//! | `consultation_retry_months` | months | 1 to 600 | assumed: a new scheme |

use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::reserve::{Reserve, ReserveTerms};

/// Reads the section; no rule joins two of its keys.
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
