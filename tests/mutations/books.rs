//! What must hold in every trial of every case: books balance, and each plot is somewhere.

use landsim::catalogue::series::Series;
use landsim::model::Model;
use landsim::trial::record::Trial;

/// Rounding that sums may show, relative to what goes into them.
const TOLERANCE: f64 = 1e-9;

/// Cash that comes in during a month.
const IN: [Series; 5] = [
    Series::CostReturnedCny,
    Series::IncomeFundCny,
    Series::InjectionCny,
    Series::DrawCny,
    Series::SupportCny,
];
/// Cash that goes out.
const OUT: [Series; 5] = [
    Series::AcquisitionCny,
    Series::PreparationCny,
    Series::AdministrationCny,
    Series::InterestCny,
    Series::RepaymentCny,
];
/// Number of plots in each state.
const STATES: [Series; 9] = [
    Series::PlotsUnreserved,
    Series::PlotsAcquisition,
    Series::PlotsPreparation,
    Series::PlotsStock,
    Series::PlotsListed,
    Series::PlotsWithdrawn,
    Series::PlotsSold,
    Series::PlotsBuilding,
    Series::PlotsCompleted,
];

/// Asserts that every figure is finite or does not exist, that each month's change of cash and debt
/// is what came in less what went out, and that every plot is in one state.
pub(crate) fn assert_books_balance(number: u64, model: &Model, trial: &Trial) {
    for figure in &trial.figures {
        assert!(figure.is_nan() || figure.is_finite(), "mutation {number}: {:?}", trial.figures);
    }
    let mut cash = model.finance.opening_cash;
    let mut debt = model.finance.opening_debt;
    for month in model.calendar.months() {
        let at = |series: Series| trial.series.at(series, month);
        let sum = |series: &[Series]| -> f64 { series.iter().map(|item| at(*item)).sum() };
        let flows = IN.iter().chain(&OUT).map(|item| at(*item).abs()).sum::<f64>();
        let allowed = TOLERANCE * (flows + cash.abs() + debt.abs() + 1.0);
        let change = at(Series::CashCny) - cash;
        let expected = sum(&IN) - sum(&OUT);
        assert!(
            (change - expected).abs() <= allowed,
            "mutation {number}, month {month}: cash changes by {change}, flows are {expected}"
        );
        let change = at(Series::DebtCny) - debt;
        let expected = at(Series::DrawCny) - at(Series::RepaymentCny);
        assert!(
            (change - expected).abs() <= allowed,
            "mutation {number}, month {month}: debt changes by {change}, flows are {expected}"
        );
        cash = at(Series::CashCny);
        debt = at(Series::DebtCny);
        assert!(cash >= 0.0 && debt >= 0.0, "mutation {number}, month {month}: {cash} {debt}");
        let plots = landsim::quantity::count(model.plots.len());
        assert_eq!(sum(&STATES), plots, "mutation {number}, month {month}: plots in a state");
    }
}
