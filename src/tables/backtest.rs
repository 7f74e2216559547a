//! Tables of a backtest: scores, the forecasts they come from, and into which tenths outcomes fell.
//!
//! `landsim backtest` writes the three tables and `landsim report` draws them:
//! forecasts and what came, coverage of bands, and the PIT histogram. Scores stand for
//! all origins and for those until and after a month, since a model may have forecast
//! well in one time and not in another.
//!
//! Invariants: tenths of a forecaster and horizon add up to the number of its
//! forecasts; ends of bands contain those of lower levels; `crps_more` of `regimes` is
//! 0. Log changes are those of the index over the whole horizon, not a year.
//!
//! ```text
//! origins        horizon  forecaster   forecasts  coverage_80  crps    crps_more
//! until 2015-12  12       regimes      85         0.647        0.0534  0
//! until 2015-12  12       random_walk  85         0.447        0.0695  0.0161
//! ```

use crate::calendar::YearMonth;
use crate::calibration::backtest::{Forecast, Forecaster, HORIZONS, LEVELS, Score, scores, tenths};

use super::Table;

/// Forecasts from one range of origins, scored.
#[derive(Debug, Clone)]
pub struct Period {
    /// Name of the range in tables: `all`, `until 2015-12`, `after 2015-12`.
    pub name: String,
    /// Scores by horizon and forecaster.
    pub scores: Vec<Score>,
    /// Numbers of outcomes by tenth of the forecast distribution, of each forecaster
    /// and horizon (months) that has any.
    pub tenths: Vec<(Forecaster, usize, [usize; 10])>,
}

/// All forecasts of a history, and their scores by range of origins.
#[derive(Debug, Clone)]
pub struct Backtest {
    /// Month of the first change of the history.
    pub first: YearMonth,
    /// Months between one origin and the next.
    pub every: usize,
    /// All forecasts, in the order of their origins.
    pub forecasts: Vec<Forecast>,
    /// Scores of all origins, of early and of late ones; a range without forecasts is
    /// left out.
    pub periods: Vec<Period>,
}

impl Backtest {
    /// Scores forecasts: all, those from origins until `until`, and those from later
    /// ones. `first` is the month of the history's first change, `every` the months
    /// between origins.
    pub fn new(first: YearMonth, every: usize, until: YearMonth, forecasts: Vec<Forecast>) -> Self {
        let mut backtest = Self { first, every, forecasts, periods: Vec::new() };
        let names = ["all".to_owned(), format!("until {until}"), format!("after {until}")];
        backtest.periods = names
            .into_iter()
            .enumerate()
            .filter_map(|(at, name)| {
                backtest.period(name, |is_early| at == 0 || is_early == (at == 1), until)
            })
            .collect();
        backtest
    }

    /// Month from which was forecast: that of the last change that the forecast knew.
    pub fn origin(&self, forecast: &Forecast) -> YearMonth {
        let known = i32::try_from(forecast.known).unwrap_or(i32::MAX);
        self.first.plus(known.saturating_sub(1))
    }

    /// The scores of the origins that are in a range, by whether they are at most
    /// `until`.
    fn period(
        &self,
        name: String,
        is_in: impl Fn(bool) -> bool,
        until: YearMonth,
    ) -> Option<Period> {
        let own: Vec<&Forecast> = self
            .forecasts
            .iter()
            .filter(|forecast| is_in(self.origin(forecast) <= until))
            .collect();
        let each = Forecaster::ALL
            .into_iter()
            .flat_map(|forecaster| HORIZONS.map(|horizon| (forecaster, horizon)));
        let tenths = each
            .map(|(forecaster, horizon)| (forecaster, horizon, tenths(&own, forecaster, horizon)))
            .filter(|(_, _, counts)| counts.iter().sum::<usize>() > 0);
        let period = Period { name, scores: scores(&own, self.every), tenths: tenths.collect() };
        (!own.is_empty()).then_some(period)
    }

    /// The tables `backtest_scores`, `backtest_forecasts` and `backtest_tenths`.
    pub fn tables(&self) -> [Table; 3] {
        [self.score_table(), self.forecast_table(), self.tenth_table()]
    }

    /// The table of scores: a row for each range of origins, horizon and forecaster.
    fn score_table(&self) -> Table {
        let rows: Vec<(&str, &Score)> = self
            .periods
            .iter()
            .flat_map(|period| period.scores.iter().map(|score| (period.name.as_str(), score)))
            .collect();
        let mut table = Table::new(
            "backtest_scores",
            "Written by `landsim backtest`. One row per range of origins, months ahead and forecaster: how its forecasts of house prices did.",
        );
        let numbers =
            |of: &dyn Fn(&Score) -> Option<f64>| rows.iter().map(|row| of(row.1)).collect();
        let names = rows.iter().map(|row| row.0.to_owned()).collect();
        table.texts("origins", "Range of the months from which was forecast", names);
        let horizons = rows.iter().map(|row| row.1.horizon as u64).collect();
        table.counts("horizon", "months", "How far ahead", horizons);
        let meaning = "`regimes`: the market model fitted to the past, `one_regime`: the same without regimes, `random_walk`, `constant_growth`: independent changes of past spread";
        let ids = rows.iter().map(|row| row.1.forecaster.id().to_owned()).collect();
        table.texts("forecaster", meaning, ids);
        let forecasts = rows.iter().map(|row| row.1.forecasts as u64).collect();
        table.counts(
            "forecasts",
            "forecasts",
            "Forecasts with an outcome; they overlap",
            forecasts,
        );
        for (at, level) in LEVELS.into_iter().enumerate() {
            let meaning =
                format!("Share of outcomes inside the central {:.0} % band", 100.0 * level);
            let name = format!("coverage_{:.0}", 100.0 * level);
            table.numbers(&name, "share", &meaning, numbers(&|score| Some(score.coverage[at])));
        }
        let meaning = "Mean continuous ranked probability score; less is better";
        table.numbers("crps", "log", meaning, numbers(&|score| Some(score.crps)));
        let meaning = "Mean log score, minus the log density of the outcome; less is better";
        table.numbers("log_score", "nats", meaning, numbers(&|score| Some(score.log_score)));
        let meaning =
            "Mean CRPS above that of `regimes`, forecast by forecast; above 0, `regimes` is better";
        table.numbers("crps_more", "log", meaning, numbers(&|score| Some(score.crps_more.0)));
        let meaning = "Its standard error for overlapping forecasts (Newey and West)";
        table.numbers("crps_more_se", "log", meaning, numbers(&|score| score.crps_more.1));
        let meaning = "The same of log scores";
        table.numbers(
            "log_score_more",
            "nats",
            meaning,
            numbers(&|score| Some(score.log_score_more.0)),
        );
        let meaning = "Its standard error";
        table.numbers(
            "log_score_more_se",
            "nats",
            meaning,
            numbers(&|score| score.log_score_more.1),
        );
        table
    }

    /// The table of forecasts: a row for each origin, horizon and forecaster.
    fn forecast_table(&self) -> Table {
        let rows = &self.forecasts;
        let mut table = Table::new(
            "backtest_forecasts",
            "Written by `landsim backtest`. One row per origin, months ahead and forecaster: what was forecast and what came.",
        );
        let numbers =
            |of: &dyn Fn(&Forecast) -> f64| rows.iter().map(|row| Some(of(row))).collect();
        let origins = rows.iter().map(|row| self.origin(row).to_string()).collect();
        table.texts("origin", "Last month that was known", origins);
        let horizons = rows.iter().map(|row| row.horizon as u64).collect();
        table.counts("horizon", "months", "How far ahead", horizons);
        let ids = rows.iter().map(|row| row.forecaster.id().to_owned()).collect();
        table.texts("forecaster", "Who forecast", ids);
        let regimes = rows.iter().map(|row| row.regimes.map(crate::quantity::count)).collect();
        let meaning = "Regimes of the fitted model; null for others";
        table.numbers("regimes", "regimes", meaning, regimes);
        let meaning = "Log change of house prices that came";
        table.numbers("outcome", "log", meaning, numbers(&|row| row.outcome));
        table.numbers("median", "log", "Median that was forecast", numbers(&|row| row.median));
        for (at, level) in LEVELS.into_iter().enumerate() {
            for (end, name) in ["low", "high"].into_iter().enumerate() {
                let meaning = format!("End of the central {:.0} % band", 100.0 * level);
                let name = format!("band_{:.0}_{name}", 100.0 * level);
                table.numbers(&name, "log", &meaning, numbers(&|row| row.bands[at][end]));
            }
        }
        let meaning = "Probability that was given to less than what came (PIT)";
        table.numbers("below", "probability", meaning, numbers(&|row| row.below));
        table.numbers(
            "crps",
            "log",
            "Continuous ranked probability score",
            numbers(&|row| row.crps),
        );
        table.numbers("log_score", "nats", "Log score", numbers(&|row| row.log_score));
        table
    }

    /// The PIT histogram: a row for each range of origins, horizon, forecaster and
    /// tenth.
    fn tenth_table(&self) -> Table {
        let mut rows = Vec::new();
        for period in &self.periods {
            for (forecaster, horizon, counts) in &period.tenths {
                for (tenth, outcomes) in (1..).zip(counts) {
                    rows.push((&period.name, *forecaster, *horizon, tenth, *outcomes));
                }
            }
        }
        let mut table = Table::new(
            "backtest_tenths",
            "Written by `landsim backtest`. One row per range of origins, months ahead, forecaster and tenth of the forecast distribution (PIT histogram).",
        );
        let origins = rows.iter().map(|row| row.0.clone()).collect();
        table.texts("origins", "Range of the months from which was forecast", origins);
        let horizons = rows.iter().map(|row| row.2 as u64).collect();
        table.counts("horizon", "months", "How far ahead", horizons);
        let ids = rows.iter().map(|row| row.1.id().to_owned()).collect();
        table.texts("forecaster", "Who forecast", ids);
        let meaning = "Tenth of the distribution, from the lowest";
        table.counts("tenth", "number", meaning, rows.iter().map(|row| row.3).collect());
        let meaning = "Outcomes that fell into it; the same in all tenths when forecasts are right";
        let outcomes = rows.iter().map(|row| row.4 as u64).collect();
        table.counts("outcomes", "forecasts", meaning, outcomes);
        table
    }
}
