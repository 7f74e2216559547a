//! Reads `[buyback]`: buying back idle land. Needed where the plot table has rows of status
//! `buyback`.
//!
//! | key | unit | accepted |
//! | --- | --- | --- |
//! | `negotiation_months_mean`, `negotiation_months_sd` | months | 0 to 120; sd 0 to 60 |
//! | `negotiation_failure` | probability | 0 to 1 |
//! | `validity_months` | months | 1 to 600 |
//! | `deed_and_stamp_tax` | share | 0 to 1 |
//! | `tax_base` | name | `base` (the default), `price` |
//! | `holding` | CNY per m² of site and year | 0 to 10^6 |
//! | `resale_same_year_share` | share | 0 to 1; 0 where it is not stated |
//! | `narrowing_first`, `narrowing_later` | share | 0 to 1 |
//! | `auction_cost`, `technical_support` | share | 0 to 1 |
//! | `cut_step`, `least_cut` | share | 0.0001 to 1; 0 to 1 |

use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::buyback::{Buyback, PurchaseRule, TaxBase};

/// Reads the section; no rule joins two of its keys.
pub(super) fn read(section: &Section<'_>) -> Buyback {
    let share = |key| section.number(key, "share", &Accepted::share());
    let months = |key, most: f64| section.number(key, "months", &Accepted::number(0.0..=most));
    Buyback {
        negotiation_months: (
            months("negotiation_months_mean", 120.0),
            months("negotiation_months_sd", 60.0),
        ),
        negotiation_failure: section.number(
            "negotiation_failure",
            "probability",
            &Accepted::share(),
        ),
        validity_months: section.count("validity_months", "months", 1..=600),
        tax_base: section.chosen("tax_base", &TaxBase::ALL, TaxBase::name),
        resale_same_year_share: section
            .optional_number("resale_same_year_share", "share", &Accepted::share())
            .unwrap_or(0.0),
        purchase: PurchaseRule {
            narrowing_first: share("narrowing_first"),
            narrowing_later: share("narrowing_later"),
            deed_and_stamp_tax: share("deed_and_stamp_tax"),
            holding: section.number("holding", "CNY/m2 per year", &Accepted::number(0.0..=1e6)),
            auction_cost: share("auction_cost"),
            technical_support: share("technical_support"),
            cut_step: section.number("cut_step", "share", &Accepted::number(0.0001..=1.0)),
            least_cut: share("least_cut"),
        },
    }
}
