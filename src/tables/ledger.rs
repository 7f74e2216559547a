//! The office's balance table: one row per year and item of inflow and outflow.

use crate::catalogue::series::Series;
use crate::ensemble::sketch::Sketch;

use super::{Results, Table};

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
    let mut table = Table::new(
        "ledger",
        "The office's balance table: one row per year (then `window` and `horizon`) and item. Means add up; quantiles of items do not.",
    );
    table.texts(
        "period",
        "Calendar year, `window` or `horizon`",
        rows.iter().map(|(period, _, _)| distributions.periods[*period].label.clone()).collect(),
    );
    table.texts(
        "section",
        "Part of the table",
        rows.iter().map(|(_, section, _)| (*section).to_owned()).collect(),
    );
    table.texts(
        "item",
        "Id of the series",
        rows.iter().map(|(_, _, series)| series.id().to_owned()).collect(),
    );
    table.texts(
        "name_zh",
        "Chinese name",
        rows.iter().map(|(_, _, series)| series.entry().chinese.to_owned()).collect(),
    );
    table.texts(
        "name_en",
        "English name",
        rows.iter().map(|(_, _, series)| series.entry().english.to_owned()).collect(),
    );
    table.distribution("CNY", &sketches);
    table
}
