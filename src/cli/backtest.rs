//! `landsim backtest`: the market model fitted to the past of many months, held against what came.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use landsim::calendar::YearMonth;
use landsim::calibration::backtest::{Design, LEAST_CHANGES, forecasts};
use landsim::case::Case;
use landsim::case::inputs::Inputs;
use landsim::catalogue::result_folder::ResultFolder;
use landsim::finding::Rejected;
use landsim::report::terminal::backtest::text;
use landsim::scenario::Scenario;
use landsim::store::folder::PendingFolder;
use landsim::store::manifest::Manifest;
use landsim::tables::backtest::Backtest;
use rayon::prelude::*;

use super::clock::Clock;
use super::ending::{Ending, interrupted, not_written, reject, show_written};
use super::history::{Changes, HistoryArguments};
use super::language::{in_words, spoken};
use super::progress::Progress;
use super::settings::FileArguments;
use super::threads::{catch_interrupts, thread_pool};
use super::values::{between, month};

/// Folder of the tables under the folder for results.
const FOLDER: &str = ResultFolder::Backtest.name();

/// What `landsim backtest` is asked.
#[derive(Debug, clap::Args)]
pub(super) struct BacktestArguments {
    #[command(flatten)]
    history: HistoryArguments,
    /// First month from which is forecast: the last that is known then.
    #[arg(long, value_parser = month, default_value = "2008-12")]
    origin: YearMonth,
    /// Months from one origin to the next.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=120))]
    every: u16,
    /// Month after which origins are scored apart from those until then.
    #[arg(long, value_parser = month, default_value = "2015-12")]
    split: YearMonth,
    /// Starts from which each likelihood is climbed.
    #[arg(long, default_value_t = 5, value_parser = between(1..=1000))]
    starts: u64,
    /// Futures of each forecast.
    #[arg(long, default_value_t = 2000, value_parser = between(100..=1_000_000))]
    trials: u64,
    /// Seed of all random numbers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Threads; results do not depend on it. Default: all processors.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Folder for results, in which the folder `backtest` is written.
    #[arg(long, default_value = "reports")]
    out: PathBuf,
    #[command(flatten)]
    files: FileArguments,
    /// Show neither progress nor the result table.
    #[arg(long)]
    quiet: bool,
}

/// Forecasts from every origin, writes and prints scores.
pub(super) fn run(arguments: &BacktestArguments) -> Ending {
    let loaded = Question::load(arguments);
    let question = match loaded {
        Ok(question) => question,
        Err(rejected) => return reject(&rejected),
    };
    let Some(pool) = thread_pool(arguments.threads) else { return Ending::NotWritten };
    match arguments.files.folder(&arguments.out, FOLDER) {
        Ok(folder) => pool.install(|| question.answer(folder)),
        Err(error) => not_written(&error),
    }
}

struct Question<'a> {
    arguments: &'a BacktestArguments,
    used: Changes<'a>,
    /// Numbers of changes known at the origins.
    origins: Vec<usize>,
    /// All that a market has beside house prices.
    shell: Case,
}

impl<'a> Question<'a> {
    fn load(arguments: &'a BacktestArguments) -> Result<Self, Rejected> {
        let used = arguments.history.read(LEAST_CHANGES + 1)?;
        let known = arguments.origin.months_since(used.first) + 1;
        let known = usize::try_from(known).unwrap_or(0);
        if !(LEAST_CHANGES..used.series.len()).contains(&known) {
            return Err(arguments.history.reject(
                format!("{known} months until the first origin {}", arguments.origin),
                format!("{LEAST_CHANGES} or more, and a month after it"),
            ));
        }
        let shell = Inputs::default().case(Scenario::baseline()?)?;
        let origins = (known..used.series.len()).step_by(usize::from(arguments.every)).collect();
        Ok(Self { arguments, used, origins, shell })
    }

    fn answer(&self, folder: PendingFolder) -> Ending {
        let clock = Clock::start();
        let BacktestArguments { seed, trials, every, split, quiet, .. } = *self.arguments;
        let Some(forecasts) = self.forecast(&catch_interrupts()) else {
            return interrupted(FOLDER);
        };
        let backtest = Backtest::new(self.used.first, usize::from(every), split, forecasts);
        let manifest = Manifest::new(&self.shell, seed, trials, clock.circumstances())
            .with_data(self.used.input());
        show_written(folder.finish(&backtest.tables(), manifest), quiet, || {
            let made = text(&backtest, &self.used.source(), (trials, seed), spoken());
            in_words(&made)
        })
    }

    fn forecast(
        &self,
        interrupted: &AtomicBool,
    ) -> Option<Vec<landsim::calibration::backtest::Forecast>> {
        let BacktestArguments { starts, trials, seed, quiet, .. } = *self.arguments;
        let design = Design { starts, trials, seed };
        let progress =
            Progress::new(FOLDER, trials.saturating_mul(self.origins.len() as u64), quiet);
        let of_origin = |known: &usize| {
            if interrupted.load(Ordering::Relaxed) {
                return None;
            }
            let found = forecasts(self.shell.scenario(), &self.used.series, *known, &design);
            progress.advance(trials);
            Some(found)
        };
        let found: Option<Vec<_>> = self.origins.par_iter().map(of_origin).collect();
        progress.finish();
        Some(found?.into_iter().flatten().collect())
    }
}
