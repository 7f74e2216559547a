//! Reads `[finance]`.

use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::finance::Finance;

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
