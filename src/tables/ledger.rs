//! The office's balance table: one row per year and item of inflow and outflow.
//!
//! The table `ledger`: the series of `annual` that an office's balance table (收支平衡表)
//! has, under its own headings. The first three sections are the consolidated district
//! account, whose balance is the programme's; `financing` is the reserve centre's own;
//! `division_of_receipts` says where the rest of what buyers paid went. Money that only
//! moves between the two (injection) or that has to be given back (draws) is in no
//! balance.
//!
//! The identities of a row of means, by period:
//!
//! ```text
//! inflow_cny  = cost_returned_cny + income_fund_cny + district_land_gain_cny
//! outlay_cny  = acquisition_cny + preparation_cny + administration_cny + interest_cny
//! balance_cny = inflow_cny - outlay_cny
//! ```
//!
//! They hold for means and in every trial, and do not hold for quantiles: the median of
//! a sum is not the sum of medians. Cash, debt, headroom and the treasury's balance are
//! stocks and stand as they are at the period's end.

use crate::catalogue::series::Series;
use crate::ensemble::sketch::Sketch;

use super::column::{columns, quantiles};
use super::results::Results;
use super::table::Table;

columns! {
    /// Columns of the office's balance table.
    LedgerTable = "ledger":
        "The office's balance table: one row per year (then `window` and `horizon`) and item. \
         Means add up; quantiles of items do not.";
    PERIOD: Texts = "period", "", "Calendar year, `window` or `horizon`";
    SECTION: Texts = "section", "", "Part of the table";
    ITEM: Texts = "item", "", "Id of the series";
    NAME_ZH: Texts = "name_zh", "", "Chinese name";
    NAME_EN: Texts = "name_en", "", "English name";
    MEAN: Numbers = "mean", "CNY", "Mean over trials";
}
quantiles! { LedgerTable: Numbers }

/// Items by section, in the order of the office's table.
const ITEMS: [(&str, &[Series]); 5] = [
    (
        "inflow",
        &[
            Series::CostReturnedCny,
            Series::IncomeFundCny,
            Series::DistrictLandGainCny,
            Series::InflowCny,
        ],
    ),
    (
        "outflow",
        &[
            Series::AcquisitionCny,
            Series::PreparationCny,
            Series::AdministrationCny,
            Series::InterestCny,
            Series::OutlayCny,
        ],
    ),
    ("balance", &[Series::BalanceCny, Series::CumulativeBalanceCny]),
    (
        "financing",
        &[
            Series::InjectionCny,
            Series::DrawCny,
            Series::RepaymentCny,
            Series::SupportCny,
            Series::CashCny,
            Series::DebtCny,
            Series::HeadroomCny,
        ],
    ),
    (
        "division_of_receipts",
        &[
            Series::ReceiptsCny,
            Series::HandlingFeeCny,
            Series::AccrualEducationCny,
            Series::AccrualIrrigationCny,
            Series::AccrualAffordableHousingCny,
            Series::CityShareCny,
            Series::IdleFeeCny,
            Series::TreasuryBalanceCny,
        ],
    ),
];

/// The table `ledger`: a row for each period and item.
pub(super) fn table(results: &Results<'_>) -> Table {
    let distributions = results.distributions;
    let rows: Vec<(usize, &str, Series)> = (0..distributions.periods.len())
        .flat_map(|period| {
            ITEMS.iter().flat_map(move |(section, items)| {
                items.iter().map(move |series| (period, *section, *series))
            })
        })
        .collect();
    let sketches: Vec<&Sketch> =
        rows.iter().map(|(period, _, series)| distributions.periodic(*series, *period)).collect();
    let mut table = Table::of::<LedgerTable>();
    let texts = |of: &dyn Fn(&(usize, &str, Series)) -> String| rows.iter().map(of).collect();
    let label = |row: &(usize, &str, Series)| distributions.periods[row.0].label.clone();
    table.fill(LedgerTable::PERIOD, texts(&label));
    table.fill(LedgerTable::SECTION, texts(&|row| row.1.to_owned()));
    table.fill(LedgerTable::ITEM, texts(&|row| row.2.id().to_owned()));
    table.fill(LedgerTable::NAME_ZH, texts(&|row| row.2.entry().chinese.to_owned()));
    table.fill(LedgerTable::NAME_EN, texts(&|row| row.2.entry().english.to_owned()));
    table.distribution(LedgerTable::MEAN, &LedgerTable::QUANTILES, "CNY", &sketches);
    table
}
