//! Reads `[state_buyer]`.
//!
//! | key | unit | accepted | the baseline's number |
//! | --- | --- | --- | --- |
//! | `start_lag_mean` | months | 0 to 600 | a quarter of purchases started in two years |
//! | `start_lag_sd` | months | 0 to 600 | assumed: scatters as that of developers |
//! | `not_started_share` | share | 0 to 1 | a quarter of purchases started in two years |
//! | `not_started_months` | months | 0 to 600 | assumed: until somebody takes the plot back |
//! | `default_rate` | probability | 0 to 1 | assumed: the district does not let it fail |
//! | `idle_fee_probability` | probability | 0 to 1 | assumed: no fee from one's own company |
//! | `repossession_probability` | probability | 0 to 1 | assumed: it is bought back instead |

use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::state_buyer::StateBuyer;

/// Reads the section.
pub(super) fn read(section: &Section<'_>) -> StateBuyer {
    let months = Accepted::number(0.0..=600.0);
    let probability = |key| section.number(key, "probability", &Accepted::share());
    StateBuyer {
        start_lag_mean: section.number("start_lag_mean", "months", &months),
        start_lag_sd: section.number("start_lag_sd", "months", &months),
        not_started_share: section.number("not_started_share", "share", &Accepted::share()),
        not_started_months: section.count("not_started_months", "months", 0..=600),
        default_rate: probability("default_rate"),
        idle_fee_probability: probability("idle_fee_probability"),
        repossession_probability: probability("repossession_probability"),
    }
}
