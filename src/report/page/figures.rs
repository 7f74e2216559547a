//! The key figures of a run, in the groups in which people look for them.

use serde::Serialize;

use crate::catalogue::Unit;
use crate::catalogue::figure::Figure;
use crate::ensemble::statistics::Relation;
use crate::store::run_tables::RunTables;
use crate::tables::summary::SummaryTable;
use crate::wording::text::Text;
use crate::wording::units::{exact_percent, name_text, plain_name, value};

use super::shown::with_interval;
use super::{THIN_MARK, is_thin};

/// A group of figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Balance,
    Money,
    Programme,
    Market,
    Projects,
}

impl Group {
    const ALL: [Self; 5] =
        [Self::Balance, Self::Money, Self::Programme, Self::Market, Self::Projects];

    /// The word that heads it.
    fn key(self) -> &'static str {
        match self {
            Self::Balance => "group_balance",
            Self::Money => "group_money",
            Self::Programme => "group_programme",
            Self::Market => "group_market",
            Self::Projects => "group_projects",
        }
    }

    /// Where a figure is looked for.
    #[expect(clippy::too_many_lines, reason = "a line for each figure")]
    fn of(figure: Figure) -> Self {
        match figure {
            Figure::Sound
            | Figure::InventoryAdjustedBalanceCny
            | Figure::WindowBalanceCny
            | Figure::SettledBalanceCny
            | Figure::AccrualBalanceCny
            | Figure::CoverageRatio
            | Figure::NpvCny
            | Figure::GainRatio
            | Figure::CostIncomeRatio
            | Figure::CostCover80
            | Figure::InvertedPlots
            | Figure::Top3GainShare
            | Figure::BreakevenMonth
            | Figure::ClosingInventoryCostCny
            | Figure::ClosingInventoryValueCny => Self::Balance,
            Figure::ReceiptsCny
            | Figure::ReceiptsStateBuyerCny
            | Figure::ReceivableCny
            | Figure::DebtChangeCny
            | Figure::PeakDebtCny
            | Figure::PeakDebtMonth
            | Figure::PeakNeedCny
            | Figure::InterestCny
            | Figure::DebtServiceCover
            | Figure::SupportCny
            | Figure::SupportFirstMonth
            | Figure::SupportMonths => Self::Money,
            Figure::ProgrammeDone
            | Figure::ReservedPlanShare
            | Figure::SoldPlanShare
            | Figure::StartedPlanShare
            | Figure::ReservedPlots
            | Figure::ReservedHa
            | Figure::SoldPlots
            | Figure::SoldHa
            | Figure::SoldGfaM2
            | Figure::DeferralMonthsMoney
            | Figure::DeferralMonthsCapacity
            | Figure::DeferralMonthsConsent
            | Figure::GfaStartedM2
            | Figure::GfaStartedCommercialOfficeM2
            | Figure::GfaStartedAffordableM2
            | Figure::GfaCompletedM2
            | Figure::GfaCompletedCommercialOfficeM2
            | Figure::IdlePlots => Self::Programme,
            Figure::FailedShare
            | Figure::WithdrawnPlots
            | Figure::PremiumMean
            | Figure::BiddersMean
            | Figure::DefaultedDeals
            | Figure::FloorPriceResidentialCnyM2
            | Figure::FloorPriceCommercialOfficeCnyM2
            | Figure::WaitingPlotMonths => Self::Market,
            Figure::CoverBond
            | Figure::CoversDebt
            | Figure::Covers110
            | Figure::IncomeFallTo100
            | Figure::MaturityShortfallCny
            | Figure::ProjectSupportCny
            | Figure::RolledOverCny => Self::Projects,
        }
    }
}

/// A group with its figures.
#[derive(Debug, Clone, Serialize)]
pub(super) struct FigureGroup {
    key: &'static str,
    rows: Vec<FigureRow>,
}

/// A figure of the table.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct FigureRow {
    pub(super) name: Text,
    exists: Option<String>,
    mean: String,
    se: String,
    pub(super) median: String,
    pub(super) range: String,
    pub(super) target: String,
    pub(super) probability: String,
    /// What the figure comes to as planned.
    pub(super) planned: String,
    /// Share of futures that reach the programme's share of it.
    programme: String,
}

/// Whether a figure is 1 or 0 in a future, so that its probability says all.
fn is_yes_or_no(figure: Figure) -> bool {
    matches!(figure, Figure::Sound | Figure::ProgrammeDone | Figure::CoversDebt | Figure::Covers110)
}

/// All figures of a run in their groups, and whether some range is marked as resting on few trials.
pub(super) fn groups(run: &RunTables) -> (Vec<FigureGroup>, bool) {
    let of_group = |group: Group| {
        let figures = Figure::ALL.into_iter().filter(move |figure| Group::of(*figure) == group);
        // What is true or not comes first.
        let (first, others): (Vec<_>, Vec<_>) = figures.partition(|figure| is_yes_or_no(*figure));
        first.into_iter().chain(others)
    };
    let group = |group: Group| FigureGroup {
        key: group.key(),
        rows: of_group(group).filter_map(|figure| figure_row(run, figure)).collect(),
    };
    let mut groups = Group::ALL.map(group).to_vec();
    groups.retain(|group| !group.rows.is_empty());
    let is_thin =
        groups.iter().flat_map(|group| &group.rows).any(|row| row.range.contains(THIN_MARK));
    (groups, is_thin)
}

/// A figure of a run as tables show it.
pub(super) fn figure_row(run: &RunTables, figure: Figure) -> Option<FigureRow> {
    let row = run.figure(figure)?;
    let calendar = &run.recorded.calendar;
    let unit = figure.entry().unit;
    let show = |number: Option<f64>| number.map(|number| value(number, unit, calendar));
    let trials = row.number(SummaryTable::TRIALS)?;
    let nulls = row.number(SummaryTable::NULLS).unwrap_or(0.0);
    let mark = if is_thin(trials, 0.05) { THIN_MARK } else { "" };
    let range = show(row.number(SummaryTable::P05)).zip(show(row.number(SummaryTable::P95)));
    let probability = row.estimate(SummaryTable::PROBABILITY).map(with_interval);
    let programme = row.estimate(SummaryTable::PROGRAMME_PROBABILITY).map(with_interval);
    let aim = show(row.number(SummaryTable::TARGET)).map(|target| {
        let is_most = row.text(SummaryTable::TARGET_RELATION) == Relation::AtMost.sign();
        let sign = if is_most { "≤" } else { "≥" };
        format!("{sign} {target}")
    });
    // Errors of counts and months are parts of one.
    let se = row.number(SummaryTable::SE).map(|se| match unit {
        Unit::Ratio => format!("{se:.4}"),
        Unit::Cny | Unit::SquareMetres | Unit::Share | Unit::CnyPerSquareMetre => {
            value(se, unit, calendar)
        }
        _ => format!("{se:.2}"),
    });
    // Means of small counts are parts of one, too.
    let mean = row.number(SummaryTable::MEAN).map(|mean| match unit {
        Unit::Plots
        | Unit::Deals
        | Unit::Months
        | Unit::PlotMonths
        | Unit::Auctions
        | Unit::Rounds => {
            format!("{mean:.1}")
        }
        _ => value(mean, unit, calendar),
    });
    if is_yes_or_no(figure) {
        return Some(FigureRow {
            name: Text::each(|language| plain_name(figure.entry(), language).to_owned()),
            probability: probability.unwrap_or_default(),
            ..FigureRow::default()
        });
    }
    Some(FigureRow {
        name: name_text(figure.entry()),
        exists: (nulls > 0.0).then(|| exact_percent(trials / (trials + nulls))),
        mean: mean.unwrap_or_default(),
        se: se.unwrap_or_default(),
        median: show(row.number(SummaryTable::P50)).unwrap_or_default(),
        range: range.map(|(low, high)| format!("{low} … {high}{mark}")).unwrap_or_default(),
        target: aim.unwrap_or_default(),
        probability: probability.unwrap_or_default(),
        planned: show(row.number(SummaryTable::PLANNED)).unwrap_or_default(),
        programme: programme.unwrap_or_default(),
    })
}
