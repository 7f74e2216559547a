//! A backtest as people read it in the terminal: scores by months ahead.

use std::fmt::Write as _;

use crate::calibration::backtest::{Forecaster, Score};
use crate::quantity::PERCENT;
use crate::tables::backtest::Backtest;
use crate::wording::text::Language;

use super::calibration::{Source, table};

/// The report of a backtest as text.
pub fn text(
    backtest: &Backtest,
    source: &Source<'_>,
    (trials, seed): (u64, u64),
    language: Language,
) -> String {
    let mut text = source.line(None, language);
    let origins = backtest.forecasts.first().zip(backtest.forecasts.last());
    if let Some((first, last)) = origins {
        let (first, last) = (backtest.origin(first), backtest.origin(last));
        let _ = writeln!(
            text,
            "forecasts from {first} to {last}, every {} months, each fitted to what was known \
             then; {trials} futures, seed {seed}",
            backtest.every
        );
    }
    for period in &backtest.periods {
        let _ = writeln!(text, "\norigins: {}", period.name);
        let heads = [
            "months",
            "forecaster",
            "n",
            "in 50%",
            "in 80%",
            "in 90%",
            "CRPS [%]",
            "above the model",
            "log score",
            "above the model",
        ];
        text += &table(&heads, period.scores.iter().map(row), language);
    }
    text += "\nCRPS and log score: less is better. Brackets hold standard errors for overlapping \
        forecasts.\n";
    text
}

fn row(score: &Score) -> Vec<String> {
    let name = match score.forecaster {
        Forecaster::Regimes => "model",
        Forecaster::OneRegime => "one regime",
        Forecaster::RandomWalk => "random walk",
        Forecaster::ConstantGrowth => "constant growth",
    };
    let mut cells = vec![score.horizon.to_string(), name.to_owned(), score.forecasts.to_string()];
    cells.extend(score.coverage.iter().map(|share| format!("{:.0}%", share * PERCENT)));
    let more = |(value, se): (f64, Option<f64>), scale: f64| {
        if score.forecaster == Forecaster::Regimes {
            return String::new();
        }
        let error = se.map_or(String::new(), |se| format!(" ({:.2})", se * scale));
        format!("{:+.2}{error}", value * scale)
    };
    cells.push(format!("{:.2}", score.crps * PERCENT));
    cells.push(more(score.crps_more, PERCENT));
    cells.push(format!("{:.2}", score.log_score));
    cells.push(more(score.log_score_more, 1.0));
    cells
}
