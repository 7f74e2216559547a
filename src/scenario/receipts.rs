//! Reads `[receipts]`.
//!
//! | key | unit | accepted | the baseline's number |
//! | --- | --- | --- | --- |
//! | `instalment.months` | months | 0 to 120 | notice of 2009-12-16: 1 and 12 |
//! | `instalment.share` | share | sum to 1 | the same: half in a month |
//! | `deposit_share` | share | 0 to 1 | notice of 2010-03-10: at least 0.2 |
//! | `instalment_interest_rate` | share/year | 0 to 1 | contract form of 2008: the lending rate |
//! | `default_relist_months` | months | 1 to 600 | re-sales of 2010 came 10 to 11 months on |
//! | `handling_fee_rate` | share | 0 to 1 | up to 2 % of gross income |
//! | `income_fund_rate` | share | 0 to 1 | local rate, commonly 3 to 10 % |
//! | `return_lag_months` | months | 0 to 120 | assumed: quarterly settlement |
//! | `finance_allowance` | share | 0 to 5 | Beijing 2013: 6.65 % for two years |
//! | `accrual.education` | share, dated | 0 to 1 | 7 % realised in 2014, 10 % by rule |
//! | `accrual.irrigation` | share, dated | 0 to 1 | the same from 2011-07 on |
//! | `accrual.affordable_housing` | share, dated | 0 to 1 | 10 % since 2007 |
//! | `city_share.CLASS` | share | 0 to 1 | city level booked 28.6 % in 2009 |
//! | `reinvested_share` | share | 0 to 1 | assumed; its size is not published |

use crate::portfolio::plot::PlotClass;
use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::instrument::payment_terms::read_instalments;
use crate::rules::receipts::{ACCRUALS, Receipts};

/// Reads the section. Fee and fund, which are taken out of the whole price, sum to at most
/// 1; so do the accruals at their highest.
pub(super) fn read(section: &Section<'_>) -> Receipts {
    let receipts = Receipts {
        instalments: read_instalments(section),
        deposit_share: section.number("deposit_share", "share", &Accepted::share()),
        instalment_interest_rate: section.number(
            "instalment_interest_rate",
            "share/year",
            &Accepted::share(),
        ),
        default_relist_months: section.count("default_relist_months", "months", 1..=600),
        handling_fee_rate: section.number("handling_fee_rate", "share", &Accepted::share()),
        income_fund_rate: section.number("income_fund_rate", "share", &Accepted::share()),
        return_lag_months: section.count("return_lag_months", "months", 0..=120),
        finance_allowance: section.number(
            "finance_allowance",
            "share",
            &Accepted::number(0.0..=5.0),
        ),
        accruals: section.section("accrual", |accrual| {
            ACCRUALS.map(|name| accrual.dated(name, "share", &Accepted::share()))
        }),
        city_share: section.section("city_share", |share| {
            PlotClass::ALL.map(|class| share.number(class.name(), "share", &Accepted::share()))
        }),
        reinvested_share: section.number("reinvested_share", "share", &Accepted::share()),
    };
    let rates = section.ends("handling_fee_rate", receipts.handling_fee_rate).1
        + section.ends("income_fund_rate", receipts.income_fund_rate).1;
    if section.sound(&["handling_fee_rate", "income_fund_rate"]) && rates > 1.0 {
        section.find(
            "income_fund_rate",
            format!("rates on the price that sum to {rates}"),
            "a handling fee and an income fund of at most 1 together",
        );
    }
    let greatest: f64 = (0..ACCRUALS.len()).map(|at| highest_accrual(&receipts, section, at)).sum();
    if section.sound(&["accrual"]) && greatest > 1.0 {
        section.find(
            "accrual",
            format!("rates that sum to {greatest}"),
            "accruals of at most 1 together",
        );
    }
    receipts
}

/// Highest rate that an accrual can have at any date; `section` is that of the receipts.
fn highest_accrual(receipts: &Receipts, section: &Section<'_>, at: usize) -> f64 {
    section.ends_of_steps(&format!("accrual.{}", ACCRUALS[at]), &receipts.accruals[at]).1
}
