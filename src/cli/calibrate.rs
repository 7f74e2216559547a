//! `landsim calibrate`: regimes of house prices from a history.

use landsim::calendar::YearMonth;
use landsim::calibration::regimes::{Fit, Momentum, fit};
use landsim::finding::{Finding, Place, Rejected};
use landsim::report::calibration::{Source, text};
use landsim::scenario::history::read_changes;
use rayon::prelude::*;

use super::run::reject;
use super::{CalibrateArguments, Ending, print};

/// Numbers of regimes that are tried.
const TRIED: [usize; 4] = [1, 2, 3, 4];

/// Fits regimes and prints what was found.
pub(super) fn run(arguments: &CalibrateArguments) -> Ending {
    match fitted(arguments) {
        Ok(text) => print(&text),
        Err(rejected) => reject(&rejected),
    }
}

fn fitted(arguments: &CalibrateArguments) -> Result<String, Rejected> {
    let CalibrateArguments { history, column, from, until, regimes, .. } = arguments;
    let (rows, digest) = read_changes(history, column)?;
    let is_used = |month: YearMonth| {
        from.is_none_or(|from| from <= month) && until.is_none_or(|until| month <= until)
    };
    let used: Vec<(YearMonth, f64)> =
        rows.into_iter().filter(|(month, _)| is_used(*month)).collect();
    let changes: Vec<f64> = used.iter().map(|(_, change)| *change).collect();
    let momentum = if arguments.without_momentum { Momentum::None } else { Momentum::Free };
    let of_number = |number: &usize| fit(&changes, *number, momentum, arguments.starts);
    let fits: Vec<Fit> = TRIED.par_iter().filter_map(of_number).collect();
    let wanted = regimes.map(usize::from);
    let chosen = match wanted {
        Some(wanted) => fits.iter().find(|fit| fit.regimes.len() == wanted),
        None => fits.iter().min_by(|left, right| left.bic().total_cmp(&right.bic())),
    };
    let (Some(chosen), Some((first, _)), Some((last, _))) = (chosen, used.first(), used.last())
    else {
        return Err(Rejected::new(vec![Finding {
            place: Place::whole(history),
            key: column.clone(),
            found: format!("{} months that are used", changes.len()),
            accepted: "ten different months for each regime, or more".into(),
        }]));
    };
    let source = Source { file: history, column, digest: &digest, first: *first, last: *last };
    Ok(text(&fits, chosen, &source))
}
