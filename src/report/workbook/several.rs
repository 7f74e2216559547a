//! Sheets of several runs: scenarios beside each other, differences, regrets.

use rust_xlsxwriter::{
    Chart, ChartLegendPosition, ChartType, ConditionalFormat2ColorScale, Worksheet, XlsxError,
};

use crate::catalogue::Unit;
use crate::catalogue::figure::Figure;
use crate::ensemble::compare::compare;
use crate::store::aspect::luck_differs;
use crate::store::grid::Grid;
use crate::store::run_tables::RunTables;
use crate::tables::regret::RegretTable;
use crate::tables::summary::SummaryTable;
use crate::wording::text::Language;
use crate::wording::units::{divisor, name};
use crate::wording::words::word;

use super::run_numbers::probability;
use super::sheet::{Look, Sheet};
use super::sheet_columns::sheet_columns;

/// Row of the headings.
const HEAD: u32 = 3;
/// Width of a column of titles (characters).
const TITLE_WIDTH: f64 = 36.0;
const MEDIANS: [Figure; 11] = [
    Figure::InventoryAdjustedBalanceCny,
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

sheet_columns! {
    /// First columns of the sheet of scenarios, those of medians behind them.
    Verdict:
    Title = "scenario",
    Sound = "sound",
    Low = "interval_low",
    High = "interval_high",
    Earned = "earned",
    Unsupported = "unsupported",
    Done = "done",
}

sheet_columns! {
    /// Columns of the sheet of differences.
    Paired:
    Scenario = "scenario",
    Figure = "figure",
    BaseMean = "base_mean",
    OtherMean = "other_mean",
    Difference = "difference_alone",
    Low = "interval_low",
    High = "interval_high",
    Better = "better_share",
}

sheet_columns! {
    /// Columns of the sheet of regrets.
    ByMarket:
    Judged = "figure",
    Policy = "policy",
    Market = "market",
    Mean = "mean",
    Regret = "regret",
    Low = "interval_low",
    High = "interval_high",
}

/// Medians and probabilities, scenario by scenario.
pub(super) fn scenarios(runs: &[RunTables], language: Language) -> Result<Worksheet, XlsxError> {
    let mut sheet = Sheet::new("sheet_scenarios", "sheet_scenarios", language)?;
    let verdict = Verdict::heads(language).into_iter().map(str::to_owned);
    let heads: Vec<String> =
        verdict.chain(MEDIANS.map(|figure| name(figure.entry(), language))).collect();
    sheet.heads(HEAD, &heads)?;
    sheet.page.set_row_height(HEAD, 44)?;
    sheet.word((1, 0), "scenarios_note", Look::Note)?;
    for (row, run) in (HEAD + 1..).zip(runs) {
        let manifest = &run.recorded.manifest;
        let title = language.half(&manifest.scenario_title);
        sheet.text(Verdict::Title.at(row), title, Look::Text)?;
        for (column, figure) in (Verdict::Done as u16 + 1..).zip(MEDIANS) {
            let median = run.figure(figure).and_then(|row| match figure {
                Figure::SupportCny => row.number(SummaryTable::MEAN),
                _ => row.number(SummaryTable::P50),
            });
            let scale = divisor(figure.entry().unit);
            sheet.number((row, column), median.map(|median| median / scale), Look::Tenth)?;
        }
        let columns = [Verdict::Sound, Verdict::Low, Verdict::High];
        for (column, number) in columns.into_iter().zip(probability(run, Figure::Sound)) {
            sheet.number(column.at(row), number, Look::Percent)?;
        }
        for (column, figure) in [
            (Verdict::Earned, Figure::InventoryAdjustedBalanceCny),
            (Verdict::Unsupported, Figure::SupportCny),
            (Verdict::Done, Figure::ProgrammeDone),
        ] {
            let [share, ..] = probability(run, figure);
            sheet.number(column.at(row), share, Look::Percent)?;
        }
    }
    sheet.page.set_column_width(0, TITLE_WIDTH)?;
    let last = HEAD + u32::try_from(runs.len()).unwrap_or(0);
    sheet.filters(HEAD, last)?;
    chart(&mut sheet, last)?;
    // Too wide for one page: on the second, titles stand again.
    sheet.page.set_print_fit_to_pages(2, 0);
    sheet.page.set_repeat_columns(0, 0)?;
    sheet.finish((HEAD + 1, 1))
}

/// A chart of how likely each scenario is sound, and how likely each part of it.
fn chart(sheet: &mut Sheet, last: u32) -> Result<(), XlsxError> {
    const HEIGHT: u32 = 30;
    let name = word("sheet_scenarios", sheet.language);
    let mut chart = Chart::new(ChartType::Bar);
    for chance in [Verdict::Sound, Verdict::Earned, Verdict::Unsupported, Verdict::Done] {
        let (_, column) = chance.at(HEAD);
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
    // Beside the titles, which stand again on the second page.
    sheet.page.insert_chart(last + 2, 1, &chart)?;
    sheet.extend(HEIGHT + last - HEAD);
    Ok(())
}

/// Paired differences of every figure from the first run.
pub(super) fn differences(runs: &[RunTables], language: Language) -> Result<Worksheet, XlsxError> {
    let mut sheet = Sheet::new("sheet_differences", "sheet_differences", language)?;
    sheet.word((1, 0), "differences_note", Look::Note)?;
    sheet.heads(HEAD, &Paired::heads(language))?;
    let (mut row, mut breaks) = (HEAD + 1, Vec::new());
    let Some((base, others)) = runs.split_first() else { return sheet.finish((HEAD + 1, 1)) };
    let is_paired = |run: &&RunTables| {
        luck_differs(&base.recorded.manifest, &run.recorded.manifest).is_empty()
            && base.recorded.figures.len() == run.recorded.figures.len()
    };
    for run in others.iter().filter(is_paired) {
        for found in compare(&base.recorded.figures, &run.recorded.figures).into_iter().flatten() {
            let entry = found.figure.entry();
            let scale = divisor(entry.unit);
            let look = if entry.unit == Unit::Share { Look::Percent } else { Look::Hundredth };
            let title = language.half(&run.recorded.manifest.scenario_title);
            sheet.text(Paired::Scenario.at(row), title, Look::Text)?;
            sheet.text(Paired::Figure.at(row), &name(entry, language), Look::Text)?;
            let (base, other) = (Paired::BaseMean.at(row), Paired::OtherMean.at(row));
            sheet.number(base, Some(found.base_mean / scale), look)?;
            sheet.number(other, Some(found.other_mean / scale), look)?;
            sheet.sum(Paired::Difference.at(row), &[(1.0, other), (-1.0, base)], look)?;
            let end = |end: Option<f64>| end.map(|end| end / scale);
            sheet.number(Paired::Low.at(row), end(found.mean.low), look)?;
            sheet.number(Paired::High.at(row), end(found.mean.high), look)?;
            let better = found.paired.and_then(|paired| paired.better);
            let better = better.map(|better| better.value);
            sheet.number(Paired::Better.at(row), better, Look::Percent)?;
            row += 1;
        }
        breaks.push(row);
    }
    // Upright, a page holds all figures of a scenario.
    sheet.page.set_portrait();
    // A page for each scenario, but for the last, behind which nothing comes.
    breaks.pop();
    sheet.page.set_page_breaks(&breaks)?;
    sheet.filters(HEAD, row - 1)?;
    sheet.page.set_column_width(0, TITLE_WIDTH)?;
    sheet.page.set_column_width(1, TITLE_WIDTH)?;
    sheet.finish((HEAD + 1, 2))
}

/// Means and regrets by policy and market.
pub(super) fn regret(
    table: &Grid<RegretTable>,
    language: Language,
) -> Result<Worksheet, XlsxError> {
    let mut sheet = Sheet::new("sheet_regret", "sheet_regret", language)?;
    sheet.word((1, 0), "chart_regret", Look::Note)?;
    sheet.heads(HEAD, &ByMarket::heads(language))?;
    for (row, line) in (HEAD + 1..).zip(table.rows()) {
        let id = line.text(RegretTable::FIGURE);
        let known = Figure::ALL.into_iter().find(|figure| figure.id() == id);
        let unit = known.map_or(Unit::Ratio, |figure| figure.entry().unit);
        let (scale, look) = (divisor(unit), Look::of(unit));
        let judged = known.map_or_else(|| id.to_owned(), |figure| name(figure.entry(), language));
        sheet.text(ByMarket::Judged.at(row), &judged, Look::Text)?;
        let policy = language.half(line.text(RegretTable::POLICY_TITLE));
        sheet.text(ByMarket::Policy.at(row), policy, Look::Text)?;
        let market = language.half(line.text(RegretTable::MARKET_TITLE));
        sheet.text(ByMarket::Market.at(row), market, Look::Text)?;
        for (column, number) in [
            (ByMarket::Mean, line.number(RegretTable::MEAN)),
            (ByMarket::Regret, line.number(RegretTable::REGRET)),
            (ByMarket::Low, line.number(RegretTable::REGRET.low())),
            (ByMarket::High, line.number(RegretTable::REGRET.high())),
        ] {
            let number = number.map(|number| number / scale);
            sheet.number(column.at(row), number, look)?;
        }
    }
    // Regrets of one figure are shaded by themselves.
    let regrets = ByMarket::Regret as u16;
    let figures: Vec<&str> = table.rows().map(|line| line.text(RegretTable::FIGURE)).collect();
    let mut first = HEAD + 1;
    for part in figures.chunk_by(|left, right| left == right) {
        let last = first + u32::try_from(part.len()).unwrap_or(0) - 1;
        let scale = ConditionalFormat2ColorScale::new()
            .set_minimum_color(0x00E3_F2E8)
            .set_maximum_color(0x00E0_765F);
        sheet.page.add_conditional_format(first, regrets, last, regrets, &scale)?;
        first = last + 1;
    }
    sheet.filters(HEAD, first - 1)?;
    for column in [ByMarket::Judged, ByMarket::Policy, ByMarket::Market] {
        sheet.page.set_column_width(column as u16, TITLE_WIDTH)?;
    }
    sheet.finish((HEAD + 1, 3))
}
