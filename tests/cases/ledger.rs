//! Compares a trial with a ledger written by hand: money in millions of yuan, the rest as it is.

use landsim::catalogue::Unit;
use landsim::catalogue::figure::Figure;
use landsim::catalogue::plot_field::PlotField;
use landsim::catalogue::series::Series;
use landsim::model::plot_index::PlotIndex;
use landsim::trial::record::Trial;

/// How far a sum of rounded numbers may be off, as a share of a million yuan or of the number.
const TOLERANCE: f64 = 1e-9;

fn scale(unit: Unit) -> f64 {
    if unit == Unit::Cny { 1e6 } else { 1.0 }
}

#[track_caller]
fn same(what: &str, found: f64, expected: f64) {
    let off = (found - expected).abs();
    assert!(
        off <= TOLERANCE * expected.abs().max(1.0),
        "{what}: found {found}, by hand {expected}"
    );
}

/// Asserts an amount in yuan.
#[track_caller]
pub(crate) fn assert_close(found_cny: f64, by_hand_cny: f64) {
    same("amount in millions", found_cny / 1e6, by_hand_cny / 1e6);
}

/// Asserts that a series is what the ledger says in the months it names, and 0 in all others.
#[track_caller]
pub(crate) fn flows(trial: &Trial, series: Series, ledger: &[(usize, f64)]) {
    for (month, value) in trial.series.row(series).iter().enumerate() {
        let expected: f64 =
            ledger.iter().filter(|(named, _)| *named == month).map(|(_, amount)| amount).sum();
        same(
            &format!("{} in month {month}", series.id()),
            value / scale(series.entry().unit),
            expected,
        );
    }
    let horizon = trial.series.row(series).len();
    assert!(
        ledger.iter().all(|(named, _)| *named < horizon),
        "the ledger of {} goes beyond the horizon",
        series.id()
    );
}

/// Asserts that a series has each value from its month on, until the next; the first month is 0.
#[track_caller]
pub(crate) fn levels(trial: &Trial, series: Series, ledger: &[(usize, f64)]) {
    assert!(
        ledger[0].0 == 0 && ledger.is_sorted_by_key(|(from, _)| *from),
        "a ledger in order from month 0"
    );
    for (month, value) in trial.series.row(series).iter().enumerate() {
        let in_force = ledger.iter().rev().find(|(from, _)| *from <= month);
        let (_, expected) = in_force.expect("a level from month 0 on");
        same(
            &format!("{} in month {month}", series.id()),
            value / scale(series.entry().unit),
            *expected,
        );
    }
}

/// Asserts a figure.
#[track_caller]
pub(crate) fn figure(trial: &Trial, figure: Figure, expected: f64) {
    same(figure.id(), trial.figure(figure) / scale(figure.entry().unit), expected);
}

/// Asserts some figures.
#[track_caller]
pub(crate) fn figures(trial: &Trial, expected: &[(Figure, f64)]) {
    for (id, expected) in expected {
        figure(trial, *id, *expected);
    }
}

/// Asserts that figures do not exist in the trial.
#[track_caller]
pub(crate) fn undefined(trial: &Trial, figures: &[Figure]) {
    for figure in figures {
        assert!(
            trial.figure(*figure).is_nan(),
            "{} is {}, not null",
            figure.id(),
            trial.figure(*figure)
        );
    }
}

/// Asserts a field of the plot at an index of the model, which sorts plots by id.
#[track_caller]
pub(crate) fn field(trial: &Trial, plot: usize, field: PlotField, expected: f64) {
    let found = trial.plots[PlotIndex::at(plot)][field as usize];
    same(&format!("{} of plot {plot}", field.id()), found / scale(field.entry().unit), expected);
}
