//! Reads `[receipts]`.

use crate::portfolio::plot::PlotClass;
use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::instrument::payment_terms::read_instalments;
use crate::rules::receipts::{ACCRUALS, Receipts};

pub(super) fn read(section: &Section<'_>) -> Receipts {
    let receipts = Receipts {
        instalments: read_instalments(section),
        deposit_share: section.number("deposit_share", "share", &Accepted::share()),
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

/// Highest rate that an accrual can have; `section` is that of the receipts.
fn highest_accrual(receipts: &Receipts, section: &Section<'_>, at: usize) -> f64 {
    section.ends_of_steps(&format!("accrual.{}", ACCRUALS[at]), &receipts.accruals[at]).1
}
