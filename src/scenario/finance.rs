//! Reads `[finance]`.
//!
//! | key | unit | accepted | the baseline's number |
//! | --- | --- | --- | --- |
//! | `opening_cash`, `opening_debt` | CNY | 0 to 10^13 | assumed; nothing is published |
//! | `min_cash`, `cash_buffer` | CNY | 0 to 10^13 | assumed: a week or two, a month of outlays |
//! | `facility_limit` | CNY, dated | 0 to 10^13 | assumed: above what the collateral carries |
//! | `loan_to_value` | share | 0 to 5 | People's Bank notice 121 (2003): at most 0.7 |
//! | `loan_term_months` | months | 1 to 600 | the same notice: at most two years |
//! | `spread` | per year | -0.1 to 1 | benchmark plus 10 %; practice is 0 to 20 % above |

use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::finance::Finance;

/// Reads the section; no rule joins two of its keys.
pub(super) fn read(section: &Section<'_>) -> Finance {
    let money = Accepted::money();
    Finance {
        opening_cash: section.number("opening_cash", "CNY", &money),
        opening_debt: section.number("opening_debt", "CNY", &money),
        min_cash: section.number("min_cash", "CNY", &money),
        cash_buffer: section.number("cash_buffer", "CNY", &money),
        facility_limit: section.dated("facility_limit", "CNY", &money),
        loan_to_value: section.number("loan_to_value", "share", &Accepted::number(0.0..=5.0)),
        loan_term_months: section.count("loan_term_months", "months", 1..=600),
        spread: section.number("spread", "per year", &Accepted::number(-0.1..=1.0)),
    }
}
