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

use super::column::{Column, Numbers, columns};
use super::table::Table;

columns! {
    /// Columns of the table of scores.
    ScoresTable = "backtest_scores":
        "Written by `landsim backtest`. One row per range of origins, months ahead and forecaster: \
         how its forecasts of house prices did.";
    ORIGINS: Texts = "origins", "", "Range of the months from which was forecast";
    HORIZON: Counts = "horizon", "months", "How far ahead";
    FORECASTER: Texts = "forecaster", "",
        "`regimes`: the market model fitted to the past, `one_regime`: the same without regimes, \
         `random_walk`, `constant_growth`: independent changes of past spread";
    FORECASTS: Counts = "forecasts", "forecasts", "Forecasts with an outcome; they overlap";
    COVERAGE_50: Numbers = "coverage_50", "share", "Share of outcomes inside the central 50 % band";
    COVERAGE_80: Numbers = "coverage_80", "share", "Share of outcomes inside the central 80 % band";
    COVERAGE_90: Numbers = "coverage_90", "share", "Share of outcomes inside the central 90 % band";
    CRPS: Numbers = "crps", "log", "Mean continuous ranked probability score; less is better";
    LOG_SCORE: Numbers = "log_score", "nats",
        "Mean log score, minus the log density of the outcome; less is better";
    CRPS_MORE: Numbers = "crps_more", "log",
        "Mean CRPS above that of `regimes`, forecast by forecast; above 0, `regimes` is better";
    CRPS_MORE_SE: Numbers = "crps_more_se", "log",
        "Its standard error for overlapping forecasts (Newey and West)";
    LOG_SCORE_MORE: Numbers = "log_score_more", "nats", "The same of log scores";
    LOG_SCORE_MORE_SE: Numbers = "log_score_more_se", "nats", "Its standard error";
}

impl ScoresTable {
    /// Shares of outcomes inside bands, in the order of [`LEVELS`].
    const COVERAGES: [Column<Self, Numbers>; LEVELS.len()] =
        [Self::COVERAGE_50, Self::COVERAGE_80, Self::COVERAGE_90];
}

columns! {
    /// Columns of the table of forecasts.
    ForecastsTable = "backtest_forecasts":
        "Written by `landsim backtest`. One row per origin, months ahead and forecaster: what was \
         forecast and what came.";
    ORIGIN: Texts = "origin", "", "Last month that was known";
    HORIZON: Counts = "horizon", "months", "How far ahead";
    FORECASTER: Texts = "forecaster", "", "Who forecast";
    REGIMES: Numbers = "regimes", "regimes", "Regimes of the fitted model; null for others";
    OUTCOME: Numbers = "outcome", "log", "Log change of house prices that came";
    MEDIAN: Numbers = "median", "log", "Median that was forecast";
    BAND_50_LOW: Numbers = "band_50_low", "log", "End of the central 50 % band";
    BAND_50_HIGH: Numbers = "band_50_high", "log", "End of the central 50 % band";
    BAND_80_LOW: Numbers = "band_80_low", "log", "End of the central 80 % band";
    BAND_80_HIGH: Numbers = "band_80_high", "log", "End of the central 80 % band";
    BAND_90_LOW: Numbers = "band_90_low", "log", "End of the central 90 % band";
    BAND_90_HIGH: Numbers = "band_90_high", "log", "End of the central 90 % band";
    BELOW: Numbers = "below", "probability",
        "Probability that was given to less than what came (PIT)";
    CRPS: Numbers = "crps", "log", "Continuous ranked probability score";
    LOG_SCORE: Numbers = "log_score", "nats", "Log score";
}

impl ForecastsTable {
    /// Lower and upper ends of bands, in the order of [`LEVELS`].
    const BANDS: [[Column<Self, Numbers>; 2]; LEVELS.len()] = [
        [Self::BAND_50_LOW, Self::BAND_50_HIGH],
        [Self::BAND_80_LOW, Self::BAND_80_HIGH],
        [Self::BAND_90_LOW, Self::BAND_90_HIGH],
    ];
}

columns! {
    /// Columns of the table of outcomes by tenth.
    TenthsTable = "backtest_tenths":
        "Written by `landsim backtest`. One row per range of origins, months ahead, forecaster and \
         tenth of the forecast distribution (PIT histogram).";
    ORIGINS: Texts = "origins", "", "Range of the months from which was forecast";
    HORIZON: Counts = "horizon", "months", "How far ahead";
    FORECASTER: Texts = "forecaster", "", "Who forecast";
    TENTH: Counts = "tenth", "number", "Tenth of the distribution, from the lowest";
    OUTCOMES: Counts = "outcomes", "forecasts",
        "Outcomes that fell into it; the same in all tenths when forecasts are right";
}

/// Name of the range of all origins.
pub const ALL_ORIGINS: &str = "all";

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
        let names = [ALL_ORIGINS.to_owned(), format!("until {until}"), format!("after {until}")];
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
        let mut table = Table::of::<ScoresTable>();
        let numbers =
            |of: &dyn Fn(&Score) -> Option<f64>| rows.iter().map(|row| of(row.1)).collect();
        table.fill(ScoresTable::ORIGINS, rows.iter().map(|row| row.0.to_owned()).collect());
        table.fill(ScoresTable::HORIZON, rows.iter().map(|row| row.1.horizon as u64).collect());
        let ids = rows.iter().map(|row| row.1.forecaster.id().to_owned()).collect();
        table.fill(ScoresTable::FORECASTER, ids);
        table.fill(ScoresTable::FORECASTS, rows.iter().map(|row| row.1.forecasts as u64).collect());
        for (at, column) in ScoresTable::COVERAGES.into_iter().enumerate() {
            table.fill(column, numbers(&|score| Some(score.coverage[at])));
        }
        table.fill(ScoresTable::CRPS, numbers(&|score| Some(score.crps)));
        table.fill(ScoresTable::LOG_SCORE, numbers(&|score| Some(score.log_score)));
        table.fill(ScoresTable::CRPS_MORE, numbers(&|score| Some(score.crps_more.0)));
        table.fill(ScoresTable::CRPS_MORE_SE, numbers(&|score| score.crps_more.1));
        table.fill(ScoresTable::LOG_SCORE_MORE, numbers(&|score| Some(score.log_score_more.0)));
        table.fill(ScoresTable::LOG_SCORE_MORE_SE, numbers(&|score| score.log_score_more.1));
        table
    }

    /// The table of forecasts: a row for each origin, horizon and forecaster.
    fn forecast_table(&self) -> Table {
        let rows = &self.forecasts;
        let mut table = Table::of::<ForecastsTable>();
        let numbers =
            |of: &dyn Fn(&Forecast) -> f64| rows.iter().map(|row| Some(of(row))).collect();
        let origins = rows.iter().map(|row| self.origin(row).to_string()).collect();
        table.fill(ForecastsTable::ORIGIN, origins);
        table.fill(ForecastsTable::HORIZON, rows.iter().map(|row| row.horizon as u64).collect());
        let ids = rows.iter().map(|row| row.forecaster.id().to_owned()).collect();
        table.fill(ForecastsTable::FORECASTER, ids);
        let regimes = rows.iter().map(|row| row.regimes.map(crate::quantity::count)).collect();
        table.fill(ForecastsTable::REGIMES, regimes);
        table.fill(ForecastsTable::OUTCOME, numbers(&|row| row.outcome));
        table.fill(ForecastsTable::MEDIAN, numbers(&|row| row.median));
        for (at, ends) in ForecastsTable::BANDS.into_iter().enumerate() {
            for (end, column) in ends.into_iter().enumerate() {
                table.fill(column, numbers(&|row| row.bands[at][end]));
            }
        }
        table.fill(ForecastsTable::BELOW, numbers(&|row| row.below));
        table.fill(ForecastsTable::CRPS, numbers(&|row| row.crps));
        table.fill(ForecastsTable::LOG_SCORE, numbers(&|row| row.log_score));
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
        let mut table = Table::of::<TenthsTable>();
        table.fill(TenthsTable::ORIGINS, rows.iter().map(|row| row.0.clone()).collect());
        table.fill(TenthsTable::HORIZON, rows.iter().map(|row| row.2 as u64).collect());
        table.fill(TenthsTable::FORECASTER, rows.iter().map(|row| row.1.id().to_owned()).collect());
        table.fill(TenthsTable::TENTH, rows.iter().map(|row| row.3).collect());
        table.fill(TenthsTable::OUTCOMES, rows.iter().map(|row| row.4 as u64).collect());
        table
    }
}
