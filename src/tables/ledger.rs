//! The office's balance table: one row per year and item of inflow and outflow.

use crate::catalogue::series::Series;
use crate::ensemble::sketch::Sketch;

use super::column::{columns, quantiles};
use super::{Results, Table};

columns! {
    /// Columns of the office's balance table.
    LedgerTable = "ledger": "The office's balance table: one row per year (then `window` and `horizon`) and item. Means add up; quantiles of items do not.";
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
