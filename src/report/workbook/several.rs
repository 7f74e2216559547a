//! Sheets of several runs: scenarios beside each other, differences, regrets.

use rust_xlsxwriter::{
    Chart, ChartLegendPosition, ChartType, ConditionalFormat2ColorScale, Worksheet, XlsxError,
};

use crate::catalogue::Unit;
use crate::catalogue::figure::Figure;
use crate::ensemble::compare::compare;
use crate::store::run_tables::{Grid, RunTables};
use crate::wording::text::Language;
use crate::wording::units::{divisor, name};
use crate::wording::words::word;

use super::run_numbers::answer;
use super::sheet::{Look, Sheet};

/// Row of the headings.
const HEAD: u32 = 3;
/// Columns of the probabilities of balance and of support.
const BALANCES: u16 = 12;
const SUPPORT: u16 = 15;
const MEDIANS: [Figure; 10] = [
    Figure::WindowBalanceCny,
    Figure::SettledBalanceCny,
    Figure::ReceiptsCny,
    Figure::SupportCny,
    Figure::PeakDebtCny,
    Figure::ReservedPlots,
    Figure::SoldPlots,
    Figure::SoldHa,
    Figure::GfaStartedM2,
    Figure::GfaCompletedM2,
];

/// Medians and probabilities, scenario by scenario.
pub(super) fn scenarios(runs: &[RunTables], language: Language) -> Result<Worksheet, XlsxError> {
    let mut sheet = Sheet::new("sheet_scenarios", "sheet_scenarios", language)?;
    let mut heads = ["scenario", "title"].map(|key| word(key, language).to_owned()).to_vec();
    heads.extend(MEDIANS.map(|figure| name(figure.entry(), language)));
    heads.extend(
        ["balances", "interval_low", "interval_high", "support"]
            .map(|key| word(key, language).to_owned()),
    );
    sheet.heads(HEAD, &heads)?;
    sheet.page.set_row_height(HEAD, 44)?;
    sheet.word((1, 0), "scenarios_note", Look::Note)?;
    for (row, run) in (HEAD + 1..).zip(runs) {
        let manifest = &run.recorded.manifest;
        sheet.text((row, 0), &manifest.scenario_id, Look::Text)?;
        sheet.text((row, 1), language.half(&manifest.scenario_title), Look::Text)?;
        for (column, figure) in (2..).zip(MEDIANS) {
            let median = run.summary.find(&[("figure", figure.id())]);
            let column_of = if figure == Figure::SupportCny { "mean" } else { "p50" };
            let median = median.and_then(|row| row.number(column_of));
            let scale = divisor(figure.entry().unit);
            sheet.number((row, column), median.map(|median| median / scale), Look::Tenth)?;
        }
        let balance = run.summary.find(&[("figure", Figure::WindowBalanceCny.id())]);
        for (column, of) in (BALANCES..).zip(["probability", "probability_low", "probability_high"])
        {
            let number = balance.and_then(|row| row.number(of));
            sheet.number((row, column), number, Look::Percent)?;
        }
        sheet.number((row, SUPPORT), answer(run, "probability_support"), Look::Percent)?;
    }
    sheet.page.set_column_width(1, 44)?;
    let last = HEAD + u32::try_from(runs.len()).unwrap_or(0);
    chart(&mut sheet, last)?;
    sheet.finish((HEAD + 1, 1))
}

/// A chart of how likely each scenario balances, and needs support.
fn chart(sheet: &mut Sheet, last: u32) -> Result<(), XlsxError> {
    const HEIGHT: u32 = 30;
    let name = word("sheet_scenarios", sheet.language);
    let mut chart = Chart::new(ChartType::Bar);
    for column in [BALANCES, SUPPORT] {
        chart
            .add_series()
            .set_categories((name, HEAD + 1, 0, last, 0))
            .set_values((name, HEAD + 1, column, last, column))
            .set_name((name, HEAD, column));
    }
    // Bars are drawn from below: the base comes first when the axis is turned.
    chart.y_axis().set_reverse();
    chart.x_axis().set_min(0.0).set_max(1.0).set_num_format("0%");
    chart.legend().set_position(ChartLegendPosition::Top);
    chart.set_width(900).set_height(160 + 24 * (last - HEAD));
    sheet.page.insert_chart(last + 2, 0, &chart)?;
    sheet.extend(HEIGHT + last - HEAD);
    Ok(())
}

/// Paired differences of every figure from the first run.
pub(super) fn differences(runs: &[RunTables], language: Language) -> Result<Worksheet, XlsxError> {
    let mut sheet = Sheet::new("sheet_differences", "sheet_differences", language)?;
    sheet.word((1, 0), "differences_note", Look::Note)?;
    let heads = [
        "scenario",
        "figure",
        "base_mean",
        "other_mean",
        "difference_alone",
        "interval_low",
        "interval_high",
        "better_share",
    ];
    sheet.heads(HEAD, &heads.map(|key| word(key, language)))?;
    let mut row = HEAD + 1;
    let Some((base, others)) = runs.split_first() else { return sheet.finish((HEAD + 1, 1)) };
    let is_paired = |run: &&RunTables| {
        base.recorded.manifest.luck_differs(&run.recorded.manifest).is_empty()
            && base.recorded.figures.len() == run.recorded.figures.len()
    };
    for run in others.iter().filter(is_paired) {
        for found in compare(&base.recorded.figures, &run.recorded.figures).into_iter().flatten() {
            let entry = found.figure.entry();
            let scale = divisor(entry.unit);
            let look = if entry.unit == Unit::Share { Look::Percent } else { Look::Hundredth };
            sheet.text((row, 0), &run.recorded.manifest.scenario_id, Look::Text)?;
            sheet.text((row, 1), &name(entry, language), Look::Text)?;
            sheet.number((row, 2), Some(found.base_mean / scale), look)?;
            sheet.number((row, 3), Some(found.other_mean / scale), look)?;
            sheet.sum((row, 4), &[(1.0, (row, 3)), (-1.0, (row, 2))], look)?;
            let end = |end: Option<f64>| end.map(|end| end / scale);
            sheet.number((row, 5), end(found.mean.low), look)?;
            sheet.number((row, 6), end(found.mean.high), look)?;
            let better = found.paired.and_then(|paired| paired.better);
            sheet.number((row, 7), better.map(|better| better.value), Look::Percent)?;
            row += 1;
        }
    }
    sheet.page.set_column_width(1, 44)?;
    sheet.finish((HEAD + 1, 2))
}

/// Means and regrets by policy and market.
pub(super) fn regret(table: &Grid, language: Language) -> Result<Worksheet, XlsxError> {
    let mut sheet = Sheet::new("sheet_regret", "sheet_regret", language)?;
    sheet.word((1, 0), "chart_regret", Look::Note)?;
    let heads = ["policy", "market", "mean", "regret", "interval_low", "interval_high"];
    sheet.heads(HEAD, &heads.map(|key| word(key, language)))?;
    for (row, line) in (HEAD + 1..).zip(table.rows()) {
        let known = Figure::ALL.into_iter().find(|figure| figure.id() == line.text("figure"));
        let scale = divisor(known.map_or(Unit::Ratio, |figure| figure.entry().unit));
        sheet.text((row, 0), line.text("policy"), Look::Text)?;
        sheet.text((row, 1), line.text("market"), Look::Text)?;
        for (column, of) in (2..).zip(["mean", "regret", "regret_low", "regret_high"]) {
            let number = line.number(of).map(|number| number / scale);
            sheet.number((row, column), number, Look::Tenth)?;
        }
    }
    let last = HEAD + u32::try_from(table.rows().count()).unwrap_or(0);
    let mut scale = ConditionalFormat2ColorScale::new();
    scale = scale.set_minimum_color(0x00E3_F2E8).set_maximum_color(0x00E0_765F);
    sheet.page.add_conditional_format(HEAD + 1, 3, last, 3, &scale)?;
    sheet.page.set_column_width(1, FIRST)?;
    sheet.finish((HEAD + 1, 2))
}

/// Width of a column of ids (characters).
const FIRST: f64 = 30.0;
