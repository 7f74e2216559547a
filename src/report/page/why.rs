//! Why money is short: sentences, reasons beside those of other futures, and one such future.

use serde::Serialize;
use serde_json::{Value, json};

use crate::calendar::Month;
use crate::catalogue::event::Event;
use crate::catalogue::plot_field::PlotField;
use crate::ensemble::statistics::Estimate;
use crate::quantity::{PERCENT, index};
use crate::store::grid::GridRow;
use crate::store::run_tables::RunTables;
use crate::tables::plots::PlotsTable;
use crate::tables::replay::{EventsTable, FundingTable};
use crate::tables::shortage::{NONE_OF_THESE, YEAR};
use crate::wording::text::{Language, Text};
use crate::wording::units::{plain_name, yi};
use crate::wording::words::both;

use super::super::shortage::{self, can_be_replayed, why_replay};
use super::rounded;

/// Months before the first payment that are told, and after it.
const TOLD_BEFORE: usize = 11;
const TOLD_AFTER: usize = 1;

/// What the page says of it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct WhyView {
    sentences: Vec<Text>,
    /// Number of the future that is told, and how to see it whole.
    trial: Option<u64>,
    replay: Option<Text>,
    months: Vec<MonthRow>,
}

/// A month of the future that is told: cash, what comes in and goes out, debt and its limits.
#[derive(Debug, Clone, Serialize)]
struct MonthRow {
    month: String,
    cells: [String; 10],
    pays: bool,
    events: Vec<Text>,
}

/// What the page says of a run; `None` where no future pays.
pub(super) fn why(run: &RunTables) -> Option<WhyView> {
    let why = shortage::of_run(run)?;
    let manifest = &run.recorded.manifest;
    let replay =
        |trial| why_replay(&manifest.scenario.file, &manifest.case_options, manifest.seed, trial);
    Some(WhyView {
        sentences: why.sentences(),
        trial: why.typical,
        replay: why.typical.filter(|_| can_be_replayed(manifest)).map(replay),
        months: months(run),
    })
}

/// Reasons with their shares in per cent, for a chart: of futures that pay, and of others in the
/// same months.
pub(super) fn reasons(run: &RunTables) -> Option<Value> {
    let why = shortage::of_run(run)?;
    let percent = |share: Option<Estimate>| share.map(|share| rounded(share.value * PERCENT));
    let rows = why.reasons.iter().filter(|row| row.kind != YEAR && row.id != NONE_OF_THESE);
    let rows = rows.map(|row| {
        let kind = both(&format!("reason_{}", row.kind));
        let reason = both(&format!("reason_{}", row.id));
        let name = Text::each(|language| {
            format!("{}{}{}", kind.of(language), language.choose("：", ": "), reason.of(language))
        });
        json!({ "name": name, "share": percent(row.share), "other": percent(row.otherwise) })
    });
    Some(json!(rows.collect::<Vec<_>>()))
}

/// The months around the first payment of the future that is told.
fn months(run: &RunTables) -> Vec<MonthRow> {
    let Some((funding, events)) = &run.typical else { return Vec::new() };
    let rows: Vec<GridRow<'_, FundingTable>> = funding.rows().collect();
    let amount = |row: &GridRow<'_, FundingTable>, column| row.number(column).unwrap_or(0.0);
    let Some(first) = rows.iter().position(|row| amount(row, FundingTable::SUPPORT) > 0.0) else {
        return Vec::new();
    };
    let told = first.saturating_sub(TOLD_BEFORE)..(first + TOLD_AFTER + 1).min(rows.len());
    let events: Vec<(usize, Text)> =
        events.rows().filter_map(|row| told_event(run, &row)).collect();
    told.map(|at| {
        let row = &rows[at];
        let money = |column| yi(amount(row, column));
        let barred = row.text(FundingTable::LOAN_BAN) == "true";
        let facility = if barred { yi(0.0) } else { money(FundingTable::FACILITY_LIMIT) };
        MonthRow {
            month: run.recorded.calendar.date(Month::at(at)).to_string(),
            cells: [
                money(FundingTable::OPENING_CASH),
                money(FundingTable::INFLOW),
                money(FundingTable::OUTLAY),
                money(FundingTable::INTEREST),
                money(FundingTable::REPAYMENT),
                money(FundingTable::DRAW),
                money(FundingTable::SUPPORT),
                money(FundingTable::DEBT),
                money(FundingTable::COLLATERAL_LIMIT),
                facility,
            ],
            pays: amount(row, FundingTable::SUPPORT) > 0.0,
            events: events
                .iter()
                .filter(|(month, _)| *month == at)
                .map(|(_, text)| text.clone())
                .collect(),
        }
    })
    .collect()
}

/// What matters to the money of a month: auctions, deals, clearance, defaults, shocks and policies.
fn told_event(run: &RunTables, row: &GridRow<'_, EventsTable>) -> Option<(usize, Text)> {
    let event = Event::ALL.into_iter().find(|event| event.id() == row.text(EventsTable::EVENT))?;
    let is_told = matches!(
        event,
        Event::AcquisitionStart
            | Event::NetLand
            | Event::Sale
            | Event::Failure
            | Event::StateBuyer
            | Event::Withdrawal
            | Event::Default
            | Event::Repossession
            | Event::Shock
            | Event::PolicyInForce
            | Event::PolicyLapses
    );
    if !is_told {
        return None;
    }
    let month = row.number(EventsTable::MONTH)?;
    let id = row.text(EventsTable::SUBJECT);
    let plot = run.plots.find(&[(PlotsTable::PLOT_ID, id)]);
    let subject =
        plot.map_or_else(|| Text::same(id), |plot| Text::parse(plot.text(PlotsTable::NAME)));
    let amount = row.number(EventsTable::AMOUNT);
    let reserve = row.number(EventsTable::RESERVE_PRICE);
    let money = |language: Language| match (amount, reserve) {
        (Some(amount), _) => format!(" {}", yi(amount)),
        (None, Some(reserve)) => {
            format!(
                " ({} {})",
                plain_name(PlotField::ReservePriceCny.entry(), language),
                yi(reserve)
            )
        }
        (None, None) => String::new(),
    };
    let text = Text::each(|language| {
        let name = plain_name(event.entry(), language);
        let colon = language.choose("：", ": ");
        format!("{}{colon}{name}{}", subject.of(language), money(language))
    });
    Some((index(month), text))
}
